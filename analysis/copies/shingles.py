"""A text as the set of its shingles: the runs of five words that stand in it (Broder 1997), as hashes of 64 bits.

Equal hashes stand for equal words in equal order: that any two of the 500 million runs in a million articles have one
hash by chance is less likely than one in a hundred. The hashes are the same on every machine, so that they can be kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from analysis.copies.texts import CopyText

    Hashes = NDArray[np.uint64]

SHINGLE = 5
"""Words of a shingle: long enough that unrelated stories share few, short enough to bear an edit every few words."""
_FACTOR = np.uint64(0x9E3779B97F4A7C15)


@dataclass(frozen=True, slots=True, eq=False)
class Shingles:
    """The shingles of a text, each once, by the size of their hashes."""

    hashes: Hashes
    quoted: NDArray[np.bool_]
    """Whether a shingle touches a quoted word, wherever it stands."""


def shingle(text: CopyText) -> Shingles:
    """The shingles of a text; none runs from one part into the next.

    Example:
        >>> from analysis.copies.texts import CopyText
        >>> words = tuple("the road to the town is closed".split())
        >>> shingles = shingle(CopyText("a", (words,), ((False, False, False, False, False, False, True),)))
        >>> len(shingles.hashes), int(shingles.quoted.sum())
        (3, 1)
    """
    runs = [_hash_runs(part) for part in text.parts]
    touched = [_touching(marks) for marks in text.quoted]
    hashes, where = np.unique(np.concatenate([np.zeros(0, np.uint64), *runs]), return_inverse=True)
    quoted = np.zeros(len(hashes), dtype=bool)
    quoted[where[np.concatenate([np.zeros(0, bool), *touched])]] = True
    return Shingles(hashes, quoted)


def _hash_runs(words: Sequence[str]) -> Hashes:
    """The hash of each run of `SHINGLE` words, in order."""
    hashes = np.fromiter(map(_hash_word, words), dtype=np.uint64, count=len(words))
    n = max(len(words) - SHINGLE + 1, 0)
    runs = np.zeros(n, dtype=np.uint64)
    for at in range(SHINGLE):
        runs = runs * _FACTOR + hashes[at : at + n]
    # The finaliser of SplitMix64 (Steele and others 2014): every bit hangs on every word, as sampling needs it.
    runs = (runs ^ (runs >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    runs = (runs ^ (runs >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return runs ^ (runs >> np.uint64(31))


@lru_cache(maxsize=100_000)
def _hash_word(word: str) -> int:
    return int.from_bytes(blake2b(word.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little")


def _touching(marks: Sequence[bool]) -> NDArray[np.bool_]:
    """Whether each run of `SHINGLE` words has a quoted one."""
    quoted = np.array(marks, dtype=bool)
    n = max(len(quoted) - SHINGLE + 1, 0)
    touching = np.zeros(n, dtype=bool)
    for at in range(SHINGLE):
        touching |= quoted[at : at + n]
    return touching
