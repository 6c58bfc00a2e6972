"""The cues of polarity that a word of a parsed sentence carries: on it, right before it, or among its dependents."""

from __future__ import annotations

from itertools import takewhile
from typing import TYPE_CHECKING, NamedTuple

from analysis.framing.polarity.governors import STRAIGHT, Governors
from analysis.framing.polarity.grammar import is_definite, is_infinitive, is_perfect
from analysis.framing.polarity_rules import OUTCOMES, Effect, PolarityRules, starts_phrase

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

_PRECEDENCE = ("rejected", "negated", "demanded", "hypothetical")
_NOMINAL = frozenset({"PRON", "DET", "NOUN", "INTJ"})
_NO_DEPS = frozenset({"det", "neg", "preconj", "cc"})
_NOT_ANY = frozenset({"neg", "advmod"})
"""How "hardly" hangs on "any" and "not" on "one"."""
_PREDICATES = frozenset({"attr", "acomp", "oprd", "prep", "advmod"})
_CLAUSES_OF_THEIR_OWN = frozenset({"ROOT", "ccomp", "dep", "advcl", "parataxis"})
_NOT_IMPERATIVE = frozenset({"nsubj", "nsubjpass", "aux", "auxpass", "mark", "expl"})
_OPENING_MARKS = frozenset({'"', "'", "``", "\u201c", "\u2018"})
_CLOSING_MARKS = frozenset({'"', "'", "''", "\u201d", "\u2019"})
_HYPHENS = frozenset({"-", "\u2010", "\u2011"})
_OPENINGS = _OPENING_MARKS | {":", "\u2014", "\u2013", ";"}
_NEGATIVE_DEPS = frozenset({"neg", "advmod", "preconj", "cc", "det", "predet"})


class Cue(NamedTuple):
    """What was found, and the tokens that say so."""

    effect: Effect
    tokens: tuple[int, ...]


