"""Tables as text: the rows of CSV and TSV files, streamed, with whatever is broken in them told by its line."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, TextIO

from analysis.reading.cells import AddressRows, fault_of
from analysis.reading.decoding import NotTextError, find_encoding
from analysis.reading.drafts import Draft, SourceFile, Tally
from analysis.reading.headers import name_columns, tell_missing_column
from analysis.reading.metadata import ADDRESS_NAMES, TEXT_NAMES, clean, first_name, plain_name, read_fields
from analysis.reading.openings import put_headline
from analysis.reading.plain import not_text
from analysis.records import Problem

MAX_LINE = 10_000_000
"""Characters of a field or line: the longest article ten times over. More is a quotation mark that is never closed."""
_DELIMITERS = ",;\t|"
_STATED_DELIMITER = re.compile(r"sep=([,;\t|])", re.IGNORECASE)
"""The line that Excel reads and writes above a header."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table."""

    number: int
    """Counted from 1, the header apart."""
    line: int
    """The line of the file on which it starts."""
    column: str
    """The name of the column that the table was asked for, as `metadata.plain_name` has it."""
    key: str
    """The value in that column."""
    values: dict[str, str]
    """The other columns."""


def read_csv(file: SourceFile) -> Iterator[Draft | Problem]:
    """The articles in a table, which is streamed: a column of texts, and columns of metadata by their usual names.

    A table of addresses without texts is told as such, with or without a header.
    """
    faults = Tally(file, "row")
    addresses = AddressRows()
    for row in read_table(file, TEXT_NAMES, "the texts", instead=ADDRESS_NAMES, may_lack_header=True):
        if isinstance(row, Problem):
            yield row
            continue
        if row.column not in TEXT_NAMES:
            addresses.add(row.key, row.values)
            continue
        fault = fault_of(row.key)
        if fault:
            faults.add(row.number, fault)
            continue
        own = read_fields(row.values)
        yield Draft(file, put_headline(clean(row.key), own.headline), own=own, row=row.number)
    if message := addresses.message():
        yield file.problem("", message)
    yield from faults.problems()


@dataclass(frozen=True, slots=True)
class _Wanted:
    """The column that is asked for."""

    names: tuple[str, ...]
    what: str
    instead: tuple[str, ...]
    may_lack_header: bool

    def find(self, header: Sequence[str]) -> str | None:
        return first_name(header, (*self.names, *self.instead))


def read_table(
    file: SourceFile,
    accepted: tuple[str, ...],
    what: str,
    *,
    instead: tuple[str, ...] = (),
    may_lack_header: bool = False,
) -> Iterator[Row | Problem]:
    """The rows of a table with a header, with the column that goes by one of the accepted names apart.

    A broken row ends the table, because where the next one begins cannot be known; the rows before it are kept.

    Args:
        file: the table.
        accepted: names of the needed column, best first.
        what: what that column holds, for the message where there is none.
        instead: names of a column that does, too, where there is none of the others.
        may_lack_header: whether a table of addresses is read that has no header; its columns get names.
    """
    opened = open_text(file)
    if isinstance(opened, Problem):
        yield opened
        return
    stream, remark = opened
    if remark:
        yield remark
    limit = csv.field_size_limit(MAX_LINE)
    try:
        with stream:
            yield from _parse_table(file, stream, _Wanted(accepted, what, instead, may_lack_header))
    finally:
        csv.field_size_limit(limit)


