"""The people whom an article names: full names, titles, gender, and where each is mentioned."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from analysis.quotes.cue_sites import TokenRange
from analysis.quotes.speakers.bodies import LABELS
from analysis.quotes.speakers.kinds import Kinds, names_body
from analysis.quotes.speakers.layout import Layout, main_mention
from analysis.quotes.speakers.titles import Title, titles_beside
from analysis.quotes.words import read_cues, read_name_words, read_source_words

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

_PARTICLES = frozenset(
    {"von", "van", "der", "den", "de", "da", "di", "del", "du", "al", "bin", "el", "la", "le", "ten", "ter", "zu"}
)
"""Small words inside names."""
_LONGEST_NAME = 5
_FIRST_NAMED = 1.5
"""Mentions that it is worth to be the first of a surname's bearers whom the text introduces."""
_SUFFIXES = frozenset({"Jr.", "Sr.", "III", "II", "Jr", ","})
_ENDS_A_NAME = frozenset({'"', "“", "”", "—", "–", ",", ":", "(", "'s", "’s"})


class Appearance(NamedTuple):
    """One place where a person is named, or meant by a pronoun."""

    start: int
    end: int
    role: str
    """`subject`, `possessive`, `modifier` ("the Lund campaign") or `other`."""
    quoted: bool
    pronoun: bool = False


@dataclass(slots=True, eq=False)
class Person:
    """A person whom the article names."""

    name: str
    surname: str
    gender: str | None = None
    titles: Counter[Title] = field(default_factory=Counter)
    """How often the article gives each title, in the order of the first times."""
    mentions: list[Appearance] = field(default_factory=list)
    """By name, in text order."""
    named: bool = True
    """False for somebody whom the article only describes: "one resident"."""
    doubtful: bool = False
    """Whether the name may be a body's: nothing but what it says tells that it speaks."""


def mention_of(layout: Layout, start: int, end: int, *, pronoun: bool = False) -> Appearance:
    """A mention with its part in the sentence."""
    relation = main_mention(layout.doc[end - 1]).dep_
    if relation in ("nsubj", "nsubjpass"):
        role = "subject"
    else:
        role = {"poss": "possessive", "compound": "modifier", "nmod": "modifier"}.get(relation, "other")
    return Appearance(start, end, role, end - 1 in layout.quoted, pronoun)


