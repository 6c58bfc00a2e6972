from __future__ import annotations

import random

import numpy as np
import pytest

from analysis.measures import bootstrap_ratios

NUMERATORS, DENOMINATORS = [5, 0, 2, 9, 1, 3], [500, 400, 450, 700, 300, 620]


def test_bootstrap_gives_the_reference_interval() -> None:
    bounds = bootstrap_ratios(NUMERATORS, DENOMINATORS, n_resamples=20_000)
    assert bounds[0] == pytest.approx([0.0028, 0.0102], abs=2e-4)


def test_bootstrap_agrees_with_drawing_one_by_one() -> None:
    rng = random.Random(5)
    ratios = []
    for _ in range(20_000):
        drawn = [rng.randrange(6) for _ in range(6)]
        ratios.append(sum(NUMERATORS[i] for i in drawn) / sum(DENOMINATORS[i] for i in drawn))
    expected = np.quantile(ratios, [0.025, 0.975])
    assert bootstrap_ratios(NUMERATORS, DENOMINATORS, n_resamples=20_000)[0] == pytest.approx(expected, rel=0.03)


def test_bootstrap_draws_within_strata() -> None:
    # Every article of a stratum is alike, so that drawing within strata never changes the ratio.
    bounds = bootstrap_ratios([1, 1, 1, 9, 9], [10, 10, 10, 10, 10], strata=["a", "a", "a", "b", "b"])
    assert bounds[0] == pytest.approx([21 / 50, 21 / 50])
    without = bootstrap_ratios([1, 1, 1, 9, 9], [10, 10, 10, 10, 10])
    assert without[0, 0] < 21 / 50 < without[0, 1]


def test_bootstrap_repeats_with_its_seed_and_not_with_another() -> None:
    first = bootstrap_ratios(NUMERATORS, DENOMINATORS, seed=1)
    assert (first == bootstrap_ratios(NUMERATORS, DENOMINATORS, seed=1)).all()
    assert (first != bootstrap_ratios(NUMERATORS, DENOMINATORS, seed=2)).any()


def test_bootstrap_in_blocks_is_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = bootstrap_ratios(NUMERATORS, DENOMINATORS)
    monkeypatch.setattr("analysis.measures.resampling._CELLS_AT_ONCE", 100)
    assert (bootstrap_ratios(NUMERATORS, DENOMINATORS) == whole).all()


def test_bootstrap_of_nothing_is_not_a_number() -> None:
    assert np.isnan(bootstrap_ratios(np.zeros((0, 2)), [])).all()
    assert np.isnan(bootstrap_ratios([0, 0], [0, 0])).all()
    with pytest.raises(ValueError, match="3 numerators, 2 denominators"):
        bootstrap_ratios([1, 2, 3], [1, 2])
