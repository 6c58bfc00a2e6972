from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from html_checks import Element, check_page, parse

from analysis.charts import FIGURES, FigureFile, write_figures
from analysis.lexicons import Frame, FrameLexicon, Term
from analysis.measures import STANCES, check_first, sentiment_toward_targets, weightiest_sentences
from analysis.publishing.listings.summaries import (
    list_boilerplate,
    list_contested,
    list_distance_marks,
    list_everything,
    list_frames,
    list_outlets,
    list_speakers,
    list_stances,
    list_types,
    names_or_ids,
)
from analysis.publishing.pages import signed
from analysis.publishing.report import CorpusReport, frame_names, write_report
from analysis.records import Article, ArticleAnalysis, Problem
from analysis.store import Manifest
from analysis.tables import Tables, build_tables

HOSTILE = '<img src=x onerror="alert(1)">{{ 7 * 7 }} & "co"'
PNG = b"\x89PNG\r\n\x1a\n"
FILES = ("articles/", "copies/", "findings/", "notebooks/", "side-by-side/")
DOWNLOADS = {".pdf", ".docx", ".zip"}

MANIFEST = Manifest(
    corpus="made-up",
    started="2024-03-01T10:00:00+01:00",
    duration=2.5,
    inputs={"a.txt": "0" * 64},
    lexicons={"conflict.yaml": "1" * 64},
    rules={"cues.yaml": "2" * 64},
    packages={"python": "3.11.7", "spacy": "3.8.18"},
    settings={"model": "small"},
    seed=20240501,
)


def read_page(path: Path) -> Element:
    return parse(path.read_text(encoding="utf-8"))


def linked_files(report: Path) -> tuple[str, ...]:
    """What the first page may link to."""
    return (*FILES, *(file.name for file in report.parent.iterdir() if file.suffix in DOWNLOADS))


def made_figure(folder: Path, rows: int = 2, **texts: str) -> FigureFile:
    folder.mkdir(exist_ok=True)
    png, csv = folder / "f.png", folder / "f.csv"
    png.write_bytes(PNG)
    numbers = pd.DataFrame({"speaker_name": [f"<b>{n}</b>" for n in range(rows)], "share": [0.123456] * rows})
    csv.write_bytes(numbers.to_csv(index=False).encode("utf-8-sig"))
    return FigureFile(**{"name": "f", "title": "Title", "caption": "n = 2", "alt": "Dots."} | texts, png=png, csv=csv)


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory, tables: Tables, one_article: Tables, no_articles: Tables) -> Path:
    folder = tmp_path_factory.mktemp("report")
    figures = write_figures(one_article, folder / "figures")
    notebook = folder / "reports" / "notebooks" / "all of it" / "01 what.ipynb"
    return write_report(
        [
            CorpusReport("all of it", tables, [made_figure(folder / "x")], MANIFEST, [notebook]),
            CorpusReport("single", one_article, figures, MANIFEST),
            CorpusReport("none", no_articles),
        ],
        folder / "reports",
    )


def test_report_holds_to_the_rules(report: Path) -> None:
    page = read_page(report)
    check_page(page, files=linked_files(report))
    sections = page.all("section", cls="corpus")
    assert [s.all("h2")[0].text() for s in sections][:3] == ["all of it", "single", "none"]
    top = page.all("nav", cls="corpora")[0]
    assert [link.attrs["href"] for link in top.all("a")] == [f"#{s.attrs['id']}" for s in sections[:3]]


def test_report_links_to_what_is_there(report: Path, tables: Tables) -> None:
    page = read_page(report)
    addresses = [e.attrs["href"] for e in page.all("a") if e.attrs["href"].startswith("articles/")]
    addresses = [address for address in addresses if "#" not in address]
    assert len(addresses) == len(tables.articles) + 1
    assert all((report.parent / address).is_file() for address in addresses)
    assert "notebooks/all%20of%20it/01%20what.ipynb" in [e.attrs["href"] for e in page.all("a")]
    article = read_page(report.parent / addresses[0])
    check_page(article, files=("../../index.html#corpus-",))
    back = article.all("nav")[0].all("a")[0].attrs["href"]
    assert back.partition("#")[2] in [e.attrs.get("id") for e in page.all("section")]


