"""How a piece of content or a source stands to a cue: what the scorers of links know besides the words.

Each pair gets one number, its class: where the two stand in the text and in the parse tree, which cues stand between
them, and which of them stands in quotation marks.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from analysis.networks import Ints
from analysis.quotes.features import OUTSIDE, Tokens

N_CONTENT_CLASSES = 8 * 5 * 2 * 2 * 2
N_SOURCE_CLASSES = 8 * 5 * 4 * 2
DISTANCE_EDGES = (-40, -22, -14, -9, -6, -4, -3, -2, -1, 0, 1, 2, 3, 4, 6, 9, 14, 22, 40)
"""Tokens from a cue to a piece, in classes."""
_DISTANCE_CLASSES = np.searchsorted(DISTANCE_EDGES, np.arange(DISTANCE_EDGES[0] - 1, DISTANCE_EDGES[-1] + 2), "right")
_DEEPEST = 10
"""Steps up the tree from a piece in search of a cue."""


def content_classes(rows: Ints, cues: Sequence[Ints], tokens: Tokens) -> Ints:
    """Classes of pairs of a token of content and a cue, shape (rows, cues).

    Args:
        rows: tokens of content.
        cues: tokens of each cue, the cues in text order.
        tokens: the article or block.
    """
    firsts = _firsts(cues)
    above = _cue_above(rows, cues, tokens.head)
    quoted = (tokens.codes["quote"] != OUTSIDE).astype(np.int64)
    classes = _order(rows, firsts) * 5 + _sentences(tokens.sentence[rows], tokens.sentence[firsts])
    classes *= 8
    classes += 2 * quoted[rows][:, None] + quoted[firsts]
    under = np.flatnonzero(above >= 0)
    classes[under, above[under]] += 4
    return classes


def source_classes(sources: Sequence[Ints], cues: Sequence[Ints], tokens: Tokens) -> Ints:
    """Classes of pairs of a source piece and a cue, shape (sources, cues); arguments as for `content_classes`."""
    firsts, starts = _firsts(cues), _firsts(sources)
    parents = tokens.head[_heads(sources, tokens.head)]
    piece = _numbers(sources, len(tokens))
    relation = np.zeros((len(sources), len(cues)), np.int64)
    here = _heads(cues, tokens.head)
    below = np.arange(len(cues))
    holds = []
    for _ in range(_DEEPEST - 1):
        above = tokens.head[here]
        climbs = above != here
        here, below = above[climbs], below[climbs]
        relation[:, below] = np.where(parents[:, None] == here, 2, relation[:, below])
        inside = piece[here] >= 0
        holds.append((piece[here[inside]], below[inside]))
    for rows, columns in holds:
        relation[rows, columns] = 3
    governor = _numbers(cues, len(tokens))[parents]
    governed = np.flatnonzero(governor >= 0)
    relation[governed, governor[governed]] = 1
    quoted = (tokens.codes["quote"] != OUTSIDE).astype(np.int64)
    nearer = _order(starts, firsts) * 5 + _sentences(tokens.sentence[starts], tokens.sentence[firsts])
    found: Ints = (nearer * 4 + relation) * 2 + (quoted[starts][:, None] != quoted[firsts])
    return found


def distance_classes(rows: Ints, cues: Sequence[Ints]) -> Ints:
    """Tokens from each cue's first to each row, in the classes of `DISTANCE_EDGES`, shape (rows, cues)."""
    farthest = DISTANCE_EDGES[-1] + 1
    classes: Ints = _DISTANCE_CLASSES[np.clip(rows[:, None] - _firsts(cues), -farthest, farthest) + farthest]
    return classes


def _order(rows: Ints, firsts: Ints) -> Ints:
    """How many cues stand between: 0 none, 1 to 3, plus 4 where the cue comes first."""
    at = np.searchsorted(firsts, rows, side="right")[:, None]
    number = np.arange(len(firsts))
    between = np.where(at > number, at - number - 1, number - at)
    order: Ints = np.minimum(between, 3) + 4 * (at > number)
    return order


def _sentences(ours: Ints, theirs: Ints) -> Ints:
    apart: Ints = np.clip(ours[:, None] - theirs, -2, 2) + 2
    return apart


def _firsts(pieces: Sequence[Ints]) -> Ints:
    return np.array([rows[0] for rows in pieces])


def _heads(pieces: Sequence[Ints], head: Ints) -> Ints:
    """Of each piece the first token whose head is outside it, or that is a root; the first where there is none."""
    sizes = np.array([len(rows) for rows in pieces])
    begins = np.cumsum(sizes) - sizes
    rows = np.concatenate(pieces)
    first, last = np.repeat(rows[begins], sizes), np.repeat(rows[begins + sizes - 1], sizes)
    above = head[rows]
    inside = (above >= first) & (above <= last) & (above != rows)
    heads = np.minimum.reduceat(np.where(inside, len(head), rows), begins)
    return np.where(heads < len(head), heads, rows[begins])


def _numbers(pieces: Sequence[Ints], n: int) -> Ints:
    """For each of n tokens the number of its piece, -1 outside all."""
    numbers = np.full(n, -1)
    numbers[np.concatenate(pieces)] = np.repeat(np.arange(len(pieces)), [len(rows) for rows in pieces])
    return numbers


def _cue_above(rows: Ints, cues: Sequence[Ints], head: Ints) -> Ints:
    """The nearest cue above each row in the tree, -1 if there is none near."""
    number = _numbers(cues, len(head))
    found = np.full(len(rows), -1)
    here = rows
    for _ in range(_DEEPEST):
        here = head[here]
        found = np.where(found < 0, number[here], found)
    return found
