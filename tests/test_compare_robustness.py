"""What a difference hangs on: articles, terms, speakers, outlets, copies."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from made_counts import ids_of, tables_of_counts

from analysis.compare.design import lay_out
from analysis.compare.differences import compare_groups
from analysis.compare.families import family_of
from analysis.compare.robustness import check_robustness, judge
from analysis.tables import Tables

A, B, C = "Daily Ledger", "K-News", "The Wire"
TERMS = ("ring", "wall", "gate", "tower")
SPEAKERS = ("Lund", "Marlow", "Vale", "Orin", "Pell")
KEY = ["family", "item", "group"]


def check(tables: Tables, name: str, item: str, **how: object) -> tuple[pd.DataFrame, pd.Series]:
    """The panel of the first group's difference in an item, and the verdict on it."""
    design = lay_out(tables, n_shuffles=999, **how)  # type: ignore[arg-type]
    table = compare_groups(design, family_of(tables, name))
    row = table[(table["item"] == item) & (table["group"] == design.groups[0])]
    assert row["found"].all()
    panel = check_robustness(tables, row, design)
    return panel.set_index("kind", drop=False), judge(panel).iloc[0]


def spread_hits(rng: np.random.Generator, articles: range, mean: float) -> list[tuple[int, str, int]]:
    return [(number, term, int(n)) for number in articles for term in TERMS if (n := rng.poisson(mean / len(TERMS)))]


@pytest.fixture(scope="module")
def steady() -> Tables:
    """Twice as many hits in one outlet, strewn over its articles and terms."""
    rng = np.random.default_rng(1)
    hits = spread_hits(rng, range(30), 5) + spread_hits(rng, range(30, 60), 2.5)
    return tables_of_counts([A] * 30 + [B] * 30, hits=hits)


def test_a_difference_in_all_articles_and_terms_is_stable(steady: Tables) -> None:
    panel, verdict = check(steady, "frames-narrator", "siege")
    assert verdict["stable"]
    assert verdict[["hangs_on_kind", "hangs_on"]].isna().all()
    assert panel["kind"].tolist() == ["none", "article", "term"]
    assert panel["holds"].all()
    assert panel["n_pieces"].tolist() == [1, 60, 4]


def test_the_first_row_is_the_finding_itself(steady: Tables) -> None:
    design = lay_out(steady)
    found = compare_groups(design, family_of(steady, "frames-narrator"))
    first = check_robustness(steady, found, design).iloc[0]
    for column in (*KEY, "difference", "difference_low", "difference_high", "p"):
        assert first[column] == found.iloc[0][column]


def test_a_difference_that_one_article_makes_names_it() -> None:
    """Exchanging articles rarely lets one make a finding alone, but one can bring a weak difference over the line."""
    rng = np.random.default_rng(24)
    counts = [*rng.poisson(4, 15), *rng.poisson(2.7, 15)]
    counts[7] = 10
    hits = [(number, f"term {(7 * number + i) % 30}", 1) for number, n in enumerate(counts) for i in range(n)]
    panel, verdict = check(tables_of_counts([A] * 15 + [B] * 15, hits=hits), "frames-narrator", "siege")
    assert not verdict["stable"]
    assert (verdict["hangs_on_kind"], verdict["hangs_on"]) == ("article", "a007")
    assert panel.loc["article", "p"] > 0.05 > panel.loc["none", "p"]


def test_a_difference_that_one_term_makes_names_it() -> None:
    rng = np.random.default_rng(3)
    hits = spread_hits(rng, range(60), 3) + [(number, "moat", int(rng.poisson(3))) for number in range(30)]
    panel, verdict = check(tables_of_counts([A] * 30 + [B] * 30, hits=hits), "frames-narrator", "siege")
    assert (verdict["hangs_on_kind"], verdict["hangs_on"]) == ("term", "moat")
    assert panel.loc["article", "holds"]


