"""Whom a source phrase names: people and bodies by their own names, not those that only modify or own something."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analysis.quotes.cue_sites import TokenRange
from analysis.quotes.speakers.bodies import Bodies
from analysis.quotes.speakers.confidence import Reason
from analysis.quotes.speakers.identity import Speaker, known_person, lone_person, named_body, several
from analysis.quotes.speakers.kinds import Kinds, names_body, shows_a_person
from analysis.quotes.speakers.people import People, Person
from analysis.quotes.speakers.phrases import is_apposed, is_definite, wording
from analysis.quotes.words import read_name_words, read_source_words

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_NAMED = frozenset({"PERSON", "ORG", "NORP", "GPE", "FAC", "PRODUCT", "WORK_OF_ART", "LAW", "EVENT"})
_AND = frozenset({"and", "&", "or"})
_LINKS = _AND | {",", "both"}
_TITLE_POS = frozenset({"PROPN", "NOUN", "ADJ", "DET", "SPACE"})
_PERSON_ENDINGS = ("er", "or", "ist", "ian", "ant", "man", "woman")
"""How nouns for a person end that no list has: "a biker"."""


def is_person_noun(token: Token) -> bool:
    """Whether a noun means a person."""
    known = token.lemma_.lower() in read_name_words().people
    return token.pos_ in ("NOUN", "PROPN") and (known or token.lower_.endswith(_PERSON_ENDINGS))


def is_title(token: Token) -> bool:
    """Whether a word can stand before a name and tell what its bearer is."""
    words = read_name_words()
    return token.lower_ in words.people or token.lower_.rstrip(".") in words.titles


class Named:
    """The names of one article, asked by phrase."""

    def __init__(self, doc: Doc, people: People, bodies: Bodies, kinds: Kinds) -> None:
        """Keep what the article was found to name."""
        self._doc = doc
        self._people, self._bodies, self._kinds = people, bodies, kinds
        self._sources, self._names = read_source_words(), read_name_words()
        self._doubtful: dict[str, Person] = {}

    def find(self, head: Token, source: TokenRange) -> Speaker | None:
        """A person or body whose name the phrase holds, not in a possessive or a prepositional phrase."""
        doc = self._doc
        mentions = self._people.in_range(*source)
        # The head's own name first: in "Lund campaign manager Jo Berg" the other name only modifies.
        for person, start, end in sorted(mentions, key=lambda m: not m[1] <= head.i < m[2]):
            heads = start <= head.i < end
            if self._is_owner(end) and (not heads or end + 1 < source[1]):
                continue
            if not heads and not is_apposed(doc[end - 1], head) and not self._follows_title(head, start):
                continue
            if person.gender is None and doc[end - 1].text in self._kinds.bodies:
                return named_body(person.name)
            if heads or head.pos_ != "PROPN" or not mentions[0][1] <= head.i < mentions[0][2]:
                return known_person(person, "name", self._name_reason(person, end - start))
        known = self._people.by_surname(head)
        if known is not None:
            return known_person(known, "name", self._name_reason(known, 1))
        opening = self._opening_name(head, source)
        if opening is not None:
            return lone_person(opening, head)
        if (head.pos_ != "PROPN" and head.ent_type_ not in _NAMED) or not any(map(str.isupper, head.text)):
            return None
        lemma = head.lemma_.lower()
        if lemma in self._names.people or (lemma in self._sources.documents and not head.ent_type_):
            return None
        return self._body_or_person(head, source)

    def _is_owner(self, end: int) -> bool:
        """Whether a name that ends before a token owns what follows: "Lund's", "Olds'"."""
        return end < len(self._doc) and (self._doc[end].tag_ == "POS" or self._doc[end].text in ("'", "’"))

    def _follows_title(self, head: Token, start: int) -> bool:
        """Whether a name stands right behind the noun that the parser took for the head: "spokesman Jo Berg"."""
        return head.i == start - 1 and is_title(head)

    def _opening_name(self, head: Token, source: TokenRange) -> str | None:
        """A name that no recogniser saw, before the noun that tells what its bearer is: "Xi Vo, a mayor"."""
        doc = self._doc
        first_name = self._people.gender_of_first_name(doc[source[0]].text) is not None
        end = source[0] + first_name
        while end < source[1] and doc[end].tag_ == "NNP":
            end += 1
        if end - source[0] < 2 or (end < source[1] and doc[end].text != ","):
            return None
        known = first_name if source[0] <= head.i < end else is_person_noun(head)
        return " ".join(doc[source[0] : end].text.split()) if known else None

    @staticmethod
    def _name_reason(person: Person, n_tokens: int) -> Reason:
        if n_tokens > 1:
            return "full_name"
        return "surname" if " " in person.name else "lone_name"

    def _body_or_person(self, head: Token, source: TokenRange) -> Speaker:
        name = self._bodies.name_of(head, source)
        known = self._doubtful.get(name)
        if known is not None and not known.doubtful:
            return known_person(known, "name", "lone_name")
        if head.text not in self._kinds.bodies and (head.ent_type_ == "PERSON" or shows_a_person(head)):
            return lone_person(name, head)
        if head.ent_type_ != "NORP" and head.tag_ != "NNPS":
            return named_body(name)
        if any(c.dep_ == "prep" and c.i < source[1] for c in head.rights):
            name = wording(self._doc, head, source)
        return named_body(name, "group")

    def find_together(self, source: TokenRange) -> Speaker | None:
        """Several named people with nothing but commas, "and" and titles between: "Kell, Olds and Mayor Jo Berg"."""
        doc = self._doc
        people: list[Person] = []
        ends = source[0]
        for person, start, end in self._people.in_range(*source):
            if not self._joins(ends, start, first=not people):
                break
            if self._is_owner(end):
                return None
            people.append(person)
            ends = self._behind_brackets(end, source[1])
        rest = [token for token in doc[ends : source[1]] if not token.is_space]
        if len(set(people)) < 2 or (rest and (rest[0].pos_ in ("NOUN", "PROPN") or rest[0].lower_ in _AND)):
            return None
        if len(rest) > 1 and rest[1].lower_ in _AND:
            return None
        if rest and not any(token.lower_ in _AND for token in doc[source[0] : ends]):
            return None
        return several([known_person(p, "name", "full_name") for p in people], [p.name for p in people])

    def _joins(self, left: int, right: int, *, first: bool) -> bool:
        """Whether the tokens before a name, or between it and the one before, are only titles, commas and "and"."""
        between = [token for token in self._doc[left:right] if not token.is_space]
        if not first and (not between or between[0].lower_ not in _LINKS):
            return False
        if len(between) > 1 and between[0].text == "," and between[1].pos_ == "DET":
            return False
        return all(token.lower_ in _LINKS or token.pos_ in _TITLE_POS or token.text == "." for token in between)

    def _behind_brackets(self, end: int, limit: int) -> int:
        """Behind what stands in brackets after a name: "Kell (Norland)"."""
        if end < limit and self._doc[end].text == "(":
            return next((i + 1 for i in range(end, limit) if self._doc[i].text == ")"), limit)
        return end

    def doubtful_person(self, head: Token, speaker: Speaker) -> Person | None:
        """A name that speaks and that nothing shows to be a body's: "Xi Vo argued … he said"."""
        name = speaker.name or ""
        if speaker.type == "organisation" and (
            head.tag_ != "NNP" or is_definite(head) or names_body(head) or head.text in self._kinds.bodies
        ):
            return None
        return self._doubtful.setdefault(name, Person(name, head.text, doubtful=True))
