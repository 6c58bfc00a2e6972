"""What a word does as a governor to what stands below it: "refused to …", "plans for …", "is ready to …"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analysis.framing.polarity.grammar import verb_lemmas
from analysis.framing.polarity_rules import OUTCOMES, Effect, PolarityRules

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

STRAIGHT = str.maketrans("\u2019\u2018", "''")


class Governors:
    """Looks up the governors of one sentence; the term's own tokens never govern the term."""

    def __init__(self, sentence: Span, term: frozenset[int], pseudo: frozenset[int], rules: PolarityRules) -> None:
        self.sentence = sentence
        self.term = term
        self.pseudo = pseudo
        self.rules = rules

    def verb(self, verb: Token, slot: str) -> tuple[Effect | None, tuple[Token, ...]]:
        """What a verb does to what stands in a slot behind it."""
        if slot == "clause" and verb.pos_ not in {"VERB", "AUX"}:
            return None, ()
        for lemma, words in verb_lemmas(verb):
            if effect := self.rules.verbs.get((lemma, slot)):
                return (effect, words) if not self.term.intersection(w.i for w in words) else (None, ())
        return None, ()

    def noun(self, noun: Token, preposition: str) -> Effect | None:
        """What a noun does to what it governs, with a preposition or as a compound."""
        if noun.i in self.term:
            return None
        lemma = noun.lemma_.lower()
        if effect := self.rules.nouns.get((lemma, preposition)):
            return effect
        if preposition in self.rules.noun_prepositions:
            return self.rules.nouns.get((lemma, ""))
        return None

    def with_preposition(self, governor: Token, preposition: Token) -> tuple[Effect | None, tuple[Token, ...]]:
        """What a word and its preposition together do: "called for", "plan for", "opposed to"."""
        if governor.i in self.term:
            return None, ()
        word = preposition.lower_
        verbs = self.rules.verbs
        for lemma, words in verb_lemmas(governor):
            if effect := verbs.get((lemma, word)) or verbs.get((f"{lemma} {word}", "object")):
                return effect, (*words, preposition)
        if effect := verbs.get((governor.head.lemma_, word)) if governor.dep_ == "dobj" else None:
            return effect, (governor.head, preposition)  # "cleared the officer of", parsed with the officer
        if effect := self.noun(governor, word):
            return effect, (governor, preposition)
        adjectives = self.rules.adjectives
        effect = adjectives.get((governor.lower_, word)) or adjectives.get((governor.lemma_, word))
        if effect is None and governor.pos_ == "VERB" and (distant := self.distant_noun(governor, word)):
            return self.noun(distant, word), (distant, preposition)
        return effect, (governor, preposition)

    def distant_noun(self, verb: Token, preposition: str) -> Token | None:
        """A noun whose complement stands behind the verb: "calls grew for …", "announced plans on Monday to …"."""
        for child in verb.children:
            is_subject_or_object = child.dep_ in {"nsubj", "nsubjpass", "dobj"}
            if is_subject_or_object and self.noun(child, preposition) in {"rejected", "demanded", "hypothetical"}:
                return child
        return None

    def infinitive_of(self, head: Token) -> tuple[Effect | None, tuple[Token, ...]]:
        """What a verb, noun or adjective does to the infinitive that depends on it."""
        if head.i in self.term:
            return None, ()
        effect, words = self.verb(head, "infinitive")
        if head.lemma_ in {"be", "become", "remain"}:
            for child in head.children:
                if child.dep_ == "acomp" and (found := self.rules.adjectives.get((child.lower_, "infinitive"))):
                    return found, (child,)
        if head.pos_ in {"ADJ", "ADV"} or head.dep_ in {"acomp", "amod"}:
            found = self.rules.adjectives.get((head.lower_, "infinitive"))
            return (found, (head,)) if found else (effect, words)
        if head.pos_ in {"NOUN", "PROPN"}:
            found = self.noun(head, "to") or self.noun(head, "")
            return (found, (head,)) if found in OUTCOMES else (None, ())
        if effect in {None, "asserted"}:
            for slot in ("to", ""):
                if distant := self.distant_noun(head, slot):
                    return self.noun(distant, slot), (distant,)
        return effect, words

    def flat(self, token: Token) -> Effect | None:
        """What a word says as a mere word, for text without usable grammar."""
        word, lemma = token.lower_.translate(STRAIGHT), token.lemma_.lower()
        if token.i in self.term or token.i in self.pseudo:
            return None
        if word in self.rules.negators or word in self.rules.negative_words:
            return "negated"
        if effect := self.rules.prepositions.get(word) or self.rules.modals.get(word):
            return effect
        following = self.sentence.doc[token.i + 1].lower_ if token.i + 1 < self.sentence.end else ""
        verbs, nouns = self.rules.verbs, self.rules.nouns
        slot = "infinitive" if following == "to" else following
        for key in ((lemma, slot), (lemma, "object")):
            effect = verbs.get(key)
            if effect in OUTCOMES:
                return effect
        effect = nouns.get((lemma, following)) or nouns.get((lemma, ""))
        effect = effect or self.rules.adjectives.get((word, "attribute"))
        return effect if effect in OUTCOMES else None
