"""The cues of polarity, read from `data/rules/polarity.yaml` and indexed for looking up."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from analysis import data_folder
from analysis.checked_yaml import CheckedFileError, Marked, Schema, check, read_marked

RULES = data_folder.RULES / "polarity.yaml"

Effect = Literal["rejected", "negated", "demanded", "hypothetical", "asserted", "ended", "given"]
"""What a governing word does to its complement; the file explains the last three."""

OUTCOMES: frozenset[Effect] = frozenset({"rejected", "negated", "demanded", "hypothetical"})
"""The effects that are polarities."""

Cues = Mapping[tuple[str, str], Effect]
"""(lemma, slot) → effect; the slot is `object`, `infinitive`, `clause`, …, or a preposition."""


@dataclass(frozen=True, slots=True)
class PolarityRules:
    """The rules file, indexed."""

    verbs: Cues
    nouns: Cues
    """The slot is a preposition, or empty for those of `noun_prepositions` and for compounds."""
    adjectives: Cues
    noun_prepositions: frozenset[str]
    adverbs: Mapping[str, Effect]
    modals: Mapping[str, Effect]
    prepositions: Mapping[str, Effect]
    prefixes: Mapping[str, Effect]
    """What stands before a term with a hyphen."""
    phrases: Mapping[tuple[str, ...], Effect]
    """What stands right before the words that hold a term."""
    negators: frozenset[str]
    negative_words: frozenset[str]
    pseudo_negation: frozenset[tuple[str, ...]]
    conjunctions: Mapping[str, Effect]
    stops: frozenset[str]
    refused_predicates: frozenset[str]
    denied_predicates: frozenset[str]
    predicate_phrases: Mapping[tuple[str, ...], Effect]
    """What a copula may say of its subject in several words."""
    existence_verbs: frozenset[str]
    neg_raising: frozenset[str]
    doubts: frozenset[str]
    looming_verbs: frozenset[str]
    failing_verbs: frozenset[str]
    achieving_verbs: frozenset[str]
    people: frozenset[str]
    wishes: frozenset[str]
    """What makes the end of a thing wanted, and the thing rejected."""
    naming_verbs: frozenset[str]
    false_names: frozenset[str]
    """Adjectives that reject a name: "wrong to call it …"."""


Words = Annotated[list[Annotated[str, Field(min_length=1)]], Field(min_length=1)]


class _Verbs(Schema):
    object: Words = Field(default_factory=list)
    infinitive: Words = Field(default_factory=list)
    clause: Words = Field(default_factory=list)
    preposition: Words = Field(default_factory=list)


class _Adjectives(Schema):
    rejected: Words = Field(default_factory=list)
    negated: Words = Field(default_factory=list)
    demanded: Words = Field(default_factory=list)
    hypothetical: Words = Field(default_factory=list)
    asserted: Words = Field(default_factory=list)


class _AdjectiveSlots(Schema):
    attribute: _Adjectives
    predicate: _Adjectives
    infinitive: _Adjectives
    preposition: _Adjectives


class _Conjunctions(Schema):
    hypothetical: Words
    stops: Words


class _Rules(Schema):
    version: str
    language: str
    verbs: dict[Effect, _Verbs]
    nouns: dict[Effect, Words]
    noun_prepositions: Words
    adjectives: _AdjectiveSlots
    adverbs: dict[Effect, Words]
    modals: dict[Effect, Words]
    negators: Words
    negative_words: Words
    pseudo_negation: Words
    prepositions: dict[Effect, Words]
    prefixes: dict[Effect, Words]
    phrases: dict[Effect, Words]
    conjunctions: _Conjunctions
    refused_predicates: Words
    denied_predicates: Words
    predicate_phrases: dict[Effect, Words]
    existence_verbs: Words
    neg_raising: Words
    doubts: Words
    looming_verbs: Words
    failing_verbs: Words
    achieving_verbs: Words
    people: Words
    wishes: Words
    naming_verbs: Words
    false_names: Words


def read_polarity_rules(path: Path = RULES) -> PolarityRules:
    """Read and check a rules file.

    Raises:
        CheckedFileError: with every mistake and its line, a cue listed for two effects included.
    """
    marked = read_marked(path)
    rules = check(marked, _Rules) if not marked.problems else None
    indexed = _index(rules, marked) if rules else None
    if indexed is None or marked.problems:
        raise CheckedFileError(marked.problems)
    return indexed


@cache
def shipped_polarity_rules() -> PolarityRules:
    """The project's own rules, read once a process."""
    return read_polarity_rules()


