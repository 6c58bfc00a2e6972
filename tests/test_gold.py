"""The gold of quote attribution itself, its reader and its scorer, and the floors that the tool must hold on it."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise, permutations
from pathlib import Path
from typing import get_args

import pytest
import yaml
from gold import F1S, FIGURES, Scores, assign, measure, report, same_person, score
from gold_texts import GOLD, GoldAttribution, GoldError, GoldText, marked_regions, read_gold, read_gold_file
from hypothesis import given
from hypothesis import strategies as st

from analysis.records import AttributionType, Quote, SpeakerType

TEXTS = read_gold()
EVERY = [pytest.param(text, id=text.text_id) for part in TEXTS.values() for text in part]
FLOORS: dict[str, dict[str, float]] = yaml.safe_load((GOLD / "floors.yaml").read_text(encoding="utf-8"))
CONSTRUCTIONS = {
    *("cue_after", "cue_before_colon", "inverted", "split_content", "following_sentences", "multi_paragraph"),
    *("nested_quotes", "two_apostrophes", "low_high_marks", "guillemets", "single_marks", "headline_colon"),
    *("headline_says", "transcript", "long_apposition", "relative_cue", "participle_cue", "according_to"),
    *("in_the_words_of", "noun_cue", "passive_cue", "to_infinitive", "noun_phrase_content", "belief", "intent"),
    *("document", "running_speaker", "no_attribution", "two_cues", "joint_speakers", "unnamed_source"),
    *("organisation_acronym", "title_as_source", "pronoun", "pronoun_they"),
}


# The gold


@pytest.mark.parametrize("path", [*sorted(GOLD.glob("articles/*.yaml")), GOLD / "passages.yaml"], ids=lambda p: p.stem)
def test_every_file_says_that_its_texts_are_invented(path: Path) -> None:
    assert path.read_text(encoding="utf-8").startswith("# Invented text: ")


def test_the_gold_is_large_enough_and_no_construction_is_missing() -> None:
    per_construction = Counter(text.construction for text in TEXTS["passages"])
    assert len(TEXTS["articles"]) == 14
    assert all(180 <= len(text.text.split()) <= 350 for text in TEXTS["articles"])
    assert len(TEXTS["passages"]) >= 48
    assert set(per_construction) == CONSTRUCTIONS
    assert min(per_construction.values()) >= 2


def test_each_type_of_attribution_and_of_speaker_occurs_in_the_articles() -> None:
    found = [item for text in TEXTS["articles"] for item in text.attributions]
    assert {item.type for item in found} == set(get_args(AttributionType))
    assert {item.speaker_type for item in found} == set(get_args(SpeakerType))


@pytest.mark.parametrize("text", EVERY)
def test_contents_do_not_overlap_and_stand_in_text_order(text: GoldText) -> None:
    starts = [item.content[0] for item in text.attributions]
    spans = sorted(span for item in text.attributions for span in item.content)
    assert starts == sorted(starts)
    assert all(before[1] <= after[0] for before, after in pairwise(spans))
    assert bool(text.attributions) == (text.construction != "no_attribution")


@pytest.mark.parametrize("text", EVERY)
def test_speakers_are_called_as_their_text_calls_them(text: GoldText) -> None:
    for item in text.attributions:
        assert item.speaker_type in get_args(SpeakerType)
        assert item.type in get_args(AttributionType)
        assert (item.speaker is None) == (item.speaker_type == "unknown")
        assert not item.source or item.cue
        if item.speaker:
            assert any(name.lower() in text.text.lower() for name in (item.speaker, *item.aliases)), item.speaker


# The reader

ENTRY = """
- id: one
  construction: cue_after
  text: |
    "We said so," she said. He said nothing.
  attributions:
  - content: ['"We said so,"']
    cue: [{text: said, nth: 2}]
    source: [she]
    speaker: null
    speaker_type: unknown
    type: speech
