"""What was found in articles, kept for later runs: batches of rows by the articles' keys, which are only ever added.

What the analysis finds in an article hangs on its text, its zones and its byline, and on the program, rules, lexicons,
model and settings. A hash of all this is the article's key; rows under the same key are the rows that an analysis would
give, whatever else is known about the article and whatever its file is called now.

    rows/version.json             the version of what follows
    rows/<batch>/<table>.parquet  rows of some articles; a batch is there whole or not at all
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq

from analysis.batches import SCHEMAS, Batch
from analysis.database import quoted
from analysis.store.files import StoreError, told, write_file

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from analysis.records import Article

ROWS = "rows"
"""The folder of batches beside the tables."""
VERSION = 1
"""Of the layout of that folder; raise it with a function in `MIGRATIONS` when it changes."""
MIGRATIONS: Mapping[int, Callable[[Path], None]] = {}
"""For each older version the function that brings a folder to the next one."""
SMALL = 256
"""Articles of a batch that is put together with others, as many small files are slow to read."""
MANY = 16
"""Small batches from which they are put together."""

_HIDDEN = "."


def article_key(article: Article, made_with: str) -> str:
    """The hash of all that the rows of an article hang on.

    Args:
        article: its id, outlet, date and path are no part of it.
        made_with: tells program, rules, lexicons, model and settings.

    Example:
        >>> from analysis.records import Article
        >>> plain = article_key(Article("a", "It rained."), "v1")
        >>> plain == article_key(Article("b", "It rained.", outlet="Courier"), "v1")
        True
        >>> plain == article_key(Article("a", "It rained."), "v2")
        False
    """
    zones = [(zone.kind, zone.start, zone.end, zone.rule) for zone in article.zones]
    return digest([made_with, article.text, article.author, zones])[:32]


def digest(content: object) -> str:
    """A hash of plain values, the same whatever the order of a mapping's keys."""
    # As ASCII, in which half a surrogate pair has a form, too.
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode("ascii")).hexdigest()


def open_rows(folder: Path) -> None:
    """Make a folder of tables ready for rows: of this version, and without what a run that was stopped left half.

    Raises:
        StoreError: if a later version of the program wrote there, or it cannot be written.
    """
    rows = folder / ROWS
    with told(rows):
        rows.mkdir(parents=True, exist_ok=True)
        for path in [*rows.glob(f"{_HIDDEN}*")]:
            shutil.rmtree(path, ignore_errors=True)
    marker = rows / "version.json"
    version = _read_version(marker) if any(rows.iterdir()) else VERSION
    if version > VERSION:
        raise StoreError(
            f"{rows} was written by a later version of this program (layout {version}, this one knows {VERSION}): "
            "install that version, or delete the folder to analyse all articles again"
        )
    for older in range(version, VERSION):
        MIGRATIONS[older](rows)
    write_file(marker, json.dumps({"version": VERSION}).encode())


def add_batch(folder: Path, batch: Batch) -> None:
    """Keep the rows of some articles. When the program is stopped in the middle of it, nothing is kept.

    Raises:
        StoreError: if it cannot be written.
    """
    keys = sorted(set(batch["articles"].column("key").to_pylist()))
    if not keys:
        return
    name = hashlib.sha256("".join(keys).encode()).hexdigest()[:16]
    place = folder / ROWS / name
    hidden = place.with_name(f"{_HIDDEN}{name}.{os.getpid()}")
    with told(place):
        try:
            hidden.mkdir(parents=True, exist_ok=True)
            for table, rows in batch.items():
                pq.write_table(rows, hidden / f"{table}.parquet", compression="zstd", compression_level=1)
            for path in hidden.iterdir():
                with path.open("rb+") as file:
                    os.fsync(file.fileno())
            if not place.exists():
                hidden.rename(place)
        finally:
            shutil.rmtree(hidden, ignore_errors=True)


