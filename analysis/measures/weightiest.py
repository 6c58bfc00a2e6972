"""The sentences that weigh most in a mean, for somebody to read before the mean is reported."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from analysis.measures.target_mentions import choose_target, mentions_of_targets

if TYPE_CHECKING:
    from analysis.records import VoiceKind
    from analysis.tables import Tables

N_WEIGHTIEST = 20

_OF_SENTENCES = {
    **dict.fromkeys(("article_id", "outlet", "voice", "speaker_name", "text", "words", "adjusted_words"), "string"),
    **dict.fromkeys(("sentence", "start", "end"), "int64"),
    **dict.fromkeys(("compound", "adjusted_compound", "shift", "adjusted_shift"), "float64"),
    "one_word": "bool",
}
_OF_MENTIONS = {
    **dict.fromkeys(
        ("article_id", "outlet", "voice", "speaker_name", "mention", "text", "words", "adjusted_words"), "string"
    ),
    **dict.fromkeys(("sentence", "start", "end"), "int64"),
    **dict.fromkeys(("score", "shift", "p_negative", "p_positive", "compound", "adjusted_compound"), "float64"),
}


def weightiest_sentences(
    tables: Tables, target: str | None = None, *, voice: VoiceKind | None = None, n: int = N_WEIGHTIEST
) -> pd.DataFrame:
    """The sentences without which the mean would move most, the heaviest first.

    With N sentences of mean m, leaving out one of value x moves the mean by shift = (m - x) / (N - 1): a dark sentence
    has a shift above 0, as the mean rises without it. Without a target the values are the compounds, and what counts is
    the larger shift of the two readings. With one they are p_positive - p_negative of its mentions, without what it
    says about itself and without those that only say who is quoted, as in the figures.

    Args:
        tables: of a corpus.
        target: whose mentions; sentences as such if none is given.
        voice: only those in this voice, and their mean; in both if not given.
        n: how many at most.

    Returns:
        article_id, outlet, sentence (its number in the article, from 0), start, end (of the sentence, or of the
        mention), voice, speaker_name, compound, adjusted_compound, words and adjusted_words (as in the table
        `sentences`), text (the sentence's), shift; without a target adjusted_shift and one_word; with one mention (as
        written), score (p_positive - p_negative), p_negative and p_positive.

    Raises:
        UnknownTargetError: if a target is asked for that is not mentioned.
    """
    rows = tables.sentences if target is None else _mentions(tables, choose_target(tables, target))
    rows = rows if voice is None else rows[rows["voice"] == voice]
    rows = rows.merge(tables.articles[["article_id", "outlet"]], on="article_id")
    if target is None:
        rows = rows.assign(shift=_shift(rows["compound"]), adjusted_shift=_shift(rows["adjusted_compound"]))
        weight = rows[["shift", "adjusted_shift"]].abs().max(axis=1)
    else:
        rows = rows.assign(shift=_shift(rows["score"]))
        weight = rows["shift"].abs()
    dtypes = _OF_SENTENCES if target is None else _OF_MENTIONS
    order = weight.sort_values(ascending=False, kind="stable").index
    return rows.loc[order, list(dtypes)].head(n).astype(dtypes).reset_index(drop=True)


def _shift(values: pd.Series) -> pd.Series:
    """How far the mean would move without each value; 0 where there is only one, as there is no mean without it."""
    return (values.mean() - values) / max(len(values) - 1, 1)


def _mentions(tables: Tables, target_id: str) -> pd.DataFrame:
    mentions = mentions_of_targets(tables)
    mentions = mentions[(mentions["target_id"] == target_id) & (mentions["voice"] != "self") & ~mentions["is_source"]]
    mentions = mentions.rename(columns={"text": "mention", "mean": "score"})
    sentences = tables.sentences[
        ["article_id", "sentence", "text", "words", "adjusted_words", "compound", "adjusted_compound"]
    ]
    return mentions.merge(sentences, on=["article_id", "sentence"], how="left")
