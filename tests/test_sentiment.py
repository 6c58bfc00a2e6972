"""Sentences with their sentiment, and whose voice they stand in."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from analysis.framing import find_negations
from analysis.framing.polarity import find_polarity
from analysis.parsing import parse_articles
from analysis.quotes import attribute_quotes
from analysis.reading import read_articles
from analysis.records import SentenceScore
from analysis.sentiment import Grammar, score_sentences, score_text

DEMO = Path(__file__).parents[1] / "data" / "articles" / "demo"


@pytest.fixture(scope="module")
def sample() -> list[SentenceScore]:
    articles = read_articles(DEMO).articles[:6]
    grammar = Grammar(find_polarity, find_negations)
    return [score for parsed in parse_articles(articles) for score in score_sentences(parsed, grammar=grammar)]


def compound_of(total: float) -> float:
    return round(total / math.sqrt(total * total + 15), 4)


def test_the_words_of_both_readings_explain_both_compounds(sample: list[SentenceScore]) -> None:
    assert len(sample) > 100
    assert any(word.adjustment for score in sample for word in score.words)
    for score in sample:
        exact = sum(word.valence for word in score.words) + score.emphasis
        adjusted = sum(word.adjusted_valence for word in score.words) + score.adjusted_emphasis
        assert (score.compound, score.adjusted_compound) == (compound_of(exact), compound_of(adjusted)), score.text


def test_the_exact_reading_is_that_of_the_text_alone(sample: list[SentenceScore]) -> None:
    for score in sample:
        scores, words = score_text(score.text)
        assert scores == {name: getattr(score, name) for name in ("neg", "neu", "pos", "compound")}
        known = [word for word in score.words if word.lexicon_valence is not None and word.adjustment != "hidden"]
        assert [(w.entry, w.valence, w.rules) for w in words] == [(w.entry, w.valence, w.rules) for w in known]


def test_words_stand_where_they_say(sample: list[SentenceScore]) -> None:
    for score in sample:
        for word in score.words:
            assert score.text[word.start - score.start : word.end - score.start] == word.text


def test_every_difference_has_a_reason(sample: list[SentenceScore]) -> None:
    words = [word for score in sample for word in score.words]
    assert all((word.adjustment is None) == (word.reason is None) for word in words)
    assert all(word.adjustment for word in words if word.valence != word.adjusted_valence)


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


def test_each_word_has_its_own_voice() -> None:
    text = "Ada Lund praised the town as a “disaster” after the horrible storm had passed through its old streets."
    (score,) = score_sentences(text, list(attribute_quotes("Nobody."))[:0])
    assert {word.voice for word in score.words} == {"narrator"}
    text = 'The horrible storm had passed through the old streets when Ada Lund said: "It is a disaster."'
    (score,) = score_sentences(text, list(attribute_quotes(text)))
    assert [(word.text, word.voice, word.speaker_name) for word in score.words] == [
        ("horrible", "narrator", None),
        ("disaster", "quoted", "Ada Lund"),
    ]
    assert score.voice == "narrator"
