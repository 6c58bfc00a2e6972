"""Words of a corpus by who says them, and the occurrences of any pattern, quickly enough for an answer at once."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from analysis.measures import TextIndex, naming_of
from analysis.patterns import Gap, parse_pattern
from analysis.words import WORD, straighten

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from analysis.tables import Tables

_WITHIN_WORDS = ("n't", "not")
"""Tokens that begin inside a word: don't, cannot."""


def words_by_speaker(tables: Tables) -> pd.DataFrame:
    """Words of each article by who says them: the narrator's, and those inside the contents of quotes.

    A word is somebody's by the rule of the frame terms (`analysis.voices.find_voice`); words are those that
    `articles.n_words` counts.

    Returns:
        article_id, voice, speaker_id, naming (missing for the narrator), n_words; no rows without words.
    """
    article, owner, quotes = _owners(tables)
    counts = pd.DataFrame({"article": article, "owner": owner}).value_counts(sort=False).rename("n_words").reset_index()
    counts = counts.sort_values(["article", "owner"], kind="stable")
    quoted = (counts["owner"] >= 0).to_numpy()
    whose = quotes.iloc[counts["owner"].where(quoted, 0)] if len(quotes) else quotes.reindex([0] * len(counts))
    whose = whose[["speaker_id", "speaker_name"]].reset_index(drop=True).mask(pd.Series(~quoted))
    table = pd.DataFrame({
        "article_id": tables.articles["article_id"].iloc[counts["article"]].to_numpy(),
        "voice": np.where(quoted, "quoted", "narrator"),
        "speaker_id": whose["speaker_id"].to_numpy(),
        "naming": naming_of(whose).mask(pd.Series(~quoted)).to_numpy(),
        "n_words": counts["n_words"].to_numpy(),
    }).astype({"article_id": "string", "voice": "string", "speaker_id": "string", "naming": "string"})  # fmt: skip
    by = ["article_id", "voice", "speaker_id", "naming"]
    return table.groupby(by, dropna=False, sort=False)["n_words"].sum().reset_index()


@lru_cache(maxsize=4)
def find_words(tables: Tables, pattern: str) -> pd.DataFrame:
    """Occurrences of a pattern as hits of one frame and term of that name; columns as of `tables.frame_hits`.

    The same as `TextIndex(tables).find(pattern)`, but only sentences that can hold it are indexed.

    Raises:
        PatternError: if the pattern cannot be read.
    """
    firsts = {form[0].text.lower() for form in parse_pattern(pattern) if not isinstance(form[0], Gap)}
    texts = plain_sentences(tables)
    can_hold = np.zeros(len(texts), dtype=bool)
    for word in firsts:
        can_hold |= texts.str.contains(_beginning(word), regex=True).fillna(False).to_numpy(dtype=bool)
    sentences = tables.sentences[can_hold]
    near = _contents_in(tables, sentences)
    spans = tables.quote_spans[tables.quote_spans["quote_id"].isin(near)]
    quotes = tables.quotes[tables.quotes["quote_id"].isin(near)]
    part = replace(tables, sentences=sentences.reset_index(drop=True), quotes=quotes, quote_spans=spans)
    hits = TextIndex(part).find(pattern)
    named = hits.assign(lexicon="words", frame=pattern, term=pattern, subcode=None)
    return named[tables.frame_hits.columns].astype(tables.frame_hits.dtypes)


@lru_cache(maxsize=2)
def plain_sentences(tables: Tables) -> pd.Series:
    """The sentences in small letters with straight apostrophes, as patterns see them."""
    return tables.sentences["text"].map(straighten).str.lower()


def _beginning(word: str) -> str:
    """A regular expression for what can be the beginning of a word, and at times for more than that."""
    within = any(token.startswith(word) for token in _WITHIN_WORDS)
    # Arrow knows ASCII words only: before another letter it would see no beginning.
    known = word[:1].isascii() and word[:1].isalnum()
    return (r"\b" if known and not within else "") + re.escape(word)


def _contents_in(tables: Tables, sentences: pd.DataFrame) -> set[str]:
    """The quotes of which some content lies in some of these sentences, which do not overlap each other."""
    pieces = tables.quote_spans[tables.quote_spans["role"] == "content"]
    left, right = _placed(tables, pieces)
    starts, ends = (np.sort(places) for places in _placed(tables, sentences))
    inside = np.searchsorted(starts, right) > np.searchsorted(ends, left, "right")
    return set(pieces["quote_id"][inside])


def _owners(tables: Tables) -> tuple[NDArray[np.int64], NDArray[np.int64], pd.DataFrame]:
    """Of each word its article's row and the row of the quote that it stands in (-1 outside), and those quotes."""
    row_of, offsets = _layout(tables)
    texts = tables.articles["text"].tolist()
    middles: list[int] = []
    for article_id, start, end in zip(*(tables.sentences[c] for c in ("article_id", "start", "end")), strict=True):
        row = row_of[article_id]
        twice = 2 * int(offsets[row])
        middles += [twice + sum(word.span()) for word in WORD.finditer(texts[row], start, end)]
    places = np.array(middles, dtype=np.int64)
    article = np.searchsorted(2 * offsets, places, "right") - 1
    quotes = tables.quotes.reset_index(drop=True)
    quote_of = {quote_id: row for row, quote_id in enumerate(quotes["quote_id"])}
    pieces = tables.quote_spans[tables.quote_spans["role"] == "content"]
    number = pieces["quote_id"].map(quote_of).to_numpy(dtype=np.int64)
    left, right = (2 * ends for ends in _placed(tables, pieces))
    order = np.argsort(places, kind="stable")
    firsts = np.searchsorted(places[order], left)
    beyonds = np.searchsorted(places[order], right, "right")
    owner = np.full(len(places), -1, dtype=np.int64)
    # The smallest content decides, of several the first: so it is written last.
    voiced = quotes["voiced"].to_numpy(dtype=bool)
    for i in np.lexsort((-np.arange(len(number)), left - right)):
        if voiced[number[i]]:
            owner[firsts[i] : beyonds[i]] = number[i]
    unsorted = np.empty_like(owner)
    unsorted[order] = owner
    return article, unsorted, quotes


def _placed(tables: Tables, rows: pd.DataFrame) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """First character of each row, and the one after its last, as places in all texts one after another."""
    row_of, offsets = _layout(tables)
    at = offsets[rows["article_id"].map(row_of).to_numpy(dtype=np.int64)]
    return at + rows["start"].to_numpy(), at + rows["end"].to_numpy()


def _layout(tables: Tables) -> tuple[dict[str, int], NDArray[np.int64]]:
    """The row of each article, and where its text begins if all texts stand one after another."""
    lengths = tables.articles["text"].str.len().to_numpy(dtype=np.int64)
    offsets = np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(lengths + 1)])
    return {str(article_id): row for row, article_id in enumerate(tables.articles["article_id"])}, offsets
