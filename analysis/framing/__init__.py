"""Framing: the terms that show a frame and the marks of distance."""

from __future__ import annotations

from analysis.framing.distance import find_distance_marks
from analysis.framing.terms import find_frame_terms

__all__ = [
    "find_distance_marks",
    "find_frame_terms",
]
