"""The line in a figure's margin that says whether what it rests on was compared with coding by hand."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from textwrap import wrap
from typing import TYPE_CHECKING, Any

from matplotlib.transforms import Bbox

from analysis.charts.colours import palette
from analysis.charts.drawing import Drawing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from analysis.validation.stamps import Basis, Stamps

_POINTS = 5.5
_LINE_INCHES = 1.35 * _POINTS / 72
_ABOVE_INCHES = 0.06
_CHARACTERS = 165
"""Of a line of that size, in a figure of print width."""
_FRAME_COLUMNS = ("frame", "frame_a", "frame_b")


def stamped(drawing: Drawing, rests_on: Sequence[Basis], stamps: Stamps) -> Drawing:
    """A drawing whose caption ends with the stamp of what it rests on.

    Args:
        drawing: without a stamp.
        rests_on: what its numbers rest on.
        stamps: of the corpus.
    """
    line = stamps.line(rests_on, drawing.frames or _frames_in(drawing))
    return replace(drawing, caption=f"{drawing.caption} {line}", stamp=line) if line else drawing


def save(drawing: Drawing, kind: str) -> bytes:
    """A drawing as a file, with its stamp in small letters in a margin below it.

    Args:
        drawing: inside `theme()`.
        kind: `png` or `svg`. The same drawing always gives the same bytes.
    """
    figure, buffer = drawing.figure, BytesIO()
    lines = wrap(drawing.stamp, _CHARACTERS)
    width, height = figure.get_size_inches()
    margin = len(lines) * _LINE_INCHES + _ABOVE_INCHES if lines else 0.0
    figure.draw_without_rendering()  # everything takes its place, and then keeps it
    figure.set_layout_engine("none")
    for legend in figure.legends:  # else they would stand at the lower edge of what is saved, margin and all
        legend.set_bbox_to_anchor((0, 0, 1, 1), transform=figure.transFigure)
    # Below the figure, where its layout does not see it: legends and titles of axes stand at its lower edge.
    text = figure.text(
        0.01, -_ABOVE_INCHES / 2 / height, "\n".join(lines).replace("$", r"\$"),
        ha="left", va="top", fontsize=_POINTS, linespacing=1.2, color=palette().muted, in_layout=False,
    )  # fmt: skip
    dates: dict[str, Any] = {"Software": None} if kind == "png" else {"Date": None, "Creator": None}
    figure.savefig(
        buffer, format=kind, dpi=figure.dpi, metadata=dates, bbox_inches=Bbox([[0, -margin], [width, height]])
    )
    text.remove()
    return buffer.getvalue()


def _frames_in(drawing: Drawing) -> set[str]:
    columns = [name for name in _FRAME_COLUMNS if name in drawing.numbers]
    return {str(frame) for name in columns for frame in drawing.numbers[name].dropna().unique()}
