"""What a run leaves on disk: tables, the rows behind them, and the record of the run."""

from analysis.store.files import StoreError, hash_file, write_file
from analysis.store.for_people import FORMULA_STARTS, csv_for_people
from analysis.store.manifest import (
    MANIFEST,
    Manifest,
    manifest_bytes,
    package_versions,
    read_manifest,
    write_manifest,
)
from analysis.store.sql import query
from analysis.store.tables import IN_MEMORY, hash_tables, read_tables, write_tables

__all__ = [
    "FORMULA_STARTS",
    "IN_MEMORY",
    "MANIFEST",
    "Manifest",
    "StoreError",
    "csv_for_people",
    "hash_file",
    "hash_tables",
    "manifest_bytes",
    "package_versions",
    "query",
    "read_manifest",
    "read_tables",
    "write_file",
    "write_manifest",
    "write_tables",
]
