"""Whether the name of a country or city means a state that acts or is acted upon, or only a place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analysis.quotes.speakers.mention_words import read_mention_words
from analysis.quotes.words import read_source_words

if TYPE_CHECKING:
    from spacy.tokens import Token


def is_state(name: Token) -> bool:
    """Whether a place's name stands for its state or government.

    It does as the subject of what only somebody can do ("Imberia condemned"), as the agent or object of such a verb,
    where sanctions, talks or the like tie it to others ("sanctions on Imberia"), and as the owner of what a state says
    or does ("Imberia's decision"); not where something happens there.

    Args:
        name: the last word of the name.
    """
    words = read_mention_words()
    while name.dep_ == "conj" and name.head.pos_ == "PROPN":
        name = name.head
    head = name.head
    lemma = head.lemma_.lower()
    if name.dep_ in ("nsubj", "nsubjpass"):
        return head.pos_ == "VERB" and lemma not in words.place_verbs
    if name.dep_ in ("dobj", "iobj", "dative"):
        return head.pos_ == "VERB" and lemma not in words.place_verbs
    if name.dep_ == "poss":
        return lemma in words.ties or lemma in read_source_words().utterances
    if name.dep_ == "pobj":
        if head.dep_ == "agent" or head.lower_ == "against":
            return True
        return head.lower_ in words.prepositions and head.head.lemma_.lower() in words.ties
    return False
