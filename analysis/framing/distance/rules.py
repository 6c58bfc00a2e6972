"""The cues of distance, read from `data/rules/distance.yaml`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from analysis import data_folder
from analysis.checked_yaml import CheckedFileError, Schema, check, read_marked
from analysis.lexicons import Pattern
from analysis.patterns import Matcher

RULES = data_folder.RULES / "distance.yaml"

MarkerKind = Literal["so_called", "alleged"]


@dataclass(frozen=True, slots=True)
class DistanceRules:
    """The rules file, ready for matching."""

    markers: Matcher
    marker_kinds: tuple[MarkerKind, ...]
    """The kind of each of the matcher's patterns."""
    clauses: Matcher
    """Of each the whole match is the mark."""
    naming_verbs: frozenset[str]
    naming_verbs_as: frozenset[str]
    """Those of the naming verbs that name nothing without "as"."""
    reporting_verbs: frozenset[str]
    reporting_nouns: frozenset[str]
    mention_nouns: frozenset[str]
    mention_verbs: frozenset[str]
    slogan_nouns: frozenset[str]
    work_nouns: frozenset[str]
    work_verbs: frozenset[str]
    name_verbs: frozenset[str]


Words = Annotated[list[Annotated[str, Field(min_length=1)]], Field(min_length=1)]


class _Rules(Schema):
    version: str
    language: str
    markers: dict[MarkerKind, list[Pattern]]
    clauses: list[Pattern]
    naming_verbs: Words
    naming_verbs_as: Words
    reporting_verbs: Words
    reporting_nouns: Words
    mention_nouns: Words
    mention_verbs: Words
    slogan_nouns: Words
    work_nouns: Words
    work_verbs: Words
    name_verbs: Words


def read_distance_rules(path: Path = RULES) -> DistanceRules:
    """Read and check a rules file.

    Raises:
        CheckedFileError: with every mistake and its line.
    """
    marked = read_marked(path)
    rules = check(marked, _Rules) if not marked.problems else None
    if rules is None:
        raise CheckedFileError(marked.problems)
    patterns = [(kind, pattern) for kind, patterns in rules.markers.items() for pattern in patterns]
    return DistanceRules(
        markers=Matcher([pattern for _, pattern in patterns]),
        marker_kinds=tuple(kind for kind, _ in patterns),
        clauses=Matcher(rules.clauses),
        naming_verbs=frozenset(rules.naming_verbs) | frozenset(rules.naming_verbs_as),
        naming_verbs_as=frozenset(rules.naming_verbs_as),
        reporting_verbs=frozenset(rules.reporting_verbs),
        reporting_nouns=frozenset(rules.reporting_nouns),
        mention_nouns=frozenset(rules.mention_nouns),
        mention_verbs=frozenset(rules.mention_verbs),
        slogan_nouns=frozenset(rules.slogan_nouns),
        work_nouns=frozenset(rules.work_nouns),
        work_verbs=frozenset(rules.work_verbs),
        name_verbs=frozenset(rules.name_verbs),
    )


@cache
def shipped_distance_rules() -> DistanceRules:
    """The project's own rules, read once a process."""
    return read_distance_rules()
