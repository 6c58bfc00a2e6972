"""VADER (Hutto and Gilbert 2014), exactly as vaderSentiment scores a text, with the reason for every word's valence.

The lexicon and the constants are vaderSentiment's own, and so are the rules, slips included; nothing is added or left
out. They are written anew because the library tells no reasons and does most of its work on words that no rule
concerns; tests and `benchmarks/vader.py` hold the two together to the last digit.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Sequence
from itertools import accumulate
from typing import NamedTuple

from vaderSentiment.vaderSentiment import BOOSTER_DICT, C_INCR, N_SCALAR, SPECIAL_CASES, normalize

from analysis.records import NEGATIVE_TO, POSITIVE_FROM, ValenceRule, ValenceWord
from analysis.sentiment.tokens import NEGATORS, SO, Token, TokenizedText, library, tokenize

_FADING = {1: 1.0, 2: 0.95, 3: 0.9}
"""What a degree word's effect is multiplied by, so many words before the word that it concerns."""
_LONGEST_OF_PHRASE = frozenset(max(phrase.split(), key=len) for phrase in (*SPECIAL_CASES, *BOOSTER_DICT))
"""Words without any of which a text holds no phrase that is listed."""


class Weight(NamedTuple):
    """A word's valence in its text, and the rules that made it of the lexicon's."""

    at: int
    """Number of the token in its text."""
    valence: float
    rules: tuple[ValenceRule, ...] = ()


class Scores(NamedTuple):
    """VADER's scores of a text."""

    neg: float
    neu: float
    pos: float
    compound: float
    emphasis: float
    """What exclamation and question marks add to the sum of the words' valences."""


def weigh(tokens: Sequence[Token], denied: Collection[int] | None = None) -> list[Weight]:
    """The words that have a valence, with what the rules make of it, in text order.

    Args:
        tokens: of one sentence.
        denied: the places of the words that are negated; if omitted, VADER's own rule decides: a negator among the
            three words before, or "no".
    """
    known = [at for at, token in enumerate(tokens) if token.valence is not None]
    if not known:
        return []
    words = [token.lower for token in tokens]
    phrases = not _LONGEST_OF_PHRASE.isdisjoint(words)
    weights = []
    for at in known:
        if phrases or denied is not None or _is_concerned(tokens, at):
            if not _is_degree(words, at):
                weights.append(_weigh(tokens, words, at, phrases, denied))
        else:
            weights.append(Weight(at, *_own(tokens, at, tokens[at].valence or 0.0)))
    return _contrast(weights, words.index("but")) if "but" in words else weights


def _is_concerned(tokens: Sequence[Token], at: int) -> bool:
    """Whether a word before it may change a word's valence."""
    for near in tokens[max(0, at - 3) : at]:
        if near.active:
            return True
    return tokens[at].active


def _own(tokens: Sequence[Token], at: int, valence: float) -> tuple[float, tuple[ValenceRule, ...]]:
    """A word's valence before any word nearby concerns it."""
    if tokens[at].upper and _is_loud(tokens):
        return valence + (C_INCR if valence > 0 else -C_INCR), ("capitals",)
    return valence, ()


def _is_loud(tokens: Sequence[Token]) -> bool:
    """Whether capitals stand out: some words have them alone and others do not."""
    return 0 < sum(token.upper for token in tokens) < len(tokens)


def _is_degree(words: Sequence[str], at: int) -> bool:
    return words[at] in BOOSTER_DICT or (words[at] == "kind" and words[at + 1 : at + 2] == ["of"])


