"""A target in its sentence → the categories by which the network knows each token, seen from that target.

The network is blind to names: whatever is tagged or recognised as a name is known by its kind alone ("a person"), so
that a sentence reads the same whoever is in it. Everything is computed for many targets at once, on arrays.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray
from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

from analysis.networks import Hashes, Ints, hashes_of, look_up, make_table
from analysis.parsing import hash_of

if TYPE_CHECKING:
    from spacy.tokens import Doc

TokenRange = tuple[int, int]
"""First token and the one after the last."""

KEYS = ("word", "lemma", "tag", "dep", "entity", "target_edge", "token_edge")
"""Features whose values are strings, as spaCy's hashes of them: the network's vocabulary numbers them."""
CODES = {"valence": 8, "quote": 3, "target": 3, "distance": 13, "up": 7, "down": 7}
"""Features whose values are small numbers, with how many of them there are."""
NAMES = ("PERSON", "ORG", "GPE", "NORP", "FAC", "LOC", "EVENT", "LAW", "PRODUCT", "WORK_OF_ART")
"""What the recogniser labels as a name."""
SELF, NONE = "<SELF>", "<NONE>"
"""Edges of a token that lies on the target's way to the root, and of one that no way leads to."""
NUMBER, OTHER_NAME = "<NUMBER>", "<NAME>"

_ATTRIBUTES = ("LOWER", "LEMMA", "TAG", "DEP", "ENT_TYPE", "POS", "HEAD", "IS_SPACE")
SMALL_WORDS = ("DET", "ADP", "PART", "PUNCT", "CCONJ")
"""Parts of speech that stay legible inside a name: "of" in "Bank of Anse"."""
_VALENCE_EDGES = (-2.5, -1.5, -0.5, 0.5, 1.5, 2.5)
_DISTANCE_EDGES = (2, 3, 5, 9, 17)
_FAR = 6
"""Steps in the tree from which on all are alike; also where no way leads."""
_DEEPEST = 40


class Site(NamedTuple):
    """A target and where it is read."""

    doc: Doc
    unit: TokenRange
    """The tokens that are read: the target's sentence."""
    target: TokenRange
    """The tokens of the mention, inside the unit."""


@dataclass(frozen=True, slots=True)
class Sites:
    """The tokens of many sites one after another, white space left out; all arrays but `root` have a row a token."""

    site: Ints
    """Number of the site, from 0, in ascending order."""
    head: Ints
    """Row of the syntactic head; its own for a root, or where the head is outside the unit."""
    root: Ints
    """Row of each site's target: the token of the mention that its others hang from."""
    keys: Mapping[str, Hashes]
    """`KEYS` → hashes in spaCy's string store."""
    codes: Mapping[str, Ints]
    """`CODES` → numbers."""


def read_sites(sites: Sequence[Site]) -> Sites:
    """The tokens of the sites with their features.

    Args:
        sites: at least one; those of one doc need not stand together, but cost less if they do.
    """
    docs = {id(site.doc): site.doc for site in sites}
    tables = {key: doc.to_array([*_ATTRIBUTES]).astype(np.uint64, copy=False) for key, doc in docs.items()}
    begins = dict(zip(tables, np.cumsum([0, *(len(t) for t in tables.values())]).tolist(), strict=False))
    column = dict(zip(_ATTRIBUTES, np.concatenate(list(tables.values())).T, strict=True))
    bounds = np.array([(*site.unit, *site.target) for site in sites]) + np.array(
        [[begins[id(site.doc)]] for site in sites]
    )
    # One row a token of a unit; a token that several targets share has a row for each.
    size = bounds[:, 1] - bounds[:, 0]
    number = np.repeat(np.arange(len(sites)), size)
    token = np.arange(len(number)) + (bounds[:, 0] - np.r_[0, np.cumsum(size)[:-1]])[number]
    kept = column["IS_SPACE"][token] == 0
    row_of = np.cumsum(kept) - 1
    head_at = np.arange(len(token)) + column["HEAD"][token].astype(np.int64)
    first = np.r_[0, np.cumsum(size)[:-1]]
    inside = (head_at >= first[number]) & (head_at < (first + size)[number])
    head_at = np.where(inside, head_at, np.arange(len(token)))
    n_kept = int(kept.sum())
    head = np.where(kept[head_at], row_of[head_at], row_of)[kept]
    number, token = number[kept], token[kept]
    column = {name: values[token] for name, values in column.items()}
    mention = (token >= bounds[number, 2]) & (token < bounds[number, 3])
    root = _roots(mention, head, number, len(sites))
    target_edge, token_edge, up, down = _ways(head, root, column["DEP"])
    rows = np.arange(n_kept)
    return Sites(
        site=number,
        head=head,
        root=root,
        keys={
            **_words(column),
            "tag": column["TAG"],
            "dep": column["DEP"],
            "entity": column["ENT_TYPE"],
            "target_edge": target_edge,
            "token_edge": token_edge,
        },
        codes={
            "valence": _valence(column),
            "quote": _quote_state(column["LOWER"], number),
            "target": mention.astype(np.int64) + (rows == root[number]),
            "distance": _distance(rows - root[number]),
            "up": up,
            "down": down,
        },
    )


def _roots(mention: NDArray[np.bool_], head: Ints, number: Ints, n_sites: int) -> Ints:
    """Of each site the first token of the mention whose head is not in it.

    Raises:
        ValueError: if a mention has no token but white space.
    """
    rows = np.flatnonzero(mention & (~mention[head] | (head == np.arange(len(head)))))
    found, at = np.unique(number[rows], return_index=True)
    if len(found) != n_sites:
        raise ValueError("a target has no words inside its sentence")
    return rows[at]


