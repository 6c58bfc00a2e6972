"""Who a source is: the mention as written → the fullest name that the article gives.

A linker trained on annotated speakers can take this module's place: it has to answer `resolve`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from analysis.parsing import Parsed
from analysis.quotes.bodies import Bodies
from analysis.quotes.cue_sites import TokenRange
from analysis.quotes.kinds import names_of_bodies, shows_a_person
from analysis.quotes.people import People, Person
from analysis.quotes.words import read_name_words, read_source_words
from analysis.records import SpeakerType

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_NAMED = frozenset({"PERSON", "ORG", "NORP", "GPE", "FAC", "PRODUCT", "WORK_OF_ART", "LAW", "EVENT"})
_NEAR_UNNAMED = 80
"""Tokens over which an unnamed speaker holds the floor."""
_LOOSE_MODIFIERS = frozenset({"the", "this", "that", "rights", "aid", "militant", "rebel", "human", "relief"})
"""Words before "group" or "agency" that do not tell it apart from others of its kind."""
_NARRATOR = frozenset({"i", "my", "me"})


@dataclass(frozen=True, slots=True)
class Speaker:
    """A resolved source."""

    name: str | None
    type: SpeakerType
    resolved_by: str
    person: Person | None = None


NOBODY = Speaker(None, "unknown", "none")


class Resolver:
    """Resolves the sources of one article, in text order."""

    def __init__(self, parsed: Parsed, quoted: frozenset[int]) -> None:
        """Collect the article's people and organisations.

        Args:
            parsed: the article.
            quoted: token positions inside quotation marks; mentions there count less.
        """
        self._doc: Doc = parsed.doc
        self._parsed = parsed
        self._people = People(parsed, quoted)
        self._bodies = Bodies(parsed, quoted)
        self._words = read_source_words()
        self._last: list[tuple[int, Speaker]] = []
        self._its = names_of_bodies(parsed)

    def resolve(self, source: TokenRange | None) -> Speaker:
        """The speaker that a source phrase names; `NOBODY` where there is none."""
        if source is None:
            return NOBODY
        head = self._head(source)
        speaker = self._resolve_head(head, source)
        if speaker.name is not None:
            self._last.append((head.i, speaker))
        return speaker

    def running(self) -> Speaker:
        """Who spoke last."""
        if not self._last:
            return NOBODY
        last = self._last[-1][1]
        return Speaker(last.name, last.type, "running", last.person)

    def _head(self, source: TokenRange) -> Token:
        span = self._doc[source[0] : source[1]]
        return span.root

    def _resolve_head(self, head: Token, source: TokenRange, depth: int = 0) -> Speaker:
        lower = head.lower_
        if head.tag_ in ("WP", "WDT") and depth == 0:
            antecedent = self._relative_antecedent(head)
            if antecedent is not None:
                return self._resolve_head(antecedent, (antecedent.left_edge.i, antecedent.i + 1), depth + 1)
            return NOBODY
        if head.pos_ == "PRON" or lower in (
            "he",
            "she",
            "it",
            "they",
            "we",
            "i",
            "you",
            "his",
            "her",
            "their",
            "its",
            "my",
            "our",
        ):
            return self._pronoun(head)
        named = self._named(head, source)
        if named is not None:
            return named
        return self._described(head, source)

    def _relative_antecedent(self, pronoun: Token) -> Token | None:
        verb = pronoun.head
        for _ in range(3):
            if verb.dep_ == "relcl":
                found = verb.head
                while found.dep_ == "appos" and pronoun.lower_ != "which":
                    found = found.head
                return found
            if verb.head == verb:
                break
            verb = verb.head
        previous = self._doc[pronoun.i - 1] if pronoun.i else None
        if previous is not None and previous.text == "," and pronoun.i > 1:
            previous = self._doc[pronoun.i - 2]
        return previous if previous is not None and previous.pos_ in ("NOUN", "PROPN") else None

    # -- names

    def _named(self, head: Token, source: TokenRange) -> Speaker | None:
        """A person or body whose name the phrase holds, not in a possessive or a prepositional phrase."""
        doc = self._doc
        mentions = self._people.in_range(source[0], source[1])
        # The head's own name first: in "Lund campaign manager Jo Berg" the other name only modifies.
        for person, start, end in sorted(mentions, key=lambda m: not m[1] <= head.i < m[2]):
            if end < len(doc) and doc[end].tag_ == "POS":
                continue
            if (
                (start <= head.i < end or self._apposed(doc[end - 1], head))
                and person.gender is None
                and doc[end - 1].text in self._its
            ):
                return Speaker(person.name, "organisation", "name")
            if start <= head.i < end or (head.pos_ != "PROPN" and self._apposed(doc[end - 1], head)):
                return Speaker(person.name, "person", "name", person)
        known = self._people.by_surname(head)
        if known is not None:
            return Speaker(known.name, "person", "name", known)
        if head.pos_ == "PROPN" or head.ent_type_ in _NAMED:
            if head.lemma_.lower() in self._words.documents and not head.ent_type_:
                return Speaker(self._mention(head, source), "document", "unnamed")
            kind: SpeakerType = "organisation"
            if head.text in self._its:
                kind = "organisation"
            elif head.ent_type_ == "PERSON" or shows_a_person(head):
                kind = "person"
            elif head.ent_type_ == "NORP" or head.tag_ == "NNPS":
                kind = "group"
            return Speaker(self._bodies.name_of(head, source), kind, "name")
        return None

    @staticmethod
    def _apposed(token: Token, head: Token) -> bool:
        current = token
        while current != head:
            if current.dep_ != "appos":
                return False
            current = current.head
        return True

    # -- pronouns

    def _pronoun(self, head: Token) -> Speaker:
        lower = head.lower_
        if lower in _NARRATOR and self._parsed.article.author:
            return Speaker(self._parsed.article.author, "person", "pronoun")
        if lower in ("he", "his", "him", "himself"):
            return self._person_for(head, "male")
        if lower in ("she", "her", "hers", "herself"):
            return self._person_for(head, "female")
        if lower in ("it", "its", "itself"):
            return self._body_for(head, plural=False)
        if lower in ("they", "their", "them", "themselves"):
            return self._body_for(head, plural=True)
        if lower in (
            "some",
            "many",
            "others",
            "most",
            "several",
            "few",
            "both",
            "one",
            "another",
            "all",
            "those",
            "none",
        ):
            return Speaker(head.text, "unnamed", "unnamed")
        return NOBODY

    def _person_for(self, head: Token, gender: str) -> Speaker:
        last = self._last[-1] if self._last else None
        recent = last[1].person if last is not None else None
        if last is not None and last[1].type == "unnamed" and self._goes_on(last, head, gender):
            return Speaker(last[1].name, "unnamed", "pronoun")
        person = self._people.antecedent(head.i, gender, recent, last[0] if last is not None else None)
        if person is not None:
            self._people.learn_gender(person, gender)
            return Speaker(person.name, "person", "pronoun", person)
        for _, speaker in reversed(self._last[-3:]):
            if speaker.type == "unnamed":
                return Speaker(speaker.name, speaker.type, "pronoun")
        return NOBODY

    def _goes_on(self, last: tuple[int, Speaker], head: Token, gender: str) -> bool:
        """Whether an unnamed speaker, "one woman", still holds the floor where "she" stands."""
        noun = self._doc[last[0]]
        other = "female" if gender == "male" else "male"
        if noun.tag_ in ("NNS", "NNPS", "DT") or noun.lower_ in read_name_words().nouns_of[other]:
            return False
        return (
            self._people.paragraphs_apart(last[0], head.i) <= 1
            and head.i - last[0] < _NEAR_UNNAMED
            and not self._people.subject_between(last[0], head.i, gender)
        )

    def _body_for(self, head: Token, *, plural: bool) -> Speaker:
        wanted = ("group", "unnamed", "organisation") if plural else ("organisation", "document", "group")
        for position, speaker in reversed(self._last[-4:]):
            if speaker.type in wanted and head.i - position < 250:
                return Speaker(speaker.name, speaker.type, "pronoun")
        name = self._bodies.before(head.i)
        if name is not None:
            return Speaker(name, "organisation", "pronoun")
        return NOBODY

    # -- descriptions

    def _described(self, head: Token, source: TokenRange) -> Speaker:
        doc = self._doc
        lemma = head.lemma_.lower()
        text = self._mention(head, source)
        determined = any(c.lower_ in ("the", "this", "that") or c.dep_ == "poss" for c in head.children)
        plural = head.tag_ in ("NNS", "NNPS")
        if lemma in self._words.documents:
            return Speaker(text, "document", "unnamed")
        if lemma in self._words.organisations or head.lower_ in self._words.organisations:
            name = self._bodies.meant_by(head, generic=lemma in self._words.generic) if self._bare(head) else None
            if name is not None:
                return Speaker(name, "organisation", "description")
            return Speaker(text, "organisation", "unnamed")
        if plural and determined and lemma in self._words.collectives:
            name = self._bodies.before(head.i)
            if name is not None:
                return Speaker(name, "organisation", "description")
        owned = any(c.dep_ == "poss" for c in head.children)
        if (
            determined
            and not plural
            and head.pos_ in ("NOUN", "ADJ", "PROPN")
            and (not owned or lemma in read_name_words().offices)
        ):
            person = self._people.titled(head, doc)
            if person is not None:
                return Speaker(person.name, "person", "title", person)
        return Speaker(text, "unnamed", "unnamed")

    @staticmethod
    def _bare(head: Token) -> bool:
        """Whether "the ministry" stands alone, so that it must mean one that the text has named."""
        return (
            any(c.lower_ in ("the", "this", "that") for c in head.lefts)
            and all(c.lower_ in _LOOSE_MODIFIERS for c in head.lefts)
            and not any(c.dep_ in ("prep", "appos") for c in head.rights)
        )

    def _mention(self, head: Token, source: TokenRange) -> str:
        """The phrase as written without its appositions and relative clauses."""
        doc = self._doc
        end = source[1]
        for child in head.rights:
            if child.dep_ in ("relcl", "acl", "appos") and source[0] < child.left_edge.i < end:
                end = child.left_edge.i
        end = next(
            (
                i
                for i in range(head.i + 1, end)
                if doc[i].text == "," and i + 1 < end and doc[i + 1].tag_ in ("WP", "WDT", "WP$")
            ),
            end,
        )
        while end - 1 > head.i and (doc[end - 1].is_punct or doc[end - 1].lower_ in ("who", "which")):
            end -= 1
        return " ".join(doc[source[0] : max(end, head.i + 1)].text.split())
