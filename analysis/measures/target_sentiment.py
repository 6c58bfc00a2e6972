"""Sentiment toward targets: how mentions of a person, organisation or group sound, by voice, outlet and speaker.

A model gives each mention three probabilities. What is counted are these, and not the label that is likeliest: a model
that is right in three of four cases is wrong in more than one direction, so that counting its labels gives shares that
are off by its errors ("classify and count", Forman 2008), most for the rarer classes. The mean of probabilities has no
such error as far as they are calibrated, which is what it rests on ("probability averaging", Bella et al. 2010; Card
and Smith 2018). The intervals are those of drawing articles; they do not hold the model's own errors.

A mention that only says who is quoted ("Lund said") is neutral nearly always, and is the narrator's always: with them
the narrator would sound more neutral than those who are quoted for that reason alone. Where nothing else is asked for
they are left out, and their number is told.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from analysis.measures.resampling import MIN_ARTICLES, N_RESAMPLES, SEED, percentile_intervals, resample_ratios
from analysis.measures.scopes import each_scope
from analysis.measures.sources import naming_of
from analysis.measures.target_mentions import choose_target, count_spoken_of, mentions_of_targets

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from analysis.tables import Tables

MEASURES = ("mean", "negative_share", "positive_share")
_BY_TARGET = ["target_id", "voice"]
_BY_SPEAKER = ["voice", "speaker_id", "naming", "target_id"]
_COUNTS = {
    "n_mentions": "int64",
    "n_articles": "int64",
    "n_sources": "int64",
    "n_negative": "int64",
    "n_neutral": "int64",
    "n_positive": "int64",
}
_VALUES = {f"{measure}{end}": "Float64" for measure in MEASURES for end in ("", "_low", "_high")}
_SCOPE = {"scope": "string", "outlet": "string"}
_TARGET = {"target_id": "string", "target_type": "string"}


def sentiment_toward_targets(
    tables: Tables,
    *,
    target: str | None = None,
    by_outlet: bool = False,
    sources: bool = False,
    n_resamples: int = N_RESAMPLES,
    seed: int = SEED,
) -> pd.DataFrame:
    """How the narrator and those who are quoted sound about each target, the target most spoken of first.

    mean = Σ (p_positive - p_negative) / n; negative_share = Σ p_negative / n; positive_share = Σ p_positive / n. What a
    target says about itself stands apart (voice `self`). Mentions that name nobody in particular are left out.
    Intervals are 95 % percentile intervals of a cluster bootstrap over articles within outlets (see
    `bootstrap_ratios`), from 10 articles on that mention the target in that voice.

    Args:
        tables: of a corpus.
        target: only this one, a `target_id` or a form of it; all if not given.
        by_outlet: one row an outlet, target and voice besides; the first rows, whose outlet is missing and whose
            `scope` is `all`, are of all articles together.
        sources: whether mentions count, too, that only say who is quoted ("Lund said").
        n_resamples: draws of the bootstrap.
        seed: of the bootstrap.

    Returns:
        scope (`all` or `outlet`), outlet, target_id, target_type, voice (one of `TARGET_VOICES`), n_mentions,
        n_articles, n_sources (mentions that only say who is quoted, counted or not), n_negative, n_neutral and
        n_positive (by label), and for each of mean (-1 to 1), negative_share and positive_share (0-1) the
        value, `_low` and `_high`.

    Raises:
        UnknownTargetError: if a target is asked for that is not mentioned.
    """
    mentions = _mentions(tables, target)
    parts = [
        _estimate(articles, mentions, _BY_TARGET, sources, n_resamples, seed).assign(scope=scope, outlet=outlet)
        for scope, outlet, articles in each_scope(tables, by_outlet=by_outlet)
    ]
    dtypes = _SCOPE | _TARGET | {"voice": "string"} | _COUNTS | _VALUES
    return _ordered(pd.concat(parts), mentions, ["scope", "outlet", "of_target", "target_id", "voice"], dtypes)


def voice_differences(
    tables: Tables,
    *,
    target: str | None = None,
    by_outlet: bool = False,
    sources: bool = False,
    n_resamples: int = N_RESAMPLES,
    seed: int = SEED,
) -> pd.DataFrame:
    """How much better the narrator sounds about a target than those who are quoted about it.

    difference = mean of the narrator - mean of the quoted, for targets that both mention; below 0 the narrator sounds
    worse. Both means of a draw come of the same articles. An interval needs 10 articles for either voice; what a
    target says about itself does not count.

    Args:
        tables: of a corpus.
        target: only this one; all if not given.
        by_outlet: one row an outlet and target besides.
        sources: whether mentions count, too, that only say who is quoted.
        n_resamples: draws of the bootstrap.
        seed: of the bootstrap.

    Returns:
        scope, outlet, target_id, target_type, n_narrator and n_quoted (mentions), narrator and quoted (means),
        difference (-2 to 2), difference_low, difference_high; the target most spoken of first.

    Raises:
        UnknownTargetError: if a target is asked for that is not mentioned.
    """
    mentions = _mentions(tables, target)
    mentions = mentions if sources else mentions[~mentions["is_source"]]
    parts = [
        _differences(articles, mentions, n_resamples, seed).assign(scope=scope, outlet=outlet)
        for scope, outlet, articles in each_scope(tables, by_outlet=by_outlet)
    ]
    dtypes = _SCOPE | _TARGET | {"n_narrator": "int64", "n_quoted": "int64", "narrator": "Float64", "quoted": "Float64"}
    dtypes |= {f"difference{end}": "Float64" for end in ("", "_low", "_high")}
    return _ordered(pd.concat(parts), mentions, ["scope", "outlet", "of_target", "target_id"], dtypes)


def sentiment_by_speaker(
    tables: Tables, *, sources: bool = False, n_resamples: int = N_RESAMPLES, seed: int = SEED
) -> pd.DataFrame:
    """Who speaks how of whom: sentiment toward each target by the narrator and by each speaker.

    What a speaker says about himself is left out. Formulas and intervals are those of `sentiment_toward_targets`.

    Args:
        tables: of a corpus.
        sources: whether mentions count, too, that only say who is quoted.
        n_resamples: draws of the bootstrap.
        seed: of the bootstrap.

    Returns:
        voice (`narrator` or `quoted`), speaker_id, naming (see `NAMINGS`; missing for the narrator), target_id,
        target_type, the counts and measures of `sentiment_toward_targets`; the narrator first, then speakers by their
        mentions of others, then sources without a name and speakers not resolved; targets by theirs.
    """
    mentions = mentions_of_targets(tables)
    mentions = mentions[mentions["voice"] != "self"]
    quoted = mentions["voice"] == "quoted"
    mentions = mentions.assign(
        speaker_id=mentions["speaker_id"].where(quoted), naming=naming_of(mentions).where(quoted)
    )
    table = _estimate(tables.articles, mentions, _BY_SPEAKER, sources, n_resamples, seed)
    who = ["voice", "speaker_id", "naming"]
    table["of_speaker"] = -table.groupby(who, dropna=False)["n_mentions"].transform("sum")
    dtypes = {"voice": "string", "speaker_id": "string", "naming": "string"} | _TARGET | _COUNTS | _VALUES
    return _ordered(table, mentions, ["voice", "naming", "of_speaker", "speaker_id", "of_target", "target_id"], dtypes)


def _mentions(tables: Tables, target: str | None) -> pd.DataFrame:
    mentions = mentions_of_targets(tables)
    return mentions if target is None else mentions[mentions["target_id"] == choose_target(tables, target)]


def _ordered(table: pd.DataFrame, mentions: pd.DataFrame, by: Sequence[str], dtypes: dict[str, str]) -> pd.DataFrame:
    """Rows in the order of the columns `by`; `of_target` puts first those most spoken of."""
    types = mentions.groupby("target_id")["target_type"].agg(lambda kinds: kinds.mode().iloc[0])
    table = table.assign(
        target_type=table["target_id"].map(types),
        of_target=table["target_id"].map(-count_spoken_of(mentions)),
    )
    table = table.sort_values(list(by), kind="stable", na_position="last")
    return table[list(dtypes)].astype(dtypes).reset_index(drop=True)


def _estimate(
    articles: pd.DataFrame, mentions: pd.DataFrame, by: Sequence[str], sources: bool, n_resamples: int, seed: int
) -> pd.DataFrame:
    """Counts, means and intervals of each group of mentions."""
    own = mentions[mentions["article_id"].isin(articles["article_id"])]
    counted = own if sources else own[~own["is_source"]]
    grouped = counted.groupby(list(by), dropna=False, sort=False)
    table = grouped.agg(
        n_mentions=("article_id", "size"),
        n_articles=("article_id", "nunique"),
        n_negative=("is_negative", "sum"),
        n_neutral=("is_neutral", "sum"),
        n_positive=("is_positive", "sum"),
        **{measure: (measure, "mean") for measure in MEASURES},
    ).reset_index()
    n_sources = own.groupby(list(by), dropna=False)["is_source"].sum().rename("n_sources").reset_index()
    table = table.merge(n_sources, how="left", on=list(by))
    bounds = np.full((len(table), len(MEASURES), 2), np.nan)
    enough = np.flatnonzero(table["n_articles"] >= MIN_ARTICLES)
    if len(enough):
        ratios = _resample(articles, counted, grouped.ngroup().to_numpy(), enough, MEASURES, n_resamples, seed)
        bounds[enough] = percentile_intervals(ratios).reshape(len(enough), len(MEASURES), 2)
    for i, measure in enumerate(MEASURES):
        table[f"{measure}_low"], table[f"{measure}_high"] = bounds[:, i, 0], bounds[:, i, 1]
    return table


def _differences(articles: pd.DataFrame, mentions: pd.DataFrame, n_resamples: int, seed: int) -> pd.DataFrame:
    voiced = mentions[mentions["article_id"].isin(articles["article_id"]) & (mentions["voice"] != "self")]
    grouped = voiced.groupby(_BY_TARGET, sort=False)
    groups = grouped.agg(n=("mean", "size"), n_articles=("article_id", "nunique"), mean=("mean", "mean")).reset_index()
    narrator, quoted = (groups[groups["voice"] == voice].reset_index(names="group") for voice in ("narrator", "quoted"))
    pairs = narrator.merge(quoted, on="target_id", suffixes=("_narrator", "_quoted"))
    table = pairs[["target_id", "n_narrator", "n_quoted"]].assign(
        narrator=pairs["mean_narrator"],
        quoted=pairs["mean_quoted"],
        difference=pairs["mean_narrator"] - pairs["mean_quoted"],
    )
    bounds = np.full((len(table), 2), np.nan)
    enough = (pairs[["n_articles_narrator", "n_articles_quoted"]] >= MIN_ARTICLES).all(axis=1).to_numpy()
    if enough.any():
        chosen = pairs.loc[enough, ["group_narrator", "group_quoted"]].to_numpy()
        ratios = _resample(articles, voiced, grouped.ngroup().to_numpy(), chosen.ravel(), ("mean",), n_resamples, seed)
        bounds[enough] = percentile_intervals(ratios[:, ::2] - ratios[:, 1::2])
    return table.assign(difference_low=bounds[:, 0], difference_high=bounds[:, 1])


def _resample(
    articles: pd.DataFrame,
    mentions: pd.DataFrame,
    group_of: NDArray[np.integer[Any]],
    groups: NDArray[np.int64],
    measures: Sequence[str],
    n_resamples: int,
    seed: int,
) -> NDArray[np.float64]:
    """Means over the mentions of some groups in each draw of articles: a column for each group and measure."""
    place = pd.Series(np.arange(len(groups)), index=groups)
    of_group = place.reindex(group_of).to_numpy()
    kept = ~np.isnan(of_group)
    at = pd.Index(articles["article_id"]).get_indexer(mentions["article_id"])[kept], of_group[kept].astype(np.int64)
    sums = np.zeros((len(articles), len(groups), len(measures)))
    np.add.at(sums, at, mentions[list(measures)].to_numpy(dtype=np.float64)[kept])
    counts = np.zeros((len(articles), len(groups)))
    np.add.at(counts, at, 1.0)
    return resample_ratios(
        sums.reshape(len(articles), -1),
        np.repeat(counts, len(measures), axis=1),
        strata=articles["outlet"].fillna("").to_numpy(),
        n_resamples=n_resamples,
        seed=seed,
    )
