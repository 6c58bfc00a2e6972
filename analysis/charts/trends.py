"""The figure of frames over time."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from matplotlib.dates import AutoDateLocator, ConciseDateFormatter
from matplotlib.ticker import MaxNLocator

from analysis.charts.drawing import Drawing, NothingToDrawError, Request, article_counts, rest_note
from analysis.charts.frames import MAX_FRAMES, N_COLUMNS, NO_HIT, RATE
from analysis.charts.labels import count, frame_label, number, panel_title
from analysis.charts.theme import SERIES, STEPS, axes_or_new, new_figure, strip_axes
from analysis.measures import frames_over_time

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from analysis.tables import Tables

_GREY = "#B8B8B8"


def plot_frame_over_time(table: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Weekly rate of one frame; a week without articles is a gap in the line.

    Args:
        table: the rows of one frame, as `frames_over_time` returns them.
        ax: where to draw; a new figure if not given.
    """
    ax = axes_or_new(ax)
    rate = table["rate"].to_numpy(dtype=float, na_value=np.nan)
    size = 3 if len(table) <= 30 else 1.5
    ax.plot(table["week"].to_numpy(), rate, "o-", color=SERIES, markersize=size, clip_on=False)
    ax.set_ylim(0, max(float(np.nanmax(rate, initial=0.0)) * 1.1, 1e-9))
    ax.yaxis.set_major_locator(MaxNLocator(4, steps=STEPS))
    date_axis(ax)
    return ax


def plot_articles_over_time(table: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Number of articles in each week.

    Args:
        table: as `frames_over_time` returns it.
        ax: where to draw; a new figure if not given.
    """
    ax = axes_or_new(ax)
    weeks = table.drop_duplicates("week")
    ax.bar(weeks["week"].to_numpy(), weeks["n_articles"].to_numpy(), width=np.timedelta64(5, "D"), color=_GREY)
    ax.set_ylim(0, float(weeks["n_articles"].max()) * 1.1)
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
    shown = frames.head(MAX_FRAMES - 2).tolist()
    title = f"Frames over time: weekly {RATE}"
    n_columns = min(N_COLUMNS, len(shown) + 1)
    n_rows = ceil((len(shown) + 1) / n_columns)
    figure = new_figure(title, 16 + 31 * n_rows)
    grid = figure.subplots(n_rows, n_columns, sharex=True, squeeze=False)
    for i, ax in enumerate(grid.flat):
        if i > len(shown):
            ax.remove()
        elif i == 0:
            plot_articles_over_time(table, ax=ax)
            ax.set_title("number of articles")
        else:
            own = table[table["frame"] == shown[i - 1]]
            plot_frame_over_time(own, ax=ax)
            ax.set_title(panel_title(frame_label(shown[i - 1], request.frame_names), int(own["n_hits"].sum())))
        # The lowest panel of each column needs its dates, also where the last row is not full.
        ax.tick_params(labelbottom=i + n_columns > len(shown))
    undated = len(tables.articles) - dated
    left_out = f" {count(undated, 'article')} without a date left out." if undated else ""
    caption = (
        f"Hits of each frame's terms per 1,000 words by week (weeks start on Monday), and the number of articles; "
        f"number of hits in brackets. n = {count(int(table['n_hits'].sum()), 'hit')} in {count(len(filled), 'week')} "
        f"with articles; {article_counts(tables)}.{left_out} Weeks without articles are gaps. Each panel has its own "
        f"scale, from 0. Weeks with few articles vary by chance.{rest_note(len(shown), len(frames), 'frames')}"
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


def date_axis(ax: Axes) -> None:
    """Few dates, as short as they can be, and a grid to read values off."""
    locator = AutoDateLocator(minticks=2, maxticks=5)  # type: ignore[no-untyped-call]
    ax.xaxis.set_major_locator(locator)
    ax.xaxis.set_major_formatter(ConciseDateFormatter(locator))  # type: ignore[no-untyped-call]
    strip_axes(ax)
    ax.grid(visible=True, axis="y")
