"""What is new since the last run."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from made_articles import make_tables

from analysis.history import (
    HISTORY,
    MOST_NAMES,
    Changes,
    RunRecord,
    article_marks,
    find_changes,
    read_history,
    record_run,
    what_changed,
)
from analysis.measures import MIN_ARTICLES
from analysis.measures.main_rates import main_rates
from analysis.publishing.listings.what_changed import list_what_changed
from analysis.publishing.report.sections import CorpusReport, build_section
from analysis.store import write_tables
from analysis.tables import Tables

MONDAY, TUESDAY = "2025-03-03T10:00:00+01:00", "2025-03-04T11:30:00+01:00"
WITH = {"lexicons": "l1", "program": "p1"}
STORY = ["[war] goes on and on.", "He sees [war@Ada] again here."]


def changes_between(before: Tables, after: Tables, folder: Path) -> Changes:
    marks = []
    for name, tables in (("before", before), ("after", after)):
        write_tables(tables, folder / name)
        marks.append(article_marks(folder / name))
    return find_changes(*marks)  # type: ignore[arg-type]


def value(rates: pd.DataFrame, measure: str, group: str | None = None) -> pd.Series:
    rows = rates[rates["measure"] == measure]
    return rows[rows["group"].eq(group).fillna(False) if group else rows["group"].isna()].iloc[0]


@pytest.fixture
def two_runs(tmp_path: Path) -> Path:
    before, after = make_tables([STORY] * 2), make_tables([STORY] * 2 + [["Nothing at all is here."]])
    record_run(tmp_path, MONDAY, before, None, WITH)
    record_run(tmp_path, TUESDAY, after, changes_between(before, after, tmp_path), WITH)
    return tmp_path


def test_rates_are_sums_over_sums() -> None:
    tables = make_tables([STORY, ["[war] and [war@Ada] and [war@Ada]."]])
    rates, words = main_rates(tables), int(tables.articles["n_words"].sum())
    assert value(rates, "articles")["value"] == 2
    assert value(rates, "words")["value"] == words
    assert value(rates, "narrator_rate", "war")["value"] == pytest.approx(1000 * 2 / words)
    assert value(rates, "quoted_rate", "war")["value"] == pytest.approx(1000 * 3 / words)
    assert rates["low"].isna().all()


def test_intervals_need_ten_articles(tables: Tables) -> None:
    rates = main_rates(tables)
    ratios = rates[~rates["measure"].isin(["articles", "words", "quotes"]) & (rates["value"] != 0)]
    assert len(tables.articles) >= MIN_ARTICLES
    assert (ratios["low"] <= ratios["value"]).all()
    assert (ratios["value"] <= ratios["high"]).all()
    shares = rates.loc[rates["measure"] == "quote_share", "value"]
    assert shares.sum() == pytest.approx(1)
    assert value(rates, "mean_compound")["value"] == pytest.approx(tables.sentences["compound"].mean())


def test_no_articles_have_counts_only(no_articles: Tables) -> None:
    rates = main_rates(no_articles)
    assert rates[["measure", "value"]].to_numpy().tolist() == [["articles", 0.0], ["words", 0.0], ["quotes", 0.0]]


def test_changes_of_metadata_count_and_of_paths_do_not(tables: Tables, tmp_path: Path) -> None:
    articles = tables.articles.copy()
    articles.loc[3, "outlet"] = pd.NA
    articles.loc[4, "path"] = "elsewhere.txt"
    changes = changes_between(tables, replace(tables, articles=articles), tmp_path)
    assert changes == Changes(changed=(articles.loc[3, "article_id"],), n_same=len(articles) - 1)
    assert not changes_between(tables, tables, tmp_path)


def test_there_is_nothing_to_compare_with_tables_that_cannot_be_read(tmp_path: Path) -> None:
    assert article_marks(tmp_path) is None
    (tmp_path / "articles.parquet").write_bytes(b"no parquet")
    assert article_marks(tmp_path) is None


def test_a_run_in_which_nothing_is_other_adds_no_line(two_runs: Path) -> None:
    tables = make_tables([STORY])
    assert len(record_run(two_runs, TUESDAY, tables, Changes(n_same=3), WITH)) == 2
    assert len(record_run(two_runs, TUESDAY, tables, Changes(n_same=3), WITH | {"program": "p2"})) == 3
    assert len(read_history(two_runs)) == 3


def test_lines_that_are_broken_are_left_out_and_kept_apart(two_runs: Path) -> None:
    path = two_runs / HISTORY
    path.write_bytes(path.read_bytes() + b'[1]\n{"started": 7}\n{"cut of')
    history = record_run(two_runs, TUESDAY, make_tables([STORY]), Changes(new=("b",)), WITH)
    assert len(history) == 3
    assert read_history(two_runs) == [
        replace(one, new=list(one.new), changed=list(one.changed), gone=list(one.gone)) for one in history
    ]


def test_names_are_capped_and_counted(tmp_path: Path) -> None:
    new = tuple(f"a{n}" for n in range(MOST_NAMES + 5))
    record_run(tmp_path, MONDAY, make_tables([STORY]), Changes(new=new), WITH)
    [line] = (tmp_path / HISTORY).read_text(encoding="utf-8").splitlines()
    assert (json.loads(line)["n_new"], len(json.loads(line)["new"])) == (len(new), MOST_NAMES)


def test_numbers_stand_side_by_side(two_runs: Path) -> None:
    table = what_changed(read_history(two_runs))
    articles = value(table, "articles")
    assert (articles["before"], articles["after"], articles["difference"]) == (2, 3, 1)
    rate = value(table, "narrator_rate", "war")
    assert rate["after"] < rate["before"]
    assert rate["difference"] == pytest.approx(rate["after"] - rate["before"])


def test_a_number_that_one_run_lacks_is_missing_there(tmp_path: Path) -> None:
    record_run(tmp_path, MONDAY, make_tables([["[law] is here."]]), None, WITH)
    record_run(tmp_path, TUESDAY, make_tables([["[war] is here."]]), Changes(changed=("a0",)), WITH)
    table = what_changed(read_history(tmp_path))
    assert pd.isna(value(table, "narrator_rate", "law")["after"])
    assert pd.isna(value(table, "narrator_rate", "war")["before"])
    assert not table.duplicated(["measure", "group"]).any()


def test_the_first_run_has_nothing_to_compare_with(tmp_path: Path) -> None:
    assert list_what_changed(read_history(tmp_path)).rows == ()
    assert what_changed([]).empty
    record_run(tmp_path, MONDAY, make_tables([STORY]), None, WITH)
    listing = list_what_changed(read_history(tmp_path))
    assert "2025-03-03, 10:00 is the first on record: there is nothing to compare it with" in listing.note
    assert {row[1] for row in listing.rows} == {"–"}


def test_the_listing_tells_what_is_new_and_that_it_is_no_test(two_runs: Path) -> None:
    listing = list_what_changed(read_history(two_runs), {"war": "War and peace"})
    assert "Since the run of 2025-03-03, 10:00: 1 new (a2), 2 as before." in listing.note
    assert "It is no test" in listing.note
    rows = {row[0]: row[1:] for row in listing.rows}
    assert rows["Articles"] == ("2", "3", "+1")
    assert "“War and peace” in the narrator’s voice, per 1,000 words" in rows
    assert "Quotes" not in rows  # the same before and after
    assert "those that are the same are left out" in listing.note


def test_it_says_when_not_only_the_articles_are_others(two_runs: Path) -> None:
    record_run(two_runs, TUESDAY, make_tables([STORY]), None, WITH | {"lexicons": "l2"})
    note = list_what_changed(read_history(two_runs)).note
    assert "Not only the articles are others, but also: lexicons." in note
    assert "which articles are new is not known" in note


def test_names_of_articles_cannot_steer_a_page() -> None:
    runs = [RunRecord(MONDAY), RunRecord(TUESDAY, 0, 1, 0, 0, new=["a\x1b[2Jb"])]
    assert "a␛[2Jb" in list_what_changed(runs).note


def test_the_report_tells_it_from_the_second_run_on(two_runs: Path) -> None:
    history, tables = read_history(two_runs), make_tables([STORY])
    assert build_section(CorpusReport("town", tables, history=history[:1])).news is None
    news = build_section(CorpusReport("town", tables, history=history)).news
    assert news is not None
    assert ("Articles", "2", "3", "+1") in news.rows
