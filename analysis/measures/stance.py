"""How outlets report what is said: the stance of their reporting words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from analysis.measures.resampling import N_RESAMPLES, SEED
from analysis.measures.shares import SHARE_DTYPES, QuoteGroup, count_shares, group_quotes
from analysis.measures.sources import quotes_of
from analysis.quotes.stance import STANCES
from analysis.records import SAID

if TYPE_CHECKING:
    from collections.abc import Collection

    from analysis.records import AttributionType
    from analysis.tables import Tables


def stance_shares(
    tables: Tables,
    *,
    by: QuoteGroup = "all",
    types: Collection[AttributionType] = SAID,
    n_resamples: int = N_RESAMPLES,
    seed: int = SEED,
) -> pd.DataFrame:
    """How often each stance occurs among the reporting words, for all quotes or by outlet or speaker.

    share = quotes whose cue has the stance / quotes whose cue has any stance. Quotes without a cue, and those whose cue
    is not in `data/rules/reporting_verbs.yaml`, have none and are left out. The interval is as `count_shares` has it,
    from 10 articles on that have such a quote.

    Args:
        tables: of a corpus.
        by: `all`; `outlet`, in alphabetical order; `speaker_type` of each quote; or `speaker` with their most quoted
            first, without those that are not named.
        types: the attribution types to count; what was said, written or published unless others are given.
        n_resamples: draws of the bootstrap.
        seed: of the bootstrap; every group starts anew with it.

    Returns:
        by, group (missing for `all` and where it is not known), stance, n_quotes, n_all (quotes of the group with any
        stance), n_articles (with such a quote), share (0-1), share_low, share_high. Every group has a row for each
        stance.

    Raises:
        ValueError: if a type is none.
    """
    rows = []
    for group, quotes in group_quotes(tables, quotes_of(tables, types).dropna(subset="stance"), by):
        counts = quotes.groupby(["article_id", "stance"]).size().unstack("stance", fill_value=0)
        counts = counts.reindex(columns=list(STANCES), fill_value=0)
        shares = count_shares(tables, counts, counts.sum(axis=1), n_resamples=n_resamples, seed=seed)
        rows += [
            {"by": by, "group": group, "stance": stance} | row for stance, row in zip(STANCES, shares, strict=True)
        ]
    return pd.DataFrame(rows, columns=list(_DTYPES)).astype(_DTYPES)


_DTYPES = {"by": "string", "group": "string", "stance": "string"} | SHARE_DTYPES
