"""VADER's scores, untouched, and whose voice a sentence stands in."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

from analysis.quotes import attribute_quotes
from analysis.reading import read_articles
from analysis.sentiment import score_sentences, score_text

DEMO = Path(__file__).parents[1] / "data" / "articles" / "demo"


def by_library(text: str) -> dict[str, float]:
    straight = text.replace("’", "'").replace("‘", "'").replace("ʼ", "'")
    return dict(SentimentIntensityAnalyzer().polarity_scores(straight))


def test_every_line_of_the_sample_scores_as_the_library_does() -> None:
    lines = [line for article in read_articles(DEMO).articles for line in article.text.splitlines() if line.strip()]
    assert len(lines) > 300
    assert all(score_text(line)[0] == by_library(line) for line in lines)


@given(st.text(max_size=80))
def test_any_text_scores_as_the_library_does(text: str) -> None:
    assert score_text(text)[0] == by_library(text)


@pytest.mark.parametrize("apostrophe", ["'", "’", "ʼ"])
def test_a_curly_apostrophe_negates_too(apostrophe: str) -> None:
    scores, words = score_text(f"The talks didn{apostrophe}t fail.")
    assert scores["compound"] > 0
    assert [word for word, _ in words] == ["fail"]


def test_the_words_are_those_that_made_the_score() -> None:
    scores, words = score_text("The brutal siege brought terrible hunger.")
    assert dict(words) == {"brutal": -3.1, "terrible": -2.1, "hunger": -1.0}
    total = sum(valence for _, valence in words)
    assert scores["compound"] == pytest.approx(total / (total * total + 15) ** 0.5, abs=1e-4)


def test_a_sentence_without_known_words_has_none() -> None:
    assert score_text("The bridge is long.") == ({"neg": 0.0, "neu": 1.0, "pos": 0.0, "compound": 0.0}, ())


def test_voice_and_speaker_of_sentences() -> None:
    text = 'The town is calm. "We hate the war," said Ada Lund. Lund said that peace was near. People walked on.'
    scores = list(score_sentences(text, list(attribute_quotes(text))))
    assert [(s.voice, s.speaker_name) for s in scores] == [
        ("narrator", None),
        ("quoted", "Ada Lund"),
        ("quoted", "Ada Lund"),
        ("narrator", None),
    ]
    assert scores[1].quoted_share == pytest.approx(4 / 7, abs=1e-4)
    assert all(text[s.start : s.end] == s.text for s in scores)
