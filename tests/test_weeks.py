"""Ratios by week and month: every period has its row, and only periods of enough articles an interval."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest
from hand_families import corpus_of

from analysis.compare.weeks import rates_over_time
from analysis.measures.periods import every_start, shortest_period, start_of
from analysis.measures.resampling import bootstrap_ratios

MONDAY = date(2025, 3, 3)


def day(week: int, weekday: int = 0) -> date:
    return MONDAY + timedelta(days=7 * week + weekday)


@pytest.mark.parametrize(
    ("written", "week", "month"),
    [
        ("2025-03-02", "2025-02-24", "2025-03-01"),
        ("2025-03-03", "2025-03-03", "2025-03-01"),
        ("2024-12-31", "2024-12-30", "2024-12-01"),
        ("2025-01-01", "2024-12-30", "2025-01-01"),
    ],
)
def test_where_a_day_lies(written: str, week: str, month: str) -> None:
    days = pd.Series(pd.to_datetime([written]))
    assert start_of(days, "week")[0] == pd.Timestamp(week)
    assert start_of(days, "month")[0] == pd.Timestamp(month)


def test_no_period_is_left_out() -> None:
    starts = pd.Series(pd.to_datetime(["2025-01-01", "2025-04-01"]))
    assert every_start(starts, "month").strftime("%m").tolist() == ["01", "02", "03", "04"]
    assert every_start(starts.head(0), "week").empty


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        ([MONDAY] * 10, "week"),
        ([MONDAY] * 9 + [day(2)], "month"),
        ([MONDAY] * 9, None),
        ([MONDAY] * 10 + [day(9)] * 9, "week"),
        ([MONDAY] * 10 + [day(n) for n in range(20, 120, 9)], None),
        ([None] * 20, None),
    ],
)
def test_the_shortest_period_with_enough_articles(days: list[date | None], expected: str | None) -> None:
    articles = pd.DataFrame({"date": pd.Series(pd.to_datetime(pd.Series(days, dtype="object")))})
    assert shortest_period(articles, []) == expected


def test_enough_articles_are_of_one_outlet() -> None:
    articles = pd.DataFrame({"date": pd.to_datetime([MONDAY] * 12), "outlet": ["Wire", "Post"] * 6})
    assert shortest_period(articles, []) == "week"
    assert shortest_period(articles, ["outlet"]) is None


def test_a_week_without_articles_has_no_rate_and_one_without_hits_a_rate_of_0() -> None:
    tables, family = corpus_of([("Wire", day(0), 2, 500), ("Wire", day(2), 0, 400), ("Wire", None, 9, 100)])
    table = rates_over_time(tables, family, period="week").query("item == 'war'")
    assert table["start"].dt.strftime("%m-%d").tolist() == ["03-03", "03-10", "03-17"]
    assert table["value"].tolist()[::2] == [4.0, 0.0]
    assert table["value"].isna().tolist() == [False, True, False]
    assert table["n_articles"].tolist() == [1, 0, 1]
    assert table["value_low"].isna().all()


def test_the_interval_is_that_of_the_bootstrap_from_ten_articles_on() -> None:
    hits, words = [0, 3, 1, 2, 0, 5, 1, 0, 2, 1], [300, 500, 450, 600, 380, 700, 420, 510, 640, 390]
    articles = [("Wire", day(0, i % 7), n, w) for i, (n, w) in enumerate(zip(hits, words, strict=True))]
    few = [("Wire", day(1), n, 500) for n in (0, 1, 2, 3, 0, 1, 2, 1, 0)]
    tables, family = corpus_of([*articles, *few])
    table = rates_over_time(tables, family, period="week").query("item == 'war'")
    expected = 1000 * bootstrap_ratios(hits, words)[0]
    np.testing.assert_allclose(table[["value_low", "value_high"]].iloc[0].to_numpy(dtype=float), expected, rtol=1e-6)
    assert table["value_low"].isna().tolist() == [False, True]
    assert table["value"].iloc[0] == pytest.approx(1000 * sum(hits) / sum(words))


def test_each_outlet_has_all_periods_and_unknown_ones_only_count_in_all() -> None:
    tables, family = corpus_of([("Wire", day(0), 1, 100), ("Post", day(1), 1, 100), (None, day(1), 3, 100)])
    table = rates_over_time(tables, family, by="outlet", period="week").query("item == 'war'")
    assert table["outlet"].tolist() == ["Post", "Post", "Wire", "Wire"]
    assert table["value"].isna().tolist() == [True, False, False, True]
    together = rates_over_time(tables, family, period="week").query("item == 'war'")
    assert together["value"].tolist() == [10.0, 20.0]


def test_what_an_outlet_prints_twice_counts_once() -> None:
    tables, family = corpus_of([("Wire", day(0), 2, 100), ("Wire", day(1), 2, 200), ("Post", day(1), 2, 100)])
    tables.articles["copy_cluster"] = pd.Series(["c"] * 3, dtype="string")
    table = rates_over_time(tables, family, period="week").query("item == 'war'")
    assert table["n_articles"].tolist() == [2]  # the longer version of the one, and the other outlet's


def test_a_period_that_is_none() -> None:
    tables, family = corpus_of([("Wire", day(0), 2, 100)])
    with pytest.raises(ValueError, match="week or month, not year"):
        rates_over_time(tables, family, period="year")  # type: ignore[arg-type]
