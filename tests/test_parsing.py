"""Sentences: inside zones and paragraphs, offsets into the untouched text."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.parsing import ModelMissingError, as_parsed, parse_articles
from analysis.reading.zones import find_zones
from analysis.records import Article


def test_sentences_never_cross_a_paragraph() -> None:
    text = "A headline without a stop\n\nThe first sentence ends here. The second does not end\n\nNor does the third"
    parsed = as_parsed(text)
    assert [text[s.start : s.end] for s in parsed.sentences] == [
        "A headline without a stop",
        "The first sentence ends here.",
        "The second does not end",
        "Nor does the third",
    ]
    assert [s.zone for s in parsed.sentences] == ["headline", "lead", "lead", "body"]
    assert [s.index for s in parsed.sentences] == [0, 1, 2, 3]


@pytest.mark.parametrize(
    "first",
    [
        '"We are waiting for a serious offer."',
        "''We are waiting for a serious offer,'' she said.",
        "“We are waiting for a serious offer.”",
        "We are waiting for a serious offer...",
    ],
)
def test_marks_are_no_sentences_of_their_own(first: str) -> None:
    text = f"{first}\n\nThe talks went on."
    assert [text[s.start : s.end] for s in as_parsed(text).sentences] == [first, "The talks went on."]


def test_what_is_no_story_has_no_sentences() -> None:
    text = (
        "A headline without a stop\n\nThe town is calm today, and the market is open.\n\nShare this article on Facebook"
    )
    article = Article("a", text, find_zones(text))
    assert {z.kind for z in article.zones} >= {"headline", "boilerplate"}
    assert all("Share" not in text[s.start : s.end] for s in as_parsed(article).sentences)


def test_articles_come_out_in_the_order_they_went_in() -> None:
    articles = [Article(str(i), f"Sentence {i} stands here. Another follows.") for i in range(7)]
    parsed = list(parse_articles(articles))
    assert [p.article.article_id for p in parsed] == [a.article_id for a in articles]
    assert all(p.doc.text == p.article.text for p in parsed)


def test_a_missing_model_is_told_by_name() -> None:
    with pytest.raises(ModelMissingError, match="en_no_such_model"):
        as_parsed("Text.", model="en_no_such_model")


@settings(max_examples=30, deadline=None)
@given(st.text(max_size=200))
def test_offsets_hold_for_any_text(text: str) -> None:
    parsed = as_parsed(text)
    assert parsed.doc.text == text
    for sentence in parsed.sentences:
        tokens = parsed.span(sentence)
        assert text[sentence.start : sentence.end] == tokens.text
        assert tokens.text.strip()