def quotes_of_speakers(often: dict[str, float], outlet: range, seed: int) -> list[tuple[int, str, str, str, int]]:
    """Doubting quotes of each speaker, so many an article on average, beside three neutral ones of each."""
    rng = np.random.default_rng(seed)
    said = []
    for number in outlet:
        for speaker in SPEAKERS:
            said.append((number, speaker, "neutral", "say", 3))
            cue = str(rng.choice(["claim", "allege", "insist"]))
            said.append((number, speaker, "doubting", cue, int(rng.poisson(often.get(speaker, 0.3)))))
    return said


def test_a_difference_that_one_speaker_makes_names_him() -> None:
    quotes = quotes_of_speakers({"Vale": 4}, range(30), 4) + quotes_of_speakers({}, range(30, 60), 5)
    panel, verdict = check(tables_of_counts([A] * 30 + [B] * 30, quotes=quotes), "stances", "doubting")
    assert (verdict["hangs_on_kind"], verdict["hangs_on"]) == ("speaker", "Vale")
    assert panel.loc["speaker", "n_pieces"] == len(SPEAKERS)


def test_a_difference_from_one_outlet_alone_names_it() -> None:
    rng = np.random.default_rng(6)
    hits = spread_hits(rng, range(60), 4) + spread_hits(rng, range(60, 90), 0.5)
    _, verdict = check(tables_of_counts([A] * 30 + [B] * 30 + [C] * 30, hits=hits), "frames-narrator", "siege")
    assert not verdict["stable"]
    assert (verdict["hangs_on_kind"], verdict["hangs_on"]) == ("outlet", C)


def test_a_difference_that_copies_make_says_so() -> None:
    """Eighteen stories were in both outlets, first in B; A's longer versions hold the hits that make the difference."""
    rng = np.random.default_rng(7)
    hits = spread_hits(rng, range(60), 2) + [(number, term, 1) for number in range(18) for term in TERMS]
    clusters = [f"c{number}" if number < 18 else None for number in range(30)]
    clusters += [f"c{number}" if number < 18 else None for number in range(30)]
    dates = ["2024-01-03"] * 30 + ["2024-01-02"] * 30
    tables = tables_of_counts([A] * 30 + [B] * 30, hits=hits, clusters=clusters, dates=dates)
    panel, verdict = check(tables, "frames-narrator", "siege")
    copies = panel[panel["kind"] == "copies"].set_index("piece")
    assert copies.index.tolist() == ["drop", "weight"]
    assert not copies.loc["drop", "holds"]
    assert not verdict["stable"]
    assert (verdict["hangs_on_kind"], verdict["hangs_on"]) == ("copies", "drop")
    anew = compare_groups(lay_out(tables, copies="drop", n_shuffles=999), family_of(tables, "frames-narrator"))
    assert copies.loc["drop", "difference"] == pytest.approx(anew["difference"].iloc[0])
    assert copies.loc["drop", "p"] == anew["p"].iloc[0]


# Against comparing anew


def compare_anew(tables: Tables, name: str, item: str, **how: object) -> pd.Series:
    design = lay_out(tables, n_shuffles=999, **how)  # type: ignore[arg-type]
    table = compare_groups(design, family_of(tables, name)).set_index("item")
    return table[table["group"] == design.groups[0]].loc[item]


@pytest.mark.parametrize("copies", ["keep", "weight"])
def test_the_weakest_article_is_that_of_leaving_each_out_in_turn(copies: str) -> None:
    rng = np.random.default_rng(8)
    hits = spread_hits(rng, range(15), 6) + spread_hits(rng, range(15, 30), 2.5)
    clusters = [f"c{n}" if n < 4 else None for n in range(15)] * 2
    words = rng.integers(200, 900, 30).tolist()
    tables = tables_of_counts([A] * 15 + [B] * 15, hits=hits, clusters=clusters, words=words)
    panel, _ = check(tables, "frames-narrator", "siege", copies=copies)
    design = lay_out(tables, copies=copies, n_shuffles=999)  # type: ignore[arg-type]
    family = family_of(tables, "frames-narrator")
    left = {name: compare_groups(design.without({name}), family).iloc[0] for name in ids_of(30)}
    weakest = min(left, key=lambda name: float(left[name]["difference"]))
    row = panel.loc["article"]
    assert row["piece"] == weakest
    assert row["difference"] == pytest.approx(left[weakest]["difference"])
    # An article that counts nothing stays a unit, so that interval and p are those of one more, empty, article.
    width = left[weakest]["difference_high"] - left[weakest]["difference_low"]
    for end in ("difference_low", "difference_high"):
        assert row[end] == pytest.approx(left[weakest][end], abs=0.1 * width)
    assert row["p"] == pytest.approx(left[weakest]["p"], abs=0.02)


