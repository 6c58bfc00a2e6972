"""The invented example of a new corpus, which must not get into anybody's results."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePosixPath

from analysis.reading.drafts import SourceFile
from analysis.records import Event, Problem

EXAMPLE = "example-delete-me"
"""The name of the example's file without its suffix; the label of its event begins with it."""


def is_example(file: SourceFile) -> bool:
    """Whether a file is the example."""
    return PurePosixPath(file.name).stem.casefold() == EXAMPLE


def set_example_apart(files: Sequence[SourceFile]) -> tuple[list[SourceFile], list[Problem]]:
    """The files without the example, which is read only while it is alone, so that a new corpus can be tried out."""
    examples = [file for file in files if is_example(file)]
    others = [file for file in files if not is_example(file)]
    if not others:
        message = "the invented example is the only article here; put your own into the folder, and it is left out"
        return list(files), [file.problem("", message, "warning") for file in examples]
    message = "the invented example; left out, as there are other articles: delete it, and its row in metadata.csv"
    return others, [file.problem("", message, "note") for file in examples]


def set_example_event_apart(events: Sequence[Event]) -> tuple[list[Event], list[Problem]]:
    """The events without that of the example."""
    others = [event for event in events if not event.label.casefold().startswith(EXAMPLE)]
    message = "the invented example of an event; left out, as there are other articles: delete its row"
    return others, [Problem(event.path, "", message, "note") for event in events if event not in others]
