from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from made_articles import make_tables
from matplotlib.axes import Axes
from matplotlib.colors import to_hex

from analysis import measures
from analysis.charts import FigureFile, plot_frame_speakers, plot_pairs, plot_prominence, plot_repeats, write_figures
from analysis.charts.drawing import Request
from analysis.charts.frame_speakers import draw_frames_by_speaker
from analysis.charts.pairs import MAX_FRAMES, pair_colour
from analysis.charts.prominence import ENDS
from analysis.charts.theme import theme
from analysis.tables import Tables

NAMES = ("frames-by-speaker", "frames-repeated", "frames-together", "prominence")


@pytest.fixture(scope="module")
def many() -> Tables:
    """25 frames in 40 articles."""
    rng = random.Random(4)
    frames = [f"frame{chr(97 + i)}" for i in range(25)]

    def word() -> str:
        frame = frames[min(int(rng.expovariate(0.15)), 24)]
        return rng.choice([f"[{frame}]", f"[{frame}@Ada]", f"[{frame}@?!negated]", "filler", "filler"])

    articles = [
        ["A quiet day", *(" ".join(word() for _ in range(rng.randint(4, 20))) for _ in range(9))] for _ in range(40)
    ]
    return make_tables(articles, outlets=["Gazette", "Ledger"] * 20, headline=True)


@pytest.fixture(scope="module")
def entries(tables: Tables, tmp_path_factory: pytest.TempPathFactory) -> dict[str, FigureFile]:
    return {entry.name: entry for entry in write_figures(tables, tmp_path_factory.mktemp("figures"), names=NAMES)}


def texts(ax: Axes) -> list[str]:
    return [text.get_text() for text in ax.texts]


def test_pairs_show_their_paragraphs_and_mark_those_beyond(tables: Tables) -> None:
    table = measures.frames_together(tables, n_permutations=200)
    table["beyond"] = [True, *[False] * (len(table) - 1)]
    table.loc[1, ["p", "lift"]] = [np.nan, np.nan]
    ax = plot_pairs(table)
    assert texts(ax) == [str(n) for n in table["n_together"]]
    frames = [patch for patch in ax.patches if not patch.get_fill()]
    assert len(frames) == 1
    x, y = frames[0].get_xy()
    assert (x + 0.45, y + 0.45) == (0, 1)
    filled = [patch for patch in ax.patches if patch.get_fill()]
    assert to_hex(filled[0].get_facecolor()) == to_hex(pair_colour(table["lift"].iloc[0]))
    assert to_hex(filled[1].get_facecolor()) == "#f0f0f0"


def test_colours_of_pairs_go_both_ways_from_none() -> None:
    more, same, less = (np.array(pair_colour(lift)[:3]) for lift in (4, 1, 0.25))
    assert same.min() > 0.94
    assert more[0] < more[2] < same[2]
    assert less[2] < less[0] < same[0]
    assert pair_colour(0) == pair_colour(0.25)


def test_bars_of_speakers_show_their_polarities_in_per_cent(tables: Tables) -> None:
    table = measures.frames_by_speaker(tables)
    own = table[table["frame"] == "capitulation"].reset_index(drop=True)
    ax = plot_frame_speakers(own)
    lengths = np.array([[bar.get_width() for bar in container] for container in ax.containers])
    kinds = [f"n_{polarity}" for polarity in ("asserted", "demanded", "hypothetical", "negated", "rejected")]
    assert lengths == pytest.approx(100 * own[kinds].to_numpy().T / own["n_hits"].to_numpy())
    first, second = own.iloc[0], own.iloc[1]
    assert texts(ax)[0] == str(first["n_hits"])
    assert texts(ax)[1] == f"{second['n_hits']} ({second['n_articles_repeated']} of {second['n_articles']})"


def test_repeats_show_shares_and_intervals_of_both_places(tables: Tables) -> None:
    table = measures.narrator_repeats(tables)
    own = table[table["by"] == "outlet"]
    ax = plot_repeats(own)
    for line, marks, place in zip(ax.lines, ax.collections, ("anywhere", "headline"), strict=True):
        rows = own[own["place"] == place]
        assert line.get_xdata() == pytest.approx((100 * rows["share"]).to_numpy())
        low = rows["share_low"].to_numpy(dtype=float, na_value=np.nan)
        starts = [segment[0, 0] for segment in marks.get_segments() if len(segment)]
        assert starts == pytest.approx((100 * low[~np.isnan(low)]).tolist())
    assert ax.get_xlim()[0] == 0


