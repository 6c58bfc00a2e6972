"""The tables of notebook 4: forms of names, speakers by stance, one speaker's quotes, and what to check first."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from difflib import get_close_matches

from analysis.measures import check_first, count_speakers, quotes_of, stance_shares
from analysis.publishing.listings import (
    Listing,
    build_listing,
    count_field,
    list_rows,
    number_field,
    rest_in_words,
    text_field,
)
from analysis.publishing.pages import grouped
from analysis.publishing.reader.certainty import FOUND_BY, NAMED_BY
from analysis.records import SAID, AttributionType
from analysis.tables import Tables

MOST_TO_CHECK = 50
MOST_BY_STANCE = 40
NAME_RULES: Mapping[str, str] = {
    "own": "the name itself",
    "surname": "surname of a full name",
    "spelling": "another spelling",
    "unnamed": "no name",
}


def list_name_forms(tables: Tables) -> Listing:
    """The speakers whom articles call by several names, a row for each name."""
    known = tables.speakers["speaker_id"]
    several = tables.speakers[known.duplicated(keep=False) & known.notna()]
    fields = (
        text_field("Counted as", "speaker_id"),
        text_field("Name in the articles", "name"),
        text_field("Why", "rule", lambda rule: NAME_RULES.get(rule, str(rule).replace("_", " "))),
        count_field("Quotes", "n_quotes"),
        count_field("Articles", "n_articles"),
    )
    return list_rows("Speakers with several names", several, fields)


def list_speaker_stances(tables: Tables, types: Collection[AttributionType] = SAID) -> Listing:
    """How often each speaker's words are reported with each stance.

    Args:
        tables: of a corpus.
        types: the attribution types to count.
    """
    shares = stance_shares(tables, by="speaker", types=types)
    stances = list(dict.fromkeys(shares["stance"]))
    counts = shares.pivot_table(index=["group", "n_all"], columns="stance", values="n_quotes", sort=False)
    rows = [
        (str(row["group"]), *(grouped(row[column]) for column in ("n_all", *stances)))
        for row in counts.head(MOST_BY_STANCE).reset_index().to_dict("records")
    ]
    columns = {"Speaker": 0, "Quotes with a stance": 1} | dict.fromkeys(stances, 1)
    note = rest_in_words(len(counts), MOST_BY_STANCE, "speakers", "quotes")
    return build_listing("Quotes by speaker and stance", columns, rows, note)


def list_quotes_of(tables: Tables, speaker: str = "", types: Collection[AttributionType] = SAID) -> Listing:
    """What one speaker is quoted with.

    Args:
        tables: of a corpus.
        speaker: a speaker as the tables name them; empty for the most quoted one.
        types: the attribution types to count.

    Raises:
        ValueError: if nobody of that name is quoted; the message names those whose names are spelt alike.
    """
    quotes = quotes_of(tables, types)
    known = [str(name) for name in count_speakers(tables, types=types)["speaker_id"].dropna()]
    if not speaker and not known:
        return build_listing("Quotes of a speaker with a name", {}, [], "")
    named = speaker or known[0]
    own = quotes[(quotes["speaker_id"] == named).fillna(False) | (quotes["speaker_name"] == named).fillna(False)]
    if own.empty:
        parts = [name for name in known if named.casefold() in name.casefold()]
        near = parts[:3] or get_close_matches(named, known, n=3, cutoff=0.5) or known[:5]
        raise ValueError(f"nobody is quoted as {named!r}; there is {', '.join(near) or 'no speaker with a name'}")
    fields = (
        text_field("What", "content"),
        text_field("Reporting words", "cue"),
        text_field("Stance", "stance"),
        text_field("Form", "quote_type"),
        number_field("Score", "score"),
        text_field("Speaker as it stands there", "speaker"),
        text_field("Article", "article_id"),
    )
    return list_rows(f"Quotes of {named}", own, fields)


def list_first_to_check(tables: Tables, types: Collection[AttributionType] = SAID) -> Listing:
    """Quotes of the most quoted speakers, those that are most likely wrong first.

    Args:
        tables: of a corpus.
        types: the attribution types to count.
    """
    first = check_first(tables, types=types)
    fields = (
        text_field("What", "content"),
        text_field("Counted for", "speaker_id"),
        number_field("All right", "chance"),
        number_field("Quote right", "score"),
        number_field("Name right", "speaker_confidence"),
        text_field("Quote found by", "via", lambda via: FOUND_BY.get(via, str(via)).removeprefix("found by ")),
        text_field("Name by", "speaker_via", lambda via: NAMED_BY.get(via, str(via)).removeprefix("name ")),
        text_field("Article", "article_id"),
    )
    shown = f" Shown are {MOST_TO_CHECK} of {len(first):,}." if len(first) > MOST_TO_CHECK else ""
    note = f"Chances from 0 to 1, as the program estimates them; the first is the product of the other two.{shown}"
    return list_rows("Quotes to check first", first.head(MOST_TO_CHECK), fields, note)
