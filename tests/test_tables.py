from __future__ import annotations

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.records import (
    ANALYSED_ZONES,
    Article,
    ArticleAnalysis,
    FrameHit,
    Problem,
    Quote,
    SentenceScore,
    ValenceWord,
    Zone,
)
from analysis.rows import format_valence
from analysis.tables import COLUMNS, Tables, build_tables, column_dictionary_markdown
from analysis.words import count_words

SPAN_TABLES = (
    "sentences",
    "valence_words",
    "quote_spans",
    "frame_hits",
    "contested_hits",
    "distance_marks",
    "targets",
    "boilerplate",
)

TEXT = 'Head\n\n"We won," he said. "Twice."\n\nRead more'


def hand_built() -> ArticleAnalysis:
    article = Article(
        article_id="a",
        text=TEXT,
        zones=(Zone("headline", 0, 4), Zone("lead", 6, 33), Zone("boilerplate", 35, 44, "read_more")),
        outlet="Gazette",
        date=date(2024, 3, 1),
    )
    quote = Quote(
        article_id="a",
        quote_id="a:q1",
        quote_type="direct",
        attribution_type="speech",
        content_spans=((6, 15), (25, 33)),
        cue_spans=((19, 23),),
        speaker_spans=((16, 18),),
        cue_lemma="say",
        speaker="he",
        speaker_name=None,
        speaker_type="unknown",
        speaker_via="none",
        via="tagger",
    )
    words = (
        ValenceWord(10, 13, "won", "won", 2.7, 2.7, adjusted_valence=0.0, adjustment="domain", reason="elections"),
        ValenceWord(19, 23, "said", "said", -0.293, -0.293, ("boosted", "negated"), -0.293, ("boosted",)),
    )
    scores = [(0, 0, 4, -0.05, ()), (1, 6, 24, 0.6, words), (2, 25, 33, 0.02, ())]
    sentences = [
        SentenceScore(
            "a", n, start, end, TEXT[start:end], "lead" if n else "headline", "narrator", 0.0, None, c, 0, 1, 0, w, n
        )
        for n, start, end, c, w in scores
    ]
    return ArticleAnalysis(article, 6, 3, sentences=tuple(reversed(sentences)), quotes=(quote,))


def texts_agree(tables: Tables) -> bool:
    texts = tables.articles.set_index("article_id")["text"]
    return all(
        texts[row["article_id"]][row["start"] : row["end"]] == row["text"]
        for name in SPAN_TABLES
        for row in tables.by_name()[name].to_dict("records")
    )


@pytest.mark.parametrize("fixture", ["tables", "one_article", "no_articles"])
def test_every_table_always_has_its_columns_and_dtypes(fixture: str, request: pytest.FixtureRequest) -> None:
    built: Tables = request.getfixturevalue(fixture)
    assert list(built.by_name()) == list(COLUMNS)
    for name, frame in built.by_name().items():
        expected = {column.name: pd.api.types.pandas_dtype(column.dtype) for column in COLUMNS[name]}
        assert dict(frame.dtypes) == expected, name
        assert isinstance(frame.index, pd.RangeIndex), name


def test_spans_of_all_tables_are_the_article_text(tables: Tables) -> None:
    assert all(len(tables.by_name()[name]) for name in SPAN_TABLES)
    assert texts_agree(tables)


