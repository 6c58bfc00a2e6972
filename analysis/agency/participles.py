"""Participles: which words are one, and which of them say what something is like rather than what was done to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analysis.agency.rules import shipped_agency_rules

if TYPE_CHECKING:
    from spacy.tokens import Token

_BESIDE_BE = frozenset({"acomp", "attr", "conj", "ROOT"})


def is_participle(token: Token) -> bool:
    """Whether a word may be a past participle: by its tag, or an adjective in -ed that its surroundings betray."""
    rules = shipped_agency_rules()
    if token.tag_ in {"VBN", "VBD"}:
        return token.lower_ not in rules.never and token.lower_ not in {"'d", "\u2019d"}
    if token.tag_ in {"JJ", "NN", "NNP", "VB", "VBP"} and token.lower_.endswith(("ed", "en", "ot", "urt")):
        if any(child.dep_ in {"agent", "auxpass"} for child in token.children):
            return True
        return is_event_participle(token) and token.dep_ in _BESIDE_BE
    return False


def is_event_participle(token: Token) -> bool:
    """Whether a word, whatever its tag, is the -ed form of a verb of harm that needs an object: "killed"."""
    word = token.lower_
    if not word.endswith("ed"):
        return False
    rules = shipped_agency_rules()
    stems = {token.lemma_.lower(), word[:-2], word[:-1], word[:-3], f"{word[:-3]}y"}
    return any(rules.transitive(stem) for stem in stems)


def is_adjectival(verb: Token, auxiliary: Token) -> bool:
    """Whether "is" and a participle without an agent tell a state ("is concerned", "is located")."""
    if auxiliary.lemma_ == "get" or auxiliary.lower_ == "being":
        return False
    if verb.tag_ == "JJ" and not is_event_participle(verb):
        return True
    return verb.lower_ in shipped_agency_rules().states
