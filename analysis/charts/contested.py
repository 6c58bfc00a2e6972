"""The figures of contested terms: which name is used, by voice, by outlet and week by week."""

from __future__ import annotations

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
from analysis.charts.events import add_key, event_note, events_between, key_height, mark_events, title_pad
from analysis.charts.headlines import keys
from analysis.charts.labels import count, frame_label, in_words, label, outlet_label, percent
from analysis.charts.shares import MAX_OUTLETS, N_COLUMNS, is_in, percentages, plot_shares
from analysis.charts.theme import across, axes_or_new, down, legend_below, new_figure, panels, strip_axes
from analysis.charts.trends import date_axis, middle_of, plot_week_dots, weekly_note
from analysis.measures import MIN_ARTICLES, VOICES, contested_shares

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from analysis.tables import Tables

MAX_SETS = 5
MAX_VARIANTS = 6
"""Names of a set that get a bar."""
MAX_COMPARED = 4
"""Sets that outlets and weeks are compared on; each has one row of panels."""
MIN_HITS = 5
"""A group with fewer hits of a set is not drawn: each of them would move its dots by more than 20 %."""
MIN_WEEKS = 4

NO_HIT = "No term of a contested set occurs in these articles."
CAUTION = (
    "No name is taken to be the right one. A set is a proposal: its names need not "
    "mean the same every time (not everybody who “died” was killed), so read the passages before you compare."
)


