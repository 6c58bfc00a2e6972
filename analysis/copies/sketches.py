"""What is kept of an article to find its copies among millions: every second shingle, by its hash (FracMinHash).

A shingle is in the sketch of all texts that hold it or of none, as its hash alone decides (Broder 1997; Irber and
others 2022 for the fixed fraction). Of n shingles that two texts share, the number that both sketches hold is therefore
binomial, Bin(n, 1/2), however long either text is: a brief within a long story is found like any other copy. A pair is
looked at from as many shared ones as a pair that shares just enough falls below with a chance of at most a thousandth:

    shared shingles           11      15      20      25      30
    of them in both sketches   1       2       3       5       7
    missed                .00049  .00049  .00020  .00046  .00072

Texts that share more are missed far more seldom: with 40 shared shingles the chance is
4 in a million, with 60 it is 5 in 10¹¹. Short texts are kept
whole, so that among themselves they are compared exactly.
"""

from __future__ import annotations

from functools import cache
from math import comb
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from analysis.copies.pairs import LEAST_SHINGLES, LEAST_WORDS, SHARED
from analysis.copies.shingles import shingle

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from analysis.copies.shingles import Hashes
    from analysis.copies.texts import CopyText

    Counts = NDArray[np.int64]

SKETCHES = pa.schema([("number", pa.int64()), ("n_shingles", pa.int64()), ("hashes", pa.list_(pa.uint64()))])
"""Sketches of a corpus: the number of a text, how many shingles it has, and those of them that are sampled."""
SAMPLED = 2
"""One shingle of so many is in a sketch."""
MISSED = 0.001
"""The chance with which a pair may be missed that shares just enough to be shown."""
WHOLE_BELOW = round(LEAST_SHINGLES / SHARED)
"""Shingles below which a text is kept whole: from here on a pair needs the full number of shared ones."""


def sketch(text: CopyText) -> tuple[int, Hashes] | None:
    """The number of a text's shingles, and those in its sketch; `None` for a text too short to be compared.

    Example:
        >>> from analysis.copies.texts import CopyText
        >>> words = tuple(f"word{n}" for n in range(1_000))
        >>> n, hashes = sketch(CopyText("a", (words,), ((False,) * 1_000,)))
        >>> n, 450 < len(hashes) < 550
        (996, True)
    """
    if text.n_words < LEAST_WORDS:
        return None
    hashes = shingle(text).hashes
    kept = hashes if len(hashes) < WHOLE_BELOW else hashes[hashes < np.uint64(2**64 // SAMPLED)]
    return len(hashes), kept


def sketch_texts(texts: Sequence[CopyText]) -> pa.RecordBatch:
    """The sketches of texts that are in memory, numbered in their order."""
    rows = [(number, *found) for number, text in enumerate(texts) if (found := sketch(text)) is not None]
    columns = zip(*rows, strict=True) if rows else [()] * len(SKETCHES)
    cells = [pa.array(list(column), kind) for column, kind in zip(columns, SKETCHES.types, strict=True)]
    return pa.record_batch(cells, schema=SKETCHES)


def least_shared(first: Counts, second: Counts) -> Counts:
    """How many shingles the sketches of two texts must share for the pair to be looked at.

    Args:
        first: shingles of one text of each pair.
        second: those of the other.
    """
    longer = np.maximum(first, second)
    needed = np.minimum(LEAST_SHINGLES, np.ceil(SHARED * np.minimum(first, second))).astype(np.int64)
    return np.where(
        longer < WHOLE_BELOW, needed, np.array([least_sampled(n) for n in range(LEAST_SHINGLES + 1)])[needed]
    )


@cache
def least_sampled(n: int) -> int:
    """The most of n shared shingles that two sketches share too, but for a chance of `MISSED`; at least one.

    Example:
        >>> [least_sampled(n) for n in (11, 15, 20, 30)]
        [1, 2, 3, 7]
    """
    kept = 1
    while chance_below(kept + 1, n) <= MISSED:
        kept += 1
    return kept


def chance_below(least: int, n: int) -> float:
    """The chance that of n shared shingles fewer than so many are in the sketches.

    Example:
        >>> chance_below(1, 11) == 0.5**11
        True
    """
    share = 1 / SAMPLED
    return sum(comb(n, k) * share**k * (1 - share) ** (n - k) for k in range(least))
