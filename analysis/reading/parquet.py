"""Parquet files: a row an article, read a batch of rows at a time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from analysis.reading.cells import lists_addresses, make_draft, no_texts, only_addresses
from analysis.reading.decoding import NotTextError, decode
from analysis.reading.drafts import Draft, SourceFile, Tally
from analysis.reading.metadata import SYNONYMS, TEXT_NAMES, first_name, plain_name
from analysis.records import Problem

BATCH = 64
"""Rows that are in memory at once."""
MAX_COLUMN = 4_000_000_000
"""Bytes that the texts of one group of rows may state, as one page of them has to fit into memory."""
MAX_RATIO = 1000
"""Unpacked bytes to packed ones that they may state."""
_BUFFER = 1 << 20
"""Bytes that are read of a column at once, rather than all of it in a group of rows."""
_READ = frozenset({"thread", *TEXT_NAMES, *(name for names in SYNONYMS.values() for name in names)})


def read_parquet(file: SourceFile) -> Iterator[Draft | Problem]:
    """The articles in a Parquet file; of its columns only texts and metadata are read."""
    try:
        with pq.ParquetFile(file.path, buffer_size=_BUFFER) as table:
            if fault := _find_fault(table):
                yield file.problem("", fault)
            else:
                yield from _read_rows(file, table)
    except Exception as err:  # a stranger's file makes the library fail in many ways; it costs this file alone
        yield file.problem("", f"no readable Parquet file ({_reason(err)}); write it anew")


def _find_fault(table: pq.ParquetFile) -> str:
    """What keeps a file from being read; empty if nothing does."""
    schema, n_rows = table.schema_arrow, table.metadata.num_rows
    name = first_name(schema.names, TEXT_NAMES)
    if name is None:
        nested = [f"{field.name} (nested)" if pa.types.is_nested(field.type) else field.name for field in schema]
        return only_addresses(n_rows) if lists_addresses(schema.names) else no_texts(nested)
    if not n_rows:
        return "columns and no rows"
    kind = schema.types[schema.names.index(name)]
    if not _holds_text(kind):
        return f"the column `{name}` holds {str(kind)[:80]}, no texts: write them as strings to have them read"
    for i in range(table.metadata.num_row_groups):
        group = table.metadata.row_group(i)
        for column in (group.column(j) for j in range(group.num_columns)):
            packed, unpacked = column.total_compressed_size, column.total_uncompressed_size
            if column.path_in_schema == name and unpacked > min(MAX_COLUMN, max(BATCH << 20, MAX_RATIO * packed)):
                return f"`{name}` would unpack to {unpacked:,} bytes in one group of rows, so it was not read"
    return ""


def _holds_text(kind: pa.DataType) -> bool:
    plain = kind.value_type if pa.types.is_dictionary(kind) else kind
    return str(plain) in {"string", "large_string", "string_view", "binary", "large_binary", "binary_view", "null"}


def _read_rows(file: SourceFile, table: pq.ParquetFile) -> Iterator[Draft | Problem]:
    faults = Tally(file, "row")
    number = 0
    names = [name for name in dict.fromkeys(table.schema_arrow.names) if plain_name(name) in _READ]
    batches = table.iter_batches(BATCH, columns=names)
    while True:
        try:
            batch = next(batches, None)
            rows = [] if batch is None else _values(batch)
        except Exception as err:  # as above
            message = f"broken here or below ({_reason(err)}); the rows above were read, the rest was not"
            yield file.problem(f"row {number + 1}", message)
            break
        if batch is None:
            break
        for values in rows:
            number += 1
            draft = make_draft(file, values, number)
            if isinstance(draft, Draft):
                yield draft
            else:
                faults.add(number, draft)
    yield from faults.problems()


def _values(batch: pa.RecordBatch) -> list[dict[str, Any]]:
    """The rows of a batch; of two columns of one name the first counts."""
    columns = {name: _plain_values(batch.column(i)) for i, name in reversed([*enumerate(batch.schema.names)])}
    return [dict(zip(columns, cells, strict=True)) for cells in zip(*columns.values(), strict=True)]


def _plain_values(column: pa.Array) -> list[Any]:
    """The values of a column: bytes as texts, and moments that no calendar has as unknown."""
    if pa.types.is_timestamp(column.type) and column.type.unit == "ns":
        column = column.cast(pa.timestamp("us", column.type.tz), safe=False)
    try:
        values = column.to_pylist()
    except (ValueError, OverflowError, KeyError, pa.ArrowException):
        values = [_plain_value(scalar) for scalar in column]
    return [_decoded(value) if isinstance(value, bytes) else value for value in values]


def _decoded(value: bytes) -> str:
    try:
        return decode(value)[0]
    except NotTextError:
        return value.decode("utf-8", "replace")


def _plain_value(scalar: pa.Scalar) -> Any:
    try:
        return scalar.as_py()
    except (ValueError, OverflowError, KeyError, pa.ArrowException):
        return None


def _reason(err: Exception) -> str:
    return " ".join(f"{type(err).__name__}: {err}".split())[:200]
