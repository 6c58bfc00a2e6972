"""The figure of concentration: whether quotes are spread over many sources or few, by outlet."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from analysis.charts.colours import face, palette
from analysis.charts.direct import name_pairs
from analysis.charts.drawing import (
    Drawing,
    NothingToDrawError,
    Request,
    article_counts,
    rest_note,
    rows_of,
    types_note,
)
from analysis.charts.labels import count, label, number, outlet_label, percent
from analysis.charts.shares import MAX_OUTLETS, is_in
from analysis.charts.theme import across, axes_or_new, down, new_figure, panels, strip_axes
from analysis.measures import MIN_ARTICLES, N_RESAMPLES, SEED, concentration_by

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from analysis.tables import Tables

N_COLUMNS = 3
STYLES = {"quotes": ("o", True, -0.14), "words": ("D", False, 0.14)}
"""By what is counted: marker, whether it is filled, and its place beside the row's middle."""
NAMES = {"quotes": "by quotes", "words": "by quoted words"}

PANELS = {
    "rarefied": "different speakers in {size} quotes",
    "effective_sources": "effective number of speakers",
    "top_share": "share of the most quoted",
    "gini": "Gini index (0 even, 1 uneven)",
    "unnamed": "share of unnamed sources",
    "without_speaker": "share without a known speaker",
}
"""What each panel shows, by measure."""
LEAST_RANGE = 0.1
"""Of an axis on which every value is 0; of shares it is 10 %."""
SHARES = ("top_share", "unnamed", "without_speaker")

ALL = "all articles"


