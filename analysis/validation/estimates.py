"""How often the machine is right, from what coders found in a stratified sample: shares with intervals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import scipy

from analysis.measures.resampling import N_RESAMPLES, SEED, percentile_intervals

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray


class Estimate(NamedTuple):
    """A number with its 95 % interval; NaN where it cannot be told."""

    value: float
    low: float
    high: float


UNKNOWN = Estimate(float("nan"), float("nan"), float("nan"))


@dataclass(frozen=True, slots=True)
class Coded:
    """What coders found in a stratum."""

    n_all: int
    """Items in the corpus."""
    n: int
    """Items that coders settled."""
    n_yes: int
    """Those that they said yes to."""


@dataclass(frozen=True, slots=True)
class Accuracy:
    """How well the machine's hits stand for what coders find, each number with its interval."""

    precision: Estimate
    recall: Estimate
    f1: Estimate
    specificity: Estimate
    observed: float
    """Share of all items that are hits."""
    prevalence: Estimate
    """Share of all items that carry what is looked for, corrected for the machine's errors."""
    draws: NDArray[np.float64]
    """Sensitivity (recall) and specificity of each draw of the bootstrap, a row a draw."""


def wilson(n_yes: int, n: int) -> Estimate:
    """A share with Wilson's (1927) 95 % interval.

    Example:
        >>> [round(float(x), 3) for x in wilson(45, 50)], [round(float(x), 3) for x in wilson(0, 20)]
        ([0.9, 0.786, 0.957], [0.0, 0.0, 0.161])
    """
    if not n:
        return UNKNOWN
    interval = scipy.stats.binomtest(n_yes, n).proportion_ci(method="wilson")
    return Estimate(n_yes / n, float(interval.low), float(interval.high))


def weighted_share(strata: Sequence[Coded], *, n_resamples: int = N_RESAMPLES, seed: int = SEED) -> Estimate:
    """The share of yes in the corpus: each stratum counts by its size there, not by how much of it was coded.

    The interval is Wilson's, where strata were drawn at different rates for as many items as the sample is worth,
    (Σ w)² / Σ w² (Kish 1965), and widened to hold that of a bootstrap within strata too. The bootstrap alone would be
    too narrow: strata of which all items agree show no spread.

    Args:
        strata: those without a settled item are taken to be like the others.
        n_resamples: draws.
        seed: of the draws.

    Example:
        >>> strata = [Coded(90, 10, 9), Coded(10, 10, 4)]
        >>> [round(float(x), 2) for x in weighted_share(strata)]
        [0.85, 0.55, 0.95]
    """
    known = [stratum for stratum in strata if stratum.n]
    if not known:
        return UNKNOWN
    if equal_weights(known):
        return wilson(sum(s.n_yes for s in known), sum(s.n for s in known))
    value = _total_share(known, np.array([[s.n_yes / s.n for s in known]]))[0]
    worth = int(sum(s.n_all for s in known) ** 2 / sum(s.n_all**2 / s.n for s in known))
    plain = wilson(round(value * worth), worth)
    draws = _total_share(known, _resampled(known, n_resamples, np.random.default_rng(seed)))
    low, high = percentile_intervals(draws[:, None])[0]
    return Estimate(float(value), min(plain.low, float(low), float(value)), max(plain.high, float(high), float(value)))


def equal_weights(strata: Sequence[Coded]) -> bool:
    """Whether each coded item stands for as many of the corpus."""
    return len({round(s.n_all / s.n, 6) for s in strata if s.n}) <= 1


