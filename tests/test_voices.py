"""Whose words a span is."""

from __future__ import annotations

import pytest

from analysis.quotes import attribute_quotes
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


@pytest.mark.parametrize(
    ("text", "term", "voice"),
    [
        ("The army plans to clear the valley, Ada Lund wrote.", "clear", "quoted"),
        ("The army plans to clear the valley.", "clear", "narrator"),
        ("The river is expected to flood the lower town.", "flood", "narrator"),
        ("Residents believe that the army abandoned them.", "abandoned", "quoted"),
        ("Residents fear a massacre.", "massacre", "narrator"),
        ("The mayor called for a ceasefire.", "ceasefire", "quoted"),
    ],
)
def test_what_is_intended_expected_or_only_named_is_the_narrators_account(text: str, term: str, voice: str) -> None:
    start = text.index(term)
    assert find_voice(start, start + len(term), list(attribute_quotes(text))).voice == voice


def test_overlap_counts_shared_characters() -> None:
    assert overlap((10, 30), [(0, 15), (20, 25), (29, 90)]) == 11
