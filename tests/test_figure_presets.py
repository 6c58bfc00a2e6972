"""Figures in every preset: exact sizes, fonts in the files, and nothing that runs over an edge or into another text."""

from __future__ import annotations

import base64
import re
import struct
import xml.etree.ElementTree as ET
import zlib
from io import BytesIO
from itertools import pairwise
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont
from matplotlib.axis import Axis
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.transforms import Bbox
from test_figure_colours import contrast

from analysis.charts import FIGURES, draw_figure, theme, write_figures
from analysis.charts.colours import DARK, LIGHT, palette
from analysis.charts.drawing import NothingToDrawError, Request
from analysis.charts.fitting import fit
from analysis.charts.theme import PRESETS, across, current_preset, new_figure
from analysis.tables import Tables

MM_PER_POINT = 25.4 / 72
NAME = "frames-by-outlet"
SVG = "{http://www.w3.org/2000/svg}"
LONG = {"capitulation": "Surrender, capitulation and the laying down of arms", "law": "Law"}
APPEARANCES = [("column", False), ("page", True), ("slide", True), ("web", False)]
"""Each preset once; a dark ground changes colours and no place."""


@pytest.fixture(scope="module", params=PRESETS)
def folder(request: pytest.FixtureRequest, tables: Tables, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("preset") / str(request.param)
    write_figures(tables, folder, names=[NAME], preset=request.param)
    return folder


def mm_of_svg(folder: Path) -> tuple[float, float]:
    root = ET.parse(folder / f"{NAME}.svg").getroot()
    assert root.attrib["width"].endswith("mm")
    return float(root.attrib["width"][:-2]), float(root.attrib["height"][:-2])


def test_files_have_the_width_of_the_preset_and_one_shape(folder: Path) -> None:
    preset = PRESETS[folder.name]
    width, height = mm_of_svg(folder)
    assert width == pytest.approx(preset.width_mm, abs=0.01)
    png = (folder / f"{NAME}.png").read_bytes()
    pixels = struct.unpack(">II", png[16:24])
    for n, mm in zip(pixels, (width, height), strict=True):
        assert n == pytest.approx(mm / 25.4 * preset.dpi, abs=1)
    per_metre = struct.unpack(">II", png[png.index(b"pHYs") + 4 :][:8])
    assert per_metre == (pytest.approx(preset.dpi / 0.0254, abs=1),) * 2
    box = re.search(rb"/MediaBox \[ 0 0 ([\d.]+) ([\d.]+) \]", (folder / f"{NAME}.pdf").read_bytes())
    assert box
    points = [float(value) * MM_PER_POINT for value in box.groups()]
    assert points == pytest.approx([width, height], abs=0.02)


def test_a_slide_is_as_high_as_a_slide(tables: Tables, tmp_path: Path) -> None:
    [entry] = write_figures(tables, tmp_path, names=["frames-by-voice"], preset="slide", formats=["svg"])
    assert entry.svg
    root = ET.parse(entry.svg).getroot()
    assert float(root.attrib["height"][:-2]) == pytest.approx(180, abs=0.01)


def test_letters_have_the_size_of_the_preset(folder: Path) -> None:
    root = ET.parse(folder / f"{NAME}.svg").getroot()
    width, view = mm_of_svg(folder)[0], float(root.attrib["viewBox"].split()[2])
    sizes = {
        round(float(size) * width / view / MM_PER_POINT, 1)
        for text in root.iter(f"{SVG}text")
        for size in re.findall(r"font-size: ([\d.]+)px|font: (?:700 )?([\d.]+)px", text.attrib["style"])
        for size in size
        if size
    }
    assert PRESETS[folder.name].points in sizes
    assert min(sizes) >= 5


def test_svg_has_its_text_as_text_and_the_letters_for_it(folder: Path) -> None:
    root = ET.parse(folder / f"{NAME}.svg").getroot()
    words = "".join(text.text or "" for text in root.iter(f"{SVG}text"))
    assert "Daily Ledger" in words
    rules = "".join(style.text or "" for style in root.iter(f"{SVG}style"))
    fonts = {}
    for weight, content in re.findall(
        r"@font-face\{font-family:'DejaVu Sans';font-weight:(\w+);font-style:normal;"
        r"src:url\(data:font/woff;base64,([^)]+)\)",
        rules,
    ):
        fonts[weight] = TTFont(BytesIO(base64.b64decode(content)))
    assert set(fonts) == {"normal", "bold"}
    known = {chr(code) for font in fonts.values() for code in font.getBestCmap()}
    assert set(words) - {"\n"} <= known
    assert len(known) < 120
    assert "url(http" not in rules


def test_pdf_embeds_true_type_fonts_and_shows_text(folder: Path) -> None:
    pdf = (folder / f"{NAME}.pdf").read_bytes()
    assert b"/FontFile2" in pdf
    assert b"/Type3" not in pdf
    assert b"/CreationDate" not in pdf
    streams = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL)
    drawn = b"".join(zlib.decompress(stream) for stream in streams if stream[:1] == b"x")
    letters = b"".join(re.findall(rb"\(((?:\\.|[^()\\])*)\)", drawn)).replace(b"\x00", b"")
    assert b"Daily Ledger" in letters
    assert b"/ToUnicode" in pdf


