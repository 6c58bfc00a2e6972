"""Figures of keyness show what the tables say."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from test_concordance import analysis_of, quote

from analysis.charts.colours import LIGHT
from analysis.charts.drawing import NothingToDrawError, Request
from analysis.charts.key_words import MAX_WORDS, draw_key_words, plot_key_words, words_apart
from analysis.charts.keyness import SIDES, draw_comparison, draw_keyness, plot_keyness, usual_comparison
from analysis.compare.keyness import Comparison, Words, compare, keyness
from analysis.compare.selections import Selection
from analysis.measures import TextIndex
from analysis.publishing.notebook.keyness import compare_voices, compare_weeks, list_key_words, read_comparison
from analysis.store import write_tables
from analysis.tables import Tables, build_tables

HOSTILE = "$x^2$ <b>Post</b>"


@pytest.fixture(scope="module")
def planted() -> Tables:
    made = []
    for i in range(24):
        outlet = HOSTILE if i % 2 else "Ledger"
        own = "hostage hostage deal" if i % 2 else "border border raid"
        sentences = (f"Troops {own} near town.", "He said famine looms.")
        content = (len(sentences[0]) + 9, len(sentences[0]) + 22)
        made.append(analysis_of(f"a{i}", sentences, (quote(f"a{i}", 1, content, "Ada"),), outlet=outlet))
    return build_tables(made)


def test_words_apart_prefers_what_stands_the_test() -> None:
    columns = ["term", "more_in", "log_ratio_conservative", "log_likelihood", "q"]
    rows = [
        ("burst", "target", 3.0, 50.0, None),
        ("steady", "target", 1.0, 30.0, 0.01),
        ("rare", "target", 0.0, 7.0, 0.9),
        ("nothing", "target", 0.0, 2.0, 0.9),
        ("other", "reference", -1.0, 30.0, 0.01),
    ]
    table = pd.DataFrame(rows, columns=columns).astype({"q": "Float64"})
    assert words_apart(table)["term"].tolist() == ["burst", "steady", "rare"]
    assert words_apart(table, n=1)["term"].tolist() == ["steady"]
    assert words_apart(table, side="reference")["term"].tolist() == ["other"]


def test_panels_show_each_outlets_words(planted: Tables) -> None:
    drawing = draw_key_words(planted, Request())
    panels = {ax.get_title(): [text.get_text() for text in ax.get_yticklabels()] for ax in drawing.figure.axes}
    assert panels == {
        r"\$x^2\$ <b>Post</b> (12 articles)": ["hostage", "deal"],
        "Ledger (12 articles)": ["border", "raid"],
    }
    assert set(drawing.numbers["term"]) == {"hostage", "deal", "border", "raid"}
    assert "famine" not in set(drawing.numbers["term"])
    assert "over the 7 words" in drawing.caption
    assert "“hostage”" in drawing.alt


def test_a_dot_is_full_where_it_stands_the_test(planted: Tables) -> None:
    table = keyness(planted, Selection(outlet="Ledger"), within=Selection(voice="narrator"))
    shown = words_apart(table)
    ax = plot_key_words(shown.assign(q=pd.Series([0.01, 0.2], index=shown.index, dtype="Float64")))
    dots = [line for line in ax.lines if line.get_marker() == "o"]
    assert [dot.get_xdata()[0] for dot in dots] == shown["log_ratio"].tolist()
    assert [dot.get_markerfacecolor() == LIGHT.ground for dot in dots] == [False, True]
    assert len(shown) <= MAX_WORDS


def test_the_scatter_names_words_of_both_sides(planted: Tables) -> None:
    comparison = Comparison(Selection(outlet="Ledger"), within=Selection(voice="narrator"))
    table = compare(planted, comparison)
    ax = plot_keyness(table)
    assert {text.get_text() for text in ax.texts} == {"border", "raid", "hostage", "deal"}
    assert len(ax.collections[0].get_offsets()) == len(table)
    drawing = draw_comparison(table, comparison)
    assert "Both within: narrator" in drawing.caption
    assert {style.colour for style in SIDES.values()} == {"#0072B2", "#D55E00"}


def test_the_same_table_gives_the_same_picture(planted: Tables) -> None:
    places = []
    for _ in range(2):
        drawing = draw_keyness(planted, Request())
        drawing.figure.canvas.draw()
        places.append([text.get_position() for text in drawing.figure.axes[0].texts])
    assert places[0] == places[1]


def test_what_is_compared_without_a_choice(planted: Tables, no_articles: Tables) -> None:
    usual = usual_comparison(planted)
    assert usual is not None
    assert (usual.target.outlet, usual.reference) == (HOSTILE, None)
    one = replace(planted, articles=planted.articles.assign(outlet="Ledger"))
    voices = usual_comparison(one)
    assert voices is not None
    assert voices.target.voice == "narrator"
    assert "“famine”" in draw_keyness(one, Request()).alt
    for tables in (one, no_articles):
        with pytest.raises(NothingToDrawError, match="two outlets"):
            draw_key_words(tables, Request())
    with pytest.raises(NothingToDrawError):
        draw_keyness(no_articles, Request())


def test_notebooks_read_their_parameters(planted: Tables, no_articles: Tables) -> None:
    chosen = read_comparison(planted, ["outlet=ledger"], ["outlet=post"], within=["voice=narrator"], unit="word")
    assert chosen == Comparison(
        Selection(outlet="ledger"), Selection(outlet="post"), Selection(voice="narrator"), Words("word")
    )
    assert compare_weeks(planted) is None
    for nothing in (read_comparison(no_articles), compare_voices(no_articles), compare_weeks(no_articles)):
        assert nothing is None
    dates = pd.Series(pd.date_range("2024-05-06", periods=24), dtype="datetime64[s]")
    weeks = compare_weeks(replace(planted, articles=planted.articles.assign(date=dates)))
    assert weeks is not None
    assert weeks.target.name == "2024-05-06 to 2024-05-12"
    assert len(weeks.reference.article_ids or ()) == 17  # type: ignore[union-attr]


def test_lists_have_an_example_of_each_word(planted: Tables) -> None:
    index = TextIndex(planted)
    comparison = Comparison(Selection(outlet="Ledger"), within=Selection(voice="narrator"))
    listings = list_key_words(index, compare(index, comparison), comparison)
    assert [listing.caption for listing in listings] == ["More frequent in Ledger", "More frequent in the rest"]
    first = dict(zip(listings[0].columns, listings[0].rows[0], strict=True))
    assert (first["Word"], first["Times"], first["Articles"]) == ("border", "24 : 0", "12 : 0")
    assert "Troops border border raid" in first["Example"]
    assert "7 words tested" in listings[0].note


def test_command(planted: Tables, tmp_path: Path) -> None:
    write_tables(planted, tmp_path)

    def run(*options: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "analysis", "keyness", str(tmp_path), *options]
        return subprocess.run(command, capture_output=True, text=True, check=False, encoding="utf-8")

    done = run("--target", "outlet=Ledger", "--reference", "rest", "--voice", "narrator", "--format", "csv")
    assert done.returncode == 0
    assert done.stdout.splitlines()[0].startswith("term,more_in,n_target,n_reference,")
    assert done.stdout.splitlines()[1].startswith("border,target,24,0,")
    assert "the rest" in done.stderr
    wrong = run("--target", "outlet=Leger")
    assert (wrong.returncode, wrong.stdout) == (2, "")
    assert "there is no outlet 'Leger'; there is Ledger" in wrong.stderr
    assert "only be the reference" in run("--target", "rest").stderr
