"""How far two frequencies differ: the measures of keyness, each for many words at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import scipy
from scipy.special import xlogy

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

ALPHA = 0.05
"""Level of the interval of the conservative log ratio, before it is divided by the number of words."""

IN_PLACE_OF_ZERO = 0.5


def log_likelihood(n_target: ArrayLike, n_reference: ArrayLike, c: int, d: int) -> NDArray[np.float64]:
    """G², two-cell form: how surprising the frequencies are if the word were equally frequent in both.

    With a and b occurrences in c and d words: E1 = c (a+b)/(c+d), E2 = d (a+b)/(c+d),
    G² = 2 [a ln(a/E1) + b ln(b/E2)] (Rayson and Garside 2000). The four-cell form (Dunning 1993), which adds the other
    words, is slightly larger. It has no sign, and is no test here: a text's words depend on one another, so that read
    as chi-square it finds far too much (Bestgen 2014).

    Example:
        >>> log_likelihood([20, 20], [5, 0], 1000, 2000).round(3).tolist()
        [22.979, 43.944]
    """
    a, b = np.asarray(n_target, dtype=np.float64), np.asarray(n_reference, dtype=np.float64)
    share = (a + b) / (c + d)
    with np.errstate(divide="ignore", invalid="ignore"):
        cells = xlogy(a, a / (c * share)) + xlogy(b, b / (d * share))
    # Equal rates leave a rounding error that may be below 0; a word that occurs nowhere has no G² but 0.
    return np.where(a + b > 0, np.maximum(2 * cells, 0), 0)


def bic(g2: ArrayLike, n_words: int) -> NDArray[np.float64]:
    """Approximate Bayes factor of G², in BIC's units: G² − ln(c+d) (Wilson 2013); above 2 speaks for a difference.

    Example:
        >>> float(bic(22.979, 3000).round(3))
        14.973
    """
    return np.asarray(np.asarray(g2, dtype=np.float64) - np.log(n_words))


def log_ratio(n_target: ArrayLike, n_reference: ArrayLike, c: int, d: int) -> NDArray[np.float64]:
    """log2 of the ratio of the rates, with .5 in place of a count of 0 (Hardie 2014); 1 is twice as frequent.

    Example:
        >>> log_ratio([20, 20], [5, 0], 1000, 2000).round(3).tolist()
        [3.0, 6.322]
    """
    a, b = (np.maximum(np.asarray(n, dtype=np.float64), IN_PLACE_OF_ZERO) for n in (n_target, n_reference))
    ratios: NDArray[np.float64] = np.log2((a / c) / (b / d))
    return ratios


def conservative_log_ratio(
    n_target: ArrayLike, n_reference: ArrayLike, c: int, d: int, *, m: int = 1, alpha: float = ALPHA
) -> NDArray[np.float64]:
    """LRC (Evert 2022): the bound, nearer to 0, of an interval of the log ratio; 0 where the interval holds 0.

    The exact (Clopper–Pearson) interval of p = a/(a+b) at level alpha/m, mapped by log2[p/(1−p) · d/c]. A rare word
    needs a far larger ratio than a frequent one to reach the same LRC, so that it ranks neither hapaxes nor grammar
    first.

    Args:
        n_target: a, occurrences in the target, one number a word.
        n_reference: b.
        c: words of the target.
        d: words of the reference.
        m: how many words are compared (Bonferroni).
        alpha: level of all intervals together.

    Example:
        >>> conservative_log_ratio([20, 5], [5, 5], 1000, 2000).round(3).tolist()
        [1.543, 0.0]
        >>> float(conservative_log_ratio(20, 5, 1000, 2000, m=100).round(3))
        0.644
    """
    a, b = np.asarray(n_target, dtype=np.float64), np.asarray(n_reference, dtype=np.float64)
    tail = alpha / m / 2
    with np.errstate(divide="ignore", invalid="ignore"):
        low = np.where(a > 0, scipy.stats.beta.ppf(tail, a, b + 1), 0.0)
        high = np.where(b > 0, scipy.stats.beta.isf(tail, a + 1, b), 1.0)
        lower, upper = (np.log2(p / (1 - p) * d / c) for p in (low, high))
    return np.where(lower > 0, lower, np.where(upper < 0, upper, 0.0))


class LogOdds(NamedTuple):
    """Difference of log-odds and its standard score, one number a word."""

    delta: NDArray[np.float64]
    z: NDArray[np.float64]


def log_odds(
    n_target: ArrayLike,
    n_reference: ArrayLike,
    c: int,
    d: int,
    *,
    background: ArrayLike,
    n_background: int,
    prior: float,
) -> LogOdds:
    """Log-odds with an informative Dirichlet prior (Monroe, Colaresi and Quinn 2008).

    With α_w = α0 · (background count)/(background words):
    δ = ln[(a+α_w)/(c+α0−a−α_w)] − ln[(b+α_w)/(d+α0−b−α_w)], var ≈ 1/(a+α_w) + 1/(b+α_w), z = δ/√var.
    |z| > 1.96 is no test. The prior decides how much rare words are drawn towards 0: show what it changes.

    Args:
        n_target: a, occurrences in the target, one number a word.
        n_reference: b.
        c: words of the target.
        d: words of the reference.
        background: occurrences of each word in a larger corpus, or in both together; above 0.
        n_background: its words.
        prior: α0, the number of words that the prior counts for.

    Raises:
        ValueError: if the prior is not above 0.

    Example:
        >>> war = log_odds(30, 10, 135, 150, background=40, n_background=285, prior=10)
        >>> float(war.delta.round(4)), float(war.z.round(4))
        (1.2816, 3.7068)
    """
    if not prior > 0:
        raise ValueError(f"the prior counts for {prior} words; it must be above 0")
    a, b = np.asarray(n_target, dtype=np.float64), np.asarray(n_reference, dtype=np.float64)
    own = prior * np.asarray(background, dtype=np.float64) / n_background
    delta = np.log((a + own) / (c + prior - a - own)) - np.log((b + own) / (d + prior - b - own))
    return LogOdds(delta, delta / np.sqrt(1 / (a + own) + 1 / (b + own)))
