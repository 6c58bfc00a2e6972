"""The figure of frames over time, and what all figures over time share."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from matplotlib.dates import AutoDateLocator, ConciseDateFormatter
from matplotlib.ticker import MaxNLocator

from analysis.charts.colours import face, palette
from analysis.charts.drawing import Drawing, NothingToDrawError, Request, article_counts, rest_note
from analysis.charts.events import add_key, event_note, events_between, key_height, mark_events, title_pad
from analysis.charts.frames import N_COLUMNS, NO_HIT, RATE
from analysis.charts.labels import count, frame_label, number, panel_title
from analysis.charts.theme import STEPS, across, axes_or_new, down, new_figure, panels, strip_axes
from analysis.measures import MIN_ARTICLES, N_RESAMPLES, SEED, frames_over_time

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    from analysis.tables import Tables

MAX_ROWS = 5
"""Of panels."""

MAX_NUMBERED = 14
"""Weeks whose bars can hold a number each."""


def plot_frame_over_time(table: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Weekly rate of one frame with intervals; hollow where there are too few articles for one, a gap where none.

    Args:
        table: the rows of one frame, as `frames_over_time` returns them.
        ax: where to draw; a new figure if not given.
    """
    ax = axes_or_new(ax)
    rate, low, high = (table[name].to_numpy(dtype=float, na_value=np.nan) for name in ("rate", "rate_low", "rate_high"))
    weeks, few = middle_of(table["week"]), (table["n_articles"] < MIN_ARTICLES).to_numpy()
    ax.plot(weeks, rate, "-", color=palette().series, linewidth=0.9, alpha=0.8, clip_on=False)
    ax.vlines(weeks, low, high, color=palette().series, linewidth=0.9, alpha=0.8)
    plot_week_dots(weeks, rate, few, ax)
    reach = float(np.nanmax(np.concatenate([rate, high]), initial=0.0))
    ax.set_ylim(0, max(reach * 1.1, 1e-9))
    ax.yaxis.set_major_locator(MaxNLocator(4, steps=STEPS))
    date_axis(ax)
    return ax


def plot_week_dots(
    weeks: NDArray[np.datetime64], values: NDArray[np.float64], few: NDArray[np.bool_], ax: Axes
) -> None:
    """A dot a week, hollow in those of few articles, smaller where there are many weeks."""
    size = 3 if len(weeks) <= 30 else 1.6
    for part, filled in ((~few, True), (few, False)):
        if part.any():  # the layout fails over a line without points
            ax.plot(
                weeks[part], values[part], "o", color=palette().series, markerfacecolor=face(filled), markersize=size,
                markeredgewidth=0.6, clip_on=False,
            )  # fmt: skip


