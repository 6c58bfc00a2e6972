"""The scope of a negation: the words that it denies, found on the grammar of the sentence.

What is in scope follows the guidelines of ConanDoyle-neg (Morante, Schrauwen and Daelemans 2011, Annotation of
Negation Cues and their Scope): a negated verb brings its clause, subject and complements included; a negated subject
or object brings the clause of its verb; a negated modifier brings its noun phrase. Out are the cue, conjunctions, the
other members of a coordination, what precedes the clause proper ("On Friday, …"), reasons and concessions ("…, because
…"), adverbs that comment, exclamations, addresses and parentheses.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from analysis.parsing import FINITE

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

_VERBAL = frozenset({"VERB", "AUX"})
_NOMINAL = frozenset({"NOUN", "PROPN", "PRON"})
_SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj", "csubjpass", "expl"})
_AUXILIARIES = frozenset({"aux", "auxpass"})
_CORE = _SUBJECTS | _AUXILIARIES | {"attr", "acomp", "xcomp", "prt", "dative", "oprd"}
"""What belongs to a verb wherever it stands."""
_NEVER = frozenset({"cc", "preconj", "conj", "intj", "parataxis", "meta", "mark"})
"""What never belongs to a verb's clause."""
_ADJUNCTS = frozenset({"advcl", "npadvmod", "prep", "ccomp"})
"""What does unless it is set off by a comma."""
_UPWARD = _SUBJECTS | {
    *("pobj", "pcomp", "prep", "agent", "dative", "dobj", "attr", "acomp", "oprd", "npadvmod", "appos", "poss"),
    *("nmod", "compound", "det", "predet", "nummod", "quantmod", "amod", "advmod", "neg", "case"),
}
"""The relations through which a negated word reaches the verb above it."""
_ON_A_WORD = frozenset({"det", "neg", "advmod", "preconj", "cc", "predet", "dep", "amod"})
"""The relations in which a cue stands on its head; in others it is a subject or object itself."""
_REASONS = frozenset({"for", "since", "because", "while", "whereas", "so", "though", "although", "unless", "where"})
_COMMENTS = frozenset(
    {"certainly", "surely", "indeed", "therefore", "then", "however", "perhaps", "maybe", "yet", "so", "thus", "hence"}
    | {
        "moreover",
        "nevertheless",
        "nonetheless",
        "meanwhile",
        "though",
        "anyway",
        "besides",
        "also",
        "instead",
        "of course",
    }
)
_HYPHENS = frozenset({"-", "\u2010", "\u2011"})
_RELATIVE = frozenset({"WDT", "WP", "WP$"})
MAX_SENTENCE = 500
"""Tokens. What is longer is a list or wreckage: there a scope ends with the next mark behind the cue."""
_NEARBY = 10
_MAX_CLIMB = 100
"""Guards against parses that are no trees."""


class Scope(NamedTuple):
    """Positions in the doc of the words in scope, in text order, and of the word that the cue stands on."""

    tokens: tuple[int, ...]
    head: int | None


def find_scope(sentence: Span, cue: Sequence[int], *, affixal: bool = False) -> Scope:
    """The words that a cue denies.

    Args:
        sentence: the tokens of a sentence; without a dependency parse, or in one of more than `MAX_SENTENCE` tokens,
            a scope is what stands between the cue and the next mark, at most ten words.
        cue: positions in the doc of the cue's tokens, in text order; any word can be one ("refused").
        affixal: whether the cue is an affix of its one token, which is then in scope itself.

    Example:
        >>> from analysis.parsing import as_parsed
        >>> doc = as_parsed("On Friday the mayor did not speak, but nobody left.").doc
        >>> [doc[i].text for i in find_scope(doc[:], [5]).tokens]
        ['the', 'mayor', 'did', 'speak']
    """
    return _Finder(sentence, frozenset(cue), affixal).find(sentence.doc[cue[0]])


