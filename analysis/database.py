"""DuckDB, which joins and sorts what may be larger than memory: one place that opens it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection, DuckDBPyRelation

MEMORY_LIMIT = "400MB"
"""What DuckDB keeps in memory; what is more goes to the disk."""


class QueryError(ValueError):
    """SQL that is no question, or one that cannot be answered; the message is the database's, on one line."""


def open_database(spill: Path | None = None) -> DuckDBPyConnection:
    """A database in memory that reads files and never the network.

    Args:
        spill: the folder for what does not fit into memory; nothing spills without one.
    """
    import duckdb  # a tenth of a second that many commands do not need

    settings: dict[str, str | bool | int | float | list[str]] = {
        "threads": 1,
        "memory_limit": MEMORY_LIMIT,
        "temp_directory": str(spill) if spill is not None else "",
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
        "python_enable_replacements": False,  # a name in SQL is a table's, never that of a variable of the program
    }
    database = duckdb.connect(":memory:", config=settings)
    database.execute("SET enable_progress_bar = false")
    return database


@contextmanager
def interruptible() -> Iterator[None]:
    """Let Ctrl-C stop the program in the middle of a query: DuckDB ends it at once, and says so in an error of its own.

    Raises:
        KeyboardInterrupt: instead of that error.
    """
    import duckdb

    try:
        yield
    except (RuntimeError, duckdb.InterruptException) as err:
        if isinstance(err, duckdb.InterruptException) or str(err) == "Query interrupted":
            raise KeyboardInterrupt from err
        raise


@contextmanager
def asking(views: Mapping[str, Path]) -> Iterator[DuckDBPyConnection]:
    """A database for questions of users, which can read some Parquet files and do nothing else, here or elsewhere.

    Args:
        views: the file of each table; columns are read as they are needed.
    """
    with TemporaryDirectory(prefix="questions-") as spill, closing(open_database(Path(spill))) as database:
        for name, file in views.items():
            database.execute(f"CREATE VIEW {name} AS SELECT * FROM read_parquet({quoted(file)})")
        database.execute(f"SET allowed_paths = [{', '.join(map(quoted, views.values()))}]")
        database.execute("SET enable_external_access = false")
        database.execute("SET lock_configuration = true")
        yield database


def select(database: DuckDBPyConnection, sql: str) -> DuckDBPyRelation:
    """A question of a user, to be asked in `asking`.

    Raises:
        QueryError: if it is not one statement that only reads, or names what there is not.
    """
    import duckdb

    try:
        statements = database.extract_statements(sql)
        if len(statements) != 1 or statements[0].type != duckdb.StatementType.SELECT:
            raise QueryError("expected one SELECT statement")
        return database.sql(sql)
    except duckdb.Error as err:
        raise QueryError(in_a_line(err)) from err


def in_a_line(error: Exception) -> str:
    """What the database says, without line breaks."""
    return " ".join(str(error).split())


def quoted(path: Path | str) -> str:
    """A path or text as a literal of SQL.

    Example:
        >>> quoted("l'eau.parquet")
        "'l''eau.parquet'"
    """
    return "'" + str(path).replace("'", "''") + "'"
