"""Shares of quotes by group, with intervals: what the measures of stance and of kinds of sources have in common."""

from __future__ import annotations

from collections.abc import Hashable
from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd

from analysis.measures.resampling import MIN_ARTICLES, bootstrap_ratios
from analysis.measures.sources import naming_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import ArrayLike

    from analysis.tables import Tables

QuoteGroup = Literal["all", "outlet", "speaker_type", "speaker"]

SHARE_DTYPES = {
    "n_quotes": "int64",
    "n_all": "int64",
    "n_articles": "int64",
    "share": "float64",
    "share_low": "Float64",
    "share_high": "Float64",
}
"""The columns that `count_shares` gives, with their dtypes."""


def group_quotes(tables: Tables, quotes: pd.DataFrame, by: QuoteGroup) -> Iterator[tuple[Hashable, pd.DataFrame]]:
    """Yield each group with its quotes.

    Args:
        tables: of a corpus.
        quotes: the rows of `tables.quotes` to group.
        by: `all`, one group without a name; `outlet`, in alphabetical order; `speaker_type` of each quote; or
            `speaker`, without those that are not named; the last two by their number of quotes.
    """
    quotes = quotes.sort_values("article_id", kind="stable")
    match by:
        case "all":
            if len(quotes):
                yield pd.NA, quotes
        case "outlet":
            with_outlet = quotes.merge(tables.articles[["article_id", "outlet"]], on="article_id")
            yield from with_outlet.groupby("outlet", dropna=False)
        case "speaker_type":
            yield from _by_size(quotes, quotes["speaker_type"])
        case "speaker":
            named = quotes[naming_of(quotes) == "named"]
            yield from _by_size(named, named["speaker_id"])


def _by_size(quotes: pd.DataFrame, groups: pd.Series) -> Iterator[tuple[Hashable, pd.DataFrame]]:
    found = {str(group): own for group, own in quotes.groupby(groups)}
    for group in sorted(found, key=lambda group: (-len(found[group]), group)):
        yield group, found[group]


def count_shares(
    tables: Tables,
    counts: pd.DataFrame,
    totals: ArrayLike,
    *,
    within_outlets: bool = True,
    n_resamples: int,
    seed: int,
) -> Iterator[dict[str, Hashable]]:
    """Yield for each column of counts its sum and its share of all quotes, with an interval where there can be one.

    share = Σ counts / Σ totals. The interval is a 95 % percentile interval of a cluster bootstrap over articles within
    outlets (see `bootstrap_ratios`), from 10 articles on. It is missing for shares of 0 and 1, as resampling what is
    all alike gives an interval without width.

    Args:
        tables: of a corpus.
        counts: one row an article that has a quote, by `article_id`; one column a kind.
        totals: quotes of each of these articles.
        within_outlets: whether to draw articles within outlets; all together where each outlet has only a few, which
            would make the interval too narrow.
        n_resamples: draws of the bootstrap.
        seed: of the bootstrap.
    """
    below = np.asarray(totals, dtype=np.int64)
    n_all = int(below.sum())
    bounds = None
    if len(counts) >= MIN_ARTICLES:
        outlets = tables.articles.set_index("article_id")["outlet"]
        strata = outlets.reindex(counts.index).fillna("").to_numpy()
        drawn_in = strata if within_outlets else None
        bounds = bootstrap_ratios(counts.to_numpy(), below, strata=drawn_in, n_resamples=n_resamples, seed=seed)
    for i, n in enumerate(counts.sum().astype(int)):
        row: dict[str, Hashable] = {
            "n_quotes": n,
            "n_all": n_all,
            "n_articles": len(counts),
            "share": n / n_all,
        }
        if bounds is not None and 0 < n < n_all:
            row["share_low"], row["share_high"] = (float(bound) for bound in bounds[i])
        yield row
