"""Noun phrases of the ledger: their extent, the number in them, and whom they stand for by a simple rule."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from spacy.tokens import Doc, Token
    from spacy.tokens import Span as DocSpan

    from analysis.parsing import Sentence
    from analysis.records import Span

_RELATIVE = frozenset({"WDT", "WP"})
_INSIDE = frozenset(
    {"det", "amod", "nummod", "quantmod", "compound", "nmod", "poss", "predet", "case", "advmod", "npadvmod"}
)
_COUNTS = frozenset({"dozen", "dozens", "hundreds", "thousands", "millions", "scores", "many", "several", "numerous"})
_HE_SHE = frozenset({"he", "she", "him", "her", "his", "hers", "himself", "herself"})
_THEY = frozenset({"they", "them", "their", "theirs", "themselves"})
_OF_NUMBER = frozenset({"number", "group", "total", "toll"})


class Phrase(NamedTuple):
    """A noun phrase as written, and whom it stands for."""

    span: Span
    name: str
    """The words as written, a pronoun or a name replaced by what it stands for where that is told."""


def is_relative(token: Token) -> bool:
    """Whether a word is "who", "which" or "that" of a relative clause."""
    return token.tag_ in _RELATIVE or (token.lower_ == "that" and token.dep_ in {"nsubj", "nsubjpass", "dobj"})


def antecedent(token: Token) -> Token:
    """The noun of a relative pronoun; any other word is its own."""
    if not is_relative(token):
        return token
    for node in token.ancestors:
        if node.dep_ == "relcl":
            return node.head
    return token


def token_range(noun: Token) -> tuple[int, int]:
    """First token and the one after the last of a noun phrase: modifiers, "of …" and joined nouns, no clauses."""
    chosen = {noun.i}
    waiting = [noun]
    while waiting:
        node = waiting.pop()
        for child in node.children:
            if _belongs(child, node, noun):
                chosen.add(child.i)
                waiting.append(child)
    first, last = min(chosen), max(chosen)
    while first < noun.i and noun.doc[first].pos_ in {"PUNCT", "CCONJ"}:
        first += 1
    return first, last + 1


def _belongs(child: Token, node: Token, noun: Token) -> bool:
    """Whether a dependent of a word of a noun's phrase belongs to the phrase."""
    if child.i < noun.i:
        return child.dep_ in _INSIDE and not _is_result(child)
    if child.dep_ == "prep":
        return child.lower_ == "of" and node.i < child.i
    if child.dep_ == "pobj":
        return node.lower_ == "of"
    if child.dep_ == "conj":
        return node.i > noun.i or child.pos_ in {"NOUN", "PROPN", "PRON", "NUM"}
    return child.dep_ == "nummod" or (node.i > noun.i and child.dep_ in _INSIDE)


def _is_result(word: Token) -> bool:
    """Whether an adjective before a noun belongs to the verb before it: "shot dead two officers"."""
    return word.lower_ == "dead" and word.i > 0 and word.nbor(-1).lemma_ == "shoot"


def referent(token: Token) -> Token:
    """What "it" or "they" in a reported clause stands for: the subject of the reporting verb, if it fits."""
    if token.lower_ not in {"it", "they"} or token.head.dep_ != "ccomp":
        return token
    subject = next((child for child in token.head.head.children if child.dep_ == "nsubj" and child.i < token.i), None)
    if subject is None or subject.pos_ == "PRON":
        return token
    is_plural = subject.tag_ in {"NNS", "NNPS"} or subject.lower_ == "police"
    return subject if is_plural == (token.lower_ == "they") else token


def number_of(noun: Token) -> str | None:
    """The number that a phrase gives, as written: "six", "at least 200", "dozens"."""
    doc = noun.doc
    if noun.tag_ == "CD" or noun.lower_ in _COUNTS:
        return _with_modifiers(noun)
    for child in noun.children:
        if child.dep_ == "nummod" or (child.dep_ == "amod" and child.lower_ in _COUNTS):
            return _with_modifiers(child)
    if noun.lemma_ in _OF_NUMBER or not noun.i:
        return None
    before = doc[noun.left_edge.i]
    return _with_modifiers(before) if before.tag_ == "CD" and before.head.i == noun.i else None


def _with_modifiers(number: Token) -> str:
    first = min([number.i, *(child.i for child in number.children if child.dep_ in {"quantmod", "compound", "advmod"})])
    first = min([first, *(word.i for child in number.children if child.i < number.i for word in child.subtree)])
    return str(number.doc[first : number.i + 1].text)


class Naming:
    """Whom the pronouns and names of an article stand for.

    Rules: "he" and "she" are the person named last before them, a subject sooner than others, in the same sentence or
    the two before; "they" the last plural subject there; a name is the longest name of the article that ends in it or,
    for organisations, holds it. Everything else stands for itself.
    """

    def __init__(self, doc: Doc, sentences: Sequence[Sentence]) -> None:
        self.doc = doc
        self.starts = {sentence.index: sentence.start_i for sentence in sentences}
        self.people = [ent for ent in doc.ents if ent.label_ == "PERSON"]
        self.bodies = [ent for ent in doc.ents if ent.label_ in {"ORG", "GPE", "NORP"}]

    def phrase(self, noun: Token, sentence: int) -> Phrase:
        """The phrase around a noun."""
        first, after = token_range(noun)
        start, end = self.doc[first].idx, self.doc[after - 1].idx + len(self.doc[after - 1])
        return Phrase((start, end), self._name(noun, sentence) or self.doc[first:after].text)

    def _name(self, noun: Token, sentence: int) -> str | None:
        if (meant := referent(noun)) is not noun:
            first, after = token_range(meant)
            return str(self.doc[first:after].text)
        if noun.lower_ in _HE_SHE:
            person = self._last_person(noun, sentence)
            return self._fullest(person) if person is not None else None
        if noun.lower_ in _THEY:
            return self._last_plural(noun, sentence)
        if noun.ent_type_ == "PERSON":
            ent = next((ent for ent in self.people if ent.start <= noun.i < ent.end), None)
            return self._fullest(ent) if ent is not None else None
        return None

    def _last_person(self, pronoun: Token, sentence: int) -> DocSpan | None:
        since = self.starts.get(max(0, sentence - 2), 0)
        before = [ent for ent in self.people if since <= ent.start and ent.end <= pronoun.i]
        subjects = [ent for ent in before if ent.root.dep_ in {"nsubj", "nsubjpass"}]
        found = subjects or before
        return found[-1] if found else None

    def _last_plural(self, pronoun: Token, sentence: int) -> str | None:
        since = self.starts.get(max(0, sentence - 1), 0)
        nouns = [
            word
            for word in self.doc[since : pronoun.i]
            if word.tag_ in {"NNS", "NNPS"} and word.dep_ in {"nsubj", "nsubjpass"}
        ]
        if not nouns:
            return None
        first, after = token_range(nouns[-1])
        return str(self.doc[first:after].text)

    def _fullest(self, ent: DocSpan) -> str:
        name = _bare(ent.text)
        same = [_bare(other.text) for other in self.people]
        return max((full for full in same if full == name or full.endswith(f" {name}")), key=len, default=name)


def _bare(name: str) -> str:
    return " ".join(name.split()).removesuffix("'s").removesuffix("\u2019s")
