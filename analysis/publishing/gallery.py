"""The gallery: all figures of all corpora on one page, with captions, descriptions and files."""

from __future__ import annotations

import os
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from analysis.charts import FigureFile, read_figures
from analysis.publishing.pages import environment, stylesheet
from analysis.publishing.palette import DARK, LIGHT
from analysis.publishing.reader import inline_script
from analysis.store import StoreError, write_file

PAGE = "index.html"
SHOWN_WIDTH = 640
"""Pixels of a picture on the screen, at most."""


@dataclass(frozen=True, slots=True)
class _Picture:
    figure: FigureFile
    key: str
    address: str
    size: tuple[int, int]
    links: Sequence[tuple[str, str]]
    """Kind and address of each of its files."""


@dataclass(frozen=True, slots=True)
class _Corpus:
    name: str
    key: str
    pictures: Sequence[_Picture]
    skipped: Sequence[FigureFile]
    problem: str = ""
    """Why its figures cannot be shown."""


def write_gallery(folder: Path, report: Path | None = None) -> Path | None:
    """Write the page of all figures that lie in the folders of a folder; a page that would be the same stays.

    Args:
        folder: holds one folder a corpus, as `write_figures` writes them; the page goes here.
        report: the report's first page, to link to.

    Returns:
        The page; `None` if there are no figures.

    Raises:
        StoreError: if the page cannot be written.
    """
    places = sorted(place for place in folder.iterdir() if any(place.glob("*.json"))) if folder.is_dir() else []
    if not places:
        return None
    back = None
    if report is not None and report.is_file():
        back = quote(Path(os.path.relpath(report.resolve(), folder.resolve())).as_posix())
    page = folder / PAGE
    content = render_gallery([_corpus(place, number) for number, place in enumerate(places, 1)], back).encode("utf-8")
    if not (page.is_file() and page.read_bytes() == content):
        write_file(page, content)
    return page


def render_gallery(corpora: Sequence[_Corpus], back: str | None = None) -> str:
    """The page as HTML, with addresses relative to the folder of figures.

    Args:
        corpora: in their order.
        back: the address of the report, if there is one.
    """
    script, script_hash = inline_script("gallery.js")
    return (
        environment()
        .get_template("gallery.html.j2")
        .render(
            corpora=corpora,
            n_pictures=sum(len(corpus.pictures) for corpus in corpora),
            back=back,
            shown_width=SHOWN_WIDTH,
            style=stylesheet("page.css.j2", light=LIGHT, dark=DARK, width="88rem"),
            script=script,
            script_hash=script_hash,
        )
    )


def _corpus(place: Path, number: int) -> _Corpus:
    key = f"corpus-{number}"
    try:
        figures = read_figures(place)
        pictures = [_picture(figure, key, place.name) for figure in figures if figure.png]
    except (StoreError, OSError, struct.error) as err:
        return _Corpus(place.name, key, (), (), str(err))
    return _Corpus(place.name, key, pictures, [figure for figure in figures if figure.skipped])


def _picture(figure: FigureFile, key: str, folder: str) -> _Picture:
    files = [("SVG", figure.svg), ("PDF", figure.pdf), ("PNG", figure.png), ("CSV", figure.csv)]
    links = [(kind, quote(f"{folder}/{path.name}")) for kind, path in files if path is not None]
    address = dict(links)["PNG"]
    width, height = _png_size(figure.png) if figure.png else (1, 1)
    return _Picture(figure, f"{key}-{figure.name}", address, (SHOWN_WIDTH, round(SHOWN_WIDTH * height / width)), links)


def _png_size(path: Path) -> tuple[int, int]:
    """Width and height in pixels, from the first bytes of the file."""
    with path.open("rb") as file:
        width, height = struct.unpack(">II", file.read(24)[16:])
    return width, height
