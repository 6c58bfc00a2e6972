from __future__ import annotations

import random
from dataclasses import replace
from itertools import product

import numpy as np
import pandas as pd
import pytest
from made_articles import make_tables

from analysis.measures import MIN_ARTICLES, frames_together
from analysis.measures.permutation import adjust_p, permutation_p, strew
from analysis.tables import Tables

EMPTY = "nothing of note here"


def pair(table: pd.DataFrame, a: str, b: str) -> pd.Series:
    rows = table[(table["frame_a"].isin([a, b])) & (table["frame_b"].isin([a, b]))]
    assert len(rows) == 1
    return rows.iloc[0]


def strewn(n_articles: int, frames: str, lengths: list[int], *, rate: float, seed: int) -> Tables:
    """Articles whose frames are strewn over their words independently of one another."""
    rng = random.Random(seed)
    articles = []
    for _ in range(n_articles):
        paragraphs = []
        for n_words in lengths:
            words = ["filler"] * n_words
            for frame in frames:
                for i in range(n_words):
                    if rng.random() < rate and words[i] == "filler":
                        words[i] = f"[{frame}]"
            paragraphs.append(" ".join(words))
        articles.append(paragraphs)
    return make_tables(articles)


def test_strewing_keeps_how_many_paragraphs_each_thing_stands_in() -> None:
    laid = strew([0, 1, 3, 5], [9, 1, 4, 2, 7], n_permutations=500, rng=np.random.default_rng(1))
    assert (laid.sum(axis=2) == [0, 1, 3, 5]).all()


def test_strewing_prefers_paragraphs_by_their_words() -> None:
    laid = strew([1, 2], [1, 2, 7], n_permutations=40_000, rng=np.random.default_rng(2))
    assert laid[:, 0].mean(axis=0) == pytest.approx([0.1, 0.2, 0.7], abs=0.01)
    # Two without replacement: the chance of each paragraph, summed over the orders in which two can be drawn.
    weights = np.array([1, 2, 7]) / 10
    chances = np.zeros(3)
    for first, second in product(range(3), repeat=2):
        if first != second:
            p = weights[first] * weights[second] / (1 - weights[first])
            chances[[first, second]] += p
    assert laid[:, 1].mean(axis=0) == pytest.approx(chances, abs=0.01)


@pytest.mark.parametrize(("counts", "weights"), [([3], [1, 1]), ([1], [1, 0])])
def test_what_cannot_be_strewn_is_refused(counts: list[int], weights: list[int]) -> None:
    with pytest.raises(ValueError, match="no more paragraphs than there are"):
        strew(counts, weights, n_permutations=2, rng=np.random.default_rng(0))


def test_p_counts_the_observed_value_too() -> None:
    drawn = np.zeros((99, 1), dtype=np.int64)
    assert permutation_p([1], drawn) == pytest.approx([0.01])
    assert permutation_p([0], drawn) == pytest.approx([1.0])


def test_adjusted_p_agree_with_the_definition() -> None:
    assert adjust_p([0.01, 0.04, 0.03, 0.005, 0.5]) == pytest.approx([0.025, 0.05, 0.05, 0.025, 0.5])
    p = np.random.default_rng(3).random(40) ** 3
    expected = [min(1.0, *(len(p) * x / (p <= x).sum() for x in p if x >= own)) for own in p]
    assert adjust_p(p) == pytest.approx(expected)
    assert adjust_p([]).size == 0


def test_expected_is_that_of_drawing_without_regard_to_the_other() -> None:
    # Equal paragraphs: a and b, in 2 and 3 of 4, meet in 2 · 3 / 4 of them on average.
    article = ["[a] here [b] now", "[a] here [b] now", f"{EMPTY}", "none but [b] here"]
    row = pair(frames_together(make_tables([article, [EMPTY]])), "a", "b")
    assert (row["n_together"], row["n_paragraphs"], row["n_a"], row["n_b"]) == (2, 5, 3, 2)
    assert row["n_expected"] == pytest.approx(1.5, abs=0.03)
    assert row["lift"] == pytest.approx(2 / 1.5, rel=0.02)
    # 2 × 2 table of all five paragraphs: both 2, only b 1, neither 2.
    assert row["phi"] == pytest.approx((2 * 2 - 0 * 1) / np.sqrt(2 * 3 * 3 * 2))
    assert row["npmi"] == pytest.approx(np.log(2 / 5 / (2 / 5 * 3 / 5)) / -np.log(2 / 5))


