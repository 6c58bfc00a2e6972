"""VADER (Hutto and Gilbert 2014), exactly as vaderSentiment scores a text.

The lexicon and the rules are vaderSentiment's own; nothing is added or left out. It only knows the straight
apostrophe, so that "don’t" would not negate: each text is scored as a copy of the same length with straight ones.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

_STRAIGHT = str.maketrans({"’": "'", "‘": "'", "ʼ": "'"})


class _Analyzer(SentimentIntensityAnalyzer):  # type: ignore[misc]
    """VADER, keeping each word's valence of the last sentence as the rules left it."""

    last: list[tuple[str, float]]

    def _but_check(self, words_and_emoticons: list[str], sentiments: list[float]) -> list[float]:
        result: list[float] = super()._but_check(words_and_emoticons, sentiments)
        self.last = [
            (word, round(float(valence), 3))
            for word, valence in zip(words_and_emoticons, result, strict=False)
            if valence
        ]
        return result


@cache
def _analyzer() -> _Analyzer:
    return _Analyzer()


def score_text(text: str) -> tuple[dict[str, float], tuple[tuple[str, float], ...]]:
    """VADER's scores of a text taken as one sentence, and the valence of each word that made them.

    Returns:
        `compound` (-1 to 1), `neg`, `neu`, `pos` (shares of 1); the words with a valence, in text order.

    Example:
        >>> scores, words = score_text("The talks didn’t fail.")
        >>> scores["compound"], words
        (0.431, (('fail', 1.85),))
    """
    analyzer = _analyzer()
    analyzer.last = []
    scores: dict[str, Any] = analyzer.polarity_scores(text.translate(_STRAIGHT))
    return {name: float(value) for name, value in scores.items()}, tuple(analyzer.last)
