"""Sentiment toward targets against numbers computed by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hand_tables import Mention, tables_of

from analysis.measures import (
    MIN_ARTICLES,
    TARGET_VOICES,
    UnknownTargetError,
    choose_target,
    mentions_of_targets,
    most_mentioned_targets,
    sentiment_by_speaker,
    sentiment_toward_targets,
    voice_differences,
)
from analysis.measures.resampling import percentile_intervals, resample_ratios
from analysis.tables import Tables

SMALL: list[Mention] = [
    ("a", "Ada Lund", None, 0.7, 0.1),  # the narrator: -0.6
    ("a", "Ada Lund", None, 0.1, 0.3),  # the narrator: +0.2
    ("a", "Ada Lund", "Josef Brandt", 0.8, 0.1),  # -0.7
    ("b", "Ada Lund", "Ada Lund", 0.0, 0.9),  # about herself: +0.9
    ("b", "Ada Lund", "officials", 0.2, 0.5),  # +0.3
    ("b", "Harbour Board", None, 0.2, 0.2),  # 0
    ("b", None, None, 0.9, 0.0),  # voters
    ("b", "Ada Lund", None, 0.05, 0.05),  # "Lund said"
    ("b", "Josef Brandt", "Ada Lund", 0.6, 0.2),  # -0.4
]


@pytest.fixture
def small() -> Tables:
    return tables_of(SMALL, outlets=["Daily Ledger", "Evening Wire"], sources=[7])


def test_means_and_shares_are_those_of_the_probabilities(small: Tables) -> None:
    table = sentiment_toward_targets(small)
    assert list(zip(table["target_id"], table["voice"], strict=True)) == [
        ("Ada Lund", "narrator"),
        ("Ada Lund", "quoted"),
        ("Ada Lund", "self"),
        ("Harbour Board", "narrator"),
        ("Josef Brandt", "quoted"),
    ]
    assert table["n_mentions"].tolist() == [2, 2, 1, 1, 1]
    assert table["n_articles"].tolist() == [1, 2, 1, 1, 1]
    assert table["n_sources"].tolist() == [1, 0, 0, 0, 0]
    assert table["mean"].tolist() == pytest.approx([-0.2, -0.2, 0.9, 0, -0.4])
    assert table["negative_share"].tolist() == pytest.approx([0.4, 0.5, 0, 0.2, 0.6])
    assert table["positive_share"].tolist() == pytest.approx([0.2, 0.3, 0.9, 0.2, 0.2])
    assert table["n_negative"].tolist() == [1, 1, 0, 0, 1]
    assert table["n_neutral"].tolist() == [1, 0, 0, 1, 0]
    assert table["n_positive"].tolist() == [0, 1, 1, 0, 0]
    assert table[["mean_low", "positive_share_high"]].isna().to_numpy().all()
    assert set(table["voice"]) == set(TARGET_VOICES)


def test_who_is_named_as_a_source_may_be_counted(small: Tables) -> None:
    own = sentiment_toward_targets(small, target="Ada Lund", sources=True).iloc[0]
    assert (own["n_mentions"], own["n_articles"], own["n_sources"]) == (3, 2, 1)
    assert own["mean"] == pytest.approx(-0.4 / 3)
    assert own["negative_share"] == pytest.approx(0.85 / 3)


def test_outlets_follow_all_articles_together(small: Tables) -> None:
    table = sentiment_toward_targets(small, target="ada lund", by_outlet=True)
    rows = table[["scope", "outlet", "voice", "n_mentions"]].to_numpy(na_value=None).tolist()
    assert rows == [
        ["all", None, "narrator", 2],
        ["all", None, "quoted", 2],
        ["all", None, "self", 1],
        ["outlet", "Daily Ledger", "narrator", 2],
        ["outlet", "Daily Ledger", "quoted", 1],
        ["outlet", "Evening Wire", "quoted", 1],
        ["outlet", "Evening Wire", "self", 1],
    ]
    assert table["mean"].tolist() == pytest.approx([-0.2, -0.2, 0.9, -0.2, -0.7, 0.3, 0.9])


def test_the_difference_is_narrator_less_quoted(small: Tables) -> None:
    table = voice_differences(small, by_outlet=True)
    rows = table[["scope", "outlet", "target_id", "n_narrator", "n_quoted"]].to_numpy(na_value=None).tolist()
    assert rows == [["all", None, "Ada Lund", 2, 2], ["outlet", "Daily Ledger", "Ada Lund", 2, 1]]
    assert table["difference"].tolist() == pytest.approx([0, 0.5])
    assert table["narrator"].tolist() == pytest.approx([-0.2, -0.2])
    assert table["quoted"].tolist() == pytest.approx([-0.2, -0.7])
    counted = voice_differences(small, target="Ada Lund", sources=True).iloc[0]
    assert counted["difference"] == pytest.approx(-0.4 / 3 + 0.2)


def test_speakers_speak_of_others(small: Tables) -> None:
    table = sentiment_by_speaker(small)
    rows = table[["voice", "speaker_id", "naming", "target_id", "n_mentions"]].to_numpy(na_value=None).tolist()
    assert rows == [
        ["narrator", None, None, "Ada Lund", 2],
        ["narrator", None, None, "Harbour Board", 1],
        ["quoted", "Ada Lund", "named", "Josef Brandt", 1],
        ["quoted", "Josef Brandt", "named", "Ada Lund", 1],
        ["quoted", None, "unnamed", "Ada Lund", 1],
    ]
    assert table["mean"].tolist() == pytest.approx([-0.2, 0, -0.4, -0.7, 0.3])


def many(n_articles: int) -> list[Mention]:
    """In each article the narrator sounds .6 better of Ada Lund than somebody who is quoted, at a level of its own."""
    level = [round(0.3 * (i % 4) / 4, 3) for i in range(n_articles)]
    narrated: list[Mention] = [(f"a{i}", "Ada Lund", None, 0.1, 0.4 + level[i]) for i in range(n_articles)]
    quoted: list[Mention] = [(f"a{i}", "Ada Lund", "Josef Brandt", 0.4, 0.1 + level[i]) for i in range(n_articles)]
    return narrated + quoted


@pytest.mark.parametrize(("n_articles", "has_interval"), [(MIN_ARTICLES - 1, False), (MIN_ARTICLES, True)])
def test_intervals_start_at_ten_articles(n_articles: int, has_interval: bool) -> None:
    made = tables_of(many(n_articles))
    for table, column in (
        (sentiment_toward_targets(made), "mean_low"),
        (sentiment_toward_targets(made), "positive_share_high"),
        (voice_differences(made), "difference_low"),
        (sentiment_by_speaker(made), "mean_high"),
    ):
        assert table[column].notna().all() == has_interval


def test_intervals_are_those_of_drawing_whole_articles() -> None:
    made = tables_of(many(20), outlets=["Daily Ledger"] * 20)
    table = sentiment_toward_targets(made, n_resamples=4000).set_index("voice")
    scores = np.array([0.3 + 0.3 * (i % 4) / 4 for i in range(20)])
    drawn = np.random.default_rng(7).choice(scores, (4000, 20)).mean(axis=1)
    low, high = np.quantile(drawn, [0.025, 0.975])
    assert table.loc["narrator", "mean"] == pytest.approx(scores.mean(), abs=0.001)
    assert table.loc["narrator", "mean_low"] == pytest.approx(low, abs=0.005)
    assert table.loc["narrator", "mean_high"] == pytest.approx(high, abs=0.005)
    # Of the negative share, every article has the same.
    assert table.loc["quoted", ["negative_share_low", "negative_share_high"]].tolist() == pytest.approx([0.4, 0.4])


def test_both_means_of_a_difference_come_of_the_same_articles() -> None:
    difference = voice_differences(tables_of(many(20))).iloc[0]
    assert difference["difference"] == pytest.approx(0.6)
    # The articles' levels cancel out; drawn apart, the two means would leave an interval of about .15.
    assert difference["difference_high"] - difference["difference_low"] < 1e-9


def test_a_target_is_chosen_by_its_id_or_a_name_of_its_own() -> None:
    made = tables_of(
        [("a", "Ada Lund", None, 0.1, 0.1), ("a", "Ada Lund", None, 0.1, 0.1), ("a", "Bo Lund", None, 0, 0)]
    )
    made.targets["target_name"] = pd.array(["Mayor Ada Lund", "Lund", "Lund"], dtype="string")
    assert most_mentioned_targets(made) == ["Ada Lund", "Bo Lund"]
    assert choose_target(made) == "Ada Lund"
    assert choose_target(made, "bo lund ") == "Bo Lund"
    assert choose_target(made, "Mayor Ada Lund") == "Ada Lund"
    with pytest.raises(UnknownTargetError, match="'Lund' may be 'Ada Lund', 'Bo Lund'"):
        choose_target(made, "Lund")
    with pytest.raises(UnknownTargetError, match="nothing mentions 'Ada Lunt'; did you mean 'Ada Lund'"):
        choose_target(made, "Ada Lunt")
    with pytest.raises(UnknownTargetError, match=r"nothing mentions 'xyzzy'$"):
        choose_target(made, "xyzzy")


def test_without_targets_there_are_empty_tables(no_articles: Tables) -> None:
    for measure in (sentiment_toward_targets, voice_differences, sentiment_by_speaker):
        assert measure(no_articles).empty
    with pytest.raises(UnknownTargetError, match="no person"):
        choose_target(no_articles)


def test_measures_change_no_table_and_every_row_is_counted_once(tables: Tables) -> None:
    before = tables.targets.copy()
    mentions = mentions_of_targets(tables)
    counted = sentiment_toward_targets(tables, sources=True)
    assert counted["n_mentions"].sum() == len(mentions) == tables.targets["target_id"].notna().sum()
    by_speaker = sentiment_by_speaker(tables, sources=True)
    assert by_speaker["n_mentions"].sum() == (mentions["voice"] != "self").sum()
    labels = counted[["n_negative", "n_neutral", "n_positive"]].sum(axis=1)
    assert labels.tolist() == counted["n_mentions"].tolist()
    pd.testing.assert_frame_equal(tables.targets, before)


def test_draws_of_ratios_are_what_their_intervals_are_made_of() -> None:
    ratios = resample_ratios([[1, 0], [0, 0]], [[1, 0], [1, 0]], n_resamples=50)
    assert ratios.shape == (50, 2)
    assert set(np.unique(ratios[:, 0])) == {0, 0.5, 1}
    assert np.isnan(ratios[:, 1]).all()
    bounds = percentile_intervals(ratios)
    assert bounds[0].tolist() == [0, 1]
    assert np.isnan(bounds[1]).all()
