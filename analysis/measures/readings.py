"""The two readings of sentences side by side: VADER as it is, and the news-adjusted one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, get_args

import numpy as np
import pandas as pd

from analysis.measures.resampling import MIN_ARTICLES, N_RESAMPLES, SEED, percentile_intervals, resample_ratios
from analysis.measures.scopes import each_scope
from analysis.records import NEGATIVE_TO, POSITIVE_FROM, Adjustment

if TYPE_CHECKING:
    from analysis.tables import Tables

Reading = Literal["exact", "adjusted"]
READINGS: dict[Reading, str] = {"exact": "compound", "adjusted": "adjusted_compound"}
"""The column of the table `sentences` that holds each reading."""
LABELS = ("negative", "neutral", "positive")
ADJUSTMENTS: tuple[Adjustment, ...] = get_args(Adjustment)

_MEASURES = ("exact", "adjusted", "changed_sign", "changed_label")
_DTYPES = {
    "scope": "string",
    "outlet": "string",
    "n_articles": "int64",
    "n_sentences": "int64",
    "n_changed_sign": "int64",
}
_DTYPES |= {f"{name}{end}": "Float64" for name in (*_MEASURES, "difference") for end in ("", "_low", "_high")}


def label_compounds(compounds: pd.Series) -> pd.Series:
    """Each compound's label: negative from -.05 down, positive from .05 up (Hutto and Gilbert 2014), else neutral.

    Example:
        >>> label_compounds(pd.Series([-0.05, -0.049, 0.05])).tolist()
        ['negative', 'neutral', 'positive']
    """
    labels = np.select([compounds <= NEGATIVE_TO, compounds >= POSITIVE_FROM], ["negative", "positive"], "neutral")
    return pd.Series(labels, index=compounds.index, dtype="string")


def compare_readings(
    tables: Tables, *, by_outlet: bool = False, n_resamples: int = N_RESAMPLES, seed: int = SEED
) -> pd.DataFrame:
    """How far the two readings of the sentences lie apart, and how many sentences change sign from one to the other.

    A sentence changes sign if it is negative in one reading and positive in the other; it changes its label also if it
    is neutral in one only. Intervals are 95 % percentile intervals of a cluster bootstrap over articles within outlets
    (see `bootstrap_ratios`), from 10 articles on; both readings of a draw come of the same articles.

    Args:
        tables: of a corpus.
        by_outlet: one row an outlet besides; the first row, whose outlet is missing and whose `scope` is `all`, is of
            all articles together.
        n_resamples: draws of the bootstrap.
        seed: of the bootstrap.

    Returns:
        scope, outlet, n_articles, n_sentences, n_changed_sign; the mean compounds exact and adjusted, difference
        (adjusted - exact), changed_sign and changed_label (shares of the sentences, 0-1), each with `_low`, `_high`.
    """
    sentences = tables.sentences
    exact, adjusted = (label_compounds(sentences[column]) for column in READINGS.values())
    values = pd.DataFrame(
        {
            "article_id": sentences["article_id"],
            "n": 1.0,
            "exact": sentences["compound"],
            "adjusted": sentences["adjusted_compound"],
            "changed_sign": _opposed(exact, adjusted).astype("float64"),
            "changed_label": (exact != adjusted).astype("float64"),
        }
    )
    sums = values.groupby("article_id", sort=False).sum()
    rows = [
        {"scope": scope, "outlet": outlet}
        | _compare(articles, sums.reindex(articles["article_id"]).fillna(0.0), n_resamples, seed)
        for scope, outlet, articles in each_scope(tables, by_outlet=by_outlet)
    ]
    rows = [row for row in rows if row["n_sentences"]]
    return pd.DataFrame(rows, columns=list(_DTYPES)).astype(_DTYPES)


def count_label_changes(tables: Tables) -> pd.DataFrame:
    """How many sentences have each pair of labels in the two readings.

    Returns:
        exact_label, adjusted_label, n_sentences, share (0-1, of the sentences with that exact label); nine rows, or
        none without a sentence.
    """
    exact, adjusted = (label_compounds(tables.sentences[column]) for column in READINGS.values())
    rows = []
    for of in LABELS:
        n_all = int((exact == of).sum())
        counts = [int(((exact == of) & (adjusted == to)).sum()) for to in LABELS]
        rows += [(of, to, n, n / max(n_all, 1)) for to, n in zip(LABELS, counts, strict=True)]
    dtypes = {"exact_label": "string", "adjusted_label": "string", "n_sentences": "int64", "share": "float64"}
    return pd.DataFrame(rows if len(exact) else [], columns=list(dtypes)).astype(dtypes)


def count_adjustments(tables: Tables) -> pd.DataFrame:
    """What makes the readings differ: how many words, how much valence, and in how many sentences that change sign.

    moved = Σ |adjusted_valence - valence| over the words, moved_share of all that is moved.

    Returns:
        adjustment (why a word's valence differs, as in the table `valence_words`), n_words, n_sentences, moved,
        moved_share (0-1), n_changed_sign (sentences that change sign and have such a word; one may have several kinds);
        the largest first.
    """
    words = tables.valence_words
    words = words[words["adjustment"].notna()]
    sentences = tables.sentences
    exact, adjusted = (label_compounds(sentences[column]) for column in READINGS.values())
    changed = sentences.loc[_opposed(exact, adjusted), ["article_id", "sentence"]].assign(changed=True)
    words = words.merge(changed, how="left", on=["article_id", "sentence"])
    words = words.assign(
        moved=(words["adjusted_valence"] - words["valence"]).abs(),
        key=words["article_id"] + ":" + words["sentence"].astype("string"),
        changed=words["changed"].notna(),
    )
    grouped = words.groupby("adjustment", sort=False)
    table = grouped.agg(n_words=("key", "size"), n_sentences=("key", "nunique"), moved=("moved", "sum"))
    table["n_changed_sign"] = words[words["changed"]].groupby("adjustment")["key"].nunique()
    table["moved_share"] = table["moved"] / max(float(table["moved"].sum()), 1e-9)
    table = table.fillna({"n_changed_sign": 0}).rename_axis("adjustment").reset_index()
    dtypes = {"adjustment": "string", "n_words": "int64", "n_sentences": "int64", "moved": "float64"}
    dtypes |= {"moved_share": "float64", "n_changed_sign": "int64"}
    table = table.sort_values(["moved", "adjustment"], ascending=[False, True], kind="stable")
    return table[list(dtypes)].astype(dtypes).reset_index(drop=True)


def _opposed(exact: pd.Series, adjusted: pd.Series) -> pd.Series:
    return (exact != adjusted) & (exact != "neutral") & (adjusted != "neutral")


def _compare(articles: pd.DataFrame, sums: pd.DataFrame, n_resamples: int, seed: int) -> dict[str, Any]:
    sums = sums.reindex(articles["article_id"]).fillna(0.0)
    n = sums["n"].to_numpy()
    row: dict[str, Any] = {
        "n_articles": int((n > 0).sum()),
        "n_sentences": int(n.sum()),
        "n_changed_sign": int(sums["changed_sign"].sum()),
    }
    if not row["n_sentences"]:
        return row
    totals = sums[list(_MEASURES)].sum() / n.sum()
    row |= totals.to_dict() | {"difference": totals["adjusted"] - totals["exact"]}
    if row["n_articles"] >= MIN_ARTICLES:
        draws = resample_ratios(
            sums[list(_MEASURES)].to_numpy(),
            n,
            strata=articles["outlet"].fillna("").to_numpy(),
            n_resamples=n_resamples,
            seed=seed,
        )
        bounds = percentile_intervals(np.column_stack([draws, draws[:, 1] - draws[:, 0]]))
        for name, (low, high) in zip((*_MEASURES, "difference"), bounds, strict=True):
            row[f"{name}_low"], row[f"{name}_high"] = low, high
    return row
