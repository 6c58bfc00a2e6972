"""Finding pairs among very many texts: MinHash and the LSH Ensemble against the exact index."""

from __future__ import annotations

import random

import numpy as np
import pytest
from copy_texts import prose, text_of

from analysis.copies import CopyText, candidates, find_copies
from analysis.copies.candidates import exact_candidates
from analysis.copies.minhash import minhash_candidates, signature
from analysis.copies.shingles import Shingled, shingle


def planted(seed: int) -> list[CopyText]:
    """Sixty texts; of every second one there is a copy: edited, cut, or put into another text."""
    rng = random.Random(seed)
    texts = [prose(rng.randint(150, 900), 1000 * seed + n) for n in range(60)]
    copies = []
    for n, words in enumerate(texts[::2]):
        copy = [word if rng.random() > 0.03 else "changed" for word in words]
        if n % 3 == 1:
            copy = words[: int(len(words) * rng.uniform(0.35, 0.7))]
        elif n % 3 == 2:
            copy = [*words[: int(0.7 * len(words))], *prose(500, 1000 * seed + 500 + n)]
        copies.append(copy)
    return [text_of(str(n), words) for n, words in enumerate([*texts, *copies])]


def test_exact_candidates_are_those_of_all_pairs() -> None:
    texts = planted(1)
    sets = [set(ids.tolist()) for ids in shingle(texts).sets]
    expected = set()
    for i, first in enumerate(sets):
        for j in range(i + 1, len(sets)):
            n = len(first & sets[j])
            if n and n >= min(30, 0.2 * min(len(first), len(sets[j]))):
                expected.add((i, j))
    assert set(exact_candidates(shingle(texts))) == expected


def test_blocks_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    shingled = shingle(planted(2))
    found = list(exact_candidates(shingled))
    monkeypatch.setattr(candidates, "BLOCK", 7)
    assert list(exact_candidates(shingled)) == found


def test_the_minhash_path_finds_what_the_exact_one_finds(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = planted(3)
    exact = find_copies(texts)
    assert len(exact.clusters) == 60
    monkeypatch.setattr(candidates, "EXACT_UP_TO", 1)
    assert find_copies(texts) == exact


def test_a_brief_in_a_long_story_is_found_by_containment() -> None:
    """Its Jaccard similarity is .09, where plain MinHash LSH of 32 bands and 4 rows finds two pairs in a thousand."""
    texts = []
    for n in range(20):
        words = prose(100, n)
        texts += [text_of(f"a{n}", words), text_of(f"b{n}", [*words, *prose(1000, 100 + n)])]
    pairs = {(2 * n, 2 * n + 1) for n in range(20)}
    assert pairs <= set(minhash_candidates(shingle(texts)))


@pytest.mark.parametrize("find", [exact_candidates, minhash_candidates])
def test_texts_without_shingles(find: object) -> None:
    empty = Shingled((np.zeros(0, dtype=np.int64),) * 2, (np.zeros(0, dtype=np.int64),) * 2)
    assert list(find(empty)) == []  # type: ignore[operator]


def pairs_of_sets(jaccard: float, n: int = 150) -> list[tuple[np.ndarray, np.ndarray]]:
    """Sets of numbers in a row, as shingles have them, with this similarity; 400 numbers in either of two."""
    shared = round(400 * jaccard)
    rest = (400 - shared) // 2
    starts = range(0, 1000 * n, 1000)
    return [
        (np.arange(at, at + shared + rest), np.r_[at : at + shared, at + shared + rest : at + 400]) for at in starts
    ]


def test_signatures_estimate_similarity_with_the_known_error() -> None:
    """√(J (1 - J) / k) is .035 for J = .8 and k = 128."""
    errors = [signature(a).jaccard(signature(b)) - 0.8 for a, b in pairs_of_sets(0.8)]
    assert np.sqrt(np.mean(np.square(errors))) == pytest.approx(0.0354, abs=0.008)
    assert abs(np.mean(errors)) < 0.01


@pytest.mark.parametrize(("jaccard", "expected"), [(0.8, 1.0), (0.5, 0.8732), (0.2, 0.05)])
def test_bands_catch_pairs_as_often_as_the_formula_says(jaccard: float, expected: float) -> None:
    """1 - (1 - J^r)^b for 32 bands of 4 rows."""
    assert 1 - (1 - jaccard**4) ** 32 == pytest.approx(expected, abs=2e-4)
    caught = 0
    pairs = pairs_of_sets(jaccard, 250)
    for a, b in pairs:
        equal = signature(a).hashvalues == signature(b).hashvalues
        caught += equal.reshape(32, 4).all(axis=1).any()
    assert caught / len(pairs) == pytest.approx(expected, abs=0.07)
