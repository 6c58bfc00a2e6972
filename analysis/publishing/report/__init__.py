"""The report: one page that needs no other file, a page for each article beside it, and a PDF and a DOCX a corpus."""

from __future__ import annotations

import os
import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote as quote_address

import pandas as pd
from PIL import Image, UnidentifiedImageError

from analysis.publishing.listings import Listing
from analysis.publishing.listings.outlets import list_outlet_findings
from analysis.publishing.listings.places import Place, places_to_check, places_to_read
from analysis.publishing.pages import (
    data_uri,
    environment,
    grouped,
    readable,
    rows_of,
    safe_names,
    signed,
    stylesheet,
    text_or_none,
)
from analysis.publishing.palette import DARK, LIGHT
from analysis.publishing.reader import inline_script, render_page
from analysis.publishing.reader.copies import render_page as render_copies
from analysis.publishing.reader.marks import rows_by_article
from analysis.publishing.reader.side_by_side import write_side_by_sides
from analysis.publishing.report.bundle import write_bundle
from analysis.publishing.report.documents import build_document
from analysis.publishing.report.findings_page import write_findings
from analysis.publishing.report.pdf import render_pdf
from analysis.publishing.report.sections import CorpusReport, Section, build_section, frame_names
from analysis.publishing.report.word import render_docx
from analysis.store import write_file

if TYPE_CHECKING:
    from analysis.charts import FigureFile
    from analysis.lexicons import FrameLexicon
    from analysis.tables import Tables

__all__ = ["CorpusReport", "frame_names", "write_report"]

MOST_NUMBERS = 60
"""Rows of a figure's numbers that the page shows; the file behind the link holds all."""
LARGEST_DOWNLOAD = 100_000
"""Bytes of a figure's numbers that the page itself holds; larger files lie beside the figures and in the archive."""
COLOURS = 128
"""Of a figure in the page, which makes it four times smaller; the files have all."""
MOST_DIFFERENCES = 10
"""Findings that the first page shows; the findings page has all."""
OPEN_LIST = 30
"""A list of articles up to this length is open from the start."""


@dataclass(frozen=True, slots=True)
class _Figure:
    """A figure as the page shows it."""

    name: str
    title: str
    image: str | None
    size: tuple[int, int] | None
    """Width and height in pixels, so that nothing moves while the page is read in."""
    alt: str
    caption: str
    skipped: str
    numbers: Listing | None
    download: str | None


@dataclass(frozen=True, slots=True)
class _Article:
    """A line of the list of articles."""

    address: str
    title: str
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Page:
    """What the page shows of a corpus beside its section."""

    section: Section
    folder: str
    """The corpus' name as part of a path."""
    downloads: list[tuple[str, str]]
    """What each file is, and its address."""
    differences: Listing
    """The first of them."""
    findings_page: str
    figures: list[_Figure]
    articles: list[_Article]
    checks: list[Place]
    weightiest: list[Place]
    copies: str | None
    """The address of the page of copies; `None` where no two articles share a text."""
    pairs: list[tuple[str, str]]
    """Two articles that tell one story, and the address of the page that has them side by side."""
    notebooks: list[tuple[str, str]]
    lexicons: Sequence[FrameLexicon]


def write_report(corpora: Sequence[CorpusReport], folder: Path, *, title: str = "Media framing report") -> Path:
    """Write `index.html`, the pages of articles, copies and findings, PDF and DOCX; same input, same bytes.

    Args:
        corpora: in the order that the sections shall have.
        folder: where the report goes, e.g. `reports`.
        title: of the page.

    Returns:
        The report's first page.

    Raises:
        StoreError: if a page cannot be written.
    """
    folders = safe_names(corpus.name for corpus in corpora)
    pages = [_write_corpus(corpus, folders[corpus.name], folder) for corpus in corpora]
    script, script_hash = inline_script("report.js")
    page = (
        environment()
        .get_template("report.html.j2")
        .render(
            title=title,
            pages=pages,
            open_list=OPEN_LIST,
            coded=[(corpus.name, corpus.stamps.line(["frames"])) for corpus in corpora if corpus.stamps.validation],
            unvalidated=[corpus.name for corpus in corpora if not _is_validated(corpus)] if corpora else [""],
            style=stylesheet("page.css.j2", light=LIGHT, dark=DARK, width="64rem") + stylesheet("report.css.j2"),
            script=script,
            script_hash=script_hash,
        )
    )
    return write_file(folder / "index.html", page.encode("utf-8"))


