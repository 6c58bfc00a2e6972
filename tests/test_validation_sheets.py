"""Sheets for coders: what they show, what they hide, and that nothing in them runs."""

from __future__ import annotations

import csv
import io
import zipfile
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from openpyxl import load_workbook

from analysis.lexicons import Frame, FrameLexicon, Term
from analysis.tables import Tables
from analysis.validation.cells import restored, same_text, shown_text
from analysis.validation.codebook import codebook_lines, codebook_markdown
from analysis.validation.key import KeyOrigin, read_key, write_key
from analysis.validation.questions import FORMS
from analysis.validation.sampling import Sample, Sizes, draw_sample
from analysis.validation.sheets import write_sheets
from analysis.validation.strata import allocate, assign_coders

SIZES = Sizes(hits=20, sentences=30, quotes=20)
FRAMES = (
    Frame(
        "law", "Law and legality", "Rules between states *are* spoken of.", "moral", "Entman (1993)", (Term("treaty"),)
    ),
    Frame("diplomacy", "Diplomacy", "Talks.", "treatment", "-", (Term("secretpattern*"),)),
)
LEXICON = FrameLexicon("conflict", "1.1", "en", "unvalidated", "", (), FRAMES, ())


@pytest.fixture(scope="module")
def sample(tables: Tables) -> Sample:
    return draw_sample(tables, lexicons=[LEXICON], coders=["ana", "ben"], sizes=SIZES)


@pytest.fixture(scope="module")
def folder(sample: Sample, tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("coding")
    write_sheets(sample, [LEXICON], place)
    write_key(sample, KeyOrigin("2026-01-01", {}, ".."), place)
    return place


def rows(path: Path) -> list[list[str]]:
    return list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline="")))


def test_what_is_drawn(sample: Sample, tables: Tables) -> None:
    items, strata = sample.items, sample.strata
    n = items.groupby(["frame", "hit"]).size()
    assert set(n[:, True]) == {20}
    assert set(n[:, False]) == {30}
    assert items["item"].is_unique
    assert not items[items["kind"] == "frames"].duplicated(["frame", "article_id", "start"]).any()
    texts = tables.articles.set_index("article_id")["text"]
    for row in items[items["kind"] != "quotes"].itertuples():
        assert texts[row.article_id][row.start : row.end] == row.passage
        assert row.before in texts[row.article_id][: row.start]
        assert row.after in texts[row.article_id][row.end :]
    # All sentences of a frame are in some stratum, and the weights stand for all of them.
    for _, own in strata[strata["kind"] == "frames"].groupby("frame"):
        assert own["n_all"].sum() == len(tables.sentences)
        assert (own["weight"] * own["n_drawn"]).sum() == pytest.approx(len(tables.sentences))
    assert strata.loc[strata["kind"] == "quotes", "n_all"].sum() == len(tables.quotes)
    near = items[items["stratum"] == "no hit: near one"]
    hits = tables.frame_hits.assign(frame="conflict/" + tables.frame_hits["frame"])
    placed = near.merge(tables.sentences[["article_id", "start", "sentence"]], on=["article_id", "start"])
    for row in placed.itertuples():
        own = hits[(hits["article_id"] == row.article_id) & (hits["frame"] == row.frame)]["sentence"]
        assert 1 <= (own - row.sentence).abs().min() <= 2


def test_outlets_come_up_in_proportion(tables: Tables) -> None:
    items = draw_sample(tables, sizes=Sizes(40, 0, 0), frames=["law"]).items
    assert set(items["outlet"]) == set(tables.articles["outlet"])


@pytest.mark.parametrize(
    ("total", "sizes"), [(50, [100, 40, 5, 1]), (7, [4, 4, 4]), (2, [9, 9]), (500, [3, 4]), (0, [5])]
)
def test_allocation_adds_up(total: int, sizes: list[int]) -> None:
    for equal in (True, False):
        drawn = allocate(total, sizes, equal=equal)
        assert sum(drawn) == min(total, sum(sizes))
        assert all(n <= size for n, size in zip(drawn, sizes, strict=True))


