"""Spreadsheets (.xlsx): a row an article, on every sheet that has a column of texts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING

from analysis.reading.cells import lists_addresses, make_draft, no_texts, only_addresses
from analysis.reading.drafts import Draft, SourceFile, Tally
from analysis.reading.metadata import TEXT_NAMES, first_name
from analysis.reading.office import office_fault
from analysis.records import Problem

if TYPE_CHECKING:
    from openpyxl.worksheet._read_only import ReadOnlyWorksheet

MAX_TITLE_ROWS = 20
"""Rows in which the header is looked for: exports put a title and their search above it."""
MAX_CELL = 32_767
"""Characters that a cell of Excel can hold; a longer text was cut when it was put there."""


def read_xlsx(file: SourceFile) -> Iterator[Draft | Problem]:
    """The articles in a spreadsheet, read row by row; formulas count as the values that were stored with them."""
    import openpyxl  # noqa: PLC0415  (a quarter of a second that only spreadsheets need)

    if fault := office_fault(file, "xlsx"):
        yield fault
        return
    try:
        book = openpyxl.load_workbook(file.path, read_only=True, data_only=True, keep_links=False)
    except Exception as err:  # a stranger's file makes the library fail in many ways; it costs this file alone
        yield file.problem("", f"no readable spreadsheet ({type(err).__name__}: {err}); save it anew as .xlsx or .csv")
        return
    try:
        yield from _read_sheets(file, book.worksheets)
    finally:
        book.close()


def _read_sheets(file: SourceFile, sheets: Sequence[ReadOnlyWorksheet]) -> Iterator[Draft | Problem]:
    n_before, others = 0, []
    for sheet in sheets:
        n_rows = 0
        try:
            for item in _read_sheet(file, sheet, n_before):
                if isinstance(item, int):
                    n_rows = item
                elif isinstance(item, str):
                    others.append(file.problem(f"sheet {sheet.title!r}", item))
                else:
                    yield item
        except Exception as err:  # as above, for one sheet
            message = f"broken ({type(err).__name__}: {err}); what stands before was read, the rest was not"
            yield file.problem(f"sheet {sheet.title!r}", message)
        n_before += n_rows
    if n_before:
        for other in others:
            yield Problem(other.path, other.place, f"not read: {other.message}", "note")
    else:
        yield from others or [file.problem("", "no sheet holds a table; expected a header and a column of texts")]


def _read_sheet(file: SourceFile, sheet: ReadOnlyWorksheet, n_before: int) -> Iterator[Draft | Problem | str | int]:
    """Yield the articles of a sheet, its faults, and the number of its rows; a text if it is no table of articles."""
    sheet.reset_dimensions()  # which some programs write wrongly, so that rows would be lost
    rows = enumerate(sheet.iter_rows(values_only=True), 1)
    top: list[tuple[int, Sequence[object]]] = []
    for number, cells in islice(rows, MAX_TITLE_ROWS):
        top.append((number, cells))
        if first_name(_names(cells), TEXT_NAMES) is not None:
            break
    else:
        if any(_has_value(cells) for _, cells in top):
            yield _describe(top, sum(_has_value(cells) for _, cells in rows))
        return
    names = _names(top[-1][1])
    faults = Tally(file, f"sheet {sheet.title!r}, row")
    n_rows = n_cut = 0
    for number, cells in rows:
        if not _has_value(cells):
            continue
        n_rows += 1
        values = {name: cell for name, cell in zip(names, cells, strict=False) if name}
        text_name = first_name(values, TEXT_NAMES)
        if text_name is not None and values[text_name] is not None:
            values[text_name] = str(values[text_name])
        n_cut += text_name is not None and len(str(values[text_name])) >= MAX_CELL
        draft = make_draft(file, values, n_before + n_rows)
        if isinstance(draft, Draft):
            yield draft
        else:
            faults.add(number, draft)
    if n_cut:
        message = f"{n_cut} texts have the {MAX_CELL:,} characters that a cell can hold, so their ends are likely lost"
        yield file.problem(f"sheet {sheet.title!r}", message, "warning")
    yield from faults.problems()
    if not n_rows:
        yield "a header and no rows below it"
    yield n_rows


def _names(cells: Sequence[object]) -> list[str]:
    return [str(cell) if cell is not None else "" for cell in cells]


def _has_value(cells: Sequence[object]) -> bool:
    return any(cell is not None and str(cell).strip() for cell in cells)


def _describe(top: Sequence[tuple[int, Sequence[object]]], n_below: int) -> str:
    """What a sheet without texts holds."""
    for position, (_, cells) in enumerate(top):
        if lists_addresses(_names(cells)):
            return only_addresses(sum(_has_value(rest) for _, rest in top[position + 1 :]) + n_below)
    return no_texts(_names(next(cells for _, cells in top if _has_value(cells))))
