"""A corpus → its tables, analysing only what is new or has changed; the tables are those of a run from scratch.

Articles pass one after the other: they are read into a file on disk, those without rows are analysed and their rows
kept a batch at a time, and the tables are joined out of all rows. Nothing of it has to fit into memory, and a run that
is stopped at any moment loses only the batch that it was at.
"""

from __future__ import annotations

import contextlib
import shutil
import time
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from analysis.batches import TABLE_SCHEMAS, AnalysedRows, Batch, concat_batches
from analysis.columns import COLUMNS
from analysis.database import interruptible, open_database, quoted
from analysis.history import Changes, article_marks, find_changes
from analysis.identities import read_speaker_aliases
from analysis.joining import READ_SCHEMA, articles_of, join, read_table_of, table_query
from analysis.reading import READERS, ArticleStream
from analysis.reading.folders import find_suffix
from analysis.records import Article, Problem
from analysis.store.files import StoreError, told
from analysis.store.locks import locked
from analysis.store.rows import ROWS, add_batch, article_key, open_rows, tidy_rows, view_rows
from analysis.store.tables import Written, put_tables, row_group
from analysis.tables import OF_ROWS, tell

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

READING = ".reading"
"""The folder beside the tables for what a run needs on its way; gone when it is through."""
AT_ONCE = 256
"""Articles that are read, and handed on, at once."""
BATCH = 512
"""Articles whose rows are kept together at most."""
SECONDS = 20.0
"""After which rows are kept, be they fewer: what a run that is stopped loses at most."""


@dataclass(frozen=True, slots=True, eq=False)
class Rerun:
    """What came of a corpus."""

    written: Written
    changes: Changes | None
    """How the articles differ from those of the last run; `None` where there is none to compare with."""
    n_kept: int
    """Articles whose rows an earlier run left."""

    @property
    def other_tables(self) -> bool:
        """Whether any table is another than after the last run."""
        return any(name.endswith(".parquet") for name in self.written.changed)


def rerun(
    stream: ArticleStream,
    corpus: str,
    folder: Path,
    made_with: str,
    analyze: Callable[[Iterable[tuple[str, Article]], int], Iterable[AnalysedRows]],
    *,
    again: bool = False,
) -> Rerun:
    """Analyse what is new or has changed in a corpus, and write its tables.

    Args:
        stream: the articles of the corpus.
        corpus: its name.
        folder: of its tables, where those of the last run lie.
        made_with: tells program, rules, lexicons, model and settings; rows of runs with others are not taken.
        analyze: yields the rows of articles, each of which it gets with its key, such as `pipeline.analyze_rows`; it is
            told how many there are.
        again: take nothing from earlier runs.

    Raises:
        CheckedFileError: if a lexicon or a file of `data/rules` has a mistake.
        ModelMissingError: if the model is not installed.
        StoreError: if a result cannot be written, or another run is writing there.
    """
    aliases = read_speaker_aliases()
    with locked(folder):
        if again:
            shutil.rmtree(folder / ROWS, ignore_errors=True)
        open_rows(folder)
        before = article_marks(folder)
        work = folder / READING
        shutil.rmtree(work, ignore_errors=True)
        with told(work):
            work.mkdir()
        try:
            read = work / "articles.parquet"
            n_read = _read_to_disk(stream, corpus, made_with, read)
            with _errors_told(work), open_database(work) as database:
                _view_read(database, read, stream)
                view_rows(database, folder)
                waiting = _without_rows(database)
                problems = _analyze_waiting(read, waiting, analyze, folder)
                if waiting:
                    view_rows(database, folder)
                problems += _not_told(database, problems)
                with told(work):
                    problems += join(database, aliases, work)
                files = _count_files(database, stream, problems)
                told_tables = tell([*stream.problems, *problems], stream.events, files=files)
                written = put_tables(_all_tables(database, told_tables), folder)
            tidy_rows(folder, _wanted(read))
        finally:
            shutil.rmtree(work, ignore_errors=True)
        after = article_marks(folder)
        changes = find_changes(before, after) if before is not None and after is not None else None
    return Rerun(written, changes, n_read - sum(waiting.values()))


@contextlib.contextmanager
def _errors_told(work: Path) -> Iterator[None]:
    """Turn what the database says when the disk or the memory is full into a `StoreError`."""
    try:
        with interruptible():
            yield
    except (duckdb.IOException, duckdb.OutOfMemoryException) as err:
        raise StoreError(f"{work}: the tables cannot be joined ({err}); what was analysed so far is kept") from err


def _read_to_disk(stream: ArticleStream, corpus: str, made_with: str, place: Path) -> int:
    """Read all articles into a file, and return how many there are."""
    rank = 0
    with told(place), pq.ParquetWriter(place, READ_SCHEMA, compression="zstd", compression_level=1) as writer:
        articles = iter(stream)
        while some := list(islice(articles, AT_ONCE)):
            keyed = ((rank + i, article_key(article, made_with), article) for i, article in enumerate(some))
            writer.write_table(read_table_of(keyed, corpus))
            rank += len(some)
    return rank


