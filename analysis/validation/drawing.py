"""From the tables of a run to a folder with sheets for coders and the key."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.measures.resampling import SEED
from analysis.store import IN_MEMORY, StoreError, hash_file, read_manifest, read_tables
from analysis.validation.key import KEY, KeyOrigin, write_key
from analysis.validation.sampling import SIZES, Sample, Sizes, draw_sample
from analysis.validation.sheets import FOLDER, write_sheets

if TYPE_CHECKING:
    from analysis.lexicons import FrameLexicon


def draw_to_folder(
    tables: Path,
    folder: Path,
    lexicons: Sequence[FrameLexicon],
    coders: Sequence[str],
    sizes: Sizes = SIZES,
    overlap: float = 1.0,
    frames: Sequence[str] | None = None,
    seed: int = SEED,
) -> Sample:
    """Draw a sample, and write `for-coders` with sheets and codebook, and `key.json` beside it.

    Args:
        tables: the folder of a run's tables.
        folder: a new one: filled sheets are never written over.
        lexicons: those that the run used.
        coders: their names.
        sizes: how much is coded.
        overlap: the share (0-1) of items that all coders get.
        frames: ids of frames; all that have a hit if not given.
        seed: of every draw.

    Raises:
        FileExistsError: if the folder holds a sample.
        ValueError: as `draw_sample` has it.
        StoreError: if the tables cannot be read, or a file cannot be written.
    """
    if (folder / KEY).exists() or (folder / FOLDER).exists():
        raise FileExistsError(f"{folder} holds a sample already, whose sheets may be filled in; name another folder")
    sample = draw_sample(
        read_tables(tables, most_words=IN_MEMORY),
        lexicons=lexicons,
        coders=coders,
        sizes=sizes,
        overlap=overlap,
        frames=frames,
        seed=seed,
    )
    hashes = {path.name: hash_file(path) for path in sorted(tables.glob("*.parquet"))}
    try:
        hashes |= read_manifest(tables).lexicons
    except StoreError:  # in the course of a run its record is not there yet
        hashes |= {lexicon.path: hash_file(Path(lexicon.path)) for lexicon in lexicons if lexicon.path}
    write_sheets(sample, lexicons, folder)
    root = Path(os.path.relpath(tables.resolve().parents[2], folder.resolve())).as_posix()
    write_key(sample, KeyOrigin(datetime.now(UTC).date().isoformat(), hashes, root), folder)
    return sample
