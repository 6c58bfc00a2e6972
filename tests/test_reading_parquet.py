"""Parquet files as pandas, Spark and strangers write them."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analysis.reading import Reading, parquet, read_articles
from analysis.records import Problem

LEAD = "The river rose by two metres overnight, and officials told families in the valley to leave."
HERE = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def read(folder: Path, table: pa.Table, **options: Any) -> Reading:
    pq.write_table(table, folder / "a.parquet", **options)
    return read_articles(folder / "a.parquet")


def errors(reading: Reading) -> list[Problem]:
    return [problem for problem in reading.problems if problem.severity == "error"]


@pytest.mark.parametrize(
    "kind",
    [
        pa.string(), pa.large_string(), pa.binary(), pa.large_binary(), pa.dictionary(pa.int32(), pa.string()),
        pa.string_view(),
    ],
)  # fmt: skip
def test_kinds_of_texts(tmp_path: Path, kind: pa.DataType) -> None:
    texts = pa.array([LEAD, None, "Café olé."]).cast(kind)
    reading = read(tmp_path, pa.table({"text": texts}))
    assert [article.text for article in reading.articles] == [LEAD, "Café olé."]
    assert [problem.place for problem in errors(reading)] == ["row 2"]


def test_bytes_that_are_no_utf8(tmp_path: Path) -> None:
    (article,) = read(tmp_path, pa.table({"text": [b"It rained in Jos\xe9\x92s town."]})).articles
    assert article.text == "It rained in José’s town."


@pytest.mark.parametrize("unit", ["s", "ms", "us", "ns"])
def test_days_of_moments_are_those_of_their_zone(tmp_path: Path, unit: str) -> None:
    moments = pa.array([datetime(2025, 3, 4, 23, 30), None]).cast(pa.timestamp(unit, "Asia/Tokyo"))
    first, second = read(tmp_path, pa.table({"text": [LEAD, LEAD], "date": moments})).articles
    assert (str(first.date), second.date) == ("2025-03-05", None)


def test_moments_that_no_calendar_has(tmp_path: Path) -> None:
    moments = pa.array([2**62, 1_741_046_400_000_000], pa.int64()).cast(pa.timestamp("us"))
    first, second = read(tmp_path, pa.table({"text": [LEAD, LEAD], "date": moments})).articles
    assert (first.date, str(second.date)) == (None, "2025-03-04")


def test_nested_columns(tmp_path: Path) -> None:
    table = pa.table({"text": [LEAD], "source": [{"name": "Vell", "id": 7}], "authors": [["Ann Aru", "Bo Bek"]]})
    (article,) = read(tmp_path, table).articles
    assert (article.outlet, article.author) == ("Vell", "Ann Aru, Bo Bek")
    assert "found post (nested), n" in errors(read(tmp_path, pa.table({"post": [{"text": LEAD}], "n": [1]})))[0].message
    assert "holds list<" in errors(read(tmp_path, pa.table({"text": [[LEAD, LEAD]]})))[0].message


def test_the_first_of_two_columns_of_one_name_counts(tmp_path: Path) -> None:
    table = pa.table([pa.array([LEAD]), pa.array(["Vell"]), pa.array(["Anse"])], names=["text", "outlet", "outlet"])
    assert [article.outlet for article in read(tmp_path, table).articles] == ["Vell"]


def test_many_groups_of_rows(tmp_path: Path) -> None:
    table = pa.table({"text": [f"Story {n} of many." for n in range(1000)]})
    reading = read(tmp_path, table, row_group_size=7)
    assert [article.row for article in reading.articles] == list(range(1, 1001))


def test_texts_that_would_fill_the_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parquet, "MAX_COLUMN", 10_000)
    reading = read(tmp_path, pa.table({"text": [LEAD * 1000]}), use_dictionary=False)
    assert reading.articles == []
    assert "would unpack to" in errors(reading)[0].message


def test_a_file_that_is_broken_in_its_middle(tmp_path: Path) -> None:
    """Rows above the break come out, and it is told where it is."""
    table = pa.table({"text": [f"Story {n}. {LEAD}" for n in range(2000)]})
    pq.write_table(table, tmp_path / "a.parquet", row_group_size=500, use_dictionary=False, compression="none")
    content = bytearray((tmp_path / "a.parquet").read_bytes())
    length = content.rindex(b"Story 1001.") - 4
    content[length : length + 4] = b"\xff" * 4
    (tmp_path / "a.parquet").write_bytes(content)
    reading = read_articles(tmp_path / "a.parquet")
    assert 900 <= len(reading.articles) <= 1000
    assert errors(reading)[0].place == f"row {len(reading.articles) + 1}"


@HERE
@given(st.integers(0, 3000), st.binary(min_size=1, max_size=20), st.integers(0, 3000))
def test_no_damage_stops_the_reading(tmp_path: Path, at: int, put: bytes, cut: int) -> None:
    pq.write_table(pa.table({"text": [f"{n} {LEAD}" for n in range(40)], "outlet": ["x"] * 40}), tmp_path / "a.parquet")
    content = (tmp_path / "a.parquet").read_bytes()
    place = at % len(content)
    damaged = content[:place] + put + content[place + len(put) :]
    (tmp_path / "a.parquet").write_bytes(damaged[: len(damaged) - cut % 50 * (cut % 2)])
    reading = read_articles(tmp_path / "a.parquet")
    assert len(reading.articles) == 40 or reading.problems
