"""Sentiment, frames and terms against counting the records, and what all measures have in common."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest
from drafts import draft_article, draft_corpus

from analysis.measures import (
    MIN_ARTICLES,
    UnknownTermError,
    check_first,
    choose_term,
    compare_readings,
    contested_shares,
    count_attributions,
    count_label_changes,
    count_reporting_verbs,
    count_speakers,
    count_terms,
    count_words_by,
    distance_rates,
    frames_by_outlet,
    frames_by_voice,
    frames_over_time,
    longest_article,
    sentiment_along_article,
    sentiment_by_speaker,
    sentiment_by_voice,
    sentiment_toward_targets,
    source_shares,
    stance_shares,
    voice_differences,
    weightiest_sentences,
)
from analysis.records import ArticleAnalysis
from analysis.tables import Tables, build_tables

WHOLE_TABLES: list[Callable[[Tables], pd.DataFrame]] = [
    sentiment_by_voice,
    count_speakers,
    count_attributions,
    count_reporting_verbs,
    check_first,
    source_shares,
    stance_shares,
    frames_by_voice,
    frames_by_outlet,
    frames_over_time,
    count_terms,
    contested_shares,
    distance_rates,
    sentiment_toward_targets,
    voice_differences,
    sentiment_by_speaker,
    compare_readings,
    count_label_changes,
    weightiest_sentences,
]


def test_running_mean_is_the_mean_of_the_sentences_around(tables: Tables) -> None:
    table = sentiment_along_article(tables, "daily-1-0", window=3)
    scores = table["compound"].tolist()
    expected = [np.mean(scores[max(0, i - 1) : i + 2]) for i in range(len(scores))]
    assert table["running_mean"].tolist() == pytest.approx(expected)
    assert table["sentence"].tolist() == list(range(len(scores)))


def test_an_unknown_article_is_named(tables: Tables) -> None:
    with pytest.raises(KeyError, match="no article 'nowhere'"):
        sentiment_along_article(tables, "nowhere")


def test_longest_article_is_the_first_of_equals(tables: Tables, no_articles: Tables) -> None:
    assert longest_article(tables) == tables.articles["article_id"].iloc[0]
    assert longest_article(no_articles) is None
    longer = draft_article("long", random.Random(1), n_sentences=30, outlet=None, day=None)
    assert longest_article(build_tables([*draft_corpus(1, 1, 2), longer])) == "long"


def test_sentiment_by_voice_counts_every_sentence(analyses: list[ArticleAnalysis], tables: Tables) -> None:
    table = sentiment_by_voice(tables, by_outlet=True).set_index(["outlet", "voice"])
    for outlet in {analysis.article.outlet for analysis in analyses}:
        own = [a for a in analyses if a.article.outlet == outlet]
        for voice in ("narrator", "quoted"):
            scores = [s.compound for a in own for s in a.sentences if s.voice == voice]
            row = table.loc[(outlet, voice)]
            assert row["n_sentences"] == len(scores)
            assert row["mean"] == pytest.approx(np.mean(scores))
            assert row["negative_share"] == pytest.approx(np.mean([score <= -0.05 for score in scores]))
            assert row["positive_share"] == pytest.approx(np.mean([score >= 0.05 for score in scores]))
            assert row["mean_low"] < row["mean"] < row["mean_high"]


@pytest.mark.parametrize(("n_articles", "has_interval"), [(MIN_ARTICLES - 1, False), (MIN_ARTICLES, True)])
def test_intervals_start_at_ten_articles(n_articles: int, has_interval: bool) -> None:
    built = build_tables(draft_corpus(1, 1, n_articles))
    voices, frames = sentiment_by_voice(built), frames_by_outlet(built)
    assert len(built.articles) == n_articles
    for table, column in ((voices, "mean_low"), (voices, "positive_share_high"), (frames, "rate_high")):
        assert table[column].notna().all() == has_interval
        assert table[column].isna().all() != has_interval


def test_a_rate_of_zero_has_no_interval() -> None:
    analyses = draft_corpus(2, 1, 12)
    silent = [replace(a, hits=()) if a.article.outlet == "Daily Ledger" else a for a in analyses]
    table = frames_by_outlet(build_tables(silent)).set_index("outlet")
    assert (table.loc["Daily Ledger", "rate"] == 0).all()
    assert table.loc["Daily Ledger", ["rate_low", "rate_high"]].isna().to_numpy().all()
    assert (table.loc["Daily Ledger", "n_articles"] == 12).all()
    assert table.loc["Harbour Gazette", "rate_low"].notna().all()


def test_frames_by_voice_adds_up(analyses: list[ArticleAnalysis], tables: Tables) -> None:
    table = frames_by_voice(tables)
    hits = Counter((h.frame, h.voice) for a in analyses for h in a.hits if not h.contested)
    words = sum(analysis.n_words for analysis in analyses)
    for row in table.to_dict("records"):
        n = hits[row["frame"], row["voice"]]
        assert row["n_hits"] == n
        assert row["rate"] == pytest.approx(1000 * n / words)
    assert table.groupby("frame")["share"].sum().tolist() == pytest.approx([1] * table["frame"].nunique())
    totals = table.groupby("frame", sort=False)["n_hits"].sum()
    assert totals.is_monotonic_decreasing


def test_frames_by_outlet_counts_articles_without_a_hit(analyses: list[ArticleAnalysis], tables: Tables) -> None:
    hits: dict[tuple[str, str], list[int]] = defaultdict(list)
    words: Counter[str] = Counter()
    for a in analyses:
        words[str(a.article.outlet)] += a.n_words
        of_article = Counter(h.frame for h in a.hits if not h.contested)
        for frame, n in of_article.items():
            hits[str(a.article.outlet), frame].append(n)
    table = frames_by_outlet(tables)
    assert len(table) == 4 * 5
    for row in table.to_dict("records"):
        counts = hits[row["outlet"], row["frame"]]
        assert (row["n_hits"], row["n_articles_with"], row["n_articles"]) == (sum(counts), len(counts), 14)
        assert row["rate"] == pytest.approx(1000 * sum(counts) / words[row["outlet"]])
        assert row["rate_low"] <= row["rate"] <= row["rate_high"]


def test_an_outlets_interval_depends_on_its_articles_alone() -> None:
    analyses = draft_corpus(3, 3, 6)
    one = [a for a in analyses if a.article.outlet == "Daily Ledger"]
    among = frames_by_outlet(build_tables(analyses)).set_index(["outlet", "frame"]).loc["Daily Ledger"].sort_index()
    alone = frames_by_outlet(build_tables(one)).set_index(["outlet", "frame"]).loc["Daily Ledger"].sort_index()
    pd.testing.assert_frame_equal(among, alone)


def test_an_outlet_that_is_not_known_is_kept_apart() -> None:
    analyses = [
        draft_article("a", random.Random(1), n_sentences=5, outlet=None, day=None),
        draft_article("b", random.Random(2), n_sentences=5, outlet="Gazette", day=None),
    ]
    outlets = frames_by_outlet(build_tables(analyses))["outlet"].drop_duplicates()
    assert outlets.fillna("-").tolist() == ["Gazette", "-"]


def test_frames_by_outlet_in_one_voice(tables: Tables) -> None:
    both = frames_by_outlet(tables)["n_hits"].sum()
    parts = [frames_by_outlet(tables, voice=voice)["n_hits"].sum() for voice in ("narrator", "quoted")]
    assert sum(parts) == both
    assert min(parts) > 0


def test_the_same_frame_of_two_lexicons_is_two_frames(tables: Tables) -> None:
    hits = tables.frame_hits.copy()
    hits.loc[hits["frame"].isin(["law"]) & (hits["voice"] == "quoted"), "lexicon"] = "mine"
    frames = frames_by_voice(replace(tables, frame_hits=hits))["frame"].drop_duplicates().tolist()
    assert {"law (mine)", "law (conflict)"} <= set(frames)
    assert "diplomacy" in frames


def test_weeks_start_on_monday_and_gaps_have_no_rate() -> None:
    days = {"sun": date(2024, 1, 7), "mon": date(2024, 1, 8), "late": date(2024, 1, 22), "none": None}
    analyses = [
        draft_article(name, random.Random(i), n_sentences=6, outlet="Gazette", day=day)
        for i, (name, day) in enumerate(days.items())
    ]
    table = frames_over_time(build_tables(analyses))
    own = table[table["frame"] == "capitulation"]
    assert own["week"].dt.strftime("%Y-%m-%d").tolist() == ["2024-01-01", "2024-01-08", "2024-01-15", "2024-01-22"]
    assert own["n_articles"].tolist() == [1, 1, 0, 1]
    assert own["rate"].isna().tolist() == [False, False, True, False]
    for at, analysis in ((0, analyses[0]), (1, analyses[1]), (3, analyses[2])):
        n = sum(hit.frame == "capitulation" and not hit.contested for hit in analysis.hits)
        assert own["n_hits"].iloc[at] == n
        assert own["rate"].iloc[at] == pytest.approx(1000 * n / analysis.n_words)


def test_words_are_counted_by_zone(analyses: list[ArticleAnalysis], tables: Tables) -> None:
    words: Counter[str] = Counter()
    for s in (s for a in analyses for s in a.sentences):
        words[s.zone] += len(s.text.replace("so-called", "socalled").split())
    assert count_words_by(tables, "zone").to_dict() == words


def test_default_term_is_the_most_frequent_in_two_polarities(tables: Tables) -> None:
    choice = choose_term(tables)
    assert (choice.label, set(choice.hits["frame"])) == ("surrender*", {"capitulation"})
    assert "at least two polarities" in choice.reason
    hits = tables.frame_hits.copy()
    hits.loc[hits["frame"] == "capitulation", "polarity"] = "asserted"
    second = choose_term(replace(tables, frame_hits=hits))
    assert second.label == count_terms(tables)["term"].iloc[1]
    flat = choose_term(replace(tables, frame_hits=hits.assign(polarity=pd.Series("asserted", hits.index, "string"))))
    assert (flat.label, "among all" in flat.reason) == ("surrender*", True)


@pytest.mark.parametrize(
    ("term", "column", "value"),
    [
        ("capitulation", "frame", "capitulation"),
        ("Movement", "subcode", "movement"),
        ("negotiat*", "term", "negotiat*"),
        ("surrender", "term", "surrender*"),
        ("international law", "term", "international law"),
        ("Displacement", "text", "displacement"),
        ("the_fighters", "frame", "the_fighters"),
        ("rebels", "term", "rebels"),
    ],
)
def test_a_term_is_found_by_any_of_its_names(term: str, column: str, value: str, tables: Tables) -> None:
    hits = choose_term(tables, term).hits
    assert len(hits)
    assert set(hits[column]) == {value}


def test_an_unknown_term_names_near_misses(tables: Tables, no_articles: Tables) -> None:
    with pytest.raises(UnknownTermError, match=r"'capitulate' occurs in these articles; there is capitulation"):
        choose_term(tables, "capitulate")
    with pytest.raises(UnknownTermError, match="no frame term occurs"):
        choose_term(no_articles)
    with pytest.raises(UnknownTermError, match=r"'x' occurs in these articles$"):
        choose_term(no_articles, "x")


@pytest.mark.parametrize("measure", WHOLE_TABLES)
def test_no_articles_give_an_empty_table_of_the_same_columns(
    measure: Callable[[Tables], pd.DataFrame], tables: Tables, no_articles: Tables
) -> None:
    empty, full = measure(no_articles), measure(tables)
    assert empty.empty
    assert len(full)
    assert dict(empty.dtypes) == dict(full.dtypes)


@pytest.mark.parametrize("measure", WHOLE_TABLES)
def test_measures_leave_the_tables_alone(measure: Callable[[Tables], pd.DataFrame], tables: Tables) -> None:
    before = {name: frame.copy() for name, frame in tables.by_name().items()}
    measure(tables)
    for name, frame in tables.by_name().items():
        pd.testing.assert_frame_equal(frame, before[name])
