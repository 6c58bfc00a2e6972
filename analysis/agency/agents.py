"""By-phrases: which of them name who or what does something; and what kind of doer that is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analysis.agency.rules import shipped_agency_rules
from analysis.records import AgentKind

if TYPE_CHECKING:
    from spacy.tokens import Token

_MEASURES = frozenset({"DATE", "TIME", "PERCENT", "MONEY", "QUANTITY"})
_NAMES = frozenset({"PERSON", "ORG", "NORP", "GPE"})
_PERSONS = ("er", "or", "ist", "ian", "man", "men", "woman", "women", "ee", "eer", "crat")
_COUNTED = frozenset(
    {"dozen", "hundred", "thousand", "million", "score", "number", "group", "series", "wave", "kind", "lot"}
)


def find_agent(verb: Token) -> Token | None:
    """The head of the by-phrase that names the doer of a participle; `None` if there is none."""
    for by in _by_phrases(verb):
        noun = next((child for child in by.children if child.dep_ == "pobj" and child.i > by.i), None)
        if noun is not None and is_doer(noun):
            return noun
    return None


def _by_phrases(verb: Token) -> list[Token]:
    """The words "by" that belong to a verb: those directly on it, then those that the parse ties to what precedes."""
    own = [child for child in verb.children if child.lower_ == "by" and child.i > verb.i]
    further = []
    for child in verb.children:
        if child.i > verb.i and child.dep_ in {"prt", "prep", "npadvmod", "advmod", "oprd", "dative"}:
            further += [word for word in child.subtree if word.lower_ == "by" and _may_leave(word)]
    return [*own, *further]


def _may_leave(by: Token) -> bool:
    """Whether a "by" may belong to the verb and not to its noun: "to the depot by soldiers", but not "a book by"."""
    if by.dep_ not in {"prep", "agent"}:
        return False
    return not any(child.dep_ == "det" and child.lower_ in {"a", "an"} for child in by.head.children)


def is_doer(noun: Token) -> bool:
    """Whether what stands behind "by" can be the doer: no time, no amount, no means, no manner."""
    rules = shipped_agency_rules()
    word = noun.lower_
    counts_people = noun.tag_ == "CD" and noun.ent_type_ not in _MEASURES and _has_of(noun)  # "by two of the guards"
    if noun.lemma_.lower() in rules.actors | rules.people:
        return True  # "an officer eight days earlier", which the model takes for a date
    is_number = (noun.tag_ == "CD" and not counts_people) or noun.ent_type_ in _MEASURES
    if word in rules.not_agents or noun.lemma_.lower() in rules.not_agents or is_number or noun.tag_ in {"RB", "VBG"}:
        return noun.tag_ == "VBG" and word in rules.instruments
    if any(child.tag_ == "CD" and child.ent_type_ in _MEASURES for child in noun.children):
        return False
    bare = not any(child.dep_ in {"det", "poss", "amod", "compound", "nummod"} for child in noun.children)
    return not (bare and word in rules.not_agents_bare)


def _has_of(number: Token) -> bool:
    return any(child.lower_ == "of" for child in number.children)


def agent_kind(noun: Token | None) -> AgentKind:
    """What kind of doer a noun is: somebody, an instrument (weapons, means, events), a natural force, or none.

    A common noun that is not listed is somebody only if it looks like a person ("-er", "-ist", "-man") or "who" is said
    of it: a doer that the text names is claimed rather too rarely than too often.
    """
    if noun is None or noun.lower_ in {"it", "this", "that", "what", "which", "these", "those"}:
        return "none" if noun is None else "instrument"
    rules = shipped_agency_rules()
    if noun.lemma_.lower() in _COUNTED:
        of = [noun_ for child in noun.children if child.lower_ == "of" for noun_ in child.children]
        if of:
            return agent_kind(of[0])
    for word in (noun.lower_, noun.lemma_.lower(), noun.lower_.rpartition("-")[2]):
        if word in rules.natural:
            return "natural"
        if word in rules.instruments:
            return "instrument"
        if word in rules.actors:
            return "named"
    if noun.ent_type_ in _NAMES or noun.pos_ in {"PRON", "PROPN", "NUM"}:
        return "named"
    return "named" if _is_somebody(noun) else "instrument"


def _is_somebody(noun: Token) -> bool:
    lemma = noun.lemma_.lower()
    rules = shipped_agency_rules()
    known = lemma in rules.people or noun.lower_ in rules.people or lemma.rpartition("-")[2] in rules.people
    return known or lemma.endswith(_PERSONS) or any(word.lower_ == "who" for word in noun.subtree)
