"""Sheets as they come back: everything that is wrong is told with its cell, the rest is used."""

from __future__ import annotations

import csv
import io
import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from coding import change_workbook, fill_csv, fill_workbook, right_answers

from analysis.tables import Tables
from analysis.validation.reading import Codings, read_sheets
from analysis.validation.sampling import Sample, Sizes, draw_sample
from analysis.validation.sheets import write_sheets

N = 10


@pytest.fixture(scope="module")
def sample(tables: Tables) -> Sample:
    return draw_sample(tables, coders=["ana", "ben"], sizes=Sizes(5, 5, 6), frames=["law"])


@pytest.fixture(scope="module")
def filled(sample: Sample, tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("filled")
    write_sheets(sample, [], place)
    for path in (place / "for-coders").iterdir():
        if path.suffix == ".xlsx":
            fill_workbook(path, right_answers(sample))
        elif path.suffix == ".csv":
            fill_csv(path, right_answers(sample))
    return place / "for-coders"


@pytest.fixture
def ana(filled: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(filled / "ana.xlsx", tmp_path / "ana.xlsx"))


def told(codings: Codings, severity: str = "error") -> list[str]:
    return [f"{Path(p.path).name}, {p.place}: {p.message}" for p in codings.problems if p.severity == severity]


def given(codings: Codings) -> dict[tuple[str, str, str], str]:
    return {(r.coder, r.item, r.question): r.code for r in codings.codes.itertuples()}


def test_workbook_and_csv_say_the_same(sample: Sample, filled: Path) -> None:
    books = read_sheets([filled / "ana.xlsx", filled / "ben.xlsx"], sample)
    texts = read_sheets(
        [filled / f"{who}-{kind}.csv" for who in ("ana", "ben") for kind in ("frames", "sentiment", "quotes")], sample
    )
    assert not books.problems
    assert not texts.problems
    assert given(books) == given(texts)
    assert books.coders == ("ana", "ben")
    answers = right_answers(sample)
    assert given(books) == {
        (who, i, q): c for who in ("ana", "ben") for i, own in answers.items() for q, c in own.items()
    }


@pytest.mark.parametrize(
    ("delimiter", "encoding"), [(";", "utf-8-sig"), (";", "cp1252"), ("\t", "utf-16"), (",", "utf-8")]
)
def test_csv_as_spreadsheet_programs_save_it(
    delimiter: str, encoding: str, sample: Sample, filled: Path, tmp_path: Path
) -> None:
    path = Path(shutil.copy(filled / "ana-frames.csv", tmp_path / "ana-frames.csv"))
    fill_csv(path, {}, delimiter=delimiter, encoding=encoding)
    codings = read_sheets([path], sample)
    assert not codings.problems
    assert set(codings.codes["item"]) == set(sample.items.query("kind == 'frames'")["item"])


def cell(name: str, value: object) -> Callable[[Any], None]:
    def change(book: Any) -> None:
        book["frames"][name].value = value

    return change


MANGLED = (
    (True, "yes"), (False, "no"), (1, "yes"), ("1.0", "yes"), ("0,0", "no"), ("TRUE", "yes"), ("WAHR", "yes"),
    (" Yes ", "yes"), ("yes\xa0", "yes"), ("“yes”", "yes"), ("'no", "no"), ("NO", "no"), ("ＹＥＳ", "yes"),
    ("y", "yes"), ("?", "unsure"),
)  # fmt: skip


@pytest.mark.parametrize(("value", "code"), MANGLED)
def test_what_spreadsheet_programs_make_of_codes(value: object, code: str, sample: Sample, ana: Path) -> None:
    change_workbook(ana, cell("F2", value))
    codings = read_sheets([ana], sample)
    assert not told(codings)
    assert given(codings)["ana", "F0001", "present"] == code
    notes = told(codings, "note")
    reworked = str(value).strip(" \xa0“”'").lower() not in {"yes", "no"} and value != "ＹＥＳ"
    message = f'sheet "frames", cell F2: {str(value).strip()!r} read as {code}'
    assert [message in note for note in notes] == [True] * reworked


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (cell("F3", "yess"), "cell F3: unknown code 'yess'; expected yes, no or unsure: perhaps 'yes'"),
        (cell("G3", "narator"), "cell G3: unknown code 'narator'; expected narrator, quoted or unsure: perhaps 'narr"),
        (cell("F3", "banana"), "cell F3: unknown code 'banana'; expected yes, no or unsure"),
        (cell("F3", datetime(2026, 1, 3)), "cell F3: a date (2026-01-03 00:00:00), perhaps made of something else"),
        (cell("A3", datetime(2026, 3, 4)), "cell A3: '2026-03-04 00:00:00' is no item of this sheet: the row"),
        (cell("A3", "F00O2"), "cell A3: 'F00O2' is no item of this sheet; perhaps F0002: the row is left out"),
        (cell("A3", "F0999"), "cell A3: 'F0999' is no item of this sheet"),
        (cell("A3", None), "cell A3: a row without an id is no item of this sheet"),
        (cell("A3", "F0001"), "cell A3: the item F0001 for the second time, first in row 2: this row is left out"),
        (cell("D3", "Another sentence."), "cell D3: this is not the text of F0002; was a column sorted alone?"),
        (cell("J3", "zzzzzzzzzz"), ""),  # one row of a wrong sample among right ones: the others decide
        (cell("K5", "ben"), "cell K5: 'ben' in a sheet of 'ana': read as 'ana'"),
        (cell("F1", "presnt"), "cell A1: no column 'present' among the titles of this row; perhaps F1, 'presnt'"),
        (cell("J1", None), "cell A1: no column 'sample' among the titles of this row: the rows are"),
        (cell("K1", "who"), "cell A1: no column 'coder' among the titles of this row: the coder is taken"),
        (cell("A1", "number"), 'sheet "frames": has no title “item” in its first 10 rows: left out'),
        (lambda book: book["frames"].delete_rows(4, 2), "2 of 10 items of 'ana' have no row here: F0003, F0004"),
        (lambda book: book["frames"].delete_rows(2, N), 'sheet "frames": is empty below its titles'),
    ],
)  # fmt: skip
def test_each_mistake_is_told_with_its_cell(
    change: Callable[[Any], None], message: str, sample: Sample, ana: Path
) -> None:
    change_workbook(ana, change)
    codings = read_sheets([ana], sample)
    messages = told(codings)
    assert any(message in line and 'sheet "frames"' in line for line in messages) == bool(message), messages
    assert len([line for line in messages if "have no row here" not in line]) <= 1
    # Whatever else is in the workbook is used.
    kinds = codings.codes.groupby("kind")["item"].nunique()
    assert (kinds["sentiment"], kinds["quotes"]) == (5, 6)
    assert kinds.get("frames", 0) >= 8 or any(words in message for words in ("title", "empty", "'present'"))