class _Finder:
    """One search; `words` are positions in the doc."""

    def __init__(self, sentence: Span, cue: frozenset[int], affixal: bool) -> None:
        self.sentence = sentence
        self.doc = sentence.doc
        self.cue = cue
        self.affixal = affixal

    def find(self, first: Token) -> Scope:
        if len(self.sentence) > MAX_SENTENCE or not self.doc.has_annotation("DEP"):
            words, head = self.nearby(first), first
        elif self.affixal:
            words, head = self.of_affix(first) | {first.i}, first
        elif self.stands_alone(first):
            return Scope((), None)
        elif len(self.cue) == 1 and (first.dep_ == "prep" or first.pos_ in {"ADP", "SCONJ"}):
            words = self.phrase(first)
            head = next((child for child in first.children if child.dep_ in {"pobj", "pcomp"}), first)
        else:
            head = self.bearer(first)
            words = self.reach(head, first) | self.second(head)
        if not self.affixal:
            words -= self.cue
        return Scope(tuple(self.trimmed(words)), head.i)

    def nearby(self, cue: Token) -> set[int]:
        """The scope where there is no grammar to go by."""
        if self.affixal:
            return {cue.i}
        words: set[int] = set()
        for i in range(max(self.cue) + 1, min(self.sentence.end, max(self.cue) + 1 + _NEARBY)):
            if self.doc[i].is_punct:
                break
            words.add(i)
        return words

    def trimmed(self, words: set[int]) -> Iterator[int]:
        """The words in text order, without white space and without marks at the edge of a stretch."""
        waiting: list[int] = []
        was_in = False
        start, end = min(words, default=0), max(words, default=-1) + 1
        for token in self.doc[max(start, self.sentence.start) : min(end, self.sentence.end)]:
            is_in = token.i in words
            if token.is_space:
                continue
            if token.is_punct and token.i not in self.cue:
                waiting += [token.i] if is_in and was_in else []
                continue
            if is_in:
                yield from waiting
                yield token.i
            waiting, was_in = [], is_in

    # What the cue stands on

    def stands_alone(self, cue: Token) -> bool:
        """Whether a cue answers ("No, …") or stands for a clause ("I think not")."""
        at_end = cue.i + 1 == self.sentence.end
        ends = at_end or (self.doc[cue.i + 1].text in _STOPS and not is_prefix(cue))
        if cue.lower_ == "no":
            return ends or cue.dep_ == "intj" or cue.pos_ == "INTJ"
        return ends and cue.dep_ == "neg" and cue.lower_ == "not" and cue.head.pos_ == "VERB" and cue.head.i < cue.i

    def bearer(self, cue: Token) -> Token:
        """The verb, noun or modifier that a cue stands on, or the cue itself where it is a noun or verb."""
        if len(self.cue) > 1 and cue.dep_ not in {"cc", "preconj", "det"}:
            outside = (node for node in _upward(cue) if node.i not in self.cue)
            return next(outside, self.doc[max(self.cue)])
        if cue.dep_ not in _ON_A_WORD or cue.head.i == cue.i:
            return cue
        if cue.lower_ == "nor":
            joined = [child for child in cue.head.children if child.dep_ == "conj" and child.i > cue.i]
            return joined[0] if joined else cue.head
        return cue.head

    def second(self, head: Token) -> set[int]:
        """The other half of what "neither … nor" denies."""
        last = max(self.cue)
        if last - min(self.cue) < len(self.cue):
            return set()
        joined = (child for child in head.children if child.dep_ == "conj" and child.left_edge.i == last + 1)
        return {i for child in joined for i in self.phrase(child)}

    # What is denied with it

    def of_affix(self, word: Token) -> set[int]:
        """The reach of a word that an affix negates."""
        dep, above = word.dep_, word.head
        if dep == "amod" or (dep == "compound" and above.i > word.i):
            words = self.noun_phrase(above, word)
        elif dep == "advmod" and above.pos_ in _VERBAL and not self.before_comma(word):
            words = self.clause(above)
        elif dep == "advmod":
            words = self.phrase(above) if above.pos_ in {"ADJ", "ADV"} else {word.i}
        elif dep == "pobj":
            words = self.phrase(word)
        else:
            words = self.reach(word, word)
        others = {i for child in word.children if child.dep_ in {"conj", "cc"} for i in self.phrase(child)}
        return words - others

    def reach(self, node: Token, cue: Token) -> set[int]:
        """The clause or phrase that is denied with a word."""
        if node.dep_ == "pobj" and node.head.lower_ == "with" and cue.dep_ == "det":
            return self.phrase(node)
        if cue.i > node.i and cue.dep_ == "neg" and node.pos_ in _NOMINAL:
            return self.contrast(node, cue)
        for above in _upward(node):
            if above.pos_ in _VERBAL and above.dep_ not in _AUXILIARIES:
                return self.clause(above)
            if above.dep_ == "conj":
                return self.conjunct(above)
            if above.dep_ == "amod" and not self.affixal:
                return self.noun_phrase(above.head, above)
            if above.dep_ not in _UPWARD | _AUXILIARIES:
                return self.phrase(above)
        return self.phrase(node)

    def conjunct(self, part: Token) -> set[int]:
        """The reach of one member of a coordination: the clause with this member in place of the others."""
        first = part
        for first in _upward(part):
            if first.dep_ != "conj":
                break
        if self.affixal and first.dep_ in {"amod", "compound"}:
            return self.phrase(part)
        if first.pos_ in _VERBAL:
            core = (child for child in first.children if child.dep_ in _SUBJECTS | _AUXILIARIES)
            return self.phrase(part) | {first.i} | {i for child in core for i in self.phrase(child)}
        return self.in_place_of(first, part)

    def contrast(self, noun: Token, cue: Token) -> set[int]:
        """The reach of "the mayor, not the governor, …"."""
        rival = next((child for child in noun.children if child.i > cue.i and child.pos_ in _NOMINAL), None)
        return self.phrase(noun) if rival is None else self.in_place_of(noun, rival)

    def in_place_of(self, first: Token, part: Token) -> set[int]:
        """The clause that holds a word, with one of its parts in its place."""
        for above in _upward(first):
            if above.pos_ in _VERBAL:
                return (self.clause(above) - self.phrase(first)) | self.phrase(part)
            if above.dep_ not in _UPWARD | {"conj", "ccomp"}:
                break
        return self.phrase(part)

    def clause(self, verb: Token) -> set[int]:
        """A verb with what it says of its subject."""
        words = {verb.i}
        opening = min([child.i for child in verb.children if child.dep_ in _SUBJECTS | _AUXILIARIES] + [verb.i])
        for child in verb.children:
            if not self.is_outside(child, verb, opening):
                words |= self.phrase(child)
        return (words | self.shared(verb) | self.alternatives(verb)) - self.corrections(verb)

    def alternatives(self, verb: Token) -> set[int]:
        """What "or" adds to a denied verb: "did not eat or drink"."""
        words: set[int] = set()
        joined = [child for child in verb.children if child.dep_ in {"cc", "conj"} and child.i > verb.i]
        for joint, other in pairwise(joined):
            own = any(child.dep_ in _SUBJECTS | _AUXILIARIES for child in other.children)
            if joint.lower_ == "or" and other.dep_ == "conj" and not own:
                words |= {joint.i, *self.phrase(other)}
        return words

    def is_outside(self, child: Token, verb: Token, opening: int) -> bool:
        """Whether a dependent is no part of what its verb says of the subject; `opening` is where that begins."""
        dep = child.dep_
        if dep in _NEVER:
            return True
        if dep in _CORE:
            return False
        if child.i < opening and dep in _ADJUNCTS | {"advmod"}:
            return not self.asks_or_relates(child, verb)
        if dep == "advmod":
            return child.lower_ in _COMMENTS and (child.i < verb.i or self.is_set_off(child))
        marks = {c.lower_ for c in child.children if c.dep_ == "mark"}
        if dep == "advcl" and marks & _REASONS and not any(c.tag_ == "TO" for c in child.children):
            return True
        if dep == "ccomp" and marks:
            return False
        address = dep == "dobj" and child.pos_ == "PROPN"
        return (dep in _ADJUNCTS or address) and self.is_set_off(child)

    def asks_or_relates(self, child: Token, verb: Token) -> bool:
        """Whether a fronted word is the "why" of a question or the "of which" of a relative clause."""
        if child.tag_ == "WRB":
            return verb.dep_ in {"relcl", "ROOT"} and not self.before_comma(child)
        return child.dep_ == "prep" and any(c.tag_ in _RELATIVE for c in child.children)

    def shared(self, verb: Token) -> set[int]:
        """Subject and auxiliaries that a coordinated verb shares with the first."""
        own = {child.dep_ for child in verb.children}
        wanted: set[str] = set()
        if not own & _SUBJECTS:
            wanted |= _SUBJECTS
            if not own & _AUXILIARIES and verb.tag_ not in FINITE:
                wanted |= _AUXILIARIES
        words: set[int] = set()
        for first in _upward(verb):
            found = {child for child in first.children if child.dep_ in wanted and child.i < verb.i}
            if first.i != verb.i:
                words |= {i for child in found for i in self.phrase(child)}
            if first.dep_ != "conj" or any(child.dep_ in _SUBJECTS for child in found):
                break
        return words

    def corrections(self, verb: Token) -> set[int]:
        """The Y of "not X but Y", for an X right below the verb."""
        words: set[int] = set()
        for child in verb.children:
            for part in (child, *(child.children if child.dep_ == "prep" else ())):
                but = [c for c in part.children if c.dep_ == "cc" and c.lower_ == "but"]
                if but and part.pos_ not in _VERBAL:
                    words |= {i for c in part.children if c.i >= but[0].i for i in self.phrase(c)}
        return words

    def noun_phrase(self, noun: Token, modifier: Token) -> set[int]:
        """A noun with one of its modifiers, without those before it and what a comma sets off."""
        words = {noun.i}
        for child in noun.children:
            earlier = child.dep_ == "amod" and child.i < modifier.i
            aside = child.dep_ in {"relcl", "acl", "appos", "prep"} and self.is_set_off(child)
            if not earlier and not aside and child.dep_ not in {"cc", "conj", "punct"}:
                words |= self.phrase(child)
        return words

    def phrase(self, node: Token) -> set[int]:
        """A word with all that hangs on it."""
        return set(range(node.left_edge.i, node.right_edge.i + 1))

    def is_set_off(self, node: Token) -> bool:
        """Whether a mark stands before a phrase."""
        first = node.left_edge.i
        return first > self.sentence.start and bool(self.doc[first - 1].is_punct)

    def before_comma(self, node: Token) -> bool:
        """Whether a comma stands behind a phrase."""
        after = node.right_edge.i + 1
        return after < self.sentence.end and bool(self.doc[after].text == ",")


_STOPS = frozenset({*",.;:?!", "-", "--", "\u2013", "\u2014", '"', "''", "\u201d", "'", "\u2019"})


def is_prefix(token: Token) -> bool:
    """Whether a word and the next one are joined by a hyphen ("no-fly zone", "no-one")."""
    joined = token.i + 2 < len(token.doc) and not token.whitespace_
    return joined and token.nbor().text in _HYPHENS and not token.nbor().whitespace_


def _upward(node: Token) -> Iterator[Token]:
    """A word and those above it."""
    for _ in range(_MAX_CLIMB):
        yield node
        if node.head.i == node.i:
            return
        node = node.head
