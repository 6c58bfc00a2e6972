"""The people and bodies that an article names: full names, titles, gender, and where each is mentioned."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from analysis.parsing import Parsed
from analysis.quotes.cue_sites import TokenRange
from analysis.quotes.words import read_name_words, read_source_words

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span, Token

_BODIES = frozenset({"ORG", "NORP", "GPE"})
_NAME_TAGS = frozenset({"NNP", "NNPS"})
_SUBJECT = 2.0
_QUOTED = 0.3
_POSSESSIVE = 0.6
_DECAY = 0.7
"""Weight that a mention keeps for each sentence between it and the pronoun."""
_SPEAKER_BONUS = 2.5
_NEAR = 250
"""Tokens within which the last speaker is still the likely antecedent of a pronoun."""


@dataclass(slots=True)
class Person:
    """A person whom the article names."""

    name: str
    surname: str
    gender: str | None = None
    titles: list[frozenset[str]] = field(default_factory=list)
    """The words of each title that the article gives: {"israeli", "prime", "minister"}."""
    mentions: list[tuple[int, int, float]] = field(default_factory=list)
    """Token range and weight of each mention, in text order."""


class People:
    """The cast of one article."""

    def __init__(self, parsed: Parsed, quoted: frozenset[int]) -> None:
        """Collect mentions; `quoted` token positions weigh less."""
        self._doc: Doc = parsed.doc
        self._sentence_of = _sentence_index(parsed)
        self._words = read_name_words()
        sources = read_source_words()
        self._person_nouns = sources.unnamed | self._words.offices | frozenset().union(*self._words.nouns_of.values())
        self._by_surname: dict[str, list[Person]] = defaultdict(list)
        self._people: list[Person] = []
        self._bodies: list[tuple[int, int, str, float]] = []
        self._mention_at: dict[int, tuple[Person, int, int]] = {}
        self._collect(quoted)

    # -- collecting

    def _collect(self, quoted: frozenset[int]) -> None:
        doc = self._doc
        names: list[tuple[int, int]] = []
        for ent in doc.ents:
            if ent.label_ == "PERSON":
                start, end = self._name_range(ent)
                if start < end:
                    names.append((start, end))
            elif ent.label_ in _BODIES and ent.root.pos_ in ("PROPN", "NOUN", "ADJ"):
                weight = _weight(ent.root, quoted)
                self._bodies.append((ent.start, ent.end, _bare(ent), weight if ent.label_ == "ORG" else 0.2 * weight))
        names += self._unlabelled(names)
        for start, end in sorted(names, key=lambda n: (n[1] - n[0] < 2, n)):
            self._add(start, end, quoted)
        surnames = set(self._by_surname)
        covered = set(self._mention_at)
        for token in doc:
            # The recogniser misses and mislabels bare surnames; one known from a full name is that person.
            if (
                token.i not in covered
                and token.tag_ in _NAME_TAGS
                and token.text in surnames
                and not self._in_longer_name(token)
            ):
                self._add(token.i, token.i + 1, quoted)
        for person in self._people:
            person.mentions.sort()

    def _unlabelled(self, known: list[tuple[int, int]]) -> list[tuple[int, int]]:
        """Names that the recogniser misses or takes for a body, where grammar or a title shows a person.

        Two or three capitalised words in apposition to a person noun ("the mayor, Ilse Varga"), with such a noun in
        apposition ("Ilse Varga, a mayor"), or behind a personal title ("Dr. Ilse Varga").
        """
        doc = self._doc
        taken = {i for start, end in known for i in range(start, end)}
        found = []
        for token in doc:
            if token.tag_ != "NNP" or token.i in taken or (token.i + 1 < len(doc) and doc[token.i + 1].tag_ == "NNP"):
                continue
            start = token.i
            while start and doc[start - 1].tag_ == "NNP" and doc[start - 1].i not in taken and token.i - start < 2:
                start -= 1
            titled = False
            while start < token.i and doc[start].lower_.rstrip(".") in self._words.titles:
                start, titled = start + 1, True
            titled = titled or bool(start and doc[start - 1].lower_.rstrip(".") in self._words.titles)
            apposed = [token.head] if token.dep_ == "appos" else [c for c in token.children if c.dep_ == "appos"]
            described = any(c.lower_ in self._person_nouns for c in apposed) and start < token.i
            if titled or described:
                found.append((start, token.i + 1))
        return found

    def _in_longer_name(self, token: Token) -> bool:
        """Whether the recogniser takes a word as the beginning of a body's name: "Lund" in "Lund Foundation"."""
        after = self._doc[token.i + 1] if token.i + 1 < len(self._doc) else None
        return after is not None and token.ent_type_ in _BODIES and after.ent_iob_ == "I" and after.tag_ != "POS"

    def _name_range(self, ent: Span) -> TokenRange:
        start, end = ent.start, ent.end
        doc = self._doc
        while end > start and (doc[end - 1].tag_ == "POS" or doc[end - 1].is_punct or doc[end - 1].is_space):
            end -= 1
        for i in range(start, end):
            if doc[i].is_space or doc[i].text in ('"', "“", "”", "—", "–", ",", ":"):
                end = i
                break
        while start < end - 1 and (doc[start].lower_.rstrip(".") in self._words.titles or doc[start].is_punct):
            start += 1
        return start, end

    def _add(self, start: int, end: int, quoted: frozenset[int]) -> None:
        doc = self._doc
        words = [t.text for t in doc[start:end] if t.text not in ("Jr.", "Sr.", "III", "II", "Jr", ",")]
        if not words or not words[-1][:1].isupper() or doc[end - 1].tag_ == "NNPS":
            return
        surname = words[-1]
        person = self._find(words)
        if person is None:
            person = Person(name=" ".join(doc[start:end].text.split()), surname=surname)
            self._people.append(person)
            self._by_surname[surname].append(person)
            if person.gender is None and len(words) > 1:
                person.gender = self._gender_of_first_name(words[0])
        person.mentions.append((start, end, _weight(doc[end - 1], quoted)))
        for i in range(start, end):
            self._mention_at[i] = (person, start, end)
        self._learn_titles(person, start, end)

    def _find(self, words: list[str]) -> Person | None:
        candidates = self._by_surname.get(words[-1], [])
        if len(words) == 1:
            if not candidates:
                firsts = [p for p in self._people if p.name.split()[0] == words[0] and " " in p.name]
                return firsts[0] if len(firsts) == 1 else None
            return max(candidates, key=lambda p: len(p.mentions))
        for person in candidates:
            known = person.name.split()
            if (
                known[0] == words[0]
                or (len(known[0].rstrip(".")) == 1 and words[0].startswith(known[0][0]))
                or len(known) == 1
            ):
                if len(known) == 1:
                    person.name = " ".join(words)
                return person
        return None

    def _gender_of_first_name(self, word: str) -> str | None:
        lower = word.lower()
        return next((gender for gender, names in self._words.first_names_of.items() if lower in names), None)

    def _learn_titles(self, person: Person, start: int, end: int) -> None:
        """Titles before a name, in apposition to it, or given by "as" and "is"."""
        doc = self._doc
        before = []
        i = start - 1
        while (
            i >= 0
            and doc[i].pos_ in ("PROPN", "NOUN", "ADJ")
            and doc[i].dep_
            in ("compound", "amod", "nmod", "nsubj", "appos", "poss", "dep", "ROOT", "conj", "pobj", "dobj")
            and start - i < 6
        ):
            if doc[i].ent_type_ == "PERSON" and doc[i].lower_.rstrip(".") not in self._words.titles:
                break
            before.append(doc[i].lower_)
            i -= 1
        if before:
            person.titles.append(frozenset(before))
        lower = doc[start - 1].lower_.rstrip(".") if start else ""
        if doc[start].lower_.rstrip(".") in self._words.titles:
            lower = doc[start].lower_.rstrip(".")
        for gender in ("male", "female"):
            if lower in self._words.titles_of[gender]:
                person.gender = gender
        head = doc[end - 1]
        for child in head.children:
            if child.dep_ == "appos" and child.pos_ in ("NOUN", "PROPN") and child.i >= end:
                person.titles.append(_title_words(child))
                self._gender_from_noun(person, child)
        if head.dep_ == "appos" and head.head.pos_ in ("NOUN", "PROPN"):
            person.titles.append(_title_words(head.head))
            self._gender_from_noun(person, head.head)
        if head.dep_ in ("nsubj", "nsubjpass"):
            for child in head.head.children:
                if child.dep_ == "attr" and child.pos_ == "NOUN":
                    person.titles.append(_title_words(child))
                    self._gender_from_noun(person, child)
                elif child.dep_ == "prep" and child.lower_ == "as":
                    person.titles += [
                        _title_words(c) for c in child.children if c.dep_ == "pobj" and c.pos_ in ("NOUN", "PROPN")
                    ]

    def _gender_from_noun(self, person: Person, noun: Token) -> None:
        for gender in ("male", "female"):
            if noun.lower_ in self._words.nouns_of[gender]:
                person.gender = gender

    # -- asking

    def in_range(self, start: int, end: int) -> list[tuple[Person, int, int]]:
        """People mentioned in a token range, in text order."""
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
        word = token.text.casefold()
        if not token.text[:1].isupper():
            return None
        return next((p for p in self._people if p.surname.casefold() == word), None)

    def learn_gender(self, person: Person, gender: str) -> None:
        """Remember the gender by which the text refers to somebody."""
        if person.gender is None:
            person.gender = gender

    def antecedent(self, position: int, gender: str, last: Person | None, last_position: int | None) -> Person | None:
        """The likeliest person for a pronoun.

        Each mention before it counts with its weight (subjects more, possessives and quoted mentions less), fading
        with every sentence between; who spoke last gets a bonus. People of the other gender are left out.
        """
        here = self._sentence_of[position]
        best: tuple[float, Person] | None = None
        for person in self._people:
            if person.gender not in (None, gender):
                continue
            score = 0.0
            for start, _, weight in reversed(person.mentions):
                if start >= position:
                    continue
                distance = here - self._sentence_of[start]
                if distance > 12:
                    break
                score += weight * _DECAY**distance
            if person is last and last_position is not None and position - last_position < _NEAR:
                score += _SPEAKER_BONUS * _DECAY ** max(0, here - self._sentence_of[last_position] - 1)
            if person.gender == gender:
                score *= 1.3
            if score > 0 and (best is None or score > best[0]):
                best = (score, person)
        if best is None:
            known = [p for p in self._people if p.gender == gender and p.mentions and p.mentions[0][0] < position]
            return known[-1] if known else None
        return best[1]

    def titled(self, head: Token, doc: Doc) -> Person | None:
        """The person whom a definite title means ("the defence minister").

        Somebody to whom the article gives that title; else somebody named in the same sentence or shortly before who
        has no other one.
        """
        wanted = _title_words(head)
        noun = head.lower_
        best: tuple[float, Person] | None = None
        here = self._sentence_of[head.i]
        for person in self._people:
            score = 0.0
            own = frozenset(word for title in person.titles for word in title)
            for title in person.titles:
                if noun in title:
                    clash = _clash(wanted, title)
                    score = max(score, 0.0 if clash else 3.0 + len(wanted & title))
            before = [m for m in person.mentions if m[0] < head.i]
            nearest = min((abs(here - self._sentence_of[m[0]]) for m in before), default=99)
            if (
                score == 0.0
                and person.titles
                and (noun in own or own & self._words.offices)
                and noun in self._words.offices
            ):
                continue
            weight = max((m[2] for m in before if here - self._sentence_of[m[0]] == nearest), default=0.0)
            if nearest == 0 or (nearest == 1 and weight >= _SUBJECT):
                score += 1.0 / (1 + nearest) + 0.2 * weight
            elif score < 3.0:
                continue
            if noun in self._words.nouns_of["female"] and person.gender == "male":
                continue
            if noun in self._words.nouns_of["male"] and person.gender == "female":
                continue
            if before and score > 0 and (best is None or score > best[0]):
                best = (score, person)
        return best[1] if best is not None else None

    def organisation_name(self, head: Token, source: TokenRange) -> str:
        """The name of a body as the phrase gives it, without article and possessive."""
        doc = self._doc
        for start, end, name, _ in self._bodies:
            if start <= head.i < end and start >= source[0]:
                left = start
                while (
                    left > source[0]
                    and doc[left - 1].dep_ in ("compound", "amod", "nmod")
                    and doc[left - 1].head.i in range(start, end)
                ):
                    left -= 1
                right = max(end, head.i + 1)
                return _strip_article(" ".join(doc[left:right].text.split())) if left < start or right > end else name
        left = head.i
        while (
            left > source[0]
            and doc[left - 1].dep_ in ("compound", "amod", "nmod", "poss", "case", "nummod")
            and not doc[left - 1].is_space
        ):
            left -= 1
        return _strip_article(" ".join(doc[left : head.i + 1].text.split()))

    def body_before(self, position: int, *, same_sentence: bool = False) -> str | None:
        """The organisation that the text speaks of before a position: recent and frequent ones first."""
        here = self._sentence_of[position]
        scores: dict[str, float] = defaultdict(float)
        for start, _, name, weight in self._bodies:
            if start >= position:
                break
            distance = here - self._sentence_of[start]
            scores[name] += weight * _DECAY ** min(distance, 12)
        if not scores:
            return None
        name, score = max(scores.items(), key=lambda item: item[1])
        return name if score > 0.15 else None


