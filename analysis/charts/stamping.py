"""The line in a figure's margin: whether what it rests on was compared with coding by hand, and if it is a sample."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from analysis.charts.drawing import Drawing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from analysis.tables import Sample
    from analysis.validation.stamps import Basis, Stamps

_FRAME_COLUMNS = ("frame", "frame_a", "frame_b")


def stamped(drawing: Drawing, rests_on: Sequence[Basis], stamps: Stamps, sample: Sample | None = None) -> Drawing:
    """A drawing whose caption ends with the stamp of what it rests on.

    Args:
        drawing: without a stamp.
        rests_on: what its numbers rest on.
        stamps: of the corpus.
        sample: how much of the corpus it shows, if not all.
    """
    line = stamps.line(rests_on, drawing.frames or _frames_in(drawing))
    line = " ".join(filter(None, (str(sample) if sample else "", line)))
    return replace(drawing, caption=f"{drawing.caption} {line}", stamp=line) if line else drawing


def _frames_in(drawing: Drawing) -> set[str]:
    columns = [name for name in _FRAME_COLUMNS if name in drawing.numbers]
    return {str(frame) for name in columns for frame in drawing.numbers[name].dropna().unique()}