def test_overlap_deals_the_rest_out(tables: Tables) -> None:
    names = (
        draw_sample(tables, coders=["ana", "ben"], sizes=SIZES, overlap=0.3).items["coders"].map(tuple).value_counts()
    )
    assert set(names.index) == {("ana",), ("ben",), ("ana", "ben")}
    assert abs(names["ana",] - names["ben",]) <= 1
    assert 0.3 <= names["ana", "ben"] / names.sum() < 0.5


def test_nobody_is_left_without_a_coder() -> None:
    import numpy as np

    dealt = assign_coders(["x"] * 5 + ["y"], ["ana", "ben"], 0.0, np.random.default_rng(1))
    assert all(len(names) == 1 for names in dealt)


def test_the_seed_decides(tables: Tables, sample: Sample, folder: Path, tmp_path: Path) -> None:
    again = draw_sample(tables, lexicons=[LEXICON], coders=["ana", "ben"], sizes=SIZES)
    pd.testing.assert_frame_equal(again.items, sample.items)
    write_sheets(again, [LEXICON], tmp_path)
    for path in (folder / "for-coders").iterdir():
        assert (tmp_path / "for-coders" / path.name).read_bytes() == path.read_bytes(), path.name
    other = draw_sample(tables, lexicons=[LEXICON], coders=["ana", "ben"], sizes=SIZES, seed=1)
    assert other.sample_id != sample.sample_id
    assert not other.items["passage"].equals(sample.items["passage"])


def test_the_key_comes_back(sample: Sample, folder: Path) -> None:
    read, _ = read_key(folder / "key.json")
    assert (read.sample_id, read.coders, dict(read.lexicons)) == (sample.sample_id, sample.coders, {"conflict": "1.1"})
    assert read.items["passage"].tolist() == sample.items["passage"].tolist()
    assert (
        read.items["hit"].tolist()
        == sample.items["hit"].astype(object).where(sample.items["hit"].notna(), None).tolist()
    )


# Blinding


def test_nothing_tells_what_the_machine_said(sample: Sample, folder: Path) -> None:
    book = load_workbook(folder / "for-coders" / "ana.xlsx")
    assert book.sheetnames == ["frames", "sentiment", "quotes", "codebook"]
    assert not [sheet.title for sheet in book if sheet.sheet_state != "visible"]
    assert not book.defined_names
    for kind, form in FORMS.items():
        sheet = book[kind]
        assert tuple(cell.value for cell in sheet[1]) == form.columns
        assert tuple(rows(folder / "for-coders" / f"ana-{kind}.csv")[0]) == form.columns
        assert not any(column.hidden for column in sheet.column_dimensions.values())
        looks = {
            tuple((c.fill.fgColor.rgb, c.font.b, c.font.color and c.font.color.rgb, c.protection.locked) for c in row)
            for row in sheet.iter_rows(min_row=2)
        }
        assert len(looks) == 1, f"rows of {kind} look different"
        assert not any(c.comment for row in sheet.iter_rows() for c in row)
    told = {"hit", "no hit", "near one", "asserted", "compound", "score", "conflict/"}
    for path in (folder / "for-coders").glob("*.csv"):
        cells = [cell for row in rows(path)[1:] for cell in row]
        shown = set(sample.items["passage"]) | set(sample.items["before"]) | set(sample.items["after"])
        own = [cell for cell in cells if cell not in {shown_text(text) for text in shown}]
        assert not [cell for cell in own if any(word in cell for word in told)]


def test_order_and_ids_tell_nothing(sample: Sample) -> None:
    for _, own in sample.items[sample.items["kind"] == "frames"].groupby("frame"):
        hits = own["hit"].astype(int).reset_index(drop=True)
        assert own["item"].is_monotonic_increasing
        changes = int((hits.diff().abs() == 1).sum())
        # Of 20 hits among 50 rows in random order 24 neighbours differ, give or take 7; sorted ones differ once.
        assert 12 <= changes <= 38
        assert abs(hits.corr(pd.Series(range(len(hits))))) < 0.5
        assert not own["article_id"].is_monotonic_increasing


