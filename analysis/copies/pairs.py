"""Two texts: how much they share, with and without what is quoted, and what that makes of them.

Pairs are held as columns, and all of a corpus' computed at once.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import isnan
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]
    Floats = NDArray[np.float64]

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
    """Two texts of a corpus and what they share. All similarities are 0-1."""

    first: int
    """The number of one text, which is the smaller one."""
    second: int
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


@dataclass(frozen=True, slots=True, eq=False)
class Pairs:
    """Pairs of texts as columns, named as in `CopyPair`; a missing relation is empty, a missing number `nan`."""

    first: Ints
    second: Ints
    relation: NDArray[np.str_]
    similarity: Floats
    on_narration: NDArray[np.bool_]
    jaccard: Floats
    containment: Floats
    narration_jaccard: Floats
    narration_containment: Floats
    n_shared: Ints
    n_narration_shared: Ints

    def __len__(self) -> int:
        """How many pairs there are."""
        return len(self.first)

    def __iter__(self) -> Iterator[CopyPair]:
        """Yield each pair."""
        for cells in zip(*(getattr(self, name).tolist() for name in self.__slots__), strict=True):
            yield CopyPair(*map(_or_none, cells))

    def take(self, which: NDArray[np.int64] | NDArray[np.bool_]) -> Pairs:
        """Some of the pairs, by their places or a mark for each."""
        return Pairs(*(getattr(self, name)[which] for name in self.__slots__))

    @staticmethod
    def together(parts: list[Pairs]) -> Pairs:
        """The pairs of several, in the order of their numbers; there must be one at least."""
        first, second = (np.concatenate([getattr(part, name) for part in parts]) for name in ("first", "second"))
        order = np.lexsort((second, first))
        return Pairs(*(np.concatenate([getattr(part, name) for part in parts])[order] for name in Pairs.__slots__))


@dataclass(frozen=True, slots=True, eq=False)
class Counts:
    """What is counted in pairs of texts A and B: shingles, and those of them that touch no quote of either text."""

    a: Ints
    b: Ints
    shared: Ints
    told_a: Ints
    told_b: Ints
    told_shared: Ints


def relate(first: Ints, second: Ints, n: Counts) -> Pairs:
    """What pairs of texts share, by their shingles A and B.

    Jaccard J = |A ∩ B| / |A ∪ B|, containment C = |A ∩ B| / min(|A|, |B|) (Broder 1997). Both again on the narration:
    without the shingles that touch a quote in either text, as outlets that quote one statement need not share a
    text, and as one quote may have been found in one of two copies only.

    The narration decides where both texts have 30 shingles of it: `same_text` if J of both readings is at least .8;
    `derived` if C is at least .5 with 30 shared shingles. Where less remains, only J of the whole of .8 makes a copy.
    Everything else with a C of at least .2 in either reading is `shared_material`.

    Example:
        >>> one = np.ones(1, dtype=np.int64)
        >>> [pair] = relate(0 * one, one, Counts(200 * one, 100 * one, 90 * one, 180 * one, 80 * one, 72 * one))
        >>> pair.relation, pair.similarity, pair.containment
        ('derived', 0.9, 0.9)
    """
    jaccard, containment = _similarity(n.a, n.b, n.shared)
    told_jaccard, told_containment = _similarity(n.told_a, n.told_b, n.told_shared)
    least_told = np.minimum(n.told_a, n.told_b)
    on_narration = least_told >= LEAST_SHINGLES
    relation = np.select(
        [
            (jaccard >= SAME_TEXT) & (~on_narration | (told_jaccard >= SAME_TEXT)),
            on_narration & (told_containment >= DERIVED) & (n.told_shared >= LEAST_SHINGLES),
            np.maximum(containment, told_containment) >= SHARED,
        ],
        ["same_text", "derived", "shared_material"],
        "",
    )
    return Pairs(
        first,
        second,
        relation,
        similarity=np.where(on_narration, told_containment, containment),
        on_narration=on_narration,
        jaccard=jaccard,
        containment=containment,
        narration_jaccard=np.where(least_told > 0, told_jaccard, np.nan),
        narration_containment=np.where(least_told > 0, told_containment, np.nan),
        n_shared=n.shared,
        n_narration_shared=n.told_shared,
    )


def _similarity(a: Ints, b: Ints, shared: Ints) -> tuple[Floats, Floats]:
    """Jaccard and containment; 0 where a text has no shingles."""
    return shared / np.maximum(a + b - shared, 1), shared / np.maximum(np.minimum(a, b), 1)


def _or_none(cell: Any) -> Any:
    return None if cell == "" or (isinstance(cell, float) and isnan(cell)) else cell
