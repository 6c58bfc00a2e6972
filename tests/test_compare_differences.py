"""Tests, intervals and corrections of differences between groups."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from made_counts import GROUPS, HITS, WORDS, columns_of, design_of, family_of_counts
from scipy.stats import permutation_test

from analysis.compare.design import Design
from analysis.compare.differences import (
    ALL_ALIKE,
    NEVER_TOGETHER,
    TOO_FEW_ARTICLES,
    TOO_FEW_HITS,
    _Ratios,
    compare_groups,
    exchange_groups,
    intervals_of,
)
from analysis.compare.families import Family
from analysis.measures.permutation import adjust_p
from analysis.measures.resampling import bootstrap_ratios


def test_vector_of_the_ratio_and_its_interval() -> None:
    assert sum(HITS) / sum(WORDS) == pytest.approx(0.006734, abs=5e-7)
    low, high = bootstrap_ratios(HITS, WORDS)[0]
    assert (low, high) == pytest.approx((0.0028, 0.0102), abs=3e-4)


def test_vector_of_the_permutation_test() -> None:
    above, below = columns_of(HITS, WORDS)
    test = exchange_groups(design_of(GROUPS), 1, above, below, studentised=False)[0]
    assert (test.p, test.exact) == (pytest.approx(0.10), True)
    row = compare_groups(design_of(GROUPS), family_of_counts(HITS, WORDS)).iloc[0]
    assert row["group"] == "0"
    assert -row["difference"] / 1000 == pytest.approx(0.006732, abs=5e-7)


def test_vector_of_the_correction() -> None:
    assert adjust_p([0.01, 0.04, 0.03, 0.005, 0.5]).round(4).tolist() == [0.025, 0.05, 0.05, 0.025, 0.5]


def ratio_difference(own: list[int], others: list[int], above: np.ndarray, below: np.ndarray) -> float:
    return float(above[own].sum() / below[own].sum() - above[others].sum() / below[others].sum())


@pytest.mark.parametrize("seed", range(4))
def test_exact_test_is_scipys_of_the_distance_from_the_mean(seed: int) -> None:
    rng = np.random.default_rng(seed)
    above, below = rng.negative_binomial(1, 0.2, 11), rng.integers(100, 900, 11)
    every = [
        ratio_difference(list(own), [i for i in range(11) if i not in own], above, below)
        for own in combinations(range(11), 4)
    ]

    def distance(own: np.ndarray, others: np.ndarray) -> float:
        difference = ratio_difference(own.astype(int).tolist(), others.astype(int).tolist(), above, below)
        return abs(difference - float(np.mean(every)))

    places = np.arange(11)
    expected = permutation_test(
        (places[:4], places[4:]), distance, alternative="greater", n_resamples=np.inf, vectorized=False
    )
    test = exchange_groups(design_of("a" * 4 + "b" * 7), 0, *columns_of(above, below), studentised=False)[0]
    assert test.p == pytest.approx(expected.pvalue)
    assert test.by_time == pytest.approx(np.mean(every))


def test_exact_test_within_strata_is_a_count_of_all_arrangements() -> None:
    above, below = np.array([4, 0, 1, 7, 2, 3, 9, 1]), np.array([300, 200, 350, 500, 410, 280, 620, 150])
    strata, groups = [1, 1, 1, 2, 2, 2, 2, 2], list("abbaabbb")
    every = []
    for first in combinations(range(3), 1):
        for second in combinations(range(3, 8), 2):
            own = [*first, *second]
            every.append(ratio_difference(own, [i for i in range(8) if i not in own], above, below))
    observed, mean = ratio_difference([0, 3, 4], [1, 2, 5, 6, 7], above, below), np.mean(every)
    reached = sum(abs(value - mean) >= abs(observed - mean) - 1e-12 for value in every)
    test = exchange_groups(design_of(groups, strata), 0, *columns_of(above, below), studentised=False)[0]
    assert test.p == pytest.approx(reached / 30)


def test_drawn_arrangements_come_close_to_all(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(3)
    above, below = rng.poisson(3, (16, 6)), rng.integers(200, 900, (16, 6))
    design = design_of("a" * 8 + "b" * 8, [1] * 4 + [2] * 4 + [1] * 4 + [2] * 4, n_shuffles=8000)
    exact = exchange_groups(design, 0, above.astype(float), below.astype(float))
    monkeypatch.setattr("analysis.compare.design.EXACT_UP_TO", 1)
    drawn = exchange_groups(design, 0, above.astype(float), below.astype(float))
    assert [test.exact for test in (*exact, *drawn)] == [True] * 6 + [False] * 6
    assert [test.p for test in drawn] == pytest.approx([test.p for test in exact], abs=0.03)
    assert [test.by_time for test in drawn] == pytest.approx([test.by_time for test in exact], abs=1e-4)


def test_p_of_draws_is_never_0() -> None:
    above, below = columns_of([50] * 30 + [0] * 30, [500] * 60)
    test = exchange_groups(design_of("a" * 30 + "b" * 30, n_shuffles=199), 0, above, below)[0]
    assert (test.p, test.exact) == (1 / 200, False)


def test_p_is_the_same_for_more_and_for_less() -> None:
    above, below = columns_of([9, 7, 8, 1, 2, 0, 3], [100] * 7)
    p = [exchange_groups(design_of(groups), 0, above, below)[0].p for groups in ("aaabbbb", "bbbaaaa")]
    assert p == [pytest.approx(1 / 35)] * 2


def test_ties_up_to_rounding_count_as_equal() -> None:
    above, below = columns_of([0.1, 0.2, 0.3, 0.3, 0.2, 0.1], [1] * 6)
    assert exchange_groups(design_of("abcabc"), 0, above, below)[0].p == 1.0 / 1
    assert exchange_groups(design_of("aabbaa"), 0, above, below)[0].p == pytest.approx(
        np.mean([abs(sum(own) / 4 - (1.2 - sum(own)) / 2) >= 0.15 - 1e-9 for own in combinations(above[:, 0], 4)])
    )


def test_an_arrangement_that_leaves_nothing_to_compare_counts_against_a_finding() -> None:
    # Two of the six have a basis; if both fall to one group, the other has none.
    above, below = columns_of([5, 0, 0, 0, 0, 0], [10, 0, 0, 10, 0, 0])
    assert exchange_groups(design_of("aaabbb"), 0, above, below)[0].p == 1.0


def test_chance_p_are_even() -> None:
    """Of many tests of nothing, a share of about alpha has p ≤ alpha, and no more."""
    rng = np.random.default_rng(11)
    lengths = rng.lognormal(6, 0.6, 60)
    above = rng.negative_binomial(2, 2 / (2 + lengths[:, None] / 100), (60, 400)).astype(float)
    below = np.repeat(lengths[:, None], 400, axis=1)
    design = design_of("ab" * 30, np.repeat(range(6), 10).tolist(), n_shuffles=999)
    p = np.array([test.p for test in exchange_groups(design, 0, above, below)])
    for alpha in (0.05, 0.2, 0.5):
        assert (p <= alpha).mean() == pytest.approx(alpha, abs=3 * np.sqrt(alpha * (1 - alpha) / 400))


# What is described and not tested


def rows_of(design: Design, counts: object, words: object) -> pd.DataFrame:
    return compare_groups(design, family_of_counts(counts, words))


def test_below_ten_articles_numbers_are_described_only() -> None:
    row = rows_of(design_of("a" * 9 + "b" * 30), [6] * 9 + [1] * 30, [400] * 39).iloc[0]
    assert row["untested"] == TOO_FEW_ARTICLES
    assert row["value"] == pytest.approx(15)
    assert row[["value_low", "difference_low", "ratio_high", "by_time", "p", "exact", "q"]].isna().all()
    assert not row["found"]
    assert row["n_tests"] == 0


def test_articles_without_basis_are_none() -> None:
    row = rows_of(design_of("a" * 12 + "b" * 30), [6] * 42, [0] * 3 + [400] * 39).iloc[0]
    assert (row["n_articles"], row["n_articles_against"], row["untested"]) == (9, 30, TOO_FEW_ARTICLES)


def test_few_occurrences_are_not_tested_and_do_not_count_as_tests() -> None:
    few, many = [1] * 4 + [0] * 36, [3] * 20 + [0] * 20
    table = rows_of(design_of("a" * 20 + "b" * 20), np.transpose([few, many]), [400] * 40)
    assert table["untested"].tolist() == [TOO_FEW_HITS, pd.NA]
    assert table["n_tests"].tolist() == [1, 1]
    assert table.loc[0, "value_low"] >= 0
    assert pd.isna(table.loc[0, "p"])


def test_groups_that_never_meet_are_not_tested() -> None:
    row = rows_of(design_of("a" * 15 + "b" * 15, [1] * 15 + [2] * 15), [4] * 15 + list(range(15)), [400] * 30).iloc[0]
    assert row["untested"] == NEVER_TOGETHER


def test_what_is_the_same_everywhere_is_not_tested() -> None:
    row = rows_of(design_of("a" * 15 + "b" * 15), [4] * 30, [400] * 30).iloc[0]
    assert row["untested"] == ALL_ALIKE
    assert row["difference"] == 0


def test_nothing_to_compare_is_an_empty_table() -> None:
    table = rows_of(design_of("a" * 15 + "b" * 15), np.zeros((30, 0)), [400] * 30)
    assert table.empty
    assert {"difference", "q", "found"} < set(table.columns)


# Intervals


def test_interval_of_a_difference_draws_within_each_group() -> None:
    rng = np.random.default_rng(5)
    counts, words = rng.poisson(4, 50), rng.integers(300, 700, 50)
    row = rows_of(design_of("a" * 20 + "b" * 30), counts, words).iloc[0]
    draws = []
    for _ in range(4000):
        own, others = rng.integers(0, 20, 20), 20 + rng.integers(0, 30, 30)
        draws.append(1000 * ratio_difference(own.tolist(), others.tolist(), counts, words))
    low, high = np.quantile(draws, [0.025, 0.975])
    assert [row["difference_low"], row["difference_high"]] == pytest.approx([low, high], abs=0.12 * (high - low))


def test_a_ratio_to_what_may_be_nothing_has_no_upper_bound() -> None:
    family = family_of_counts([1], [1])
    here, there = np.array([[4.0, 10.0]] * 90 + [[5.0, 10.0]] * 10), np.array([[2.0, 10.0]] * 90 + [[0.0, 10.0]] * 10)
    bounds = intervals_of(here, there, family)
    assert (bounds["ratio_low"], bounds["ratio_high"]) == (2.0, np.inf)
    assert np.isfinite(bounds["difference_high"])


def test_all_others_are_the_reference_of_each_of_several_groups() -> None:
    counts, words = [6] * 12 + [3] * 12 + [0] * 12, [500] * 36
    table = rows_of(design_of("a" * 12 + "b" * 12 + "c" * 12), counts, words)
    assert table["group"].tolist() == ["a", "b", "c"]
    assert table["against"].unique().tolist() == ["all others"]
    assert table["value"].tolist() == [12, 6, 0]
    assert table["reference"].tolist() == [3, 6, 9]
    assert table["n_hits_against"].tolist() == [36, 72, 108]


# What is found


def made_articles(rng: np.random.Generator, n: int, items: int = 12) -> tuple[np.ndarray, np.ndarray]:
    """Overdispersed counts (negative binomial, size .7) in articles of very different length; words."""
    words = rng.lognormal(6.2, 0.7, n)
    means = words[:, None] * rng.uniform(0.0005, 0.006, items)
    return rng.negative_binomial(0.7, 0.7 / (0.7 + means)), words


def test_random_halves_seldom_differ() -> None:
    """Of 200 tables that compare random halves, no more than 7 % have a q below .05 (and 5 % are expected at most)."""
    rng = np.random.default_rng(20)
    counts, words = made_articles(rng, 120)
    family, weeks = family_of_counts(counts, words), rng.integers(0, 8, 120).tolist()
    any_q = []
    for seed in range(200):
        halves = np.random.default_rng(seed).permutation(np.repeat(["a", "b"], 60))
        table = compare_groups(design_of(halves.tolist(), weeks, n_shuffles=499, seed=seed), family)
        any_q.append((table["q"] < 0.05).any())
        assert table["n_tests"].iloc[0] == 12
    assert np.mean(any_q) <= 0.07


def test_groups_with_shorter_articles_do_not_differ_for_that() -> None:
    """With equal rates and short articles in one group about 5 % of tests have p < .05; of plain differences many."""
    rng = np.random.default_rng(4)
    n, n_tests = 60, 300
    words = np.concatenate([rng.integers(150, 300, n), rng.integers(1500, 3000, n)]).astype(float)
    below = np.repeat(words[:, None], n_tests, axis=1)
    above = rng.poisson(below * 0.003).astype(float)
    design = design_of("a" * n + "b" * n, n_shuffles=499)
    every = {way: exchange_groups(design, 0, above, below, studentised=way) for way in (True, False)}
    small = {way: np.mean([test.p < 0.05 for test in tests]) for way, tests in every.items()}
    assert small[True] < 0.09
    assert small[False] > 0.15


def test_standard_error_is_that_of_a_ratio() -> None:
    """Checked against Σ (a − r b)² / (Σ b)² written out, for the statistic of three against three."""
    above, below = columns_of(HITS, WORDS)
    residuals = above[:, 0] - above.sum() / below.sum() * below[:, 0]
    own, others = [0, 3, 5], [1, 2, 4]
    variance = sum((residuals[part] ** 2).sum() / below[part].sum() ** 2 for part in (own, others))
    difference, error = _Ratios(above, below).compare(np.isin(np.arange(6), own)[None, :])
    assert difference[0, 0] == pytest.approx(0.006732, abs=5e-7)
    assert error[0, 0] == pytest.approx(np.sqrt(variance))


def test_a_planted_difference_is_found() -> None:
    rng = np.random.default_rng(8)
    counts, words = made_articles(rng, 240)
    counts[:120, 3] = rng.negative_binomial(0.7, 0.7 / (0.7 + words[:120] * 0.012))
    counts[120:, 3] = rng.negative_binomial(0.7, 0.7 / (0.7 + words[120:] * 0.004))
    weeks = np.tile(np.arange(10), 24).tolist()
    found = rows_of(design_of(["a"] * 120 + ["b"] * 120, weeks, n_shuffles=1999), counts, words).query("found")
    assert found["item"].tolist() == ["item 3"]
    row = found.iloc[0]
    assert row["difference_low"] > 0
    assert row["ratio_low"] > 1
    assert row["q"] == pytest.approx(row["p"] * 12)


def in_weeks(first: tuple[int, int], second: tuple[int, int]) -> tuple[Design, Family]:
    """Group a mostly in week 1 and b mostly in week 2, with so many hits an article: (week 1, week 2) of each."""
    groups, weeks = "a" * 30 + "b" * 30, [1] * 22 + [2] * 8 + [1] * 8 + [2] * 22
    noise = np.tile([0, 1, 2], 20)
    counts = np.repeat([*first, *second], [22, 8, 8, 22]) + noise
    return design_of(groups, weeks, n_shuffles=1999), family_of_counts(counts, [500] * 60)


def test_a_difference_that_the_weeks_make_is_not_found() -> None:
    row = compare_groups(*in_weeks((20, 4), (20, 4))).iloc[0]
    assert row["difference_low"] > 0
    assert row["by_time"] == pytest.approx(row["difference"], rel=0.1)
    assert row["p"] > 0.05
    assert not row["found"]


def test_more_for_its_weeks_alone_but_less_than_others_in_them_is_not_found_as_more() -> None:
    row = compare_groups(*in_weeks((20, 4), (22, 6))).iloc[0]
    assert row["difference_low"] > 0
    assert row["q"] < 0.05
    assert row["by_time"] > row["difference"]
    assert not row["found"]