def plot_contested_set(table: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """How often each name of one contested set is used, stacked by voice, with its share of the set.

    Args:
        table: the rows of one set, as `contested_shares` returns them for all articles and by voice, in one table.
        ax: where to draw; a new figure if not given.
    """
    alone, ax = ax is None, axes_or_new(ax)
    whole = table[table["by"] == "all"].sort_values("n_hits", ascending=False, kind="stable").head(MAX_VARIANTS)
    counts = table[table["by"] == "voice"].pivot_table(index="variant", columns="group", values="n_hits")
    counts = counts.reindex(index=whole["variant"], columns=list(VOICES)).fillna(0)
    parts = {style: counts[voice].to_numpy(dtype=float) for voice, style in VOICE_STYLES.items()}
    ends = [f"{row['n_hits']:,} ({percent(row['share'])})" for row in rows_of(whole)]
    stack_bars(ax, [label(frame_label(variant)) for variant in whole["variant"]], parts, ends, whole=True)
    if alone:
        key_of_parts(ax)
    return ax


def draw_contested(tables: Tables, request: Request) -> Drawing:
    """The figure `contested-terms`."""
    whole = contested_shares(tables)
    if whole.empty:
        raise NothingToDrawError(NO_HIT)
    table = pd.concat([whole, contested_shares(tables, by="voice")], ignore_index=True)
    sets = whole["contested_set"].drop_duplicates()
    used = whole[(whole["n_hits"] > 0) & whole["contested_set"].isin(sets.head(down(MAX_SETS, 20)))]
    n_rows = used.groupby("contested_set", sort=False).size().clip(upper=MAX_VARIANTS).tolist()
    title = "Contested terms: which name is used, by voice"
    figure = new_figure(title, 22 + 11 * len(n_rows) + 5.5 * sum(n_rows))
    axes = figure.subplots(len(n_rows), 1, squeeze=False, sharex=True, height_ratios=[n + 0.4 for n in n_rows])[:, 0]
    reach = 1.2 * float(used["n_hits"].max())
    for ax, name in zip(axes, sets, strict=False):
        plot_contested_set(table[table["contested_set"] == name], ax=ax)
        ax.set_title(label(frame_label(name, request.frame_names), 60))
        ax.set_xlim(0, reach)
    axes[-1].set_xlabel("occurrences (share of the set's)")
    # The first panel may lack a voice that another one has.
    entries = {text: handle for ax in axes for handle, text in zip(*ax.get_legend_handles_labels(), strict=True)}
    top = axes[0]
    if len(top.get_legend_handles_labels()[1]) < len(entries) or not name_parts(top):
        legend_below(figure, list(entries.values()), list(entries), ncols=2)
    n = int(whole["n_hits"].sum())
    rest = rest_note(len(n_rows), len(sets), "sets") or rest_note(sum(n_rows), len(whole), "names")
    caption = (
        f"Occurrences of the names that each contested set lists for the same thing, in the narrator's voice and "
        f"inside attributed contents. {CAUTION} n = {count(n, 'occurrence')}, {article_counts(tables)}. {COUNTS_ONLY}"
        f"{rest}"
    )
    by_narrator = table[(table["by"] == "voice") & (table["group"] == "narrator")]
    narrated = by_narrator.set_index(["contested_set", "variant"])["n_hits"]
    parts = []
    for name in sets.head(down(MAX_SETS, 20)):
        first = whole[whole["contested_set"] == name].sort_values("n_hits", ascending=False, kind="stable").head(3)
        own = [
            f"{frame_label(row['variant'])} {row['n_hits']:,} "
            f"({int(narrated.get((name, row['variant']), 0)):,} by the narrator)"
            for row in rows_of(first)
        ]
        parts.append(f"{frame_label(name, request.frame_names)}: {in_words(own)}")
    alt = f"Stacked bars in {count(len(n_rows), 'panel')}, one a set of names. {'; '.join(parts)}."
    return Drawing(figure, title, table, caption, alt)


def draw_contested_by_outlet(tables: Tables, request: Request) -> Drawing:
    """The figure `contested-by-outlet`: the narrator's choice among the names."""
    if tables.contested_hits.empty:
        raise NothingToDrawError(NO_HIT)
    whole = contested_shares(tables, voice="narrator")
    if whole.empty:
        raise NothingToDrawError("All terms of contested sets stand inside quotes: no outlet chose one itself.")
    outlets = contested_shares(tables, by="outlet", voice="narrator")
    numbers = pd.concat([whole, outlets], ignore_index=True)
    names = outlets["group"].sort_values(na_position="last").drop_duplicates()
    kept = names.head(down(MAX_OUTLETS, 4.6))
    compared = outlets[is_in(outlets["group"], kept) & (outlets["n_all"] >= MIN_HITS)]
    several = compared.groupby("contested_set")["group"].nunique(dropna=False) > 1
    sets = [name for name in whole["contested_set"].drop_duplicates() if several.get(name, False)][
        : down(MAX_COMPARED, 36)
    ]
    title = "Contested terms by outlet: the narrator's choice"
    if sets:
        shown = pd.concat([whole, compared], ignore_index=True)
        shown = shown[shown["contested_set"].isin(sets)]
        figure = _panels(shown, sets, title, request)
        what = f"Shown are the outlets with at least {MIN_HITS} such occurrences of a set; the CSV file has all."
    else:
        sets = whole["contested_set"].drop_duplicates().head(down(MAX_COMPARED, 20)).tolist()
        shown = whole[whole["contested_set"].isin(sets)]
        figure = _one_group(shown, sets, title, request)
        what = f"No two outlets have {MIN_HITS} such occurrences of a set: nothing is compared."
    sizes = "; ".join(_sizes(shown, name, request) for name in sets)
    caption = (
        f"Share of each name among the names of its set, in the narrator's voice (words inside attributed contents are "
        f"left out), in alphabetical order. {what} n = {count(_n_hits(shown[shown['by'] == 'all']), 'occurrence')}, "
        f"{article_counts(tables)}. Occurrences (articles with one): {sizes}. {CAUTION} "
        f"{interval_note(drawn=bool(shown['share_low'].notna().any()), of=' that use the set')} Hits of an article are "
        f"not independent, which the intervals allow for."
        f"{rest_note(len(sets), whole['contested_set'].nunique(), 'sets')}"
    )
    parts = [_alt_of_set(shown[shown["contested_set"] == name], name, request) for name in sets]
    alt = f"Dots for {count(len(sets), 'set')} of names, narrator's voice only. {' '.join(parts)}"
    together = shown[shown["by"] == "all"]
    used = {(name, variant) for name in sets for variant in _most_used(together[together["contested_set"] == name])}
    own = shown[shown["by"] == "outlet"]
    in_panel = [pair in used for pair in zip(own["contested_set"], own["variant"], strict=True)]
    own = own.assign(item=own["contested_set"] + ": " + own["variant"])[np.array(in_panel, dtype=bool)]
    return Drawing(figure, title, numbers, caption, alt, shown=keys("contested-narrator", own, "item", "group"))


def plot_contested_names(table: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """The share of each name of one contested set, with intervals; the number of its occurrences at the dot.

    Args:
        table: the rows of one set, as `contested_shares` returns them for all articles.
        ax: where to draw; a new figure if not given.
    """
    ax = axes_or_new(ax)
    y = np.arange(len(table))
    share, low, high = percentages(table)
    ax.hlines(y, low, high, color=palette().series, linewidth=1.4)
    ax.plot(share, y, "o", color=palette().series, markersize=4, clip_on=False)
    for at, end, n in zip(y, np.fmax(share, high), table["n_hits"], strict=True):
        ax.annotate(f"{n:,}", (end, at), xytext=(6, 0), textcoords="offset points", va="center", fontsize=7)
    ax.set_yticks(y, [label(frame_label(variant)) for variant in table["variant"]])
    ax.set_ylim(len(table) - 0.4, -0.6)
    ax.set_xlim(0, 108)
    strip_axes(ax, grid="x")
    return ax


def draw_contested_over_time(tables: Tables, request: Request) -> Drawing:
    """The figure `contested-over-time`."""
    if tables.contested_hits.empty:
        raise NothingToDrawError(NO_HIT)
    table = contested_shares(tables, by="week")
    enough = table[table["n_all"] >= MIN_HITS]
    n_weeks = enough.groupby("contested_set")["group"].nunique()
    sets = [name for name in table["contested_set"].drop_duplicates() if n_weeks.get(name, 0) >= MIN_WEEKS]
    if not sets:
        raise NothingToDrawError(
            f"No contested set has {MIN_WEEKS} weeks with at least {MIN_HITS} occurrences of its names."
        )
    n_sets = down(MAX_COMPARED, 36)
    shown = enough[enough["contested_set"].isin(sets[:n_sets])]
    title = "Contested terms over time: weekly share of each name"
    weeks = pd.to_datetime(shown["group"])
    events = events_between(tables, weeks.min(), weeks.max() + pd.Timedelta(days=6))
    sets = sets[:n_sets]
    n_columns = across(N_COLUMNS)
    n_rows = [ceil(len(_most_used(shown[shown["contested_set"] == name])) / n_columns) for name in sets]
    figure = new_figure(title, 12 + sum(5 + 31 * n for n in n_rows) + key_height(events))
    rows = figure.subfigures(len(sets), 1, squeeze=False, height_ratios=[5 + 31 * n for n in n_rows])[:, 0]
    for row, name in zip(rows, sets, strict=False):
        own = shown[shown["contested_set"] == name]
        row.suptitle(label(frame_label(name, request.frame_names), 70), x=0.01, ha="left", fontsize=8)
        variants = _most_used(own)
        axes = panels(row, len(variants), n_columns, sharey=True, sharex=True)
        for ax, variant in zip(axes, variants, strict=True):
            plot_contested_over_time(own[own["variant"] == variant], ax=ax)
            # The same weeks in all panels, whether a set has hits in them or not.
            ax.set_xlim(weeks.min() - pd.Timedelta(days=1), weeks.max() + pd.Timedelta(days=8))  # type: ignore[arg-type]
            mark_events(ax, events)
            ax.set_title(label(frame_label(variant), 22), fontsize=7.5, pad=title_pad(events, ax))
        axes[0].set_ylabel("% of the set")
    add_key(figure, events)
    rest = rest_note(len(sets), table["contested_set"].nunique(), "sets")
    caption = (
        f"Weekly share (weeks start on Monday) of each name among the names of its set, in all voices; the most used "
        f"names of each set. A week with fewer than {MIN_HITS} occurrences of the set is a gap; "
        f"where there are few, each moves a line by many points, which is chance. "
        f"n = {count(_n_hits(shown), 'occurrence')}, {article_counts(tables)}. {CAUTION} "
        f"{weekly_note(drawn=bool(shown['share_low'].notna().any()), of=' that use the set')}{event_note(events)}{rest}"
    )
    parts = []
    for name in sets:
        own = shown[shown["contested_set"] == name]
        ends = []
        for variant in _most_used(own)[:2]:
            line = own[own["variant"] == variant]
            ends.append(
                f"{frame_label(variant)} from {percent(line['share'].iloc[0])} ({line['group'].iloc[0]}) to "
                f"{percent(line['share'].iloc[-1])} ({line['group'].iloc[-1]})"
            )
        parts.append(f"{frame_label(name, request.frame_names)}: {in_words(ends)}")
    alt = f"Lines by week for {count(len(parts), 'set')} of names, one panel a name. {'; '.join(parts)}."
    return Drawing(figure, title, table, caption, alt)


def plot_contested_over_time(table: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Weekly share of one name with intervals; hollow where there are too few articles for one, a gap without a row.

    Args:
        table: the rows of one name, as `contested_shares` returns them by week.
        ax: where to draw; a new figure if not given.
    """
    ax = axes_or_new(ax)
    weeks = middle_of(pd.to_datetime(table["group"]))
    share, low, high = percentages(table)
    gaps = np.flatnonzero(np.diff(weeks) > np.timedelta64(7, "D")) + 1
    ax.vlines(weeks, low, high, color=palette().series, linewidth=0.9, alpha=0.8)
    broken = np.insert(share, gaps, np.nan)
    ax.plot(np.insert(weeks, gaps, weeks[gaps]), broken, "-", color=palette().series, linewidth=0.9, alpha=0.8)
    plot_week_dots(weeks, share, (table["n_articles"] < MIN_ARTICLES).to_numpy(), ax)
    ax.set_ylim(-3, 103)
    ax.set_yticks([0, 50, 100])
    date_axis(ax)
    return ax


def _most_used(table: pd.DataFrame) -> list[str]:
    """The names of a set that get a panel, in alphabetical order."""
    counts = table.groupby("variant")["n_hits"].sum()
    return sorted(sorted(counts[counts > 0].index, key=lambda name: (-counts[name], name))[:N_COLUMNS])


def _panels(table: pd.DataFrame, sets: list[str], title: str, request: Request) -> Figure:
    """A row of panels a set, one a name, with a dot for all articles and for each outlet."""
    n_columns, heights = across(N_COLUMNS), []
    for name in sets:
        own = table[table["contested_set"] == name]
        n_rows = ceil(len(_most_used(own[own["by"] == "all"])) / n_columns)
        heights.append(9 + n_rows * (10 + 4.6 * own["group"].nunique(dropna=False)))
    figure = new_figure(title, 10 + sum(heights))
    rows = figure.subfigures(len(sets), 1, squeeze=False, height_ratios=heights)[:, 0]
    for row, name in zip(rows, sets, strict=True):
        own = table[table["contested_set"] == name]
        row.suptitle(label(frame_label(name, request.frame_names), 70), x=0.01, ha="left", fontsize=8)
        variants = _most_used(own[own["by"] == "all"])
        axes = panels(row, len(variants), n_columns, sharey=True, sharex=True)
        for ax, variant in zip(axes, variants, strict=True):
            of_name = own[own["variant"] == variant]
            plot_shares(of_name, ax=ax, all_label="all outlets")
            ax.set_title(f"{label(frame_label(variant), 20)} ({int(of_name['n_hits'].iloc[0]):,})", fontsize=7.5)
        axes[0].set_xlim(0, 103)
        axes[0].set_xticks([0, 50, 100])
    rows[-1].supxlabel("% of the set's occurrences in the narrator's voice (number in brackets)", fontsize=7.5)
    return figure


def _one_group(table: pd.DataFrame, sets: list[str], title: str, request: Request) -> Figure:
    """A panel a set with a dot for each name, where there is nothing to compare."""
    used = table[table["n_hits"] > 0]
    n_rows = [int((used["contested_set"] == name).sum()) for name in sets]
    figure = new_figure(title, 18 + 11 * len(sets) + 5.5 * sum(n_rows))
    axes = figure.subplots(len(sets), 1, squeeze=False, sharex=True, height_ratios=[n + 0.4 for n in n_rows])[:, 0]
    for ax, name in zip(axes, sets, strict=True):
        plot_contested_names(used[used["contested_set"] == name], ax=ax)
        ax.set_title(label(frame_label(name, request.frame_names), 60))
    axes[-1].set_xlabel("% of the set's occurrences in the narrator's voice (number at the dot)")
    return figure


def _sizes(table: pd.DataFrame, name: str, request: Request) -> str:
    """How much the shares of a set rest on, in all and by outlet."""
    groups = table[table["contested_set"] == name].drop_duplicates(["by", "group"])
    parts = [
        f"{'all' if row['by'] == 'all' else outlet_label(row['group'])} {row['n_all']:,} ({row['n_articles']:,})"
        for row in rows_of(groups)
    ]
    return f"{frame_label(name, request.frame_names)}: {', '.join(parts)}"


def _n_hits(table: pd.DataFrame) -> int:
    return int(table["n_hits"].sum())


def _alt_of_set(table: pd.DataFrame, name: str, request: Request) -> str:
    """The two most used names of a set, with the outlets that use them least and most."""
    parts = []
    for variant in _most_used(table[table["by"] == "all"])[:MAX_COMPARED]:
        of_name = table[table["variant"] == variant]
        whole = percent(of_name.loc[of_name["by"] == "all", "share"].iloc[0])
        own = of_name[of_name["by"] == "outlet"].sort_values("share", kind="stable")
        spread = ""
        if len(own) > 1:
            low, high = own.iloc[0], own.iloc[-1]
            spread = (
                f", from {percent(low['share'])} ({outlet_label(low['group'])}) to {percent(high['share'])} "
                f"({outlet_label(high['group'])})"
            )
        parts.append(f"{frame_label(variant)} {whole}{spread}")
    return f"{frame_label(name, request.frame_names)}: {'; '.join(parts)}."
