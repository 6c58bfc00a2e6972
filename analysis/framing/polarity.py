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

from analysis.framing.cues import (
    Cue,
    WordCues,
    is_definite,
    is_gerund,
    is_infinitive,
    is_known,
    is_perfect,
)
from analysis.framing.polarity_rules import OUTCOMES, Effect, PolarityRules, shipped_polarity_rules
from analysis.records import Polarity

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

ALL = OUTCOMES
OPEN: frozenset[Effect] = frozenset({"demanded", "hypothetical"})
REFUSING: frozenset[Effect] = frozenset({"rejected", "negated"})

_COMPLEMENT_PREPOSITIONS = frozenset({"to", "for", "of", "into", "toward", "towards"})
_PASSING_PREPOSITIONS = frozenset({"to", "of", "on", "toward", "towards"})
"""Those through which "no" reaches what follows: "no progress toward a truce", but not "no apology for the raid"."""
_INSIDE_PHRASE = frozenset(
    {"amod", "nummod", "quantmod", "poss", "det", "predet", "case", "prep"}
    | {"advmod", "prt", "npadvmod", "neg", "aux", "auxpass"}
)
_CLAUSES = frozenset({"xcomp", "ccomp", "advcl", "acl", "relcl"})
_OBJECT = frozenset({"dobj", "obj", "oprd", "attr", "acomp", "nsubjpass", "csubjpass", "dative"})
_COPULAS = frozenset({"be", "become", "remain", "seem", "look", "appear", "stay"})
_FINITE = frozenset({"VBD", "VBZ", "VBP", "MD"})
_WINDOW = 5
"""Words before a term that are read where there is no grammar to go by."""


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
    climb = _Climb(sentence, frozenset(term), rules or shipped_polarity_rules())
    cue = climb.words.prefix(min(term)) or climb.words.slogan(min(term))
    if cue is not None:
        pass
    elif sentence.doc.has_annotation("DEP"):
        cue = climb.above(_head(sentence, term), ALL)
        if cue is None and "hypothetical" in climb.open_at_top and _is_question(sentence):
            cue = Cue("hypothetical", (_question_mark(sentence),))
        if cue is None and (headline or not any(token.tag_ in _FINITE for token in sentence)):
            cue = climb.before(min(term))
    else:
        cue = climb.before(min(term))
    if cue is None or (lack and cue.effect == "negated"):
        return ASSERTED
    polarity = _POLARITIES.get(cue.effect)
    if polarity is None:
        return ASSERTED
    return Reading(polarity, " ".join(sentence.doc[i].text for i in sorted(set(cue.tokens))))


_POLARITIES: dict[Effect, Polarity] = {
    "rejected": "rejected",
    "negated": "negated",
    "demanded": "demanded",
    "hypothetical": "hypothetical",
}


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


