"""What is new since the last run, for the report and notebook 1."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from datetime import datetime
from typing import Any

import pandas as pd

from analysis.history import RunRecord, what_changed
from analysis.measures.main_rates import COUNTS
from analysis.publishing.listings import Listing, build_listing, estimate_in_words
from analysis.publishing.pages import grouped, names_or_ids, percent, show, signed

CAPTION = "The main numbers after the last two runs"
MOST_NAMES = 8
MOST_FRAMES = 10
"""Rates of frames that are listed: those that moved most."""

_WORDS = {
    "articles": "Articles",
    "words": "Words analysed",
    "quotes": "Quotes",
    "quotes_per_article": "Quotes an article",
    "narrator_rate": "“{}” in the narrator’s voice, per 1,000 words",
    "quoted_rate": "“{}” inside quotes, per 1,000 words",
    "quote_share": "Share of quotes by a speaker of type “{}”",
    "mean_compound": "Mean valence of a sentence, exact reading",
    "mean_adjusted": "Mean valence of a sentence, news-adjusted",
}
_MEANS = ("mean_compound", "mean_adjusted")
_COLUMNS = {"": 0, "Last run": 1, "Now": 1, "Difference": 1}
_HOW_TO_READ = (
    "In brackets 95 % intervals, from 10 articles on. Both runs share the articles that are as before, so a difference "
    "describes what the others did to a number. It is no test, and no sign of a trend."
)


def list_what_changed(history: Sequence[RunRecord], names: Mapping[str, str] | None = None) -> Listing:
    """The main numbers before and after the last run, those that are the same left out, and which articles are new.

    Args:
        history: of the corpus (see `history.read_history`).
        names: names for readers by id of frame; without one the id is shown.
    """
    if not history:
        return Listing(CAPTION, tuple(_COLUMNS), (False, True, True, True), (), "No run of this corpus is on record.")
    called = names_or_ids(names or {})
    table, note = what_changed(history), _news_in_words(history)
    n_numbers = len(table)
    if len(history) > 1:
        table = _that_moved(table)
        note += f" {_HOW_TO_READ}"
    if len(table) < n_numbers:
        note += f" Of {n_numbers:,} numbers those that are the same are left out, and of the frames all but the "
        note += f"{MOST_FRAMES} rates that moved most."
    rows = [_row(row, called) for row in table.to_dict("records")]
    return build_listing(CAPTION, _COLUMNS, rows, note)


def _that_moved(table: pd.DataFrame) -> pd.DataFrame:
    """The numbers that are not the same; of the frames those that moved most, and those that only one run has."""
    moves = table["difference"].abs().fillna(float("inf"))
    of_frames = table["measure"].str.endswith("_rate")
    most = moves[of_frames].sort_values(ascending=False, kind="stable").head(MOST_FRAMES)
    return table[(moves > 0) & (~of_frames | table.index.isin(most.index))]


def _news_in_words(history: Sequence[RunRecord]) -> str:
    """Which articles are new, changed and gone, and what else is different.

    Only the last run is told; in the first there is nothing to compare with.
    """
    last = history[-1]
    if len(history) == 1:
        return f"The run of {_moment(last)} is the first on record: there is nothing to compare it with."
    before = history[-2]
    since = f"Since the run of {_moment(before)}"
    if last.n_new is None or last.n_changed is None or last.n_gone is None:
        told = f"{since}: which articles are new is not known, as that run’s tables are those of another version."
    else:
        parts = [
            _count("new", last.n_new, last.new),
            _count("changed", last.n_changed, last.changed),
            _count("gone", last.n_gone, last.gone),
            f"{last.n_same:,} as before",
        ]
        told = f"{since}: {', '.join(part for part in parts if part)}."
    others = [name for name, value in last.made_with.items() if before.made_with.get(name) != value]
    if others:
        told += f" Not only the articles are others, but also: {', '.join(others)}. A difference may come of that."
    return told


def _count(what: str, n: int, names: Sequence[str]) -> str:
    if not n:
        return ""
    shown = ", ".join(show(name) for name in names[:MOST_NAMES])
    return f"{n:,} {what} ({shown}{', …' if n > MOST_NAMES else ''})"


def _moment(record: RunRecord) -> str:
    return f"{datetime.fromisoformat(record.started):%Y-%m-%d, %H:%M}"


def _row(row: Mapping[Hashable, Any], called: Callable[[Any], str]) -> tuple[str, str, str, str]:
    measure = str(row["measure"])
    what = _WORDS[measure].format("" if pd.isna(row["group"]) else called(row["group"]))

    def write(value: Any) -> str:
        if measure in COUNTS:
            return grouped(value)
        if measure == "quote_share":
            return percent(value)
        return signed(value, 3) if measure in _MEANS else f"{value:.2f}"

    def side(name: str) -> str:
        return "–" if pd.isna(row[name]) else estimate_in_words(row, name, write)

    return what, side("before"), side("after"), _difference(measure, row["difference"])


def _difference(measure: str, value: Any) -> str:
    if pd.isna(value):
        return "–"
    if measure in COUNTS:
        return f"{value:+,.0f}".replace("-", "−") if value else "0"
    if measure == "quote_share":
        return f"{signed(100 * value, 1)} points"
    return signed(value, 3 if measure in _MEANS else 2)
