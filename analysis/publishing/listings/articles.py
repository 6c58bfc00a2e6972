"""The tables of notebooks 1 and 2: which articles there are, and everything that was found in one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from analysis.publishing.listings import (
    Field,
    Listing,
    count_field,
    day_field,
    id_field,
    list_rows,
    number_field,
    text_field,
)
from analysis.publishing.pages import grouped, readable
from analysis.publishing.reader.certainty import FOUND_BY
from analysis.tables import Tables

_SENTENCE = Field("Sentence", True, lambda row: grouped(row["sentence"] + 1))
"""Readers count from 1, as the figures do."""


def list_articles(tables: Tables) -> Listing:
    """Every article, the longest first."""
    fields = (
        text_field("Headline", "headline"),
        text_field("Outlet", "outlet"),
        day_field("Date", "date"),
        count_field("Words", "n_words"),
        count_field("Sentences", "n_sentences"),
        count_field("Quotes", "n_quotes"),
        number_field("Mean valence, −1 to 1", "sentiment_mean", sign=True),
        text_field("Id of the article", "article_id"),
    )
    articles = tables.articles.sort_values("n_words", ascending=False, kind="stable")
    note = (
        "Quotes: what somebody is reported to have said, written, thought or meant to do. Mean valence: how the words "
        "of an article's sentences sound, dark or bright; notebook 3 says what it can tell and what not. A dash: not "
        "known."
    )
    return list_rows("Articles, the longest first", articles, fields, note)


def list_problems(tables: Tables) -> Listing:
    """What could not be read, or only in part."""
    fields = (
        text_field("How serious", "severity"),
        text_field("File", "path"),
        text_field("Place", "place"),
        text_field("What is wrong", "message"),
    )
    return list_rows("What could not be read", tables.problems, fields)


def list_article_quotes(tables: Tables, article_id: str | None) -> Listing:
    """An article's quotes in the order of its text."""
    fields = (
        text_field("Who", "speaker_name"),
        text_field("As it stands there", "speaker"),
        text_field("Reporting words", "cue"),
        id_field("Kind", "attribution_type"),
        id_field("Form", "quote_type"),
        text_field("What", "content"),
        number_field("Score", "score"),
        text_field("Found by", "via", lambda via: FOUND_BY.get(via, str(via)).removeprefix("found by ")),
    )
    note = (
        "Kind: speech, writing and document are what was said or written, thought and intent are what somebody is said "
        "to believe or plan. Form: direct in quotation marks, indirect without, mixed in part. Score: how likely the "
        "quote and its source are right, from 0 to 1."
    )
    own = tables.quotes[tables.quotes["article_id"] == article_id]
    return list_rows("Quotes, in the order of the text", own, fields, note)


def list_article_terms(tables: Tables, article_id: str | None, called: Callable[[Any], str] = readable) -> Listing:
    """An article's frame terms in the order of its text.

    Args:
        tables: of a corpus.
        article_id: the article.
        called: a frame's name for readers by its id.
    """
    fields = (
        text_field("Frame", "frame", called),
        text_field("Word", "text"),
        text_field("In whose voice", "voice"),
        text_field("Who", "speaker_name"),
        text_field("Manner", "polarity"),
        text_field("Because of", "polarity_cue"),
        text_field("Where", "zone"),
        _SENTENCE,
    )
    note = (
        "Manner: whether the word is asserted, negated, rejected, demanded or hypothetical (feared, possible, "
        "planned), and the words that decided it. Sentences are counted from 1, the headline's among them."
    )
    own = tables.frame_hits[tables.frame_hits["article_id"] == article_id]
    return list_rows("Frame terms, in the order of the text", own, fields, note)


def list_article_sentences(tables: Tables, article_id: str | None) -> Listing:
    """An article's sentences with their valence and the words behind it."""
    fields = (
        _SENTENCE,
        number_field("Valence, −1 to 1", "compound", sign=True),
        text_field("Words that count", "words"),
        text_field("In whose voice", "voice"),
        text_field("Who", "speaker_name"),
        text_field("Text", "text"),
    )
    own = tables.sentences[tables.sentences["article_id"] == article_id]
    note = "Behind each word stands its valence in VADER's list, from about −4 to 4, as it counts in this sentence."
    return list_rows("Sentences and the words that count", own, fields, note)
