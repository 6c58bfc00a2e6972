"""The gold of polarity, voice, distance and agency, its reader and its scorer, and the floors of the tool on it."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any, get_args

import pytest
import yaml
from gold_framing import (
    FIGURES,
    GOLD,
    Construction,
    GoldEntry,
    GoldError,
    GoldMark,
    GoldTerm,
    Part,
    Scores,
    Tally,
    add_distance,
    add_polarity,
    add_voice,
    measure,
    read_entry,
    read_gold,
    report,
)

from analysis.records import DistanceKind, DistanceMark, FrameHit, Polarity, VoiceKind

SUBJECTS = ("polarity", "voice", "distance", "agency")
TEXTS: dict[str, tuple[GoldEntry, ...]] = {subject: read_gold(subject) for subject in SUBJECTS}
FLOORS: dict[Part, dict[str, float]] = yaml.safe_load((GOLD / "floors.yaml").read_text(encoding="utf-8"))


# The gold


@pytest.mark.parametrize("path", [GOLD / f"{subject}.yaml" for subject in SUBJECTS], ids=lambda path: path.stem)
def test_every_file_says_that_its_texts_are_invented(path: Path) -> None:
    assert path.read_text(encoding="utf-8").startswith("# Invented text: ")


@pytest.mark.parametrize("subject", SUBJECTS)
def test_the_halves_are_of_one_size_and_no_id_is_used_twice(subject: str) -> None:
    parts = Counter(entry.part for entry in TEXTS[subject])
    assert set(parts) == set(get_args(Part))
    assert abs(parts["development"] - parts["held_out"]) <= 1
    assert max(Counter(entry.entry_id for entry in TEXTS[subject]).values()) == 1


@pytest.mark.parametrize("part", get_args(Part))
def test_each_half_holds_every_class(part: Part) -> None:
    of = {subject: [entry for entry in TEXTS[subject] if entry.part == part] for subject in SUBJECTS}
    polarities = Counter(entry.terms[0].polarity[0] for entry in of["polarity"])
    assert set(polarities) == set(get_args(Polarity))
    assert min(polarities.values()) >= 12
    assert {term.voice for entry in of["voice"] for term in entry.terms} == set(get_args(VoiceKind))
    assert {mark.kinds[0] for entry in of["distance"] for mark in entry.marks} == set(get_args(DistanceKind))
    assert any(not entry.marks for entry in of["distance"])
    assert {event.construction for entry in of["agency"] for event in entry.events} == set(get_args(Construction))
    assert any(not entry.events for entry in of["agency"])


def test_a_speaker_stands_in_the_passage_and_only_where_somebody_speaks() -> None:
    for entry in TEXTS["voice"]:
        for term in entry.terms:
            assert not (term.speaker and term.voice == "narrator"), entry.entry_id
            assert all(word in entry.text for word in (term.speaker or "").split()), entry.entry_id


def test_what_has_no_agent_in_its_construction_names_none() -> None:
    for entry in TEXTS["agency"]:
        for event in entry.events:
            if event.construction in {"agentless_passive", "intransitive"}:
                assert event.agent is None, entry.entry_id
            if event.construction in {"active_named_agent", "active_instrument", "full_passive"}:
                assert event.agent, entry.entry_id


# The reader


def entry(**changes: Any) -> dict[str, Any]:
    return {"id": "one", "part": "development", "text": "No [truce] before a [deal] is made.", **changes}


def test_brackets_go_and_spans_point_into_the_text() -> None:
    read = read_entry(entry(terms=[{"voice": "narrator"}, {"voice": "quoted", "speaker": "Ada Lund"}]))
    assert read.text == "No truce before a deal is made."
    assert [read.text[slice(*term.span)] for term in read.terms] == ["truce", "deal"]
    assert [(term.voice, term.speaker) for term in read.terms] == [("narrator", None), ("quoted", "Ada Lund")]


def test_readings_stand_in_order_of_preference() -> None:
    read = read_entry(entry(text="No [deal].", polarity="negated", accepted=["hypothetical"]))
    assert read.terms[0].polarity == ("negated", "hypothetical")


EVENT = {
    **{"trigger": "shot", "kind": "kill", "construction": "agentless_passive"},
    **{"victim": "He", "agent": None, "agent_nearby": False},
}


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"part": "test", "terms": []}, "one: 'test' is none of development, held_out"),
        ({"terms": [{"voice": "narrator"}]}, "one: 1 codes for 2 marked terms"),
        ({"terms": [{"voice": "narrator"}, {"voice": "said"}]}, "one: 'said' is none of narrator, quoted"),
        ({"text": "No [deal].", "polarity": "denied"}, "one: 'denied' is none of asserted"),
        ({"text": "A deal.", "marks": [{"kind": "irony", "text": "deal"}]}, "one: 'irony' is none of so_called"),
        ({"text": "A deal.", "marks": [{"kind": "title", "text": "dea"}]}, "one: 'dea' stands at 0 places"),
        ({"text": "A deal, a deal.", "marks": [{"kind": "title", "text": "deal"}]}, "one: 'deal' stands at 2 places"),
        ({"text": "He was shot.", "events": [{**EVENT, "nth": 2}]}, "one: 'shot' stands at 1 places"),
        ({"text": "He was shot.", "events": [{**EVENT, "victim": "She"}]}, "one: 'She' is not in the text"),
        ({"text": "He was shot.", "events": [{**EVENT, "construction": "passive"}]}, "one: 'passive' is none of"),
    ],
)
def test_a_mistake_in_an_entry_is_told(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(GoldError, match=message):
        read_entry(entry(**changes))


def test_an_event_says_which_occurrence_of_its_word_is_meant() -> None:
    read = read_entry(entry(text="A shot was heard. He was shot.", events=[{**EVENT, "nth": 2}]))
    assert read.events[0].trigger == (25, 29)


# The scorer


def hit(voice: VoiceKind = "narrator", speaker: str | None = None, polarity: Polarity = "asserted") -> FrameHit:
    return FrameHit(
        *("a", "gold", "gold", "truce", None, 0, 5, "truce", 0, "body"),
        voice=voice,
        quote_id=None,
        speaker_name=speaker,
        polarity=polarity,
        polarity_cue=None,
    )


def mark(kind: DistanceKind, start: int, end: int) -> DistanceMark:
    return DistanceMark("a", kind, start, end, "", "", 0, "body", "narrator", None)


def test_an_accepted_reading_is_right_and_a_missing_hit_is_wrong() -> None:
    scores = Scores()
    term = GoldTerm((0, 5), polarity=("negated", "rejected"))
    for found in (hit(polarity="negated"), hit(polarity="rejected"), hit(), None):
        add_polarity(scores, term, found)
    assert scores.polarity.pairs == {
        ("negated", "negated"): 1,
        ("rejected", "rejected"): 1,
        ("negated", "asserted"): 1,
        ("negated", ""): 1,
    }
    assert scores.figures()["polarity_accuracy"] == 0.5


def test_a_speaker_is_scored_where_the_gold_names_one() -> None:
    scores = Scores()
    add_voice(scores, GoldTerm((0, 5), "quoted", "Ada Lund"), hit("quoted", "Mayor Lund"))
    add_voice(scores, GoldTerm((0, 5), "quoted", "Ada Lund"), hit("quoted", "Ben Kay"))
    add_voice(scores, GoldTerm((0, 5), "quoted", "Ada Lund"), hit())
    add_voice(scores, GoldTerm((0, 5), "quoted"), hit("quoted", "the police"))
    add_voice(scores, GoldTerm((0, 5), "narrator"), hit())
    figures = scores.figures()
    assert figures["voice_accuracy"] == 0.8
    assert figures["voice_quoted_f1"] == pytest.approx(6 / 7)
    assert figures["speaker_accuracy"] == pytest.approx(1 / 3)


def test_marks_match_by_kind_and_overlap_and_optional_ones_do_not_count() -> None:
    scores = Scores()
    gold = (
        GoldMark(("so_called",), (0, 10)),
        GoldMark(("alleged", "so_called"), (20, 30)),
        GoldMark(("title",), (40, 50)),
        GoldMark(("scare_quote",), (60, 70), optional=True),
        GoldMark(("title",), (80, 90), optional=True),
    )
    found = [mark("so_called", 0, 10), mark("so_called", 20, 26), mark("scare_quote", 40, 50), mark("title", 80, 90)]
    add_distance(scores, gold, found)
    assert scores.distance.pairs == {("so_called", "so_called"): 2, ("title", ""): 1, ("", "scare_quote"): 1}
    assert scores.figures()["distance_f1"] == pytest.approx(4 / 6)
    assert scores.figures()["distance_exact"] == 0.5


def test_marks_that_share_too_little_do_not_match() -> None:
    scores = Scores()
    add_distance(scores, (GoldMark(("title",), (0, 10)),), [mark("title", 0, 4)])
    assert scores.distance.pairs == {("title", ""): 1, ("", "title"): 1}


def test_precision_and_recall_of_a_class() -> None:
    tally = Tally(Counter({("a", "a"): 3, ("a", "b"): 1, ("b", "a"): 2, ("b", ""): 2}))
    assert tally.precision_recall_f1("a") == (0.6, 0.75, pytest.approx(2 / 3))
    assert tally.precision_recall_f1("b") == (0, 0, 0)
    assert tally.accuracy() == 3 / 8


# The tool


@pytest.fixture(scope="module")
def measured() -> dict[Part, Scores]:
    return {part: measure(part) for part in get_args(Part)}


@pytest.mark.parametrize("figure", FIGURES)
@pytest.mark.parametrize("part", get_args(Part))
def test_the_tool_holds_its_floors(measured: dict[Part, Scores], part: Part, figure: str) -> None:
    assert measured[part].figures()[figure] >= FLOORS[part][figure]


def test_every_marked_term_is_found(measured: dict[Part, Scores]) -> None:
    for scores in measured.values():
        assert "" not in {found for tally in (scores.polarity, scores.voice) for _, found in tally.pairs}


def test_the_report_shows_each_figure_and_each_class(measured: dict[Part, Scores]) -> None:
    lines = list(report(dict(measured)))
    assert all(any(line.startswith(name) for line in lines) for name in (*FIGURES, *get_args(Polarity)))
