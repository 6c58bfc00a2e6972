"""Tidy tables → the numbers that figures, notebooks and the report show; each function documents its formula."""

from analysis.measures.contested import contested_by_outlet, contested_by_voice
from analysis.measures.frames import (
    PER_WORDS,
    ZONES,
    count_words_by,
    frames_by_outlet,
    frames_by_voice,
    frames_by_zone,
    frames_over_time,
)
from analysis.measures.resampling import MIN_ARTICLES, N_RESAMPLES, SEED, bootstrap_ratios
from analysis.measures.sentiment import (
    VOICES,
    WINDOW,
    longest_article,
    sentiment_along_article,
    sentiment_by_voice,
)
from analysis.measures.sources import (
    NAMINGS,
    QUOTE_TYPES,
    count_reporting_verbs,
    count_speakers,
    naming_of,
    source_concentration,
)
from analysis.measures.stance import StanceGroup, stance_shares
from analysis.measures.terms import POLARITIES, TermChoice, UnknownTermError, choose_term, count_terms, who_says
from analysis.quotes.stance import STANCES

__all__ = [
    "MIN_ARTICLES",
    "NAMINGS",
    "N_RESAMPLES",
    "PER_WORDS",
    "POLARITIES",
    "QUOTE_TYPES",
    "SEED",
    "STANCES",
    "VOICES",
    "WINDOW",
    "ZONES",
    "StanceGroup",
    "TermChoice",
    "UnknownTermError",
    "bootstrap_ratios",
    "choose_term",
    "contested_by_outlet",
    "contested_by_voice",
    "count_reporting_verbs",
    "count_speakers",
    "count_terms",
    "count_words_by",
    "frames_by_outlet",
    "frames_by_voice",
    "frames_by_zone",
    "frames_over_time",
    "longest_article",
    "naming_of",
    "sentiment_along_article",
    "sentiment_by_voice",
    "source_concentration",
    "stance_shares",
    "who_says",
]
