"""Two texts: how much they share, with and without what is quoted, and what that makes of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from analysis.copies.shingles import Shingled

    Ids = NDArray[np.int64]

CopyRelation = Literal["same_text", "derived", "shared_material"]

LEAST_WORDS = 60
"""A shorter text is compared with nothing: a single changed phrase would move its similarity too far."""
SAME_TEXT = 0.8
"""Jaccard similarity from which two texts are the same one."""
DERIVED = 0.5
"""Containment from which the shorter text, or much of it, stands in the longer."""
SHARED = 0.2
"""Containment from which the material that two texts share is shown."""
LEAST_SHINGLES = 30
"""Shared shingles without which no text is derived, and shingles of narration without which it decides nothing."""


@dataclass(frozen=True, slots=True)
class CopyPair:
    """Two articles of a corpus and what they share. All similarities are 0-1."""

    article_id: str
    other_id: str
    relation: CopyRelation | None
    """`None` for a pair that shares too little and is together in a cluster through others."""
    similarity: float
    """The containment that decided: of the narration where enough of it remains, else of the whole texts."""
    on_narration: bool
    """Whether it is that of the narration."""
    jaccard: float
    containment: float
    narration_jaccard: float | None
    """Without shingles that touch a quote of either text; `None` if a text has no others."""
    narration_containment: float | None
    n_shared: int
    """Shingles that both have."""
    n_narration_shared: int


def compare_pair(shingled: Shingled, ids: tuple[str, str], first: int, second: int) -> CopyPair:
    """Compare two texts by their shingles A and B.

    Jaccard J = |A ∩ B| / |A ∪ B|, containment C = |A ∩ B| / min(|A|, |B|) (Broder 1997). Both again on the narration:
    without the shingles that touch a quote in either text, as outlets that quote one statement need not share a
    text, and as one quote may have been found in one of two copies only.

    The narration decides where both texts have 30 shingles of it: `same_text` if J of both readings is at least .8;
    `derived` if C is at least .5 with 30 shared shingles. Where less remains, only J of the whole of .8 makes a copy.
    Everything else with a C of at least .2 in either reading is `shared_material`.

    Args:
        shingled: the texts.
        ids: the articles' ids.
        first: the number of one text.
        second: that of the other.
    """
    a, b = shingled.sets[first], shingled.sets[second]
    said = np.union1d(shingled.quoted[first], shingled.quoted[second])
    told_a, told_b = np.setdiff1d(a, said, assume_unique=True), np.setdiff1d(b, said, assume_unique=True)
    n_shared, jaccard, containment = _similarity(a, b)
    n_told, told_jaccard, told_containment = _similarity(told_a, told_b)
    on_narration = min(len(told_a), len(told_b)) >= LEAST_SHINGLES
    relation: CopyRelation | None = None
    if jaccard >= SAME_TEXT and (not on_narration or told_jaccard >= SAME_TEXT):
        relation = "same_text"
    elif on_narration and told_containment >= DERIVED and n_told >= LEAST_SHINGLES:
        relation = "derived"
    elif max(containment, told_containment) >= SHARED:
        relation = "shared_material"
    has_narration = bool(len(told_a) and len(told_b))
    return CopyPair(
        *ids,
        relation,
        similarity=told_containment if on_narration else containment,
        on_narration=on_narration,
        jaccard=jaccard,
        containment=containment,
        narration_jaccard=told_jaccard if has_narration else None,
        narration_containment=told_containment if has_narration else None,
        n_shared=n_shared,
        n_narration_shared=n_told,
    )


def _similarity(a: Ids, b: Ids) -> tuple[int, float, float]:
    """Shared shingles, Jaccard and containment; 0 where a text has none."""
    n = len(np.intersect1d(a, b, assume_unique=True))
    return n, n / max(len(a) + len(b) - n, 1), n / max(min(len(a), len(b)), 1)
