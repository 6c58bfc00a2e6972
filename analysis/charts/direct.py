"""Names beside what they name, in place of a legend: at the first mark of a series, above the first of stacked bars."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from analysis.charts.colours import palette

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.lines import Line2D
    from matplotlib.patches import Rectangle

POINTS = 6.0
"""The size of these names."""

_WIDTH_OF_LETTER = 0.6
"""Of a letter's size, on average and rather too wide."""
_SHRINKS_TO = 0.8
"""The layout, which comes later, may leave axes so much of their width."""
_GAP = 5.0
_ROOM = 0.25
"""Rows that are added above the first one."""
_APART = 1.2
"""Rows between the middles of bars from which on there is room for names."""


def name_pairs(ax: Axes) -> None:
    """Name two series that share rows: the first above its first mark, the second below.

    Args:
        ax: with two labelled lines of marks, whose limits are set.
    """
    _make_room(ax)
    for line, up in zip(_named_lines(ax), (True, False), strict=False):
        x, y = _first_mark(line)
        across = _across(ax, x, y)
        side = "left" if across < 0.25 else "right" if across > 0.75 else "center"
        ax.annotate(
            str(line.get_label()), (x, y), xytext=(0, 3.5 if up else -3.5), textcoords="offset points", ha=side,
            va="bottom" if up else "top", fontsize=POINTS, annotation_clip=False,
        )  # fmt: skip


def name_kinds(ax: Axes) -> None:
    """Name kinds of marks that have rows of their own: each at its first mark, on the side with more room.

    Args:
        ax: with labelled lines of marks and horizontal intervals, whose limits are set.
    """
    for line in _named_lines(ax):
        x, y = _first_mark(line)
        low, high = _ends(ax, x, y)
        on_right = 1 - _across(ax, high, y) >= _across(ax, low, y)
        ax.annotate(
            str(line.get_label()), (high if on_right else low, y), xytext=(6 if on_right else -6, 0),
            textcoords="offset points", ha="left" if on_right else "right", va="center_baseline", fontsize=POINTS,
            annotation_clip=False, bbox={"facecolor": ax.get_facecolor(), "edgecolor": "none", "pad": 0.5},
        )  # fmt: skip


def name_parts(ax: Axes) -> bool:
    """Name the parts of stacked bars above the first bar, or above one that stands apart from those before it.

    Each name starts above its own part; where one has no room to do so, nothing is named.

    Args:
        ax: with labelled bars, whose limits are set.

    Returns:
        Whether they are named; if not, there must be a legend.
    """
    bars = [(str(part.get_label()), part.patches) for part in ax.containers]  # type: ignore[attr-defined]
    if not bars:
        return False
    rows = [bar.get_y() for bar in bars[0][1]]
    with_room = [i for i, y in enumerate(rows) if i == 0 or y - rows[i - 1] > _APART]
    for i in with_room:
        starts = _starts(ax, [(name, patches[i]) for name, patches in bars])
        for name, (x, shift) in starts.items():
            _name_part(ax, name, (x, rows[i]), shift)
        if starts:
            _make_room(ax)
            return True
    return False


def _starts(ax: Axes, bars: list[tuple[str, Rectangle]]) -> dict[str, tuple[float, float]]:
    """Where each part starts, and how many points further its name does; nothing if a name has no room."""
    left, right = sorted(ax.get_xlim())
    points = _SHRINKS_TO * ax.bbox.width * 72 / ax.figure.dpi / (right - left)
    end = -np.inf
    starts = {}
    for name, bar in sorted(bars, key=lambda named: min(named[1].get_x(), named[1].get_x() + named[1].get_width())):
        x, until = sorted((bar.get_x(), bar.get_x() + bar.get_width()))
        start = max(x * points, end + _GAP)
        if not bar.get_width() or start > until * points - 1:
            return {}
        end = start + len(name) * _WIDTH_OF_LETTER * POINTS
        starts[name] = x, start - x * points
    return starts if end <= right * points else {}


def _name_part(ax: Axes, name: str, at: tuple[float, float], shift: float) -> None:
    if not shift:
        ax.annotate(
            "", at, xytext=(0, 8), textcoords="offset points", annotation_clip=False,
            arrowprops={"arrowstyle": "-", "color": palette().ink, "linewidth": 0.6, "shrinkA": 0, "shrinkB": 0},
        )  # fmt: skip
    ax.annotate(name, at, xytext=(shift + 1.5, 2.5), textcoords="offset points", fontsize=POINTS, annotation_clip=False)


def key_of_parts(ax: Axes) -> None:
    """Name the parts of stacked bars that stand alone: above the first bar, else in a legend above the axes."""
    if not name_parts(ax):
        ax.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=3, borderaxespad=0)


def _make_room(ax: Axes) -> None:
    bottom, top = ax.get_ylim()
    ax.set_ylim(bottom, top + _ROOM * np.sign(top - bottom))


def _named_lines(ax: Axes) -> list[Line2D]:
    """The labelled lines that have a mark."""
    named = [line for line in ax.lines if not str(line.get_label()).startswith("_")]
    return [line for line in named if not np.isnan(np.asarray(line.get_xdata(), dtype=float)).all()]


def _first_mark(line: Line2D) -> tuple[float, float]:
    x, y = np.asarray(line.get_xdata(), dtype=float), np.asarray(line.get_ydata(), dtype=float)
    first = int(np.flatnonzero(~np.isnan(x))[0])
    return float(x[first]), float(y[first])


def _ends(ax: Axes, x: float, y: float) -> tuple[float, float]:
    """The ends of the interval at a mark, if it has one."""
    found = [x]
    for part in ax.collections:
        for path in part.get_paths():
            ends = np.asarray(path.vertices, dtype=float)
            if len(ends) and np.allclose(ends[:, 1], y):
                found += [float(end) for end in ends[:, 0] if np.isfinite(end)]
    return min(found), max(found)


def _across(ax: Axes, x: float, y: float) -> float:
    """Where a point lies between the left (0) and the right (1) edge of the axes."""
    return float((ax.transScale + ax.transLimits).transform((x, y))[0])
