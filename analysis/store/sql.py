"""Questions in SQL to the tables of a corpus, which need not fit into memory."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from analysis.columns import COLUMNS
from analysis.database import QueryError, asking, in_a_line, select
from analysis.store.files import StoreError, finish_replacing

if TYPE_CHECKING:
    import pandas as pd

MOST_ROWS = 100_000
"""Of an answer; more are a mistake in the question more often than a wish."""


def query(folder: Path | str, sql: str, *, most_rows: int = MOST_ROWS) -> pd.DataFrame:
    """Ask the tables of a corpus a question in SQL; nothing can be changed, and no other file be read.

    The tables have the names and columns of the column dictionary (`docs/columns.md`), and are read from disk as they
    are needed. The dialect is DuckDB's, which is close to that of PostgreSQL.

    Args:
        folder: of the tables of one corpus, e.g. `data/tables/demo`.
        sql: one SELECT statement.
        most_rows: rows that the answer may have.

    Raises:
        StoreError: if there are no tables, or they are not this version's.
        QueryError: if the question is none, cannot be answered, or has a longer answer (a `ValueError`).

    Example:
        >>> query("data/tables/demo", "SELECT outlet, count(*) AS n FROM articles GROUP BY outlet")  # doctest: +SKIP
    """
    folder = Path(folder)
    if not folder.is_dir():
        raise StoreError(f"{folder}: there are no tables here; run the analysis first")
    finish_replacing(folder)
    files = {name: folder / f"{name}.parquet" for name in COLUMNS}
    for file in files.values():
        if not file.is_file():
            raise StoreError(f"{file} is missing: run the analysis again")
    with asking(files) as database:
        try:
            answer = select(database, sql).limit(most_rows + 1).to_arrow_table()
        except duckdb.Error as err:
            raise QueryError(in_a_line(err)) from err
    if answer.num_rows > most_rows:
        raise QueryError(f"the answer has more than {most_rows:,} rows; add a condition or a LIMIT, or raise most_rows")
    found: pd.DataFrame = answer.to_pandas()
    return found
