"""The search from a term up the grammar of its sentence to the cue that governs it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from analysis.framing.polarity.cues import Cue, WordCues
from analysis.framing.polarity.grammar import (
    asks_who,
    condition_of,
    is_bare,
    is_definite,
    is_gerund,
    is_infinitive,
    is_known,
    is_perfect,
)
from analysis.framing.polarity_rules import OUTCOMES, Effect, PolarityRules

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
_WINDOW = 5
"""Words before a term that are read where there is no grammar to go by."""


class Climb:
    """One search: up from the term's head to the cue that governs it."""

    def __init__(self, sentence: Span, term: frozenset[int], rules: PolarityRules) -> None:
        self.sentence = sentence
        self.rules = rules
        self.words = WordCues(sentence, term, rules)
        self.governors = self.words.governors
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
            return self.govern(self.governors.noun(head, ""), (head,), head, allowed, steps)
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
        effect, words = self.governors.verb(verb, "object")
        if effect == "demanded" and is_definite(node) and asks_who(verb):
            return None  # "who ordered the attack" takes it for granted
        if node.dep_ == "oprd" and node.pos_ == "ADJ":
            effect, words = None, ()  # "considered it illegal" plans nothing
        if effect is None and self.is_somebody(node):
            allowed -= OPEN
        if node.dep_ == "nsubjpass" and (stated := self.rules.adjectives.get((verb.lower_, "predicate"))):
            effect, words = stated, (verb,)
        if effect in {None, "hypothetical"} and node.dep_ != "nsubjpass" and is_known(node):
            # Who weighs "the truce" or would hurt "the economy" speaks of what there is.
            effect, allowed = None, allowed - {"hypothetical"}
        return self.govern(effect, words, verb, allowed, steps)

    def is_somebody(self, noun: Token) -> bool:
        """Whether a noun names people, who are there whatever is wanted of them: "tried to interview refugees"."""
        return noun.lemma_.lower() in self.rules.people and noun.i in self.words.term

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
        if inner.effect in OPEN and self.words.is_achieved(governor):
            return None
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
        """From what a preposition governs to what the preposition depends on."""
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
        found, words = self.governors.with_preposition(governor, preposition)
        if found:
            return self.govern(found, words, governor, allowed, steps)
        definite = is_definite(node) and word != "for"
        if governor.lemma_ == "be" and preposition.dep_ == "prep" and not definite:
            return _Next(governor, allowed)  # a state: "are not at war"
        if governor.pos_ in {"NOUN", "PROPN", "PRON", "NUM", "DET"}:
            if definite:
                return None
            if self.is_somebody(node):
                allowed -= OPEN
            return _Next(governor, allowed if word in _PASSING_PREPOSITIONS else allowed - {"negated"})
        if word == "for" and governor.pos_ == "VERB":
            return _Next(governor, allowed & REFUSING)  # a reason: "should be punished for corruption"
        if governor.pos_ == "ADJ" or (word in _COMPLEMENT_PREPOSITIONS and preposition.dep_ != "agent"):
            return _Next(governor, allowed)
        return None if definite else _Next(governor, allowed & OPEN)

    def step_subject(self, node: Token, verb: Token, allowed: frozenset[Effect], steps: int) -> _Next | Cue | None:
        """From a subject to its verb: only what comes about by the verb, or is said by a copula, is touched by it."""
        if verb.lemma_ in _COPULAS and (cue := self.words.predicate(verb)):
            return cue if cue.effect in allowed else None
        if verb.lemma_ in self.rules.looming_verbs and "hypothetical" in allowed:
            return Cue("hypothetical", (verb.i,))
        for child in verb.children:
            if child.dep_ == "advcl" and child.tag_ == "VBN" and (condition := condition_of(child)) is not None:
                return Cue("hypothetical", (condition,)) if "hypothetical" in allowed else None
            raised = child.dep_ == "xcomp" and is_infinitive(child)
            if raised and self.words.comes_about(child):
                effect, words = self.governors.verb(verb, "infinitive")
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
        effect, words = self.governors.infinitive_of(head)
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
        effect, words = self.governors.verb(head, "object") if is_gerund(node) else (None, ())
        return self.govern(effect, words, head, allowed, steps)

    def step_noun_clause(self, node: Token, noun: Token, allowed: frozenset[Effect], steps: int) -> _Next | Cue | None:
        """From a clause that hangs on a noun: "fears that …", "no evidence that …"; of participles nothing passes."""
        if not any(child.dep_ == "mark" for child in node.children):
            return None
        if effect := self.governors.noun(noun, ""):
            return self.govern(effect, (noun,), noun, allowed, steps)
        if cue := self.words.on(noun, allowed & REFUSING, is_term=False, came_by="acl"):
            return cue
        said = self.words.predicate(noun.head) if noun.dep_ == "nsubj" and noun.head.lemma_ in _COPULAS else None
        return said if said and said.effect in allowed & REFUSING else None

    def step_reported(self, node: Token, head: Token, allowed: frozenset[Effect], steps: int) -> _Next | Cue | None:
        """A clause with a verb of its own: only verbs that deny, want or doubt it reach into it."""
        if node.i < head.i and head.lemma_ not in {"be"}:
            return None
        bare = is_bare(node)
        effect, words = self.governors.verb(head, "clause")
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
            effect, words = self.governors.verb(head, "infinitive")
            return self.govern(effect, words, head, allowed, steps)
        return None

    def step_conjunct(self, node: Token, head: Token, allowed: frozenset[Effect]) -> _Next | Cue | None:
        """From the second of two joined words to the first, whose cues the second may share."""
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
            if effect := self.governors.flat(token):
                return Cue(effect, (at,))
        return None


class _Next(NamedTuple):
    """Where the climb goes on, which effects still reach the term, and whether the cues of that word count."""

    node: Token
    allowed: frozenset[Effect]
    own: bool = True
