"""Where an article names a person, body, nationality or state."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import takewhile
from typing import TYPE_CHECKING

from analysis.quotes.cue_sites import TokenRange, token_range
from analysis.quotes.speakers.groups import Found
from analysis.quotes.speakers.layout import NAME_TAGS
from analysis.quotes.speakers.mention_words import read_mention_words
from analysis.quotes.speakers.people import Person
from analysis.quotes.speakers.phrases import PLURAL, head_of
from analysis.quotes.speakers.resolver import Resolver
from analysis.quotes.speakers.states import is_state
from analysis.quotes.words import read_name_words, read_source_words
from analysis.records import Quote, TargetType

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_KINDS: dict[str, TargetType] = {"person": "person", "organisation": "organisation"}
_LONGEST_NAME = 4
"""Words looked at behind a person's name for what it may belong to: "Lund Memorial Park"."""
_ONE = frozenset({"a", "an", "one", "another", "every", "each", "no"})
_WHERE = frozenset({"in", "near", "outside", "inside", "across", "throughout"})
_MODIFIES = frozenset({"amod", "compound", "nmod", "attr", "acomp", "npadvmod", "appos"})


def find_named_people(resolver: Resolver) -> Iterator[Found]:
    """Every name of a person whom the article's cast has, also where the recogniser overlooks it."""
    doc, words = resolver.layout.doc, read_mention_words()
    labelled = Counter(name for start, _, name in resolver.bodies if doc[start].ent_type_ == "ORG")
    known: set[int] = set()
    bearers: dict[str, Person | None] = {}
    for person in resolver.people:
        alone = " " not in person.name
        if is_title_alone(person.name) or (alone and person.name.lower() in words.plurals):
            continue
        platform = person.name.lower() in words.platforms
        mostly_body = alone and person.gender is None and labelled[person.name] > len(person.mentions)
        if not platform and not mostly_body:
            bearers[person.surname] = None if person.surname in bearers else person
        for mention in person.mentions:
            known.update(range(mention.start, mention.end))
            if not _is_part(doc, mention.start, mention.end):
                body = person.gender is None and (mostly_body or resolver.names_body(mention.end - 1))
                kind: TargetType = "organisation" if body or platform else "person"
                yield Found(mention.start, mention.end, person.name, kind, "name")
    # Surnames that look like plurals the tagger takes for nouns, and the recogniser takes some for bodies: "Olds".
    for i in resolver.layout.words_among(bearers):
        bearer = bearers[doc[i].text]
        if i not in known and bearer is not None and not _is_part(doc, i, i + 1):
            yield Found(i, i + 1, bearer.name, "person", "name")


def is_title_alone(name: str) -> bool:
    """Whether what was taken for a name ends in a title: "Imberian Gov."."""
    word = name.rsplit(maxsplit=1)[-1].lower()
    return word.endswith(".") and word.rstrip(".") in read_name_words().titles


def _is_part(doc: Doc, start: int, end: int) -> bool:
    """Whether a person's name is only part of another word or name: "pro-Lund", "Lund Tower", "Lund Foundation"."""
    first, last, words = doc[start], doc[end - 1], read_mention_words()
    after = doc[end] if end < len(doc) else None
    if first.is_lower and end - start > 1 and doc[start + 1].text == "-":
        return True
    inside = first.ent_iob_ == "I" and first.ent_type_ != "PERSON"
    if end - start == 1 and (inside or last.lower_ in words.no_bodies):
        return True
    if after is None:
        return False
    if after.ent_iob_ == "I" and after.ent_type_ != "PERSON" and after.tag_ != "POS" and not after.is_punct:
        return True
    behind = takewhile(lambda token: token.tag_ == "NNP", doc[end : end + _LONGEST_NAME])
    return any(token.lower_ in words.no_bodies for token in behind)


def find_named_speakers(doc: Doc, quotes: Sequence[Quote]) -> Iterator[Found]:
    """Names of speakers that nothing but their speaking shows to be names."""
    for quote in quotes:
        if quote.speaker_via == "name" and quote.speaker_spans and quote.speaker_name is not None:
            span = token_range(doc, *quote.speaker_spans[0])
            head = head_of(doc, span)
            start = head.i
            while start > span[0] and doc[start - 1].tag_ == "NNP" and doc[start - 1].dep_ == "compound":
                start -= 1
            name = " ".join(doc[start : head.i + 1].text.split())
            if head.tag_ == "NNP" and name in quote.speaker_name and quote.speaker_type in _KINDS:
                yield Found(start, head.i + 1, quote.speaker_name, _KINDS[quote.speaker_type], "name")


