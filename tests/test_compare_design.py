"""Units, strata, arrangements and copies of a comparison."""

from __future__ import annotations

from collections import Counter
from math import comb

import numpy as np
import pandas as pd
import pytest
from made_counts import design_of, ids_of, tables_of_counts

from analysis.compare.design import EXACT_UP_TO, UNDATED, Design, NothingToCompareError, lay_out
from analysis.tables import Tables

A, B, C = "Daily Ledger", "K-News", "The Wire"


def counts_of(codes: object, strata: object) -> Counter[tuple[int, int]]:
    return Counter(zip(np.asarray(strata).tolist(), np.asarray(codes).tolist(), strict=True))


@pytest.mark.parametrize("seed", range(20))
def test_every_arrangement_keeps_each_stratums_counts(seed: int) -> None:
    rng = np.random.default_rng(seed)
    n = int(rng.integers(4, 40))
    groups = ["0", "1", *rng.integers(0, 3, n - 2).astype(str)]
    strata = rng.integers(0, int(rng.integers(1, 6)), n)
    design = design_of(groups, strata.tolist(), n_shuffles=50, seed=seed)
    expected = counts_of(design.codes, strata)
    assert all(counts_of(row, strata) == expected for row in design.shuffled)
    for group in range(len(design.groups)):
        every = design.arrangements(group)
        for row in () if every is None else every[:200]:
            assert counts_of(row, strata) == counts_of(design.codes == group, strata)


def test_arrangements_are_all_there_are_once_each() -> None:
    design = design_of("aabbbabb", [1] * 5 + [2] * 3)
    every = design.arrangements(0)
    assert every is not None
    assert len({row.tobytes() for row in every}) == len(every) == comb(5, 2) * comb(3, 1)
    assert (every == (design.codes == 0)).all(axis=1).sum() == 1


def test_too_many_arrangements_are_drawn_at_random() -> None:
    assert comb(16, 8) < EXACT_UP_TO < comb(17, 8)
    assert design_of("a" * 8 + "b" * 8).arrangements(0) is not None
    assert design_of("a" * 8 + "b" * 9).arrangements(0) is None


def test_shuffling_is_even_and_repeats_with_its_seed() -> None:
    groups, strata = "aaab" + "abbbbb", [1] * 4 + [2] * 6
    design = design_of(groups, strata, n_shuffles=6000)
    shares = (design.shuffled == 0).mean(axis=0)
    assert shares[:4] == pytest.approx([3 / 4] * 4, abs=0.03)
    assert shares[4:] == pytest.approx([1 / 6] * 6, abs=0.03)
    assert (design.shuffled == design_of(groups, strata, n_shuffles=6000).shuffled).all()
    assert (design.shuffled != design_of(groups, strata, n_shuffles=6000, seed=2).shuffled).any()


# Strata

PERIODS = [
    (["2024-01-01", "2024-01-02", "2024-01-08", "2024-01-14"], "week", {"2024-01-01", "2024-01-08"}),
    (["2024-01-01", "2024-01-09", "2024-02-01", "2024-02-20"], "month", {"2024-01", "2024-02"}),
    (["2024-01-01", "2024-03-09", "2024-05-01", "2024-06-20"], "quarter", {"2024-1", "2024-2"}),
    (["2022-01-01", "2023-01-01", "2022-05-01", "2023-06-20"], "all", {"all"}),
    (["2024-12-30", "2025-01-05", "2024-12-31", "2025-01-01"], "week", {"2024-12-30"}),
]


@pytest.mark.parametrize(("dates", "period", "strata"), PERIODS)
def test_period_is_the_shortest_in_which_groups_meet(dates: list[str], period: str, strata: set[str]) -> None:
    design = lay_out(tables_of_counts([A, B, A, B], dates=dates))
    assert design.period == period
    assert set(design.units["stratum"]) == strata


def test_a_fifth_of_the_articles_may_be_alone_in_its_week() -> None:
    together = ["2024-01-01"] * 8
    assert lay_out(tables_of_counts([A, B] * 5, dates=[*together, "2024-01-08", "2024-01-15"])).period == "week"
    dates = [*together, "2024-01-08", "2024-01-15", "2024-01-22"]
    assert lay_out(tables_of_counts([A, B] * 5 + [A], dates=dates)).period == "month"


def test_articles_without_date_are_exchanged_among_themselves() -> None:
    design = lay_out(tables_of_counts([A, B, A, B], dates=["2024-01-01", "2024-01-02", None, None]))
    assert design.units["stratum"].tolist() == ["2024-01-01", "2024-01-01", UNDATED, UNDATED]
    assert lay_out(tables_of_counts([A, B], dates=[None, None])).period == "all"