def _view_read(database: DuckDBPyConnection, read: Path, stream: ArticleStream) -> None:
    """Make the view `read`, in which folders tell outlets if they are certain to be outlets."""
    outlet = "coalesce(outlet, split_part(path, '/', 1))" if stream.folders_are_outlets else "outlet"
    database.execute(
        f"CREATE TEMP VIEW read AS SELECT * REPLACE ({outlet} AS outlet) FROM read_parquet({quoted(read)})"
    )


def _without_rows(database: DuckDBPyConnection) -> dict[int, int]:
    """The ranks of articles that must be analysed; for each how many articles of the corpus have the same text."""
    query = "SELECT min(rank), count(*) FROM read ANTI JOIN rows_articles USING (key) GROUP BY key ORDER BY 1"
    return dict(database.execute(query).fetchall())


def _analyze_waiting(
    read: Path,
    waiting: Mapping[int, int],
    analyze: Callable[[Iterable[tuple[str, Article]], int], Iterable[AnalysedRows]],
    folder: Path,
) -> list[Problem]:
    """Analyse articles and keep their rows; return what went wrong."""
    if not waiting:
        return []
    problems: list[Problem] = []
    batches: list[Batch] = []
    n_rows = 0
    kept_at = time.monotonic()
    for found in analyze(_articles_of_ranks(read, waiting), len(waiting)):
        problems += found.problems
        batches.append(found.batch)
        n_rows += found.batch["articles"].num_rows
        if n_rows >= BATCH or time.monotonic() - kept_at > SECONDS:
            add_batch(folder, concat_batches(batches))
            batches, n_rows, kept_at = [], 0, time.monotonic()
    add_batch(folder, concat_batches(batches))
    return problems


def _not_told(database: DuckDBPyConnection, problems: Iterable[Problem]) -> list[Problem]:
    """What is to be said of articles whose text failed in another article, for it is analysed only once."""
    told = {(problem.path, problem.place) for problem in problems}
    lost = database.execute("SELECT path, row, article_id FROM read ANTI JOIN rows_articles USING (key) ORDER BY rank")
    message = "the article {!r} could not be analysed, like another one with the same text; it is left out"
    found = [
        Problem(p or "", f"row {row}" if row is not None else "", message.format(i)) for p, row, i in lost.fetchall()
    ]
    return [problem for problem in found if (problem.path, problem.place) not in told]


def _articles_of_ranks(read: Path, ranks: Mapping[int, int]) -> Iterator[tuple[str, Article]]:
    """Yield the articles of some ranks, each with its key."""
    with pq.ParquetFile(read) as file:
        first = 0
        for group in range(file.num_row_groups):
            n = file.metadata.row_group(group).num_rows
            chosen = [rank - first for rank in range(first, first + n) if rank in ranks]
            first += n
            if chosen:
                table = file.read_row_group(group).take(chosen)
                yield from zip(table["key"].to_pylist(), articles_of(table), strict=True)


def _all_tables(
    database: DuckDBPyConnection, told_tables: Mapping[str, pa.Table]
) -> Iterator[tuple[str, Iterable[pa.Table]]]:
    for name in COLUMNS:
        if name in OF_ROWS:
            reader = database.sql(table_query(name)).to_arrow_reader(row_group(name))
            yield name, (pa.Table.from_batches([batch]) for batch in reader)
        else:
            yield name, [told_tables[name]]


def _count_files(database: DuckDBPyConnection, stream: ArticleStream, problems: Sequence[Problem]) -> pa.Table:
    """The table `files`."""
    names = list(stream.file_names)
    known = set(names)
    articles: Counter[str] = Counter()
    for path, n in database.execute("SELECT path, count(*) FROM known GROUP BY path").fetchall():
        articles[_file_of(path or "", known)] += n
    errors = Counter(_file_of(p.path, known) for p in [*stream.problems, *problems] if p.severity == "error")
    return pa.table(
        {
            "path": names,
            "kind": [find_suffix(PurePosixPath(name), READERS).lstrip(".") for name in names],
            "n_articles": [articles.get(name, 0) for name in names],
            "n_errors": [errors[name] for name in names],
            "n_stated": [stream.stated.get(name) for name in names],
        },
        schema=TABLE_SCHEMAS["files"],
    )


def _file_of(path: str, files: Collection[str]) -> str:
    """The file that a path leads to: itself, or the archive that it leads into."""
    if path in files:
        return path
    return next((name for above in PurePosixPath(path).parents if (name := str(above)) in files), path)


def _wanted(read: Path) -> Callable[[Iterable[str]], bool]:
    keys = set(pq.read_table(read, columns=["key"])["key"].to_pylist())
    return lambda of_batch: not keys.isdisjoint(of_batch)
