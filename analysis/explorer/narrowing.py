"""Tables → the tables of a choice, from which every measure gives the numbers of what was chosen.

The words that rates are counted per are chosen with the hits: those of the articles that are kept, and where a voice or
speaker is chosen, only the words in that voice.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from analysis.compare.selections import Selection, in_period
from analysis.explorer.choice import NO_OUTLET, Choice, complete
from analysis.explorer.words import find_words, plain_sentences, words_by_speaker
from analysis.measures import naming_of
from analysis.measures.frames import name_frames

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
    frames: dict[str, Any] = tables.by_name()
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


def warm(tables: Tables) -> None:
    """Count and index now what choices of voices, articles and words need, so that the first one is as quick."""
    _words_by_row(tables)
    _article_rows(tables)
    plain_sentences(tables)


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
