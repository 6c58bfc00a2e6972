"""Tidy tables → the numbers that figures, notebooks and the report show; each function documents its formula."""

from analysis.measures.agency import (
    AGENTS,
    CONSTRUCTIONS,
    AgencyGroup,
    agency_events_of,
    agent_shares,
    construction_shares,
    match_victims,
)
from analysis.measures.checks import check_first
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
from analysis.measures.kinds import ANY, NOT_TOLD, ROLES, TYPES, source_shares
from analysis.measures.resampling import MIN_ARTICLES, N_RESAMPLES, SEED, bootstrap_ratios
from analysis.measures.sentiment import (
    VOICES,
    WINDOW,
    longest_article,
    sentiment_along_article,
    sentiment_by_voice,
)
from analysis.measures.shares import QuoteGroup
from analysis.measures.sources import (
    ATTRIBUTION_TYPES,
    NAMINGS,
    QUOTE_TYPES,
    count_attributions,
    count_reporting_verbs,
    count_speakers,
    keep_likely,
    naming_of,
    quotes_of,
    source_concentration,
)
from analysis.measures.stance import stance_shares
from analysis.measures.terms import POLARITIES, TermChoice, UnknownTermError, choose_term, count_terms, who_says
from analysis.quotes.stance import STANCES

__all__ = [
    "AGENTS",
    "ANY",
    "ATTRIBUTION_TYPES",
    "CONSTRUCTIONS",
    "MIN_ARTICLES",
    "NAMINGS",
    "NOT_TOLD",
    "N_RESAMPLES",
    "PER_WORDS",
    "POLARITIES",
    "QUOTE_TYPES",
    "ROLES",
    "SEED",
    "STANCES",
    "TYPES",
    "VOICES",
    "WINDOW",
    "ZONES",
    "AgencyGroup",
    "QuoteGroup",
    "TermChoice",
    "UnknownTermError",
    "agency_events_of",
    "agent_shares",
    "bootstrap_ratios",
    "check_first",
    "choose_term",
    "construction_shares",
    "contested_by_outlet",
    "contested_by_voice",
    "count_attributions",
    "count_reporting_verbs",
    "count_speakers",
    "count_terms",
    "count_words_by",
    "frames_by_outlet",
    "frames_by_voice",
    "frames_by_zone",
    "frames_over_time",
    "keep_likely",
    "longest_article",
    "match_victims",
    "naming_of",
    "quotes_of",
    "sentiment_along_article",
    "sentiment_by_voice",
    "source_concentration",
    "source_shares",
    "stance_shares",
    "who_says",
]