def test_a_pair_in_the_same_paragraphs_stands_out_and_a_topic_does_not() -> None:
    rng = random.Random(5)
    articles = []
    for number in range(40):
        paragraphs = [[] for _ in range(12)]
        for at in rng.sample(range(12), 2):
            paragraphs[at] += ["[war]", "[law]"]
        if number % 2:  # half of the articles are about both, in paragraphs that have nothing to do with one another
            for frame in ("[cost]", "[vote]"):
                for at in rng.sample(range(12), 3):
                    paragraphs[at].append(frame)
        articles.append([" ".join([*words, *["filler"] * (6 - len(words))]) for words in paragraphs])
    table = frames_together(make_tables(articles))
    assert table.loc[table["beyond"], ["frame_a", "frame_b"]].to_numpy().tolist() == [["law", "war"]]
    together = pair(table, "war", "law")
    assert together["lift"] == pytest.approx(6, rel=0.1)
    assert together["p"] == pytest.approx(1 / 5000)
    topic = pair(table, "cost", "vote")
    assert topic["phi"] > 0.05  # over all paragraphs they look like a pair
    assert topic["p"] > 0.05


def test_long_paragraphs_make_no_pair() -> None:
    uneven = strewn(300, "ab", [5, 5, 5, 5, 80, 5, 5, 80], rate=0.004, seed=6)
    table = frames_together(uneven, n_permutations=999)
    row = pair(table, "a", "b")
    assert 0.8 < row["lift"] < 1.2
    assert not row["beyond"]
    # Were all paragraphs alike, as many again would be together as expected.
    even = uneven.sentences.assign(text="as long as any other")
    alike_tables = replace(uneven, sentences=even.astype(uneven.sentences.dtypes))
    alike = pair(frames_together(alike_tables, n_permutations=999), "a", "b")
    assert alike["lift"] > 1.5


def test_of_frames_that_have_nothing_to_do_with_one_another_few_stand_out() -> None:
    table = frames_together(
        strewn(60, "abcdefghij", [20, 40, 10, 60, 30, 20, 50, 15], rate=0.004, seed=8), n_permutations=999
    )
    tested = table[table["p"].notna()]
    assert len(tested) == 45
    assert (tested["p"] <= 0.05).mean() < 0.12
    assert tested["p"].mean() == pytest.approx(0.55, abs=0.15)
    assert not table["beyond"].any()


def test_a_word_of_two_frames_makes_no_pair_but_pairs_with_a_third() -> None:
    articles = [["[a+b] with [c] here", EMPTY, EMPTY, "[a] and [b] both here"]] * MIN_ARTICLES
    table = frames_together(make_tables(articles), n_permutations=200)
    assert pair(table, "a", "b")[["n_together", "n_a", "n_b"]].tolist() == [10, 10, 10]
    assert pair(table, "a", "c")[["n_together", "n_a", "n_b"]].tolist() == [10, 20, 10]
    assert pair(table, "b", "c")["n_together"] == 10


def test_a_single_article_makes_no_pair() -> None:
    heap = ["[a] [b] there"] * 8 + ["just filler words"] * 8
    apart = ["[a] there is", "[b] there is", *["just filler words"] * 10]
    row = pair(frames_together(make_tables([heap, *[apart] * 11])), "a", "b")
    assert row["q"] < 0.05
    assert (row["n_articles"], row["n_articles_together"]) == (12, 1)
    assert row["lift_low"] < 1
    assert not row["beyond"]


def test_headlines_are_no_paragraphs() -> None:
    table = frames_together(make_tables([["[a] [b]", "[a] alone", "[b] alone"]], headline=True))
    assert table[["n_together", "n_paragraphs"]].to_numpy().tolist() == [[0, 2]]


@pytest.mark.parametrize(("n", "tested"), [(MIN_ARTICLES - 1, False), (MIN_ARTICLES, True)])
def test_few_articles_are_described_only(n: int, tested: bool) -> None:
    articles = [["[a] [b] here", EMPTY, EMPTY]] * n + [["[a] alone"]] * 5
    row = pair(frames_together(make_tables(articles), n_permutations=200), "a", "b")
    assert (row["n_together"], row["n_articles"]) == (n, n)
    for column in ("p", "q", "z", "lift_low", "lift_high"):
        assert pd.notna(row[column]) == tested, column
    assert row["beyond"] == tested


def test_a_pair_that_never_meets_has_no_interval_without_width() -> None:
    row = pair(frames_together(make_tables([["[a] here", "[b] here"]] * 12), n_permutations=200), "a", "b")
    assert (row["lift"], row["p"], row["npmi"]) == (0, 1, -1)
    assert pd.isna(row["lift_low"])


def test_the_seed_decides(tables: Tables) -> None:
    first = frames_together(tables, n_permutations=300)
    pd.testing.assert_frame_equal(first, frames_together(tables, n_permutations=300))
    other = frames_together(tables, n_permutations=300, seed=1)
    assert first["n_together"].tolist() == other["n_together"].tolist()
    assert first["n_expected"].tolist() != other["n_expected"].tolist()


def test_nothing_gives_an_empty_table_of_the_same_columns(no_articles: Tables, tables: Tables) -> None:
    empty = frames_together(no_articles)
    assert empty.empty
    assert dict(empty.dtypes) == dict(frames_together(tables, n_permutations=10).dtypes)
    assert frames_together(make_tables([["only [a] here"]])).empty
