"""Figures of frames: by voice and by outlet."""

from __future__ import annotations

from collections.abc import Mapping
from math import ceil
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from analysis.charts.bars import stack_bars
from analysis.charts.colours import VOICE_STYLES, palette
from analysis.charts.direct import key_of_parts, name_parts
from analysis.charts.drawing import (
    COUNTS_ONLY,
    Drawing,
    NothingToDrawError,
    Request,
    article_counts,
    interval_note,
    rest_note,
    rows_of,
)
from analysis.charts.labels import count, frame_label, label, number, outlet_label, panel_title, percent
from analysis.charts.theme import across, axes_or_new, down, legend_below, new_figure, panels, strip_axes
from analysis.measures import frames_by_outlet, frames_by_voice

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

    from analysis.tables import Tables

MAX_FRAMES = 16
MAX_OUTLETS = 12
N_COLUMNS = 3
"""Panels side by side in figures of many small ones."""

RATE = "hits per 1,000 words"
NO_HIT = "No frame term occurs in these articles."


def plot_frames_by_voice(
    table: pd.DataFrame, *, names: Mapping[str, str] | None = None, ax: Axes | None = None
) -> Axes:
    """Rate of each frame, stacked by voice, with the number of hits at the bar's end.

    Args:
        table: as `frames_by_voice` returns it.
        names: frames' names for readers.
        ax: where to draw; a new figure if not given.
    """
    alone, ax = ax is None, axes_or_new(ax)
    frames = table["frame"].drop_duplicates().tolist()
    parts = {}
    for voice, style in VOICE_STYLES.items():
        own = table[table["voice"] == voice].set_index("frame").reindex(frames)
        parts[style] = own["rate"].to_numpy(dtype=float, na_value=0)
    hits = table.groupby("frame")["n_hits"].sum()
    stack_bars(
        ax, [label(frame_label(frame, names)) for frame in frames], parts, [f"{hits[frame]:,}" for frame in frames]
    )
    ax.set_xlabel(f"{RATE} of all analysed text (number of hits at the bar)")
    if alone:
        key_of_parts(ax)
    return ax


def plot_frames_of_one_outlet(
    table: pd.DataFrame, *, names: Mapping[str, str] | None = None, ax: Axes | None = None
) -> Axes:
    """Rate of each frame, where there is one outlet and nothing to compare it with.

    Args:
        table: as `frames_by_outlet` returns it.
        names: frames' names for readers.
        ax: where to draw; a new figure if not given.
    """
    return _dots(table, [label(frame_label(frame, names)) for frame in table["frame"]], axes_or_new(ax), end_texts=True)


