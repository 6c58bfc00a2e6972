"""How often things would stand together if each were strewn over its article's words, and many tests at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import scipy

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

N_PERMUTATIONS = 4999
"""Enough that one pair alone among a hundred can stand out: the least p is 1/5,000."""

_CELLS_AT_ONCE = 2_000_000


def strew(counts: ArrayLike, weights: ArrayLike, *, n_permutations: int, rng: np.random.Generator) -> NDArray[np.bool_]:
    """Lay each thing anew into as many of an article's paragraphs as it stands in, long ones sooner than short ones.

    Paragraphs are drawn one after another without replacement, each with a chance in proportion to its weight
    (Efraimidis and Spirakis 2006). With equal weights this permutes a thing's presence among the paragraphs. Without
    weights, long paragraphs, which hold more of everything, would make any two things a pair.

    Args:
        counts: in how many paragraphs each thing stands.
        weights: of the paragraphs, above 0: their words.
        n_permutations: how often.
        rng: of the draws.

    Returns:
        Whether a thing is in a paragraph: permutations × things × paragraphs.

    Raises:
        ValueError: if a thing stands in more paragraphs than there are, or a weight is not above 0.

    Example:
        >>> laid = strew([2, 1], [1, 1, 1], n_permutations=4, rng=np.random.default_rng(1))
        >>> laid.shape, laid.sum(axis=2).tolist()
        ((4, 2, 3), [[2, 1], [2, 1], [2, 1], [2, 1]])
    """
    sizes, of_words = np.asarray(counts, dtype=np.int64), np.asarray(weights, dtype=np.float32)
    if (sizes > len(of_words)).any() or (of_words <= 0).any():
        raise ValueError("a thing must stand in no more paragraphs than there are, and each must have a weight above 0")
    laid = np.zeros((n_permutations, len(sizes), len(of_words)), dtype=np.bool_)
    block = max(1, _CELLS_AT_ONCE // max(len(of_words), 1))
    for i, size in enumerate(sizes):
        if size == len(of_words):
            laid[:, i] = True
            continue
        if size == 0:
            continue
        for first in range(0, n_permutations, block):
            rows = slice(first, min(first + block, n_permutations))
            # An exponential waiting time over its weight makes the k soonest a weighted draw without replacement.
            waits = rng.standard_exponential((rows.stop - rows.start, len(of_words)), dtype=np.float32) / of_words
            soonest = np.argpartition(waits, size - 1, axis=1)[:, :size] if size > 1 else waits.argmin(axis=1)[:, None]
            np.put_along_axis(laid[rows, i], soonest, True, axis=1)
    return laid


def permutation_p(observed: ArrayLike, drawn: ArrayLike) -> NDArray[np.float64]:
    """Chance of a value at least as high: p = (1 + #{drawn ≥ observed}) / (1 + draws), which is never 0.

    One-sided (Phipson and Smyth 2010).

    Args:
        observed: one value a test.
        drawn: one row a draw, one column a test.

    Example:
        >>> permutation_p([3, 1], [[0, 1], [1, 2], [3, 0]]).tolist()
        [0.5, 0.75]
    """
    draws = np.asarray(drawn)
    at_least = (draws >= np.asarray(observed)).sum(axis=0)
    p: NDArray[np.float64] = (1 + at_least) / (1 + len(draws))
    return p


def adjust_p(p: ArrayLike) -> NDArray[np.float64]:
    """Benjamini and Hochberg's (1995) adjusted p-values of one family of tests, in the order given.

    q(i) = min over j ≥ i of min(1, m·p(j)/j), with p in ascending order. It holds the expected share of false findings
    for tests that are independent or positively dependent.

    Example:
        >>> adjust_p([0.01, 0.04, 0.03, 0.005, 0.5]).round(4).tolist()
        [0.025, 0.05, 0.05, 0.025, 0.5]
    """
    q: NDArray[np.float64] = scipy.stats.false_discovery_control(np.asarray(p, dtype=np.float64), method="bh")
    return q
