"""Places to read before anything is published: quotes that may be wrong, and sentences that weigh most."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from analysis.measures import check_first, weightiest_sentences
from analysis.publishing.listings.sentiment import moved_mean, voice_in_words, words_in_words
from analysis.publishing.listings.summaries import shorten
from analysis.publishing.pages import rows_of, signed, text_or_none
from analysis.publishing.reader import anchor, sentence_key
from analysis.publishing.reader.certainty import found_by, named_by
from analysis.publishing.reader.marks import label_quotes

if TYPE_CHECKING:
    from analysis.tables import Tables

MOST_CHECKS = 40
"""Quotes in the list of those to check first."""
LONG_SENTENCE = 240
"""Characters of a sentence that the list of sentences to read shows."""


@dataclass(frozen=True, slots=True)
class Place:
    """A place in an article that is worth reading: where it is, what stands there, and what is known of it."""

    address: str
    content: str
    cells: tuple[str, ...]


def places_to_check(
    tables: Tables, rows_of_each: Mapping[str, dict[str, list[Any]]], addresses: Mapping[str, str]
) -> list[Place]:
    """The quotes of the most quoted speakers that are most likely wrong, each with the address of its place."""
    checks = []
    keys: dict[str, dict[str, str]] = {}
    for quote in rows_of(check_first(tables).head(MOST_CHECKS)):
        article_id = quote.article_id
        if article_id not in keys:
            keys[article_id] = {mark.row.quote_id: mark.key for mark in label_quotes(rows_of_each[article_id])}
        address = f"{addresses[article_id]}#{anchor(article_id, keys[article_id][quote.quote_id])}"
        headline = text_or_none(rows_of_each[article_id]["articles"][0].headline) or article_id
        cells = (f"{quote.chance:.2f}", quote.speaker_id, found_by(quote), named_by(quote), shorten(headline))
        checks.append(Place(address, shorten(quote.content), cells))
    return checks


def places_to_read(
    tables: Tables, rows_of_each: Mapping[str, dict[str, list[Any]]], addresses: Mapping[str, str]
) -> list[Place]:
    """The sentences that weigh most in the mean valence, each with the address of its place."""
    sentences = []
    for row in rows_of(weightiest_sentences(tables)):
        address = f"{addresses[row.article_id]}#{anchor(row.article_id, sentence_key(row))}"
        headline = text_or_none(rows_of_each[row.article_id]["articles"][0].headline) or row.article_id
        values = (signed(row.compound), signed(row.adjusted_compound), moved_mean(row.shift, row.adjusted_shift))
        cells = (*values, voice_in_words(row), *words_in_words(row), shorten(headline))
        sentences.append(Place(address, shorten(row.text, LONG_SENTENCE), cells))
    return sentences
