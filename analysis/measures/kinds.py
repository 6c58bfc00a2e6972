"""Who is quoted, by kind of source: in what role, and whether as a person, a body or somebody without a name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import pandas as pd

from analysis.measures.resampling import N_RESAMPLES, SEED
from analysis.measures.shares import SHARE_DTYPES, count_shares, group_quotes
from analysis.measures.sources import quotes_of
from analysis.records import SAID

if TYPE_CHECKING:
    from collections.abc import Collection

    from analysis.records import AttributionType
    from analysis.tables import Tables

ANY = "any"
"""In the columns `speaker_role` and `speaker_type`: every role, every type."""
NOT_TOLD = "not told"
"""In the column `speaker_role`: the article does not say."""

ROLES: tuple[str, ...] = ("official", "military", "party", "expert", "media", "civilian", NOT_TOLD)
"""Figures and tables keep this order."""
TYPES: tuple[str, ...] = ("person", "unnamed", "organisation", "group", "document", "unknown")


def source_shares(
    tables: Tables,
    *,
    by: Literal["all", "outlet"] = "all",
    types: Collection[AttributionType] = SAID,
    n_resamples: int = N_RESAMPLES,
    seed: int = SEED,
) -> pd.DataFrame:
    """How many quotes go to each kind of source: to each role, each type of speaker, and each pair of them.

    share = quotes of the kind / all quotes of the group, those without a role or a speaker among them. The interval is
    as `count_shares` has it, from 10 articles on that have a quote. A role is what the article says of a speaker, e.g.
    "the mayor, Ada Lund" or "a resident"; nobody's role is looked up elsewhere.

    Args:
        tables: of a corpus.
        by: `all`, or `outlet` in alphabetical order.
        types: the attribution types to count; what was said, written or published unless others are given.
        n_resamples: draws of the bootstrap.
        seed: of the bootstrap; every group starts anew with it.

    Returns:
        by, group (missing for `all` and for an outlet that is not known), speaker_role (`any`, or one of `ROLES`),
        speaker_type (`any`, or one of `TYPES`), n_quotes, n_all (quotes of the group), n_articles (with such a quote),
        share (0-1), share_low, share_high. Every group has a row for each role and each type; of the pairs there are
        those that occur in the corpus.

    Raises:
        ValueError: if a type is none.
    """
    quotes = quotes_of(tables, types)
    quotes = quotes.assign(speaker_role=quotes["speaker_role"].fillna(NOT_TOLD))
    found = set(zip(quotes["speaker_role"], quotes["speaker_type"], strict=True))
    kinds = [(role, ANY) for role in ROLES] + [(ANY, kind) for kind in TYPES]
    kinds += [(role, kind) for role in ROLES for kind in TYPES if (role, kind) in found]
    rows = []
    for group, own in group_quotes(tables, quotes, by):
        totals = own.groupby("article_id").size()
        counts = {kind: own[_is_of(own, *kind)].groupby("article_id").size() for kind in kinds}
        filled = pd.DataFrame(counts, index=totals.index).fillna(0)
        shares = count_shares(tables, filled, totals, n_resamples=n_resamples, seed=seed)
        rows += [
            {"by": by, "group": group, "speaker_role": role, "speaker_type": kind} | row
            for (role, kind), row in zip(kinds, shares, strict=True)
        ]
    return pd.DataFrame(rows, columns=list(_DTYPES)).astype(_DTYPES)


def _is_of(quotes: pd.DataFrame, role: str, kind: str) -> pd.Series:
    is_role = (quotes["speaker_role"] == role) | (role == ANY)
    return is_role & ((quotes["speaker_type"] == kind) | (kind == ANY))


_DTYPES = {"by": "string", "group": "string", "speaker_role": "string", "speaker_type": "string"} | SHARE_DTYPES
