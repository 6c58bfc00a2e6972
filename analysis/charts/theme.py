"""One look for every figure: print size, colours that colour-blind readers tell apart, a second sign beside colour.

Importing this changes none of matplotlib's settings; they hold inside `theme()` only.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

import matplotlib as mpl
from matplotlib import font_manager
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from analysis.charts.titles import write_title

if TYPE_CHECKING:
    from matplotlib.axes import Axes

WIDTH_MM = 170
"""The text width of an A4 page with usual margins."""

DPI = 200
INK = "#222222"
MUTED = "#6b6b6b"
GRID = "#e3e3e3"

_MM_PER_INCH = 25.4


class Style(NamedTuple):
    """How a category looks: never by colour alone."""

    label: str
    colour: str
    marker: str
    hatch: str


# Okabe and Ito's palette, in an order that also differs in lightness, so that a copy in greys stays readable.
VOICE_STYLES: Mapping[str, Style] = {
    "narrator": Style("narrator", "#0072B2", "o", ""),
    "quoted": Style("quoted", "#E69F00", "D", "////"),
}
QUOTE_STYLES: Mapping[str, Style] = {
    "direct": Style("direct", "#0072B2", "o", ""),
    "mixed": Style("mixed", "#56B4E9", "s", "////"),
    "indirect": Style("indirect", "#C9C9C9", "^", ""),
}
POLARITY_STYLES: Mapping[str, Style] = {
    "asserted": Style("asserted", "#0072B2", "o", ""),
    "demanded": Style("demanded", "#56B4E9", "s", "////"),
    "hypothetical": Style("hypothetical", "#D0D0D0", "^", ""),
    "negated": Style("negated", "#E69F00", "D", "\\\\\\\\"),
    "rejected": Style("rejected", "#D55E00", "X", "xxxx"),
}
TYPE_STYLES: Mapping[str, Style] = {
    "person": Style("named person", "#0072B2", "o", ""),
    "unnamed": Style("unnamed people", "#E69F00", "D", "\\\\\\\\"),
    "organisation": Style("organisation", "#56B4E9", "s", "////"),
    "group": Style("group", "#009E73", "^", "...."),
    "document": Style("document", "#D0D0D0", "v", ""),
    "unknown": Style("speaker not known", "#8a8a8a", "X", "xxxx"),
}
PLACE_STYLES: Mapping[str, Style] = {
    "anywhere": Style("anywhere in the article", "#0072B2", "o", ""),
    "headline": Style("in the headline", "#E69F00", "D", "////"),
}
STEPS = [1, 2, 5, 10]
"""Ticks come at these multiples of a power of ten."""

SERIES = "#0072B2"
"""The colour of a figure with a single series."""

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


@contextmanager
def theme() -> Iterator[None]:
    """Matplotlib's defaults with our settings, for the length of a `with` block; a user's own settings do not count."""
    with mpl.rc_context(), warnings.catch_warnings():
        # Letters of a script without an installed font are boxes in the PNG; in the SVG they are text.
        warnings.filterwarnings("ignore", message="Glyph .* missing from font")
        mpl.rcdefaults()
        settings: Any = dict(_settings())
        mpl.rcParams.update(settings)
        yield


def new_figure(title: str, height_mm: float) -> Figure:
    """An empty figure of print width with its title, apart from pyplot's list of open figures.

    Args:
        title: names the measure; drawn at the top left.
        height_mm: in millimetres.
    """
    figure = Figure(figsize=(WIDTH_MM / _MM_PER_INCH, height_mm / _MM_PER_INCH), dpi=DPI, layout="constrained")
    FigureCanvasAgg(figure)
    write_title(figure, title)
    return figure


def axes_or_new(ax: Axes | None) -> Axes:
    """The given axes, or those of a new figure."""
    return ax if ax is not None else Figure(layout="constrained").add_subplot()


def strip_axes(ax: Axes, *, grid: str | None = None) -> None:
    """Remove what carries no information; `grid` is the axis (`x` or `y`) whose values are read off."""
    ax.spines[["top", "right"]].set_visible(False)
    ax.set_axisbelow(True)
    if grid:
        ax.grid(visible=True, axis=grid)  # type: ignore[arg-type]
        ax.spines["left" if grid == "x" else "bottom"].set_visible(False)
        ax.tick_params(axis="y" if grid == "x" else "x", length=0)


@cache
def _settings() -> tuple[tuple[str, Any], ...]:
    installed = {font.name for font in font_manager.fontManager.ttflist}
    settings: dict[str, Any] = {
        "font.family": ["sans-serif", *(name for name in _FURTHER_FONTS if name in installed)],
        "font.sans-serif": ["DejaVu Sans", "Verdana", "Arial"],
        "font.size": 7.5,
        "figure.titlesize": 9,
        "figure.titleweight": "bold",
        "figure.facecolor": "white",
        "axes.titlesize": 8,
        "axes.titlelocation": "left",
        "axes.titlepad": 4,
        "axes.labelsize": 7.5,
        "axes.labelcolor": INK,
        "axes.edgecolor": "#8a8a8a",
        "axes.linewidth": 0.6,
        "axes.formatter.use_mathtext": False,
        "axes.unicode_minus": True,
        "xtick.labelsize": 7,
        "ytick.labelsize": 7.5,
        "xtick.color": INK,
        "ytick.color": INK,
        "xtick.major.width": 0.6,
        "ytick.major.width": 0.6,
        "grid.color": GRID,
        "grid.linewidth": 0.6,
        "lines.linewidth": 1.2,
        "lines.markersize": 4,
        "hatch.linewidth": 0.5,
        "legend.frameon": False,
        "legend.fontsize": 7.5,
        "legend.handlelength": 1.4,
        "legend.columnspacing": 1.2,
        "text.color": INK,
        "text.usetex": False,
        "svg.fonttype": "none",
        "svg.hashsalt": "media-framing",
    }
    return tuple(settings.items())
