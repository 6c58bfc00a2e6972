"""Making a figure fit its width: long titles and labels of axes on several lines, fewer ticks, and the height for it.

On a page hardly anything changes; a figure of a journal's column would overflow without it.
"""

from __future__ import annotations

from itertools import pairwise
from textwrap import wrap
from typing import TYPE_CHECKING

from matplotlib.dates import AutoDateLocator
from matplotlib.text import Text
from matplotlib.ticker import FixedLocator, MaxNLocator

if TYPE_CHECKING:
    from collections.abc import Iterator

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure, SubFigure
    from matplotlib.transforms import Bbox

_GAP = 0.05
"""Inches between two texts side by side, and between a text and the figure's edge."""
_LINE = 1.25
"""The height of a line, in sizes of its letters."""
_LEAST_CHARACTERS = 8
_FEWER_TICKS = (4, 3, 2)
_WIDENINGS = 3


def fit(figure: Figure) -> None:
    """Break titles and labels that are wider than their place, grow by the new lines, and thin out ticks that overlap.

    Args:
        figure: with a canvas, and laid out by matplotlib.
    """
    figure.draw_without_rendering()
    gap = _GAP * figure.dpi
    new_lines = sum(_break(text, part.bbox.width - 2 * gap) for part in _parts(figure) for text in part.texts)
    by_row: dict[int, float] = {}
    for ax in figure.axes:
        box = ax.get_window_extent()
        left, right = _room(ax, figure)
        middle = (box.x0 + box.x1) / 2
        added = sum(_break(text, right - box.x0 - gap) for text in _titles(ax))
        added += _break(ax.xaxis.label, 2 * (min(middle - left, right - middle) - gap))
        _break(ax.yaxis.label, box.height)
        by_row[round(box.y0)] = max(by_row.get(round(box.y0), 0.0), added)
    new_lines += sum(by_row.values())
    if new_lines:
        width, height = figure.get_size_inches()
        figure.set_size_inches(width, height + new_lines)
        figure.draw_without_rendering()
    for _ in range(_WIDENINGS):
        if not sum(_widen(ax, figure) for ax in figure.axes):
            break
        figure.draw_without_rendering()
    for most in _FEWER_TICKS:
        if not sum(_thin_out(ax, most) for ax in figure.axes):
            break
        figure.draw_without_rendering()


def _parts(figure: Figure | SubFigure) -> Iterator[Figure | SubFigure]:
    yield figure
    for part in figure.subfigs:
        yield from _parts(part)


def _titles(ax: Axes) -> list[Text]:
    """The title at the left, where all titles stand."""
    told = ax.get_title(loc="left")
    return [child for child in ax.get_children() if isinstance(child, Text) and told and child.get_text() == told]


def _room(ax: Axes, figure: Figure) -> tuple[float, float]:
    """Where the axes beside these end and begin, in pixels; the figure's edges where there are none."""
    own = ax.get_window_extent()
    left, right = figure.bbox.x0, figure.bbox.x1
    for other in figure.axes:
        box = other.get_window_extent()
        if other is ax or box.y1 <= own.y0 or box.y0 >= own.y1:
            continue
        if box.x0 >= own.x1:
            right = min(right, box.x0)
        elif box.x1 <= own.x0:
            left = max(left, box.x1)
    return left, right


def _break(text: Text, length: float) -> float:
    """Break a text that is longer than so many pixels, and return the height of its new lines in inches."""
    figure = text.get_figure(root=True)
    told = text.get_text()
    if figure is None or not told or not text.get_visible() or _length(text) <= length:
        return 0.0
    words = " ".join(told.split())
    characters = len(words)
    while _length(text) > length and characters > _LEAST_CHARACTERS:
        characters -= 1
        text.set_text("\n".join(wrap(words, characters, break_long_words=False)))
    n_new = text.get_text().count("\n") - told.count("\n")
    return n_new * _LINE * float(text.get_fontsize()) / 72


def _length(text: Text) -> float:
    box = text.get_window_extent()
    return float(box.width if text.get_rotation() == 0 else box.height)


def _widen(ax: Axes, figure: Figure) -> bool:
    """Let the x axis reach further if a text at the end of a bar does not fit beside it; whether one does not."""
    if ax.get_xscale() != "linear" or not ax.texts:
        return False
    own = ax.get_window_extent()
    room = figure.bbox.x1
    for other in figure.axes:
        box = other.get_tightbbox()
        if other is not ax and box and box.x1 > own.x1 and box.y0 < own.y1 and box.y1 > own.y0:
            room = min(room, max(box.x0, own.x1))
    beyond = max(text.get_window_extent().x1 for text in ax.texts) - room
    if beyond <= 1:
        return False
    left, right = ax.get_xlim()
    ax.set_xlim(left, right + 1.2 * (right - left) * beyond / own.width)
    return True


def _thin_out(ax: Axes, most: int) -> bool:
    """Have at most so many ticks on the x axis if two of its labels touch; whether two do."""
    labels = [label for label in ax.get_xticklabels() if label.get_visible() and label.get_text()]
    if any(label.get_rotation() for label in labels) or not _touch([label.get_window_extent() for label in labels]):
        return False
    locator = ax.xaxis.get_major_locator()
    if isinstance(locator, AutoDateLocator):
        locator.minticks = min(locator.minticks, most)
        locator.maxticks = dict.fromkeys(locator.maxticks, most)
    elif isinstance(locator, MaxNLocator):
        locator.set_params(nbins=most)
    elif isinstance(locator, FixedLocator):
        ax.set_xticks(ax.get_xticks()[::2], [label.get_text() for label in ax.get_xticklabels()[::2]])
    return True


def _touch(boxes: list[Bbox]) -> bool:
    ordered = sorted((box for box in boxes if box.width), key=lambda box: box.x0)
    return any(before.x1 + 2 > after.x0 for before, after in pairwise(ordered))
