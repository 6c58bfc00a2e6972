"""The figure of contested terms."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from analysis.charts.bars import stack_bars
from analysis.charts.drawing import Drawing, NothingToDrawError, Request, article_counts, rest_note, rows_of
from analysis.charts.labels import count, frame_label, in_words, label, percent
from analysis.charts.theme import VOICE_STYLES, axes_or_new, new_figure
from analysis.measures import contested_by_voice

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from analysis.tables import Tables

MAX_SETS = 5
MAX_VARIANTS = 6
"""Names of a set that get a bar."""


def plot_contested_set(table: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """How often each name of one contested set is used, stacked by voice, with its share of the set.

    Args:
        table: the rows of one set, as `contested_by_voice` returns them.
        ax: where to draw; a new figure if not given.
    """
    ax = axes_or_new(ax)
    parts = {style: table[f"n_{voice}"].to_numpy(dtype=float) for voice, style in VOICE_STYLES.items()}
    ends = [f"{row['n_hits']:,} ({percent(row['share'])})" for row in rows_of(table)]
    stack_bars(ax, [label(frame_label(variant)) for variant in table["variant"]], parts, ends, whole=True)
    return ax


def draw_contested(tables: Tables, request: Request) -> Drawing:
    """The figure `contested-terms`."""
    table = contested_by_voice(tables)
    if table.empty:
        raise NothingToDrawError("No term of a contested set occurs in these articles.")
    sets = table["contested_set"].drop_duplicates()
    shown = (
        table[table["contested_set"].isin(sets.head(MAX_SETS))].groupby("contested_set", sort=False).head(MAX_VARIANTS)
    )
    n_rows = shown.groupby("contested_set", sort=False).size().tolist()
    title = "Contested terms: which name is used, by voice"
    figure = new_figure(title, 22 + 11 * len(n_rows) + 5.5 * len(shown))
    panels = figure.subplots(len(n_rows), 1, squeeze=False, sharex=True, height_ratios=[n + 0.4 for n in n_rows])
    reach = 1.2 * float(shown["n_hits"].max())
    for ax, name in zip(panels[:, 0], sets, strict=False):
        plot_contested_set(shown[shown["contested_set"] == name], ax=ax)
        ax.set_title(label(frame_label(name, request.frame_names), 60))
        ax.set_xlim(0, reach)
    panels[-1, 0].set_xlabel("occurrences (share of the set's)")
    # The first panel may lack a voice that another one has.
    entries = {
        text: handle for ax in panels[:, 0] for handle, text in zip(*ax.get_legend_handles_labels(), strict=True)
    }
    figure.legend(list(entries.values()), list(entries), loc="outside lower center", ncols=2)
    n = int(table["n_hits"].sum())
    rest = rest_note(len(n_rows), len(sets), "sets") or rest_note(len(shown), len(table), "names")
    caption = (
        f"Occurrences of the names that each contested set lists for the same thing, in the narrator's voice and "
        f"inside attributed contents. No name is taken to be the right one. n = {count(n, 'occurrence')}, "
        f"{article_counts(tables)}.{rest}"
    )
    parts = []
    for name in sets.head(MAX_SETS):
        own = [
            f"{frame_label(row['variant'])} {row['n_hits']:,} ({row['n_narrator']:,} by the narrator)"
            for row in rows_of(table[table["contested_set"] == name].head(3))
        ]
        parts.append(f"{frame_label(name, request.frame_names)}: {in_words(own)}")
    alt = f"Stacked bars in {count(len(n_rows), 'panel')}, one a set of names. {'; '.join(parts)}."
    return Drawing(figure, title, table, caption, alt)
