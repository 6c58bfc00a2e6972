"""In what role a source speaks: as an official, an expert, a civilian …, by the nouns that the text gives it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING

from analysis.quotes.speakers.people import Person
from analysis.quotes.speakers.titles import in_full, title_of
from analysis.quotes.words import read_source_words
from analysis.records import SpeakerRole

if TYPE_CHECKING:
    from spacy.tokens import Token


def role_of_person(person: Person) -> SpeakerRole | None:
    """The role that most of a person's titles tell; of several as frequent the first."""
    roles: Counter[SpeakerRole] = Counter()
    for title, times in person.titles.items():
        role = _role(*in_full(title))
        if role is not None:
            roles[role] += times
    return roles.most_common(1)[0][0] if roles else None


def role_of_noun(head: Token) -> SpeakerRole | None:
    """The role that a description tells: "a police spokesman", "one resident"."""
    return _role(head.lemma_.lower(), title_of(head).words)


def role_of_name(name: str) -> SpeakerRole | None:
    """The role that a body's name tells by its last word: "the Foreign Ministry"."""
    words = name.lower().split()
    return _role(words[-1], words[:-1]) if words else None


def _role(noun: str, words: Iterable[str]) -> SpeakerRole | None:
    lists = read_source_words()
    own = lists.role_of.get(noun)
    if own is None or own == "official":
        told = next((role for word in words if (role := lists.role_of_modifier.get(word)) is not None), None)
        return told or own
    return own
