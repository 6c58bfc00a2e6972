"""The figure of copies: how much of a shared text each outlet kept, cut and wrote anew."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from matplotlib.ticker import MaxNLocator

from analysis.charts.colours import Style, palette
from analysis.charts.direct import key_of_parts, name_parts
from analysis.charts.drawing import Drawing, NothingToDrawError, Request, rest_note, rows_of
from analysis.charts.labels import count, in_words, label, outlet_label, percent
from analysis.charts.theme import STEPS, axes_or_new, down, legend_below, new_figure, strip_axes
from analysis.compare.edits import copy_changes

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from analysis.tables import Tables

MAX_COPIES = 24
STYLES: Mapping[str, Style] = {
    "n_kept": Style("kept", "pale", "o", ""),
    "n_moved": Style("kept in another place", "sky", "s", "////"),
    "n_new": Style("new or in place of others", "blue", "D", ""),
    "n_gone": Style("gone: cut or replaced", "orange", "X", "\\\\\\\\"),
}


def plot_copies(table: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Each copy as a bar of its words, right of zero; left of it the words of the compared text that are gone.

    Args:
        table: as `copy_changes` returns it; the copies keep its order.
        ax: where to draw; a new figure if not given.
    """
    alone, ax = ax is None, axes_or_new(ax)
    table = table.assign(n_gone=table["n_replaced"] + table["n_deleted"])
    y = np.arange(len(table), dtype=float) + 0.4 * pd.factorize(table["copy_cluster"])[0]
    left = np.zeros(len(table))
    for column, style in STYLES.items():
        lengths = table[column].to_numpy(dtype=float)
        if not lengths.any():
            continue
        gone = column == "n_gone"
        ax.barh(
            y,
            -lengths if gone else lengths,
            left=None if gone else left,
            height=0.7,
            color=style.fill,
            hatch=style.hatch,
            edgecolor=palette().edge,
            linewidth=0.5,
            label=style.label,
        )
        left = left if gone else left + lengths
    for position, length, row in zip(y, left, rows_of(table), strict=True):
        told = f"{percent(row['kept_share'])} kept"
        ax.annotate(told, (length, position), (3, 0), textcoords="offset points", va="center_baseline", fontsize=7)
    ax.axvline(0, color=palette().ink, linewidth=0.8)
    ax.set_yticks(y, [label(_name(row), 40) for row in rows_of(table)])
    ax.set_ylim(y[-1] + 0.6, y[0] - 0.6)
    ax.set_xlim(-max(table["n_gone"].max() * 1.05, left.max() * 0.02), left.max() * 1.14)
    ax.xaxis.set_major_locator(MaxNLocator(6, steps=STEPS, integer=True))
    ax.xaxis.set_major_formatter(lambda value, _: f"{abs(value):,g}")
    strip_axes(ax, grid="x")
    if alone:
        key_of_parts(ax)
    return ax


def draw_copies(tables: Tables, request: Request) -> Drawing:
    """The figure `what-copies-changed`."""
    del request
    table = copy_changes(tables)
    if table.empty:
        raise NothingToDrawError("No two of these articles print the same text or much of it.")
    shown = table.head(down(MAX_COPIES, 6.5))
    title = "Copies: what each outlet kept, cut and wrote anew"
    figure = new_figure(title, 32 + 6.5 * len(shown))
    ax = plot_copies(shown, ax=figure.add_subplot())
    ax.set_xlabel("words: gone from the text that it is compared with (left), in the copy (right)")
    if not name_parts(ax):
        legend_below(figure, *ax.get_legend_handles_labels(), ncols=4)
    clusters = table["copy_cluster"].nunique()
    caption = (
        f"Articles that print one text: {count(clusters, 'cluster')} of copies, n = "
        f"{count(len(table) + clusters, 'article')} of {len(tables.articles):,}. Each copy is compared word by word "
        f"(without case and punctuation; headline with headline) with the earliest article of its cluster, of those of "
        f"one day the longest, which has no bar. What an agency sent is not known, so that a word that this article "
        f"changed looks as if all others had. At the bar: share of that article’s words that the copy keeps. The "
        f"figure counts and compares; it estimates nothing, so there are no intervals."
        f"{rest_note(len(shown), len(table), 'copies')}"
    )
    return Drawing(figure, title, table, caption, _alt(table))


def _name(row: Mapping[str, Any]) -> str:
    day = "" if pd.isna(row["date"]) else f", {row['date']:%Y-%m-%d}"
    return f"{row['copy_cluster']}: {outlet_label(row['outlet'])}{day}"


def _alt(table: pd.DataFrame) -> str:
    told = [
        f"{_name(row)} keeps {percent(row['kept_share'])} of the words and adds {count(row['n_new'], 'word')}"
        for row in rows_of(table.head(6))
    ]
    return f"Bars of {count(len(table), 'copy', 'copies')}: {in_words(told)}."
