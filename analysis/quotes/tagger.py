"""Tokens → labels: which words are content, cue or source, and which content and source belong to which cue.

A convolutional network over the tokens of an article, each of which also sees its syntactic head, the head's head and
its dependants, with a conditional random field on top and two bilinear scorers that tie pieces to cues. Trained by
`training/attribution/train.py`; here it only runs, in numpy.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
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
from analysis.quotes.features import CODES, KEYS, Tokens, WordClasses, class_keys
from analysis.quotes.pairs import content_classes, distance_classes, source_classes
from analysis.quotes.words import read_cues

MODEL = MODELS / "attribution.npz"
LABELS = ("O", "BC", "IC", "JC", "BK", "IK", "JK", "BS", "IS", "JS")
"""B first token of a piece, I inside it, J first after a gap in it; C content, K cue, S source."""

_NEVER = np.float32(-1e9)


@dataclass(frozen=True, slots=True)
class Tagged:
    """What the network makes of an article's tokens."""

    scores: Floats
    """Shape (tokens, labels): evidence for each label, a logarithm up to a constant."""
    hidden: Floats
    """Shape (tokens, width): what the scorers of links compare."""


class Tagger:
    """The trained network."""

    def __init__(self, weights: Mapping[str, NDArray[Any]], lexicon: Mapping[str, int]) -> None:
        """Take the weights as `training/attribution/train.py` writes them.

        Args:
            weights: arrays by name.
            lexicon: lemmas of the cue lexicon with the number of their attribution type, from 1.
        """
        self._dilations: tuple[int, ...] = tuple(int(d) for d in weights["dilations"])
        self._w: dict[str, Floats] = {k: v.astype(np.float32) for k, v in weights.items() if v.dtype.kind == "f"}
        self.classes = make_classes(weights, lexicon)
        self._vocabulary = {
            name: make_table(hashes_of(words), np.arange(1, len(words) + 1))
            for name in KEYS
            for words in (weights[f"vocabulary.{name}"],)
        }
        rules = [float(score) for score in weights["score.rule"]]
        self._rule_scores: dict[str, float] = dict(zip(weights["score_rules"].tolist(), rules, strict=True))
        self._other_rules = min(rules, default=0.5)
        self._score_bias = float(self._w["score.bias"][0])

    def tag(self, tokens: Tokens) -> Tagged:
        """Run the network over an article."""
        w = self._w
        x = self._enter(tokens)
        n, width = x.shape
        tree = Tree(tokens.head)
        seen = np.zeros((n, 3 * width), np.float32)
        above = np.empty((len(tree.parents), 2 * width), np.float32)
        z, y, rows = np.empty_like(x), np.empty_like(x), np.empty_like(x)
        for number, dilation in enumerate(self._dilations):
            weight = w[f"layer{number}.weight"]
            normalise(x, out=z)
            step = min(dilation, n)
            seen[:, :width] = z
            seen[:step, width : 2 * width] = 0
            seen[step:, width : 2 * width] = z[: n - step]
            seen[: n - step, 2 * width :] = z[step:]
            seen[n - step :, 2 * width :] = 0
            np.matmul(seen, weight[: 3 * width], out=y)
            # What a token sees of its head and the head's head it shares with its siblings: it is reckoned once.
            np.take(z, tree.parents, 0, out=above[:, :width], mode="clip")
            np.take(z, tree.grandparents, 0, out=above[:, width:], mode="clip")
            y += np.take(above @ weight[3 * width : 5 * width], tree.parent_of, 0, out=rows, mode="clip")
            y[tree.parents] += tree.mean_of_children(z) @ weight[5 * width :]
            y += w[f"layer{number}.bias"]
            x += gelu(y, out=rows)
        return Tagged(x @ w["leave.weight"] + w["leave.bias"], normalise(x, out=z))

    def _enter(self, tokens: Tokens) -> Floats:
        """What the network first knows of each token: the sum of its features' rows."""
        w = self._w
        x: Floats = tokens.flags @ w["flags"]
        x += w["enter.bias"]
        row = np.empty_like(x)
        for name in KEYS:
            ids = look_up(tokens.keys[name], *self._vocabulary[name], 0)
            x += np.take(w[f"table.{name}"], ids, 0, out=row, mode="clip")
        for name in CODES:
            x += np.take(w[f"table.{name}"], tokens.codes[name], 0, out=row, mode="clip")
        return gelu(x, out=row)

    def labels(self, scores: Floats, paragraph: Ints) -> Ints:
        """The likeliest sequence of labels of each paragraph (Viterbi), as numbers in `LABELS`.

        All paragraphs are decoded side by side: first of each its first token, then of all that are longer the second.

        Args:
            scores: of `Tagged`.
            paragraph: number of each token's paragraph.
        """
        transitions = np.where(_ALLOWED, self._w["transitions"], _NEVER)
        first = np.flatnonzero(np.r_[True, np.diff(paragraph) != 0])
        size = np.diff(np.r_[first, len(paragraph)])
        labels = np.zeros(len(paragraph), np.int64)
        plain = np.logical_and.reduceat(scores.argmax(1) == 0, first)
        order = np.argsort(-size[~plain], kind="stable")
        first, size = first[~plain][order], size[~plain][order]
        if not len(first):
            return labels
        longest = int(size[0])
        live = np.searchsorted(-size, -np.arange(longest)).tolist()
        rows = np.concatenate([first[:n] + at for at, n in enumerate(live)])
        begins = np.cumsum([0, *live]).tolist()
        best = scores[rows]
        best[: live[0]] += np.where(_MAY_OPEN, np.float32(0), _NEVER)
        by_label = np.ascontiguousarray(transitions.T)
        for at in range(1, longest):
            n, here, before = live[at], begins[at], begins[at - 1]
            best[here : here + n] += np.maximum.reduce(best[before : before + n, None] + by_label, axis=2)
        found = np.empty(len(rows), np.int64)
        n, here = live[-1], begins[-2]
        chosen = best[here : here + n].argmax(1)
        found[here : here + n] = chosen
        for at in range(longest - 2, -1, -1):
            here, ahead, n = begins[at], live[at + 1], live[at]
            paths = best[here : here + n]
            paths[:ahead] += by_label[chosen]
            chosen = paths.argmax(1)
            found[here : here + n] = chosen
        labels[rows] = found
        return labels

    def content_links(self, hidden: Floats, contents: Sequence[Ints], cues: Sequence[Ints], tokens: Tokens) -> Floats:
        """How well each piece of content goes with each cue, shape (contents, cues).

        Args:
            hidden: of `Tagged`.
            contents: rows of each piece.
            cues: rows of each cue, in text order.
            tokens: those that were tagged.
        """
        w = self._w
        rows = np.concatenate(contents)
        query = _means(hidden, contents) @ w["content.weight"] + w["content.bias"]
        key = _means(hidden, cues) @ w["content_cue.weight"] + w["content_cue.bias"]
        stands = w["content_distance"][distance_classes(rows, cues)]
        stands += w["content_class"][content_classes(rows, cues, tokens)]
        sizes = np.array([len(piece) for piece in contents])
        scores: Floats = np.add.reduceat(stands, np.cumsum(sizes) - sizes)
        scores /= sizes[:, None].astype(np.float32)
        scores += query @ key.T / np.sqrt(np.float32(key.shape[1]))
        return scores

    def source_links(self, hidden: Floats, sources: Sequence[Ints], cues: Sequence[Ints], tokens: Tokens) -> Floats:
        """Log-odds that each source piece is each cue's, shape (sources, cues); arguments as for `content_links`."""
        w = self._w
        query = _means(hidden, sources) @ w["source.weight"] + w["source.bias"]
        key = _means(hidden, cues) @ w["source_cue.weight"] + w["source_cue.bias"]
        starts = np.array([rows[0] for rows in sources])
        scores: Floats = query @ key.T / np.sqrt(np.float32(key.shape[1]))
        scores += w["source_distance"][distance_classes(starts, cues)]
        scores += w["source_class"][source_classes(sources, cues, tokens)]
        return scores

    def score(self, via: str, evidence: Sequence[float]) -> float:
        """How likely an attribution is right (0-1), by what found it and, for the tagger's own, its evidence.

        Calibrated on articles that the network did not see: of those scored .8, about 80 % are right.
        """
        if not evidence:
            return self._rule_scores.get(via, self._other_rules)
        logit = float(np.dot(np.asarray(evidence, np.float32), self._w["score.weight"])) + self._score_bias
        return 1 / (1 + math.exp(-logit))


