"""Who does what to whom: passives and their agents, and the ledger of events of harm and movement."""

from __future__ import annotations

from analysis.agency.events import PolarityReader, find_agency_events
from analysis.agency.passives import Passive, PassiveKind, find_passives
from analysis.agency.rules import read_agency_rules, shipped_agency_rules

__all__ = [
    "Passive",
    "PassiveKind",
    "PolarityReader",
    "find_agency_events",
    "find_passives",
    "read_agency_rules",
    "shipped_agency_rules",
]
