"""The figure of two selections' words: how frequent each is, and how much more so on one side."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from matplotlib.ticker import FuncFormatter, NullFormatter

from analysis.charts.colours import Style, palette
from analysis.charts.drawing import Drawing, NothingToDrawError, Request, rows_of
from analysis.charts.key_words import NARRATOR, WORDS, choice_note, test_note, words_apart
from analysis.charts.labels import count, label, number, plain
from analysis.charts.theme import axes_or_new, new_figure, strip_axes
from analysis.compare.keyness import Comparison, compare
from analysis.compare.keyness_measures import ALPHA
from analysis.compare.selections import REST, Selection, SelectionError
from analysis.measures.frames import PER_WORDS
from analysis.measures.text_index import index_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from analysis.tables import Tables

MAX_LABELS = 14
"""Words that are named on either side."""

SIDES = {
    "target": Style("more frequent in the target", "blue", "o", ""),
    "reference": Style("more frequent in the reference", "vermilion", "D", ""),
}
_LEAST_SIZE, _MOST_SIZE = 6.0, 40.0
_STEPS = 300


def plot_keyness(table: pd.DataFrame, *, n_labels: int = MAX_LABELS, ax: Axes | None = None) -> Axes:
    """Each word by its rate on both sides together and its log ratio; the most telling ones in colour, with names.

    A full point has q < .05; a large point is a word that is spread evenly over the articles of its side.

    Args:
        table: as `keyness` returns it.
        n_labels: how many words are named on either side.
        ax: where to draw; a new figure if not given.
    """
    ax = axes_or_new(ax)
    table = table.assign(rate=_rate(table))
    ax.scatter(table["rate"], table["log_ratio"], s=3, color=palette().faint, linewidths=0, rasterized=True)
    ax.axhline(0, color=palette().muted, linewidth=0.6)
    named = []
    for side, style in SIDES.items():
        own = words_apart(table, n=n_labels, side=side)
        stands = (own["q"] < ALPHA).fillna(False).to_numpy(dtype=bool)
        even = 1 - own[f"dispersion_{side}"].to_numpy(dtype=float, na_value=1.0)
        faces = np.where(stands, style.colour, palette().ground)
        ax.scatter(
            own["rate"], own["log_ratio"], s=_LEAST_SIZE + (_MOST_SIZE - _LEAST_SIZE) * even, marker=style.marker,
            facecolors=faces.tolist(), edgecolors=style.colour, linewidths=0.9, zorder=3,
        )  # fmt: skip
        named += [(row["rate"], row["log_ratio"], row["term"]) for row in rows_of(own)]
    ax.set_xscale("log")
    ax.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
    ax.xaxis.set_minor_formatter(NullFormatter())
    ax.set_xlabel("occurrences per 1,000 words, both sides together")
    ax.set_ylabel("log ratio")
    strip_axes(ax, grid="y")
    ax.margins(x=0.06, y=0.08)
    _name(ax, named)
    return ax


def draw_keyness(tables: Tables, request: Request) -> Drawing:
    """The figure `keyness`: the comparison of `usual_comparison`."""
    comparison = usual_comparison(tables)
    if comparison is None:
        raise NothingToDrawError("There are neither two outlets nor two voices whose words could be compared.")
    try:
        table = compare(index_of(tables), comparison)
    except SelectionError as err:
        message = str(err)
        raise NothingToDrawError(f"{message[0].upper()}{message[1:]}.") from None
    return draw_comparison(table, comparison)


def draw_comparison(table: pd.DataFrame, comparison: Comparison) -> Drawing:
    """The scatter of any comparison.

    Args:
        table: what `keyness` returned for it.
        comparison: what was compared.

    Raises:
        NothingToDrawError: if no word stands apart.
    """
    numbers = pd.concat([words_apart(table, n=len(table), side=side) for side in SIDES], ignore_index=True)
    if numbers.empty:
        raise NothingToDrawError("No word stands apart.")
    target, reference = names_of(comparison)
    title = f"Keyness: {plain(target, 50)} against {plain(reference, 50)}"
    figure = new_figure(title, 115)
    ax = figure.add_subplot()
    figure.draw_without_rendering()
    plot_keyness(table, ax=ax)
    for name, y, va in ((target, 1, "top"), (reference, 0, "bottom")):
        ax.annotate(
            f"more in {label(name, 60)}", (1, y), xycoords="axes fraction", ha="right", va=va, fontsize=7.5,
            weight="bold",
        )  # fmt: skip
    first = table.iloc[0]
    within = f" Both within: {plain(comparison.within.name)}." if comparison.within else ""
    left_out = "" if comparison.words.names else " Names are left out, as far as the parse tells them."
    caption = (
        f"{comparison.words.unit.capitalize()}s of {plain(target)} and of {plain(reference)}.{within}{left_out} "
        f"Log ratio: log2 of the ratio of the rates, .5 in place of a count of 0 (Hardie 2014); 1 is twice as "
        f"frequent. Grey: all others of {count(len(table), 'word')} in {comparison.words.least_articles} articles "
        f"of their side or more. Large points: spread evenly over articles (Gries' DP). {test_note([table], 'point')} "
        f"{choice_note(MAX_LABELS, 'a side', 'point')} "
        f"n = {first['words_target']:,} words of {count(int(first['of_articles_target']), 'article')} against "
        f"{first['words_reference']:,} of {count(int(first['of_articles_reference']), 'article')}."
    )
    return Drawing(figure, title, numbers, caption, _alt(table, target, reference))


def usual_comparison(tables: Tables) -> Comparison | None:
    """The outlet with most words against the rest, narrators alone; with one outlet, the narrator and the quoted."""
    words = tables.articles.groupby("outlet")["n_words"].sum().sort_index().sort_values(ascending=False, kind="stable")
    if len(words) > 1:
        return Comparison(Selection(outlet=str(words.index[0])), within=NARRATOR, words=WORDS)
    if (tables.quotes["voiced"].astype(bool)).any():
        return Comparison(NARRATOR, Selection(voice="quoted"), words=WORDS)
    return None


def names_of(comparison: Comparison) -> tuple[str, str]:
    """What the two selections are called."""
    return comparison.target.name, REST if comparison.reference is None else comparison.reference.name


def _rate(table: pd.DataFrame) -> pd.Series:
    words = table["words_target"] + table["words_reference"]
    return PER_WORDS * (table["n_target"] + table["n_reference"]) / words


def _name(ax: Axes, named: list[tuple[float, float, str]]) -> None:
    """Write words beside their points, moved until they cover neither each other nor the points."""
    if not named:
        return
    from adjustText import adjust_text  # noqa: PLC0415 - it loads pyplot, which nothing but this figure needs

    texts = [ax.text(x, y, label(term, 28), fontsize=6.5, color=palette().ink) for x, y, term in named]
    xs, ys = [x for x, _, _ in named], [y for _, y, _ in named]
    # A limit of time would let the same tables give other figures; a limit of steps does not.
    adjust_text(
        texts, xs, ys, ax=ax, iter_lim=_STEPS, time_lim=None, expand=(1.1, 1.3), ensure_inside_axes=True,
        arrowprops={"arrowstyle": "-", "color": palette().muted, "linewidth": 0.4},
    )  # fmt: skip


def _alt(table: pd.DataFrame, target: str, reference: str) -> str:
    told = []
    for side, name in (("target", target), ("reference", reference)):
        rows = rows_of(words_apart(table, n=6, side=side))
        words = [f"“{plain(row['term'], 30)}” {number(row['log_ratio'])}" for row in rows]
        told.append(f"more in {plain(name, 60)}: {', '.join(words) or 'none'}")
    first = "; ".join(told)
    return f"A scatter of {count(len(table), 'word')} by rate and log ratio. First words, with log ratio, {first}."
