"""Every public plot stands alone: a table of its measure in, Axes out, with what its marks mean beside them."""

from __future__ import annotations

import inspect
from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from analysis import charts, measures
from analysis.charts.direct import name_kinds, name_pairs, name_parts
from analysis.compare import changes, copy_changes, family_of, keyness
from analysis.compare.findings import compare_outlets
from analysis.compare.selections import Selection
from analysis.tables import Tables

TABLES: dict[str, Callable[[Tables], pd.DataFrame]] = {
    "plot_adjustments": lambda tables: pd.DataFrame(  # the articles of the tests have no such word
        {"adjustment": ["name", "domain"], "moved_share": [0.75, 0.25], "n_words": [3, 1]}
    ),
    "plot_articles_over_time": measures.frames_over_time,
    "plot_changes": lambda tables: changes(tables, [family_of(tables, "frames-narrator")]).dropna(subset="p").head(6),
    "plot_collocates": lambda tables: measures.collocates(
        measures.TextIndex(tables), measures.choose_term(tables).hits, by="voice", least_articles=3
    ).head(8),
    "plot_compared": lambda tables: _first(compare_outlets(tables).table, "family"),
    "plot_concentration": lambda tables: _of(measures.concentration_by(tables, by="outlet"), measure="gini"),
    "plot_constructions": lambda tables: measures.construction_shares(tables, by="event_class"),
    "plot_contested_names": lambda tables: _first(measures.contested_shares(tables), "contested_set"),
    "plot_contested_over_time": lambda tables: _first(measures.contested_shares(tables, by="week"), "variant"),
    "plot_contested_set": lambda tables: _first(
        pd.concat([measures.contested_shares(tables), measures.contested_shares(tables, by="voice")]), "contested_set"
    ),
    "plot_copies": copy_changes,
    "plot_distance": lambda tables: _first(measures.distance_rates(tables, by_outlet=True, voice="narrator"), "kind"),
    "plot_found": lambda tables: compare_outlets(tables).findings,
    "plot_frame_by_outlet": lambda tables: _first(measures.frames_by_outlet(tables), "frame"),
    "plot_frame_over_time": lambda tables: _first(measures.frames_over_time(tables), "frame"),
    "plot_frame_speakers": lambda tables: _first(measures.frames_by_speaker(tables), "frame"),
    "plot_frames_by_voice": measures.frames_by_voice,
    "plot_frames_of_one_outlet": lambda tables: _first(measures.frames_by_outlet(tables), "outlet"),
    "plot_key_words": lambda tables: keyness(tables, Selection(outlet="Daily Ledger")).head(8),
    "plot_keyness": lambda tables: keyness(tables, Selection(outlet="Daily Ledger")),
    "plot_kinds": measures.source_shares,
    "plot_label_changes": measures.count_label_changes,
    "plot_overlap": measures.source_overlap,
    "plot_pairs": lambda tables: measures.frames_together(tables, n_permutations=100),
    "plot_prominence": measures.frame_prominence,
    "plot_readings": lambda tables: measures.compare_readings(tables, by_outlet=True),
    "plot_repeats": lambda tables: _of(measures.narrator_repeats(tables), by="outlet"),
    "plot_reporting_verbs": measures.count_reporting_verbs,
    "plot_robustness": lambda tables: compare_outlets(tables).panel.head(5),
    "plot_sentiment_along_article": lambda tables: measures.sentiment_along_article(tables, "daily-1-0"),
    "plot_sentiment_by_voice": lambda tables: measures.sentiment_by_voice(tables, by_outlet=True),
    "plot_shares": lambda tables: _first(measures.stance_shares(tables, by="outlet"), "stance"),
    "plot_sign_changes": lambda tables: measures.compare_readings(tables, by_outlet=True),
    "plot_speakers": measures.count_speakers,
    "plot_speakers_and_targets": measures.sentiment_by_speaker,
    "plot_stances_of_one_group": measures.stance_shares,
    "plot_target_sentiment": measures.sentiment_toward_targets,
    "plot_who_says": lambda tables: measures.who_says(measures.choose_term(tables)),
}
"""A table for each plot; what it shows of it is tested beside its figure."""


def _first(table: pd.DataFrame, column: str) -> pd.DataFrame:
    return table[table[column] == table[column].iloc[0]]


def _of(table: pd.DataFrame, **values: str) -> pd.DataFrame:
    for column, value in values.items():
        table = table[table[column] == value]
    return table


def _texts(ax: Axes) -> set[str]:
    legend = ax.get_legend()
    in_legend = [text.get_text() for text in legend.get_texts()] if legend else []
    return {text.get_text() for text in ax.texts} | set(in_legend)


def test_every_public_plot_has_a_table_here() -> None:
    plots = {name for name in charts.__all__ if name.startswith("plot_")}
    assert plots == set(TABLES)