def _sentence_index(parsed: Parsed) -> list[int]:
    index = [0] * (len(parsed.doc) + 1)
    at = 0
    for sentence in parsed.sentences:
        for i in range(at, sentence.end_i):
            index[i] = sentence.index
        at = max(at, sentence.end_i)
    for i in range(at, len(index)):
        index[i] = len(parsed.sentences)
    return index


def _weight(token: Token, quoted: frozenset[int]) -> float:
    weight = 1.0
    if token.dep_ in ("nsubj", "nsubjpass"):
        weight = _SUBJECT
    elif token.dep_ == "poss":
        weight = _POSSESSIVE
    return weight * _QUOTED if token.i in quoted else weight


def _title_words(head: Token) -> frozenset[str]:
    words = {head.lower_}
    for child in head.children:
        if child.dep_ in ("compound", "amod", "poss", "nmod") and (child.is_alpha or "." in child.text):
            words.add(child.lower_)
            words.update(g.lower_ for g in child.children if g.dep_ in ("compound", "amod"))
    return frozenset(words)


def _clash(wanted: frozenset[str], title: frozenset[str]) -> bool:
    """Whether two titles with the same noun tell different offices: "prime minister", "foreign minister"."""
    ours, theirs = wanted - title, title - wanted
    return bool(ours) and bool(theirs)


def _bare(ent: Span) -> str:
    text = " ".join(t.text_with_ws for t in ent if t.tag_ != "POS")
    return _strip_article(" ".join(text.split()))


def _strip_article(name: str) -> str:
    return re.sub(r"^(the|a|an)\s+(?=\S)", "", name, flags=re.IGNORECASE)
