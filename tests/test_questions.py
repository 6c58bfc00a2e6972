"""Parts of a corpus, samples of large ones, and questions in SQL."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analysis.charts import write_figures
from analysis.columns import COLUMNS
from analysis.database import QueryError
from analysis.publishing.notebook.questions import TABLES
from analysis.publishing.notebook.start import tell_corpus
from analysis.publishing.report import CorpusReport, write_report
from analysis.store import StoreError, query, read_tables, write_tables
from analysis.tables import Tables

SECRET = "not to be read"


@pytest.fixture(scope="module")
def folder(tables: Tables, tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("corpus") / "made-up"
    write_tables(tables, place)
    return place


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    file = tmp_path / "secret.csv"
    file.write_text(f"a\n{SECRET}\n", encoding="utf-8")
    return file


def test_a_condition_chooses_articles_and_the_rows_of_them_alone(folder: Path, tables: Tables) -> None:
    outlet = tables.articles["outlet"].dropna().iloc[0]
    found = read_tables(folder, where=f"outlet = '{outlet}'")
    own = tables.articles[tables.articles["outlet"] == outlet]
    assert 0 < len(own) < len(tables.articles)
    pd.testing.assert_frame_equal(found.articles, own.reset_index(drop=True))
    for name, frame in tables.by_name().items():
        if name in ("speakers", "copies") or "article_id" not in frame:
            continue
        of_own = frame[frame["article_id"].isin(own["article_id"])].reset_index(drop=True)
        pd.testing.assert_frame_equal(found.by_name()[name], of_own)
    assert set(found.speakers["name"]) == set(found.quotes["speaker_name"].dropna())
    assert found.sample is None


def test_pairs_of_copies_are_those_of_chosen_articles(folder: Path) -> None:
    for rows in (read_tables(folder).copies, read_tables(folder, most_words=500).copies):
        chosen = read_tables(folder, most_words=500)
        both = rows["article_id"].isin(chosen.articles["article_id"]) & rows["other_id"].isin(
            chosen.articles["article_id"]
        )
        assert len(chosen.copies) == both.sum()


def test_a_sample_has_the_words_that_were_asked_for_and_says_so(folder: Path, tables: Tables) -> None:
    total, most = int(tables.articles["n_words"].sum()), 300
    found = read_tables(folder, most_words=most)
    n_words = int(found.articles["n_words"].sum())
    assert most <= n_words < most + tables.articles["n_words"].max()
    assert found.sample is not None
    assert (found.sample.n_articles, found.sample.n_words) == (len(found.articles), n_words)
    assert (found.sample.of_articles, found.sample.of_words) == (len(tables.articles), total)
    first = found.problems.iloc[0]
    assert first["severity"] == "note"
    assert str(found.sample) in first["message"]
    assert tell_corpus(found, "made-up").endswith(str(found.sample))


def test_a_corpus_that_fits_is_read_whole_without_a_word(folder: Path, tables: Tables) -> None:
    found = read_tables(folder, most_words=int(tables.articles["n_words"].sum()))
    assert found.sample is None
    for name, frame in found.by_name().items():
        pd.testing.assert_frame_equal(frame, tables.by_name()[name])


@pytest.fixture(scope="module")
def many(tables: Tables, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Tables of 2,000 articles of ten words each, `vell_0000`, `vell_0001`, …"""
    articles = pd.concat([tables.articles.head(1)] * 2000, ignore_index=True)
    articles["article_id"] = pd.Series([f"vell_{i:04}" for i in range(2000)], dtype="string")
    articles["n_words"] = 10
    frames = {name: frame.head(0) for name, frame in tables.by_name().items()} | {"articles": articles}
    place = tmp_path_factory.mktemp("many")
    write_tables(replace(tables, **frames), place)  # type: ignore[arg-type]
    return place


def drawn(folder: Path, most_words: int) -> list[int]:
    return read_tables(folder, most_words=most_words).articles["article_id"].str[-4:].astype(int).tolist()


