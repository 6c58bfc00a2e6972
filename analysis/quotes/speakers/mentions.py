"""Who is mentioned, wherever an article speaks of a person, organisation or group."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from analysis.parsing import Parsed, as_parsed
from analysis.quotes.cue_sites import TokenRange, token_range
from analysis.quotes.marks import analysed_marks
from analysis.quotes.speakers.groups import Found, Groups, is_named, owned
from analysis.quotes.speakers.identity import Speaker
from analysis.quotes.speakers.layout import GENDERS
from analysis.quotes.speakers.named import is_person_noun
from analysis.quotes.speakers.naming import find_named_bodies, find_named_people, find_named_speakers, kinds_of_people
from analysis.quotes.speakers.people import Person
from analysis.quotes.speakers.phrases import DEFINITE, has_clause, head_of, owner
from analysis.quotes.speakers.resolver import Resolver
from analysis.quotes.words import read_name_words
from analysis.records import Article, Mention, Quote

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_REFLEXIVE = frozenset({"himself", "herself"})
_LIKELY = 0.6
"""Probability from which a pronoun that is no quote's source is taken for the likeliest person at hand."""
_FARTHEST = 5
"""Sentences from the last mention of somebody to a pronoun; over more of them somebody else is meant without a name."""
_SUBJECTS = ("nsubj", "nsubjpass")
_SURE = 0.7
"""Probability from which a noun that varies somebody's name is taken for the likeliest person at hand."""
_WHERE = frozenset({"in", "near", "outside", "inside", "across", "throughout"})
_ACROSS = frozenset({"with", "behind", "before", "around", "near", "beside", "ahead"})
"""Prepositions behind which a pronoun can mean the subject of its clause: "she took it with her"."""


def find_mentions(source: str | Article | Parsed, quotes: Sequence[Quote] = ()) -> Iterator[Mention]:
    """Yield each mention of a person, organisation or group in the analysed sentences, in text order.

    Named people, bodies, nationalities and religious groups; states and cities where they act or are acted upon, not
    as places; "he" and "she" outside quotation marks, "the minister" and "the council" where they mean somebody whom
    the article names; "they" and "it" where they speak for a named body; groups by their noun ("aid workers"). Titles,
    articles and possessive endings are not part of a mention; mentions do not overlap.

    Args:
        source: a text, an article, or what is parsed already.
        quotes: its attributions, in text order: whoever speaks is named as there.

    Example:
        >>> text = "Mayor Ada Lund met aid workers in Norvik. She thanked them."
        >>> [(m.text, m.name, m.type, m.via) for m in find_mentions(text)]  # doctest: +NORMALIZE_WHITESPACE
        [('Ada Lund', 'Ada Lund', 'person', 'name'), ('aid workers', 'aid workers', 'group', 'description'),
         ('She', 'Ada Lund', 'person', 'pronoun')]
    """
    parsed = as_parsed(source)
    doc, text = parsed.doc, parsed.article.text
    marked = analysed_marks(parsed)
    resolver = Resolver(parsed, frozenset(i for mark in marked for i in range(*token_range(doc, *mark.span))))
    _tell_genders(resolver, quotes)
    taken: set[int] = set()
    kept: list[Found] = []
    for found in _candidates(parsed, resolver, quotes):
        places = range(found.start, found.end)
        whole = resolver.layout.is_within_sentence(found.start, found.end)
        if whole and taken.isdisjoint(places):
            taken.update(places)
            kept.append(found)
    owners = {found.end: found.name for found in kept if doc[found.start].tag_ == "PRP$"}
    for start, end, name, kind, via in sorted(kept):
        owner = owners.get(start) if kind != "person" and via == "description" else None
        first, after = doc[start].idx, doc[end - 1].idx + len(doc[end - 1])
        yield Mention(first, after, text[first:after], owned(owner, name), kind, via)


def _tell_genders(resolver: Resolver, quotes: Sequence[Quote]) -> None:
    """Note who speaks as "he" or "she" anywhere, so that the other pronoun cannot mean that person before."""
    told = {quote.speaker_name: (quote.speaker or "").lower() for quote in quotes if quote.speaker_via == "pronoun"}
    for person in resolver.people:
        if person.gender is None:
            person.gender = GENDERS.get(told.get(person.name, ""))


def _candidates(parsed: Parsed, resolver: Resolver, quotes: Sequence[Quote]) -> Iterator[Found]:
    """All mentions; where two overlap the earlier one counts."""
    nouns = Groups(resolver.layout, resolver.people, resolver.bodies)
    groups = list(nouns)
    # "Lund supporters" and "the Lund campaign" are somebody else than Lund.
    yield from (group for group in groups if group.end - group.start > 1)
    kinds = kinds_of_people(resolver)
    yield from find_named_people(resolver, kinds)
    yield from find_named_speakers(parsed.doc, quotes)
    yield from groups
    yield from find_named_bodies(resolver)
    nobody = {person.name for person in resolver.people if kinds.get(person) != "person"}
    referring = _referring(parsed, resolver, quotes, nouns)
    yield from (found for found in referring if found.type != "person" or found.name not in nobody)