def plot_articles_over_time(table: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Number of articles in each week.

    Args:
        table: as `frames_over_time` returns it.
        ax: where to draw; a new figure if not given.
    """
    ax = axes_or_new(ax)
    weeks = table.drop_duplicates("week")
    n = weeks["n_articles"].to_numpy()
    hues = palette().hues
    colours = np.where(n < MIN_ARTICLES, hues["pale"].fill, hues["grey"].fill)
    bars = ax.bar(
        middle_of(weeks["week"]),
        n,
        width=np.timedelta64(5, "D"),
        color=colours,
        edgecolor=palette().edge,
        linewidth=0.5,
    )
    if len(weeks) <= MAX_NUMBERED:
        ax.bar_label(bars, fontsize=6, padding=1)
    ax.set_ylim(0, float(n.max()) * 1.15)
    ax.yaxis.set_major_locator(MaxNLocator(4, integer=True, steps=STEPS))
    date_axis(ax)
    return ax


def draw_frames_over_time(tables: Tables, request: Request) -> Drawing:
    """The figure `frames-over-time`."""
    if tables.frame_hits.empty:
        raise NothingToDrawError(NO_HIT)
    dated = int(tables.articles["date"].notna().sum())
    if not dated:
        raise NothingToDrawError("No article has a date.")
    table = frames_over_time(tables)
    weeks = table.drop_duplicates("week")
    filled = weeks[weeks["n_words"] > 0]
    if len(filled) < 2:
        raise NothingToDrawError(f"All dated articles are of one week, that of {filled['week'].iloc[0]:%Y-%m-%d}.")
    frames = table["frame"].drop_duplicates()
    shown = frames.head(across(N_COLUMNS) * down(MAX_ROWS, 31) - 1).tolist()
    title = f"Frames over time: weekly {RATE}"
    n_columns = min(across(N_COLUMNS), len(shown) + 1)
    n_rows = ceil((len(shown) + 1) / n_columns)
    events = events_between(tables, weeks["week"].iloc[0], weeks["week"].iloc[-1] + pd.Timedelta(days=6))
    figure = new_figure(title, 16 + 31 * n_rows + key_height(events))
    for i, ax in enumerate(panels(figure, len(shown) + 1, n_columns, sharex=True)):
        if i == 0:
            plot_articles_over_time(table, ax=ax)
            name = "number of articles"
        else:
            own = table[table["frame"] == shown[i - 1]]
            plot_frame_over_time(own, ax=ax)
            name = panel_title(frame_label(shown[i - 1], request.frame_names), int(own["n_hits"].sum()))
        mark_events(ax, events)
        ax.set_title(name, pad=title_pad(events, ax))
        # The lowest panel of each column needs its dates, also where the last row is not full.
        ax.tick_params(labelbottom=i + n_columns > len(shown))
    add_key(figure, events)
    undated = len(tables.articles) - dated
    left_out = f" {count(undated, 'article')} without a date left out." if undated else ""
    caption = (
        f"Hits of each frame's terms per 1,000 words by week (weeks start on Monday), and the number of articles; "
        f"number of hits in brackets. n = {count(int(table['n_hits'].sum()), 'hit')} in {count(len(filled), 'week')} "
        f"with articles; {article_counts(tables)}.{left_out} Weeks without articles are gaps. Each panel has its own "
        f"scale, from 0. {weekly_note(drawn=bool(table['rate_low'].notna().any()))}{event_note(events)}"
        f"{rest_note(len(shown), len(frames), 'frames')}"
    )
    parts = []
    for frame in shown[:3]:
        own = table[(table["frame"] == frame) & table["rate"].notna()]
        peak = own.iloc[int(own["rate"].to_numpy(dtype=float).argmax())]
        parts.append(
            f"{frame_label(frame, request.frame_names)} starts at {number(own['rate'].iloc[0])}, ends at "
            f"{number(own['rate'].iloc[-1])} and is highest in the week of {peak['week']:%Y-%m-%d} "
            f"with {number(peak['rate'])}"
        )
    alt = (
        f"Lines in {count(len(shown), 'panel')}, one a frame, and bars of articles by week, from "
        f"{filled['week'].iloc[0]:%Y-%m-%d} to {filled['week'].iloc[-1]:%Y-%m-%d}. Rates per 1,000 words: "
        f"{'; '.join(parts)}."
    )
    return Drawing(figure, title, table, caption, alt)


def middle_of(weeks: pd.Series) -> NDArray[np.datetime64]:
    """Where a week's numbers stand: in its middle, so that an event of the week stands beside them."""
    middle: NDArray[np.datetime64] = (weeks + pd.Timedelta(days=3, hours=12)).to_numpy()
    return middle


def weekly_note(*, drawn: bool, of: str = "") -> str:
    """The method of weekly intervals, or why there are none; `of` says which articles count."""
    if not drawn:
        return f"No intervals: no week has {MIN_ARTICLES} articles{of}, so that its dot describes these articles only."
    return (
        f"Whiskers: 95 % percentile intervals of a bootstrap that draws whole articles of the week ({N_RESAMPLES:,} "
        f"draws, seed {SEED}). Weeks of fewer than {MIN_ARTICLES} articles{of} are hollow or light and have no "
        "interval: they describe these articles only."
    )


def date_axis(ax: Axes) -> None:
    """Few dates, as short as they can be, and a grid to read values off."""
    locator = AutoDateLocator(minticks=2, maxticks=5)  # type: ignore[no-untyped-call]
    ax.xaxis.set_major_locator(locator)
    ax.xaxis.set_major_formatter(ConciseDateFormatter(locator))  # type: ignore[no-untyped-call]
    strip_axes(ax)
    ax.grid(visible=True, axis="y")
