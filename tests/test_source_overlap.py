"""Overlap of sources between outlets, by counts made by hand."""

from __future__ import annotations

import numpy as np
import pytest
from test_concentration import quoted

from analysis.charts import plot_overlap
from analysis.charts.drawing import NothingToDrawError, Request
from analysis.charts.source_overlap import draw_overlap
from analysis.measures import source_overlap, speakers_of_one_outlet
from analysis.measures.source_overlap import measure_overlap

OUTLETS = {"a": "Ledger", "b": "Post", "c": "Wire"}
SAID = [
    *[("a", "Ada", 5)] * 2, *[("a", "Bo", 5)] * 2, ("a", "officials", 5),
    ("b", "Ada", 5), *[("b", "Cy", 7)] * 3, ("b", "officials", 5),
    *[("c", "Di", 4)] * 2, ("c", None, 4),
]  # fmt: skip


@pytest.mark.parametrize(
    ("left", "right", "jaccard", "common", "horn"),
    [
        ([1, 1], [5, 5], 1, 1, 1),
        ([1, 0], [0, 1], 0, 0, 0),
        ([2, 2, 0], [1, 0, 3], 1 / 3, 0.25, 2 * 0.125 / (0.5 + 0.625)),
        ([3, 1], [1, 3], 1, 0.5, 2 * 0.375 / 1.25),
        ([0, 0], [1, 0], np.nan, np.nan, np.nan),
        ([], [], np.nan, np.nan, np.nan),
    ],
)
def test_measures(left: list[int], right: list[int], jaccard: float, common: float, horn: float) -> None:
    for found in (measure_overlap(left, right), measure_overlap(right, left)):
        expected = {"jaccard": jaccard, "common_share": common, "morisita_horn": horn}
        assert found == pytest.approx(expected, nan_ok=True)


def test_lengths_must_agree() -> None:
    with pytest.raises(ValueError, match="not as many"):
        measure_overlap([1], [1, 2])


def test_each_pair_of_outlets_has_a_row_and_unnamed_sources_are_not_shared() -> None:
    table = source_overlap(quoted(SAID, OUTLETS))
    assert list(zip(table["outlet"], table["other"], strict=True)) == [
        ("Ledger", "Post"), ("Ledger", "Wire"), ("Post", "Wire"),
    ]  # fmt: skip
    first = table.iloc[0]
    assert (first["n_quotes"], first["n_quotes_other"], first["n_shared"]) == (4, 4, 1)
    assert first["jaccard"] == pytest.approx(1 / 3)
    assert first["common_share"] == pytest.approx(0.25)
    assert table["n_shared"].tolist() == [1, 0, 0]
    assert table["jaccard_low"].isna().all()


def test_speakers_whom_one_outlet_alone_quotes() -> None:
    table = speakers_of_one_outlet(quoted(SAID, OUTLETS))
    assert table[["outlet", "speaker_id", "n_quotes", "n_words"]].to_numpy().tolist() == [
        ["Ledger", "Bo", 2, 10], ["Post", "Cy", 3, 21], ["Wire", "Di", 2, 8],
    ]  # fmt: skip
    assert table["quote_share"].tolist() == [0.5, 0.75, 1.0]
    assert speakers_of_one_outlet(quoted(SAID[:2], OUTLETS)).empty


def test_intervals_from_ten_articles_in_both() -> None:
    rng = np.random.default_rng(5)
    names = [f"Speaker {i}" for i in range(12)]
    said = [(f"{outlet}{i}", str(rng.choice(names)), 5) for outlet in "ab" for i in range(12) for _ in range(3)]
    outlets = {f"{outlet}{i}": outlet for outlet in "ab" for i in range(12)}
    table = source_overlap(quoted([*said, ("c0", names[0], 5)], outlets | {"c0": "c"}), n_resamples=200)
    row = table.iloc[0]
    for name in ("common_share", "morisita_horn"):
        assert row[f"{name}_low"] < row[name] < row[f"{name}_high"]
    assert table["common_share_low"].isna().tolist() == [False, True, True]


def test_the_figure_has_a_number_in_every_cell() -> None:
    tables = quoted(SAID, OUTLETS)
    ax = plot_overlap(source_overlap(tables))
    cells = {tuple(map(round, text.get_position())): text.get_text() for text in ax.texts}
    assert len(cells) == 9
    assert (cells[1, 0], cells[0, 1], cells[0, 0]) == ("25 %", "1\n(33 %)", "2")
    caption = draw_overlap(tables, Request()).caption
    assert "Ledger 1 (50 %); Post 1 (75 %); Wire 1 (100 %)" in caption


def test_one_outlet_is_not_compared() -> None:
    with pytest.raises(NothingToDrawError, match="nothing is compared"):
        draw_overlap(quoted([("a", "Ada", 5)], OUTLETS), Request())
