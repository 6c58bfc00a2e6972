"""The figure of overlap: which outlets quote the same people."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from analysis.charts.colours import palette, shades
from analysis.charts.drawing import Drawing, NothingToDrawError, Request, article_counts, rest_note, rows_of, types_note
from analysis.charts.labels import count, label, number, percent, plain
from analysis.charts.theme import axes_or_new, down, new_figure
from analysis.measures import MIN_ARTICLES, quotes_of, source_overlap, speakers_of_one_outlet

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from analysis.tables import Tables

MAX_OUTLETS = 12


def plot_overlap(table: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Outlets by outlets: above the diagonal the share of quoting in common, below it the speakers that both quote.

    On the diagonal stands how many speakers with a name an outlet quotes. Darker is more alike; both halves have their
    own shades, from 0 to the largest value.

    Args:
        table: as `source_overlap` returns it.
        ax: where to draw; a new figure if not given.
    """
    ax = axes_or_new(ax)
    outlets = sorted({*table["outlet"], *table["other"]})
    place = {outlet: i for i, outlet in enumerate(outlets)}
    alike = np.full((len(outlets), len(outlets)), np.nan)
    texts: dict[tuple[int, int], str] = {}
    most = {name: max(float(table[name].max()), 1e-9) for name in ("common_share", "jaccard")}
    for row in rows_of(table):
        low, high = place[row["outlet"]], place[row["other"]]
        alike[low, high], alike[high, low] = (row[name] / most[name] for name in ("common_share", "jaccard"))
        texts[low, high] = percent(row["common_share"])
        texts[high, low] = f"{row['n_shared']:,}\n({percent(row['jaccard'])})"
        texts[low, low], texts[high, high] = f"{row['n_speakers']:,}", f"{row['n_speakers_other']:,}"
    ax.imshow(alike, cmap=shades(), vmin=0, vmax=1, aspect="auto")
    for (y, x), text in texts.items():
        style = "italic" if y == x else "normal"
        ax.text(x, y, text, ha="center", va="center", fontsize=7, style=style, linespacing=1.0)
    names = [label(outlet, 24) for outlet in outlets]
    ax.set_yticks(range(len(outlets)), names)
    ax.set_xticks(range(len(outlets)), names, rotation=30, ha="left", rotation_mode="anchor")
    ax.xaxis.tick_top()
    ax.tick_params(length=0)
    ax.spines[:].set_visible(False)
    for axis in (ax.xaxis, ax.yaxis):
        axis.set_ticks(np.arange(0.5, len(outlets) - 1), minor=True)
    ax.grid(which="minor", color=palette().ground, linewidth=1.5)
    ax.tick_params(which="minor", length=0)
    return ax


def draw_overlap(tables: Tables, request: Request) -> Drawing:
    """The figure `source-overlap`."""
    table = source_overlap(tables, types=request.types)
    if table.empty:
        raise NothingToDrawError("No two outlets quote a speaker with a name: nothing is compared.")
    outlets = sorted({*table["outlet"], *table["other"]})
    kept = outlets[: down(MAX_OUTLETS, 9)]
    shown = table[table["outlet"].isin(kept) & table["other"].isin(kept)]
    title = "Overlap of sources: do outlets quote the same people?"
    figure = new_figure(title, 30 + 9 * len(kept))
    plot_overlap(shown, ax=figure.add_subplot())
    only = speakers_of_one_outlet(tables, types=request.types)
    own = only.groupby("outlet").agg(n=("speaker_id", "size"), share=("quote_share", "sum"))
    alone = "; ".join(
        f"{plain(str(outlet), 40)} {row['n']:,.0f} ({percent(row['share'])})"
        for outlet, row in own[own.index.isin(kept)].iterrows()
    )
    n_quotes = int(quotes_of(tables, request.types)["speaker_id"].notna().sum())
    caption = (
        f"Above the diagonal, the share of quoting in common: Σ min(p, q) over the shares p and q of two outlets' "
        f"quotes that go to each speaker with a name (1 − Bray–Curtis). Below it, how many speakers both quote, and "
        f"their share of those that either quotes (Jaccard). On the diagonal in italics, how many an outlet quotes. "
        f"Both shares grow with the number of quotes; the CSV file has them and Morisita–Horn, which hardly does, with "
        f"95 % intervals where both outlets have at least {MIN_ARTICLES} articles with such a quote. "
        f"n = {count(n_quotes, 'quote')} of named speakers, {article_counts(tables)}. Speakers whom one outlet alone "
        f"quotes (share of its quotes): {alone}. {types_note(tables, request.types)} To quote the same person is no "
        f"agreement, and a name that was not recognised as the same counts as two."
        f"{rest_note(len(kept), len(outlets), 'outlets in alphabetical order')}"
    )
    ordered = shown.sort_values("common_share", kind="stable")
    least, most = ordered.iloc[0], ordered.iloc[-1]
    alt = (
        f"A table of {count(len(kept), 'outlet')} by each other, shaded by overlap. Most in common: {_pair(most)}; "
        f"least: {_pair(least)}."
    )
    return Drawing(figure, title, table, caption, alt)


def _pair(row: pd.Series) -> str:
    return (
        f"{plain(row['outlet'], 40)} and {plain(row['other'], 40)} with {percent(row['common_share'])} of quoting, "
        f"{count(row['n_shared'], 'speaker')}, Morisita–Horn {number(row['morisita_horn'], 2)}"
    )