def find_named_bodies(resolver: Resolver) -> Iterator[Found]:
    """Every organisation; nationalities and creeds that stand for people; states and cities that act."""
    doc, layout = resolver.layout.doc, resolver.layout
    surnames = frozenset(person.surname for person in resolver.people if " " in person.name)
    labels: dict[str, Counter[str]] = defaultdict(Counter)
    for start, _, fullest in resolver.bodies:
        labels[fullest][doc[start].ent_type_] += 1
    for first, after, fullest in resolver.bodies:
        label = max(labels[fullest], key=labels[fullest].__getitem__)
        start, end = _without_article(doc, first, after)
        whole = all(token.tag_ == "POS" or token.pos_ == "DET" for token in (*doc[first:start], *doc[end:after]))
        written = " ".join(doc[start:end].text.split())
        name = fullest if whole and written.lower() not in read_mention_words().bodies else written
        last = doc[end - 1]
        capitals = [token.text for token in doc[start:end] if token.text[:1].isupper()]
        if layout.in_title_case(start) and not layout.story_names.issuperset(capitals):
            continue
        if label == "GPE":
            if is_state(last):
                yield Found(start, end, name, "organisation", "name")
        elif label == "NORP":
            if _names_people(last):
                yield Found(start, end, name, "organisation" if last.is_upper else "group", "name")
        elif _names_body(doc, start, end):
            yield Found(start, end, name, _kind_of_body(doc, start, end, surnames), "name")


def _kind_of_body(doc: Doc, start: int, end: int, surnames: frozenset[str]) -> TargetType:
    """What the recogniser's bodies are: "Baby Boomers" and "the Lunds" are groups, "Per Lund" is another of them."""
    last = doc[end - 1]
    if last.tag_ in PLURAL and (end - start == 1 or read_mention_words().means_people(last.lower_)):
        return "group"
    return "person" if end - start > 1 and last.text in surnames else "organisation"


def _without_article(doc: Doc, start: int, end: int) -> TokenRange:
    """A name without article, punctuation, and what it owns or means: "NBN" of "the NBN's World at One"."""
    end = next((i for i in range(start + 1, end) if doc[i].tag_ == "POS" or doc[i].text == "("), end)
    while end - 1 > start and doc[end - 1].is_punct:
        end -= 1
    while start < end - 1 and (doc[start].pos_ == "DET" or doc[start].is_punct):
        start += 1
    return start, end


def _names_people(last: Token) -> bool:
    """Whether a nationality or creed stands for those who belong to it: "the French", not "French" or "a Frenchman"."""
    if last.dep_ in _MODIFIES or last.lower_.endswith("ism"):
        return False
    if last.tag_ in PLURAL:
        return True
    before = {child.lower_ for child in last.lefts}
    if last.pos_ == "PROPN":
        one = read_source_words().collectives | read_name_words().people
        return not before & _ONE and last.lower_ not in one and (last.is_upper or last.dep_ != "conj")
    return last.i > 0 and last.nbor(-1).lower_ == "the"


def _names_body(doc: Doc, start: int, end: int) -> bool:
    last = doc[end - 1]
    words = [token for token in doc[start:end] if token.tag_ in NAME_TAGS]
    if not words or last.pos_ not in ("PROPN", "NOUN") or not any(token.text[:1].isupper() for token in words):
        return False
    lemma, listed = last.lemma_.lower(), read_mention_words()
    if is_title_alone(last.text) or _is_portfolio(doc, start, end):
        return False
    if len(words) == 1 and last.dep_ == "pobj" and last.head.lower_ in _WHERE and last.lower_ not in listed.bodies:
        return False
    return lemma not in read_name_words().people | read_source_words().documents | listed.no_bodies


def _is_portfolio(doc: Doc, start: int, end: int) -> bool:
    """Whether a single word only tells somebody's office: "Defence Secretary Ada Lund"."""
    if end - start > 1 or end == len(doc) or doc[end].tag_ != "NNP":
        return False
    return doc[end].lower_ in read_name_words().people and not doc[start].is_upper
