"""How often frames' terms occur: by voice, outlet and week.

A rate is hits per 1,000 words, and starts from all articles, so that an article without a hit counts. Only frames that
occur at all in the corpus have rows.
"""

from __future__ import annotations

from collections.abc import Hashable
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from analysis.measures.periods import every_start, start_of
from analysis.measures.resampling import MIN_ARTICLES, N_RESAMPLES, SEED, bootstrap_ratios
from analysis.measures.sentiment import VOICES
from analysis.words import count_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from analysis.tables import Tables

PER_WORDS = 1000
ZONES = ("headline", "lead", "body")


def name_frames(hits: pd.DataFrame) -> pd.Series:
    """Each hit's frame; where several lexicons have a frame of that name, with the lexicon's name in brackets."""
    lexicons = hits.groupby("frame")["lexicon"].transform("nunique")
    return hits["frame"].mask(lexicons > 1, hits["frame"] + " (" + hits["lexicon"] + ")").astype("string")


def frames_by_voice(tables: Tables) -> pd.DataFrame:
    """Hits of each frame in the narrator's voice and inside quotes, the most frequent frame first.

    rate = 1,000 · hits / words of all analysed text, in whichever voice, so that the two voices' rates add up to the
    frame's.

    Returns:
        frame, voice, n_hits, n_articles (with a hit), rate, share (0-1, of the frame's hits).
    """
    hits = _named(tables)
    frames = frames_in_order(hits)
    words = int(tables.articles["n_words"].sum())
    counts = _counts(hits, ["frame", "voice"], {"frame": frames, "voice": list(VOICES)})
    counts["rate"] = _rate(counts["n_hits"], words)
    counts["share"] = counts["n_hits"] / counts.groupby("frame")["n_hits"].transform("sum")
    return counts


def frames_by_outlet(
    tables: Tables, *, voice: str | None = None, n_resamples: int = N_RESAMPLES, seed: int = SEED
) -> pd.DataFrame:
    """Rate of each frame's terms in each outlet, the most frequent frame first, outlets in alphabetical order.

    rate = 1,000 · Σ hits / Σ words over the outlet's articles. The interval is a 95 % percentile interval of a cluster
    bootstrap over the outlet's articles (see `bootstrap_ratios`), from 10 articles on. It is missing where there is no
    hit, as resampling nothing gives an interval without width.

    Args:
        tables: of a corpus.
        voice: only hits in this voice (`narrator` or `quoted`); the words are all the same. All hits if not given.
        n_resamples: draws of the bootstrap; 0 for no intervals.
        seed: of the bootstrap; every outlet starts anew with it, so its interval depends on its articles alone.

    Returns:
        frame, outlet (missing where it is not known), n_articles, n_words, n_hits, n_articles_with (a hit), rate,
        rate_low, rate_high.
    """
    hits = _named(tables)
    frames = frames_in_order(hits)
    if voice is not None:
        hits = hits[hits["voice"] == voice]
    articles = tables.articles
    per_article = _hits_by_article(hits, articles["article_id"], frames)
    rows = []
    for outlet, group in articles.groupby("outlet", dropna=False):
        counts = per_article.loc[group["article_id"]].to_numpy()
        words = group["n_words"].to_numpy()
        n = int((words > 0).sum())
        enough = n >= MIN_ARTICLES and n_resamples > 0
        bounds = bootstrap_ratios(counts, words, n_resamples=n_resamples, seed=seed) * PER_WORDS if enough else None
        for i, frame in enumerate(frames):
            n_hits = int(counts[:, i].sum())
            row: dict[str, Hashable] = {
                "frame": frame,
                "outlet": outlet,
                "n_articles": len(group),
                "n_words": int(words.sum()),
                "n_hits": n_hits,
                "n_articles_with": int((counts[:, i] > 0).sum()),
            }
            if words.sum():
                row["rate"] = PER_WORDS * n_hits / int(words.sum())
            if bounds is not None and n_hits:
                row["rate_low"], row["rate_high"] = (float(bound) for bound in bounds[i])
            rows.append(row)
    table = pd.DataFrame(rows, columns=list(_OUTLET_DTYPES)).astype(_OUTLET_DTYPES)
    order = pd.Series({frame: i for i, frame in enumerate(frames)}, dtype="int64")
    return table.sort_values("frame", key=lambda names: names.map(order), kind="stable").reset_index(drop=True)


_OUTLET_DTYPES = {
    "frame": "string",
    "outlet": "string",
    "n_articles": "int64",
    "n_words": "int64",
    "n_hits": "int64",
    "n_articles_with": "int64",
    "rate": "Float64",
    "rate_low": "Float64",
    "rate_high": "Float64",
}


