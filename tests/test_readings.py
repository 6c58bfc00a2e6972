"""The two readings of sentences, and the sentences that weigh most, against numbers computed by hand."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest
from hand_tables import tables_of, tables_of_sentences

from analysis.charts.colours import LIGHT
from analysis.charts.drawing import Request
from analysis.charts.readings import CAUSES, draw_readings
from analysis.charts.sentiment import plot_sentiment_by_voice
from analysis.measures import (
    MIN_ARTICLES,
    UnknownTargetError,
    compare_readings,
    count_adjustments,
    count_label_changes,
    sentiment_along_article,
    sentiment_by_voice,
    weightiest_sentences,
)
from analysis.measures.readings import ADJUSTMENTS
from analysis.publishing.listings.sentiment import list_weightiest
from analysis.tables import Tables

WORDS = [
    {"article_id": "a", "sentence": 0, "text": "United", "valence": 1.8, "adjusted_valence": 0, "adjustment": "name"},
    {"article_id": "a", "sentence": 0, "text": "crush", "valence": -0.6, "adjusted_valence": -0.6},
    {"article_id": "a", "sentence": 1, "text": "party", "valence": 1.7, "adjusted_valence": 0, "adjustment": "domain"},
    {"article_id": "a", "sentence": 1, "text": "famine", "valence": 0, "adjusted_valence": -2.5, "adjustment": "added"},
    {"article_id": "b", "sentence": 0, "text": "Hope", "valence": 1.9, "adjusted_valence": 0, "adjustment": "name"},
]


@pytest.fixture
def small() -> Tables:
    sentences = [
        ("a", "narrator", 0.3, -0.2),  # changes sign
        ("a", "quoted", 0.4, -0.5),  # changes sign
        ("a", "narrator", -0.6, -0.6),
        ("b", "narrator", 0.5, 0.0),  # becomes neutral
        ("b", "quoted", 0.0, 0.05),  # becomes positive
    ]
    return tables_of_sentences(sentences, WORDS)


def test_readings_are_compared_over_the_same_sentences(small: Tables) -> None:
    [row] = compare_readings(small).to_dict("records")
    assert (row["scope"], row["n_articles"], row["n_sentences"], row["n_changed_sign"]) == ("all", 2, 5, 2)
    assert row["exact"] == pytest.approx(0.12)
    assert row["adjusted"] == pytest.approx(-0.25)
    assert row["difference"] == pytest.approx(-0.37)
    assert row["changed_sign"] == pytest.approx(0.4)
    assert row["changed_label"] == pytest.approx(0.8)
    assert pd.isna(row["exact_low"])


def test_labels_of_both_readings_are_crossed(small: Tables) -> None:
    table = count_label_changes(small)
    counts = {(row["exact_label"], row["adjusted_label"]): row["n_sentences"] for row in table.to_dict("records")}
    assert len(counts) == 9
    assert {pair: n for pair, n in counts.items() if n} == {
        ("negative", "negative"): 1,
        ("neutral", "positive"): 1,
        ("positive", "negative"): 2,
        ("positive", "neutral"): 1,
    }
    share = table.set_index(["exact_label", "adjusted_label"])["share"]
    assert share["positive", "negative"] == pytest.approx(2 / 3)


def test_what_makes_the_readings_differ(small: Tables) -> None:
    table = count_adjustments(small)
    assert table["adjustment"].tolist() == ["name", "added", "domain"]
    assert table["n_words"].tolist() == [2, 1, 1]
    assert table["n_sentences"].tolist() == [2, 1, 1]
    assert table["moved"].tolist() == pytest.approx([3.7, 2.5, 1.7])
    assert table["moved_share"].tolist() == pytest.approx([3.7 / 7.9, 2.5 / 7.9, 1.7 / 7.9])
    assert table["n_changed_sign"].tolist() == [1, 1, 1]


def test_without_sentences_nothing_differs(small: Tables, no_articles: Tables) -> None:
    before = {name: frame.copy() for name, frame in small.by_name().items()}
    empty, full = count_adjustments(no_articles), count_adjustments(small)
    assert empty.empty
    assert dict(empty.dtypes) == dict(full.dtypes)
    for name, frame in small.by_name().items():
        pd.testing.assert_frame_equal(frame, before[name])


def test_every_kind_of_adjustment_has_a_name_for_readers() -> None:
    assert set(CAUSES) == set(ADJUSTMENTS)


def test_sentiment_by_voice_reads_either_column(small: Tables) -> None:
    exact, adjusted = (
        sentiment_by_voice(small, reading=reading).set_index("voice") for reading in ("exact", "adjusted")
    )
    assert exact["mean"].tolist() == pytest.approx([0.2 / 3, 0.2])
    assert adjusted["mean"].tolist() == pytest.approx([-0.8 / 3, -0.225])
    assert adjusted.loc["narrator", "negative_share"] == pytest.approx(2 / 3)
    assert adjusted.loc["quoted", "positive_share"] == pytest.approx(0.5)


def test_an_article_has_a_running_mean_in_either_reading(small: Tables) -> None:
    table = sentiment_along_article(small, "a", window=3)
    assert table["running_mean"].tolist() == pytest.approx([0.35, 0.1 / 3, -0.1])
    assert table["adjusted_running_mean"].tolist() == pytest.approx([-0.35, -1.3 / 3, -0.55])


@pytest.mark.parametrize(("n_articles", "has_interval"), [(MIN_ARTICLES - 1, False), (MIN_ARTICLES, True)])
def test_intervals_start_at_ten_articles_and_pair_the_readings(n_articles: int, has_interval: bool) -> None:
    made = tables_of_sentences([(f"a{i}", "narrator", 0.1 * (i % 4), 0.1 * (i % 4) - 0.2) for i in range(n_articles)])
    row = compare_readings(made).iloc[0]
    assert pd.notna(row["exact_low"]) == has_interval
    if has_interval:
        assert row["exact_high"] - row["exact_low"] > 0.05
        assert row["difference_low"] == pytest.approx(-0.2)
        assert row["difference_high"] == pytest.approx(-0.2)


def test_the_weightiest_sentences_move_the_mean_most(small: Tables) -> None:
    table = weightiest_sentences(small)
    values = list(zip(small.sentences["compound"], small.sentences["adjusted_compound"], strict=True))
    for row in table.to_dict("records"):
        others = list(values)
        others.remove((row["compound"], row["adjusted_compound"]))
        assert row["shift"] == pytest.approx(sum(x for x, _ in others) / 4 - 0.12)
        assert row["adjusted_shift"] == pytest.approx(sum(y for _, y in others) / 4 + 0.25)
    weights = table[["shift", "adjusted_shift"]].abs().max(axis=1).tolist()
    assert weights == sorted(weights, reverse=True)
    assert table.loc[0, ["article_id", "sentence", "compound"]].tolist() == ["a", 2, -0.6]
    assert len(weightiest_sentences(small, n=2)) == 2
    quoted = weightiest_sentences(small, voice="quoted")
    assert quoted["shift"].tolist() == pytest.approx([-0.2, 0.2])


def test_the_weightiest_mentions_of_a_target() -> None:
    mentions = [
        ("a", "Ada Lund", None, 0.1, 0.2),
        ("a", "Ada Lund", "Josef Brandt", 0.9, 0.0),
        ("a", "Ada Lund", "Ada Lund", 0.0, 1.0),  # about herself
        ("a", "Ada Lund", None, 0.9, 0.0),  # "Lund said"
        ("a", "Ada Lund", None, 0.1, 0.3),
        ("a", "Bo Holm", None, 0.9, 0.0),
    ]
    table = weightiest_sentences(tables_of(mentions, sources=[3]), "Ada Lund")
    assert table["sentence"].tolist() == [1, 4, 0]
    assert table["score"].tolist() == pytest.approx([-0.9, 0.2, 0.1])
    assert table["shift"].tolist() == pytest.approx([(-0.2 + 0.9) / 2, (-0.2 - 0.2) / 2, (-0.2 - 0.1) / 2])
    assert table["speaker_name"].tolist()[0] == "Josef Brandt"
    with pytest.raises(UnknownTargetError):
        weightiest_sentences(tables_of(mentions), "nobody")


def test_one_sentence_has_no_mean_without_it() -> None:
    table = weightiest_sentences(tables_of_sentences([("a", "narrator", 0.4, 0.1)]))
    assert table[["shift", "adjusted_shift"]].to_numpy().tolist() == [[0, 0]]


def test_the_list_to_read_tells_voice_words_and_place(small: Tables) -> None:
    listing = list_weightiest(small)
    first = dict(zip(listing.columns, listing.rows[0], strict=True))
    assert first["Sentence"] == "Sentence 2 of a."
    assert (first["Voice"], first["Exact"], first["Adjusted"]) == ("narrator", "−0.60", "−0.60")
    assert first["Moves the mean by"] == "−0.18"
    assert first["Article, sentence"] == "a, 3"
    third = dict(zip(listing.columns, listing.rows[2], strict=True))
    assert (third["Exact"], third["Adjusted"], third["Moves the mean by"]) == ("0.00", "+0.05", "+0.075")
    assert "crush −0.6" in first["Words, exact"]


def test_a_score_that_one_word_decides_is_marked(small: Tables) -> None:
    marked = replace(small, sentences=small.sentences.assign(one_word=small.sentences["compound"] < 0))
    words = [row[list(list_weightiest(marked).columns).index("Words, exact")] for row in list_weightiest(marked).rows]
    assert words[0] == "crush −0.6 (one word decides)"
    assert words[1] == "crush −0.6"


def test_the_figure_shows_both_readings_and_what_makes_them_differ(small: Tables) -> None:
    drawing = draw_readings(small, Request())
    means, signs, labels, words = drawing.figure.axes
    marks = {line.get_label(): [float(x) for x in line.get_xdata()] for line in means.lines}
    assert marks["exact VADER"] == pytest.approx([0.12])
    assert marks["news-adjusted"] == pytest.approx([-0.25])
    assert [float(x) for x in signs.lines[0].get_xdata()] == pytest.approx([0.4])
    assert [[bar.get_width() for bar in part] for part in labels.containers] == [[1, 0, 2], [0, 0, 1], [0, 1, 0]]
    assert [text.get_text() for text in labels.texts] == ["100 % stay", "0 % stay", "0 % stay"]
    assert [bar.get_width() for bar in words.containers[0]] == pytest.approx([370 / 7.9, 250 / 7.9, 170 / 7.9])
    assert [text.get_text() for text in words.texts] == ["47 % (2)", "32 % (1)", "22 % (1)"]
    assert "5 sentences (of which 2 change sign)" in drawing.caption
    assert {"readings", "labels", "words"} == set(drawing.numbers["panel"])


def test_where_nothing_differs_no_cause_is_drawn(small: Tables) -> None:
    same = replace(
        small,
        sentences=small.sentences.assign(adjusted_compound=small.sentences["compound"]),
        valence_words=small.valence_words.head(0),
    )
    drawing = draw_readings(same, Request())
    assert len(drawing.figure.axes) == 3
    assert "0 change sign" in drawing.caption


def test_hollow_marks_are_the_adjusted_reading(small: Tables) -> None:
    table = pd.concat([sentiment_by_voice(small, reading=r).assign(reading=r) for r in ("exact", "adjusted")])
    ax = plot_sentiment_by_voice(table)
    lines = {str(line.get_label()): line for line in ax.lines if "sentences" in str(line.get_label())}
    assert len(lines) == 4
    for name, line in lines.items():
        assert (line.get_markerfacecolor() == LIGHT.ground) == name.endswith("news-adjusted")
    ys = [float(line.get_ydata()[0]) for line in lines.values()]
    assert len(set(ys)) == 4