def test_figures_stand_in_the_page(report: Path, tmp_path: Path, tables: Tables) -> None:
    section = read_page(report).all("section")[1]
    drawn, skipped = section.all("figure"), [n for n in section.all("p", cls="note") if "not drawn" in n.text()]
    assert len(drawn) + len(skipped) == len(FIGURES)
    assert drawn
    assert skipped
    assert all(len(e.all("img")) == len(e.all("figcaption")) == 1 for e in drawn)
    assert all(len(e.text()) > 40 for e in skipped)
    path = write_report([CorpusReport("c", tables, [made_figure(tmp_path / "y", 200)])], tmp_path)
    figure = read_page(path).all("figure")[0]
    assert figure.all("img")[0].attrs["alt"] == "Dots."
    link = next(e for e in figure.all("a") if "download" in e.attrs)
    content = base64.b64decode(link.attrs["href"].partition(",")[2]).decode("utf-8-sig")
    assert content.splitlines()[1] == "<b>0</b>,0.123456"
    rows = figure.all("tbody")[0].all("tr")
    assert [cell.text() for cell in rows[0].all("td") + rows[0].all("th")] == ["0.1235", "<b>0</b>"]
    assert len(rows) == 60
    assert "of 200 rows" in figure.text()


def test_quotes_to_check_first_link_to_their_place(report: Path, tables: Tables) -> None:
    section = read_page(report).all("section")[0]
    table = next(e for e in section.all("div", cls="scroll") if e.attrs["aria-label"] == "Table: quotes to check first")
    rows = table.all("tbody")[0].all("tr")
    expected = check_first(tables).head(40)
    assert len(rows) == 40
    assert [row.all("td")[0].text() for row in rows] == [f"{chance:.2f}" for chance in expected["chance"]]
    assert [row.all("td")[1].text() for row in rows] == expected["speaker_id"].tolist()
    for row, quote in zip(rows[:5], expected.to_dict("records"), strict=False):
        path, _, place = row.all("a")[0].attrs["href"].partition("#")
        page = read_page(report.parent / path)
        (label,) = [e for e in page.all("a", cls="mf-ref") if e.attrs.get("id") == place]
        assert quote["speaker_id"] in label.text()
        assert f"score {quote['score']:.2f}" in row.text()


def test_sentences_to_read_link_to_their_place(report: Path, tables: Tables) -> None:
    section = read_page(report).all("section")[0]
    table = next(e for e in section.all("div", cls="scroll") if e.attrs["aria-label"] == "Table: sentences to read")
    rows = table.all("tbody")[0].all("tr")
    expected = weightiest_sentences(tables).to_dict("records")
    assert [row.all("td")[0].text() for row in rows] == [signed(sentence["compound"]) for sentence in expected]
    for row, sentence in zip(rows[:5], expected, strict=False):
        path, _, place = row.all("a")[0].attrs["href"].partition("#")
        [held] = [e for e in read_page(report.parent / path).all(cls="mf-sentence") if e.attrs.get("id") == place]
        note = held.all(cls="mf-bar")[0].all(cls="mf-note")[0].text()
        assert f"Sentence: {sentence['sentence'] + 1}" in note
        assert f"VADER, exact: {signed(sentence['compound'])}" in note


def test_targets_are_listed_by_voice(report: Path, tables: Tables) -> None:
    section = read_page(report).all("section")[0]
    table = next(
        e
        for e in section.all("div", cls="scroll")
        if e.attrs["aria-label"] == "Table: Sentiment toward targets, by voice"
    )
    rows = [[cell.text() for cell in row.all("th") + row.all("td")] for row in table.all("tbody")[0].all("tr")]
    counted = sentiment_toward_targets(tables)
    narrated = counted[counted["voice"] == "narrator"].set_index("target_id")
    assert [row[0] for row in rows] == counted["target_id"].drop_duplicates().tolist()
    for row in rows:
        assert row[2] == f"{narrated.loc[row[0], 'n_mentions']:,}"
        assert row[3].startswith(signed(narrated.loc[row[0], "mean"]))


def test_every_problem_is_listed(tmp_path: Path, tables: Tables) -> None:
    many = [Problem(f"file-{n}.txt", f"line {n}", HOSTILE, "note") for n in range(150)]
    found = replace(tables, problems=build_tables([], many).problems)
    later = [Problem("04.ipynb", "cell 3", "ValueError: no")]
    page = read_page(write_report([CorpusReport("c", found, problems=later)], tmp_path))
    table = next(e for e in page.all("div", cls="scroll") if e.attrs["aria-label"] == "Table: Problems")
    rows = [[cell.text() for cell in row.all("th") + row.all("td")] for row in table.all("tbody")[0].all("tr")]
    assert len(rows) == 151
    assert rows[0] == ["04.ipynb", "cell 3", "ValueError: no", "error"]
    assert rows[-1] == ["file-149.txt", "line 149", HOSTILE, "note"]
    assert "151 problems" in page.text()


