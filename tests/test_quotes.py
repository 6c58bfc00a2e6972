"""Attribution on whole sentences: content, cue, source. The parse is part of what is tested."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analysis.quotes import attribute_quotes
from analysis.records import Quote


def found(text: str) -> list[tuple[str, str | None, str | None, str]]:
    """Each quote as (type, speaker, cue, content)."""
    return [
        (q.quote_type, q.speaker, _joined(text, q.cue_spans), _joined(text, q.content_spans) or "")
        for q in attribute_quotes(text)
    ]


def _joined(text: str, spans: tuple[tuple[int, int], ...]) -> str | None:
    return " … ".join(text[start:end] for start, end in spans) or None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('"We will not leave," Ada Lund said.', ("direct", "Ada Lund", "said", '"We will not leave,"')),
        (
            '"We will not leave," said Ada Lund, the mayor of Tarvik.',
            ("direct", "Ada Lund, the mayor of Tarvik", "said", '"We will not leave,"'),
        ),
        ('Ada Lund said: "We will not leave."', ("direct", "Ada Lund", "said", '"We will not leave."')),
        (
            '"We will not leave," she said, "and we will not hide."',
            ("direct", "she", "said", '"We will not leave," … "and we will not hide."'),
        ),
        (
            '"We will not leave," she said. "This is our town."',
            ("direct", "she", "said", '"We will not leave," … "This is our town."'),
        ),
        ("“Will it end?” he asked.", ("direct", "he", "asked", "“Will it end?”")),
        ("''It will end,'' he said.", ("direct", "he", "said", "''It will end,''")),
        ("‘It’s over,’ he said.", ("direct", "he", "said", "‘It’s over,’")),
        (
            'The mayor said the plan was "dead on arrival" in the council.',
            ("mixed", "The mayor", "said", 'the plan was "dead on arrival" in the council'),
        ),
        (
            'The deal is a "gamble with our lives," one resident said.',
            ("mixed", "one resident", "said", 'The deal is a "gamble with our lives,"'),
        ),
        (
            "The army said that it had crossed the river.",
            ("indirect", "The army", "said", "that it had crossed the river"),
        ),
        (
            "The army had crossed the river, the ministry said.",
            ("indirect", "the ministry", "said", "The army had crossed the river"),
        ),
        (
            "According to the health ministry, 14 people died.",
            ("indirect", "the health ministry", "According to", "14 people died"),
        ),
        (
            "Fourteen people died, according to the health ministry.",
            ("indirect", "the health ministry", "according to", "Fourteen people died"),
        ),
        ("The rebels vowed no surrender in Tarvik.", ("indirect", "The rebels", "vowed", "no surrender in Tarvik")),
        ("She vowed to rebuild the bridge.", ("indirect", "She", "vowed", "to rebuild the bridge")),
        ("Lund denied displacing anyone.", ("indirect", "Lund", "denied", "displacing anyone")),
        (
            "Critics accused the army of starving the town.",
            ("indirect", "Critics", "accused", "the army of starving the town"),
        ),
        ("The minister is said to have agreed.", ("indirect", None, "is said", "The minister … to have agreed")),
        ("Lund called the plan a disgrace.", ("indirect", "Lund", "called", "the plan a disgrace")),
        (
            "The ministry repeated its claim that the siege was over.",
            ("indirect", "The ministry", "repeated its claim", "that the siege was over"),
        ),
        (
            "Kell said talks had failed and accused the rebels of lying.",
            ("indirect", "Kell", "accused", "the rebels of lying"),
        ),
        (
            "Bruno Salk said the pass was safe, while the guide told reporters that she had begged him to turn back.",
            ("indirect", "the guide", "told", "that she had begged him to turn back"),
        ),
        (
            "The bridge was closed on Monday, in the words of the mayor.",
            ("indirect", "the mayor", "in the words of", "The bridge was closed on Monday"),
        ),
        (
            "Strand claimed that patients had been used as shields, but offered no evidence.",
            ("indirect", "Strand", "claimed", "that patients had been used as shields"),
        ),
        ("Lund said in a statement that the road was open.", ("indirect", "Lund", "said", "that the road was open")),
        (
            "Nine died in the raid; the army said they were militants.",
            ("indirect", "the army", "said", "they were militants"),
        ),
        (
            "Moving people out could not be voluntary, critics argue, and would amount to expulsion.",
            (
                "indirect",
                "critics",
                "argue",
                "Moving people out could not be voluntary … would amount to expulsion",
            ),
        ),
        ("Siege must end, says mayor", ("indirect", "mayor", "says", "Siege must end")),
        ("Officials have said the road is open.", ("indirect", "Officials", "have said", "the road is open")),
    ],
)
def test_one_attribution(text: str, expected: tuple[str, str | None, str | None, str]) -> None:
    assert expected in found(text)


@pytest.mark.parametrize(
    "text",
    [
        "The army crossed the river on Monday.",
        'He read "The Long March" to the children.',
        'The "humanitarian town" lies in the plain.',
        'Ivo "the Fox" Strand left the room.',
        "The talks were held in Lisse.",
        "Nobody said that there was a famine.",
        "The army did not say how many trucks had entered.",
        "The proposal threatens to overshadow the talks.",
    ],
)
def test_no_attribution(text: str) -> None:
    assert found(text) == []


def test_a_quote_over_paragraphs_is_one_attribution() -> None:
    text = "“It began here.\n\n“It went on.\n\n“It ends now,” said Mirela Sand, a teacher.\n\nThe school is closed."
    assert found(text) == [
        ("direct", "Mirela Sand, a teacher", "said", "“It began here. … “It went on. … “It ends now,”")
    ]


def test_single_marks_over_paragraphs_are_one_attribution() -> None:
    text = "Farr told councillors: 'I've seen four plans, and not one of 'em worked.\n\n'So forgive me.'"
    assert found(text) == [
        ("direct", "Farr", "told", "'I've seen four plans, and not one of 'em worked. … 'So forgive me.'")
    ]


def test_least_score_leaves_out_what_is_less_sure() -> None:
    text = 'Ada Lund said: "We will not leave."\n\n"It is our home."'
    every = list(attribute_quotes(text))
    scores = sorted(q.score for q in every)
    assert len(scores) > 1
    assert all(0 <= score <= 1 for score in scores)
    kept = list(attribute_quotes(text, least_score=scores[-1]))
    assert [q.score for q in kept] == scores[-1:]
    assert kept[0].quote_id.endswith(":q1")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The army said the road was open.", "speech"),
        ("Lund wrote that the road was open.", "writing"),
        ("Critics believe that the road is open.", "thought"),
        ("The rebels want to keep the road open.", "intent"),
        ("A survey by the council found that most people walk.", "document"),
    ],
)
def test_the_cue_tells_the_type(text: str, expected: str) -> None:
    assert [q.attribution_type for q in attribute_quotes(text)] == [expected]


@pytest.mark.parametrize(
    "text", ["The minister is said to have agreed.", "The rest of the people would be expected to follow."]
)
def test_a_passive_without_an_agent_names_nobody(text: str) -> None:
    quote = next(attribute_quotes(text))
    assert (quote.speaker, quote.speaker_name, quote.speaker_type) == (None, None, "unknown")


def test_a_quote_that_stands_alone_goes_on_with_the_running_speaker() -> None:
    text = 'Ada Lund spoke on Monday. "We stay," Lund said.\n\n"Nobody asked us to leave our homes."'
    alone = list(attribute_quotes(text))[-1]
    assert (alone.speaker_spans, alone.cue_spans, alone.speaker_name) == ((), (), "Ada Lund")
    assert alone.via == "standing_alone"


def test_a_headline_before_a_colon_names_its_speaker() -> None:
    text = "Lund: siege of the town must end\n\nAda Lund, the mayor, met reporters on Monday in the old town hall."
    first = next(attribute_quotes(text))
    assert (first.speaker, first.speaker_name) == ("Lund", "Ada Lund")
    assert text[slice(*first.content_spans[0])] == "siege of the town must end"


def test_turns_of_a_transcript() -> None:
    text = "MS LUND: We are here to talk about bread.\n\nTHE CHAIR: Thank you for that.\n\nMS LUND: That is all."
    assert [(q.speaker, q.via) for q in attribute_quotes(text)] == [
        ("MS LUND", "transcript"),
        ("THE CHAIR", "transcript"),
        ("MS LUND", "transcript"),
    ]


def test_a_signature_behind_a_dash() -> None:
    text = '"The plan would cost us the harbour and the bridge."\n— Ada Lund, mayor of Tarvik'
    quote = next(attribute_quotes(text))
    assert (quote.speaker, quote.speaker_name) == ("Ada Lund, mayor of Tarvik", "Ada Lund")


def check_offsets(text: str, quotes: list[Quote]) -> None:
    for number, quote in enumerate(quotes, 1):
        assert quote.quote_id.endswith(f":q{number}")
        assert quote.content_spans
        for start, end in (*quote.content_spans, *quote.cue_spans, *quote.speaker_spans):
            assert 0 <= start < end <= len(text)
            assert text[start:end].strip() == text[start:end]
        if quote.speaker_spans:
            assert text[slice(*quote.speaker_spans[0])] == quote.speaker


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(
        st.sampled_from(
            [
                '"',
                "“",
                "”",
                "'",
                "’",
                "''",
                "said",
                "Ada Lund",
                "he",
                "who",
                "the mayor",
                "told",
                ",",
                ".",
                ":",
                "—",
                "\n\n",
                "\r\n",
                "according to",
                "that",
                "we stay",
                "?",
                "was accused of",
                "call",
                "\u2028",
                "\x00",
                "𝔘",
                "-",
                "to",
                "LUND:",
                "(",
                "…",
            ]
        ),
        max_size=30,
    )
)
def test_no_text_breaks_attribution_or_an_offset(words: list[str]) -> None:
    text = " ".join(words)
    check_offsets(text, list(attribute_quotes(text)))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(max_size=120))
def test_no_characters_break_attribution_or_an_offset(text: str) -> None:
    check_offsets(text, list(attribute_quotes(text)))
