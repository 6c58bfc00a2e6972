"""Figure of collocates: the words that stand beside a term, apart for the narrator's and the quoted words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from analysis.charts.colours import VOICE_STYLES
from analysis.charts.direct import name_pairs
from analysis.charts.drawing import (
    Drawing,
    NothingToDrawError,
    Request,
    article_counts,
    interval_note,
    rest_note,
    rows_of,
)
from analysis.charts.labels import count, label, number, plain, term_label
from analysis.charts.theme import axes_or_new, down, new_figure, strip_axes
from analysis.measures import TextIndex, UnknownTermError, Window, choose_term, collocates
from analysis.measures.collocates import LEAST_ARTICLES, SPAN

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from analysis.tables import Tables

MAX_COLLOCATES = 15
BOTH = "both"
OPEN_ENDED = "A whisker that reaches the left edge has no lower bound. "
_APART = {"narrator": -0.15, "quoted": 0.15}


def plot_collocates(table: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """LogDice of each collocate, a dot a voice, with intervals where there are any and the number of times at the end.

    A voice gets a dot where the two words stand side by side in at least three articles.

    Args:
        table: as `collocates` returns it by voice; collocates come in the order of their first rows.
        ax: where to draw; a new figure if not given.
    """
    alone, ax = ax is None, axes_or_new(ax)
    names = table["collocate"].drop_duplicates().tolist()
    drawn = table[table["n_articles"] >= LEAST_ARTICLES]
    bounds = drawn[["log_dice", "log_dice_low", "log_dice_high"]].to_numpy(dtype=float, na_value=np.nan)
    left, right = (np.nanmin(bounds) - 0.4, np.nanmax(bounds) + 0.2) if len(bounds) else (0, 14)
    for voice, style in VOICE_STYLES.items():
        own = drawn[drawn["voice"] == voice]
        y = np.array([names.index(name) + _APART[voice] for name in own["collocate"]])
        low, high = (own[f"log_dice_{end}"].to_numpy(dtype=float, na_value=np.nan) for end in ("low", "high"))
        low = np.where(np.isnan(low) & ~np.isnan(high), left, low)
        ax.hlines(y, low, high, color=style.colour, linewidth=1.2)
        if len(own):
            ax.plot(own["log_dice"], y, style.marker, color=style.colour, label=style.label)
    times = {(row["collocate"], row["voice"]): row["n_together"] for row in rows_of(table)}
    for position, name in enumerate(names):
        text = " · ".join(f"{times.get((name, voice), 0):,}" for voice in VOICE_STYLES)
        ax.annotate(
            text, (1, position), xycoords=("axes fraction", "data"), xytext=(4, 0), textcoords="offset points",
            va="center", fontsize=7,
        )  # fmt: skip
    ax.set_yticks(range(len(names)), [label(name, 28) for name in names])
    ax.set_ylim(len(names) - 0.5, -0.5)
    ax.set_xlim(left, right)
    ax.set_xlabel("logDice (at the right: times beside the term, narrator · quoted)")
    strip_axes(ax, grid="x")
    if alone:
        name_pairs(ax)
    return ax


def draw_collocates(tables: Tables, request: Request) -> Drawing:
    """The figure `collocates`."""
    try:
        choice = choose_term(tables, request.term)
    except UnknownTermError as err:
        message = str(err)
        raise NothingToDrawError(f"{message[0].upper()}{message[1:]}.") from None
    index, window = TextIndex(tables), Window(cross_quotes=False)
    every = collocates(index, choice.hits, window=window, least_articles=1)
    ranked = every[every["n_articles"] >= LEAST_ARTICLES]
    words = choice.hits["text"].map(plain).str.casefold().value_counts()
    frequent = sorted((str(word) for word in words.index), key=lambda word: (-words[word], word))
    name = term_label(choice, frequent, request.frame_names)
    if ranked.empty:
        raise NothingToDrawError(
            f"No word stands within {SPAN} words of {name} in {LEAST_ARTICLES} articles or more; what stands there in "
            "fewer may be a single article's own."
        )
    shown = ranked["collocate"].head(down(MAX_COLLOCATES, 6)).tolist()
    by_voice = collocates(index, choice.hits, by="voice", least_articles=1, intervals_for=shown)
    order = {collocate: rank for rank, collocate in enumerate(ranked["collocate"])}
    numbers = pd.concat([ranked.assign(voice=BOTH), by_voice[by_voice["collocate"].isin(order)]])
    numbers = numbers.sort_values("collocate", key=lambda names: names.map(order), kind="stable")
    numbers = numbers[["voice", *ranked.columns]].astype({"voice": "string"}).reset_index(drop=True)
    parts = numbers[(numbers["voice"] != BOTH) & numbers["collocate"].isin(shown)]
    title = f"Collocates of {name}: words that stand beside it, by voice"
    figure = new_figure(title, 30 + 6 * len(shown))
    ax = plot_collocates(parts, ax=figure.add_subplot())
    name_pairs(ax)
    n = {voice: int((choice.hits["voice"] == voice).sum()) for voice in VOICE_STYLES}
    open_ended = bool((parts["log_dice_low"].isna() & parts["log_dice_high"].notna()).any())
    n_left_out = len(every) - len(ranked)
    caption = (
        f"Words within {SPAN} words of {name}, in the same sentence and the same voice, in the order of their logDice "
        f"in both voices together: 14 + log2(2 · times beside the term / (occurrences of the term + of the word)); one "
        f"point more is a tie twice as strong (Rychlý 2008). Each voice is measured by its own words. "
        f"n = {count(sum(n.values()), 'occurrence')} of the term ({n['narrator']:,} narrator, {n['quoted']:,} quoted), "
        f"{article_counts(tables)}. Left out: function words, and {count(n_left_out, 'word')} that "
        f"{'stands' if n_left_out == 1 else 'stand'} beside the term in fewer than {LEAST_ARTICLES} articles; a voice "
        f"with fewer has no dot. "
        f"{interval_note(drawn=bool(parts['log_dice_high'].notna().any()), of=' with words in that voice')} "
        f"{OPEN_ENDED if open_ended else ''}"
        f"The words of an article are not independent, and these were chosen because they rank high: they show what to "
        f"read, and prove nothing.{rest_note(len(shown), len(ranked), 'collocates')}"
    )
    first = []
    for collocate in shown[:4]:
        own = parts[parts["collocate"] == collocate].set_index("voice")
        told = [f"{int(own.loc[voice, 'n_together']):,} {voice}" for voice in VOICE_STYLES if voice in own.index]
        both = ranked[ranked["collocate"] == collocate].iloc[0]
        first.append(f"“{plain(collocate, 40)}” {number(float(both['log_dice']))} ({', '.join(told)})")
    alt = (
        f"Dots for {count(len(shown), 'word')} beside {name}, one a voice, by logDice. Most strongly tied, with the "
        f"times beside the term: {'; '.join(first)}."
    )
    of_frames = tuple(str(frame) for frame in choice.hits["frame"].drop_duplicates())
    return Drawing(figure, title, numbers, caption, alt, of_frames)
