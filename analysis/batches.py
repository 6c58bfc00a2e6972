"""Rows of some articles as Arrow tables, which are kept, joined and written: a table of each kind.

In them an article goes by its key, a hash of what its rows hang on, and a quote by its number in the article, so that
they hold whatever the article is called in a corpus.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from analysis.columns import COLUMNS
from analysis.records import Problem
from analysis.rows import ROW_COLUMNS, Rows

Batch = Mapping[str, pa.Table]
"""Tables by name, each with the columns `key`, `place` (of the row in its article, from 0), and those of the rows."""


@dataclass(frozen=True, slots=True, eq=False)
class AnalysedRows:
    """What came of some articles: their rows, and why some have none."""

    batch: Batch
    n_articles: int
    problems: Sequence[Problem] = ()


_TYPES = {
    "string": pa.string(),
    "int64": pa.int64(),
    "Int64": pa.int64(),
    "float64": pa.float64(),
    "Float64": pa.float64(),
    "bool": pa.bool_(),
    "datetime64[s]": pa.timestamp("s"),
    "list[uint64]": pa.list_(pa.uint64()),
}
_SURROGATES = re.compile("[\ud800-\udfff]")

SCHEMAS: Mapping[str, pa.Schema] = {
    table: pa.schema(
        [
            ("key", pa.string()),
            ("place", pa.int32()),
            *((column.name, _TYPES[column.dtype]) for column in columns if column.name != "article_id"),
        ]
    )
    for table, columns in ROW_COLUMNS.items()
}
"""Of the tables in a batch."""

TABLE_SCHEMAS: Mapping[str, pa.Schema] = {
    table: pa.schema([(column.name, _TYPES[column.dtype]) for column in columns]) for table, columns in COLUMNS.items()
}
"""Of the tables that users get."""


def build_batch(rows_of_each: Iterable[tuple[str, Rows]]) -> Batch:
    """A batch out of the rows of some articles, each with its key.

    Example:
        >>> build_batch([])["quotes"].num_rows
        0
    """
    keys: dict[str, list[str]] = {table: [] for table in SCHEMAS}
    places: dict[str, list[int]] = {table: [] for table in SCHEMAS}
    rows: Rows = {table: [] for table in SCHEMAS}
    for key, own in rows_of_each:
        for table, of_table in own.items():
            keys[table] += [key] * len(of_table)
            places[table] += range(len(of_table))
            rows[table] += of_table
    batch = {}
    for table, schema in SCHEMAS.items():
        columns = [column.name for column in ROW_COLUMNS[table]]
        cells: dict[str, Sequence[Any]] = (
            dict(zip(columns, zip(*rows[table], strict=True), strict=True)) if rows[table] else {}
        )
        if "quote_id" in cells:
            cells["quote_id"] = tuple(quote and quote.rpartition(":")[2] for quote in cells["quote_id"])
        cells |= {"key": keys[table], "place": places[table]}
        batch[table] = pa.table([to_arrow(cells.get(field.name, ()), field.type) for field in schema], schema=schema)
    return batch


def concat_batches(batches: Sequence[Batch]) -> Batch:
    """One batch of several.

    Example:
        >>> concat_batches([build_batch([]), build_batch([])])["quotes"].num_rows
        0
    """
    return {
        table: pa.concat_tables([schema.empty_table(), *(batch[table] for batch in batches)]).combine_chunks()
        for table, schema in SCHEMAS.items()
    }


def to_arrow(cells: Iterable[Any], kind: pa.DataType) -> pa.Array:
    """Cells as a column.

    Half of a surrogate pair, as broken JSON escapes leave it, has no UTF-8 form. The substitute is one character long
    too, and replaces it in the articles' texts as well, so that offsets and texts still agree.
    """
    cells = list(cells)
    if kind == pa.timestamp("s"):
        return pa.array(cells, type=pa.date32()).cast(kind)
    try:
        return pa.array(cells, type=kind)
    except UnicodeEncodeError:
        return pa.array(_storable(cells), type=kind)


def _storable(cell: Any) -> Any:
    if isinstance(cell, str):
        return _SURROGATES.sub("\ufffd", cell)
    if isinstance(cell, list):
        return [_storable(part) for part in cell]
    return {name: _storable(part) for name, part in cell.items()} if isinstance(cell, dict) else cell