def test_hostile_names_stay_text(tmp_path: Path) -> None:
    article = Article("../" + HOSTILE, "Text.", outlet=HOSTILE, author=HOSTILE, headline=HOSTILE, url="javascript:1")
    lexicon = FrameLexicon(
        HOSTILE, "1", "en", "unvalidated", HOSTILE, (), (Frame("f", HOSTILE, HOSTILE, "cause", "-", (Term("x"),)),), ()
    )
    path = write_report(
        [
            CorpusReport(
                f"../../{HOSTILE}",
                build_tables([ArticleAnalysis(article, 1, 0)]),
                [made_figure(tmp_path / "z", title=HOSTILE, caption=HOSTILE, alt=HOSTILE)],
                replace(MANIFEST, settings={HOSTILE: HOSTILE}),
                lexicons=[lexicon],
            )
        ],
        tmp_path / "reports",
        title=HOSTILE,
    )
    page = read_page(path)
    check_page(page, files=linked_files(path))
    assert len(page.all("img")) == 1
    assert page.all("h1")[0].text() == HOSTILE
    [findings_page] = (tmp_path / "reports" / "findings").rglob("*.html")
    check_page(read_page(findings_page), files=("../../index.html",))
    [article_page] = (tmp_path / "reports" / "articles").rglob("*.html")
    check_page(read_page(article_page), files=("../../index.html",))


def test_same_input_gives_the_same_bytes(tmp_path: Path, tables: Tables) -> None:
    pages = []
    for folder in (tmp_path / "one", tmp_path / "two"):
        write_report([CorpusReport("c", tables, manifest=MANIFEST)], folder)
        pages.append({path.relative_to(folder): path.read_bytes() for path in folder.rglob("*.html")})
    assert pages[0] == pages[1]
    pairs = [path for path in pages[0] if path.parts[0] == "side-by-side"]
    assert pairs
    assert len(pages[0]) - len(pairs) == len(tables.articles) + 3


def test_names_that_would_share_a_file_do_not(tmp_path: Path, no_articles: Tables) -> None:
    found = build_tables([ArticleAnalysis(Article(name, name), 1, 0) for name in ("a", "A", "a/b", "a:b", "con")])
    write_report([CorpusReport("X", found), CorpusReport("x", found), CorpusReport("reading", no_articles)], tmp_path)
    written = [path.relative_to(tmp_path).as_posix().casefold() for path in tmp_path.rglob("*.html")]
    assert len(written) == len(set(written)) == 1 + 10 + 3


