"""What stands out in a corpus: numbers whose interval lies clear of what they are compared with.

These are leads, places where reading is likely to pay, and no results: many numbers are compared at once, and the
articles of one outlet differ from another's in more than their framing.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import log
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import pandas as pd

from analysis.measures.agency import agent_shares
from analysis.measures.contested import contested_shares
from analysis.measures.cooccurrence import frames_together
from analysis.measures.distance import distance_rates
from analysis.measures.frame_speakers import narrator_repeats
from analysis.measures.frames import PER_WORDS, frames_by_outlet
from analysis.measures.prominence import frame_prominence
from analysis.measures.stance import stance_shares

if TYPE_CHECKING:
    from analysis.tables import Tables

Unit = Literal["share", "rate", "times"]

LEAST_HITS = 5
"""Numbers that rest on fewer hits are not compared, whatever their interval says."""

_COLUMNS = {
    "figure": "string",
    "subject": "string",
    "part": "string",
    "group": "string",
    "unit": "string",
    "value": "float64",
    "low": "float64",
    "high": "float64",
    "reference": "float64",
    "n_hits": "int64",
    "clear": "bool",
}


class _Number(NamedTuple):
    """A number with its interval and what it is compared with."""

    figure: str
    subject: str
    part: str | None
    group: str | None
    unit: Unit
    value: float
    low: float
    high: float
    reference: float
    n_hits: int
    beyond_chance: bool = True
    """Whether a test of the measure's own finds it so, where it has one."""


def what_stands_out(tables: Tables) -> pd.DataFrame:
    """Every number that was compared, those that lie clear of their reference first, the clearest at the top.

    Compared are, outlet by outlet with all outlets together: rates of frames in the narrator's voice, the narrator's
    share of each contested name, the share of events with somebody named as the doer, marks of distance, stances of
    reporting words, and how often the narrator repeats a speaker's term. Besides, frames in headlines and leads are
    compared with what words alone would give, and pairs of frames in a paragraph with chance.

    A number is `clear` where its 95 % interval (of a bootstrap over articles) does not hold the reference; of a hundred
    numbers that do not differ, about five are clear by chance. A pair of frames must also stand up to the permutation
    test of `frames_together`, as in its figure. Numbers without an interval and those of fewer than
    `LEAST_HITS` hits are left out. Sentiment is not compared here: the readings of sentences follow the events, and the
    intervals of sentiment toward targets do not hold the model's errors, so that clear of chance would claim too much.
    Rows are ordered by |ln(nearer bound / reference)|, as Evert (2022) ranks keywords:
    a large ratio counts only as far as it is certain.

    Returns:
        figure (where it is drawn), subject, part (e.g. the name of a contested set; may be missing), group (the outlet;
        missing for comparisons within the corpus), unit (`share` 0-1, `rate` per 1,000 words, `times`), value, low,
        high, reference, n_hits, clear.
    """
    numbers = [number for number in _numbers(tables) if number.n_hits >= LEAST_HITS and number.reference > 0]
    known = [number for number in numbers if number.low == number.low and number.low < number.high]
    rows = [(*number[:-1], _is_clear(number)) for number in known]
    table = pd.DataFrame(rows, columns=list(_COLUMNS)).astype(_COLUMNS)
    strength = [_distance(number) for number in known]
    order = table.assign(strength=strength).sort_values("strength", ascending=False, kind="stable")
    return order.drop(columns="strength").reset_index(drop=True)


def _is_clear(number: _Number) -> bool:
    return number.beyond_chance and not number.low <= number.reference <= number.high


def _distance(number: _Number) -> float:
    """How far the interval's nearer bound lies from the reference, as a ratio; 0 if it is not clear."""
    if not _is_clear(number):
        return 0.0
    bound = number.low if number.low > number.reference else number.high
    return abs(log(max(bound, 1e-9) / number.reference))


def _numbers(tables: Tables) -> Iterator[_Number]:
    if tables.articles["outlet"].nunique() > 1:
        yield from _of_frames(tables)
        yield from _of_names(tables)
        yield from _of_doers(tables)
        yield from _of_distance(tables)
        yield from _of_stances(tables)
        yield from _of_repeats(tables)
    yield from _of_places(tables)
    yield from _of_pairs(tables)


