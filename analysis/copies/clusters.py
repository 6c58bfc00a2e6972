"""The copies of a corpus: its pairs, and the clusters that the closer ones form."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from analysis.copies.candidates import find_candidates
from analysis.copies.pairs import DERIVED, LEAST_WORDS, CopyPair, compare_pair
from analysis.copies.shingles import shingle

if TYPE_CHECKING:
    from analysis.copies.texts import CopyText

_LINKS = ("same_text", "derived")


@dataclass(frozen=True, slots=True)
class Copies:
    """What the articles of a corpus share."""

    pairs: tuple[CopyPair, ...]
    """In the order of the articles; every pair that has a relation, and every pair of a cluster."""
    clusters: Mapping[str, str]
    """The cluster (`c1`, `c2`, … in the order of the articles) of each article that has one."""

    def cluster_of(self, pair: CopyPair) -> str | None:
        """The cluster that holds both articles of a pair."""
        cluster = self.clusters.get(pair.article_id)
        return cluster if cluster == self.clusters.get(pair.other_id) else None


def find_copies(texts: Sequence[CopyText]) -> Copies:
    """Compare the texts of a corpus with each other.

    Being a copy is not transitive: a roundup may hold two stories that have nothing to do with one another. Texts that
    links (`same_text`, `derived`) connect are therefore grouped by average linkage: two groups are joined while the
    mean similarity of their pairs is at least .5. A link between two groups stays a pair of its own, without a cluster.

    Args:
        texts: of different ids; those of fewer than 60 words are compared with nothing.

    Example:
        >>> from analysis.copies.texts import CopyText
        >>> words = tuple(f"word{n}" for n in range(80))
        >>> texts = [CopyText(name, (words,), ((False,) * 80,)) for name in ("a", "b")]
        >>> [(pair.relation, pair.jaccard) for pair in find_copies(texts).pairs], find_copies(texts).clusters
        ([('same_text', 1.0)], {'a': 'c1', 'b': 'c1'})
    """
    texts = [text for text in texts if text.n_words >= LEAST_WORDS]
    shingled = shingle(texts)

    def compare(pair: tuple[int, int]) -> CopyPair:
        first, second = pair
        return compare_pair(shingled, (texts[first].article_id, texts[second].article_id), first, second)

    found = {pair: compare(pair) for pair in find_candidates(shingled)}
    found = {pair: compared for pair, compared in found.items() if compared.relation}
    groups: list[list[int]] = []
    for component in _components(len(texts), (pair for pair, c in found.items() if c.relation in _LINKS)):
        inside = {pair: found.get(pair) or compare(pair) for pair in _pairs(component)}
        for group in _average_linkage(component, inside):
            groups.append(group)
            found |= {pair: inside[pair] for pair in _pairs(group)}
    names = {index: f"c{n}" for n, group in enumerate(sorted(groups), start=1) for index in group}
    return Copies(
        tuple(found[pair] for pair in sorted(found)),
        {texts[index].article_id: names[index] for index in sorted(names)},
    )


def _components(n: int, links: Iterable[tuple[int, int]]) -> Iterator[list[int]]:
    """The sets of texts that links connect, each sorted; a text without a link is in none."""
    pairs = np.array(list(links), dtype=np.int64).reshape(-1, 2)
    graph = coo_array((np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), shape=(n, n))
    members: dict[int, list[int]] = defaultdict(list)
    if len(pairs):
        labels = connected_components(graph, directed=False)[1]
        for index in np.unique(pairs).tolist():
            members[int(labels[index])].append(index)
    yield from members.values()


def _average_linkage(members: list[int], compared: Mapping[tuple[int, int], CopyPair]) -> Iterator[list[int]]:
    """The groups of at least two; of a pair's similarities those count that decided on its relation."""
    distances = np.array([1 - compared[pair].similarity for pair in _pairs(members)])
    # A mean of similarities of exactly .5 must not fail for the last bit of a float.
    labels = fcluster(linkage(distances, "average"), 1 - DERIVED + 1e-9, "distance")
    for label in dict.fromkeys(labels.tolist()):
        group = [member for member, own in zip(members, labels.tolist(), strict=True) if own == label]
        if len(group) > 1:
            yield group


def _pairs(members: Sequence[int]) -> Iterator[tuple[int, int]]:
    for at, first in enumerate(members):
        for second in members[at + 1 :]:
            yield first, second
