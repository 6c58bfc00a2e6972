"""Figures of sentiment: along one article, and by voice."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING

import pandas as pd
from matplotlib.ticker import MaxNLocator

from analysis.charts.colours import VOICE_STYLES, palette
from analysis.charts.direct import name_pairs
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
from analysis.charts.headlines import keys
from analysis.charts.labels import count, in_words, label, number, outlet_label, percent, plain
from analysis.charts.theme import STEPS, across, axes_or_new, down, legend_below, new_figure, panels, strip_axes
from analysis.charts.voice_marks import Marks, draw_marks, line_below_first
from analysis.measures import VOICES, WINDOW, longest_article, sentiment_along_article, sentiment_by_voice
from analysis.measures.readings import READINGS, Reading, label_compounds
from analysis.records import NEGATIVE_TO, POSITIVE_FROM

if TYPE_CHECKING:
    from collections.abc import Mapping

    from matplotlib.axes import Axes

    from analysis.tables import Tables

MAX_OUTLETS = 12

MEASURES = {
    "mean": "mean compound score",
    "negative_share": "share of negative sentences",
    "positive_share": "share of positive sentences",
}
READING_NAMES: Mapping[Reading, str] = {"exact": "exact VADER", "adjusted": "news-adjusted"}
READINGS_NOTE = (
    "The exact reading counts every word of VADER's lexicon; the news-adjusted one leaves out names and words of the "
    "trade, knows further news words, and takes the scope of negations from the parse."
)
VADER_NOTE = (
    "Compound score of VADER (−1 to 1): it weighs the words that its lexicon knows, and measures the valence of the "
    "words chosen, not an attitude."
)


def plot_sentiment_along_article(table: pd.DataFrame, *, reading: Reading = "exact", ax: Axes | None = None) -> Axes:
    """Each sentence's compound score in text order, by voice, with the running mean.

    Args:
        table: as `sentiment_along_article` returns it.
        reading: which of the two readings.
        ax: where to draw; a new figure if not given.
    """
    ax = axes_or_new(ax)
    compound = READINGS[reading]
    position = table["sentence"].to_numpy() + 1
    ax.axhline(0, color=palette().muted, linewidth=0.8)
    ax.axhspan(NEGATIVE_TO, POSITIVE_FROM, color=palette().band, zorder=0)
    for voice, style in VOICE_STYLES.items():
        own = (table["voice"] == voice).to_numpy(dtype=bool)
        if own.any():
            scores = table[compound].to_numpy()[own]
            ax.vlines(position[own], 0, scores, color=style.colour, linewidth=0.7, alpha=0.8)
            name = f"{style.label} sentence"
            size = 4 if len(table) <= 60 else 2.8
            ax.plot(position[own], scores, style.marker, color=style.colour, markersize=size, label=name)
    if len(table) > 1:
        mean = table[compound.replace("compound", "running_mean")]
        ax.plot(position, mean, color=palette().ink, linewidth=1.4, label=f"running mean of {WINDOW} sentences")
    _mark_body(ax, table)
    ax.set(xlabel="sentence, in text order", ylabel="compound score", ylim=(-1.05, 1.05))
    ax.set_xlim(0.25, position[-1] + 0.75)
    ax.set_yticks([-1, -0.5, 0, 0.5, 1])
    ax.xaxis.set_major_locator(MaxNLocator(10, integer=True, min_n_ticks=1, steps=STEPS))
    strip_axes(ax, grid="y")
    ax.legend(loc="lower left", bbox_to_anchor=(0, 1.08), ncols=across(3), borderaxespad=0, handletextpad=0.4)
    return ax


def _mark_body(ax: Axes, table: pd.DataFrame) -> None:
    """A line where the body starts, if something stands before it."""
    in_body = (table["zone"] == "body").to_numpy(dtype=bool)
    if not in_body.any() or in_body[0]:
        return
    at = int(table["sentence"].to_numpy()[in_body.argmax()]) + 0.5
    ax.axvline(at, color=palette().muted, linewidth=0.6, linestyle=":")
    before = " and ".join(dict.fromkeys(str(zone) for zone in table["zone"].to_numpy()[: in_body.argmax()]))
    for text, shift, side in ((f"{before} ←", -3, "right"), ("→ body", 3, "left")):
        ax.annotate(
            text,
            (at, 1.05),
            xytext=(shift, 1),
            textcoords="offset points",
            ha=side,
            va="bottom",
            color=palette().muted,
            fontsize=6.5,
        )


def plot_sentiment_by_voice(table: pd.DataFrame, *, measure: str = "mean", ax: Axes | None = None) -> Axes:
    """One measure of sentiment: a row for all articles and for each outlet, a mark for each voice and reading.

    Args:
        table: as `sentiment_by_voice` returns it, of one reading or, with a column `reading`, of both.
        measure: `mean`, `negative_share` or `positive_share`.
        ax: where to draw; a new figure if not given.
    """
    alone, ax = ax is None, axes_or_new(ax)
    rows = table[["scope", "outlet"]].drop_duplicates().reset_index(drop=True)
    names = [
        "all articles" if row["scope"] == "all" else label(outlet_label(row["outlet"]), 28) for row in rows_of(rows)
    ]
    readings = table["reading"].drop_duplicates() if "reading" in table else [None]
    series = []
    for voice, style in VOICE_STYLES.items():
        for reading in readings:
            own = table[(table["voice"] == voice) & (True if reading is None else table["reading"] == reading)]
            name = f"{style.label} sentences" + ("" if reading is None else f", {READING_NAMES[reading]}")
            own = rows.merge(own, how="left", on=["scope", "outlet"])
            series.append(Marks(name, style, own, hollow=reading == "adjusted"))
    draw_marks(ax, names, series, measure, signed=measure == "mean")
    if len(rows) > 1:
        line_below_first(ax)
    ax.set_xlabel(MEASURES[measure])
    ax.locator_params(axis="x", nbins=5)
    if alone and len(series) == len(VOICE_STYLES):
        name_pairs(ax)
    elif alone:
        ax.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=2)
    return ax


def draw_sentiment_along_article(tables: Tables, request: Request) -> Drawing:
    """The figure `sentiment-along-article`."""
    article_id = request.article_id or longest_article(tables)
    if article_id is None:
        raise NothingToDrawError("No sentence has a sentiment score.")
    try:
        table = sentiment_along_article(tables, article_id)
    except KeyError:
        raise NothingToDrawError(f"There is no article “{plain(article_id)}” in this corpus.") from None
    if table.empty:
        raise NothingToDrawError(f"The article “{plain(article_id)}” has no sentence with a sentiment score.")
    article = tables.articles[tables.articles["article_id"] == article_id].iloc[0]
    title = f"Sentiment along an article: {plain(article_id, 44)}"
    figure = new_figure(title, 126)
    above, below = figure.subplots(2, 1, sharex=True)
    for ax, (reading, name) in zip((above, below), READING_NAMES.items(), strict=True):
        plot_sentiment_along_article(table, reading=reading, ax=ax)
        ax.set_ylabel(f"compound score, {name}")
        ax.get_legend().remove()
    above.set_xlabel("")
    legend_below(figure, *above.get_legend_handles_labels(), ncols=3)
    chosen = "" if request.article_id or len(tables.articles) == 1 else " It is the article with most sentences."
    headline = "" if pd.isna(article["headline"]) else f" “{plain(article['headline'], 120)}”"
    outlet = "" if pd.isna(article["outlet"]) else f", {outlet_label(article['outlet'])}"
    n = {voice: int((table["voice"] == voice).sum()) for voice in VOICES}
    labels = [label_compounds(table[column]) for column in READINGS.values()]
    n_changed = int((labels[0] != labels[1])[(labels[0] != "neutral") & (labels[1] != "neutral")].sum())
    changes = f"{count(n_changed, 'sentence changes', 'sentences change')} sign from one to the other. "
    caption = (
        f"Sentiment of each sentence of{headline or ' ' + plain(article_id)}{outlet}.{chosen} "
        f"n = {count(len(table), 'sentence')}: {n['narrator']:,} in the narrator's voice, {n['quoted']:,} quoted (at "
        f"least half of the words are attributed to somebody). {VADER_NOTE} {READINGS_NOTE} "
        f"{changes}Grey band: neutral, −.05 to .05. "
        f"The line is the mean of the {WINDOW} sentences around each point. {COUNTS_ONLY}"
    )
    lowest, highest = table.iloc[table["compound"].argmin()], table.iloc[table["compound"].argmax()]
    line = [number(value, 2) for value in table["running_mean"].iloc[[0, -1]]]
    means = []
    for voice in VOICES:
        own = table[table["voice"] == voice]
        values = [f"{number(own[column].mean(), 2)} {READING_NAMES[reading]}" for reading, column in READINGS.items()]
        means += [f"{in_words(values)} over {count(len(own), f'{voice} sentence')}"] if len(own) else []
    alt = (
        f"Points for {count(len(table), 'sentence')} in text order, compound score from −1 to 1, in two readings. Mean "
        f"score {in_words(means)}. Lowest: sentence {lowest['sentence'] + 1} ({lowest['voice']}) at "
        f"{number(lowest['compound'], 2)}; highest: sentence {highest['sentence'] + 1} ({highest['voice']}) at "
        f"{number(highest['compound'], 2)}. The running mean goes from {line[0]} to "
        f"{line[1]}."
    )
    return Drawing(figure, title, table, caption, alt)


def draw_sentiment_by_voice(tables: Tables, request: Request) -> Drawing:
    """The figure `sentiment-by-voice`, in both readings."""
    del request
    several = tables.articles["outlet"].nunique(dropna=False) > 1
    table = pd.concat(
        [
            sentiment_by_voice(tables, by_outlet=several, reading=reading).assign(reading=reading)
            for reading in READING_NAMES
        ],
        ignore_index=True,
    )
    if table.empty:
        raise NothingToDrawError("No sentence has a sentiment score.")
    outlets = table.loc[table["scope"] == "outlet", ["outlet"]].drop_duplicates()
    kept = outlets.head(down(MAX_OUTLETS, 9))["outlet"]
    shown = table[(table["scope"] == "all") | table["outlet"].isin(kept)]
    title = "Sentiment by voice" + (" and outlet" if several else "")
    n_columns = across(len(MEASURES))
    n_rows = ceil(len(MEASURES) / n_columns)
    figure = new_figure(title, 26 + n_rows * (12 + 9 * (1 + len(kept))))
    axes = panels(figure, len(MEASURES), n_columns, sharey=True)
    for ax, measure in zip(axes, MEASURES, strict=True):
        plot_sentiment_by_voice(shown, measure=measure, ax=ax)
    legend_below(figure, *axes[0].get_legend_handles_labels(), ncols=2)
    whole = rows_of(table[(table["scope"] == "all") & (table["reading"] == "exact")])
    sizes = ", ".join(
        f"{count(row['n_sentences'], row['voice'] + ' sentence')} ({count(row['n_articles'], 'article')})"
        for row in whole
    )
    drawn = bool(shown["mean_low"].notna().any())
    caption = (
        f"Mean compound score of sentences and the shares of negative (≤ −.05) and positive (≥ .05) ones, by voice, in "
        f"two readings. n = {sizes}; {article_counts(tables)} in all. {VADER_NOTE} {READINGS_NOTE} "
        f"Its marks are hollow. A sentence is quoted if at least half of its words are attributed to somebody. "
        f"{interval_note(drawn=drawn)}"
        f"{rest_note(len(kept), len(outlets), 'outlets in alphabetical order')}"
    )
    parts = [
        f"{row['voice']} sentences have a mean of {number(row['mean'], 2)}, {percent(row['negative_share'])} negative "
        f"and {percent(row['positive_share'])} positive, by {READING_NAMES[row['reading']]}"
        for row in rows_of(table[table["scope"] == "all"])
    ]
    alt = (
        f"Dots in three panels. Over all articles {in_words(parts)}.{_outlet_range(shown[shown['reading'] == 'exact'])}"
    )
    own = shown[shown["scope"] == "outlet"]
    told = keys("sentiment-exact", own, "voice", "outlet") | keys("sentiment-adjusted", own, "voice", "outlet")
    return Drawing(figure, title, table, caption, alt, shown=told)


def _outlet_range(table: pd.DataFrame) -> str:
    sentences = []
    for voice in VOICES:
        own = table[(table["scope"] == "outlet") & (table["voice"] == voice)].sort_values("mean", kind="stable")
        if len(own) > 1:
            first, last = own.iloc[0], own.iloc[-1]
            sentences.append(
                f" By outlet the mean of {voice} sentences runs from {number(first['mean'], 2)} "
                f"({outlet_label(first['outlet'])}) to {number(last['mean'], 2)} ({outlet_label(last['outlet'])})."
            )
    return "".join(sentences)
