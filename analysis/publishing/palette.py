"""The colours of the annotated reader and the report: Okabe and Ito's, as tints behind words and as lines under them.

Every tint carries the page's text with a contrast of at least 4.5:1, every line stands out from every tint with at
least 3:1, by day and by night; the tests compute both. No colour stands alone: a speaker has a letter too, and a frame
a style of line.
"""

from __future__ import annotations

from typing import NamedTuple


class Scheme(NamedTuple):
    """The colours of one appearance, as `#rrggbb`."""

    text: str
    paper: str
    grey: str
    tints: tuple[str, ...]
    """Behind a speaker's words; the last is for all further speakers."""
    unknown: str
    """Behind words whose speaker is not known."""
    lines: tuple[str, ...]
    """Under the terms of a frame."""
    negative: str
    positive: str


LIGHT = Scheme(
    text="#1b1d21",
    paper="#ffffff",
    grey="#5c6269",
    tints=("#d5ecf9", "#fbe5bd", "#c7eadf", "#f5dcea", "#fbf6b8", "#cfdff0", "#f9d8c6", "#e6e7ea"),
    unknown="#eeeff1",
    lines=("#0067a0", "#b04a00", "#00714f", "#9c3f78", "#6b5300", "#1b1d21", "#5a3d9a"),
    negative="#b04a00",
    positive="#0067a0",
)
DARK = Scheme(
    text="#eceef1",
    paper="#191b1f",
    grey="#a8aeb6",
    tints=("#1d4258", "#513b10", "#12463a", "#51304a", "#474312", "#14365a", "#5a2c14", "#3a3d43"),
    unknown="#303338",
    lines=("#6cc3f2", "#ff9c5a", "#43d3a8", "#eda3cb", "#f0e442", "#eceef1", "#b9a5f0"),
    negative="#ff9c5a",
    positive="#6cc3f2",
)
LINE_STYLES = ("solid", "double", "dashed", "wavy", "dotted")


def tint(index: int) -> int:
    """The tint of a speaker: their own while there are tints, then the one that the rest share."""
    return min(index, len(LIGHT.tints) - 1)


def line(index: int) -> tuple[int, str]:
    """The colour number and style of a frame's line; no two of the first 35 frames have both alike.

    Example:
        >>> line(0), line(7)
        ((0, 'solid'), (0, 'wavy'))
    """
    colours = len(LIGHT.lines)
    return index % colours, LINE_STYLES[(index + index // colours) % len(LINE_STYLES)]
