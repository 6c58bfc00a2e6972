"""Spreadsheets as Excel, other programs and strangers write them."""

from __future__ import annotations

import zipfile
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analysis.reading import Reading, office, read_articles
from analysis.records import Problem

LEAD = "The river rose by two metres overnight, and officials told families in the valley to leave."
_SHEET = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{}</worksheet>'


def book(path: Path, **sheets: list[list[Any]]) -> Path:
    made = openpyxl.Workbook()
    made.remove(made.worksheets[0])
    for title, rows in sheets.items():
        sheet = made.create_sheet(title)
        for row in rows:
            sheet.append(row)
    made.save(path)
    return path


def with_sheet(path: Path, xml: str, *, part: str = "xl/worksheets/sheet1.xml") -> Path:
    """A workbook whose first sheet, or another part, is this XML."""
    book(path, s=[["text"], [LEAD]])
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts[part] = xml.encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def inline(reference: str, text: str) -> str:
    return f'<c r="{reference}" t="inlineStr"><is><t>{text}</t></is></c>'


def of(reading: Reading, *severities: str) -> list[Problem]:
    return [problem for problem in reading.problems if problem.severity in severities]


def test_the_header_is_the_row_that_names_most_columns(tmp_path: Path) -> None:
    rows = [["Story"], ["Query:", "dam"], ["Title", "Publication", "Date", "Text"], ["Dam", "Vell", "2025-03-04", LEAD]]
    (article,) = read_articles(book(tmp_path / "a.xlsx", s=rows)).articles
    assert (article.headline, article.outlet, str(article.date)) == ("Dam", "Vell", "2025-03-04")


def test_merged_titles_and_days(tmp_path: Path) -> None:
    made = openpyxl.Workbook()
    sheet = made.active
    sheet.append(["Results of March"])
    sheet.merge_cells("A1:C1")
    sheet.append(["Date", "Outlet", "Text"])
    sheet.append([date(2025, 3, 4), "Vell", LEAD])
    sheet.append([datetime(2025, 3, 5, 23, 30), "Vell", LEAD])
    sheet.append([45720, "Vell", LEAD])  # a day without the format of one
    made.save(tmp_path / "a.xlsx")
    reading = read_articles(tmp_path / "a.xlsx")
    assert [article.date for article in reading.articles] == [date(2025, 3, 4), date(2025, 3, 5), None]
    assert any("'45720'" in problem.message for problem in of(reading, "note"))


def test_errors_are_no_values_and_escaped_breaks_are_breaks(tmp_path: Path) -> None:
    rows = [["outlet", "author", "n", "text"], ["#N/A", "#REF!", 2.0, "It rained_x000D_\nall night."]]
    (article,) = read_articles(book(tmp_path / "a.xlsx", s=rows)).articles
    assert (article.outlet, article.author, article.text) == (None, None, "It rained\r\nall night.")


def test_results_of_formulas(tmp_path: Path) -> None:
    cells = f'<row r="1">{inline("A1", "text")}</row><row r="2"><c r="A2" t="str"><f>B1</f><v>{LEAD}</v></c></row>'
    path = with_sheet(tmp_path / "a.xlsx", _SHEET.format(f"<sheetData>{cells}</sheetData>"))
    assert [article.text for article in read_articles(path).articles] == [LEAD]


