"""Who acts: how events of harm are told, whether somebody is named as their doer, and of whom each is told.

Only events that are told as having happened count unless polarities are given: nobody is harmed in "no civilians were
killed" or "feared that more would be killed".
"""

from __future__ import annotations

import re
from collections.abc import Hashable
from typing import TYPE_CHECKING, Literal, get_args

import pandas as pd

from analysis.measures.resampling import N_RESAMPLES, SEED
from analysis.measures.shares import SHARE_DTYPES, count_shares
from analysis.patterns import Matcher, Unit
from analysis.records import Construction

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from analysis.tables import Tables

AgencyGroup = Literal["all", "event_class", "outlet", "zone", "voice", "victims"]

CONSTRUCTIONS: tuple[str, ...] = get_args(Construction)
"""Figures and tables keep this order: from the doer in front to no doer at all."""
AGENTS = ("named", "nearby", "not_told")
"""Whether the doer of an event is told: in the event's own clause, only a sentence away, or not at all."""
HAPPENED = ("asserted",)

_WORD = re.compile(r"\w+|[^\w\s]")


def construction_shares(
    tables: Tables,
    *,
    by: AgencyGroup = "all",
    victims: Mapping[str, Sequence[str]] | None = None,
    polarities: Collection[str] = HAPPENED,
    n_resamples: int = N_RESAMPLES,
    seed: int = SEED,
) -> pd.DataFrame:
    """How the events of each group are told: the share of every construction.

    share = events of the construction / all events of the group. The interval is a 95 % percentile interval of a
    cluster bootstrap over articles within outlets, from 10 articles on (see `bootstrap_ratios`); it is missing for
    shares of 0 and 1.

    Args:
        tables: of a corpus.
        by: `all`, `event_class`, `outlet`, `zone`, `voice`, or `victims`.
        victims: for `victims`: patterns of the lexicons' language by the name of a group, e.g. `{"villagers":
            ["villager*"]}`. They are looked for in `victim` and `victim_name`. An event may belong to several groups.
        polarities: of the events to count.
        n_resamples: draws of the bootstrap.
        seed: of the bootstrap; every group starts anew with it.

    Returns:
        by, group (missing for `all` and for an outlet that is not known), construction, n_events, n_all (events of the
        group), n_articles (with such an event), share (0-1), share_low, share_high. Every group has a row for each
        construction.

    Raises:
        ValueError: if groups of victims are wanted and not given.
        PatternError: if a pattern of theirs cannot be read.
    """
    table = _shares(tables, "construction", CONSTRUCTIONS, by, victims, polarities, n_resamples, seed)
    return table.astype({"construction": "string"})


def agent_shares(
    tables: Tables,
    *,
    by: AgencyGroup = "all",
    victims: Mapping[str, Sequence[str]] | None = None,
    polarities: Collection[str] = HAPPENED,
    n_resamples: int = N_RESAMPLES,
    seed: int = SEED,
) -> pd.DataFrame:
    """For which share of the events somebody is told as their doer.

    `named`: the event's own clause has somebody as its doer, with or without a name ("troops"). `nearby`: it has none
    or only an instrument, but a possible doer stands in its sentence, the one before or the one after ("recovered
    agency"); that one is the doer is not certain. `not_told`: neither; natural forces are among them. Arguments,
    intervals and errors are those of `construction_shares`.

    Returns:
        As `construction_shares`, with `agent` (one of `AGENTS`) in place of `construction`.
    """
    table = _shares(tables, "agent", AGENTS, by, victims, polarities, n_resamples, seed)
    return table.astype({"agent": "string"})


def agency_events_of(tables: Tables, polarities: Collection[str] = HAPPENED) -> pd.DataFrame:
    """The rows of `tables.agency_events` of some polarities, with `outlet` and how the doer is told.

    Returns:
        The columns of the table, with `outlet` and `agent_told` (one of `AGENTS`).
    """
    events = tables.agency_events
    events = events[events["polarity"].isin(list(polarities))]
    events = events.merge(tables.articles[["article_id", "outlet"]], on="article_id", how="left")
    told = pd.Series("not_told", index=events.index, dtype="string")
    told = told.mask(events["agent_nearby"].notna(), "nearby").mask(events["agent_kind"] == "named", "named")
    return events.assign(agent_told=told)


def match_victims(events: pd.DataFrame, patterns: Sequence[str]) -> pd.Series:
    """Which events have a victim that one of the patterns fits, in `victim` or `victim_name`.

    Raises:
        PatternError: if a pattern cannot be read.

    Example:
        >>> events = pd.DataFrame({"victim": ["two villagers", "he"], "victim_name": ["two villagers", "Ada Lund"]})
        >>> match_victims(events, ["villager*"]).tolist()
        [True, False]
    """
    matcher = Matcher(list(patterns))
    texts = events["victim"].fillna("") + " \n " + events["victim_name"].fillna("")
    return texts.map(lambda text: next(matcher.find(_units(str(text))), None) is not None).astype(bool)


def _units(text: str) -> list[Unit]:
    return [Unit(word.group(), word.start(), word.end(), i) for i, word in enumerate(_WORD.finditer(text))]


def _shares(
    tables: Tables,
    column: str,
    kinds: Sequence[str],
    by: AgencyGroup,
    victims: Mapping[str, Sequence[str]] | None,
    polarities: Collection[str],
    n_resamples: int,
    seed: int,
) -> pd.DataFrame:
    if by == "victims" and not victims:
        raise ValueError("no groups of victims were given; expected patterns by the name of a group")
    events = agency_events_of(tables, polarities).rename(columns={"agent": "agent_text", "agent_told": "agent"})
    rows: list[dict[str, Hashable]] = []
    for group, own in _groups(events, by, victims or {}):
        totals = own.groupby("article_id").size()
        counts = own.groupby(["article_id", column]).size().unstack(column, fill_value=0)
        counts = counts.reindex(index=totals.index, columns=list(kinds), fill_value=0)
        shares = count_shares(tables, counts, totals, n_resamples=n_resamples, seed=seed)
        rows += [{"by": by, "group": group, column: kind} | row for kind, row in zip(kinds, shares, strict=True)]
    table = pd.DataFrame(rows, columns=["by", "group", column, *SHARE_DTYPES])
    typed = table.astype({"by": "string", "group": "string"} | SHARE_DTYPES)
    return typed.rename(columns={"n_quotes": "n_events"})


def _groups(
    events: pd.DataFrame, by: AgencyGroup, victims: Mapping[str, Sequence[str]]
) -> Iterator[tuple[Hashable, pd.DataFrame]]:
    """Yield each group that has events: outlets in alphabetical order, classes by their number, victims as given."""
    if by == "victims":
        groups: list[tuple[Hashable, pd.DataFrame]] = [
            (name, events[match_victims(events, patterns)]) for name, patterns in victims.items()
        ]
    elif by == "all":
        groups = [(pd.NA, events)]
    else:
        groups = list(events.groupby(by, dropna=False))
        if by == "event_class":
            groups.sort(key=lambda pair: (-len(pair[1]), str(pair[0])))
    yield from ((name, own) for name, own in groups if len(own))