def test_prominence_shows_ratios_on_one_scale(tables: Tables) -> None:
    table = measures.frame_prominence(tables)
    axes = {place: plot_prominence(table, place=place) for place in measures.PLACES}
    assert len({ax.get_xlim() for ax in axes.values()}) == 1
    for place, ax in axes.items():
        own = table[table["place"] == place]
        ratio = own["ratio"].to_numpy(dtype=float, na_value=np.nan)
        expected = np.where(ratio > 0, np.clip(ratio, *ENDS), np.nan)
        assert ax.lines[1].get_xdata() == pytest.approx(expected, nan_ok=True)
        assert [text.split(" · ")[0] for text in texts(ax)] == [str(n) for n in own["n_hits"]]


def test_captions_tell_method_and_limits(entries: dict[str, FigureFile]) -> None:
    captions = {name: entry.caption for name, entry in entries.items()}
    assert f"{measures.N_PERMUTATIONS:,} permutations, seed {measures.SEED}" in captions["frames-together"]
    assert "false discovery rate of 5 % over 10 pairs" in captions["frames-together"]
    assert "a narrator must name the subject" in captions["frames-repeated"]
    assert "with a case" in captions["frames-repeated"]
    assert "words alone" in captions["prominence"]


def test_alt_texts_tell_the_real_numbers(tables: Tables, entries: dict[str, FigureFile]) -> None:
    alts = {name: entry.alt for name, entry in entries.items()}
    repeats = measures.narrator_repeats(tables)
    whole = repeats[(repeats["by"] == "all") & (repeats["place"] == "anywhere")].iloc[0]
    assert f"({whole['n_repeated']:,} of {whole['n_cases']:,})" in alts["frames-repeated"]
    first = measures.frame_prominence(tables).iloc[0]
    assert f"capitulation: headline {first['ratio']:.1f} ({first['n_hits']})" in alts["prominence"]
    most = measures.frames_together(tables).sort_values("n_together", ascending=False, kind="stable").iloc[0]
    assert f"in {most['n_together']}, {most['n_expected']:.1f} expected" in alts["frames-together"]


def test_many_frames_are_cut_and_said_so(many: Tables, tmp_path: Path) -> None:
    entries = {entry.name: entry for entry in write_figures(many, tmp_path, names=NAMES)}
    assert many.frame_hits["frame"].nunique() == 25
    assert f"the first {MAX_FRAMES} of 25 frames" in entries["frames-together"].caption
    assert "the first 6 of 25 frames" in entries["frames-by-speaker"].caption
    assert "the first 16 of 25 frames" in entries["prominence"].caption
    for name, rows in (("frames-together", 300), ("prominence", 125)):
        assert len(pd.read_csv(tmp_path / f"{name}.csv")) == rows


def test_few_articles_are_described_only(one_article: Tables, tmp_path: Path) -> None:
    entries = {entry.name: entry for entry in write_figures(one_article, tmp_path, names=NAMES)}
    assert "No pair is compared with chance" in entries["frames-together"].caption
    for name in ("frames-repeated", "prominence"):
        assert "need at least 10 articles" in entries[name].caption


def test_nothing_quoted_and_a_single_frame_are_told(tmp_path: Path) -> None:
    entries = {
        entry.name: entry for entry in write_figures(make_tables([["the [war] alone"]] * 3), tmp_path, names=NAMES)
    }
    assert entries["frames-repeated"].skipped == "No speaker says a term of a frame in these articles."
    assert "Fewer than two frames" in str(entries["frames-together"].skipped)
    assert entries["prominence"].skipped is None
    assert entries["frames-by-speaker"].skipped is None


def test_panels_of_few_speakers_have_room_for_their_names() -> None:
    words = [f"[frame{letter}] [frame{letter}@Ada] [frame{letter}@?]" for letter in "abcdef"]
    names = {f"frame{letter}": "A frame with a name that is so long as to need two lines" for letter in "abcdef"}
    with theme():
        drawing = draw_frames_by_speaker(make_tables([[" ".join(words)]]), Request(frame_names=names))
        drawing.figure.draw_without_rendering()
    for ax in drawing.figure.axes:
        first, second, third = (name.get_window_extent() for name in ax.get_yticklabels())
        assert "\n" in ax.get_title(loc="left")
        assert first.y0 - second.y1 > 0.3 * first.height
        assert second.y0 - third.y1 > 0.3 * first.height
