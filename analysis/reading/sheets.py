"""Spreadsheets (.xlsx): a row an article, on every sheet that has a column of texts."""

from __future__ import annotations

import re
import warnings
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, count, islice
from typing import TYPE_CHECKING

from analysis.reading.cells import make_draft, no_texts, only_addresses
from analysis.reading.drafts import Draft, SourceFile, Tally
from analysis.reading.headers import is_address
from analysis.reading.metadata import ADDRESS_NAMES, SYNONYMS, TEXT_NAMES, first_name, plain_name
from analysis.reading.office import office_fault
from analysis.records import Problem

if TYPE_CHECKING:
    from openpyxl.worksheet._read_only import ReadOnlyWorksheet

MAX_TITLE_ROWS = 20
"""Rows in which the header is looked for: exports put a title and their search above it."""
MAX_CELL = 32_767
"""Characters that a cell of Excel can hold; a longer text was cut when it was put there."""
MAX_ROWS, MAX_COLUMNS = 1_048_576, 300
"""No sheet has more rows, whatever a file says; columns further to the right are not looked at."""

_CUT = f"the text has the {MAX_CELL:,} characters that a cell can hold, so its end is likely lost"
_ROWS_AT_ONCE = 100
_ERRORS = frozenset({"#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#SPILL!", "#CALC!"})
_ESCAPED = re.compile(r"_x00(09|0A|0D)_", re.IGNORECASE)
"""How a workbook writes breaks of lines that XML would lose."""
_KNOWN = frozenset({*TEXT_NAMES, *ADDRESS_NAMES, *chain.from_iterable(SYNONYMS.values())})


class _BrokenSheetError(Exception):
    """The rows of a sheet cannot be read from here on."""


def read_xlsx(file: SourceFile) -> Iterator[Draft | Problem]:
    """The articles in a spreadsheet, read row by row.

    Cells count as Excel showed them last: formulas as the values that were stored with them, dates as days, errors as
    no value. Hidden sheets are told and not read.
    """
    import openpyxl  # noqa: PLC0415  (a quarter of a second that only spreadsheets need)

    if fault := office_fault(file, "xlsx"):
        yield fault
        return
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # on styles and charts, which are not looked at
            book = openpyxl.load_workbook(file.path, read_only=True, data_only=True, keep_links=False)
    except Exception as err:  # a stranger's file makes the library fail in many ways; it costs this file alone
        yield file.problem("", f"no readable spreadsheet ({_reason(err)}); save it anew as .xlsx or .csv")
        return
    try:
        yield from _read_sheets(file, book.worksheets)
    finally:
        book.close()


def _read_sheets(file: SourceFile, sheets: Sequence[ReadOnlyWorksheet]) -> Iterator[Draft | Problem]:
    numbers = count(1)
    others: list[tuple[str, str]] = []
    n_tables = 0
    for sheet in sheets:
        place = f"sheet {sheet.title!r}"
        rows = _rows(sheet)
        try:
            top = list(islice(rows, MAX_TITLE_ROWS))
            header = _find_header(top)
            if header is None and any(top):
                others.append((place, _describe(top, rows)))
        except _BrokenSheetError as err:
            yield file.problem(place, f"broken ({err}), so it was not read; save the spreadsheet anew")
            continue
        if header is None:
            continue
        n_tables += 1
        if sheet.sheet_state != "visible":
            yield file.problem(place, "a hidden sheet, so it was not read; show it to have it read", "warning")
        else:
            below = enumerate(chain(top[header + 1 :], rows), header + 2)
            yield from _read_sheet(file, place, top[header], below, numbers)
    if not n_tables and not others:
        yield file.problem("", "no sheet holds a table; expected a header and a column of texts")
    for place, message in others:
        yield file.problem(place, f"not read: {message}" if n_tables else message, "note" if n_tables else "error")


def _find_header(top: Sequence[Sequence[object]]) -> int | None:
    """Which of the first rows is the header: of those that name a column of texts, the one that names most columns."""
    named = [i for i, cells in enumerate(top) if first_name(_names(cells), TEXT_NAMES) is not None]
    return max(named, key=lambda i: sum(plain_name(name) in _KNOWN for name in _names(top[i])), default=None)


