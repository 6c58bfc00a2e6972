"""Changes against the own past: a planted one is found, chance is not, and what all outlets did is told apart."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest
from hand_families import Written, corpus_of

from analysis.charts import plot_changes
from analysis.charts.changes import draw_changes
from analysis.charts.drawing import NothingToDrawError, Request
from analysis.compare.changes import NOT_EXCHANGEABLE, changes
from analysis.measures.periods import Period
from analysis.tables import Tables, build_tables

OUTLETS = ("Ledger", "Post", "Wire")
MARCH = date(2025, 3, 1)
FAST = {"n_shuffles": 999, "n_resamples": 400}


def write(rate: Callable[[str, int], float], *, n: int = 15, months: int = 3, seed: int = 1) -> list[Written]:
    """Articles of each outlet and month, with hits drawn at a rate per 1,000 words."""
    rng = np.random.default_rng(seed)
    articles: list[Written] = []
    for outlet in OUTLETS:
        for month in range(months):
            for _ in range(n):
                words = int(rng.integers(300, 900))
                start = date(2025, 3 + month, 1)
                day = start + timedelta(days=int(rng.integers(0, 28)))
                articles.append((outlet, day, int(rng.poisson(rate(outlet, month) * words / 1000)), words))
    return articles


def of_war(table: pd.DataFrame, outlet: str | None, month: int) -> pd.Series:
    rows = table[(table["item"] == "war") & (table["start"].dt.month == month)]
    rows = rows[rows["outlet"].isna()] if outlet is None else rows[rows["outlet"] == outlet]
    return rows.iloc[0]


def test_a_change_of_one_outlet_is_found_and_is_its_own() -> None:
    tables, family = corpus_of(write(lambda outlet, month: 12.0 if (outlet, month) == ("Post", 2) else 3.0))
    table = changes(tables, [family], period="month", **FAST)
    post, wire = of_war(table, "Post", 5), of_war(table, "Wire", 5)
    assert (post["found"], post["beyond_others"], wire["found"]) == (True, True, False)
    assert 5 < post["difference_low"] < post["difference"] < post["difference_high"] < 15
    assert abs(post["others"]) < 2
    assert post["beyond"] == pytest.approx(post["difference"] - post["others"])
    assert post["n_articles"] == 15
    assert post["n_articles_before"] == 30
    assert post["n_articles_others"] == 30


def test_a_change_of_all_outlets_is_none_beyond_the_others() -> None:
    tables, family = corpus_of(write(lambda _, month: 12.0 if month == 2 else 3.0))
    table = changes(tables, [family], period="month", **FAST)
    post, everybody = of_war(table, "Post", 5), of_war(table, None, 5)
    assert (post["found"], post["beyond_others"], everybody["found"]) == (True, False, True)
    assert post["beyond_low"] < 0 < post["beyond_high"]
    assert pd.isna(everybody["others"])


def test_no_change_is_not_found() -> None:
    for seed in range(3):
        tables, family = corpus_of(
            write(lambda outlet, _: {"Ledger": 1.0, "Post": 4.0, "Wire": 9.0}[outlet], seed=seed)
        )
        assert not changes(tables, [family], period="month", **FAST)["found"].any()


def test_another_mix_of_outlets_is_no_change() -> None:
    rates = {"Ledger": 1.0, "Post": 4.0, "Wire": 15.0}
    articles = write(lambda outlet, _: rates[outlet], n=30, months=2)
    in_april = {outlet: [a for a in articles if a[0] == outlet and a[1] and a[1].month == 4] for outlet in OUTLETS}
    march = [a for a in articles if a[1] and a[1].month == 3]
    tables, family = corpus_of([*march, *in_april["Wire"], *in_april["Post"][:4], *in_april["Ledger"][:4]])
    row = of_war(changes(tables, [family], period="month", **FAST), None, 4)
    assert row["difference"] > 2
    assert row["by_mix"] == pytest.approx(row["difference"], abs=1.5)
    assert not row["found"]


def test_the_numbers_are_those_of_the_articles() -> None:
    tables, family = corpus_of([("Post", MARCH, 2, 1000), ("Post", date(2025, 4, 1), 3, 1000), ("Wire", MARCH, 1, 500)])
    table = changes(tables, [family], period="month", **FAST)
    row = of_war(table, "Post", 4)
    assert (row["value"], row["before"], row["difference"]) == (3.0, 2.0, 1.0)
    assert row["untested"] == "too few articles"
    assert pd.isna(row["p"])
    assert pd.isna(row["difference_low"])
    assert table[table["outlet"] == "Wire"].empty  # it wrote nothing after March


def test_the_past_can_be_the_last_periods_only() -> None:
    days = [date(2025, month, 5) for month in (1, 2, 3)]
    tables, family = corpus_of([("Post", day, n, 1000) for day, n in zip(days, (8, 2, 5), strict=True)])
    whole, last = (
        changes(tables, [family], period="month", n_before=n, **FAST).query("item == 'war'") for n in (None, 1)
    )
    assert whole["before"].tolist() == [8.0, 5.0]
    assert last["before"].tolist() == [8.0, 2.0]


def test_one_outlet_has_no_others_and_articles_without_a_date_are_left_out() -> None:
    articles = [a for a in write(lambda _, month: 3.0 + 9.0 * month, months=2) if a[0] == "Post"]
    tables, family = corpus_of([*articles, ("Post", None, 50, 100)])
    table = changes(tables, [family], period="month", **FAST).query("item == 'war'")
    assert len(table) == 1
    assert table["found"].all()
    assert table["others"].isna().all()
    assert table["n_articles"].iloc[0] + table["n_articles_before"].iloc[0] == len(articles)


@pytest.mark.parametrize(("hits", "why"), [(0, "too few occurrences"), (1, NOT_EXCHANGEABLE)])
def test_what_cannot_be_tested_says_why(hits: int, why: str) -> None:
    days = [date(2025, 3, 5), date(2025, 4, 5)]
    tables, family = corpus_of([("Post", day, hits, 1000) for day in days for _ in range(10)])
    row = of_war(changes(tables, [family], period="month", **FAST), "Post", 4)
    assert row["untested"] == why


@pytest.mark.parametrize(
    ("period", "n_before", "message"), [("day", None, "week or month"), ("week", 0, "at least one")]
)
def test_what_cannot_be_asked(period: Period, n_before: int | None, message: str) -> None:
    tables, family = corpus_of([("Post", MARCH, 2, 1000)])
    with pytest.raises(ValueError, match=message):
        changes(tables, [family], period=period, n_before=n_before)


def test_several_families_are_corrected_each_for_itself() -> None:
    tables, family = corpus_of(write(lambda _, month: 12.0 if month == 2 else 3.0))
    alone = changes(tables, [family], period="month", **FAST)
    both = changes(tables, [family, replace(family, name="other")], period="month", **FAST)
    pd.testing.assert_frame_equal(both[both["family"] == "made"].reset_index(drop=True), alone)
    single = alone[alone["outlet"].notna()]
    assert (single["n_tests"] == int(single["p"].notna().sum())).all()


def test_dots_are_filled_where_a_change_was_found() -> None:
    tables, family = corpus_of(write(lambda outlet, month: 12.0 if (outlet, month) == ("Post", 2) else 3.0))
    table = changes(tables, [family], period="month", **FAST).query("item == 'war' and outlet.notna()")
    ax = plot_changes(table)
    filled, hollow = ax.lines[1:]
    assert list(filled.get_xdata()) == table.loc[table["found"], "difference"].tolist()
    assert len(hollow.get_xdata()) == int((~table["found"]).sum())


def test_without_enough_articles_there_is_no_figure(no_articles: Tables) -> None:
    for tables in (no_articles, build_tables([])):
        with pytest.raises(NothingToDrawError, match="month with 10 articles"):
            draw_changes(tables, Request())