def _referring(parsed: Parsed, resolver: Resolver, quotes: Sequence[Quote], nouns: Groups) -> Iterator[Found]:
    """What stands for a name, read in text order along with who speaks."""
    doc, waiting = parsed.doc, iter(_places(resolver))
    place = next(waiting, None)
    for quote in quotes:
        if not quote.speaker_spans:
            continue
        said_by = token_range(doc, *quote.speaker_spans[0])
        while place is not None and place < said_by[0]:
            yield from _refer(doc[place], resolver, nouns)
            place = next(waiting, None)
        speaker = resolver.resolve(said_by, contents=[token_range(doc, *span) for span in quote.content_spans])
        yield from _speaking(doc, said_by, speaker, quote, nouns)
    while place is not None:
        yield from _refer(doc[place], resolver, nouns)
        place = next(waiting, None)


def _places(resolver: Resolver) -> list[int]:
    """The pronouns, and the nouns for one person, that are no name's part."""
    layout = resolver.layout
    words = layout.words_among(read_name_words().offices | read_name_words().epithets)
    described = [i for i in words if layout.doc[i].tag_ == "NN" and i not in layout.quoted]
    return sorted([*layout.pronouns, *described])


def _speaking(doc: Doc, said_by: TokenRange, speaker: Speaker, quote: Quote, nouns: Groups) -> Iterator[Found]:
    """A pronoun or description that is a quote's source, as the quote has it."""
    if (
        quote.speaker_name is None
        or speaker.name != quote.speaker_name
        or quote.speaker_via not in ("pronoun", "title")
    ):
        return
    if speaker.person is not None and speaker.person.named:
        head = head_of(doc, said_by)
        if head.lower_ in GENDERS:
            yield Found(head.i, head.i + 1, speaker.person.name, "person", "pronoun")
        elif head.pos_ == "NOUN":
            yield Found(nouns.first(head, said_by[0]), head.i + 1, speaker.person.name, "person", "description")
    elif doc[said_by[0]].pos_ == "PRON" and doc[said_by[0]].tag_ == "PRP" and said_by[1] - said_by[0] == 1:
        if quote.speaker_type not in ("organisation", "group") or not is_named(quote.speaker_name):
            return
        yield Found(*said_by, quote.speaker_name, quote.speaker_type, "pronoun")


def _refer(token: Token, resolver: Resolver, nouns: Groups) -> Iterator[Found]:
    if token.lower_ in GENDERS:
        if token.lower_ not in _REFLEXIVE:
            resolver.antecedents.catch_up(token.i)
            found = resolver.antecedents.rank(token, GENDERS[token.lower_], apart=_not_meant(token, resolver))
            near = found is not None and found.probability >= _LIKELY and found.distance <= _FARTHEST
            if found is not None and near and found.person.named:
                yield Found(token.i, token.i + 1, found.person.name, "person", "pronoun")
        return
    person = _described(token, resolver)
    if person is not None:
        yield Found(nouns.first(token, token.sent.start), token.i + 1, person.name, "person", "description")


def _not_meant(pronoun: Token, resolver: Resolver) -> list[Person]:
    """Whom an object cannot mean: the subject of its own verb, as in "Kell praised him"."""
    head = pronoun.head
    if pronoun.dep_ == "pobj" and head.lower_ not in _ACROSS:
        head = head.head
    elif pronoun.dep_ not in ("dobj", "dative", "iobj"):
        return []
    subject = next((child for child in head.lefts if child.dep_ in _SUBJECTS), None)
    while subject is None and head.dep_ in ("conj", "xcomp"):
        head = head.head
        subject = next((child for child in head.lefts if child.dep_ in _SUBJECTS), None)
    if subject is None:
        return []
    if subject.lower_ in GENDERS:
        meant = resolver.antecedents.resolved(subject.i)
        return [meant] if meant is not None else []
    return [person for person, _, _ in resolver.people.in_range(subject.i, subject.i + 1)]


def _described(head: Token, resolver: Resolver) -> Person | None:
    """Whom "the finance minister" means: who has that title, else one whose name a noun like "the senator" varies."""
    if head.dep_ in ("compound", "attr", "appos", "amod", "nmod") or not is_person_noun(head):
        return None
    if not any(child.lower_ in DEFINITE for child in head.lefts):
        return None
    if any(child.dep_ == "appos" for child in head.rights) or resolver.people.in_range(head.i, head.i + 2):
        return None
    person = resolver.antecedents.titled(head)
    if person is not None:
        return person
    varies = head.lower_ in read_name_words().epithets and head.dep_ in _SUBJECTS
    if varies and owner(head) is None and not has_clause(head):
        found = resolver.antecedents.described(head)
        if found is not None and found.person.named and found.probability >= _SURE:
            return found.person
    return None
