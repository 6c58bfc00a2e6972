"""Whose words a span is."""

from __future__ import annotations

import pytest

from analysis.records import Quote, Span
from analysis.voices import find_voice, overlap


def quote(number: int, speaker: str | None, *contents: Span) -> Quote:
    return Quote(
        "a",
        f"a:q{number}",
        "direct",
        "speech",
        contents,
        (),
        (),
        "say",
        speaker,
        speaker,
        "person",
        "name",
        "marks+cue",
    )


QUOTES = [quote(1, "Lund", (0, 100), (150, 200)), quote(2, "Strand", (20, 40)), quote(3, None, (300, 320))]


def test_outside_contents_the_narrator_speaks() -> None:
    assert find_voice(110, 120, QUOTES).voice == "narrator"


def test_each_piece_of_a_content_counts() -> None:
    assert find_voice(160, 170, QUOTES).speaker_name == "Lund"


def test_the_innermost_content_decides() -> None:
    assert find_voice(25, 30, QUOTES).quote_id == "a:q2"


def test_half_of_a_span_must_be_inside() -> None:
    assert find_voice(95, 105, QUOTES).voice == "quoted"
    assert find_voice(96, 106, QUOTES).voice == "narrator"


def test_an_unknown_speaker_is_still_a_quoted_voice() -> None:
    voice = find_voice(300, 310, QUOTES)
    assert (voice.voice, voice.speaker_name) == ("quoted", None)


def test_what_somebody_intends_is_the_narrators_account() -> None:
    intent = Quote(
        "a", "a:q9", "indirect", "intent", ((400, 440),), (), (), "plan", "Lund", "Lund", "person", "name", "infinitive"
    )
    assert find_voice(405, 415, [intent]).voice == "narrator"


@pytest.mark.parametrize(("source", "voice"), [((), "narrator"), (((390, 395),), "quoted")])
def test_what_is_expected_by_nobody_in_particular_is_the_narrators(source: tuple[Span, ...], voice: str) -> None:
    expected = Quote(
        "a", "a:q9", "indirect", "thought", ((400, 440),), (), source, "expect", None, None, "unknown", "none", "tagger"
    )
    assert find_voice(405, 415, [expected]).voice == voice


def test_overlap_counts_shared_characters() -> None:
    assert overlap((10, 30), [(0, 15), (20, 25), (29, 90)]) == 11
