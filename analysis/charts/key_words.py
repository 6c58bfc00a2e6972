"""The figure of the words that set each outlet apart from the others."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING

import pandas as pd

from analysis.charts.colours import face, palette
from analysis.charts.drawing import Drawing, NothingToDrawError, Request, article_counts, rest_note, rows_of
from analysis.charts.labels import count, label, number, plain
from analysis.charts.theme import across, axes_or_new, down, new_figure, panels, strip_axes
from analysis.compare.keyness import LEAST_ARTICLES, Words, keyness
from analysis.compare.keyness_measures import ALPHA
from analysis.compare.selections import Selection, SelectionError
from analysis.measures import MIN_ARTICLES, SEED
from analysis.measures.text_index import index_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from analysis.tables import Tables

MAX_OUTLETS = 8
MAX_WORDS = 8
LEAST_G2 = 6.63
"""Of chi-square with one degree of freedom the 1 % point: here a threshold for what is shown, not a test."""

WORDS = Words(unit="lemma", names=False)
NARRATOR = Selection(voice="narrator")


def words_apart(table: pd.DataFrame, *, n: int = MAX_WORDS, side: str = "target") -> pd.DataFrame:
    """The words that set a selection apart, the largest conservative log ratio first.

    Words with q < .05 are chosen before others, as the others may be a single event's; then those with a conservative
    log ratio other than 0; then, so that small corpora have words too, those with G² ≥ `LEAST_G2`.

    Args:
        table: as `keyness` returns it.
        n: how many words at most.
        side: `target` or `reference`.
    """
    own = table[table["more_in"] == side]
    stands = (own["q"] < ALPHA).fillna(False).astype(bool)
    telling = (own["log_ratio_conservative"] != 0) | (own["log_likelihood"] >= LEAST_G2)
    own, stands = own[telling | stands], stands[telling | stands]
    first = pd.concat([own[stands], own[~stands]]).head(n)
    return own[own.index.isin(first.index)]


def plot_key_words(table: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """The log ratio of each word, with a line to its conservative log ratio; a full dot where q < .05.

    Args:
        table: rows of what `keyness` returned, the first at the top.
        ax: where to draw; a new figure if not given.
    """
    ax = axes_or_new(ax)
    for position, row in enumerate(rows_of(table)):
        stands = not pd.isna(row["q"]) and row["q"] < ALPHA
        ax.plot(
            [row["log_ratio_conservative"], row["log_ratio"]], [position] * 2, color=palette().series, linewidth=1.2
        )
        ax.plot(row["log_ratio"], position, "o", color=palette().series, markerfacecolor=face(stands))
        times = f"{row['n_target']:,} · {row['n_articles_target']:,}"
        ax.annotate(
            times, (1, position), xycoords=("axes fraction", "data"), xytext=(4, 0), textcoords="offset points",
            va="center", fontsize=6.5, color=palette().muted,
        )  # fmt: skip
    ax.set_yticks(range(len(table)), [label(term, 22) for term in table["term"]])
    ax.set_ylim(MAX_WORDS - 0.5, -0.5)
    ax.set_xlim(left=0)
    strip_axes(ax, grid="x")
    return ax


def draw_key_words(tables: Tables, request: Request) -> Drawing:
    """The figure `keyness-by-outlet`."""
    words = tables.articles.groupby("outlet")["n_words"].sum().sort_index().sort_values(ascending=False, kind="stable")
    outlets = [str(outlet) for outlet in words.index]
    if len(outlets) < 2:
        raise NothingToDrawError("Fewer than two outlets are named, so that none can be set against others.")
    index = index_of(tables)
    every: dict[str, pd.DataFrame] = {}
    for outlet in outlets[: 2 * down(MAX_OUTLETS // 2, 43)]:
        try:
            every[outlet] = keyness(index, Selection(outlet=outlet), within=NARRATOR, words=WORDS)
        except SelectionError:  # an outlet, or all others, may have no word of its own
            continue
    shown = {outlet: words_apart(table) for outlet, table in every.items()}
    if not any(map(len, shown.values())):
        raise NothingToDrawError(f"No word of {LEAST_ARTICLES} articles or more sets an outlet apart.")
    title = "Keyness by outlet: the narrator's words against those of all other outlets"
    n_columns = across(2)
    n_rows = ceil(len(shown) / n_columns)
    figure = new_figure(title, 16 + 43 * n_rows)
    axes = panels(figure, len(shown), n_columns)
    for ax, (outlet, table) in zip(axes, shown.items(), strict=True):
        plot_key_words(table, ax=ax)
        n = every[outlet]["of_articles_target"].max() if len(every[outlet]) else 0
        ax.set_title(f"{label(outlet, 30)} ({count(int(n), 'article')})")
        if table.empty:
            ax.text(0.02, 0.9, "no word stands apart", transform=ax.transAxes, color=palette().muted, va="top")
            ax.set_xticks([])
    most = max(float(table["log_ratio"].max()) for table in shown.values() if len(table))
    for ax in axes:
        ax.set_xlim(0, most * 1.05)
    for ax in axes[-n_columns:]:
        ax.set_xlabel("log ratio (right: times · articles)")
    numbers = pd.concat(
        [words_apart(table, n=len(table)).assign(outlet=outlet) for outlet, table in every.items()], ignore_index=True
    )
    numbers = numbers[["outlet", *(name for name in numbers.columns if name != "outlet")]].astype({"outlet": "string"})
    return Drawing(figure, title, numbers, _caption(tables, every, len(outlets)), _alt(shown))


def _caption(tables: Tables, every: dict[str, pd.DataFrame], n_outlets: int) -> str:
    tables_made = [table for table in every.values() if len(table)]
    compared = max(int(table["n_compared"].max()) for table in tables_made)
    return (
        f"Lemmas of the narrator's words (what people are quoted with is left out) in {LEAST_ARTICLES} articles of "
        f"the outlet or more; no names of people, places and the like, as far as the parse tells, and no function "
        f"words. Dot: log ratio, log2 of the rate here over the rate in all other outlets; 1 is twice as frequent, 2 "
        f"four times (Hardie 2014). Line: to the conservative log ratio, the nearer bound of its interval over "
        f"{compared:,} words (Evert 2022). {test_note(tables_made, 'dot')} "
        f"{choice_note(MAX_WORDS, 'an outlet', 'dot')} n = {article_counts(tables)}."
        f"{rest_note(min(n_outlets, 2 * down(MAX_OUTLETS // 2, 43)), n_outlets, 'outlets (those with most words)')}"
    )


def choice_note(n: int, each: str, sign: str) -> str:
    """Which words a figure names."""
    return (
        f"Chosen are up to {n} words {each}: first those with a full {sign}, then by the conservative log ratio, then "
        f"by G² from {LEAST_G2} on; where a conservative log ratio is 0, word counts alone leave open which side has "
        f"more."
    )


def test_note(tables_made: list[pd.DataFrame], sign: str) -> str:
    """What a full and an empty sign say of tables of keyness, or why no word is tested."""
    tested = [int(table["n_tested"].max()) for table in tables_made if len(table)]
    if not any(tested):
        return (
            f"No word is tested, as that needs {MIN_ARTICLES} articles on either side that share weeks: the figure "
            f"describes these articles, and an empty {sign} may be a single event's word."
        )
    span = (
        f"{min(filter(None, tested)):,}"
        if min(filter(None, tested)) == max(tested)
        else (f"{min(filter(None, tested)):,} to {max(tested):,}")
    )
    return (
        f"Full {sign}: it stands a test that moves whole articles of the same week from side to side (seed {SEED}), at "
        f"a false discovery rate of 5 % over the {span} words of a comparison that stand in {MIN_ARTICLES} articles or "
        f"more (Benjamini and Hochberg). Empty {sign}: it does not, or is in too few articles; it may be one event's "
        f"word."
    )


def _alt(shown: dict[str, pd.DataFrame]) -> str:
    told = []
    for outlet, table in shown.items():
        first = [f"“{plain(row['term'], 30)}” {number(row['log_ratio'])}" for row in rows_of(table.head(3))]
        told.append(f"{plain(outlet, 40)}: {', '.join(first) or 'none'}")
    return f"Panels of words, one an outlet, by log ratio. First words: {'; '.join(told)}."
