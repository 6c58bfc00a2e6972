"""Prominence: whether a frame's terms stand in headlines, leads and early in the body more than their words explain."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from analysis.measures.frames import PER_WORDS, ZONES, frames_in_order, name_frames
from analysis.measures.resampling import MIN_ARTICLES, N_RESAMPLES, SEED, bootstrap_ratios
from analysis.words import count_words

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from analysis.tables import Tables

PLACES = ("headline", "lead", "body 1", "body 2", "body 3")
"""Headline, lead (the first paragraph), and the thirds of each article's body, by its words."""


def frame_prominence(tables: Tables, *, n_resamples: int = N_RESAMPLES, seed: int = SEED) -> pd.DataFrame:
    """How much of each frame stands in headlines, leads and each third of the body, beside what words alone would give.

    Word number i (from 0) of a body of n words lies in the third ⌊3i/n⌋ + 1; a hit lies where its first word does.
    rate = 1,000 · Σ hits in the place / Σ words of the place. share = Σ hits in the place / Σ hits. Of words alone one
    would expect expected_share = Σ hits · (words of the place / words) / Σ hits, summed over articles: each hit of an
    article anywhere among its words. ratio = share / expected_share; above 1 the frame is more prominent there than
    the words explain. Intervals are 95 % percentile intervals of a cluster bootstrap over articles within outlets, from
    10 articles on (that have words there for the rate, hits for share and ratio); missing for no hit, and
    where articles that are all alike would give one without width.

    Args:
        tables: of a corpus.
        n_resamples: draws of the bootstrap.
        seed: of the bootstrap.

    Returns:
        frame, place (see `PLACES`), n_hits, n_articles (with a hit there), n_words (of the place), rate, rate_low,
        rate_high, share, share_low, share_high, expected_share, ratio, ratio_low, ratio_high (missing where nothing is
        expected). The most frequent frame first.
    """
    hits = tables.frame_hits.assign(frame=name_frames(tables.frame_hits))
    frames = frames_in_order(hits)
    articles = tables.articles["article_id"]
    strata = tables.articles["outlet"].fillna("").to_numpy()
    sentences = _with_words_before(tables.sentences)
    words = _words_of_places(sentences, articles)
    placed = _place_hits(hits, sentences, tables.articles)
    expected_of_place = words / np.maximum(words.sum(axis=1, keepdims=True), 1)
    tables_of_frames = []
    for frame in frames:
        own = placed[placed["frame"] == frame]
        counts = own.groupby(["article_id", "place"]).size().unstack("place", fill_value=0)
        found = counts.reindex(index=pd.Index(articles), columns=list(PLACES), fill_value=0).to_numpy(dtype=np.float64)
        totals = found.sum(axis=1, keepdims=True)
        expected = totals * expected_of_place
        drawn = {
            "rate": _bounds(found, words, words > 0, strata, n_resamples, seed) * PER_WORDS,
            "share": _bounds(found, np.broadcast_to(totals, found.shape), totals > 0, strata, n_resamples, seed),
            "ratio": _bounds(found, expected, totals > 0, strata, n_resamples, seed),
        }
        n, n_all = found.sum(axis=0), float(totals.sum())
        table = pd.DataFrame({"frame": frame, "place": PLACES, "n_hits": n, "n_articles": (found > 0).sum(axis=0)})
        table["n_words"] = words.sum(axis=0)
        table["rate"] = _ratio(PER_WORDS * n, words.sum(axis=0))
        table["share"] = n / n_all
        table["expected_share"] = expected.sum(axis=0) / n_all
        table["ratio"] = _ratio(n, expected.sum(axis=0))
        for name, bounds in drawn.items():
            # Articles that are all alike give an interval without width, which promises too much.
            known = (n > 0) & ((bounds[:, 1] - bounds[:, 0]) > 1e-9 * bounds[:, 1])
            for end, values in zip(("low", "high"), bounds.T, strict=True):
                table[f"{name}_{end}"] = np.where(known, values, np.nan)
        tables_of_frames.append(table)
    if not tables_of_frames:
        return pd.DataFrame(columns=list(_DTYPES)).astype(_DTYPES)
    return pd.concat(tables_of_frames, ignore_index=True)[list(_DTYPES)].astype(_DTYPES)


