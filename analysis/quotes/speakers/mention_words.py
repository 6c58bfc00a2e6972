"""The words that tell a mention of a group, body or state, read from `data/rules/mentions.yaml`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from analysis.checked_yaml import Schema, read_checked
from analysis.data_folder import RULES
from analysis.quotes.words import Words, read_name_words, read_source_words

_PEOPLE_ENDINGS = ("ers", "ors", "ists", "ians")
_SHORTEST = 6
"""Letters from which a plural that no list has is taken for people by its ending."""


class _Mentions(Schema):
    version: int
    people: Words
    things: Words
    collectives: Words
    plurals: Words
    vague: Words
    bodies: Words
    doubtful: Words
    staffs: Words
    no_bodies: Words
    platforms: Words
    loose: Words
    place_verbs: Words
    ties: Words
    prepositions: Words


@dataclass(frozen=True, slots=True)
class MentionWords:
    """Lists of words, as the shipped file explains them."""

    plurals: frozenset[str]
    """The plurals of every noun for people, and what needs no ending ("police")."""
    things: frozenset[str]
    collectives: frozenset[str]
    vague: frozenset[str]
    """Singulars and plurals."""
    bodies: frozenset[str]
    doubtful: frozenset[str]
    staffs: frozenset[str]
    no_bodies: frozenset[str]
    platforms: frozenset[str]
    loose: frozenset[str]
    place_verbs: frozenset[str]
    ties: frozenset[str]
    prepositions: frozenset[str]

    def means_people(self, plural: str) -> bool:
        """Whether a plural in small letters is a noun for people.

        Example:
            >>> words = read_mention_words()
            >>> [words.means_people(word) for word in ("residents", "juggernauts", "beekeepers", "computers")]
            [True, False, True, False]
        """
        if plural in self.things:
            return False
        return plural in self.plurals or (len(plural) >= _SHORTEST and plural.endswith(_PEOPLE_ENDINGS))


@cache
def read_mention_words(path: Path = RULES / "mentions.yaml") -> MentionWords:
    """Read the words of mentions.

    Raises:
        CheckedFileError: with every mistake in the file and its line.
    """
    data = read_checked(path, _Mentions)
    people = read_name_words().people | read_source_words().collectives | frozenset(data.people)
    return MentionWords(
        plurals=frozenset(map(_plural, people)).union(data.plurals),
        things=frozenset(data.things),
        collectives=frozenset(data.collectives),
        vague=frozenset(data.vague).union(map(_plural, data.vague)),
        bodies=frozenset(data.bodies),
        doubtful=frozenset(data.doubtful),
        staffs=frozenset(data.staffs),
        no_bodies=frozenset(data.no_bodies),
        platforms=frozenset(data.platforms),
        loose=frozenset(data.loose),
        place_verbs=frozenset(data.place_verbs),
        ties=frozenset(data.ties),
        prepositions=frozenset(data.prepositions),
    )


def _plural(noun: str) -> str:
    irregular = {"person": "people", "child": "children", "schoolchild": "schoolchildren", "thief": "thieves"}
    if noun in irregular:
        return irregular[noun]
    if re.search("(?:^|[a-z])(?:wo)?man$", noun) and noun not in ("human", "german"):
        return f"{noun[:-3]}men"
    if re.search("[^aeiou]y$", noun):
        return f"{noun[:-1]}ies"
    if noun == "wife" or noun.endswith("wife"):
        return f"{noun[:-2]}ves"
    return f"{noun}es" if re.search("(?:s|x|ch|sh)$", noun) else f"{noun}s"
