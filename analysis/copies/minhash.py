"""Pairs of texts of which one holds much of the other, by MinHash signatures (Broder 1997): for very large corpora.

What makes a copy is containment, which plain MinHash LSH does not look for: a brief of 200 words inside a story of
1,000 has a Jaccard similarity of .2, where 32 bands of 4 rows see 5 % of the pairs. The LSH Ensemble (Zhu and others
2016) of datasketch bands texts of like length together, with as many rows as the containment asked for needs there. On
840 articles with 600 planted copies (edited, cut, or put into other stories) it found all 103 pairs of the same text
and all 613 derived ones, and 134 of 138 that share material; 32 bands of 4 rows found 389 of the 613.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
from datasketch import MinHash, MinHashLSHEnsemble

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from analysis.copies.shingles import Shingled

N_PERMUTATIONS = 128
"""Length of a signature: it estimates a Jaccard similarity J with a standard error of √(J (1 - J) / 128)."""
CONTAINMENT = 0.3
"""What the LSH Ensemble is tuned to: below `derived`, so that an unlucky signature loses no copy."""
PARTS = 16
"""Groups of like length in the LSH Ensemble."""
SEED = 1
"""Of the permutations."""


def minhash_candidates(shingled: Shingled) -> Iterator[tuple[int, int]]:
    """Yield the pairs of which one probably holds three tenths of the other; a few are missed and many are not so."""
    texts = {index: signature(ids) for index, ids in enumerate(shingled.sets) if len(ids)}
    if not texts:
        return
    # A pair that is lost cannot be found again, one too many is only compared: misses weigh nine times as much.
    ensemble = MinHashLSHEnsemble(CONTAINMENT, num_perm=N_PERMUTATIONS, num_part=PARTS, weights=(0.1, 0.9))
    ensemble.index((index, minhash, len(shingled.sets[index])) for index, minhash in texts.items())
    found = {
        (min(index, other), max(index, other))
        for index, minhash in texts.items()
        for other in ensemble.query(minhash, len(shingled.sets[index]))
        if other != index
    }
    yield from sorted(found)


def signature(ids: NDArray[np.int64]) -> MinHash:
    """The MinHash signature of a set of shingles."""
    minhash = MinHash(num_perm=N_PERMUTATIONS, seed=SEED, hashfunc=int)
    minhash.update_batch(_scatter(ids))
    return minhash


def _scatter(ids: NDArray[np.int64]) -> NDArray[np.uint64]:
    """Numbers of 32 bits that look random for numbers in a row, which linear permutations would keep near each other.

    The finaliser of SplitMix64 (Steele and others 2014).
    """
    mixed = ids.astype(np.uint64) + np.uint64(0x9E3779B97F4A7C15)
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return (mixed ^ (mixed >> np.uint64(31))) & np.uint64(0xFFFFFFFF)
