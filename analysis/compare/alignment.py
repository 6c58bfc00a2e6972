"""Two texts word by word: what the second keeps of the first, what it leaves out, puts in, replaces and moves."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import Literal, NamedTuple

ChangeKind = Literal["inserted", "deleted", "replaced", "moved"]

LEAST_KEPT = 4
"""A shorter run of equal words between two longer changes is chance ("of the"), and is read as part of the change."""
LEAST_MOVED = 8
"""Words of a stretch that stands in another place before it counts as moved."""


class Change(NamedTuple):
    """A stretch that differs: words `start` to `end` of the first text, `other_start` to `other_end` of the second."""

    kind: ChangeKind
    start: int
    end: int
    other_start: int
    other_end: int


def align_words(words: Sequence[str], other: Sequence[str]) -> list[Change]:
    """The changes that make one sequence of words of another, in the order of the second.

    Matching blocks are those of Ratcliff and Obershelp (`difflib`, without its heuristic for frequent words). What
    stands between them is joined over runs of equal words that are short and shorter than the changes on both sides;
    then stretches of at least 8 words that are gone in one place and new in another are told as moved. Words that are
    only spelt apart or together ("grass roots") are no change.

    Args:
        words: of the first text, as they are compared.
        other: of the second.

    Example:
        >>> align_words("a big red dog ran".split(), "a dog ran away".split())
        [Change(kind='deleted', start=1, end=3, other_start=1, other_end=1),
         Change(kind='inserted', start=5, end=5, other_start=3, other_end=4)]
    """
    codes = SequenceMatcher(None, words, other, autojunk=False).get_opcodes()
    gaps = _join([(first, last, start, end) for tag, first, last, start, end in codes if tag != "equal"])
    moves = _find_moves(words, other, gaps)
    changes: list[Change] = []
    for first, last, start, end in gaps:
        if "".join(words[first:last]) == "".join(other[start:end]):
            continue
        gone = list(_rest(first, last, [(move[0], move[1]) for move in moves]))
        new = list(_rest(start, end, [(move[2], move[3]) for move in moves]))
        if len(gone) == len(new) == 1:
            changes.append(Change("replaced", *gone[0], *new[0]))
            continue
        changes += [Change("deleted", *piece, start, start) for piece in gone]
        changes += [Change("inserted", last, last, *piece) for piece in new]
    changes += [Change("moved", *move) for move in moves]
    return sorted(changes, key=lambda change: (change.other_start, change.other_end, change.start))


_Gap = tuple[int, int, int, int]
"""Words of the first text and words of the second, half-open, that no matching block holds."""


def _join(gaps: Sequence[_Gap]) -> list[_Gap]:
    joined: list[_Gap] = []
    for next_gap in gaps:
        gap = next_gap
        while joined:
            before = joined[-1]
            kept = gap[0] - before[1]
            if kept >= LEAST_KEPT or kept >= min(_size(before), _size(gap)):
                break
            joined.pop()
            gap = (before[0], gap[1], before[2], gap[3])
        joined.append(gap)
    return joined


def _size(gap: _Gap) -> int:
    return max(gap[1] - gap[0], gap[3] - gap[2])


def _find_moves(words: Sequence[str], other: Sequence[str], gaps: Sequence[_Gap]) -> list[_Gap]:
    """Equal stretches of different gaps, the first of the second text first; none overlaps another."""
    places: dict[tuple[str, ...], list[tuple[int, int]]] = defaultdict(list)
    for first, last, _, _ in gaps:
        for at in range(first, last - LEAST_MOVED + 1):
            places[tuple(words[at : at + LEAST_MOVED])].append((at, last))
    moves: list[_Gap] = []
    taken: set[int] = set()
    for _, _, start, end in gaps:
        at = start
        while at + LEAST_MOVED <= end:
            best = 0, 0
            for place, last in places.get(tuple(other[at : at + LEAST_MOVED]), ()):
                length = 0
                while (
                    at + length < end
                    and place + length < last
                    and place + length not in taken
                    and words[place + length] == other[at + length]
                ):
                    length += 1
                best = max(best, (length, place), key=lambda found: found[0])
            length, place = best
            if length >= LEAST_MOVED:
                taken.update(range(place, place + length))
                moves.append((place, place + length, at, at + length))
                at += length
            else:
                at += 1
    return moves


def _rest(start: int, end: int, holes: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """What remains of a stretch without those within it."""
    at = start
    for first, last in sorted(hole for hole in holes if start <= hole[0] and hole[1] <= end):
        if first > at:
            yield at, first
        at = last
    if end > at:
        yield at, end
