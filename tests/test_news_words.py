"""The words that have another valence in news: `data/rules/news_valence.yaml` and its reader."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from vaderSentiment.vaderSentiment import BOOSTER_DICT, SentimentIntensityAnalyzer

from analysis.checked_yaml import CheckedFileError
from analysis.parsing import as_parsed
from analysis.patterns import Word, parse_pattern
from analysis.sentiment.news_words import RULES, NewsWords, read_news_words, shipped_news_words

LEXICON: dict[str, float] = SentimentIntensityAnalyzer().lexicon
SHIPPED = yaml.safe_load(RULES.read_text(encoding="utf-8"))

FILE = """\
version: "1"
language: en
stop:
- words: [party, parties]
  reason: "an organisation"
- words: ["peace talk*"]
  reason: "a procedure"
- words: [kind]
  pos: [NOUN]
  except: ["kind of you"]
  reason: "a sort"
- words: ["conflict of interest"]
  only: [interest]
  reason: "a stake"
- words: ["take ..2 for granted"]
  reason: "to presuppose"
additions:
- words: [famine*, "cease-fire*"]
  valence: -2
  like: [hunger]
  reason: "as an example"
- words: ["war crime*"]
  valence: "-3.1"
  like: [crime]
  reason: "as an example"
"""


@pytest.fixture
def words(tmp_path: Path) -> NewsWords:
    return read_news_words(write(tmp_path, FILE))


def write(folder: Path, text: str) -> Path:
    path = folder / "news_valence.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def find(words: NewsWords, text: str) -> list[tuple[str, float]]:
    doc = as_parsed(text).doc
    return [(text[word.start : word.end], word.valence) for word in words.find(doc[:])]


# Finding


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The Party met.", [("Party", 0)]),
        ("The partying went on.", []),
        ("The peace talks began.", [("peace", 0), ("talks", 0)]),
        ("They want peace.", []),
        ("It is a kind of lamp.", [("kind", 0)]),
        ("She is kind.", []),
        ("That is kind of you.", []),
        ("The judge saw a conflict of interest.", [("interest", 0)]),
        ("They take great things for granted.", [("take", 0), ("for", 0), ("granted", 0)]),
        ("The famine spread.", [("famine", -2)]),
        ("The cease-fire held.", [("cease", -2), ("fire", 0)]),
        ("War crimes were proved.", [("War", -3.1), ("crimes", 0)]),
    ],
)
def test_a_word_gets_the_valence_of_its_entry(words: NewsWords, text: str, expected: list[tuple[str, float]]) -> None:
    assert find(words, text) == expected


def test_the_longer_phrase_decides(tmp_path: Path) -> None:
    text = FILE.replace("[party, parties]", '[party, war, "war crime"]').replace('"war crime*"', '"a war crime*"')
    found = find(read_news_words(write(tmp_path, text)), "He was tried for a war crime.")
    assert found == [("a", -3.1), ("war", 0), ("crime", 0)]


def test_an_entry_says_why(words: NewsWords) -> None:
    doc = as_parsed("A famine.").doc
    assert [word.reason for word in words.find(doc[:])] == ["as an example"]


# Mistakes


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        ("[party, parties]", "[party, party]", 4, "'party' for the second time, after the entry 'an organisation'"),
        ("[party, parties]", "[kind]", 8, "'kind' for the second time"),
        ("[party, parties]", '["party ..20 x"]', 4, "column 7"),
        ("[party, parties]", "[]", 4, "an empty list under 'words'"),
        ('  reason: "an organisation"\n', "", 4, "no key 'reason'"),
        ("pos: [NOUN]", "pos: [Noun]", 9, "'Noun'"),
        ("  pos: [NOUN]", "  tag: [NOUN]", 9, "unknown key 'tag'"),
        ("valence: -2", "valence: 0", 19, "expected a number from -4 to 4, not 0"),
        ("valence: -2", "valence: 5", 19, "expected a number from -4 to 4, not 0"),
        ("valence: -2", "valence: 4.1", 19, "expected a number from -4 to 4, not 0"),
        ("valence: -2", "valence: bad", 19, "expected a number from -4 to 4, not 0"),
        ("  like: [hunger]\n", "", 18, "no key 'like'"),
        ("stop:", "stops:", 3, "unknown key 'stops'"),
    ],
)
def test_a_mistake_is_told_with_its_line(tmp_path: Path, old: str, new: str, line: int, message: str) -> None:
    with pytest.raises(CheckedFileError) as error:
        read_news_words(write(tmp_path, FILE.replace(old, new, 1)))
    assert f"news_valence.yaml:{line}:" in str(error.value)
    assert message in str(error.value)


def test_one_word_may_have_two_entries_for_two_parts_of_speech(tmp_path: Path) -> None:
    text = FILE.replace("[party, parties]", "[kind]\n  pos: [ADV]")
    assert read_news_words(write(tmp_path, text))


# The list that ships


def patterns(name: str) -> Iterator[str]:
    for entry in SHIPPED[name]:
        yield from entry["words"]


def is_known(word: Word) -> bool:
    """Whether VADER's lexicon has what a word of a pattern finds."""
    text = word.text.lower()
    return any(entry.startswith(text) for entry in LEXICON) if word.open_ended else text in LEXICON


def test_what_is_stopped_has_a_valence_to_drop() -> None:
    for pattern in patterns("stop"):
        words = {part for form in parse_pattern(pattern) for part in form if isinstance(part, Word)}
        assert any(is_known(word) and word.text not in BOOSTER_DICT for word in words), pattern


def test_vader_lacks_what_is_added() -> None:
    for pattern in patterns("additions"):
        for form in parse_pattern(pattern):
            assert len(form) > 1 or not (isinstance(form[0], Word) and is_known(form[0])), pattern


@pytest.mark.parametrize("entry", SHIPPED["additions"], ids=lambda entry: entry["words"][0])
def test_an_added_valence_is_the_mean_of_the_words_that_it_follows(entry: dict[str, list[str]]) -> None:
    mean = sum(LEXICON[word] for word in entry["like"]) / len(entry["like"])
    assert entry["valence"] == pytest.approx(mean, abs=0.051)


@pytest.mark.parametrize(
    ("text", "dropped"),
    [
        ("The party won.", ["party"]),
        ("Like the mayor, they like the play.", ["Like", "play"]),
        ("She did well, and the choir sang as well.", ["well"]),
        ("The security guard felt a sense of security.", ["security"]),
        ("Interest rates rose, and so did her interest in chess.", ["Interest", "rates"]),
        ("The heart attack killed him.", ["heart"]),
        ("He faces criminal charges.", ["criminal"]),
        ("They care about the health care law.", ["health", "care", "law"]),
        ("Share prices fell.", ["Share"]),
        ("He was fined, and the fine was paid.", ["fine"]),
        ("It is clear that the road is clear.", ["clear", "clear"]),
        ("Commitment and freedom won praise.", []),
        ("The justice minister said that justice was done.", ["justice", "minister"]),
        ("The company shared the profit.", ["shared", "profit"]),
        ("The civil war began long after the Korean War.", ["Korean", "War"]),
        ("Disaster relief arrived.", ["relief"]),
        ("She has natural charm and sells natural gas.", ["natural"]),
    ],
)
def test_context_decides(text: str, dropped: list[str]) -> None:
    doc = as_parsed(text).doc
    found = [text[word.start : word.end] for word in shipped_news_words().find(doc[:]) if not word.valence]
    assert found == dropped
