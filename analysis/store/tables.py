"""The tables of a corpus on disk: as Parquet, which keeps the types and is read back, and as CSV for people.

They are written row group by row group, so that they may be larger than memory, and put in place all together, so that
whoever reads never finds one of this run beside one of the run before.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet as pq

from analysis.batches import TABLE_SCHEMAS
from analysis.columns import COLUMNS
from analysis.store.choosing import Chosen, choose_articles
from analysis.store.files import StoreError, finish_replacing, hash_file, pending, replace_together, told
from analysis.store.for_people import MOST_ROWS, neutralised
from analysis.tables import Tables, to_frame

ROW_GROUP = 50_000
"""Rows that are written at once; the bytes of a file do not depend on how its rows came in."""
LONG_ROWS = {"articles": 5_000}
"""Rows that are written at once of tables that hold whole texts, of which a gigabyte would be in memory else."""
IN_MEMORY = 2_000_000
"""Words of the articles that figures, report and notebooks read at most; of more they take a random sample."""
BOM = b"\xef\xbb\xbf"
"""The mark without which Excel guesses another encoding."""


@dataclass(frozen=True, slots=True)
class Written:
    """What `put_tables` wrote."""

    paths: list[Path]
    changed: list[str]
    """Names of the files that are others than before."""
    n_rows: dict[str, int]
    """Of each table."""

    @property
    def too_long(self) -> list[str]:
        """Tables that have more rows than a spreadsheet holds, so that there is no CSV of them."""
        return [name for name, n in self.n_rows.items() if n > MOST_ROWS]


def write_tables(tables: Tables, folder: Path) -> list[Path]:
    """Write every table as `<name>.parquet` and `<name>.csv`; the same tables always give the same bytes.

    In the CSV, and only there, text that a spreadsheet program would take for a formula gets a leading apostrophe. It
    is UTF-8 with a byte order mark. A table of more rows than a spreadsheet holds has no CSV.

    Returns:
        The files written.

    Raises:
        StoreError: if a file cannot be written.
    """
    parts = ((name, [pa.Table.from_pandas(frame, preserve_index=False)]) for name, frame in tables.by_name().items())
    return put_tables(parts, folder).paths


def put_tables(tables: Iterable[tuple[str, Iterable[pa.Table]]], folder: Path) -> Written:
    """Write tables that come in parts, and put all in place together.

    Args:
        tables: each table's name, and its rows in their order.
        folder: where they go.

    Raises:
        StoreError: if a file cannot be written; then all tables are as they were.
    """
    with told(folder):
        folder.mkdir(parents=True, exist_ok=True)
    finish_replacing(folder)
    try:
        n_rows = {name: _write_pending(name, parts, folder) for name, parts in tables}
    except BaseException:
        for path in folder.glob(pending(folder / "*").name):
            path.unlink(missing_ok=True)  # on a full disk they would be in the way of making room
        raise
    names = [f"{name}.parquet" for name in n_rows] + [f"{name}.csv" for name, n in n_rows.items() if n <= MOST_ROWS]
    changed = replace_together(folder, names)
    for name in set(n_rows) - {Path(file).stem for file in names if file.endswith(".csv")}:
        with told(folder / f"{name}.csv"):
            (folder / f"{name}.csv").unlink(missing_ok=True)
    return Written([folder / name for name in names], changed, n_rows)


def row_group(name: str) -> int:
    """How many rows of a table are written, and handed on, at once."""
    return LONG_ROWS.get(name, ROW_GROUP)


def read_tables(folder: Path | str, *, where: str = "", most_words: int | None = None) -> Tables:
    """Read the Parquet files that `write_tables` wrote, all of them or those of some articles.

    Args:
        folder: of the tables of one corpus.
        where: which articles: a condition in SQL on the columns of `articles` but `text`, e.g.
            `"outlet = 'Vell News' AND date >= '2024-03-01'"`; all if empty. The rows of the other tables are those of
            these articles, and `speakers` has the forms that occur in them, with their counts in the whole corpus;
            `files`, `events` and `problems` stay those of the corpus.
        most_words: take a random sample of articles where all have more words than this, and say so in `sample` and
            `problems`; `None` to read everything, however large. A million words take about a gigabyte.

    Raises:
        StoreError: if a table is missing or is not one of this version's.
        QueryError: if `where` is no condition (a `ValueError`).

    Example:
        >>> read_tables("data/tables/demo", where="outlet = 'Vell News'").articles          # doctest: +SKIP
    """
    folder = Path(folder)
    if not folder.is_dir():
        raise StoreError(f"{folder}: there are no tables here; run the analysis first")
    while True:
        finish_replacing(folder)
        before = _state(folder)
        chosen = Chosen(None, None)
        if where or most_words is not None:
            with _opened(folder, "articles"):
                chosen = choose_articles(folder / "articles.parquet", where, most_words)
        frames: dict[str, Any] = {name: read_table(folder, name, chosen.article_ids) for name in COLUMNS}
        if before == _state(folder):  # no run put others in their place meanwhile
            break
    if chosen.article_ids is not None:
        speakers = frames["speakers"]
        frames["speakers"] = speakers[speakers["name"].isin(frames["quotes"]["speaker_name"])].reset_index(drop=True)
    return _tell_sample(Tables(**frames, sample=chosen.sample), folder.name)


def _tell_sample(tables: Tables, corpus: str) -> Tables:
    if tables.sample is None:
        return tables
    what = f"{tables.sample} Figures, report and notebooks rest on it; the tables on disk hold every article"
    row = pd.DataFrame({"path": [corpus], "place": [pd.NA], "message": [what], "severity": ["note"]})
    problems = pd.concat([row.astype(tables.problems.dtypes.to_dict()), tables.problems], ignore_index=True)
    return replace(tables, problems=problems)


def _state(folder: Path) -> list[tuple[str, int, int]]:
    return [(path.name, path.stat().st_mtime_ns, path.stat().st_ino) for path in sorted(folder.glob("*.parquet"))]


def read_table(folder: Path, name: str, article_ids: pa.ChunkedArray | None = None) -> pd.DataFrame:
    """Read one of the tables, all of it or the rows of some articles; what is raised is as for `read_tables`."""
    with _opened(folder, name) as file:
        table = file.read() if article_ids is None else _rows_of(file, article_ids)
    try:
        return to_frame(name, table)
    except (TypeError, ValueError) as err:
        path = folder / f"{name}.parquet"
        raise StoreError(f"{path} holds values of another type than this version writes ({err})") from err


@contextlib.contextmanager
def _opened(folder: Path, name: str) -> Iterator[pq.ParquetFile]:
    path = folder / f"{name}.parquet"
    try:
        with pq.ParquetFile(path, memory_map=False) as file:
            _check_columns(path, name, file.schema_arrow.names)
            yield file
    except FileNotFoundError as err:
        raise StoreError(f"{path} is missing: run the analysis again") from err
    except (OSError, pa.ArrowInvalid) as err:
        raise StoreError(f"{path} is not a readable Parquet file ({err}): run the analysis again") from err


def _rows_of(file: pq.ParquetFile, article_ids: pa.ChunkedArray) -> pa.Table:
    """The rows of some articles, a row group at a time; all rows of a table that is not about single articles."""
    columns = [name for name in ("article_id", "other_id") if name in file.schema_arrow.names]
    if not columns:
        return file.read()
    parts = []
    for group in range(file.num_row_groups):
        part = file.read_row_group(group)
        for column in columns:
            part = part.filter(pc.is_in(part[column], value_set=article_ids))
        parts.append(part)
    return pa.concat_tables(parts) if parts else file.read()


def _check_columns(path: Path, name: str, found: list[str]) -> None:
    expected = TABLE_SCHEMAS[name].names
    if found != expected:
        missing, extra = sorted(set(expected) - set(found)), sorted(set(found) - set(expected))
        differences = [
            f"{label} {', '.join(names)}" for label, names in (("without", missing), ("with", extra)) if names
        ]
        what = " and ".join(differences) or "in another order"
        raise StoreError(f"{path} has other columns than this version writes ({what}): run the analysis again")


def hash_tables(folder: Path) -> dict[str, str]:
    """The SHA-256 of each table's Parquet file, by name."""
    return {name: hash_file(folder / f"{name}.parquet") for name in COLUMNS}


