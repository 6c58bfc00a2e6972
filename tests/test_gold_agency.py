"""The scorer of the ledger of agency, and the floors of the tool on its gold."""

from __future__ import annotations

from typing import get_args

import pytest
import yaml
from gold_agency import FIGURES, AgencyScores, measure, report
from gold_framing import GOLD, GoldEvent, Part

from analysis.agency import find_agency_events

FLOORS: dict[str, dict[str, float]] = yaml.safe_load((GOLD / "floors.yaml").read_text(encoding="utf-8"))


def event(word: str, text: str, **changes: object) -> GoldEvent:
    start = text.index(word)
    values: dict[str, object] = {
        **{"trigger": (start, start + len(word)), "kind": "kill", "construction": "full_passive", "reduced": False},
        **{"victim": "Two men", "agent": "troops", "agent_nearby": True, "optional": False},
    }
    return GoldEvent(**{**values, **changes})  # type: ignore[arg-type]


def test_each_share_counts_the_matched_events() -> None:
    text = "Two men were killed by troops."
    scores = AgencyScores()
    found = list(find_agency_events(text))
    scores.add(text, [event("killed", text)], found)
    scores.add(text, [event("killed", text, construction="nominal", agent=None, victim="women")], found)
    figures = scores.figures()
    assert figures["event_f1"] == figures["class_accuracy"] == figures["reduced_accuracy"] == 1
    assert figures["construction_accuracy"] == figures["agent_match"] == figures["victim_match"] == 0.5


def test_optional_events_are_neither_missing_nor_wrong() -> None:
    text = "Two men were killed by troops."
    scores = AgencyScores()
    scores.add(text, [event("killed", text, optional=True)], list(find_agency_events(text)))
    scores.add(text, [event("killed", text, optional=True)], [])
    assert scores.counts["found"] == scores.counts["gold"] == 0


def test_what_is_found_without_gold_is_wrong_and_gold_not_found_is_missing() -> None:
    text = "Two men were killed by troops."
    scores = AgencyScores()
    scores.add(text, [], list(find_agency_events(text)))
    scores.add(text, [event("killed", text)], [])
    assert scores.figures()["event_precision"] == scores.figures()["event_recall"] == 0
    assert scores.constructions.pairs == {("full_passive", ""): 1}


@pytest.fixture(scope="module")
def measured() -> dict[Part, AgencyScores]:
    return {part: measure(part) for part in get_args(Part)}


@pytest.mark.parametrize("figure", FIGURES)
@pytest.mark.parametrize("part", get_args(Part))
def test_the_tool_holds_its_floors(measured: dict[Part, AgencyScores], part: Part, figure: str) -> None:
    assert measured[part].figures()[figure] >= FLOORS[part][figure]


def test_the_report_shows_each_figure(measured: dict[Part, AgencyScores]) -> None:
    lines = list(report(measured))
    assert all(any(line.startswith(name) for line in lines) for name in FIGURES)
