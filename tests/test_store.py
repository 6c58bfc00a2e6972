from __future__ import annotations

import csv
import hashlib
from io import BytesIO, StringIO
from pathlib import Path

import pandas as pd
import pytest

from analysis.records import Article, ArticleAnalysis
from analysis.store import (
    MANIFEST,
    Manifest,
    StoreError,
    csv_for_people,
    hash_file,
    package_versions,
    read_manifest,
    read_tables,
    write_file,
    write_manifest,
    write_tables,
)
from analysis.tables import COLUMNS, Tables, build_tables

RUN = Manifest(
    corpus="made-up",
    started="2024-01-01T10:00:00+01:00",
    duration=2.5,
    inputs={"a/ü.txt": "00ff"},
    packages={"python": "3.11.4"},
    settings={"term": None, "names": ["a"]},
    counts={"articles": 1},
    n_problems=2,
    seed=1,
)


@pytest.mark.parametrize("fixture", ["tables", "no_articles"])
def test_tables_come_back_as_they_were(fixture: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    written: Tables = request.getfixturevalue(fixture)
    write_tables(written, tmp_path)
    for name, frame in read_tables(tmp_path).by_name().items():
        pd.testing.assert_frame_equal(frame, written.by_name()[name])


def test_the_same_tables_give_the_same_bytes(tables: Tables, tmp_path: Path) -> None:
    first = [path.read_bytes() for path in write_tables(tables, tmp_path / "a")]
    second = [path.read_bytes() for path in write_tables(tables, tmp_path / "b")]
    assert first == second
    assert len(first) == 2 * len(COLUMNS)


HOSTILE = ["=1+1", "+cmd", "-2", "@x", "\t=1", "\r=1", "\n=1", "＝1"]


@pytest.mark.parametrize("text", HOSTILE)
def test_formulas_are_neutralised_in_csv_alone(text: str, tmp_path: Path) -> None:
    article = Article("a", text, headline=text, author="plain = text")
    written = build_tables([ArticleAnalysis(article, 0, 0)])
    write_tables(written, tmp_path)
    content = (tmp_path / "articles.csv").read_bytes()
    row = next(csv.DictReader(StringIO(content.decode("utf-8-sig"), newline="")))
    assert (row["headline"], row["text"], row["author"]) == ("'" + text, "'" + text, "plain = text")
    assert read_tables(tmp_path).articles["headline"].tolist() == [text]


def test_csv_is_utf8_with_mark_and_leaves_numbers_and_gaps_alone() -> None:
    frame = pd.DataFrame(
        {
            "n": pd.Series([-1, None], dtype="Int64"),
            "rate": [-0.5, 2.0],
            "name": pd.Series(["é, 東", None], dtype="string"),
        }
    )
    content = csv_for_people(frame)
    assert content.startswith(b"\xef\xbb\xbfn,rate,name\r\n")
    assert content.decode("utf-8-sig") == 'n,rate,name\r\n-1,-0.5,"é, 東"\r\n,2.0,\r\n'
    assert frame["n"].tolist() == [-1, pd.NA]


def test_half_a_surrogate_pair_is_stored_and_keeps_the_offsets(tmp_path: Path) -> None:
    write_tables(build_tables([ArticleAnalysis(Article("a", "x\ud83dy\x00"), 0, 0)]), tmp_path)
    assert read_tables(tmp_path).articles["text"].tolist() == ["x\ufffdy\x00"]


def test_no_folder_no_tables(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="nowhere: there are no tables here; run the analysis"):
        read_tables(tmp_path / "nowhere")


def test_a_missing_table_is_named(tables: Tables, tmp_path: Path) -> None:
    write_tables(tables, tmp_path)
    (tmp_path / "quotes.parquet").unlink()
    with pytest.raises(StoreError, match=r"quotes\.parquet is missing: run the analysis again"):
        read_tables(tmp_path)


def test_a_broken_table_is_named(tables: Tables, tmp_path: Path) -> None:
    write_tables(tables, tmp_path)
    (tmp_path / "quotes.parquet").write_bytes(b"not parquet")
    with pytest.raises(StoreError, match=r"quotes\.parquet is not a readable Parquet file"):
        read_tables(tmp_path)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda f: f.drop(columns="zone"), "without zone"),
        (lambda f: f.assign(new=1), "with new"),
        (lambda f: f.rename(columns={"zone": "area"}), "without zone and with area"),
        (lambda f: f[f.columns[::-1]], "in another order"),
        (lambda f: f.assign(start="x"), "values of another type"),
        (lambda f: f.assign(start=None), "values of another type"),
    ],
)
def test_other_columns_or_types_are_refused(change: object, message: str, tables: Tables, tmp_path: Path) -> None:
    write_tables(tables, tmp_path)
    change(tables.quotes).to_parquet(tmp_path / "quotes.parquet")  # type: ignore[operator]
    with pytest.raises(StoreError, match=rf"quotes\.parquet .*{message}"):
        read_tables(tmp_path)


def test_a_file_that_cannot_be_replaced_keeps_its_content(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write_file(tmp_path / "t.csv", b"old")

    def refuse(self: Path, target: Path) -> Path:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(StoreError, match=r"t\.csv cannot be written .*close it in other programs"):
        write_file(path, b"new")
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_that_is_a_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("", encoding="utf-8")
    with pytest.raises(StoreError, match="cannot be written"):
        write_file(tmp_path / "out" / "t.csv", b"")


def test_manifest_comes_back(tmp_path: Path) -> None:
    write_manifest(RUN, tmp_path)
    assert read_manifest(tmp_path) == RUN
    assert "ü.txt" in (tmp_path / MANIFEST).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "is missing"),
        (b"{", "cannot be read"),
        (b"\xff", "cannot be read"),
        (b"[]", "is not a record of a run"),
        (b'{"corpus": "x"}', "is not a record of a run"),
    ],
)
def test_a_broken_manifest_is_named(content: bytes | None, message: str, tmp_path: Path) -> None:
    if content is not None:
        (tmp_path / MANIFEST).write_bytes(content)
    with pytest.raises(StoreError, match=rf"run\.json {message}"):
        read_manifest(tmp_path)


def test_hash_file_is_sha256(tmp_path: Path) -> None:
    path = write_file(tmp_path / "f", b"news")
    assert hash_file(path) == hashlib.sha256(b"news").hexdigest()


def test_package_versions_leaves_out_what_is_not_installed() -> None:
    assert package_versions(["pandas", "no-such-package-at-all"]) == {"pandas": pd.__version__}


def test_offsets_hold_in_the_csv_of_an_article_with_front_matter() -> None:
    text = "---\nheadline: A town\n---\n\nThe town is calm."
    frame = pd.DataFrame({"text": pd.Series([text, "=1+1", "---x"], dtype="string")})
    cells = pd.read_csv(BytesIO(csv_for_people(frame)), encoding="utf-8-sig")["text"]
    assert [cell.replace("\r\n", "\n") for cell in cells] == [text, "'=1+1", "'---x"]
