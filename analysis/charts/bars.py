"""Horizontal stacked bars, which several figures share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.ticker import MaxNLocator

from analysis.charts.colours import Style, palette
from analysis.charts.theme import STEPS, strip_axes

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from numpy.typing import NDArray


def stack_bars(
    ax: Axes,
    names: Sequence[str],
    parts: Mapping[Style, NDArray[np.float64]],
    ends: Sequence[str],
    *,
    n_apart: int = 0,
    whole: bool = False,
) -> None:
    """Draw one bar a name, the first at the top, with its parts side by side and a text at its end.

    Args:
        ax: where to draw.
        names: of the bars.
        parts: how long each bar's parts are; a part that is 0 in every bar gets no place in the legend.
        ends: the text at each bar's end.
        n_apart: so many last bars stand a little apart, being of another kind.
        whole: whether the lengths are counts.
    """
    y = np.arange(len(names), dtype=float)
    if 0 < n_apart < len(names):
        y[-n_apart:] += 0.5
    left = np.zeros(len(names))
    for style, lengths in parts.items():
        if lengths.any():
            ax.barh(
                y,
                lengths,
                left=left,
                height=0.7,
                color=style.fill,
                hatch=style.hatch,
                edgecolor=palette().edge,
                linewidth=0.5,
                label=style.label,
            )
            left = left + lengths
    for position, length, text in zip(y, left, ends, strict=True):
        ax.annotate(
            text, (length, position), xytext=(3, 0), textcoords="offset points", va="center_baseline", fontsize=7
        )
    ax.set_yticks(y, names)
    ax.set_ylim(y[-1] + 0.6, -0.6)
    # Where every bar is 0, the axis still has numbers that can be read.
    ax.set_xlim(0, float(left.max()) * 1.14 or 1)
    ax.xaxis.set_major_locator(MaxNLocator(5, steps=STEPS, integer=whole))
    ax.xaxis.set_major_formatter(lambda value, _: f"{value:,g}")
    strip_axes(ax, grid="x")
