"""Which matches of a lexicon's patterns count: what masks, longer matches and missing support make of each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, NamedTuple

from analysis.checked_yaml import Location
from analysis.lexicons import FrameLexicon
from analysis.patterns import Match, Matcher, Unit

Kind = Literal["term", "mask", "variant"]
Fate = Literal["counted", "masked", "covered", "unsupported", "mask"]
"""`covered` by a longer match of its frame; `unsupported`: a weak term without a core one; `mask`: a mask's own."""


class Entry(NamedTuple):
    """A pattern of a lexicon, and what it belongs to."""

    group: int
    """Number of the frame or contested set: matches compete with those of their own group only."""
    frame: str
    """The frame's or the set's id."""
    kind: Kind
    pattern: str
    name: str
    """What a hit is called by: the pattern, or the variant's id."""
    subcode: str | None
    weak: bool
    lack: bool
    contested: bool
    place: Location
    """Where it stands in the lexicon's file."""


@dataclass(frozen=True, slots=True)
class CompiledLexicon:
    """A lexicon's patterns, ready to be found together; `entries` are numbered as in the matcher."""

    entries: tuple[Entry, ...]
    matcher: Matcher


class Judged(NamedTuple):
    """A match and what becomes of it."""

    sentence: int
    """Number of its sentence in the paragraph, from 0."""
    match: Match
    entry: Entry
    fate: Fate
    by: Entry | None = None
    """The mask or the longer match that took it."""


class _Candidate(NamedTuple):
    sentence: int
    match: Match
    entry: Entry


@lru_cache(maxsize=32)
def compile_lexicon(lexicon: FrameLexicon) -> CompiledLexicon:
    """Merge all patterns of a lexicon, masks and contested variants included, into one matcher."""
    entries = tuple(_entries(lexicon))
    return CompiledLexicon(entries, Matcher([entry.pattern for entry in entries]))


def _entries(lexicon: FrameLexicon) -> Iterator[Entry]:
    for number, frame in enumerate(lexicon.frames):
        where: Location = ("frames", number)
        for at, term in enumerate(frame.terms):
            place, weak, pattern = (*where, "terms", at), term.strength == "weak", term.pattern
            yield Entry(number, frame.id, "term", pattern, pattern, term.subcode, weak, term.lack, False, place)
        for at, mask in enumerate(frame.masks):
            yield Entry(number, frame.id, "mask", mask, mask, None, False, False, False, (*where, "masks", at))
    for number, contested in enumerate(lexicon.contested_sets):
        group, where = len(lexicon.frames) + number, ("contested_sets", number)
        for variant in contested.variants:
            for at, pattern in enumerate(variant.patterns):
                place = (*where, "variants", variant.id, at)
                yield Entry(group, contested.id, "variant", pattern, variant.id, None, False, False, True, place)
        for at, mask in enumerate(contested.masks):
            yield Entry(group, contested.id, "mask", mask, mask, None, False, False, True, (*where, "masks", at))


def judge_paragraph(sentences: Sequence[Sequence[Unit]], compiled: CompiledLexicon) -> list[Judged]:
    """Every match in a paragraph with what becomes of it, in text order.

    In each frame, first what overlaps a mask is taken out, then weak terms without a core one in the paragraph, and of
    overlapping matches all but the longest.

    Args:
        sentences: the words of each sentence of one paragraph.
        compiled: the lexicon.
    """
    judged: list[Judged] = []
    open_ones: list[_Candidate] = []
    for number, units in enumerate(sentences):
        matches = [_Candidate(number, match, compiled.entries[match.pattern]) for match in compiled.matcher.find(units)]
        masks = [candidate for candidate in matches if candidate.entry.kind == "mask"]
        for candidate in matches:
            if candidate.entry.kind == "mask":
                judged.append(Judged(*candidate, "mask"))
            elif (mask := _first_over(candidate, masks)) is not None:
                judged.append(Judged(*candidate, "masked", mask.entry))
            else:
                open_ones.append(candidate)
    if open_ones:
        judged += _choose(open_ones)
    return sorted(judged, key=_text_order)


def _choose(candidates: list[_Candidate]) -> Iterator[Judged]:
    supported = {candidate.entry.group for candidate in candidates if not candidate.entry.weak}
    ranked = sorted(
        candidates, key=lambda found: (found.match.start - found.match.end, found.entry.weak, _text_order(found))
    )
    chosen: dict[int, list[_Candidate]] = {}
    for candidate in ranked:
        if candidate.entry.group not in supported:
            yield Judged(*candidate, "unsupported")
            continue
        taken = chosen.setdefault(candidate.entry.group, [])
        if (longer := _first_over(candidate, taken)) is not None:
            yield Judged(*candidate, "covered", longer.entry)
        else:
            taken.append(candidate)
            yield Judged(*candidate, "counted")


def _first_over(candidate: _Candidate, others: Sequence[_Candidate]) -> _Candidate | None:
    """The first of other matches of the same group that overlaps."""
    group, (_, start, end, _) = candidate.entry.group, candidate.match
    return next(
        (o for o in others if o.entry.group == group and o.match.start < end and start < o.match.end),
        None,
    )


def _text_order(found: _Candidate | Judged) -> tuple[int, int, int, int]:
    match = found.match
    return match.start, match.end, found.entry.group, match.pattern
