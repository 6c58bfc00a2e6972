"""Where names stand: the sentence of each token, and how much a mention counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analysis.parsing import Parsed

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

SUBJECT = 2.0
_QUOTED = 0.3
_POSSESSIVE = 0.6
DECAY = 0.7
"""Weight that a mention keeps for each sentence between it and what refers to it."""


def sentence_index(parsed: Parsed) -> list[int]:
    """The sentence of each token; tokens outside sentences get that of the next one."""
    index = [0] * (len(parsed.doc) + 1)
    at = 0
    for sentence in parsed.sentences:
        for i in range(at, sentence.end_i):
            index[i] = sentence.index
        at = max(at, sentence.end_i)
    for i in range(at, len(index)):
        index[i] = len(parsed.sentences)
    return index


def mention_weight(token: Token, quoted: frozenset[int]) -> float:
    """What a mention counts as an antecedent: subjects more, possessives and quoted mentions less."""
    weight = 1.0
    at = token.i
    while token.dep_ == "appos" and token.head.i < token.i:
        token = token.head
    if token.dep_ in ("nsubj", "nsubjpass"):
        weight = SUBJECT
    elif token.dep_ == "poss":
        weight = _POSSESSIVE
    return weight * _QUOTED if at in quoted else weight


def entities_by_sentence(parsed: Parsed) -> list[list[Span]]:
    """The recognised names of each analysed sentence; asking each sentence in turn would search the whole article."""
    found: list[list[Span]] = [[] for _ in parsed.sentences]
    at = 0
    for entity in parsed.doc.ents:
        while at < len(found) and parsed.sentences[at].end_i <= entity.start:
            at += 1
        inside = at < len(found) and parsed.sentences[at].start_i <= entity.start
        if inside and entity.end <= parsed.sentences[at].end_i:
            found[at].append(entity)
    return found
