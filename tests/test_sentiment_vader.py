"""VADER's scores, equal to the library's to the last digit, and the words and rules that made them."""

from __future__ import annotations

import math
from functools import cache
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from vaderSentiment.vaderSentiment import (
    BOOSTER_DICT,
    NEGATE,
    SENTIMENT_LADEN_IDIOMS,
    SPECIAL_CASES,
    SentimentIntensityAnalyzer,
)

from analysis.reading import read_articles
from analysis.sentiment import score_text
from analysis.sentiment.tokens import tokenize
from analysis.sentiment.vader import Scores, rests_on_one_word, summarize, weigh

DEMO = Path(__file__).parents[1] / "data" / "articles" / "demo"
CORPUS = Path(__file__).parents[2] / "shared" / "corpus" / "polnear" / "text"


@cache
def library() -> SentimentIntensityAnalyzer:
    return SentimentIntensityAnalyzer()


def by_library(text: str) -> dict[str, float]:
    straight = text.replace("’", "'").replace("‘", "'").replace("ʼ", "'")
    return dict(library().polarity_scores(straight))


def lines_of(folder: Path) -> list[str]:
    return [line for article in read_articles(folder).articles for line in article.text.splitlines() if line.strip()]


# Equality


def test_every_line_of_the_sample_scores_as_the_library_does() -> None:
    lines = lines_of(DEMO)
    assert len(lines) > 300
    assert [line for line in lines if score_text(line)[0] != by_library(line)] == []


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus is not part of the project")
def test_every_line_of_a_real_corpus_scores_as_the_library_does() -> None:
    lines = lines_of(CORPUS)
    assert len(lines) > 10_000
    assert [line for line in lines if score_text(line)[0] != by_library(line)] == []


@given(st.text(max_size=80))
def test_any_text_scores_as_the_library_does(text: str) -> None:
    assert score_text(text)[0] == by_library(text)


PHRASES = sorted(
    {*SPECIAL_CASES, *SENTIMENT_LADEN_IDIOMS, *(w for w in BOOSTER_DICT if " " in w), "never so", "at least"}
)
WORDS = st.one_of(
    st.sampled_from(
        ["good", "bad", "great", "hate", "war", "peace", "kind", "like", "no", "safe", "the", "talks", "of"]
    ),
    st.sampled_from(
        ["but", "no", "or", "nor", "never", "so", "this", "least", "very", "at", "without", "doubt", "kind"]
    ),
    st.sampled_from(sorted(NEGATE)),
    st.sampled_from(sorted(BOOSTER_DICT)),
    st.sampled_from(PHRASES),
    st.sampled_from(
        ["😁", "💘", "😡", "©", "‼", ":)", ":D", "(:O", "don’t", "‘good’", "n't", "!", "??", "??!!", "İ", "ß"]
    ),
)
FORMS = st.sampled_from([str, str.upper, str.capitalize, '"{}"'.format, "{},".format, "{}!".format, "“{}”".format])
GAPS = st.sampled_from([" ", " ", " ", "  ", "\n", "\u00a0", "\x1c", "", "—"])


@settings(max_examples=600, deadline=None)
@given(st.lists(st.tuples(WORDS, FORMS, GAPS), min_size=1, max_size=9))
@example([("so", str, " "), ("good", str, " ")] * 2 + [("but", str, " "), ("good", str, " ")])
def test_any_order_of_the_words_of_its_rules_scores_as_the_library_does(
    parts: list[tuple[str, type[str], str]],
) -> None:
    text = "".join(form(word) + gap for word, form, gap in parts)
    scores, words = score_text(text)
    assert scores == by_library(text)
    assert all(text[word.start : word.end] == word.text and word.text for word in words)
    explained(text)


# Explanation


def explained(text: str) -> None:
    """The words' valences and the emphasis make the compound, and only rules change a valence."""
    scores, words = score_text(text)
    tokenized = tokenize(text)
    total = sum(word.valence for word in words)
    total += summarize(weigh(tokenized.tokens), tokenized).emphasis
    assert scores["compound"] == round(total / math.sqrt(total * total + 15), 4)
    assert all(word.rules or word.valence == word.lexicon_valence for word in words)


