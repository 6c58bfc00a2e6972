"""Which pairs of texts are worth comparing: all that share enough, or in a very large corpus those that MinHash finds.

An inverted index of shingles misses nothing. Its cost grows with the square of the number of texts, yet from a small
base: among 5,000 articles it takes 0.2 seconds, among 20,000 two, beside hours of analysis. Only above `EXACT_UP_TO`
do MinHash signatures stand for the sets.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from analysis.copies.pairs import LEAST_SHINGLES, SHARED

if TYPE_CHECKING:
    from analysis.copies.shingles import Shingled

EXACT_UP_TO = 20_000
"""Texts up to which every pair that shares a shingle is looked at."""
BLOCK = 500
"""Texts whose shared shingles are counted at once, which bounds the memory."""


def find_candidates(shingled: Shingled) -> Iterator[tuple[int, int]]:
    """Yield the pairs of texts, smaller number first, that may share enough to have a relation."""
    if len(shingled.sets) <= EXACT_UP_TO:
        yield from exact_candidates(shingled)
        return
    from analysis.copies.minhash import minhash_candidates

    yield from minhash_candidates(shingled)


def exact_candidates(shingled: Shingled) -> Iterator[tuple[int, int]]:
    """Yield the pairs that share 30 shingles or a fifth of those of the shorter text, by counting all."""
    sizes = np.array([len(ids) for ids in shingled.sets], dtype=np.int64)
    if not sizes.sum():
        return
    index = sparse.csr_array(
        (np.ones(sizes.sum(), dtype=np.int32), np.concatenate(shingled.sets), np.concatenate([[0], np.cumsum(sizes)]))
    )
    index = index[:, np.flatnonzero(index.sum(axis=0) > 1)]
    by_shingle = index.T.tocsr()
    for start in range(0, len(sizes), BLOCK):
        shared = (index[start : start + BLOCK] @ by_shingle).tocoo()
        first, second = shared.coords[0].astype(np.int64) + start, shared.coords[1].astype(np.int64)
        enough = np.minimum(LEAST_SHINGLES, SHARED * np.minimum(sizes[first], sizes[second]))
        kept = (first < second) & (shared.data >= enough)
        yield from sorted(zip(first[kept].tolist(), second[kept].tolist(), strict=True))
