"""Events in figures over time: numbered lines within the weeks shown, and a key with their labels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import matplotlib.dates as mdates
import pandas as pd
import pytest
from hand_tables import table
from matplotlib.figure import Figure

from analysis.charts.colours import LIGHT
from analysis.charts.contested import draw_contested_over_time
from analysis.charts.drawing import Request
from analysis.charts.events import MAX_EVENTS, event_note, events_between, key_height, mark_events, title_pad
from analysis.charts.trends import draw_frames_over_time, plot_frame_over_time
from analysis.measures import frames_over_time
from analysis.tables import Tables, build_tables

Listed = tuple[str, str | None, str]


def with_events(tables: Tables, events: Sequence[Listed]) -> Tables:
    rows = [
        {"date": pd.Timestamp(day), "end": pd.Timestamp(end) if end else pd.NaT, "label": text}
        for day, end, text in events
    ]
    return replace(tables, events=table("events", rows))


@pytest.mark.parametrize(
    ("day", "end", "inside"),
    [
        ("2025-03-03", None, True),
        ("2025-03-09", None, True),
        ("2025-03-02", None, False),
        ("2025-03-10", None, False),
        ("2025-03-01", "2025-03-04", True),
        ("2025-02-01", "2025-03-02", False),
        ("2025-03-09", "2025-05-01", True),
    ],
)
def test_which_events_lie_within_the_days_shown(day: str, end: str | None, inside: bool) -> None:
    tables = with_events(build_tables([]), [(day, end, "Vote")])
    events = events_between(tables, pd.Timestamp("2025-03-03"), pd.Timestamp("2025-03-09"))
    assert bool(len(events)) is inside


def test_events_are_numbered_by_day_and_stand_at_it() -> None:
    tables = with_events(
        build_tables([]),
        [("2025-03-20", None, "Late"), ("2025-03-05", None, "Early"), ("2025-03-08", "2025-03-10", "Talks")],
    )
    events = events_between(tables, pd.Timestamp("2025-03-03"), pd.Timestamp("2025-03-30"))
    assert events["label"].tolist() == ["Early", "Talks", "Late"]
    ax = Figure().add_subplot()
    ax.set_xlim(pd.Timestamp("2025-03-03"), pd.Timestamp("2025-03-30"))
    limits = ax.get_xlim()
    mark_events(ax, events)
    assert [text.get_text() for text in ax.texts] == ["1", "2", "3"]
    assert [line.get_xdata()[0] for line in ax.lines] == [
        mdates.date2num(pd.Timestamp(day)) for day in ("2025-03-05", "2025-03-20")
    ]
    assert len(ax.patches) == 1  # the band of what lasted
    assert ax.get_xlim() == limits
    assert event_note(events).startswith(" The numbers stand for events that events.csv lists: 1 2025-03-05 Early; 2 ")


def test_numbers_of_events_close_together_stand_at_two_heights() -> None:
    near = [("2025-03-05", None, "a"), ("2025-03-06", None, "b"), ("2025-03-25", None, "c")]
    ax = Figure().add_subplot()
    ax.set_xlim(pd.Timestamp("2025-03-01"), pd.Timestamp("2025-06-30"))
    pads = []
    for events in ([], near[:1], near):
        found = events_between(
            with_events(build_tables([]), events), pd.Timestamp(2025, 3, 1), pd.Timestamp(2025, 6, 30)
        )
        pads.append(title_pad(found, ax))
    assert pads[0] < pads[1] < pads[2]


def test_more_events_than_there_is_room_for_are_told() -> None:
    many = [(f"2025-03-{day:02}", None, f"event {day}") for day in range(1, MAX_EVENTS + 4)]
    events = events_between(with_events(build_tables([]), many), pd.Timestamp(2025, 3, 1), pd.Timestamp(2025, 3, 31))
    assert "3 later events not marked" in event_note(events)
    assert key_height(events) == key_height(events.head(MAX_EVENTS))
    assert (event_note(events.head(0)), key_height(events.head(0))) == ("", 0)


def test_figures_over_time_have_a_key_and_no_formula_in_it(tables: Tables) -> None:
    marked = with_events(tables, [("2024-01-10", None, "The $5 vote"), ("1990-01-01", None, "Long ago")])
    for draw in (draw_frames_over_time, draw_contested_over_time):
        drawing = draw(marked, Request())
        [key] = drawing.figure.legends
        assert [text.get_text() for text in key.get_texts()] == ["1 2024-01-10 The \\$5 vote"]
        assert "1 2024-01-10 The $5 vote." in drawing.caption
        assert "Long ago" not in drawing.caption
        assert not draw(tables, Request()).figure.legends


def test_weeks_of_few_articles_are_hollow_and_have_no_whisker(tables: Tables) -> None:
    weeks = frames_over_time(tables)
    own = weeks[weeks["frame"] == "law"].assign(n_articles=[12, *[3] * (weeks["week"].nunique() - 1)])
    own = own.assign(rate_low=[0.5, *[pd.NA] * (len(own) - 1)], rate_high=[9.0, *[pd.NA] * (len(own) - 1)])
    ax = plot_frame_over_time(own)
    _, full, hollow = ax.lines
    assert len(full.get_xdata()) == 1
    assert len(hollow.get_xdata()) == len(own) - 1
    assert hollow.get_markerfacecolor() == LIGHT.ground
    assert ax.get_ylim()[1] > 9
