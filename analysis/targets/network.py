"""Sites → how each sounds toward its target: the probabilities of negative, neutral and positive.

Convolutional networks over the tokens of the target's sentence, each of which also sees its syntactic head, the head's
head and its dependants; the target looks at all of them by attention. Two of them, whose probabilities are averaged:
together they take a sign for its opposite less often. Trained by `training/targets/train.py`; here they only run, in
numpy.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analysis.networks import (
    MODELS,
    Floats,
    Ints,
    Tree,
    broken,
    gelu,
    hashes_of,
    look_up,
    make_table,
    normalise,
    read_weights,
)
from analysis.records import SentimentLabel
from analysis.targets.features import CODES, KEYS, Sites, with_curly

MODEL = MODELS / "targets.npz"
CLASSES: tuple[SentimentLabel, ...] = ("negative", "neutral", "positive")
_LAYERS = ("query", "key", "attention", "inner", "outer")


class TargetNetwork:
    """One trained network."""

    def __init__(self, weights: Mapping[str, NDArray[Any]]) -> None:
        """Take the weights as `training/targets/train.py` writes them.

        Raises:
            KeyError: if one is missing.
        """
        self._w: dict[str, Floats] = {k: v.astype(np.float32) for k, v in weights.items() if v.dtype.kind == "f"}
        self._dilations = [int(d) for d in weights["dilations"]]
        self._heads = self._w["attention.bias"].shape[0]
        self._temperature = np.float32(self._w["temperature"][0])
        layers = (*_LAYERS, *(f"layer{number}" for number in range(len(self._dilations))))
        missing = {f"{layer}.{part}" for layer in layers for part in ("weight", "bias")} - self._w.keys()
        if missing:
            raise KeyError(", ".join(sorted(missing)))
        self._vocabulary = {name: number_words(weights[f"vocabulary.{name}"].tolist()) for name in KEYS}

    def probabilities(self, sites: Sites) -> Floats:
        """How likely each of `CLASSES` is toward each site's target, shape (sites, 3).

        Calibrated on sentences that the network did not see: of the targets that it calls negative with .8, about
        80 % are.
        """
        scores = self.scores(sites) / self._temperature
        odds: Floats = np.exp(scores - scores.max(1, keepdims=True))
        odds /= odds.sum(1, keepdims=True)
        return odds

    def scores(self, sites: Sites) -> Floats:
        """The evidence for each of `CLASSES`, a logarithm up to a constant, shape (sites, 3)."""
        w = self._w
        z = self._read(sites)
        first = np.flatnonzero(np.r_[True, sites.site[1:] != sites.site[:-1]])
        target = z[sites.root]
        size = w["key.bias"].shape[0] // self._heads
        query = (target @ w["query.weight"] + w["query.bias"]).reshape(-1, self._heads, size)[sites.site]
        key = (z @ w["key.weight"] + w["key.bias"]).reshape(-1, self._heads, size)
        weight: Floats = np.einsum("nhk,nhk->nh", query, key) / np.sqrt(np.float32(size))
        weight += z @ w["attention.weight"] + w["attention.bias"]
        weight = np.exp(weight - np.maximum.reduceat(weight, first)[sites.site])
        weight /= np.add.reduceat(weight, first)[sites.site]
        seen = [np.add.reduceat(z * weight[:, head, None], first) for head in range(self._heads)]
        x = np.concatenate([target, *seen, np.maximum.reduceat(z, first)], axis=1)
        x = x @ w["inner.weight"] + w["inner.bias"]
        scores: Floats = gelu(x, out=np.empty_like(x)) @ w["outer.weight"] + w["outer.bias"]
        return scores

    def _read(self, sites: Sites) -> Floats:
        """What the layers make of each token."""
        w = self._w
        x = self._enter(sites)
        n, width = x.shape
        tree = Tree(sites.head)
        z = np.zeros((n + 1, width), np.float32)  # the last row is what stands outside a sentence: nothing
        y, rows = np.empty_like(x), np.empty_like(x)
        seen = np.empty((n, 3 * width), np.float32)
        for number, dilation in enumerate(self._dilations):
            weight = w[f"layer{number}.weight"]
            normalise(x, out=z[:n])
            seen[:, :width] = z[:n]
            np.take(z, _beside(sites.site, -dilation), 0, out=seen[:, width : 2 * width], mode="clip")
            np.take(z, _beside(sites.site, dilation), 0, out=seen[:, 2 * width :], mode="clip")
            np.matmul(seen, weight[: 3 * width], out=y)
            # What a token sees of its head and the head's head it shares with its siblings: it is reckoned once.
            above = np.concatenate([z[tree.parents], z[tree.grandparents]], axis=1) @ weight[3 * width : 5 * width]
            y += np.take(above, tree.parent_of, 0, out=rows, mode="clip")
            y[tree.parents] += tree.mean_of_children(z) @ weight[5 * width :]
            y += w[f"layer{number}.bias"]
            x += gelu(y, out=rows)
        return normalise(x, out=y)

    def _enter(self, sites: Sites) -> Floats:
        """What the network first knows of each token: the sum of its features' rows."""
        w = self._w
        x = np.tile(w["enter.bias"], (len(sites.site), 1))
        row = np.empty_like(x)
        for name in KEYS:
            x += np.take(w[f"table.{name}"], look_up(sites.keys[name], *self._vocabulary[name], 0), 0, row, "clip")
        for name in CODES:
            x += np.take(w[f"table.{name}"], sites.codes[name], 0, row, "clip")
        return gelu(x, out=row)


def number_words(words: list[str]) -> tuple[NDArray[np.uint64], Ints]:
    """The numbers of known words, from 1, as a table for `look_up`; a curly apostrophe makes no difference."""
    forms = with_curly(words)
    numbers = {word: number for number, word in enumerate(words, start=1)}
    return make_table(hashes_of(list(forms)), np.array([numbers[word] for word in forms.values()]))


def _beside(site: Ints, step: int) -> Ints:
    """The row so many tokens on, or the number of rows where that is outside the sentence."""
    n = len(site)
    row = np.arange(n) + step
    inside = (row >= 0) & (row < n)
    return np.where(inside & (site[np.clip(row, 0, n - 1)] == site), row, n)


class Ensemble:
    """Several networks that answer as one."""

    def __init__(self, weights: Mapping[str, NDArray[Any]]) -> None:
        """Take the weights of all networks, each array's name with the network's number before it: `0.enter.bias`.

        Raises:
            KeyError: if one is missing.
        """
        numbers = sorted({name.partition(".")[0] for name in weights})
        self._networks = [
            TargetNetwork(
                {name.partition(".")[2]: w for name, w in weights.items() if name.partition(".")[0] == number}
            )
            for number in numbers
        ]
        if not numbers:
            raise KeyError("it holds no network")

    def probabilities(self, sites: Sites) -> Floats:
        """The mean of the networks' probabilities, shape (sites, 3)."""
        found: Floats = np.mean([network.probabilities(sites) for network in self._networks], axis=0)
        return found


@cache
def read_networks(path: Path = MODEL) -> Ensemble:
    """Load the weights, once a process.

    Raises:
        ModelFileError: if the file is missing or is not a file of weights.
    """
    weights = read_weights(path)
    try:
        return Ensemble(weights)
    except (KeyError, ValueError) as err:
        raise broken(path, err) from err
