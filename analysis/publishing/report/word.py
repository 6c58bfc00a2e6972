"""A document as a DOCX file: real headings, captions, alternative texts, a table of contents; always the same bytes."""

from __future__ import annotations

from datetime import UTC
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from analysis.publishing.listings import Listing
from analysis.publishing.pages import show
from analysis.publishing.report.archives import zip_bytes
from analysis.publishing.report.documents import LANGUAGE, Block, Document, Heading, Paragraph, Picture

WIDTH = Cm(16.6)
"""Of the text on an A4 page."""
_GREY = RGBColor(0x55, 0x55, 0x55)


def render_docx(document: Document) -> bytes:
    """The document as a DOCX file; the same document gives the same bytes."""
    file = docx.Document()
    _set_up(file, document)
    file.add_paragraph(show(document.title), style="Title")
    file.add_paragraph(show(document.subtitle), style="Subtitle")
    chapters = [block.text for block in document.blocks if isinstance(block, Heading) and block.level == 1]
    _add_contents(file, chapters)
    n_chapters = 0
    for number, block in enumerate(document.blocks):
        if isinstance(block, Heading) and block.level == 1:
            n_chapters += 1
        _add(file, block, n_chapters, number)
    buffer = BytesIO()
    file.save(buffer)
    with ZipFile(buffer) as archive:
        return zip_bytes({name: archive.read(name) for name in archive.namelist()})


def _set_up(file: Any, document: Document) -> None:
    about = file.core_properties
    about.title, about.language = show(document.title), LANGUAGE
    about.author = about.last_modified_by = "Media Framing Analysis"
    about.comments = about.keywords = about.subject = about.category = ""
    about.created = about.modified = document.made.astimezone(UTC).replace(tzinfo=None)
    about.revision = 1
    page = file.sections[0]
    page.page_width, page.page_height = Cm(21), Cm(29.7)
    page.left_margin = page.right_margin = Cm(2.2)
    page.top_margin = page.bottom_margin = Cm(2.2)
    footer = page.footer.paragraphs[0]
    footer.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    _add_field(footer, "PAGE", "1")
    styles = file.styles
    styles["Normal"].font.size = Pt(10.5)
    caption = styles["Caption"]
    caption.font.size, caption.font.bold, caption.font.color.rgb = Pt(9), False, RGBColor(0, 0, 0)
    for language in styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), "en-GB")


def _add_contents(file: Any, chapters: list[str]) -> None:
    """A table of contents that is right without being updated: links to the chapters, without page numbers."""
    file.add_paragraph("Contents", style="TOC Heading")
    for number, chapter in enumerate(chapters, 1):
        paragraph = file.add_paragraph()
        paragraph.paragraph_format.space_after = Pt(2)
        if number == 1:
            _add_field_end(paragraph, "begin", r'TOC \o "1-1" \h \n \z')
        link = OxmlElement("w:hyperlink")
        link.set(qn("w:anchor"), f"chapter{number}")
        link.append(paragraph.add_run(show(chapter))._r)
        paragraph._p.append(link)
        if number == len(chapters):
            _add_field_end(paragraph, "end")


def _add(file: Any, block: Block, chapter: int, number: int) -> None:
    match block:
        case Heading(text, level):
            paragraph = file.add_heading(show(text), level)
            if level == 1:
                _bookmark(paragraph, f"chapter{chapter}", chapter)
        case Paragraph(text, lead, note):
            paragraph = file.add_paragraph()
            if lead:
                paragraph.add_run(f"{show(lead)} ").bold = True
            _note(paragraph.add_run(show(text)), note)
        case Picture():
            _add_picture(file, block, number)
        case table:
            _add_table(file, table)


def _add_picture(file: Any, picture: Picture, number: int) -> None:
    paragraph = file.add_paragraph()
    paragraph.paragraph_format.keep_with_next = True
    shape = paragraph.add_run().add_picture(BytesIO(picture.png), width=WIDTH)
    about = shape._inline.docPr
    about.set("id", str(number + 1))
    about.set("name", show(picture.title))
    about.set("descr", show(picture.alt))
    caption = file.add_paragraph(style="Caption")
    caption.add_run(f"{show(picture.title)}. ").bold = True
    caption.add_run(show(picture.caption))


def _add_table(file: Any, listing: Listing) -> None:
    if listing.caption:
        caption = file.add_paragraph(style="Caption")
        caption.paragraph_format.keep_with_next = True
        caption.add_run(show(listing.caption)).bold = True
    table = file.add_table(rows=1 + len(listing.rows), cols=len(listing.columns), style="Table Grid")
    size = Pt(7) if len(listing.columns) > 7 else Pt(8.5)
    # Cells are taken once: asking a row for its cells again and again is quadratic.
    for row, texts in zip(table.rows, (listing.columns, *listing.rows), strict=True):
        for cell, text, numeric in zip(row.cells, texts, listing.numeric, strict=True):
            paragraph = cell.paragraphs[0]
            paragraph.paragraph_format.space_after = Pt(0)
            if numeric:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            run = paragraph.add_run(show(text))
            run.font.size = size
            run.bold = texts is listing.columns or None
    properties = table.rows[0]._tr.get_or_add_trPr()
    properties.append(OxmlElement("w:tblHeader"))
    _note(file.add_paragraph().add_run(show(listing.note)), True)


def _note(run: Any, is_note: bool) -> None:
    if is_note:
        run.font.size, run.font.color.rgb = Pt(8.5), _GREY


def _bookmark(paragraph: Any, name: str, number: int) -> None:
    start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
    for mark in (start, end):
        mark.set(qn("w:id"), str(number))
    start.set(qn("w:name"), name)
    paragraph._p.insert(1, start)
    paragraph._p.append(end)


def _add_field(paragraph: Any, code: str, shown: str) -> None:
    _add_field_end(paragraph, "begin", code)
    paragraph.add_run(shown)
    _add_field_end(paragraph, "end")


def _add_field_end(paragraph: Any, kind: str, code: str = "") -> None:
    """The beginning of a field with its code, or its end."""
    run = paragraph.add_run()._r
    mark = OxmlElement("w:fldChar")
    mark.set(qn("w:fldCharType"), kind)
    run.append(mark)
    if code:
        words = OxmlElement("w:instrText")
        words.set(qn("xml:space"), "preserve")
        words.text = code
        paragraph.add_run()._r.append(words)
        separator = OxmlElement("w:fldChar")
        separator.set(qn("w:fldCharType"), "separate")
        paragraph.add_run()._r.append(separator)