@settings(max_examples=60, deadline=None)
@given(st.text(st.characters(), min_size=1, max_size=80), st.data())
def test_no_text_breaks_tables_or_offsets(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    cut = text[start:end]
    words = (ValenceWord(start, end, cut, cut, 1.0, 1.0, reason=cut),)
    analysis = ArticleAnalysis(
        Article("x", text, (Zone("boilerplate", start, end, "rule"),), headline=text, author=text),
        1,
        1,
        sentences=(SentenceScore("x", 0, start, end, cut, "body", "narrator", 0.0, cut, 0.0, 0.0, 1.0, 0.0, words, 0),),
        hits=(
            FrameHit("x", "l", "f", cut, None, start, end, cut, 0, "body", "narrator", None, None, "asserted", None),
        ),
    )
    built = build_tables([analysis])
    assert texts_agree(built)
    assert built.articles["n_characters"].tolist() == [len(text)]


def test_quote_row_is_the_hull_with_all_pieces() -> None:
    built = build_tables([hand_built()])
    quote = built.quotes.iloc[0]
    assert quote["content"] == '"We won," … "Twice."'
    assert (quote["start"], quote["end"]) == (6, 33)
    assert (quote["n_words"], quote["zone"], quote["sentence"], quote["cue"]) == (3, "lead", 1, "said")
    assert pd.isna(quote["speaker_name"])
    spans = built.quote_spans[["role", "part", "start", "end", "text"]].to_numpy().tolist()
    assert spans == [
        ["content", 1, 6, 15, '"We won,"'],
        ["content", 2, 25, 33, '"Twice."'],
        ["cue", 1, 19, 23, "said"],
        ["speaker", 1, 16, 18, "he"],
    ]


def test_quote_outside_every_sentence_has_no_sentence() -> None:
    analysis = replace(hand_built(), sentences=())
    assert build_tables([analysis]).quotes["sentence"].isna().all()


def test_article_row_sums_up_its_sentences() -> None:
    row = build_tables([hand_built()], corpus="c").articles.iloc[0]
    assert row["sentiment_mean"] == pytest.approx((-0.05 + 0.6 + 0.02) / 3)
    assert row["negative_share"] == pytest.approx(1 / 3)
    assert row["positive_share"] == pytest.approx(1 / 3)
    assert (row["corpus"], row["n_quotes"], row["n_beliefs"], row["n_words"], row["date"]) == (
        "c",
        1,
        0,
        6,
        pd.Timestamp(2024, 3, 1),
    )


def test_what_is_not_known_is_missing() -> None:
    bare = ArticleAnalysis(Article("a", "text"), 0, 0)
    row = build_tables([bare], [Problem("f.txt", "", "broken")])
    article = row.articles.iloc[0]
    missing = {name for name in row.articles.columns if pd.isna(article[name])}
    assert missing == {
        "corpus", "outlet", "date", "author", "headline", "url", "language", "path", "row",
            "copy_cluster",
        "sentiment_mean", "negative_share", "positive_share",
        "adjusted_mean", "adjusted_negative_share", "adjusted_positive_share",
    }  # fmt: skip
    assert row.problems.isna().to_numpy().tolist() == [[False, True, False, False]]


def test_rows_come_in_text_order_and_words_with_their_valence() -> None:
    built = build_tables([hand_built()])
    assert built.sentences["start"].tolist() == [0, 6, 25]
    assert built.sentences["words"].fillna("-").tolist() == ["-", "won +2.7; said −0.29", "-"]
    assert built.sentences["adjusted_words"].fillna("-").tolist() == ["-", "said −0.29", "-"]
    assert built.sentences["n_valence_words"].tolist() == [0, 2, 0]
    columns = ["text", "valence", "rules", "adjusted_valence", "adjustment"]
    assert built.valence_words[columns].fillna("-").to_numpy().tolist() == [
        ["won", 2.7, "-", 0.0, "domain"],
        ["said", -0.293, "boosted, negated", -0.293, "-"],
    ]


def test_boilerplate_is_every_zone_that_is_not_analysed(analyses: list[ArticleAnalysis], tables: Tables) -> None:
    left_out = sum(zone.kind not in ANALYSED_ZONES for a in analyses for zone in a.article.zones)
    assert len(tables.boilerplate) == left_out > 0
    assert not set(tables.boilerplate["kind"]) & ANALYSED_ZONES


def test_contested_hits_have_a_table_of_their_own(analyses: list[ArticleAnalysis], tables: Tables) -> None:
    hits = [hit for analysis in analyses for hit in analysis.hits]
    assert len(tables.contested_hits) == sum(hit.contested for hit in hits) > 0
    assert len(tables.frame_hits) == sum(not hit.contested for hit in hits)
    assert set(tables.contested_hits["variant"]) == {"militants", "rebels"}


def test_two_articles_with_one_id_are_refused() -> None:
    with pytest.raises(ValueError, match="two articles have the id 'a'"):
        build_tables([hand_built(), hand_built()])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", 0),
        ("— … ! _", 0),
        ("don't won’t", 2),
        ("cease-fire 60-day U.S.", 4),
        ("Netanyahu’s 2,000", 3),
        ("город 東京 élan", 3),
    ],
)
def test_count_words(text: str, expected: int) -> None:
    assert count_words(text) == expected


@pytest.mark.parametrize(("valence", "expected"), [(0.0, "+0"), (10.0, "+10"), (-1.25, "−1.25"), (-0.999, "−1")])
def test_format_valence(valence: float, expected: str) -> None:
    assert format_valence(valence) == expected


def test_column_dictionary_names_every_column_once() -> None:
    sections = column_dictionary_markdown().split("### ")[1:]
    assert [section.split("\n", 1)[0] for section in sections] == list(COLUMNS)
    for section, columns in zip(sections, COLUMNS.values(), strict=True):
        rows = [line.split(" | ")[0].strip("| `") for line in section.splitlines() if line.startswith("| `")]
        assert rows == [column.name for column in columns]
