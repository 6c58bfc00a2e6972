from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.checked_yaml import CheckedFileError
from analysis.framing import find_distance_marks
from analysis.framing.distance.quoted_words import find_quoted_words
from analysis.framing.distance.rules import RULES, read_distance_rules
from analysis.records import Quote


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("They left the so-called safe zone on Sunday.", [("so_called", "so-called safe zone", "so-called")]),
        ("They left the so called “safe zone” on Sunday.", [("so_called", "so called “safe zone”", "so called")]),
        ("He is a self-styled prophet, neighbours say.", [("so_called", "self-styled prophet", "self-styled")]),
        ("It attacked what it calls foreign agents.", [("so_called", "what it calls foreign agents", "what it calls")]),
        (
            'He defended what officials describe as a "voluntary" scheme on Monday.',
            [("so_called", 'what officials describe as a "voluntary" scheme', "what officials describe as")],
        ),
        (
            "They fear what the ministry refers to as relocation.",
            [("so_called", "what the ministry refers to as relocation", "what the ministry refers to as")],
        ),
        ("The alleged leader fled.", [("alleged", "alleged leader", "alleged")]),
        ("Police arrested a suspected gunman.", [("alleged", "suspected gunman", "suspected")]),
        ("The guard allegedly stole a car.", [("alleged", "allegedly stole", "allegedly")]),
        ("Supposedly, it is over.", [("so_called", "Supposedly", "Supposedly")]),
        ('The "model city" will hold thousands.', [("scare_quote", '"model city"', '"')]),
        ("Residents of the 'safe zone' were bombed again.", [("scare_quote", "'safe zone'", "'")]),
        ("The mayor served as the minister's 'sherpa,' or guide.", [("scare_quote", "'sherpa,'", "'")]),
        ("The bill failed amid its “poison pills.”", [("scare_quote", "“poison pills.”", "“")]),
        ("The ‘peace’ plan failed.", [("scare_quote", "‘peace’", "‘")]),
        ("The ''peace'' plan failed.", [("scare_quote", "''peace''", "''")]),
        ('Her book "The Long War" sold well.', [("title", '"The Long War"', '"')]),
        ('The operation, dubbed "Iron Wall", began in May.', [("title", '"Iron Wall"', '"')]),
        ('Joseph "The Guest" Marlow was released.', [("title", '"The Guest"', '"')]),
        (
            "If the garrison is to be believed, nobody died.",
            [("alleged", "If the garrison is to be believed", "If the garrison is to be believed")],
        ),
        (
            "The two are alleged to have sold the boat.",
            [("alleged", "alleged to have sold", "alleged")],
        ),
        ("The village's 'witnesses' recalled nothing of the night.", [("scare_quote", "'witnesses'", "'")]),
        ("The self-professed moderate spoke at length.", [("so_called", "self-professed moderate", "self-professed")]),
        (
            "They praised what he called his self-funded campaign.",
            [("so_called", "what he called his self-funded campaign", "what he called")],
        ),
        ("Every evening she watches 'Harbourside' with friends.", [("title", "'Harbourside'", "'")]),
        (
            "They like \u201cThe Ferry,\u201d \u201cNine Nights\u201d and \u201cMarlow\u201d best.",
            [
                ("title", "\u201cThe Ferry,\u201d", "\u201c"),
                ("title", "\u201cNine Nights\u201d", "\u201c"),
                ("title", "\u201cMarlow\u201d", "\u201c"),
            ],
        ),
    ],
)
def test_marks_of_distance_span_the_words_that_they_govern(text: str, expected: list[tuple[str, str, str]]) -> None:
    assert [(mark.kind, mark.text, mark.marker) for mark in find_distance_marks(text)] == expected


@pytest.mark.parametrize(
    "text",
    [
        "He alleged that money was stolen.",
        '"No," he said. "We will stay."',
        'He said the "model city" would hold thousands.',
        'The plan is "a disaster," she said.',
        'They condemned the "barbaric" attack.',
        'The minister called the attack "barbaric".',
        'According to the ministry, the "model city" is safe.',
        'Both sides avoided the word "genocide".',
        "The square rang with chants of 'open the gates' until dusk.",
        "People shared the hashtag #portaberta - 'open door' - all night.",
        "They call it brujas, which is Spanish for 'witches', in the valley.",
        "The presumed nominee spoke.",
        "That is what she described yesterday.",
        "The workers' rights and the bosses' plans matter.",
        "What do you call a boy?",
        "It's the rebels' '90s plan.",
        '"We are here to stay and nobody will move us from this place," he said.',
        'A sentence with one mark " only.',
        "They do what they can.",
    ],
)
def test_speech_and_apostrophes_are_no_distance(text: str) -> None:
    assert list(find_distance_marks(text)) == []


def quote(start: int, end: int) -> Quote:
    return Quote(
        article_id="text",
        quote_id="text:q1",
        quote_type="mixed",
        attribution_type="speech",
        content_spans=((start, end),),
        cue_spans=(),
        speaker_spans=(),
        cue_lemma=None,
        speaker="Ada Marlow",
        speaker_name="Ada Marlow",
        speaker_type="person",
        speaker_via="name",
        via="tagger",
    )


