"""Texts as sets of shingles: the runs of five words that stand in them (Broder 1997)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from analysis.copies.texts import CopyText

    Ids = NDArray[np.int64]

SHINGLE = 5
"""Words of a shingle: long enough that unrelated stories share few, short enough to bear an edit every few words."""


@dataclass(frozen=True, slots=True, eq=False)
class Shingled:
    """The shingles of each text, numbered through the corpus; equal numbers are equal words in equal order."""

    sets: tuple[Ids, ...]
    """Each text's, sorted."""
    quoted: tuple[Ids, ...]
    """Those of them that touch a quoted word of that text."""


def shingle(texts: Sequence[CopyText]) -> Shingled:
    """The shingles of texts.

    Example:
        >>> from analysis.copies.texts import CopyText
        >>> words = tuple("the road to the town is closed".split())
        >>> text = CopyText("a", (words,), ((False, False, False, False, False, False, True),))
        >>> shingled = shingle([text, text])
        >>> len(shingled.sets[0]), len(shingled.quoted[0]), (shingled.sets[0] == shingled.sets[1]).all()
        (3, 1, np.True_)
    """
    numbers: dict[str, int] = {}
    words: list[int] = []
    quoted: list[bool] = []
    part: list[int] = []
    owner: list[int] = []
    n_parts = 0
    for index, text in enumerate(texts):
        for forms, marks in zip(text.parts, text.quoted, strict=True):
            words += [numbers.setdefault(form, len(numbers)) for form in forms]
            quoted += marks
            part += [n_parts] * len(forms)
            owner += [index] * len(forms)
            n_parts += 1
    n = max(len(words) - SHINGLE + 1, 0)
    parts = np.array(part, dtype=np.int64)
    whole = parts[:n] == parts[SHINGLE - 1 :] if n else np.zeros(0, dtype=bool)
    ids = _number_runs(np.array(words, dtype=np.int64))[whole]
    said = np.array(quoted, dtype=bool)
    touched = np.any([said[i : i + n] for i in range(SHINGLE)], axis=0)[whole]
    owners = np.array(owner, dtype=np.int64)[:n][whole]
    return Shingled(tuple(_sets(ids, owners, len(texts))), tuple(_sets(ids[touched], owners[touched], len(texts))))


def _number_runs(words: Ids) -> Ids:
    """A number for each run of `SHINGLE` words, equal where the words are; exact, as runs grow by numbered pairs."""
    runs = words
    for length in range(1, SHINGLE):
        left, right = runs[: max(len(runs) - 1, 0)], words[length:]
        pairs = left * (int(words.max(initial=0)) + 1) + right
        runs = np.unique(pairs, return_inverse=True)[1].astype(np.int64)
    return runs


def _sets(ids: Ids, owners: Ids, n_texts: int) -> Iterator[Ids]:
    order = np.argsort(owners, kind="stable")
    bounds = np.searchsorted(owners[order], np.arange(n_texts + 1))
    for first, last in pairwise(bounds):
        yield np.unique(ids[order[first:last]])
