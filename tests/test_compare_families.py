"""What is compared: whose words are the basis, and what every piece makes of the sums."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from hand_tables import table
from made_counts import tables_of_counts
from vaderSentiment.vaderSentiment import normalize

from analysis.compare.families import FAMILIES, Family, _apart, _words, family_of
from analysis.measures.frames import name_frames
from analysis.tables import Tables
from analysis.voices import find_voice
from analysis.words import WORD

# The basis of rates

SPANS = [
    ([], []),
    ([(0, 10)], [(0, 10, "A")]),
    ([(0, 10), (20, 30)], [(0, 10, "A"), (20, 30, "B")]),
    ([(0, 30), (10, 20)], [(0, 10, "A"), (10, 20, "B"), (20, 30, "A")]),
    ([(0, 30), (5, 25), (10, 20)], [(0, 5, "A"), (5, 10, "B"), (10, 20, "C"), (20, 25, "B"), (25, 30, "A")]),
    ([(0, 20), (15, 25)], [(0, 15, "A"), (15, 25, "B")]),
    ([(0, 30), (0, 10), (20, 30)], [(0, 10, "B"), (10, 20, "A"), (20, 30, "C")]),
    ([(0, 10), (0, 10)], [(0, 10, "A")]),
]


@pytest.mark.parametrize(("spans", "expected"), SPANS)
def test_of_nested_speeches_the_inner_keeps_its_own(
    spans: list[tuple[int, int]], expected: list[tuple[int, int, str]]
) -> None:
    assert sorted(_apart([(*span, "ABC"[i]) for i, span in enumerate(spans)])) == expected


def voices_of(tables: Tables, article: pd.Series) -> Iterator[str]:
    """The voice of each word of the article's sentences, one by one."""
    spans = tables.quote_spans[tables.quote_spans["role"] == "content"]
    quotes = [
        SimpleNamespace(
            voiced=quote.voiced,
            quote_id=quote.quote_id,
            speaker_name=None,
            content_spans=spans.loc[spans["quote_id"] == quote.quote_id, ["start", "end"]].to_numpy().tolist(),
        )
        for quote in tables.quotes[tables.quotes["article_id"] == article["article_id"]].itertuples()
    ]
    for sentence in tables.sentences[tables.sentences["article_id"] == article["article_id"]].itertuples():
        for word in WORD.finditer(article["text"], sentence.start, sentence.end):
            yield find_voice(*word.span(), quotes).voice  # type: ignore[arg-type]


def test_words_of_narrator_and_quoted_are_those_of_their_voices(tables: Tables) -> None:
    narrator = _words(tables, "narrator").set_index("article_id")["amount"]
    quoted = _words(tables, "quoted").groupby("article_id")["amount"].sum()
    for _, article in tables.articles.iloc[::6].iterrows():
        voices = list(voices_of(tables, article))
        assert quoted.get(article["article_id"], 0) == voices.count("quoted") > 0
        assert narrator[article["article_id"]] == article["n_words"] - voices.count("quoted")


# Sums


@pytest.mark.parametrize("name", FAMILIES)
def test_every_family_has_sums_and_a_basis_for_each_item(name: str, tables: Tables, no_articles: Tables) -> None:
    family = family_of(tables, name)
    assert len(family.items) > 0
    assert family.items["item"].is_unique
    assert family.amounts.columns.tolist() == family.bases.columns.tolist() == family.items["item"].tolist()
    assert family.amounts.sum().tolist() == pytest.approx(
        family.counted.groupby("item")["amount"].sum().reindex(family.items["item"]).tolist()
    )
    if family.unit == "share":
        shares = family.amounts.sum() / family.bases.sum()
        assert shares.between(0, 1).all()
    assert set(family.pieces["item"]) <= set(family.items["item"])
    assert family_of(no_articles, name).items.empty


def test_unknown_family_names_those_there_are(tables: Tables) -> None:
    with pytest.raises(ValueError, match=r"no family 'frames'; there are frames-narrator, .*targets-narrator"):
        family_of(tables, "frames")


def test_rates_are_for_a_thousand_words_of_the_voice() -> None:
    tables = tables_of_counts(["A", "B"], words=[400, 600], hits=[(0, "wall", 3), (1, "ring", 1)])
    family = family_of(tables, "frames-narrator")
    assert family.scale == 1000
    assert family.amounts["siege"].to_dict() == {"a000": 3, "a001": 1}
    assert family.bases["siege"].to_dict() == {"a000": 400, "a001": 600}


def test_shares_of_stances_are_of_the_quotes_that_have_one() -> None:
    quotes = [(0, "Lund", "neutral", "say", 3), (0, "Marlow", "doubting", "claim", 1), (1, None, "neutral", "say", 2)]
    family = family_of(tables_of_counts(["A", "B"], quotes=quotes), "stances")
    assert family.amounts["doubting"].to_dict() == {"a000": 1, "a001": 0}
    assert family.bases["doubting"].to_dict() == {"a000": 4, "a001": 2}


