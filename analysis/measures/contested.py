"""Contested terms: which of several names for the same thing is used, by whom. No name is taken to be the right one."""

from __future__ import annotations

from collections.abc import Hashable
from typing import TYPE_CHECKING

import pandas as pd

from analysis.measures.resampling import MIN_ARTICLES, N_RESAMPLES, SEED, bootstrap_ratios
from analysis.measures.sentiment import VOICES

if TYPE_CHECKING:
    from analysis.tables import Tables


def contested_by_voice(tables: Tables) -> pd.DataFrame:
    """How often each name of a contested set is used, in which voice; sets and names by frequency.

    Returns:
        contested_set, variant, n_hits, n_narrator, n_quoted, n_articles (with a hit), share (0-1, of the set's hits).
    """
    hits = tables.contested_hits
    voices = {f"n_{voice}": (hits["voice"] == voice).fillna(False).astype("int64") for voice in VOICES}
    grouped = hits.assign(**voices).groupby(["contested_set", "variant"], sort=False)
    table = grouped.agg(
        n_hits=("start", "size"), **{name: (name, "sum") for name in voices}, n_articles=("article_id", "nunique")
    ).reset_index()
    of_set = table.groupby("contested_set")["n_hits"].transform("sum")
    table["share"] = table["n_hits"] / of_set
    order = table.assign(of_set=of_set).sort_values(
        ["of_set", "contested_set", "n_hits", "variant"], ascending=[False, True, False, True], kind="stable"
    )
    return order.drop(columns="of_set").reset_index(drop=True)


def contested_by_outlet(
    tables: Tables, *, voice: str | None = None, n_resamples: int = N_RESAMPLES, seed: int = SEED
) -> pd.DataFrame:
    """Which names of a contested set each outlet uses.

    share = Σ hits of the name / Σ hits of all names of the set, over the outlet's articles. The interval is a 95 %
    percentile interval of a cluster bootstrap over articles (see `bootstrap_ratios`), from 10 articles on that use any
    of the names; it is missing for a name that the outlet never or always uses, as it would have no width.

    Args:
        tables: of a corpus.
        voice: only hits in this voice (`narrator` or `quoted`); all if not given.
        n_resamples: draws of the bootstrap.
        seed: of the bootstrap.

    Returns:
        contested_set, variant, outlet (missing where it is not known), n_articles (that use any of the set's names),
        n_hits, share, share_low, share_high; only outlets that use any of the names.
    """
    hits = tables.contested_hits
    if voice is not None:
        hits = hits[hits["voice"] == voice]
    hits = hits.merge(tables.articles[["article_id", "outlet"]], on="article_id", how="left")
    rows = []
    for name in contested_by_voice(tables)["contested_set"].drop_duplicates():
        of_set = hits[hits["contested_set"] == name]
        variants = sorted(str(variant) for variant in of_set["variant"].unique())
        for outlet, group in of_set.groupby("outlet", dropna=False):
            counts = group.groupby(["article_id", "variant"]).size().unstack("variant", fill_value=0)
            values = counts.reindex(columns=variants, fill_value=0).to_numpy()
            totals = values.sum(axis=1)
            bounds = None
            if len(values) >= MIN_ARTICLES:
                bounds = bootstrap_ratios(values, totals, n_resamples=n_resamples, seed=seed)
            for i, variant in enumerate(variants):
                n = int(values[:, i].sum())
                row: dict[str, Hashable] = {
                    "contested_set": name,
                    "variant": variant,
                    "outlet": outlet,
                    "n_articles": len(values),
                    "n_hits": n,
                    "share": n / int(totals.sum()),
                }
                if bounds is not None and 0 < n < totals.sum():
                    row["share_low"], row["share_high"] = (float(bound) for bound in bounds[i])
                rows.append(row)
    return pd.DataFrame(rows, columns=list(_DTYPES)).astype(_DTYPES)


_DTYPES = {
    "contested_set": "string",
    "variant": "string",
    "outlet": "string",
    "n_articles": "int64",
    "n_hits": "int64",
    "share": "Float64",
    "share_low": "Float64",
    "share_high": "Float64",
}
