"""The words that attribution goes by, read from `data/rules`: cues, nouns of sources, titles and first names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from analysis.checked_yaml import Schema, read_checked
from analysis.records import AttributionType

RULES = Path(__file__).resolve().parents[2] / "data" / "rules"

Complement = Literal[
    "clause", "marks", "infinitive", "object", "naming", "of", "for", "about", "on", "against", "to", "with", "as"
]
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


class _Names(Schema):
    version: int
    titles: Words
    male_titles: Words
    female_titles: Words
    male_nouns: Words
    female_nouns: Words
    offices: Words
    male_names: Words
    female_names: Words


@dataclass(frozen=True, slots=True)
class CueLexicon:
    """Which lemma attributes with which complement, and what kind of attribution that is."""

    verbs: Mapping[str, Mapping[str, AttributionType]]
    """Lemma, with its particle or preposition where it needs one ("point out") → complement → type."""
    nouns: Mapping[str, Mapping[str, AttributionType]]
    phrases: Mapping[tuple[str, ...], AttributionType]


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


@dataclass(frozen=True, slots=True)
class NameWords:
    """Words that tell what is part of a name and whether "he" or "she" can mean its bearer."""

    titles: frozenset[str]
    offices: frozenset[str]
    """Nouns of an office that one person holds: "the minister"."""
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
    )


@cache
def read_name_words(path: Path = RULES / "names.yaml") -> NameWords:
    """Read titles, offices and first names.

    Raises:
        CheckedFileError: with every mistake in the file and its line.
    """
    data = read_checked(path, _Names)
    return NameWords(
        titles=frozenset(data.titles),
        offices=frozenset(data.offices),
        titles_of={"male": frozenset(data.male_titles), "female": frozenset(data.female_titles)},
        nouns_of={"male": frozenset(data.male_nouns), "female": frozenset(data.female_nouns)},
        first_names_of={"male": frozenset(data.male_names), "female": frozenset(data.female_names)},
    )


def _by_lemma(groups: list[_Group]) -> dict[str, dict[str, AttributionType]]:
    """Where two groups give a lemma the same complement, the first decides."""
    table: dict[str, dict[str, AttributionType]] = {}
    for group in groups:
        for lemma in group.lemmas:
            for complement in group.takes:
                table.setdefault(lemma, {}).setdefault(complement, group.type)
    return table