def plot_concentration(table: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """One measure by group, of quotes and of quoted words, with intervals; all articles together stand apart.

    Args:
        table: the rows of one measure, as `concentration_by` returns them for all and by outlet, in one table.
        ax: where to draw; a new figure if not given.
    """
    alone, ax = ax is None, axes_or_new(ax)
    groups = table[["by", "group"]].drop_duplicates().reset_index(drop=True)
    middle = np.arange(len(groups)) + 0.6 * (groups["by"] == "outlet").to_numpy()
    places = {(row["by"], outlet_label(row["group"])): y for row, y in zip(rows_of(groups), middle, strict=True)}
    scale = 100.0 if table["measure"].isin(SHARES).all() else 1.0
    ends = [0.0]
    for counted_in, (marker, filled, beside) in STYLES.items():
        own = table[table["counted_in"] == counted_in]
        if own.empty:
            continue
        y = np.array([places[row["by"], outlet_label(row["group"])] + beside for row in rows_of(own)])
        value, low, high = (
            scale * own[name].to_numpy(dtype=float, na_value=np.nan) for name in ("value", "value_low", "value_high")
        )
        ax.hlines(y, low, high, color=palette().series, linewidth=1.1)
        ax.plot(
            value, y, marker, color=palette().series, markerfacecolor=face(filled), markersize=3.5,
            label=NAMES[counted_in], clip_on=False,
        )  # fmt: skip
        ends += [float(np.nanmax(np.fmax(value, high), initial=0.0))]
    ax.set_yticks(
        middle, [label(ALL if row["by"] == "all" else outlet_label(row["group"]), 24) for row in rows_of(groups)]
    )
    ax.set_ylim(middle[-1] + 0.6, middle[0] - 0.6)
    ax.set_xlim(0, max(ends) * 1.08 or LEAST_RANGE * scale)
    ax.locator_params(axis="x", nbins=4)
    if scale > 1:
        ax.xaxis.set_major_formatter(lambda value, _: f"{value:g} %")
    strip_axes(ax, grid="x")
    if alone:
        name_pairs(ax)
    return ax


def draw_concentration(tables: Tables, request: Request) -> Drawing:
    """The figure `source-concentration`."""
    whole = concentration_by(tables, types=request.types)
    if whole.empty:
        raise NothingToDrawError("No quote was found.")
    if not int(whole["n_counted"][whole["others"] == "excluded"].max()):
        raise NothingToDrawError("No quote has a speaker with a name.")
    outlets = concentration_by(tables, by="outlet", types=request.types)
    numbers = pd.concat([whole, outlets], ignore_index=True)
    names = outlets["group"].drop_duplicates()
    kept = names.head(down(MAX_OUTLETS, 9)) if len(names) > 1 else names.head(0)
    shown = numbers[(numbers["by"] == "all") | ((numbers["by"] == "outlet") & is_in(numbers["group"], kept))]
    shown = shown[(shown["others"] == "excluded") | shown["others"].isna()]
    size = shown["size"].dropna().unique()
    n_rows = 1 + len(kept)
    title = "Concentration: how many sources share the quotes"
    n_columns = across(N_COLUMNS)
    n_panels = ceil(len(PANELS) / n_columns)
    figure = new_figure(title, 24 + n_panels * (13 + 4.6 * n_rows))
    axes = panels(figure, len(PANELS), n_columns, sharey=True)
    for ax, (measure, head) in zip(axes, PANELS.items(), strict=True):
        own = shown[(shown["measure"] == measure) & shown["value"].notna()]
        if own.empty:
            ax.set_axis_off()
            continue
        # Every group keeps its row, also in a panel in which it has no value.
        plot_concentration(pd.concat([own, _blank(shown, own)]).sort_values("by", kind="stable"), ax=ax)
        ax.set_title(head.format(size=f"{size[0]:,}" if len(size) else "so many"), fontsize=7.5)
    with_both = [ax for ax in axes if len(ax.get_legend_handles_labels()[0]) == len(STYLES)]
    for ax in with_both[:1]:
        name_pairs(ax)
    of_all = whole[whole["counted_in"] == "quotes"]
    named = of_all[of_all["others"] == "excluded"].iloc[0]
    drawn = bool(shown["value_low"].notna().any())
    intervals = (
        f"Whiskers: 95 % intervals of a bootstrap over articles ({N_RESAMPLES:,} draws, seed {SEED}), put about the "
        f"value found, as each draw misses articles and with them speakers; from {MIN_ARTICLES} articles on."
        if drawn
        else f"No intervals: they need at least {MIN_ARTICLES} articles. The figure describes these articles only."
    )
    caption = (
        f"Quotes (and quoted words) of speakers with a name, and the shares of the others. Effective number: 1/Σs² "
        f"over the speakers' shares s, the number of equally quoted speakers that would be as concentrated. It and "
        f"every such index grow with the number of quotes; outlets of different size are comparable in the first panel "
        f"only, which tells how many speakers a random draw of equally many quotes would hold (Hurlbert 1971). "
        f"n = {count(int(named['n_counted']), 'quote')} of {count(int(named['n_sources']), 'named speaker')}, of "
        f"{count(int(named['n_all']), 'quote')} in all; {article_counts(tables)}. {_sizes(outlets, kept)}"
        f"{types_note(tables, request.types)} {intervals} Who was not quoted at all does not show."
        f"{rest_note(len(kept), len(names), 'outlets in alphabetical order') if len(kept) else ''}"
    )
    return Drawing(figure, title, numbers, caption, _alt(shown))


def _blank(shown: pd.DataFrame, own: pd.DataFrame) -> pd.DataFrame:
    """A row without a value for each group that has none in `own`."""
    groups = shown.drop_duplicates(["by", "group"])
    missing = groups.merge(own[["by", "group"]].drop_duplicates(), on=["by", "group"], how="left", indicator=True)
    missing = missing[missing["_merge"] == "left_only"].drop(columns="_merge")
    blank = missing.assign(value=np.nan, value_low=np.nan, value_high=np.nan, measure=own["measure"].iloc[0])
    return blank.astype(shown.dtypes.to_dict())


def _sizes(outlets: pd.DataFrame, kept: pd.Series) -> str:
    """How many quotes of named speakers each outlet has."""
    own = outlets[(outlets["counted_in"] == "quotes") & (outlets["others"] == "excluded")].drop_duplicates("group")
    own = own[is_in(own["group"], kept)]
    if own.empty:
        return ""
    parts = [f"{outlet_label(row['group'])} {row['n_counted']:,} ({row['n_sources']:,})" for row in rows_of(own)]
    return f"Their quotes (named speakers): {', '.join(parts)}. "


def _alt(shown: pd.DataFrame) -> str:
    quotes = shown[shown["counted_in"] == "quotes"]
    parts = []
    for measure, head in PANELS.items():
        own = quotes[(quotes["measure"] == measure) & quotes["value"].notna()]
        whole, outlets = own[own["by"] == "all"], own[own["by"] == "outlet"].sort_values("value", kind="stable")
        if whole.empty:
            continue
        write = percent if measure in SHARES else number
        spread = ""
        if len(outlets) > 1:
            low, high = outlets.iloc[0], outlets.iloc[-1]
            spread = (
                f", from {write(low['value'])} ({outlet_label(low['group'])}) to {write(high['value'])} "
                f"({outlet_label(high['group'])})"
            )
        size = whole["size"].iloc[0]
        name = head.format(size="so many" if pd.isna(size) else f"{size:,}")
        parts.append(f"{name} {write(whole['value'].iloc[0])}{spread}")
    return f"Dots in {len(parts)} panels, by quotes and by quoted words. By quotes: {'; '.join(parts)}."