def test_hidden_sheets_are_told(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", s=[["text"], [LEAD]], old=[["text"], ["It hailed."]])
    made = openpyxl.load_workbook(path)
    made["old"].sheet_state = "hidden"
    made.save(path)
    reading = read_articles(path)
    assert [article.text for article in reading.articles] == [LEAD]
    assert [problem.place for problem in of(reading, "warning")] == ["sheet 'old'"]


def test_the_first_of_two_columns_of_one_name_counts(tmp_path: Path) -> None:
    rows = [["text", "outlet", "outlet"], [LEAD, "Vell", "Anse"], [LEAD, None, "Anse"]]
    assert [a.outlet for a in read_articles(book(tmp_path / "a.xlsx", s=rows)).articles] == ["Vell", "Anse"]


def test_wrong_dimensions(tmp_path: Path) -> None:
    cells = "".join(f'<row r="{n}">{inline(f"B{n}", text)}</row>' for n, text in enumerate(("text", LEAD, LEAD), 1))
    path = with_sheet(tmp_path / "a.xlsx", _SHEET.format(f'<dimension ref="A1"/><sheetData>{cells}</sheetData>'))
    assert len(read_articles(path).articles) == 2


@pytest.mark.parametrize("place", [1_048_576, 1_048_577, 10**15])
def test_rows_far_below(tmp_path: Path, place: int) -> None:
    far = f'<row r="{place}">{inline(f"A{place}", LEAD)}</row>'
    cells = f'<row r="1">{inline("A1", "text")}</row><row r="2">{inline("A2", LEAD)}</row>{far}'
    reading = read_articles(with_sheet(tmp_path / "a.xlsx", _SHEET.format(f"<sheetData>{cells}</sheetData>")))
    assert len(reading.articles) == (2 if place == 1_048_576 else 1)


@pytest.mark.parametrize("column", ["XFD", "ZZZ", "ZZZZZZ", "A" * 200])
def test_columns_far_to_the_right(tmp_path: Path, column: str) -> None:
    cells = f'<row r="1">{inline("A1", "text")}{inline(f"{column}1", "x")}</row><row r="2">{inline("A2", LEAD)}</row>'
    reading = read_articles(with_sheet(tmp_path / "a.xlsx", _SHEET.format(f"<sheetData>{cells}</sheetData>")))
    assert reading.articles or of(reading, "error")


@pytest.mark.parametrize(
    "broken",
    [
        '<row r="4"><c r="A4" t="s"><v>999</v></c></row>',
        '<row r="4"><c r="A4" t="n"><v>many</v></c></row>',
        '<row r="4.5"><c/></row>',
        '<row r="4"><unclosed>',
    ],
)
@pytest.mark.parametrize("n_rows", [3, 1001])
def test_a_sheet_that_breaks_off(tmp_path: Path, broken: str, n_rows: int) -> None:
    """What stands above the place is read, and its faults are told; only a break at the very start costs the file."""
    rows = "".join(f'<row r="{n}">{inline(f"A{n}", LEAD if n % 2 else "single")}</row>' for n in range(2, n_rows + 1))
    data = f'<sheetData><row r="1">{inline("A1", "text")}</row>{rows}{broken}</sheetData>'
    reading = read_articles(with_sheet(tmp_path / "a.xlsx", _SHEET.format(f'<dimension ref="A1:A9"/>{data}')))
    assert any("broken" in p.message or "no readable" in p.message for p in of(reading, "error"))
    if n_rows > 100:
        single = next(problem for problem in of(reading, "error") if "single word" in problem.message)
        n_single = int(single.place.split("(")[1].split()[0])
        assert len(reading.articles) == n_single > 0
        assert len(reading.articles) + n_single == 1000 or broken == '<row r="4"><unclosed>'  # which costs a buffer


def test_entities_that_grow(tmp_path: Path) -> None:
    entities = '<!ENTITY a "rain rain ">' + "".join(
        f'<!ENTITY {name} "{f"&{before};" * 10}">' for before, name in zip("abcdefgh", "bcdefghi", strict=True)
    )
    cells = f'<row r="1">{inline("A1", "text")}</row><row r="2">{inline("A2", "&i;")}</row>'
    xml = f"<!DOCTYPE x [{entities}]>" + _SHEET.format(f"<sheetData>{cells}</sheetData>")
    reading = read_articles(with_sheet(tmp_path / "a.xlsx", xml))
    assert reading.articles == []
    assert of(reading, "error")


def test_texts_that_the_cells_share_are_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office, "MAX_UNPACKED", 3_000)
    reading = read_articles(book(tmp_path / "a.xlsx", s=[["text"], *([f"{n} {LEAD}"] for n in range(100))]))
    assert reading.articles == []
    assert "would unpack to" in of(reading, "error")[0].message


_CELLS = st.none() | st.booleans() | st.integers(-(10**6), 10**6) | st.floats(allow_nan=False, allow_infinity=False)
_TEXTS = st.sampled_from([LEAD, "single", " ", "#N/A", "nan", "=1+1", LEAD * 400])


@given(st.lists(st.tuples(_CELLS | _TEXTS, _CELLS | _TEXTS, st.dates() | st.datetimes() | st.none()), max_size=25))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_each_row_with_a_value_is_an_article_or_told(tmp_path: Path, rows: list[tuple[Any, Any, Any]]) -> None:
    made = openpyxl.Workbook()
    for row in [("outlet", "text", "date"), *rows]:
        made.active.append([cell if not isinstance(cell, date) or cell.year > 1900 else None for cell in row])
    made.save(tmp_path / "a.xlsx")
    again = openpyxl.load_workbook(tmp_path / "a.xlsx", data_only=True).active
    n_rows = sum(any(c is not None and str(c).strip() not in ("", "#N/A") for c in row) for row in again.values) - 1
    reading = read_articles(tmp_path / "a.xlsx")
    places = [problem.place for problem in of(reading, "error") if "row" in problem.place]
    n_told = sum(int(place.split("(")[1].split()[0]) if "in all" in place else 1 for place in places)
    assert len(reading.articles) + n_told == n_rows
