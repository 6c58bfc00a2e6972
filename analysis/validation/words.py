"""A validation's numbers for readers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from analysis.validation.results import Validation

TITLES = {
    "reliability": "Agreement of the coders (Krippendorff’s alpha; .80 and more: rely on it, below .667: do not)",
    "frames": "Frames: the share of hits that is right (precision); of sentences with the frame, the share with a "
    "hit (recall)",
    "prevalence": "Share of sentences that carry a frame, as found and corrected for errors (Rogan and Gladen 1978)",
    "quotes": "Quotes: the share that is right, and of those the share with the right speaker",
    "readings": "Voice and manner of right hits: the share read as coders read them",
    "sentiment": "Sentiment of sentences: the share of both readings that coders share, and alpha with them",
    "confusion": "Sentiment: what the machine read and what coders read",
}


def decimal(value: Any) -> str:
    """A share or an alpha with two decimals and no zero before them; a dash where it cannot be told.

    Example:
        >>> decimal(0.857), decimal(1.0), decimal(-0.1), decimal(float("nan"))
        ('.86', '1.00', '−.10', '–')
    """
    if pd.isna(value):
        return "–"
    text = f"{abs(value):.2f}".removeprefix("0")
    return f"−{text}" if value < 0 and text != ".00" else text


def with_interval(value: Any, low: Any, high: Any) -> str:
    """A number with its 95 % interval.

    Example:
        >>> with_interval(0.857, 0.79, 0.91)
        '.86 [.79–.91]'
    """
    if pd.isna(value) or pd.isna(low):
        return decimal(value)
    return f"{decimal(value)} [{decimal(low)}–{decimal(high)}]"


def readable_table(validation: Validation, name: str, names: Mapping[str, str] | None = None) -> pd.DataFrame:
    """A table of a validation with each number and its interval in one cell.

    Args:
        validation: that was scored.
        name: one of `results.TABLES`.
        names: frames' names for readers, by id.
    """
    table = validation.tables.get(name, pd.DataFrame())
    made: dict[str, Any] = {}
    for column in table.columns:
        if column.endswith(("_low", "_high")):
            continue
        values = table[column]
        if f"{column}_low" in table:
            rows = zip(values, table[f"{column}_low"], table[f"{column}_high"], strict=True)
            made[column] = [with_interval(*row) for row in rows]
        elif pd.api.types.is_bool_dtype(values.dtype):
            made[column] = values.map({True: "yes", False: "no"}).tolist()
        elif pd.api.types.is_float_dtype(values.dtype):
            made[column] = [decimal(value) for value in values]
        elif column == "frame":
            made[column] = [frame_name(value, names) for value in values]
        else:
            made[column] = values.astype(object).where(values.notna(), "").tolist()
    return pd.DataFrame(made)


def frame_name(frame: Any, names: Mapping[str, str] | None = None) -> str:
    """A frame's name for readers, of `lexicon/frame`."""
    if pd.isna(frame):
        return ""
    own = str(frame).rpartition("/")[2]
    return (names or {}).get(own) or own.replace("_", " ")
