"""Two texts paragraph by paragraph: which ones say the same, in the order of both."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

RUN = 5
"""Words in a row that count as shared, as for copies."""
LEAST_RUNS = 2
"""Shared runs from which two paragraphs stand beside each other: one alone ("on the other side of") is chance."""


class Row(NamedTuple):
    """Paragraphs of the first text and of the other that belong together, by number; one side may have none."""

    first: tuple[int, ...]
    other: tuple[int, ...]


def align_paragraphs(
    first: Sequence[Sequence[str]],
    other: Sequence[Sequence[str]],
    ties: Mapping[tuple[int, int], int] | None = None,
) -> list[Row]:
    """Every paragraph of two texts in rows, in the order of both.

    Two paragraphs are alike by the runs of five words that they share, and by the ties that are given. Of all orders
    that keep both texts in their own, the one with most likeness is taken (dynamic programming); a paragraph that is
    like several neighbours of the other text stands beside all of them. One that moved to another place stands alone.

    Args:
        first: the words of each paragraph, as they are compared.
        other: those of the other text.
        ties: further likeness by the numbers of two paragraphs, in runs.

    Example:
        >>> one, two = "the town did not give up".split(), "nobody came to the old bridge".split()
        >>> align_paragraphs([one, two], [two])
        [Row(first=(0,), other=()), Row(first=(1,), other=(0,))]
    """
    likeness = _likeness(first, other, ties or {})
    best = [[0] * (len(other) + 1) for _ in range(len(first) + 1)]
    for i in range(1, len(first) + 1):
        above, here = best[i - 1], best[i]
        for j in range(1, len(other) + 1):
            here[j] = max(above[j - 1], above[j], here[j - 1]) + likeness.get((i - 1, j - 1), 0)
    linked = _walk_back(best, likeness, len(first), len(other))
    rows: list[Row] = []
    i = j = 0
    for cell_i, cell_j in linked:
        if cell_i < i or cell_j < j:
            last = rows.pop()
            rows.append(Row((*last.first, *range(i, cell_i + 1)), (*last.other, *range(j, cell_j + 1))))
        else:
            rows += [Row((n,), ()) for n in range(i, cell_i)] + [Row((), (n,)) for n in range(j, cell_j)]
            rows.append(Row((cell_i,), (cell_j,)))
        i, j = cell_i + 1, cell_j + 1
    return rows + [Row((n,), ()) for n in range(i, len(first))] + [Row((), (n,)) for n in range(j, len(other))]


def _likeness(
    first: Sequence[Sequence[str]], other: Sequence[Sequence[str]], ties: Mapping[tuple[int, int], int]
) -> dict[tuple[int, int], int]:
    holders: dict[tuple[str, ...], list[int]] = {}
    for j, words in enumerate(other):
        for run in _runs(words):
            holders.setdefault(run, []).append(j)
    shared = Counter((i, j) for i, words in enumerate(first) for run in _runs(words) for j in holders.get(run, ()))
    found = {pair: n for pair, n in shared.items() if n >= LEAST_RUNS or _same(first[pair[0]], other[pair[1]])}
    for pair, n in ties.items():
        found[pair] = found.get(pair, 0) + n
    return found


def _same(words: Sequence[str], other: Sequence[str]) -> bool:
    return list(words) == list(other)


def _runs(words: Sequence[str]) -> set[tuple[str, ...]]:
    """The runs of a paragraph; one that is shorter than a run is a run as a whole."""
    if not words:
        return set()
    return {tuple(words[at : at + RUN]) for at in range(max(1, len(words) - RUN + 1))}


def _walk_back(
    best: Sequence[Sequence[int]], likeness: Mapping[tuple[int, int], int], i: int, j: int
) -> list[tuple[int, int]]:
    """The pairs that are alike on the best way, the first ones first."""
    linked = []
    while i and j:
        own = likeness.get((i - 1, j - 1), 0)
        if own:
            linked.append((i - 1, j - 1))
        rest = best[i][j] - own
        if best[i - 1][j - 1] == rest:
            i, j = i - 1, j - 1
        elif best[i - 1][j] == rest:
            i -= 1
        else:
            j -= 1
    return linked[::-1]
