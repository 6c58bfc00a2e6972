"""Negation: the cues of a sentence, whole words ("not", "nobody") or affixes ("un|happy"), each with its scope."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from analysis.framing.negation_rules import NegationRules, shipped_negation_rules
from analysis.framing.negation_scope import find_scope, is_prefix
from analysis.framing.polarity_rules import starts_phrase
from analysis.records import Span as Offsets

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span, Token

_NOT = frozenset({"n't", "n\u2019t", "nt", "not"})
_FINITE = frozenset({"VB", "VBD", "VBP", "VBZ"})
_MARKS = frozenset({",", "?", ".", "!", ";", "-", "--", "\u2013", "\u2014"})
_PAIR_ENDS = frozenset({";", ":", "but", "neither"})
_THINGS = frozenset({"attr", "dobj", "nsubj"})
_LONGEST_PHRASE = 5


@dataclass(frozen=True, slots=True)
class Negation:
    """A cue and what it negates. Offsets count characters of the untouched text, positions count tokens of the doc."""

    cue_spans: tuple[Offsets, ...]
    """Several where the cue is in several words; of an affixal cue the affix alone."""
    cue_tokens: tuple[int, ...]
    scope_spans: tuple[Offsets, ...]
    """In text order, without the cue; empty where nothing is in scope ("No, thank you"), several where it has gaps.
    What is left of a word with an affixal cue is a span of its own."""
    scope_tokens: tuple[int, ...]
    """With the word itself where its affix is the cue."""
    head: int | None
    """The word that the cue stands on: a verb, or the noun or modifier that it negates."""
    affixal: bool


def find_negations(sentence: Span, *, affixes: bool = True, rules: NegationRules | None = None) -> Iterator[Negation]:
    """Yield each negation of a sentence, in the order of their cues.

    Approximate negators ("hardly") and what only looks like a negation ("not only", "no doubt", "isn't it?") are none.

    Args:
        sentence: the tokens of a parsed sentence.
        affixes: whether words such as "unhappy" and "useless" count.
        rules: the cues; those of the project if omitted.

    Example:
        >>> from analysis.parsing import as_parsed
        >>> doc = as_parsed("The council met, but it did not publish the unusual report.").doc
        >>> [([doc.text[s:e] for s, e in n.cue_spans], [doc.text[s:e] for s, e in n.scope_spans])
        ...  for n in find_negations(doc[:])]
        [(['not'], ['it did', 'publish the unusual report']), (['un'], ['the', 'usual', 'report'])]
    """
    rules = rules or shipped_negation_rules()
    for cue, affix in find_cues(sentence, affixes=affixes, rules=rules):
        yield negation_of(sentence, cue, affix=affix)


def negation_of(sentence: Span, cue: Sequence[int], *, affix: Offsets | None = None) -> Negation:
    """A negation whose cue is known: its scope by the grammar of the sentence.

    Args:
        sentence: the tokens of a parsed sentence.
        cue: positions in the doc of the cue's tokens, in text order.
        affix: where in its one token the cue stands, in characters, if it is an affix.
    """
    doc = sentence.doc
    scope = find_scope(sentence, cue, affixal=affix is not None)
    if affix is None:
        return Negation(
            _spans(doc, cue), tuple(cue), _spans(doc, scope.tokens), scope.tokens, scope.head, affixal=False
        )
    start = doc[cue[0]].idx
    cut = (start + affix[0], start + affix[1])
    spans = tuple(_spans_around(doc, scope.tokens, cue[0], cut))
    return Negation((cut,), tuple(cue), spans, scope.tokens, scope.head, affixal=True)


def find_cues(
    sentence: Span, *, affixes: bool = True, rules: NegationRules | None = None
) -> Iterator[tuple[tuple[int, ...], Offsets | None]]:
    """Yield the positions of each cue's tokens, and where in its word an affix stands (`None` for whole words)."""
    rules = rules or shipped_negation_rules()
    candidates = [(token, kind) for token in sentence if (kind := _kind(token.lower_, rules)) is not None]
    if not candidates:
        return
    words = ["not" if token.lower_ in _NOT else token.lower_ for token in sentence]
    taken: set[int] = set()
    for token, kind in candidates:
        if kind != _WHOLE:
            if affixes and _is_negated_word(token, sentence):
                yield (token.i,), kind
        elif token.i not in taken and not _only_looks_so(token, words, sentence, rules):
            cue = _whole_cue(token, words, sentence, rules)
            taken.update(cue)
            yield cue, None


