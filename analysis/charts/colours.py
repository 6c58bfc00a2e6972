"""The colours of figures on a light and on a dark ground, and how each category looks: never by colour alone.

The hues are Okabe and Ito's, which colour-blind readers tell apart, in an order that also differs in lightness, so that
a copy in greys stays readable. Lines and marks stand out from the ground with a contrast of at least 3:1, texts with at
least 4.5:1; a fill that is lighter has an outline that does. The tests compute all of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import NamedTuple

from matplotlib.colors import LinearSegmentedColormap


class Hue(NamedTuple):
    """A colour in its two strengths, as `#rrggbb`."""

    line: str
    """For lines and marks."""
    fill: str
    """For bars, which have an outline."""


@dataclass(frozen=True, slots=True)
class Palette:
    """The colours of one appearance, as `#rrggbb`."""

    ground: str
    ink: str
    """Of texts and of what matters most."""
    muted: str
    """Of texts that only explain, and of lines to compare with."""
    edge: str
    """Of axes and outlines."""
    grid: str
    band: str
    """Of areas in the background."""
    faint: str
    """Of points that are there to compare with."""
    hues: Mapping[str, Hue]
    ends: Mapping[str, tuple[str, str, str]]
    """Least, middle and most of scales with a middle, by the name of matplotlib's own."""
    most: str
    """The darkest shade of scales from nothing to much, or on a dark ground the lightest."""

    @property
    def series(self) -> str:
        """The colour of a figure with a single series."""
        return self.hues["blue"].line


LIGHT = Palette(
    ground="#ffffff",
    ink="#222222",
    muted="#6b6b6b",
    edge="#8a8a8a",
    grid="#e3e3e3",
    band="#f0f0f0",
    faint="#b0b0b0",
    hues={
        "blue": Hue("#0072B2", "#0072B2"),
        "orange": Hue("#C17C00", "#E69F00"),
        "sky": Hue("#2B8CC4", "#56B4E9"),
        "green": Hue("#009370", "#009E73"),
        "vermilion": Hue("#D55E00", "#D55E00"),
        "pale": Hue("#8a8a8a", "#D0D0D0"),
        "grey": Hue("#6b6b6b", "#8a8a8a"),
        "ink": Hue("#222222", "#222222"),
    },
    ends={"PuOr": ("#d98a2b", "#f7f7f7", "#9a8fc0"), "BrBG": ("#c08a35", "#f5f5f5", "#4fa79d")},
    most="#6aaed6",
)
DARK = Palette(
    ground="#191b1f",
    ink="#eceef1",
    muted="#a8aeb6",
    edge="#8b9199",
    grid="#363a40",
    band="#2a2d32",
    faint="#6f757d",
    hues={
        "blue": Hue("#4AA3E0", "#2F86C4"),
        "orange": Hue("#F2B233", "#F2B233"),
        "sky": Hue("#9AD4F7", "#8CCBF2"),
        "green": Hue("#2CBF95", "#1FA67E"),
        "vermilion": Hue("#FF8345", "#E8692A"),
        "pale": Hue("#a8aeb6", "#565b62"),
        "grey": Hue("#c2c6cc", "#9299a1"),
        "ink": Hue("#eceef1", "#eceef1"),
    },
    ends={"PuOr": ("#8f4b08", "#26292e", "#5b4a99"), "BrBG": ("#7a4f10", "#26292e", "#156b60")},
    most="#1f618f",
)

_PALETTE: ContextVar[Palette] = ContextVar("palette", default=LIGHT)


def palette() -> Palette:
    """The colours of the current appearance: of a light ground, or what `theme` says."""
    return _PALETTE.get()


@contextmanager
def painted(chosen: Palette) -> Iterator[None]:
    """Another appearance, for the length of a `with` block."""
    token = _PALETTE.set(chosen)
    try:
        yield
    finally:
        _PALETTE.reset(token)


def face(filled: bool) -> str:
    """The inside of a mark of a figure with a single series: the ground's where it is hollow."""
    return palette().series if filled else palette().ground


class Style(NamedTuple):
    """How a category looks: never by colour alone."""

    label: str
    hue: str
    """One of `Palette.hues`."""
    marker: str
    hatch: str

    @property
    def colour(self) -> str:
        """Of its lines and marks, in the current appearance."""
        return palette().hues[self.hue].line

    @property
    def fill(self) -> str:
        """Of its bars, in the current appearance."""
        return palette().hues[self.hue].fill


VOICE_STYLES: Mapping[str, Style] = {
    "narrator": Style("narrator", "blue", "o", ""),
    "quoted": Style("quoted", "orange", "D", "////"),
}
QUOTE_STYLES: Mapping[str, Style] = {
    "direct": Style("direct", "blue", "o", ""),
    "mixed": Style("mixed", "sky", "s", "////"),
    "indirect": Style("indirect", "pale", "^", ""),
}
POLARITY_STYLES: Mapping[str, Style] = {
    "asserted": Style("asserted", "blue", "o", ""),
    "demanded": Style("demanded", "sky", "s", "////"),
    "hypothetical": Style("hypothetical", "pale", "^", ""),
    "negated": Style("negated", "orange", "D", "\\\\\\\\"),
    "rejected": Style("rejected", "vermilion", "X", "xxxx"),
}
TYPE_STYLES: Mapping[str, Style] = {
    "person": Style("named person", "blue", "o", ""),
    "unnamed": Style("unnamed people", "orange", "D", "\\\\\\\\"),
    "organisation": Style("organisation", "sky", "s", "////"),
    "group": Style("group", "green", "^", "...."),
    "document": Style("document", "pale", "v", ""),
    "unknown": Style("speaker not known", "grey", "X", "xxxx"),
}
PLACE_STYLES: Mapping[str, Style] = {
    "anywhere": Style("anywhere in the article", "blue", "o", ""),
    "headline": Style("in the headline", "orange", "D", "////"),
}


def shades() -> LinearSegmentedColormap:
    """From nothing to much, for cells with a number: no shade is so strong that the number cannot be read on it."""
    chosen = palette()
    return LinearSegmentedColormap.from_list("shades", [chosen.ground, chosen.most])


def two_sided(name: str) -> LinearSegmentedColormap:
    """From less through a middle to more, for cells with a number.

    Args:
        name: `PuOr` (orange to purple) or `BrBG` (brown to green).
    """
    return LinearSegmentedColormap.from_list(name, list(palette().ends[name]))