def test_a_period_that_is_asked_for_is_taken() -> None:
    assert lay_out(tables_of_counts([A, B]), period="quarter").units["stratum"].tolist() == ["2024-1"] * 2


# Groups


def test_articles_without_outlet_are_left_out_and_counted() -> None:
    design = lay_out(tables_of_counts([A, None, B]))
    assert design.units["article_id"].tolist() == ["a000", "a002"]
    assert (design.groups, design.n_without_group) == ([A, B], 1)


def test_groups_may_be_any() -> None:
    groups = pd.Series(["late", "early", None], index=["a000", "a001", "a002"])
    design = lay_out(tables_of_counts([A, A, A]), groups=groups)
    assert design.groups == ["early", "late"]
    assert design.codes.tolist() == [1, 0]
    assert design.n_without_group == 1


NOTHING = [
    ([], None, "there is no outlet"),
    ([A, A, None], None, "there is one outlet, 'Daily Ledger'"),
    ([A, B], pd.Series({"a000": "early"}), "there is one group, 'early'"),
]


@pytest.mark.parametrize(("outlets", "groups", "message"), NOTHING)
def test_one_group_is_nothing_to_compare(outlets: list[str | None], groups: pd.Series | None, message: str) -> None:
    with pytest.raises(NothingToCompareError, match=message):
        lay_out(tables_of_counts(outlets), groups=groups)


def test_unknown_ways_are_refused() -> None:
    with pytest.raises(ValueError, match="keep, drop, weight"):
        lay_out(tables_of_counts([A, B]), copies="sometimes")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="week, month, quarter, all"):
        lay_out(tables_of_counts([A, B]), period="day")  # type: ignore[arg-type]


def test_an_article_that_is_taken_out_leaves_the_others_as_they_were() -> None:
    whole = lay_out(tables_of_counts([A, B, A, B], clusters=["x", "x", None, None]), copies="weight")
    left = whole.without({"a001"})
    assert left.units["article_id"].tolist() == ["a000", "a002", "a003"]
    assert left.units["weight"].tolist() == [0.5, 1.0, 1.0]
    assert len(whole.units) == 4


# Copies


@pytest.fixture(scope="module")
def copied() -> Tables:
    """A story of the wire in three outlets, one of which printed it twice, and two articles beside it."""
    return tables_of_counts(
        [A, A, B, C, A, B],
        dates=["2024-01-05", "2024-01-03", "2024-01-02", "2024-01-02", "2024-01-02", "2024-01-02"],
        words=[300, 400, 200, 250, 500, 600],
        clusters=["c1", "c1", "c1", "c1", None, None],
    )


COPIES = [
    ("keep", {"a001": 1.0, "a002": 1.0, "a003": 1.0, "a004": 1.0, "a005": 1.0}, 1),
    ("drop", {"a003": 1.0, "a004": 1.0, "a005": 1.0}, 3),
    ("weight", {"a001": 1 / 3, "a002": 1 / 3, "a003": 1 / 3, "a004": 1.0, "a005": 1.0}, 4),
]


@pytest.mark.parametrize(("copies", "weights", "n_copies"), COPIES)
def test_copies(copied: Tables, copies: str, weights: dict[str, float], n_copies: int) -> None:
    design = lay_out(copied, copies=copies)  # type: ignore[arg-type]
    units = design.units.set_index("article_id")["weight"]
    assert units.to_dict() == pytest.approx(weights)
    assert design.n_copies == n_copies
    assert design.group_of.to_dict() == dict(zip(ids_of(6), [A, A, B, C, A, B], strict=True))


def test_a_weighted_story_counts_once_in_all(copied: Tables) -> None:
    design = lay_out(copied, copies="weight")
    amounts = pd.DataFrame({"words": 90.0}, index=["a000", "a001", "a002", "a003"])
    assert design.weigh(amounts)[:, 0].tolist() == pytest.approx([30, 30, 30, 0, 0])


def test_dropped_copies_may_leave_one_group() -> None:
    tables = tables_of_counts([A, B], clusters=["c1", "c1"])
    assert lay_out(tables).groups == [A, B]
    with pytest.raises(NothingToCompareError, match="without copies"):
        lay_out(tables, copies="drop")


def test_tables_without_clusters_have_no_copies() -> None:
    for copies in ("keep", "drop", "weight"):
        design: Design = lay_out(tables_of_counts([A, B]), copies=copies)  # type: ignore[arg-type]
        assert (len(design.units), design.n_copies) == (2, 0)
