"""Which frames stand together in a paragraph more often than their being in the same article explains.

The unit is the paragraph of the lead and the body; a headline is none. A frame is in it or not, however often, in
whichever voice and polarity. Where two frames share a term, words that are both frames' at once make no pair.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from analysis.measures.frames import frames_in_order, name_frames
from analysis.measures.permutation import N_PERMUTATIONS, adjust_p, permutation_p, strew
from analysis.measures.resampling import MIN_ARTICLES, N_RESAMPLES, SEED, bootstrap_ratios
from analysis.words import count_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from analysis.tables import Tables

LEVEL_Q = 0.05
"""The share of false findings that is put up with among the pairs that stand out."""

_PARAGRAPH = ["article_id", "paragraph"]


@dataclass(frozen=True, slots=True, eq=False)
class _Article:
    """What stands where in an article."""

    present: NDArray[np.bool_]
    """Columns × paragraphs."""
    n_words: NDArray[np.int64]
    """Of each paragraph."""


def paragraphs_of(tables: Tables) -> pd.DataFrame:
    """The paragraphs of leads and bodies that have a word, in text order.

    Returns:
        article_id, paragraph, n_words.
    """
    sentences = tables.sentences[tables.sentences["zone"] != "headline"]
    words = sentences[_PARAGRAPH].assign(n_words=sentences["text"].map(count_words).astype("int64"))
    counts = words.groupby(_PARAGRAPH, sort=False)[["n_words"]].sum().reset_index()
    return counts[counts["n_words"] > 0].reset_index(drop=True)


def frames_together(
    tables: Tables, *, n_permutations: int = N_PERMUTATIONS, n_resamples: int = N_RESAMPLES, seed: int = SEED
) -> pd.DataFrame:
    """How often each two frames stand in the same paragraph, beside what chance within the same articles would give.

    n_expected is the mean over permutations that lay each frame anew into as many paragraphs of the same article as it
    stands in, long paragraphs more likely in proportion to their words (see `strew`). So neither an article's topic nor
    long paragraphs make a pair. lift = n_together / n_expected; z is the distance in standard deviations of the
    permutations; p = (1 + #{≥}) / (1 + M), one-sided (Phipson and Smyth 2010); q is p adjusted over all pairs that are
    tested (Benjamini and Hochberg 1995). A pair is tested if at least 10 articles have both frames. The interval of the
    lift is a 95 % percentile interval of a cluster bootstrap over these articles. phi and npmi describe the 2 × 2 table
    of all paragraphs and do not set the article's topic apart: npmi = ln(p_ab / p_a p_b) / -ln p_ab (Bouma 2009).

    Args:
        tables: of a corpus.
        n_permutations: M.
        n_resamples: draws of the bootstrap.
        seed: of the permutations and of the bootstrap.

    Returns:
        frame_a, frame_b (the more frequent first), n_a, n_b (paragraphs with the frame; for two frames with words that
        are both's at once, without these), n_together, n_expected, n_paragraphs (all), n_articles (with both frames),
        n_articles_together (with a paragraph that has both), lift, lift_low, lift_high, z, p, q, beyond (q ≤ .05 and
        lift_low > 1, so that no single article makes a pair), phi, npmi. Pairs by frequency of their frames.
    """
    paragraphs = paragraphs_of(tables)
    hits = _placed_hits(tables, paragraphs)
    pairs = list(combinations(frames_in_order(hits), 2))
    columns, used = _presence(hits, pairs)
    n_of = columns.sum()
    observed, expected, drawn = _tally(list(_articles(paragraphs, columns)), used, n_permutations, seed)
    with_both = expected > 0
    bounds = bootstrap_ratios(observed, expected, n_resamples=n_resamples, seed=seed)
    table = pd.DataFrame(
        {
            "frame_a": [a for a, _ in pairs],
            "frame_b": [b for _, b in pairs],
            "n_a": [n_of.iloc[i] for i, _ in used],
            "n_b": [n_of.iloc[i] for _, i in used],
            "n_together": observed.sum(axis=0),
            "n_expected": expected.sum(axis=0),
            "n_paragraphs": len(paragraphs),
            "n_articles": with_both.sum(axis=0),
            "n_articles_together": (observed > 0).sum(axis=0),
        }
    )
    tested = (table["n_articles"] >= MIN_ARTICLES).to_numpy()
    some = (table["n_expected"] > 0).to_numpy()
    spread = drawn.std(axis=0)
    table["lift"] = _where(some, table["n_together"] / table["n_expected"].where(some))
    # Without a paragraph that has both, every resample is 0 and the interval has no width.
    inner = tested & (table["n_together"] > 0).to_numpy()
    table["lift_low"], table["lift_high"] = _where(inner, bounds[:, 0]), _where(inner, bounds[:, 1])
    varies = tested & (spread > 0)
    table["z"] = _where(varies, (table["n_together"] - table["n_expected"]) / np.where(spread > 0, spread, 1))
    p = permutation_p(observed.sum(axis=0), drawn)
    q = np.full(len(pairs), np.nan)
    q[tested] = adjust_p(p[tested])
    table["p"], table["q"] = _where(tested, p), _where(tested, q)
    table["beyond"] = ((table["q"] <= LEVEL_Q) & (table["lift_low"] > 1)).fillna(False)
    table["phi"], table["npmi"] = _association(table)
    return table[list(_DTYPES)].astype(_DTYPES)


def _placed_hits(tables: Tables, paragraphs: pd.DataFrame) -> pd.DataFrame:
    """Frame hits of the lead and body with their paragraph."""
    hits = tables.frame_hits.assign(frame=name_frames(tables.frame_hits))
    of_sentence = tables.sentences[["article_id", "sentence", "paragraph"]]
    placed = hits[hits["zone"] != "headline"].merge(of_sentence, on=["article_id", "sentence"])
    return placed.merge(paragraphs[_PARAGRAPH], on=_PARAGRAPH)


def _presence(hits: pd.DataFrame, pairs: list[tuple[str, str]]) -> tuple[pd.DataFrame, list[tuple[int, int]]]:
    """Whether frames are in paragraphs that have any, and the two columns that each pair is to be told by.

    A pair with words that are both frames' at once has columns of its own, made without these words.
    """
    hits = hits.reset_index(drop=True).reset_index(names="hit")
    both = hits.merge(hits, on=["article_id", "sentence"], suffixes=("", "_other"))
    both = both[
        (both["frame"] != both["frame_other"])
        & (both["start"] < both["end_other"])
        & (both["start_other"] < both["end"])
    ]
    shared = both.groupby(["frame", "frame_other"])["hit"].agg(set).to_dict()
    without: dict[tuple[str, str | None], pd.DataFrame] = {}
    used = []
    for pair in pairs:
        names: list[tuple[str, str | None]] = []
        for frame, other in (pair, pair[::-1]):
            left_out = shared.get((frame, other), set())
            name = (frame, other if left_out else None)
            own = hits[(hits["frame"] == frame) & ~hits["hit"].isin(left_out)] if name not in without else None
            if own is not None:
                without[name] = own[_PARAGRAPH].drop_duplicates()
            names.append(name)
        used.append((list(without).index(names[0]), list(without).index(names[1])))
    parts = [own.assign(column=i) for i, own in enumerate(without.values())]
    if not parts:
        return pd.DataFrame(index=pd.MultiIndex.from_frame(hits.loc[:, _PARAGRAPH].head(0))), used
    long = pd.concat(parts).assign(present=True)
    wide = long.pivot_table(index=_PARAGRAPH, columns="column", values="present", aggfunc="any", fill_value=False)
    return wide.reindex(columns=range(len(parts)), fill_value=False).astype("bool"), used


def _articles(paragraphs: pd.DataFrame, columns: pd.DataFrame) -> Iterator[_Article]:
    """Every article that has a frame, in order."""
    with_frames = paragraphs[paragraphs["article_id"].isin(columns.index.get_level_values(0))]
    every = columns.reindex(pd.MultiIndex.from_frame(with_frames[_PARAGRAPH]), fill_value=False).to_numpy(dtype=bool)
    words = with_frames["n_words"].to_numpy()
    for rows in with_frames.reset_index(drop=True).groupby("article_id", sort=False).indices.values():
        yield _Article(every[rows].T, words[rows])


def _tally(
    articles: list[_Article], used: list[tuple[int, int]], n_permutations: int, seed: int
) -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.int64]]:
    """Paragraphs with both frames of each pair: observed and expected in each article, and all in each permutation."""
    observed = np.zeros((len(articles), len(used)), dtype=np.int64)
    expected = np.zeros((len(articles), len(used)))
    drawn = np.zeros((n_permutations, len(used)), dtype=np.int64)
    for i, article in enumerate(articles):
        counts = article.present.sum(axis=1)
        live = [(pair, a, b) for pair, (a, b) in enumerate(used) if counts[a] and counts[b]]
        if not live:
            continue
        needed = sorted({column for _, a, b in live for column in (a, b)})
        place = {column: at for at, column in enumerate(needed)}
        rng = np.random.default_rng([seed, i])
        laid = strew(counts[needed], article.n_words, n_permutations=n_permutations, rng=rng)
        for pair, a, b in live:
            observed[i, pair] = np.count_nonzero(article.present[a] & article.present[b])
            both = np.count_nonzero(laid[:, place[a]] & laid[:, place[b]], axis=1)
            drawn[:, pair] += both
            expected[i, pair] = both.mean()
    return observed, expected, drawn


def _where(known: NDArray[np.bool_], values: pd.Series | NDArray[np.float64]) -> pd.Series:
    return pd.Series(np.asarray(values, dtype=np.float64), dtype="Float64").where(known)


def _association(table: pd.DataFrame) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    n, a, b, ab = (table[name].to_numpy(dtype=np.float64) for name in ("n_paragraphs", "n_a", "n_b", "n_together"))
    with np.errstate(divide="ignore", invalid="ignore"):
        phi = (n * ab - a * b) / np.sqrt(a * b * (n - a) * (n - b))
        # The limits: frames that never meet have -1, frames in every paragraph 1.
        npmi = np.where(ab == 0, -1.0, np.where(ab == n, 1.0, np.log(ab * n / (a * b)) / -np.log(ab / n)))
    return np.where(np.isfinite(phi), phi, np.nan), np.where((a == 0) | (b == 0), np.nan, npmi)


_DTYPES = {
    "frame_a": "string",
    "frame_b": "string",
    "n_a": "int64",
    "n_b": "int64",
    "n_together": "int64",
    "n_expected": "float64",
    "n_paragraphs": "int64",
    "n_articles": "int64",
    "n_articles_together": "int64",
    "lift": "Float64",
    "lift_low": "Float64",
    "lift_high": "Float64",
    "z": "Float64",
    "p": "Float64",
    "q": "Float64",
    "beyond": "bool",
    "phi": "Float64",
    "npmi": "Float64",
}
