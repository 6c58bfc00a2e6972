"""Sentiment as numbers: along one article, and by voice.

The compound score weighs the words that VADER's lexicon knows (Hutto and Gilbert 2014). It measures the valence of the
words that were chosen, in whoever's voice, and not what an outlet thinks. The exact reading is VADER as it is; the
news-adjusted one leaves out names and words of the trade (see `analysis.sentiment`). Scores are averaged over
sentences: the compound of a whole article saturates.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from analysis.measures.readings import READINGS, Reading
from analysis.measures.resampling import MIN_ARTICLES, N_RESAMPLES, SEED, bootstrap_ratios
from analysis.measures.scopes import each_scope
from analysis.records import NEGATIVE_TO, POSITIVE_FROM

if TYPE_CHECKING:
    from analysis.tables import Tables

VOICES = ("narrator", "quoted")
WINDOW = 5
"""Sentences that a running mean covers."""


def sentiment_along_article(tables: Tables, article_id: str, *, window: int = WINDOW) -> pd.DataFrame:
    """Each sentence of an article with its compound in both readings and their running means, in text order.

    Args:
        tables: of a corpus.
        article_id: which article.
        window: the running mean is the plain mean of so many sentences around each one; towards the ends, of those
            that exist.

    Returns:
        sentence, zone, voice, speaker_name, compound and its running_mean, adjusted_compound and its
        adjusted_running_mean, words, text.

    Raises:
        KeyError: if the corpus has no such article.
    """
    if not (tables.articles["article_id"] == article_id).any():
        raise KeyError(f"there is no article {article_id!r}")
    rows = tables.sentences[tables.sentences["article_id"] == article_id].reset_index(drop=True)
    means = rows[["compound", "adjusted_compound"]].rolling(window, center=True, min_periods=1).mean()
    rows["running_mean"], rows["adjusted_running_mean"] = means["compound"], means["adjusted_compound"]
    numbers = ["compound", "running_mean", "adjusted_compound", "adjusted_running_mean"]
    return rows[["sentence", "zone", "voice", "speaker_name", *numbers, "words", "text"]]


def longest_article(tables: Tables) -> str | None:
    """The article with most scored sentences, the first of several; `None` if no sentence was scored."""
    if tables.sentences.empty:
        return None
    counts = tables.sentences["article_id"].value_counts(sort=False)
    ordered = counts.reindex(tables.articles["article_id"]).fillna(0)
    return str(ordered.idxmax())


def sentiment_by_voice(
    tables: Tables,
    *,
    by_outlet: bool = False,
    reading: Reading = "exact",
    n_resamples: int = N_RESAMPLES,
    seed: int = SEED,
) -> pd.DataFrame:
    """Mean compound and the shares of negative and positive sentences, for narrator and quoted sentences.

    A sentence is negative from a compound of -.05 down and positive from .05 up. The intervals are 95 % percentile
    intervals of a cluster bootstrap over articles within outlets (see `bootstrap_ratios`), from 10 articles on that
    have a sentence in that voice.

    Args:
        tables: of a corpus.
        by_outlet: one row an outlet and voice; the first rows, whose outlet is missing and whose `scope` is `all`,
            are of all articles together.
        reading: `exact` for VADER as it is, or `adjusted` for the news-adjusted reading.
        n_resamples: draws of the bootstrap.
        seed: of the bootstrap.

    Returns:
        scope (`all` or `outlet`), outlet, voice, n_articles, n_sentences, and for each of mean, negative_share and
        positive_share the value and `_low`, `_high` (missing below 10 articles).
    """
    s = tables.sentences
    compounds = s[READINGS[reading]]
    scored = pd.DataFrame(
        {
            "article_id": s["article_id"],
            "voice": s["voice"],
            "n": 1.0,
            "mean": compounds,
            "negative_share": (compounds <= NEGATIVE_TO).astype(float),
            "positive_share": (compounds >= POSITIVE_FROM).astype(float),
        }
    )
    sums = scored.groupby(["article_id", "voice"], sort=False).sum()
    rows = []
    for scope, outlet, group in each_scope(tables, by_outlet=by_outlet):
        for voice in VOICES:
            row = _voice_row(group, sums, voice, n_resamples=n_resamples, seed=seed)
            if row:
                rows.append({"scope": scope, "outlet": outlet, "voice": voice} | row)
    return pd.DataFrame(rows, columns=list(_VOICE_DTYPES)).astype(_VOICE_DTYPES)


_MEASURES = ("mean", "negative_share", "positive_share")
_VOICE_DTYPES = {
    "scope": "string",
    "outlet": "string",
    "voice": "string",
    "n_articles": "int64",
    "n_sentences": "int64",
} | {f"{measure}{suffix}": "Float64" for measure in _MEASURES for suffix in ("", "_low", "_high")}


def _voice_row(
    articles: pd.DataFrame, sums: pd.DataFrame, voice: str, *, n_resamples: int, seed: int
) -> dict[str, object]:
    key = pd.MultiIndex.from_product([articles["article_id"], [voice]])
    own = sums.reindex(key).fillna(0.0)
    n = own["n"].to_numpy()
    n_articles = int((n > 0).sum())
    if not n_articles:
        return {}
    row: dict[str, object] = {"n_articles": n_articles, "n_sentences": int(n.sum())}
    values = own[list(_MEASURES)].to_numpy()
    if n_articles >= MIN_ARTICLES:
        strata = articles["outlet"].fillna("").to_numpy()
        bounds = bootstrap_ratios(values, n, strata=strata, n_resamples=n_resamples, seed=seed)
    for i, measure in enumerate(_MEASURES):
        row[measure] = values[:, i].sum() / n.sum()
        if n_articles >= MIN_ARTICLES:
            row[f"{measure}_low"], row[f"{measure}_high"] = bounds[i]
    return row