def estimate_accuracy(
    hits: Sequence[Coded], others: Sequence[Coded], *, n_resamples: int = N_RESAMPLES, seed: int = SEED
) -> Accuracy:
    """Precision, recall, F1, specificity and corrected prevalence from samples of hits and of everything else.

    False negatives are estimated as Σ n_all · n_yes / n over the strata without a hit. The intervals come of a
    bootstrap within all strata; a stratum without a hit in which coders found nothing (or all) is drawn from Jeffreys'
    posterior Beta(n_yes + ½, n − n_yes + ½) instead, as nothing found among 50 does not mean nothing among 50,000.
    Every interval is widened to hold its estimate.

    Args:
        hits: strata of hits; `n_yes` are true ones.
        others: strata without a hit; `n_yes` are those that the machine missed.
        n_resamples: draws.
        seed: of the draws.

    Returns:
        All but precision are NaN where nothing without a hit was coded.
    """
    precision = weighted_share(hits, n_resamples=n_resamples, seed=seed)
    n_hits, n_others = sum(s.n_all for s in hits), sum(s.n_all for s in others)
    observed = n_hits / (n_hits + n_others) if n_hits + n_others else float("nan")
    hits, others = [s for s in hits if s.n], [s for s in others if s.n]
    if (n_hits and not hits) or (n_others and not others):
        nothing = np.full((n_resamples, 2), np.nan)
        return Accuracy(precision, UNKNOWN, UNKNOWN, UNKNOWN, observed, UNKNOWN, nothing)
    rng = np.random.default_rng(seed)
    right = [np.array([[s.n_yes / s.n for s in hits]]), _resampled(hits, n_resamples, rng)]
    missed = [np.array([[s.n_yes / s.n for s in others]]), _resampled(others, n_resamples, rng, smooth=True)]
    found = [n_hits * _total_share(hits, shares) for shares in right]
    lost = [n_others * _total_share(others, shares) for shares in missed]

    def estimated(of: int) -> NDArray[np.float64]:
        """Recall, F1, specificity, prevalence: a row a draw."""
        tp, fn = found[of], lost[of]
        fp, tn = n_hits - tp, n_others - fn
        columns = [(tp, tp + fn), (2 * tp, 2 * tp + fp + fn), (tn, tn + fp), (tp + fn, tp + fn + fp + tn)]
        return np.column_stack([np.divide(a, b, out=np.full_like(a, np.nan), where=b > 0) for a, b in columns])

    values, draws = estimated(0)[0], estimated(1)
    bounds = percentile_intervals(draws)
    recall, f1, specificity, prevalence = (
        Estimate(float(v), float(np.fmin(v, low)), float(np.fmax(v, high)))
        for v, (low, high) in zip(values, bounds, strict=True)
    )
    return Accuracy(precision, recall, f1, specificity, observed, prevalence, draws[:, [0, 2]])


def rogan_gladen(observed: ArrayLike, sensitivity: ArrayLike, specificity: ArrayLike) -> NDArray[np.float64]:
    """The share that really is, from the share that a machine finds (Rogan and Gladen 1978); not yet clipped.

    (observed + specificity − 1) / (sensitivity + specificity − 1). It may lie outside 0 to 1: then the errors are
    others here than where they were measured, or chance.

    Returns:
        NaN where the machine does no better than chance (sensitivity + specificity not above 1).

    Example:
        >>> float(rogan_gladen(0.30, 0.8, 0.95).round(3))
        0.333
    """
    seen, se, sp = (np.asarray(x, dtype=np.float64) for x in (observed, sensitivity, specificity))
    gain = se + sp - 1
    nothing = np.full(np.broadcast(seen, gain).shape, np.nan)
    return np.asarray(np.divide(seen + sp - 1, gain, out=nothing, where=gain > 1e-9))


def corrected(observed: float, accuracy: Accuracy) -> tuple[Estimate, bool]:
    """A share of some part of the corpus, corrected by errors measured on the whole, cut to 0–1.

    Args:
        observed: the share of hits there.
        accuracy: of the machine; it is taken to be the same in this part.

    Returns:
        The estimate, and whether it had to be cut.
    """
    value = float(rogan_gladen(observed, accuracy.recall.value, accuracy.specificity.value))
    draws = rogan_gladen(observed, accuracy.draws[:, 0], accuracy.draws[:, 1])
    low, high = percentile_intervals(draws[:, None])[0]
    whole = Estimate(value, float(np.fmin(low, value)), float(np.fmax(high, value)))
    kept = Estimate(*(float(np.clip(number, 0, 1)) for number in whole))
    return kept, not np.isnan(value) and kept.value != value


def _total_share(strata: Sequence[Coded], shares: NDArray[np.float64]) -> NDArray[np.float64]:
    """The share over all strata, a row of shares a draw; 0 where there is no stratum."""
    sizes = np.array([s.n_all for s in strata], dtype=np.float64)
    return np.asarray(shares @ (sizes / sizes.sum())) if len(strata) else np.zeros(len(shares))


def _resampled(
    strata: Sequence[Coded], n_resamples: int, rng: np.random.Generator, *, smooth: bool = False
) -> NDArray[np.float64]:
    """The share of yes in each stratum, a row a draw; a stratum coded as a whole leaves nothing to chance."""
    shares = np.empty((n_resamples, len(strata)))
    for i, s in enumerate(strata):
        if s.n >= s.n_all:
            shares[:, i] = s.n_yes / s.n
        elif smooth and s.n_yes in (0, s.n):
            shares[:, i] = rng.beta(s.n_yes + 0.5, s.n - s.n_yes + 0.5, n_resamples)
        else:
            shares[:, i] = rng.binomial(s.n, s.n_yes / s.n, n_resamples) / s.n
    return shares
