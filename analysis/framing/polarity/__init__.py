"""Whether a term's occurrence is asserted, negated, rejected, demanded or hypothetical.

From the term's head the search climbs the sentence's grammar. Each word on the way may carry a cue of its own (a
negation, a modal, "possible") and may govern what lies below it ("refused to …", "plans for …"). The innermost cue
decides; among the cues of one word, rejected comes before negated, demanded and hypothetical. Then one step of
composition: where the governing word is itself denied or refused, "did not call for" is negated, "rejected calls for"
rejected, and a rejection that is itself denied ("did not rule out") leaves the matter open: hypothetical.

A reported clause ends the search ("said that …"), and so do a relative clause, "but", and conjunctions of time, cause
and concession. What exists in any case is spared: the subject of an ordinary verb ("the militants did not disarm"
denies no militants), the object of "end" or "lift" (who demands the end of a siege rejects the siege), and definite
words in adjuncts ("would resume after the truce").
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from analysis.framing.negation import find_negations
from analysis.framing.polarity.climb import ALL, Climb
from analysis.framing.polarity.cues import Cue
from analysis.framing.polarity_rules import Effect, PolarityRules, shipped_polarity_rules
from analysis.parsing import FINITE
from analysis.records import Polarity

if TYPE_CHECKING:
    from spacy.tokens import Span, Token


class Reading(NamedTuple):
    """The polarity of an occurrence and the words that decided it."""

    polarity: Polarity
    cue: str | None


ASSERTED = Reading("asserted", None)


def find_polarity(
    sentence: Span,
    term: Sequence[int],
    *,
    lack: bool = False,
    headline: bool = False,
    rules: PolarityRules | None = None,
) -> Reading:
    """The polarity of a term in its sentence.

    Args:
        sentence: the tokens of the sentence; without a dependency parse only the words before the term are read.
        term: positions in the doc of the tokens that the term's pattern fits.
        lack: leave a negated term asserted, because its absence is what the frame is about ("no food aid").
        headline: read the words before the term where the grammar gives no cue; headlines are no full sentences.
        rules: the cues; those of the project if omitted.

    Example:
        >>> from analysis.parsing import as_parsed
        >>> doc = as_parsed("The group refused to surrender.").doc
        >>> find_polarity(doc[:], [4])
        Reading(polarity='rejected', cue='refused to')
    """
    climb = Climb(sentence, frozenset(term), rules or shipped_polarity_rules())
    cue = climb.words.prefix(min(term)) or climb.words.slogan(min(term))
    if cue is not None:
        pass
    elif sentence.doc.has_annotation("DEP"):
        cue = climb.above(_head(sentence, term), ALL)
        if cue is None and "hypothetical" in climb.open_at_top and _is_question(sentence):
            cue = Cue("hypothetical", (_question_mark(sentence),))
        if cue is None and (headline or not any(token.tag_ in FINITE for token in sentence)):
            cue = climb.before(min(term))
    else:
        cue = climb.before(min(term))
    if cue is None or (lack and cue.effect == "negated"):
        return ASSERTED
    polarity = _POLARITIES.get(cue.effect)
    if polarity is None or (polarity == "negated" and not _in_scope(sentence, term, cue)):
        return ASSERTED
    return Reading(polarity, " ".join(sentence.doc[i].text for i in sorted(set(cue.tokens))))


_POLARITIES: dict[Effect, Polarity] = {
    "rejected": "rejected",
    "negated": "negated",
    "demanded": "demanded",
    "hypothetical": "hypothetical",
}


def _in_scope(sentence: Span, term: Sequence[int], cue: Cue) -> bool:
    """Whether the negation that a cue rests on, if it rests on one, has the term in its scope."""
    if not sentence.doc.has_annotation("DEP"):
        return True
    negations = [n for n in find_negations(sentence, affixes=False) if set(n.cue_tokens) & set(cue.tokens)]
    reached = {i for negation in negations for i in negation.scope_tokens}
    return not negations or not reached.isdisjoint(term)


def _head(sentence: Span, term: Sequence[int]) -> Token:
    """The word of the term that governs the others."""
    tokens = [sentence.doc[i] for i in term]
    inside = set(term)
    return min(tokens, key=lambda token: (token.head.i in inside and token.head.i != token.i, _depth(token)))


def _depth(token: Token) -> int:
    depth = 0
    while token.head.i != token.i and depth < 200:
        token, depth = token.head, depth + 1
    return depth


def _is_question(sentence: Span) -> bool:
    return _question_mark(sentence) >= 0


def _question_mark(sentence: Span) -> int:
    for token in reversed(sentence):
        if token.text == "?":
            return int(token.i)
        if token.text not in {'"', "\u201d", "\u2019", "'", "''", ")"} and not token.is_space:
            break
    return -1