def _with_words_before(sentences: pd.DataFrame) -> pd.DataFrame:
    """Sentences with the words of their zone in the article: n_words, those before (n_before) and all (n_zone)."""
    table = sentences[["article_id", "sentence", "zone", "start"]].assign(
        n_words=sentences["text"].map(count_words).astype("int64")
    )
    of_zone = table.groupby(["article_id", "zone"])["n_words"]
    return table.assign(n_before=of_zone.cumsum() - table["n_words"], n_zone=of_zone.transform("sum"))


def _words_of_places(sentences: pd.DataFrame, articles: pd.Series) -> NDArray[np.float64]:
    """Words by article and place."""
    zones = sentences.groupby(["article_id", "zone"])["n_words"].sum().unstack("zone", fill_value=0)
    zones = zones.reindex(index=pd.Index(articles), columns=list(ZONES), fill_value=0).fillna(0)
    body = zones["body"].to_numpy(dtype=np.int64)
    # The first word of the third k has the number ⌈kn/3⌉.
    ends = [-(-k * body // 3) for k in range(4)]
    thirds = [ends[k + 1] - ends[k] for k in range(3)]
    words = np.column_stack([zones["headline"], zones["lead"], *thirds])
    return words.astype(np.float64)


def _place_hits(hits: pd.DataFrame, sentences: pd.DataFrame, articles: pd.DataFrame) -> pd.DataFrame:
    """Hits with their place."""
    texts = dict(zip(articles["article_id"], articles["text"], strict=True))
    known = sentences.rename(columns={"start": "sentence_start"}).drop(columns="zone")
    placed = hits.merge(known, on=["article_id", "sentence"])
    within = [
        count_words(texts[article][first:start])
        for article, first, start in zip(placed["article_id"], placed["sentence_start"], placed["start"], strict=True)
    ]
    number = placed["n_before"] + pd.Series(within, index=placed.index, dtype="int64")
    # A term that begins inside a word, as after a hyphen, does not leave its body for that.
    third = (3 * number // placed["n_zone"].clip(lower=1)).clip(upper=2) + 1
    return placed.assign(place=placed["zone"].mask(placed["zone"] == "body", "body " + third.astype("string")))


def _bounds(
    above: NDArray[np.float64],
    below: NDArray[np.float64],
    known: NDArray[np.bool_],
    strata: NDArray[np.object_],
    n_resamples: int,
    seed: int,
) -> NDArray[np.float64]:
    """One row a place: the interval of Σ above / Σ below, where articles enough have what it is made of."""
    enough = np.broadcast_to(known, above.shape).sum(axis=0) >= MIN_ARTICLES
    used = np.broadcast_to(known, above.shape).any(axis=1)
    bounds = np.full((len(PLACES), 2), np.nan)
    if enough.any():
        drawn = bootstrap_ratios(above[used], below[used], strata=strata[used], n_resamples=n_resamples, seed=seed)
        bounds[enough] = drawn[enough]
    return bounds


def _ratio(above: NDArray[np.float64], below: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.divide(above, below, out=np.full_like(above, np.nan), where=below > 0)


_DTYPES = {
    "frame": "string",
    "place": "string",
    "n_hits": "int64",
    "n_articles": "int64",
    "n_words": "int64",
    "rate": "Float64",
    "rate_low": "Float64",
    "rate_high": "Float64",
    "share": "float64",
    "share_low": "Float64",
    "share_high": "Float64",
    "expected_share": "float64",
    "ratio": "Float64",
    "ratio_low": "Float64",
    "ratio_high": "Float64",
}
