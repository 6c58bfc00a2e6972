"""Agreement and accuracy against values computed elsewhere."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

from analysis.validation.agreement import alphas, krippendorff_alpha, reliability, reliability_table, settle
from analysis.validation.estimates import (
    Coded,
    corrected,
    estimate_accuracy,
    rogan_gladen,
    weighted_share,
    wilson,
)

# Krippendorff (2011), "Computing Krippendorff's alpha-reliability": four observers, twelve units, missing data.
TEXTBOOK = ("123321412...", "1233224125.3", ".333234225 1.".replace(" ", ""), "1233244125 1.".replace(" ", ""))


def coded(*lines: str) -> pd.DataFrame:
    """A line a coder, a character a unit; a point is a missing code."""
    rows = [(f"c{n}", unit, code) for n, line in enumerate(lines) for unit, code in enumerate(line) if code != "."]
    return pd.DataFrame(rows, columns=["coder", "item", "code"])


def test_alpha_of_the_textbook() -> None:
    codes = coded(*TEXTBOOK)
    assert krippendorff_alpha(codes) == pytest.approx(0.743, abs=5e-4)
    told = reliability(codes)
    assert (told["n_units"], told["n_coders"]) == (11, 4)
    assert told["alpha_low"] < 0.743 < told["alpha_high"]


def test_units_with_one_code_change_nothing() -> None:
    assert krippendorff_alpha(coded("1122.", "1121.")) == krippendorff_alpha(coded("1122.", "1121.", "....5"))
    # NLTK alone takes the lonely 5 for a second category and divides by zero, or calls it perfect agreement.
    assert math.isnan(krippendorff_alpha(coded("111.", "1115")))


@pytest.mark.parametrize("lines", [("1111", "1111"), ("1...", ".1.."), ("12",), ("", "")])
def test_alpha_is_not_defined(lines: tuple[str, ...]) -> None:
    codes = coded(*lines)
    assert math.isnan(krippendorff_alpha(codes))
    assert math.isnan(reliability(codes)["alpha"])
    assert math.isnan(reliability(codes)["alpha_low"])


def test_the_bootstrap_computes_the_same_alpha_as_nltk() -> None:
    rng = np.random.default_rng(3)
    for n_coders in (2, 3, 5):
        truth = rng.integers(0, 3, 40)
        lines = [
            "".join("." if rng.random() < 0.2 else str(rng.integers(0, 3) if rng.random() < 0.3 else t) for t in truth)
            for _ in range(n_coders)
        ]
        codes = coded(*lines)
        table = pd.crosstab(codes["item"], codes["code"]).to_numpy()
        table = table[table.sum(axis=1) >= 2]
        assert alphas(table, np.ones((1, len(table))))[0] == pytest.approx(krippendorff_alpha(codes))


def test_a_rare_code_has_an_alpha_of_its_own() -> None:
    codes = coded("1" * 40 + "2" * 40 + "3..", "1" * 40 + "2" * 40 + "1..", "." * 80 + ".33")
    table = reliability_table(codes.assign(kind="sentiment", question="tone", frame=None)).set_index("code")["alpha"]
    assert table[np.nan] > 0.95
    assert table["3"] < 0.1


@pytest.mark.parametrize(
    ("codes", "gold", "how"),
    [
        ({"ana": "yes", "ben": "yes"}, "yes", "agreed"),
        ({"ana": "yes", "ben": "yes", "cleo": "no"}, "yes", "majority"),
        ({"ana": "yes", "ben": "no"}, None, "tie"),
        ({"ana": "yes"}, "yes", "single"),
        ({"ana": "unsure", "ben": "unsure"}, None, "unsure"),
        ({"ana": "yes", "ben": "yes", "adjudicated": "no"}, "no", "adjudicated"),
        ({"ana": "yes", "ben": "no", "adjudicated": "unsure"}, None, "unsure"),
        ({"adjudicated": "no"}, "no", "adjudicated"),
    ],
)
def test_what_coders_settle_on(codes: dict[str, str], gold: str | None, how: str) -> None:
    rows = [(coder, "frames", "F0001", "present", code) for coder, code in codes.items()]
    row = settle(pd.DataFrame(rows, columns=["coder", "kind", "item", "question", "code"])).iloc[0]
    assert (row["gold"], row["how"]) == (gold, how)


@pytest.mark.parametrize(
    ("n_yes", "n", "low", "high"), [(45, 50, 0.786, 0.957), (50, 50, 0.929, 1.0), (0, 20, 0.0, 0.161)]
)
def test_wilson(n_yes: int, n: int, low: float, high: float) -> None:
    assert wilson(n_yes, n) == pytest.approx((n_yes / n, low, high), abs=5e-4)
    # Strata that were drawn at one rate need no weights.
    halves = [Coded(200, n // 2, n_yes // 2), Coded(200, n // 2, n_yes - n_yes // 2)]
    assert weighted_share(halves) == pytest.approx((n_yes / n, low, high), abs=5e-4)


def test_a_share_counts_strata_by_their_size() -> None:
    value, low, high = weighted_share([Coded(900, 30, 30), Coded(100, 30, 0)])
    assert value == pytest.approx(0.9)
    assert low < 0.9 < high < 1
    # As much was coded of both, but the large one is known by few: the interval is wider than that of 60 items.
    assert high - low > wilson(54, 60).high - wilson(54, 60).low
    assert all(math.isnan(number) for number in weighted_share([Coded(5, 0, 0)]))


def test_rogan_and_gladen() -> None:
    assert float(rogan_gladen(0.30, 0.8, 0.95)) == pytest.approx(1 / 3, abs=5e-4)
    assert math.isnan(float(rogan_gladen(0.30, 0.5, 0.5)))


def test_recall_and_prevalence_from_both_samples() -> None:
    """100 hits of which 80 are right; of 900 others, 20 near ones in 100 and 8 far ones in 800 are missed."""
    told = estimate_accuracy([Coded(100, 50, 40)], [Coded(100, 50, 10), Coded(800, 100, 1)])
    assert told.precision.value == pytest.approx(0.8)
    assert told.recall.value == pytest.approx(80 / 108)
    assert told.f1.value == pytest.approx(2 * 80 / (2 * 80 + 20 + 28))
    assert told.specificity.value == pytest.approx(872 / 892)
    assert told.observed == pytest.approx(0.1)
    assert told.prevalence.value == pytest.approx(0.108)
    for number in (told.recall, told.f1, told.prevalence):
        assert number.low < number.value < number.high
    estimate, cut = corrected(told.observed, told)
    assert (estimate.value, cut) == (pytest.approx(0.108), False)
    assert corrected(0.0, told) == ((0.0, 0.0, pytest.approx(0.0, abs=0.05)), True)
    assert estimate_accuracy([Coded(100, 50, 40)], [Coded(900, 0, 0)]).recall.value != 1


def test_nothing_missed_among_few_is_not_nothing_missed() -> None:
    """50 of 20,000 sentences were looked at: a hundred or two of the frame may well be among the others."""
    told = estimate_accuracy([Coded(200, 50, 50)], [Coded(20_000, 50, 0)])
    assert told.recall.value == 1
    assert told.recall.low < 0.4
    whole = estimate_accuracy([Coded(200, 200, 200)], [Coded(300, 300, 0)])
    assert whole.recall == (1, 1, 1)


def test_intervals_cover_as_often_as_they_promise() -> None:
    """200 samples of a corpus in which the truth is known; nine in ten at the least, at 95 %."""
    rng = np.random.default_rng(11)
    precision = recall = 0
    n = 200
    for _ in range(n):
        hits = [Coded(300, 30, rng.binomial(30, 0.9)), Coded(60, 20, rng.binomial(20, 0.6))]
        others = [Coded(500, 50, rng.binomial(50, 0.12)), Coded(5000, 50, rng.binomial(50, 0.01))]
        told = estimate_accuracy(hits, others, n_resamples=400)
        right, missed = 300 * 0.9 + 60 * 0.6, 500 * 0.12 + 5000 * 0.01
        precision += told.precision.low <= right / 360 <= told.precision.high
        recall += told.recall.low <= right / (right + missed) <= told.recall.high
    assert precision / n >= 0.9
    assert recall / n >= 0.9
