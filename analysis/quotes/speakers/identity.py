"""The answer to "who is this source?", and how each kind of answer is put together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from analysis.quotes.cue_sites import TokenRange
from analysis.quotes.speakers.confidence import CONFIDENCE, Reason
from analysis.quotes.speakers.people import Person
from analysis.quotes.speakers.phrases import wording
from analysis.quotes.speakers.roles import role_of_name, role_of_noun, role_of_person
from analysis.records import SpeakerRole, SpeakerType

if TYPE_CHECKING:
    from spacy.tokens import Token


@dataclass(frozen=True, slots=True)
class Speaker:
    """A resolved source."""

    name: str | None
    type: SpeakerType
    via: str
    """How it was resolved: `name`, `pronoun`, `title`, `description`, `running`, `unnamed` or `none`."""
    person: Person | None = None
    role: SpeakerRole | None = None
    confidence: float = 0.0
    """How often (0-1) a source that is resolved this way is who it is taken for."""


NOBODY = Speaker(None, "unknown", "none")


def known_person(person: Person, via: str, reason: Reason) -> Speaker:
    """Somebody whom the article names, or at least describes."""
    kind: SpeakerType = "person" if person.named else "unnamed"
    return Speaker(person.name, kind, via, person, role_of_person(person), CONFIDENCE[reason])


def lone_person(name: str, head: Token) -> Speaker:
    """Somebody of whom the article gives a name in this place only."""
    return Speaker(name, "person", "name", None, role_of_noun(head), CONFIDENCE["lone_name"])


def named_body(name: str, kind: SpeakerType = "organisation", via: str = "name", reason: Reason = "body") -> Speaker:
    """An organisation or group with a name."""
    return Speaker(name, kind, via, None, role_of_name(name), CONFIDENCE[reason])


def as_written(head: Token, source: TokenRange, kind: SpeakerType = "unnamed") -> Speaker:
    """A source that nothing names: its own words."""
    return Speaker(wording(head.doc, head, source), kind, "unnamed", None, role_of_noun(head), CONFIDENCE["unnamed"])


def several(speakers: Sequence[Speaker], names: Sequence[str]) -> Speaker:
    """Joint speakers by all their names; as sure as the least sure of them.

    Args:
        speakers: two or more.
        names: what to call each.
    """
    roles = {speaker.role for speaker in speakers}
    via = next((s.via for s in speakers if s.via not in ("unnamed", "none")), "unnamed")
    return Speaker(
        ", ".join(names[:-1]) + " and " + names[-1],
        "group",
        via,
        None,
        roles.pop() if len(roles) == 1 else None,
        min(speaker.confidence for speaker in speakers),
    )
