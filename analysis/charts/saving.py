"""Figures as files: PNG, SVG whose text stays text in its own font, PDF with its fonts.

The same drawing always gives the same bytes.
"""

from __future__ import annotations

import re
from io import BytesIO
from textwrap import wrap
from typing import TYPE_CHECKING

from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.transforms import Bbox

from analysis.charts.colours import palette
from analysis.charts.enlarging import write_pdf
from analysis.charts.fitting import fit
from analysis.charts.fonts import with_fonts
from analysis.charts.theme import MM_PER_INCH, current_preset

if TYPE_CHECKING:
    from analysis.charts.drawing import Drawing

FORMATS = ("png", "svg", "pdf")

_POINTS = 5.5
_LINE_INCHES = 1.35 * _POINTS / 72
_ABOVE_INCHES = 0.06
_CHARACTERS_PER_MM = 165 / 170
"""Of a line of the stamp."""


def save(drawing: Drawing, kind: str) -> bytes:
    """A drawing as a file of its preset's size, with its stamp in small letters in a margin below it.

    Args:
        drawing: inside `theme()`.
        kind: one of `FORMATS`.
    """
    figure, buffer, preset = drawing.figure, BytesIO(), current_preset()
    lines = wrap(drawing.stamp, round(_CHARACTERS_PER_MM * preset.drawn_width_mm))
    margin = len(lines) * _LINE_INCHES + _ABOVE_INCHES if lines else 0.0
    if isinstance(figure.get_layout_engine(), ConstrainedLayoutEngine):
        if preset.height_mm is not None:  # which holds for all that is saved
            figure.set_size_inches(figure.get_figwidth(), figure.get_figheight() - margin)
        fit(figure)
        figure.set_layout_engine("none")  # everything has its place, and keeps it
    width, height = figure.get_size_inches()
    for legend in figure.legends:  # else they would stand at the lower edge of what is saved, margin and all
        legend.set_bbox_to_anchor((0, 0, 1, 1), transform=figure.transFigure)
    # Below the figure, where its layout does not see it: legends and titles of axes stand at its lower edge.
    text = figure.text(
        0.01, -_ABOVE_INCHES / 2 / height, "\n".join(lines).replace("$", r"\$"),
        ha="left", va="top", fontsize=_POINTS, linespacing=1.2, color=palette().muted, in_layout=False,
    )  # fmt: skip
    box = Bbox([[0, -margin], [width, height]])
    try:
        if kind == "pdf":
            return write_pdf(figure, preset.scale, drawing.title, bbox_inches=box)
        if kind == "svg":
            told = {"Title": drawing.title, "Date": None, "Creator": None}
            figure.savefig(buffer, format="svg", metadata=told, bbox_inches=box)
            return _svg_of_size(with_fonts(buffer.getvalue()), width, height + margin)
        dots = {"dpi": (preset.dpi, preset.dpi)}
        figure.savefig(buffer, dpi=figure.dpi, metadata={"Software": None}, bbox_inches=box, pil_kwargs=dots)
        return buffer.getvalue()
    finally:
        text.remove()


def _svg_of_size(svg: bytes, width: float, height: float) -> bytes:
    """The picture with its width and height in millimetres; what is in it grows along."""
    by = current_preset().scale * MM_PER_INCH
    size = f'<svg xmlns:xlink="http://www.w3.org/1999/xlink" width="{width * by:g}mm" height="{height * by:.2f}mm"'
    return re.sub(rb'<svg xmlns:xlink="[^"]*" width="[^"]*" height="[^"]*"', size.encode(), svg, count=1)
