"""Words that count for more than one frame."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from analysis.measures.frames import name_frames

if TYPE_CHECKING:
    from analysis.tables import Tables

_DTYPES = {
    "frame": "string",
    "other": "string",
    "n_shared": "int64",
    "n_hits": "int64",
    "n_other_hits": "int64",
    "share": "float64",
}


def overlapping_hits(tables: Tables) -> pd.DataFrame:
    """The pairs of frames that count the same words, of one lexicon or of two; the pair that shares most comes first.

    Two hits overlap if they have a character of an article in common. Frames that overlap much rise and fall together
    for that reason alone: their rates are no independent evidence, and must not be added up.

    Returns:
        frame, other (the one with more hits of the two), n_shared (hits of `frame` that overlap a hit of `other`),
        n_hits (of `frame`), n_other_hits, share (0-1, n_shared / n_hits). A pair that shares nothing has no row.

    Example:
        >>> overlapping_hits(tables)[["frame", "other", "n_shared", "share"]]          # doctest: +SKIP
    """
    hits = tables.frame_hits
    hits = pd.DataFrame(
        {"article": hits["article_id"], "frame": name_frames(hits), "start": hits["start"], "end": hits["end"]}
    )
    totals = hits["frame"].value_counts()
    shared: dict[tuple[str, str], int] = {}
    for _, group in hits.groupby("article", sort=False):
        rows = sorted(group[["start", "end", "frame"]].itertuples(index=False, name=None))
        for number, (start, end, frame) in enumerate(rows):
            others: set[str] = set()
            for other_start, other_end, other in (*rows[max(0, number - _REACH) : number], *rows[number + 1 :]):
                if other_start >= end:
                    break
                if other_end > start and other != frame:
                    others.add(other)
            for other in others:
                shared[frame, other] = shared.get((frame, other), 0) + 1
    rows_out = [
        (frame, other, n, int(totals[frame]), int(totals[other]), n / int(totals[frame]))
        for (frame, other), n in shared.items()
        if (totals[frame], frame) < (totals[other], other)
    ]
    table = pd.DataFrame(rows_out, columns=list(_DTYPES)).astype(_DTYPES)
    return table.sort_values(["n_shared", "frame", "other"], ascending=[False, True, True]).reset_index(drop=True)


_REACH = 50
"""Hits before a hit among which those that reach into it are looked for; a pattern's match holds few words."""
