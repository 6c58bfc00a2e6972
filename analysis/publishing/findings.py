"""What stands out in a corpus, in words: a page of leads to read up."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd

from analysis.charts import FIGURES
from analysis.measures import what_stands_out
from analysis.publishing.listings import Listing
from analysis.publishing.pages import grouped, percent, readable, rows_of, text_or_none
from analysis.tables import Tables

MOST_FINDINGS = 30
_CHANCE = 0.05
_COLUMNS = ("What", "Where", "Here (95 % interval)", "Compared with", "Times", "Figure")
_NUMERIC = (False, False, True, True, True, False)
_CAPTION = "What stands out"


def list_findings(tables: Tables, called: Callable[[Any], str] = readable) -> Listing:
    """Numbers whose interval lies clear of what they are compared with, the clearest first (see `what_stands_out`).

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
        f"would by chance alone. These are leads, not results: read the passages before you report one. Outlets also "
        f"differ in the events that they cover, copies of one story count as often as they were printed, and no list "
        f"of words has been validated on these articles.{rest}"
    )


def _row(row: Any, called: Callable[[Any], str]) -> tuple[str, ...]:
    write = {"share": _share, "rate": _rate, "times": _times}[row.unit]
    here = f"{write(row.value)} ({write(row.low)} to {write(row.high)})"
    against = {
        "prominence": "1 × (words alone)",
        "frames-together": "1 × (chance)",
    }.get(row.figure, f"{write(row.reference)} (all outlets)")
    title = FIGURES[row.figure].title.partition(":")[0]
    where = text_or_none(row.group) or "all outlets"
    return _what(row, called), where, here, against, grouped(row.n_hits), title


def _what(row: Any, called: Callable[[Any], str]) -> str:
    name, part = called(row.subject), None if pd.isna(row.part) else str(row.part)
    return {
        "frames-by-outlet": f"words of “{name}” by the narrator, per 1,000 words",
        "contested-by-outlet": f"{name}: “{readable(part)}”, by the narrator",
        "who-acts": "events of harm with somebody named as the doer",
        "distance-by-outlet": f"marks of distance: {readable(row.subject)}, per 1,000 words",
        "stance-of-reporting-verbs": f"reporting words: {row.subject}",
        "frames-repeated": "a speaker's term that the narrator repeats",
        "prominence": f"words of “{name}” in {part}s",
        "frames-together": f"“{name}” with “{called(part)}” in a paragraph",
    }[row.figure]


def _share(value: float) -> str:
    return percent(value) if value >= 0.1 else f"{100 * value:.1f} %"


def _rate(value: float) -> str:
    return f"{value:.2f}"


def _times(value: float) -> str:
    return f"{value:.1f} ×"
