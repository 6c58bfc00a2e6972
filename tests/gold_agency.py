"""Scores the ledger of agency against `data/gold/framing/agency.yaml`; `python tests/gold_agency.py` prints it.

event_f1
    An event matches if its words touch the gold's trigger, one to one. Optional gold is neither missing nor wrong.
class_accuracy, construction_accuracy, reduced_accuracy, nearby_accuracy
    Shares of the matches whose class of event, construction, reduced participle or not, and whether an agent is named
    in the same or a neighbouring sentence are right.
victim_match, agent_match
    Shares of the matches whose phrases share a word other than an article, a preposition or "and"; where the gold has
    none, none must be found.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import get_args

from gold import assign
from gold_framing import GoldEvent, Part, Tally, read_gold

from analysis.agency import find_agency_events
from analysis.parsing import as_parsed
from analysis.records import AgencyEvent, Article, Span

SHARES = (
    *("class_accuracy", "construction_accuracy", "reduced_accuracy"),
    *("victim_match", "agent_match", "nearby_accuracy"),
)
FIGURES = ("event_precision", "event_recall", "event_f1", *SHARES)
_EMPTY = {*("a", "an", "the", "of", "and", "or", "in", "at", "on", "to", "from", "by", "his", "her", "its", "their")}


@dataclass(slots=True)
class AgencyScores:
    """The counts behind the figures; `constructions` holds gold and found of every required event."""

    counts: Counter[str] = field(default_factory=Counter)
    constructions: Tally = field(default_factory=Tally)

    def figures(self) -> dict[str, float]:
        """FIGURES, 0 to 1."""
        matched, found, gold = (self.counts[name] for name in ("matched", "found", "gold"))
        shares = {name: self.counts[name] / (matched or 1) for name in SHARES}
        return {
            "event_precision": matched / (found or 1),
            "event_recall": matched / (gold or 1),
            "event_f1": 2 * matched / ((found + gold) or 1),
            **shares,
        }

    def add(self, text: str, gold: Sequence[GoldEvent], found: Sequence[AgencyEvent]) -> None:
        """Count the events of one text."""
        touching = {
            (i, j): float(f.start == g.trigger[0])
            for i, g in enumerate(gold)
            for j, f in enumerate(found)
            if f.start < g.trigger[1] and g.trigger[0] < f.end
        }
        matches = dict(assign(touching))
        optional = sum(gold[i].optional for i in matches)
        self.counts["found"] += len(found) - optional
        for i, event in enumerate(gold):
            if event.optional:
                continue
            self.counts["gold"] += 1
            if i not in matches:
                self.constructions.pairs[event.construction, ""] += 1
                continue
            other = found[matches[i]]
            self.constructions.pairs[event.construction, other.construction] += 1
            self.counts["matched"] += 1
            self.counts["class_accuracy"] += event.kind == other.event_class
            self.counts["construction_accuracy"] += event.construction == other.construction
            self.counts["reduced_accuracy"] += event.reduced == (other.form == "reduced")
            self.counts["victim_match"] += _same(event.victim, text, other.victim_span)
            self.counts["agent_match"] += _same(event.agent, text, other.agent_span)
            named = other.agent_kind == "named" or other.nearby_span is not None
            self.counts["nearby_accuracy"] += event.agent_nearby == named


def _same(gold: str | None, text: str, found: Span | None) -> bool:
    if gold is None or found is None:
        return gold is None and found is None
    return bool(_words(gold) & _words(text[slice(*found)]))


def _words(phrase: str) -> frozenset[str]:
    words = frozenset(re.findall(r"[^\W_]+", phrase.lower()))
    return words - _EMPTY or words


def measure(part: Part) -> AgencyScores:
    """The figures of the tool as it is on one half of the gold."""
    scores = AgencyScores()
    for entry in read_gold("agency"):
        if entry.part == part:
            parsed = as_parsed(Article(entry.entry_id, entry.text))
            scores.add(entry.text, entry.events, list(find_agency_events(parsed)))
    return scores


def report(parts: dict[Part, AgencyScores]) -> Iterator[str]:
    """The figures, then what each construction was found as, line by line."""
    figures = [scores.figures() for scores in parts.values()]
    yield f"{'figure':24}" + "".join(f"{part:>14}" for part in parts)
    for name in FIGURES:
        yield f"{name:24}" + "".join(f"{values[name]:14.3f}" for values in figures)
    for part, scores in parts.items():
        yield f"\n{part}"
        for label in scores.constructions.labels():
            row = sorted(
                (found or "not found", n) for (g, found), n in scores.constructions.pairs.items() if g == label
            )
            yield f"{label:24}" + ", ".join(f"{n} {found}" for found, n in row)


if __name__ == "__main__":
    sys.stdout.write("\n".join(report({part: measure(part) for part in get_args(Part)})) + "\n")
