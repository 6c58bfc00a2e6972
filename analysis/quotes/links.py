"""Labels → attributions: pieces of content gathered under their cue, with its source."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from analysis.networks import Floats, Ints
from analysis.quotes.features import OUTSIDE, Tokens
from analysis.quotes.tagger import LABELS, Tagger

EVIDENCE = ("content", "opening", "closing", "cue", "source", "source_link", "link", "length", "quoted", "pieces")
"""What tells how sure an attribution is. Mean log-odds of the labels of its content, of that at the content's first and
last word, of its cue and its source; log-odds that the source is the cue's; by how much the content goes better with
this cue than with the next; logarithm of the content's tokens; share of them in marks; pieces of the content. 0 for
what is missing."""
BLOCK = 1024
"""Tokens that the network sees at a time: whole paragraphs, or whole sentences of one that is longer."""

_ROLES = np.array(["OCKS".index(label[-1]) for label in LABELS])
_OF_ROLE = (_ROLES[:, None] == np.arange(4)).astype(np.float32)
_INSIDE = np.array([label[0] == "I" for label in LABELS])
_CONTENT, _CUE, _SOURCE = 1, 2, 3
_SURE = 10.0
"""Stands for the margin of a link where there is no other cue."""
_LEAST_CHANCE = 1e-4
LEAST_ODDS = -2.0
"""Log-odds above which the likeliest source piece is taken for a cue's."""


@dataclass(slots=True)
class Linked:
    """An attribution in rows of `Tokens`, half-open."""

    cue: tuple[int, int]
    contents: list[tuple[int, int]] = field(default_factory=list)
    source: tuple[int, int] | None = None
    source_link: float = 0.0
    link: float = _SURE
    evidence: tuple[float, ...] = ()
    """In the order of `EVIDENCE`."""


def find_linked(tokens: Tokens, tagger: Tagger) -> Iterator[Linked]:
    """Yield the attributions that the network finds, in the order of their cues."""
    blocks = list(_blocks(tokens))
    parts = [tokens.part(start, end) for start, end in blocks]
    tagged = [tagger.tag(part) for part in parts]
    scores = np.concatenate([one.scores for one in tagged])
    stretch = tokens.paragraph + np.repeat(np.arange(len(blocks)), [end - start for start, end in blocks])
    labels = tagger.labels(scores, stretch)
    evidence = _Evidence(scores, tokens.codes["quote"] != OUTSIDE)
    for (start, end), part, one in zip(blocks, parts, tagged, strict=True):
        for linked in _link(labels[start:end], one.hidden, part, tagger):
            linked.cue = _moved(linked.cue, start)
            linked.contents = [_moved(piece, start) for piece in linked.contents]
            linked.source = _moved(linked.source, start) if linked.source is not None else None
            linked.evidence = evidence.of(linked)
            yield linked


class _Evidence:
    """What the labels' scores tell of attributions, as running sums over the article's tokens."""

    def __init__(self, scores: Floats, quoted: NDArray[np.bool_]) -> None:
        """Reckon the odds of each role."""
        odds = _role_odds(scores).astype(np.float64)
        self._content: list[float] = odds[:, _CONTENT].tolist()
        self._sums: list[list[float]] = np.cumsum(np.r_[np.zeros((1, 4)), odds], axis=0).T.tolist()
        self._quoted: list[int] = np.cumsum(np.r_[0, quoted]).tolist()

    def of(self, linked: Linked) -> tuple[float, ...]:
        """In the order of `EVIDENCE`."""
        contents = linked.contents
        length = sum(end - start for start, end in contents)
        return (
            self._sum(_CONTENT, contents) / length,
            self._content[contents[0][0]],
            self._content[contents[-1][1] - 1],
            self._sum(_CUE, [linked.cue]) / (linked.cue[1] - linked.cue[0]),
            self._sum(_SOURCE, [linked.source]) / (linked.source[1] - linked.source[0]) if linked.source else 0.0,
            linked.source_link,
            min(linked.link, _SURE),
            math.log(length),
            sum(self._quoted[end] - self._quoted[start] for start, end in contents) / length,
            float(len(contents)),
        )

    def _sum(self, role: int, pieces: Iterable[tuple[int, int]]) -> float:
        sums = self._sums[role]
        return sum(sums[end] - sums[start] for start, end in pieces)


