"""Events as numbered lines in figures over time, with a key that has room for their labels."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
from matplotlib.dates import date2num
from matplotlib.lines import Line2D

from analysis.charts.colours import palette
from analysis.charts.drawing import rows_of
from analysis.charts.labels import count, label, plain

if TYPE_CHECKING:
    from collections.abc import Mapping

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from analysis.tables import Tables

MAX_EVENTS = 12
"""Events that figures mark, the first ones."""
CLOSE = 0.05
"""Lines nearer to each other than this share of the axis have their numbers at different heights."""
KEY_LINE_MM = 3.4

_LEVELS = 2
_LEVEL_POINTS = 6


def events_between(tables: Tables, first: pd.Timestamp, last: pd.Timestamp) -> pd.DataFrame:
    """The events that lie, at least in part, between two days, by day and numbered from 1.

    Returns:
        number, date, end (missing for those of one day), label.
    """
    events = tables.events[["date", "end", "label"]].sort_values(["date", "label"], kind="stable")
    inside = (events["date"] <= last) & (events["end"].fillna(events["date"]) >= first)
    events = events[inside].reset_index(drop=True)
    events.insert(0, "number", events.index + 1)
    return events


def mark_events(ax: Axes, events: pd.DataFrame) -> None:
    """Draw a dashed line, or a grey band for what lasted, at each event, with its number above the axes.

    Call it when the limits of the x axis are set; they stay. A title then needs the padding of `title_pad`.

    Args:
        ax: with days on its x axis.
        events: as `events_between` returns them.
    """
    left, right = ax.get_xlim()
    for row, level in zip(rows_of(events.head(MAX_EVENTS)), _levels(events, right - left), strict=True):
        at = float(date2num(row["date"]))  # type: ignore[no-untyped-call]
        if pd.isna(row["end"]):
            ax.axvline(at, color=palette().muted, linewidth=0.7, linestyle=(0, (3, 2)), zorder=0.5)
        else:
            until = float(date2num(row["end"])) + 1  # type: ignore[no-untyped-call]
            ax.axvspan(at, until, color=palette().muted, alpha=0.25, linewidth=0, zorder=0.5)
            at = (max(at, left) + min(until, right)) / 2
        ax.annotate(
            f"{row['number']}",
            (min(max(at, left), right), 1),
            xycoords=("data", "axes fraction"),
            xytext=(0, 1 + _LEVEL_POINTS * level),
            textcoords="offset points",
            ha="center",
            fontsize=5.5,
            color=palette().muted,
            annotation_clip=False,
        )
    ax.set_xlim(left, right)


def title_pad(events: pd.DataFrame, ax: Axes) -> float:
    """How many points a panel's title must stand above the axes to clear the numbers of the events."""
    left, right = ax.get_xlim()
    levels = _levels(events, right - left)
    return 4.0 + _LEVEL_POINTS * (1 + max(levels)) if levels else 4.0


def add_key(figure: Figure, events: pd.DataFrame) -> None:
    """Put the numbered labels of events under a figure; `key_height` tells the room that they need."""
    shown = events.head(MAX_EVENTS)
    if shown.empty:
        return
    texts = [label(f"{row['number']}  {_when(row)}  {row['label']}", 66) for row in rows_of(shown)]
    blank = [Line2D([], [], linestyle="none") for _ in texts]
    figure.legend(
        blank,
        texts,
        loc="outside lower left",
        ncols=2,
        fontsize=6.5,
        handlelength=0,
        handletextpad=0,
        labelspacing=0.3,
        title="Events",
        title_fontsize=6.5,
        alignment="left",
    )


def key_height(events: pd.DataFrame) -> float:
    """The height of the key in millimetres; 0 without events."""
    n = min(len(events), MAX_EVENTS)
    return 4 + KEY_LINE_MM * (1 + (n + 1) // 2) if n else 0.0


def event_note(events: pd.DataFrame) -> str:
    """What the lines stand for, for a caption; empty without events."""
    if events.empty:
        return ""
    shown = rows_of(events.head(MAX_EVENTS))
    listed = "; ".join(f"{row['number']} {_when(row)} {plain(row['label'], 80)}" for row in shown)
    more = len(events) - MAX_EVENTS
    rest = f"; {count(more, 'later event')} not marked" if more > 0 else ""
    return f" The numbers stand for events that events.csv lists: {listed}{rest}."


def _when(row: Mapping[str, Any]) -> str:
    return f"{row['date']:%Y-%m-%d}" + ("" if pd.isna(row["end"]) else f" to {row['end']:%m-%d}")


def _levels(events: pd.DataFrame, width: float) -> list[int]:
    """The height of each number: events close to the one before stand higher."""
    levels: list[int] = []
    days = [float(date2num(day)) for day in events["date"].head(MAX_EVENTS)]  # type: ignore[no-untyped-call]
    for i, day in enumerate(days):
        near = i > 0 and day - days[i - 1] < CLOSE * width
        levels.append((levels[-1] + 1) % _LEVELS if near else 0)
    return levels
