"""Finding pairs among very many texts: sketches, and what they miss, against all pairs of whole texts."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from copy_texts import copies_of, prose, text_of

from analysis.copies import SKETCHES, CopyText, candidates, sketch, sketch_texts, sketches
from analysis.copies.candidates import find_candidates
from analysis.copies.shingles import shingle
from analysis.copies.sketches import chance_below, least_sampled, least_shared


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


def pairs_in(*batches: pa.RecordBatch, spill: Path | None = None) -> set[tuple[int, int]]:
    found = find_candidates(batches, spill)
    return set(zip(found.first.tolist(), found.second.tolist(), strict=True))


def pairs_that_share_enough(texts: list[CopyText]) -> set[tuple[int, int]]:
    sets = [set(shingle(text).hashes.tolist()) for text in texts]
    pairs = [(i, j) for j in range(len(sets)) for i in range(j)]
    return {
        (i, j) for i, j in pairs if len(sets[i] & sets[j]) >= max(1, min(30, 0.2 * min(len(sets[i]), len(sets[j]))))
    }


def whole_sketches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sketches, "WHOLE_BELOW", 1_000_000)


def test_with_whole_sketches_the_candidates_are_those_of_all_pairs(monkeypatch: pytest.MonkeyPatch) -> None:
    whole_sketches(monkeypatch)
    texts = planted(1)
    assert pairs_in(sketch_texts(texts)) == pairs_that_share_enough(texts)


def test_sketches_find_the_same_copies_as_whole_texts(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = planted(3)
    sampled = copies_of(texts)
    assert len(sampled.clusters) == 60
    whole_sketches(monkeypatch)
    whole = copies_of(texts)
    assert (list(sampled.pairs), sampled.clusters) == (list(whole.pairs), whole.clusters)


def test_blocks_parts_order_and_the_disk_change_nothing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    batch = sketch_texts(planted(2))
    expected = pairs_in(batch)
    assert len(expected) >= 30
    turned = batch.take(pa.array(range(batch.num_rows))[::-1])
    monkeypatch.setattr(candidates, "PRODUCTS", 1)
    monkeypatch.setattr(candidates, "IN_MEMORY", 1)
    monkeypatch.setattr(candidates, "PARTS", 3)
    assert pairs_in(*(turned.slice(at, 7) for at in range(0, batch.num_rows, 7)), spill=tmp_path) == expected
    assert list(tmp_path.iterdir()) == []


def test_a_brief_in_a_long_story_is_found_by_containment() -> None:
    texts = []
    for n in range(20):
        words = prose(100, n)
        texts += [text_of(f"a{n}", words), text_of(f"b{n}", [*words, *prose(1000, 100 + n)])]
    assert pairs_in(sketch_texts(texts)) == {(2 * n, 2 * n + 1) for n in range(20)}


def test_short_texts_are_compared_exactly_among_themselves() -> None:
    """They share a fifth, where sampling would miss some."""
    texts = []
    for n in range(60):
        shared = prose(17, n)
        texts += [text_of(f"a{n}", [*shared, *prose(47, 100 + n)]), text_of(f"b{n}", [*prose(47, 200 + n), *shared])]
    found = pairs_in(sketch_texts(texts))
    assert found == {(2 * n, 2 * n + 1) for n in range(60)} == pairs_that_share_enough(texts)


@pytest.mark.parametrize("n_shared", [15, 30])
def test_pairs_that_share_just_enough_are_missed_as_seldom_as_the_formula_says(
    n_shared: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With a bound of one in ten, so that there is something to count."""
    monkeypatch.setattr(sketches, "MISSED", 0.1)
    least_sampled.cache_clear()
    n, length = 400, 5 * n_shared
    texts = []
    for at in range(n):
        shared = prose(n_shared + 4, at)
        ends = [prose(length - n_shared, 1_000 * side + at) for side in (1, 2)]
        texts += [text_of("", [*shared, *end]) for end in ends]
    rows = [(number, len(hashes), hashes[hashes < 2**63]) for number, hashes in enumerate(map(_hashes, texts))]
    monkeypatch.setattr(sketches, "WHOLE_BELOW", 0)
    columns = [
        pa.array(list(column), kind) for column, kind in zip(zip(*rows, strict=True), SKETCHES.types, strict=True)
    ]
    found = pairs_in(pa.record_batch(columns, schema=SKETCHES)) & {(2 * at, 2 * at + 1) for at in range(n)}
    expected = chance_below(int(least_shared(np.array([length]), np.array([length]))[0]), n_shared)
    assert 0.01 < expected <= 0.1
    assert (n - len(found)) / n == pytest.approx(expected, abs=4 * (expected / n) ** 0.5)
    least_sampled.cache_clear()


def _hashes(text: CopyText) -> np.ndarray:
    return shingle(text).hashes


def test_a_pair_at_the_border_is_missed_once_in_a_thousand_at_most() -> None:
    for n in range(10, 60):
        assert chance_below(least_sampled(n), n) <= 0.001 < chance_below(least_sampled(n) + 1, n)


def test_sketches_hold_half_of_the_shingles_of_long_texts_and_all_of_short_ones() -> None:
    assert sketch(text_of("a", prose(59, 1))) is None
    n, hashes = sketch(text_of("a", prose(150, 1))) or (0, np.zeros(0))
    assert n == len(hashes) == 146
    n, hashes = sketch(text_of("a", prose(20_000, 1))) or (0, np.zeros(0))
    assert len(hashes) / n == pytest.approx(0.5, abs=4 * 0.5 / n**0.5)


def test_a_shingle_that_very_many_texts_share_still_leads_to_those_that_are_alike(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    phrase = prose(40, 9)
    stories = [[*prose(300, n), *phrase] for n in range(30)]
    texts = [text_of(str(n), words) for n, words in enumerate([*stories, *stories])]
    monkeypatch.setattr(candidates, "MOST_TEXTS", 8)
    monkeypatch.setattr(candidates, "NEIGHBOURS", 6)
    copies = copies_of(texts)
    assert {(pair.first, pair.second) for pair in copies.pairs if pair.relation == "same_text"} == {
        (n, n + 30) for n in range(30)
    }
    assert len(copies.notes) == 1
    assert copies.notes[0].startswith("at least 2")
    assert copies.notes[0].split(":")[0].endswith("runs of five words stand in more than 8 articles each")
    monkeypatch.setattr(candidates, "MOST_TEXTS", 60)
    assert copies_of(texts).notes == ()


def test_copies_that_more_texts_are_than_are_compared_at_once_are_one_cluster(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(candidates, "MOST_TEXTS", 8)
    monkeypatch.setattr(candidates, "NEIGHBOURS", 6)
    words = prose(300, 1)
    texts = [text_of(str(n), [*words[:n], f"own{n}", *words[n:]]) for n in range(40)]
    assert copies_of(texts).clusters == dict.fromkeys(range(40), "c1")


def test_texts_without_shingles() -> None:
    assert pairs_in() == set()
    empty = pa.record_batch(
        [pa.array([0, 1]), pa.array([0, 0]), pa.array([[], []], SKETCHES.types[2])], schema=SKETCHES
    )
    assert pairs_in(empty, empty) == set()
