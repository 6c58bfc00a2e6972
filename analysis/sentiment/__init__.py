"""Sentiment: VADER's scores of each sentence, exactly as vaderSentiment gives them, and a reading adjusted to news."""

from __future__ import annotations

from analysis.sentiment.adjusted import Grammar
from analysis.sentiment.sentences import score_sentences
from analysis.sentiment.vader import score_text

__all__ = ["Grammar", "score_sentences", "score_text"]
