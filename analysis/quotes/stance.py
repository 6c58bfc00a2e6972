"""The stance of reporting words: what an outlet adds to a quote by "claimed" or "pointed out" in place of "said"."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import get_args

from pydantic import Field

from analysis.checked_yaml import Marked, Schema, read_checked
from analysis.data_folder import RULES
from analysis.records import AttributionType, Stance

STANCES: tuple[Stance, ...] = get_args(Stance)
"""From what leaves the content alone to what shows the speaker's act; figures and tables keep this order."""

_LEMMA = re.compile(r"\S+(?: \S+)*")


class _Definition(Schema):
    definition: str = Field(min_length=1)
    follows: str = Field(min_length=1)


class _Cue(Schema):
    type: AttributionType
    stance: Stance
    also: list[str] = Field(default_factory=list)


class _ReportingVerbs(Schema):
    version: int
    stances: dict[str, _Definition]
    cues: dict[str, _Cue]


@dataclass(frozen=True, slots=True)
class ReportingWord:
    """What a cue tells beside its content."""

    type: AttributionType
    stance: Stance


@dataclass(frozen=True, slots=True)
class ReportingWords:
    """The content of the file of reporting words."""

    definitions: Mapping[Stance, str]
    follows: Mapping[Stance, str]
    """Stance → the literature that its class is taken from."""
    cues: Mapping[str, ReportingWord]
    """By dictionary form, every spelling apart."""


@cache
def read_reporting_words(path: Path = RULES / "reporting_verbs.yaml") -> ReportingWords:
    """Read the reporting words with their types and stances.

    Raises:
        CheckedFileError: with every mistake in the file and its line.

    Example:
        >>> read_reporting_words().cues["claim"]
        ReportingWord(type='speech', stance='distancing')
    """
    data = read_checked(path, _ReportingVerbs, _look_further)
    return ReportingWords(
        definitions={stance: data.stances[stance].definition for stance in STANCES},
        follows={stance: data.stances[stance].follows for stance in STANCES},
        cues={
            spelling: ReportingWord(cue.type, cue.stance)
            for lemma, cue in data.cues.items()
            for spelling in (lemma, *cue.also)
        },
    )


def stance_of(cue_lemma: str | None) -> Stance | None:
    """The stance of a cue; `None` without a cue and for one that is not listed.

    Example:
        >>> stance_of("point out"), stance_of("claim"), stance_of("yodel"), stance_of(None)
        ('endorsing', 'distancing', None, None)
    """
    word = _word(cue_lemma)
    return word.stance if word is not None else None


def type_of(cue_lemma: str | None) -> AttributionType | None:
    """What kind of attribution a cue makes in the first place; `None` without a cue and for one that is not listed.

    Example:
        >>> type_of("tweet"), type_of("believe"), type_of("yodel")
        ('writing', 'thought', None)
    """
    word = _word(cue_lemma)
    return word.type if word is not None else None


def _word(cue_lemma: str | None) -> ReportingWord | None:
    return read_reporting_words().cues.get(cue_lemma.lower()) if cue_lemma is not None else None


def _look_further(data: _ReportingVerbs, marked: Marked) -> None:
    """Report stances without a definition or unknown, and spellings that no cue has or that two entries claim."""
    for stance in data.stances:
        if stance not in STANCES:
            marked.report(("stances", stance), f"the stance {stance!r}", f"only {', '.join(STANCES)}")
    for stance in STANCES:
        if stance not in data.stances:
            marked.report(("stances",), f"no definition of {stance!r}", f"each of {', '.join(STANCES)}")
    owners = dict.fromkeys(data.cues)
    for lemma, cue in data.cues.items():
        for spelling in (lemma, *cue.also):
            if spelling != spelling.lower() or not _LEMMA.fullmatch(spelling):
                marked.report(("cues", lemma), f"the cue {spelling!r}", "words in small letters, one space between")
        for spelling in cue.also:
            if spelling in owners:
                marked.report(("cues", lemma), f"the spelling {spelling!r} for the second time", "each spelling once")
            owners[spelling] = None