def _write_pending(name: str, parts: Iterable[pa.Table], folder: Path) -> int:
    """Write a table beside its place, and return how many rows it has."""
    schema, size, n_rows = TABLE_SCHEMAS[name], row_group(name), 0
    parquet, csv = pending(folder / f"{name}.parquet"), pending(folder / f"{name}.csv")
    with told(folder / name), contextlib.ExitStack() as stack:
        binary = stack.enter_context(pq.ParquetWriter(parquet, schema, compression="zstd"))
        text = stack.enter_context(csv.open("wb"))
        text.write(BOM)
        pyarrow.csv.write_csv(schema.empty_table(), text, pyarrow.csv.WriteOptions(eol="\r\n", quoting_header="needed"))
        options = pyarrow.csv.WriteOptions(include_header=False, eol="\r\n")
        beside = stack.enter_context(ThreadPoolExecutor(1))
        for group in _in_groups(parts, schema, size):
            n_rows += group.num_rows
            writing = beside.submit(binary.write_table, group, row_group_size=size)
            if n_rows <= MOST_ROWS:
                pyarrow.csv.write_csv(neutralised(group), text, options)
            writing.result()
    if n_rows > MOST_ROWS:
        csv.unlink()
    return n_rows


def _in_groups(parts: Iterable[pa.Table], schema: pa.Schema, size: int) -> Iterator[pa.Table]:
    """The rows of a table in groups of one size, the last one shorter; none where there are no rows."""
    waiting: list[pa.Table] = []
    n = 0
    for part in parts:
        rest = part.cast(schema)
        while n + rest.num_rows >= size:
            taken = rest.slice(0, size - n)
            rest = rest.slice(size - n)
            yield pa.concat_tables([*waiting, taken]).combine_chunks()
            waiting, n = [], 0
        if rest.num_rows:
            waiting.append(rest)
            n += rest.num_rows
    if waiting:
        yield pa.concat_tables(waiting).combine_chunks()