def _weigh(
    tokens: Sequence[Token], words: Sequence[str], at: int, phrases: bool, denied: Collection[int] | None
) -> Weight:
    """A word's valence by every rule but that of "but".

    Args:
        tokens: of the sentence.
        words: the same in lower case.
        at: the word's place.
        phrases: whether there may be a phrase with a meaning of its own.
        denied: as `weigh` takes it.
    """
    start, first = tokens[at].valence or 0.0, list[ValenceRule]()
    if denied is None and "no" in words:
        if _follows_no(words, at):
            start, first = start * N_SCALAR, ["negated"]
        elif words[at] == "no" and at + 1 < len(tokens) and tokens[at + 1].valence is not None:
            start, first = 0.0, ["negator"]
    valence, capitals = _own(tokens, at, start)
    rules = [*first, *capitals]
    so = words[at - 1] in SO
    for distance in range(1, min(at, 3) + 1):
        before = tokens[at - distance]
        if before.valence is not None:
            continue
        if before.degree:
            step = _degree(tokens, before, valence) * _FADING[distance]
            rules.append("boosted" if (step > 0) == (valence >= 0) else "dampened")
            valence += step
        negation = _negation(words, at, distance) if before.negates or (so and distance == 3) else None
        if negation == "never_so":
            valence, rules = valence * 1.25, [*rules, negation]
        elif negation == "negated" and denied is None:
            valence, rules = valence * N_SCALAR, [*rules, negation]
        if distance == 3 and phrases:
            idiom = _idiom(words, at)
            if idiom is not None:
                valence, rules = idiom, [*rules, "idiom"]
            for step in _degree_phrases(words, at):
                rules.append("dampened" if valence >= 0 else "boosted")
                valence += step
    if denied is not None and at in denied:
        valence, rules = valence * N_SCALAR, [*rules, "negated"]
    if at and words[at - 1] == "least" and words[max(0, at - 2)] not in {"at", "very"}:
        valence, rules = valence * N_SCALAR, [*rules, "least"]
    return Weight(at, valence, tuple(rules))


def _follows_no(words: Sequence[str], at: int) -> bool:
    near, far = words[max(0, at - 2) : at], words[max(0, at - 3) : max(0, at - 2)]
    return "no" in near or (far == ["no"] and near[1] in {"or", "nor"})


def _degree(tokens: Sequence[Token], before: Token, valence: float) -> float:
    step = -before.degree if valence < 0 else before.degree
    if before.upper and _is_loud(tokens):
        step += C_INCR if valence > 0 else -C_INCR
    return step


def _negation(words: Sequence[str], at: int, distance: int) -> ValenceRule | None:
    """What the word so far before does to the word."""
    negator, between = words[at - distance], words[at - distance + 1 : at]
    # That "so" or "this" right before the word is enough at a distance of three is the library's slip.
    if (negator == "never" and between and between[0] in SO) or (distance == 3 and between[1] in SO):
        return "never_so"
    if negator == "without" and "doubt" in between:
        return None
    return "negated" if negator in NEGATORS or "n't" in negator else None


def _idiom(words: Sequence[str], at: int) -> float | None:
    """The valence of a phrase that holds the word or stands before it."""
    third, second, first, word, *after = words[at - 3 : at + 3]
    phrases = [
        f"{first} {word}",
        f"{second} {first} {word}",
        f"{second} {first}",
        f"{third} {second} {first}",
        f"{third} {second}",
    ]
    valence: float | None = next((SPECIAL_CASES[phrase] for phrase in phrases if phrase in SPECIAL_CASES), None)
    for phrase in accumulate(after, "{} {}".format, initial=word):
        if phrase != word:
            valence = SPECIAL_CASES.get(phrase, valence)
    return valence


def _degree_phrases(words: Sequence[str], at: int) -> Iterator[float]:
    """Yield what each "kind of", "sort of" or "just enough" before the word adds, whatever the word's sign."""
    third, second, first = words[at - 3 : at]
    for phrase in (f"{third} {second} {first}", f"{third} {second}", f"{second} {first}"):
        if phrase in BOOSTER_DICT:
            yield BOOSTER_DICT[phrase]


