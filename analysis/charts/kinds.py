"""The figure of kinds of sources: in what role they speak, named or not, and how outlets differ."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from analysis.charts.bars import stack_bars
from analysis.charts.colours import TYPE_STYLES
from analysis.charts.direct import key_of_parts, name_parts
from analysis.charts.drawing import (
    Drawing,
    Key,
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
from analysis.charts.shares import MAX_OUTLETS, MIN_QUOTES, N_COLUMNS, group_label, is_in, plot_shares
from analysis.charts.theme import across, axes_or_new, down, legend_below, new_figure, panels
from analysis.measures import ANY, NOT_TOLD, ROLES, TYPES, source_shares
from analysis.records import SAID

if TYPE_CHECKING:
    from collections.abc import Mapping

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure, SubFigure

    from analysis.tables import Tables

SHARE = "% of the quotes"
UNNAMED = "unnamed"
"""The panel of all unnamed people, whatever their role."""


def plot_kinds(table: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """How many quotes each role has, stacked by type of speaker, with their share and its interval at the bar's end.

    Args:
        table: rows of one group, as `source_shares` returns them.
        ax: where to draw; a new figure if not given.
    """
    alone, ax = ax is None, axes_or_new(ax)
    totals = table[(table["speaker_type"] == ANY) & (table["n_quotes"] > 0)]
    roles = totals["speaker_role"].tolist()
    pairs = table.pivot_table(index="speaker_role", columns="speaker_type", values="n_quotes", sort=False)
    pairs = pairs.reindex(index=roles, columns=list(TYPES), fill_value=0).fillna(0)
    parts = {TYPE_STYLES[kind]: pairs[kind].to_numpy(dtype=float) for kind in TYPES}
    stack_bars(
        ax,
        [role_label(role) for role in roles],
        parts,
        [f"{row['n_quotes']:,}   {_percent_with_interval(row)}" for row in rows_of(totals)],
        n_apart=int(NOT_TOLD in roles),
        whole=True,
    )
    ax.set_xlim(0, 1.25 * float(totals["n_quotes"].max()))
    ax.set_xlabel("quotes (number and share at the bar)")
    if alone:
        key_of_parts(ax)
    return ax


def role_label(role: str) -> str:
    """A role for readers.

    Example:
        >>> role_label("official"), role_label("not told")
        ('official', 'role not told')
    """
    return "role not told" if role == NOT_TOLD else role


def draw_kinds(tables: Tables, request: Request) -> Drawing:
    """The figure `who-is-quoted-by-kind`."""
    whole = source_shares(tables, types=request.types)
    if whole.empty:
        raise NothingToDrawError("No quote was found.")
    outlets = source_shares(tables, by="outlet", types=request.types)
    names = outlets["group"].drop_duplicates()
    kept = names.head(down(MAX_OUTLETS, 4.2))
    compared = outlets[is_in(outlets["group"], kept) & (outlets["n_all"] >= MIN_QUOTES)]
    shown = [whole]
    if compared["group"].nunique(dropna=False) > 1 and _panels(whole):
        shown.append(compared)
    title = "Who is quoted, by kind of source"
    numbers = pd.concat([whole, outlets] if len(names) > 1 else [whole], ignore_index=True)
    caption = _caption(tables, request, pd.concat(shown, ignore_index=True))
    rest = rest_note(len(kept), len(names), "outlets in alphabetical order") if len(shown) > 1 else ""
    said = set(request.types) == set(SAID)
    drawn = _shown(whole, compared) if said and len(shown) > 1 else frozenset()
    return Drawing(_figure(shown, title), title, numbers, f"{caption}{rest}", _alt(whole, shown[1:]), shown=drawn)


def _caption(tables: Tables, request: Request, shown: pd.DataFrame) -> str:
    groups = rows_of(shown.drop_duplicates(["by", "group"]))
    sizes = "; ".join(f"{group_label(row)} {row['n_all']:,}" for row in groups)
    panels, what = "", "In brackets"
    if len(groups) > 1:
        what = "Whiskers, and percentages in brackets"
        panels = (
            f"Below: the share of each role, and of all unnamed people, in each outlet; every panel has its own scale, "
            f"from 0. Quotes: {sizes}; outlets and roles with fewer than {MIN_QUOTES} stand in the CSV file only. "
        )
    return (
        f"Quotes by the role in which a source speaks and by whether it is a person with a name, somebody without one, "
        f"or a body. n = {count(int(shown['n_all'].iloc[0]), 'quote')}, {article_counts(tables)}. "
        f"{types_note(tables, request.types)} A role is what the article itself says (“the mayor, Ada Lund”, “a "
        f"resident”), found by the lists of nouns in data/rules/sources.yaml and neither looked up nor taken over from "
        f"another article. Many articles do not say it of those whom readers know, so a role's share is rather too "
        f"low; compare roles where as much is not told. An unnamed official counts among officials and among unnamed "
        f"people. "
        f"{panels}{interval_note(drawn=bool(shown['share_low'].notna().any()), of=' of a group', what=what)}"
    )


def _figure(shown: list[pd.DataFrame], title: str) -> Figure:
    whole = shown[0]
    n_roles = int(((whole["speaker_type"] == ANY) & (whole["n_quotes"] > 0)).sum())
    top = 26 + 6.0 * n_roles
    if len(shown) == 1:
        figure = new_figure(title, top)
        _bars(figure, whole)
        return figure
    both = pd.concat(shown, ignore_index=True)
    kinds = _panels(whole)
    n_columns = min(across(N_COLUMNS), len(kinds))
    n_rows = ceil(len(kinds) / n_columns)
    below = 8 + n_rows * (12 + 4.2 * both["group"].nunique(dropna=False))
    figure = new_figure(title, top + below)
    upper, lower = np.asarray(figure.subfigures(2, 1, height_ratios=[top, below], hspace=0.02))
    _bars(upper, whole)
    for ax, (name, kind) in zip(panels(lower, len(kinds), n_columns, sharey=True), kinds.items(), strict=True):
        own = _of(both, kind)
        plot_shares(own, ax=ax)
        ax.set_title(f"{name} ({int(own['n_quotes'].iloc[0]):,})")
    lower.supxlabel(f"{SHARE} (number of quotes in brackets)", fontsize=7.5)
    return figure


def _bars(figure: Figure | SubFigure, whole: pd.DataFrame) -> None:
    ax = plot_kinds(whole, ax=figure.add_subplot())
    if not name_parts(ax):
        legend_below(figure, *ax.get_legend_handles_labels(), ncols=6)


def _panels(whole: pd.DataFrame) -> dict[str, tuple[str, str]]:
    """Role and type of each panel, by its title: the roles with quotes enough, and last the unnamed people."""
    kinds = {role_label(role): (role, ANY) for role in ROLES} | {UNNAMED: (ANY, "unnamed")}
    return {name: kind for name, kind in kinds.items() if _of(whole, kind)["n_quotes"].iloc[0] >= MIN_QUOTES}


def _of(table: pd.DataFrame, kind: tuple[str, str]) -> pd.DataFrame:
    return table[(table["speaker_role"] == kind[0]) & (table["speaker_type"] == kind[1])]


def _shown(whole: pd.DataFrame, compared: pd.DataFrame) -> frozenset[Key]:
    """The shares by outlet, without that of speakers whose role is not told: it says how well roles are found."""
    drawn: frozenset[Key] = frozenset()
    for role, kind in _panels(whole).values():
        item = UNNAMED if role == ANY else role
        if item != NOT_TOLD:
            drawn |= keys("sources", _of(compared, (role, kind)).assign(item=item), "item", "group")
    return drawn


def _percent_with_interval(row: Mapping[str, Any]) -> str:
    share, low, high = row["share"], row["share_low"], row["share_high"]
    if pd.isna(low):
        return percent(share)
    return f"{percent(share)} [{100 * low:.0f}–{100 * high:.0f}]"


def _alt(whole: pd.DataFrame, compared: list[pd.DataFrame]) -> str:
    roles = [
        f"{role_label(row['speaker_role'])} {row['n_quotes']:,} ({percent(row['share'])})"
        for row in rows_of(whole[whole["speaker_type"] == ANY])
        if row["n_quotes"]
    ]
    types = [
        f"{TYPE_STYLES[row['speaker_type']].label} {percent(row['share'])}"
        for row in rows_of(whole[whole["speaker_role"] == ANY])
        if row["n_quotes"]
    ]
    parts = []
    for table in compared:
        for name, kind in _panels(whole).items():
            own = _of(table, kind).sort_values("share", kind="stable")
            low, high = own.iloc[0], own.iloc[-1]
            parts.append(
                f"{name} from {percent(low['share'])} ({outlet_label(low['group'])}) to {percent(high['share'])} "
                f"({outlet_label(high['group'])})"
            )
    by_outlet = f" Dots by outlet: {'; '.join(parts)}." if parts else ""
    return (
        f"Stacked bars of {count(int(whole['n_all'].iloc[0]), 'quote')} by role: {in_words(roles)}; by type: "
        f"{in_words(types)}.{by_outlet}"
    )