def test_the_codebook_has_definitions_and_no_terms(sample: Sample, folder: Path) -> None:
    lines = codebook_lines(sample, [LEXICON])
    text = (folder / "for-coders" / "codebook.md").read_text(encoding="utf-8")
    assert text == codebook_markdown(lines)
    assert "Law and legality" in text
    assert r"Rules between states \*are\* spoken of." in text
    assert "Function (Entman 1993): moral" in text
    assert "secretpattern" not in text
    assert "No definition" in text  # of the frames whose lexicon is not given
    sheet = load_workbook(folder / "for-coders" / "ana.xlsx")["codebook"]
    shown = " ".join(str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value)
    assert all(code in shown for form in FORMS.values() for question in form.questions for code in question.codes)
    assert "secretpattern" not in shown


def test_cells_that_coders_may_fill(folder: Path) -> None:
    sheet = load_workbook(folder / "for-coders" / "ana.xlsx")["frames"]
    titles = [cell.value for cell in sheet[1]]
    open_titles = [title for title, cell in zip(titles, sheet[2], strict=True) if not cell.protection.locked]
    assert open_titles == ["present", "voice", "manner", "note"]
    assert sheet.protection.sheet
    assert sheet.freeze_panes == "B2"
    choices = {str(choice.sqref)[0]: choice.formula1 for choice in sheet.data_validations.dataValidation}
    assert choices == {
        "F": '"yes,no,unsure"',
        "G": '"narrator,quoted,unsure"',
        "H": '"asserted,denied,open,unsure"',
    }
    assert all(sheet[2][i].alignment.wrap_text for i in range(5))


# Texts that a spreadsheet program would run, or cannot hold

HOSTILE = (
    "=1+1",
    '=HYPERLINK("http://x.example")',
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "#N/A",
    "_x0041_",
    "'=1",
    "a\x00b\x0bc",
)


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_runs_and_all_come_back(text: str, tables: Tables, tmp_path: Path) -> None:
    sentences = tables.sentences.head(3).assign(sentence=range(3), article_id="x", start=0, end=len(text))
    articles = tables.articles.head(1).assign(article_id="x", text=text)
    made = replace(
        tables, articles=articles, sentences=sentences, frame_hits=tables.frame_hits[:0], quotes=tables.quotes[:0]
    )
    sample = draw_sample(made, sizes=Sizes(0, 3, 0))
    write_sheets(sample, [], tmp_path)
    path = tmp_path / "for-coders" / "coder.xlsx"
    for value in load_workbook(path)["sentiment"]["C"][1:]:
        assert value.data_type in {"s", "inlineStr"}
        assert value.quotePrefix
    with zipfile.ZipFile(path) as parts:
        assert not [name for name in parts.namelist() if b"<f>" in parts.read(name)]
    for row in rows(tmp_path / "for-coders" / "coder-sentiment.csv")[1:]:
        assert not row[2].startswith(("=", "+", "-", "@", "\t"))
        assert restored(row[2]) == shown_text(text) or text == "'=1"
        assert same_text(row[2], text)


@pytest.mark.parametrize(
    ("coders", "message"),
    [
        (["ana", "Ana"], "twice"),
        ([""], "''"),
        (["../x"], "'../x'"),
        (["adjudicated"], "disagreements"),
        ([], "no coder"),
    ],
)
def test_coders_names(tables: Tables, coders: list[str], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        draw_sample(tables, coders=coders)


def test_what_cannot_be_drawn(tables: Tables, no_articles: Tables) -> None:
    with pytest.raises(ValueError, match="'nonsense'; frames with hits: capitulation, coercion_victory"):
        draw_sample(tables, frames=["nonsense"])
    with pytest.raises(ValueError, match="nothing to code"):
        draw_sample(no_articles)
    with pytest.raises(ValueError, match="overlap of 2"):
        draw_sample(tables, overlap=2)
