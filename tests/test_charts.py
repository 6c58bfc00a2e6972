"""Figures as files: their texts and numbers, what is left out and why, choices, and hostile names."""

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
import pandas as pd
import pytest
from drafts import draft_article, draft_corpus

from analysis import measures
from analysis.charts import (
    FIGURES,
    read_figures,
    theme,
    write_figures,
)
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


def test_every_figure_is_written_with_numbers_and_texts(tables: Tables, folder: Path) -> None:
    entries = read_figures(folder)
    assert [entry.name for entry in entries] == list(FIGURES)
    for entry in entries:
        assert entry.skipped is None
        assert entry.png
        assert entry.svg
        assert entry.pdf
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
            or "Copies" in word
            or "Keyness" in word
            or "outlet" in word
            or "robust" in word
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
    assert len(files) == 5 * len(FIGURES)
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
    words = ["collocates", "keyness-by-outlet", "keyness"]
    over_time = ["contested-over-time", "frames-over-time", "change-over-time"]
    compared = [name for name in FIGURES if name.startswith("outlets-")]
    assert skipped == [*targets, "source-overlap", *words, *over_time, "what-copies-changed", *compared, "robustness"]
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
        if entry.name in {"outlets-findings", "robustness"}:  # too few articles an outlet are left for a finding
            continue
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


def test_a_figure_that_fails_stops_no_other(tables: Tables, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(tables: Tables, request: object) -> None:
        raise TypeError("no number")

    broken = replace(FIGURES["frames-by-voice"], draw=fail)
    monkeypatch.setitem(FIGURES, "frames-by-voice", broken)  # type: ignore[arg-type]
    first, second = write_figures(tables, tmp_path, names=["frames-by-voice", "who-acts"])
    assert (first.failed, first.skipped) == (True, "It could not be drawn (TypeError: no number).")
    assert second.png is not None
