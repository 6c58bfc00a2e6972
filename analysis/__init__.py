"""Media framing analysis: how a news story is told, by whom, and how far each number can be trusted.

Importing the package does no work: each name is loaded when it is first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from analysis.agency import find_agency_events, find_passives
    from analysis.framing import find_distance_marks, find_frame_terms
    from analysis.lexicons import read_lexicon, read_lexicons
    from analysis.measures import collocates, concordance
    from analysis.pipeline import analyze
    from analysis.quotes import attribute_quotes, find_mentions
    from analysis.reading import read_articles
    from analysis.records import Article
    from analysis.sentiment import score_sentences
    from analysis.store import query, read_tables, write_tables
    from analysis.tables import Tables
    from analysis.targets import score_targets

__all__ = [
    "Article",
    "Tables",
    "analyze",
    "attribute_quotes",
    "collocates",
    "concordance",
    "find_agency_events",
    "find_distance_marks",
    "find_frame_terms",
    "find_mentions",
    "find_passives",
    "query",
    "read_articles",
    "read_lexicon",
    "read_lexicons",
    "read_tables",
    "score_sentences",
    "score_targets",
    "write_tables",
]

_HOME = {
    "Article": "records",
    "Tables": "tables",
    "analyze": "pipeline",
    "attribute_quotes": "quotes",
    "find_agency_events": "agency",
    "collocates": "measures",
    "concordance": "measures",
    "find_distance_marks": "framing",
    "find_frame_terms": "framing",
    "find_mentions": "quotes",
    "find_passives": "agency",
    "query": "store",
    "read_articles": "reading",
    "read_lexicon": "lexicons",
    "read_lexicons": "lexicons",
    "read_tables": "store",
    "score_sentences": "sentiment",
    "score_targets": "targets",
    "write_tables": "store",
}


def __getattr__(name: str) -> object:
    if name not in _HOME:
        raise AttributeError(f"module 'analysis' has no attribute {name!r}")
    return getattr(import_module(f"analysis.{_HOME[name]}"), name)


def __dir__() -> list[str]:
    return sorted(__all__)
