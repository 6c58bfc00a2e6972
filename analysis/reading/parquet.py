"""Parquet files: a row an article, read a batch of rows at a time."""

from __future__ import annotations

from collections.abc import Iterator

import pyarrow as pa
import pyarrow.parquet as pq

from analysis.reading.cells import lists_addresses, make_draft, no_texts, only_addresses
from analysis.reading.drafts import Draft, SourceFile, Tally
from analysis.reading.metadata import SYNONYMS, TEXT_NAMES, first_name, plain_name
from analysis.records import Problem

BATCH = 64
"""Rows that are in memory at once."""
_READ = frozenset({*TEXT_NAMES, *(name for names in SYNONYMS.values() for name in names)})


def read_parquet(file: SourceFile) -> Iterator[Draft | Problem]:
    """The articles in a Parquet file; of its columns only texts and metadata are read."""
    n_read = 0
    faults = Tally(file, "row")
    try:
        with pq.ParquetFile(file.path) as table:
            names = table.schema_arrow.names
            if first_name(names, TEXT_NAMES) is None:
                n_rows = table.metadata.num_rows
                yield file.problem("", only_addresses(n_rows) if lists_addresses(names) else no_texts(names))
                return
            if not table.metadata.num_rows:
                yield file.problem("", "columns and no rows")
                return
            for batch in table.iter_batches(BATCH, columns=[name for name in names if plain_name(name) in _READ]):
                for values in batch.to_pylist():
                    n_read += 1
                    draft = make_draft(file, values, n_read)
                    if isinstance(draft, Draft):
                        yield draft
                    else:
                        faults.add(n_read, draft)
    except (pa.ArrowException, OSError, ValueError, OverflowError) as err:
        reason = " ".join(str(err).split())[:200]
        after = f"; the {n_read:,} rows before it were read, the rest was not" if n_read else ""
        yield file.problem("", f"no readable Parquet file, or a broken one ({reason}){after}")
    yield from faults.problems()