class People:
    """The cast of one article."""

    def __init__(self, layout: Layout, kinds: Kinds) -> None:
        """Collect names, titles and genders."""
        self._layout = layout
        self._doc = layout.doc
        self._words = read_name_words()
        self._roles = read_source_words().role_of
        self._by_surname: dict[str, list[Person]] = defaultdict(list)
        self._people: list[Person] = []
        self._mention_at: dict[int, tuple[Person, int, int]] = {}
        self._collect()
        for person in self._people:
            person.mentions.sort()
            if person.gender is None:
                person.gender = kinds.genders.get(person.surname)

    def __iter__(self) -> Iterator[Person]:
        return iter(self._people)

    # -- collecting

    def _collect(self) -> None:
        names = [
            span
            for ent in self._layout.entities
            if ent.label_ == "PERSON" and (span := self._name_range(ent)) is not None
        ]
        names += list(self._unlabelled(names))
        for start, end in sorted(names, key=lambda n: (n[1] - n[0] < 2, n)):
            self._add(start, end)
        # The recogniser misses and mislabels bare surnames; one known from a full name is that person.
        surnames = set(self._by_surname)
        for i in self._layout.names:
            token = self._doc[i]
            if i not in self._mention_at and token.text in surnames and not self._in_longer_name(token):
                self._add(self._first_name(i), i + 1)

    def _first_name(self, position: int) -> int:
        """Where a name begins of which only the surname was recognised: "German Rivas"."""
        doc = self._doc
        before = doc[position - 1] if position else None
        if before is None or not before.text[:1].isupper() or not before.is_alpha or self._is_title(before):
            return position
        left = doc[position - 2] if position > 1 else None
        alone = left is None or left.pos_ not in ("DET", "ADJ", "PRON", "PROPN", "NOUN")
        belongs = before.ent_type_ == "NORP" or (before.tag_ == "NNP" and not before.ent_type_)
        if alone and belongs and before.lower_ not in self._words.people and not names_body(before):
            return position - 1
        return position

    def _unlabelled(self, known: Iterable[TokenRange]) -> Iterator[TokenRange]:
        """Names that the recogniser misses or takes for something else, where the words around show a person.

        Two or three capitalised words beside a person noun ("the mayor, Ilse Varga", "Ilse Varga, a mayor", "Ilse
        Varga is mayor"), behind a personal title ("Dr. Ilse Varga"), or as the subject of a cue ("said Ilse Varga").
        """
        doc = self._doc
        taken = {i for start, end in known for i in range(start, end)}
        listed = set(self._layout.names)
        for i in self._layout.names:
            if i in taken or i + 1 in listed or doc[i].tag_ == "NNPS":
                continue
            start = i
            while start - 1 not in taken and i - start < _LONGEST_NAME and self._goes_on_left(start, listed):
                start -= 1
            start = next((at + 1 for at in range(i - 1, start - 1, -1) if self._is_title(doc[at])), start)
            titled = start > 0 and self._is_title(doc[start - 1])
            if self._shows_a_person(start, doc[i], titled=titled) and (titled or not self._layout.in_title_case(i)):
                yield start, i + 1

    def _goes_on_left(self, start: int, listed: set[int]) -> bool:
        """Whether the word before belongs to the same name."""
        if start - 1 in listed:
            return True
        before = self._doc[start - 1] if start else None
        if before is None:
            return False
        joins = before.text == "-" and not before.whitespace_
        return joins or (before.lower_ in _PARTICLES and start - 2 in listed)

    def _shows_a_person(self, start: int, last: Token, *, titled: bool) -> bool:
        if titled:
            return True
        if start == last.i or names_body(last):
            return False
        before = self._doc[start - 1].lower_ if start else ""
        if before in self._words.people:
            return True
        if self.gender_of_first_name(self._doc[start].text) is not None:
            return before != "the"
        return self._described(last) or (self._speaks(last) and last.i - start == 1)

    def _is_title(self, token: Token) -> bool:
        word = token.lower_.rstrip(".")
        return (
            word in self._words.titles or word in self._words.offices or self._roles.get(word) in ("official", "party")
        )

    def _described(self, token: Token) -> bool:
        """Whether a noun for a person stands in apposition to a name or is said of it."""
        nouns = [c for c in token.children if c.dep_ == "appos"]
        if token.dep_ == "appos":
            nouns.append(token.head)
        elif token.dep_ == "nsubj":
            nouns += [c for c in token.head.children if c.dep_ == "attr"]
        return any(noun.lower_ in self._words.people for noun in nouns)

    @staticmethod
    def _speaks(token: Token) -> bool:
        """Whether an unlabelled name is the subject of a cue."""
        return (
            token.dep_ == "nsubj" and token.ent_type_ not in LABELS and token.head.lemma_.lower() in read_cues().verbs
        )

    def _in_longer_name(self, token: Token) -> bool:
        """Whether the recogniser takes a word as the beginning of a body's name: "Lund" in "Lund Foundation"."""
        after = self._doc[token.i + 1] if token.i + 1 < len(self._doc) else None
        return after is not None and token.ent_type_ in LABELS and after.ent_iob_ == "I" and after.tag_ != "POS"

    def _name_range(self, ent: Span) -> TokenRange | None:
        """The name in what the recogniser labels, without title, closing punctuation or a headline's other words."""
        start, end = ent.start, ent.end
        doc = self._doc
        if doc[start].pos_ == "DET":
            return None
        start = next((i + 1 for i in range(end - 2, start - 1, -1) if self._is_title(doc[i])), start)
        while start < end - 1 and (doc[start].is_punct or doc[start].tag_ == "RB"):
            start += 1
        start = next((i + 1 for i in range(start, end - 1) if doc[i].text == "-" and doc[i].whitespace_), start)
        end = next((i for i in range(start, end) if doc[i].is_space or doc[i].text in _ENDS_A_NAME), end)
        while end > start and (doc[end - 1].tag_ == "POS" or doc[end - 1].is_punct):
            end -= 1
        if start >= end:
            return None
        if self._layout.in_title_case(start):
            return self._name_in_title_case(start, end)
        if end - start == 1 and end < len(doc) and self.gender_of_first_name(doc[start].text) is not None:
            while end - start < 3 and doc[end].tag_ == "NNP" and not doc[end].ent_type_:
                end += 1
        if end - start == 1:
            start = self._first_name(start)
        if names_body(doc[end - 1]) and self.gender_of_first_name(doc[start].text) is None:
            return None
        return start, end

    def _name_in_title_case(self, start: int, end: int) -> TokenRange | None:
        """Of a headline's capitalised words those that the story itself knows as names, or that a first name opens."""
        doc = self._doc
        story = self._layout.story_names
        if self.gender_of_first_name(doc[start].text) is not None and end - start in (2, 3):
            return start, end
        while start < end and doc[start].text not in story:
            start += 1
        while start < end and doc[end - 1].text not in story:
            end -= 1
        return (start, end) if start < end else None

    def _add(self, start: int, end: int) -> None:
        doc = self._doc
        words = [t.text for t in doc[start:end] if t.text not in _SUFFIXES]
        if not words or not words[-1][:1].isupper() or doc[end - 1].tag_ == "NNPS":
            return
        if len(words) > 1 and self._roles.get(words[0].lower()) == "civilian":
            return
        if words[-1].lower().rstrip(".") in self._words.full_titles:
            return
        name = " ".join(doc[start:end].text.split())
        gender = self._title_gender(start)
        person = self._find(words, name, gender)
        if person is None:
            person = Person(name=name, surname=words[-1])
            self._people.append(person)
            self._by_surname[words[-1]].append(person)
            if len(words) > 1:
                person.gender = self.gender_of_first_name(words[0])
        person.mentions.append(mention_of(self._layout, start, end))
        for i in range(start, end):
            self._mention_at[i] = (person, start, end)
        titles = list(titles_beside(doc, start, end))
        person.titles.update(titles)
        nouns = [title.noun for title in titles]
        person.gender = gender or next(filter(None, map(self._gender_of_noun, nouns)), person.gender)

    def _find(self, words: Sequence[str], name: str, gender: str | None) -> Person | None:
        """The person so far known whom a name can mean; a fuller name replaces a bare surname."""
        candidates = [p for p in self._by_surname.get(words[-1], ()) if gender is None or p.gender in (None, gender)]
        if len(words) == 1:
            if not candidates:
                firsts = [p for p in self._people if p.name.split()[0] == words[0] and " " in p.name]
                return firsts[0] if len(firsts) == 1 else None
            return max(candidates, key=lambda p: len(p.mentions) + _FIRST_NAMED * (p is candidates[0]))
        for person in candidates:
            known = [word for word in person.name.split() if word not in _SUFFIXES]
            if len(known) < len(words) and known == list(words[-len(known) :]):
                person.name = name
                person.gender = person.gender or self.gender_of_first_name(words[0])
                return person
            if known[-len(words) :] == list(words) or self._same_first_name(known[0], words[0]):
                return person
        return None

    def _same_first_name(self, one: str, other: str) -> bool:
        """Whether two first names can be one person's: "Robert" with "R." and "Bob"."""
        if one == other:
            return True
        short, long = sorted((one.rstrip("."), other.rstrip(".")), key=len)
        if len(short) == 1:
            return long.startswith(short)
        formal = self._words.formal_names
        return formal.get(one.lower(), one.lower()) == formal.get(other.lower(), other.lower())

    def _title_gender(self, start: int) -> str | None:
        """The gender that the title before a name tells."""
        before = self._doc[start - 1].lower_.rstrip(".") if start else ""
        return next((gender for gender, titles in self._words.titles_of.items() if before in titles), None)

    def gender_of_first_name(self, word: str) -> str | None:
        """Whose name a first name is; `None` for names of both and for unlisted ones."""
        lower = word.lower()
        return next((gender for gender, names in self._words.first_names_of.items() if lower in names), None)

    def _gender_of_noun(self, noun: str) -> str | None:
        return next((gender for gender, nouns in self._words.nouns_of.items() if noun in nouns), None)

    # -- asking

    def in_range(self, start: int, end: int) -> list[tuple[Person, int, int]]:
        """People mentioned in a token range with their mentions' ranges, in text order."""
        found: list[tuple[Person, int, int]] = []
        i = start
        while i < end:
            if i in self._mention_at:
                found.append(self._mention_at[i])
                i = max(i + 1, self._mention_at[i][2])
            else:
                i += 1
        return found

    def by_surname(self, token: Token) -> Person | None:
        """The person whose surname a word is, also where it is in capitals."""
        if not token.text[:1].isupper():
            return None
        word = token.text.casefold()
        return next((p for p in self._people if p.surname.casefold() == word), None)
