"""Words whose valence is another one in news than VADER's raters gave it, read from `data/rules/news_valence.yaml`.

Two lists: words that news uses without valuing anything ("party", "security", "share"), which lose their valence, and
words of harm and relief that VADER does not know ("famine", "ceasefire"), which get one. Each entry has its reason.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field
from pydantic_core import PydanticCustomError

from analysis import data_folder
from analysis.checked_yaml import Marked, Schema, read_checked
from analysis.patterns import Match, Matcher, PatternError, Unit, parse_pattern, words_of

if TYPE_CHECKING:
    from spacy.tokens import Span

RULES = data_folder.RULES / "news_valence.yaml"

Pos = Literal[
    "ADJ", "ADP", "ADV", "AUX", "CCONJ", "DET", "INTJ", "NOUN", "NUM", "PART", "PRON", "PROPN", "SCONJ", "VERB"
]
"""Parts of speech, as Universal Dependencies names them."""


@dataclass(frozen=True, slots=True)
class NewsValence:
    """What a word is worth in this place, and why."""

    start: int
    """Where the word begins in the text that was parsed."""
    end: int
    valence: float
    """On VADER's scale, -4 to 4; 0 where its valence is dropped."""
    reason: str


class NewsWords:
    """The lists of a rules file, ready to be looked up."""

    def __init__(self, rules: _Rules) -> None:
        self._entries: tuple[_Stop, ...] = (*rules.stop, *rules.additions)
        words = [(word, number) for number, entry in enumerate(self._entries) for word in entry.words]
        exceptions = [(phrase, number) for number, entry in enumerate(self._entries) for phrase in entry.excepted]
        self._matcher = Matcher([word for word, _ in words])
        self._exceptions = Matcher([phrase for phrase, _ in exceptions])
        self._entry_of = [number for _, number in words]
        self._excepts = [number for _, number in exceptions]

    def find(self, sentence: Span) -> Iterator[NewsValence]:
        """Yield the words of a sentence that have another valence in news, in text order, each once.

        Of a phrase the first word gets the valence and the others have none. Where two entries fit a word, that with
        the longer phrase decides.

        Example:
            >>> from analysis.parsing import as_parsed
            >>> doc = as_parsed("Like other parties, it likes the ceasefire.").doc
            >>> [(doc.text[word.start : word.end], word.valence) for word in shipped_news_words().find(doc[:])]
            [('Like', 0.0), ('parties', 0.0), ('ceasefire', 2.0)]
        """
        units = words_of(sentence)
        matches = sorted(self._matcher.find(units), key=lambda match: (match.start - match.end, match.pattern))
        if not matches:
            return
        exempt = {
            (self._excepts[match.pattern], unit.start)
            for match in self._exceptions.find(units)
            for unit in _inside(units, match)
        }
        decided: dict[int, NewsValence] = {}
        for match in matches:
            number = self._entry_of[match.pattern]
            entry = self._entries[number]
            if entry.pos and sentence.doc[match.literals[0]].pos_ not in entry.pos:
                continue
            found = _inside(units, match)
            if any((number, unit.start) in exempt for unit in found):
                continue
            for unit in found:
                if entry.only and unit.text.lower() not in entry.only:
                    continue
                valence = entry.valence if isinstance(entry, _Addition) and unit.start == match.start else 0.0
                decided.setdefault(unit.start, NewsValence(unit.start, unit.end, valence, entry.reason))
        yield from (decided[start] for start in sorted(decided))


def _inside(units: Sequence[Unit], match: Match) -> list[Unit]:
    """The words that a pattern's words fit, without those that a gap skipped."""
    return [u for u in units if match.start <= u.start and u.end <= match.end and u.token_i in match.literals]


def _check_pattern(pattern: str) -> str:
    try:
        parse_pattern(pattern)
    except PatternError as err:
        raise PydanticCustomError("pattern", "{text}", {"text": f"{err} in the pattern {pattern[:80]!r}"}) from err
    return pattern


def _read_valence(value: Any) -> float:
    written = str(value)
    if isinstance(value, str | int) and re.fullmatch(r"[-+]?[0-4](\.\d+)?", written) and 0 < abs(float(written)) <= 4:
        return float(written)
    raise PydanticCustomError(
        "valence", "{found} under 'valence'; expected a number from -4 to 4, not 0", {"found": repr(value)[:60]}
    )


Pattern = Annotated[str, Field(min_length=1), AfterValidator(_check_pattern)]
Reason = Annotated[str, Field(min_length=1)]


class _Stop(Schema):
    words: Annotated[list[Pattern], Field(min_length=1)]
    reason: Reason
    pos: list[Pos] = Field(default_factory=list)
    only: list[Annotated[str, Field(min_length=1)]] = Field(default_factory=list)
    excepted: list[Pattern] = Field(default_factory=list, alias="except")


class _Addition(_Stop):
    valence: Annotated[float, BeforeValidator(_read_valence)]
    like: Annotated[list[str], Field(min_length=1)]


class _Rules(Schema):
    version: str
    language: str
    stop: list[_Stop]
    additions: list[_Addition]


def read_news_words(path: Path = RULES) -> NewsWords:
    """Read and check a rules file.

    Raises:
        CheckedFileError: with every mistake, its line and its entry; a word listed twice for the same parts of speech
            is one.
    """
    return NewsWords(read_checked(path, _Rules, _check_once))


@cache
def shipped_news_words() -> NewsWords:
    """The project's own lists, read once a process."""
    return read_news_words()


def _check_once(rules: _Rules, marked: Marked) -> None:
    seen: dict[str, list[_Stop]] = {}
    lists: Mapping[str, Sequence[_Stop]] = {"stop": rules.stop, "additions": rules.additions}
    for name, entries in lists.items():
        for number, entry in enumerate(entries):
            for at, pattern in enumerate(entry.words):
                for other in seen.setdefault(pattern, []):
                    if not (entry.pos and other.pos and set(entry.pos).isdisjoint(other.pos)):
                        found = f"{pattern!r} for the second time, after the entry {other.reason!r}"
                        marked.report((name, number, "words", at), found, "each word once")
                seen[pattern].append(entry)
