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
from analysis.measures.association import Association, measure_association
from analysis.measures.checks import check_first
from analysis.measures.collocates import Window, collocates
from analysis.measures.concentration import concentration_by, rarefy_sources, source_concentration
from analysis.measures.concordance import SORT_KEYS, concordance, filter_lines, sample_lines, sort_lines
from analysis.measures.contested import HitGroup, contested_shares
from analysis.measures.cooccurrence import frames_together
from analysis.measures.distance import DISTANCE_KINDS, distance_rates, distanced_hits
from analysis.measures.findings import what_stands_out
from analysis.measures.frame_speakers import REPEATED, frames_by_speaker, narrator_repeats
from analysis.measures.frames import (
    PER_WORDS,
    ZONES,
    count_words_by,
    frames_by_outlet,
    frames_by_voice,
    frames_over_time,
)
from analysis.measures.kinds import ANY, NOT_TOLD, ROLES, TYPES, source_shares
from analysis.measures.overlaps import overlapping_hits
from analysis.measures.permutation import N_PERMUTATIONS
from analysis.measures.prominence import PLACES, frame_prominence
from analysis.measures.readings import compare_readings, count_adjustments, count_label_changes
from analysis.measures.resampling import MIN_ARTICLES, N_RESAMPLES, SEED, bootstrap_ratios
from analysis.measures.sentiment import (
    VOICES,
    WINDOW,
    longest_article,
    sentiment_along_article,
    sentiment_by_voice,
)
from analysis.measures.shares import QuoteGroup
from analysis.measures.source_overlap import source_overlap, speakers_of_one_outlet
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
)
from analysis.measures.stance import stance_shares
from analysis.measures.statement_stance import count_stance_differences, lay_side_by_side, stance_on_shared
from analysis.measures.statements import find_shared_statements
from analysis.measures.target_mentions import (
    TARGET_VOICES,
    UnknownTargetError,
    choose_target,
    mentions_of_targets,
    most_mentioned_targets,
)
from analysis.measures.target_sentiment import sentiment_by_speaker, sentiment_toward_targets, voice_differences
from analysis.measures.terms import POLARITIES, TermChoice, UnknownTermError, choose_term, count_terms, who_says
from analysis.measures.text_index import TextIndex
from analysis.measures.weightiest import N_WEIGHTIEST, weightiest_sentences
from analysis.quotes.stance import STANCES

__all__ = [
    "AGENTS",
    "ANY",
    "ATTRIBUTION_TYPES",
    "CONSTRUCTIONS",
    "DISTANCE_KINDS",
    "MIN_ARTICLES",
    "NAMINGS",
    "NOT_TOLD",
    "N_PERMUTATIONS",
    "N_RESAMPLES",
    "N_WEIGHTIEST",
    "PER_WORDS",
    "PLACES",
    "POLARITIES",
    "QUOTE_TYPES",
    "REPEATED",
    "ROLES",
    "SEED",
    "SORT_KEYS",
    "STANCES",
    "TARGET_VOICES",
    "TYPES",
    "VOICES",
    "WINDOW",
    "ZONES",
    "AgencyGroup",
    "Association",
    "HitGroup",
    "QuoteGroup",
    "TermChoice",
    "TextIndex",
    "UnknownTargetError",
    "UnknownTermError",
    "Window",
    "agency_events_of",
    "agent_shares",
    "bootstrap_ratios",
    "check_first",
    "choose_target",
    "choose_term",
    "collocates",
    "compare_readings",
    "concentration_by",
    "concordance",
    "construction_shares",
    "contested_shares",
    "count_adjustments",
    "count_attributions",
    "count_label_changes",
    "count_reporting_verbs",
    "count_speakers",
    "count_stance_differences",
    "count_terms",
    "count_words_by",
    "distance_rates",
    "distanced_hits",
    "filter_lines",
    "find_shared_statements",
    "frame_prominence",
    "frames_by_outlet",
    "frames_by_speaker",
    "frames_by_voice",
    "frames_over_time",
    "frames_together",
    "keep_likely",
    "lay_side_by_side",
    "longest_article",
    "match_victims",
    "measure_association",
    "mentions_of_targets",
    "most_mentioned_targets",
    "naming_of",
    "narrator_repeats",
    "overlapping_hits",
    "quotes_of",
    "rarefy_sources",
    "sample_lines",
    "sentiment_along_article",
    "sentiment_by_speaker",
    "sentiment_by_voice",
    "sentiment_toward_targets",
    "sort_lines",
    "source_concentration",
    "source_overlap",
    "source_shares",
    "speakers_of_one_outlet",
    "stance_on_shared",
    "stance_shares",
    "voice_differences",
    "weightiest_sentences",
    "what_stands_out",
    "who_says",
]
