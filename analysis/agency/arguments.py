"""Who undergoes and who does what a verb or a noun tells, in its sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from analysis.agency.agents import is_doer
from analysis.agency.rules import shipped_agency_rules

if TYPE_CHECKING:
    from spacy.tokens import Token

SUBJECTS = frozenset({"nsubj", "nsubjpass"})
_NOUNS = frozenset({"CD", "NN", "NNS", "NNP", "NNPS"})
_ON_VICTIM = frozenset({"on", "against", "upon"})
_OWN = frozenset({"poss", "compound", "nmod", "amod"})


class Arguments(NamedTuple):
    """The heads of the two phrases; `None` where the sentence does not tell."""

    victim: Token | None
    agent: Token | None


def of_active(verb: Token) -> Arguments:
    """Object and subject of a verb that is not passive."""
    return Arguments(object_of(verb), subject_of(verb))


def object_of(verb: Token) -> Token | None:
    """The object of a verb, or of the one joined to it; of a relative clause without an object its noun."""
    for child in verb.children:
        if child.dep_ in {"dobj", "dative"} and child.pos_ != "PART":
            return child
    for child in verb.children:
        # "Shot dead two officers" and headlines: a noun behind the verb that the parse takes for something else.
        is_thing = child.i > verb.i and child.dep_ in {"npadvmod", "ccomp", "oprd"} and child.tag_ in _NOUNS
        if is_thing and child.ent_type_ not in {"DATE", "TIME"}:
            return child
    subject = next((child for child in verb.children if child.dep_ == "nsubj"), None)
    if verb.dep_ == "relcl" and subject is not None and subject.tag_ not in {"WDT", "WP"} and subject.lower_ != "that":
        return verb.head
    joined = next((child for child in verb.children if child.dep_ == "conj" and child.pos_ == "VERB"), None)
    if joined is not None and not any(child.dep_ in SUBJECTS for child in joined.children):
        return next((child for child in joined.children if child.dep_ == "dobj"), None)
    return None


def subject_of(verb: Token) -> Token | None:
    """Who does what a verb tells: its subject, or that of the verb that it depends on ("accused of killing")."""
    node = verb
    for _ in range(6):
        subject = next((child for child in node.children if child.dep_ in SUBJECTS), None)
        if subject is not None:
            return subject
        head = node.head
        if head.i == node.i:
            return None
        if node.dep_ in {"acl", "relcl"}:
            return head if node.tag_ == "VBG" or node.dep_ == "relcl" else None
        if node.dep_ in {"csubj", "ROOT"} or (node.dep_ == "pcomp" and head.head.pos_ in {"NOUN", "PROPN"}):
            return None
        thing = next((child for child in head.children if child.dep_ == "dobj" and child.i < node.i), None)
        above = head.head if head.dep_ == "prep" and node.dep_ == "pcomp" else head
        thing = thing or next(
            (child for child in above.children if child.dep_ == "dobj" and above.i < child.i < node.i), None
        )
        if (
            thing is not None
            and node.dep_ in {"xcomp", "pcomp", "ccomp"}
            and above.lemma_ in shipped_agency_rules().controllers
        ):
            return thing
        if node.dep_ not in {"xcomp", "conj", "advcl", "pcomp", "prep", "ccomp", "dep"}:
            return None
        node = head
    return None


def of_noun(noun: Token, valence: str) -> Arguments:
    """Victim and doer of an event noun, by how it is built: `suffered`, `inflicted` or `either`."""
    of = _behind(noun, frozenset({"of"}))
    # Who "blames the attack on" somebody tells no victim.
    blames = noun.dep_ == "dobj" and noun.head.lemma_ in {"blame", "pin"}
    on = None if blames else _behind(noun, _ON_VICTIM)
    by = _behind(noun, frozenset({"by"}))
    by = by or (_behind(of, frozenset({"by"})) if of is not None else None)
    by = by if by is not None and is_doer(by) else None
    rules = shipped_agency_rules()
    before = [child for child in noun.children if child.dep_ in _OWN and child.i < noun.i and _can_act(child)]
    if noun.lemma_.lower() in rules.named_by_place:
        before = [child for child in before if child.pos_ != "PROPN" or child.dep_ == "poss"]
    owner = next((child for child in before if child.dep_ == "poss"), None)
    beside = owner or (before[-1] if before else None)
    if valence == "suffered":
        return Arguments(of or beside or _behind(noun, frozenset({"among", "for"})), by)
    if valence == "either" and of is None and on is None:
        return Arguments(beside, by)
    return Arguments(on or of, by or beside)


def _behind(noun: Token, prepositions: frozenset[str]) -> Token | None:
    for child in noun.children:
        if child.dep_ in {"prep", "agent"} and child.lower_ in prepositions and child.i > noun.i:
            for below in child.children:
                if below.dep_ == "pobj" and below.ent_type_ not in {"DATE", "TIME"}:
                    return below
    return None


def _can_act(word: Token) -> bool:
    """Whether a word before a noun names somebody, rather than a kind ("air", "deadly") or a day."""
    if word.ent_type_ in {"DATE", "TIME"} or word.lower_ in shipped_agency_rules().kinds:
        return False
    if word.lemma_.lower() in shipped_agency_rules().actors:
        return True
    if word.dep_ == "amod":
        return word.ent_type_ in {"NORP", "ORG", "GPE", "PERSON"} or word.lower_ in {"civilian", "military"}
    if word.pos_ == "PROPN" and word.dep_ in {"compound", "nmod"}:
        is_place = word.lower_ in shipped_agency_rules().targets  # "the Zion Church attack"
        return word.ent_type_ in {"PERSON", "ORG", "NORP"} and not is_place  # "the Norvik attack" is one in Norvik
    return word.pos_ in {"NOUN", "PROPN", "PRON"}