def test_without_a_term_a_rate_is_that_of_tables_without_it(steady: Tables) -> None:
    row = check(steady, "frames-narrator", "siege")[0].loc["term"]
    left = {
        term: compare_anew(
            replace(steady, frame_hits=steady.frame_hits[steady.frame_hits["term"] != term]), "frames-narrator", "siege"
        )
        for term in TERMS
    }
    weakest = min(left, key=lambda term: float(left[term]["difference"]))
    assert row["piece"] == weakest
    for column in ("difference", "difference_low", "difference_high", "p"):
        assert row[column] == pytest.approx(left[weakest][column])


@pytest.mark.parametrize(("kind", "column"), [("term", "cue_lemma"), ("speaker", "speaker_id")])
def test_without_a_piece_a_share_is_that_of_tables_without_it(kind: str, column: str) -> None:
    quotes = quotes_of_speakers({"Vale": 2, "Lund": 1}, range(20), 9) + quotes_of_speakers({}, range(20, 40), 10)
    tables = tables_of_counts([A] * 20 + [B] * 20, quotes=quotes)
    row = check(tables, "stances", "doubting")[0].loc[kind]
    left = {
        piece: compare_anew(replace(tables, quotes=own), "stances", "doubting")
        for piece in tables.quotes[column].unique()
        if piece != "say" and len(own := tables.quotes[tables.quotes[column] != piece])
    }
    weakest = min(left, key=lambda piece: float(left[piece]["difference"]))
    assert row["piece"] == weakest
    for name in ("difference", "difference_low", "difference_high", "p"):
        assert row[name] == pytest.approx(left[weakest][name])


def test_an_outlet_left_out_is_a_comparison_without_its_articles() -> None:
    rng = np.random.default_rng(12)
    hits = spread_hits(rng, range(30), 5) + spread_hits(rng, range(30, 90), 2)
    tables = tables_of_counts([A] * 30 + [B] * 30 + [C] * 30, hits=hits)
    panel, verdict = check(tables, "frames-narrator", "siege")
    assert verdict["stable"]
    rows = panel[panel["kind"] == "outlet"].set_index("piece")
    assert rows.index.tolist() == [B, C]
    for outlet in (B, C):
        left = tables.articles[tables.articles["outlet"] != outlet]
        anew = compare_anew(replace(tables, articles=left), "frames-narrator", "siege")
        assert rows.loc[outlet, "difference"] == pytest.approx(anew["difference"])
        assert rows.loc[outlet, "p"] == anew["p"]


def test_where_nothing_is_left_without_a_speaker_the_difference_hangs_on_him() -> None:
    quotes = [(n, "Vale", "neutral", "say", 2) for n in range(30)]
    quotes += [(n, "Vale", "doubting", "claim", 2) for n in range(15)]
    quotes += [(n, "Lund", "neutral", "say", 1 + n % 4) for n in range(15, 30)]
    quotes += [(n, "Vale", "doubting", "allege", 1) for n in (16, 19, 25)]
    panel, verdict = check(tables_of_counts([A] * 15 + [B] * 15, quotes=quotes), "stances", "doubting")
    row = panel.loc["speaker"]
    assert row["piece"] == "Vale"
    assert row[["difference", "difference_low", "p"]].isna().all()
    assert not row["holds"]
    assert (verdict["hangs_on_kind"], verdict["hangs_on"]) == ("speaker", "Vale")


def test_no_findings_have_an_empty_panel(steady: Tables) -> None:
    design = lay_out(steady, n_shuffles=99)
    table = compare_groups(design, family_of(steady, "frames-narrator"))
    panel = check_robustness(steady, table.iloc[:0], design)
    assert panel.empty
    assert judge(panel).empty
