"""Tables → the tables of a choice, from which every measure gives the numbers of what was chosen.

The words that rates are counted per are chosen with the hits: those of the articles that are kept, and where a voice or
speaker is chosen, only the words in that voice.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from analysis.compare.selections import Selection, in_period
from analysis.explorer.choice import NO_OUTLET, Choice, complete
from analysis.measures import TextIndex, naming_of
from analysis.measures.frames import name_frames
from analysis.patterns import Gap, parse_pattern
from analysis.words import WORD, straighten

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from analysis.tables import Tables


def choose(tables: Tables, choice: Choice) -> Tables:
    """The tables of what a choice holds.

    Outlets and days choose articles; every table has rows of these articles alone, whether they have a hit or not.
    Frames, terms, words, voice and speakers choose the rows of `frame_hits`. Where a voice, speakers or a naming are
    chosen, `articles.n_words` has the words in that voice, so that rates are per 1,000 words of it. Sentences, quotes
    and all else stay whole.

    Args:
        tables: of a corpus.
        choice: of it.

    Raises:
        ChoiceError: if it contradicts itself.
        SelectionError: if it names what the corpus does not have; the message tells what there is.
        PatternError: if its words are no pattern.

    Example:
        >>> tables = read_tables(Path("data/tables/demo"))                          # doctest: +SKIP
        >>> frames_by_outlet(choose(tables, Choice(voice="narrator")))              # doctest: +SKIP
    """
    choice = complete(tables, choice)
    kept = _articles_kept(tables, choice)
    frames = tables.by_name()
    hits = _hits_chosen(tables, choice, kept)
    if not kept.all():
        rows = _article_rows(tables)
        for name, of_article in rows.items():
            own = np.flatnonzero(np.append(kept, False)[of_article].all(axis=0))
            frames[name] = frames[name].iloc[own].reset_index(drop=True)
    if choice.of_voice:
        words = _words_chosen(tables, choice)
        frames["articles"] = frames["articles"].assign(n_words=words[kept])
    frames["frame_hits"] = hits
    return replace(tables, **frames)


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


@lru_cache(maxsize=16)
def find_words(tables: Tables, pattern: str) -> pd.DataFrame:
    """Occurrences of a pattern as hits of one frame and term of that name; columns as of `tables.frame_hits`.

    The same as `TextIndex(tables).find(pattern)`, but only sentences that can hold it are indexed.

    Raises:
        PatternError: if the pattern cannot be read.
    """
    firsts = {form[0].text.lower() for form in parse_pattern(pattern) if not isinstance(form[0], Gap)}
    texts = _plain_sentences(tables)
    can_hold = np.zeros(len(texts), dtype=bool)
    for word in firsts:
        can_hold |= texts.str.contains(word, regex=False).fillna(False).to_numpy(dtype=bool)
    sentences = tables.sentences[can_hold]
    ids = set(sentences["article_id"])
    near = {name: frame[frame["article_id"].isin(ids)] for name, frame in
            (("quotes", tables.quotes), ("quote_spans", tables.quote_spans))}  # fmt: skip
    hits = TextIndex(replace(tables, sentences=sentences.reset_index(drop=True), **near)).find(pattern)
    named = hits.assign(lexicon="words", frame=pattern, term=pattern, subcode=None)
    return named[tables.frame_hits.columns].astype(tables.frame_hits.dtypes)


def warm(tables: Tables) -> None:
    """Count and index now what choices of voices, articles and words need, so that the first one is as quick."""
    _words_by_row(tables)
    _article_rows(tables)
    _plain_sentences(tables)


def _articles_kept(tables: Tables, choice: Choice) -> NDArray[np.bool_]:
    articles = tables.articles
    kept = np.ones(len(articles), dtype=bool)
    if choice.outlets:
        kept &= articles["outlet"].fillna(NO_OUTLET).isin(choice.outlets).to_numpy(dtype=bool)
    if choice.start or choice.end:
        kept &= in_period(articles["date"], Selection(start=choice.start, end=choice.end))
    return kept


def _hits_chosen(tables: Tables, choice: Choice, kept: NDArray[np.bool_]) -> pd.DataFrame:
    hits = find_words(tables, choice.words) if choice.words else _named_hits(tables)
    chosen = np.ones(len(hits), dtype=bool)
    if not kept.all():
        chosen &= hits["article_id"].isin(tables.articles.loc[kept, "article_id"]).to_numpy(dtype=bool)
    for column, wanted in (("frame", choice.frames), ("term", choice.terms), ("speaker_id", choice.speakers)):
        if wanted:
            chosen &= hits[column].isin(wanted).to_numpy(dtype=bool)
    quoted = (hits["voice"] == "quoted").to_numpy(dtype=bool)
    if choice.voice is not None:
        chosen &= quoted == (choice.voice == "quoted")
    if choice.speakers or choice.naming:
        chosen &= quoted
    if choice.naming is not None:
        chosen &= (naming_of(hits) == choice.naming).to_numpy(dtype=bool)
    return hits[chosen].reset_index(drop=True)


def _words_chosen(tables: Tables, choice: Choice) -> NDArray[np.int64]:
    """Words of each article in the voices that are chosen."""
    words = _words_by_row(tables)
    chosen = np.ones(len(words), dtype=bool)
    quoted = (words["voice"] == "quoted").to_numpy(dtype=bool)
    if choice.voice is not None:
        chosen &= quoted == (choice.voice == "quoted")
    if choice.speakers or choice.naming:
        chosen &= quoted
    if choice.speakers:
        chosen &= words["speaker_id"].isin(choice.speakers).to_numpy(dtype=bool)
    if choice.naming is not None:
        chosen &= (words["naming"] == choice.naming).fillna(False).to_numpy(dtype=bool)
    own = words[chosen]
    counts = np.bincount(own["row"], weights=own["n_words"], minlength=len(tables.articles))
    return counts.astype(np.int64)


def _owners(tables: Tables) -> tuple[NDArray[np.int64], NDArray[np.int64], pd.DataFrame]:
    """Of each word its article's row and the row of the quote that it stands in (-1 outside), and those quotes."""
    articles = tables.articles
    # All texts one after another, so that a place in any of them is one number.
    lengths = articles["text"].str.len().to_numpy(dtype=np.int64)
    offsets = np.concatenate([[0], np.cumsum(lengths + 1)])
    row_of = {article_id: row for row, article_id in enumerate(articles["article_id"])}
    texts = articles["text"].tolist()
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
    at = offsets[pieces["article_id"].map(row_of).to_numpy(dtype=np.int64)]
    left, right = (2 * (at + pieces[end].to_numpy()) for end in ("start", "end"))
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


@lru_cache(maxsize=2)
def _words_by_row(tables: Tables) -> pd.DataFrame:
    words = words_by_speaker(tables)
    row_of = {article_id: row for row, article_id in enumerate(tables.articles["article_id"])}
    return words.assign(row=words["article_id"].map(row_of).astype("int64"))


@lru_cache(maxsize=2)
def _article_rows(tables: Tables) -> dict[str, NDArray[np.int64]]:
    """The rows of `articles` that each row of each other table belongs to: one line an id, both of a pair of copies."""
    rows = {}
    index = pd.Index(tables.articles["article_id"])
    for name, frame in tables.by_name().items():
        ids = [column for column in ("article_id", "other_id") if column in frame]
        if ids and name != "frame_hits":
            rows[name] = np.array([index.get_indexer(pd.Index(frame[column])) for column in ids])
    return rows


@lru_cache(maxsize=2)
def _named_hits(tables: Tables) -> pd.DataFrame:
    return tables.frame_hits.assign(frame=name_frames(tables.frame_hits))


@lru_cache(maxsize=2)
def _plain_sentences(tables: Tables) -> pd.Series:
    return tables.sentences["text"].map(straighten).str.lower()