def _index(rules: _Rules, marked: Marked) -> PolarityRules:
    verbs = (
        (_with_slot(entry) if slot == "preposition" else (entry, slot), effect, ("verbs", effect, slot, number))
        for effect, slots in rules.verbs.items()
        for slot, entries in slots.model_dump().items()
        for number, entry in enumerate(entries)
    )
    nouns = (
        (_with_slot(entry), effect, ("nouns", effect, number))
        for effect, entries in rules.nouns.items()
        for number, entry in enumerate(entries)
    )
    adjectives = (
        (_with_slot(entry) if slot == "preposition" else (entry, slot), effect, ("adjectives", slot, effect, number))
        for slot, effects in rules.adjectives.model_dump().items()
        for effect, entries in effects.items()
        for number, entry in enumerate(entries)
    )
    return PolarityRules(
        verbs=_unique(verbs, marked),
        nouns=_unique(nouns, marked),
        adjectives=_unique(adjectives, marked),
        noun_prepositions=frozenset(rules.noun_prepositions),
        adverbs=_by_word(rules.adverbs),
        modals=_by_word(rules.modals),
        prepositions=_by_word(rules.prepositions),
        prefixes=_by_word(rules.prefixes),
        phrases={tuple(entry.split()): effect for entry, effect in _by_word(rules.phrases).items()},
        negators=frozenset(rules.negators),
        negative_words=frozenset(rules.negative_words),
        pseudo_negation=_phrases(rules.pseudo_negation),
        conjunctions=dict.fromkeys(rules.conjunctions.hypothetical, "hypothetical"),
        stops=frozenset(rules.conjunctions.stops),
        refused_predicates=frozenset(rules.refused_predicates),
        denied_predicates=frozenset(rules.denied_predicates),
        predicate_phrases={tuple(entry.split()): effect for entry, effect in _by_word(rules.predicate_phrases).items()},
        existence_verbs=frozenset(rules.existence_verbs),
        neg_raising=frozenset(rules.neg_raising),
        doubts=frozenset(rules.doubts),
        looming_verbs=frozenset(rules.looming_verbs),
        failing_verbs=frozenset(rules.failing_verbs),
        achieving_verbs=frozenset(rules.achieving_verbs),
        people=frozenset(rules.people),
        wishes=frozenset(rules.wishes),
        naming_verbs=frozenset(rules.naming_verbs),
        false_names=frozenset(rules.false_names),
    )


def _with_slot(entry: str) -> tuple[str, str]:
    """("call", "for") of "call for", ("shy away", "from") of "shy away from", ("plan", "") of "plan"."""
    head, _, preposition = entry.rpartition(" ")
    return (head, preposition) if head else (preposition, "")


def _unique(entries: Iterable[tuple[tuple[str, str], Effect, tuple[str | int, ...]]], marked: Marked) -> Cues:
    cues: dict[tuple[str, str], Effect] = {}
    for key, effect, where in entries:
        if cues.get(key, effect) != effect:
            marked.report(where, f"{' '.join(key).strip()!r} as {effect}, but also as {cues[key]}", "one effect a cue")
        elif key in cues:
            marked.report(where, f"{' '.join(key).strip()!r} for the second time", "each cue once")
        cues[key] = effect
    return cues


def _by_word(lists: Mapping[Effect, list[str]]) -> dict[str, Effect]:
    return {word: effect for effect, words in lists.items() for word in words}


def _phrases(entries: Iterable[str]) -> frozenset[tuple[str, ...]]:
    return frozenset(tuple(entry.split()) for entry in entries)


def starts_phrase(words: list[str], phrases: Iterable[tuple[str, ...]]) -> Iterator[tuple[str, ...]]:
    """Yield the phrases with which a list of words begins."""
    for phrase in phrases:
        if tuple(words[: len(phrase)]) == phrase:
            yield phrase
