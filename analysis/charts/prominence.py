"""The figure of prominence: where in the articles each frame stands, against what words alone would give."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from analysis.charts.colours import palette
from analysis.charts.drawing import (
    Drawing,
    NothingToDrawError,
    Request,
    article_counts,
    interval_note,
    rest_note,
    rows_of,
)
from analysis.charts.frames import NO_HIT, first_frames
from analysis.charts.labels import count, frame_label, in_words, label, number, percent
from analysis.charts.theme import across, axes_or_new, new_figure, panels, strip_axes
from analysis.measures import PLACES, frame_prominence

if TYPE_CHECKING:
    from collections.abc import Mapping

    from matplotlib.axes import Axes

    from analysis.tables import Tables

NAMES = {
    "headline": "headline",
    "lead": "lead",
    "body 1": "body, first third",
    "body 2": "body, second third",
    "body 3": "body, last third",
}
TITLES = {
    "headline": "headline",
    "lead": "lead",
    "body 1": "body: first\nthird",
    "body 2": "second\nthird",
    "body 3": "last\nthird",
}
ENDS = (0.125, 8.0)
"""Of the scale of ratios; what lies beyond is drawn at its end."""


def plot_prominence(
    table: pd.DataFrame, *, place: str = "headline", names: Mapping[str, str] | None = None, ax: Axes | None = None
) -> Axes:
    """How many times as many hits of each frame stand in one place as words alone would give, with hits and share.

    A frame without a hit there has no dot.

    Args:
        table: as `frame_prominence` returns it.
        place: one of `PLACES`.
        names: frames' names for readers.
        ax: where to draw; a new figure if not given.
    """
    ax = axes_or_new(ax)
    own = table[table["place"] == place]
    y = np.arange(len(own))
    ratio, low, high = (
        own[column].to_numpy(dtype=float, na_value=np.nan) for column in ("ratio", "ratio_low", "ratio_high")
    )
    ratio = np.where(ratio > 0, ratio, np.nan)
    ax.axvline(1, color=palette().muted, linewidth=0.8)
    ax.hlines(y, np.clip(low, *ENDS), np.clip(high, *ENDS), color=palette().series, linewidth=1.4)
    ax.plot(np.clip(ratio, *ENDS), y, "o", color=palette().series, markersize=4)
    for position, row in zip(y, rows_of(own), strict=True):
        text = f"{row['n_hits']:,} · {percent(row['share'])}" if row["n_hits"] else "0"
        ax.annotate(
            text,
            (1, position),
            xycoords=("axes fraction", "data"),
            xytext=(-1, 7),
            textcoords="offset points",
            ha="right",
            va="center",
            fontsize=6,
            color=palette().muted,
            bbox={"facecolor": palette().ground, "edgecolor": "none", "pad": 0.4},
        )
    ax.set_xscale("log", base=2)
    ax.set_xlim(ENDS[0] / 1.15, ENDS[1] * 1.15)
    ax.set_xticks([0.125, 0.5, 1, 2, 8], ["⅛", "½", "1", "2", "8"])
    ax.minorticks_off()
    ax.set_yticks(y, [label(frame_label(frame, names)) for frame in own["frame"]])
    ax.set_ylim(len(own) - 0.5, -0.8)
    strip_axes(ax, grid="x")
    return ax


def draw_prominence(tables: Tables, request: Request) -> Drawing:
    """The figure `prominence`."""
    table = frame_prominence(tables)
    if table.empty:
        raise NothingToDrawError(NO_HIT)
    words = table.drop_duplicates("place").set_index("place")["n_words"]
    places = [place for place in PLACES if words[place]]
    if not places:
        raise NothingToDrawError("No headline, lead or body has a sentence, so that no place can be told.")
    shown, n_frames = first_frames(table)
    n_shown = int(shown["frame"].nunique())
    title = "Prominence: where in articles frames stand"
    n_columns = across(len(places))
    n_rows = ceil(len(places) / n_columns)
    figure = new_figure(title, 20 + n_rows * (12 + 6.5 * n_shown))
    for ax, place in zip(panels(figure, len(places), n_columns, sharey=True), places, strict=True):
        plot_prominence(shown, place=place, names=request.frame_names, ax=ax)
        ax.set_title(TITLES[place])
    figure.supxlabel(
        "times as many hits as words alone would give (small: hits and share of the frame's)", fontsize=7.5
    )
    sizes = in_words([f"{NAMES[place]} {words[place]:,}" for place in places])
    caption = (
        f"Dots: a frame's hits in each place, divided by those that words alone would give, if each hit could stand "
        f"anywhere among the words of its article. Beyond 1 the frame is more prominent there than that; a headline is "
        f"short, so few hits make a high ratio. n = {count(int(table['n_hits'].sum()), 'hit')}, "
        f"{article_counts(tables)}; words by place: {sizes}. All voices and polarities. The scale is logarithmic and "
        f"ends at ⅛ and 8. The CSV file has rates per 1,000 words and shares, with intervals too. "
        f"{interval_note(drawn=bool(shown['ratio_low'].notna().any()), of=' with a hit')}"
        f"{rest_note(n_shown, n_frames, 'frames')}"
    )
    parts = []
    for frame in shown["frame"].drop_duplicates().head(4):
        own = {row["place"]: row for row in rows_of(table[table["frame"] == frame])}
        ratios = {place: own[place]["ratio"] for place in places}
        told = ", ".join(
            f"{NAMES[place]} {'–' if pd.isna(ratio) else number(ratio)} ({own[place]['n_hits']:,})"
            for place, ratio in ratios.items()
        )
        parts.append(f"{frame_label(frame, request.frame_names)}: {told}")
    alt = (
        f"Dots in {count(len(places), 'panel')}, one a place, for {count(n_shown, 'frame')}. Times as many hits as "
        f"words alone would give, with numbers of hits: {'; '.join(parts)}."
    )
    drawn = frozenset(("prominence", frame, place) for frame in shown["frame"] for place in places)
    return Drawing(figure, title, table, caption, alt, shown=drawn)