def test_a_note_above_the_titles_and_new_columns_do_no_harm(sample: Sample, ana: Path) -> None:
    def change(book: Any) -> None:
        book["frames"].insert_rows(1, 2)
        book["frames"]["A1"].value = "Coded by Ana in June"
        book["frames"]["L3"].value = "my own column"
        book["frames"]["F4"].value = "perhaps"

    change_workbook(ana, change)
    codings = read_sheets([ana], sample)
    assert [line.partition(": unknown")[0] for line in told(codings)] == ['ana.xlsx, sheet "frames", cell F4']


def test_rows_that_are_not_coded_yet(sample: Sample, ana: Path) -> None:
    change_workbook(ana, lambda book: [cell("F4", None)(book), cell("F6", " ")(book)])
    codings = read_sheets([ana], sample)
    assert not told(codings)
    assert told(codings, "note") == ['ana.xlsx, sheet "frames", cell F4: not coded yet, as 2 of 10 items']


def test_an_answer_without_a_yes_says_nothing(sample: Sample, ana: Path) -> None:
    change_workbook(ana, lambda book: [cell("F2", "no")(book), cell("G2", "quoted")(book)])
    answers = given(read_sheets([ana], sample))
    assert answers["ana", "F0001", "present"] == "no"
    assert ("ana", "F0001", "voice") not in answers


def test_another_sample(sample: Sample, tables: Tables, ana: Path, tmp_path: Path) -> None:
    other = draw_sample(tables, coders=["ana"], sizes=Sizes(5, 5, 6), frames=["law"], seed=5)
    codings = read_sheets([ana], other)
    assert codings.codes.empty
    assert (
        f'sheet "frames", cell J2: is of another sample ({sample.sample_id}) than the key ({other.sample_id})'
        in told(codings)[0]
    )


