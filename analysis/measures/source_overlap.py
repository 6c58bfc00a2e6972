"""Whether outlets quote the same people: shared speakers, and how alike their quotes are spread over them.

Only speakers with a name count: "officials" may be somebody else in every outlet.
"""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy.sparse import csr_array

from analysis.measures.concentration import draw_weights, shifted_interval
from analysis.measures.resampling import MIN_ARTICLES, N_RESAMPLES, SEED
from analysis.measures.sources import naming_of, quotes_of
from analysis.records import SAID

if TYPE_CHECKING:
    from collections.abc import Collection

    from numpy.typing import ArrayLike, NDArray

    from analysis.records import AttributionType
    from analysis.tables import Tables

MEASURES = ("jaccard", "common_share", "morisita_horn")

_BLOCK = 250

_DTYPES = {
    "outlet": "string",
    "other": "string",
    "n_articles": "int64",
    "n_articles_other": "int64",
    "n_quotes": "int64",
    "n_quotes_other": "int64",
    "n_speakers": "int64",
    "n_speakers_other": "int64",
    "n_shared": "int64",
    **{f"{name}{end}": "Float64" for name in MEASURES for end in ("", "_low", "_high")},
}
_ONLY_DTYPES = {
    "outlet": "string",
    "speaker_id": "string",
    "n_quotes": "int64",
    "n_words": "int64",
    "n_articles": "int64",
    "quote_share": "float64",
}


def measure_overlap(counts: ArrayLike, others: ArrayLike) -> dict[str, float]:
    """How alike two outlets' quotes are spread over speakers.

    With p and q the speakers' shares: jaccard = speakers that both quote / speakers that either quotes (Jaccard 1912);
    common_share = Σ min(p, q), which is 1 - Bray-Curtis on shares (Bray and Curtis 1957; Renkonen 1938);
    morisita_horn = 2 Σ pq / (Σp² + Σq²), which the speakers that are quoted most decide, and the size of the samples
    hardly (Horn 1966; Wolda 1981). Each is 0 where no speaker is shared and 1 where all shares are alike; Jaccard's and
    the common share grow with the number of quotes.

    Args:
        counts: quotes of each speaker in one outlet.
        others: in the other, in the same order.

    Returns:
        By name; NaN where an outlet has no quote.

    Raises:
        ValueError: if the lengths differ.

    Example:
        >>> {name: round(value, 3) for name, value in measure_overlap([2, 2, 0], [1, 0, 3]).items()}
        {'jaccard': 0.333, 'common_share': 0.25, 'morisita_horn': 0.222}
    """
    left, right = (np.asarray(rows, dtype=np.float64)[None, :] for rows in (counts, others))
    if left.shape != right.shape:
        raise ValueError(f"{left.shape[1]} and {right.shape[1]} speakers: not as many")
    return {name: float(values[0]) for name, values in _overlap(left, right).items()}


def source_overlap(
    tables: Tables,
    *,
    types: Collection[AttributionType] = SAID,
    n_resamples: int = N_RESAMPLES,
    seed: int = SEED,
) -> pd.DataFrame:
    """Which share of their sources each two outlets have in common.

    The measures are those of `measure_overlap`, over the quotes of speakers with a name. Intervals are 95 % intervals
    of a bootstrap over the articles of each outlet, from 10 articles with such a quote in both on. A draw misses
    articles, and with them shared speakers; so the spread of the draws is put about the value found, on the scale of
    log-odds (see `shifted_interval`). Missing where an index is 0 or 1.

    Overlap is no agreement: two outlets may quote the same person to opposite ends.

    Args:
        tables: of a corpus.
        types: the attribution types to count; what was said, written or published unless others are given.
        n_resamples: draws of the bootstrap.
        seed: of the bootstrap.

    Returns:
        outlet, other (each pair once, in alphabetical order), n_articles, n_articles_other (with such a quote),
        n_quotes, n_quotes_other, n_speakers, n_speakers_other, n_shared, and jaccard, common_share and morisita_horn
        with `_low` and `_high`. Articles of an unknown outlet are left out.

    Raises:
        ValueError: if a type is none.
    """
    named = _named(tables, types)
    speakers = pd.Index(sorted(named["speaker_id"].unique()))
    counts = {str(outlet): _count(own, speakers) for outlet, own in named.groupby("outlet")}
    drawn = {
        outlet: draw_weights(own.shape[0], n_resamples, seed + i)
        for i, (outlet, own) in enumerate(counts.items())
        if own.shape[0] >= MIN_ARTICLES
    }
    rows = []
    for outlet, other in combinations(counts, 2):
        left, right = counts[outlet], counts[other]
        here, there = left.sum(axis=0), right.sum(axis=0)
        row: dict[str, object] = {
            "outlet": outlet,
            "other": other,
            "n_articles": left.shape[0],
            "n_articles_other": right.shape[0],
            "n_quotes": int(here.sum()),
            "n_quotes_other": int(there.sum()),
            "n_speakers": int((here > 0).sum()),
            "n_speakers_other": int((there > 0).sum()),
            "n_shared": int(((here > 0) & (there > 0)).sum()),
        }
        values = measure_overlap(here, there)
        row |= values
        if outlet in drawn and other in drawn:
            for name, draws in _draw(left, right, drawn[outlet], drawn[other]).items():
                row[f"{name}_low"], row[f"{name}_high"] = shifted_interval(values[name], draws, of_share=True)
        rows.append(row)
    return pd.DataFrame(rows, columns=list(_DTYPES)).astype(_DTYPES)


