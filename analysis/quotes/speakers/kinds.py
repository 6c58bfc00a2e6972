"""Whether a name is a person's or a body's, and the person's gender, by what the text says beside it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING

from analysis.quotes.speakers.layout import GENDERS, Layout
from analysis.quotes.words import read_name_words, read_source_words

if TYPE_CHECKING:
    from spacy.tokens import Token

_BODY_VOTES = {"it": 2, "he": -3, "she": -3}
"""Votes of the pronoun by which a name goes on to speak of itself: "Vingen said it …"."""


class Kinds:
    """What the article's sentences tell about its names, by a name's last word.

    Attributes:
        bodies: names that the text takes for bodies: "the company, Norland Coal", "Vingen said it …".
        genders: the gender of those who go on to speak of themselves as "he" or "she": "Varga said she …".
    """

    def __init__(self, layout: Layout) -> None:
        """Collect the clues beside each name."""
        words = read_source_words()
        body: dict[str, int] = defaultdict(int)
        gender: dict[str, int] = defaultdict(int)
        for i in layout.names:
            token = layout.doc[i]
            relation = token.dep_
            if relation == "appos":
                body[token.text] += 2 * (token.head.lemma_.lower() in words.organisations) - 5 * shows_a_person(token)
            elif relation == "nsubj":
                body[token.text] += 2 * _has_which(token) - 5 * shows_a_person(token) - (token.ent_type_ == "PERSON")
                for pronoun in _speaks_of_itself_as(token):
                    body[token.text] += _BODY_VOTES.get(pronoun, 2)
                    gender[token.text] += {"male": 1, "female": -1}.get(GENDERS.get(pronoun, ""), 0)
        self.bodies = frozenset(word for word, votes in body.items() if votes > 0)
        self.genders = {word: "male" if votes > 0 else "female" for word, votes in gender.items() if votes}


def _has_which(token: Token) -> bool:
    return any(
        child.dep_ == "relcl" and any(word.lower_ == "which" and word.dep_ == "nsubj" for word in child.children)
        for child in token.rights
    )


def _speaks_of_itself_as(token: Token) -> Iterator[str]:
    """The pronouns in the clause that a subject says: "Vingen said its road was closed"."""
    clause = next((c for c in token.head.rights if c.dep_ == "ccomp"), None)
    for subject in clause.lefts if clause is not None else ():
        if subject.dep_ == "nsubj":
            if subject.lower_ in _BODY_VOTES:
                yield subject.lower_
            yield from (c.lower_ for c in subject.lefts if c.lower_ == "its")


def shows_a_person(token: Token) -> bool:
    """Whether a name has an age, a "who" or a noun for a person beside it."""
    doc, at = token.doc, token.i
    if at + 2 < len(doc) and doc[at + 1].text == ",":
        after = doc[at + 2]
        if after.lower_ in ("who", "whom"):
            return True
        if at + 3 < len(doc) and after.like_num and len(after) == 2 and doc[at + 3].is_punct:
            return True
    nouns = [child for child in token.rights if child.dep_ == "appos"]
    nouns += [token.head] if token.dep_ == "appos" else []
    return any(noun.lower_ in read_name_words().people for noun in nouns)


def names_body(token: Token) -> bool:
    """Whether a name's last word is a noun for a body: "Relief Agency"."""
    return token.lower_ in read_source_words().organisations