def _parse_table(file: SourceFile, stream: TextIO, wanted: _Wanted) -> Iterator[Row | Problem]:
    lines = _Lines(stream)
    try:
        delimiter = _find_delimiter(lines, wanted)
    except StopIteration:
        yield file.problem("", f"empty: expected a header and a column of {wanted.what.removeprefix('the ')}")
        return
    except _BrokenLineError as err:
        yield file.problem(f"line {lines.number}", f"{err}; expected the header of a table")
        return
    is_bare = delimiter == "\t" and _has_bare_marks(file, stream.encoding)
    quoting: Literal[0, 3] = csv.QUOTE_NONE if is_bare else csv.QUOTE_MINIMAL
    reader = csv.reader(lines, delimiter=delimiter, quoting=quoting, strict=True)
    header: list[str] = []
    key: str | None = None
    number = 0
    while True:
        start = lines.number + (0 if lines.pushed else 1)
        try:
            cells = next(reader)
        except StopIteration:
            break
        except (csv.Error, _BrokenLineError) as err:
            yield file.problem(
                f"line {start}",
                f"the table is broken in the row that starts here ({_explain(err)}); the {number} rows before it were "
                "read, the rest was not; put fields in quotation marks and double the marks inside them",
            )
            return
        if not header:
            header = cells
            key = wanted.find(header)
            named = name_columns(cells) if key is None and wanted.may_lack_header else None
            if named:
                header, key = named, wanted.find(named)
            if key is None:
                yield file.problem(f"line {start}", tell_missing_column(wanted.what, wanted.names, header))
                return
            if not named:
                continue
        if not cells:
            continue
        number += 1
        if not any(cell.strip() for cell in cells):
            continue
        if any(cell.strip() for cell in cells[len(header) :]):
            yield file.problem(
                f"row {number} (line {start})",
                f"{len(cells)} fields where the header has {len(header)}, so the row was not read; "
                "put fields that hold the delimiter in quotation marks",
            )
            continue
        values: dict[str, str] = {}
        for name, cell in zip(header, cells, strict=False):
            values.setdefault(name, cell)
        yield Row(number, start, plain_name(key or ""), values.pop(key or "", ""), values)
    if not number:
        yield file.problem("", "a header and no rows below it")


def _find_delimiter(lines: _Lines, wanted: _Wanted) -> str:
    """What parts the fields, as the first line states it or the header shows; the header is the next line again."""
    header_line = next(line for line in lines if line.strip())
    if stated := _STATED_DELIMITER.fullmatch(header_line.strip("\r\n ")):
        return stated[1]
    lines.push_back(header_line)
    return max(_DELIMITERS, key=lambda mark: _header_score(header_line, mark, wanted))


def _has_bare_marks(file: SourceFile, encoding: str) -> bool:
    """Whether quotation marks are part of the fields in a table whose fields tabs part.

    Such tables are often written without quoting, as GDELT's are: every line is a row, and a mark that opens a field
    is closed anywhere or nowhere.
    """
    n_tabs: int | None = None
    found = False
    with file.path.open(encoding=encoding, errors="replace", newline="") as stream:
        while line := stream.readline(MAX_LINE + 1):
            n_tabs = line.count("\t") if n_tabs is None and line.strip() else n_tabs
            if line.strip() and line.count("\t") != n_tabs:
                return False
            if '"' in line:
                try:
                    next(csv.reader([line], delimiter="\t", strict=True))
                except csv.Error:
                    found = True
    return found


def _header_score(line: str, delimiter: str, wanted: _Wanted) -> tuple[bool, bool, int]:
    try:
        cells = next(csv.reader([line], delimiter=delimiter))
    except (csv.Error, StopIteration):
        return False, False, 0
    is_named = wanted.find(cells) is not None
    return is_named, wanted.may_lack_header and not is_named and name_columns(cells) is not None, len(cells)


def _explain(err: Exception) -> str:
    text = str(err)
    if "unexpected end of data" in text:
        return "a quotation mark is opened and never closed"
    if "expected after" in text:
        return "a quotation mark closes a field in its middle"
    if "field limit" in text:
        return f"a field is longer than {MAX_LINE:,} characters, perhaps for a quotation mark that is never closed"
    return text


class _BrokenLineError(ValueError):
    """A line that no table holds."""


class _Lines:
    """The lines of a table, counted, each checked before the parser sees it."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self.number = 0
        self.pushed: list[str] = []

    def push_back(self, line: str) -> None:
        """Give a line out again."""
        self.pushed.append(line)

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        if self.pushed:
            return self.pushed.pop()
        line = self._stream.readline(MAX_LINE + 1)
        if not line:
            raise StopIteration
        self.number += 1
        if "\0" in line:
            raise _BrokenLineError("it holds a NUL character")
        if len(line) > MAX_LINE:
            raise _BrokenLineError(f"it is longer than {MAX_LINE:,} characters")
        return line


def open_text(file: SourceFile) -> tuple[TextIO, Problem | None] | Problem:
    """A file as a stream of characters, line breaks untouched, and what is to be said about its encoding."""
    try:
        with file.path.open("rb") as raw:
            encoding = find_encoding(raw)
        stream = file.path.open(encoding=encoding.name, errors=encoding.errors, newline="")
    except NotTextError as reason:
        return not_text(file, reason)
    except OSError as err:
        return file.problem("", f"cannot be opened ({err.strerror or err}); check that it exists and may be read")
    remark = encoding.remark
    return stream, file.problem(remark.place, remark.message, remark.severity) if remark else None
