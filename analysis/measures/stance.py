"""How outlets report what is said: the stance of their reporting words."""

from __future__ import annotations

from collections.abc import Hashable
from typing import TYPE_CHECKING, Literal

import pandas as pd

from analysis.measures.resampling import MIN_ARTICLES, N_RESAMPLES, SEED, bootstrap_ratios
from analysis.measures.sources import naming_of
from analysis.quotes.stance import STANCES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from analysis.tables import Tables

StanceGroup = Literal["all", "outlet", "speaker_type", "speaker"]


def stance_shares(
    tables: Tables, *, by: StanceGroup = "all", n_resamples: int = N_RESAMPLES, seed: int = SEED
) -> pd.DataFrame:
    """How often each stance occurs among the reporting words, for all quotes or by outlet or speaker.

    share = quotes whose cue has the stance / quotes whose cue has any stance. Quotes without a cue, and those whose cue
    is not in `data/rules/reporting_verbs.yaml`, have none and are left out. The interval is a 95 % percentile interval
    of a cluster bootstrap over articles within outlets (see `bootstrap_ratios`), from 10 articles on that have such a
    quote. It is missing for shares of 0 and 1, as resampling what is all alike gives an interval without width.

    Args:
        tables: of a corpus.
        by: `all`; `outlet`, in alphabetical order; `speaker_type` of each quote; or `speaker` with their most quoted
            first, without those that are not named.
        n_resamples: draws of the bootstrap.
        seed: of the bootstrap; every group starts anew with it.

    Returns:
        by, group (missing for `all` and where it is not known), stance, n_quotes, n_all (quotes of the group with any
        stance), n_articles (with such a quote), share (0-1), share_low, share_high. Every group has a row for each
        stance.
    """
    rows = []
    outlets = tables.articles.set_index("article_id")["outlet"]
    for group, quotes in _groups(tables, by):
        counts = quotes.groupby(["article_id", "stance"]).size().unstack("stance", fill_value=0)
        counts = counts.reindex(columns=list(STANCES), fill_value=0)
        totals = counts.sum(axis=1).to_numpy()
        bounds = None
        if len(counts) >= MIN_ARTICLES:
            strata = outlets.reindex(counts.index).fillna("").to_numpy()
            bounds = bootstrap_ratios(counts.to_numpy(), totals, strata=strata, n_resamples=n_resamples, seed=seed)
        for i, stance in enumerate(STANCES):
            n = int(counts[stance].sum())
            row: dict[str, Hashable] = {
                "by": by,
                "group": group,
                "stance": stance,
                "n_quotes": n,
                "n_all": int(totals.sum()),
                "n_articles": len(counts),
                "share": n / int(totals.sum()),
            }
            if bounds is not None and 0 < n < totals.sum():
                row["share_low"], row["share_high"] = (float(bound) for bound in bounds[i])
            rows.append(row)
    return pd.DataFrame(rows, columns=list(_DTYPES)).astype(_DTYPES)


_DTYPES = {
    "by": "string",
    "group": "string",
    "stance": "string",
    "n_quotes": "int64",
    "n_all": "int64",
    "n_articles": "int64",
    "share": "float64",
    "share_low": "Float64",
    "share_high": "Float64",
}


def _groups(tables: Tables, by: StanceGroup) -> Iterator[tuple[Hashable, pd.DataFrame]]:
    """Each group with its quotes that have a stance."""
    quotes = tables.quotes.dropna(subset="stance").sort_values("article_id", kind="stable")
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
