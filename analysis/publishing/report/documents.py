"""A section of the report as a document: the blocks that PDF and DOCX both set, in their order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from analysis.publishing.listings import Listing
from analysis.publishing.pages import show

if TYPE_CHECKING:
    from analysis.charts import FigureFile
    from analysis.publishing.report.sections import Section

LANGUAGE = "en"
NO_DATE = datetime(1980, 1, 1, tzinfo=UTC)
"""Of a document whose run is not known; the first that a ZIP archive can hold."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading, of level 1 or 2."""

    text: str
    level: int = 1


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph, perhaps with a first word in bold type."""

    text: str
    lead: str = ""
    note: bool = False
    """Whether it is set smaller, as a note on what stands above."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A figure with its caption; the vector image for print, the bitmap for word processors."""

    title: str
    caption: str
    alt: str
    svg: str
    png: bytes


Block = Heading | Paragraph | Picture | Listing


@dataclass(frozen=True, slots=True)
class Document:
    """A document to be set."""

    title: str
    subtitle: str
    made: datetime
    blocks: list[Block] = field(default_factory=list)


def build_document(section: Section) -> Document:
    """The report of a corpus as blocks: summary, findings, figures, tables, methods, references, record, problems."""
    facts = dict(section.facts)
    made = datetime.fromisoformat(section.started) if section.started else NO_DATE
    run = f" · run of {made:%Y-%m-%d}" if section.started else ""
    subtitle = f"Articles: {facts['Articles']} · outlets: {facts['Outlets']} · dates: {facts['Dates']}{run}"
    return Document(f"Media framing report: {show(section.name)}", subtitle, made, list(_blocks(section)))


def _blocks(section: Section) -> Iterator[Block]:
    yield Heading("Summary")
    for lead, text in section.summary:
        yield Paragraph(text, f"{lead}.")
    yield Listing("In numbers", ("What", "Number"), (False, True), tuple(section.facts))
    yield Heading("What differs between outlets")
    yield from _listing_or_note(section.differences)
    yield Heading("What stands out")
    yield from _listing_or_note(section.leads)
    drawn = [picture for file in section.figures if (picture := _picture(file)) is not None]
    if drawn:
        yield Heading("Figures")
        yield from drawn
    if section.tables:
        yield Heading("Tables")
        yield from section.tables
    yield Heading("Methods")
    for heading, text in section.methods.told:
        yield Heading(heading, 2)
        yield Paragraph(text)
    yield Heading("References")
    for work in section.methods.references:
        yield Paragraph(work.line)
    if section.record:
        yield Heading("Record of the run")
        yield from section.record
    yield Heading("What could not be read, and what was left out")
    if section.problems.rows:
        yield section.problems
    else:
        yield Paragraph("No problems were met while reading and analysing.")
    if section.left_out is not None:
        yield section.left_out


def _listing_or_note(listing: Listing) -> Iterator[Block]:
    # Its caption would repeat the heading above it.
    yield replace(listing, caption="") if listing.rows else Paragraph(listing.note)


def _picture(file: FigureFile) -> Picture | None:
    if file.png is None or file.svg is None:
        return None
    return Picture(
        file.title, file.caption, file.alt or file.title, file.svg.read_text(encoding="utf-8"), file.png.read_bytes()
    )
