"""Concentration of sources: the indices' test vector, rarefaction by hand, and what the table counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import comb

import numpy as np
import pandas as pd
import pytest
from hand_tables import table
from hypothesis import given
from hypothesis import strategies as st

from analysis.charts import plot_concentration
from analysis.charts.concentration import draw_concentration
from analysis.charts.drawing import NothingToDrawError, Request
from analysis.measures import concentration_by, rarefy_sources, source_concentration
from analysis.measures.concentration import shifted_interval
from analysis.records import Article, ArticleAnalysis
from analysis.tables import Tables, build_tables

Said = tuple[str, str | None, int]
"""Article, who says it (words in small letters name nobody, `None` is not known), number of words."""


def quoted(said: Sequence[Said], outlets: dict[str, str]) -> Tables:
    """Tables with these quotes; articles without any are those of `outlets` that no quote is in."""
    made = build_tables([ArticleAnalysis(Article(name, "x", outlet=o), 100, 1) for name, o in outlets.items()])
    rows = [
        {
            "article_id": article,
            "quote_id": f"q{i}",
            "attribution_type": "speech",
            "quote_type": "direct",
            "n_words": n,
            "speaker_name": who,
            "speaker_id": None if who is None or who.islower() else who,
        }
        for i, (article, who, n) in enumerate(said)
    ]
    return replace(made, quotes=table("quotes", rows))


def value(rows: pd.DataFrame, measure: str, *, counted_in: str = "quotes", others: str | None = "excluded") -> float:
    own = rows[(rows["measure"] == measure) & (rows["counted_in"] == counted_in)]
    own = own[own["others"].isna() if others is None else own["others"] == others]
    return float(own["value"].iloc[0])


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        (
            [10, 5, 3, 1, 1],
            {
                "n_sources": 5,
                "hhi": 0.34,
                "effective_sources": 2.9412,
                "hill_1": 3.5869,
                "gini": 0.44,
                "unbiased": 0.3053,
                "normalised": 0.175,
                "top_share": 0.5,
            },
        ),
        ([4, 4, 4], {"hhi": 1 / 3, "effective_sources": 3, "hill_1": 3, "normalised": 0, "gini": 0}),
        ([7, 0], {"n_sources": 1, "hhi": 1, "effective_sources": 1, "gini": 0, "normalised": np.nan}),
        ([1], {"unbiased": np.nan, "top_share": 1}),
        ([], {"n_sources": 0, "hhi": np.nan, "hill_1": np.nan, "gini": np.nan, "top_share": np.nan}),
    ],
)
def test_indices(counts: list[int], expected: dict[str, float]) -> None:
    found = source_concentration(counts)
    for name, number in expected.items():
        assert found[name] == pytest.approx(number, abs=5e-5, nan_ok=True), name


@pytest.mark.parametrize(
    ("counts", "size", "expected"),
    [
        ([2, 1], 1, 1.0),
        ([2, 1], 2, 1 + 2 / 3),  # of three pairs, two are of both
        ([2, 1], 3, 2.0),
        ([5, 5, 5], 15, 3.0),
        ([9, 1], 5, 1.5),  # the one is among five of ten every other time
        ([3, 3], 0, 0.0),
    ],
)
def test_rarefaction(counts: list[int], size: int, expected: float) -> None:
    assert rarefy_sources(counts, size) == pytest.approx(expected)


@given(st.lists(st.integers(1, 12), min_size=1, max_size=6), st.integers(0, 20))
def test_rarefaction_is_hurlberts_formula(counts: list[int], size: int) -> None:
    total = sum(counts)
    if size > total:
        with pytest.raises(ValueError, match="cannot be drawn"):
            rarefy_sources(counts, size)
        return
    expected = sum(1 - comb(total - n, size) / comb(total, size) for n in counts)
    assert rarefy_sources(counts, size) == pytest.approx(expected)


def test_sources_without_a_name_are_left_out_or_stand_apart() -> None:
    said = [("a", "Ada", 10), ("a", "Ada", 20), ("b", "Bo", 10), ("b", "officials", 30), ("b", "a man", 5)]
    rows = concentration_by(quoted([*said, ("c", None, 25)], dict.fromkeys("abc", "Wire")))
    assert value(rows, "hhi") == pytest.approx((2 / 3) ** 2 + (1 / 3) ** 2)
    assert value(rows, "hhi", others="apart") == pytest.approx((4 + 1 + 4 + 1) / 36)
    assert value(rows, "hhi", counted_in="words") == pytest.approx((30**2 + 10**2) / 40**2)
    assert value(rows, "without_speaker", others=None) == pytest.approx(1 / 6)
    assert value(rows, "unnamed", others=None) == pytest.approx(2 / 6)
    assert value(rows, "without_speaker", counted_in="words", others=None) == pytest.approx(25 / 100)
    of_words = rows.loc[rows["counted_in"] == "words", "measure"]
    assert not {"unbiased", "rarefied"} & set(of_words)
    assert rows["value_low"].isna().all()  # three articles


def test_outlets_are_rarefied_to_the_smallest_that_has_enough() -> None:
    said: list[Said] = [("a", f"Speaker {i % 12}", 5) for i in range(40)]
    said += [("b", f"Speaker {i % 5}", 5) for i in range(25)] + [("c", "Ada", 5)]
    tables = quoted(said, {"a": "Large", "b": "Small", "c": "Tiny"})
    rows = concentration_by(tables, by="outlet")
    rarefied = rows[rows["measure"] == "rarefied"].set_index("group")
    assert rarefied["size"].tolist() == [25, 25]
    assert list(rarefied.index) == ["Large", "Small"]
    assert rarefied["value"]["Small"] == pytest.approx(5)
    assert rarefied["value"]["Large"] == pytest.approx(rarefy_sources([4] * 4 + [3] * 8, 25))
    asked = concentration_by(tables, by="outlet", size=1)
    assert asked.loc[asked["measure"] == "rarefied", "value"].tolist() == pytest.approx([1, 1, 1])
    with pytest.raises(ValueError, match="0 quotes"):
        concentration_by(tables, size=0)


def test_intervals_hold_the_value_and_depend_on_the_articles_alone() -> None:
    rng = np.random.default_rng(3)
    names = [f"Speaker {i}" for i in range(30)]
    share = 1 / np.arange(1, 31)
    said = [(f"a{i}", str(rng.choice(names, p=share / share.sum())), 9) for i in range(25) for _ in range(6)]
    outlets = {f"a{i}": "Wire" for i in range(25)}
    rows = concentration_by(quoted(said, outlets), n_resamples=300)
    drawn = rows[rows["others"] == "excluded"]
    assert (drawn["value_low"] < drawn["value"]).all()
    assert (drawn["value"] < drawn["value_high"]).all()
    with_more = quoted([*said, ("b", "Bo", 3)], outlets | {"b": "Post"})
    again = concentration_by(with_more, by="outlet", n_resamples=300, size=150)
    pd.testing.assert_frame_equal(
        again[again["group"] == "Wire"].drop(columns=["by", "group"]).reset_index(drop=True),
        rows.drop(columns=["by", "group"]),
    )


@pytest.mark.parametrize(("value", "drawn"), [(0.0, [0.1, 0.2]), (1.0, [0.1, 0.2]), (0.5, [0.2, 0.2]), (0.5, [])])
def test_no_interval_without_a_width(value: float, drawn: list[float]) -> None:
    assert np.isnan(shifted_interval(value, np.array(drawn), of_share=True)).all()


def test_every_group_has_its_row_in_the_figure() -> None:
    said = [("a", "Ada", 5), ("a", "Bo", 5), ("b", "Ada", 9)]
    tables = quoted(said, {"a": "Large", "b": "Small"})
    drawing = draw_concentration(tables, Request())
    panels = drawing.figure.axes
    assert [tick.get_text() for tick in panels[0].get_yticklabels()] == ["all articles", "Large", "Small"]
    assert "n = 3 quotes of 2 named speakers" in drawing.caption
    assert "need at least 10 articles" in drawing.caption
    numbers = drawing.numbers
    ax = plot_concentration(numbers[(numbers["measure"] == "top_share") & (numbers["others"] == "excluded")])
    assert list(ax.lines[0].get_xdata()) == pytest.approx([200 / 3, 50, 100])


def test_without_named_speakers_there_is_no_figure() -> None:
    with pytest.raises(NothingToDrawError, match="speaker with a name"):
        draw_concentration(quoted([("a", "officials", 5)], {"a": "Wire"}), Request())
    with pytest.raises(NothingToDrawError, match="No quote"):
        draw_concentration(quoted([], {"a": "Wire"}), Request())


def test_an_axis_of_zeros_still_has_a_range() -> None:
    numbers = draw_concentration(quoted([("a", "Ada", 5), ("a", "Bo", 5)], {"a": "Large"}), Request()).numbers
    ax = plot_concentration(numbers[numbers["measure"] == "unnamed"])
    assert not np.any(ax.lines[0].get_xdata())
    assert ax.get_xlim() == (0, 10)