def _of_frames(tables: Tables) -> Iterator[_Number]:
    table = frames_by_outlet(tables, voice="narrator")
    totals = table.groupby("frame")[["n_hits", "n_words"]].sum()
    for row in _rows(table):
        total = totals.loc[row.frame]
        reference = PER_WORDS * float(total["n_hits"]) / max(1.0, float(total["n_words"]))
        yield _number("frames-by-outlet", row.frame, None, row.outlet, "rate", row, reference, row.n_hits, "rate")


def _of_names(tables: Tables) -> Iterator[_Number]:
    whole = contested_shares(tables, by="all", voice="narrator").set_index(["contested_set", "variant"])["share"]
    for row in _rows(contested_shares(tables, by="outlet", voice="narrator")):
        reference = float(whole.loc[(row.contested_set, row.variant)])
        yield _number(
            "contested-by-outlet", row.contested_set, row.variant, row.group, "share", row, reference, row.n_hits
        )


def _of_doers(tables: Tables) -> Iterator[_Number]:
    whole = agent_shares(tables)
    named = whole[whole["agent"] == "named"]["share"]
    by_outlet = agent_shares(tables, by="outlet")
    for row in _rows(by_outlet[by_outlet["agent"] == "named"]):
        if not pd.isna(row.group):
            yield _number("who-acts", "doer", None, row.group, "share", row, float(named.iloc[0]), row.n_events)


def _of_distance(tables: Tables) -> Iterator[_Number]:
    whole = distance_rates(tables).set_index("kind")["rate"]
    for row in _rows(distance_rates(tables, by_outlet=True)):
        if row.kind == "title":  # names in marks, told apart because they keep no distance
            continue
        reference = float(whole.loc[row.kind])
        yield _number("distance-by-outlet", row.kind, None, row.outlet, "rate", row, reference, row.n_marks, "rate")


def _of_stances(tables: Tables) -> Iterator[_Number]:
    whole = stance_shares(tables).set_index("stance")["share"]
    by_outlet = stance_shares(tables, by="outlet")
    for row in _rows(by_outlet[by_outlet["by"] == "outlet"]):
        reference = float(whole.loc[row.stance])
        yield _number("stance-of-reporting-verbs", row.stance, None, row.group, "share", row, reference, row.n_quotes)


def _of_repeats(tables: Tables) -> Iterator[_Number]:
    table = narrator_repeats(tables)
    table = table[table["place"] == "anywhere"]
    whole = table.loc[table["by"] == "all", "share"]
    for row in _rows(table[table["by"] == "outlet"]):
        yield _number(
            "frames-repeated", "repeated", None, row.outlet, "share", row, float(whole.iloc[0]), row.n_repeated
        )


def _of_places(tables: Tables) -> Iterator[_Number]:
    table = frame_prominence(tables)
    for row in _rows(table[table["place"].isin(["headline", "lead"])]):
        yield _number("prominence", row.frame, row.place, None, "times", row, 1.0, row.n_hits, "ratio")


def _of_pairs(tables: Tables) -> Iterator[_Number]:
    table = frames_together(tables)
    for row in _rows(table[table["lift"].notna()]):
        number = _number("frames-together", row.frame_a, row.frame_b, None, "times", row, 1.0, row.n_together, "lift")
        yield number._replace(beyond_chance=bool(row.beyond))


def _number(  # noqa: PLR0913, PLR0917 - one argument a field
    figure: str,
    subject: str,
    part: str | None,
    group: str | None,
    unit: Unit,
    row: Any,
    reference: float,
    n_hits: int,
    column: str = "share",
) -> _Number:
    value, low, high = (getattr(row, f"{column}{end}") for end in ("", "_low", "_high"))
    value, low, high = (float("nan") if pd.isna(number) else float(number) for number in (value, low, high))
    return _Number(
        figure, subject, part, None if pd.isna(group) else group, unit, value, low, high, reference, int(n_hits)
    )


def _rows(table: pd.DataFrame) -> Iterator[Any]:
    return table.itertuples(index=False)
