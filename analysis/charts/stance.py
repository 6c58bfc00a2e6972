"""The figure of stance: with which kind of reporting words outlets present what is said, and for whom."""

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
    types_note,
)
from analysis.charts.headlines import keys
from analysis.charts.labels import count, in_words, outlet_label, percent
from analysis.charts.shares import MAX_OUTLETS, MIN_QUOTES, N_COLUMNS, group_label, is_in, percentages, plot_shares
from analysis.charts.theme import across, axes_or_new, down, new_figure, panels, strip_axes
from analysis.measures import STANCES, QuoteGroup, quotes_of, stance_shares
from analysis.records import SAID

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from analysis.tables import Tables

SHARE = "% of the quotes with a reporting word"


def plot_stances_of_one_group(table: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """The share of every stance, where there is one group and nothing to compare it with; the count at the dot.

    Args:
        table: rows of one group, as `stance_shares` returns them.
        ax: where to draw; a new figure if not given.
    """
    ax = axes_or_new(ax)
    y = np.arange(len(table))
    share, low, high = percentages(table)
    ax.hlines(y, low, high, color=palette().series, linewidth=1.4)
    ax.plot(share, y, "o", color=palette().series, markersize=4, clip_on=False)
    for position, end, n in zip(y, np.fmax(share, high), table["n_quotes"], strict=True):
        ax.annotate(f"{n:,}", (end, position), xytext=(6, 0), textcoords="offset points", va="center", fontsize=7)
    ax.set_yticks(y, table["stance"].tolist())
    ax.tick_params(axis="y", pad=5)
    ax.set_ylim(len(table) - 0.4, -0.6)
    ax.set_xlim(0, float(np.nanmax(np.concatenate([share, high]))) * 1.1)
    strip_axes(ax, grid="x")
    return ax


def draw_stance(tables: Tables, request: Request) -> Drawing:
    """The figure `stance-of-reporting-verbs`."""
    groups_by: tuple[QuoteGroup, ...] = ("all", "outlet", "speaker_type")
    parts = [stance_shares(tables, by=by, types=request.types) for by in groups_by]
    whole, outlets, _ = parts
    if whole.empty:
        raise NothingToDrawError("No quote has a reporting word whose stance is known.")
    names = outlets["group"].drop_duplicates()
    kept = names.head(down(MAX_OUTLETS, 4.2)) if len(names) > 1 else names.head(0)
    numbers = pd.concat(parts, ignore_index=True)
    of_rest = (numbers["by"] == "outlet") & ~is_in(numbers["group"], kept)
    shown = numbers[((numbers["n_all"] >= MIN_QUOTES) & ~of_rest) | (numbers["by"] == "all")]
    n_of = dict(zip(whole["stance"], whole["n_quotes"], strict=True))
    stances = [stance for stance in STANCES if n_of[stance]]
    title = "Stance of reporting words: how quotes are presented"
    n_quotes, n = len(quotes_of(tables, request.types)), int(whole["n_all"].iloc[0])
    groups = rows_of(shown.drop_duplicates(["by", "group"]))
    sizes = "; ".join(f"{group_label(row)} {row['n_all']:,}" for row in groups)
    several = len(groups) > 1
    caption = (
        f"Share of each stance among the reporting words, e.g. neutral “said”, endorsing “pointed out”, distancing "
        f"“claimed”; data/rules/reporting_verbs.yaml defines the stances and lists the words. n = {count(n, 'quote')} "
        f"whose word is listed, of {n_quotes:,}; {article_counts(tables)}. "
        f"{types_note(tables, request.types)} By group: {sizes}; groups with fewer than "
        f"{MIN_QUOTES} stand in the CSV file only. {'Each panel has its own scale, from 0. ' if several else ''}"
        f"{interval_note(drawn=bool(shown['share_low'].notna().any()), of=' of a group')}"
        f"{rest_note(len(kept), len(names), 'outlets in alphabetical order') if len(kept) else ''}"
    )
    shares = in_words([f"{stance} {percent(n_of[stance] / n)}" for stance in stances])
    frequent = sorted(stances, key=lambda stance: -n_of[stance])[:4]
    panels = f" in {count(len(stances), 'panel')}, one a stance" if several else f" for {len(stances)} stances"
    alt = f"Dots{panels}. Of {count(n, 'quote')}: {shares}.{_alt_by_outlet(shown, frequent)}"
    by_outlet = shown[(shown["by"] == "outlet") & (set(request.types) == set(SAID))]
    drawn = keys("stances", by_outlet, "stance", "group")
    return Drawing(_panels(shown, stances, title), title, numbers, caption, alt, shown=drawn)


def _panels(table: pd.DataFrame, stances: Sequence[str], title: str) -> Figure:
    if len(table) == len(STANCES):
        figure = new_figure(title, 26 + 5.5 * len(stances))
        ax = plot_stances_of_one_group(table[table["n_quotes"] > 0], ax=figure.add_subplot())
        ax.set_xlabel(f"{SHARE} (number of quotes at the dot)")
        return figure
    n_columns = min(across(N_COLUMNS), len(stances))
    n_rows = ceil(len(stances) / n_columns)
    figure = new_figure(title, 16 + n_rows * (14 + 4.2 * len(table) / len(STANCES)))
    for ax, stance in zip(panels(figure, len(stances), n_columns, sharey=True), stances, strict=True):
        own = table[table["stance"] == stance]
        plot_shares(own, ax=ax)
        ax.set_title(f"{stance} ({int(own['n_quotes'].iloc[0]):,})")
    figure.supxlabel(f"{SHARE} (number of quotes in brackets)", fontsize=7.5)
    return figure


def _alt_by_outlet(table: pd.DataFrame, stances: Sequence[str]) -> str:
    """The outlets with the least and the most of each stance."""
    parts = []
    for stance in stances:
        own = table[(table["by"] == "outlet") & (table["stance"] == stance)].sort_values("share", kind="stable")
        if len(own) > 1:
            low, high = own.iloc[0], own.iloc[-1]
            parts.append(
                f"{stance} from {percent(low['share'])} ({outlet_label(low['group'])}) to {percent(high['share'])} "
                f"({outlet_label(high['group'])})"
            )
    return f" By outlet: {'; '.join(parts)}." if parts else ""
