"""Shares of quotes by group as dots with their intervals, which several figures share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from analysis.charts.colours import palette
from analysis.charts.drawing import rows_of
from analysis.charts.labels import label, outlet_label
from analysis.charts.theme import axes_or_new, strip_axes

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd
    from matplotlib.axes import Axes
    from numpy.typing import NDArray

MAX_OUTLETS = 12
MIN_QUOTES = 10
"""A group with fewer quotes is not drawn: each of them would move its dots by more than 10 %."""
N_COLUMNS = 4
"""Panels side by side."""

ALL = "all quotes"
BY_TYPE = {
    "person": "by persons",
    "organisation": "by organisations",
    "group": "by groups",
    "document": "by documents",
    "unnamed": "by unnamed sources",
    "unknown": "by unknown speakers",
}


def plot_shares(table: pd.DataFrame, *, ax: Axes | None = None, all_label: str = ALL) -> Axes:
    """The share of one stance, role or type of speaker in each group, with intervals; kinds of groups stand apart.

    Args:
        table: rows of one of them, as `stance_shares` or `source_shares` returns them.
        ax: where to draw; a new figure if not given.
        all_label: how the group of everything is called.
    """
    ax = axes_or_new(ax)
    # "all", "outlet" and "speaker_type" come in this order, each a little apart from the one before.
    y = np.arange(len(table)) + 0.6 * np.unique(table["by"], return_inverse=True)[1]
    share, low, high = percentages(table)
    ax.hlines(y, low, high, color=palette().series, linewidth=1.4)
    ax.plot(share, y, "o", color=palette().series, markersize=4, clip_on=False)
    ax.set_yticks(y, [label(all_label if row["by"] == "all" else group_label(row), 24) for row in rows_of(table)])
    ax.tick_params(axis="y", pad=5)
    ax.set_ylim(y[-1] + 0.6, y[0] - 0.6)
    ax.set_xlim(0, max(float(np.nanmax(np.concatenate([share, high]))) * 1.1, 1.0))
    ax.locator_params(axis="x", nbins=4)
    strip_axes(ax, grid="x")
    return ax


def percentages(table: pd.DataFrame) -> list[NDArray[np.float64]]:
    """The shares of a table in percent, with the lower and upper ends of their intervals."""
    return [
        100 * table[column].to_numpy(dtype=float, na_value=np.nan) for column in ("share", "share_low", "share_high")
    ]


def group_label(row: Mapping[str, Any]) -> str:
    """The name of a group of `stance_shares` or `source_shares` for readers.

    Example:
        >>> group_label({"by": "speaker_type", "group": "person"}), group_label({"by": "all"})
        ('by persons', 'all quotes')
    """
    if row["by"] == "all":
        return ALL
    return outlet_label(row["group"]) if row["by"] == "outlet" else BY_TYPE.get(row["group"], str(row["group"]))


def is_in(groups: pd.Series, kept: pd.Series) -> pd.Series:
    """Which outlets are among those kept, where one that is not known may be kept too."""
    return groups.isin(kept.dropna()) | (groups.isna() & bool(kept.isna().any()))