def view_rows(database: DuckDBPyConnection, folder: Path) -> None:
    """Make a view `rows_<table>` of each table of all batches; an article that stands in two of them is there once."""
    batches = _batches(folder)
    owners: dict[str, str] = {}
    for name, keys in batches.items():
        for key in keys:
            owners.setdefault(key, name)
    owned = pa.table({"key": list(owners), "batch": list(owners.values())}, schema=_OWNERS)
    database.register("batches_made", owned)
    database.execute("CREATE OR REPLACE TEMP TABLE batches AS SELECT * FROM batches_made")
    database.unregister("batches_made")
    twice = sum(map(len, batches.values())) > len(owners)
    for table, schema in SCHEMAS.items():
        if not batches:
            database.register(f"rows_{table}", schema.empty_table())
            continue
        files = ", ".join(quoted(folder / ROWS / name / f"{table}.parquet") for name in batches)
        listed = ", ".join(f'"{name}"' for name in schema.names)
        source = f"read_parquet([{files}], hive_partitioning = false, filename = true)"
        of_batch = "parse_path(filename)[-2] = batches.batch"
        semi = f"SEMI JOIN batches ON found.key = batches.key AND {of_batch}" if twice else ""
        database.execute(f"CREATE OR REPLACE TEMP VIEW rows_{table} AS SELECT {listed} FROM {source} found {semi}")


def tidy_rows(folder: Path, wanted: Callable[[Iterable[str]], bool]) -> None:
    """Remove batches of which no article is wanted any more, and put small ones together.

    Args:
        folder: of the tables.
        wanted: tells whether any of some keys is that of an article in the corpus.

    Raises:
        StoreError: if a file cannot be written.
    """
    small: list[str] = []
    for name, keys in _batches(folder).items():
        if not wanted(keys):
            shutil.rmtree(folder / ROWS / name, ignore_errors=True)
        elif len(keys) < SMALL:
            small.append(name)
    if len(small) >= MANY:
        add_batch(folder, _together([_read_batch(folder, name) for name in small]))
        for name in small:
            shutil.rmtree(folder / ROWS / name, ignore_errors=True)


_OWNERS = pa.schema([("key", pa.string()), ("batch", pa.string())])


def _batches(folder: Path) -> dict[str, list[str]]:
    """The keys of each batch, by its name."""
    found = {}
    for path in sorted((folder / ROWS).glob(f"[!{_HIDDEN}]*/articles.parquet")):
        try:
            schemas = {table: pq.read_schema(path.with_name(f"{table}.parquet")) for table in SCHEMAS}
            keys = pq.read_table(path, columns=["key"]).column("key").to_pylist()
        except (OSError, ValueError):
            schemas, keys = {}, []
        if schemas and all(schema.equals(SCHEMAS[table]) for table, schema in schemas.items()):
            found[path.parent.name] = keys
        else:  # damaged, or of a version with other columns: its articles are analysed again
            shutil.rmtree(path.parent, ignore_errors=True)
    return found


def _read_batch(folder: Path, name: str) -> Batch:
    return {table: pq.read_table(folder / ROWS / name / f"{table}.parquet") for table in SCHEMAS}


def _together(batches: list[Batch]) -> Batch:
    """One batch of several; an article that two of them hold is taken from the first."""
    seen: set[str] = set()
    parts: dict[str, list[pa.Table]] = {table: [] for table in SCHEMAS}
    for batch in batches:
        keys = set(batch["articles"].column("key").to_pylist()) - seen
        seen |= keys
        chosen = pa.array(sorted(keys), type=pa.string())
        for table, rows in batch.items():
            parts[table].append(rows.filter(pa.compute.is_in(rows.column("key"), value_set=chosen)))
    return {table: pa.concat_tables(rows).combine_chunks() for table, rows in parts.items()}


def _read_version(marker: Path) -> int:
    try:
        return int(json.loads(marker.read_text(encoding="utf-8"))["version"])
    except (OSError, ValueError, KeyError, TypeError):
        return VERSION
