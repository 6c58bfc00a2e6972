"""The key of a sample: what the machine said of each item. Coders do not get it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.store import StoreError, write_file
from analysis.validation.sampling import Sample

KEY = "key.json"
_TABLES = ("items", "strata", "counts")


@dataclass(frozen=True, slots=True)
class KeyOrigin:
    """Where a sample came from, beside the sample itself."""

    drawn: str
    """The day, ISO 8601."""
    hashes: Mapping[str, str]
    """SHA-256 of the lexicons, as the record of the run has them, and of the tables' files."""
    root: str
    """The folder under which the run wrote, seen from the key."""


def write_key(sample: Sample, origin: KeyOrigin, folder: Path) -> Path:
    """Write `key.json`.

    Raises:
        StoreError: if it cannot be written.
    """
    content: dict[str, Any] = {
        "what": "The key of a sample for coding. Do not give it to coders: it tells what the machine found.",
        "sample": sample.sample_id,
        "corpus": sample.corpus,
        "seed": sample.seed,
        "coders": sample.coders,
        "labels": sample.labels,
        "lexicons": sample.lexicons,
        "fingerprints": sample.fingerprints,
        "n_articles": sample.n_articles,
        "drawn": origin.drawn,
        "hashes": origin.hashes,
        "root": origin.root,
        **{name: json.loads(getattr(sample, name).to_json(orient="records")) for name in _TABLES},
    }
    text = json.dumps(content, ensure_ascii=False, indent=1) + "\n"
    return write_file(folder / KEY, text.encode("utf-8"))


def read_key(path: Path) -> tuple[Sample, KeyOrigin]:
    """Read what `write_key` wrote.

    Raises:
        StoreError: if it is missing or broken.
    """
    remedy = f"give the {KEY} that was written with the sheets"
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        frames = {name: pd.DataFrame(content[name]) for name in _TABLES}
        sample = Sample(
            sample_id=content["sample"],
            corpus=content["corpus"],
            seed=content["seed"],
            coders=tuple(content["coders"]),
            items=frames["items"].astype({"start": "int64", "end": "int64"}).set_index("item", drop=False),
            strata=frames["strata"],
            counts=frames["counts"],
            labels=content["labels"],
            lexicons=content["lexicons"],
            fingerprints=content["fingerprints"],
            n_articles=content["n_articles"],
        )
        origin = KeyOrigin(content["drawn"], content["hashes"], content["root"])
    except FileNotFoundError as err:
        raise StoreError(f"{path} is missing: {remedy}") from err
    except (OSError, ValueError, KeyError, TypeError) as err:
        raise StoreError(f"{path} is not the key of a sample ({type(err).__name__}: {err}): {remedy}") from err
    return sample, origin
