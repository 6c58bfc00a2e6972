"""How sure a quote is, in words for readers: what found it, how its speaker got a name, whether to check it first."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

DOUBTFUL = 0.5
"""Below this score or confidence, as they are shown, a quote is marked: it is more likely wrong than right."""

FOUND_BY: Mapping[str, str] = {
    "tagger": "found by the trained model",
    "marks": "found by its quotation marks beside a reporting word",
    "phrase": "found by a phrase such as “according to”",
    "headline": "found by the form of a headline",
    "transcript": "found by the form of a transcript",
    "standing_alone": "found by its quotation marks, without a reporting word",
}
NAMED_BY: Mapping[str, str] = {
    "name": "the name stands there",
    "pronoun": "name by a pronoun",
    "title": "name by a title",
    "description": "name by a description",
    "running": "name taken over from the quote before",
    "unnamed": "no name is given there",
    "none": "speaker not found",
}


def found_by(quote: Any) -> str:
    """What found a row of `quotes`, and how likely it is right."""
    return f"{FOUND_BY.get(quote.via, f'found by {quote.via}')}, score {quote.score:.2f}"


def named_by(quote: Any) -> str:
    """How the speaker of a row of `quotes` got a name, and how likely that is right."""
    how = NAMED_BY.get(quote.speaker_via, str(quote.speaker_via))
    return how if pd.isna(quote.speaker_confidence) else f"{how}, confidence {quote.speaker_confidence:.2f}"


def doubt(quote: Any) -> str:
    """What to check first in a row of `quotes`: `check` the quote itself, `who?` says it, or nothing."""
    if round(quote.score, 2) < DOUBTFUL:
        return "check"
    confidence = quote.speaker_confidence
    return "who?" if not pd.isna(confidence) and round(confidence, 2) < DOUBTFUL else ""
