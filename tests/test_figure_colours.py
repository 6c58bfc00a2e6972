"""The colours of figures: contrast on both grounds, and kinds that colour-blind eyes and a copy in greys tell apart."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations

import numpy as np
import pytest
from matplotlib.colors import to_hex, to_rgb
from matplotlib.figure import Figure
from matplotlib.text import Annotation
from numpy.typing import NDArray

from analysis.charts import agency, copies, keyness, readings
from analysis.charts.bars import stack_bars
from analysis.charts.colours import (
    DARK,
    LIGHT,
    PLACE_STYLES,
    POLARITY_STYLES,
    QUOTE_STYLES,
    TYPE_STYLES,
    VOICE_STYLES,
    Palette,
    Style,
    painted,
    shades,
    two_sided,
)
from analysis.charts.direct import name_parts
from analysis.charts.theme import theme

# What dichromats see of linear RGB: Machado, Oliveira and Fernandes 2009, severity 1.
BLINDNESS = {
    "none": np.eye(3),
    "protan": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "deutan": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "tritan": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    ),
}
LIKE = 10.0
"""CIE76 differences below this are hard to name; 2.3 can just be seen."""
LIKE_GREY = 12.0
"""Differences of lightness (0-100) below this are hard to tell in print."""

SETS: Mapping[str, Mapping[str, Style]] = {
    "voice": VOICE_STYLES,
    "quote type": QUOTE_STYLES,
    "polarity": POLARITY_STYLES,
    "type of speaker": TYPE_STYLES,
    "place": PLACE_STYLES,
    "construction": agency.STYLES,
    "copy": copies.STYLES,
    "reading": readings.READING_STYLES,
    "label": readings.LABEL_STYLES,
    "side": keyness.SIDES,
}
OF_LINES = ("voice", "place", "reading", "side")
"""Sets whose lines and marks stand side by side."""
OF_BARS = (*(name for name in SETS if name not in OF_LINES), "voice")
BOTH = pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])


def linear(colour: str) -> NDArray[np.float64]:
    srgb = np.array(to_rgb(colour))
    return np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4)


def luminance(colour: str) -> float:
    return float(linear(colour) @ [0.2126, 0.7152, 0.0722])


def contrast(one: str, other: str) -> float:
    low, high = sorted([luminance(one), luminance(other)])
    return (high + 0.05) / (low + 0.05)


def lab(colour: str, blindness: str = "none") -> NDArray[np.float64]:
    seen = np.clip(BLINDNESS[blindness] @ linear(colour), 0, 1)
    xyz = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]) @ seen
    root = xyz / [0.9505, 1.0, 1.089]
    root = np.where(root > (6 / 29) ** 3, np.cbrt(root), root / (3 * (6 / 29) ** 2) + 4 / 29)
    return np.array([116 * root[1] - 16, 500 * (root[0] - root[1]), 200 * (root[1] - root[2])])


def apart(one: str, other: str) -> float:
    """The least difference over all kinds of sight."""
    return min(float(np.linalg.norm(lab(one, kind) - lab(other, kind))) for kind in BLINDNESS)


def test_the_measures_know_black_white_and_red_from_green() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert lab("#ffffff") == pytest.approx([100, 0, 0], abs=0.1)
    red, green = "#c05000", "#708000"
    normal = float(np.linalg.norm(lab(red) - lab(green)))
    assert apart(red, green) < 0.5 * normal


@BOTH
def test_texts_and_marks_stand_out_from_the_ground(palette: Palette) -> None:
    for text in (palette.ink, palette.muted):
        assert contrast(text, palette.ground) >= 4.5
        assert contrast(text, palette.band) >= 4.5
    assert contrast(palette.edge, palette.ground) >= 3
    for name, hue in palette.hues.items():
        assert contrast(hue.line, palette.ground) >= 3, name
    # Lines to read values off and points to compare with may be seen, and shall not stand out.
    for colour in (palette.grid, palette.faint):
        assert 1.15 <= contrast(colour, palette.ground) < 4


@BOTH
@pytest.mark.parametrize("scale", ["shades", "PuOr", "BrBG"])
def test_numbers_can_be_read_on_every_shade(palette: Palette, scale: str) -> None:
    with painted(palette):
        colours = shades() if scale == "shades" else two_sided(scale)
        for step in np.linspace(0, 1, 21):
            red, green, blue, _ = colours(float(step))
            shade = f"#{round(255 * red):02x}{round(255 * green):02x}{round(255 * blue):02x}"
            assert contrast(palette.ink, shade) >= 4.5, (step, shade)


@BOTH
@pytest.mark.parametrize("scale", ["PuOr", "BrBG"])
def test_the_sides_of_a_scale_differ_for_every_kind_of_sight(palette: Palette, scale: str) -> None:
    less, middle, more = palette.ends[scale]
    assert min(apart(less, more), apart(less, middle), apart(more, middle)) >= 2 * LIKE


@BOTH
@pytest.mark.parametrize("name", SETS)
def test_kinds_differ_by_a_second_sign_too(palette: Palette, name: str) -> None:
    styles = list(SETS[name].values())
    assert len({style.marker for style in styles}) == len(styles)
    with painted(palette):
        for one, other in combinations(styles, 2):
            if name in OF_BARS and one.hatch == other.hatch:
                assert apart(one.fill, other.fill) >= LIKE, (one.label, other.label)
                assert abs(lab(one.fill)[0] - lab(other.fill)[0]) >= LIKE_GREY, (one.label, other.label)
            if name in OF_LINES:
                assert apart(one.colour, other.colour) >= LIKE, (one.label, other.label)


@BOTH
@pytest.mark.parametrize("name", SETS)
def test_most_kinds_differ_by_colour_alone_for_every_kind_of_sight(palette: Palette, name: str) -> None:
    styles = list(SETS[name].values())
    with painted(palette):
        pairs = [apart(one.fill, other.fill) for one, other in combinations(styles, 2)]
    assert sum(pair >= LIKE for pair in pairs) >= 0.85 * len(pairs), sorted(pairs)[:3]


def test_lines_from_parts_to_their_names_are_seen_on_any_ground() -> None:
    with theme(dark=True):
        figure = Figure()
        ax = figure.add_subplot()
        stack_bars(ax, ["one"], {QUOTE_STYLES["direct"]: np.array([5.0])}, ["5"])
        assert name_parts(ax)
        lines = [text.arrow_patch for text in ax.texts if isinstance(text, Annotation) and text.arrow_patch]
        assert [to_hex(line.get_edgecolor()) for line in lines] == [DARK.ink]
