"""The figure of the two readings of sentences: exact VADER, the news-adjusted one, and what changes between them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from analysis.charts.bars import stack_bars
from analysis.charts.colours import Style
from analysis.charts.direct import key_of_parts, name_pairs
from analysis.charts.drawing import (
    Drawing,
    NothingToDrawError,
    Request,
    article_counts,
    interval_note,
    rest_note,
    rows_of,
)
from analysis.charts.labels import count, in_words, label, number, outlet_label, percent
from analysis.charts.sentiment import MAX_OUTLETS, READING_NAMES
from analysis.charts.shares import is_in
from analysis.charts.theme import across, axes_or_new, down, legend_below, new_figure, panels
from analysis.charts.voice_marks import Marks, draw_marks, line_below_first
from analysis.measures import compare_readings, count_adjustments, count_label_changes

if TYPE_CHECKING:
    from collections.abc import Mapping

    from matplotlib.axes import Axes

    from analysis.tables import Tables

READING_STYLES: Mapping[str, Style] = {
    "exact": Style(READING_NAMES["exact"], "ink", "o", ""),
    "adjusted": Style(READING_NAMES["adjusted"], "green", "^", "////"),
}
LABEL_STYLES: Mapping[str, Style] = {
    "negative": Style("negative", "vermilion", "v", "\\\\\\\\"),
    "neutral": Style("neutral", "pale", "o", ""),
    "positive": Style("positive", "blue", "^", "////"),
}
CAUSES: Mapping[str, str] = {
    "name": "word of a name",
    "domain": "word of the trade",
    "added": "added news word",
    "hidden": "hidden by marks",
    "negated": "negated by the parse",
    "not_negated": "not negated by the parse",
    "neighbour": "another word's change",
}
_SIGN = Style("sentences that change sign", "ink", "s", "")


def plot_readings(table: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """The mean compound of both readings: a row for all articles and for each outlet.

    Args:
        table: as `compare_readings` returns it.
        ax: where to draw; a new figure if not given.
    """
    alone, ax = ax is None, axes_or_new(ax)
    series = []
    for reading, style in READING_STYLES.items():
        columns = {f"{reading}{end}": f"mean{end}" for end in ("", "_low", "_high")}
        series.append(Marks(style.label, style, table[list(columns)].rename(columns=columns)))
    draw_marks(ax, _names(table), series, "mean", signed=True)
    ax.set_xlabel("mean compound score")
    if alone:
        name_pairs(ax)
    return _finish(ax, table)


def plot_sign_changes(table: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """The share of sentences that are negative in one reading and positive in the other, in the same rows.

    Args:
        table: as `compare_readings` returns it.
        ax: where to draw; a new figure if not given.
    """
    ax = axes_or_new(ax)
    draw_marks(ax, _names(table), [Marks(_SIGN.label, _SIGN, table)], "changed_sign", signed=False)
    ax.set_xlabel("sentences that change sign")
    return _finish(ax, table)


def plot_label_changes(table: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """What the sentences of each exact label are in the news-adjusted reading.

    Args:
        table: as `count_label_changes` returns it.
        ax: where to draw; a new figure if not given.
    """
    alone, ax = ax is None, axes_or_new(ax)
    counts = table.pivot(index="exact_label", columns="adjusted_label", values="n_sentences").loc[list(LABEL_STYLES)]
    parts = {style: counts[name].to_numpy(dtype=float) for name, style in LABEL_STYLES.items()}
    same = table[table["exact_label"] == table["adjusted_label"]].set_index("exact_label")["share"]
    stays = [f"{percent(float(same[name]))} stay" for name in LABEL_STYLES]
    stack_bars(ax, list(LABEL_STYLES), parts, stays, whole=True)
    ax.set_xlim(0, max(float(counts.sum(axis=1).max()), 1) * 1.4)
    ax.set_title("sentences by their exact label")
    ax.set_xlabel("sentences (colour: news-adjusted label)")
    if alone:
        key_of_parts(ax)
    return ax


def plot_adjustments(table: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """How much valence each kind of adjustment moves, in percent of all that is moved.

    Args:
        table: as `count_adjustments` returns it.
        ax: where to draw; a new figure if not given.
    """
    ax = axes_or_new(ax)
    names = [label(_cause(row["adjustment"]), 40) for row in rows_of(table)]
    ends = [f"{percent(row['moved_share'])} ({row['n_words']:,})" for row in rows_of(table)]
    style = Style("share of the valence that is moved", "blue", "o", "")
    stack_bars(ax, names, {style: 100 * table["moved_share"].to_numpy(dtype=float)}, ends)
    ax.set_xlim(0, max(float(100 * table["moved_share"].max()), 1) * 1.6)
    ax.set_title("what makes them differ")
    ax.set_xlabel("% of the valence that is moved (words)")
    return ax


def draw_readings(tables: Tables, request: Request) -> Drawing:
    """The figure `sentiment-two-readings`."""
    del request
    several = tables.articles["outlet"].nunique(dropna=False) > 1
    table = compare_readings(tables, by_outlet=several)
    if table.empty:
        raise NothingToDrawError("No sentence has a sentiment score.")
    outlets = table.loc[table["scope"] == "outlet", "outlet"]
    kept = outlets.head(down(MAX_OUTLETS, 12))
    shown = table[(table["scope"] == "all") | ((table["scope"] == "outlet") & is_in(table["outlet"], kept))]
    changes, causes = count_label_changes(tables), count_adjustments(tables)
    title = "Sentiment in two readings: exact VADER and news-adjusted"
    each = 40 + (0 if causes.empty else 3 * max(0, len(causes) - 3))
    n_below = 1 + bool(len(causes))
    n_columns = min(across(2), n_below)
    heights = [24 + 7 * len(shown), each * n_below // n_columns]
    figure = new_figure(title, 12 + sum(heights))
    above, below = figure.subfigures(2, 1, height_ratios=heights, squeeze=False)[:, 0]
    means, signs = above.subplots(1, 2, sharey=True)
    plot_readings(shown, ax=means)
    plot_sign_changes(shown, ax=signs)
    name_pairs(means)
    moved = panels(below, n_below, n_columns)
    plot_label_changes(changes, ax=moved[0])
    legend_below(below, *moved[0].get_legend_handles_labels(), ncols=3, loc="outside lower left")
    if len(causes):
        plot_adjustments(causes, ax=moved[1])
    whole = table.iloc[0]
    caption = (
        f"Above: mean compound score of the sentences in VADER's exact reading and in the news-adjusted one, and the "
        f"share of sentences that are negative in one and positive in the other. Below: what becomes of negative, "
        f"neutral and positive sentences, and why words' valences differ, by how much valence is moved. VADER does not "
        f"see words hidden by a curly mark or a dash. Neither reading is an attitude; where they differ, read the "
        f"sentences. "
        f"n = {count(int(whole['n_sentences']), 'sentence')} (of which "
        f"{count(int(whole['n_changed_sign']), 'changes', 'change')} sign), {article_counts(tables)}. "
        f"{interval_note(drawn=bool(shown['exact_low'].notna().any()))}"
        f"{rest_note(len(kept), len(outlets), 'outlets in alphabetical order')}"
    )
    stays = []
    for name in LABEL_STYLES:
        own = changes[changes["exact_label"] == name]
        parts = [f"{row['n_sentences']:,} {row['adjusted_label']}" for row in rows_of(own)]
        stays.append(f"of {count(int(own['n_sentences'].sum()), f'{name} sentence')} {in_words(parts)}")
    first = [f"{_cause(row['adjustment'])} {percent(row['moved_share'])}" for row in rows_of(causes)]
    alt = (
        f"Dots above, bars below. Mean over all articles {number(whole['exact'], 2)} exact and "
        f"{number(whole['adjusted'], 2)} news-adjusted; {percent(whole['changed_sign'])} of the sentences change sign. "
        f"In the news-adjusted reading {'; '.join(stays)}."
        f"{' Valence moved: ' + '; '.join(first) + '.' if first else ''}"
    )
    numbers = [part.assign(panel=name) for name, part in (("readings", table), ("labels", changes), ("words", causes))]
    return Drawing(figure, title, pd.concat(numbers, ignore_index=True), caption, alt)


def _names(table: pd.DataFrame) -> list[str]:
    names = [
        "all articles" if row["scope"] == "all" else label(outlet_label(row["outlet"]), 26) for row in rows_of(table)
    ]
    return [f"{name} ({n:,})" for name, n in zip(names, table["n_sentences"], strict=True)]


def _cause(adjustment: str) -> str:
    return CAUSES.get(adjustment, adjustment)


def _finish(ax: Axes, table: pd.DataFrame) -> Axes:
    ax.locator_params(axis="x", nbins=5)
    if len(table) > 1:
        line_below_first(ax)
    return ax