def test_a_preset_is_over_after_its_block_and_an_unknown_one_is_named() -> None:
    with theme("column", dark=True):
        assert (current_preset().name, across(3), palette()) == ("column", 2, DARK)
        with theme("slide"):
            assert (current_preset().name, palette()) == ("slide", LIGHT)
        assert (current_preset().name, palette()) == ("column", DARK)
    assert (current_preset().name, palette()) == ("page", LIGHT)
    with (
        pytest.raises(ValueError, match="there is no preset 'poster'; there are column, page, slide, web"),
        theme("poster"),
    ):
        pass


def test_a_title_that_is_too_long_is_broken_and_makes_the_figure_higher() -> None:
    with theme("column"):
        figure = new_figure("A title of many words that a narrow column of a journal cannot hold on one line", 60)
        figure.add_subplot().set_xlabel("a label of an axis with as many words as the title has, and some more")
        fit(figure)
        assert figure.texts[0].get_text().count("\n") >= 1
        assert figure.axes[0].get_xlabel().count("\n") >= 1
        assert figure.get_size_inches()[1] > 60 / 25.4
        assert outside(figure) == []


@pytest.mark.parametrize(("preset", "dark"), APPEARANCES, ids=[preset for preset, _ in APPEARANCES])
@pytest.mark.parametrize("name", FIGURES)
def test_no_text_runs_over_an_edge_or_into_its_neighbour(name: str, preset: str, dark: bool, tables: Tables) -> None:
    with theme(preset, dark=dark):
        try:
            figure = draw_figure(name, tables, Request(frame_names=LONG)).figure
        except NothingToDrawError:
            pytest.skip("nothing to draw")
        fit(figure)
        assert outside(figure) == []
        assert overlapping(figure) == []
        assert figure.bbox.width == pytest.approx(PRESETS[preset].width_mm / 25.4 * PRESETS[preset].dpi)
        for text in texts(figure):
            if text.get_text() not in cells(figure):
                assert contrast(to_hex(text.get_color()), palette().ground) >= 4.5, text.get_text()


def texts(figure: Figure) -> list[Text]:
    """Every text that shows."""
    ticks = {label for ax in figure.axes for axis in (ax.xaxis, ax.yaxis) for label in _ticks(axis, everything=True)}
    shown = [label for ax in figure.axes for axis in (ax.xaxis, ax.yaxis) for label in _ticks(axis)]
    others = [text for text in figure.findobj(Text) if text not in ticks]
    return [text for text in (*shown, *others) if text.get_visible() and text.get_text().strip()]


def cells(figure: Figure) -> set[str]:
    """Texts that stand on a colour of their own."""
    return {text.get_text() for ax in figure.axes if ax.images or len(ax.patches) > 20 for text in ax.texts}


def outside(figure: Figure) -> list[str]:
    """The texts that the edge of the figure cuts."""
    room = figure.bbox
    found = []
    for text in texts(figure):
        box = text.get_window_extent()
        if box.x0 < room.x0 - 1 or box.x1 > room.x1 + 1 or box.y0 < room.y0 - 1 or box.y1 > room.y1 + 1:
            found.append(text.get_text())
    return found


def overlapping(figure: Figure) -> list[tuple[str, str]]:
    """Labels of ticks that cover their neighbour on the same axis."""
    found = []
    for ax in figure.axes:
        for axis, low, high in ((ax.xaxis, "x0", "x1"), (ax.yaxis, "y0", "y1")):
            labels = [label for label in _ticks(axis) if label.get_visible() and label.get_text().strip()]
            if any(label.get_rotation() for label in labels):
                continue
            boxes: list[tuple[Bbox, str]] = [(label.get_window_extent(), label.get_text()) for label in labels]
            boxes.sort(key=lambda pair: getattr(pair[0], low))
            for (one, name), (other, next_name) in pairwise(boxes):
                if getattr(one, high) > getattr(other, low) + 1.5:
                    found.append((name, next_name))
    return found


def _ticks(axis: Axis, *, everything: bool = False) -> list[Text]:
    low, high = sorted(axis.get_view_interval())
    slack = 1e-6 * (high - low)
    ticks = [*axis.get_major_ticks(), *axis.get_minor_ticks()]
    inside = [tick for tick in ticks if everything or low - slack <= tick.get_loc() <= high + slack]
    return [label for tick in inside for label in (tick.label1, tick.label2)]
