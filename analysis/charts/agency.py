"""The figure of agency: how events of harm are told, and for how many somebody is named as the doer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from analysis.charts.bars import stack_bars
from analysis.charts.colours import Style
from analysis.charts.direct import key_of_parts
from analysis.charts.drawing import (
    Drawing,
    NothingToDrawError,
    Request,
    article_counts,
    interval_note,
    rest_note,
    rows_of,
)
from analysis.charts.headlines import keys
from analysis.charts.labels import count, in_words, label, outlet_label, percent
from analysis.charts.theme import axes_or_new, down, legend_below, new_figure
from analysis.measures.agency import CONSTRUCTIONS, AgencyGroup, agency_events_of, agent_shares, construction_shares

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from matplotlib.axes import Axes

    from analysis.tables import Tables

MAX_OUTLETS = 12
MIN_EVENTS = 10
"""A group with fewer events is not drawn: each of them would move its bar by more than 10 %."""
ALL = "all events"

# Okabe and Ito's palette; blue where somebody acts, yellow to red for passives, greys and greens where nobody does.
STYLES: Mapping[str, Style] = {
    "active_named_agent": Style("active, somebody acts", "blue", "o", ""),
    "active_instrument": Style("active, a weapon or event acts", "sky", "s", "////"),
    "full_passive": Style("passive with a doer", "green", "^", "----"),
    "agentless_passive": Style("passive without a doer", "orange", "D", "\\\\\\\\"),
    "intransitive": Style("intransitive (“died”)", "vermilion", "X", "xxxx"),
    "nominal": Style("noun (“death”, “killing”)", "pale", "v", ""),
    "adjective": Style("adjective (“the wounded”)", "grey", "P", "...."),
}


def plot_constructions(table: pd.DataFrame, *, agents: pd.DataFrame | None = None, ax: Axes | None = None) -> Axes:
    """The share of each construction as one stacked bar a group, with its number and the share that names a doer.

    Args:
        table: rows of one or several groups, as `construction_shares` returns them.
        agents: the same groups' rows of `agent_shares`; without them the bars tell no share that names a doer.
        ax: where to draw; a new figure if not given, with a key.
    """
    alone, ax = ax is None, axes_or_new(ax)
    table = table.assign(key=_keys(table))
    keys = table["key"].drop_duplicates().tolist()
    shares = table.pivot_table(index="key", columns="construction", values="share", sort=False)
    shares = shares.reindex(index=keys, columns=list(CONSTRUCTIONS), fill_value=0.0)
    parts = {STYLES[name]: 100 * shares[name].to_numpy(dtype=float) for name in CONSTRUCTIONS}
    n_all = dict(zip(table["key"], table["n_all"], strict=True))
    named: dict[str, dict[str, Any]] = {}
    if agents is not None:
        own = agents[agents["agent"] == "named"]
        named = dict(zip(_keys(own), rows_of(own), strict=True))
    ends = [f"{n_all[key]:,}   {_with_interval(named[key]) if key in named else ''}".rstrip() for key in keys]
    stack_bars(ax, [label(key, 26) for key in keys], parts, ends)
    ax.set_xlim(0, 128)
    ax.set_xticks(np.arange(0, 101, 25))
    if alone:
        key_of_parts(ax)
    return ax


def draw_agency(tables: Tables, request: Request) -> Drawing:
    """The figure `who-acts`."""
    events = agency_events_of(tables)
    if events.empty:
        raise NothingToDrawError("No event of harm or movement is told in these articles.")
    several = events["outlet"].nunique(dropna=False) > 1
    groups: tuple[AgencyGroup, ...] = ("all", "event_class", "outlet") if several else ("all", "event_class")
    constructions = pd.concat([construction_shares(tables, by=by) for by in groups], ignore_index=True)
    agents = pd.concat([agent_shares(tables, by=by) for by in groups], ignore_index=True)
    outlets = constructions.loc[constructions["by"] == "outlet", "group"].drop_duplicates()
    in_figure = (constructions["n_all"] >= MIN_EVENTS) | (constructions["by"] == "all")
    further = (constructions["by"] == "outlet") & ~constructions["group"].fillna("").isin(
        outlets.head(down(MAX_OUTLETS, 6)).fillna("")
    )
    shown = constructions[in_figure & ~further]
    panels = [("By kind of event", shown[shown["by"] != "outlet"])]
    if shown.loc[shown["by"] == "outlet", "group"].nunique(dropna=False) > 1:
        panels.append(("By outlet", shown[shown["by"] == "outlet"]))
    title = "Who acts: how events of harm are told"
    n_rows = [len(table) // len(CONSTRUCTIONS) for _, table in panels]
    figure = new_figure(title, 30 + sum(11 + 6.0 * n for n in n_rows))
    grid = figure.subplots(len(panels), 1, squeeze=False, height_ratios=[n + 0.6 for n in n_rows])
    for ax, (heading, table) in zip(grid[:, 0], panels, strict=True):
        plot_constructions(table, agents=agents, ax=ax)
        ax.set_title(heading)
    grid[-1, 0].set_xlabel("% of the events (at the bar: number of events, and share with somebody named as the doer)")
    entries = {text: h for ax in grid[:, 0] for h, text in zip(*ax.get_legend_handles_labels(), strict=True)}
    ordered = [style.label for style in STYLES.values() if style.label in entries]
    legend_below(figure, [entries[text] for text in ordered], ordered, ncols=3)
    n, n_all = len(events), len(tables.agency_events)
    rest = rest_note(min(len(outlets), down(MAX_OUTLETS, 6)), len(outlets), "outlets in alphabetical order")
    drawn = bool(agents["share_low"].notna().any())
    caption = (
        f"How killing, wounding, strikes, displacement, detention, starvation and destruction are told; "
        f"data/rules/agency.yaml lists the words. n = {count(n, 'event')} told as having happened, of {n_all:,} found; "
        f"{article_counts(tables)}. A passive, an intransitive verb and a noun leave the doer out in different ways "
        f"and stand apart. Somebody is a person, a body or a group, with or without a name (“troops”). That a doer is "
        f"left out may have a reason, e.g. that nobody knows it. Groups with fewer than {MIN_EVENTS} events stand in "
        f"the CSV file only. {interval_note(drawn=drawn, of=' of a group', what='In brackets')}{rest}"
    )
    outlets_shown = panels[1][1].assign(item="named") if len(panels) > 1 else shown.head(0).assign(item="named")
    numbers, alt = _numbers(constructions, agents), _alt(constructions, agents, n)
    return Drawing(figure, title, numbers, caption, alt, shown=keys("doers", outlets_shown, "item", "group"))


def _numbers(constructions: pd.DataFrame, agents: pd.DataFrame) -> pd.DataFrame:
    """Both tables under one another: what is counted in `measure`, its value in `value`."""
    parts = [
        table.rename(columns={name: "value"}).assign(measure=name)
        for name, table in (("construction", constructions), ("agent", agents))
    ]
    both = pd.concat(parts, ignore_index=True)
    return both[["measure", *(column for column in both.columns if column != "measure")]]


def _keys(table: pd.DataFrame) -> pd.Series:
    return pd.Series([_group_label(row) for row in rows_of(table)], index=table.index, dtype=object)


def _group_label(row: Mapping[str, Any]) -> str:
    if row["by"] == "all":
        return ALL
    return outlet_label(row["group"]) if row["by"] == "outlet" else str(row["group"])


def _with_interval(row: Mapping[str, Any]) -> str:
    share, low, high = row["share"], row["share_low"], row["share_high"]
    return percent(share) if pd.isna(low) else f"{percent(share)} [{100 * low:.0f}–{100 * high:.0f}]"


def _alt(constructions: pd.DataFrame, agents: pd.DataFrame, n: int) -> str:
    whole = [
        f"{STYLES[row['construction']].label} {percent(row['share'])}"
        for row in rows_of(constructions[constructions["by"] == "all"])
        if row["n_events"]
    ]
    named = agents[(agents["agent"] == "named") & (agents["n_all"] >= MIN_EVENTS)]
    classes = [f"{row['group']} {percent(row['share'])}" for row in rows_of(named[named["by"] == "event_class"])]
    by_class = f" Somebody is named as the doer: {in_words(classes)}." if classes else ""
    own = named[named["by"] == "outlet"].sort_values("share", kind="stable")
    by_outlet = ""
    if len(own) > 1:
        low, high = own.iloc[0], own.iloc[-1]
        by_outlet = (
            f" By outlet from {percent(low['share'])} ({outlet_label(low['group'])}) to {percent(high['share'])} "
            f"({outlet_label(high['group'])})."
        )
    return f"Stacked bars of {count(n, 'event')}: {in_words(whole)}.{by_class}{by_outlet}"
