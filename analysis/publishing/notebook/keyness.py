"""Keyness for readers: the words of two selections with an example of each, in notebooks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd

from analysis.charts.drawing import NothingToDrawError
from analysis.charts.key_words import words_apart
from analysis.charts.keyness import draw_comparison, names_of, usual_comparison
from analysis.charts.labels import count, number, plain
from analysis.compare.keyness import Comparison, Words, compare, key_examples, prior_sensitivity
from analysis.compare.selections import Selection, read_selection
from analysis.compare.vocabulary import Unit
from analysis.measures import TextIndex, concordance
from analysis.measures.text_index import index_of
from analysis.publishing.listings import Listing, build_listing
from analysis.publishing.listings.frames import write_chance
from analysis.publishing.notebook.display import show_drawing
from analysis.publishing.notebook.outputs import show_text
from analysis.publishing.notebook.tables import show_listing
from analysis.publishing.pages import rows_of

if TYPE_CHECKING:
    from analysis.tables import Tables

MOST_WORDS = 15
"""On either side."""

N_FIRST = 20
"""Words by which the priors are compared."""

EXAMPLE_WIDTH = 38
_COLUMNS = {
    "Word": False,
    "Times": True,
    "Articles": True,
    "Rate": True,
    "Rate there": True,
    "Log ratio": True,
    "Conservative": True,
    "G²": True,
    "Log-odds z": True,
    "Uneven": True,
    "p": True,
    "q": True,
    "Example": False,
    "Where": False,
}


def read_comparison(
    tables: Tables,
    target: Sequence[str] = (),
    reference: Sequence[str] = (),
    *,
    within: Sequence[str] = (),
    unit: Unit = "lemma",
    names: bool = True,
) -> Comparison | None:
    """What a notebook's parameters compare; without a target, what the figure `keyness` shows.

    Args:
        tables: of a corpus.
        target: criteria such as `["outlet=Harbour Courier"]`, as `read_selection` takes them.
        reference: likewise; the rest if empty.
        within: what both must fit, e.g. `["voice=narrator"]`.
        unit: what counts as a word.
        names: whether proper nouns are compared.

    Returns:
        The comparison; `None` where nothing was asked for and the corpus has neither two outlets nor two voices.

    Raises:
        SelectionError: if criteria cannot be read.
    """
    words = Words(unit=unit, names=names)
    if not target:
        usual = usual_comparison(tables)
        return usual and Comparison(usual.target, usual.reference, usual.within, words)
    return Comparison(
        read_selection(target),
        read_selection(reference) if reference else None,
        read_selection(within) if within else None,
        words,
    )


def compare_voices(tables: Tables, *, unit: Unit = "lemma", names: bool = True) -> Comparison | None:
    """The narrator against whoever is quoted; `None` where nobody is."""
    if not tables.quotes["voiced"].astype(bool).any():
        return None
    return Comparison(Selection(voice="narrator"), Selection(voice="quoted"), words=Words(unit=unit, names=names))


def compare_weeks(tables: Tables, *, unit: Unit = "lemma", names: bool = True) -> Comparison | None:
    """The week with most words against all other dated articles, narrators alone; `None` without a second week."""
    articles = tables.articles[tables.articles["date"].notna()]
    mondays = articles["date"] - pd.to_timedelta(articles["date"].dt.day_of_week, unit="D")
    words = articles.groupby(mondays)["n_words"].sum()
    if len(words) < 2:
        return None
    monday = pd.Timestamp(str(words.idxmax()))
    week = Selection(start=monday.date(), end=(monday + pd.Timedelta(days=6)).date())
    others = articles["article_id"][mondays != monday]
    rest = Selection(article_ids=frozenset(others), label="all other weeks")
    return Comparison(week, rest, Selection(voice="narrator"), Words(unit=unit, names=names))


def show_keyness(
    tables: Tables, comparison: Comparison | None, *, figure: bool = False, rows: int = MOST_WORDS
) -> None:
    """Display the words of either side, each with one place where it stands, and how far the prior decides their order.

    Args:
        tables: of a corpus.
        comparison: what to compare; where it is `None`, a sentence says so.
        figure: whether to draw the scatter too.
        rows: how many words a side.

    Raises:
        SelectionError: if a selection names what the corpus does not have.
    """
    if comparison is None:
        show_text("There are no two groups of words here to compare.")
        return
    index = index_of(tables)
    table = compare(index, comparison)
    if figure:
        try:
            show_drawing(lambda: draw_comparison(table, comparison))
        except NothingToDrawError as nothing:
            show_text(str(nothing))
    for listing in list_key_words(index, table, comparison, rows=rows):
        show_listing(listing)
    show_text(_prior_note(table))


def list_key_words(
    index: TextIndex, table: pd.DataFrame, comparison: Comparison, *, rows: int = MOST_WORDS
) -> list[Listing]:
    """The words of either side for readers, those first that the figure `keyness` names first.

    Args:
        index: of the corpus.
        table: what `keyness` returned for this comparison.
        comparison: what was compared.
        rows: how many words a side.
    """
    listings = []
    for side, other, name in zip(("target", "reference"), ("reference", "target"), names_of(comparison), strict=True):
        chosen = words_apart(table, n=rows, side=side)
        lines = concordance(index, key_examples(index, chosen, comparison), width=EXAMPLE_WIDTH)
        cells = [
            (
                plain(row.term, 40),
                f"{getattr(row, f'n_{side}'):,} : {getattr(row, f'n_{other}'):,}",
                f"{getattr(row, f'n_articles_{side}'):,} : {getattr(row, f'n_articles_{other}'):,}",
                number(getattr(row, f"rate_{side}"), 2),
                number(getattr(row, f"rate_{other}"), 2),
                number(row.log_ratio),
                number(row.log_ratio_conservative),
                number(row.log_likelihood),
                number(row.log_odds_z),
                number(getattr(row, f"dispersion_{side}"), 2),
                write_chance(row.p),
                write_chance(row.q),
                f"{line.left}{line.keyword}{line.right}",
                line.article_id,
            )
            for row, line in zip(rows_of(chosen), rows_of(lines), strict=True)
        ]
        listings.append(build_listing(f"More frequent in {plain(name)}", _COLUMNS, cells, _note(table, side)))
    return listings


def _note(table: pd.DataFrame, side: str) -> str:
    n, n_tested = len(table), int(table["n_tested"].max()) if len(table) else 0
    tested = (
        f"p: from moving whole articles from side to side; q: the same, adjusted for {n_tested:,} words tested, those "
        f"in ten articles or more (a dash: fewer)."
        if n_tested
        else "No word is tested, as that needs ten articles on either side that can change sides: this describes."
    )
    return (
        f"Of {count(n, 'word')} compared. Times and articles: here : there; rates per 1,000 words; uneven: Gries' DP, "
        f"0 spread as evenly as all words, 1 all in one article. {tested}"
        if side == "target"
        else ""
    )


def _prior_note(table: pd.DataFrame) -> str:
    if table.empty:
        return "No word stands in enough articles to be compared."
    priors = prior_sensitivity(table, n=N_FIRST)
    chosen = float(table["prior"].iloc[0])
    told = [
        f"with {row.prior:,.0f} words {row.n_same:,} of them are among the first {row.n_first:,} too"
        for row in priors.itertuples()
        if row.prior != chosen
    ]
    n_first = int((table["log_odds_rank"] <= N_FIRST).sum())
    return (
        f"The prior of the log-odds counts for {chosen:,.0f} words. Of the {n_first} words that it puts first, "
        f"{'; '.join(told)}."
    )