def _contrast(weights: list[Weight], but: int) -> list[Weight]:
    """Halve what stands before the first "but", and give what stands after it half as much again.

    As in the library a word is looked up by its valence: of two with the same, the first may be changed twice.
    """
    weights = list(weights)
    for turn in range(len(weights)):
        valence = weights[turn].valence
        at = next(i for i, weight in enumerate(weights) if weight.valence == valence)
        place, _, rules = weights[at]
        if valence and place < but:
            weights[at] = Weight(place, valence * 0.5, (*rules, "before_but"))
        elif valence and place > but:
            weights[at] = Weight(place, valence * 1.5, (*rules, "after_but"))
    return weights


def summarize(weights: Sequence[Weight], tokenized: TokenizedText) -> Scores:
    """The scores that the words' valences make: compound = S/√(S² + 15), S the sum of the valences and the emphasis."""
    n = len(tokenized.tokens)
    if not weights:
        return Scores(0.0, 1.0 if n else 0.0, 0.0, 0.0, 0.0)
    valences = [weight.valence for weight in weights]
    total, marks = sum(valences), _emphasis(tokenized.text)
    emphasis = math.copysign(marks, total) if marks and total else 0.0
    # A word without valence counts 1, so that one with a valence counts 1 more than that.
    pos = neg = 0.0
    neu = n - len(valences)
    for valence in valences:
        if valence > 0:
            pos += valence + 1
        elif valence < 0:
            neg += 1 - valence
        else:
            neu += 1
    if pos > neg:
        pos += marks
    elif pos < neg:
        neg += marks
    whole = pos + neg + neu
    compound = normalize(total + emphasis)
    return Scores(round(neg / whole, 3), round(neu / whole, 3), round(pos / whole, 3), round(compound, 4), emphasis)


def rests_on_one_word(scores: Scores, valences: Sequence[float]) -> bool:
    """Whether a text is negative or positive only by the word that weighs most.

    Args:
        scores: of the text.
        valences: of its words, as the rules left them.

    Example:
        >>> rests_on_one_word(Scores(0, 1, 0, 0.6249, 0), [3.0, 0.1])
        True
        >>> rests_on_one_word(Scores(0, 1, 0, 0.7184, 0), [2.0, 2.0])
        False
    """
    if NEGATIVE_TO < scores.compound < POSITIVE_FROM:
        return False
    rest = sum(valences) - max(valences, key=lambda valence: valence if scores.compound > 0 else -valence)
    left = rest + scores.emphasis if rest * scores.emphasis > 0 else rest
    compound = round(normalize(left), 4)
    return bool(compound < POSITIVE_FROM if scores.compound > 0 else compound > NEGATIVE_TO)


def _emphasis(text: str) -> float:
    if "!" not in text and "?" not in text:
        return 0.0
    analyzer = library()
    return float(analyzer._amplify_ep(text) + analyzer._amplify_qm(text))


def score_text(text: str) -> tuple[dict[str, float], tuple[ValenceWord, ...]]:
    """VADER's scores of a text taken as one sentence, and the words that made them.

    Returns:
        `compound` (-1 to 1), `neg`, `neu`, `pos` (shares of 1); the words that the lexicon knows, in text order.

    Example:
        >>> scores, words = score_text("The talks didn’t fail.")
        >>> scores["compound"], [(word.text, word.lexicon_valence, word.valence, word.rules) for word in words]
        (0.431, [('fail', -2.5, 1.85, ('negated',))])
    """
    tokenized = tokenize(text)
    weights = weigh(tokenized.tokens)
    neg, neu, pos, compound, _ = summarize(weights, tokenized)
    words = []
    for at, valence, rules in weights:
        token, (start, end) = tokenized.tokens[at], tokenized.span(at)
        words.append(ValenceWord(start, end, text[start:end], token.lower, token.valence, valence, rules))
    return {"neg": neg, "neu": neu, "pos": pos, "compound": compound}, tuple(words)
