"""Ratios week by week or month by month, each with its interval."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd

from analysis.measures.periods import PERIODS, Period, every_start, shortest_period, start_of
from analysis.measures.resampling import MIN_ARTICLES, N_RESAMPLES, SEED, percentile_intervals, resample_ratios

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from analysis.compare.families import Family
    from analysis.tables import Tables

_DTYPES = {
    "family": "string",
    "item": "string",
    "subject": "string",
    "part": "string",
    "outlet": "string",
    "period": "string",
    "start": "datetime64[s]",
    "n_articles": "int64",
    "n_hits": "int64",
    "n_articles_with": "int64",
    "basis": "float64",
    "value": "Float64",
    "value_low": "Float64",
    "value_high": "Float64",
}


def rates_over_time(
    tables: Tables,
    family: Family,
    *,
    by: Literal["all", "outlet"] = "all",
    period: Period | None = None,
    n_resamples: int = N_RESAMPLES,
    seed: int = SEED,
) -> pd.DataFrame:
    """Each ratio of a family in every week or month, of all articles or outlet by outlet.

    value = Σ amounts / Σ basis over the articles of the period. The interval is a 95 % percentile interval of a cluster
    bootstrap over these articles (see `bootstrap_ratios`; they are drawn all together, as an outlet has only a few in a
    period), from 10 articles on; with fewer, the value describes them and nothing more. It is missing, too, where it
    would have no width. Every period from the first to the last has its row: one without any basis has no value, which
    is not a value of 0. Articles without a date are left out, and what an outlet printed several times counts once.

    Args:
        tables: of a corpus.
        family: the ratios, as `family_of` gives them.
        by: `all` articles together, or each `outlet`; articles of an unknown outlet only count in `all`.
        period: `week` (from Monday) or `month`. If not given, the shorter in which half of the articles have at least
            10 beside them in their group and period; weeks, if there is none.
        n_resamples: draws of the bootstrap.
        seed: of the bootstrap; every period starts anew with it, so its interval depends on its articles alone.

    Returns:
        family, item, subject, part, outlet (missing for all), period, start (its first day), n_articles (with any
        basis), n_hits, n_articles_with (a hit), basis, value, value_low, value_high; by outlet, then item in the
        family's order, then time. Values are scaled as the family's unit says: rates are for each 1,000 words.

    Raises:
        ValueError: if there is no such period.

    Example:
        >>> from analysis.compare.families import family_of
        >>> from analysis.tables import build_tables
        >>> none = build_tables([])
        >>> rates_over_time(none, family_of(none, "frames-narrator")).empty
        True
    """
    if period not in (None, *PERIODS):
        raise ValueError(f"the period may be {' or '.join(PERIODS)}, not {period}")
    articles = dated_articles(tables)
    grouping = [] if by == "all" else ["outlet"]
    period = period or shortest_period(articles, grouping) or "week"
    articles = articles.assign(start=start_of(articles["date"], period))
    starts = every_start(articles["start"], period)
    amounts, bases, hits = amounts_of(family, articles["article_id"])
    groups = [(pd.NA, articles)] if by == "all" else list(articles.groupby("outlet"))
    rows = []
    for outlet, own in groups:
        for start in starts:
            at = own.index[own["start"] == start]
            described = _describe(amounts[at], bases[at], hits[at], family, n_resamples=n_resamples, seed=seed)
            for item, values in zip(family.items.itertuples(index=False), described, strict=True):
                key = {name: getattr(item, name) for name in ("item", "subject", "part")}
                rows.append({"family": family.name, **key, "outlet": outlet, "period": period, "start": start} | values)
    table = pd.DataFrame(rows, columns=list(_DTYPES)).astype(_DTYPES)
    places = {item: place for place, item in enumerate(family.items["item"])}
    order = table.assign(place=table["item"].map(places)).sort_values(["outlet", "place", "start"], kind="stable")
    return order.drop(columns="place").reset_index(drop=True)


def dated_articles(tables: Tables) -> pd.DataFrame:
    """The articles with a date, those that an outlet printed several times once, in their longest version.

    Returns:
        article_id, outlet, date, numbered from 0.
    """
    articles = tables.articles.reindex(columns=["article_id", "outlet", "date", "n_words", "copy_cluster"])
    articles = articles.dropna(subset="date")
    cluster = articles["copy_cluster"].astype("string").fillna("article " + articles["article_id"])
    outlet = articles["outlet"].fillna("article " + articles["article_id"])
    longest_first = articles.assign(cluster=cluster, of=outlet).sort_values("n_words", ascending=False, kind="stable")
    kept = longest_first.drop_duplicates(["of", "cluster"]).sort_index()
    return kept[["article_id", "outlet", "date"]].reset_index(drop=True)


def amounts_of(
    family: Family, article_ids: pd.Series
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.int64]]:
    """What is counted, what it is divided by, and the number of occurrences: one row an article, one column an item."""
    index = pd.Index(article_ids)
    hits = family.counted.groupby(["article_id", "item"]).size().unstack("item", fill_value=0)
    hits = hits.reindex(index=index, columns=family.items["item"], fill_value=0)
    amounts, bases = (
        frame.reindex(index).fillna(0.0).to_numpy(dtype=np.float64) for frame in (family.amounts, family.bases)
    )
    return amounts, np.where(bases > 0, bases, 0.0), hits.to_numpy(dtype=np.int64)


def _describe(
    amounts: NDArray[np.float64],
    bases: NDArray[np.float64],
    hits: NDArray[np.int64],
    family: Family,
    *,
    n_resamples: int,
    seed: int,
) -> Iterator[dict[str, float]]:
    """The numbers of each item over the articles of one period."""
    n_articles = (bases > 0).sum(axis=0)
    bounds = np.full((amounts.shape[1], 2), np.nan)
    if n_articles.size and n_articles.max() >= MIN_ARTICLES:
        drawn = resample_ratios(amounts, bases, n_resamples=n_resamples, seed=seed)
        bounds = percentile_intervals(drawn)
    for i, n in enumerate(n_articles):
        basis = float(bases[:, i].sum())
        row = {
            "n_articles": int(n),
            "n_hits": int(hits[:, i].sum()),
            "n_articles_with": int((hits[:, i] > 0).sum()),
            "basis": basis,
        }
        if basis > 0:
            row["value"] = family.scale * float(amounts[:, i].sum()) / basis
        if n >= MIN_ARTICLES and bounds[i, 1] > bounds[i, 0]:
            row["value_low"], row["value_high"] = (family.scale * float(bound) for bound in bounds[i])
        yield row
