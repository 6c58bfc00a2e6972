"""The words of the agency ledger: `data/rules/agency.yaml`, read, checked and indexed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from analysis import data_folder
from analysis.checked_yaml import Marked, Schema, read_checked
from analysis.patterns import Matcher, PatternError, parse_pattern

if TYPE_CHECKING:
    from collections.abc import Iterable

RULES = data_folder.RULES / "agency.yaml"

Valence = Literal["verb", "intransitive", "suffered", "inflicted", "either", "adjective"]
"""How a word is built and so where its victim stands; `data/rules/agency.yaml` explains each."""


@dataclass(frozen=True, slots=True)
class AgencyRules:
    """The content of the rules file, by what it is looked up for."""

    states: frozenset[str]
    never: frozenset[str]
    hearers: frozenset[str]
    not_agents: frozenset[str]
    not_agents_bare: frozenset[str]
    instruments: frozenset[str]
    natural: frozenset[str]
    actors: frozenset[str]
    people: frozenset[str]
    controllers: frozenset[str]
    kinds: frozenset[str]
    named_by_place: frozenset[str]
    words: Mapping[tuple[str, Valence], tuple[tuple[tuple[str, ...], str], ...]]
    """By first word and valence: the words that follow it, with the class; the longest entry first."""
    figurative: Mapping[str, frozenset[str]]
    weak: frozenset[str]
    targets: frozenset[str]
    masks: Matcher

    def transitive(self, lemma: str) -> bool:
        """Whether a single verb needs an object: one that is listed as a verb and not as intransitive."""
        return bool(self.words.get((lemma, "verb"))) and (lemma, "intransitive") not in self.words


def _check_pattern(pattern: str) -> str:
    try:
        parse_pattern(pattern)
    except PatternError as err:
        raise PydanticCustomError("pattern", "{text}", {"text": f"{err} in the pattern {pattern[:80]!r}"}) from err
    return pattern


Words = Annotated[list[Annotated[str, Field(min_length=1)]], Field(min_length=1)]


class _Participles(Schema):
    states: Words
    never: Words
    hearers: Words


class _Agents(Schema):
    never: Words
    bare: Words
    instruments: Words
    natural: Words
    actors: Words
    people: Words
    controllers: Words
    kinds: Words
    named_by_place: Words


class _Class(Schema):
    verbs: Words
    intransitives: Words = Field(default_factory=list)
    suffered: Words = Field(default_factory=list)
    inflicted: Words = Field(default_factory=list)
    either: Words = Field(default_factory=list)
    adjectives: Words = Field(default_factory=list)
    figurative: Words = Field(default_factory=list)


class _Rules(Schema):
    version: str
    language: str
    participles: _Participles
    agents: _Agents
    classes: Annotated[dict[str, _Class], Field(min_length=1)]
    weak: list[str] = Field(default_factory=list)
    targets: list[str] = Field(default_factory=list)
    masks: list[Annotated[str, AfterValidator(_check_pattern)]]


_VALENCES: Mapping[str, Valence] = {
    "verbs": "verb",
    "intransitives": "intransitive",
    "suffered": "suffered",
    "inflicted": "inflicted",
    "either": "either",
    "adjectives": "adjective",
}
_NOUNS = ("suffered", "inflicted", "either")


def read_agency_rules(path: Path = RULES) -> AgencyRules:
    """Read and check a rules file.

    Raises:
        CheckedFileError: with every mistake and its line; a word listed for two classes is one.
    """
    rules = read_checked(path, _Rules, _check_once)
    words: dict[tuple[str, Valence], list[tuple[tuple[str, ...], str]]] = {}
    for name, valence, entry, _ in _entries(rules):
        first, *rest = entry.split()
        words.setdefault((first, valence), []).append((tuple(rest), name))
    return AgencyRules(
        states=frozenset(rules.participles.states),
        never=frozenset(rules.participles.never),
        hearers=frozenset(rules.participles.hearers),
        not_agents=frozenset(rules.agents.never),
        not_agents_bare=frozenset(rules.agents.bare),
        instruments=frozenset(rules.agents.instruments),
        natural=frozenset(rules.agents.natural),
        actors=frozenset(rules.agents.actors),
        people=frozenset(rules.agents.people),
        controllers=frozenset(rules.agents.controllers),
        kinds=frozenset(rules.agents.kinds),
        named_by_place=frozenset(rules.agents.named_by_place),
        words={key: tuple(sorted(found, key=lambda entry: -len(entry[0]))) for key, found in words.items()},
        figurative={name: frozenset(own.figurative) for name, own in rules.classes.items()},
        weak=frozenset(rules.weak),
        targets=frozenset(rules.targets),
        masks=Matcher(rules.masks),
    )


@cache
def shipped_agency_rules() -> AgencyRules:
    """The project's own rules, read once a process."""
    return read_agency_rules()


def _entries(rules: _Rules) -> Iterator[tuple[str, Valence, str, tuple[str | int, ...]]]:
    for name, own in rules.classes.items():
        for key, valence in _VALENCES.items():
            entries: Iterable[str] = getattr(own, key)
            for number, entry in enumerate(entries):
                yield name, valence, entry, ("classes", name, key, number)


def _check_once(rules: _Rules, marked: Marked) -> None:
    """A word of one kind belongs to one class, and a noun to one way of being built."""
    seen: dict[tuple[str, str], str] = {}
    for name, valence, entry, where in _entries(rules):
        key = (entry, "noun" if valence in _NOUNS else valence)
        if key in seen:
            marked.report(where, f"{entry!r} for the second time, after {seen[key]}", "each word once")
        seen[key] = f"{name}, {valence}"
    known = {entry for entry, _ in seen}
    for number, word in enumerate(rules.weak):
        if word not in known:
            marked.report(("weak", number), f"the weak word {word!r}", "one that a class lists")
