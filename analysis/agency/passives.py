"""Passives: the participle, what makes it passive, who undergoes it and who does it.

The model's labels are the start; tags that it often mistakes (a participle as adjective or past tense, an agent as any
prepositional phrase) are repaired by what stands around the word.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from analysis.agency.agents import find_agent
from analysis.agency.participles import is_adjectival, is_participle
from analysis.agency.rules import shipped_agency_rules
from analysis.parsing import FINITE

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

PassiveKind = Literal["be", "get", "reduced"]

_SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj", "csubjpass"})
_OWN = _SUBJECTS | {"expl"}
_OBJECTS = frozenset({"dobj", "ccomp", "xcomp"})
_OBJECTS_OR_PARTICLES = frozenset({"dobj", "ccomp", "prt"})
_LONGEST_HEADLINE = 15
"""Tokens; what is longer and has no stop is cut text."""
_AUXILIARIES = frozenset({"aux", "auxpass"})
_BEHIND_NOUN = frozenset({"acl", "relcl", "amod", "appos"})
_FREE = frozenset({"advcl", "prep", "dep"})
_ON_ITS_OWN = frozenset({"ROOT", "ccomp", "parataxis"})


@dataclass(frozen=True, slots=True)
class Passive:
    """A passive in a sentence."""

    verb: Token
    """The participle."""
    kind: PassiveKind
    auxiliary: Token | None
    """The form of "be" or "get" next above it; `None` for a reduced participle."""
    subject: Token | None
    """The head of who undergoes it: the subject, or the noun that a reduced participle modifies."""
    agent: Token | None
    """The head of the by-phrase that names who or what does it."""
    shares_auxiliary: bool = False
    """Whether the auxiliary stands with a participle that this one is joined to ("were killed and wounded")."""

    @property
    def is_agentless(self) -> bool:
        """Whether no by-phrase names who or what does it."""
        return self.agent is None


def find_passives(sentence: Span) -> Iterator[Passive]:
    """Yield every passive of a sentence, in text order.

    Passives with "be" and "get" in every tense and mood, joined participles ("were killed and wounded" are two), and
    participles without an auxiliary: behind their noun ("people displaced by the war"), beside a clause ("Surrounded,
    the garrison gave up") and as a headline's verb ("Six killed in raid"). Adjectival participles are none ("a wounded
    man", "is concerned", "is located"). Agents are those of by-phrases that name somebody or something as the doer.

    Args:
        sentence: a parsed stretch of a spaCy Doc.

    Example:
        >>> from analysis.parsing import as_parsed
        >>> doc = as_parsed("Six people were killed by soldiers on Friday.").doc
        >>> [(p.verb.text, p.kind, p.subject.text, p.agent.text) for p in find_passives(doc[:])]
        [('killed', 'be', 'people', 'soldiers')]
    """
    found: dict[int, Passive] = {}
    for token in sentence:
        if not is_participle(token):
            continue
        passive = _with_auxiliary(token) or _joined(token, found) or _reduced(token)
        if passive is not None:
            found[token.i] = passive
    yield from _sharing_agents(found)


def _with_auxiliary(verb: Token) -> Passive | None:
    auxiliary = _auxiliary(verb)
    if auxiliary is None:
        return None
    kind: PassiveKind = "get" if auxiliary.lemma_ == "get" else "be"
    agent = find_agent(verb)
    if agent is None and is_adjectival(verb, auxiliary):
        return None
    return Passive(verb, kind, auxiliary, _subject(verb, auxiliary), agent)


def _auxiliary(verb: Token) -> Token | None:
    """The last "be" or "get" before a participle that makes it passive."""
    own = [
        child
        for child in verb.children
        if child.i < verb.i and child.dep_ in {"aux", "auxpass"} and child.lemma_ in {"be", "get"}
    ]
    if own:
        return own[-1]
    head = verb.head
    is_predicate = verb.dep_ in {"acomp", "attr", "xcomp", "oprd", "ccomp", "advcl"} and head.i < verb.i
    if is_predicate and head.lemma_ in {"be", "get"} and verb.tag_ in {"VBN", "VBD", "JJ"}:
        between = verb.doc[head.i + 1 : verb.i]
        has_own = any(child.dep_ in _OWN | {"aux", "mark", "dobj"} for child in verb.children)
        if not has_own and all(word.pos_ in {"ADV", "PART", "PRON", "PUNCT"} or word.tag_ == "RB" for word in between):
            return head
    return None


def _joined(verb: Token, found: dict[int, Passive]) -> Passive | None:
    """A participle that shares the auxiliary or the noun of another one."""
    if verb.dep_ != "conj" or verb.head.i not in found:
        return None
    if any(child.dep_ in _OWN or child.dep_ in {"aux", "auxpass"} for child in verb.children):
        return None
    told = verb.lemma_ in shipped_agency_rules().hearers and not _has(verb, {"dobj", "dative"})
    if verb.tag_ != "VBN" and not told and (verb.tag_ != "VBD" or _has(verb, _OBJECTS_OR_PARTICLES)):
        return None
    first = found[verb.head.i]
    return Passive(verb, first.kind, first.auxiliary, first.subject, find_agent(verb), first.auxiliary is not None)


def _reduced(verb: Token) -> Passive | None:
    """A participle without an auxiliary: behind its noun, beside a clause, or as the verb of a headline."""
    if _has(verb, _AUXILIARIES) or verb.lower_ in shipped_agency_rules().states:
        return None
    subject, agent = _subject_of(verb), find_agent(verb)
    told_of = subject
    behind_noun = subject is None and verb.dep_ in _BEHIND_NOUN and verb.head.i < verb.i
    if behind_noun:
        told_of = verb.head
    if subject is not None and _leads_astray(verb, subject):
        is_passive = True
    elif verb.tag_ == "VBN":
        free = verb.dep_ in _FREE and subject is None and not _has(verb, _OBJECTS)
        if free:
            told_of = _subject_of(verb.head)
        own = verb.dep_ in {*_ON_ITS_OWN, "advcl"} and not _has_object_behind(verb) and not _has_amount(verb)
        is_passive = behind_noun or free or own
    elif _has(verb, _OBJECTS_OR_PARTICLES):
        is_passive = False
    else:
        # Headlines are told in the present: their "Six killed in raid" is no past tense, though it is tagged as one.
        by_agent = agent is not None and agent.head.dep_ == "agent"
        is_main = subject is not None and subject.tag_ not in {"PRP", "WP", "WDT"} and verb.dep_ in _ON_ITS_OWN
        is_passive = (behind_noun and verb.dep_ in {"acl", "relcl"}) or (is_main and (by_agent or _is_headline(verb)))
    return Passive(verb, "reduced", None, told_of, agent) if is_passive else None


def _has_object_behind(verb: Token) -> bool:
    return any(child.dep_ in _OBJECTS and child.i > verb.i for child in verb.children)


def _has_amount(verb: Token) -> bool:
    """Whether a noun right behind a verb may be its object after all ("involved at least some elements")."""
    return any(
        child.dep_ in {"advmod", "npadvmod", "oprd"} and child.pos_ == "NOUN" and child.i > verb.i
        for child in verb.children
    ) and not _has(verb, {"nsubjpass"})


def _leads_astray(verb: Token, subject: Token) -> bool:
    """Whether a participle is parsed as the verb of its noun, so that the real verb behind it has no subject.

    "The man shot on Sunday has died": `died` is joined to `shot` without "and" and without a subject of its own.
    """
    if subject.pos_ == "PRON" or _has_object_behind(verb):
        return False
    later: Token | None = verb.head
    if verb.dep_ not in {"ccomp", "advcl"} or verb.i > verb.head.i:
        later = next((child for child in verb.children if child.dep_ == "conj" and child.i > verb.i), None)
    if later is None or _subject_of(later) is not None or later.pos_ not in {"VERB", "AUX"}:
        return False
    between = verb.doc[verb.i + 1 : later.i]
    is_finite = later.tag_ in FINITE or any(child.tag_ in FINITE for child in later.children if child.i < later.i)
    return is_finite and not any(word.dep_ in {"cc", "mark"} or word.text in {",", ";", ":"} for word in between)


def _is_headline(verb: Token) -> bool:
    """Whether a sentence is short, ends in a word, and has no other finite verb."""
    return (
        len(verb.sent) <= _LONGEST_HEADLINE
        and verb.sent[-1].text[-1:].isalnum()
        and not any(token.tag_ in {"VBZ", "VBP", "VBD", "MD"} and token.i != verb.i for token in verb.sent)
    )


def _has(verb: Token, relations: frozenset[str] | set[str]) -> bool:
    return any(child.dep_ in relations for child in verb.children)


def _subject_of(verb: Token) -> Token | None:
    return next((child for child in verb.children if child.dep_ in _SUBJECTS), None)


def _subject(verb: Token, auxiliary: Token) -> Token | None:
    """Who undergoes it: the subject; of a relative clause its noun; of an infinitive that of the verb above."""
    subject = _subject_of(verb) or (_subject_of(auxiliary) if auxiliary.i != verb.i else None)
    if subject is not None and subject.tag_ in {"WDT", "WP"}:
        return verb.head if verb.dep_ == "relcl" else subject
    if subject is not None:
        return subject
    node = auxiliary if verb.head.i == auxiliary.i else verb
    for _ in range(4):
        if node.dep_ in {"acl", "relcl"}:
            return node.head
        if node.dep_ not in {"xcomp", "conj", "advcl", "pcomp", "prep", "ccomp"}:
            return None
        head = node.head
        thing = next((child for child in head.children if child.dep_ == "dobj" and child.i < node.i), None)
        if node.dep_ == "xcomp" and thing is not None:
            return thing
        if (subject := _subject_of(head)) is not None:
            return subject
        node = head
    return None


def _sharing_agents(found: dict[int, Passive]) -> Iterator[Passive]:
    """The passives; of joined ones the agent behind the last is that of all ("were beaten and killed by guards")."""
    for i, passive in found.items():
        agent = passive.agent
        if agent is None:
            joined = [other for other in found.values() if other.verb.dep_ == "conj" and other.verb.head.i == i]
            adjacent = [other for other in joined if _side_by_side(passive.verb, other.verb)]
            agent = next((other.agent for other in adjacent if other.agent is not None), None)
        yield (
            passive
            if agent is passive.agent
            else Passive(
                passive.verb, passive.kind, passive.auxiliary, passive.subject, agent, passive.shares_auxiliary
            )
        )


def _side_by_side(left: Token, right: Token) -> bool:
    """Whether nothing but "and", commas and adverbs stands between two joined participles."""
    between = left.doc[left.i + 1 : right.i]
    return all(word.pos_ in {"CCONJ", "PUNCT", "ADV"} or word.dep_ in {"cc", "conj", "prt"} for word in between)
