"""Formulas of keyness against independently computed values."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.sparse import csr_array
from scipy.stats import chi2, chi2_contingency

from analysis.compare.exchange import exchange_p
from analysis.compare.keyness import dispersion
from analysis.compare.keyness_measures import bic, conservative_log_ratio, log_likelihood, log_odds, log_ratio

C, D = 1000, 2000


def test_log_likelihood_is_the_two_cell_form() -> None:
    g2 = float(log_likelihood(20, 5, C, D))
    assert round(g2, 3) == 22.979
    assert float(chi2.sf(g2, 1)) == pytest.approx(1.64e-6, rel=0.005)
    four_cells = chi2_contingency([[20, 5], [C - 20, D - 5]], lambda_="log-likelihood", correction=False).statistic
    assert round(four_cells, 3) == 23.185
    assert round(float(log_likelihood(20, 0, C, D)), 3) == 43.944
    assert log_likelihood([10, 0], [20, 0], C, D).tolist() == [0, 0]


def test_effects() -> None:
    assert log_ratio([20, 20], [5, 0], C, D).round(3).tolist() == [3.000, 6.322]
    assert round(float(bic(log_likelihood(20, 5, C, D), C + D)), 3) == 14.973


@pytest.mark.parametrize(
    ("a", "b", "m", "expected"),
    [(20, 5, 1, 1.543), (20, 5, 100, 0.644), (5, 5, 1, 0.0), (0, 0, 1, 0.0)],
)
def test_conservative_log_ratio(a: int, b: int, m: int, expected: float) -> None:
    assert round(float(conservative_log_ratio(a, b, C, D, m=m)), 3) == expected


def test_conservative_log_ratio_has_two_sides_and_bears_zeros() -> None:
    assert float(conservative_log_ratio(5, 20, D, C)) == pytest.approx(-1.543, abs=5e-4)
    missing = conservative_log_ratio([30, 0], [0, 30], C, C)
    assert missing[0] == pytest.approx(-missing[1])
    assert 0 < missing[0] < log_ratio(30, 0, C, C)


@pytest.mark.parametrize(
    ("prior", "deltas", "zs"), [(10, [1.2816, -1.2676], [3.7068, -2.7146]), (285, [None, None], [2.3319, None])]
)
def test_log_odds(prior: float, deltas: list[float | None], zs: list[float | None]) -> None:
    y_i, y_j = np.array([30, 5, 100]), np.array([10, 20, 120])
    odds = log_odds(y_i, y_j, 135, 150, background=y_i + y_j, n_background=285, prior=prior)
    for found, expected in ((odds.delta, deltas), (odds.z, zs)):
        assert [None if e is None else round(float(f), 4) for f, e in zip(found, expected, strict=False)] == expected


def test_a_prior_must_count_for_something() -> None:
    with pytest.raises(ValueError, match="above 0"):
        log_odds(1, 1, 10, 10, background=2, n_background=20, prior=0)


def test_dispersion_by_hand() -> None:
    counts = csr_array(np.array([[1, 4, 0, 4], [1, 0, 0, 0], [2, 0, 0, 4]]))
    found = dispersion(counts, np.array([100, 100, 200]))
    assert found.round(4).tolist()[:2] == [0, 1]
    assert np.isnan(found[2])
    assert found[3] == pytest.approx((abs(0.5 - 0.25) + 0.25 + 0) / 2 / 0.75)
    assert np.isnan(dispersion(counts[:1], np.array([100]))).all()


COUNTS = csr_array(np.array([[5], [0], [2], [9], [1], [3]]))
WORDS, GROUPS = [500, 400, 450, 700, 300, 620], [1, 0, 0, 1, 0, 1]


def test_exchanging_articles_by_the_known_case() -> None:
    p = exchange_p(COUNTS, WORDS, GROUPS, [0] * 6, enough=10_000, studentised=False)
    assert p[0] == pytest.approx(0.10, abs=0.01)


def test_giving_up_early_gives_the_same_p() -> None:
    rng = np.random.default_rng(3)
    counts = csr_array(rng.poisson(2, (40, 30)))
    words, groups = rng.integers(200, 900, 40), np.arange(40) % 2
    full = exchange_p(counts, words, groups, np.zeros(40), enough=10**9)
    early = exchange_p(counts, words, groups, np.zeros(40), enough=200)
    assert early == pytest.approx(full, abs=0.12)
    assert np.abs(early - full).mean() < 0.02


def test_p_is_never_0_and_strata_of_one_group_tell_nothing() -> None:
    counts = csr_array(np.array([[9]] * 12 + [[0]] * 12))
    words, groups = [100] * 24, [1] * 12 + [0] * 12
    assert exchange_p(counts, words, groups, [0] * 24, n_exchanges=999)[0] == 1 / 1000
    assert exchange_p(counts, words, groups, groups, n_exchanges=999, enough=10_000)[0] == 1


def test_groups_of_long_and_short_articles_do_not_differ_by_that() -> None:
    """All words have the same rate in both; the plain difference of rates finds a third of them."""
    rng = np.random.default_rng(1)
    words = np.r_[np.full(30, 150), np.full(30, 1500)]
    rates = rng.gamma(50, 0.003 / 50, (60, 300))
    counts = csr_array(rng.poisson(rates * words[:, None]))
    groups = np.r_[np.ones(30), np.zeros(30)]
    plain, studentised = (
        (exchange_p(counts, words, groups, np.zeros(60), n_exchanges=999, studentised=s) <= 0.05).mean()
        for s in (False, True)
    )
    assert plain > 0.15
    assert studentised < 0.09
