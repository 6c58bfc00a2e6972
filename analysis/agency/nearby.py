"""Recovered agency: a doer named a sentence away from an event that names none itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from analysis.agency.agents import agent_kind
from analysis.agency.phrases import token_range
from analysis.agency.rules import shipped_agency_rules

if TYPE_CHECKING:
    from spacy.tokens import Span as DocSpan
    from spacy.tokens import Token

    from analysis.agency.arguments import Arguments
    from analysis.parsing import Parsed
    from analysis.records import Span

_SIDES = frozenset({"NORP", "ORG", "GPE"})


def find_nearby(parsed: Parsed, sentence: int, event: Token, arguments: Arguments) -> Span | None:
    """The phrase of the nearest possible doer in the event's sentence, the one before or the one after; else `None`.

    A possible doer is whose the instrument is ("an Imberian airstrike"), a noun of `actors` in the rules as a subject,
    behind "by" or as the one blamed, or who claims responsibility. The event's own victim is none.
    """
    taken = _tokens(arguments.victim)
    if arguments.agent is not None and (owner := _owner(arguments.agent)) is not None:
        return _span(owner)
    if (owner := _owner(event)) is not None and owner.i not in taken:
        return _span(owner)
    best: tuple[int, Token] | None = None
    for other in parsed.sentences[max(0, sentence - 1) : sentence + 2]:
        for doer in _doers(parsed.span(other)):
            distance = abs(doer.i - event.i)
            if doer.i not in taken and (best is None or distance < best[0]):
                best = (distance, doer)
    return _span(best[1]) if best else None


def _owner(thing: Token) -> Token | None:
    """Whose an instrument or an attack is, by the word before it."""
    for child in thing.children:
        is_place = child.ent_type_ == "GPE" and child.dep_ != "poss"  # "the Norvik attack" was one in Norvik
        names_side = child.ent_type_ in _SIDES or child.lemma_.lower() in shipped_agency_rules().actors
        if child.i < thing.i and child.dep_ in {"poss", "amod", "compound", "nmod"} and names_side and not is_place:
            return child
    return None


def _doers(span: DocSpan) -> Iterator[Token]:
    actors = shipped_agency_rules().actors
    for token in span:
        head, is_actor = token.head, token.lemma_.lower() in actors
        match token.dep_:
            case "nsubj" if head.pos_ == "VERB":
                claims = head.lemma_ == "claim" and any(child.lower_ == "responsibility" for child in head.children)
                found = claims or is_actor
            case "dobj":
                found = head.lemma_ in {"blame", "accuse", "suspect"} and agent_kind(token) == "named"
            case "pobj":
                blamed = head.lower_ == "on" and head.head.lemma_ == "blame"
                found = (blamed and (is_actor or bool(token.ent_type_))) or (head.lower_ == "by" and is_actor)
            case _:
                found = False
        if found:
            yield token


def _tokens(noun: Token | None) -> range:
    return range(*token_range(noun)) if noun is not None else range(0)


def _span(noun: Token) -> Span:
    first, after = token_range(noun)
    last = noun.doc[after - 1]
    return noun.doc[first].idx, last.idx + len(last)
