"""The lexicon of reporting words: what it says, and how a mistake in it is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from analysis.checked_yaml import CheckedFileError
from analysis.quotes import attribute_quotes
from analysis.quotes.stance import STANCES, read_reporting_words, stance_of, type_of
from analysis.quotes.words import read_cues

STANCES_YAML = "".join(f"  {stance}: {{definition: d, follows: f}}\n" for stance in STANCES)
SMALL = f"version: 1\nstances:\n{STANCES_YAML}cues:\n  bellow: {{type: speech, stance: expressive}}\n  own up: {{type: speech, stance: conceding}}\n"  # noqa: E501
FIRST_CUE = 4 + len(STANCES)


@pytest.mark.parametrize(
    ("lemma", "kind", "stance"),
    [
        ("say", "speech", "neutral"),
        ("according to", "speech", "neutral"),
        ("tweet", "writing", "neutral"),
        ("point out", "speech", "endorsing"),
        ("show", "document", "endorsing"),
        ("insist", "speech", "assertive"),
        ("suggest", "speech", "tentative"),
        ("believe", "thought", "tentative"),
        ("claim", "speech", "distancing"),
        ("allegation", "speech", "distancing"),
        ("rumour", "speech", "distancing"),
        ("admit", "speech", "conceding"),
        ("accuse", "speech", "opposing"),
        ("criticise", "speech", "opposing"),
        ("call on", "speech", "directive"),
        ("vow", "speech", "commissive"),
        ("want", "intent", "commissive"),
        ("lament", "speech", "expressive"),
        ("Say", "speech", "neutral"),
        ("yodel", None, None),
        ("", None, None),
        (None, None, None),
    ],
)
def test_stance_and_type(lemma: str | None, kind: str | None, stance: str | None) -> None:
    assert (type_of(lemma), stance_of(lemma)) == (kind, stance)


def test_every_cue_that_attributes_has_a_stance() -> None:
    cues = read_cues()
    lemmas = [*cues.verbs, *cues.nouns, *(" ".join(words) for words in cues.phrases)]
    assert [lemma for lemma in lemmas if stance_of(lemma) is None] == []


def test_the_lexicon_is_large_and_no_stance_is_empty() -> None:
    words = read_reporting_words()
    assert len(words.cues) > 500
    assert {word.stance for word in words.cues.values()} == set(words.definitions) == set(words.follows) == set(STANCES)


def test_a_quote_has_the_stance_of_its_cue() -> None:
    text = (
        'Ada Lund claimed that the bridge was safe. "It is not," Per Holm pointed out.\n\n"Nobody knows how it ends."'
    )
    assert [(q.cue_lemma, q.stance) for q in attribute_quotes(text)] == [
        ("claim", "distancing"),
        ("point out", "endorsing"),
        (None, None),
    ]


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        ("stance: expressive", "stance: loud", FIRST_CUE, "'loud'"),
        ("type: speech, stance: expressive", "type: noise, stance: expressive", FIRST_CUE, "'noise'"),
        ("stance: conceding}", "stanze: conceding}", FIRST_CUE + 1, "unknown key 'stanze'"),
        ("  own up", "  bellow", FIRST_CUE + 1, "the key 'bellow' for the second time"),
        ("stance: conceding}", "stance: conceding, also: [bellow]}", FIRST_CUE + 1, "'bellow' for the second time"),
        ("  own up", "  Own up", FIRST_CUE + 1, "the cue 'Own up'; expected words in small letters"),
        ("  own up", "  own  up", FIRST_CUE + 1, "the cue 'own  up'; expected words in small letters"),
        ("  neutral: {definition: d", "  neutral: {definition: ''", 3, "an empty text"),
        ("  neutral:", "  netural:", 3, "the stance 'netural'"),
        ("  neutral:", "  netural:", 2, "no definition of 'neutral'"),
    ],
)
def test_a_mistake_is_told_with_its_line(tmp_path: Path, old: str, new: str, line: int, message: str) -> None:
    path = tmp_path / "verbs.yaml"
    path.write_text(SMALL, encoding="utf-8")
    assert read_reporting_words(path).cues["own up"].stance == "conceding"
    broken = tmp_path / "broken.yaml"
    broken.write_text(SMALL.replace(old, new), encoding="utf-8")
    with pytest.raises(CheckedFileError) as error:
        read_reporting_words(broken)
    assert any(f"broken.yaml:{line}:" in told and message in told for told in str(error.value).splitlines()), error