def test_a_coder_twice(sample: Sample, filled: Path, ana: Path, tmp_path: Path) -> None:
    second = tmp_path / "copy.xlsx"
    shutil.copy(ana, second)
    assert told(read_sheets([ana, second], sample)) == ["copy.xlsx, : is the same file as ana.xlsx: counted once"]
    change_workbook(second, cell("F2", "unsure"))
    messages = told(read_sheets([ana, second], sample))
    assert len(messages) == 3
    assert "copy.xlsx, sheet \"frames\": a second sheet “frames” of 'ana', who has one in" in messages[0]
    # The blank CSV files beside a filled workbook are no mistake.
    write_sheets(sample, [], tmp_path / "blank")
    blank = tmp_path / "blank" / "for-coders" / "ana-frames.csv"
    codings = read_sheets([blank, ana], sample)
    assert not told(codings)
    assert "nothing is filled in" in told(codings, "note")[0]


def test_files_that_are_no_sheets(sample: Sample, ana: Path, tmp_path: Path) -> None:
    (tmp_path / "broken.xlsx").write_bytes(b"PK\x03\x04 no workbook")
    (tmp_path / "cut.xlsx").write_bytes(ana.read_bytes()[:3000])
    (tmp_path / "empty.csv").write_bytes(b"")
    (tmp_path / "titles.csv").write_text("item,frame,before,sentence,after,present\r\n", encoding="utf-8")
    (tmp_path / "other.csv").write_text("name,age\r\nAna,7\r\n", encoding="utf-8")
    (tmp_path / "sheet.ods").write_bytes(b"x")
    (tmp_path / "none").mkdir()
    names = [
        "broken.xlsx",
        "cut.xlsx",
        "empty.csv",
        "titles.csv",
        "other.csv",
        "sheet.ods",
        "none",
        "missing.csv",
        "ana.xlsx",
    ]
    codings = read_sheets([tmp_path / name for name in names], sample)
    lines = told(codings)
    expected = {
        "broken.xlsx": "cannot be read (BadZipFile",
        "cut.xlsx": "cannot be read (BadZipFile",
        "empty.csv": "is empty",
        "titles.csv": "is empty below its titles",
        "other.csv": "has no title “item”",
        "sheet.ods": "neither .xlsx nor .csv",
        "none": "a folder without coding sheets",
        "missing.csv": "cannot be read (No such file",
    }
    assert len(lines) == len(expected)
    for name, message in expected.items():
        assert any(line.startswith(name) and message in line for line in lines), (name, lines)
    assert codings.coders == ("ana",)


def test_a_blank_sheet_and_an_unknown_coder(sample: Sample, ana: Path, tmp_path: Path) -> None:
    write_sheets(sample, [], tmp_path)
    lines = told(read_sheets([tmp_path / "for-coders" / "ben.xlsx"], sample))
    assert lines == [
        f'ben.xlsx, sheet "{kind}": no code is filled in: left out' for kind in ("frames", "sentiment", "quotes")
    ]
    change_workbook(ana, lambda book: [cell(f"K{row}", "Cleo")(book) for row in range(2, N + 2)])
    codings = read_sheets([ana], sample)
    assert "cell K2: the coder 'cleo' is none of this sample’s (ana, ben); used" in told(codings, "warning")[0]
    assert set(codings.codes.query("kind == 'frames'")["coder"]) == {"cleo"}


def test_notes_are_kept_and_restored(sample: Sample, filled: Path, tmp_path: Path) -> None:
    path = tmp_path / "ana-frames.csv"
    rows = list(csv.reader(io.StringIO((filled / "ana-frames.csv").read_text(encoding="utf-8-sig"), newline="")))
    rows[1][rows[0].index("note")] = "'=why not"
    buffer = io.StringIO(newline="")
    csv.writer(buffer).writerows(rows)
    path.write_text(buffer.getvalue(), encoding="utf-8-sig")
    assert read_sheets([path], sample).notes.to_dict("records") == [
        {"coder": "ana", "item": "F0001", "note": "=why not"}
    ]
