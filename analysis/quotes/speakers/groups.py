"""Groups and bodies that a text speaks of by a noun: "protesters", "Imberian troops", "the Lund campaign"."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from analysis.parsing import hash_of
from analysis.quotes.speakers.bodies import Bodies
from analysis.quotes.speakers.layout import NAME_TAGS, Layout
from analysis.quotes.speakers.mention_words import read_mention_words
from analysis.quotes.speakers.people import People
from analysis.quotes.speakers.phrases import DEFINITE, PLURAL
from analysis.records import MentionVia, TargetType

if TYPE_CHECKING:
    from spacy.tokens import Token

_INSIDE = frozenset({"amod", "compound", "nmod", "nummod", "npadvmod"})
_NO_HEADS = frozenset({"compound", "nmod", "amod", "npadvmod", "attr", "oprd", "acomp", "quantmod"})
"""Relations of words that only modify, or that say what somebody is."""
_NAMED = frozenset({"PERSON", "ORG", "NORP", "GPE", "LOC", "FAC"})
_OTHER_NAMES = frozenset({"PERSON", "ORG", "WORK_OF_ART", "EVENT", "LAW", "PRODUCT", "FAC", "DATE"})
_SUBJECTS = frozenset({"nsubj", "nsubjpass"})
_ROLES = _SUBJECTS | {"dobj", "dative", "iobj", "pobj", "poss", "ROOT", "appos"}
_PLACES = frozenset({"in", "at", "inside", "outside", "near", "into", "within", "during", "via", "through"})
_OWNERS = frozenset({"its", "their", "his", "her", "our", "my", "your"})
_MOST_OF = 4
"""Words of what stands behind "of" that a group is named by."""


class Found(NamedTuple):
    """A mention in tokens."""

    start: int
    end: int
    name: str
    type: TargetType
    via: MentionVia


@cache
def _heads() -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    """The tags of plurals, and the nouns that can head a mention whatever their tag, as spaCy numbers them."""
    words = read_mention_words()
    listed = words.plurals | words.collectives | words.bodies
    plurals, nouns = (np.array([hash_of(w) for w in sorted(of)], dtype=np.uint64) for of in (PLURAL, listed))
    return plurals, nouns


class Groups:
    """The groups and bodies of one article that no name, or a name before a noun, tells of."""

    def __init__(self, layout: Layout, people: People, bodies: Bodies) -> None:
        """Keep what the article was found to name."""
        self._layout, self._doc = layout, layout.doc
        self._people, self._bodies = people, bodies
        self._words = read_mention_words()

    def __iter__(self) -> Iterator[Found]:
        """Every mention in text order."""
        doc = self._doc
        columns = doc.to_array(["TAG", "LOWER"])
        plurals, nouns = _heads()
        chosen = np.flatnonzero(np.isin(columns[:, 0], plurals) | np.isin(columns[:, 1], nouns))
        sentences = iter(self._layout.parsed.sentences)
        sentence = next(sentences, None)
        for i in chosen.tolist():
            while sentence is not None and sentence.end_i <= i:
                sentence = next(sentences, None)
            if sentence is None:
                return
            if i >= sentence.start_i:
                found = self._read(doc[i], sentence.start_i)
                if found is not None:
                    yield found

    def _read(self, head: Token, since: int) -> Found | None:
        word = head.lower_
        if head.dep_ in _NO_HEADS or head.pos_ not in ("NOUN", "PROPN") or self._goes_on(head):
            return None
        if head.ent_type_ == "NORP" and head.tag_ in PLURAL:
            return self._group(head, since)
        if word in self._words.bodies and head.tag_ not in PLURAL:
            return self._body(head, since)
        if word in self._words.collectives and head.tag_ == "NN":
            return self._group(head, since) if self._is_definite(head) else None
        if head.tag_ in PLURAL or word in self._words.plurals:
            if word not in self._words.plurals and not head.is_lower and not head.is_sent_start:
                return None  # a name that ends like a noun for people
            phrase = self._doc[max(0, head.i - 1) : head.i + 1].text.lower()
            if head.ent_type_ in _OTHER_NAMES or phrase in self._words.things or not self._words.means_people(word):
                return None
            return self._group(head, since)
        return None

    def _goes_on(self, head: Token) -> bool:
        """Whether a noun stands before a name or another noun, so that it only tells what that is."""
        if head.i + 1 >= len(self._doc):
            return False
        after = self._doc[head.i + 1]
        if after.tag_ in NAME_TAGS and after.head == head and after.dep_ == "appos":
            return True
        return any(child.dep_ == "appos" and self._people.in_range(child.i, child.i + 1) for child in head.rights)

    def _group(self, head: Token, since: int) -> Found | None:
        start = self.first(head, since)
        named = head.ent_type_ == "NORP"
        name = self._wording(start, head.i + 1)
        behind = self._of(head)
        owner = self._owner(head)
        if head.lower_ in self._words.vague and start == head.i and not behind and owner is None:
            return None
        if behind:
            name = f"{name} of {behind}"
        return Found(start, head.i + 1, owned(owner, name), "group", "name" if named else "description")

    def _body(self, head: Token, since: int) -> Found | None:
        doc, word = self._doc, head.lower_
        start = self.first(head, since)
        owner = self._owner(head)
        if word in self._words.staffs:
            proper = owner is not None or bool(self._people.in_range(start, head.i))
        else:
            proper = owner is not None or any(token.ent_type_ in _NAMED for token in doc[start : head.i])
        if head.ent_type_ == "ORG" and head.tag_ == "NNP" and not proper:
            return None
        kind: TargetType = "group" if word == "police" else "organisation"
        if word in self._words.staffs and not proper and not self._is_his(head):
            return None
        if not proper:
            if not self._is_definite(head) and word not in ("police", "parliament", "congress"):
                return None
            doubtful = word in self._words.doubtful or word in self._words.staffs
            if not self._acts(head) or (doubtful and (head.dep_ not in _SUBJECTS or start < head.i)):
                return None
            if start == head.i and not self._is_his(head):
                meant = self._bodies.meant_by(head, generic=False)
                if meant is not None and is_named(meant):
                    return Found(start, head.i + 1, meant, "organisation", "description")
        behind = self._of(head)
        name = owned(owner, self._wording(start, head.i + 1)) + (f" of {behind}" if behind else "")
        return Found(start, head.i + 1, name, kind, "name" if proper and owner is None else "description")

    @staticmethod
    def _acts(head: Token) -> bool:
        """Whether a body does or undergoes something, and is not only where something happens."""
        while head.dep_ == "conj" and head.head.pos_ in ("NOUN", "PROPN"):
            head = head.head
        return head.dep_ in _ROLES and not (head.dep_ == "pobj" and head.head.lower_ in _PLACES)

    @staticmethod
    def _is_his(head: Token) -> bool:
        return any(child.dep_ == "poss" and child.tag_ == "PRP$" for child in head.lefts)

    @staticmethod
    def _is_definite(head: Token) -> bool:
        return any(child.lower_ in DEFINITE or child.dep_ == "poss" for child in head.lefts)

    def first(self, head: Token, since: int) -> int:
        """Where a noun begins, with the words before it that tell which one is meant."""
        doc, start, loose = self._doc, head.i, self._words.loose
        while start > since:
            before = doc[start - 1]
            if before.tag_ == "HYPH" or (before.text == "-" and not before.whitespace_):
                joins = start - 2 >= since and not doc[start - 2].whitespace_
            elif not before.whitespace_ and doc[start].text == "-":
                joins = True
            else:
                inside = before.dep_ in _INSIDE and before.tag_ not in ("CD", "JJR", "JJS", "RB", "DT")
                joins = (
                    inside
                    and before.head.i in range(start, head.i + 1)
                    and (before.lower_ not in loose or before.tag_ in NAME_TAGS)
                )
            if not joins or before.is_quote:
                break
            start -= 1
        while start < head.i and doc[start].is_punct:
            start += 1
        # "so-called" is three words.
        if doc[start : start + 3].text.lower() in loose and start + 3 <= head.i:
            start += 3
        return start

    def _wording(self, start: int, end: int) -> str:
        """The words, in small letters but for names."""
        doc, layout = self._doc, self._layout
        pieces = []
        for token in doc[start:end]:
            opens = token.is_sent_start or doc[token.i - 1].is_quote
            told = token.ent_type_ in _NAMED or token.text in layout.story_names
            keeps = told if layout.in_title_case(token.i) else token.ent_type_ in _NAMED or not opens
            pieces.append((token.text if keeps else token.lower_) + token.whitespace_)
        return " ".join("".join(pieces).split())

    def _of(self, head: Token) -> str | None:
        """What stands behind "of", where it is short: "members of parliament"."""
        if head.i + 1 >= len(self._doc) or self._doc[head.i + 1].lower_ != "of":
            return None
        noun = next((c for c in self._doc[head.i + 1].rights if c.dep_ == "pobj" and c.pos_ in ("NOUN", "PROPN")), None)
        if noun is None:
            return None
        start = next((i for i in range(noun.left_edge.i, noun.i) if self._doc[i].pos_ not in ("DET", "PRON")), noun.i)
        if noun.i + 1 - start > _MOST_OF:
            return None
        return self._wording(start, noun.i + 1)

    def _owner(self, head: Token) -> str | None:
        """The name of whose supporters or whose government it is."""
        poss = next((child for child in head.lefts if child.dep_ == "poss"), None)
        if poss is None or poss.pos_ == "PRON":
            return None
        people = self._people.in_range(poss.i, poss.i + 1)
        if people:
            return people[0][0].name
        name = self._bodies.at(poss.i)
        # Where the recogniser takes both for one name, the owner is what stands before the possessive ending.
        return name if name is None or self._bodies.at(head.i) != name else poss.text


def is_named(body: str) -> bool:
    """Whether words for a body are a name, as "Harbour Council" is and "its army" is not."""
    return body[:1].isupper() and body.partition(" ")[0].lower() not in _OWNERS


def owned(owner: str | None, name: str) -> str:
    """A name with that of the owner, if there is one: "Ada Lund's campaign"."""
    return name if owner is None else f"{owner}'s {name}"
