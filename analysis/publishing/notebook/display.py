"""What the notebooks show: figures with their caption and a description, annotated articles, tables.

A notebook calls these functions; drawing and reading stay in the package.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from difflib import get_close_matches
from typing import TYPE_CHECKING

from analysis.charts import FIGURES, draw_figure, theme
from analysis.charts.drawing import Drawing, NothingToDrawError, Request
from analysis.charts.saving import save
from analysis.compare.design import Copies
from analysis.compare.edits import copy_changes
from analysis.lexicons import LexiconError, default_lexicons
from analysis.measures import (
    TextIndex,
    UnknownTermError,
    choose_target,
    choose_term,
    concordance,
    longest_article,
    most_mentioned_targets,
)
from analysis.publishing.listings.agency import events_in_context
from analysis.publishing.listings.frames import list_collocates
from analysis.publishing.listings.sentiment import list_weightiest
from analysis.publishing.notebook.concordances import write_lines
from analysis.publishing.notebook.outputs import show_html, show_image, show_text
from analysis.publishing.notebook.tables import Side, first_of, show_listing, show_rows, show_table
from analysis.publishing.reader import annotate_article
from analysis.publishing.reader.copies import list_changes, list_copies, list_shared, render_copy
from analysis.publishing.reader.side_by_side import lay_articles_side_by_side
from analysis.publishing.report import frame_names
from analysis.records import SAID, AttributionType
from analysis.validation.stamps import UNVALIDATED, Stamps

if TYPE_CHECKING:
    import pandas as pd

    from analysis.tables import Tables

__all__ = ["show_listing", "show_table", "show_text"]
"""What notebooks find here too, beside the functions below."""

MOST_LINES = 200
"""Occurrences that a concordance shows."""

_LINE_TITLES = ("Before", "Word", "After", "Who says it", "Manner", "Outlet", "Date", "Article")
_LINE_SIDES: tuple[Side, ...] = ("right", "center", "left")


def show_figure(  # noqa: PLR0913 - one argument a choice
    name: str,
    tables: Tables,
    *,
    term: str = "",
    article_id: str = "",
    target: str = "",
    sources: bool = False,
    frame_names: Mapping[str, str] | None = None,
    types: Collection[AttributionType] = SAID,
    copies: Copies = "keep",
    finding: int = 1,
    family: str = "frames-narrator",
    stamps: Stamps = UNVALIDATED,
) -> None:
    """Draw a figure and display it with its caption, and with a description for those who do not see it.

    Where there is nothing to draw, a sentence says why.

    Args:
        name: one of `analysis.charts.FIGURES`.
        tables: of a corpus.
        term: the frame or term of `who-says-a-term`; empty for the most telling one.
        article_id: the article of `sentiment-along-article`; empty for the longest.
        target: the person, organisation or group of `sentiment-toward-target-by-outlet`; empty for the most spoken of.
        sources: whether figures of targets count mentions that only say who is quoted.
        frame_names: names for readers by frame id; without one the id is shown.
        types: the attribution types that figures of sources count.
        copies: how copies of one text count where outlets are compared: `keep`, `drop` or `weight`.
        finding: the number of the finding that `robustness` shows; 1 is the first.
        family: the ratios of `change-over-time`, by their name in `FAMILIES`.
        stamps: what coding by hand says of this corpus (see `trust.known_stamps`); nothing if not given.

    Raises:
        KeyError: if there is no such figure.
        ValueError: if a term or article is asked for that the tables do not have.
    """
    request = Request(
        term=term or None,
        article_id=article_id or None,
        target=target or None,
        sources=sources,
        frame_names=frame_names,
        types=types,
        copies=copies,
        finding=finding,
        family=family,
    )
    try:
        show_drawing(lambda: draw_figure(name, tables, request, stamps))
    except NothingToDrawError as nothing:
        show_text(f"{FIGURES[name].title} is not drawn: {nothing}")


def show_drawing(draw: Callable[[], Drawing]) -> None:
    """Draw a figure in the project's theme and display it with its caption.

    Raises:
        NothingToDrawError: if there is nothing that it could show.
    """
    with theme():
        drawing = draw()
        png = save(drawing, "png")
    show_image(png, drawing.alt)
    show_text(drawing.caption)


def known_names() -> dict[str, str]:
    """The project's lexicons' names for readers by id of frame and contested set; none where a lexicon has mistakes."""
    try:
        return frame_names(default_lexicons())
    except LexiconError:
        return {}


def show_article(tables: Tables, article_id: str = "", *, frame_names: Mapping[str, str] | None = None) -> None:
    """Display an article with its marks; the longest one if none is named.

    Raises:
        ValueError: if there is no article of that id.
    """
    chosen = choose_article(tables, article_id)
    if chosen is None:
        show_text("There is no article to show.")
    else:
        show_html(annotate_article(tables, chosen, frame_names=frame_names))


def choose_article(tables: Tables, article_id: str = "") -> str | None:
    """The id that was asked for, else that of the longest article, else of the first; `None` if there are none.

    Raises:
        ValueError: if there is no article of that id; the message names those that are spelt alike.
    """
    articles = tables.articles["article_id"]
    if article_id:
        if not articles.eq(article_id).any():
            known = [str(known) for known in articles]
            near = get_close_matches(article_id, known, n=3, cutoff=0.4) or known[:3]
            raise ValueError(
                f"no article has the id {article_id!r}; there are {len(known):,}, for example {', '.join(near)}. "
                f"Notebook 1 lists them"
            )
        return article_id
    return longest_article(tables) or (str(articles.iloc[0]) if len(articles) else None)


def show_weightiest_mentions(tables: Tables, target: str = "") -> None:
    """Display the mentions of a target that weigh most in its mean.

    Args:
        tables: of a corpus.
        target: its id or a name of its own; empty for the one most spoken of.

    Raises:
        UnknownTargetError: if a target is asked for that is not mentioned.
    """
    if not target and not most_mentioned_targets(tables):
        show_text("No person, organisation or group is mentioned by name.")
        return
    show_listing(list_weightiest(tables, choose_target(tables, target or None)))


def show_hits(tables: Tables, term: str = "", *, sort: Sequence[str] = (), rows: int = MOST_LINES) -> None:
    """Display the occurrences of a frame or term, each with the words around it, who says it and how.

    Args:
        tables: of a corpus.
        term: a frame or term, as for the figure `who-says-a-term`; empty for the most telling one.
        sort: orders as for `sort_lines`, e.g. `["r1", "outlet"]`.
        rows: how many occurrences at most; of more, so many are drawn at random.

    Raises:
        ValueError: if a term is asked for that the tables do not have.
    """
    try:
        choice = choose_term(tables, term or None)
    except UnknownTermError:
        if term:
            raise
        show_text("No frame term occurs in these articles.")
        return
    _show_lines(concordance(tables, choice.hits), f"“{choice.label}”, {choice.reason}", sort, rows)


def show_events(tables: Tables, event_class: str = "", *, rows: int = MOST_LINES) -> None:
    """Display events of harm and movement, each with the words around it, whom it befalls and who does it.

    Args:
        tables: of a corpus.
        event_class: only events of this class; empty for all.
        rows: how many events at most.

    Raises:
        ValueError: if there is no event of that class.
    """
    events = tables.agency_events
    if event_class:
        known = sorted(events["event_class"].unique())
        events = events[events["event_class"] == event_class]
        if events.empty:
            raise ValueError(f"no event of the class {event_class!r}; there is {', '.join(known) or 'none'}")
    if events.empty:
        show_text("No event of harm or movement is told in these articles.")
        return
    columns, cells = events_in_context(tables, events.head(rows))
    sides: list[Side] = [*_LINE_SIDES, *["left"] * (len(columns) - 3)]  # type: ignore[list-item]
    show_rows(f"Events{first_of(rows, len(events))}", columns, sides, cells, orders={0: _nearest_first})


def show_copies(tables: Tables) -> None:
    """Display the clusters of copies, what each copy changed, and the pairs that only share material."""
    for listing in (list_copies(tables), list_changes(copy_changes(tables)), list_shared(tables)):
        show_listing(listing)


def show_copy(
    tables: Tables, article_id: str = "", *, other_id: str = "", frame_names: Mapping[str, str] | None = None
) -> None:
    """Display a copy's text with what is new and gone in it.

    Args:
        tables: of a corpus.
        article_id: the copy; empty for the copy that gained and lost most frame terms.
        other_id: the text to compare it with; empty for that of its cluster.
        frame_names: names for readers by id of frame or contested set.

    Raises:
        ValueError: if there is no such article, or if it has no copy and no other text is named.
    """
    changes = copy_changes(tables)
    if not article_id:
        if changes.empty:
            show_text("No two of these articles print the same text or much of it.")
            return
        article_id = changes["article_id"].iloc[int((changes["n_terms_lost"] + changes["n_terms_gained"]).argmax())]
    if not other_id:
        references = changes.loc[changes["article_id"] == article_id, "reference_id"]
        if references.empty:
            raise ValueError(f"{article_id!r} is not compared with a text of its cluster; name another article for it")
        other_id = references.iloc[0]
    show_html(render_copy(tables, other_id, article_id, frame_names=frame_names))


def show_side_by_side(
    tables: Tables, article_id: str, other_id: str, *, frame_names: Mapping[str, str] | None = None
) -> None:
    """Display two articles beside each other, e.g. two outlets' versions of one story (see `pairs_to_read`).

    Raises:
        ValueError: if there is no article of an id, or if both ids are the same.
    """
    show_html(lay_articles_side_by_side(tables, article_id, other_id, frame_names=frame_names))


def show_concordance(tables: Tables, pattern: str, *, sort: Sequence[str] = (), rows: int = MOST_LINES) -> None:
    """Display every occurrence of any word or pattern, whether a lexicon has it or not, and its collocates.

    Args:
        tables: of a corpus.
        pattern: as lexicons write it, e.g. `surrender*` or `(hostage|prisoner) swap*`; empty to display nothing.
        sort: orders as for `sort_lines`, e.g. `["r1", "outlet"]`.
        rows: how many occurrences at most; of more, so many are drawn at random.

    Raises:
        PatternError: if the pattern cannot be read.
    """
    if not pattern:
        show_text("No pattern was given, so there is nothing to look for.")
        return
    index = TextIndex(tables)
    lines = concordance(index, pattern)
    if lines.empty:
        show_text(f"“{pattern}” does not occur.")
        return
    _show_lines(lines, f"“{pattern}”", sort, rows)
    show_listing(list_collocates(index, pattern))


def _show_lines(lines: pd.DataFrame, caption: str, sort: Sequence[str], rows: int) -> None:
    told, cells = write_lines(lines, caption, sort=sort, rows=rows)
    sides: list[Side] = [*_LINE_SIDES, *["left"] * (len(_LINE_TITLES) - 3)]  # type: ignore[list-item]
    show_rows(told, _LINE_TITLES, sides, cells, orders={0: _nearest_first})


def _nearest_first(words: str) -> str:
    """What the words before a keyword sort by: the last word first."""
    return " ".join(reversed(words.casefold().split()))
