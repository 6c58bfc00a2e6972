"""A table for readers and what its cells and notes are made of."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd


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