def plot_frame_by_outlet(table: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Rate of one frame in each outlet, with intervals where there are any.

    Args:
        table: the rows of one frame, as `frames_by_outlet` returns them.
        ax: where to draw; a new figure if not given.
    """
    return _dots(table, [label(outlet_label(outlet), 24) for outlet in table["outlet"]], axes_or_new(ax))


def draw_frames_by_voice(tables: Tables, request: Request) -> Drawing:
    """The figure `frames-by-voice`."""
    table = frames_by_voice(tables)
    if table.empty:
        raise NothingToDrawError(NO_HIT)
    shown, n_frames = first_frames(table)
    title = "Frames by voice: narrator and quoted"
    figure = new_figure(title, 30 + 6 * shown["frame"].nunique())
    ax = plot_frames_by_voice(shown, names=request.frame_names, ax=figure.add_subplot())
    if not name_parts(ax):
        legend_below(figure, *ax.get_legend_handles_labels(), ncols=2)
    n = {voice: int(table.loc[table["voice"] == voice, "n_hits"].sum()) for voice in VOICE_STYLES}
    total = sum(n.values())
    caption = (
        f"Hits of each frame's terms per 1,000 words of all analysed text, in the narrator's voice and inside "
        f"attributed contents (quoted, indirect speech included). n = {count(total, 'hit')}, {article_counts(tables)}. "
        f"All polarities count, negated ones too. {COUNTS_ONLY}"
        f"{rest_note(shown['frame'].nunique(), n_frames, 'frames')}"
    )
    own = table[table["voice"] == "narrator"].merge(table.groupby("frame", as_index=False)["n_hits"].sum(), on="frame")
    first = [
        f"{frame_label(row['frame'], request.frame_names)} {count(row['n_hits_y'], 'hit')}, {percent(row['share'])} of "
        "them by the narrator"
        for row in rows_of(own.head(4))
    ]
    alt = (
        f"Stacked bars for {count(shown['frame'].nunique(), 'frame')}. Of {count(total, 'hit')} "
        f"{percent(n['narrator'] / total)} are in the narrator's voice. Most frequent: {'; '.join(first)}."
    )
    return Drawing(figure, title, table, caption, alt)


def draw_frames_by_outlet(tables: Tables, request: Request) -> Drawing:
    """The figure `frames-by-outlet`."""
    table = frames_by_outlet(tables)
    if table.empty:
        raise NothingToDrawError(NO_HIT)
    outlets = table["outlet"].drop_duplicates()
    shown, n_frames = first_frames(table)
    frames = shown["frame"].drop_duplicates().tolist()
    kept = outlets.head(down(MAX_OUTLETS, 4.2))
    shown = shown[shown["outlet"].isin(kept) | (shown["outlet"].isna() & bool(kept.isna().any()))]
    drawn = bool(shown["rate_low"].notna().any())
    if len(outlets) == 1:
        title = "Frames: rate of their terms"
        figure = new_figure(title, 26 + 5.5 * len(frames))
        plot_frames_of_one_outlet(shown, names=request.frame_names, ax=figure.add_subplot())
        of_outlet = ""
        what = "There is one outlet, so that nothing is compared"
    else:
        title = "Frames by outlet: rate of their terms"
        figure = _panels_by_outlet(shown, title, request.frame_names)
        of_outlet = " of an outlet"
        what = "Frames in the order of their total; each panel has its own scale, from 0"
    caption = (
        f"Hits of each frame's terms per 1,000 words, all articles counted, those without a hit too. {what}. "
        f"n = {count(int(table['n_hits'].sum()), 'hit')}, {article_counts(tables)}. "
        f"{interval_note(drawn=drawn, of=of_outlet)}{rest_note(len(frames), n_frames, 'frames')}"
        f"{rest_note(len(kept), len(outlets), 'outlets in alphabetical order')}"
    )
    return Drawing(figure, title, table, caption, _alt_by_outlet(shown, frames, request.frame_names))


def _dots(table: pd.DataFrame, names: list[str], ax: Axes, *, end_texts: bool = False) -> Axes:
    y = np.arange(len(table))
    rate, low, high = (
        table[column].to_numpy(dtype=float, na_value=np.nan) for column in ("rate", "rate_low", "rate_high")
    )
    ax.hlines(y, low, high, color=palette().series, linewidth=1.4)
    ax.plot(rate, y, "o", color=palette().series, markersize=4, clip_on=False)
    if end_texts:
        for position, end, n in zip(y, np.fmax(rate, high), table["n_hits"], strict=True):
            ax.annotate(f"{n:,}", (end, position), xytext=(6, 0), textcoords="offset points", va="center", fontsize=7)
        ax.set_xlabel(f"{RATE} (number of hits at the dot)")
    ax.set_yticks(y, names)
    ax.tick_params(axis="y", pad=5)
    ax.set_ylim(len(table) - 0.5, -0.5)
    ax.set_xlim(0, _reach(rate, high))
    ax.locator_params(axis="x", nbins=5)
    strip_axes(ax, grid="x")
    return ax


def _panels_by_outlet(table: pd.DataFrame, title: str, names: Mapping[str, str] | None) -> Figure:
    frames = table["frame"].drop_duplicates().tolist()
    n_columns = min(across(N_COLUMNS), len(frames))
    n_rows = ceil(len(frames) / n_columns)
    height = 12 + 4.2 * table["outlet"].nunique(dropna=False)
    figure = new_figure(title, 16 + n_rows * height)
    for ax, frame in zip(panels(figure, len(frames), n_columns, sharey=True), frames, strict=True):
        own = table[table["frame"] == frame]
        plot_frame_by_outlet(own, ax=ax)
        ax.set_title(panel_title(frame_label(frame, names), int(own["n_hits"].sum())))
    figure.supxlabel(f"{RATE} (number of hits in brackets)", fontsize=7.5)
    return figure


def _reach(rate: NDArray[np.float64], high: NDArray[np.float64]) -> float:
    ends = np.concatenate([rate, high])
    ends = ends[~np.isnan(ends)]
    return max(float(ends.max(initial=0.0)) * 1.1, 1e-9)


def _alt_by_outlet(table: pd.DataFrame, frames: list[str], names: Mapping[str, str] | None) -> str:
    n_outlets = table["outlet"].nunique(dropna=False)
    parts = []
    for frame in frames[:4]:
        own = table[(table["frame"] == frame) & table["rate"].notna()].sort_values("rate", kind="stable")
        if own.empty:
            continue
        low, high = own.iloc[0], own.iloc[-1]
        name = frame_label(frame, names)
        if n_outlets == 1:
            parts.append(f"{name} {number(high['rate'])} ({count(high['n_hits'], 'hit')})")
        else:
            parts.append(
                f"{name} from {number(low['rate'])} ({outlet_label(low['outlet'])}) to {number(high['rate'])} "
                f"({outlet_label(high['outlet'])})"
            )
    of = "" if n_outlets == 1 else f" in {n_outlets} outlets, one panel a frame"
    return (
        f"Dots for {count(len(frames), 'frame')}{of}. Rates per 1,000 words of the most frequent: {'; '.join(parts)}."
    )


def first_frames(table: pd.DataFrame) -> tuple[pd.DataFrame, int]:
    """The rows of the most frequent frames, and how many frames there are."""
    frames = table["frame"].drop_duplicates()
    return table[table["frame"].isin(frames.head(down(MAX_FRAMES, 6.5)))], len(frames)
