"""Whom "he" and "she" mean: the likeliest of the people mentioned before, by weights learnt from annotated articles.

Every "he" and "she" of the narration is resolved in text order, not only those who speak, so that somebody of whom
the text goes on to speak by pronoun stays at hand. The features of each candidate, weighted by
`data/rules/antecedents.yaml`, make a probability (a conditional logit: the softmax of the weighted sums).
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from math import exp, log1p
from typing import TYPE_CHECKING

from analysis.quotes.cue_sites import TokenRange
from analysis.quotes.speakers.layout import GENDERS, Layout
from analysis.quotes.speakers.people import Appearance, People, Person, mention_of
from analysis.quotes.speakers.titles import clash, in_full, tells_all, title_of
from analysis.quotes.words import read_antecedent_weights, read_name_words

if TYPE_CHECKING:
    from spacy.tokens import Token

_RECENCY = 0.8
_WINDOW = 14
"""Sentences back to which candidates are sought."""
_MOST_MENTIONS = 60
"""Mentions looked at, however many stand within the window."""
_NOBODY = 1.5
"""Score of a description's meaning nobody who is at hand."""
_SAME_TITLE, _OTHER_TITLE = 1.0, -1.5
"""What it adds to a person's score to have the described title in part, or another one instead."""
_RULERS = frozenset({"president", "minister", "premier", "chancellor", "king", "queen", "prince", "princess", "pope"})
"""Offices of which nobody holds two."""
_QUESTIONS = frozenset({"ask", "question", "press"})

Event = tuple[int, int, Appearance, Person]
"""Position, a counter against ties, the mention, and who is mentioned."""


@dataclass(frozen=True, slots=True)
class Antecedent:
    """Whom a pronoun means."""

    person: Person
    probability: float
    candidates: int
    """How many people of a fitting gender were at hand."""
    distance: int = 0
    """Sentences between the pronoun and the latest mention of that person before it."""


@dataclass(slots=True)
class Evidence:
    """What is known of one candidate at one pronoun."""

    latest: Appearance
    mentions: int = 0
    newer: int = 0
    """Others of a fitting gender who are mentioned after the candidate's latest mention."""
    newer_subject: bool = False
    outside: bool = False
    """Whether anything outside quotation marks mentions the candidate."""


