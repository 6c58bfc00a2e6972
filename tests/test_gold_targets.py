"""The gold of sentiment toward targets, its reader and its scorer, and what the tool must reach on it."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
import yaml
from gold_targets import (
    CLASSES,
    FIGURES,
    GOLD,
    PHENOMENA,
    Estimate,
    GoldError,
    GoldSentence,
    Scores,
    Swap,
    by_tool,
    measure_negations,
    measure_swaps,
    others,
    read_gold,
    read_pairs,
    report,
    score_by_phenomenon,
)

from analysis.networks import MODELS

SENTENCES = read_gold()
FLOORS: dict[str, dict[str, float]] = yaml.safe_load((GOLD / "floors.yaml").read_text(encoding="utf-8"))
SAME = 0.001
"""How far a probability may move with a name, where the parse stays: room for rounding, none for the name."""
needs_weights = pytest.mark.skipif(not (MODELS / "targets.npz").exists(), reason="no weights in data/models")


# The gold


@pytest.mark.parametrize("name", ["targets.yaml", "negation.yaml"])
def test_every_file_says_that_its_texts_are_invented(name: str) -> None:
    assert (GOLD / name).read_text(encoding="utf-8").startswith("# Invented text: ")


def test_there_is_enough_of_everything() -> None:
    phenomena = Counter(sentence.phenomenon for sentence in SENTENCES)
    classes = Counter(target.sentiment for sentence in SENTENCES for target in sentence.targets)
    assert set(phenomena) == set(PHENOMENA)
    assert len(SENTENCES) >= 160
    assert classes.total() >= 230
    assert all(0.28 <= n / classes.total() <= 0.39 for n in classes.values())
    assert phenomena["distractor"] >= 25
    assert phenomena["name"] >= 12
    assert sum(sentence.is_opposed() for sentence in SENTENCES) >= 30


def test_what_is_tagged_as_opposed_is_so() -> None:
    assert [s.entry_id for s in SENTENCES if s.phenomenon == "opposed" and not s.is_opposed()] == []


def test_names_with_valence_words_are_neutral() -> None:
    assert {t.sentiment for s in SENTENCES if s.phenomenon == "name" for t in s.targets} == {"neutral"}


def test_sentences_are_as_long_as_in_the_news() -> None:
    lengths = {sentence.entry_id: len(sentence.text.split()) for sentence in SENTENCES}
    assert [entry_id for entry_id, n in lengths.items() if n > 40] == []
    assert sum(n < 8 for n in lengths.values()) <= 8, "only headlines are shorter"


def test_negations_go_both_ways() -> None:
    ways = Counter(pair.better for pair in read_pairs())
    assert min(ways[True], ways[False]) >= 15


# The readers


def entry(text: str = "[Ada Lund|positive] won.", *, name: str = "t1", phenomenon: str = "election") -> str:
    return f"- id: {name}\n  phenomenon: {phenomenon}\n  text: '{text}'\n"


def pair(plain: str = "[Ada Lund] lied.", negated: str = "[Ada Lund] never lied.", way: str = "better") -> str:
    return f"- id: n1\n  negation: {way}\n  plain: '{plain}'\n  negated: '{negated}'\n"


def write(folder: Path, content: str) -> Path:
    path = folder / "some.yaml"
    path.write_text(content, encoding="utf-8")
    return path


def test_marks_go_and_spans_point_into_the_text(tmp_path: Path) -> None:
    text = "[Ada Lund|positive] beat [Berg|negative] and thanked [the crew|neutral]."
    (read,) = read_gold(write(tmp_path, entry(text)))
    assert read.text == "Ada Lund beat Berg and thanked the crew."
    assert [(read.text[slice(*target.span)], target.sentiment) for target in read.targets] == [
        ("Ada Lund", "positive"),
        ("Berg", "negative"),
        ("the crew", "neutral"),
    ]
    assert read.is_opposed()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (entry("[Lund|good] won."), "some.yaml, t1: 'good' is none of negative, neutral, positive"),
        (entry("[Lund] won."), "some.yaml, t1: None is none of negative"),
        (entry("Lund won."), "some.yaml, t1: .* no target in brackets, or stray"),
        (entry("[Lund|positive] won] it."), "some.yaml, t1: .* stray brackets"),
        (entry("[[Lund|positive] Berg|neutral] won."), "some.yaml, t1: .* stray brackets"),
        (entry("[Lund |positive] won."), "some.yaml, t1: .* white space about it"),
        (entry("[|positive] won."), "some.yaml, t1: .* has no target"),
        (entry(phenomenon="luck"), "some.yaml, t1: 'luck' is none of plain_evaluation"),
        (entry() + "  note: x\n", "some.yaml, t1: expected text under id, phenomenon, text, found .*'note'"),
        ("- phenomenon: deed\n  text: '[Lund|neutral] won.'\n", "some.yaml, an entry without id: expected text"),
        (entry(name="7"), "some.yaml, 7: expected text"),
        (entry() + entry("[Berg|neutral] sat."), "some.yaml, t1: the id is used 2 times"),
        (entry() + entry(name="t2"), "some.yaml, Ada Lund won.: the text is used 2 times"),
    ],
)
def test_a_mistake_in_the_gold_is_named(tmp_path: Path, content: str, message: str) -> None:
    with pytest.raises(GoldError, match=message):
        read_gold(write(tmp_path, content))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (pair(way="same"), "some.yaml, n1: 'same' is none of better, worse"),
        (pair("[Ada Lund|negative] lied."), "some.yaml, n1: 'plain' needs one target without a class"),
        (pair("[Ada Lund] lied to [Berg]."), "some.yaml, n1: 'plain' needs one target"),
        (pair("[Berg] lied."), "some.yaml, n1: the targets differ"),
        (pair() + pair(), "some.yaml, n1: the id is used 2 times"),
    ],
)
def test_a_mistake_in_a_pair_is_named(tmp_path: Path, content: str, message: str) -> None:
    with pytest.raises(GoldError, match=message):
        read_pairs(write(tmp_path, content))


# The scorer


def sentence(tmp_path: Path, *codes: str) -> GoldSentence:
    text = " and ".join(f"[name{n}|{code}]" for n, code in enumerate(codes))
    return read_gold(write(tmp_path, entry(text)))[0]


def test_each_figure_counts_what_it_says(tmp_path: Path) -> None:
    scores = Scores()
    scores.add(sentence(tmp_path, "positive", "negative"), ["positive", "negative"])
    scores.add(sentence(tmp_path, "positive", "negative", "neutral"), ["positive", "positive", "neutral"])
    scores.add(sentence(tmp_path, "positive"), ["neutral"])
    figures = scores.figures()
    assert figures["accuracy"] == (pytest.approx(4 / 6), 6)
    assert figures["reversals"] == (pytest.approx(1 / 6), 6)
    assert figures["opposed_right"] == (0.5, 2)
    # positive: 2 of 3 found, 2 of 3 right; negative: 1 of 2 found, all right; neutral: all found, 1 of 2 right
    assert figures["macro_f1"] == (pytest.approx((2 / 3 + 2 / 3 + 2 / 3) / 3), 6)


def test_a_class_that_the_gold_has_not_there_does_not_count(tmp_path: Path) -> None:
    scores = Scores()
    scores.add(sentence(tmp_path, "neutral", "neutral"), ["neutral", "positive"])
    assert scores.figures()["macro_f1"] == (pytest.approx(2 / 3), 2)
    assert scores.figures()["opposed_right"] == (None, 0)


def test_the_gold_itself_is_perfect_and_one_class_for_all_is_not() -> None:
    gold = score_by_phenomenon(lambda sentences: [[t.sentiment for t in s.targets] for s in sentences])
    assert all(
        value in {1.0, None}
        for one in gold.values()
        for name, (value, _) in one.figures().items()
        if name != "reversals"
    )
    neutral = score_by_phenomenon(lambda sentences: [["neutral"] * len(s.targets) for s in sentences])
    figures = {name: value or 0.0 for name, (value, _) in neutral["all"].figures().items()}
    assert figures["macro_f1"] < 0.2
    assert figures["accuracy"] < 0.39
    assert figures["opposed_right"] == figures["reversals"] == 0


def test_the_report_shows_each_phenomenon_with_its_n() -> None:
    scores = score_by_phenomenon(lambda sentences: [["neutral"] * len(s.targets) for s in sentences])
    negative, neutral = Estimate("negative", (0.8, 0.1, 0.1)), Estimate("neutral", (0.1, 0.8, 0.1))
    swaps = [Swap("t1", "Berg", negative, neutral, True), Swap("t1", "Ek", negative, negative, True)]
    lines = list(report(scores, others(swaps, [("n1", True)])))
    assert all(any(line.startswith(name) for line in lines) for name in ("all", *PHENOMENA, *CLASSES))
    assert all(name in lines[0] for name in FIGURES)
    assert [line.split()[1:] for line in lines[-2:]] == [["0.500", "(2)"], ["1.000", "(1)"]]


# The tool


@pytest.fixture(scope="module")
def measured() -> dict[str, Scores]:
    return score_by_phenomenon(by_tool)


@pytest.fixture(scope="module")
def swaps() -> list[Swap]:
    return list(measure_swaps())


@needs_weights
@pytest.mark.parametrize("figure", FIGURES)
def test_the_tool_holds_its_floors(measured: dict[str, Scores], figure: str) -> None:
    value, _ = measured["all"].figures()[figure]
    assert value is not None
    assert FLOORS["at_least"].get(figure, 0.0) <= value <= FLOORS["at_most"].get(figure, 1.0)


@needs_weights
def test_a_name_makes_no_difference_where_the_parse_stays(swaps: list[Swap]) -> None:
    alike = [swap for swap in swaps if swap.same_parse]
    assert len(alike) >= 30
    moved = [swap for swap in alike if _distance(swap) > SAME]
    assert moved == []


def _distance(swap: Swap) -> float:
    pairs = zip(swap.before.probabilities, swap.after.probabilities, strict=True)
    return max(abs(before - after) for before, after in pairs)


@needs_weights
def test_few_names_change_the_class_through_the_parse(swaps: list[Swap]) -> None:
    same = others(swaps, ())["swaps_same_class"]
    assert sum(same) / len(same) >= FLOORS["at_least"]["swaps_same_class"]


@needs_weights
def test_negation_moves_the_sentiment_as_it_should() -> None:
    right = dict(measure_negations())
    wrong = sorted(entry_id for entry_id, moved in right.items() if not moved)
    assert 1 - len(wrong) / len(right) >= FLOORS["at_least"]["negations_right"], wrong


def test_every_floor_belongs_to_a_figure() -> None:
    assert set(FLOORS["at_least"]) | set(FLOORS["at_most"]) == {*FIGURES, "swaps_same_class", "negations_right"}
