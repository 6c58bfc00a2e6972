from __future__ import annotations

import pandas as pd
import pytest
from made_articles import make_tables

from analysis.measures import MIN_ARTICLES, PLACES, count_words_by, frame_prominence
from analysis.records import ArticleAnalysis
from analysis.tables import Tables


def in_places(paragraphs: list[str], frame: str = "war") -> list[int]:
    table = frame_prominence(make_tables([paragraphs], headline=True))
    own = table[table["frame"] == frame]
    assert own["place"].tolist() == list(PLACES)
    return own["n_hits"].tolist()


@pytest.mark.parametrize(
    ("body", "thirds"),
    [
        (["[war] b c d e f"], [1, 0, 0]),
        (["a b [war] d e f"], [0, 1, 0]),
        (["a b c d [war] f"], [0, 0, 1]),
        # Thirds go by words, not by paragraphs.
        (["a [war]", "[war] d", "e", "[war]"], [1, 1, 1]),
        # Seven words: three, two and two.
        (["[war] [war] [war] [war] [war] [war] [war]"], [3, 2, 2]),
        (["[war]"], [1, 0, 0]),
        (["[war] [war]"], [1, 1, 0]),
    ],
)
def test_thirds_of_the_body_go_by_words(body: list[str], thirds: list[int]) -> None:
    assert in_places(["headline", "lead", *body]) == [0, 0, *thirds]


def test_words_of_the_thirds_are_as_many_as_their_hits_can_be() -> None:
    table = frame_prominence(make_tables([["head line", "a lead", "[war] " * n] for n in range(1, 12)], headline=True))
    assert table["n_words"].tolist() == [22, 22, *table["n_hits"].tolist()[2:]]


def test_each_hit_could_stand_anywhere_in_its_own_article() -> None:
    # Two hits in an article of 10 words, one in one of 100: both headlines have 2 words.
    short = ["[war] looms", "lead [war] words", "x " * 5]
    long = ["quiet day", "lead is here", "x " * 94 + "[war]"]
    table = frame_prominence(make_tables([short, long, ["no hit"] * 3], headline=True)).set_index("place")
    expected = (2 * 2 / 10 + 1 * 2 / 100) / 3
    assert table.loc["headline", "expected_share"] == pytest.approx(expected)
    assert table.loc["headline", "share"] == pytest.approx(1 / 3)
    assert table.loc["headline", "ratio"] == pytest.approx(1 / 3 / expected)
    assert table.loc["headline", "rate"] == pytest.approx(1000 * 1 / 6)
    assert table["expected_share"].sum() == pytest.approx(1)


def test_shares_add_up_and_rates_divide_by_the_words_of_the_place(
    analyses: list[ArticleAnalysis], tables: Tables
) -> None:
    table = frame_prominence(tables)
    assert table.groupby("frame")["share"].sum().tolist() == pytest.approx([1.0] * table["frame"].nunique())
    words = count_words_by(tables, "zone")
    own = table.drop_duplicates("place").set_index("place")["n_words"]
    assert (own["headline"], own["lead"], own[["body 1", "body 2", "body 3"]].sum()) == tuple(
        words[["headline", "lead", "body"]]
    )
    hits = [hit for analysis in analyses for hit in analysis.hits if not hit.contested]
    for row in table.to_dict("records"):
        assert row["rate"] == pytest.approx(1000 * row["n_hits"] / row["n_words"])
        if row["place"] in ("headline", "lead"):
            assert row["n_hits"] == sum(h.frame == row["frame"] and h.zone == row["place"] for h in hits)


def test_intervals_enclose_what_they_are_of(tables: Tables) -> None:
    table = frame_prominence(tables)
    for name in ("rate", "share", "ratio"):
        own = table[table[f"{name}_low"].notna()]
        assert len(own), name
        assert (own[f"{name}_low"] <= own[name]).all()
        assert (own[name] <= own[f"{name}_high"]).all()
    assert table.loc[table["n_hits"] == 0, ["rate_low", "share_low", "ratio_low"]].isna().all(axis=None)


@pytest.mark.parametrize(("n", "drawn"), [(MIN_ARTICLES - 1, False), (MIN_ARTICLES, True)])
def test_few_articles_have_no_interval(n: int, drawn: bool) -> None:
    articles = [
        ["[war] now" if i % 2 else "quiet now", "lead words", "x " * 9 + "[war] " * (i % 3 + 1)] for i in range(n)
    ]
    row = frame_prominence(make_tables(articles, headline=True)).iloc[0]
    for name in ("rate", "share", "ratio"):
        assert pd.notna(row[f"{name}_low"]) == drawn


def test_articles_without_headline_are_not_expected_to_have_hits_there() -> None:
    table = frame_prominence(make_tables([["[war] lead", "x y [war]"]])).set_index("place")
    assert table.loc["headline", ["n_hits", "n_words", "expected_share"]].tolist() == [0, 0, 0]
    assert table.loc["headline", ["rate", "ratio"]].isna().all()


def test_no_articles_give_an_empty_table(no_articles: Tables, tables: Tables) -> None:
    empty = frame_prominence(no_articles)
    assert empty.empty
    assert dict(empty.dtypes) == dict(frame_prominence(tables).dtypes)
