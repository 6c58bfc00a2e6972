"""What stands out within a corpus: numbers whose interval lies clear of what they are compared with.

These are leads, places where reading is likely to pay, and no results: many numbers are compared at once.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import log
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd

from analysis.measures.cooccurrence import frames_together
from analysis.measures.prominence import frame_prominence

if TYPE_CHECKING:
    from analysis.tables import Tables

LEAST_HITS = 5
"""Numbers that rest on fewer hits are not compared, whatever their interval says."""

_COLUMNS = {
    "figure": "string",
    "subject": "string",
    "part": "string",
    "value": "float64",
    "low": "float64",
    "high": "float64",
    "n_hits": "int64",
    "clear": "bool",
}


class _Number(NamedTuple):
    """How many times as often something occurs as it is expected to, with its interval."""

    figure: str
    subject: str
    part: str
    value: float
    low: float
    high: float
    n_hits: int
    beyond_chance: bool = True
    """Whether a test of the measure's own finds it so, where it has one."""

    @property
    def is_clear(self) -> bool:
        return self.beyond_chance and not self.low <= 1 <= self.high

    @property
    def distance(self) -> float:
        """How far the interval's nearer bound lies from 1, as a ratio; 0 if it is not clear."""
        return abs(log(max(self.low if self.low > 1 else self.high, 1e-9))) if self.is_clear else 0.0


def what_stands_out(tables: Tables) -> pd.DataFrame:
    """Every number that was compared, those that lie clear of what is expected first, the clearest at the top.

    Compared are frames in headlines and leads with what words alone would give, and pairs of frames in a paragraph
    with chance. What differs between outlets is another question, with tests of its own:
    `analysis.compare.findings.compare_outlets`.

    A number is `clear` where its 95 % interval (of a bootstrap over articles) does not hold 1; of a hundred numbers
    that do not differ, about five are clear by chance. A pair of frames must also stand up to the permutation test of
    `frames_together`, as in its figure. Numbers without an interval and those of fewer than `LEAST_HITS` hits are left
    out. Rows are ordered by |ln(nearer bound)|, as Evert (2022) ranks keywords: a large ratio counts only as far as it
    is certain.

    Returns:
        figure (where it is drawn), subject (a frame), part (a place in the article, or the other frame), value (times
        as often as expected), low, high, n_hits, clear.
    """
    numbers = [n for n in (*_of_places(tables), *_of_pairs(tables)) if n.n_hits >= LEAST_HITS and n.low < n.high]
    numbers.sort(key=lambda number: -number.distance)
    rows = [(*number[:-1], number.is_clear) for number in numbers]
    return pd.DataFrame(rows, columns=list(_COLUMNS)).astype(_COLUMNS)


def _of_places(tables: Tables) -> Iterator[_Number]:
    table = frame_prominence(tables)
    rows: Any = table[table["place"].isin(["headline", "lead"])].itertuples(index=False)
    for row in rows:
        yield _Number("prominence", row.frame, row.place, *_bounds(row, "ratio"), row.n_hits)


def _of_pairs(tables: Tables) -> Iterator[_Number]:
    table = frames_together(tables)
    rows: Any = table[table["lift"].notna()].itertuples(index=False)
    for row in rows:
        bounds = _bounds(row, "lift")
        yield _Number("frames-together", row.frame_a, row.frame_b, *bounds, row.n_together, bool(row.beyond))


def _bounds(row: Any, column: str) -> tuple[float, float, float]:
    """A value with its interval; not numbers where they are missing."""
    value, low, high = (getattr(row, f"{column}{end}") for end in ("", "_low", "_high"))
    return tuple(float("nan") if pd.isna(number) else float(number) for number in (value, low, high))  # type: ignore[return-value]