def _role_odds(scores: Floats) -> Floats:
    """Log-odds of each role against all others, shape (tokens, roles), capped; labels' neighbours left aside."""
    scaled = np.exp(scores - scores.max(1, keepdims=True))
    chance = scaled @ _OF_ROLE
    chance /= chance.sum(1, keepdims=True)
    odds: Floats = np.log(chance + _LEAST_CHANCE) - np.log(1 - chance + _LEAST_CHANCE)
    return odds


def _moved(piece: tuple[int, int], by: int) -> tuple[int, int]:
    return piece[0] + by, piece[1] + by


def _blocks(tokens: Tokens) -> Iterator[tuple[int, int]]:
    sentence_ends = np.flatnonzero(np.diff(tokens.sentence)) + 1
    paragraph_ends = [*(np.flatnonzero(np.diff(tokens.paragraph)) + 1).tolist(), len(tokens)]
    start = end = 0
    for after in paragraph_ends:
        if after - start > BLOCK and end > start:
            yield start, end
            start = end
        while after - start > BLOCK:
            number = int(np.searchsorted(sentence_ends, start + BLOCK, side="right")) - 1
            stop = int(sentence_ends[number]) if number >= 0 else 0
            stop = stop if stop > start else start + BLOCK
            yield start, stop
            start = stop
        end = after
    yield start, end


def _link(labels: Ints, hidden: Floats, block: Tokens, tagger: Tagger) -> list[Linked]:
    paragraph = block.paragraph
    role = _ROLES[labels]
    opens = (role > 0) & ~(_INSIDE[labels] & (np.r_[0, role[:-1]] == role))
    first = np.flatnonzero(opens)
    # A piece ends where another begins, where nothing is labelled, or with its paragraph.
    stops = np.flatnonzero(np.r_[(role[1:] == 0) | opens[1:] | (np.diff(paragraph) != 0), True]) + 1
    last = stops[np.searchsorted(stops, first, side="right")] if len(first) else first
    pieces: dict[int, list[tuple[int, int]]] = {kind: [] for kind in (_CONTENT, _CUE, _SOURCE)}
    for start, end in zip(first.tolist(), last.tolist(), strict=True):
        pieces[int(role[start])].append((start, end))
    contents, cues, sources = pieces[_CONTENT], pieces[_CUE], pieces[_SOURCE]
    if not contents or not cues:
        return []
    rows = {kind: [np.arange(*piece) for piece in found] for kind, found in pieces.items()}
    where = np.array([paragraph[start] for start, _ in cues])
    scores = tagger.content_links(hidden, rows[_CONTENT], rows[_CUE], block)
    scores[np.array([paragraph[start] for start, _ in contents])[:, None] != where] = -np.inf
    found = [Linked(cue) for cue in cues]
    best = scores.argmax(1)
    order = np.sort(np.c_[np.full(len(scores), -np.inf), scores], axis=1)[:, -2:].tolist()
    for piece, cue, (second, highest) in zip(contents, best.tolist(), order, strict=True):
        if highest > -np.inf:
            found[cue].contents.append(piece)
            found[cue].link = min(found[cue].link, highest - second)
    if sources:
        odds = tagger.source_links(hidden, rows[_SOURCE], rows[_CUE], block)
        odds[np.array([paragraph[start] for start, _ in sources])[:, None] != where] = -np.inf
        for linked, source, chance in zip(found, odds.argmax(0).tolist(), odds.max(0).tolist(), strict=True):
            if chance > LEAST_ODDS:
                linked.source, linked.source_link = sources[source], chance
    return [linked for linked in found if linked.contents]
