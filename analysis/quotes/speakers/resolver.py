"""Who a source is: the mention as written → the fullest name that the article gives.

`layout` lines up names and pronouns; `people`, `titles`, `bodies` and `kinds` say whom and what the article names;
`named` finds those names in a phrase, `antecedents` and `nominals` what pronouns mean, `identity` makes the answer. A
linker trained on annotated speakers can take this module's place: it has to answer `resolve` and `running`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from analysis.parsing import Parsed
from analysis.quotes.cue_sites import TokenRange
from analysis.quotes.speakers.antecedents import Antecedents
from analysis.quotes.speakers.bodies import Bodies
from analysis.quotes.speakers.confidence import CONFIDENCE, pronoun_reason
from analysis.quotes.speakers.identity import NOBODY, Speaker, as_written, known_person, named_body, several
from analysis.quotes.speakers.kinds import Kinds
from analysis.quotes.speakers.layout import GENDERS, Layout
from analysis.quotes.speakers.named import Named, is_person_noun, is_title
from analysis.quotes.speakers.nominals import Nominals
from analysis.quotes.speakers.people import People, Person
from analysis.quotes.speakers.phrases import (
    DEFINITE,
    PLURAL,
    antecedent_of_relative,
    has_clause,
    head_of,
    is_definite,
    joined,
    owner,
    trim,
    wording,
)
from analysis.quotes.speakers.titles import title_of
from analysis.quotes.words import read_name_words, read_source_words

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

__all__ = ["NOBODY", "Resolver", "Speaker"]

_LOOSE_MODIFIERS = frozenset({"the", "this", "that", "rights", "aid", "militant", "rebel", "human", "relief"})
"""Words before "group" or "agency" that do not tell it apart from others of its kind."""
_FIRST_PERSON = frozenset({"i", "me", "my", "mine", "myself"})
_FIRST_PERSONS = frozenset({"we", "us", "our", "ours"})
_SECOND_PERSON = frozenset({"you", "your", "yours"})
_THING = frozenset({"it", "its", "itself"})
_SEVERAL = frozenset({"they", "them", "their", "theirs", "themselves"})
_PRONOUNS = _FIRST_PERSON | _FIRST_PERSONS | _SECOND_PERSON | _THING | _SEVERAL | GENDERS.keys()
_RELATIVES = frozenset({"WP", "WDT", "WP$"})
_PAIRS = frozenset({"both", "two"})
_SURE = 0.5
"""Probability from which a description that no title matches is taken for the likeliest person at hand."""
_RECENT = 400
"""Tokens over which an earlier source can be what a description means."""


class Resolver:
    """Resolves the sources of one article, in text order."""

    def __init__(self, parsed: Parsed, quoted: frozenset[int]) -> None:
        """Collect the article's people and organisations.

        Args:
            parsed: the article.
            quoted: token positions inside quotation marks; mentions there count less.
        """
        self._doc: Doc = parsed.doc
        self._author = parsed.article.author
        self.layout = Layout(parsed, quoted)
        self._kinds = Kinds(self.layout)
        self.people = People(self.layout, self._kinds)
        self.bodies = Bodies(self.layout)
        self.antecedents = Antecedents(self.layout, self.people)
        self._nominals = Nominals(self.layout)
        self._named = Named(self._doc, self.people, self.bodies, self._kinds)
        self._sources, self._names = read_source_words(), read_name_words()
        self._earlier: list[tuple[Token, Speaker]] = []

    def resolve(self, source: TokenRange | None, *, contents: Sequence[TokenRange] = ()) -> Speaker:
        """The speaker that a source phrase names; `NOBODY` where there is none.

        Args:
            source: the phrase's tokens.
            contents: the tokens of what it says, if known; who is named there is hardly who speaks.
        """
        if source is None:
            return NOBODY
        source = trim(self._doc, source)
        if not any(token.text[:1].isalnum() or token.is_alpha for token in self._doc[source[0] : source[1]]):
            return NOBODY
        head = head_of(self._doc, source)
        speaker = self._phrase(head, source, contents)
        if speaker.name is not None:
            self._earlier.append((head, speaker))
            self.antecedents.speaks(head.i, self._referent(head, speaker))
        return speaker

    def running(self) -> Speaker:
        """Who spoke last."""
        if not self._earlier:
            return NOBODY
        return replace(self._earlier[-1][1], via="running", confidence=CONFIDENCE["running"])

    def names_body(self, word: str) -> bool:
        """Whether the text takes a name with that last word for a body's."""
        return word in self._kinds.bodies

    def _referent(self, head: Token, speaker: Speaker) -> Person | None:
        """Whom "he" or "she" can mean after a source has spoken: the person, or one whom it only describes."""
        if speaker.person is not None or speaker.name is None:
            return speaker.person
        if speaker.via == "name" and speaker.type in ("organisation", "person"):
            return self._named.doubtful_person(head, speaker)
        if speaker.type != "unnamed" or head.tag_ in PLURAL or not is_person_noun(head):
            return None
        gender = next((g for g, nouns in self._names.nouns_of.items() if head.lower_ in nouns), None)
        return Person(speaker.name, "", gender, named=False)

    # -- phrases

    def _phrase(self, head: Token, source: TokenRange, contents: Sequence[TokenRange] = ()) -> Speaker:
        together = self._named.find_together(source)
        if together is not None:
            return together
        parts = joined(self._doc, head, source)
        # "Governor and Party Chairman Jo Kell" is one.
        parts = [part for part in parts[:-1] if not is_title(self._doc[part[1][1] - 1])] + parts[-1:]
        head, source = parts[0] if len(parts) == 1 and parts[0][0] != head else (head, source)
        if len(parts) == 1:
            return self._one(head, source, contents)
        speakers = [self._one(token, span, contents) for token, span in parts]
        if all(s.via in ("unnamed", "none") for s in speakers):
            return as_written(head, source)
        names = [
            wording(self._doc, token, span) if s.name is None or s.via == "unnamed" else s.name
            for s, (token, span) in zip(speakers, parts, strict=True)
        ]
        return several(speakers, names)

    def _one(self, head: Token, source: TokenRange, contents: Sequence[TokenRange] = ()) -> Speaker:
        if head.tag_ in _RELATIVES:
            return self._relative(head)
        if head.lower_ in _PRONOUNS:
            return self._pronoun(head, contents)
        if head.lower_ in _PAIRS and not any(c.pos_ in ("NOUN", "PROPN") for c in head.children):
            return self._pair(head, source)
        return self._named.find(head, source) or self._owned(head, source) or self._described(head, source)

    def _relative(self, pronoun: Token) -> Speaker:
        """Whom "who" and "which" refer to."""
        noun = antecedent_of_relative(pronoun)
        if noun is None or noun.tag_ in _RELATIVES:
            return NOBODY
        span = (noun.left_edge.i, noun.i + 1)
        behind = self.people.in_range(noun.i + 1, noun.i + 2)
        if behind and is_title(noun):
            return known_person(behind[0][0], "pronoun", "relative")
        if noun.dep_ != "conj" and noun.pos_ not in ("PRON", "PROPN") and not self.people.in_range(*span):
            return as_written(noun, span)
        speaker = self._one(noun, span)
        return (
            replace(speaker, via="pronoun", confidence=CONFIDENCE["relative"]) if speaker.name is not None else speaker
        )

    def _pair(self, head: Token, source: TokenRange) -> Speaker:
        """Who "both" and "the two" are: the two people of the sentences just before."""
        pair = self.antecedents.pair_before(head.i)
        if len(pair) != 2:
            return as_written(head, source)
        return several([known_person(p, "pronoun", "pair") for p in pair], [p.name for p in pair])

    # -- pronouns

    def _pronoun(self, head: Token, contents: Sequence[TokenRange]) -> Speaker:
        word = head.lower_
        if word in GENDERS:
            return self._he_or_she(head, contents)
        if word in _THING or word in _SEVERAL:
            return self._it_or_they(head, plural=word in _SEVERAL)
        if word in _FIRST_PERSON or word in _FIRST_PERSONS:
            if head.i in self.layout.quoted and self._earlier:
                return replace(self._earlier[-1][1], via="pronoun", confidence=CONFIDENCE["first_person"])
            if word in _FIRST_PERSON and self._author:
                return Speaker(self._author, "person", "pronoun", None, "media", CONFIDENCE["first_person"])
        return NOBODY

    def _he_or_she(self, head: Token, contents: Sequence[TokenRange]) -> Speaker:
        found = self.antecedents.meant_by(head, contents)
        if found is None:
            return NOBODY
        gender = GENDERS[head.lower_]
        if found.person.gender is None:
            found.person.gender = gender
        found.person.doubtful = False
        return known_person(found.person, "pronoun", pronoun_reason(found))

    def _it_or_they(self, head: Token, *, plural: bool) -> Speaker:
        last = self._earlier[-1] if self._earlier else None
        if (
            plural
            and last is not None
            and last[1].type == "group"
            and self.layout.paragraph(head.i) - self.layout.paragraph(last[0].i) <= 1
        ):
            return replace(last[1], via="pronoun", confidence=CONFIDENCE["plural"])
        noun = self._nominals.meant_by(head, last[0] if last is not None else None, plural=plural)
        if noun is None:
            return NOBODY
        earlier = next((speaker for token, speaker in reversed(self._earlier[-6:]) if token.i == noun.i), None)
        speaker = earlier or self._phrase(noun, (noun.left_edge.i, noun.right_edge.i + 1))
        if speaker.type == "person":
            return NOBODY
        return replace(speaker, via="pronoun", confidence=CONFIDENCE["plural" if plural else "thing"])

    # -- what belongs to somebody

    def _owned(self, head: Token, source: TokenRange) -> Speaker | None:
        """Whose claim or whose campaign a source is."""
        whose = owner(head)
        if whose is None:
            return None
        lemma = head.lemma_.lower()
        if lemma in self._sources.utterances:
            speaker = self._one(whose, (whose.left_edge.i, whose.i + 1))
            return replace(speaker, confidence=CONFIDENCE["owner"]) if speaker.person is not None else None
        if whose.lower_ not in GENDERS or lemma in self._sources.documents:
            return None
        speaker = self._pronoun(whose, ())
        if speaker.person is None or not speaker.person.named:
            return None
        rest = " ".join(self._doc[whose.i + 1 : source[1]].text.split())
        described = self._described(head, (source[0], source[1]))
        if described.person is not None:
            return described
        text = wording(self._doc, head, (whose.i + 1, source[1])) if whose.i < head.i else rest
        return replace(
            described, name=f"{speaker.name}'s {text}", confidence=min(described.confidence, speaker.confidence)
        )

    # -- descriptions

    def _described(self, head: Token, source: TokenRange) -> Speaker:
        lemma = head.lemma_.lower()
        sources = self._sources
        if lemma in sources.documents:
            return as_written(head, source, "document")
        if lemma in sources.organisations or head.lower_ in sources.organisations:
            name = self.bodies.meant_by(head, generic=lemma in sources.generic) if self._bare(head) else None
            if name is not None:
                return named_body(name, via="description", reason="description")
            return as_written(head, source, "organisation")
        if head.tag_ in PLURAL:
            if is_definite(head) and lemma in sources.collectives:
                name = self.bodies.before(head.i)
                if name is not None:
                    return named_body(name, via="description", reason="description")
            return as_written(head, source)
        if is_definite(head) and not self._owned_by_unknown(head):
            return self._definite(head, source)
        if self.layout.in_title_case(head.i) and is_person_noun(head):
            person = self.antecedents.titled(head)
            if person is not None:
                return known_person(person, "title", "title")
        return as_written(head, source)

    def _owned_by_unknown(self, head: Token) -> bool:
        """Whether it is somebody's spokesman or supporter, whom only a title can name."""
        return owner(head) is not None and head.lower_ not in self._names.offices

    def _definite(self, head: Token, source: TokenRange) -> Speaker:
        """Whom "the finance minister" means: who has that title, an earlier source, or the person spoken of."""
        person = self.antecedents.titled(head)
        if person is not None:
            return known_person(person, "title", "title")
        lemma = head.lemma_.lower()
        for token, speaker in reversed(self._earlier[-8:]):
            if head.i - token.i > _RECENT:
                break
            if token.lemma_.lower() == lemma and speaker.type == "unnamed" and token.tag_ == head.tag_:
                return replace(speaker, via="description", confidence=CONFIDENCE["description"])
        varies = lemma in self._names.epithets
        if (varies or lemma in self._names.offices) and owner(head) is None and not has_clause(head):
            found = self.antecedents.described(head)
            if (
                found is not None
                and found.person.named
                and (found.probability >= _SURE if varies else self._goes_on(found.person, head))
            ):
                found.person.titles[title_of(head)] += 1
                return known_person(found.person, "title", "epithet")
        return as_written(head, source)

    def _goes_on(self, person: Person, head: Token) -> bool:
        """Whether somebody without a title has spoken just before: "Ilse Varga said … The mayor added …"."""
        if not self._earlier:
            return False
        token, speaker = self._earlier[-1]
        near = self.layout.paragraph(head.i) - self.layout.paragraph(token.i) <= 1
        return speaker.person is person and near and not person.titles

    @staticmethod
    def _bare(head: Token) -> bool:
        """Whether "the ministry" stands alone, so that it must mean one that the text has named."""
        return (
            any(c.lower_ in DEFINITE for c in head.lefts)
            and all(c.lower_ in _LOOSE_MODIFIERS for c in head.lefts)
            and not any(c.dep_ in ("prep", "appos") for c in head.rights)
        )