# What is missing without a piece


def without_term(tables: Tables, piece: str) -> Tables:
    return replace(tables, frame_hits=tables.frame_hits[tables.frame_hits["term"] != piece])


def without_cue(tables: Tables, piece: str) -> Tables:
    return replace(tables, quotes=tables.quotes[(tables.quotes["cue_lemma"] != piece).fillna(True)])


def without_event(tables: Tables, piece: str) -> Tables:
    return replace(tables, agency_events=tables.agency_events[tables.agency_events["text"].str.casefold() != piece])


def without_mark(tables: Tables, piece: str) -> Tables:
    return replace(tables, distance_marks=tables.distance_marks[tables.distance_marks["text"].str.casefold() != piece])


def without_speaker(tables: Tables, piece: str) -> Tables:
    return replace(tables, quotes=tables.quotes[(tables.quotes["speaker_id"] != piece).fillna(True)])


PIECES: list[tuple[str, str, Callable[[Tables, str], Tables]]] = [
    ("frames-narrator", "term", without_term),
    ("frames-quoted", "term", without_term),
    ("stances", "term", without_cue),
    ("stances", "speaker", without_speaker),
    ("sources", "speaker", without_speaker),
    ("doers", "term", without_event),
    ("distance", "term", without_mark),
]


def sums_of(family: Family, tables: Tables, item: str) -> pd.DataFrame:
    """Amount and basis of each article, 0 where the item does not occur."""
    ids = tables.articles["article_id"]
    columns = {"amount": family.amounts, "basis": family.bases}
    found = {name: sums[item].reindex(ids).fillna(0.0) for name, sums in columns.items() if item in sums}
    return pd.DataFrame(found, index=pd.Index(ids), columns=["amount", "basis"]).fillna(0.0)


@pytest.mark.parametrize(("name", "kind", "without"), PIECES)
def test_a_piece_is_what_the_sums_lose_when_its_rows_are_gone(
    name: str, kind: str, without: Callable[[Tables, str], Tables], tables: Tables
) -> None:
    family = family_of(tables, name)
    pieces = family.pieces[family.pieces["kind"] == kind]
    assert len(pieces) > 0
    for piece in pieces["piece"].unique()[:8]:
        of_piece, left = pieces[pieces["piece"] == piece], family_of(without(tables, piece), name)
        for item in set(left.items["item"]) & set(of_piece["item"]):
            lost = of_piece[of_piece["item"] == item]
            lost = lost.groupby("article_id")[["amount", "basis"]].sum().reindex(tables.articles["article_id"])
            expected = sums_of(family, tables, item) - lost.fillna(0.0)
            assert np.allclose(sums_of(left, tables, item), expected)


SENTENCES = [
    # Valences, marks' emphasis with the sentence's sign, and what the compound is without "crush".
    ((("crush", -3.0),), -0.292, 0.0),
    ((("crush", -3.0), ("hope", 2.0)), -0.292, normalize(2.0 + 0.292)),
    ((("crush", -1.0), ("hope", 2.0)), 0.292, normalize(2.0 + 0.292)),
    ((("crush", -1.0), ("Crush", -2.0), ("hope", 1.5)), -0.292, normalize(1.5 + 0.292)),
    ((("crush", 0.1), ("hope", 0.2), ("fear", -0.2)), 0.292, 0.0),
    ((("crush", 0.0), ("hope", 2.0)), 0.292, normalize(2.0 + 0.292)),
]


@pytest.mark.parametrize(("words", "emphasis", "left"), SENTENCES)
def test_without_a_word_a_sentence_has_the_compound_of_the_others(
    words: tuple[tuple[str, float], ...], emphasis: float, left: float
) -> None:
    compound = normalize(sum(valence for _, valence in words) + emphasis)
    where = {"article_id": "a000", "sentence": 0, "voice": "narrator"}
    tables = replace(
        tables_of_counts(["A"]),
        sentences=table("sentences", [{**where, "compound": compound, "emphasis": emphasis}]),
        valence_words=table("valence_words", [{**where, "text": text, "valence": valence} for text, valence in words]),
    )
    pieces = family_of(tables, "sentiment-exact").pieces
    own = pieces.loc[pieces["piece"] == "crush", "amount"]
    assert compound - own.sum() == pytest.approx(left)


def test_frames_of_one_name_in_two_lexicons_are_two_items(tables: Tables) -> None:
    hits = tables.frame_hits
    other = hits.assign(lexicon=hits["lexicon"].where(hits.index % 2 == 0, "another"))
    family = family_of(replace(tables, frame_hits=other), "frames-narrator")
    narrators = other[other["voice"] == "narrator"]
    assert set(family.items["item"]) == set(name_frames(other)[narrators.index])
    assert len(family.items) > family_of(tables, "frames-narrator").items["item"].size
