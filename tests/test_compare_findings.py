"""What stands of all comparisons, how it is told, and where it is shown."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from html_checks import check_page, parse
from made_articles import make_article

from analysis.charts import FIGURES
from analysis.charts.differences import plot_compared, plot_robustness
from analysis.charts.drawing import NothingToDrawError, Request
from analysis.compare.changes import changes
from analysis.compare.design import NothingToCompareError
from analysis.compare.families import family_of
from analysis.compare.findings import compare_outlets, strength_of
from analysis.compare.wording import brief_term, call_item, name_way, tell
from analysis.publishing.listings.outlets import list_by_copies, list_changes, list_comparisons, list_outlet_findings
from analysis.publishing.report.findings_page import tell_findings, write_findings
from analysis.tables import Tables, build_tables
from analysis.validation.results import TABLES, Validation
from analysis.validation.stamps import Stamps

FILLER = "one two three four five six seven eight nine ten"
HOSTILE = '<script>alert(1)</script> =HYPERLINK("x")'


@pytest.fixture(scope="module")
def planted() -> Tables:
    """Three outlets of twenty articles: only the first writes of war in every article, all write of law alike."""
    articles = [
        make_article(
            [f"{FILLER} {'[war:siege] [war:raid] ' * (outlet == 'Alpha')}[law] {FILLER}", FILLER * (1 + n % 3)],
            name=f"{outlet}-{n}",
            outlet=outlet,
        )
        for outlet in ("Alpha", "Beta", HOSTILE)
        for n in range(20)
    ]
    # One article of another outlet has the word, so that there is something to be so many times as often.
    articles[25] = make_article([f"{FILLER} [war:raid] [law] {FILLER}"], name="Beta-5", outlet="Beta")
    return build_tables(articles)


def test_a_planted_difference_stands_and_nothing_else_of_its_table(planted: Tables) -> None:
    comparison = compare_outlets(planted)
    frames = comparison.findings[comparison.findings["family"] == "frames-narrator"]
    assert frames["item"].unique().tolist() == ["war"]
    first = frames[frames["group"] == "Alpha"].iloc[0]
    assert first["stable"]
    assert first["difference"] > 0
    assert first["n_articles_with"] == 20
    assert first["n_hits"] == 40
    others = comparison.table[(comparison.table["item"] == "law") & (comparison.table["family"] == "frames-narrator")]
    assert others["p"].notna().all()
    assert not others["found"].any()


def test_stable_findings_come_first(planted: Tables) -> None:
    stable = compare_outlets(planted).findings["stable"].tolist()
    assert stable == sorted(stable, reverse=True)


@pytest.mark.parametrize(
    ("row", "strength"),
    [
        ({"ratio": 0.25, "ratio_low": 0.125, "ratio_high": 0.5}, 1.0),
        ({"ratio": 2.0, "ratio_low": 0.9, "ratio_high": 4.0}, 0.0),
        ({"ratio": pd.NA, "difference_low": -0.3, "difference_high": -0.1}, 0.1),
        ({"ratio": pd.NA, "difference_low": pd.NA, "difference_high": pd.NA}, 0.0),
    ],
)
def test_strength_is_that_of_the_nearer_bound(row: dict[str, object], strength: float) -> None:
    row = {name: float("nan") if value is pd.NA and name != "ratio" else value for name, value in row.items()}
    assert strength_of(row) == pytest.approx(strength)


def test_sentences_are_filled_in_from_the_tables(planted: Tables) -> None:
    comparison = compare_outlets(planted)
    row = comparison.findings[comparison.findings["group"] == "Alpha"].iloc[0].to_dict()
    sentence = tell(row, comparison.families["frames-narrator"], {"war": "War and its words"})
    assert sentence.startswith("Alpha uses words of “War and its words” in its own voice")
    assert f"{row['value']:.2f}, against {row['reference']:.2f} in all others" in sentence
    assert f"{row['ratio']:.2g} times as often" in sentence
    rare = tell(row | {"ratio": 0.099}, comparison.families["frames-narrator"])
    assert "10 times less often" in rare


@pytest.mark.parametrize("name", ["frames-narrator", "frames-quoted", "contested-narrator", "sources", "stances"])
@pytest.mark.parametrize("difference", [-0.5, 0.5])
def test_every_family_has_its_words(tables: Tables, name: str, difference: float) -> None:
    family = family_of(tables, name)
    numbers = {"group": "Gazette", "against": "all others", "value": 0.2, "reference": 0.1, "ratio": 2.0}
    for item in family.items.to_dict("records"):
        row = {**item, **numbers, "difference": difference, "family": name, "group": "Gazette"}
        assert "Gazette" in tell(row, family)
        assert "{" not in tell(row, family) + call_item(row)
        assert call_item(row)


@pytest.mark.parametrize(
    ("kind", "piece", "words"),
    [
        ("none", None, "as it was found"),
        ("outlet", "Beta", "without Beta"),
        ("copies", "drop", "with copies of one text dropped but the first"),
        ("reading", "adjusted", "in the adjusted reading"),
        ("score", "0.8 or more", "with quotes of a score of 0.8 or more only"),
        ("term", "(war|wars) ..2 zone*", "without the term war… … zone* (of 3)"),
        ("speaker", "Ada (Lund|x)", "without the speaker Ada (Lund|x) (of 3)"),
    ],
)
def test_ways_of_counting_in_words(kind: str, piece: str | None, words: str) -> None:
    assert name_way({"kind": kind, "piece": piece, "n_pieces": 3}) == words


def test_a_pattern_without_alternatives_stays() -> None:
    assert brief_term("surrender*") == "surrender*"


def test_the_page_holds_to_the_rules_and_leads_to_passages(planted: Tables, tmp_path: Path) -> None:
    addresses = {article_id: f"../articles/{n}.html" for n, article_id in enumerate(planted.articles["article_id"])}
    page = write_findings(planted, tmp_path, corpus=HOSTILE, addresses=addresses)
    root = parse(page.read_text(encoding="utf-8"))
    check_page(root, files=("../", "comparisons.csv", "robustness.csv"))
    assert not root.all("script")
    assert HOSTILE in root.all("h1")[0].text()
    links = [link.attrs["href"] for link in root.all("a") if link.attrs["href"].startswith("../articles/")]
    assert links
    assert all("#mf-" in link for link in links)
    assert {mark.text() for mark in root.all("mark")} == {"word"}
    rows = list(csv.DictReader((tmp_path / "comparisons.csv").open(encoding="utf-8-sig")))
    assert len(rows) == len(compare_outlets(planted).table)
    groups = {row["group"] for row in rows}
    assert not any(group.startswith("=") for group in groups)


def test_passages_are_the_counted_words_of_their_outlet(planted: Tables) -> None:
    comparison = compare_outlets(planted)
    told = tell_findings(planted, comparison)
    first = told[0]
    assert len({passage.where for passage in first.own}) == 1
    assert all(passage.where.startswith(str(comparison.findings["group"].iloc[0])) for passage in first.own)
    assert all(passage.counted == "word" and passage.before for passage in first.own)
    assert "stable" in first.verdict.lower()


def test_the_page_says_that_nothing_was_coded_by_hand(planted: Tables, tmp_path: Path) -> None:
    page = write_findings(planted, tmp_path, corpus="c").read_text(encoding="utf-8")
    assert page.count("Unvalidated: no hand coding of these articles.") == 1


def test_where_something_was_coded_each_finding_carries_its_own_stamp(planted: Tables) -> None:
    nothing: dict[str, dict[str, str]] = {key: {} for key in ("lexicons", "hashes", "fingerprints")}
    empty = {name: pd.DataFrame() for name in TABLES}
    stamps = Stamps(Validation("c", "2026-01-01", "s", 2, 0, 0, 1, 60, **nothing, tables=empty))
    told = tell_findings(planted, compare_outlets(planted), stamps=stamps)
    assert told[0].caveats[0].startswith("Unvalidated: no hand coding of")


def test_few_articles_claim_nothing(tables: Tables, tmp_path: Path) -> None:
    kept = tables.articles["article_id"].head(12)
    cut = {name: own[own["article_id"].isin(kept)] for name, own in tables.by_name().items() if "article_id" in own}
    few = replace(tables, **cut)
    page = write_findings(few, tmp_path, corpus="few").read_text(encoding="utf-8")
    assert "No comparison was tested" in page
    assert list_outlet_findings(few).rows == ()
    with pytest.raises(NothingToDrawError, match="No difference between outlets stands"):
        FIGURES["outlets-findings"].draw(few, Request())


def test_one_outlet_compares_nothing(tables: Tables, tmp_path: Path) -> None:
    one = replace(tables, articles=tables.articles.assign(outlet=pd.array(["A"] * len(tables.articles), "string")))
    with pytest.raises(NothingToCompareError, match="one outlet, 'A'"):
        compare_outlets(one)
    assert "fewer than two outlets" in write_findings(one, tmp_path, corpus="one").read_text(encoding="utf-8")
    assert not (tmp_path / "comparisons.csv").exists()
    assert list_by_copies(one).rows == list_comparisons(one).rows == ()
    with pytest.raises(NothingToDrawError):
        FIGURES["outlets-compared-frames"].draw(one, Request())


def test_listings_tell_what_was_found(planted: Tables) -> None:
    comparison = compare_outlets(planted)
    findings = list_outlet_findings(planted, most=1)
    assert len(findings.rows) == 1
    assert findings.rows[0][1] == "1"
    assert f"Shown are the first 1 of {len(comparison.findings)}" in findings.note
    compared = list_comparisons(planted, most=1000)
    assert len(compared.rows) == int(comparison.table["p"].notna().sum())
    assert sum(row[-1] == "found" for row in compared.rows) == len(comparison.findings)
    by_copies = list_by_copies(planted)
    assert len(by_copies.rows) == len(comparison.findings)
    assert all(not cell.startswith("(") for row in by_copies.rows for cell in row[2:])  # there are no copies here


def test_changes_are_listed_with_what_was_not_tested(tables: Tables) -> None:
    listing = list_changes(tables, "frames-narrator")
    tested = changes(tables, [family_of(tables, "frames-narrator")])["p"].notna()
    assert len(listing.rows) == min(20, int(tested.sum()))
    assert f"{int((~tested).sum()):,} rest on too little" in listing.note
    with pytest.raises(ValueError, match="no family 'frames'"):
        list_changes(tables, "frames")


def test_cells_show_the_ratio_and_mark_what_was_found(planted: Tables) -> None:
    comparison = compare_outlets(planted)
    table = comparison.table[comparison.table["family"] == "frames-narrator"]
    ax = plot_compared(table)
    texts = [text.get_text() for text in ax.texts]
    assert len(texts) == len(table[table["ratio"].notna()])
    assert sum("●" in text for text in texts) == int(table["found"].sum())


def test_what_one_outlet_alone_writes_is_told_and_drawn() -> None:
    articles = [
        make_article([f"{FILLER} {words}[law] {FILLER}", FILLER * (1 + n % 3)], name=f"{outlet}-{n}", outlet=outlet)
        for outlet, words in (("Alpha", "[war:siege] [war:raid] "), ("Beta", ""))
        for n in range(20)
    ]
    tables = build_tables(articles)
    comparison = compare_outlets(tables)
    assert comparison.findings["ratio"].isna().all()
    assert "with none in Beta" in list_outlet_findings(tables).rows[0][0]
    drawing = FIGURES["outlets-compared-frames"].draw(tables, Request())
    assert "only here" in drawing.alt
    with pytest.raises(NothingToDrawError, match="no ratio"):
        FIGURES["outlets-findings"].draw(tables, Request())
    FIGURES["robustness"].draw(tables, Request())
    FIGURES["prominence"].draw(tables, Request())


def test_outlets_with_hostile_names_are_drawn(planted: Tables) -> None:
    drawing = FIGURES["outlets-findings"].draw(planted, Request())
    assert len(drawing.numbers) == len(compare_outlets(planted).findings)
    drawing.figure.draw_without_rendering()


def test_the_panel_shows_each_way_and_fills_what_holds(planted: Tables) -> None:
    comparison = compare_outlets(planted)
    drawing = FIGURES["robustness"].draw(planted, Request(finding=1))
    own = comparison.panel[comparison.panel["group"] == comparison.findings["group"].iloc[0]]
    assert len(drawing.numbers) == len(own)
    ax = plot_robustness(drawing.numbers)
    filled = next(line for line in ax.lines if line.get_label() == "holds")
    assert len(filled.get_xdata()) == int(drawing.numbers["holds"].sum())
    with pytest.raises(ValueError, match="no finding 99"):
        FIGURES["robustness"].draw(planted, Request(finding=99))
