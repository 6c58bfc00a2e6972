"""The clusters of copies: who printed the text, when, how far the copies are apart, and which one to compare with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from analysis.tables import Tables

_OF_CLUSTERS = {
    "copy_cluster": "string",
    **dict.fromkeys(("n_articles", "n_outlets"), "int64"),
    "outlets": "string",
    **dict.fromkeys(("first", "last"), "datetime64[s]"),
    "n_days": "Int64",
    **dict.fromkeys(("least_similarity", "least_jaccard", "mean_similarity"), "float64"),
    **dict.fromkeys(("reference_id", "headline"), "string"),
}


def copy_clusters(tables: Tables) -> pd.DataFrame:
    """Each cluster of copies, that with most articles first.

    Being a copy is not transitive, so that a cluster is as close as its two most different texts: `least_similarity`.

    Args:
        tables: of a corpus.

    Returns:
        copy_cluster, n_articles, n_outlets (known ones), outlets (by name, separated by semicolons), first and last
        (date), n_days (between those; missing without dates), least_similarity and mean_similarity (of all pairs, 0-1,
        as in the table `copies`), least_jaccard, reference_id (see `choose_references`) and its headline.
    """
    articles, pairs = tables.articles, tables.copies
    references = choose_references(tables)
    headlines = articles.set_index("article_id")["headline"]
    rows = []
    for cluster, members in articles.groupby("copy_cluster", sort=False):
        outlets = sorted(members["outlet"].dropna().unique())
        inside = pairs[pairs["copy_cluster"] == cluster]
        first, last = members["date"].min(), members["date"].max()
        reference = references[str(cluster)]
        rows.append((
            *(cluster, len(members), len(outlets), "; ".join(outlets) or None, first, last),
            pd.NA if pd.isna(first) else (last - first).days,
            *(inside["similarity"].min(), inside["jaccard"].min(), inside["similarity"].mean()),
            *(reference, headlines[reference]),
        ))  # fmt: skip
    table = pd.DataFrame(rows, columns=list(_OF_CLUSTERS)).astype(_OF_CLUSTERS)
    return table.sort_values("n_articles", ascending=False, kind="stable").reset_index(drop=True)


def choose_references(tables: Tables, chosen: Mapping[str, str] | None = None) -> dict[str, str]:
    """The article of each cluster that the others are compared with: the earliest, of those of one day the longest.

    Args:
        tables: of a corpus.
        chosen: another one by cluster.

    Raises:
        ValueError: if a chosen one is not an article of its cluster.
    """
    articles = tables.articles.dropna(subset="copy_cluster")
    members = dict(zip(articles["article_id"], articles["copy_cluster"], strict=True))
    for cluster, article_id in (chosen or {}).items():
        if members.get(article_id) != cluster:
            raise ValueError(f"the article {article_id!r} is not in the cluster {cluster!r}")
    order = articles.sort_values(["date", "n_words"], ascending=[True, False], kind="stable", na_position="last")
    first = order.drop_duplicates("copy_cluster").set_index("copy_cluster")["article_id"]
    return {str(cluster): str(first[cluster]) for cluster in articles["copy_cluster"].unique()} | dict(chosen or {})
