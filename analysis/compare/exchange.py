"""Could the difference come from which articles fell into which group? A permutation test for many words at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from analysis.measures.resampling import SEED

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray
    from scipy.sparse import csr_array

N_EXCHANGES = 9999
ENOUGH = 20
"""Chance differences at least as large after which a word is given up: its p is then known well enough."""

_CELLS_AT_ONCE = 4_000_000
_FIRST = 100
_TIE = 1e-9
"""Relative difference below which two differences are the same; the rest is rounding."""


def exchange_p(
    counts: csr_array,
    words: ArrayLike,
    in_target: ArrayLike,
    strata: ArrayLike,
    *,
    n_exchanges: int = N_EXCHANGES,
    enough: int = ENOUGH,
    studentised: bool = True,
    seed: int = SEED,
) -> NDArray[np.float64]:
    """Two-sided p of the difference of two rates, from exchanging whole articles between two groups within strata.

    T = Σ counts/Σ words of the target − the same of the reference, divided by its standard error. Without that, groups
    of long and of short articles would differ by chance far too often (Chung and Romano 2013).

    p = (1 + #{|T*| ≥ |T|})/(1 + draws), which is never 0 (Phipson and Smyth 2010). A word that has reached `enough`
    such draws needs no more: its p is then enough/draws, which is exact too (Besag and Clifford 1991) and saves most
    of the work. The null is that articles could be exchanged within their stratum; a stratum with one group alone
    changes nothing.

    Args:
        counts: one row a unit (an article, or its part in one group), one column a word.
        words: all words of each unit.
        in_target: whether each unit is the target's.
        strata: a number a unit.
        n_exchanges: draws at most.
        enough: see above; more than `n_exchanges` to give up none.
        studentised: whether to divide by the standard error, that of a ratio of sums over articles.
        seed: of the draws.

    Returns:
        One p a column.

    Example:
        >>> from scipy.sparse import csr_array
        >>> counts = csr_array(np.array([[5], [0], [2], [9], [1], [3]]))
        >>> words, groups = [500, 400, 450, 700, 300, 620], [1, 0, 0, 1, 0, 1]
        >>> p = exchange_p(counts, words, groups, [0] * 6, enough=10_000, studentised=False)  # exact: 2 of 20
        >>> round(float(p[0]), 2)
        0.1
    """
    of_stratum = np.asarray(strata)
    order = np.argsort(of_stratum, kind="stable")
    stratum = np.unique(of_stratum[order], return_inverse=True)[1].astype(np.float64)
    labels = np.asarray(in_target, dtype=bool)[order]
    sizes = np.asarray(words, dtype=np.float64)[order]
    by_word = counts.tocsr()[order].T.tocsr().astype(np.float64)
    statistic = _Statistic(by_word, sizes, studentised)
    rng = np.random.default_rng(seed)

    p = np.full(by_word.shape[0], np.nan)
    active = np.arange(by_word.shape[0])
    observed = statistic.of(labels[None], active)[:, 0]
    reached = np.zeros(len(active), dtype=np.int64)
    done = 0
    while done < n_exchanges and len(active):
        size = min(n_exchanges - done, max(_FIRST, min(2 * done, _CELLS_AT_ONCE // max(len(active), len(sizes)))))
        drawn = labels[np.argsort(stratum + rng.random((size, len(sizes))), axis=1)]
        far = statistic.of(drawn, active) >= observed[active, None] * (1 - _TIE)
        running = reached[active, None] + np.cumsum(far, axis=1)
        reached[active] = running[:, -1]
        over = running[:, -1] >= enough
        p[active[over]] = enough / (done + 1 + np.argmax(running[over] >= enough, axis=1))
        active, done = active[~over], done + size
    p[active] = (1 + reached[active]) / (1 + done)
    return p


class _Statistic:
    """|T| of words for drawn memberships of the units."""

    def __init__(self, by_word: csr_array, sizes: NDArray[np.float64], studentised: bool) -> None:
        self._sizes, self._squares = sizes, sizes**2
        self._counts, self._studentised = by_word, studentised
        self._counts_squared, self._products = by_word.power(2), (by_word * sizes[None, :]).tocsr()
        ones = np.ones(len(sizes))
        self._totals = [matrix @ ones for matrix in (by_word, self._counts_squared, self._products)]

    def of(self, drawn: NDArray[np.bool_], chosen: NDArray[np.int64]) -> NDArray[np.float64]:
        """One row a chosen word, one column a draw."""
        members = np.ascontiguousarray(drawn.T, dtype=np.float64)
        in_target = [matrix[chosen] @ members for matrix in self._matrices()]
        n_target, squares_target = self._sizes @ members, self._squares @ members
        in_reference = [total[chosen, None] - own for total, own in zip(self._totals, in_target, strict=False)]
        n_reference, squares_reference = self._sizes.sum() - n_target, self._squares.sum() - squares_target
        with np.errstate(divide="ignore", invalid="ignore"):
            rates = in_target[0] / n_target, in_reference[0] / n_reference
            far: NDArray[np.float64] = np.abs(rates[0] - rates[1])
            if not self._studentised:
                return far
            variance = _variance(rates[0], in_target, n_target, squares_target)
            variance += _variance(rates[1], in_reference, n_reference, squares_reference)
            # Where nothing varies there is no difference either: rounding alone would make one.
            return np.where(far > 0, far / np.sqrt(variance), 0)

    def _matrices(self) -> list[csr_array]:
        return [self._counts, self._counts_squared, self._products] if self._studentised else [self._counts]


def _variance(
    rate: NDArray[np.float64], sums: list[NDArray[np.float64]], n: NDArray[np.float64], squares: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Of a ratio of sums over articles: Σ (y − r n)² / (Σ n)² (Cochran 1977)."""
    _, counts_squared, products = sums
    return np.asarray(np.maximum(counts_squared - 2 * rate * products + rate**2 * squares, 0) / n**2)