def _write_corpus(corpus: CorpusReport, folder_name: str, folder: Path) -> _Page:
    """Write everything of a corpus but its part of the first page, and tell what that shows."""
    names = frame_names(corpus.lexicons)
    section = build_section(corpus)
    rows = rows_by_article(corpus.tables)
    files = safe_names(corpus.tables.articles["article_id"])
    addresses = {article_id: f"articles/{folder_name}/{files[article_id]}.html" for article_id in rows}
    findings_page = f"findings/{folder_name}/index.html"
    write_findings(
        corpus.tables,
        (folder / findings_page).parent,
        corpus=corpus.name,
        names=names,
        addresses={article_id: f"../../{address}" for article_id, address in addresses.items()},
        stamps=corpus.stamps,
    )
    pairs = _write_pairs(corpus, folder_name, folder, addresses, names)
    return _Page(
        section=section,
        folder=folder_name,
        downloads=_write_downloads(corpus, section, folder_name, folder),
        differences=list_outlet_findings(corpus.tables, names, most=MOST_DIFFERENCES),
        findings_page=findings_page,
        figures=[_figure(file) for file in corpus.figures],
        articles=_write_articles(rows, addresses, folder, f"../../index.html#corpus-{folder_name}", names),
        checks=places_to_check(corpus.tables, rows, addresses),
        weightiest=places_to_read(corpus.tables, rows, addresses),
        copies=_write_copies(corpus, folder_name, folder, addresses, names, pairs),
        pairs=_title_pairs(corpus.tables, pairs),
        notebooks=[(path.name, _address(path, folder)) for path in corpus.notebooks],
        lexicons=corpus.lexicons,
    )


def _write_downloads(corpus: CorpusReport, section: Section, folder_name: str, folder: Path) -> list[tuple[str, str]]:
    """Write PDF, DOCX and archive, and tell what each is and its address."""
    document = build_document(section)
    pdf = write_file(folder / f"{folder_name}.pdf", render_pdf(document))
    docx = write_file(folder / f"{folder_name}.docx", render_docx(document))
    downloads = [("PDF", pdf.name), ("DOCX", docx.name)]
    if corpus.folders is not None and corpus.manifest is not None:
        archive = write_bundle(corpus, section.methods, [pdf, docx], folder / f"{folder_name}.zip")
        downloads.append(("ZIP", archive.name))
    return downloads


def _is_validated(corpus: CorpusReport) -> bool:
    """Whether its frames were coded by hand here, or those who keep its lexicons call all of them validated."""
    if corpus.stamps.validation is not None:
        return corpus.stamps.holds_for_frames()
    return bool(corpus.lexicons) and all(lexicon.status == "validated" for lexicon in corpus.lexicons)


def _write_articles(
    rows_of_each: Mapping[str, dict[str, list[Any]]],
    addresses: Mapping[str, str],
    folder: Path,
    back: str,
    names: Mapping[str, str],
) -> list[_Article]:
    written = []
    for article_id, rows in rows_of_each.items():
        article = rows["articles"][0]
        page = render_page(rows, back=back, frame_names=names)
        write_file(folder / addresses[article_id], page.encode("utf-8"))
        cells = (
            text_or_none(article.outlet) or "–",
            "–" if pd.isna(article.date) else f"{article.date:%Y-%m-%d}",
            grouped(article.n_words),
            grouped(article.n_quotes),
            grouped(len(rows["frame_hits"])),
            "–" if pd.isna(article.sentiment_mean) else signed(article.sentiment_mean),
        )
        title = text_or_none(article.headline) or article_id
        written.append(_Article(addresses[article_id], title, cells))
    return written


