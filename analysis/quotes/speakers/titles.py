"""The titles that an article gives its people, and whom "the foreign minister" means."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from analysis.quotes.words import read_name_words

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_BEFORE_A_NAME = frozenset(
    {"compound", "amod", "nmod", "nsubj", "appos", "poss", "dep", "ROOT", "conj", "pobj", "dobj"}
)
_LONGEST_TITLE = 6
_TIMES = frozenset({"former", "current", "then", "longtime", "new", "late", "ex"})
_MODIFIERS = frozenset({"compound", "amod", "poss", "nmod"})


class Title(NamedTuple):
    """What a person is: the noun, and all its words in small letters."""

    noun: str
    words: frozenset[str]


def titles_beside(doc: Doc, start: int, end: int) -> Iterator[Title]:
    """The titles before a name, in apposition to it, or given by "as", "is" and "who is".

    Example:
        Israeli Prime Minister Jo Kell → ("minister", {"israeli", "prime", "minister"})
    """
    yield from _before(doc, start)
    name = doc[end - 1]
    for child in name.rights:
        if child.dep_ == "appos" and child.pos_ in ("NOUN", "PROPN") and child.i >= end:
            yield title_of(child)
        elif child.dep_ == "relcl" and child.lemma_ == "be":
            yield from (title_of(noun) for noun in child.rights if noun.dep_ == "attr")
    if name.dep_ == "appos" and name.head.pos_ in ("NOUN", "PROPN"):
        yield title_of(name.head)
    elif name.dep_ in ("nsubj", "nsubjpass"):
        for child in name.head.rights:
            if child.dep_ == "attr" and child.pos_ == "NOUN":
                yield title_of(child)
            elif child.dep_ == "prep" and child.lower_ == "as":
                yield from (title_of(c) for c in child.rights if c.dep_ == "pobj" and c.pos_ in ("NOUN", "PROPN"))


def _before(doc: Doc, start: int) -> Iterator[Title]:
    words: list[str] = []
    titles = read_name_words().titles
    i = start - 1
    while i >= 0 and start - i < _LONGEST_TITLE:
        token = doc[i]
        if token.pos_ not in ("PROPN", "NOUN", "ADJ") or token.dep_ not in _BEFORE_A_NAME:
            break
        word = token.lower_.rstrip(".")
        if token.ent_type_ == "PERSON" and word not in titles:
            break
        words.append(word)
        i -= 1
    if words:
        yield Title(words[0], frozenset(words))


def title_of(head: Token) -> Title:
    """A noun with the words that tell which office it is."""
    words = {head.lower_}
    for child in head.children:
        if child.dep_ in _MODIFIERS and (child.is_alpha or "." in child.text):
            words.add(child.lower_)
            words.update(g.lower_ for g in child.children if g.dep_ in ("compound", "amod"))
        elif child.dep_ == "prep" and child.lower_ == "of":
            words.update(c.lower_ for c in child.rights if c.dep_ == "pobj")
    return Title(head.lower_, frozenset(words))


@lru_cache(maxsize=4096)
def in_full(title: Title) -> Title:
    """A title under the forms by which titles are compared: "Sen." as "senator", "chairwoman" as "chairman"."""
    full = read_name_words().full_titles
    return Title(full.get(title.noun, title.noun), frozenset(full.get(word, word) for word in title.words))


def clash(wanted: Title, title: Title) -> bool:
    """Whether two titles with the same noun tell different offices: "prime minister", "foreign minister"."""
    return bool(wanted.words - title.words) and bool(title.words - wanted.words)


def tells_all(wanted: Title, title: Title) -> bool:
    """Whether a title has every word of a description, but those that only place it in time."""
    return wanted.words - _TIMES <= title.words
