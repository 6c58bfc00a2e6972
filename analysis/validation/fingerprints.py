"""What the tables held when a sample was drawn, in a few letters, to tell later whether a validation still holds."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

if TYPE_CHECKING:
    from analysis.tables import Tables


def fingerprints(tables: Tables) -> dict[str, Any]:
    """Hashes of the articles, of each frame's hits, of the quotes and of the readings of sentences.

    Returns:
        `articles`, `quotes`, `sentiment`, and under `frames` one for each `lexicon/frame`.
    """
    hits = tables.frame_hits
    frames = (hits["lexicon"] + "/" + hits["frame"]).astype(object)
    place = ["article_id", "start", "end"]
    return {
        "articles": _hash(tables.articles, ["article_id", "text"]),
        "quotes": _hash(tables.quotes, [*place, "speaker_name"]),
        "sentiment": _hash(tables.sentences, [*place, "compound", "adjusted_compound"]),
        "frames": {str(frame): _hash(own, place) for frame, own in hits.groupby(frames, sort=True)},
    }


def _hash(rows: pd.DataFrame, columns: Sequence[str]) -> str:
    # The order of articles does not matter, nor does the type that stores the text.
    values = rows[list(columns)].round(6).astype(object)
    hashes = pd.util.hash_pandas_object(values.where(values.notna(), None), index=False).sort_values()
    return hashlib.sha256(hashes.to_numpy().tobytes()).hexdigest()[:16]
