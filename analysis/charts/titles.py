"""The title of a figure: wrapped to its width, with a second, lighter line where it tells a finding."""

from __future__ import annotations

from textwrap import wrap
from typing import TYPE_CHECKING

import matplotlib as mpl
from matplotlib.font_manager import FontProperties
from matplotlib.transforms import ScaledTranslation

from analysis.charts.colours import palette

if TYPE_CHECKING:
    from matplotlib.figure import Figure

LINE = 1.2
"""From line to line, in sizes of letters."""

_LEFT = 0.01
_ABOVE_POINTS = 3.0
"""What matplotlib's constrained layout leaves above a title."""
_RIGHT_INCHES = 0.12
"""What stays free at the right."""
_LONGEST = 160


def write_title(figure: Figure, title: str, subtitle: str = "", *, grow: bool = True) -> None:
    """Write a figure's title, and under it a lighter subtitle, in place of the one it has; inside `theme()`.

    Args:
        figure: with a constrained layout.
        title: plain text; dollar signs start no formula.
        subtitle: likewise.
        grow: whether the figure grows by the lines that the title has more than before, so that what is drawn keeps its
            size; else that shrinks.
    """
    bold = FontProperties(size=mpl.rcParams["figure.titlesize"], weight=mpl.rcParams["figure.titleweight"])
    plain = FontProperties(size=mpl.rcParams["font.size"])
    size = bold.get_size_in_points()
    lines, further = lines_of(figure, title, bold), lines_of(figure, subtitle, plain)
    n_before = figure.get_suptitle().count("\n")
    # The empty lines keep the room of the subtitle, which the layout does not see.
    text = "\n".join([*lines, *[""] * len(further)])
    figure.suptitle(_escaped(text), x=_LEFT, ha="left", linespacing=LINE)
    if grow:
        width, height = figure.get_size_inches()
        figure.set_size_inches(width, height + (text.count("\n") - n_before) * size * LINE / 72)
    if further:
        down = _ABOVE_POINTS + len(lines) * size * LINE
        below = figure.transFigure + ScaledTranslation(0, -down / 72, figure.dpi_scale_trans)
        figure.text(
            _LEFT, 1, _escaped("\n".join(further)), transform=below, ha="left", va="top",
            font=plain, linespacing=LINE, color=palette().muted, in_layout=False,
        )  # fmt: skip


def lines_of(figure: Figure, text: str, font: FontProperties) -> list[str]:
    """A text in lines that fit into a figure's width; words that are longer than a line are broken."""
    room = figure.bbox.width * (1 - _LEFT) - _RIGHT_INCHES * figure.dpi
    renderer = figure.canvas.get_renderer()  # type: ignore[attr-defined]
    longest = _LONGEST
    while True:
        lines = wrap(text, longest)
        widest = max((renderer.get_text_width_height_descent(line, font, False)[0] for line in lines), default=0)
        if widest <= room or longest == 1:
            break
        longest = max(1, min(longest - 1, int(longest * room / widest)))
    # No line has a single word where a shorter first line takes no more of them.
    while longest > 1 and len(wrap(text, longest - 1)) == len(lines):
        longest -= 1
    return wrap(text, longest)


def _escaped(text: str) -> str:
    return text.replace("$", r"\$")