def test_the_words_explain_every_score_of_the_sample() -> None:
    for line in lines_of(DEMO):
        explained(line)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The plan is good.", [("good", 1.9, 1.9, ())]),
        ("The plan is not good.", [("good", 1.9, 1.9 * -0.74, ("negated",))]),
        ("The plan isn’t good.", [("good", 1.9, 1.9 * -0.74, ("negated",))]),
        ("The plan is not so good.", [("good", 1.9, (1.9 + 0.293) * -0.74 * 1.25, ("boosted", "negated", "never_so"))]),
        ("There was no harm.", [("no", -1.2, 0.0, ("negator",)), ("harm", -2.5, -2.5 * -0.74, ("negated",))]),
        ("It is very good.", [("good", 1.9, 1.9 + 0.293, ("boosted",))]),
        ("It is very, very bad.", [("bad", -2.5, -2.5 - 0.293 - 0.293 * 0.95, ("boosted", "boosted"))]),
        ("It is hardly good.", [("good", 1.9, 1.9 - 0.293, ("dampened",))]),
        ("It was sort of good.", [("good", 1.9, 1.9 - 0.293, ("dampened",))]),
        ("It was sort of bad.", [("bad", -2.5, -2.5 - 0.293, ("boosted",))]),
        ("It is GOOD.", [("good", 1.9, 1.9 + 0.733, ("capitals",))]),
        ("IT IS GOOD.", [("good", 1.9, 1.9, ())]),
        ("Never so good.", [("good", 1.9, (1.9 + 0.293) * 1.25, ("boosted", "never_so"))]),
        ("It was all so good.", [("good", 1.9, (1.9 + 0.293) * 1.25, ("boosted", "never_so"))]),
        ("It was the least good.", [("good", 1.9, 1.9 * -0.74, ("least",))]),
        ("It is at least good.", [("good", 1.9, 1.9, ())]),
        ("It was the kiss of death.", [("kiss", 1.8, -1.5, ("idiom",)), ("death", -2.9, -1.5, ("idiom",))]),
        ("Good, but bad.", [("good", 1.9, 0.95, ("before_but",)), ("bad", -2.5, -3.75, ("after_but",))]),
        ("We 😁", [("smiling", 2.0, 2.0, ())]),
    ],
)
def test_each_word_comes_with_its_rules(text: str, expected: list[tuple[str, float, float, tuple[str, ...]]]) -> None:
    _, words = score_text(text)
    found = [(word.entry, word.lexicon_valence, word.rules) for word in words]
    assert found == [(entry, lexicon, rules) for entry, lexicon, _, rules in expected]
    assert [word.valence for word in words] == pytest.approx([valence for _, _, valence, _ in expected])


def test_a_word_stands_where_the_text_has_it() -> None:
    text = "«War» is “war,” he said: war\n(war) 😡war"
    _, words = score_text(text)
    assert [text[word.start : word.end] for word in words] == [word.text for word in words]
    assert [(word.text, word.start) for word in words] == [("war", 25), ("war", 30)]


@pytest.mark.parametrize("apostrophe", ["'", "’", "ʼ"])
def test_a_curly_apostrophe_negates_too(apostrophe: str) -> None:
    scores, words = score_text(f"The talks didn{apostrophe}t fail.")
    assert scores["compound"] > 0
    assert [word.text for word in words] == ["fail"]


def test_a_sentence_without_known_words_has_none() -> None:
    assert score_text("The bridge is long.") == ({"neg": 0.0, "neu": 1.0, "pos": 0.0, "compound": 0.0}, ())


@pytest.mark.parametrize(
    ("text", "rests"),
    [
        ("The bridge is long.", False),
        ("It is a good bridge.", True),
        ("It is a good and safe bridge.", False),
        ("It is a good bridge after the war.", True),
        ("It was horrible, a war, a murder and a good bridge.", False),
        ("It is a safe bridge after the fire!!!", True),
    ],
)
def test_what_rests_on_one_word(text: str, rests: bool) -> None:
    tokenized = tokenize(text)
    weights = weigh(tokenized.tokens)
    assert rests_on_one_word(summarize(weights, tokenized), [weight.valence for weight in weights]) is rests


def test_marks_alone_do_not_make_a_text_one_sided() -> None:
    assert rests_on_one_word(Scores(0.0, 1.0, 0.0, -0.6, -0.292), [-2.0, 0.0])
