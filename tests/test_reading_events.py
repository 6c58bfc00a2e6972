"""The list of events beside the articles: no article itself, and every row that cannot be used is told."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from analysis.reading import Reading, find_corpora, read_articles
from analysis.records import Event
from analysis.tables import build_tables

STORY = "The river rose by two metres overnight, and officials told families to leave.\n"


def read(folder: Path, table: str, name: str = "events.csv") -> Reading:
    (folder / "a.txt").write_text(STORY, encoding="utf-8")
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(table, encoding="utf-8")
    return read_articles(folder)


def test_events_come_by_day_and_are_no_articles(tmp_path: Path) -> None:
    reading = read(tmp_path, "label,date,end\nTalks,2025-04-08,2025-04-10\nCrossing,5 March 2025,\n")
    assert reading.events == [
        Event(date(2025, 3, 5), "Crossing", path="events.csv"),
        Event(date(2025, 4, 8), "Talks", date(2025, 4, 10), "events.csv"),
    ]
    assert [article.path for article in reading.articles] == ["a.txt"]
    assert not [problem for problem in reading.problems if problem.path == "events.csv"]


@pytest.mark.parametrize(
    ("table", "place", "message", "n_events"),
    [
        ("date,label\n03/04/2025,Vote\n2025-03-05,Crossing\n", "row 1 (line 2)", "could be two days", 1),
        ("date,label\nsoon,Vote\n", "row 1 (line 2)", "no date that can be read", 0),
        ("date,label\n,Vote\n", "row 1 (line 2)", "has no day", 0),
        ("date,label\n2025-03-05,\n", "row 1 (line 2)", "the event of 2025-03-05 has no label", 0),
        ("date,label,end\n2025-03-05,Vote,2025-03-01\n", "row 1 (line 2)", "lies before the beginning", 1),
        ("date,label,end\n2025-03-05,Vote,later\n", "row 1 (line 2)", "so the event has one day", 1),
        ("date,label\n2025-03-05,Vote\n2025-03-05,Vote\n", "", "listed already", 1),
        ("date\n2025-03-05\n", "", "no column holds the labels", 0),
        ("label\nVote\n", "line 1", "no column holds the days", 0),
        ("date,label\n2025-03-05,a,b\n", "row 1 (line 2)", "3 fields where the header has 2", 0),
        ("date,label\n", "", "a header and no rows", 0),
        ("", "", "empty", 0),
    ],
)
def test_what_is_wrong_is_told(tmp_path: Path, table: str, place: str, message: str, n_events: int) -> None:
    reading = read(tmp_path, table)
    told = [(p.path, p.place) for p in reading.problems if message in p.message]
    assert told == [("events.csv", place)]
    assert len(reading.events) == n_events


def test_a_table_of_articles_of_that_name_is_told(tmp_path: Path) -> None:
    reading = read(tmp_path, f'date,text\n2025-03-05,"{STORY.strip()}"\n')
    assert [p.place for p in reading.problems if "a table of articles needs another name" in p.message] == [""]


def test_events_are_found_in_subfolders_and_beside_single_files(tmp_path: Path) -> None:
    reading = read(tmp_path, "date\tlabel\n2025-03-05\tVote\n", "sub/Events.TSV")
    assert [(event.label, event.path) for event in reading.events] == [("Vote", "sub/Events.TSV")]
    (tmp_path / "events.csv").write_text("date,label\n2025-03-06,Count\n")
    assert [event.label for event in read_articles(tmp_path / "a.txt").events] == ["Count"]
    both = read_articles([tmp_path / "a.txt", tmp_path / "events.csv"])
    assert ([event.label for event in both.events], len(both.articles)) == (["Count"], 1)


def test_a_folder_with_events_alone_is_no_corpus(tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    read(tmp_path / "one", "date,label\n2025-03-05,Vote\n")
    (tmp_path / "two").mkdir()
    (tmp_path / "two" / "events.csv").write_text("date,label\n2025-03-05,Vote\n")
    assert list(find_corpora(tmp_path)) == ["one"]


def test_events_become_a_table() -> None:
    events = [Event(date(2025, 4, 8), "Talks", date(2025, 4, 10), "events.csv"), Event(date(2025, 4, 9), "=1+1")]
    table = build_tables([], events=events).events
    assert table["label"].tolist() == ["Talks", "=1+1"]
    assert table["date"].tolist() == [pd.Timestamp(2025, 4, 8), pd.Timestamp(2025, 4, 9)]
    assert table["end"].isna().tolist() == [False, True]
    assert build_tables([]).events.empty
