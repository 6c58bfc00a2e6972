from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.measures import overlapping_hits
from analysis.records import Article, ArticleAnalysis, FrameHit
from analysis.tables import build_tables

Row = tuple[str, str, int, int]


def overlaps(rows: list[Row], lexicons: dict[str, str] | None = None) -> pd.DataFrame:
    hits: dict[str, list[FrameHit]] = {}
    for article, frame, start, end in rows:
        values: dict[str, Any] = {
            "article_id": article,
            "lexicon": (lexicons or {}).get(frame, "l"),
            "frame": frame.split("@")[0],
            "term": "t",
            "subcode": None,
            "start": start,
            "end": end,
            "text": "x" * (end - start),
            "sentence": 0,
            "zone": "body",
            "voice": "narrator",
            "quote_id": None,
            "speaker_name": None,
            "polarity": "asserted",
            "polarity_cue": None,
        }
        hits.setdefault(article, []).append(FrameHit(**values))
    analyses = [ArticleAnalysis(Article(name, "x" * 99), 9, 1, hits=tuple(found)) for name, found in hits.items()]
    return overlapping_hits(build_tables(analyses, [], "c"))


def pairs(rows: list[Row]) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in overlaps(rows).itertuples(index=False)]


def test_hits_that_share_words_are_counted_once_for_each_pair_of_frames() -> None:
    rows = [("a", "talks", 0, 12), ("a", "captivity", 0, 7), ("a", "captivity", 20, 27), ("b", "captivity", 0, 7)]
    assert pairs(rows) == [("talks", "captivity", 1, 1, 3, 1.0)]


@pytest.mark.parametrize(
    "rows",
    [
        [],
        [("a", "f", 0, 5), ("a", "g", 5, 9)],
        [("a", "f", 0, 5), ("b", "g", 0, 5)],
        [("a", "f", 0, 5), ("a", "f", 3, 9)],
    ],
)
def test_what_shares_nothing_has_no_row(rows: list[Row]) -> None:
    assert pairs(rows) == []


def test_frames_of_one_name_in_two_lexicons_are_two() -> None:
    table = overlaps([("a", "f@1", 0, 5), ("a", "f@2", 0, 5)], {"f@1": "one", "f@2": "two"})
    assert table[["frame", "other", "n_shared"]].to_numpy().tolist() == [["f (one)", "f (two)", 1]]


@given(st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from("fgh"), st.integers(0, 30), st.integers(1, 9))))
def test_it_counts_what_comparing_all_with_all_counts(drawn: list[tuple[str, str, int, int]]) -> None:
    rows = [(article, frame, start, start + length) for article, frame, start, length in drawn]
    n = {frame: sum(row[1] == frame for row in rows) for frame in "fgh"}
    expected = {}
    for frame in "fgh":
        for other in "fgh":
            shared = sum(
                any(b[0] == a[0] and b[1] == other and b[2] < a[3] and a[2] < b[3] for b in rows)
                for a in rows
                if a[1] == frame
            )
            if shared and (n[frame], frame) < (n[other], other):
                expected[frame, other] = shared
    assert {(row[0], row[1]): row[2] for row in pairs(rows)} == expected
