"""What the grammar of a parsed sentence says of its words, whatever the cue."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.tokens import Token

_DEFINITE = frozenset({"the", "this", "that", "these", "those", "such"})
_BEFORE = frozenset({"past", "previous", "former", "earlier", "existing", "current", "recent", "ongoing", "last"})


def verb_lemmas(verb: Token) -> list[tuple[str, tuple[Token, ...]]]:
    """What a verb is looked up under: its form ("going"), its lemma with a particle ("rule out"), its lemma."""
    lemma = verb.lemma_.lower()
    found = [
        (f"{lemma} {child.lower_}", (verb, child))
        for child in verb.children
        if (child.dep_ in {"prt", "advmod", "prep"} or child.lower_ == "no") and 0 < child.i - verb.i <= 3
    ]
    found += [(f"{lemma} {child.lemma_}", (verb, child)) for child in verb.children if child.dep_ == "dobj"]
    return [(verb.lower_, (verb,)), *found, (lemma, (verb,))]


def is_definite(noun: Token) -> bool:
    """Whether a noun phrase speaks of something known: "the siege", "their weapons", "past agreements"."""
    return any(
        (child.dep_ in {"det", "predet"} and child.lower_ in _DEFINITE)
        or child.dep_ == "poss"
        or (child.dep_ == "amod" and child.lower_ in _BEFORE)
        for child in noun.children
    )


def is_known(noun: Token) -> bool:
    """Whether a noun phrase needs no further words to be known: "the economy", but not "the transfer of residents"."""
    return any(child.dep_ == "det" and child.lower_ in _DEFINITE for child in noun.children) and not any(
        child.i > noun.i and child.dep_ in {"prep", "acl", "relcl"} for child in noun.children
    )


def is_infinitive(verb: Token) -> bool:
    """Whether "to" stands before a verb."""
    return any(child.tag_ == "TO" for child in verb.children)


def is_gerund(verb: Token) -> bool:
    """Whether a verb is an "-ing", the perfect included: "denied having displaced"."""
    return verb.tag_ == "VBG" or any(child.dep_ == "aux" and child.lower_ == "having" for child in verb.children)


def is_perfect(verb: Token) -> bool:
    """Whether an infinitive speaks of the past: "to have displaced"."""
    return verb.tag_ == "VBN" and any(child.dep_ == "aux" and child.lemma_ == "have" for child in verb.children)


def is_bare(verb: Token) -> bool:
    """Whether a clause wants something to be done: "that the group disarm", "that it be lifted", "that they should"."""
    modals = {child.lower_ for child in verb.children if child.tag_ == "MD"}
    if modals:
        return modals == {"should"}
    if verb.tag_ in {"VB", "NN", "NNP"}:
        return True
    if verb.tag_ == "VBN":
        return any(child.lower_ == "be" for child in verb.children)
    singular = any(child.dep_ == "nsubj" and child.tag_ in {"NN", "NNP"} for child in verb.children)
    return verb.tag_ == "VBP" and singular


def asks_who(verb: Token) -> bool:
    """Whether a verb's subject is "who"."""
    return any(child.dep_ == "nsubj" and child.tag_ == "WP" for child in verb.children)


def condition_of(participle: Token) -> int | None:
    """The "if" of "the merger, if approved, would …"."""
    marks = [child.i for child in participle.children if child.dep_ == "mark" and child.lower_ in {"if", "once"}]
    own_subject = any(child.dep_ in {"nsubj", "nsubjpass"} for child in participle.children)
    return marks[0] if marks and not own_subject else None
