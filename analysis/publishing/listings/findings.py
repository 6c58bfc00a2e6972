"""What stands out within a corpus, as a table for readers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from analysis.charts import FIGURES
from analysis.measures import what_stands_out
from analysis.publishing.listings import Listing
from analysis.publishing.pages import grouped, readable, rows_of
from analysis.tables import Tables

MOST_FINDINGS = 30
_CHANCE = 0.05
_COLUMNS = ("What", "As often as expected (95 % interval)", "Expected from", "Times", "Figure")
_NUMERIC = (False, True, False, True, False)
_CAPTION = "What stands out"


def list_findings(tables: Tables, called: Callable[[Any], str] = readable) -> Listing:
    """Numbers whose interval lies clear of what is expected, the clearest first (see `what_stands_out`).

    Args:
        tables: of a corpus.
        called: gives the name for readers of a frame or contested set.
    """
    numbers = what_stands_out(tables)
    clear = numbers[numbers["clear"]]
    rows = tuple(_row(row, called) for row in rows_of(clear.head(MOST_FINDINGS)))
    return Listing(_CAPTION, _COLUMNS, _NUMERIC, rows, _note(len(numbers), len(clear)))


def _note(n_compared: int, n_clear: int) -> str:
    if not n_compared:
        return "No comparison has an interval here: there are too few articles, so nothing is claimed."
    rest = f" Shown are the {MOST_FINDINGS} clearest." if n_clear > MOST_FINDINGS else ""
    return (
        f"Of {n_compared:,} comparisons with an interval, {n_clear:,} lie clear; about {_CHANCE * n_compared:.0f} "
        f"would by chance alone. These are leads, not results: read the passages before you report one.{rest}"
    )


def _row(row: Any, called: Callable[[Any], str]) -> tuple[str, ...]:
    name = called(row.subject)
    what, expected = {
        "prominence": (f"words of “{name}” in {row.part}s", "words alone"),
        "frames-together": (f"“{name}” with “{called(row.part)}” in a paragraph", "chance"),
    }[row.figure]
    times = f"{row.value:.1f} × ({row.low:.1f} to {row.high:.1f})"
    return what, times, expected, grouped(row.n_hits), FIGURES[row.figure].title.partition(":")[0]
