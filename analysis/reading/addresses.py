"""Lists of addresses, whose articles are elsewhere: a text file with one a line, or a table with a column of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from analysis.reading.decoding import NotTextError, decode
from analysis.reading.drafts import Metadata, SourceFile, Tally
from analysis.reading.metadata import SYNONYMS, read_fields
from analysis.reading.plain import not_text, read_bytes
from analysis.reading.rows import Row, read_table
from analysis.records import Problem

MAX_LIST_BYTES = 100_000_000
"""A million addresses of the usual length."""


@dataclass(frozen=True, slots=True)
class Address:
    """An address in a list."""

    url: str
    own: Metadata
    """What the list says about its article."""
    row: int
    """The row of a table, the header apart, or the line of a text file; from 1."""


def read_addresses(file: SourceFile) -> Iterator[Address | Problem]:
    """The addresses in a list, in its order, as they are written; what has none is told.

    Args:
        file: a table (`.csv`, `.tsv`) with a column `url` or the like, or a text file with an address a line, in which
            lines that begin with `#` are remarks.
    """
    faults = Tally(file, "row" if file.path.suffix.casefold() in (".csv", ".tsv") else "line")
    rows = _table_rows(file) if file.path.suffix.casefold() in (".csv", ".tsv") else _lines(file)
    for row in rows:
        if isinstance(row, Problem) or "://" in row.url:
            yield row
        else:
            faults.add(row.row, "no address; expected one such as https://www.example.org/story")
    yield from faults.problems()


def _table_rows(file: SourceFile) -> Iterator[Address | Problem]:
    for row in read_table(file, SYNONYMS["url"], "the addresses"):
        yield Address(row.key.strip(), read_fields(row.values), row.number) if isinstance(row, Row) else row


def _lines(file: SourceFile) -> Iterator[Address | Problem]:
    data = read_bytes(file, MAX_LIST_BYTES)
    if isinstance(data, Problem):
        yield data
        return
    try:
        text, _ = decode(data)
    except NotTextError as reason:
        yield not_text(file, reason)
        return
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip() and not line.lstrip().startswith("#"):
            yield Address(line.strip(), Metadata(), number)