_WHOLE: Offsets = (0, 0)
"""Where the affix of a word stands that negates as a whole."""


@lru_cache(maxsize=100_000)
def _kind(word: str, rules: NegationRules) -> Offsets | None:
    """Whether a word can be a cue at all: nearly all cannot, and cost one look-up."""
    if word in _NOT or word in rules.words or any(word == phrase[0] for phrase in rules.phrases):
        return _WHOLE
    return rules.affix(word)


def _is_negated_word(token: Token, sentence: Span) -> bool:
    """Whether a word with an affix describes: names are none, nor are verbs that say what is done ("unseated")."""
    if token.pos_ == "PROPN" and token.i != sentence.start:
        return False
    return token.tag_ not in _FINITE or token.lower_.startswith("dis")


def _whole_cue(token: Token, words: list[str], sentence: Span, rules: NegationRules) -> tuple[int, ...]:
    """The tokens of a cue that begins with a token."""
    at = token.i - sentence.start
    for phrase in starts_phrase(words[at : at + _LONGEST_PHRASE], rules.phrases):
        return tuple(range(token.i, token.i + len(phrase)))
    second = rules.pairs.get(words[at])
    if second is not None:
        for further in range(at + 1, len(words)):
            if words[further] == second:
                return (token.i, sentence.start + further)
            if words[further] in _PAIR_ENDS:
                break
    return (token.i,)


def _only_looks_so(token: Token, words: list[str], sentence: Span, rules: NegationRules) -> bool:
    """Whether a cue word denies nothing where it stands."""
    at = token.i - sentence.start
    word = words[at]
    if word not in rules.words:
        return not any(starts_phrase(words[at : at + _LONGEST_PHRASE], rules.phrases))
    if any(words[max(0, at - len(phrase)) : at] == list(phrase) for phrase in rules.after) and word == "not":
        return True
    for phrase in starts_phrase(words[at : at + _LONGEST_PHRASE], rules.pseudo_negation):
        # "There is no doubt" denies the doubt; "no doubt", an adverb, affirms the rest.
        noun = sentence[at + len(phrase) - 1]
        return not (word == "no" and len(phrase) == 2 and noun.dep_ in _THINGS and noun.head.lemma_ in {"be", "have"})
    if is_prefix(token) and words[at + 2] != "one":
        return True
    return _is_number(at, words) or _is_tag(token, at, words, sentence)


def _is_number(at: int, words: list[str]) -> bool:
    """Whether "no" is short for "number": "No. 10"."""
    following = [word for word in words[at + 1 : at + 3] if word != "."]
    return words[at] in {"no", "no."} and bool(following) and following[0][0].isdigit() and words[at + 1] != ","


def _is_tag(token: Token, at: int, words: list[str], sentence: Span) -> bool:
    """The "isn't it" or "is it not" that ends a statement."""
    if words[at] != "not" or at < 2:
        return False
    contracted = at + 2 < len(words) and sentence[at + 1].pos_ == "PRON" and sentence[at - 1].pos_ in {"AUX", "VERB"}
    if contracted and words[at - 2] in _MARKS and words[at + 2] in _MARKS:
        return True
    full = (
        at > 2 and at + 1 < len(words) and sentence[at - 1].pos_ == "PRON" and sentence[at - 2].pos_ in {"AUX", "VERB"}
    )
    return full and words[at - 3] in _MARKS and words[at + 1] in _MARKS


def _spans(doc: Doc, tokens: Sequence[int]) -> tuple[Offsets, ...]:
    """Stretches of neighbouring tokens."""
    runs: list[tuple[int, int]] = []
    for i in tokens:
        if runs and all(doc[between].is_space for between in range(runs[-1][1] + 1, i)):
            runs[-1] = (runs[-1][0], i)
        else:
            runs.append((i, i))
    return tuple((doc[first].idx, doc[last].idx + len(doc[last])) for first, last in runs)


def _spans_around(doc: Doc, tokens: Sequence[int], word: int, affix: Offsets) -> Iterator[Offsets]:
    """Yield the stretches of a scope that holds a word, without the word's affix."""
    start, end = doc[word].idx, doc[word].idx + len(doc[word])
    yield from _spans(doc, [i for i in tokens if i < word])
    if start < affix[0]:
        yield start, affix[0]
    if affix[1] < end:
        yield affix[1], end
    yield from _spans(doc, [i for i in tokens if i > word])