def speakers_of_one_outlet(tables: Tables, *, types: Collection[AttributionType] = SAID) -> pd.DataFrame:
    """The speakers whom a single outlet quotes, the most quoted of each outlet first.

    Args:
        tables: of a corpus.
        types: the attribution types to count; what was said, written or published unless others are given.

    Returns:
        outlet (in alphabetical order), speaker_id, n_quotes, n_words, n_articles, quote_share (0-1, of the outlet's
        quotes of speakers with a name). Empty where there is one outlet only. Articles of an unknown outlet are left
        out.

    Raises:
        ValueError: if a type is none.
    """
    named = _named(tables, types)
    if named["outlet"].nunique() < 2:
        return pd.DataFrame(columns=list(_ONLY_DTYPES)).astype(_ONLY_DTYPES)
    counts = named.groupby(["outlet", "speaker_id"], as_index=False).agg(
        n_quotes=("quote_id", "size"), n_words=("n_words", "sum"), n_articles=("article_id", "nunique")
    )
    counts["quote_share"] = counts["n_quotes"] / counts.groupby("outlet")["n_quotes"].transform("sum")
    only = counts[~counts["speaker_id"].duplicated(keep=False)]
    order = ["outlet", "n_quotes", "n_words", "speaker_id"]
    only = only.sort_values(order, ascending=[True, False, False, True], kind="stable")
    return only[list(_ONLY_DTYPES)].reset_index(drop=True).astype(_ONLY_DTYPES)


def _named(tables: Tables, types: Collection[AttributionType]) -> pd.DataFrame:
    """The quotes of speakers with a name, with their outlets, by article."""
    quotes = quotes_of(tables, types)
    quotes = quotes[naming_of(quotes) == "named"].merge(tables.articles[["article_id", "outlet"]], on="article_id")
    return quotes.dropna(subset="outlet").sort_values("article_id", kind="stable")


def _count(quotes: pd.DataFrame, speakers: pd.Index) -> csr_array:
    """Quotes by article and speaker."""
    articles, names = pd.factorize(quotes["article_id"])[0], speakers.get_indexer(pd.Index(quotes["speaker_id"]))
    return csr_array((np.ones(len(quotes)), (articles, names)), shape=(articles.max() + 1, len(speakers)))


def _draw(
    left: csr_array, right: csr_array, here: NDArray[np.float64], there: NDArray[np.float64]
) -> dict[str, NDArray[np.float64]]:
    """The measures of every draw; only speakers that either outlet quotes."""
    at = np.flatnonzero((left.sum(axis=0) > 0) | (right.sum(axis=0) > 0))
    left, right = left[:, at], right[:, at]
    parts = [
        _overlap(here[first : first + _BLOCK] @ left, there[first : first + _BLOCK] @ right)
        for first in range(0, len(here), _BLOCK)
    ]
    return {name: np.concatenate([part[name] for part in parts]) for name in MEASURES}


def _overlap(left: NDArray[np.float64], right: NDArray[np.float64]) -> dict[str, NDArray[np.float64]]:
    with np.errstate(divide="ignore", invalid="ignore"):
        p, q = (rows / rows.sum(axis=1, keepdims=True) for rows in (left, right))
        both, either = ((left > 0) & (right > 0)).sum(axis=1), ((left > 0) | (right > 0)).sum(axis=1)
        values = (
            both / either,
            np.minimum(p, q).sum(axis=1),
            2 * (p * q).sum(axis=1) / ((p**2).sum(axis=1) + (q**2).sum(axis=1)),
        )
    known = (left.sum(axis=1) > 0) & (right.sum(axis=1) > 0)
    return {name: np.where(known, value, np.nan) for name, value in zip(MEASURES, values, strict=True)}
