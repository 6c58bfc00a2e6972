"""DuckDB, which joins and sorts what may be larger than memory: one place that opens it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

MEMORY_LIMIT = "400MB"
"""What DuckDB keeps in memory; what is more goes to the disk."""


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
    }
    return duckdb.connect(":memory:", config=settings)


def quoted(path: Path | str) -> str:
    """A path or text as a literal of SQL.

    Example:
        >>> quoted("l'eau.parquet")
        "'l''eau.parquet'"
    """
    return "'" + str(path).replace("'", "''") + "'"
