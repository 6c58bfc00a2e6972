"""Marks with intervals in rows, several in each, which the figures of sentiment share."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from analysis.charts.colours import Style, palette
from analysis.charts.theme import strip_axes

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd
    from matplotlib.axes import Axes


class Marks(NamedTuple):
    """A series: one mark in each row of the figure."""

    label: str
    style: Style
    table: pd.DataFrame
    """One row for each of the figure's; where a value or an end of its interval is missing, nothing is drawn."""
    hollow: bool = False


def draw_marks(ax: Axes, names: Sequence[str], series: Sequence[Marks], measure: str, *, signed: bool) -> None:
    """Draw the series' marks, the first row at the top and a little apart, as it is of all articles together.

    Args:
        ax: where to draw.
        names: of the rows.
        series: each has its place within a row, the first one above the others.
        measure: the column of the values; `_low` and `_high` end the names of the intervals' columns.
        signed: whether values may be below 0: the axis then has 0 in its middle, else it starts there, in percent.
    """
    reach = 0.1
    for i, (name, style, table, hollow) in enumerate(series):
        y = np.arange(len(names)) + 0.6 * ((i + 0.5) / len(series) - 0.5)
        value, low, high = (
            table[f"{measure}{end}"].to_numpy(dtype=float, na_value=np.nan) for end in ("", "_low", "_high")
        )
        ax.hlines(y, low, high, color=style.colour, linewidth=1.4 if len(series) < 4 else 1.0)
        face = palette().ground if hollow else style.colour
        size = 4.5 if len(series) < 4 else 3.8
        ax.plot(
            value, y, style.marker, color=style.colour, markerfacecolor=face, markersize=size, label=name, clip_on=False
        )
        ends = np.concatenate([value, low, high])
        reach = max([reach, *(1.15 * np.abs(ends[~np.isnan(ends)]))])
    ax.set_yticks(np.arange(len(names)), names)
    ax.set_ylim(len(names) - 0.5, -0.5)
    if signed:
        ax.set_xlim(-reach, reach)
        ax.axvline(0, color=palette().muted, linewidth=0.8)
    else:
        ax.set_xlim(0, min(1.0, reach))
        ax.xaxis.set_major_formatter(lambda share, _: f"{round(100 * share, 2):g} %")
    strip_axes(ax, grid="x")


def line_below_first(ax: Axes) -> None:
    """A line that sets the first row, of everything together, apart from the others."""
    ax.axhline(0.5, color=palette().muted, linewidth=0.6)
