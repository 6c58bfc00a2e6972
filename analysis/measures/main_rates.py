"""The few numbers by which a run of a corpus is compared with the next: how much there is, who speaks, which frames."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from analysis.measures.frames import PER_WORDS, frames_in_order, name_frames
from analysis.measures.kinds import TYPES
from analysis.measures.resampling import MIN_ARTICLES, N_RESAMPLES, SEED, bootstrap_ratios
from analysis.measures.sentiment import VOICES
from analysis.measures.sources import quotes_of

if TYPE_CHECKING:
    from analysis.tables import Tables

COUNTS = ("articles", "words", "quotes")
"""Measures that count; the others are ratios."""


class _Ratio(NamedTuple):
    measure: str
    group: str | None
    above: pd.Series
    """By article, like `below`; those that are missing are 0."""
    below: pd.Series
    times: int = 1


def main_rates(tables: Tables, *, n_resamples: int = N_RESAMPLES, seed: int = SEED) -> pd.DataFrame:
    """The main numbers of a corpus, one a row.

    A ratio is Σ numerator / Σ denominator over all articles. Its interval is a 95 % percentile interval of a cluster
    bootstrap over articles within outlets (see `bootstrap_ratios`), from 10 articles on; it is missing where the value
    is 0.

    Args:
        tables: of a corpus.
        n_resamples: draws of the bootstrap.
        seed: of the bootstrap.

    Returns:
        measure (`articles`, `words`, `quotes`; `quotes_per_article`; `narrator_rate` and `quoted_rate`, hits per 1,000
        words of all text in that voice; `quote_share`, 0-1, of a type of speaker; `mean_compound` and `mean_adjusted`
        of the sentences, -1 to 1), group (the frame or type of speaker; missing for all), value, low, high.
    """
    articles = tables.articles
    totals = (len(articles), int(articles["n_words"].sum()), int(articles["n_quotes"].sum()))
    rows: list[dict[str, object]] = [
        {"measure": name, "value": float(n)} for name, n in zip(COUNTS, totals, strict=True)
    ]
    ratios = list(_ratios(tables))
    ids = pd.Index(articles["article_id"])
    above = np.column_stack([ratio.above.reindex(ids, fill_value=0).to_numpy(float) for ratio in ratios])
    below = np.column_stack([ratio.below.reindex(ids, fill_value=0).to_numpy(float) for ratio in ratios])
    bounds = None
    if len(articles) >= MIN_ARTICLES:
        strata = articles["outlet"].fillna("").to_numpy()
        bounds = bootstrap_ratios(above, below, strata=strata, n_resamples=n_resamples, seed=seed)
    for i, ratio in enumerate(ratios):
        if not below[:, i].sum():
            continue
        row: dict[str, object] = {"measure": ratio.measure, "group": ratio.group}
        row["value"] = ratio.times * above[:, i].sum() / below[:, i].sum()
        if bounds is not None and above[:, i].any():
            row["low"], row["high"] = (ratio.times * float(bound) for bound in bounds[i])
        rows.append(row)
    return pd.DataFrame(rows, columns=list(_DTYPES)).astype(_DTYPES)


def _ratios(tables: Tables) -> Iterator[_Ratio]:
    articles = tables.articles.set_index("article_id")
    ones = pd.Series(1, index=articles.index)
    yield _Ratio("quotes_per_article", None, articles["n_quotes"], ones)
    hits = tables.frame_hits.assign(frame=name_frames(tables.frame_hits))
    for frame in frames_in_order(hits):
        of_frame = hits[hits["frame"] == frame]
        for voice in VOICES:
            counts = of_frame[of_frame["voice"] == voice].groupby("article_id").size()
            yield _Ratio(f"{voice}_rate", frame, counts, articles["n_words"], PER_WORDS)
    quotes = quotes_of(tables)
    n_quotes = quotes.groupby("article_id").size()
    for kind in TYPES:
        yield _Ratio("quote_share", kind, quotes[quotes["speaker_type"] == kind].groupby("article_id").size(), n_quotes)
    by_article = tables.sentences.groupby("article_id")
    n_sentences = by_article.size()
    yield _Ratio("mean_compound", None, by_article["compound"].sum(), n_sentences)
    yield _Ratio("mean_adjusted", None, by_article["adjusted_compound"].sum(), n_sentences)


_DTYPES = {"measure": "string", "group": "string", "value": "float64", "low": "Float64", "high": "Float64"}