class _Climb:
    """One search: up from the term's head to the cue that governs it."""

    def __init__(self, sentence: Span, term: frozenset[int], rules: PolarityRules) -> None:
        self.sentence = sentence
        self.rules = rules
        self.words = WordCues(sentence, term, rules)
        self.open_at_top: frozenset[Effect] = frozenset()

    def above(self, node: Token, allowed: frozenset[Effect], *, own: bool = True, steps: int = 0) -> Cue | None:
        """The innermost cue on a word or above it.

        Args:
            node: where to begin.
            allowed: effects that can still reach the term from here.
            own: whether the cues on `node` itself count.
            steps: words climbed so far, which guards against parses that are no trees.
        """
        came_by = ""
        while steps < 100:
            steps += 1
            if own and (cue := self.words.on(node, allowed, is_term=steps == 1, came_by=came_by)):
                return self.refused(cue, node, allowed, steps)
            if node.head.i == node.i:
                self.open_at_top = allowed
                return None
            step = self.step(node, allowed, steps)
            if not isinstance(step, _Next):
                return step
            came_by = node.dep_
            node, allowed, own = step.node, step.allowed, step.own
        return None

    def refused(self, cue: Cue, noun: Token, allowed: frozenset[Effect], steps: int) -> Cue:
        """A quality of a noun, or what a refusal of the noun makes of it: "scrapped the planned cuts"."""
        if cue.effect not in OPEN or noun.pos_ not in {"NOUN", "PROPN"} or noun.head.i == noun.i:
            return cue
        outer = self.above(noun, allowed & REFUSING, own=False, steps=steps)
        self.open_at_top = frozenset()
        return Cue(outer.effect, cue.tokens + outer.tokens) if outer and outer.effect in REFUSING else cue

    def step(self, node: Token, allowed: frozenset[Effect], steps: int) -> _Next | Cue | None:
        """What the relation of a word to its head says: go on there, a cue, or nothing further."""
        dep, head = node.dep_, node.head
        if dep in {"compound", "nmod"}:
            return self.govern(self.words.noun(head, ""), (head,), head, allowed, steps)
        if dep in _INSIDE_PHRASE:
            # What may or may not come is the noun; a quality ("economic") is told of it in any case.
            is_quality = dep == "amod" and node.i in self.words.term
            return _Next(head, allowed - {"hypothetical"} if is_quality else allowed)
        if dep == "conj":
            return self.step_conjunct(node, head, allowed)
        if is_infinitive(node) and dep in _CLAUSES:
            return self.step_infinitive(node, head, allowed, steps)
        if dep in _OBJECT:
            return self.step_object(node, head, allowed, steps)
        steps_by_relation = {
            "pobj": self.step_preposition,
            "pcomp": self.step_preposition,
            "nsubj": self.step_subject,
            "csubj": self.step_subject,
            "ccomp": self.step_gerund if is_gerund(node) else self.step_reported,
            "xcomp": self.step_gerund,
            "acl": self.step_noun_clause,
        }
        if dep in steps_by_relation:
            return steps_by_relation[dep](node, head, allowed, steps)
        if dep == "advcl":
            stops = any(child.dep_ == "mark" and child.lower_ in self.rules.stops for child in node.children)
            return None if stops or node.tag_ not in {"VBG", "VBN"} else _Next(head, allowed & OPEN)
        return None

    def step_object(self, node: Token, verb: Token, allowed: frozenset[Effect], steps: int) -> _Next | Cue | None:
        """From an object, or the subject of a passive, to its verb."""
        effect, words = self.words.verb(verb, "object")
        if effect == "demanded" and is_definite(node) and _asks_who(verb):
            return None  # "who ordered the attack" takes it for granted
        if node.dep_ == "nsubjpass" and (stated := self.rules.adjectives.get((verb.lower_, "predicate"))):
            effect, words = stated, (verb,)
        if effect in {None, "hypothetical"} and node.dep_ != "nsubjpass" and is_known(node):
            # Who weighs "the truce" or would hurt "the economy" speaks of what there is.
            effect, allowed = None, allowed - {"hypothetical"}
        return self.govern(effect, words, verb, allowed, steps)

    def govern(
        self, effect: Effect | None, words: tuple[Token, ...], governor: Token, allowed: frozenset[Effect], steps: int
    ) -> _Next | Cue | None:
        """Apply what a governing word does to its complement; composition happens here."""
        if effect is None or effect == "asserted":
            return _Next(governor, allowed)
        if effect == "given":
            return None
        tokens = tuple(word.i for word in words)
        if effect == "ended":
            outer = self.above(governor, ALL, steps=steps)
            self.open_at_top = frozenset()
            if outer and "rejected" in allowed and (outer.effect == "demanded" or self.is_wish(outer)):
                return Cue("rejected", tokens + outer.tokens)
            return None
        return self.compose(Cue(effect, tokens), governor, allowed, steps)

    def is_wish(self, cue: Cue) -> bool:
        """Whether somebody wants it so: "want an end to the siege", not "could end the siege"."""
        return cue.effect == "hypothetical" and any(
            self.sentence.doc[i].lemma_.lower() in self.rules.wishes for i in cue.tokens
        )

    def compose(self, inner: Cue, governor: Token, allowed: frozenset[Effect], steps: int) -> Cue | None:
        """The inner cue, or what a denial of its governor makes of it."""
        if inner.effect in OPEN and (failure := self.words.failed(governor)):
            return Cue("negated", (*inner.tokens, failure)) if "negated" in allowed else None
        outer = self.above(governor, REFUSING, steps=steps)
        if outer and outer.effect in REFUSING:
            if self.is_undeniable(governor):
                return None
            if inner.effect in OPEN:
                inner = Cue(outer.effect, inner.tokens + outer.tokens)
            else:
                inner = Cue("hypothetical", inner.tokens + outer.tokens)
        return inner if inner.effect in allowed else None

    def is_undeniable(self, verb: Token) -> bool:
        """Whether its denial says that it is so: "nobody doubts that …", "cannot deny that …"."""
        can = any(child.tag_ == "MD" and child.lower_ in {"can", "could", "ca"} for child in verb.children)
        return verb.lemma_ in self.rules.doubts or (can and (verb.lemma_, "clause") in self.rules.verbs)

    def step_preposition(
        self, node: Token, preposition: Token, allowed: frozenset[Effect], steps: int
    ) -> _Next | Cue | None:
        word = preposition.lower_
        effect = self.rules.prepositions.get(word)
        if effect and not self.words.is_pseudo(preposition):
            return Cue(effect, (preposition.i,)) if effect in allowed else None
        governor = preposition.head
        if (
            preposition.dep_ == "prep"
            and governor.dep_ in {"prep", "advmod", "prt"}
            and governor.pos_ in {"ADP", "ADV"}
        ):
            governor = governor.head  # "out of", "away from"
        found, words = self.words.with_preposition(governor, preposition)
        if found:
            return self.govern(found, words, governor, allowed, steps)
        definite = is_definite(node) and word != "for"
        if governor.lemma_ == "be" and preposition.dep_ == "prep" and not definite:
            return _Next(governor, allowed)  # a state: "are not at war"
        if governor.pos_ in {"NOUN", "PROPN", "PRON", "NUM", "DET"}:
            if definite:
                return None
            return _Next(governor, allowed if word in _PASSING_PREPOSITIONS else allowed - {"negated"})
        if governor.pos_ == "ADJ" or (word in _COMPLEMENT_PREPOSITIONS and preposition.dep_ != "agent"):
            return _Next(governor, allowed)
        return None if definite else _Next(governor, allowed & OPEN)

    def step_subject(self, node: Token, verb: Token, allowed: frozenset[Effect], steps: int) -> _Next | Cue | None:
        if verb.lemma_ in _COPULAS and (cue := self.words.predicate(verb)):
            return cue if cue.effect in allowed else None
        if verb.lemma_ in self.rules.looming_verbs and "hypothetical" in allowed:
            return Cue("hypothetical", (verb.i,))
        for child in verb.children:
            if child.dep_ == "advcl" and child.tag_ == "VBN" and (condition := _condition(child)) is not None:
                return Cue("hypothetical", (condition,)) if "hypothetical" in allowed else None
            raised = child.dep_ == "xcomp" and is_infinitive(child)
            if raised and self.words.comes_about(child):
                effect, words = self.words.verb(verb, "infinitive")
                if effect in ALL:
                    return self.govern(effect, words, verb, allowed, steps)
        comes_about = verb.lemma_ in self.rules.existence_verbs and not any(
            child.dep_ in {"attr", "acomp", "dobj"} for child in verb.children
        )
        if comes_about:
            return _Next(verb, allowed)
        return None if is_definite(node) else _Next(verb, allowed & OPEN)

    def step_infinitive(self, node: Token, head: Token, allowed: frozenset[Effect], steps: int) -> _Next | Cue | None:
        """From "to …" to what it depends on; an infinitive that nothing speaks for is an intention."""
        effect, words = self.words.infinitive_of(head)
        if said := self.words.false_to_say(node, head):
            return said if said.effect in allowed else None
        to = next(child for child in node.children if child.tag_ == "TO")
        if node.dep_ == "advcl" and effect == "asserted":
            effect = None
        if effect is None and is_perfect(node):
            return _Next(head, allowed)
        if effect is None:
            of_noun = head.pos_ == "NOUN" and node.dep_ == "acl"
            return self.compose(Cue("hypothetical", (head.i, to.i) if of_noun else (to.i,)), head, allowed, steps)
        return self.govern(effect, (*words, to) if effect in ALL else words, head, allowed, steps)

    def step_gerund(self, node: Token, head: Token, allowed: frozenset[Effect], steps: int) -> _Next | Cue | None:
        """From "…ing" or a bare infinitive to the verb before it."""
        effect, words = self.words.verb(head, "object") if is_gerund(node) else (None, ())
        return self.govern(effect, words, head, allowed, steps)

    def step_noun_clause(self, node: Token, noun: Token, allowed: frozenset[Effect], steps: int) -> _Next | Cue | None:
        """From a clause that hangs on a noun: "fears that …", "no evidence that …"; of participles nothing passes."""
        if not any(child.dep_ == "mark" for child in node.children):
            return None
        if effect := self.words.noun(noun, ""):
            return self.govern(effect, (noun,), noun, allowed, steps)
        if cue := self.words.on(noun, allowed & REFUSING, is_term=False, came_by="acl"):
            return cue
        said = self.words.predicate(noun.head) if noun.dep_ == "nsubj" and noun.head.lemma_ in _COPULAS else None
        return said if said and said.effect in allowed & REFUSING else None

    def step_reported(self, node: Token, head: Token, allowed: frozenset[Effect], steps: int) -> _Next | Cue | None:
        """A clause with a verb of its own: only verbs that deny, want or doubt it reach into it."""
        if node.i < head.i and head.lemma_ not in {"be"}:
            return None
        bare = _is_bare(node)
        effect, words = self.words.verb(head, "clause")
        if effect == "demanded" and not bare:
            return None
        if effect:
            return self.govern(effect, words, head, allowed, steps)
        # "Did not say how many were killed" takes the killing for granted, "did not say that any were" does not.
        asked = any(word.tag_ in {"WRB", "WP", "WDT", "WP$"} for word in node.subtree if word.i < node.i)
        if not asked and head.lemma_ in self.rules.neg_raising and (negation := self.words.negation(head)):
            return Cue("negated", (*negation, head.i)) if "negated" in allowed else None
        if cue := self.words.predicate(head):
            return cue if cue.effect in allowed else None
        if bare and any(child.dep_ in {"nsubj", "nsubjpass"} for child in node.children):
            effect, words = self.words.verb(head, "infinitive")
            return self.govern(effect, words, head, allowed, steps)
        return None

    def step_conjunct(self, node: Token, head: Token, allowed: frozenset[Effect]) -> _Next | Cue | None:
        between = [child for child in head.children if child.dep_ == "cc" and head.i < child.i < node.i]
        word = between[-1].lower_ if between else ""
        if word in {"but", "yet"}:
            return None
        if word in {"nor", "neither"} and "negated" in allowed:
            return Cue("negated", (between[-1].i,))
        if node.pos_ in {"VERB", "AUX"} and head.pos_ in {"VERB", "AUX"}:
            independent = any(child.dep_ in {"nsubj", "nsubjpass", "expl"} for child in node.children)
            same_form = node.tag_ == head.tag_ and not independent
            return _Next(head, allowed, own=same_form and not self.words.has_auxiliary(node))
        own_determiner = any(child.dep_ == "det" and child.lower_ != "any" for child in node.children)
        return _Next(head, allowed, own=not own_determiner)

    def before(self, term_start: int) -> Cue | None:
        """The nearest cue among the few words before the term, for text whose grammar says nothing."""
        doc = self.sentence.doc
        for at in range(term_start - 1, max(self.sentence.start, term_start - _WINDOW) - 1, -1):
            token = doc[at]
            word = token.lower_
            if (
                token.is_punct and word not in {"-", "\u2010", "\u2011", '"', "'", "\u2018", "\u201c"}
            ) or word == "but":
                return None
            if effect := self.words.flat(token):
                return Cue(effect, (at,))
        return None


class _Next(NamedTuple):
    """Where the climb goes on, which effects still reach the term, and whether the cues of that word count."""

    node: Token
    allowed: frozenset[Effect]
    own: bool = True


def _is_bare(verb: Token) -> bool:
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


def _asks_who(verb: Token) -> bool:
    return any(child.dep_ == "nsubj" and child.tag_ == "WP" for child in verb.children)


def _condition(participle: Token) -> int | None:
    """The "if" of "the merger, if approved, would …"."""
    marks = [child.i for child in participle.children if child.dep_ == "mark" and child.lower_ in {"if", "once"}]
    own_subject = any(child.dep_ in {"nsubj", "nsubjpass"} for child in participle.children)
    return marks[0] if marks and not own_subject else None


def _is_question(sentence: Span) -> bool:
    return _question_mark(sentence) >= 0


def _question_mark(sentence: Span) -> int:
    for token in reversed(sentence):
        if token.text == "?":
            return int(token.i)
        if token.text not in {'"', "\u201d", "\u2019", "'", "''", ")"} and not token.is_space:
            break
    return -1
