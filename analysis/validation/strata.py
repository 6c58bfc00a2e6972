"""Drawing items within strata: how many of each, and which."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import pandas as pd

LEAST = 3
"""Items that a stratum gets at least, where it has so many: one alone shows no spread."""


def allocate(total: int, sizes: Sequence[int], *, least: int = LEAST, equal: bool = False) -> list[int]:
    """How many items to draw of each stratum: `least` each, the rest by size, never more than there are.

    Args:
        total: items to draw.
        sizes: of the strata.
        least: items that each gets where it has so many; for fewer items than that takes, all go by size.
        equal: whether strata share alike whatever their size.

    Example:
        >>> allocate(20, [100, 40, 5, 1]), allocate(20, [100, 40, 5], equal=True), allocate(9, [2, 3])
        ([11, 5, 3, 1], [8, 7, 5], [2, 3])
    """
    taken = [min(least, size) for size in sizes]
    if sum(taken) > total:
        taken = [0] * len(sizes)
    while (left := min(total, sum(sizes)) - sum(taken)) > 0:
        weights = np.array([(1 if equal else size) * (n < size) for n, size in zip(taken, sizes, strict=True)], float)
        shares = left * weights / weights.sum()
        whole = np.floor(shares).astype(int)
        if not whole.any():  # the largest remainders get the last ones
            whole[np.argsort(-shares, kind="stable")[:left]] = 1
        taken = [min(n + int(more), size) for n, more, size in zip(taken, whole, sizes, strict=True)]
    return taken


def draw_spread(rows: pd.DataFrame, n: int, by: str, rng: np.random.Generator) -> pd.DataFrame:
    """Draw rows with equal chances, spread over the values of a column (systematic sampling of the sorted rows).

    Args:
        rows: a stratum.
        n: how many; all if there are not more.
        by: a column, e.g. `outlet`: each of its values comes up in proportion, as nearly as whole rows allow.
        rng: of the draw.
    """
    if n >= len(rows) or not n:
        return rows.head(n)
    mixed = rows.iloc[rng.permutation(len(rows))]
    ordered = mixed.sort_values(by, kind="stable", na_position="last")
    step = len(rows) / n
    places = np.floor(rng.uniform(0, step) + step * np.arange(n)).astype(int)
    drawn: pd.DataFrame = ordered.iloc[np.minimum(places, len(rows) - 1)]
    return drawn


def assign_coders(
    strata: Sequence[str], coders: Sequence[str], overlap: float, rng: np.random.Generator
) -> list[list[str]]:
    """Who codes which item: a share of every stratum goes to all coders, the rest is dealt out in turn.

    Args:
        strata: the stratum of each item.
        coders: their names.
        overlap: the share (0-1) that all code.
        rng: of the draw.
    """
    chosen: list[list[str]] = [[] for _ in strata]
    places: Mapping[str, list[int]] = {name: [] for name in sorted(set(strata))}
    for i, name in enumerate(strata):
        places[name].append(i)
    turn = 0
    for own in places.values():
        shared = int(np.ceil(overlap * len(own) - 1e-9))
        for rank, i in enumerate(rng.permutation(own).tolist()):
            if rank < shared:
                chosen[i] = list(coders)
            else:
                chosen[i] = [coders[turn % len(coders)]]
                turn += 1
    return chosen