@pytest.mark.parametrize("name", TABLES)
def test_a_plot_takes_a_table_and_keyword_options(name: str) -> None:
    first, *others = inspect.signature(getattr(charts, name)).parameters.values()
    assert first.kind is inspect.Parameter.POSITIONAL_OR_KEYWORD
    assert all(option.kind is inspect.Parameter.KEYWORD_ONLY for option in others)
    assert all(option.default is not inspect.Parameter.empty for option in others)
    documented = inspect.getdoc(getattr(charts, name)) or ""
    assert "`" in documented.partition("Args:")[2].partition("ax:")[0], "the docstring names the measure"


@pytest.mark.parametrize("name", TABLES)
def test_a_plot_draws_into_given_axes_and_leaves_its_table_alone(name: str, tables: Tables) -> None:
    plot, table = getattr(charts, name), TABLES[name](tables)
    assert len(table), "the table has rows"
    before = table.copy(deep=True)
    given = Figure().add_subplot()
    assert plot(table, ax=given) is given
    pd.testing.assert_frame_equal(table, before)
    assert given.has_data()
    assert [tick.get_text() for tick in (*given.get_yticklabels(), *given.get_xticklabels()) if tick.get_text()]
    assert not given.figure.legends


@pytest.mark.parametrize("name", TABLES)
def test_alone_a_plot_names_each_of_its_series(name: str, tables: Tables) -> None:
    ax = getattr(charts, name)(TABLES[name](tables))
    handles, labels = ax.get_legend_handles_labels()
    drawn = {
        text
        for handle, text in zip(handles, labels, strict=True)
        if not isinstance(handle, Line2D) or not np.isnan(np.asarray(handle.get_xdata(), dtype=float)).all()
    }
    if len(drawn) > 1:
        assert drawn <= _texts(ax)


def dots(*rows: list[float], names: tuple[str, str] = ("narrator", "quoted")) -> Axes:
    ax = Figure().add_subplot()
    for i, (values, name) in enumerate(zip(rows, names, strict=True)):
        y = [row + 0.3 * i for row in range(len(values))]
        ax.hlines(y, [value - 1 for value in values], [value + 1 for value in values])
        ax.plot(values, y, "o", label=name)
    ax.set_ylim(len(rows[0]) - 0.5, -0.5)
    ax.set_xlim(0, 10)
    return ax


def test_two_series_are_named_at_their_first_mark_one_above_and_one_below() -> None:
    ax = dots([2, 5], [float("nan"), 6])
    name_pairs(ax)
    above, below = ax.texts
    assert (above.get_text(), above.xy, above.get_verticalalignment()) == ("narrator", (2.0, 0.0), "bottom")  # type: ignore[attr-defined]
    assert (below.get_text(), below.xy, below.get_verticalalignment()) == ("quoted", (6.0, 1.3), "top")  # type: ignore[attr-defined]


def test_kinds_are_named_beside_their_interval_where_there_is_room() -> None:
    ax = dots([2], [8], names=("stable", "fragile"))
    name_kinds(ax)
    left, right = ax.texts
    assert (left.get_text(), left.xy, left.get_horizontalalignment()) == ("stable", (3.0, 0.0), "left")  # type: ignore[attr-defined]
    assert (right.get_text(), right.xy, right.get_horizontalalignment()) == ("fragile", (7.0, 0.3), "right")  # type: ignore[attr-defined]


def stacked(*bars: tuple[float, float], apart: float = 0) -> Axes:
    ax = Figure().add_subplot()
    y = [i + (apart if i == len(bars) - 1 else 0) for i in range(len(bars))]
    first, second = zip(*bars, strict=True)
    ax.barh(y, first, label="narrator")
    ax.barh(y, second, left=first, label="quoted")
    ax.set_ylim(y[-1] + 0.6, -0.6)
    ax.set_xlim(0, 100)
    return ax


@pytest.mark.parametrize(
    ("bars", "apart", "row"),
    [
        ([(40.0, 30.0), (1.0, 1.0)], 0.0, 0),
        ([(1.0, 1.0), (40.0, 30.0)], 0.5, 1),  # the first is too short; the last stands apart
        ([(1.0, 1.0), (40.0, 30.0)], 0.0, None),
        ([(40.0, 0.0), (40.0, 30.0)], 0.0, None),  # the first lacks a part
    ],
)
def test_parts_are_named_where_each_name_starts_above_its_own(
    bars: list[tuple[float, float]], apart: float, row: int | None
) -> None:
    ax = stacked(*bars, apart=apart)
    assert name_parts(ax) is (row is not None)
    named = [text for text in ax.texts if text.get_text()]
    assert [text.get_text() for text in named] == ([] if row is None else ["narrator", "quoted"])
    if row is not None:
        starts = {text.xy for text in named}  # type: ignore[attr-defined]
        assert starts == {(bar[row].get_x(), bar[row].get_y()) for bar in ax.containers}  # type: ignore[attr-defined]
