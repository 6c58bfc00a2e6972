"""Files of many articles: CSV tables, a row an article, and JSON Lines, a line an article."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TextIO

from analysis.reading.cells import fault_of, make_draft, only_addresses
from analysis.reading.decoding import NotTextError, find_encoding
from analysis.reading.drafts import Draft, SourceFile, Tally
from analysis.reading.metadata import SYNONYMS, TEXT_NAMES, clean, first_name, plain_name, read_fields
from analysis.reading.openings import put_headline
from analysis.reading.plain import not_text
from analysis.records import Problem

MAX_LINE = 10_000_000
"""Characters of a field or line: the longest article ten times over. More is a quotation mark that is never closed."""
_DELIMITERS = ",;\t|"


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
    """The articles in a table, which is streamed: a column of texts, and columns of metadata by their usual names."""
    faults = Tally(file, "row")
    n_addresses = 0
    for row in read_table(file, TEXT_NAMES, "the texts", instead=SYNONYMS["url"]):
        if isinstance(row, Problem):
            yield row
            continue
        if row.column not in TEXT_NAMES:
            n_addresses += 1
            continue
        fault = fault_of(row.key)
        if fault:
            faults.add(row.number, fault)
            continue
        own = read_fields(row.values)
        yield Draft(file, put_headline(clean(row.key), own.headline), own=own, row=row.number)
    if n_addresses:
        yield file.problem("", only_addresses(n_addresses))
    yield from faults.problems()


def read_jsonl(file: SourceFile) -> Iterator[Draft | Problem]:
    """The articles in JSON Lines, which are streamed: an object a line, with its text and metadata by usual names."""
    opened = _open(file)
    if isinstance(opened, Problem):
        yield opened
        return
    stream, remark = opened
    if remark:
        yield remark
    faults = Tally(file, "line")
    number = n_lines = 0
    with stream:
        while line := stream.readline(MAX_LINE + 1):
            number += 1
            if len(line) > MAX_LINE:
                n_lines += 1
                message = f"longer than {MAX_LINE:,} characters, so it and what follows was not read"
                yield file.problem(f"line {number}", f"{message}; expected one JSON object a line")
                break
            if not line.strip():
                continue
            n_lines += 1
            draft = _parse_line(file, number, line)
            if isinstance(draft, Draft):
                yield draft
            else:
                faults.add(number, draft)
    if not n_lines:
        yield file.problem("", "empty: expected one JSON object a line")
    yield from faults.problems()


def _parse_line(file: SourceFile, number: int, line: str) -> Draft | str:
    """The article of a line, or what is wrong with it."""
    try:
        values = json.loads(line)
    except RecursionError:
        return "nested too deeply; expected one flat JSON object a line"
    except ValueError as err:
        hint = "; the file seems to be one JSON array" if line.strip() in ("[", "{") else ""
        reason = f"{err.msg}, column {err.colno}" if isinstance(err, json.JSONDecodeError) else str(err)
        return f"no valid JSON ({reason}); expected one JSON object a line{hint}"
    if not isinstance(values, dict):
        return f"a JSON {_kind(values)}; expected an object with a text"
    return make_draft(file, values, number)


def _kind(value: object) -> str:
    kinds = {list: "list", bool: "truth value", int: "number", float: "number", type(None): "null"}
    return kinds.get(type(value), "text")


def read_table(
    file: SourceFile, accepted: tuple[str, ...], what: str, *, instead: tuple[str, ...] = ()
) -> Iterator[Row | Problem]:
    """The rows of a table with a header, with the column that goes by one of the accepted names apart.

    A broken row ends the table, because where the next one begins cannot be known; the rows before it are kept.

    Args:
        file: the table.
        accepted: names of the needed column, best first.
        what: what that column holds, for the message where there is none.
        instead: names of a column that will do where there is none of these.
    """
    opened = _open(file)
    if isinstance(opened, Problem):
        yield opened
        return
    stream, remark = opened
    if remark:
        yield remark
    limit = csv.field_size_limit(MAX_LINE)
    try:
        with stream:
            yield from _parse_table(file, stream, accepted, what, instead)
    finally:
        csv.field_size_limit(limit)


def _parse_table(
    file: SourceFile, stream: TextIO, accepted: tuple[str, ...], what: str, instead: tuple[str, ...]
) -> Iterator[Row | Problem]:
    lines = _Lines(stream)
    try:
        header_line = next(line for line in lines if line.strip())
    except StopIteration:
        yield file.problem("", f"empty: expected a header and a column of {what.removeprefix('the ')}")
        return
    except _BrokenLineError as err:
        yield file.problem(f"line {lines.number}", f"{err}; expected the header of a table")
        return
    delimiter = max(_DELIMITERS, key=lambda mark: _header_score(header_line, mark, accepted))
    lines.push_back(header_line)
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
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
            key = first_name(header, (*accepted, *instead))
            if key is None:
                names = ("".join(filter(str.isprintable, cell)).strip()[:40] for cell in header[:20])
                columns = ", ".join(name or "(no name)" for name in names)
                message = f"no column holds {what}: expected one named {', '.join(accepted)}; found {columns}"
                yield file.problem(f"line {start}", message)
                return
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


def _header_score(line: str, delimiter: str, accepted: tuple[str, ...]) -> tuple[bool, int]:
    try:
        cells = next(csv.reader([line], delimiter=delimiter))
    except (csv.Error, StopIteration):
        return False, 0
    return first_name(cells, accepted) is not None, len(cells)


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


def _open(file: SourceFile) -> tuple[TextIO, Problem | None] | Problem:
    """A file as a stream of characters, line breaks untouched."""
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
