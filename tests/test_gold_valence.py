"""The gold of `data/gold/sentiment/`, its reader and its scorer, and the floors of the adjusted reading on it."""

from __future__ import annotations

from collections import Counter
from typing import Any, get_args

import pytest
import yaml
from gold_valence import FIGURES, GOLD, Code, GoldError, Part, Sign, ValenceScores, measure, read_entry, read_gold

ENTRIES = read_gold()
FLOORS: dict[Part, dict[str, float]] = yaml.safe_load((GOLD / "floors.yaml").read_text(encoding="utf-8"))


def test_the_file_says_that_its_texts_are_invented() -> None:
    assert (GOLD / "valence.yaml").read_text(encoding="utf-8").startswith("# Invented text: ")


def test_there_are_eighty_entries_in_halves_of_one_size_and_no_id_is_used_twice() -> None:
    parts = Counter(entry.part for entry in ENTRIES)
    assert set(parts) == set(get_args(Part))
    assert abs(parts["development"] - parts["held_out"]) <= 1
    assert len({entry.entry_id for entry in ENTRIES}) == len({entry.text for entry in ENTRIES}) == len(ENTRIES) >= 80


@pytest.mark.parametrize("part", get_args(Part))
def test_each_half_holds_every_code_and_sign(part: Part) -> None:
    entries = [entry for entry in ENTRIES if entry.part == part]
    assert {code for entry in entries for code in entry.codes.values()} == set(get_args(Code))
    assert min(Counter(entry.sign for entry in entries).values()) >= 7
    assert {entry.sign for entry in entries} == set(get_args(Sign))


def entry(**changes: Any) -> dict[str, Any]:
    plain = {"id": "one", "part": "development", "text": "The party lost.", "words": {"party": "domain"}}
    return {**plain, "sign": "negative", **changes}


def test_a_code_is_kept_by_where_its_word_begins() -> None:
    assert read_entry(entry(words={"party": "domain", "lost": "evaluative"})).codes == {4: "domain", 10: "evaluative"}


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"part": "test"}, "one: 'test' is none of development, held_out"),
        ({"sign": "mixed"}, "one: 'mixed' is none of negative"),
        ({"words": {"party": "name"}}, "one: 'name' is none of entity"),
        ({"words": {"part": "domain"}}, "one: 'part' stands at 0 places"),
        ({"text": "A party, a party."}, "one: 'party' stands at 2 places"),
    ],
)
def test_a_mistake_in_an_entry_is_told(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(GoldError, match=message):
        read_entry(entry(**changes))


def test_figures_count_words_and_signs() -> None:
    scores = ValenceScores(
        words=[("evaluative", True), ("evaluative", True), ("evaluative", False), ("domain", False), ("entity", True)],
        signs=[("negative", "negative", "positive"), ("neutral", "positive", "neutral")],
    )
    assert scores.figures() == {
        "kept": pytest.approx(2 / 3),
        "dropped": 0.5,
        "sign_accuracy": 0.5,
        "sign_accuracy_vader": 0.5,
    }


@pytest.fixture(scope="module")
def measured() -> dict[Part, ValenceScores]:
    return {part: measure(part) for part in get_args(Part)}


@pytest.mark.parametrize("figure", FIGURES)
@pytest.mark.parametrize("part", get_args(Part))
def test_the_tool_holds_its_floors(measured: dict[Part, ValenceScores], part: Part, figure: str) -> None:
    assert measured[part].figures()[figure] >= FLOORS[part][figure]