def _ways(head: Ints, root: Ints, dep: Hashes) -> tuple[Hashes, Hashes, Ints, Ints]:
    """How each token and its site's target are joined in the tree.

    Returns:
        The edges by which the target and the token reach the token that both hang from, and the number of steps from
        the token up to it and from there down to the target.
    """
    n = len(head)
    depth = np.full(n, -1)
    edge_of_target = np.full(n, hash_of(NONE), np.uint64)
    here, steps = root, 0
    depth[here], edge_of_target[here] = 0, hash_of(SELF)
    while len(here) and steps < _DEEPEST:
        here = here[head[here] != here]
        steps += 1
        above = head[here]
        depth[above], edge_of_target[above] = steps, dep[here]
        here = above
    meets = np.where(depth >= 0, np.arange(n), -1)
    edge = np.where(depth >= 0, np.uint64(hash_of(SELF)), np.uint64(hash_of(NONE)))
    up = np.where(depth >= 0, 0, _FAR)
    climbing = at = np.flatnonzero(depth < 0)
    for steps in range(1, _DEEPEST):
        moves = head[at] != at
        climbing, at = climbing[moves], at[moves]
        if not len(climbing):
            break
        last, at = at, head[at]
        arrives = depth[at] >= 0
        done = climbing[arrives]
        meets[done], edge[done], up[done] = at[arrives], dep[last[arrives]], min(steps, _FAR)
        climbing, at = climbing[~arrives], at[~arrives]
    joined = meets >= 0
    down = np.where(joined, np.minimum(depth[meets], _FAR - 1), _FAR)
    return np.where(joined, edge_of_target[meets], np.uint64(hash_of(NONE))), edge, up, down


def _words(column: Mapping[str, Hashes]) -> dict[str, Hashes]:
    """Words and lemmas; in place of names and numbers their kind."""
    kinds, kind_hashes = _kinds()
    blind = _is_name(column)
    kind = np.where(
        blind, kind_hashes[look_up(column["ENT_TYPE"], kinds, np.arange(1, len(kinds) + 1), 0)], np.uint64(0)
    )
    kind = np.where(~blind & (column["TAG"] == np.uint64(hash_of("CD"))), np.uint64(hash_of(NUMBER)), kind)
    return {
        "word": np.where(kind > 0, kind, column["LOWER"]),
        "lemma": np.where(kind > 0, kind, column["LEMMA"]),
    }


def _is_name(column: Mapping[str, Hashes]) -> NDArray[np.bool_]:
    small = np.isin(column["POS"], _numbers_of(SMALL_WORDS))
    labelled = np.isin(column["ENT_TYPE"], _numbers_of(NAMES)) & ~small
    found: NDArray[np.bool_] = labelled | (column["POS"] == _numbers_of(("PROPN",))[0])
    return found


def _valence(column: Mapping[str, Hashes]) -> Ints:
    """0 for a word that VADER's lexicon (Hutto and Gilbert 2014) does not know or a name, else its class from 1."""
    found = look_up(column["LOWER"], *_valences(), 0)
    return np.where(_is_name(column), 0, found)


def _distance(tokens: Ints) -> Ints:
    """Tokens from the target, in classes: 6 at it, less before it, more behind it."""
    size = np.abs(tokens)
    steps = np.where(size > 0, 1 + np.digitize(size, _DISTANCE_EDGES), 0)
    return 6 + np.sign(tokens) * steps


def _quote_state(lower: Hashes, site: Ints) -> Ints:
    """0 outside quotation marks, 1 inside, 2 a mark; what an unmatched closing mark ends began before the sentence."""
    straight = np.isin(lower, hashes_of(['"', "''", "``"]))
    opening, closing = lower == hash_of("“"), lower == hash_of("”")
    first = np.flatnonzero(np.r_[True, site[1:] != site[:-1]])
    level = _running(opening.astype(np.int64) - closing, first, site)
    level -= np.minimum(np.minimum.reduceat(level, first), 0)[site]
    inside = (level > 0) | (_running(straight.astype(np.int64), first, site) % 2 == 1)
    return np.where(straight | opening | closing, 2, inside.astype(np.int64))


def _running(steps: Ints, first: Ints, site: Ints) -> Ints:
    """Running sums that start anew with each site."""
    total = np.cumsum(steps)
    return total - (total[first] - steps[first])[site]


def with_curly(words: Iterable[str]) -> dict[str, str]:
    """Each word, and its form with a curly apostrophe, → the word.

    Example:
        >>> with_curly(["don't", "do"])
        {"don't": "don't", 'don’t': "don't", 'do': 'do'}
    """
    return {form: word for word in words for form in dict.fromkeys((word, word.replace("'", "’")))}


@cache
def _valences() -> tuple[Hashes, Ints]:
    lexicon: dict[str, float] = SentimentIntensityAnalyzer().lexicon
    forms = with_curly(lexicon)
    values = np.array([lexicon[word] for word in forms.values()])
    return make_table(hashes_of(list(forms)), 1 + np.digitize(values, _VALENCE_EDGES))


@cache
def _kinds() -> tuple[Hashes, Hashes]:
    """The recogniser's labels of names, sorted, and the words that stand for them; the first is any other name's."""
    keys, order = make_table(hashes_of(list(NAMES)), np.arange(len(NAMES)))
    return keys, hashes_of([OTHER_NAME, *(f"<{NAMES[i]}>" for i in order)])


@cache
def _numbers_of(labels: tuple[str, ...]) -> Hashes:
    """SpaCy's numbers of its own labels."""
    return hashes_of(list(labels))
