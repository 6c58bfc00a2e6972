"""Whether a name is a person's or a body's, by what the text says beside it."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from analysis.parsing import Parsed
from analysis.quotes.words import read_name_words, read_source_words

if TYPE_CHECKING:
    from spacy.tokens import Token

_PRONOUNS = {"it": 2, "he": -3, "she": -3}
"""Votes of the pronoun by which a name goes on to speak of itself: "Vingen said it …"."""


def names_of_bodies(parsed: Parsed) -> frozenset[str]:
    """Last words of names that the text takes for bodies: "the company, Norland Coal", "Vingen said it …"."""
    words = read_source_words()
    found: dict[str, int] = defaultdict(int)
    for sentence in parsed.sentences:
        for token in parsed.span(sentence):
            if token.tag_ not in ("NNP", "NNPS") or token.dep_ == "compound":
                continue
            if token.dep_ == "appos" and token.head.lemma_.lower() in words.organisations:
                found[token.text] += 2
            found[token.text] -= 5 * shows_a_person(token)
            if token.dep_ == "nsubj":
                if any(
                    c.dep_ == "relcl" and any(g.lower_ == "which" and g.dep_ == "nsubj" for g in c.children)
                    for c in token.rights
                ):
                    found[token.text] += 2
                clause = next((c for c in token.head.children if c.dep_ == "ccomp" and c.i > token.i), None)
                for subject in clause.lefts if clause is not None else ():
                    if subject.dep_ == "nsubj":
                        found[token.text] += _PRONOUNS.get(subject.lower_, 0)
                        found[token.text] += 2 * any(c.lower_ == "its" for c in subject.children)
    return frozenset(word for word, votes in found.items() if votes > 0)


def shows_a_person(token: Token) -> bool:
    """Whether a name has an age, a "who" or a noun for a person beside it."""
    after = token.doc[token.i + 1 : token.i + 4]
    if len(after) == 3 and after[0].text == "," and after[1].like_num and len(after[1]) == 2 and after[2].is_punct:
        return True
    if len(after) > 1 and after[0].text == "," and after[1].lower_ in ("who", "whom"):
        return True
    words, people = read_source_words(), read_name_words()
    nouns = [c for c in token.children if c.dep_ == "appos"]
    nouns += [token.head] if token.dep_ == "appos" else []
    return any(n.lower_ in words.unnamed | people.offices for n in nouns)
