"""The copies of a corpus: its pairs, and the clusters that the closer ones form."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.cluster.hierarchy import fcluster, linkage

from analysis.copies import candidates
from analysis.copies.candidates import find_candidates
from analysis.copies.comparing import Fetch, compare_pairs, label_groups
from analysis.copies.pairs import DERIVED, LEAST_SHINGLES, SHARED, Pairs

if TYPE_CHECKING:
    from pathlib import Path

    import pyarrow as pa
    from numpy.typing import NDArray

    from analysis.copies.pairs import Ints

_LINKS = ("same_text", "derived")
MOST_LINKED = 1_000
"""Texts that hang together by links and are all compared with each other."""


@dataclass(frozen=True, slots=True)
class Copies:
    """What the texts of a corpus share."""

    pairs: Pairs
    """In the order of the texts; every pair that has a relation, and every pair of a cluster."""
    clusters: Mapping[int, str]
    """The cluster (`c1`, `c2`, … in the order of the texts) of each text that has one."""
    notes: tuple[str, ...] = ()
    """What was left out because it would have been too much."""


def find_copies(sketches: Iterable[pa.RecordBatch], fetch: Fetch, *, spill: Path | None = None) -> Copies:
    """Tell which texts of a corpus are copies.

    Being a copy is not transitive: a roundup may hold two stories that have nothing to do with one another. Texts that
    links (`same_text`, `derived`) connect are therefore grouped by average linkage: two groups are joined while the
    mean similarity of their pairs is at least .5. A link between two groups stays a pair of its own, without a cluster.
    Where links connect more than `MOST_LINKED` texts, only `same_text` counts among them, and if these are still as
    many, they are one cluster.

    Args:
        sketches: of the texts, with the columns of `SKETCHES`, in any order.
        fetch: gives the texts of some numbers; only those that may be copies are asked for.
        spill: the folder for what does not fit into memory; the system's own for temporary files without one.

    Raises:
        OSError: if that folder is full.

    Example:
        >>> from analysis.copies import CopyText, sketch_texts
        >>> words = tuple(f"word{n}" for n in range(80))
        >>> texts = [CopyText(name, (words,), ((False,) * 80,)) for name in ("a", "b")]
        >>> copies = find_copies([sketch_texts(texts)], lambda numbers: [(n, texts[n]) for n in numbers])
        >>> [(pair.first, pair.second, pair.relation, pair.jaccard) for pair in copies.pairs], copies.clusters
        ([(0, 1, 'same_text', 1.0)], {0: 'c1', 1: 'c1'})
    """
    near = find_candidates(sketches, spill)
    found = compare_pairs(near.first, near.second, near.sizes, fetch)
    small, large, n_linked = _linked_groups(found)
    missing = compare_pairs(*_without(_all_pairs(small), found), near.sizes, fetch)
    known = Pairs.together([found, missing])
    codes = _codes(known.first, known.second)
    groups = [group for members in small for group in _average_linkage(members, known.similarity, codes)] + large
    in_order = sorted(group.tolist() for group in groups)
    names = {number: f"c{n}" for n, group in enumerate(in_order, start=1) for number in group}
    listed = known.take(_listed(known, names))
    return Copies(listed, {number: names[number] for number in sorted(names)}, tuple(_notes(near.n_wide, n_linked)))


def _linked_groups(found: Pairs) -> tuple[list[Ints], list[Ints], list[int]]:
    """The sets of texts that links connect, each in order; those that are one cluster; the sizes of too large ones."""
    small: list[Ints] = []
    large: list[Ints] = []
    sizes: list[int] = []
    for members in _connected(found.take(np.isin(found.relation, _LINKS))):
        if len(members) <= MOST_LINKED:
            small.append(members)
            continue
        sizes.append(len(members))
        among = np.isin(found.first, members) & np.isin(found.second, members)
        for closer in _connected(found.take(among & (found.relation == "same_text"))):
            (small if len(closer) <= MOST_LINKED else large).append(closer)
    return small, large, sizes


def _connected(links: Pairs) -> Iterator[Ints]:
    numbers, labels = label_groups(links.first, links.second)
    order = np.argsort(labels, kind="stable")
    yield from np.split(numbers[order], np.flatnonzero(np.diff(labels[order])) + 1) if len(numbers) else ()


def _all_pairs(groups: Iterable[Ints]) -> tuple[Ints, Ints]:
    """Every two of each group, in order."""
    none = np.zeros(0, np.int64)
    places = [(group, np.triu_indices(len(group), 1)) for group in groups]
    first = np.concatenate([none, *(group[i] for group, (i, _) in places)])
    return first, np.concatenate([none, *(group[j] for group, (_, j) in places)])


def _without(pairs: tuple[Ints, Ints], found: Pairs) -> tuple[Ints, Ints]:
    new = ~np.isin(_codes(*pairs), _codes(found.first, found.second))
    return pairs[0][new], pairs[1][new]


def _codes(first: Ints, second: Ints) -> Ints:
    """A number for each pair, growing in the order of pairs."""
    return first * 2**31 + second


def _average_linkage(members: Ints, similarity: NDArray[np.float64], codes: Ints) -> Iterator[Ints]:
    """The groups of at least two, by the similarities of pairs with these codes, which decided on their relations."""
    places = np.searchsorted(codes, _codes(*_all_pairs([members])))
    # A mean of similarities of exactly .5 must not fail for the last bit of a float.
    labels = fcluster(linkage(1 - similarity[places], "average"), 1 - DERIVED + 1e-9, "distance")
    for label in dict.fromkeys(labels.tolist()):
        group = members[labels == label]
        if len(group) > 1:
            yield group


def _listed(known: Pairs, names: Mapping[int, str]) -> NDArray[np.bool_]:
    """Which pairs are told: those of one cluster, and those that have a relation and share enough at all."""
    one, other = (
        np.array([names.get(number, none) for number in numbers.tolist()], dtype=object)
        for numbers, none in ((known.first, "no"), (known.second, "none"))
    )
    enough = (known.n_shared >= LEAST_SHINGLES) | (known.containment >= SHARED)
    return np.asarray((known.relation != "") & enough | (one == other), dtype=bool)


def _notes(n_wide: int, n_linked: Iterable[int]) -> Iterator[str]:
    if n_wide:
        yield (
            f"at least {n_wide:,} runs of five words stand in more than {candidates.MOST_TEXTS:,} articles each: of "
            "these only articles much alike were compared, so that pairs that share nothing else may be missing"
        )
    for n in n_linked:
        yield (
            f"{n:,} articles hang together by what they share, more than {MOST_LINKED:,}: among them only articles "
            "with the same text (Jaccard similarity from .8) form clusters, and only the pairs found first are listed"
        )