def frames_over_time(tables: Tables, *, n_resamples: int = N_RESAMPLES, seed: int = SEED) -> pd.DataFrame:
    """Rate of each frame's terms in each week, the most frequent frame first, weeks in order.

    Weeks start on Monday (ISO 8601). Every week from the first to the last has its row: one without words has no rate,
    which is not a rate of 0. Articles without a date are left out. The interval is a 95 % percentile interval of a
    cluster bootstrap over the week's articles (see `bootstrap_ratios`), from 10 articles on; they are drawn all
    together, as an outlet has only a few in a week. It is missing where there is no hit.

    Args:
        tables: of a corpus.
        n_resamples: draws of the bootstrap; 0 for no intervals.
        seed: of the bootstrap; every week starts anew with it.

    Returns:
        frame, week (its Monday), n_articles, n_words, n_hits, rate, rate_low, rate_high.
    """
    articles = tables.articles[tables.articles["date"].notna()]
    articles = articles.assign(week=start_of(articles["date"], "week"))
    totals = articles.groupby("week").agg(n_articles=("article_id", "size"), n_words=("n_words", "sum"))
    all_weeks = every_start(articles["week"], "week").rename("week")
    totals = totals.reindex(all_weeks, fill_value=0)
    hits = _named(tables)
    frames = frames_in_order(hits)
    dated = hits.merge(articles[["article_id", "week"]], on="article_id")
    counts = _counts(dated, ["frame", "week"], {"frame": frames, "week": all_weeks})
    table = counts.drop(columns="n_articles").merge(totals.reset_index(), on="week", how="left")
    table["rate"] = _rate(table["n_hits"], table["n_words"])
    bounds: dict[tuple[Hashable, str], tuple[float, float]] = {}
    if n_resamples:
        bounds = _weekly_bounds(articles, _hits_by_article(hits, articles["article_id"], frames), n_resamples, seed)
    ends = [bounds.get(cell, (np.nan, np.nan)) for cell in zip(table["week"], table["frame"], strict=True)]
    for i, name in enumerate(("rate_low", "rate_high")):
        end = pd.Series([pair[i] for pair in ends], index=table.index, dtype="float64")
        table[name] = end.astype("Float64").mask(end.isna() | (table["n_hits"] == 0))
    return table[["frame", "week", "n_articles", "n_words", "n_hits", "rate", "rate_low", "rate_high"]]


def _weekly_bounds(
    articles: pd.DataFrame, counts: pd.DataFrame, n_resamples: int, seed: int
) -> dict[tuple[Hashable, str], tuple[float, float]]:
    """The intervals of all frames' rates, by week and frame, in the weeks that have enough articles."""
    found: dict[tuple[Hashable, str], tuple[float, float]] = {}
    for week, own in articles[articles["n_words"] > 0].groupby("week"):
        if len(own) >= MIN_ARTICLES:
            hits, words = counts.loc[own["article_id"]].to_numpy(), own["n_words"].to_numpy()
            bounds = PER_WORDS * bootstrap_ratios(hits, words, n_resamples=n_resamples, seed=seed)
            found |= {(week, str(frame)): tuple(pair) for frame, pair in zip(counts.columns, bounds, strict=True)}
    return found


def count_words_by(tables: Tables, column: str) -> pd.Series:
    """Words of the sentences by `zone`, `voice`, `article_id` or another column of the table `sentences`.

    Words are counted by `count_words`, in the sentences' texts: the table `articles` has words of whole articles only.
    """
    words = tables.sentences["text"].map(count_words).astype("int64")
    return words.groupby(tables.sentences[column]).sum().rename("n_words")


def _named(tables: Tables) -> pd.DataFrame:
    return tables.frame_hits.assign(frame=name_frames(tables.frame_hits))


def frames_in_order(hits: pd.DataFrame) -> list[str]:
    """The frames of hits, the most frequent first."""
    counts = hits["frame"].value_counts()
    return sorted((str(frame) for frame in counts.index), key=lambda frame: (-counts[frame], frame))


def _counts(hits: pd.DataFrame, by: list[str], values: Mapping[str, Iterable[object]]) -> pd.DataFrame:
    """Hits and articles with a hit for every combination of `values`, in their order."""
    grouped = hits.groupby(by).agg(n_hits=("start", "size"), n_articles=("article_id", "nunique"))
    every = pd.MultiIndex.from_product([values[name] for name in by], names=by)
    table = grouped.reindex(every, fill_value=0).reset_index()
    dtypes = {name: hits[name].dtype for name in by} | {"n_hits": "int64", "n_articles": "int64"}
    return table.astype(dtypes)


def _hits_by_article(hits: pd.DataFrame, article_ids: pd.Series, frames: list[str]) -> pd.DataFrame:
    counts = hits.groupby(["article_id", "frame"]).size().unstack("frame", fill_value=0)
    return counts.reindex(index=pd.Index(article_ids), columns=pd.Index(frames), fill_value=0).astype("int64")


def _rate(n_hits: pd.Series, n_words: pd.Series | int) -> pd.Series:
    words = pd.Series(n_words, index=n_hits.index, dtype="Float64")
    return PER_WORDS * n_hits.astype("Float64") / words.mask(words == 0)
