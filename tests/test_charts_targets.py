"""Figures of sentiment toward targets, through their axes' data."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hand_tables import Mention, tables_of
from matplotlib.axes import Axes

from analysis.charts import target_sentiment, write_figures
from analysis.charts.drawing import NothingToDrawError, Request
from analysis.charts.target_sentiment import (
    MIN_MENTIONS,
    draw_sentiment_toward_targets,
    draw_target_by_outlet,
    plot_target_sentiment,
)
from analysis.charts.target_speakers import draw_speakers_and_targets, plot_speakers_and_targets
from analysis.measures import sentiment_by_speaker, sentiment_toward_targets, voice_differences
from analysis.tables import Tables

NAMES = ("sentiment-toward-targets", "sentiment-toward-target-by-outlet", "who-speaks-how-of-whom")


def mentions(target: str, n_narrator: int, n_quoted: int, outlet: int) -> list[Mention]:
    narrated: list[Mention] = [(f"o{outlet}-{i}", target, None, 0.1, 0.5) for i in range(n_narrator)]
    quoted: list[Mention] = [(f"o{outlet}-{i}", target, "Josef Brandt", 0.6, 0.2) for i in range(n_quoted)]
    return narrated + quoted


@pytest.fixture(scope="module")
def made() -> Tables:
    """Two outlets of twelve articles; the second quotes too few about Ada Lund, and all say little of the board."""
    rows = [
        *mentions("Ada Lund", 12, 12, 1),
        *mentions("Ada Lund", 12, MIN_MENTIONS - 1, 2),
        *mentions("Harbour Board", MIN_MENTIONS, 2, 1),
        *mentions("Bo Holm", 3, 3, 1),
        ("o1-0", "Josef Brandt", "Josef Brandt", 0.1, 0.9),
        ("o1-1", "Ada Lund", None, 0.1, 0.1),
    ]
    ids = list(dict.fromkeys(row[0] for row in rows))
    outlets = ["Daily Ledger" if name.startswith("o1") else "Evening Wire" for name in ids]
    return tables_of(rows, outlets=outlets, sources=[len(rows) - 1])


def marks(ax: Axes, name: str) -> list[float | None]:
    line = next(line for line in ax.lines if line.get_label() == name)
    return [None if np.isnan(x) else round(float(x), 6) for x in np.asarray(line.get_xdata(), dtype=float)]


def names(ax: Axes) -> list[str]:
    return [tick.get_text() for tick in ax.get_yticklabels()]


def test_each_target_has_a_mark_for_each_voice_that_speaks_of_it_enough(made: Tables) -> None:
    drawing = draw_sentiment_toward_targets(made, Request())
    mean, negative, positive, difference = drawing.figure.axes
    assert names(mean) == ["Ada Lund  (24 | 21)", "Harbour Board  (10 | 2)"]
    assert marks(mean, "narrator") == [0.4, 0.4]
    assert marks(mean, "quoted") == [-0.4, None]
    assert marks(negative, "quoted") == [0.6, None]
    assert marks(positive, "narrator") == [0.5, 0.5]
    assert marks(difference, "narrator − quoted") == [0.8, None]
    assert negative.get_xlim() == positive.get_xlim()
    assert mean.get_xlim()[0] == -mean.get_xlim()[1]
    assert {"Bo Holm", "Josef Brandt"} <= set(drawing.numbers["target_id"])
    assert "Shown: the first 2 of 4 targets" in drawing.caption
    assert "1 mention that only says who is quoted (“Lund said”) is left out" in drawing.caption
    assert "1 mention by the target itself is not drawn" in drawing.caption
    assert "Ada Lund: narrator mean 0.40, 10 % negative and 50 % positive over 24 mentions" in drawing.alt


def test_intervals_are_drawn_where_there_are_some(tables: Tables) -> None:
    table = sentiment_toward_targets(tables)
    enough = table[(table["voice"] != "self") & (table["n_mentions"] >= MIN_MENTIONS)]
    own = enough[enough.groupby("target_id")["voice"].transform("size") == 2]
    assert len(own)
    ax = plot_target_sentiment(own)
    for voice, collection in zip(("narrator", "quoted"), ax.collections, strict=True):
        of_voice = own[own["voice"] == voice]
        ends = [segment[:, 0].tolist() for segment in collection.get_segments()]
        assert ends == of_voice[["mean_low", "mean_high"]].to_numpy(dtype=float).tolist()


def test_an_outlet_has_a_row_where_it_speaks_enough_of_the_target(made: Tables) -> None:
    drawing = draw_target_by_outlet(made, Request())
    mean, *_, difference = drawing.figure.axes
    assert drawing.title == "Sentiment toward Ada Lund, by outlet and voice"
    assert names(mean) == ["all articles  (24 | 21)", "Daily Ledger  (12 | 12)", "Evening Wire  (12 | 9)"]
    assert marks(mean, "quoted") == [-0.4, -0.4, None]
    assert marks(difference, "narrator − quoted") == [0.8, 0.8, None]
    assert "It is the target most spoken of." in drawing.caption
    assert "Shown are 2 of 2 outlets: those with at least 10 mentions in a voice; the CSV" in drawing.caption


def test_outlets_are_only_missed_where_there_are_several(made: Tables) -> None:
    one = replace(made, articles=made.articles.assign(outlet="Daily Ledger").astype({"outlet": "string"}))
    caption = draw_target_by_outlet(one, Request()).caption
    assert "nothing is compared" not in caption
    assert "Shown are" not in caption


def test_a_target_may_be_chosen(made: Tables, tmp_path: Path) -> None:
    drawing = draw_target_by_outlet(made, Request(target="harbour board"))
    assert drawing.title == "Sentiment toward Harbour Board, by outlet and voice"
    assert names(drawing.figure.axes[0]) == ["all articles  (10 | 2)", "Daily Ledger  (10 | 2)"]
    assert "most spoken of" not in drawing.caption
    [entry] = write_figures(made, tmp_path, target="Ada Lunt", names=["sentiment-toward-target-by-outlet"])
    assert entry.skipped == "Nothing mentions 'Ada Lunt'; did you mean 'Ada Lund'?"
    with pytest.raises(NothingToDrawError, match="target “Bo Holm” has 10 mentions in one voice"):
        draw_target_by_outlet(made, Request(target="Bo Holm"))


def test_sources_may_be_counted(made: Tables) -> None:
    drawing = draw_target_by_outlet(made, Request(sources=True))
    assert names(drawing.figure.axes[0])[0] == "all articles  (25 | 21)"
    assert "1 mention that only says who is quoted (“Lund said”) is counted" in drawing.caption


def test_a_cell_holds_a_mean_and_its_number(made: Tables) -> None:
    drawing = draw_speakers_and_targets(made, Request())
    ax = drawing.figure.axes[0]
    assert names(ax) == ["narrator", "Josef Brandt"]
    assert [tick.get_text() for tick in ax.get_xticklabels()] == ["Ada Lund"]
    assert [text.get_text() for text in ax.texts] == ["0.40\n(24)", "−0.40\n(21)"]
    assert "2 of 2 with an interval" in drawing.caption


def test_every_cell_stands_in_its_row_and_column(tables: Tables) -> None:
    table = sentiment_by_speaker(tables)
    ax = plot_speakers_and_targets(table)
    rows, columns = names(ax), [tick.get_text() for tick in ax.get_xticklabels()]
    shown = {
        (rows[round(text.get_position()[1])], columns[round(text.get_position()[0])]): text.get_text().split("\n")[1]
        for text in ax.texts
    }
    assert len(shown) == len(table)
    for row in table[table["naming"] == "named"].to_dict("records"):
        if len(row["speaker_id"]) <= 28 and len(row["target_id"]) <= 22:
            assert shown[row["speaker_id"], row["target_id"]] == f"({row['n_mentions']:,})"


def test_the_captions_tell_how_often_the_model_is_right(made: Tables, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(target_sentiment, "ACCURACY", 0.746)
    for draw in (draw_sentiment_toward_targets, draw_target_by_outlet, draw_speakers_and_targets):
        caption = draw(made, Request()).caption
        assert "right in about 75 % of cases" in caption
        assert "the intervals do not hold its errors" in caption
        assert not {"bias", "opinion", "tone"} & set(caption.lower().split())


def test_nothing_is_drawn_of_nothing(made: Tables, no_articles: Tables, tmp_path: Path) -> None:
    few = replace(made, targets=made.targets.head(MIN_MENTIONS - 1))
    reasons = [entry.skipped for entry in write_figures(few, tmp_path, names=NAMES)]
    assert reasons == [
        "No person, organisation or group has 10 mentions in one voice.",
        "No target “Ada Lund” has 10 mentions in one voice.",
        "No named speaker is quoted with 10 mentions of one target.",
    ]
    assert not any(entry.png for entry in write_figures(no_articles, tmp_path, names=NAMES))
    nameless = replace(made, targets=made.targets.assign(target_id=pd.array([pd.NA] * len(made.targets), "string")))
    assert {entry.skipped for entry in write_figures(nameless, tmp_path, names=NAMES)} == {
        "No person, organisation or group is mentioned by name."
    }


def test_hostile_names_break_no_figure(made: Tables, tmp_path: Path) -> None:
    hostile = {"Ada Lund": "$\\frac{1}{0}$ <script>alert(1)</script>", "Josef Brandt": "line\nbreak\x00\u202e_^{}%"}
    targets = made.targets.assign(
        **{column: made.targets[column].replace(hostile) for column in ("target_id", "speaker_id")}
    )
    entries = write_figures(replace(made, targets=targets), tmp_path, names=NAMES)
    assert [entry.skipped for entry in entries] == [None] * 3
    assert "\x00" not in entries[2].alt


def test_differences_are_joined_to_their_own_rows(made: Tables) -> None:
    numbers = draw_target_by_outlet(made, Request()).numbers
    expected = voice_differences(made, target="Ada Lund", by_outlet=True).set_index(["scope", "outlet"])["difference"]
    for row in numbers.to_dict("records"):
        assert row["difference"] == pytest.approx(expected[row["scope"], row["outlet"]])
