"""Every view of the explorer is the table that its printed code makes, and every bar holds the passages it counts."""

from __future__ import annotations

import ast
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from analysis.explorer import Choice, choose, make_passages, make_views
from analysis.explorer.panels import MOST_ROWS, lines_of, panel_of
from analysis.explorer.views import View, code_of, narrowed, summary_of, why_nothing
from analysis.measures import concordance, frames_by_outlet, frames_by_speaker, frames_over_time
from analysis.store import read_tables, write_tables
from analysis.tables import Tables

CHOICES = (
    Choice(),
    Choice(outlets=("Daily Ledger",), voice="narrator"),
    Choice(frames=("law", "diplomacy"), start=date(2024, 1, 10), end=date(2024, 2, 20)),
    Choice(speakers=("Ada Marlow", "Northern Relief Agency")),
    Choice(words="surrender*", voice="quoted"),
)


@pytest.fixture(scope="module")
def results(tables: Tables, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("results")
    write_tables(tables, folder / "data" / "tables" / "made up")
    return folder


def run_cell(code: str) -> pd.DataFrame:
    """What a notebook shows of a cell: the value of its last expression."""
    tree = ast.parse(code)
    last = tree.body.pop()
    assert isinstance(last, ast.Expr)
    names: dict[str, Any] = {}
    exec(compile(tree, "cell", "exec"), names)
    found: pd.DataFrame = eval(compile(ast.Expression(last.value), "cell", "eval"), names)
    return found


@pytest.mark.parametrize("choice", CHOICES)
def test_the_printed_code_makes_the_table_that_is_shown(results: Path, choice: Choice) -> None:
    tables = read_tables(results / "data" / "tables" / "made up")
    views = [*make_views(tables, choice), make_passages(tables, choice, rows=20)[0]]
    assert [view.name for view in views] == ["rates", "who", "weeks", "passages"]
    for view in views:
        assert len(view.table), view.name
        pd.testing.assert_frame_equal(view.table, run_cell(code_of(view, str(results), "made up")))


def bars_of(view: View) -> list[tuple[dict[str, Any], int]]:
    """What the page sends for each bar of a view, and how many hits the bar counts."""
    columns = {"rates": ["frame", "outlet"], "weeks": ["frame", "week"], "who": ["voice", "speaker_id", "naming"]}
    rows = view.table[[*columns[view.name], "n_hits"]].astype(object)
    rows = rows.where(rows.notna(), None)
    return [({key: row[key] for key in columns[view.name]}, row["n_hits"]) for row in rows.to_dict("records")]


@pytest.mark.parametrize("choice", CHOICES)
def test_a_bar_lists_as_many_passages_as_it_counts(tables: Tables, choice: Choice) -> None:
    for view in make_views(tables, choice):
        for bar, n_hits in bars_of(view):
            if n_hits:
                passages, total = make_passages(tables, narrowed(choice, bar), rows=5)
                assert total == n_hits, (view.name, bar)
                assert len(passages.table) == min(5, total)


def test_without_a_choice_views_are_those_of_the_whole_corpus(tables: Tables) -> None:
    rates, who, weeks = make_views(tables, Choice())
    pd.testing.assert_frame_equal(rates.table, frames_by_outlet(tables, n_resamples=0))
    pd.testing.assert_frame_equal(weeks.table, frames_over_time(tables, n_resamples=0))
    by_frame = frames_by_speaker(tables).groupby(["voice", "speaker_id", "naming"], dropna=False)["n_hits"].sum()
    total = who.table.groupby(["voice", "speaker_id", "naming"], dropna=False)["n_hits"].sum()
    pd.testing.assert_series_equal(total, by_frame)


def test_leaving_intervals_out_changes_no_other_number(tables: Tables) -> None:
    bounds = ["rate_low", "rate_high"]
    for measure in (frames_by_outlet, frames_over_time):
        quick, whole = measure(tables, n_resamples=0), measure(tables, n_resamples=50)
        assert quick[bounds].isna().all(axis=None)
        pd.testing.assert_frame_equal(quick.drop(columns=bounds), whole.drop(columns=bounds))
    assert frames_by_outlet(tables, n_resamples=50)["rate_low"].notna().any()


def test_lines_show_their_place(tables: Tables) -> None:
    table = make_passages(tables, Choice(frames=("law",)), rows=3)[0].table
    texts = tables.articles.set_index("article_id")["text"]
    for line in lines_of(table):
        *_, article_id, start, end = line
        assert texts[article_id][start:end] == line[1]
    pd.testing.assert_frame_equal(
        table, concordance(tables, tables.frame_hits[tables.frame_hits["frame"] == "law"].head(3))
    )


def test_bars_are_drawn_to_scale_with_their_numbers(tables: Tables) -> None:
    rates, who, weeks = (panel_of(view, str, "") for view in make_views(tables, Choice()))
    table = frames_by_outlet(tables, n_resamples=0)
    for row in rates["rows"]:
        own = table[table["frame"] == row["key"]["frame"]]
        assert [bar[2] for bar in row["bars"]] == own["n_hits"].tolist()
        assert [bar[0] for bar in row["bars"]] == pytest.approx((own["rate"] / own["rate"].max()).tolist(), abs=1e-3)
    gap = [column["key"]["week"] for column in weeks["columns"]].index("2024-01-15")
    assert all(row["bars"][gap] is None for row in weeks["rows"]), "a week without words has no rate of 0"
    assert sum(int(row["n"].replace(",", "")) for row in who["rows"]) == len(tables.frame_hits)
    assert max(row["length"] for row in who["rows"]) == 1


def test_a_single_outlet_has_one_scale_for_all_frames(tables: Tables) -> None:
    rates = panel_of(make_views(tables, Choice(outlets=("Daily Ledger",)))[0], str, "")
    found = frames_by_outlet(choose(tables, Choice(outlets=("Daily Ledger",))), n_resamples=0)["rate"]
    assert found.nunique() > 1
    lengths = [row["bars"][0][0] for row in rates["rows"]]
    assert lengths == pytest.approx((found / found.max()).tolist(), abs=1e-3)
    assert "All rows have one scale" in rates["note"]
    assert "own scale" in panel_of(make_views(tables, Choice())[0], str, "")["note"]


def test_what_is_not_drawn_is_told(tables: Tables) -> None:
    hits = tables.frame_hits
    many = hits.assign(frame=[f"frame {n % (MOST_ROWS + 3)}" for n in range(len(hits))])
    rates = panel_of(make_views(Tables(**tables.by_name() | {"frame_hits": many}), Choice())[0], str, "")
    assert len(rates["rows"]) == MOST_ROWS
    assert f"The first {MOST_ROWS} of {MOST_ROWS + 3} frames are shown" in rates["note"]


def test_where_there_is_nothing_a_sentence_says_so(tables: Tables, no_articles: Tables) -> None:
    assert why_nothing(tables, Choice()) == ""
    assert why_nothing(no_articles, Choice()) == "This corpus has no article."
    assert why_nothing(tables, Choice(words="xyzzy")) == "“xyzzy” does not occur in what is chosen."
    without = Tables(**tables.by_name() | {"frame_hits": tables.frame_hits.head(0)})
    assert "occurs in this corpus" in why_nothing(without, Choice())
    assert "in what is chosen" in why_nothing(without, Choice(voice="quoted"))
    for corpus in (without, no_articles):
        assert all(panel_of(view, str, "")["rows"] == [] for view in make_views(corpus, Choice()))


def test_the_summary_counts_what_is_chosen(tables: Tables) -> None:
    chosen = choose(tables, Choice(voice="narrator"))
    told = summary_of(tables, Choice(voice="narrator"))
    assert told.startswith(f"{len(chosen.frame_hits):,} hits in ")
    assert told.endswith(f"{chosen.articles['n_words'].sum():,} words of the narrator.")
