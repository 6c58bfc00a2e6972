"""The font of an SVG within it, so that its text looks everywhere as it was laid out.

Only the letters that the picture shows are embedded, of DejaVu Sans, whose licence allows it.
"""

from __future__ import annotations

import base64
import re
from collections import defaultdict
from functools import cache
from html import unescape
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from fontTools import subset  # type: ignore[import-untyped]
from matplotlib import get_data_path
from matplotlib.font_manager import FontProperties, findfont

if TYPE_CHECKING:
    from collections.abc import Mapping

FAMILY = "DejaVu Sans"
FONTS = Path(get_data_path(), "fonts", "ttf")
"""Where its files lie."""

_TEXT = re.compile(r'<(?:text|tspan)[^>]*style="([^"]*)"[^>]*>([^<]+)')


def with_fonts(svg: bytes) -> bytes:
    """An SVG of matplotlib with the letters that its texts need as `@font-face` rules.

    Args:
        svg: whose texts are text (`svg.fonttype` is `none`).
    """
    picture = svg.decode("utf-8")
    faces = [_font_face(weight, slant, "".join(sorted(used))) for (weight, slant), used in _letters(picture).items()]
    style = f"<style>{''.join(faces)}</style>\n </defs>"
    return picture.replace("</defs>", style, 1).encode("utf-8")


def _letters(picture: str) -> Mapping[tuple[str, str], set[str]]:
    """The letters shown in each weight and slant, in a fixed order."""
    used: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for style, text in _TEXT.findall(picture):
        weight = "bold" if "font-weight: 700" in style else "normal"
        slant = "oblique" if "font-style" in style else "normal"
        used[weight, slant] |= {*unescape(text)} - {"\n"}
    return dict(sorted(used.items()))


@cache
def _font_face(weight: str, slant: str, letters: str) -> str:
    path = findfont(FontProperties(family=FAMILY, weight=weight, style=slant))  # type: ignore[arg-type]
    options = subset.Options(flavor="woff", hinting=False, notdef_outline=True, recalc_timestamp=False)
    options.drop_tables += ["FFTM"]  # FontForge's own dates
    font = subset.load_font(path, options)
    chosen = subset.Subsetter(options)
    chosen.populate(text=letters)
    chosen.subset(font)
    buffer = BytesIO()
    subset.save_font(font, buffer, options)
    address = f"data:font/woff;base64,{base64.b64encode(buffer.getvalue()).decode('ascii')}"
    return (
        f"@font-face{{font-family:'{FAMILY}';font-weight:{weight};"
        f"font-style:{'normal' if slant == 'normal' else 'italic'};src:url({address}) format('woff')}}"
    )
