"""Pairs of texts → what they share, exactly. The texts are fetched some at a time, as not all may fit into memory."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from analysis.copies.pairs import Counts, Pairs, relate
from analysis.copies.shingles import Shingles, shingle

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from analysis.copies.pairs import Ints
    from analysis.copies.texts import CopyText

Fetch = Callable[[list[int]], Iterable[tuple[int, "CopyText"]]]
"""Gives the texts of some numbers, each with its number, in any order."""

IN_MEMORY = 4_000_000
"""Shingles of the texts that are in memory at once, which takes some 200 MB."""
AT_ONCE = 2_000_000
"""Shingles of the pairs that are compared at once."""
TOLD, QUOTED = (1, 1), (2, 4)
"""What marks a shingle of the first and of the second text; the product tells how both have it."""


def compare_pairs(first: Ints, second: Ints, sizes: Mapping[int, int], fetch: Fetch) -> Pairs:
    """Compare texts.

    Args:
        first: the number of one text of each pair, the smaller one.
        second: that of the other.
        sizes: how many shingles each text has.
        fetch: gives the texts.

    Returns:
        The pairs in the order of their numbers.
    """
    first, second = _near_each_other(first, second)
    compared = [_compare({}, *np.zeros((2, 0), np.int64))]
    for pairs in _slices(first, second, sizes):
        wanted = np.unique([first[pairs], second[pairs]]).tolist()
        texts = {number: shingle(text) for number, text in fetch(wanted)}
        compared.append(_compare(texts, first[pairs], second[pairs]))
    return Pairs.together(compared)


def label_groups(first: Ints, second: Ints) -> tuple[Ints, NDArray[np.int32]]:
    """The numbers that stand in pairs, and for each which group it is in of those that pairs connect."""
    numbers, places = np.unique([first, second], return_inverse=True)
    ends = places.reshape(2, -1)
    graph = sparse.coo_array((np.ones(len(first), dtype=np.int8), (ends[0], ends[1])), shape=(len(numbers),) * 2)
    return numbers, connected_components(graph, directed=False)[1] if len(numbers) else np.zeros(0, np.int32)


def _near_each_other(first: Ints, second: Ints) -> tuple[Ints, Ints]:
    """The pairs group by group, so that few texts are fetched twice."""
    numbers, labels = label_groups(first, second)
    order = np.lexsort((second, first, labels[np.searchsorted(numbers, first)]))
    return first[order], second[order]


def _slices(first: Ints, second: Ints, sizes: Mapping[int, int]) -> Iterator[slice]:
    """Cut pairs so that the texts of each part have `IN_MEMORY` shingles at most, or are only two."""
    start, seen, total = 0, set[int](), 0
    for at, pair in enumerate(zip(first.tolist(), second.tolist(), strict=True)):
        total += sum(sizes[number] for number in pair if number not in seen)
        if total > IN_MEMORY and at > start:
            yield slice(start, at)
            start, seen, total = at, set(), sum(sizes[number] for number in pair)
        seen.update(pair)
    if start < len(first):
        yield slice(start, len(first))


def _compare(texts: Mapping[int, Shingles], first: Ints, second: Ints) -> Pairs:
    """Compare pairs of texts that are in memory."""
    numbers = np.array(sorted(texts), dtype=np.int64)
    every = [texts[number] for number in numbers.tolist()]
    n = np.array([len(text.hashes) for text in every], dtype=np.int64)
    n_quoted = np.array([text.quoted.sum() for text in every], dtype=np.int64)
    hashes, quoted = (
        np.concatenate([np.zeros(0, kind), *(getattr(text, name) for text in every)])
        for name, kind in (("hashes", np.uint64), ("quoted", bool))
    )
    columns = np.unique(hashes, return_inverse=True)[1].astype(np.int32)
    left, right = (
        sparse.csr_array(
            (np.where(quoted, QUOTED[side], TOLD[side]).astype(np.int8), columns, np.r_[0, np.cumsum(n)]),
            shape=(len(every), int(columns.max(initial=0)) + 1),
        )
        for side in (0, 1)
    )
    a, b = np.searchsorted(numbers, first), np.searchsorted(numbers, second)
    counts = [np.zeros((4, 0), np.int64)]
    for pairs in _bounded(n[a] + n[b]):
        counts.append(_count_kinds(left[a[pairs]].multiply(right[b[pairs]]).tocsr()))
    both_told, quoted_a, quoted_b, both_quoted = np.concatenate(counts, axis=1)
    told = n - n_quoted
    shared = both_told + quoted_a + quoted_b + both_quoted
    return relate(first, second, Counts(n[a], n[b], shared, told[a] - quoted_b, told[b] - quoted_a, both_told))


def _bounded(sizes: Ints) -> Iterator[slice]:
    """Cut things of these sizes into parts of `AT_ONCE` at most, or of one."""
    done, start = np.cumsum(sizes), 0
    while start < len(sizes):
        before = done[start] - sizes[start]
        end = max(int(np.searchsorted(done, before + AT_ONCE, side="right")), start + 1)
        yield slice(start, end)
        start = end


def _count_kinds(shared: sparse.csr_array) -> Ints:
    """Of each pair the shared shingles that are told in both, quoted in the first, in the second, in both."""
    kinds = [TOLD[0] * TOLD[1], QUOTED[0] * TOLD[1], TOLD[0] * QUOTED[1], QUOTED[0] * QUOTED[1]]
    so_far = np.r_[np.zeros((1, 4), np.int64), np.cumsum(shared.data[:, None] == np.array(kinds), axis=0)]
    return np.asarray(np.diff(so_far[shared.indptr], axis=0).T, dtype=np.int64)
