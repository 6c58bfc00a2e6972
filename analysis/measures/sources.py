"""Who is quoted, how much, by which reporting verbs, and how concentrated that is.

Names are counted as the articles resolve them: two articles that know a person by different names count as two
speakers. Capital letters make no difference.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Iterable

    from analysis.tables import Tables

_MIDDLE_INITIAL = re.compile(r"(?<=\w) (?:[^\W\d_]\. ?)+(?=\w{2})")

QUOTE_TYPES = ("direct", "mixed", "indirect")


def one_spelling(names: pd.Series) -> pd.Series:
    """Names in their most frequent spelling: those that differ in capitals or middle initials alone are one.

    Example:
        >>> one_spelling(pd.Series(["officials", "Officials", "officials", None], dtype="string")).tolist()
        ['officials', 'officials', 'officials', <NA>]
        >>> one_spelling(pd.Series(["Ada Lund", "Ada M. Lund", "Ada Lund"], dtype="string")).tolist()
        ['Ada Lund', 'Ada Lund', 'Ada Lund']
    """
    spellings = names.dropna().value_counts(sort=False).sort_values(ascending=False, kind="stable")
    chosen: dict[str, str] = {}
    for spelling in spellings.index:
        chosen.setdefault(_key(str(spelling)), str(spelling))
    return names.map(lambda name: chosen[_key(name)], na_action="ignore").astype("string")


def _key(name: str) -> str:
    return _MIDDLE_INITIAL.sub(" ", name).casefold()


def count_speakers(tables: Tables) -> pd.DataFrame:
    """Quotes and quoted words of each speaker, the most quoted first; unresolved speakers come last, in one row.

    Returns:
        speaker_name (missing in the last row if speakers are unresolved), speaker_type (the most frequent), n_quotes
        and how many of them are direct (n_direct), n_mixed and n_indirect, n_words and how many of them stand in such
        quotes (n_words_direct, …), n_articles, quote_share and word_share (0-1, of all quotes and of all quoted words,
        those of unresolved speakers included).
    """
    quotes = tables.quotes.assign(speaker_name=one_spelling(tables.quotes["speaker_name"]))
    quotes["n_quotes"] = 1
    for quote_type in QUOTE_TYPES:
        of_type = (quotes["quote_type"] == quote_type).fillna(False).astype("int64")
        quotes[f"n_{quote_type}"] = of_type
        quotes[f"n_words_{quote_type}"] = of_type * quotes["n_words"]
    columns = ["n_quotes", *(f"n_{kind}" for kind in QUOTE_TYPES)]
    columns += ["n_words", *(f"n_words_{kind}" for kind in QUOTE_TYPES)]
    grouped = quotes.groupby("speaker_name", dropna=False, sort=False)
    counts = grouped[columns].sum().assign(n_articles=grouped["article_id"].nunique()).reset_index()
    types = quotes.groupby(["speaker_name", "speaker_type"], dropna=False, sort=False).size().reset_index(name="n")
    types = types.sort_values("n", ascending=False, kind="stable").drop_duplicates("speaker_name")
    counts = counts.merge(types[["speaker_name", "speaker_type"]], on="speaker_name", how="left")
    counts["quote_share"] = counts["n_quotes"] / max(int(counts["n_quotes"].sum()), 1)
    counts["word_share"] = counts["n_words"] / max(int(counts["n_words"].sum()), 1)
    counts["unresolved"] = counts["speaker_name"].isna()
    counts = counts.sort_values(
        ["unresolved", "n_quotes", "n_words", "speaker_name"], ascending=[True, False, False, True], kind="stable"
    )
    order = ["speaker_name", "speaker_type", *columns, "n_articles", "quote_share", "word_share"]
    return counts[order].reset_index(drop=True)


def source_concentration(counts: Iterable[int]) -> dict[str, float]:
    """How concentrated quotes (or quoted words) are on few speakers.

    With s the speakers' shares: hhi = Σ s²; effective_sources = 1/hhi, the number of equally quoted speakers that
    would be as concentrated (Laakso and Taagepera 1979); hill_1 = exp(-Σ s ln s) (Hill 1973, order 1); unbiased =
    Σ n(n-1) / N(N-1), the chance that two quotes drawn are of one speaker, for small N; gini = Σ (2i-n-1) x / (n Σ x)
    over ascending counts. None of them knows who was not quoted at all.

    Args:
        counts: one number a speaker; zeros are left out.

    Returns:
        n_sources, hhi, effective_sources, hill_1, unbiased (NaN for a single quote), gini; NaN where there is nothing.

    Example:
        >>> {name: round(value, 3) for name, value in source_concentration([10, 5, 3, 1, 1]).items()}
        {'n_sources': 5, 'hhi': 0.34, 'effective_sources': 2.941, 'hill_1': 3.587, 'unbiased': 0.305, 'gini': 0.44}
    """
    x = np.sort(np.asarray([count for count in counts if count > 0], dtype=np.float64))
    n, total = len(x), float(x.sum())
    if not n:
        return {"n_sources": 0} | dict.fromkeys(("hhi", "effective_sources", "hill_1", "unbiased", "gini"), np.nan)
    shares = x / total
    hhi = float((shares**2).sum())
    return {
        "n_sources": n,
        "hhi": hhi,
        "effective_sources": 1 / hhi,
        "hill_1": float(np.exp(-(shares * np.log(shares)).sum())),
        "unbiased": float((x * (x - 1)).sum() / (total * (total - 1))) if total > 1 else np.nan,
        "gini": float(((2 * np.arange(1, n + 1) - n - 1) * x).sum() / (n * total)),
    }


def count_reporting_verbs(tables: Tables) -> pd.DataFrame:
    """How often each reporting verb (or "according to") introduces each speaker.

    Quotes that stand alone have no verb and are left out. Speakers and verbs come in the order of their totals;
    unresolved speakers come last.

    Returns:
        speaker_name, cue_lemma, n_quotes, n_articles; only pairs that occur.
    """
    quotes = tables.quotes.assign(speaker_name=one_spelling(tables.quotes["speaker_name"]))
    quotes = quotes[quotes["cue_lemma"].notna()]
    pairs = (
        quotes.groupby(["speaker_name", "cue_lemma"], dropna=False, sort=False)
        .agg(n_quotes=("quote_id", "size"), n_articles=("article_id", "nunique"))
        .reset_index()
    )
    pairs["of_speaker"] = pairs.groupby("speaker_name", dropna=False)["n_quotes"].transform("sum")
    pairs["of_verb"] = pairs.groupby("cue_lemma")["n_quotes"].transform("sum")
    pairs["unresolved"] = pairs["speaker_name"].isna()
    pairs = pairs.sort_values(
        ["unresolved", "of_speaker", "speaker_name", "of_verb", "cue_lemma"],
        ascending=[True, False, True, False, True],
        kind="stable",
    )
    return pairs[["speaker_name", "cue_lemma", "n_quotes", "n_articles"]].reset_index(drop=True)