def _write_copies(
    corpus: CorpusReport,
    folder_name: str,
    folder: Path,
    addresses: Mapping[str, str],
    names: Mapping[str, str],
    pairs: Mapping[tuple[str, str], str],
) -> str | None:
    """Write the page of copies, where there are any, and tell its address; else remove that of an earlier run."""
    address = f"copies/{folder_name}.html"
    if corpus.tables.copies.empty:
        (folder / address).unlink(missing_ok=True)
        return None
    page = render_copies(
        corpus.tables,
        corpus.name,
        back=f"../index.html#corpus-{folder_name}",
        addresses={article_id: f"../{page}" for article_id, page in addresses.items()},
        names=names,
        pairs={ids: f"../{page}" for ids, page in pairs.items()},
    )
    write_file(folder / address, page.encode("utf-8"))
    return address


def _write_pairs(
    corpus: CorpusReport, folder_name: str, folder: Path, addresses: Mapping[str, str], names: Mapping[str, str]
) -> dict[tuple[str, str], str]:
    """Write a page for each two versions of one story, and tell its address by the ids of the two."""
    place = f"side-by-side/{folder_name}"
    written = write_side_by_sides(
        corpus.tables,
        folder / place,
        frame_names=names,
        back=f"../../index.html#corpus-{folder_name}",
        addresses={article_id: f"../../{page}" for article_id, page in addresses.items()},
    )
    return {ids: f"{place}/{name}" for ids, name in written.items()}


def _title_pairs(tables: Tables, pairs: Mapping[tuple[str, str], str]) -> list[tuple[str, str]]:
    """What each page of two versions holds, and its address."""
    titles = {
        row.article_id: ": ".join(filter(None, (text_or_none(row.outlet), text_or_none(row.headline))))
        or row.article_id
        for row in rows_of(tables.articles)
    }
    return [(" – ".join(titles[article_id] for article_id in ids), address) for ids, address in pairs.items()]


def _figure(file: FigureFile) -> _Figure:
    if file.png is None:
        reason = file.skipped or "It was not drawn."
        return _Figure(file.name, file.title, None, None, "", "", reason, None, None)
    image = file.png.read_bytes()
    content = file.csv.read_bytes() if file.csv else None
    return _Figure(
        name=file.name,
        title=file.title,
        image=data_uri(_fewer_colours(image), "image/png"),
        size=_size(image),
        alt=file.alt or file.title,
        caption=file.caption,
        skipped="",
        numbers=_numbers(content) if content else None,
        download=data_uri(content, "text/csv;charset=utf-8") if content and len(content) <= LARGEST_DOWNLOAD else None,
    )


def _fewer_colours(png: bytes) -> bytes:
    try:
        picture = Image.open(BytesIO(png)).convert("RGB")
    except UnidentifiedImageError:
        return png
    buffer = BytesIO()
    few = picture.quantize(COLOURS, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    few.save(buffer, "PNG", optimize=True)
    return buffer.getvalue()


def _size(png: bytes) -> tuple[int, int] | None:
    return struct.unpack(">II", png[16:24]) if png[12:16] == b"IHDR" else None


def _numbers(content: bytes) -> Listing:
    """The first rows of a figure's CSV file."""
    table = pd.read_csv(BytesIO(content), dtype=str, keep_default_na=False, encoding="utf-8-sig")
    numeric = tuple(bool(table[name].map(_is_number).all()) and len(table) > 0 for name in table.columns)
    rows = tuple(tuple(map(_brief, row)) for row in table.head(MOST_NUMBERS).itertuples(index=False, name=None))
    note = f"The first {MOST_NUMBERS} of {len(table):,} rows; the file has all." if len(table) > MOST_NUMBERS else ""
    return Listing("The figure’s numbers", tuple(map(readable, table.columns)), numeric, rows, note)


def _is_number(cell: str) -> bool:
    try:
        float(cell or 0)
    except ValueError:
        return False
    return True


def _brief(cell: str) -> str:
    """A number with four digits after the point at most; anything else as it is."""
    if "." not in cell or not _is_number(cell):
        return cell
    return f"{float(cell):.4f}".rstrip("0").rstrip(".").replace("-", "−")


def _address(path: Path, folder: Path) -> str:
    """A relative address from the report to a file, for a link that holds when both are moved together."""
    relative = os.path.relpath(path.resolve(), folder.resolve())
    return quote_address(relative.replace(os.sep, "/"))