def test_a_larger_sample_holds_the_smaller_one_in_the_order_of_the_corpus(many: Path) -> None:
    samples = [drawn(many, most) for most in (200, 400, 800)]
    assert [len(sample) for sample in samples] == [20, 40, 80]
    assert set(samples[0]) < set(samples[1]) < set(samples[2])
    assert samples[2] == sorted(samples[2])


def test_every_article_is_as_likely_to_be_drawn(many: Path) -> None:
    """A fifth is drawn, from everywhere in the order of files."""
    quarters = np.histogram(drawn(many, 4000), bins=4, range=(0, 2000))[0]
    assert quarters.sum() == 400
    assert abs(quarters - 100).max() < 35  # four standard deviations of a draw without replacement


@pytest.mark.parametrize(
    "condition",
    [
        "outlet =",
        "colour = 'red'",
        "1); DROP TABLE articles; --",
        "outlet > 5",
        "CAST(outlet AS int) = 1",
        "; SELECT 1",
    ],
)
def test_a_condition_that_is_none_is_told(condition: str, folder: Path) -> None:
    with pytest.raises(QueryError, match="is no condition on the articles"):
        read_tables(folder, where=condition)


def test_missing_tables_are_told_before_a_condition(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"articles\.parquet is missing"):
        read_tables(tmp_path, where="outlet = 'x'")


def test_figures_report_and_captions_of_a_sample_say_so(folder: Path, tmp_path: Path) -> None:
    found = read_tables(folder, most_words=800)
    figures = write_figures(found, tmp_path / "figures", names=["frames-by-voice"])
    assert figures[0].skipped is None
    assert str(found.sample) in figures[0].caption
    page = write_report([CorpusReport("made-up", found)], tmp_path / "reports").read_text(encoding="utf-8")
    assert page.count(str(found.sample)) >= 2


def test_a_question_is_answered_from_the_files(folder: Path, tables: Tables) -> None:
    answer = query(folder, "SELECT outlet, count(*) AS n FROM quotes JOIN articles USING (article_id) GROUP BY outlet")
    joined = tables.quotes.merge(tables.articles[["article_id", "outlet"]], on="article_id")
    expected = joined.groupby("outlet", dropna=False).size()
    assert answer.set_index("outlet")["n"].sort_index().tolist() == expected.sort_index().tolist()


@pytest.mark.parametrize(
    "sql",
    [
        "",
        "SELEC 1",
        "SELECT 1; SELECT 2",
        "DROP VIEW articles",
        "CREATE TABLE x AS SELECT 1",
        "COPY (SELECT 1) TO '{folder}/x.csv'",
        "COPY (SELECT 1) TO '{folder}/articles.parquet'",
        "SELECT * FROM read_csv('{secret}')",
        "SELECT * FROM '{secret}'",
        "SELECT content FROM read_text('{secret}')",
        "SELECT * FROM glob('{secret}')",
        "ATTACH '{folder}/x.db'",
        "INSTALL httpfs",
        "SET enable_external_access = true",
        "SELECT * FROM tables",
        "SELECT CAST(outlet AS int) FROM articles",
        "SELECT * FROM sentences a, sentences b, sentences c, sentences d",
    ],
)
def test_a_question_reads_these_tables_and_no_more(sql: str, folder: Path, secret: Path, tables: Tables) -> None:
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    with pytest.raises(QueryError) as told:
        query(folder, sql.format(folder=folder, secret=secret))
    assert SECRET not in str(told.value)
    assert "\n" not in str(told.value)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_a_long_answer_is_not_cut_in_silence(folder: Path) -> None:
    assert len(query(folder, "SELECT * FROM range(5)", most_rows=5)) == 5
    with pytest.raises(QueryError, match="more than 4 rows"):
        query(folder, "SELECT * FROM range(5)", most_rows=4)


def test_questions_to_what_is_not_there_are_told(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="no tables here"):
        query(tmp_path / "nowhere", "SELECT 1")
    with pytest.raises(StoreError, match=r"articles\.parquet is missing"):
        query(tmp_path, "SELECT 1")


def test_every_table_is_described() -> None:
    assert list(TABLES) == list(COLUMNS)
