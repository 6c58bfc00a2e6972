"""One look for every figure: presets of print and screen, their sizes, and what fits into them.

Figures are drawn in the units of a printed page, whose letters have 7.5 points, and enlarged to their preset's letters
when they are saved (see `saving`). So all sizes in the program are those of a page, whatever the preset. Importing this
changes none of matplotlib's settings; they hold inside `theme()` only.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from math import ceil, sqrt
from typing import TYPE_CHECKING, Any

import matplotlib as mpl
from matplotlib import font_manager
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from analysis.charts.colours import DARK, LIGHT, painted, palette
from analysis.charts.titles import write_title

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.figure import SubFigure

POINTS = 7.5
"""The size of most letters on a page."""
MM_PER_INCH = 25.4


@dataclass(frozen=True, slots=True)
class Preset:
    """Where a figure goes: how wide it is, how large its letters are."""

    name: str
    width_mm: float
    points: float
    """The size of most letters."""
    dpi: int
    """Dots per inch of the PNG."""
    height_mm: float | None = None
    """Figures that need less have this height; rows that would need more are left out, where a figure can do so."""

    @property
    def scale(self) -> float:
        """How many times as large as on a page everything is."""
        return self.points / POINTS

    @property
    def drawn_width_mm(self) -> float:
        """The width in the units of a page."""
        return self.width_mm / self.scale


PAGE = Preset("page", 170, POINTS, 200)
"""The text width of an A4 page with usual margins."""
PRESETS: Mapping[str, Preset] = {
    preset.name: preset
    for preset in (
        Preset("column", 85, 7, 300),
        PAGE,
        Preset("slide", 320, 15, 150, height_mm=180),
        Preset("web", 190.5, 10.5, 192),
    )
}
"""A journal's column, a page, a slide of 16:9, and a page of the web (720 CSS pixels; letters of 14)."""

STEPS = [1, 2, 5, 10]
"""Ticks come at these multiples of a power of ten."""

# DejaVu Sans comes with matplotlib and has Latin, Greek, Cyrillic, Hebrew and Arabic letters. For others one of these
# is used where it is installed.
_FURTHER_FONTS = (
    "Noto Sans CJK SC",
    "Noto Sans CJK JP",
    "Microsoft YaHei",
    "Yu Gothic",
    "Hiragino Sans",
    "PingFang SC",
    "Malgun Gothic",
    "Nirmala UI",
    "Noto Sans Devanagari",
    "Arial Unicode MS",
)
_REST_MM = 22
"""What title, axis and legend of a figure need."""

_PRESET: ContextVar[Preset] = ContextVar("preset", default=PAGE)


@contextmanager
def theme(preset: str = "page", *, dark: bool = False) -> Iterator[None]:
    """Our settings, sizes and colours, for the length of a `with` block; a user's own settings do not count.

    Args:
        preset: one of `PRESETS`.
        dark: whether the ground is dark.

    Raises:
        ValueError: if there is no such preset.
    """
    if preset not in PRESETS:
        raise ValueError(f"there is no preset {preset!r}; there are {', '.join(PRESETS)}")
    token = _PRESET.set(PRESETS[preset])
    try:
        with mpl.rc_context(), warnings.catch_warnings(), painted(DARK if dark else LIGHT):
            # Letters of a script without an installed font are boxes in the PNG; in the SVG they are text.
            warnings.filterwarnings("ignore", message="Glyph .* missing from font")
            mpl.rcdefaults()
            settings: Any = _sizes() | _colours()
            mpl.rcParams.update(settings)
            yield
    finally:
        _PRESET.reset(token)


def current_preset() -> Preset:
    """The preset of the `with theme(…)` around; a page if there is none."""
    return _PRESET.get()


def across(most: int) -> int:
    """How many panels or cells fit side by side, of so many that a page has room for.

    Example:
        >>> across(3)
        3
        >>> with theme("column"):
        ...     across(3), across(1)
        (2, 1)
    """
    return max(1, round(most * min(1.0, current_preset().drawn_width_mm / PAGE.width_mm)))


def down(most: int, each_mm: float) -> int:
    """How many rows, or rows of panels, a figure shows, of so many that a page has room for.

    Args:
        most: on a page.
        each_mm: the height of one, in millimetres of a page.

    Example:
        >>> down(16, 6)
        16
        >>> with theme("slide"):
        ...     down(16, 6), down(6, 30), down(4, 6)
        (11, 2, 4)
    """
    preset = current_preset()
    if preset.height_mm is None:
        return most
    return max(1, min(most, int((preset.height_mm / preset.scale - _REST_MM) / each_mm)))


