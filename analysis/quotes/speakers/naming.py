"""Where an article names a person, body, nationality or state."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
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
_OFTEN = 2
"""Times that a single word is labelled as a body, but for one at most, from which it is one everywhere."""
_LONGEST_NAME = 4
"""Words looked at behind a person's name for what it may belong to: "Lund Memorial Park"."""
_ONE = frozenset({"a", "an", "one", "another", "every", "each", "no"})
_WHERE = frozenset({"in", "near", "outside", "inside", "across", "throughout"})
_MODIFIES = frozenset({"amod", "compound", "nmod", "attr", "acomp", "npadvmod", "appos"})


def kinds_of_people(resolver: Resolver) -> dict[Person, TargetType]:
    """What those are whom the recogniser takes for people; titles and nouns that it takes for names are left out."""
    doc, platforms, no_bodies = resolver.layout.doc, read_mention_words().platforms, read_mention_words().no_bodies
    labelled = Counter(name for start, _, name in resolver.bodies if doc[start].ent_type_ == "ORG")
    kinds: dict[Person, TargetType] = {}
    for person in resolver.people:
        first = person.name.partition(" ")[0]
        shown = bool(person.titles) or resolver.people.gender_of_first_name(first) is not None
        if not _is_no_name(person.name) and (shown or person.surname.lower() not in no_bodies):
            mostly = (" " not in person.name or not shown) and labelled[person.name] > len(person.mentions)
            body = person.gender is None and (mostly or resolver.names_body(person.surname))
            kinds[person] = "organisation" if body or person.name.lower() in platforms else "person"
    return kinds


def find_named_people(resolver: Resolver, kinds: Mapping[Person, TargetType]) -> Iterator[Found]:
    """Every name of the article's cast, also where the recogniser overlooks it."""
    doc = resolver.layout.doc
    known: set[int] = set()
    bearers: dict[str, Person | None] = {}
    for person, kind in kinds.items():
        if kind == "person":
            bearers[person.surname] = None if person.surname in bearers else person
        for mention in person.mentions:
            known.update(range(mention.start, mention.end))
            if not _is_part(doc, mention.start, mention.end):
                yield Found(mention.start, mention.end, person.name, kind, "name")
    # Surnames that look like plurals the tagger takes for nouns, and the recogniser takes some for bodies: "Olds".
    for i in resolver.layout.words_among(bearers):
        bearer = bearers[doc[i].text]
        if i not in known and bearer is not None and not _is_part(doc, i, i + 1):
            yield Found(i, i + 1, bearer.name, "person", "name")


def _is_no_name(name: str) -> bool:
    """Whether what was taken for a person's name is a title or a noun for people: "Imberian Gov.", "Latinos"."""
    words = name.lower().split()
    if not words or (words[-1].endswith(".") and words[-1].rstrip(".") in read_name_words().titles):
        return True
    return len(words) == 1 and words[0] in read_mention_words().plurals | read_name_words().people


def _is_part(doc: Doc, start: int, end: int) -> bool:
    """Whether a person's name is only part of another word or name: "pro-Lund", "Lund Tower", "Lund Foundation"."""
    first, words = doc[start], read_mention_words()
    after = doc[end] if end < len(doc) else None
    if first.is_lower and end - start > 1 and doc[start + 1].text == "-":
        return True
    inside = first.ent_iob_ == "I" and first.ent_type_ != "PERSON"
    if end - start == 1 and inside:
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
    names = {doc[start:end].text for start, end, _ in resolver.bodies}
    for first, after, fullest in resolver.bodies:
        label = max(labels[fullest], key=labels[fullest].__getitem__)
        start, end = _without_article(doc, first, after)
        whole = all(token.tag_ == "POS" or token.pos_ == "DET" for token in (*doc[first:start], *doc[end:after]))
        written = " ".join(doc[start:end].text.split())
        joined = " and " in fullest and " and " not in written
        keeps = whole and not joined and written.lower() not in read_mention_words().bodies
        last = doc[end - 1]
        capitals = [token.text for token in doc[start:end] if token.text[:1].isupper()]
        if layout.in_title_case(start) and not layout.story_names.issuperset(capitals):
            continue
        if label == "GPE":
            if is_state(last):
                yield Found(start, end, fullest if keeps else written, "organisation", "name")
        elif label == "NORP":
            if _names_people(last):
                kind: TargetType = "organisation" if last.is_upper else "group"
                yield Found(start, end, fullest if keeps else written, kind, "name")
        elif _names_body(doc, start, end):
            both = [i for i in range(start + 1, end - 1) if doc[i].lower_ == "and" and doc[start:i].text in names]
            if both and doc[both[0] + 1 : end].text in names:
                yield Found(start, both[0], doc[start : both[0]].text, "organisation", "name")
                yield Found(both[0] + 1, end, doc[both[0] + 1 : end].text, "organisation", "name")
            else:
                name = fullest if keeps else written
                yield Found(start, end, name, _kind_of_body(doc, start, end, surnames), "name")
    # What is labelled in one place is overlooked in another.
    known = {name for name, seen in labels.items() if " " not in name and seen["ORG"] >= max(_OFTEN, seen.total() - 1)}
    for i in layout.words_among(known):
        if not doc[i].ent_type_ and doc[i].tag_ == "NNP" and _names_body(doc, i, i + 1):
            yield Found(i, i + 1, doc[i].text, "organisation", "name")


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
    while start < end - 1 and (doc[start].pos_ in ("DET", "PRON") or doc[start].is_punct):
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
    if _is_no_name(last.text) or _is_portfolio(doc, start, end):
        return False
    if len(words) == 1 and last.dep_ == "pobj" and last.head.lower_ in _WHERE and last.lower_ not in listed.bodies:
        return False
    return lemma not in read_name_words().people | read_source_words().documents | listed.no_bodies


def _is_portfolio(doc: Doc, start: int, end: int) -> bool:
    """Whether a single word only tells somebody's office: "Defence Secretary Ada Lund"."""
    if end - start > 1 or end == len(doc) or doc[end].tag_ != "NNP":
        return False
    return doc[end].lower_ in read_name_words().people and not doc[start].is_upper
