"""The record of a run: `run.json` says what went into it, so that a result can be traced and repeated."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, fields
from importlib import metadata
from pathlib import Path
from typing import Any

from analysis.store.files import StoreError, write_file

MANIFEST = "run.json"


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


def package_versions(names: Iterable[str]) -> dict[str, str]:
    """The installed versions of distributions; one that is not installed is left out."""
    versions = {}
    for name in names:
        try:
            versions[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
    return versions
