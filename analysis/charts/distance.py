"""The figure of distance marks: how often each outlet holds words at a distance, and by what."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING

import pandas as pd

from analysis.charts.drawing import (
    Drawing,
    NothingToDrawError,
    Request,
    article_counts,
    interval_note,
    rest_note,
    rows_of,
)
from analysis.charts.frames import MAX_OUTLETS, plot_frame_by_outlet, plot_frames_of_one_outlet
from analysis.charts.headlines import keys
from analysis.charts.labels import count, in_words, number, outlet_label
from analysis.charts.shares import is_in
from analysis.charts.theme import across, down, new_figure, panels
from analysis.measures import distance_rates

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from analysis.tables import Tables

KINDS = {"so_called": "“so-called”, “what it calls”", "alleged": "“alleged”", "scare_quote": "scare quotes"}
"""The kinds that are drawn: names in marks (`title`) hold nothing at a distance."""
RATE = "marks per 1,000 words"


def plot_distance(table: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Rate of one kind of marks in each outlet, with intervals where there are any.

    Args:
        table: the rows of one kind, as `distance_rates` returns them by outlet.
        ax: where to draw; a new figure if not given.
    """
    return plot_frame_by_outlet(table, ax=ax)


def draw_distance(tables: Tables, request: Request) -> Drawing:
    """The figure `distance-by-outlet`: the narrator's marks."""
    del request
    whole = distance_rates(tables, voice="narrator")
    drawn = whole[whole["kind"].isin(KINDS)]
    if not drawn["n_marks"].sum():
        raise NothingToDrawError("The narrator's voice has no mark of distance in these articles.")
    outlets = distance_rates(tables, by_outlet=True, voice="narrator")
    names = outlets["outlet"].drop_duplicates()
    kept = names.head(down(MAX_OUTLETS, 4.2))
    shown = outlets[outlets["kind"].isin(KINDS) & is_in(outlets["outlet"], kept)]
    title = "Words held at a distance, by outlet"
    figure = _panels(shown, title) if len(kept) > 1 else _one_outlet(drawn, title)
    marks = tables.distance_marks
    n_quoted = int((marks["kind"].isin(KINDS) & (marks["voice"] == "quoted")).sum())
    sizes = "; ".join(
        f"{outlet_label(row['outlet'])} {row['n_articles']:,} ({row['n_words']:,} words)"
        for row in rows_of(shown.drop_duplicates("outlet"))
    )
    by_kind = in_words([f"{KINDS[row['kind']]} {row['n_marks']:,}" for row in rows_of(drawn)])
    caption = (
        f"Marks of distance in the narrator's voice per 1,000 words: adjectives and namings such as “so-called”, "
        f"“self-styled” or “what it calls”; “alleged”, “suspected” or “purported”, which the law may demand; and up to "
        f"four words in quotation marks that nobody is reported to have said, be it doubt, irony or a term of art. "
        f"n = {count(int(drawn['n_marks'].sum()), 'mark')} ({by_kind}), {article_counts(tables)}; "
        f"{count(n_quoted, 'mark')} in speakers' own words left out. Articles: {sizes}. "
        f"{'Each panel has its own scale, from 0. ' if len(kept) > 1 else ''}"
        f"{interval_note(drawn=bool(shown['rate_low'].notna().any()), of=' of an outlet')}"
        f"{rest_note(len(kept), len(names), 'outlets in alphabetical order')}"
    )
    parts = []
    for kind, name in KINDS.items():
        own = shown[(shown["kind"] == kind) & shown["rate"].notna()].sort_values("rate", kind="stable")
        if len(own) > 1:
            low, high = own.iloc[0], own.iloc[-1]
            parts.append(
                f"{name} from {number(low['rate'], 2)} ({outlet_label(low['outlet'])}) to "
                f"{number(high['rate'], 2)} ({outlet_label(high['outlet'])})"
            )
        elif len(own):
            parts.append(f"{name} {number(own['rate'].iloc[0], 2)}")
    alt = f"Dots for {count(len(KINDS), 'kind')} of marks. Rates per 1,000 words: {'; '.join(parts)}."
    numbers = pd.concat([whole, outlets], ignore_index=True)
    return Drawing(figure, title, numbers, caption, alt, shown=keys("distance", shown, "kind", "outlet"))


def _panels(table: pd.DataFrame, title: str) -> Figure:
    n_columns = across(len(KINDS))
    n_rows = ceil(len(KINDS) / n_columns)
    figure = new_figure(title, 14 + n_rows * (12 + 4.2 * table["outlet"].nunique(dropna=False)))
    for ax, (kind, name) in zip(panels(figure, len(KINDS), n_columns, sharey=True), KINDS.items(), strict=True):
        own = table[table["kind"] == kind]
        plot_distance(own, ax=ax)
        ax.set_title(f"{name} ({int(own['n_marks'].sum()):,})")
    figure.supxlabel(f"{RATE} (number of marks in brackets)", fontsize=7.5)
    return figure


def _one_outlet(table: pd.DataFrame, title: str) -> Figure:
    figure = new_figure(title, 22 + 5.5 * len(KINDS))
    rows = table.rename(columns={"kind": "frame", "n_marks": "n_hits"})
    ax = plot_frames_of_one_outlet(rows, names=KINDS, ax=figure.add_subplot())
    ax.set_xlabel(f"{RATE} (number of marks at the dot)")
    return figure
