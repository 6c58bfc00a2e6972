"""Framing: the terms that show a frame, the marks of distance, and concordances."""

from __future__ import annotations

from analysis.framing.concordance import ConcordanceLine, TextIndex, concordance, concordance_of_hits
from analysis.framing.distance import find_distance_marks
from analysis.framing.terms import find_frame_terms

__all__ = [
    "ConcordanceLine",
    "TextIndex",
    "concordance",
    "concordance_of_hits",
    "find_distance_marks",
    "find_frame_terms",
]
