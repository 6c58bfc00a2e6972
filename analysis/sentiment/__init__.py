"""Sentiment: VADER's scores of each sentence, exactly as vaderSentiment gives them."""

from __future__ import annotations

from analysis.sentiment.sentences import score_sentences
from analysis.sentiment.vader import score_text

__all__ = ["score_sentences", "score_text"]
