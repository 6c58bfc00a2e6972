"""What the project's small networks share: files of weights, tables of words, and arithmetic on a parse tree.

The networks are trained elsewhere (`training/`) and only run here, in numpy, so that nobody needs a training library.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from analysis.parsing import ModelMissingError, hash_of

Ints = NDArray[np.int64]
Floats = NDArray[np.float32]
Hashes = NDArray[np.uint64]
"""Numbers by which spaCy knows strings."""

MODELS = Path(__file__).resolve().parents[1] / "data" / "models"
_LEAST_VARIANCE = np.float32(1e-5)


class ModelFileError(ModelMissingError):
    """The file of weights is missing or broken."""


def read_weights(path: Path) -> dict[str, NDArray[Any]]:
    """The arrays of a file of weights, by name; nothing in it is ever executed.

    Raises:
        ModelFileError: if the file is missing or is not a file of weights.
    """
    try:
        with np.load(path, allow_pickle=False) as file:
            return dict(file)
    except (OSError, EOFError, ValueError, BadZipFile) as err:
        raise broken(path, err) from err


def broken(path: Path, err: Exception) -> ModelFileError:
    """What to raise for a file of weights that cannot be read or lacks something."""
    return ModelFileError(f"the model {path} cannot be read ({err}); it comes with the project: restore the file")


def hashes_of(strings: NDArray[Any] | list[str]) -> Hashes:
    """The numbers by which spaCy knows strings; the empty string is 0."""
    return np.array([hash_of(str(string)) for string in strings], np.uint64)


def make_table(keys: Hashes, values: NDArray[Any]) -> tuple[Hashes, Ints]:
    """A table for `look_up`."""
    order = np.argsort(keys)
    return keys[order], values[order].astype(np.int64)


def look_up(keys: Hashes, known: Hashes, values: Ints, otherwise: int) -> Ints:
    """The values of keys in a sorted table.

    Example:
        >>> look_up(np.array([7, 3], np.uint64), np.array([3, 5], np.uint64), np.array([30, 50]), -1).tolist()
        [-1, 30]
    """
    if not len(known):
        return np.full(len(keys), otherwise, np.int64)
    at = np.minimum(np.searchsorted(known, keys), len(known) - 1)
    return np.where(known[at] == keys, values[at], otherwise)


class Tree:
    """Which token hangs from which, laid out so that whole arrays can be summed.

    Attributes:
        parents: rows of the tokens that are heads, those with the most dependants first.
        grandparents: rows of their heads.
        parent_of: each token's head, as its number among the parents.
    """

    def __init__(self, head: Ints) -> None:
        """Sort the tokens by their heads."""
        n_children = np.bincount(head, minlength=len(head))
        by_count = np.argsort(-n_children, kind="stable")
        self.parents = by_count[: np.count_nonzero(n_children)]
        self.grandparents = head[self.parents]
        number = np.empty(len(head), np.int64)
        number[by_count] = np.arange(len(head))
        self.parent_of = number[head]
        counts = n_children[self.parents]
        children = np.argsort(self.parent_of, kind="stable")
        begins = np.cumsum(counts) - counts
        most = int(counts[0])
        self._rounds = [
            children[begins[:n] + at] for at, n in enumerate(np.searchsorted(-counts, -np.arange(most)).tolist())
        ]
        self._share = (1 / counts).astype(np.float32)[:, None]

    def mean_of_children(self, z: Floats) -> Floats:
        """The mean row of each parent's dependants: all first ones are added up, then all second ones, and so on."""
        total: Floats = z[self._rounds[0]]
        for rows in self._rounds[1:]:
            total[: len(rows)] += z[rows]
        total *= self._share
        return total


def gelu(x: Floats, out: Floats) -> Floats:
    """X Φ(x) by the tanh approximation (Hendrycks and Gimpel 2016)."""
    np.multiply(x, x, out=out)
    out *= np.float32(0.7978845608 * 0.044715)
    out += np.float32(0.7978845608)
    out *= x
    np.tanh(out, out=out)
    out += 1
    out *= x
    out *= np.float32(0.5)
    return out


def normalise(x: Floats, out: Floats) -> Floats:
    """Each row less its mean, over its standard deviation (layer normalisation, Ba, Kiros and Hinton 2016)."""
    width = x.shape[1]
    np.subtract(x, (x @ np.full(width, 1 / width, np.float32))[:, None], out=out)
    variance = np.einsum("ij,ij->i", out, out)[:, None] / np.float32(width)
    out /= np.sqrt(variance + _LEAST_VARIANCE)
    return out
