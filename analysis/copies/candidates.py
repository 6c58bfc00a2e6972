"""Which pairs of texts are worth comparing: those whose sketches share enough.

The shingles of all sketches are sorted a part at a time, on disk where they are many; those that stand in one text
only, which most do, are forgotten. Of the rest an inverted index is made, and the texts are multiplied with it a block
at a time. Memory grows with the shingles that come again, by some 30 bytes for each time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from tempfile import SpooledTemporaryFile
from typing import IO, TYPE_CHECKING

import numpy as np
import pyarrow as pa
from scipy import sparse

from analysis.copies.sketches import least_shared

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from analysis.copies.sketches import Counts

MOST_TEXTS = 500
"""Texts that are all compared with each other because they share a shingle."""
NEIGHBOURS = 100
"""Of a shingle that more texts share, so many are compared that lie side by side in an order of likeness."""
PARTS = 64
"""Parts in which the shingles are sorted."""
IN_MEMORY = 2**20
"""Bytes of a part that stay in memory."""
PRODUCTS = 2_000_000
"""Shared shingles that are counted at once."""

_OWNED = np.dtype([("hash", "<u8"), ("owner", "<u4")])


@dataclass(frozen=True, slots=True, eq=False)
class Candidates:
    """Pairs that are worth comparing."""

    first: NDArray[np.int64]
    """The number of one text of each pair, the smaller one; pairs are in order."""
    second: NDArray[np.int64]
    sizes: Mapping[int, int]
    """The number of shingles of each text in a pair."""
    n_wide: int
    """Shingles that stand in more than `MOST_TEXTS` sketches, so that not all pairs of these were looked at."""


def find_candidates(sketches: Iterable[pa.RecordBatch], spill: Path | None = None) -> Candidates:
    """The pairs of texts that may share enough to have a relation.

    Of a shingle that more than `MOST_TEXTS` texts share, as a stock phrase is or a story that everybody prints, the
    texts are put in the order of their smallest hashes, where near-copies lie side by side, and compared within groups
    of `NEIGHBOURS`.

    Args:
        sketches: with the columns of `sketches.SKETCHES`, in any order.
        spill: the folder for what does not fit into memory; the system's own for temporary files without one.

    Raises:
        OSError: if that folder is full.
    """
    with ExitStack() as stack:
        # A file for each part, which is in memory as long as it is small.
        parts = [
            stack.enter_context(SpooledTemporaryFile(IN_MEMORY, dir=str(spill) if spill else None))
            for _ in range(PARTS)
        ]
        numbers, n_shingles, smallest = _distribute(sketches, parts)
        found = [_shared_shingles(_read_part(part), smallest) for part in parts]
    owners, lengths = (np.concatenate(arrays) for arrays in list(zip(*found, strict=True))[:2])
    pairs = list(_pairs_sharing_enough(owners, lengths, n_shingles))
    places = np.concatenate([np.zeros((2, 0), np.int64), *pairs], axis=1)
    ends = np.sort(numbers[places], axis=0)
    order = np.lexsort((ends[1], ends[0]))
    inside = np.unique(places)
    sizes = dict(zip(numbers[inside].tolist(), n_shingles[inside].tolist(), strict=True))
    return Candidates(ends[0][order], ends[1][order], sizes, sum(n_wide for *_, n_wide in found))


def _distribute(
    sketches: Iterable[pa.RecordBatch], parts: list[SpooledTemporaryFile[bytes]]
) -> tuple[NDArray[np.int64], Counts, NDArray[np.uint64]]:
    """Write each shingle with its text's place to a part; return the texts' numbers, sizes and smallest hashes."""
    numbers, sizes, smallest, n = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)], [np.zeros(0, np.uint64)], 0
    for batch in sketches:
        column = batch.column("hashes")
        counts = column.value_lengths().to_numpy(zero_copy_only=False).astype(np.int64)
        own = np.empty(counts.sum(), dtype=_OWNED)
        own["hash"] = column.flatten().to_numpy(zero_copy_only=False)
        own["owner"] = np.repeat(np.arange(n, n + len(counts), dtype=np.uint32), counts)
        least = np.full(len(counts), np.iinfo(np.uint64).max)
        np.minimum.at(least, own["owner"] - n, own["hash"])
        part = own["hash"] % np.uint64(PARTS)
        own = own[np.argsort(part, kind="stable")]
        bounds = np.cumsum(np.bincount(part.astype(np.int64), minlength=PARTS))[:-1]
        for file, share in zip(parts, np.split(own, bounds), strict=True):
            file.write(share.tobytes())
        numbers.append(batch.column("number").to_numpy())
        sizes.append(batch.column("n_shingles").to_numpy())
        smallest.append(least)
        n += len(counts)
    return np.concatenate(numbers), np.concatenate(sizes), np.concatenate(smallest)


def _read_part(part: IO[bytes]) -> NDArray[np.void]:
    part.seek(0)
    return np.frombuffer(part.read(), dtype=_OWNED)


def _shared_shingles(
    owned: NDArray[np.void], smallest: NDArray[np.uint64]
) -> tuple[NDArray[np.int32], NDArray[np.int64], int]:
    """The texts of each shingle that several have; how many texts each has; of how many shingles they were cut."""
    owned = owned[np.argsort(owned["hash"], kind="stable")]
    hashes, owners = owned["hash"], owned["owner"].astype(np.int32)
    starts = np.flatnonzero(np.r_[True, hashes[1:] != hashes[:-1]]) if len(owned) else np.zeros(0, np.int64)
    lengths = np.diff(np.r_[starts, len(owned)])
    wide = np.flatnonzero(lengths > MOST_TEXTS)
    for start, length in zip(starts[wide], lengths[wide], strict=True):
        own = owners[start : start + length]
        own[:] = own[np.argsort(smallest[own], kind="stable")]
    # Where the texts are cut hangs on the hash, so that neighbours are together for most of the shingles they share.
    first_cuts = starts[wide] + 1 + (hashes[starts[wide]] // np.uint64(PARTS) % np.uint64(NEIGHBOURS)).astype(np.int64)
    ends = starts[wide] + lengths[wide]
    cuts = [np.arange(*bounds, NEIGHBOURS) for bounds in zip(first_cuts, ends, strict=True)]
    starts = np.unique(np.concatenate([starts, *cuts])).astype(np.int64)
    lengths = np.diff(np.r_[starts, len(owned)])
    several = lengths > 1
    return owners[np.repeat(several, lengths)], lengths[several], len(wide)


def _pairs_sharing_enough(
    owners: NDArray[np.int32], lengths: NDArray[np.int64], n_shingles: Counts
) -> Iterator[NDArray[np.int64]]:
    """Yield places of texts that share enough shingles, as two rows."""
    by_shingle = sparse.csr_array(
        (np.ones(len(owners), dtype=np.int32), owners, np.r_[0, np.cumsum(lengths)]),
        shape=(len(lengths), len(n_shingles)),
    )
    by_text = by_shingle.T.tocsr()
    work = np.cumsum(by_text @ lengths)
    start = 0
    while start < len(n_shingles):
        done = work[start - 1] if start else 0
        end = max(int(np.searchsorted(work, done + PRODUCTS, side="right")), start + 1)
        shared = (by_text[start:end] @ by_shingle).tocoo()
        first, second = shared.coords[0].astype(np.int64) + start, shared.coords[1].astype(np.int64)
        kept = first < second
        first, second, n = first[kept], second[kept], shared.data[kept]
        enough = n >= least_shared(n_shingles[first], n_shingles[second])
        yield np.array([first[enough], second[enough]])
        start = end
