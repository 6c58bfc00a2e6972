"""The news-adjusted reading: names, news words and negation from the parse."""

from __future__ import annotations

import pytest

from analysis.framing import find_negations
from analysis.framing.polarity import find_polarity
from analysis.parsing import as_parsed
from analysis.records import Article, SentenceScore, Zone
from analysis.sentiment import Grammar, score_sentences
from analysis.sentiment.names import Names

GRAMMAR = Grammar(find_polarity, find_negations)


def score(text: str) -> SentenceScore:
    (scored,) = score_sentences(text, grammar=GRAMMAR)
    return scored


def named(text: str) -> list[str]:
    parsed = as_parsed(text)
    names = Names(parsed)
    spans = map(parsed.span, parsed.sentences)
    return [token.text for span in spans for token in span if token.text[0].isalpha() and names.has(token, span)]


# Names


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The United Nations Security Council met on Tuesday.", ["United", "Security"]),
        ("Talks were held by the Justice Department and the Super Bowl Committee.", ["Justice", "Super"]),
        ("Justice Maria Keller spoke to the Freedom Party.", ["Justice", "Freedom", "Party"]),
        ("She works for the Great Lakes Relief Fund.", ["Great", "Relief"]),
        ("On Monday Tom Moody spoke for the Hope Foundation.", ["Hope", "Moody"]),
    ],
)
def test_names_have_no_valence(text: str, words: list[str]) -> None:
    scored = score(text)
    assert {word.text: word.adjustment for word in scored.words} == dict.fromkeys(words, "name")
    assert scored.adjusted_compound == 0


@pytest.mark.parametrize(
    "text",
    [
        "Terrible rain fell on the town.",
        "Horrible storms are coming, he said.",
        'He said: "Horrible people did this."',
        "Nice people live here.",
        "The worst is over.",
        "Angry voters left the hall.",
        "The plan was called STUPID by many.",
    ],
)
def test_a_capital_alone_makes_no_name(text: str) -> None:
    scored = score(text)
    assert scored.adjusted_compound == scored.compound != 0


@pytest.mark.parametrize(
    "headline",
    [
        "Mayor Faces Terrible Defeat After Horrible Scandal",
        "Angry Voters Reject Stupid Plan In Bitter Contest",
        "Brutal Storm Kills Dozens Along Northern Coast",
    ],
)
def test_evaluative_words_of_a_headline_in_title_case_stay(headline: str) -> None:
    article = Article("a", headline, (Zone("headline", 0, len(headline)),))
    (scored,) = score_sentences(article, grammar=GRAMMAR)
    assert scored.words
    assert "name" not in {word.adjustment for word in scored.words}


def test_a_name_of_the_story_is_one_in_its_headline_too() -> None:
    headline = "Hope Foundation Wins Bitter Fight Over Bridge"
    text = f"{headline}\n\nOn Monday the Hope Foundation celebrated. It had fought for years with the town."
    zones = (Zone("headline", 0, len(headline)), Zone("lead", len(headline) + 2, len(text)))
    first = next(iter(score_sentences(Article("a", text, zones), grammar=GRAMMAR)))
    adjustments = {word.text: word.adjustment for word in first.words}
    assert adjustments["Hope"] == "name"
    assert adjustments["Bitter"] is None


def test_names_are_whole_words_of_the_parse() -> None:
    assert named("She met Josh Earnest of the Free Press on the Sunshine Coast, an earnest and free man.") == [
        "Josh", "Earnest", "Free", "Press", "Sunshine", "Coast",
    ]  # fmt: skip


# News words


def test_news_words_have_another_valence_and_say_why() -> None:
    scored = score("The party said that the ceasefire was a relief.")
    party, ceasefire, relief = scored.words
    assert (party.text, party.adjustment, party.adjusted_valence) == ("party", "domain", 0.0)
    assert (ceasefire.lexicon_valence, ceasefire.valence, ceasefire.adjustment) == (None, 0.0, "added")
    assert ceasefire.adjusted_valence > 0
    assert relief.valence == relief.adjusted_valence
    assert all(word.reason for word in (party, ceasefire))


def test_rules_hold_for_added_words_too() -> None:
    (word,) = score("There was no famine.").words[-1:]
    assert (word.text, word.adjustment, word.adjusted_rules) == ("famine", "added", ("negated",))
    assert word.adjusted_valence > 0


# Marks


@pytest.mark.parametrize(
    "text", ["They called it “horrible” again.", "It was a trap—horrible—for all.", "«Horrible» it is."]
)
def test_curly_marks_and_dashes_hide_no_word(text: str) -> None:
    (word,) = [word for word in score(text).words if word.entry == "horrible"]
    assert (word.valence, word.adjusted_valence, word.adjustment) == (0.0, -2.5, "hidden")
    assert text[word.start : word.end].lower() == "horrible"


def test_each_word_of_an_emoji_counts() -> None:
    scored = score("We heard it 😄 and 💘!")
    assert [(word.text, word.entry) for word in scored.words] == [
        ("😄", "grinning"),
        ("😄", "smiling"),
        ("💘", "heart"),
    ]
    total = sum(word.valence for word in scored.words) + scored.emphasis
    assert scored.compound == round(total / (total * total + 15) ** 0.5, 4)


# Negation


@pytest.mark.parametrize(
    ("text", "word", "negated", "adjustment"),
    [
        ("The plan is not good.", "good", True, None),
        ("The plan isn’t good.", "good", True, None),
        ("The report does not in any way call the plan stupid.", "stupid", True, "negated"),
        ("Nobody in the whole town was happy about it.", "happy", True, "negated"),
        ("The plan was not only stupid but costly.", "stupid", False, "not_negated"),
        ("They won despite terrible weather.", "terrible", False, "not_negated"),
        ("The horrible storm did not reach the coast.", "horrible", False, None),
        ("She failed to save the bridge.", "save", True, "negated"),
    ],
)
def test_negation_comes_from_the_parse(text: str, word: str, negated: bool, adjustment: str | None) -> None:
    (found,) = [w for w in score(text).words if w.text == word]
    assert ("negated" in found.adjusted_rules, found.adjustment) == (negated, adjustment)


def test_what_negates_is_told() -> None:
    (found,) = [w for w in score("Nobody in the whole town was happy about it.").words if w.text == "happy"]
    assert found.reason == "by “Nobody”"
    assert found.adjusted_valence == pytest.approx(found.valence * -0.74)


def test_without_a_grammar_vaders_own_rule_decides() -> None:
    (scored,) = score_sentences("They won despite terrible weather.")
    assert [word.adjusted_rules for word in scored.words if word.text == "terrible"] == [("negated",)]


def test_degree_words_capitals_but_and_marks_count_as_in_vader() -> None:
    scored = score("It is a VERY stupid plan, but a HORRIBLE storm!!!")
    assert scored.compound == scored.adjusted_compound
    assert [word.rules for word in scored.words] == [word.adjusted_rules for word in scored.words]