def _read_sheet(
    file: SourceFile,
    place: str,
    header: Sequence[object],
    rows: Iterable[tuple[int, Sequence[object]]],
    numbers: Iterator[int],
) -> Iterator[Draft | Problem]:
    """The articles of a sheet.

    Args:
        file: the spreadsheet.
        place: how problems name the sheet.
        header: the names of its columns.
        rows: those below the header, with their numbers in the sheet.
        numbers: of the next articles' rows in the file, from 1.
    """
    names = _names(header)
    text_name = first_name(names, TEXT_NAMES) or ""
    faults, cut = (Tally(file, f"{place}, row", severity) for severity in ("error", "warning"))
    number = n_rows = 0
    try:
        for number, cells in rows:
            if not cells:
                continue
            n_rows += 1
            values: dict[str, object] = {text_name: None}
            for name, cell in zip(names, cells, strict=False):
                if name and values.get(name) is None:
                    values[name] = cell
            if (text := values[text_name]) is not None:
                values[text_name] = str(text)
                if len(str(text)) >= MAX_CELL:
                    cut.add(number, _CUT)
            draft = make_draft(file, values, next(numbers))
            if isinstance(draft, Draft):
                yield draft
            else:
                faults.add(number, draft)
    except _BrokenSheetError as err:
        message = f"the sheet is broken below ({err}); what stands above was read, the rest was not"
        yield file.problem(f"{place}, row {number}" if n_rows else place, message)
    yield from cut.problems()
    yield from faults.problems()
    if not n_rows:
        yield file.problem(place, "a header and no rows below it")


def _rows(sheet: ReadOnlyWorksheet) -> Iterator[list[object]]:
    """The rows of a sheet without the empty cells at their ends.

    Raises:
        _BrokenSheetError: if they cannot be read any further.
    """
    sheet.reset_dimensions()  # which some programs write wrongly, so that rows would be lost
    rows = sheet.iter_rows(max_row=MAX_ROWS, max_col=MAX_COLUMNS, values_only=True)
    reason = ""
    while not reason:
        some: list[Sequence[object]] = []
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # on days that no calendar has
            try:
                some.extend(islice(rows, _ROWS_AT_ONCE))
            except Exception as err:  # as above, for one sheet
                reason = _reason(err)
        for cells in some:
            # Every row comes as wide as the widest that there may be.
            n_blank = len(cells) if cells.count(None) == len(cells) else _count_blank_end(cells)
            yield [_value(cell) for cell in cells[: len(cells) - n_blank]]
        if not some and not reason:
            return
    raise _BrokenSheetError(reason)


def _count_blank_end(cells: Sequence[object]) -> int:
    return next((n for n, cell in enumerate(reversed(cells)) if _value(cell) is not None), len(cells))


def _value(cell: object) -> object:
    """What a cell says; `None` if it is blank or shows an error."""
    if isinstance(cell, str):
        if not cell.strip() or cell in _ERRORS:
            return None
        return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), cell) if "_x00" in cell else cell
    return int(cell) if isinstance(cell, float) and cell.is_integer() else cell


def _names(cells: Sequence[object]) -> list[str]:
    return [str(cell) if cell is not None else "" for cell in cells]


def _describe(top: Sequence[Sequence[object]], rest: Iterator[Sequence[object]]) -> str:
    """What a sheet without texts holds."""
    for i, cells in enumerate(top):
        key = first_name(_names(cells), ADDRESS_NAMES)
        if key is not None:
            at = _names(cells).index(key)
            rows = (row for row in chain(top[i + 1 :], rest) if row)
            found = Counter(at < len(row) and is_address(str(row[at])) for row in rows)
            return only_addresses(found[True], found[False])
    return no_texts(_names(next(cells for cells in top if cells)))


def _reason(err: Exception) -> str:
    return " ".join(f"{type(err).__name__}: {err}".split())[:200]
