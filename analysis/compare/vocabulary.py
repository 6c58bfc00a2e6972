"""Where the words, lemmas or multiwords of a corpus stand: what keyness counts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd

from analysis.function_words import read_function_words
from analysis.measures.text_index import Coded

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from analysis.measures import TextIndex

Unit = Literal["word", "lemma", "multiword"]
UNITS: tuple[Unit, ...] = ("word", "lemma", "multiword")
LENGTHS = (2, 3, 4)
"""Words of a multiword."""

NESTED = 0.8
"""A multiword that stands within one longer one in such a share of its occurrences is only a part of that."""


@dataclass(frozen=True, slots=True, eq=False)
class Occurrences:
    """Every occurrence of every term in the tokens that were asked for."""

    terms: list[str]
    term: NDArray[np.int64]
    """The number of the term, one an occurrence."""
    first: NDArray[np.int64]
    """The first token, one an occurrence."""
    last: NDArray[np.int64]

    def keep(self, wanted: NDArray[np.bool_]) -> Occurrences:
        """Only the terms that are wanted, numbered anew."""
        chosen = wanted[self.term]
        numbers = np.cumsum(wanted) - 1
        terms = [term for term, there in zip(self.terms, wanted, strict=True) if there]
        return Occurrences(terms, numbers[self.term[chosen]], self.first[chosen], self.last[chosen])


def words_of(index: TextIndex) -> NDArray[np.bool_]:
    """Which tokens are words: they have a letter or digit."""
    return index.coded_forms.where(lambda form: any(map(str.isalnum, form)))


def find_terms(
    index: TextIndex, group: NDArray[np.int64], unit: Unit, *, function_words: bool = False, least_articles: int = 1
) -> Occurrences:
    """The occurrences of all terms.

    Words are compared without capital letters. A multiword has two to four words, lies within one sentence and one
    group, has no mark inside but a hyphen that joins two words, and has a content word at either end; one that hardly
    stands but within one longer one is left out (`NESTED`).

    Args:
        index: of a corpus.
        group: a number a token, negative for tokens that are left out.
        unit: `word`, `lemma` or `multiword`.
        function_words: keep the words of `data/rules/function_words.yaml` and those without a letter (numbers).
        least_articles: leave out terms that occur in fewer articles.

    Raises:
        ValueError: if there is no such unit.
    """
    if unit not in UNITS:
        raise ValueError(f"there is no unit {unit!r}; there are {', '.join(UNITS)}")
    coded = _small_letters(index.coded_lemmas) if unit == "lemma" else index.coded_forms
    words = words_of(index) & (group >= 0)
    counted = words
    if not function_words:
        stop = read_function_words()
        counted = words & index.coded_forms.where(lambda form: form not in stop and any(map(str.isalpha, form)))
        if unit == "lemma":
            counted &= coded.where(lambda lemma: lemma not in stop)
    if unit == "multiword":
        return _find_multiwords(index, group, words, counted, coded.numbers, least_articles)
    at = np.flatnonzero(counted)
    there, term = np.unique(coded.numbers[at], return_inverse=True)
    found = Occurrences([coded.known[number] for number in there], term.astype(np.int64), at, at)
    return found.keep(n_articles_of(index, found) >= least_articles)


def are_names(index: TextIndex, found: Occurrences) -> NDArray[np.bool_]:
    """Which terms are, or hold, a proper noun in most of their occurrences.

    Headlines decide only for terms that stand nowhere else: they may have a capital letter in every word.
    """
    capital = np.concatenate([[0], np.cumsum(index.coded_lemmas.where(lambda lemma: lemma != lemma.lower()))])
    proper = capital[found.last + 1] > capital[found.first]
    headline = (index.tables.sentences["zone"] == "headline").to_numpy(dtype=bool)[index.sentence_of[found.first]]
    size = len(found.terms)
    outside = np.bincount(found.term[~headline], minlength=size)
    named = np.bincount(found.term[~headline & proper], minlength=size)
    everywhere, named_everywhere = (
        np.bincount(found.term, minlength=size),
        np.bincount(found.term[proper], minlength=size),
    )
    return np.where(outside > 0, 2 * named > outside, 2 * named_everywhere > everywhere)


def n_articles_of(index: TextIndex, found: Occurrences) -> NDArray[np.int64]:
    """How many articles each term occurs in."""
    pairs = np.unique(np.stack([found.term, index.article_of[found.first]]), axis=1)
    return np.bincount(pairs[0], minlength=len(found.terms))


def _small_letters(coded: Coded) -> Coded:
    numbers, known = pd.factorize(np.array([string.lower() for string in coded.known], dtype=object))
    return Coded(numbers[coded.numbers], known.tolist())


def _find_multiwords(
    index: TextIndex,
    group: NDArray[np.int64],
    words: NDArray[np.bool_],
    counted: NDArray[np.bool_],
    numbers: NDArray[np.int64],
    least_articles: int,
) -> Occurrences:
    # Hyphens that touch a word on either side join; so they are taken out, as if "cease-fire" were "cease fire".
    touches = np.concatenate([[False], index.starts[1:] == index.ends[:-1]])
    hyphen = index.coded_forms.where(lambda form: form == "-")
    joined = hyphen & touches & np.concatenate([touches[1:], [False]])
    at = np.flatnonzero(words)
    boundaries = (np.cumsum(~words & ~joined)[at], index.sentence_of[at], group[at])
    segment = np.cumsum(np.any([np.diff(numbers, prepend=-1) != 0 for numbers in boundaries], axis=0))
    ids, ends = numbers[at], counted[at]
    n_tokens = int(ids.max(initial=0)) + 1
    of_length: dict[int, NDArray[np.int64]] = {1: ids}
    found: dict[int, NDArray[np.int64]] = {}
    for n in range(2, max(LENGTHS) + 1):
        size = max(len(at) - n + 1, 0)
        whole = segment[:size] == segment[n - 1 :]
        keys = of_length[n - 1][:size] * n_tokens + ids[n - 1 :]
        of_length[n] = np.unique(keys, return_inverse=True)[1]
        place = np.flatnonzero(whole & ends[:size] & ends[n - 1 :])
        term = np.full(len(at), -1, dtype=np.int64)
        term[place] = np.unique(of_length[n][place], return_inverse=True)[1]
        spread = np.unique(np.stack([term[place], index.article_of[at[place]]]), axis=1)[0]
        rare = np.bincount(spread, minlength=1) < least_articles
        term[place[rare[term[place]]]] = -1
        found[n] = term
    for n in LENGTHS:
        part = _parts_only(found, n)
        found[n] = np.where(part, -1, found[n])
    names: list[str] = []
    pieces = []
    for n in LENGTHS:
        place = np.flatnonzero(found[n] >= 0)
        _, where, term = np.unique(found[n][place], return_index=True, return_inverse=True)
        pieces.append(np.stack([term + len(names), at[place], at[place + n - 1]]))
        names += [_written(index, at[start : start + n]) for start in place[where]]
    term, first, last = np.concatenate(pieces, axis=1) if pieces else np.empty((3, 0), dtype=np.int64)
    return Occurrences(names, term, first, last)


def _parts_only(found: dict[int, NDArray[np.int64]], n: int) -> NDArray[np.bool_]:
    """Occurrences of the multiwords of `n` words that hardly stand but within one longer one."""
    own = found[n]
    total = np.bincount(own[own >= 0], minlength=int(own.max(initial=-1)) + 1)
    nested = np.zeros(len(total), dtype=bool)
    for longer in range(n + 1, max(LENGTHS) + 1):
        for offset in range(longer - n + 1):
            there = np.full(len(own), -1, dtype=np.int64)
            there[offset:] = found[longer][: len(own) - offset]
            both = (own >= 0) & (there >= 0)
            pairs, n_together = np.unique(np.stack([own[both], there[both]]), axis=1, return_counts=True)
            nested[pairs[0][n_together >= NESTED * total[pairs[0]]]] = True
    return np.asarray((own >= 0) & np.append(nested, False)[own])


def _written(index: TextIndex, tokens: NDArray[np.int64]) -> str:
    words = [index.forms[token] for token in tokens]
    return "".join(word if word.startswith("'") or word == "n't" else f" {word}" for word in words).strip()
