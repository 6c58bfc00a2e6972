"""Tables and the record of a run on disk.

Each table is written twice: as Parquet, which keeps the types and is read back, and as CSV for people, which opens in
a spreadsheet program. `run.json` records what went into a run, so that a result can be traced and repeated.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, fields
from importlib import metadata
from io import BytesIO
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.columns import COLUMNS
from analysis.tables import Tables

MANIFEST = "run.json"

FRONT_MATTER = r"---[ \t]*\r?\n"
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""A cell of text that starts so may run as a formula in a spreadsheet program."""


class StoreError(RuntimeError):
    """A file of results is missing, broken or locked; the message names it and says what to do."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a run read, with what and how it was done, and what came of it."""

    corpus: str
    started: str
    """Start of the run, ISO 8601 with its time zone."""
    duration: float
    """Seconds."""
    inputs: Mapping[str, str] = field(default_factory=dict)
    """Article files (relative, forward slashes) and their SHA-256."""
    lexicons: Mapping[str, str] = field(default_factory=dict)
    """Lexicon files and their SHA-256."""
    rules: Mapping[str, str] = field(default_factory=dict)
    """Rule files (cues, boilerplate, polarity) and their SHA-256."""
    packages: Mapping[str, str] = field(default_factory=dict)
    """Installed versions, `python` among them."""
    settings: Mapping[str, Any] = field(default_factory=dict)
    """What the user chose; JSON values."""
    counts: Mapping[str, int] = field(default_factory=dict)
    """Rows of each table."""
    tables: Mapping[str, str] = field(default_factory=dict)
    """SHA-256 of each table's Parquet file, by name."""
    n_problems: int = 0
    seed: int | None = None
    """Of every random draw."""


def write_tables(tables: Tables, folder: Path) -> list[Path]:
    """Write every table as `<name>.parquet` and `<name>.csv`; the same tables always give the same bytes.

    In the CSV, and only there, text that a spreadsheet program would take for a formula gets a leading apostrophe. It
    is UTF-8 with a byte order mark, without which Excel guesses another encoding.

    Returns:
        The files written.

    Raises:
        StoreError: if a file cannot be written.
    """
    written = []
    for name, frame in tables.by_name().items():
        buffer = BytesIO()
        frame.to_parquet(buffer, engine="pyarrow", index=False, compression="zstd")
        written.append(write_file(folder / f"{name}.parquet", buffer.getvalue()))
        written.append(write_file(folder / f"{name}.csv", csv_for_people(frame)))
    return written


def read_tables(folder: Path) -> Tables:
    """Read the Parquet files that `write_tables` wrote.

    Raises:
        StoreError: if a table is missing or is not one of this version's.
    """
    if not folder.is_dir():
        raise StoreError(f"{folder}: there are no tables here; run the analysis first")
    return Tables(**{name: _read_table(folder / f"{name}.parquet", name) for name in COLUMNS})


def csv_for_people(frame: pd.DataFrame) -> bytes:
    """A table as CSV that spreadsheet programs open right and take no formula from.

    Example:
        >>> csv_for_people(pd.DataFrame({"text": ["=1+1", "plain"], "n": [-1, 2]})).decode("utf-8-sig").split()
        ['text,n', "'=1+1,-1", 'plain,2']
    """
    safe = frame.copy()
    for name in safe.columns:
        if pd.api.types.is_string_dtype(safe[name].dtype):
            formula = safe[name].str.startswith(FORMULA_STARTS).fillna(False).astype(bool)
            # The line that opens front matter is no formula, and offsets count from it.
            formula &= ~safe[name].str.match(FRONT_MATTER).fillna(False).astype(bool)
            safe[name] = safe[name].mask(formula, "'" + safe[name])
    text = safe.to_csv(index=False, lineterminator="\r\n")
    return text.encode("utf-8-sig")


def write_manifest(manifest: Manifest, folder: Path) -> Path:
    """Write `run.json`.

    Raises:
        StoreError: if it cannot be written.
    """
    return write_file(folder / MANIFEST, manifest_bytes(manifest))


def manifest_bytes(manifest: Manifest) -> bytes:
    """What `run.json` holds."""
    text = json.dumps(asdict(manifest), ensure_ascii=False, indent=2, sort_keys=False) + "\n"
    return text.encode("utf-8")


def read_manifest(folder: Path) -> Manifest:
    """Read `run.json`.

    Raises:
        StoreError: if it is missing or broken.
    """
    path = folder / MANIFEST
    remedy = "run the analysis again"
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as err:
        raise StoreError(f"{path} is missing: {remedy}") from err
    except (OSError, ValueError) as err:
        raise StoreError(f"{path} cannot be read ({err}): {remedy}") from err
    names = {entry.name for entry in fields(Manifest)}
    if not isinstance(content, dict) or set(content) != names:
        raise StoreError(f"{path} is not a record of a run by this version: {remedy}")
    return Manifest(**content)


def hash_file(path: Path) -> str:
    """The SHA-256 of a file's bytes, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def hash_tables(folder: Path) -> dict[str, str]:
    """The SHA-256 of each table's Parquet file, by name."""
    return {name: hash_file(folder / f"{name}.parquet") for name in COLUMNS}


def package_versions(names: Iterable[str]) -> dict[str, str]:
    """The installed versions of distributions; one that is not installed is left out."""
    versions = {}
    for name in names:
        try:
            versions[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
    return versions


def write_file(path: Path, content: bytes) -> Path:
    """Write a file whole or not at all, creating its folder.

    Raises:
        StoreError: if it cannot be written, e.g. because another program holds it open.
    """
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary.write_bytes(content)
        temporary.replace(path)
    except OSError as err:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)
        hint = "; close it in other programs" if isinstance(err, PermissionError) else ""
        raise StoreError(f"{path} cannot be written ({err.strerror or err}){hint}") from err
    return path


def _read_table(path: Path, name: str) -> pd.DataFrame:
    try:
        frame = pd.read_parquet(path, engine="pyarrow")
    except FileNotFoundError as err:
        raise StoreError(f"{path} is missing: run the analysis again") from err
    except (OSError, ValueError) as err:  # pyarrow's errors are ValueErrors
        raise StoreError(f"{path} is not a readable Parquet file ({err}): run the analysis again") from err
    expected = [column.name for column in COLUMNS[name]]
    found = [str(column) for column in frame.columns]
    if found != expected:
        missing, extra = sorted(set(expected) - set(found)), sorted(set(found) - set(expected))
        differences = [
            f"{label} {', '.join(names)}" for label, names in (("without", missing), ("with", extra)) if names
        ]
        what = " and ".join(differences) or "in another order"
        raise StoreError(f"{path} has other columns than this version writes ({what}): run the analysis again")
    try:
        return frame.astype({column.name: column.dtype for column in COLUMNS[name]})
    except (TypeError, ValueError) as err:
        raise StoreError(f"{path} holds values of another type than this version writes ({err})") from err
