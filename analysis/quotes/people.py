"""The people whom an article names: full names, titles, gender, and where each is mentioned."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from analysis.parsing import Parsed
from analysis.quotes.bodies import LABELS
from analysis.quotes.cue_sites import TokenRange
from analysis.quotes.mentions import DECAY, SUBJECT, entities_by_sentence, mention_weight, sentence_index
from analysis.quotes.words import read_cues, read_name_words, read_source_words

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span, Token

_NAME_TAGS = frozenset({"NNP", "NNPS"})
_PARTICLES = frozenset(
    {"von", "van", "der", "den", "de", "da", "di", "del", "du", "al", "bin", "el", "la", "le", "ten", "ter", "zu"}
)
"""Small words inside names."""
_LONGEST_NAME = 5
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
        self._parsed = parsed
        self._doc: Doc = parsed.doc
        self._sentence_of = sentence_index(parsed)
        self._words = read_name_words()
        sources = read_source_words()
        self._person_nouns = sources.unnamed | self._words.person_nouns
        self._by_surname: dict[str, list[Person]] = defaultdict(list)
        self._people: list[Person] = []
        self._mention_at: dict[int, tuple[Person, int, int]] = {}
        self._collect(quoted)

    # -- collecting

    def _collect(self, quoted: frozenset[int]) -> None:
        names: list[tuple[int, int]] = []
        ents = entities_by_sentence(self._parsed)
        tokens = [token for sentence in self._parsed.sentences for token in self._parsed.span(sentence)]
        for sentence in self._parsed.sentences:
            for ent in ents[sentence.index]:
                start, end = self._name_range(ent) if ent.label_ == "PERSON" else (0, 0)
                if start < end:
                    names.append((start, end))
        names += self._unlabelled(tokens, names)
        for start, end in sorted(names, key=lambda n: (n[1] - n[0] < 2, n)):
            self._add(start, end, quoted)
        surnames = set(self._by_surname)
        covered = set(self._mention_at)
        for token in tokens:
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

    def _unlabelled(self, tokens: Sequence[Token], known: Iterable[TokenRange]) -> Iterator[TokenRange]:
        """Names that the recogniser misses or takes for something else, where the words around show a person.

        Two or three capitalised words beside a person noun ("the mayor, Ilse Varga", "Ilse Varga, a mayor", "Ilse
        Varga is mayor"), behind a personal title ("Dr. Ilse Varga"), or as the subject of a cue ("said Ilse Varga").
        """
        doc = self._doc
        taken = {i for start, end in known for i in range(start, end)}
        for token in tokens:
            if token.tag_ != "NNP" or token.i in taken or (token.i + 1 < len(doc) and doc[token.i + 1].tag_ == "NNP"):
                continue
            start = token.i
            while (
                start
                and doc[start - 1].i not in taken
                and token.i - start < _LONGEST_NAME
                and (
                    doc[start - 1].tag_ == "NNP"
                    or (doc[start - 1].text == "-" and not doc[start - 1].whitespace_)
                    or (doc[start - 1].lower_ in _PARTICLES and start > 1 and doc[start - 2].tag_ == "NNP")
                )
            ):
                start -= 1
            titled = start > 0 and self._is_title(doc[start - 1])
            while start < token.i and self._is_title(doc[start]):
                start, titled = start + 1, True
            several = start < token.i
            first_name = several and self._gender_of_first_name(doc[start].text) is not None and not _names_body(token)
            if titled or first_name or (several and (self._described(token) or self._speaks(token))):
                yield start, token.i + 1

    def _is_title(self, token: Token) -> bool:
        return token.lower_.rstrip(".") in self._words.titles

    def _described(self, token: Token) -> bool:
        """Whether a noun for a person stands in apposition to a name or is said of it."""
        nouns = [c for c in token.children if c.dep_ == "appos"]
        if token.dep_ == "appos":
            nouns.append(token.head)
        elif token.dep_ == "nsubj":
            nouns += [c for c in token.head.children if c.dep_ == "attr"]
        return any(noun.lower_ in self._person_nouns for noun in nouns)

    def _speaks(self, token: Token) -> bool:
        """Whether an unlabelled name is the subject of a cue and ends in no noun for a body ("Relief Agency")."""
        return (
            token.dep_ == "nsubj"
            and token.ent_type_ not in LABELS
            and token.head.lemma_.lower() in read_cues().verbs
            and not _names_body(token)
        )

    def _in_longer_name(self, token: Token) -> bool:
        """Whether the recogniser takes a word as the beginning of a body's name: "Lund" in "Lund Foundation"."""
        after = self._doc[token.i + 1] if token.i + 1 < len(self._doc) else None
        return after is not None and token.ent_type_ in LABELS and after.ent_iob_ == "I" and after.tag_ != "POS"

    def _name_range(self, ent: Span) -> TokenRange:
        start, end = ent.start, ent.end
        doc = self._doc
        while end > start and (doc[end - 1].tag_ == "POS" or doc[end - 1].is_punct or doc[end - 1].is_space):
            end -= 1
        for i in range(start, end):
            if doc[i].is_space or doc[i].text in ('"', "“", "”", "—", "–", ",", ":"):
                end = i
                break
        if doc[start].pos_ == "DET":
            return start, start
        while start < end - 1 and (doc[start].lower_.rstrip(".") in self._words.titles or doc[start].is_punct):
            start += 1
        return start, end

    def _add(self, start: int, end: int, quoted: frozenset[int]) -> None:
        doc = self._doc
        words = [t.text for t in doc[start:end] if t.text not in ("Jr.", "Sr.", "III", "II", "Jr", ",")]
        if not words or not words[-1][:1].isupper() or doc[end - 1].tag_ == "NNPS":
            return
        surname, name = words[-1], " ".join(doc[start:end].text.split())
        person = self._find(words, name, self._title_gender(start))
        if person is None:
            person = Person(name=name, surname=surname)
            self._people.append(person)
            self._by_surname[surname].append(person)
            if person.gender is None and len(words) > 1:
                person.gender = self._gender_of_first_name(words[0])
        person.mentions.append((start, end, mention_weight(doc[end - 1], quoted)))
        for i in range(start, end):
            self._mention_at[i] = (person, start, end)
        self._learn_titles(person, start, end)

    def _find(self, words: list[str], name: str, gender: str | None) -> Person | None:
        candidates = [p for p in self._by_surname.get(words[-1], []) if gender is None or p.gender in (None, gender)]
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
                    person.name = name
                return person
        return None

    def _title_gender(self, start: int) -> str | None:
        """The gender that the title before a name tells."""
        before = self._doc[start - 1].lower_.rstrip(".") if start else ""
        return next((gender for gender, titles in self._words.titles_of.items() if before in titles), None)

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
                score += weight * DECAY**distance
            if (
                person is last
                and last_position is not None
                and position - last_position < _NEAR
                and not self._newer_subject(person, gender, last_position, position)
            ):
                score += _SPEAKER_BONUS * DECAY ** max(0, here - self._sentence_of[last_position] - 1)
            if person.gender == gender:
                score *= 1.3
            if score > 0 and (best is None or score > best[0]):
                best = (score, person)
        if best is None:
            known = [p for p in self._people if p.gender == gender and p.mentions and p.mentions[0][0] < position]
            return known[-1] if known else None
        return best[1]

    def subject_between(self, since: int, position: int, gender: str) -> bool:
        """Whether a person of a gender is the subject of something in a stretch of text."""
        return any(
            since < start < position and (weight >= SUBJECT or self.paragraphs_apart(since, position) > 0)
            for person in self._people
            if person.gender in (None, gender)
            for start, _, weight in person.mentions
        )

    def paragraphs_apart(self, first: int, second: int) -> int:
        """How many paragraphs lie between two tokens."""
        a, b = self._sentence_of[first], self._sentence_of[second]
        return self._parsed.sentences[b].paragraph - self._parsed.sentences[a].paragraph

    def _newer_subject(self, last: Person, gender: str, since: int, position: int) -> bool:
        """Whether somebody else has become the subject of a sentence since the last speaker spoke."""
        here = self._sentence_of[position]
        return any(
            start > since
            and weight >= SUBJECT
            and self._sentence_of[start] in (here - 1, here)
            and start < position
            and self._doc[end - 1].head.dep_ in ("ROOT", "ccomp")
            and not any(s > start and s < position and w >= SUBJECT for s, _, w in last.mentions)
            for person in self._people
            if person is not last and person.gender in (None, gender)
            for start, end, weight in person.mentions
        )

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
            untitled = noun not in self._words.offices or not person.titles
            if (nearest == 0 and weight < SUBJECT) or (nearest == 1 and weight >= SUBJECT and untitled):
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


def _names_body(token: Token) -> bool:
    """Whether a name's last word is a noun for a body: "Relief Agency"."""
    return token.lower_ in read_source_words().organisations


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
