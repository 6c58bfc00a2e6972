"""The parts of a source phrase: its head, those who are joined in it, its owner, and its wording."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from analysis.quotes.cue_sites import TokenRange

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

DEFINITE = frozenset({"the", "this", "that", "these", "those"})
PLURAL = frozenset({"NNS", "NNPS"})
_NOMINAL = frozenset({"NOUN", "PROPN", "PRON"})
_SUBJECTS = frozenset({"nsubj", "nsubjpass"})
_OPENERS = frozenset({"but", "and", "or", "yet", "so", "both", "either", "even", "only", "while", "as"})
"""Words before a source that annotators and parsers count in."""
_CLAUSES = frozenset({"relcl", "acl", "appos"})


def trim(doc: Doc, source: TokenRange) -> TokenRange:
    """A source without a conjunction before it and the punctuation around it: "But Jo Kell," → "Jo Kell"."""
    start, end = source
    while start < end - 1 and (doc[start].is_punct or doc[start].is_space or doc[start].lower_ in _OPENERS):
        if doc[start + 1].text == "-":
            break
        start += 1
    while end - 1 > start and (doc[end - 1].is_space or (doc[end - 1].is_punct and doc[end - 1].text not in ")]")):
        end -= 1
    return start, end


def head_of(doc: Doc, source: TokenRange) -> Token:
    """The head of a phrase; of several that hang from outside the subject, else the first noun."""
    inside = range(*source)
    heads = [token for token in doc[source[0] : source[1]] if token.head.i not in inside or token.head == token]
    nominal = [token for token in heads if token.pos_ in _NOMINAL]
    subjects = [token for token in nominal if token.dep_ in _SUBJECTS]
    head = (subjects or nominal or heads)[0]
    # Of "the Lund campaign" the name may be taken for the subject.
    while head.pos_ == "PROPN" and head.i + 1 < source[1] and doc[head.i + 1].pos_ == "NOUN":
        head = doc[head.i + 1]
    return head


def joined(doc: Doc, head: Token, source: TokenRange) -> list[tuple[Token, TokenRange]]:
    """The heads of a phrase that joins several sources, each with its tokens; one alone if nothing is joined.

    "President and chief executive Jo Berg" is one person: a further noun must be a name, plural or have an article.
    """
    others = [t for t in head.conjuncts if source[0] <= t.i < source[1] and t.pos_ in _NOMINAL and t.i > head.i]
    # "Jo Kell, a mayor and a farmer" says twice what one person is.
    if others and head.pos_ == "PROPN" and any(doc[i].text == "," for i in range(head.i + 1, others[0].i)):
        others = [t for t in others if not any(c.lower_ in ("a", "an") for c in t.lefts)]
    others = [
        t for t in others if t.pos_ != "NOUN" or t.tag_ in PLURAL or any(c.dep_ in ("det", "poss") for c in t.lefts)
    ]
    heads = [head, *others]
    starts = [source[0], *(max(t.left_edge.i, before.i + 1) for before, t in zip(heads, others, strict=False))]
    ends = [*starts[1:], source[1]]
    parts = []
    for token, start, end in zip(heads, starts, ends, strict=True):
        last = end
        while last - 1 > token.i and (doc[last - 1].is_punct or doc[last - 1].dep_ == "cc" or doc[last - 1].is_space):
            last -= 1
        parts.append((token, (start, last)))
    return parts


def owner(head: Token) -> Token | None:
    """Whose something is: "Lund" in "Lund's claim", "his" in "his claim", "Lund" in "the claim of Lund"."""
    for child in head.lefts:
        if child.dep_ == "poss":
            return child
    return None


def is_definite(head: Token) -> bool:
    """Whether a noun has "the", "this" or an owner before it."""
    words = DEFINITE - {"that"} if head.tag_ in PLURAL else DEFINITE
    if any(child.lower_ in words or child.dep_ == "poss" for child in head.lefts):
        return True
    return head.i > 0 and head.doc[head.i - 1].lower_ in words


def has_clause(head: Token) -> bool:
    """Whether a relative clause tells which one is meant: "the candidate who lost"."""
    return any(child.dep_ == "relcl" for child in head.rights)


def wording(doc: Doc, head: Token, source: TokenRange) -> str:
    """A phrase as written, without its appositions and relative clauses."""
    end = source[1]
    for child in head.rights:
        if child.dep_ in _CLAUSES and source[0] < child.left_edge.i < end:
            end = child.left_edge.i
    for i in range(head.i + 1, end - 1):
        if doc[i].text == "," and doc[i + 1].tag_ in ("WP", "WDT", "WP$"):
            end = i
            break
    dated = False
    while end - 1 > head.i and (_is_loose(doc[end - 1]) or (dated and doc[end - 1].pos_ == "ADP")):
        end -= 1
        dated = doc[end].ent_type_ in ("DATE", "TIME")
    return " ".join(doc[source[0] : max(end, head.i + 1)].text.split())


def _is_loose(token: Token) -> bool:
    """Whether a phrase's last word does not tell who the source is: punctuation, "'s", "who", "on Monday"."""
    if token.ent_type_ in ("DATE", "TIME") or token.is_punct or token.is_space:
        return True
    return token.tag_ == "POS" or token.lower_ in ("who", "which")


def antecedent_of_relative(pronoun: Token) -> Token | None:
    """The noun that "who", "which" or "that" refers to."""
    verb = pronoun.head
    for _ in range(4):
        if verb.dep_ == "relcl":
            found = verb.head
            while found.dep_ == "appos" and pronoun.lower_ != "which":
                found = found.head
            return found
        if verb.head == verb:
            break
        verb = verb.head
    doc = pronoun.doc
    before = next((doc[i] for i in range(pronoun.i - 1, max(-1, pronoun.i - 3), -1) if doc[i].text != ","), None)
    return before if before is not None and before.pos_ in ("NOUN", "PROPN") else None


def is_apposed(token: Token, head: Token) -> bool:
    """Whether a chain of appositions leads from a name to a phrase's head: "the mayor, Ada Lund"."""
    current = token
    while current != head:
        if current.dep_ != "appos":
            return False
        current = current.head
    return True


def heads_before(token: Token, since: int) -> Iterator[Token]:
    """The nouns of the narration back from a token, nearest first."""
    doc = token.doc
    for i in range(token.i - 1, max(-1, since - 1), -1):
        if doc[i].pos_ in ("NOUN", "PROPN") and doc[i].dep_ not in ("compound", "nmod"):
            yield doc[i]
