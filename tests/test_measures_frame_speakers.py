from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest
from made_articles import make_tables

from analysis.measures import MIN_ARTICLES, REPEATED, frames_by_speaker, narrator_repeats, who_says
from analysis.measures.terms import TermChoice
from analysis.tables import Tables


def places(paragraphs: list[str], *, headline: bool = False) -> dict[str, int]:
    """In how many cases of one article the narrator repeats, by place; places without a case are left out."""
    table = narrator_repeats(make_tables([paragraphs], headline=headline))
    whole = table[table["by"] == "all"]
    assert (whole["n_cases"] == 1).all()
    return dict(zip(whole["place"], whole["n_repeated"].tolist(), strict=True))


@pytest.mark.parametrize(
    ("paragraphs", "found"),
    [
        (["The [war:siege] goes on.", "It is a [war:siege@Ada] she said."], {"before"}),
        (["It is a [war:siege@Ada] she said.", "The [war:siege] goes on."], {"after"}),
        (["It is a [war:siege@Ada] she said.", "Nothing else."], set()),
        # Another term of the same frame is no repetition; nor is what the narrator negates, nor another speaker's word.
        (["It is a [war:siege@Ada] she said.", "The [war:battle] goes on."], set()),
        (["It is a [war:siege@Ada] she said.", "There is no [war:siege!negated] here."], set()),
        (["It is a [war:siege@Ada] she said.", "A [war:siege@Ben] he said."], set()),
        # What a speaker denies is said all the same; one who is not known is a speaker.
        (["No [war:siege@Ada!negated] she said.", "The [war:siege] goes on."], {"after"}),
        (["It is a [war:siege@?] they said.", "The [war:siege] goes on."], {"after"}),
        # Of several terms the one that comes first decides.
        (["[war:siege] then [war:siege@Ada] and [war:battle@Ada].", "A [war:battle]."], {"before"}),
    ],
)
def test_where_the_narrator_repeats_a_term(paragraphs: list[str], found: set[str]) -> None:
    expected = {"anywhere": int(bool(found))} | {place: int(place in found) for place in ("before", "after")}
    assert places(paragraphs) == expected


@pytest.mark.parametrize(
    ("paragraphs", "expected"),
    [
        (["[war] looms", "[war@Ada] she said."], {"anywhere": 1, "headline": 1, "before": 0, "after": 0}),
        (["[war@Ada] looms", "[war@Ada] she said."], {"anywhere": 0, "headline": 0, "before": 0, "after": 0}),
        (["Quiet day", "[war@Ada] she said. [war] looms."], {"anywhere": 1, "headline": 0, "before": 0, "after": 1}),
        # A speaker of the headline alone gives it nothing to repeat.
        (["[war@Ada], she says, and [war]", "Nothing."], {"anywhere": 1, "before": 0, "after": 0}),
    ],
)
def test_headlines_repeat_what_is_said_below(paragraphs: list[str], expected: dict[str, int]) -> None:
    assert places(paragraphs, headline=True) == expected


def test_shares_and_intervals_by_frame_and_outlet() -> None:
    repeated, not_repeated, silent = (
        ["[war] and [war@Ada]", "[law@Ben] he said"],
        ["only [war@Ada]", "words"],
        ["the [war] alone", "words"],
    )
    n = MIN_ARTICLES
    articles = [repeated] * n + [not_repeated] * n + [silent] * n
    outlets = ["Gazette"] * n + ["Ledger"] * n + ["Ledger"] * n
    table = narrator_repeats(make_tables(articles, outlets=outlets))
    anywhere = table[table["place"] == "anywhere"].set_index(["by", "frame", "outlet"])
    counts = {
        tuple("" if pd.isna(part) else part for part in key): (row["n_repeated"], row["n_cases"], row["n_articles"])
        for key, row in anywhere.iterrows()
    }
    assert counts == {
        ("all", "", ""): (n, 3 * n, 2 * n),
        ("frame", "war", ""): (n, 2 * n, 2 * n),
        ("frame", "law", ""): (0, n, n),
        ("outlet", "", "Gazette"): (n, 2 * n, n),
        ("outlet and frame", "war", "Gazette"): (n, n, n),
        ("outlet and frame", "law", "Gazette"): (0, n, n),
        ("outlet", "", "Ledger"): (0, n, n),
        ("outlet and frame", "war", "Ledger"): (0, n, n),
    }
    assert (table["share"] == table["n_repeated"] / table["n_cases"]).all()
    assert "headline" not in set(table["place"])
    # No interval where all are alike.
    assert table.loc[table["share"].isin([0, 1]), "share_low"].isna().all()


def test_intervals_enclose_the_share(tables: Tables) -> None:
    table = narrator_repeats(tables)
    with_interval = table[table["share_low"].notna()]
    assert len(with_interval)
    assert (with_interval["n_articles"] >= MIN_ARTICLES).all()
    assert (with_interval["share_low"] <= with_interval["share"]).all()
    assert (with_interval["share"] <= with_interval["share_high"]).all()
    whole = table[table["by"] == "all"].set_index("place")["n_repeated"]
    assert whole["anywhere"] >= max(whole[place] for place in REPEATED)
    assert whole["before"] + whole["after"] + whole["headline"] >= whole["anywhere"]


def test_speakers_of_a_frame_are_those_of_who_says(tables: Tables) -> None:
    table = frames_by_speaker(tables)
    hits = tables.frame_hits
    assert table["n_hits"].sum() == len(hits)
    frames = table["frame"].drop_duplicates().tolist()
    assert frames == hits["frame"].value_counts().index.tolist()
    for frame in frames:
        own = table[table["frame"] == frame].drop(columns=["frame", "n_articles_repeated"]).reset_index(drop=True)
        pd.testing.assert_frame_equal(own, who_says(TermChoice(frame, "", hits[hits["frame"] == frame])))
        assert own["voice"].tolist()[0] == "narrator"


def test_a_speakers_words_that_the_narrator_repeats_are_counted_by_article() -> None:
    articles = [
        ["[war@Ada] [war@Ada] [war@Ben]", "[war] again"],
        ["[war@Ada] she said", "nothing"],
        ["[war:siege@Ada] she said", "another [war] here"],
        ["[war@?] they said", "[war]"],
    ]
    tables = make_tables(articles)
    hits = tables.frame_hits
    table = frames_by_speaker(replace(tables, frame_hits=hits.assign(speaker_id=hits["speaker_name"])))
    rows = {
        (row["voice"], row["naming"]): (row["n_hits"], row["n_articles"], row["n_articles_repeated"])
        for row in table.to_dict("records")
    }
    assert rows["quoted", "unresolved"] == (1, 1, 1)
    narrator = table[table["voice"] == "narrator"].iloc[0]
    assert narrator["n_hits"] == 3
    assert pd.isna(narrator["n_articles_repeated"])
    by_name = table.dropna(subset="speaker_id").set_index("speaker_id")
    assert by_name.loc["Ada", ["n_hits", "n_articles", "n_articles_repeated"]].tolist() == [4, 3, 1]
    assert by_name.loc["Ben", ["n_hits", "n_articles", "n_articles_repeated"]].tolist() == [1, 1, 1]


def test_nothing_said_gives_empty_tables(no_articles: Tables, tables: Tables) -> None:
    for measure in (frames_by_speaker, narrator_repeats):
        empty = measure(no_articles)
        assert empty.empty
        assert dict(empty.dtypes) == dict(measure(tables).dtypes)
    assert narrator_repeats(make_tables([["the [war] alone"]])).empty