@pytest.mark.parametrize(
    ("fixture", "said", "not_said"),
    [
        ("one_article", "One article: everything here describes this text", "of one outlet, or"),
        ("no_articles", "No article could be read", "One article:"),
        ("tables", "How to read this report, and its limits", "One article:"),
    ],
)
def test_it_says_how_far_it_carries(
    fixture: str, said: str, not_said: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    text = read_page(write_report([CorpusReport("c", request.getfixturevalue(fixture))], tmp_path)).text()
    assert said in text
    assert not_said not in text
    assert "not validated" in text
    assert "not bias" in text


def test_validated_lexicons_are_not_called_unvalidated(tmp_path: Path, tables: Tables) -> None:
    lexicon = FrameLexicon("mine", "1", "en", "validated", "Words.", (), (), ())
    text = read_page(write_report([CorpusReport("c", tables, lexicons=[lexicon])], tmp_path)).text()
    assert "not validated" not in text
    other = replace(lexicon, status="unvalidated")
    both = [CorpusReport("c", tables, lexicons=[lexicon]), CorpusReport("d", tables, lexicons=[other])]
    assert "not validated" in read_page(write_report(both, tmp_path)).text()


def test_it_opens_with_a_summary(report: Path, tables: Tables) -> None:
    several, single, none = read_page(report).all("section", cls="corpus")[:3]
    told = {e.all("dt")[0].text(): e.all("dd")[0].text() for e in several.all("dl", cls="summary")[0].all("div")}
    assert list(told) == ["Read", "Not read", "Found", "Checked"]
    assert told["Read"].startswith(f"{len(tables.articles)} articles of {tables.articles['outlet'].nunique()} outlets")
    assert told["Not read"].startswith("1 error")
    assert "nobody has coded these articles" in told["Checked"]
    assert "One article" in single.all("dl", cls="summary")[0].text()
    assert "No article could be read" in none.all("dl", cls="summary")[0].text()
    kinds = [element.tag for element in several.all() if element.tag in {"dl", "table", "figure"}]
    assert kinds[0] == "dl"


def test_every_corpus_can_be_sent_on(report: Path) -> None:
    for section in read_page(report).all("section", cls="corpus")[:3]:
        [line] = section.all("p", cls="downloads")
        files = [report.parent / link.attrs["href"] for link in line.all("a")]
        assert [file.suffix for file in files] == [".pdf", ".docx"]
        assert files[0].read_bytes().startswith(b"%PDF-")
        assert files[1].read_bytes().startswith(b"PK")


def test_methods_come_from_the_manifest(report: Path) -> None:
    text = read_page(report).all("section")[0].text()
    assert all(value in text for value in ("3.8.18", "1" * 64, "2" * 64, "20240501", "small", "2.5 seconds"))


def test_outlets_sum_up_to_the_articles(tables: Tables) -> None:
    rows = list_outlets(tables).rows
    assert sum(int(row[1]) for row in rows) == len(tables.articles)
    assert sum(int(row[3].replace(",", "")) for row in rows) == tables.articles["n_words"].sum()


def test_speakers_are_the_quotes(tables: Tables) -> None:
    listing = list_speakers(tables)
    assert sum(int(row[2]) for row in listing.rows) == len(tables.quotes)
    assert [row[0] for row in listing.rows[-2:]] == ["sources without a name", "speaker not resolved"]
    assert all(int(row[2]) == sum(int(cell) for cell in row[4:7]) for row in listing.rows)


def test_types_say_what_counts_as_a_quote(tables: Tables) -> None:
    quotes = tables.quotes.copy()
    quotes.loc[:4, ["attribution_type", "cue_lemma", "stance"]] = ["thought", "believe", "neutral"]
    mixed = replace(tables, quotes=quotes)
    rows = {row[0]: row for row in list_types(mixed).rows}
    assert list(rows) == ["speech", "writing", "document", "thought", "intent"]
    assert [row[2] for row in rows.values()] == ["yes", "yes", "yes", "no", "no"]
    assert [int(row[3]) for row in rows.values()] == [len(quotes) - 5, 0, 0, 5, 0]
    assert rows["thought"][-1] == "believe (5)"
    assert sum(int(row[2]) for row in list_speakers(mixed).rows) == len(quotes) - 5
    assert sum(int(row[2]) for row in list_speakers(mixed, ("thought",)).rows) == 5
    assert not any("believe" in row[3] for row in list_stances(mixed).rows)
    assert any("believe (5)" in row[3] for row in list_stances(mixed, ("thought",)).rows)


def test_stances_are_defined_with_their_words(tables: Tables) -> None:
    rows = {row[0]: row for row in list_stances(tables).rows}
    assert list(rows) == list(STANCES)
    assert sum(int(row[1]) for row in rows.values()) == tables.quotes["stance"].notna().sum()
    assert rows["assertive"][3].startswith("insist (")
    assert all(row[4] and row[5] for row in rows.values())


def test_frames_by_voice_and_polarity(tables: Tables) -> None:
    for row in list_frames(tables, names_or_ids({"law": "Law and order"})).rows:
        frame = {"Law and order": "law"}.get(row[0], row[0].replace(" ", "_"))
        hits = tables.frame_hits[tables.frame_hits["frame"] == frame]
        assert int(row[1]) == len(hits) == sum(int(cell) for cell in row[5:])
        assert row[3] == f"{100 * (hits['voice'] == 'narrator').mean():.0f}\N{NO-BREAK SPACE}%"


def test_contested_shares_are_of_their_set(tables: Tables) -> None:
    rows = list_contested(tables, names_or_ids({"rebels": "A frame"})).rows
    assert {row[1] for row in rows} == {"militants", "rebels"}
    assert sum(int(row[2]) for row in rows) == len(tables.contested_hits)
    assert all(row[3] == f"{100 * int(row[2]) / len(tables.contested_hits):.0f}\N{NO-BREAK SPACE}%" for row in rows)
    assert all(int(row[2]) == int(row[4]) + int(row[5]) for row in rows)


def test_distance_marks_and_boilerplate_are_audited(tables: Tables) -> None:
    [marks] = list_distance_marks(tables).rows
    assert marks[0] == "so called"
    assert marks[-1] == f"so-called safe corridors ({len(tables.distance_marks)})"
    [left_out] = list_boilerplate(tables).rows
    assert left_out[:3] == ("boilerplate", "comment invitation", str(len(tables.boilerplate)))
    assert "Share this story. Comments are closed." in left_out[-1]


@pytest.mark.parametrize(
    "empty",
    [list_outlets, list_speakers, list_stances, list_types, list_distance_marks, list_boilerplate],
    ids=lambda made: made.__name__,
)
def test_nothing_gives_no_rows(empty: Callable[[Tables], object], no_articles: Tables) -> None:
    assert empty(no_articles).rows == ()  # type: ignore[attr-defined]
    assert list_everything(no_articles) == {}


def test_frame_names_are_the_lexicons() -> None:
    frame = Frame("law", "Law and order", "-", "moral", "-", (Term("law"),))
    assert frame_names([FrameLexicon("l", "1", "en", "validated", "-", (), (frame,), ())]) == {"law": "Law and order"}
