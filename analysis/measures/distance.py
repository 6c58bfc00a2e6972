"""How often outlets hold a word at a distance, and which frame terms and contested names they hold so."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

import pandas as pd

from analysis.measures.frames import PER_WORDS
from analysis.measures.resampling import MIN_ARTICLES, N_RESAMPLES, SEED, bootstrap_ratios
from analysis.records import DistanceKind

if TYPE_CHECKING:
    from collections.abc import Hashable

    from analysis.tables import Tables

DISTANCE_KINDS: tuple[DistanceKind, ...] = get_args(DistanceKind)


def distance_rates(
    tables: Tables,
    *,
    by_outlet: bool = False,
    voice: str | None = None,
    n_resamples: int = N_RESAMPLES,
    seed: int = SEED,
) -> pd.DataFrame:
    """How often each kind of distance mark occurs for each thousand words, in all or by outlet.

    rate = 1,000 · Σ marks / Σ words over the articles. The interval is a 95 % percentile interval of a cluster
    bootstrap over articles within outlets (see `bootstrap_ratios`), from 10 articles on; it is missing where there is
    no mark.

    Args:
        tables: of a corpus.
        by_outlet: whether each outlet has its rows, in alphabetical order; else there is one group.
        voice: only marks in this voice; the words are all the same. All marks if not given.
        n_resamples: draws of the bootstrap.
        seed: of the bootstrap; every group starts anew with it.

    Returns:
        kind, outlet (missing for all articles and where it is not known), n_articles, n_words, n_marks, n_articles_with
        (a mark), rate, rate_low, rate_high; a row for each kind.

    Example:
        >>> from analysis.tables import build_tables
        >>> distance_rates(build_tables([])).empty
        True
    """
    marks, articles = tables.distance_marks, tables.articles
    if voice is not None:
        marks = marks[marks["voice"] == voice]
    counts = marks.groupby(["article_id", "kind"]).size().unstack("kind", fill_value=0)
    counts = counts.reindex(index=pd.Index(articles["article_id"]), columns=list(DISTANCE_KINDS), fill_value=0)
    whole = [(pd.NA, articles)] if len(articles) else []
    rows = []
    for outlet, group in articles.groupby("outlet", dropna=False) if by_outlet else whole:
        own, words = counts.loc[group["article_id"]].to_numpy(), group["n_words"].to_numpy()
        bounds = None
        if (words > 0).sum() >= MIN_ARTICLES:
            strata = group["outlet"].fillna("").to_numpy()
            bounds = bootstrap_ratios(own, words, strata=strata, n_resamples=n_resamples, seed=seed)
        for i, kind in enumerate(DISTANCE_KINDS):
            n = int(own[:, i].sum())
            row: dict[str, Hashable] = {
                "kind": kind,
                "outlet": outlet,
                "n_articles": len(group),
                "n_words": int(words.sum()),
                "n_marks": n,
                "n_articles_with": int((own[:, i] > 0).sum()),
            }
            if words.sum():
                row["rate"] = PER_WORDS * n / int(words.sum())
            if bounds is not None and n:
                row["rate_low"], row["rate_high"] = (PER_WORDS * float(bound) for bound in bounds[i])
            rows.append(row)
    return pd.DataFrame(rows, columns=list(_RATE_DTYPES)).astype(_RATE_DTYPES)


_RATE_DTYPES = {
    "kind": "string",
    "outlet": "string",
    "n_articles": "int64",
    "n_words": "int64",
    "n_marks": "int64",
    "n_articles_with": "int64",
    "rate": "Float64",
    "rate_low": "Float64",
    "rate_high": "Float64",
}


def distanced_hits(tables: Tables) -> pd.DataFrame:
    """The frame terms and contested names that stand under a mark of distance, in the order of articles and text.

    A hit is distanced if the words that a mark governs overlap it: `surrender` in "what it calls a surrender", but not
    a term that is the marker itself ("alleged"). Names in marks (the kind `title`) hold nothing at a distance and
    are left out. A hit under two marks has one row, of the first.

    Returns:
        article_id, outlet, date, kind_of_term (`frame` or `contested`), set (the frame or contested set), term (or
        variant), text, start, end, voice (of the mark: who keeps the distance), distance (the kind of mark), marked
        (the mark with its words), attributed_to.

    Example:
        >>> from analysis.tables import build_tables
        >>> distanced_hits(build_tables([])).empty
        True
    """
    columns = ["article_id", "text", "start", "end"]
    frames = tables.frame_hits.rename(columns={"frame": "set"})[["set", "term", *columns]]
    names = tables.contested_hits.rename(columns={"contested_set": "set", "variant": "term"})[["set", "term", *columns]]
    hits = pd.concat([frames.assign(kind_of_term="frame"), names.assign(kind_of_term="contested")], ignore_index=True)
    marks = tables.distance_marks[tables.distance_marks["kind"] != "title"]
    marks = marks.rename(columns={"start": "mark_start", "end": "mark_end", "text": "marked", "kind": "distance"})
    marks = marks.assign(mark_start=marks["mark_start"] + marks["marker"].str.len().astype("int64"))
    marks = marks[["article_id", "mark_start", "mark_end", "marked", "distance", "voice", "attributed_to"]]
    articles = tables.articles[["article_id", "outlet", "date"]].reset_index(names="order")
    pairs = hits.merge(marks, on="article_id").merge(articles, on="article_id")
    under = pairs[(pairs["start"] < pairs["mark_end"]) & (pairs["mark_start"] < pairs["end"])]
    under = under.sort_values(["order", "start", "kind_of_term", "set", "term", "mark_start"], kind="stable")
    under = under.drop_duplicates(["article_id", "kind_of_term", "set", "term", "start"])
    return under[list(_HIT_DTYPES)].astype(_HIT_DTYPES).reset_index(drop=True)


_HIT_DTYPES = {
    "article_id": "string",
    "outlet": "string",
    "date": "datetime64[s]",
    "kind_of_term": "string",
    "set": "string",
    "term": "string",
    "text": "string",
    "start": "int64",
    "end": "int64",
    "voice": "string",
    "distance": "string",
    "marked": "string",
    "attributed_to": "string",
}
