"""Lists of addresses, whose articles are elsewhere: a text file with one a line, or a table with a column of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from analysis.reading.decoding import NotTextError, find_encoding
from analysis.reading.drafts import Metadata, SourceFile, Tally
from analysis.reading.headers import MAX_ADDRESS, is_address
from analysis.reading.metadata import ADDRESS_NAMES, read_fields
from analysis.reading.plain import not_text
from analysis.reading.rows import Row, read_table
from analysis.records import Problem

_TABLES = (".csv", ".tsv")


@dataclass(frozen=True, slots=True)
class Address:
    """An address in a list."""

    url: str
    """As it is written, without the blanks around it."""
    own: Metadata
    """What the list says about its article."""
    row: int
    """The row of a table, the header apart, or the line of a text file; from 1."""


def read_addresses(file: SourceFile) -> Iterator[Address | Problem]:
    """The addresses in a list, which is streamed, in its order; each row without one comes out in a problem.

    Exports of Media Cloud and of GDELT's article search are such tables, and the files of GDELT's databases, which have
    no header. An address that a list has twice comes out twice.

    Args:
        file: a table (`.csv`, `.tsv`) with a column `url` or the like, or a text file with an address a line, in which
            lines that begin with `#` are remarks.
    """
    is_table = file.path.suffix.casefold() in _TABLES
    faults = Tally(file, "row" if is_table else "line")
    for item in _table_rows(file) if is_table else _lines(file):
        if isinstance(item, Problem) or is_address(item.url):
            yield item
        else:
            faults.add(item.row, "no address; expected one such as https://www.example.org/story")
    yield from faults.problems()


def _table_rows(file: SourceFile) -> Iterator[Address | Problem]:
    for row in read_table(file, ADDRESS_NAMES, "the addresses", may_lack_header=True):
        yield Address(row.key.strip(), read_fields(row.values), row.number) if isinstance(row, Row) else row


def _lines(file: SourceFile) -> Iterator[Address | Problem]:
    try:
        with file.path.open("rb") as raw:
            encoding = find_encoding(raw)
        if remark := encoding.remark:
            yield file.problem(remark.place, remark.message, remark.severity)
        with file.path.open(encoding=encoding.name, errors=encoding.errors) as stream:
            number = 0
            while line := stream.readline(MAX_ADDRESS):
                number += 1
                while not line.endswith("\n") and (rest := stream.readline(MAX_ADDRESS)):
                    line = f"(too long){rest[-1:]}"
                if line.strip() and not line.lstrip().startswith("#"):
                    yield Address(line.strip(), Metadata(), number)
    except NotTextError as reason:
        yield not_text(file, reason)
    except OSError as err:
        yield file.problem("", f"cannot be opened ({err.strerror or err}); check that it exists and may be read")
