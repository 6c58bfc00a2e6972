"""Checking a lexicon: what its patterns can match, and what they really match in a corpus."""

from __future__ import annotations

from analysis.linting.check import LexiconCheck, check_lexicon
from analysis.linting.findings import Finding
from analysis.linting.usage import FrameOverlap, PatternUse

__all__ = ["Finding", "FrameOverlap", "LexiconCheck", "PatternUse", "check_lexicon"]
