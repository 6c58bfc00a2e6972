"""A validation on disk: `validation.json` for programs, a CSV file a table for people."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.store import StoreError, csv_for_people, write_file

RESULT = "validation.json"
TABLES = ("frames", "prevalence", "reliability", "sentiment", "confusion", "quotes", "readings")


@dataclass(frozen=True, slots=True, eq=False)
class Validation:
    """What coding by hand says of a corpus' numbers."""

    corpus: str
    date: str
    """The day of scoring, ISO 8601."""
    sample: str
    """The sample's id."""
    n_coders: int
    n_items: int
    """Items with a code."""
    n_open: int
    """Answers that are not settled: ties and “unsure”."""
    seed: int
    n_articles: int
    lexicons: Mapping[str, str]
    """Versions by name."""
    hashes: Mapping[str, str]
    """SHA-256 of lexicons and tables."""
    fingerprints: Mapping[str, Any]
    tables: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    """`TABLES` by name: accuracy of frames, corrected prevalence, reliability, sentiment with its confusion table,
    quotes, and what is read of voice and manner."""


def validation_folder(root: Path, corpus: str) -> Path:
    """Where the validation of a corpus lies, under the folder of its run."""
    return root / "data" / "validation" / corpus


def write_validation(validation: Validation, folder: Path) -> list[Path]:
    """Write `validation.json` and `<table>.csv`.

    Raises:
        StoreError: if a file cannot be written.
    """
    about = {name: getattr(validation, name) for name in Validation.__slots__ if name != "tables"}
    tables = {name: json.loads(table.to_json(orient="records")) for name, table in validation.tables.items()}
    text = json.dumps({**about, "tables": tables}, ensure_ascii=False, indent=1) + "\n"
    written = [write_file(folder / f"{name}.csv", csv_for_people(table)) for name, table in validation.tables.items()]
    return [*written, write_file(folder / RESULT, text.encode("utf-8"))]


def read_validation(folder: Path) -> Validation | None:
    """Read what `write_validation` wrote; `None` if there is nothing.

    Raises:
        StoreError: if the file is broken.
    """
    path = folder / RESULT
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        tables = {name: pd.DataFrame(rows) for name, rows in content.pop("tables").items()}
        return Validation(**content, tables=tables)
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as err:
        raise StoreError(f"{path} is not a validation of this version ({err}): score the sheets again") from err