def characters(on_page: int) -> int:
    """How long a name may be, which on a page may have so many characters.

    Example:
        >>> with theme("column"):
        ...     characters(34)
        25
    """
    return round(on_page * sqrt(min(1.0, current_preset().drawn_width_mm / PAGE.width_mm)))


def new_figure(title: str, height_mm: float) -> Figure:
    """An empty figure of the preset's width with its title, apart from pyplot's list of open figures.

    Args:
        title: names the measure; drawn at the top left.
        height_mm: in millimetres of a page; a preset with larger letters makes more of them.
    """
    preset = current_preset()
    height = max(height_mm, (preset.height_mm or 0.0) / preset.scale)
    size = preset.drawn_width_mm / MM_PER_INCH, height / MM_PER_INCH
    figure = Figure(figsize=size, dpi=preset.dpi * preset.scale, layout="constrained")
    FigureCanvasAgg(figure)
    write_title(figure, title, grow=preset.height_mm is None)
    return figure


def axes_or_new(ax: Axes | None) -> Axes:
    """The given axes, or those of a new figure."""
    return ax if ax is not None else Figure(layout="constrained").add_subplot()


def panels(
    figure: Figure | SubFigure, n: int, n_columns: int, *, sharex: bool = False, sharey: bool = False
) -> list[Axes]:
    """So many small axes in rows, with room left where the last row is not full.

    Args:
        figure: or a part of one.
        n: how many.
        n_columns: side by side.
        sharex: whether they have one scale of x.
        sharey: whether they have one scale of y.
    """
    grid = list(figure.subplots(ceil(n / n_columns), n_columns, squeeze=False, sharex=sharex, sharey=sharey).flat)
    for ax in grid[n:]:
        ax.remove()
    return grid[:n]


def legend_below(
    figure: Figure | SubFigure, handles: Sequence[Artist], labels: Sequence[str], *, ncols: int, **further: Any
) -> None:
    """A legend under everything, in fewer columns where the figure is narrow.

    Args:
        figure: or a part of one.
        handles: signs.
        labels: one a sign.
        ncols: on a page.
        **further: as matplotlib's `legend` takes them.
    """
    further = {"loc": "outside lower center"} | further
    figure.legend(list(handles), list(labels), ncols=across(ncols), **further)


def strip_axes(ax: Axes, *, grid: str | None = None) -> None:
    """Remove what carries no information; `grid` is the axis (`x` or `y`) whose values are read off."""
    ax.spines[["top", "right"]].set_visible(False)
    ax.set_axisbelow(True)
    if grid:
        ax.grid(visible=True, axis=grid)  # type: ignore[arg-type]
        ax.spines["left" if grid == "x" else "bottom"].set_visible(False)
        ax.tick_params(axis="y" if grid == "x" else "x", length=0)


@cache
def _sizes() -> dict[str, Any]:
    installed = {font.name for font in font_manager.fontManager.ttflist}
    return {
        "font.family": ["sans-serif", *(name for name in _FURTHER_FONTS if name in installed)],
        "font.sans-serif": ["DejaVu Sans", "Verdana", "Arial"],
        "font.size": POINTS,
        "figure.titlesize": 9,
        "figure.titleweight": "bold",
        "axes.titlesize": 8,
        "axes.titlelocation": "left",
        "axes.titlepad": 4,
        "axes.labelsize": POINTS,
        "axes.linewidth": 0.6,
        "axes.formatter.use_mathtext": False,
        "axes.unicode_minus": True,
        "xtick.labelsize": 7,
        "ytick.labelsize": POINTS,
        "xtick.major.width": 0.6,
        "ytick.major.width": 0.6,
        "grid.linewidth": 0.6,
        "lines.linewidth": 1.2,
        "lines.markersize": 4,
        "hatch.linewidth": 0.5,
        "legend.frameon": False,
        "legend.fontsize": POINTS,
        "legend.handlelength": 1.4,
        "legend.columnspacing": 1.2,
        "text.usetex": False,
        "svg.fonttype": "none",
        "svg.hashsalt": "media-framing",
        "pdf.fonttype": 42,
    }


def _colours() -> dict[str, Any]:
    chosen = palette()
    return {
        "figure.facecolor": chosen.ground,
        "savefig.facecolor": chosen.ground,
        "axes.facecolor": chosen.ground,
        "axes.labelcolor": chosen.ink,
        "axes.titlecolor": chosen.ink,
        "axes.edgecolor": chosen.edge,
        "xtick.color": chosen.ink,
        "ytick.color": chosen.ink,
        "text.color": chosen.ink,
        "grid.color": chosen.grid,
        "hatch.color": chosen.ground,
    }
