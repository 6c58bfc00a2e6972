"""A document as a PDF: tagged, with vector figures, and the same bytes on every machine.

Nothing of an article is ever read as Typst markup: the template gets all texts as data.
"""

from __future__ import annotations

import json
from typing import Any

import typst

from analysis.charts.fonts import FONTS
from analysis.publishing.pages import TEMPLATES, show
from analysis.publishing.report.documents import LANGUAGE, Block, Document, Heading, Paragraph, Picture


def render_pdf(document: Document) -> bytes:
    """The document as a PDF file; the same document gives the same bytes."""
    compiled: object = typst.compile(
        TEMPLATES / "report.typ",
        sys_inputs=typst_inputs(document),
        font_paths=[FONTS],  # for scripts and signs that its own fonts lack
        ignore_system_fonts=True,
        timestamp=int(document.made.timestamp()),
        pdf_standards=["ua-1"],
    )
    assert isinstance(compiled, bytes)
    return compiled


def typst_inputs(document: Document) -> dict[str, str]:
    """The document as the template gets it: one text in JSON."""
    content = {
        "title": show(document.title),
        "subtitle": show(document.subtitle),
        "language": LANGUAGE,
        "date": [document.made.year, document.made.month, document.made.day],
        "blocks": [_as_data(block) for block in document.blocks],
    }
    return {"content": json.dumps(content, ensure_ascii=False)}


def _as_data(block: Block) -> dict[str, Any]:
    match block:
        case Heading(text, level):
            return {"kind": "heading", "text": show(text), "level": level}
        case Paragraph(text, lead, note):
            return {"kind": "paragraph", "text": show(text), "lead": show(lead), "note": note}
        case Picture(title, caption, alt, svg, _):
            return {"kind": "picture", "title": show(title), "caption": show(caption), "alt": show(alt), "svg": svg}
        case table:
            return {
                "kind": "table",
                "caption": show(table.caption),
                "columns": [show(column) for column in table.columns],
                "numeric": table.numeric,
                "rows": [[show(cell) for cell in row] for row in table.rows],
                "note": show(table.note),
            }
