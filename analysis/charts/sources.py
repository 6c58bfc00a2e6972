"""Figures of sources: who is quoted, by which reporting verbs, and who says a term."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from analysis.charts.bars import stack_bars
from analysis.charts.colours import POLARITY_STYLES, QUOTE_STYLES, palette, shades
from analysis.charts.direct import key_of_parts, name_parts
from analysis.charts.drawing import (
    COUNTS_ONLY,
    Drawing,
    NothingToDrawError,
    Request,
    article_counts,
    rest_note,
    rows_of,
    types_note,
)
from analysis.charts.labels import (
    UNNAMED,
    count,
    frame_label,
    in_words,
    label,
    number,
    percent,
    plain,
    speaker_label,
    term_label,
)
from analysis.charts.theme import across, axes_or_new, down, legend_below, new_figure, panels
from analysis.measures import (
    POLARITIES,
    QUOTE_TYPES,
    UnknownTermError,
    choose_term,
    count_reporting_verbs,
    count_speakers,
    quotes_of,
    source_concentration,
    who_says,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from analysis.tables import Tables

MAX_SPEAKERS = 15
MAX_VERBS = 12
UNITS = {"n_quotes": "quotes", "n_words": "quoted words"}


def plot_speakers(table: pd.DataFrame, *, unit: str = "n_quotes", ax: Axes | None = None) -> Axes:
    """How much each speaker is quoted, stacked by quote type, in the table's order.

    Args:
        table: as `count_speakers` returns it.
        unit: `n_quotes` or `n_words`.
        ax: where to draw; a new figure if not given.
    """
    alone, ax = ax is None, axes_or_new(ax)
    columns = {"n_quotes": "n", "n_words": "n_words"}[unit]
    parts = {style: table[f"{columns}_{kind}"].to_numpy(dtype=float) for kind, style in QUOTE_STYLES.items()}
    names = [label(speaker_label(row)) for row in rows_of(table)]
    apart = int((table["naming"] != "named").sum())
    stack_bars(ax, names, parts, [f"{n:,}" for n in table[unit]], n_apart=apart, whole=True)
    ax.set_xlabel(UNITS[unit])
    if alone:
        key_of_parts(ax)
    return ax


def plot_reporting_verbs(table: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Speakers by reporting verbs: the number of quotes in each cell, darker for more.

    Args:
        table: as `count_reporting_verbs` returns it; speakers keep its order, verbs come by their total.
        ax: where to draw; a new figure if not given.
    """
    ax = axes_or_new(ax)
    who = table[["speaker_id", "naming"]]
    speakers = [label(speaker_label(row)) for row in rows_of(who.drop_duplicates())]
    totals = table.groupby("cue_lemma")["n_quotes"].sum()
    verbs = sorted(totals.index, key=lambda verb: (-totals[verb], verb))
    row_of = who.groupby(["speaker_id", "naming"], dropna=False, sort=False).ngroup()
    cells = np.zeros((len(speakers), len(verbs)))
    for row, verb, n in zip(row_of, table["cue_lemma"], table["n_quotes"], strict=True):
        cells[row, verbs.index(verb)] = n
    most = cells.max()
    # The root keeps the many small numbers apart.
    ax.imshow(np.sqrt(cells), cmap=shades(), vmin=0, vmax=np.sqrt(most), aspect="auto")
    for row, column in np.argwhere(cells > 0):
        ax.text(column, row, f"{cells[row, column]:,.0f}", ha="center", va="center", fontsize=7)
    ax.set_yticks(range(len(speakers)), speakers)
    ax.set_xticks(
        range(len(verbs)), [label(verb, 18) for verb in verbs], rotation=40, ha="left", rotation_mode="anchor"
    )
    ax.xaxis.tick_top()
    ax.tick_params(length=0)
    ax.spines[:].set_visible(False)
    ax.set_xticks(np.arange(0.5, len(verbs) - 1), minor=True)
    ax.set_yticks(np.arange(0.5, len(speakers) - 1), minor=True)
    ax.grid(which="minor", color=palette().ground, linewidth=1.5)
    ax.tick_params(which="minor", length=0)
    return ax


