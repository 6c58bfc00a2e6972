"""The tables of notebook 7: who is told as the doer of an event, how events are told, and the events themselves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from analysis.charts.agency import STYLES
from analysis.measures import agent_shares, concordance, construction_shares
from analysis.publishing.listings import Listing, build_listing, value_in_words
from analysis.publishing.notebook.tables import write_cell
from analysis.publishing.pages import grouped, percent, readable, rows_of

if TYPE_CHECKING:
    from analysis.measures.agency import AgencyGroup
    from analysis.tables import Tables

DOERS: Mapping[str, str] = {"named": "Doer named", "nearby": "Possible doer nearby", "not_told": "Doer not told"}
_GROUPS: Mapping[str, str] = {
    "all": "Events",
    "event_class": "Kind of event",
    "zone": "Place in the article",
    "voice": "Voice",
    "outlet": "Outlet",
    "victims": "Victims",
}
_NOTE = "In brackets the 95 % interval of a bootstrap over articles; there is none for fewer than 10 articles."


def list_doers(tables: Tables, by: AgencyGroup, victims: Mapping[str, Sequence[str]] | None = None) -> Listing:
    """For which share of each group's events somebody is told as the doer.

    Args:
        tables: of a corpus.
        by: what makes the groups.
        victims: patterns for the words that stand for each group of victims, if they make the groups.

    Raises:
        ValueError: if groups of victims are wanted and not given.
        PatternError: if a pattern cannot be read.
    """
    shares = agent_shares(tables, by=by, victims=victims)
    return _by_group(f"Doers by {_GROUPS[by].lower()}", shares, by, "agent", DOERS)


def list_constructions(tables: Tables, by: AgencyGroup, victims: Mapping[str, Sequence[str]] | None = None) -> Listing:
    """In which ways each group's events are told. Arguments and errors are those of `list_doers`."""
    shares = construction_shares(tables, by=by, victims=victims)
    kinds = {kind: STYLES[kind].label for kind in dict.fromkeys(shares["construction"])}
    return _by_group(f"Ways to tell an event, by {_GROUPS[by].lower()}", shares, by, "construction", kinds)


def events_in_context(tables: Tables, events: pd.DataFrame) -> tuple[list[str], list[list[str]]]:
    """Titles and rows of events with the words around each, whom it befalls and who does it.

    Args:
        tables: of a corpus.
        events: rows of its table `agency_events`.
    """
    columns = ["Before", "Event", "After", "Told as", "Victim", "Doer", "Doer nearby", "Manner", "Article"]
    rows = []
    for event, line in zip(rows_of(events), rows_of(concordance(tables, events)), strict=True):
        told = [event.victim_name, event.agent_name, event.agent_nearby, event.polarity, event.article_id]
        words = [STYLES[event.construction].label, *map(write_cell, told)]
        rows.append([line.left, line.keyword, line.right, *words])
    return columns, rows


def _by_group(caption: str, shares: pd.DataFrame, by: str, column: str, kinds: Mapping[str, str]) -> Listing:
    rows = [
        (_named(group), *_told(own, column, kinds)) for group, own in shares.groupby("group", sort=False, dropna=False)
    ]
    columns = {_GROUPS[by]: 0, "Events": 1, "Articles": 1} | dict.fromkeys(kinds.values(), 1)
    return build_listing(caption, columns, rows, _NOTE)


def _told(shares: pd.DataFrame, column: str, kinds: Iterable[str]) -> list[str]:
    """A group's events and articles, and the share of each kind."""
    rows = {row[column]: row for row in shares.to_dict("records")}
    first = next(iter(rows.values()))
    values = [value_in_words(rows[k]["share"], rows[k]["share_low"], rows[k]["share_high"], percent) for k in kinds]
    return [grouped(first["n_all"]), grouped(first["n_articles"]), *values]


def _named(group: Any) -> str:
    return "not known" if pd.isna(group) else readable(group)