class WordCues:
    """Looks up the cues of one sentence; the term's own tokens never count as cues of the term."""

    def __init__(self, sentence: Span, term: frozenset[int], rules: PolarityRules) -> None:
        self.sentence = sentence
        self.term = term
        self.rules = rules
        words = [token.lower_.translate(STRAIGHT) for token in sentence]
        self.lower = words
        self.pseudo = frozenset(
            sentence.start + at
            for at, word in enumerate(words)
            if word in {"no", "not", "n't", "never", "nothing", "without", "none", "hardly"}
            and any(starts_phrase(["not" if word == "n't" else word, *words[at + 1 : at + 5]], rules.pseudo_negation))
        )
        self.governors = Governors(sentence, term, self.pseudo, rules)

    def is_pseudo(self, token: Token) -> bool:
        """Whether a negation is none ("not only")."""
        return token.i in self.pseudo

    def on(self, node: Token, allowed: frozenset[Effect], *, is_term: bool, came_by: str) -> Cue | None:
        """The strongest cue that a word carries itself: before it, on it, or among its dependents."""
        negation = self.negation(node, is_term=is_term, came_by=came_by)
        cues = [
            cue
            for cue in (
                self.phrase_before(node),
                Cue("negated", negation) if negation else None,
                self.modified(node),
                self.modal(node),
                self.imperative(node),
            )
            if cue and cue.effect in allowed
        ]
        return min(cues, key=lambda cue: _PRECEDENCE.index(cue.effect), default=None)

    def failed(self, noun: Token) -> int | None:
        """The verb that says that a bid, an effort or a plan came to nothing: "the bid to annex the valley failed"."""
        verb = noun.head
        is_subject = noun.dep_ in {"nsubj", "nsubjpass"} and not self.negation(verb)
        return verb.i if is_subject and verb.lemma_ in self.rules.failing_verbs else None

    def is_achieved(self, noun: Token) -> bool:
        """Whether an aim or a promise was met: "achieved its goal of disarming the militia"."""
        verb = noun.head
        met = (
            noun.dep_ in {"dobj", "nsubjpass"} and verb.lemma_ in self.rules.achieving_verbs and not is_infinitive(verb)
        )
        return met and not any(self.on(verb, OUTCOMES, is_term=False, came_by="dobj") or ())

    def prefix(self, at: int) -> Cue | None:
        """A prefix with a hyphen before the term: "anti-war"."""
        doc = self.sentence.doc
        if at - 2 < self.sentence.start or doc[at - 1].text not in _HYPHENS or doc[at - 1].whitespace_:
            return None
        effect = self.rules.prefixes.get(doc[at - 2].lower_)
        return Cue(effect, (at - 2,)) if effect else None

    def slogan(self, at: int) -> Cue | None:
        """What a chant or placard calls for, without a verb: "Justice for Mara!", "Ceasefire now"."""
        doc, last = self.sentence.doc, self.sentence.end
        if at <= self.sentence.start or doc[at - 1].text not in _OPENING_MARKS:
            return None
        words = list(takewhile(lambda token: token.text not in _CLOSING_MARKS, doc[at:last]))
        cried = words[-1].text == "!" or words[-1].lower_ == "now"
        if not cried or len(words) < 2 or any(token.pos_ in {"VERB", "AUX"} for token in words):
            return None
        return (
            Cue("demanded", (words[-1].i,)) if words[-1].lower_ == "now" or words[1].lower_ in {"for", "now"} else None
        )

    def false_to_say(self, verb: Token, head: Token) -> Cue | None:
        """A name that is called wrong: "it is wrong to call this a genocide"."""
        if verb.lemma_ not in self.rules.naming_verbs:
            return None
        for child in head.children:
            if child.dep_ in {"acomp", "attr"} and child.lower_ in self.rules.false_names:
                negation = self.negation(head)
                return None if negation else Cue("rejected", (child.i, verb.i))
        return None

    def phrase_before(self, node: Token) -> Cue | None:
        """A phrase right before all that belongs to a word: "instead of", "on the brink of"."""
        at = node.left_edge.i - self.sentence.start
        best: tuple[int, Effect] | None = None
        for phrase, effect in self.rules.phrases.items():
            length = len(phrase)
            if at >= length and tuple(self.lower[at - length : at]) == phrase and (best is None or length > best[0]):
                best = (length, effect)
        if best is None:
            return None
        start = self.sentence.start + at
        return Cue(best[1], tuple(range(start - best[0], start)))

    def negation(self, node: Token, *, is_term: bool = False, came_by: str = "") -> tuple[int, ...]:
        """The tokens that negate a word: "not" on a verb, "no" before a noun, "nobody" as its subject."""
        for child in node.children:
            if child.i in self.pseudo:
                continue
            if (not_one := self.not_one(child)) is not None:
                return (not_one,)
            word = child.lower_.translate(STRAIGHT)
            dep = child.dep_
            if child.i not in self.term and dep in _NEGATIVE_DEPS and self.says_no(word, dep):
                if child.i < node.i or (node.pos_ == "AUX" and word not in {"neither", "nor"}):
                    return (child.i,)
                continue
            subject = dep in {"nsubj", "nsubjpass", "expl"} and came_by not in {"nsubj", "nsubjpass"}
            thing = dep in {"dobj", "npadvmod", "attr"} and is_term
            if (subject or thing) and (token := self.is_negative(child)) is not None:
                return (token,)
        if node.lower_ in self.rules.negative_words and node.i not in self.term and node.pos_ in _NOMINAL:
            return (node.i,)
        return ()

    def says_no(self, word: str, dep: str) -> bool:
        """Whether a dependent negates: "not" wherever it hangs, "no" before a noun only."""
        return word in self.rules.negators or (dep != "advmod" and word in self.rules.negative_words)

    def is_negative(self, noun: Token) -> int | None:
        """The token that makes a noun phrase negative ("nobody", "none of", "no hostages")."""
        if noun.i in self.pseudo:
            return None
        if noun.i not in self.term and noun.lower_ in self.rules.negative_words:
            return int(noun.i)
        for child in noun.children:
            is_cue = child.i < noun.i and child.i not in self.pseudo and child.i not in self.term
            word = child.lower_.translate(STRAIGHT)
            if is_cue and child.dep_ in _NO_DEPS and word in self.rules.negative_words:
                return int(child.i)
            if is_cue and child.dep_ in _NOT_ANY and word in self.rules.negators:
                return int(child.i)
            if (not_one := self.not_one(child)) is not None:
                return not_one
        return None

    def not_one(self, number: Token) -> int | None:
        """The "not" of "not one hostage"."""
        if number.dep_ != "nummod":
            return None
        return next((part.i for part in number.children if part.dep_ == "neg" and part.i not in self.pseudo), None)

    def modified(self, node: Token) -> Cue | None:
        """Adjectives before a noun, adverbs, and clauses that say what became of it ("a truce rejected by …")."""
        for child in node.children:
            if child.i in self.term:
                continue
            if child.dep_ in {"amod", "nmod", "compound"} and child.i < node.i:
                if effect := self.rules.adjectives.get((child.lower_, "attribute")):
                    return Cue(effect, (child.i,))
            elif child.dep_ == "advmod":
                if effect := self.rules.adverbs.get(child.lower_):
                    return Cue(effect, (child.i,))
            elif cue := self.clause_about(child) or self.said_behind(node, child):
                return cue
        return None

    def said_behind(self, noun: Token, preposition: Token) -> Cue | None:
        """What a phrase behind a noun says of it: "a truce within reach", "transfers off the table"."""
        if preposition.dep_ != "prep" or preposition.i < noun.i:
            return None
        at = preposition.i - self.sentence.start
        for phrase in starts_phrase(self.lower[at:], self.rules.predicate_phrases):
            return Cue(self.rules.predicate_phrases[phrase], tuple(range(preposition.i, preposition.i + len(phrase))))
        return None

    def imperative(self, verb: Token) -> Cue | None:
        """What is asked of whoever is spoken to: "Free the hostages", "Let them return", "Please surrender"."""
        if verb.tag_ != "VB" or verb.dep_ not in _CLAUSES_OF_THEIR_OWN:
            return None
        if any(child.dep_ in _NOT_IMPERATIVE for child in verb.children):
            return None
        first = min(token.i for token in (verb, *verb.children) if not token.is_punct)
        before = verb.doc[first - 1] if first > self.sentence.start else None
        opens = before is None or before.text in _OPENINGS or before.lower_ == "please"
        return Cue("demanded", (verb.i,)) if opens else None

    def clause_about(self, verb: Token) -> Cue | None:
        """A participle or relative clause whose verb governs the noun that it hangs on."""
        if verb.dep_ not in {"acl", "relcl"}:
            return None
        objects = [child for child in verb.children if child.dep_ in {"dobj", "nsubjpass", "ccomp", "xcomp"}]
        if any(child.dep_ == "nsubj" and child.tag_ in {"WDT", "WP"} for child in verb.children):
            return None  # "the rate, which has declined": the noun does it
        passive = verb.dep_ == "acl" and verb.tag_ == "VBN"
        relative = verb.dep_ == "relcl" and (not objects or any(o.tag_ in {"WDT", "WP"} for o in objects))
        if not passive and not relative:
            return None
        effect, words = self.governors.verb(verb, "object")
        if effect not in OUTCOMES:
            return None
        negation = self.negation(verb)
        if negation and is_definite(verb.head):
            return None  # "the war that nobody wanted" was fought
        if negation:
            effect = "negated" if effect in {"demanded", "hypothetical"} else "hypothetical"
        return Cue(effect, (*negation, *(word.i for word in words)))

    def modal(self, verb: Token) -> Cue | None:
        """Modals and conjunctions: "must" before "would", then "if", in the clause or beside it."""
        found: list[Cue] = []
        for child in verb.children:
            word = child.lower_.translate(STRAIGHT)
            if child.i in self.term:
                continue
            if child.dep_ == "aux" and child.tag_ == "MD" and (effect := self.rules.modals.get(word)):
                if word == "must" and is_perfect(verb):
                    continue  # a conclusion about what was ("must have fallen")
                inverted = verb.dep_ == "advcl" and child.i == verb.left_edge.i
                found.append(Cue("hypothetical" if inverted else effect, (child.i,)))
            elif child.dep_ == "mark" and (effect := self.rules.conjunctions.get(word)):
                found.append(Cue(effect, (child.i,)))
            elif child.dep_ == "advcl" and verb.tag_ in {"VB", "VBP", "VBZ"}:
                marks = [mark.i for mark in child.children if mark.dep_ == "mark" and mark.lower_ in {"if", "unless"}]
                found += [Cue("hypothetical", (mark,)) for mark in marks]
            elif child.lower_ in self.rules.prepositions and child.dep_ == "prep" and child.i < verb.i:
                # "Without a deal there will be war."
                found += [Cue("hypothetical", (child.i,)) for aux in verb.children if aux.lower_ in {"will", "'ll"}]
        return min(found, key=lambda cue: cue.effect != "demanded", default=None)

    def has_auxiliary(self, verb: Token) -> bool:
        """Whether a verb has a modal or another auxiliary of its own."""
        return any(child.dep_ in {"aux", "auxpass"} for child in verb.children)

    def predicate(self, verb: Token) -> Cue | None:
        """What a copula says of its subject: "is not an option", "remains unlikely", "is off the table"."""
        at = verb.i - self.sentence.start + 1
        negation = self.negation(verb, came_by="nsubj")
        for skip in range(4):
            for phrase in starts_phrase(self.lower[at + skip :], self.rules.predicate_phrases):
                start = self.sentence.start + at + skip
                said = self.rules.predicate_phrases[phrase]
                if negation and said == "hypothetical":
                    said = "rejected" if " ".join(phrase) in self.rules.refused_predicates else "negated"
                return Cue(said, (*negation, *range(start, start + len(phrase))))
        for child in verb.children:
            if child.i < verb.i or child.i in self.term or child.dep_ not in _PREDICATES:
                continue
            if any(raised.dep_ == "xcomp" and not self.comes_about(raised) for raised in child.children):
                continue
            no = self.is_negative(child)
            denied = negation or (() if no is None else (no,))
            if denied and child.lemma_.lower() in self.rules.refused_predicates:
                return Cue("rejected", (*denied, child.i))
            if denied and child.lemma_.lower() in self.rules.denied_predicates:
                return Cue("negated", (*denied, child.i))
            effect = self.rules.adjectives.get((child.lower_, "predicate"))
            if effect is None and child.dep_ == "attr":
                effect = self.governors.noun(child, "")
            if effect not in OUTCOMES:
                continue
            if denied:
                effect = "negated" if effect in {"demanded", "hypothetical"} else "hypothetical"
            return Cue(effect, (*denied, child.i))
        return None

    def comes_about(self, verb: Token) -> bool:
        """Whether a verb says of its subject that it happens or is made to happen."""
        return verb.lemma_ in self.rules.existence_verbs or any(child.dep_ == "auxpass" for child in verb.children)
