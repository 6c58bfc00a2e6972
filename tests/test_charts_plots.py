"""Every plot shows what its table says: read off its Axes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from analysis import measures
from analysis.charts import (
    FIGURES,
    plot_articles_over_time,
    plot_contested_set,
    plot_frame_by_outlet,
    plot_frame_over_time,
    plot_frames_by_voice,
    plot_frames_of_one_outlet,
    plot_kinds,
    plot_reporting_verbs,
    plot_sentiment_along_article,
    plot_sentiment_by_voice,
    plot_shares,
    plot_speakers,
    plot_stances_of_one_group,
    plot_who_says,
    write_figures,
)
from analysis.charts.drawing import Request
from analysis.charts.labels import label, speaker_label
from analysis.charts.shares import MIN_QUOTES
from analysis.tables import Tables


def bar_lengths(ax: Axes) -> list[list[float]]:
    return [[bar.get_width() for bar in container] for container in ax.containers]


def texts(ax: Axes) -> list[str]:
    return [text.get_text() for text in ax.texts]


def test_sentiment_along_article_shows_every_sentence(tables: Tables) -> None:
    table = measures.sentiment_along_article(tables, "daily-1-0")
    ax = plot_sentiment_along_article(table)
    lines = {line.get_label(): line for line in ax.lines}
    for voice in ("narrator", "quoted"):
        own = table[table["voice"] == voice]
        assert lines[f"{voice} sentence"].get_ydata().tolist() == own["compound"].tolist()
        assert lines[f"{voice} sentence"].get_xdata().tolist() == (own["sentence"] + 1).tolist()
    assert lines["running mean of 5 sentences"].get_ydata().tolist() == table["running_mean"].tolist()
    assert ax.get_ylim() == (-1.05, 1.05)


def test_voices_differ_in_more_than_colour(tables: Tables) -> None:
    ax = plot_sentiment_along_article(measures.sentiment_along_article(tables, "daily-1-0"))
    assert len({line.get_marker() for line in ax.lines if "sentence" in line.get_label()}) == 3
    ax = plot_frames_by_voice(measures.frames_by_voice(tables))
    assert len({container[0].get_hatch() for container in ax.containers}) == 2


@pytest.mark.parametrize("measure", ["mean", "negative_share", "positive_share"])
def test_sentiment_by_voice_shows_values_and_intervals(measure: str, tables: Tables) -> None:
    table = measures.sentiment_by_voice(tables, by_outlet=True)
    ax = plot_sentiment_by_voice(table, measure=measure)
    for voice, line, interval in zip(("narrator", "quoted"), ax.lines, ax.collections, strict=False):
        own = table[table["voice"] == voice]
        assert line.get_xdata().tolist() == own[measure].tolist()
        ends = [segment[:, 0].tolist() for segment in interval.get_segments()]
        assert ends == own[[f"{measure}_low", f"{measure}_high"]].to_numpy().tolist()
    assert [tick.get_text() for tick in ax.get_yticklabels()][:2] == ["all articles", "Daily Ledger"]
    low, high = ax.get_xlim()
    assert low == (-high if measure == "mean" else 0)


def test_sentiment_without_intervals_draws_none(one_article: Tables) -> None:
    ax = plot_sentiment_by_voice(measures.sentiment_by_voice(one_article))
    segments = [segment for part in ax.collections for segment in part.get_segments()]
    assert not any(np.isfinite(segment).all() for segment in segments if len(segment))


@pytest.mark.parametrize(("unit", "prefix"), [("n_quotes", "n"), ("n_words", "n_words")])
def test_speakers_are_stacked_by_quote_type(unit: str, prefix: str, tables: Tables) -> None:
    table = measures.count_speakers(tables)
    ax = plot_speakers(table, unit=unit, ax=Figure().add_subplot())
    assert bar_lengths(ax) == [table[f"{prefix}_{kind}"].tolist() for kind in ("direct", "mixed", "indirect")]
    assert texts(ax) == [f"{n:,}" for n in table[unit]]
    names = [tick.get_text() for tick in ax.get_yticklabels()]
    assert names[0] == "Ada Marlow"
    assert names[-2:] == ["sources without a name", "speaker not resolved"]
    assert ax.get_xlim()[0] == 0


def test_reporting_verbs_write_each_count_into_its_cell(tables: Tables) -> None:
    table = measures.count_reporting_verbs(tables)
    ax = plot_reporting_verbs(table)
    verbs = [tick.get_text() for tick in ax.get_xticklabels()]
    names = [tick.get_text() for tick in ax.get_yticklabels()]
    shown = {(names[int(t.get_position()[1])], verbs[int(t.get_position()[0])]): int(t.get_text()) for t in ax.texts}
    expected = {(label(speaker_label(row)), row["cue_lemma"]): row["n_quotes"] for row in table.to_dict("records")}
    assert shown == expected


def test_stance_shows_shares_and_intervals_of_every_group(tables: Tables) -> None:
    table = pd.concat([measures.stance_shares(tables, by=by) for by in ("all", "outlet", "speaker_type")])
    own = table[table["stance"] == "assertive"]
    ax = plot_shares(own)
    assert ax.lines[0].get_xdata().tolist() == pytest.approx((100 * own["share"]).tolist())
    names = [tick.get_text() for tick in ax.get_yticklabels()]
    assert names[:2] == ["all quotes", "Daily Ledger"]
    assert {"by persons", "by unnamed sources"} <= set(names)
    assert ax.get_xlim()[0] == 0
    assert np.diff(ax.lines[0].get_ydata())[:2].tolist() == pytest.approx([1.6, 1])


def test_kinds_are_stacked_by_type_of_speaker(tables: Tables) -> None:
    table = measures.source_shares(tables)
    ax = plot_kinds(table)
    assert [tick.get_text() for tick in ax.get_yticklabels()] == ["official", "civilian", "role not told"]
    pairs = table.set_index(["speaker_role", "speaker_type"])["n_quotes"]
    roles = ("official", "civilian", measures.NOT_TOLD)
    kinds = ("person", "unnamed", "organisation", "unknown")
    assert bar_lengths(ax) == [[pairs.get((role, kind), 0) for role in roles] for kind in kinds]
    first = table.iloc[0]
    interval = f"[{100 * first['share_low']:.0f}–{100 * first['share_high']:.0f}]"
    assert texts(ax)[0] == f"{first['n_quotes']}   {100 * first['share']:.0f} % {interval}"
    assert len({container[0].get_hatch() for container in ax.containers}) == len(kinds)


def test_kinds_of_several_outlets_are_compared(tables: Tables, one_article: Tables, tmp_path: Path) -> None:
    drawing = FIGURES["who-is-quoted-by-kind"].draw(tables, Request())
    upper, lower = drawing.figure.subfigs
    assert len(upper.axes) == 1
    panels = {ax.get_title(): ax for ax in lower.axes}
    own = drawing.numbers[(drawing.numbers["speaker_role"] == "official") & (drawing.numbers["speaker_type"] == "any")]
    shown = panels[f"official ({own['n_quotes'].iloc[0]})"]
    assert shown.lines[0].get_xdata().tolist() == pytest.approx((100 * own["share"]).tolist())
    assert [title.partition(" (")[0] for title in panels] == ["official", "civilian", "role not told", "unnamed"]
    assert "role is what the article itself says" in drawing.caption
    (entry,) = write_figures(one_article, tmp_path, names=["who-is-quoted-by-kind"])
    assert "Below:" not in entry.caption
    assert "No intervals" in entry.caption


def test_figures_tell_which_attributions_they_count(tables: Tables) -> None:
    quotes = tables.quotes.copy()
    quotes.loc[:9, "attribution_type"] = "thought"
    mixed = replace(tables, quotes=quotes)
    n = len(quotes) - 10
    for name in ("who-is-quoted", "who-is-quoted-by-kind", "reporting-verbs-by-speaker", "stance-of-reporting-verbs"):
        drawing = FIGURES[name].draw(mixed, Request())
        assert "attribution types speech, writing, document); 10 reported beliefs and intentions are not." in (
            drawing.caption
        )
        assert f"n = {n} quotes" in drawing.caption
        drawing = FIGURES[name].draw(mixed, Request(types=("thought",)))
        assert f"Counted are the attribution types thought; {n} of others are not." in drawing.caption
        assert "n = 10 quotes" in drawing.caption


def test_one_group_has_one_panel_of_stances(one_article: Tables) -> None:
    table = measures.stance_shares(one_article)
    ax = plot_stances_of_one_group(table)
    assert [tick.get_text() for tick in ax.get_yticklabels()] == list(measures.STANCES)
    assert texts(ax) == [f"{n}" for n in table["n_quotes"]]


def test_small_groups_are_in_the_csv_file_only(tables: Tables, tmp_path: Path) -> None:
    quotes = tables.quotes.copy()
    quotes.loc[: MIN_QUOTES - 2, "speaker_type"] = "document"
    (entry,) = write_figures(replace(tables, quotes=quotes), tmp_path, names=["stance-of-reporting-verbs"])
    assert "by persons" in entry.caption
    assert "by documents" not in entry.caption
    assert entry.csv
    assert "document" in entry.csv.read_text(encoding="utf-8-sig")


def test_frames_by_voice_stack_to_the_whole_rate(tables: Tables) -> None:
    table = measures.frames_by_voice(tables)
    ax = plot_frames_by_voice(table, names={"law": "Law and legality"})
    narrator, quoted = bar_lengths(ax)
    totals = table.groupby("frame", sort=False)["rate"].sum()
    assert np.add(narrator, quoted).tolist() == pytest.approx(totals.tolist())
    assert "Law and legality" in [tick.get_text() for tick in ax.get_yticklabels()]


def test_frame_by_outlet_shows_rates_from_zero(tables: Tables) -> None:
    table = measures.frames_by_outlet(tables)
    own = table[table["frame"] == "law"]
    ax = plot_frame_by_outlet(own)
    assert ax.lines[0].get_xdata().tolist() == own["rate"].tolist()
    assert ax.get_xlim()[0] == 0
    assert ax.get_xlim()[1] > own["rate_high"].max()
    one = plot_frames_of_one_outlet(table[table["outlet"] == "Daily Ledger"])
    assert texts(one) == [f"{n:,}" for n in table.loc[table["outlet"] == "Daily Ledger", "n_hits"]]


def test_who_says_is_stacked_by_polarity(tables: Tables) -> None:
    table = measures.who_says(measures.choose_term(tables))
    ax = plot_who_says(table)
    order = ("asserted", "demanded", "hypothetical", "negated", "rejected")
    assert bar_lengths(ax) == [table[f"n_{kind}"].tolist() for kind in order]
    assert next(tick.get_text() for tick in ax.get_yticklabels()) == "narrator"


def test_contested_names_are_stacked_by_voice(tables: Tables) -> None:
    whole, voices = measures.contested_shares(tables), measures.contested_shares(tables, by="voice")
    quoted = voices.assign(group="quoted", n_hits=1)
    ax = plot_contested_set(pd.concat([whole, voices, quoted]))
    most_used = whole.sort_values("n_hits", ascending=False)
    assert bar_lengths(ax) == [most_used["n_hits"].tolist(), [1, 1]]
    assert texts(ax)[0] == f"{most_used['n_hits'].iloc[0]} ({100 * most_used['share'].iloc[0]:.0f} %)"


def test_weeks_without_articles_are_gaps_in_the_line(tables: Tables) -> None:
    table = measures.frames_over_time(tables)
    own = table[table["frame"] == "law"]
    line = plot_frame_over_time(own).lines[0]
    assert np.isnan(line.get_ydata()).tolist() == (own["n_articles"] == 0).tolist()
    ax = plot_articles_over_time(table)
    heights = [bar.get_height() for bar in ax.patches]
    assert heights == own["n_articles"].tolist()
    assert all(0 < bar.get_width() <= 7 for bar in ax.patches)


def test_a_plot_draws_into_given_axes_and_leaves_its_table_alone(tables: Tables) -> None:
    table = measures.count_speakers(tables)
    before = table.copy()
    ax = Figure().add_subplot()
    assert plot_speakers(table, ax=ax) is ax
    pd.testing.assert_frame_equal(table, before)