def test_words_in_marks_that_somebody_is_reported_to_have_said_are_no_scare_quote() -> None:
    text = 'The "model city" will hold thousands.'
    assert [mark.kind for mark in find_distance_marks(text)] == ["scare_quote"]
    assert list(find_distance_marks(text, [quote(0, len(text))])) == []


def test_a_marker_inside_a_quote_is_the_speaker_s() -> None:
    text = "The so-called safe zone was hit."
    (mark,) = find_distance_marks(text, [quote(0, len(text))])
    assert (mark.voice, mark.speaker_name) == ("quoted", "Ada Marlow")
    (mark,) = find_distance_marks(text)
    assert (mark.voice, mark.speaker_name) == ("narrator", None)


def test_marks_come_in_text_order_with_their_sentence_and_zone() -> None:
    text = "Rebels leave 'safe' zone\n\nThe alleged plan failed. The 'safe' zone is a so-called refuge."
    marks = list(find_distance_marks(text))
    assert [(mark.text, mark.sentence, mark.zone) for mark in marks] == [
        ("'safe'", 0, "headline"),
        ("alleged plan", 1, "lead"),
        ("'safe'", 2, "lead"),
        ("so-called refuge", 2, "lead"),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a 'b' \"c\" “d” ‘e’ ''f'' «g»", ["'b'", '"c"', "“d”", "‘e’", "''f''", "«g»"]),
        ("it's the rebels' plan", []),
        ('he said: "a "b" c"', ['"b"']),
        ('open "only\n\nclose" here', []),
        ("“outer ‘inner’ words”", ["“outer ‘inner’ words”", "‘inner’"]),
        ('("x")', ['"x"']),
        ("‘it’s fine’", ["‘it’s fine’"]),
        ('"' + "x" * 200 + '"', []),
    ],
)
def test_quoted_words_are_paired_by_kind(text: str, expected: list[str]) -> None:
    assert [text[words.start : words.end] for words in find_quoted_words(text)] == expected


@given(st.text(alphabet="ab '\"“”‘’«»\n.,-", max_size=60))
def test_no_marks_break_the_pairing(text: str) -> None:
    for words in find_quoted_words(text):
        assert text[words.start :].startswith(words.mark)
        assert words.start < words.inner_start < words.inner_end < words.end <= len(text)
        assert "\n" not in text[words.start : words.end]


PIECES = [
    "so-called",
    "alleged",
    "allegedly",
    "what",
    "it",
    "calls",
    "as",
    '"',
    "“",
    "”",
    "'",
    "safe",
    "zone",
    ".",
    "\n\n",
    "é",
]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=25).map(" ".join))
def test_no_text_breaks_it_and_offsets_hold(text: str) -> None:
    for mark in find_distance_marks(text):
        assert text[mark.start : mark.end] == mark.text
        assert mark.marker in mark.text


def test_a_mistake_in_the_rules_is_told_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "distance.yaml"
    content = RULES.read_text(encoding="utf-8").replace("    - so called\n", "    - (so called\n")
    path.write_text(content, encoding="utf-8")
    line = content[: content.index("- (so called")].count("\n") + 1
    with pytest.raises(CheckedFileError, match=rf"distance\.yaml:{line}: '\(' that is never closed"):
        read_distance_rules(path)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It attacked what it calls foreign agents.", "it"),
        ("They left what the northern army calls a safe zone.", "the northern army"),
        ("They left what is called a safe zone.", None),
        ("They left the so-called safe zone.", None),
    ],
)
def test_a_mark_tells_whose_word_it_is_where_the_text_does(text: str, expected: str | None) -> None:
    assert [mark.attributed_to for mark in find_distance_marks(text)] == [expected]


def test_what_he_calls_it_is_the_outlet_s_unless_it_stands_in_marks() -> None:
    indirect = "Marlow said the army must fight what he called bandits."
    (mark,) = find_distance_marks(indirect, [quote(12, len(indirect) - 1)])
    assert (mark.voice, mark.attributed_to) == ("narrator", "he")
    direct = 'Marlow said: "They fight what he called bandits."'
    (mark,) = find_distance_marks(direct, [quote(13, len(direct))])
    assert mark.voice == "quoted"


def test_a_headline_s_marks_around_words_of_a_quote_are_speech() -> None:
    text = "Marlow attacks 'hollow' plan\n\nThe plan is hollow and late, Marlow said on Sunday."
    assert [mark.kind for mark in find_distance_marks(text)] == ["scare_quote"]
    start = text.index("The plan")
    assert list(find_distance_marks(text, [quote(start, text.index(", Marlow"))])) == []


def test_words_that_are_a_name_once_are_a_name_in_the_whole_article() -> None:
    text = "'Harbourside' star leaves\n\nShe played the nurse in the series 'Harbourside' for nine years."
    assert [(mark.kind, mark.zone) for mark in find_distance_marks(text)] == [("title", "headline"), ("title", "lead")]
