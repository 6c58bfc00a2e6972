"""Pairing of quotation marks, whatever the text does with them."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.quotes.marks import find_marked_spans
from analysis.reading.zones import paragraphs


def marked(text: str) -> list[str]:
    return [text[m.start : m.end] for m in find_marked_spans(text, paragraphs(text))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('"We stay," she said, "and wait."', ['"We stay,"', '"and wait."']),
        ("“We stay,” she said. He nodded.", ["“We stay,”"]),
        ("''We stay,'' she said.", ["''We stay,''"]),
        ("``We stay,'' she said.", ["``We stay,''"]),
        ("«We stay», she said.", ["«We stay»"]),
        ("„We stay“, she said.", ["„We stay“"]),
        ("'We stay,' she said.", ["'We stay,'"]),
        ("‘It’s over,’ he said, ‘and we won’t go.’", ["‘It’s over,’", "‘and we won’t go.’"]),
        ("'The soldiers' boots were wet,' she said.", ["'The soldiers' boots were wet,'"]),
        ("The soldiers' boots, the '90s and rock 'n' roll", []),
        ("Sophie in 't Veld spoke of 'ruin' again.", ["'ruin'"]),
        ("He said: \"They told us 'leave' and left.\"", ["\"They told us 'leave' and left.\""]),
        ("“She said “no” to me,” he said.", ["“She said “no” to me,”"]),
        ("'She said \"no\" to me,' he said.", ["'She said \"no\" to me,'"]),
        ('A 6" pipe broke.', []),
        ('They called it ("a trap") twice.', ['"a trap"']),
        ('"Never closed, he said.\n\nThe next paragraph has no marks.', ['"Never closed, he said.']),
        ('No marks. "', []),
        ("", []),
    ],
)
def test_outermost_quotations(text: str, expected: list[str]) -> None:
    assert marked(text) == expected


def test_a_quotation_that_reopens_in_each_paragraph_goes_on() -> None:
    text = "“It began here.\n\n“It went on there.\n\n“It ends now,” she said."
    spans = find_marked_spans(text, paragraphs(text))
    assert [(m.closed, m.continues) for m in spans] == [(False, False), (False, True), (True, True)]


def test_a_quotation_that_goes_on_without_a_new_mark() -> None:
    text = '"It began here.\n\nIt ends now," she said. "Yes."'
    assert marked(text) == ['"It began here.', 'It ends now,"', '"Yes."']


def test_a_forgotten_mark_does_not_swallow_the_next_paragraph() -> None:
    text = '"Forgotten here, he said.\n\n"Another one," she said.'
    assert marked(text)[1] == '"Another one,"'


@given(st.text(alphabet="\"'“”‘’„«»` ,.?!abcA1\n—()", max_size=200))
def test_any_marks_give_sorted_disjoint_spans(text: str) -> None:
    spans = find_marked_spans(text, paragraphs(text))
    assert all(0 <= m.start < m.end <= len(text) for m in spans)
    assert all(left.end <= right.start for left, right in pairwise(spans))
    assert all("\n" not in text[m.start : m.end].strip() for m in spans)
