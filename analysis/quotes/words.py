"""The words that attribution goes by, read from `data/rules`: cues, nouns of sources, titles and first names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated, Literal, get_args

from pydantic import Field

from analysis.checked_yaml import Schema, read_checked
from analysis.data_folder import RULES
from analysis.records import AttributionType, SpeakerRole

Complement = Literal["clause", "marks", "infinitive", "object", "naming", "preposition"]
Words = Annotated[list[str], Field(min_length=1)]


class _Group(Schema):
    type: AttributionType
    takes: Annotated[list[Complement], Field(min_length=1)]
    lemmas: Words


class _Phrase(Schema):
    type: AttributionType
    words: Words


class _Cues(Schema):
    version: int
    verbs: list[_Group]
    nouns: list[_Group]
    phrases: list[_Phrase]


class _Sources(Schema):
    version: int
    documents: Words
    organisations: Words
    generic: Words
    collectives: Words
    unnamed: Words
    utterances: Words
    roles: dict[SpeakerRole, Words]
    role_words: dict[SpeakerRole, Words]


class _Names(Schema):
    version: int
    titles: Words
    male_titles: Words
    female_titles: Words
    male_nouns: Words
    female_nouns: Words
    offices: Words
    epithets: Words
    short_titles: dict[str, str]
    short_names: dict[str, str]
    male_names: Words
    female_names: Words


class _Antecedents(Schema):
    version: int
    weights: dict[str, int]


@dataclass(frozen=True, slots=True)
class CueLexicon:
    """Which lemma attributes with which complement, and what kind of attribution that is."""

    verbs: Mapping[str, Mapping[str, AttributionType]]
    """Lemma, with its particle or preposition where it needs one ("point out") → complement → type."""
    nouns: Mapping[str, Mapping[str, AttributionType]]
    phrases: Mapping[tuple[str, ...], AttributionType]

    @property
    def types(self) -> dict[str, int]:
        """Single lemmas with the number, from 1, of the type of attribution that they make first of all."""
        numbers = {kind: number for number, kind in enumerate(get_args(AttributionType), 1)}
        return {
            lemma: numbers[next(iter(takes.values()))]
            for words in (self.nouns, self.verbs)
            for lemma, takes in words.items()
            if " " not in lemma
        }


@dataclass(frozen=True, slots=True)
class SourceWords:
    """Nouns that tell what kind of source a phrase names."""

    documents: frozenset[str]
    organisations: frozenset[str]
    generic: frozenset[str]
    """Those that can mean any body: "the group"."""
    collectives: frozenset[str]
    """Plural people who act as one body: "the militants"."""
    unnamed: frozenset[str]
    utterances: frozenset[str]
    """What somebody says, writes or shows, where its owner is the source: "his claim"."""
    role_of: Mapping[str, SpeakerRole]
    """Noun for a source → the role that it tells."""
    role_of_modifier: Mapping[str, SpeakerRole]
    """Word before a noun that tells no role, or not enough: "army" in "army spokesman"."""


@dataclass(frozen=True, slots=True)
class NameWords:
    """Words that tell what is part of a name and whether "he" or "she" can mean its bearer."""

    titles: frozenset[str]
    offices: frozenset[str]
    """Nouns of an office that one person holds: "the minister"."""
    epithets: frozenset[str]
    """Nouns by which a text varies the name of somebody whom it has just named: "the businessman"."""
    people: frozenset[str]
    """Every noun in the rule files that means one person."""
    full_titles: Mapping[str, str]
    """Short or female form of a title → the one under which it is compared: "Sen." → "senator"."""
    formal_names: Mapping[str, str]
    """Short form of a first name → the full form."""
    titles_of: Mapping[str, frozenset[str]]
    """Gender → titles before a name; likewise the next two."""
    nouns_of: Mapping[str, frozenset[str]]
    first_names_of: Mapping[str, frozenset[str]]

    @property
    def person_nouns(self) -> frozenset[str]:
        """Every noun here that means one person."""
        return self.offices.union(*self.nouns_of.values())


@cache
def read_cues(path: Path = RULES / "cues.yaml") -> CueLexicon:
    """Read a cue file.

    Args:
        path: YAML in the form that the shipped file explains.

    Raises:
        CheckedFileError: with every mistake in the file and its line.

    Example:
        >>> read_cues().verbs["vow"]["infinitive"]
        'speech'
    """
    data = read_checked(path, _Cues)
    return CueLexicon(
        verbs=_by_lemma(data.verbs),
        nouns=_by_lemma(data.nouns),
        phrases={tuple(entry.words): entry.type for entry in data.phrases},
    )


@cache
def read_source_words(path: Path = RULES / "sources.yaml") -> SourceWords:
    """Read the nouns of sources.

    Raises:
        CheckedFileError: with every mistake in the file and its line.
    """
    data = read_checked(path, _Sources)
    return SourceWords(
        documents=frozenset(data.documents),
        organisations=frozenset(data.organisations),
        generic=frozenset(data.generic),
        collectives=frozenset(data.collectives),
        unnamed=frozenset(data.unnamed),
        utterances=frozenset(data.utterances),
        role_of={word: role for role, words in reversed(data.roles.items()) for word in words},
        role_of_modifier={word: role for role, words in reversed(data.role_words.items()) for word in words},
    )


@cache
def read_name_words(path: Path = RULES / "names.yaml") -> NameWords:
    """Read titles, offices and first names.

    Raises:
        CheckedFileError: with every mistake in the file and its line.
    """
    data = read_checked(path, _Names)
    sources = read_source_words()
    nouns = [data.offices, data.epithets, data.male_nouns, data.female_nouns]
    return NameWords(
        titles=frozenset(data.titles),
        offices=frozenset(data.offices),
        epithets=frozenset(data.epithets),
        people=sources.unnamed.union(*nouns) | (frozenset(sources.role_of) - sources.organisations),
        full_titles=data.short_titles,
        formal_names=data.short_names,
        titles_of={"male": frozenset(data.male_titles), "female": frozenset(data.female_titles)},
        nouns_of={"male": frozenset(data.male_nouns), "female": frozenset(data.female_nouns)},
        first_names_of={"male": frozenset(data.male_names), "female": frozenset(data.female_names)},
    )


@cache
def read_antecedent_weights(path: Path = RULES / "antecedents.yaml") -> Mapping[str, float]:
    """Read what each feature of a candidate counts when "he" or "she" is resolved.

    Raises:
        CheckedFileError: with every mistake in the file and its line.
    """
    return {name: hundredths / 100 for name, hundredths in read_checked(path, _Antecedents).weights.items()}


def _by_lemma(groups: list[_Group]) -> dict[str, dict[str, AttributionType]]:
    """Where two groups give a lemma the same complement, the first decides."""
    table: dict[str, dict[str, AttributionType]] = {}
    for group in groups:
        for lemma in group.lemmas:
            for complement in group.takes:
                table.setdefault(lemma, {}).setdefault(complement, group.type)
    return table
