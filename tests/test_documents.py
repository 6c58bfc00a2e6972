"""The report as PDF and DOCX."""

from __future__ import annotations

import json
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import docx
import pytest
import typst
from docx.oxml.ns import qn
from lxml import etree

from analysis.charts import write_figures
from analysis.publishing.listings import Listing
from analysis.publishing.pages import TEMPLATES
from analysis.publishing.report.documents import Document, Heading, Paragraph, Picture, build_document
from analysis.publishing.report.pdf import render_pdf, typst_inputs
from analysis.publishing.report.sections import CorpusReport, build_section
from analysis.publishing.report.word import render_docx
from analysis.store import Manifest
from analysis.tables import Tables

HOSTILE = '#panic("no") #read("/etc/passwd") $x$ *b* ] } " \\ <img src=x onerror=alert(1)> \x00 \u202e {{ 7 }} =1+1'
MANIFEST = Manifest("c", "2024-03-01T10:00:00+01:00", 2.5, packages={"spacy": "3.8.18"}, settings={"model": "small"})


@pytest.fixture(scope="module")
def document(tables: Tables, tmp_path_factory: pytest.TempPathFactory) -> Document:
    figures = write_figures(tables, tmp_path_factory.mktemp("figures"), names=["who-is-quoted", "frames-by-voice"])
    return build_document(build_section(CorpusReport("made up", tables, figures, MANIFEST)))


@pytest.fixture
def hostile(document: Document) -> Document:
    picture = next(block for block in document.blocks if isinstance(block, Picture))
    table = Listing(HOSTILE, (HOSTILE, "n"), (False, True), ((HOSTILE, HOSTILE),), HOSTILE)
    blocks = [Heading(HOSTILE), Paragraph(HOSTILE, HOSTILE, note=True), table]
    shown = replace(picture, title=HOSTILE, caption=HOSTILE, alt=HOSTILE)
    return Document(HOSTILE, HOSTILE, document.made, [*blocks, shown])


def query(document: Document, selector: str) -> list[dict[str, object]]:
    found = typst.query(TEMPLATES / "report.typ", selector, sys_inputs=typst_inputs(document))
    return list(json.loads(found))


def test_both_hold_the_whole_report(document: Document) -> None:
    chapters = [block.text for block in document.blocks if isinstance(block, Heading) and block.level == 1]
    assert chapters[:3] == ["Summary", "What differs between outlets", "What stands out"]
    assert {"Figures", "Tables", "Methods", "References", "Record of the run"} <= set(chapters)
    file = docx.Document(BytesIO(render_docx(document)))
    assert [p.text for p in file.paragraphs if p.style.name == "Heading 1"] == chapters
    in_pdf = [(h["level"], h["body"]["text"]) for h in query(document, "heading") if h["outlined"]]  # type: ignore[index]
    assert [text for level, text in in_pdf if level == 1] == chapters


def test_the_same_run_gives_the_same_bytes(document: Document) -> None:
    assert render_pdf(document) == render_pdf(document)
    assert render_docx(document) == render_docx(document)
    with ZipFile(BytesIO(render_docx(document))) as archive:
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_pdf_is_tagged_and_knows_title_and_language(document: Document) -> None:
    content = render_pdf(document)
    assert b"/StructTreeRoot" in content
    assert b"/Lang" in content
    assert b"pdfuaid" in content  # the mark of PDF/UA, which the compiler refuses without alternative texts
    assert b"Media framing report: made up" in content


def test_docx_has_alternative_texts_headers_and_language(document: Document) -> None:
    content = render_docx(document)
    file = docx.Document(BytesIO(content))
    pictures = [block for block in document.blocks if isinstance(block, Picture)]
    described = [shape._inline.docPr.get("descr") for shape in file.inline_shapes]
    assert described == [picture.alt for picture in pictures]
    assert len({shape._inline.docPr.get("id") for shape in file.inline_shapes}) == len(pictures)
    assert all(table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None for table in file.tables)
    assert file.core_properties.title == "Media framing report: made up"
    assert file.core_properties.language == "en"
    xml = file.element.xml
    anchors = [link.get(qn("w:anchor")) for link in file.element.iter(qn("w:hyperlink"))]
    marks = [mark.get(qn("w:name")) for mark in file.element.iter(qn("w:bookmarkStart"))]
    assert anchors == marks
    assert xml.count("begin") == xml.count('"end"')


def test_hostile_text_is_only_text_in_a_pdf(hostile: Document) -> None:
    assert render_pdf(hostile).startswith(b"%PDF-")
    [heading] = [h for h in query(hostile, "heading") if h["outlined"]]
    shown = heading["body"]["text"]  # type: ignore[index]
    assert shown.startswith('#panic("no") #read("/etc/passwd") $x$ *b*')


def test_hostile_text_is_only_text_in_a_docx(hostile: Document) -> None:
    content = render_docx(hostile)
    file = docx.Document(BytesIO(content))
    [heading] = [p for p in file.paragraphs if p.style.name == "Heading 1"]
    assert "<img src=x onerror=alert(1)>" in heading.text
    assert "=1+1" in file.tables[0].rows[1].cells[0].text
    with ZipFile(BytesIO(content)) as archive:
        for name in archive.namelist():
            if name.endswith((".xml", ".rels")):
                root = etree.fromstring(archive.read(name), etree.XMLParser(resolve_entities=False, no_network=True))
                assert not [e for e in root.iter() if e.get("TargetMode") == "External"], name


@pytest.mark.parametrize("fixture", ["one_article", "no_articles"])
def test_small_corpora_have_documents_too(fixture: str, request: pytest.FixtureRequest) -> None:
    document = build_document(build_section(CorpusReport("small", request.getfixturevalue(fixture))))
    assert render_pdf(document).startswith(b"%PDF-")
    assert docx.Document(BytesIO(render_docx(document))).paragraphs[0].text == document.title


def test_scripts_that_most_fonts_lack_are_set(document: Document, tmp_path: Path) -> None:
    texts = [Heading("العربية עברית Ελληνικά Кириллица 中文 ½ → 🙂")]
    assert render_pdf(replace(document, blocks=texts)).startswith(b"%PDF-")
