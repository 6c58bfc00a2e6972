"""Contested terms: which of several names for the same thing is used, by whom. No name is taken to be the right one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import pandas as pd

from analysis.measures.frames import ZONES
from analysis.measures.resampling import N_RESAMPLES, SEED
from analysis.measures.sentiment import VOICES
from analysis.measures.shares import count_shares

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator

    from analysis.tables import Tables

HitGroup = Literal["all", "outlet", "week", "voice", "zone"]


def contested_shares(
    tables: Tables,
    *,
    by: HitGroup = "all",
    voice: str | None = None,
    n_resamples: int = N_RESAMPLES,
    seed: int = SEED,
) -> pd.DataFrame:
    """Which names of each contested set are used, in all or by outlet, week, voice or place in the article.

    share = Σ hits of the name / Σ hits of all names of the set, over the group's articles. The interval is a 95 %
    percentile interval of a cluster bootstrap over articles within outlets (see `bootstrap_ratios`), from 10 articles
    on that use any of the set's names; those of a week are drawn all together, as an outlet has only a few. It is
    missing for a name that is never or always used, as it would have no
    width. An interval for independent draws, such as Wilson's, would be far too narrow: whoever writes "rebels" once
    writes it again in the same article, so the hits of an article count for little more than one choice.

    A set is a proposal of the lexicon. Its names need not mean the same thing every time: not everybody who "died" was
    killed. Names come in alphabetical order, which says nothing about them.

    Args:
        tables: of a corpus.
        by: `all`; `outlet`, in alphabetical order; `week`, named by its Monday, without articles that have no date and
            without weeks that have no hit; `voice`; or `zone`.
        voice: only hits in this voice; `narrator` for the outlet's own choice of words. All if not given.
        n_resamples: draws of the bootstrap.
        seed: of the bootstrap; every group starts anew with it.

    Returns:
        contested_set (the most used first), variant, by, group (missing for `all` and for an outlet that is not
        known), n_articles (of the group, that use any of the set's names), n_hits, n_all (of the set, in the group),
        share (0-1), share_low, share_high. A group that uses any of the names has a row for each name that occurs in
        the corpus.

    Example:
        >>> from analysis.tables import build_tables
        >>> contested_shares(build_tables([]), by="outlet", voice="narrator").empty
        True
    """
    every = tables.contested_hits
    hits = every if voice is None else every[every["voice"] == voice]
    sizes = every["contested_set"].value_counts()
    rows = []
    for name in sorted(sizes.index, key=lambda name: (-sizes[name], name)):
        variants = sorted(every.loc[every["contested_set"] == name, "variant"].unique())
        for group, own in _groups(tables, hits[hits["contested_set"] == name], by):
            counts = own.groupby(["article_id", "variant"]).size().unstack("variant", fill_value=0)
            counts = counts.reindex(columns=variants, fill_value=0)
            shares = count_shares(
                tables,
                counts,
                counts.sum(axis=1),
                within_outlets=by != "week",
                n_resamples=n_resamples,
                seed=seed,
            )
            rows += [
                {"contested_set": name, "variant": variant, "by": by, "group": group, "n_hits": row.pop("n_quotes")}
                | row
                for variant, row in zip(variants, shares, strict=True)
            ]
    return pd.DataFrame(rows, columns=list(_DTYPES)).astype(_DTYPES)


def _groups(tables: Tables, hits: pd.DataFrame, by: HitGroup) -> Iterator[tuple[Hashable, pd.DataFrame]]:
    match by:
        case "all":
            if len(hits):
                yield pd.NA, hits
        case "voice" | "zone":
            groups = dict(iter(hits.groupby(by)))
            yield from ((kind, groups[kind]) for kind in (VOICES if by == "voice" else ZONES) if kind in groups)
        case "outlet":
            yield from hits.merge(tables.articles[["article_id", "outlet"]], on="article_id").groupby(
                "outlet", dropna=False
            )
        case "week":
            dated = hits.merge(tables.articles[["article_id", "date"]].dropna(subset="date"), on="article_id")
            monday = dated["date"] - pd.to_timedelta(dated["date"].dt.day_of_week, unit="D")
            yield from dated.groupby(monday.dt.strftime("%Y-%m-%d"))


_DTYPES = {
    "contested_set": "string",
    "variant": "string",
    "by": "string",
    "group": "string",
    "n_articles": "int64",
    "n_hits": "int64",
    "n_all": "int64",
    "share": "float64",
    "share_low": "Float64",
    "share_high": "Float64",
}
