"""Articles → batches: numbered features, labels and links, padded to one length."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import torch

from analysis.networks import Hashes, look_up
from analysis.quotes.features import CODES, KEYS, N_FLAGS, Tokens
from analysis.quotes.pairs import content_classes, distance_classes, source_classes
from analysis.quotes.tagger import LABELS
from training.attribution.corpus import Attribution
from training.attribution.examples import Example
from training.attribution.network import Links

CHUNK = 384
"""Tokens of a training example: as many paragraphs of one article as fit."""
BATCH = 8
"""Chunks a step; larger batches took far longer to get as far."""


@dataclass(frozen=True, slots=True)
class Encoded:
    """An article's arrays as the network takes them."""

    ids: np.ndarray
    """(tokens, features)"""
    words: np.ndarray
    flags: np.ndarray
    heads: np.ndarray
    labels: np.ndarray
    owner: np.ndarray
    tokens: Tokens


def encode(example: Example, vocabulary: Mapping[str, tuple[Hashes, np.ndarray]]) -> Encoded:
    """Number an article's features."""
    tokens = example.tokens
    columns = [look_up(tokens.keys[name], *vocabulary[name], 0) for name in KEYS if name != "word"]
    columns += [tokens.codes[name] for name in CODES]
    return Encoded(
        np.stack(columns, 1),
        look_up(tokens.keys["word"], *vocabulary["word"], 0),
        tokens.flags,
        tokens.head,
        example.labelled.labels,
        example.labelled.owner,
        tokens,
    )


def cut(article: Encoded) -> Iterator[slice]:
    """Cut an article into stretches of at most `CHUNK` tokens, between paragraphs where that is possible."""
    paragraph = article.tokens.paragraph
    first = [*np.flatnonzero(np.r_[True, np.diff(paragraph) != 0]).tolist(), len(paragraph)]
    start = 0
    for here, after in pairwise(first):
        if after - start > CHUNK:
            if here > start:
                yield slice(start, here)
                start = here
            while after - start > CHUNK:
                yield slice(start, start + CHUNK)
                start += CHUNK
    if start < first[-1]:
        yield slice(start, first[-1])


class Batch(NamedTuple):
    """Chunks padded to one length, as `Network` takes them."""

    ids: torch.Tensor
    words: torch.Tensor
    flags: torch.Tensor
    heads: torch.Tensor
    labels: torch.Tensor
    mask: torch.Tensor
    links: Links


Chunk = tuple[Encoded, slice]


def make_batch(chunks: Sequence[Chunk], gold: Mapping[int, list[Attribution]]) -> Batch:
    """Pad chunks to one length, and lay out their links."""
    size = max(part.stop - part.start for _, part in chunks)
    n = len(chunks)
    ids = np.zeros((n, size, chunks[0][0].ids.shape[1]), np.int64)
    words = np.zeros((n, size), np.int64)
    labels = np.zeros((n, size), np.int64)
    flags, mask = np.zeros((n, size, N_FLAGS), np.float32), np.zeros((n, size), np.float32)
    heads = np.tile(np.arange(size), (n, 1))
    layouts = []
    for at, (article, part) in enumerate(chunks):
        length = part.stop - part.start
        ids[at, :length], words[at, :length] = article.ids[part], article.words[part]
        flags[at, :length], labels[at, :length], mask[at, :length] = article.flags[part], article.labels[part], 1
        heads[at, :length] = np.clip(article.heads[part] - part.start, 0, length - 1)
        layouts.append(lay_out_links(article, part, gold[id(article)]))
    n_cues = max(1, *(len(layout.cues) for layout in layouts))
    n_sources = max(1, *(len(layout.sources) for layout in layouts))
    cues, sources = np.zeros((n, n_cues, size), np.float32), np.zeros((n, n_sources, size), np.float32)
    owner = np.full((n, size), -1)
    content_far, content_class = np.full((2, n, size, n_cues), -1)
    pairs = np.full((n, n_sources, n_cues), -1.0, np.float32)
    source_far, source_class = np.zeros((2, n, n_sources, n_cues), np.int64)
    for at, layout in enumerate(layouts):
        owner[at, : len(layout.owner)] = layout.owner
        for pieces, weights in ((layout.cues, cues), (layout.sources, sources)):
            for number, rows in enumerate(pieces):
                weights[at, number, rows] = 1 / len(rows)
        if layout.cues:
            part = np.s_[at, : len(layout.owner), : len(layout.cues)]
            content_far[part], content_class[part] = layout.content_far, layout.content_class
        if layout.cues and layout.sources:
            part = np.s_[at, : len(layout.sources), : len(layout.cues)]
            pairs[part], source_far[part], source_class[part] = layout.pairs, layout.source_far, layout.source_class
    links = (cues, owner, content_far, content_class, sources, pairs, source_far, source_class)
    return Batch(*map(torch.from_numpy, (ids, words, flags, heads, labels, mask)), Links(*map(torch.from_numpy, links)))


