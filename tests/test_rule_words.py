"""The word lists of `data/rules` that attribution reads."""

from __future__ import annotations

from pathlib import Path

import pytest

from analysis.checked_yaml import CheckedFileError
from analysis.quotes import attribute_quotes
from analysis.quotes.words import read_cues, read_name_words, read_source_words

CUES = """\
version: 1
verbs:
- {type: speech, takes: [clause], lemmas: [bellow]}
nouns: []
phrases: []
"""


def test_a_user_can_bring_other_cues(tmp_path: Path) -> None:
    path = tmp_path / "cues.yaml"
    path.write_text(
        CUES.replace("phrases: []", "phrases: [{type: thought, words: [in, the, eyes, of]}]"), encoding="utf-8"
    )
    text = "In the eyes of the cook, the ship was lost."
    assert [(q.cue_lemma, q.speaker) for q in attribute_quotes(text, cues=read_cues(path))] == [
        ("in the eyes of", "the cook")
    ]
    assert not list(attribute_quotes(text))


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        ("type: speech", "type: shouting", 3, "'shouting'"),
        ("takes: [clause]", "takes: [clauses]", 3, "'clauses'"),
        ("lemmas: [bellow]", "lemma: [bellow]", 3, "unknown key 'lemma'"),
        ("phrases: []", "", 1, "no key 'phrases'"),
        ("verbs:", "verbs: [", 3, "expected"),
    ],
)
def test_a_mistake_is_told_with_its_line(tmp_path: Path, old: str, new: str, line: int, message: str) -> None:
    path = tmp_path / "cues.yaml"
    path.write_text(CUES.replace(old, new), encoding="utf-8")
    with pytest.raises(CheckedFileError) as error:
        read_cues(path)
    assert f"cues.yaml:{line}:" in str(error.value)
    assert message in str(error.value)


def test_no_first_name_has_two_genders() -> None:
    names = read_name_words().first_names_of
    assert not names["male"] & names["female"]


def test_a_source_noun_has_one_kind() -> None:
    words = read_source_words()
    groups = [words.documents, words.organisations, words.collectives, words.unnamed]
    assert sum(map(len, groups)) == len(frozenset().union(*groups)), "a noun stands in two lists"