"""


def read(tmp_path: Path, text: str) -> tuple[GoldText, ...]:
    path = tmp_path / "gold.yaml"
    path.write_text(text, encoding="utf-8")
    return read_gold_file(path)


def test_reads_snippets_as_offsets(tmp_path: Path) -> None:
    (text,) = read(tmp_path, ENTRY)
    (item,) = text.attributions
    assert [text.text[slice(*span)] for span in (*item.content, *item.source)] == ['"We said so,"', "she"]
    assert item.cue == ((18, 22),)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("{text: said, nth: 2}", "said", r"gold\.yaml, one: 'said' is ambiguous, it stands at 3 places"),
        ("nth: 2", "nth: 4", r"gold\.yaml, one: 'said' \(occurrence 4\) is not in the text"),
        ("[she]", "[sh]", r"gold\.yaml, one: 'sh' \(occurrence 1\) is not in the text"),
        ("[she]", "['']", r"gold\.yaml, one: an empty snippet"),
        ("[she]", "[she said]", r"gold\.yaml, one: 'said' overlaps or precedes 'she said'"),
        ("""['"We said so,"']""", "[so, We]", r"gold\.yaml, one: 'We' overlaps or precedes 'so'"),
        ("""['"We said so,"']""", "[We said, said so]", r"gold\.yaml, one: 'said so' overlaps or precedes 'We said'"),
        ("""['"We said so,"']""", "[]", r"gold\.yaml, one: an attribution without content"),
        ("type: speech\n", "kind: speech\n", r"gold\.yaml, one: .*kind"),
        ("construction", "konstruktion", r"gold\.yaml, one: wrong keys"),
        ("\n- id", ENTRY + "\n- id", r"gold\.yaml, one: the id is used twice"),
    ],
)
def test_mistakes_name_file_entry_and_snippet(tmp_path: Path, old: str, new: str, message: str) -> None:
    with pytest.raises(GoldError, match=message):
        read(tmp_path, ENTRY.replace(old, new, 1))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("“Go,” she said.", ["“Go,”"]),
        ("„Geh,“ and «Va,» and ''Go,'' they said.", ["„Geh,“", "«Va,»", "''Go,''"]),
        ("He said: 'The lads' run wasn't mine.' It's over.", ["'The lads' run wasn't mine.'"]),
        ("‘He said “no”, the ’80s fool,’ said Li’s aide.", ["“no”", "‘He said “no”, the ’80s fool,’"]),
        ("“One.\n\n“Two,” she said.", ["“One.", "“Two,”"]),
        ("'One of 'em.\nThe Rovers' run", ["'One of 'em."]),
        ("It's the '80s band's tour, rock 'n' roll.", []),
    ],
)
def test_finds_what_stands_in_marks(text: str, expected: list[str]) -> None:
    assert sorted(text[start:end] for start, end in marked_regions(text)) == sorted(expected)


# The scorer

TEXT = 'Ada Lund said: "We stay." She fears floods. It rains, a map shows.'


def gold(content: str, source: str, speaker: str | None, kind: AttributionType) -> GoldAttribution:
    return GoldAttribution((span(content),), (), (span(source),), speaker, (), "person", kind)


def found(content: str, source: str, name: str | None) -> Quote:
    return Quote(
        article_id="a",
        quote_id="a:q1",
        quote_type="direct",
        attribution_type="speech",
        content_spans=(span(content),),
        cue_spans=(),
        speaker_spans=(span(source),) if source else (),
        cue_lemma=None,
        speaker=source,
        speaker_name=name,
        speaker_type="person",
        speaker_via="name",
        via="tagger",
    )


def span(snippet: str) -> tuple[int, int]:
    start = TEXT.index(snippet)
    return start, start + len(snippet)


LUND = gold('"We stay."', "Ada Lund", "Ada Lund", "speech")
FLOODS = gold("floods", "She", "Ada Lund", "thought")
MAP = gold("It rains", "a map", "a map", "document")
PERFECT = (
    found('"We stay."', "Ada Lund", "Ada Lund"),
    found("floods", "She", "Mayor Lund"),
    found("It rains", "a map", "map"),
)


def scored(*predicted: Quote) -> Scores:
    return score([(GoldText("a", "pronoun", TEXT, (LUND, FLOODS, MAP)), predicted)])


def test_a_perfect_prediction_is_perfect_in_every_figure() -> None:
    scores = scored(*PERFECT)
    assert {name: scores.figure(name) for name in FIGURES} == dict.fromkeys(FIGURES, 1.0)


def test_nothing_predicted_is_nothing_right() -> None:
    scores = scored()
    assert {name: scores.figure(name) for name in FIGURES} == dict.fromkeys(FIGURES, 0.0)


@pytest.mark.parametrize("source", ["map", ""])
def test_a_wrong_or_missing_source_costs_the_attribution_and_not_the_content(source: str) -> None:
    scores = scored(found('"We stay."', source, "a map"), *PERFECT[1:])
    assert scores.figure("content_match_f1") == scores.figure("content_exact_f1") == 1.0
    assert scores.figure("attribution_f1") == scores.figure("source_accuracy") == pytest.approx(2 / 3)
    assert scores.figure("quoted_f1") == scores.figure("right_person_quoted") == 0.0
    assert scores.figure("right_person_pronoun") == 1.0


def test_speech_leaves_out_what_matches_other_gold() -> None:
    assert scored(*PERFECT[:2]).figure("speech_f1") == 1.0
    assert scored(*PERFECT[:1], found("a map shows", "", None)).figure("speech_f1") == pytest.approx(2 / 3)


def test_half_of_the_words_are_enough_to_match_and_no_less() -> None:
    half, third = scored(found("It", "map", None)), scored(found("rains, a map", "map", None))
    assert half.figure("content_match_f1") == pytest.approx(2 * 1 / (1 + 3))
    assert half.figure("content_exact_f1") == third.figure("content_match_f1") == 0.0


def test_marks_and_punctuation_do_not_spoil_an_exact_content() -> None:
    assert scored(found("We stay", "Ada", None)).figure("content_exact_f1") == pytest.approx(2 / 4)


def test_one_gold_is_matched_once() -> None:
    scores = scored(*PERFECT, PERFECT[0])
    assert scores.figure("attribution_f1") == pytest.approx(6 / 7)
    assert scores.figure("quoted_f1") == pytest.approx(2 / 3)


def test_gold_without_a_source_accepts_any() -> None:
    alone = GoldAttribution((span('"We stay."'),), (), (), None, (), "unknown", "speech")
    scores = score([(GoldText("a", "running_speaker", TEXT, (alone,)), PERFECT[:1])])
    assert scores.figure("attribution_f1") == 1.0
    assert scores.counts["source_accuracy", "gold"] == scores.counts["right_person_quoted", "gold"] == 0


def test_recall_is_counted_for_each_construction() -> None:
    recall = scored(PERFECT[0], found("floods", "map", None)).constructions["pronoun"]
    assert (recall.gold, recall.matched, recall.attributed, recall.predicted) == (3, 2, 1, 2)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("Mayor Lund", "Ada Lund", True),
        ("the Grain Board's", "Grain Board", True),
        ("Kell and Olds", "Mara Kell and Tom Olds", True),
        ("Ada Lund", "Eva Lund", False),
        ("", "", False),
        ("Ada", "Ada Lund", False),
    ],
)
def test_names_of_one_person(one: str, other: str, expected: bool) -> None:
    assert same_person(one, other) == same_person(other, one) == expected


@given(st.dictionaries(st.tuples(st.integers(0, 3), st.integers(0, 3)), st.integers(50, 100).map(float), max_size=12))
def test_pairs_are_the_most_and_then_the_heaviest(weights: dict[tuple[int, int], float]) -> None:
    every = [[pair for pair in enumerate(order) if pair in weights] for order in permutations(range(4))]
    best = max((len(pairs), sum(weights[pair] for pair in pairs)) for pairs in every)
    pairs = assign(weights)
    assert len({i for i, _ in pairs}) == len({j for _, j in pairs}) == len(pairs)
    assert (len(pairs), sum(weights[pair] for pair in pairs)) == best


# The floors


@pytest.fixture(scope="module")
def measured() -> dict[str, Scores]:
    return {part: measure(texts) for part, texts in TEXTS.items()}


def test_there_is_a_floor_for_every_figure() -> None:
    assert {part: set(floors) for part, floors in FLOORS.items()} == {part: set(FIGURES) for part in TEXTS}


@pytest.mark.parametrize("part", TEXTS)
def test_no_figure_falls_below_its_floor(measured: dict[str, Scores], part: str) -> None:
    reached = {name: measured[part].figure(name) for name in FIGURES}
    below = [
        f"{name} on the {part}: {reached[name]:.3f}, floor {floor}"
        for name, floor in FLOORS[part].items()
        if reached[name] < floor
    ]
    assert not below, "; ".join(below)


def test_the_report_has_every_figure_and_construction(measured: dict[str, Scores]) -> None:
    lines = list(report(measured))
    assert {line.split()[0] for line in lines} >= {*F1S, *CONSTRUCTIONS, "article"}