class Antecedents:
    """Who is at hand at each place of an article."""

    def __init__(self, layout: Layout, people: People) -> None:
        """Line up the mentions by name; those by pronoun follow as they are resolved."""
        self._layout = layout
        self._people = people
        self._weights = read_antecedent_weights()
        self._events: list[Event] = sorted(
            (mention.start, number, mention, person)
            for number, person in enumerate(people)
            for mention in person.mentions
        )
        self._counter = len(self._events)
        self._total: dict[int, int] = {}
        self._resolved: dict[int, Antecedent | None] = {}
        self._waiting = iter(i for i in layout.pronouns if layout.doc[i].dep_ in ("nsubj", "nsubjpass"))
        self._next = next(self._waiting, None)
        self._last: tuple[int, Person] | None = None

    def speaks(self, position: int, person: Person | None) -> None:
        """Note who is the source at a place; `None` if it is nobody whom a pronoun can mean."""
        self._last = (position, person) if person is not None else None
        if person is not None and not person.mentions and position not in self._resolved:
            self._mention(position, person)

    def meant_by(self, token: Token, contents: Sequence[TokenRange] = ()) -> Antecedent | None:
        """Whom a pronoun that is a source means.

        Args:
            token: "he", "she" or another form of them.
            contents: the token ranges of what it says; who is named there is hardly who speaks.
        """
        self.catch_up(token.i)
        found = self.rank(token, GENDERS[token.lower_], contents)
        self._resolve(token.i, found)
        return found

    def catch_up(self, position: int) -> None:
        """Resolve the narration's pronouns before a place."""
        while self._next is not None and self._next < position:
            token = self._layout.doc[self._next]
            if token.i not in self._resolved:
                self._resolve(token.i, self.rank(token, GENDERS[token.lower_]))
            self._next = next(self._waiting, None)

    def resolved(self, position: int) -> Person | None:
        """Whom the pronoun at a place was taken to mean; `None` if it was not asked for or means nobody."""
        found = self._resolved.get(position)
        return found.person if found is not None else None

    def _resolve(self, position: int, found: Antecedent | None) -> None:
        self._resolved[position] = found
        if found is not None:
            self._mention(position, found.person)

    def _mention(self, position: int, person: Person) -> None:
        insort(
            self._events,
            (position, self._counter, mention_of(self._layout, position, position + 1, pronoun=True), person),
        )
        self._counter += 1

    # -- ranking

    def rank(
        self,
        token: Token,
        gender: str | None,
        contents: Sequence[TokenRange] = (),
        apart: Collection[Person] = (),
    ) -> Antecedent | None:
        """The likeliest candidate for a pronoun, or for another word that stands in a name's place.

        Args:
            token: the word.
            gender: whom it can mean; `None` for anybody.
            contents: what it says.
            apart: who cannot be meant.
        """
        evidence = {person: seen for person, seen in self.evidence(token, gender).items() if person not in apart}
        return self._likeliest(token, evidence, gender, contents) if evidence else self._elsewhere(token, gender)

    def _likeliest(
        self,
        token: Token,
        evidence: Mapping[Person, Evidence],
        gender: str | None,
        contents: Sequence[TokenRange] = (),
        *,
        extra: Mapping[Person, float] | None = None,
        nobody: float | None = None,
    ) -> Antecedent | None:
        """The best of some candidates; `extra` adds to their scores, `nobody` is that of its being none of them."""
        if not evidence:
            return None
        scores = [
            (
                sum(
                    self._weights[name] * value for name, value in self.features(token, p, e, gender, contents).items()
                ),
                p,
            )
            for p, e in evidence.items()
        ]
        if extra is not None:
            scores = [(score + extra[person], person) for score, person in scores]
        best, person = max(scores, key=lambda pair: pair[0])
        total = sum(exp(score - best) for score, _ in scores) + (exp(nobody - best) if nobody is not None else 0.0)
        latest = evidence[person].latest.start
        distance = self._layout.sentence(token.i) - self._layout.sentence(latest)
        return Antecedent(person, 1.0 / total, len(scores), distance)

    def evidence(self, token: Token, gender: str | None) -> dict[Person, Evidence]:
        """The candidates at a place: who is mentioned within some sentences before, and who spoke last."""
        here = self._layout.sentence(token.i)
        found: dict[Person, Evidence] = {}
        at = bisect_left(self._events, (token.i,))
        for _, _, mention, person in reversed(self._events[max(0, at - _MOST_MENTIONS) : at]):
            if here - self._layout.sentence(mention.start) > _WINDOW:
                break
            if gender is not None and person.gender not in (None, gender):
                continue
            known = found.get(person)
            if known is None:
                known = found[person] = Evidence(
                    mention,
                    0,
                    len(found),
                    any(e.latest.role == "subject" and not e.latest.quoted for e in found.values()),
                )
            known.mentions += 1
            if not mention.quoted and not known.outside:
                known.outside = True
                if known.latest.quoted:
                    known.latest = mention
        return found

    def features(
        self, token: Token, person: Person, evidence: Evidence, gender: str | None, contents: Sequence[TokenRange]
    ) -> dict[str, float]:
        """What speaks for and against a candidate; the file of the weights explains each name."""
        layout, latest = self._layout, evidence.latest
        distance = layout.sentence(token.i) - layout.sentence(latest.start)
        subject = latest.role == "subject"
        near = "same" if distance == 0 else "previous" if distance == 1 else "far"
        values: dict[str, float] = {
            f"{near}_subject" if subject else f"{near}_other": 1.0,
            "distance": log1p(max(0, distance - 1)),
            "mentions": log1p(evidence.mentions),
            "newer": min(evidence.newer, 3),
        }
        flags = {
            "paragraph": layout.paragraph(token.i) == layout.paragraph(latest.start),
            "by_pronoun": latest.pronoun,
            "in_marks": not evidence.outside,
            "modifies": latest.role in ("possessive", "modifier"),
            "gender_known": gender is not None and person.gender == gender,
            "unnamed": not person.named,
            "doubtful": person.doubtful,
            "paragraph_subject": subject and layout.paragraph(token.i) == layout.paragraph(latest.start),
            "in_content": any(_mentioned(person, *content) for content in contents),
            "asks": distance <= 1 and subject and self._asks(latest),
            "asked": distance <= 1 and not subject and self._asks(latest),
            "addressed": distance == 0 and not subject and self._is_addressed(latest, token),
        }
        if self._last is not None and self._last[1] is person:
            since = layout.paragraph(token.i) - layout.paragraph(self._last[0])
            flags["spoke_last"] = True
            flags["spoke_near"] = since <= 1
            flags["spoke_uninterrupted"] = not evidence.newer_subject
            flags["spoke_in_marks"] = any(start in layout.quoted for start, _ in contents)
        values.update((name, 1.0) for name, holds in flags.items() if holds)
        return values

    def _is_addressed(self, mention: Appearance, token: Token) -> bool:
        """Whether a mention is the object of the clause in which the pronoun stands: "asked by Kell, she said"."""
        doc = self._layout.doc
        name = doc[mention.end - 1]
        return name.dep_ in ("dobj", "iobj", "pobj", "dative") and (
            token.head in (name.head, name.head.head, name.head.head.head)
        )

    def _asks(self, mention: Appearance) -> bool:
        """Whether a person puts a question, or is asked one and will answer: "Olds asked Kell about the road"."""
        name = self._layout.doc[mention.end - 1]
        return name.dep_ in ("nsubj", "dobj", "dative") and name.head.lemma_ in _QUESTIONS

    def _elsewhere(self, token: Token, gender: str | None) -> Antecedent | None:
        """Where nobody is near before: who is named next in the sentence, else who was last mentioned at all."""
        at = bisect_left(self._events, (token.i,))
        here = self._layout.sentence(token.i)
        ahead = [
            (mention.role != "subject", mention.start, person)
            for _, _, mention, person in self._events[at : at + 6]
            if self._layout.sentence(mention.start) - here <= 1 and (gender is None or person.gender in (None, gender))
        ]
        if ahead:
            return Antecedent(min(ahead, key=lambda found: found[:2])[2], 0.5, 1)
        for position, _, _, person in reversed(self._events[max(0, at - 8 * _MOST_MENTIONS) : at]):
            if gender is None or person.gender == gender:
                return Antecedent(person, 0.5, 1, here - self._layout.sentence(position))
        return None

    # -- descriptions

    def pair_before(self, position: int) -> list[Person]:
        """The people whom the narration names in the nearest of the last sentences that names any."""
        found: dict[Person, None] = {}
        here = self._layout.sentence(position)
        at = bisect_left(self._events, (position,))
        nearest: int | None = None
        for _, _, mention, person in reversed(self._events[max(0, at - _MOST_MENTIONS) : at]):
            sentence = self._layout.sentence(mention.start)
            if here - sentence > _WINDOW or (nearest is not None and sentence < nearest):
                break
            if not mention.quoted:
                found[person] = None
                if sentence != here and nearest is None:
                    nearest = sentence
        return list(reversed(found))

    def titled(self, head: Token) -> Person | None:
        """The person to whom the article gives a title: "the foreign minister"."""
        wanted = in_full(title_of(head))
        here = self._layout.sentence(head.i)
        best: tuple[float, Person] | None = None
        for person in self._people:
            if not self._fits(head, person):
                continue
            matching = [t for t in map(in_full, person.titles) if t.noun == wanted.noun and tells_all(wanted, t)]
            at = bisect_left(person.mentions, (head.i,))
            if not matching or (at == 0 and not any(t.words <= wanted.words for t in matching)):
                continue
            score = -0.5 * min(len(t.words - wanted.words) for t in matching) + 0.3 * log1p(at)
            score += 2.0 * _RECENCY ** (here - self._layout.sentence(person.mentions[at - 1].start)) if at else -2.0
            if best is None or score > best[0]:
                best = score, person
        return best[1] if best is not None else None

    def described(self, head: Token) -> Antecedent | None:
        """Whom a noun can mean that no title wholly tells: the likeliest whose titles do not speak against it."""
        wanted = in_full(title_of(head))
        gender = next((g for g, nouns in read_name_words().nouns_of.items() if head.lower_ in nouns), None)
        self.catch_up(head.i)
        offices = read_name_words().offices
        evidence, extra = {}, {}
        for person, seen in self.evidence(head, gender).items():
            titles = [in_full(title) for title in person.titles]
            same = [title for title in titles if title.noun == wanted.noun]
            if same and all(clash(wanted, title) for title in same):
                continue
            if not same and wanted.noun in _RULERS and any(title.noun in _RULERS for title in titles):
                continue
            evidence[person] = seen
            other = not same and any(title.noun in offices for title in titles)
            extra[person] = _SAME_TITLE if same else _OTHER_TITLE if other else 0.0
        return self._likeliest(head, evidence, gender, extra=extra, nobody=_NOBODY)

    @staticmethod
    def _fits(head: Token, person: Person) -> bool:
        nouns_of = read_name_words().nouns_of
        return not any(
            head.lower_ in nouns and person.gender not in (None, gender) for gender, nouns in nouns_of.items()
        )


def _mentioned(person: Person, start: int, end: int) -> bool:
    """Whether a stretch of text names a person."""
    at = bisect_left(person.mentions, (start,))
    return at < len(person.mentions) and person.mentions[at].start < end
