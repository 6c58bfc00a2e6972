"""The tables of notebooks 5 and 6 about frames and contested names."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

import pandas as pd

from analysis.measures import (
    TextIndex,
    collocates,
    contested_shares,
    distanced_hits,
    frame_prominence,
    frames_together,
    narrator_repeats,
)
from analysis.measures.collocates import LEAST_ARTICLES, SPAN
from analysis.publishing.listings import (
    Field,
    Listing,
    count_field,
    day_field,
    id_field,
    list_rows,
    number_field,
    share_field,
    text_field,
)
from analysis.publishing.pages import readable
from analysis.tables import Tables

MOST_COLLOCATES = 40

Name = Callable[[Any], str]
_INTERVALS = "In brackets the 95 % interval of a bootstrap over articles; there is none for fewer than 10 articles."
_PLACES = {
    "headline": "headline",
    "lead": "first paragraph",
    "body 1": "first third of the body",
    "body 2": "second third of the body",
    "body 3": "last third of the body",
}
_REPEATED = {
    "anywhere": "anywhere in the article",
    "headline": "in the headline",
    "before": "before the speaker does",
    "after": "after the speaker does",
}


def list_repeats(tables: Tables) -> Listing:
    """How often the narrator repeats what speakers say, in all articles and by outlet."""
    repeats = narrator_repeats(tables)
    repeats = repeats[repeats["by"].isin(["all", "outlet"])]
    whose = repeats["outlet"].mask(repeats["by"] == "all", "all outlets")
    fields = (
        text_field("Outlet", "whose"),
        text_field("The narrator says it", "place", lambda place: _REPEATED.get(place, readable(place))),
        count_field("Times", "n_repeated"),
        count_field("Cases", "n_cases"),
        count_field("Articles", "n_articles"),
        share_field("of the cases", "share"),
    )
    note = f"A case is a frame in an article in which a speaker says one of its terms. {_INTERVALS}"
    return list_rows("Where the narrator repeats what speakers say", repeats.assign(whose=whose), fields, note)


def list_prominence(tables: Tables, called: Name = readable) -> Listing:
    """Each frame by place in the article: counts, rates, shares, and what words alone would give.

    Args:
        tables: of a corpus.
        called: a frame's name for readers by its id.
    """
    fields = (
        text_field("Frame", "frame", called),
        text_field("Place", "place", lambda place: _PLACES.get(place, readable(place))),
        count_field("Terms", "n_hits"),
        count_field("Articles", "n_articles"),
        number_field("per 1,000 words", "rate", 1),
        share_field("of the frame's terms", "share"),
        share_field("by words alone", "expected_share"),
        number_field("Times as often as by words alone", "ratio", 1),
    )
    return list_rows("Frames by place in the article", frame_prominence(tables), fields, _INTERVALS)


def list_pairs(tables: Tables, called: Name = readable) -> Listing:
    """Pairs of frames in the same paragraphs, those that stand together beyond chance first.

    The arguments are those of `list_prominence`.
    """
    pairs = frames_together(tables).sort_values(["beyond", "p"], ascending=[False, True], kind="stable")
    fields = (
        text_field("Frame", "frame_a", called),
        text_field("Other frame", "frame_b", called),
        count_field("Paragraphs with both", "n_together"),
        number_field("by chance", "n_expected", 1),
        number_field("Times as many", "lift", 1),
        Field("q", True, lambda row: write_chance(row["q"])),
        text_field("Beyond chance", "beyond", lambda beyond: "yes" if beyond else "no"),
    )
    note = (
        "By chance: if each frame were strewn over the words of its articles. q below .05: chance alone would seldom "
        f"give as many, corrected for all pairs that were tested; a dash: too rare to test. {_INTERVALS}"
    )
    return list_rows("Pairs of frames", pairs, fields, note)


def list_distanced(tables: Tables, called: Name = readable) -> Listing:
    """The frame terms and contested names that stand under a mark of distance.

    The arguments are those of `list_prominence`.
    """
    fields = (
        text_field("Words with their mark", "marked"),
        id_field("Mark", "distance"),
        text_field("In whose voice", "voice"),
        text_field("Whose word", "attributed_to"),
        text_field("Frame or set of names", "set", called),
        text_field("Outlet", "outlet"),
        day_field("Date", "date"),
        text_field("Article", "article_id"),
    )
    return list_rows("Terms held at a distance", distanced_hits(tables), fields)


def list_contested_by(tables: Tables, by: Literal["zone", "voice"], called: Name = readable) -> Listing:
    """How often each of several names for a thing is chosen, by place in the article or by voice.

    Args:
        tables: of a corpus.
        by: `zone` (headline, lead, body) or `voice`.
        called: a set's name for readers by its id.
    """
    shares = contested_shares(tables, by=by)
    fields = (
        text_field("Thing", "contested_set", called),
        id_field("Name", "variant"),
        text_field("Place" if by == "zone" else "In whose voice", "group"),
        count_field("Times", "n_hits"),
        count_field("of", "n_all"),
        share_field("Share", "share"),
        count_field("Articles", "n_articles"),
    )
    where = "in headlines, first paragraphs and bodies" if by == "zone" else "by voice"
    shown = shares[shares["n_hits"] > 0]
    note = f"Of: times that any of the thing's names is used there. Names that are not used are left out. {_INTERVALS}"
    return list_rows(f"Contested names {where}", shown, fields, note)


def list_collocates(index: TextIndex, pattern: str) -> Listing:
    """The words that stand beside a pattern most often for their frequency.

    Args:
        index: of a corpus.
        pattern: as lexicons write it.

    Raises:
        PatternError: if the pattern cannot be read.
    """
    fields = (
        text_field("Word", "collocate"),
        count_field("Times beside it", "n_together"),
        number_field("by chance", "n_expected", 1),
        count_field("Articles", "n_articles"),
        number_field("logDice", "log_dice", 1),
        number_field("MI", "mi", 1),
        number_field("Log-likelihood", "log_likelihood", 1),
        number_field("t", "t_score", 1),
    )
    note = (
        "By chance: if the word stood as often here as elsewhere. logDice: how strongly the two are tied, at most 14; "
        "one point more is a tie twice as strong. MI, log-likelihood and t rank the words in other ways; none of them "
        "is a test."
    )
    caption = (
        f"Words within {SPAN} words of “{pattern}”, in at least {LEAST_ARTICLES} articles, the most strongly tied first"
    )
    return list_rows(caption, collocates(index, pattern).head(MOST_COLLOCATES), fields, note)


def write_chance(value: float) -> str:
    """A p or q as readers expect it, never as 0; a dash where it is missing.

    Example:
        >>> write_chance(0.00004), write_chance(0.0312), write_chance(1.0)
        ('< .001', '.031', '1')
    """
    if pd.isna(value):
        return "–"
    return "< .001" if value < 0.001 else f"{value:.3f}".lstrip("0") if value < 0.9995 else "1"