_ALLOWED = np.array([[after[0] != "I" or before[-1] == after[-1] for after in LABELS] for before in LABELS])
_MAY_OPEN = np.array([label[0] in "OB" for label in LABELS])


def _means(hidden: Floats, pieces: Sequence[Ints]) -> Floats:
    """The mean row of each piece."""
    sizes = np.array([len(rows) for rows in pieces])
    sums: Floats = np.add.reduceat(hidden[np.concatenate(pieces)], np.cumsum(sizes) - sizes)
    sums /= sizes[:, None].astype(np.float32)
    return sums


def make_classes(weights: Mapping[str, NDArray[Any]], lexicon: Mapping[str, int]) -> WordClasses:
    """The classes of words as the file of weights and the cue lexicon give them."""
    return WordClasses(
        *make_table(class_keys(hashes_of(weights["cue_lemmas"]), weights["cue_pos"]), weights["cue_classes"]),
        *make_table(class_keys(hashes_of(weights["source_lemmas"]), weights["source_pos"]), weights["source_classes"]),
        *make_table(hashes_of(list(lexicon)), np.array(list(lexicon.values()), np.int64)),
    )


@cache
def read_tagger(path: Path = MODEL) -> Tagger:
    """Load the weights, once a process.

    Raises:
        ModelFileError: if the file is missing or is not a file of weights.
    """
    weights = read_weights(path)
    try:
        return Tagger(weights, read_cues().types)
    except (KeyError, ValueError) as err:
        raise broken(path, err) from err