def plot_who_says(table: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Hits by who says them, stacked by polarity, in the table's order.

    Args:
        table: as `who_says` returns it.
        ax: where to draw; a new figure if not given.
    """
    alone, ax = ax is None, axes_or_new(ax)
    parts = {style: table[f"n_{kind}"].to_numpy(dtype=float) for kind, style in POLARITY_STYLES.items()}
    names = [label(speaker_label(row)) for row in rows_of(table)]
    apart = int(table["naming"].isin(["unnamed", "unresolved"]).sum())
    stack_bars(ax, names, parts, [f"{n:,}" for n in table["n_hits"]], n_apart=apart, whole=True)
    ax.set_xlabel("occurrences")
    if alone:
        key_of_parts(ax)
    return ax


def draw_speakers(tables: Tables, request: Request) -> Drawing:
    """The figure `who-is-quoted`."""
    table = count_speakers(tables, types=request.types)
    if table.empty:
        raise NothingToDrawError("No quote was found.")
    named = table[table["naming"] == "named"]
    shown = pd.concat([named.head(down(MAX_SPEAKERS, 7)), table[table["naming"] != "named"]])
    title = "Who is quoted: quotes and quoted words"
    n_columns = across(2)
    figure = new_figure(title, 18 + 2 // n_columns * (12 + 6 * len(shown)))
    quotes, words = panels(figure, 2, n_columns, sharey=True)
    plot_speakers(shown, unit="n_quotes", ax=quotes)
    plot_speakers(shown, unit="n_words", ax=words)
    if not name_parts(quotes):
        legend_below(figure, *quotes.get_legend_handles_labels(), ncols=3)
    n_quotes, n_words = int(table["n_quotes"].sum()), int(table["n_words"].sum())
    others = table[table["naming"] != "named"]
    sources = source_concentration(named["n_quotes"])
    effective = ""
    if sources["n_sources"] > 1:
        effective = (
            f" The quotes of named speakers are as concentrated as if {number(sources['effective_sources'])} speakers "
            f"were quoted equally often (1/Σs² over {count(int(sources['n_sources']), 'speaker')})."
        )
    caption = (
        f"Quotes and quoted words by speaker and quote type: direct (in quotation marks), mixed (in part), indirect. "
        f"n = {count(n_quotes, 'quote')}, {count(n_words, 'word')}, {article_counts(tables)}. "
        f"{types_note(tables, request.types)} Names that are one "
        f"speaker's are counted together (the table speakers tells which and why). {UNNAMED.capitalize()}, such as "
        f"“officials” or “the report”, may be somebody else each time.{effective} {COUNTS_ONLY}"
        f"{rest_note(min(len(named), down(MAX_SPEAKERS, 7)), len(named), 'speakers')}"
    )
    first = [
        f"{speaker_label(row)} {count(row['n_quotes'], 'quote')} ({percent(row['quote_share'])}) and "
        f"{count(row['n_words'], 'word')}"
        for row in rows_of(named.head(3))
    ]
    kinds = in_words([f"{percent(table[f'n_{kind}'].sum() / n_quotes)} {kind}" for kind in QUOTE_TYPES])
    rest = [
        f" {speaker_label(row).capitalize()}: {count(row['n_quotes'], 'quote')} ({percent(row['quote_share'])})."
        for row in rows_of(others)
    ]
    alt = (
        f"Stacked bars for {count(len(named.head(down(MAX_SPEAKERS, 7))), 'speaker')}. "
        f"{'Most quoted: ' + '; '.join(first) if first else 'No speaker is named'}. Of all quotes {kinds}."
        f"{''.join(rest)}"
    )
    drawn = frozenset(("who-is-quoted", speaker, "") for speaker in named["speaker_id"].head(1))
    return Drawing(figure, title, table, caption, alt, shown=drawn)


def draw_reporting_verbs(tables: Tables, request: Request) -> Drawing:
    """The figure `reporting-verbs-by-speaker`."""
    table = count_reporting_verbs(tables, types=request.types)
    if table.empty:
        raise NothingToDrawError("No quote has a reporting verb.")
    totals = table.groupby("cue_lemma")["n_quotes"].sum()
    verbs = sorted((str(verb) for verb in totals.index), key=lambda verb: (-totals[verb], verb))
    speakers = table["speaker_id"].dropna().drop_duplicates()
    in_row = table["speaker_id"].isin(speakers.head(down(MAX_SPEAKERS, 7))) | table["speaker_id"].isna()
    shown = table[in_row & table["cue_lemma"].isin(verbs[: across(MAX_VERBS)])]
    title = "Reporting verbs by speaker: number of quotes"
    figure = new_figure(title, 34 + 6 * len(shown[["speaker_id", "naming"]].drop_duplicates()))
    plot_reporting_verbs(shown, ax=figure.add_subplot())
    n_all, n_shown = int(table["n_quotes"].sum()), int(shown["n_quotes"].sum())
    alone = len(quotes_of(tables, request.types)) - n_all
    left_out = f" {count(alone, 'quote')} without one left out." if alone else ""
    caption = (
        f"How often each reporting verb (or phrase, e.g. “according to”) introduces each speaker's words. Speakers and "
        f"verbs in the order of their totals. n = {count(n_all, 'quote')} with such a verb, {article_counts(tables)}."
        f"{left_out} {types_note(tables, request.types)} The cells shown cover {n_shown:,} of {n_all:,}. {COUNTS_ONLY}"
        f"{rest_note(min(len(verbs), across(MAX_VERBS)), len(verbs), 'verbs')}"
        f"{rest_note(min(len(speakers), down(MAX_SPEAKERS, 7)), len(speakers), 'speakers')}"
    )
    by_count = table.sort_values("n_quotes", ascending=False, kind="stable").head(3)
    cells = [f"{speaker_label(row)} with “{row['cue_lemma']}” {row['n_quotes']:,}" for row in rows_of(by_count)]
    common = in_words([f"“{verb}” {totals[verb]:,}" for verb in verbs[:3]])
    alt = f"A table of counts, shaded by size. Most frequent verbs: {common}. Largest cells: {'; '.join(cells)}."
    return Drawing(figure, title, table, caption, alt)


def draw_who_says(tables: Tables, request: Request) -> Drawing:
    """The figure `who-says-a-term`."""
    try:
        choice = choose_term(tables, request.term)
    except UnknownTermError as err:
        message = str(err)
        raise NothingToDrawError(f"{message[0].upper()}{message[1:]}.") from None
    table = who_says(choice)
    narrator, named = table["voice"] == "narrator", table["speaker_id"].notna()
    speakers = table[named]
    shown = pd.concat([table[narrator], speakers.head(down(MAX_SPEAKERS, 7)), table[~narrator & ~named]])
    words = choice.hits["text"].map(plain).str.casefold().value_counts()
    frequent = sorted((str(word) for word in words.index), key=lambda word: (-words[word], word))
    name = term_label(choice, frequent, request.frame_names)
    title = f"Who says {name}, by polarity"
    figure = new_figure(title, 32 + 6 * len(shown))
    ax = plot_who_says(shown, ax=figure.add_subplot())
    if not name_parts(ax):
        legend_below(figure, *ax.get_legend_handles_labels(), ncols=5)
    n = int(table["n_hits"].sum())
    wordings = in_words([f"“{plain(word, 40)}” ({words[word]:,})" for word in frequent[:3]])
    frames = [frame_label(str(frame), request.frame_names) for frame in choice.hits["frame"].drop_duplicates()]
    of_frame = "" if choice.label in choice.hits["frame"].to_numpy() else f" ({in_words(frames)})"
    caption = (
        f"Occurrences of {name} by speaker and polarity: whether the text asserts it, demands it, treats it as a "
        f"possibility, negates or rejects it. {name}{of_frame} is {choice.reason}. "
        f"Most frequent wordings: {wordings}. "
        f"n = {count(n, 'occurrence')}, in {choice.hits['article_id'].nunique():,} of {article_counts(tables)}. "
        f"{COUNTS_ONLY}{rest_note(min(len(speakers), down(MAX_SPEAKERS, 7)), len(speakers), 'speakers')}"
    )
    parts = [
        f"{speaker_label(row)} {row['n_hits']:,} ("
        + ", ".join(f"{row[f'n_{kind}']:,} {kind}" for kind in POLARITIES if row[f"n_{kind}"])
        + ")"
        for row in rows_of(shown.head(4))
    ]
    quoted = int(table.loc[~narrator, "n_hits"].sum())
    alt = (
        f"Stacked bars of {count(n, 'occurrence')} of {name}: {n - quoted:,} in the narrator's voice, {quoted:,} quoted"
        f". {'; '.join(parts)}."
    )
    of_frames = tuple(str(frame) for frame in choice.hits["frame"].drop_duplicates())
    return Drawing(figure, title, table, caption, alt, of_frames)
