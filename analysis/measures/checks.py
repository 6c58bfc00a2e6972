"""Which quotes to check first, by the scores that they were found with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analysis.measures.sources import count_speakers, quotes_of
from analysis.records import SAID

if TYPE_CHECKING:
    from collections.abc import Collection

    import pandas as pd

    from analysis.records import AttributionType
    from analysis.tables import Tables

MOST_SPEAKERS = 10


def check_first(
    tables: Tables, *, types: Collection[AttributionType] = SAID, n_speakers: int = MOST_SPEAKERS
) -> pd.DataFrame:
    """The quotes of the most quoted speakers, those that are most likely wrong first.

    chance = score · speaker_confidence: how likely the quote, its source and the name are all right. A mistake about
    the most quoted speakers moves the findings most.

    Args:
        tables: of a corpus.
        types: the attribution types to count; what was said, written or published unless others are given.
        n_speakers: of how many speakers.

    Returns:
        The rows and columns of `tables.quotes`, with `chance` (0-1).

    Raises:
        ValueError: if a type is none.
    """
    speakers = count_speakers(tables, types=types)["speaker_id"].dropna().head(n_speakers)
    quotes = quotes_of(tables, types)
    quotes = quotes[quotes["speaker_id"].isin(speakers)]
    chance = quotes["score"] * quotes["speaker_confidence"].fillna(1)
    return quotes.assign(chance=chance.astype("float64")).sort_values("chance", kind="stable").reset_index(drop=True)
