from __future__ import annotations

import csv
import random
import struct
import subprocess
import sys
import xml.etree.ElementTree as ET
from dataclasses import replace
from datetime import date
from pathlib import Path

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from conftest import draft_article, draft_corpus
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
    read_figures,
    theme,
    write_figures,
)
from analysis.charts.drawing import Request
from analysis.charts.labels import label, speaker_label
from analysis.charts.shares import MIN_QUOTES
from analysis.store import StoreError
from analysis.tables import Tables, build_tables

HOSTILE_NAMES = (
    "$\\frac{1}{0}$ and $",
    "A" * 300,
    "<script>alert(1)</script>",
    "王小明 \u202eevil\u202c",
    "line\nbreak\ttab\x00nul\x0b",
    "\\",
    "_^{}%&#~",
    "e\u0301" * 40,
)


@pytest.fixture(scope="module")
def folder(tables: Tables, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("figures")
    write_figures(tables, folder)
    return folder


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
    ax = plot_speakers(table, unit=unit)
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


def test_every_figure_is_written_with_numbers_and_texts(tables: Tables, folder: Path) -> None:
    entries = read_figures(folder)
    assert [entry.name for entry in entries] == list(FIGURES)
    for entry in entries:
        assert entry.skipped is None
        assert entry.png
        assert entry.svg
        assert entry.csv
        width = struct.unpack(">I", entry.png.read_bytes()[16:20])[0]
        assert width == pytest.approx(170 / 25.4 * 200, abs=1)
        assert entry.png.stat().st_size < 300_000
        rows = list(csv.reader(entry.csv.read_text(encoding="utf-8-sig").splitlines()))
        assert len(rows) > 1
        assert "n = " in entry.caption
        assert len(entry.alt) > 80
        assert any(character.isdigit() for character in entry.alt)
        assert not {"$", "\\"} & set(entry.caption + entry.alt)


def test_svg_keeps_text_as_text(folder: Path) -> None:
    for name in FIGURES:
        root = ET.parse(folder / f"{name}.svg").getroot()
        words = [element.text or "" for element in root.iter("{http://www.w3.org/2000/svg}text")]
        assert any(
            "Sentiment" in word
            or "rame" in word
            or "quote" in word
            or "Who" in word
            or "terms" in word
            or "Stance" in word
            for word in words
        ), name


def test_captions_tell_method_seed_and_threshold(folder: Path) -> None:
    captions = {entry.name: entry.caption for entry in read_figures(folder)}
    for name in ("sentiment-by-voice", "frames-by-outlet", "stance-of-reporting-verbs"):
        assert "95 % percentile intervals of a bootstrap" in captions[name]
        assert f"2,000 draws, seed {measures.SEED}" in captions[name]
        assert "at least 10 articles" in captions[name]
    assert "at least 10 articles of an outlet" in captions["frames-by-outlet"]
    assert "at least two polarities" in captions["who-says-a-term"]
    assert "article with most sentences" in captions["sentiment-along-article"]


def test_alt_texts_tell_the_real_numbers(tables: Tables, folder: Path) -> None:
    alts = {entry.name: entry.alt for entry in read_figures(folder)}
    first = measures.count_speakers(tables).iloc[0]
    assert f"{first['speaker_id']} {first['n_quotes']} quotes" in alts["who-is-quoted"]
    shares = measures.stance_shares(tables, by="outlet")
    neutral = shares[shares["stance"] == "neutral"].sort_values("share", kind="stable")
    told = " to ".join(f"{100 * row['share']:.0f} % ({row['group']})" for _, row in neutral.iloc[[0, -1]].iterrows())
    assert f"neutral from {told}" in alts["stance-of-reporting-verbs"]
    frames = measures.frames_by_outlet(tables)
    own = frames[frames["frame"] == "capitulation"]
    low, high = own.loc[own["rate"].idxmin()], own.loc[own["rate"].idxmax()]
    told = f"capitulation from {low['rate']:.1f} ({low['outlet']}) to {high['rate']:.1f} ({high['outlet']})"
    assert told in alts["frames-by-outlet"]


def test_the_same_tables_give_the_same_files(tables: Tables, folder: Path, tmp_path: Path) -> None:
    with mpl.rc_context({"font.size": 20, "axes.facecolor": "black"}):
        write_figures(tables, tmp_path)
    files = sorted(path.name for path in folder.iterdir())
    assert len(files) == 4 * len(FIGURES)
    assert files == sorted(path.name for path in tmp_path.iterdir())
    for name in files:
        assert (tmp_path / name).read_bytes() == (folder / name).read_bytes(), name


def test_no_articles_no_figures_but_reasons(no_articles: Tables, tmp_path: Path) -> None:
    entries = write_figures(no_articles, tmp_path)
    assert [entry.name for entry in entries] == list(FIGURES)
    for entry in entries:
        assert entry.skipped
        assert entry.skipped[0].isupper()
        assert entry.skipped.endswith(".")
        assert entry.png is None
    assert not list(tmp_path.glob("*.png"))
    assert read_figures(tmp_path) == entries


def test_one_article_is_described_without_comparison(one_article: Tables, tmp_path: Path) -> None:
    entries = {entry.name: entry for entry in write_figures(one_article, tmp_path)}
    assert entries["frames-over-time"].skipped == "All dated articles are of one week, that of 2024-01-29."
    assert "nothing is compared" in entries["frames-by-outlet"].caption
    assert "need at least 10 articles" in entries["frames-by-outlet"].caption
    assert "most sentences" not in entries["sentiment-along-article"].caption
    skipped = [name for name, entry in entries.items() if entry.skipped]
    targets = ["sentiment-toward-targets", "sentiment-toward-target-by-outlet", "who-speaks-how-of-whom"]
    assert skipped == [*targets, "collocates", "contested-over-time", "frames-over-time"]
    assert "nothing is compared" in entries["contested-by-outlet"].caption


def test_articles_without_dates_and_outlets(tmp_path: Path) -> None:
    undated = [draft_article(f"a{i}", random.Random(i), n_sentences=6, outlet=None, day=None) for i in range(3)]
    entries = {entry.name: entry for entry in write_figures(build_tables(undated), tmp_path)}
    assert entries["frames-over-time"].skipped == "No article has a date."
    assert "nothing is compared" in entries["frames-by-outlet"].caption
    dated = draft_article("b", random.Random(9), n_sentences=6, outlet="Gazette", day=date(2024, 1, 1))
    later = draft_article("c", random.Random(8), n_sentences=6, outlet="Gazette", day=date(2024, 1, 9))
    entries = {entry.name: entry for entry in write_figures(build_tables([*undated, dated, later]), tmp_path)}
    assert "3 articles without a date left out" in entries["frames-over-time"].caption
    assert "outlet not given" in (tmp_path / "frames-by-outlet.svg").read_text(encoding="utf-8")


def test_choices_are_followed(tables: Tables, tmp_path: Path) -> None:
    names = ["who-says-a-term", "sentiment-along-article"]
    entries = write_figures(
        tables, tmp_path, term="law", article_id="daily-1-0", names=names, frame_names={"law": "Law and legality"}
    )
    along, says = entries
    assert (along.name, says.name) == ("sentiment-along-article", "who-says-a-term")
    assert along.title == "Sentiment along an article: daily-1-0"
    assert "most sentences" not in along.caption
    assert says.title == "Who says “Law and legality”, by polarity"
    assert "the frame that was asked for" in says.caption


def test_a_pattern_is_shown_by_its_wordings(tables: Tables, tmp_path: Path) -> None:
    [entry] = write_figures(tables, tmp_path, term="military (pressure|action)", names=["who-says-a-term"])
    assert entry.title == "Who says “military pressure”, by polarity"


def test_a_choice_that_does_not_exist_is_a_reason(tables: Tables, tmp_path: Path) -> None:
    along, says = write_figures(
        tables, tmp_path, term="xyzzy", article_id="nope", names=["sentiment-along-article", "who-says-a-term"]
    )
    assert along.skipped == "There is no article “nope” in this corpus."
    assert says.skipped
    assert "'xyzzy'" in says.skipped


def test_a_figure_that_is_skipped_leaves_no_files_of_an_earlier_run(
    tables: Tables, no_articles: Tables, tmp_path: Path
) -> None:
    write_figures(tables, tmp_path, names=["who-is-quoted"])
    assert (tmp_path / "who-is-quoted.png").exists()
    write_figures(no_articles, tmp_path, names=["who-is-quoted"])
    assert [path.name for path in tmp_path.iterdir()] == ["who-is-quoted.json"]


def test_unknown_figures_are_named(tables: Tables, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="there is no figure 'pie'; there are sentiment-along-article"):
        write_figures(tables, tmp_path, names=["pie"])


@pytest.mark.parametrize("content", ["{", "[1]", '{"name": "x"}', '{"name": "x", "title": "t", "odd": "1"}'])
def test_a_broken_entry_is_named(content: str, tmp_path: Path) -> None:
    (tmp_path / "who-is-quoted.json").write_text(content, encoding="utf-8")
    with pytest.raises(StoreError, match=r"who-is-quoted\.json cannot be read"):
        read_figures(tmp_path)


def test_hostile_names_break_no_figure(tables: Tables, tmp_path: Path) -> None:
    def spoil(frame: pd.DataFrame, column: str) -> pd.DataFrame:
        names = pd.Series([HOSTILE_NAMES[i % len(HOSTILE_NAMES)] for i in range(len(frame))], frame.index, "string")
        return frame.assign(**{column: names})

    hits = spoil(spoil(tables.frame_hits, "frame"), "speaker_id").assign(subcode=pd.NA).astype({"subcode": "string"})
    hostile = replace(
        tables,
        articles=spoil(spoil(tables.articles, "outlet"), "headline"),
        quotes=spoil(spoil(tables.quotes, "speaker_id"), "cue_lemma"),
        frame_hits=spoil(spoil(hits, "term"), "text"),
    )
    for entry in write_figures(hostile, tmp_path):
        assert entry.skipped is None, entry.name
        ET.parse(tmp_path / f"{entry.name}.svg")
    csv_text = (tmp_path / "who-is-quoted.csv").read_text(encoding="utf-8-sig")
    assert "王小明" in csv_text


def test_importing_and_drawing_change_no_setting_and_open_no_figure() -> None:
    code = (
        "import matplotlib as mpl, sys\n"
        # Reading the backend would choose one, and import pyplot for it.
        "def current(): return {name: mpl.rcParams[name] for name in mpl.rcParams if name != 'backend'}\n"
        "before = current()\n"
        "import analysis.charts\n"
        "from analysis.charts import theme\n"
        "with theme():\n    assert mpl.rcParams['svg.fonttype'] == 'none'\n"
        "assert current() == before\n"
        "assert 'matplotlib.pyplot' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=Path(__file__).parents[1])


def test_theme_ends_with_its_block() -> None:
    size = mpl.rcParams["font.size"]
    with theme():
        assert mpl.rcParams["font.size"] != size
    assert mpl.rcParams["font.size"] == size


def test_many_frames_and_speakers_are_cut_and_said_so(tmp_path: Path) -> None:
    built = build_tables(draft_corpus(2, 3, 2, n_sentences=20))
    names = pd.Series([f"Speaker {i % 30:02}" for i in range(len(built.quotes))], dtype="string")
    frames = pd.Series([f"frame_{i % 20:02}" for i in range(len(built.frame_hits))], dtype="string")
    many = replace(
        built,
        quotes=built.quotes.assign(speaker_id=names, speaker_name=names),
        frame_hits=built.frame_hits.assign(frame=frames),
    )
    entries = {entry.name: entry for entry in write_figures(many, tmp_path)}
    assert "Shown: the first 15 of 30 speakers; the CSV file has all." in entries["who-is-quoted"].caption
    assert "Shown: the first 16 of 20 frames; the CSV file has all." in entries["frames-by-voice"].caption
    rows = (tmp_path / "who-is-quoted.csv").read_text(encoding="utf-8-sig").splitlines()
    assert len(rows) == 31
