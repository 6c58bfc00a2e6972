"""A table for readers and what its cells and notes are made of."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import pandas as pd

from analysis.publishing.pages import grouped, percent, readable, signed


@dataclass(frozen=True, slots=True)
class Listing:
    """A table for readers: every cell is text already."""

    caption: str
    columns: tuple[str, ...]
    """The titles; the first column names the rows."""
    numeric: tuple[bool, ...]
    """Which columns hold numbers, to be set flush right."""
    rows: tuple[tuple[str, ...], ...]
    note: str = ""


def build_listing(caption: str, columns: Mapping[str, int], rows: Iterable[Sequence[Hashable]], note: str) -> Listing:
    """A table of these rows.

    Args:
        caption: what it shows.
        columns: the titles, each with whether it holds numbers.
        rows: one cell a column.
        note: how to read it.
    """
    cells = tuple(tuple(str(cell) for cell in row) for row in rows)
    return Listing(caption, tuple(columns), tuple(map(bool, columns.values())), cells, note)


class Field(NamedTuple):
    """A column of a table for readers, written from a row of a table of numbers."""

    title: str
    numeric: bool
    write: Callable[[Mapping[Any, Any]], str]


def list_rows(caption: str, table: pd.DataFrame, fields: Sequence[Field], note: str = "") -> Listing:
    """A table for readers, each row written from one of `table`."""
    rows = table.to_dict("records")
    columns = {field.title: int(field.numeric) for field in fields}
    return build_listing(caption, columns, ([field.write(row) for field in fields] for row in rows), note)


def text_field(title: str, column: str, words: Callable[[Any], str] = str) -> Field:
    """A text, as it stands unless `words` turns it into others; a dash where it is missing."""
    return Field(title, False, lambda row: "–" if pd.isna(row[column]) else words(row[column]))


def id_field(title: str, column: str) -> Field:
    """An id in words, e.g. `so_called` as `so called`."""
    return text_field(title, column, readable)


def day_field(title: str, column: str) -> Field:
    """A day, e.g. 2024-05-06."""
    return text_field(title, column, lambda day: f"{day:%Y-%m-%d}")


def count_field(title: str, column: str) -> Field:
    """A count with thousands set apart."""
    return Field(title, True, lambda row: "–" if pd.isna(row[column]) else grouped(row[column]))


def share_field(title: str, column: str) -> Field:
    """A share in percent, with its interval where the table has one (`<column>_low`, `<column>_high`)."""
    return _measured(title, column, percent)


def number_field(title: str, column: str, digits: int = 2, *, sign: bool = False) -> Field:
    """A number of so many digits, with its interval where the table has one; with a plus, too, where `sign` is set."""
    return _measured(
        title, column, lambda value: signed(value, digits) if sign else f"{value:,.{digits}f}".replace("-", "−")
    )


def _measured(title: str, column: str, write: Callable[[Any], str]) -> Field:
    def write_row(row: Mapping[Any, Any]) -> str:
        if pd.isna(row[column]):
            return "–"
        return value_in_words(row[column], row.get(f"{column}_low"), row.get(f"{column}_high"), write)

    return Field(title, True, write_row)


def value_in_words(value: Any, low: Any, high: Any, write: Callable[[Any], str]) -> str:
    """A value with its interval in brackets, where it has one."""
    # An interval without width comes of articles that are all alike, and promises what it cannot hold.
    return write(value) if pd.isna(low) or low == high else f"{write(value)} ({write(low)} to {write(high)})"


def estimate_in_words(row: Any, measure: str, write: Callable[[Any], str]) -> str:
    """A measure of a row with the columns `measure`, `measure_low` and `measure_high`, as `value_in_words` has it."""
    return value_in_words(row[measure], row[f"{measure}_low"], row[f"{measure}_high"], write)


def rest_in_words(n: int, shown: int, what: str, by: str) -> str:
    """That the first rows of more are shown; empty if all are."""
    return f"The {shown} of {n:,} {what} with most {by}." if n > shown else ""
