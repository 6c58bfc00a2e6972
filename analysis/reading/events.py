"""Events of a corpus' story: `events.csv` or `events.tsv` beside the articles, with a day and a label a row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from analysis.reading.drafts import SourceFile
from analysis.reading.metadata import DateError, first_name, known_value, parse_date
from analysis.reading.rows import Row, read_table
from analysis.records import Event, Problem

EVENT_TABLES = ("events.csv", "events.tsv")
"""Files of these names, in any folder of a corpus, are no articles."""

DATE_NAMES = ("date", "day", "start", "from", "start_date")
END_NAMES = ("end", "until", "to", "end_date")
LABEL_NAMES = ("label", "event", "name", "title", "what", "description")


def read_events(files: Iterable[SourceFile]) -> tuple[list[Event], list[Problem]]:
    """The events of all tables, by day and label, each once, and what is wrong with the tables.

    A row without a certain day or without a label is not used. An end that is no day, or lies before the beginning, is
    left out, and the event has one day.
    """
    events: dict[tuple[date, str], Event] = {}
    problems: list[Problem] = []
    for file in files:
        for item in _read(file):
            if isinstance(item, Problem):
                problems.append(item)
            elif (key := (item.date, item.label)) in events:
                message = f"{item.label!r} on {item.date} is listed already; it counts once"
                problems.append(file.problem("", message, "note"))
            else:
                events[key] = item
    return [events[key] for key in sorted(events)], problems


def _read(file: SourceFile) -> Iterator[Event | Problem]:
    for row in read_table(file, DATE_NAMES, "the days of events"):
        if isinstance(row, Problem):
            yield row
            continue
        name = first_name(row.values, LABEL_NAMES)
        if name is None:
            found = ", ".join(row.values) or "none beside the days"
            message = (
                f"no column holds the labels of events: expected one named {', '.join(LABEL_NAMES)}; found {found}"
            )
            yield file.problem("", f"{message}; a table of articles needs another name than {file.path.name}")
            return
        yield from _read_row(file, row, name)


def _read_row(file: SourceFile, row: Row, name: str) -> Iterator[Event | Problem]:
    place = f"row {row.number} (line {row.line})"
    label = known_value(row.values[name])
    try:
        day = parse_date(row.key)
    except DateError as err:
        reason = "has no day" if known_value(row.key) is None else str(err)
        yield file.problem(place, f"{reason}, so the row is not used; expected a day such as 2025-03-04", "warning")
        return
    if label is None:
        yield file.problem(place, f"the event of {day} has no label, so the row is not used", "warning")
        return
    end = None
    end_name = first_name(row.values, END_NAMES)
    if end_name is not None and (written := known_value(row.values[end_name])) is not None:
        try:
            end = parse_date(written)
        except DateError as err:
            yield file.problem(place, f"end: {err}, so the event has one day", "warning")
        if end is not None and end < day:
            message = f"the end {end} lies before the beginning {day}, so the event has one day"
            yield file.problem(place, message, "warning")
            end = None
    yield Event(day, label, None if end == day else end, file.name)