@dataclass(slots=True)
class Layout:
    """The links of a chunk, as `Network.link_loss` takes them."""

    cues: list[np.ndarray]
    sources: list[np.ndarray]
    owner: np.ndarray
    content_far: np.ndarray
    content_class: np.ndarray
    pairs: np.ndarray
    source_far: np.ndarray
    source_class: np.ndarray


def lay_out_links(article: Encoded, part: slice, gold: Sequence[Attribution]) -> Layout:
    """Lay out which content and source is which cue's."""
    role = np.array([label[-1] for label in LABELS])[article.labels[part]]
    tokens, owner = article.tokens.part(part.start, part.stop), article.owner[part]
    paragraph, nothing = tokens.paragraph, np.zeros((0, 0), np.int64)
    rows_of = {
        kind: {int(n): np.flatnonzero((role == kind) & (owner == n)) for n in set(owner[role == kind].tolist())}
        for kind in "KS"
    }
    cue_numbers = sorted(rows_of["K"], key=lambda n: int(rows_of["K"][n][0]))
    source_numbers = sorted(rows_of["S"])
    cues = [rows_of["K"][n] for n in cue_numbers]
    sources = [rows_of["S"][n] for n in source_numbers]
    own = np.full(len(owner), -1)
    if not cues:
        return Layout([], [], own, nothing, nothing, nothing, nothing, nothing)
    at = {number: position for position, number in enumerate(cue_numbers)}
    for row in np.flatnonzero(role == "C"):
        cue = at.get(int(owner[row]), -1)
        if cue >= 0 and paragraph[cues[cue][0]] == paragraph[row]:
            own[row] = cue
    every = np.arange(len(owner))
    content = content_classes(every, cues, tokens)
    content[paragraph[:, None] != paragraph[[rows[0] for rows in cues]]] = -1
    if not sources:
        return Layout(cues, [], own, distance_classes(every, cues), content, nothing, nothing, nothing)
    pairs = np.full((len(sources), len(cues)), -1.0, np.float32)
    for i, source_number in enumerate(source_numbers):
        for j, cue_number in enumerate(cue_numbers):
            if paragraph[cues[j][0]] == paragraph[sources[i][0]]:
                pairs[i, j] = cue_number == source_number or gold[cue_number].source == gold[source_number].source
    starts = np.array([rows[0] for rows in sources])
    return Layout(
        cues, sources, own, distance_classes(every, cues), content, pairs, distance_classes(starts, cues),
        source_classes(sources, cues, tokens),
    )  # fmt: skip


def batches(chunks: Sequence[Chunk], order: random.Random) -> Iterator[list[Chunk]]:
    """Batches in random order, each of chunks of like length."""
    by_length = sorted(chunks, key=lambda chunk: chunk[1].stop - chunk[1].start + order.uniform(0, CHUNK / 4))
    batches = [by_length[at : at + BATCH] for at in range(0, len(by_length), BATCH)]
    order.shuffle(batches)
    yield from batches
