from __future__ import annotations

from collections import Counter
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from drafts import draft_corpus

from analysis.charts import FIGURES, plot_contested_over_time
from analysis.charts.drawing import Request
from analysis.measures import MIN_ARTICLES, bootstrap_ratios, contested_shares
from analysis.records import ArticleAnalysis
from analysis.tables import Tables, build_tables


def test_contested_names_share_their_set(analyses: list[ArticleAnalysis], tables: Tables) -> None:
    hits = [(a.article.outlet, h.term) for a in analyses for h in a.hits if h.contested]
    whole = contested_shares(tables).set_index("variant")
    assert whole["n_hits"].to_dict() == Counter(variant for _, variant in hits)
    assert whole["share"].sum() == pytest.approx(1)
    pairs, totals = Counter(hits), Counter(outlet for outlet, _ in hits)
    for row in contested_shares(tables, by="outlet").to_dict("records"):
        assert row["n_hits"] == pairs[row["group"], row["variant"]]
        assert row["n_all"] == totals[row["group"]]
        assert row["share"] == pytest.approx(row["n_hits"] / totals[row["group"]])
        if row["n_articles"] < MIN_ARTICLES:
            assert pd.isna(row["share_low"])
        else:
            assert row["share_low"] <= row["share"] <= row["share_high"]


@pytest.mark.parametrize("by", ["outlet", "week", "voice", "zone"])
def test_groups_add_up_to_all_hits(by: str, tables: Tables) -> None:
    table = contested_shares(tables, by=by)
    assert table["n_hits"].sum() == len(tables.contested_hits)
    sums = table.groupby("group")["share"].sum()
    assert sums.tolist() == pytest.approx([1] * len(sums))
    assert all(list(own) == sorted(own) for _, own in table.groupby("group")["variant"])


def test_weeks_are_named_by_their_monday(tables: Tables) -> None:
    weeks = pd.to_datetime(contested_shares(tables, by="week")["group"].drop_duplicates())
    assert (weeks.dt.day_of_week == 0).all()
    assert weeks.is_monotonic_increasing
    assert weeks.min() == pd.Timestamp("2024-01-01")


def test_articles_and_not_hits_are_drawn_for_an_interval() -> None:
    """Ten hits in each article, all of one name: as if each article had a single hit."""
    built = build_tables(draft_corpus(1, 1, 40))
    ten = pd.concat([built.contested_hits] * 10).sort_index(kind="stable").reset_index(drop=True)
    once, often = contested_shares(built), contested_shares(replace(built, contested_hits=ten))
    assert often["share_low"].tolist() == pytest.approx(once["share_low"].tolist())
    hits = built.contested_hits.sort_values("article_id", kind="stable")
    own = (hits["variant"] == once["variant"].iloc[0]).to_numpy(dtype=float)
    assert once.loc[0, ["share_low", "share_high"]].tolist() == pytest.approx(
        bootstrap_ratios(own, np.ones(len(own)))[0].tolist()
    )


def test_a_name_that_is_always_used_has_no_interval() -> None:
    built = build_tables(draft_corpus(1, 1, 30))
    hits = built.contested_hits.assign(variant=pd.Series("rebels", built.contested_hits.index, "string"))
    table = contested_shares(replace(built, contested_hits=hits), by="outlet")
    assert (table["share"].tolist(), table["share_low"].isna().tolist()) == ([1.0], [True])


def test_the_narrator_s_choice_leaves_quoted_words_out(tables: Tables) -> None:
    quoted = tables.contested_hits.index < 5
    hits = tables.contested_hits.assign(voice=tables.contested_hits["voice"].mask(quoted, "quoted"))
    mixed = replace(tables, contested_hits=hits)
    assert contested_shares(mixed, voice="narrator")["n_hits"].sum() == len(hits) - 5
    assert contested_shares(mixed, voice="quoted", by="outlet")["n_hits"].sum() == 5
    drawing = FIGURES["contested-by-outlet"].draw(mixed, Request())
    whole = drawing.numbers[drawing.numbers["by"] == "all"]
    assert whole["n_hits"].sum() == len(hits) - 5


def test_a_week_that_is_left_out_is_a_gap_in_the_line(tables: Tables) -> None:
    table = contested_shares(tables, by="week")
    own = table[table["variant"] == table["variant"].iloc[0]]
    assert "2024-01-15" not in set(own["group"])
    line = plot_contested_over_time(own).lines[0].get_ydata()
    assert np.isnan(line).sum() == 1
    assert line[~np.isnan(line)].tolist() == pytest.approx((100 * own["share"]).tolist())
