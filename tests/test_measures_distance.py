from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from analysis.charts import FIGURES
from analysis.charts.drawing import NothingToDrawError, Request
from analysis.measures import DISTANCE_KINDS, distance_rates, distanced_hits
from analysis.records import ArticleAnalysis
from analysis.tables import Tables


def test_rates_are_marks_for_each_thousand_words(analyses: list[ArticleAnalysis], tables: Tables) -> None:
    table = distance_rates(tables, by_outlet=True).set_index(["outlet", "kind"])
    for outlet in {a.article.outlet for a in analyses}:
        own = [a for a in analyses if a.article.outlet == outlet]
        row = table.loc[(outlet, "so_called")]
        n, words = sum(len(a.distance_marks) for a in own), sum(a.n_words for a in own)
        assert (row["n_marks"], row["n_words"], row["n_articles"]) == (n, words, len(own))
        assert row["rate"] == pytest.approx(1000 * n / words)
        assert row["rate_low"] < row["rate"] < row["rate_high"]
        assert pd.isna(table.loc[(outlet, "scare_quote"), "rate_low"])
    whole = distance_rates(tables)
    assert whole["kind"].tolist() == list(DISTANCE_KINDS)
    assert whole["n_marks"].sum() == len(tables.distance_marks)
    assert distance_rates(tables, voice="quoted")["n_marks"].sum() == 0


def mark_over(tables: Tables, start: int, end: int, kind: str = "scare_quote", marker: str = "'") -> Tables:
    """One mark over characters of the first hit's article."""
    article = tables.frame_hits["article_id"].iloc[0]
    marks = tables.distance_marks.head(1).assign(article_id=article, start=start, end=end, kind=kind, marker=marker)
    return replace(tables, distance_marks=marks.astype(tables.distance_marks.dtypes.to_dict()))


def test_a_hit_under_a_mark_is_held_at_a_distance(tables: Tables) -> None:
    hit = tables.frame_hits.iloc[0]
    found = distanced_hits(mark_over(tables, hit["start"] - 3, hit["end"]))
    frames = found[found["kind_of_term"] == "frame"]
    assert frames[["set", "term", "start", "distance"]].to_numpy().tolist() == [
        [hit["frame"], hit["term"], hit["start"], "scare_quote"]
    ]
    assert frames["outlet"].notna().all()


@pytest.mark.parametrize(("left", "right"), [(-9, 0), (100, 109)])
def test_a_hit_beside_a_mark_is_not(left: int, right: int, tables: Tables) -> None:
    start = int(tables.frame_hits["start"].iloc[0])
    own = distanced_hits(mark_over(tables, start + left, start + right))
    assert start not in set(own["start"])


def test_a_term_that_is_the_marker_itself_is_not_held_at_a_distance(tables: Tables) -> None:
    hit = tables.frame_hits.iloc[0]
    marked = mark_over(tables, hit["start"], hit["end"] + 9, kind="alleged", marker=hit["text"])
    assert hit["start"] not in set(distanced_hits(marked)["start"])


def test_names_in_marks_hold_nothing_at_a_distance(tables: Tables) -> None:
    hit = tables.frame_hits.iloc[0]
    marked = mark_over(tables, hit["start"], hit["end"], kind="title")
    assert distanced_hits(marked).empty
    with pytest.raises(NothingToDrawError):
        FIGURES["distance-by-outlet"].draw(marked, Request())


def test_the_figure_shows_each_outlet_s_rate(tables: Tables) -> None:
    drawing = FIGURES["distance-by-outlet"].draw(tables, Request())
    own = distance_rates(tables, by_outlet=True, voice="narrator")
    own = own[own["kind"] == "so_called"]
    assert drawing.figure.axes[0].lines[0].get_xdata().tolist() == own["rate"].tolist()
