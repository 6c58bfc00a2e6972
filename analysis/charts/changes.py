"""The figure of changes: who writes otherwise than before, and whether the others do so, too."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from analysis.charts.colours import face, palette
from analysis.charts.direct import name_kinds
from analysis.charts.drawing import Drawing, NothingToDrawError, Request, article_counts, rest_note, rows_of
from analysis.charts.events import add_key, event_note, events_between, key_height
from analysis.charts.labels import count, frame_label, label, number, plain
from analysis.charts.theme import across, axes_or_new, down, new_figure, panels, strip_axes
from analysis.compare.changes import changes
from analysis.compare.families import family_of
from analysis.measures import MIN_ARTICLES, N_RESAMPLES, SEED

if TYPE_CHECKING:
    from collections.abc import Mapping

    from matplotlib.axes import Axes

    from analysis.tables import Tables

MAX_TOGETHER = 8
"""Rows of all outlets together that get a place."""
MAX_SINGLE = 16
"""Rows of single outlets that do."""

TOGETHER = "all outlets"
UNITS = {"rate": "per 1,000 words", "share": "in percentage points", "mean": "on a scale from −1 to 1"}


def plot_changes(
    table: pd.DataFrame, *, column: str = "difference", scale: float = 1.0, ax: Axes | None = None
) -> Axes:
    """One dot a row with its interval, filled where a change was found; all outlets together stand apart.

    Args:
        table: rows of `changes`, in the order in which they shall stand.
        column: `difference`, or `beyond`: what an outlet's change has of its own.
        scale: what the values are multiplied with.
        ax: where to draw; a new figure if not given.
    """
    ax = axes_or_new(ax)
    y = np.arange(len(table)) + 0.8 * table["outlet"].notna().to_numpy()
    middle, low, high = (
        scale * table[name].to_numpy(dtype=float, na_value=np.nan)
        for name in (column, f"{column}_low", f"{column}_high")
    )
    ax.axvline(0, color=palette().muted, linewidth=0.8, zorder=0.5)
    ax.hlines(y, low, high, color=palette().series, linewidth=1.2)
    sure = (table["found"] if column == "difference" else table["beyond_others"].fillna(False)).to_numpy(dtype=bool)
    told = ("found (q < .05)", "not found") if column == "difference" else ("beyond others", "not beyond others")
    for part, filled, text in ((sure, True, told[0]), (~sure, False, told[1])):
        if (part & ~np.isnan(middle)).any():
            ax.plot(
                middle[part], y[part], "o", color=palette().series, markerfacecolor=face(filled), markersize=4,
                label=text,
            )  # fmt: skip
    ax.set_ylim(y[-1] + 0.7, -0.7)
    ax.locator_params(axis="x", nbins=5)
    strip_axes(ax, grid="x")
    name_kinds(ax)
    return ax


def draw_changes(tables: Tables, request: Request) -> Drawing:
    """The figure `change-over-time`."""
    family = family_of(tables, request.family)
    table = changes(tables, [family])
    tested = table[table["p"].notna()].sort_values(["p", "item", "start"], kind="stable")
    if tested.empty:
        raise NothingToDrawError(
            f"No outlet, and not all together, has a month with {MIN_ARTICLES} articles and {MIN_ARTICLES} before it."
        )
    together, single = tested[tested["outlet"].isna()], tested[tested["outlet"].notna()]
    shown = pd.concat([together.head(down(MAX_TOGETHER, 12)), single.head(down(MAX_SINGLE, 8))])
    period = str(table["period"].iloc[0])
    after = {"week": pd.Timedelta(days=6), "month": pd.offsets.MonthEnd(0)}[period]
    events = events_between(tables, shown["start"].min(), shown["start"].max() + after)
    scale = 100.0 if family.unit == "share" else 1.0
    title = f"Change over time, by {period}: {plain(family.name.replace('-', ', '))}"
    others = bool(shown["beyond"].notna().any())
    n_columns = min(across(2), 1 + others)
    n_rows = ceil((1 + others) / n_columns)
    figure = new_figure(title, 18 + n_rows * (16 + 5 * len(shown)) + key_height(events))
    axes = panels(figure, 1 + others, n_columns, sharey=True)
    heads = {"difference": "change against the own past", "beyond": "beyond the change of all others"}
    for ax, (column, head) in zip(axes, heads.items(), strict=False):
        plot_changes(shown, column=column, scale=scale, ax=ax)
        ax.set_title(head)
        ax.set_xlabel(f"difference {UNITS[family.unit]}")
    y = np.arange(len(shown)) + 0.8 * shown["outlet"].notna().to_numpy()
    names = [_row_label(row, events, period, request.frame_names) for row in rows_of(shown)]
    for ax in axes:
        ax.set_yticks(y, names, fontsize=6.5)
    add_key(figure, events)
    undated = int(tables.articles["date"].isna().sum())
    left_out = f" {count(undated, 'article')} without a date left out." if undated else ""
    caption = (
        f"{family.title}: each {period} of an outlet minus all that it published before in the corpus (left), and what "
        f"remains when the mean change of all other outlets in the same {period} is taken off (right). In brackets the "
        f"articles in the {period} and before it; after it the numbers of events within it. Shown are the changes of "
        f"least p, first of all outlets together, then of single ones.{rest_note(len(shown), len(tested), 'tests')} "
        f"{_tests(together, 'of all outlets together')}{_tests(single, 'of single outlets')}"
        f"p by exchanging dates within outlets, q by Benjamini and Hochberg over each of these tables. Whiskers: 95 % "
        f"percentile intervals of a bootstrap over articles ({N_RESAMPLES:,} draws, seed {SEED}), not corrected for "
        f"the number of rows; on the right a dot is filled where a change was found and its interval does not hold 0. "
        f"Tested is where there are at least {MIN_ARTICLES} articles on either side. "
        f"n = {article_counts(tables)}.{left_out} Articles of one {period} are often about one story: read them before "
        f"you call a change the outlet's.{event_note(events)}"
    )
    first = [_told(row, period, scale, request.frame_names) for row in rows_of(shown.sort_values("p").head(4))]
    alt = (
        f"Dots with intervals for {count(len(shown), 'change')}, {int(shown['found'].sum())} of them found. Least p: "
        f"{'; '.join(first)}."
    )
    drawn = frozenset(
        ("change-over-time", row["item"], f"{row['start']:%Y-%m-%d}") for row in rows_of(shown[shown["outlet"].isna()])
    )
    return Drawing(figure, title, table, caption, alt, shown=drawn)


def _tests(rows: pd.DataFrame, of: str) -> str:
    if rows.empty:
        return ""
    return f"{count(len(rows), 'test')} {of}, {int(rows['found'].sum())} found. "


def _when(start: pd.Timestamp, period: str) -> str:
    return f"{start:%Y-%m}" if period == "month" else f"{start:%Y-%m-%d}"


def _row_label(row: Mapping[str, object], events: pd.DataFrame, period: str, names: Mapping[str, str] | None) -> str:
    start = pd.Timestamp(str(row["start"]))
    last = start + (pd.Timedelta(days=6) if period == "week" else pd.offsets.MonthEnd(0))
    inside = events[(events["date"] <= last) & (events["end"].fillna(events["date"]) >= start)]
    numbers = f" [{', '.join(map(str, inside['number']))}]" if len(inside) else ""
    outlet = TOGETHER if pd.isna(row["outlet"]) else label(row["outlet"], 18)  # type: ignore[call-overload]
    sizes = f"({row['n_articles']:,}|{row['n_articles_before']:,})"
    return f"{label(_name(row, names), 28)}, {outlet}, {_when(start, period)} {sizes}{numbers}"


def _name(row: Mapping[str, object], names: Mapping[str, str] | None) -> str:
    subject = frame_label(str(row["subject"]), names)
    return subject if pd.isna(row["part"]) else f"{subject}: {frame_label(str(row['part']))}"  # type: ignore[call-overload]


def _told(row: Mapping[str, object], period: str, scale: float, names: Mapping[str, str] | None) -> str:
    outlet = TOGETHER if pd.isna(row["outlet"]) else plain(row["outlet"], 40)  # type: ignore[call-overload]
    value, before = (number(scale * float(str(row[name])), 2) for name in ("value", "before"))
    when = _when(pd.Timestamp(str(row["start"])), period)
    return f"{_name(row, names)}, {outlet}, {when}: {value} after {before} before"
