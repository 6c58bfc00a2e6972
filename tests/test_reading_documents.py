"""Word, RTF and PDF documents: what stands in them comes out, what does not is told, and no document stops a run."""

from __future__ import annotations

import zipfile
from pathlib import Path

import docx
import pytest
from archive_exports import STORIES, as_rtf, factiva, write_docx, write_pdf
from docx.oxml import parse_xml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analysis.reading import Reading, pdf, read_articles
from analysis.records import Problem

STORY = STORIES[0]
TEXT = " ".join([STORY.headline, *STORY.paragraphs])
NAMESPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
HERE = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def errors(reading: Reading) -> list[Problem]:
    return [problem for problem in reading.problems if problem.severity == "error"]


def told(reading: Reading) -> str:
    return "\n".join(f"{problem.severity}: {problem.place}: {problem.message}" for problem in reading.problems)


def only_text(path: Path) -> str:
    (article,) = read_articles(path).articles
    return " ".join(article.text.split())


class TestWord:
    def test_headline_and_paragraphs(self, tmp_path: Path) -> None:
        (article,) = read_articles(write_docx(tmp_path / "a.docx", [STORY.headline, "", *STORY.paragraphs])).articles
        assert article.text == "\n\n".join([STORY.headline, *STORY.paragraphs])
        assert (article.headline, article.article_id, article.row) == (STORY.headline, "a", None)

    def test_the_title_of_the_document_is_its_headline(self, tmp_path: Path) -> None:
        (article,) = read_articles(write_docx(tmp_path / "a.docx", STORY.paragraphs, title=STORY.headline)).articles
        assert article.headline == STORY.headline

    def test_insertions_links_and_tables_are_read_deletions_are_not(self, tmp_path: Path) -> None:
        document = docx.Document()
        document.add_paragraph(STORY.paragraphs[0])
        changed = (
            f"<w:p {NAMESPACE}><w:r><w:t>The ministry </w:t></w:r>"
            "<w:del><w:r><w:delText>never </w:delText></w:r></w:del>"
            "<w:ins><w:r><w:t>always </w:t></w:r></w:ins><w:hyperlink><w:r><w:t>denied</w:t></w:r></w:hyperlink>"
            "<w:r><w:t> it.</w:t><w:br/><w:t>Twice.</w:t></w:r></w:p>"
        )
        document.element.body.insert(1, parse_xml(changed))
        document.add_table(1, 2).rows[0].cells[1].text = "Dead: none, injured: two."
        document.save(str(tmp_path / "a.docx"))
        text = only_text(tmp_path / "a.docx")
        assert "The ministry always denied it. Twice." in text
        assert text.endswith("Dead: none, injured: two.")

    def test_boxes_and_footnotes_are_told(self, tmp_path: Path) -> None:
        document = docx.Document()
        document.add_paragraph(STORY.paragraphs[0])
        inner = "<w:p><w:r><w:t>Boxed words</w:t></w:r></w:p>"
        box = f"<w:p {NAMESPACE}><w:r><w:pict><w:txbxContent>{inner}</w:txbxContent></w:pict></w:r></w:p>"
        document.element.body.insert(1, parse_xml(box))
        document.save(str(tmp_path / "a.docx"))
        reading = read_articles(tmp_path / "a.docx")
        assert "Boxed" not in reading.articles[0].text
        assert "text boxes of the document were not read" in told(reading)

    def test_hidden_and_deleted_words_are_told(self, tmp_path: Path) -> None:
        document = docx.Document()
        document.add_paragraph(STORY.paragraphs[0]).add_run(" Note to the desk.").font.hidden = True
        document.add_paragraph(STORY.paragraphs[1]).add_run(" Shown after all.").font.hidden = False
        document.save(str(tmp_path / "a.docx"))
        reading = read_articles(tmp_path / "a.docx")
        assert " ".join(reading.articles[0].text.split()) == f"{' '.join(STORY.paragraphs[:2])} Shown after all."
        assert "hidden words of the document were not read" in told(reading)

    def test_entities_are_not_resolved(self, tmp_path: Path) -> None:
        secret = tmp_path / "secret.txt"
        secret.write_text("not to be read")
        path = write_docx(tmp_path / "a.docx", STORY.paragraphs)
        with zipfile.ZipFile(path) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
        start = parts["word/document.xml"].index(b"<w:document")
        bomb = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "' + b"&a;" * 99 + b'"><!ENTITY c SYSTEM "file://'
        bomb += str(secret).encode() + b'">]>'
        document = b"<?xml version='1.0'?>" + bomb + parts["word/document.xml"][start:]
        parts["word/document.xml"] = document.replace(b"The dam", b"The &b;&c;dam", 1)
        with zipfile.ZipFile(path, "w") as archive:
            for name, content in parts.items():
                archive.writestr(name, content)
        reading = read_articles(path)
        assert reading.articles or errors(reading)
        assert all("not to be read" not in a.text and "haha" not in a.text for a in reading.articles)

    @pytest.mark.parametrize(
        ("content", "message"),
        [
            (b"", "empty"),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "has a password, or is of an old format"),
            (b"A plain text that was named so.", "no .docx file"),
        ],
    )
    def test_what_is_none_is_told(self, content: bytes, message: str, tmp_path: Path) -> None:
        (tmp_path / "a.docx").write_bytes(content)
        (problem,) = errors(read_articles(tmp_path / "a.docx"))
        assert message in problem.message

    def test_a_bomb_is_not_opened(self, tmp_path: Path) -> None:
        with zipfile.ZipFile(tmp_path / "a.docx", "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("word/document.xml", b" " * 30_000_000)
        (problem,) = errors(read_articles(tmp_path / "a.docx"))
        assert "would unpack to 30,000,000 bytes" in problem.message

    @HERE
    @given(at=st.integers(0, 4000), byte=st.integers(0, 255))
    def test_no_broken_byte_stops_the_reading(self, at: int, byte: int, tmp_path: Path) -> None:
        content = bytearray(write_docx(tmp_path / "a.docx", STORY.paragraphs).read_bytes())
        content[at] = byte
        (tmp_path / "a.docx").write_bytes(bytes(content))
        reading = read_articles(tmp_path / "a.docx")
        assert reading.articles or errors(reading)


class TestRtf:
    def test_paragraphs_and_characters_beyond_ascii(self, tmp_path: Path) -> None:
        (tmp_path / "a.rtf").write_bytes(as_rtf([STORY.headline, *STORY.paragraphs, "Łódź, 東京 – “so”."]))
        assert only_text(tmp_path / "a.rtf") == f"{TEXT} Łódź, 東京 – “so”."

    def test_a_code_page_and_pictures(self, tmp_path: Path) -> None:
        body = rb"Br\'fccken {\pict\pngblip 89504e47} and {\*\generator Writer;}dams \'96 all of them fell."
        (tmp_path / "a.rtf").write_bytes(rb"{\rtf1\ansi\ansicpg1252\deff0 " + body + b"}")
        assert only_text(tmp_path / "a.rtf").replace("  ", " ") == "Brücken and dams – all of them fell."

    def test_the_address_of_a_link_is_no_text(self, tmp_path: Path) -> None:
        link = rb"""{\field{\*\fldinst{HYPERLINK "https://www.example.org/a"}}{\fldrslt{\ul the letter}}}"""
        (tmp_path / "a.rtf").write_bytes(rb"{\rtf1\ansi She showed " + link + rb" to all of them.\par}")
        assert only_text(tmp_path / "a.rtf") == "She showed the letter to all of them."

    def test_hidden_and_deleted_words_are_told(self, tmp_path: Path) -> None:
        body = rb"The dam {\v secretly }burst\v  never\v0  on {\deleted Monday}Tuesday \v\'e9 {at}\plain night."
        (tmp_path / "a.rtf").write_bytes(rb"{\rtf1\ansi " + body + b"}")
        reading = read_articles(tmp_path / "a.rtf")
        assert reading.articles[0].text == "The dam burst on Tuesday night."
        assert "hidden or deleted words of the document were not read" in told(reading)

    def test_bytes_of_pictures_are_no_text(self, tmp_path: Path) -> None:
        body = b"The dam {\\pict\\bin7 }{\\v \\}}fell on {\\*\\shppict{\\pict 8950}}Tuesday night\\bin3 }}} again."
        (tmp_path / "a.rtf").write_bytes(b"{\\rtf1\\ansi " + body + b"}")
        assert only_text(tmp_path / "a.rtf") == "The dam fell on Tuesday night again."

    def test_characters_that_are_written_as_two_halves(self, tmp_path: Path) -> None:
        (tmp_path / "a.rtf").write_bytes(rb"{\rtf1\ansi The dam \u-10179?\u-8704? burst.}")
        assert only_text(tmp_path / "a.rtf") == "The dam 😀 burst."

    def test_notes_and_running_heads_are_no_text_and_the_title_is_the_headline(self, tmp_path: Path) -> None:
        parts = rb"{\info{\title Dam bursts above Karsholm}}{\header Page 1}{\footer Vell}{\stylesheet{\s1 \v Secret;}}"
        body = parts + rb"The dam burst.{\footnote No, it leaked.} Nobody was hurt."
        (tmp_path / "a.rtf").write_bytes(rb"{\rtf1\ansi " + body + b"}")
        reading = read_articles(tmp_path / "a.rtf")
        assert reading.articles[0].text == "Dam bursts above Karsholm\n\nThe dam burst. Nobody was hurt."
        assert "hidden" not in told(reading)

    @pytest.mark.parametrize(
        ("content", "message"),
        [
            (b"", "empty"),
            (b"No RTF at all", "no RTF document"),
            (b"{\\rtf1 }", "no text"),
            (b"{\\rtf1 " + b"{" * 5_000 + b"}" * 5_000 + b"}", "nested more than"),
        ],
    )
    def test_what_is_none_is_told(self, content: bytes, message: str, tmp_path: Path) -> None:
        (tmp_path / "a.rtf").write_bytes(content)
        (problem,) = errors(read_articles(tmp_path / "a.rtf"))
        assert message in problem.message

    @HERE
    @given(inner=st.text(st.sampled_from("{}\\'u-1 abf*par;\n\xe9"), max_size=80).map(lambda t: t.encode("latin-1")))
    def test_no_rtf_whatever_stops_the_reading(self, inner: bytes, tmp_path: Path) -> None:
        (tmp_path / "a.rtf").write_bytes(b"{\\rtf1\\ansi " + inner + b"}")
        reading = read_articles(tmp_path / "a.rtf")
        assert reading.articles or errors(reading)


class TestPdf:
    def test_lines_flow_into_paragraphs_over_pages(self, tmp_path: Path) -> None:
        path = write_pdf(
            tmp_path / "a.pdf", [STORY.headline, *STORY.paragraphs * 6], head="The Vell Courier", narrow=True
        )
        reading = read_articles(path)
        assert " ".join(reading.articles[0].text.split()) == " ".join([STORY.headline, *STORY.paragraphs * 6])
        assert "\n\nThe ministry denied" in reading.articles[0].text
        assert "lines that stand at the edge of most pages were left out: 'The Vell Courier'; 'Page 1 of" in told(
            reading
        )

    def test_a_line_that_comes_back_within_pages_is_kept(self, tmp_path: Path) -> None:
        path = write_pdf(tmp_path / "a.pdf", ["Two pages.", *["Nobody was hurt in the flood."] * 30], narrow=True)
        assert only_text(path).count("Nobody was hurt in the flood.") == 30

    def test_a_password_is_told(self, tmp_path: Path) -> None:
        import pypdf

        writer = pypdf.PdfWriter(clone_from=write_pdf(tmp_path / "a.pdf", STORY.paragraphs))
        writer.encrypt("secret", algorithm="RC4-128")
        writer.write(tmp_path / "a.pdf")
        (problem,) = errors(read_articles(tmp_path / "a.pdf"))
        assert "password" in problem.message

    def test_a_scan_is_told(self, tmp_path: Path) -> None:
        import pypdf

        writer = pypdf.PdfWriter()
        writer.add_blank_page(200, 200)
        writer.write(tmp_path / "a.pdf")
        (problem,) = errors(read_articles(tmp_path / "a.pdf"))
        assert "no text: a scan" in problem.message

    def test_pages_without_text_among_others_are_told(self, tmp_path: Path) -> None:
        import pypdf

        writer = pypdf.PdfWriter(clone_from=write_pdf(tmp_path / "a.pdf", STORY.paragraphs))
        writer.add_blank_page(200, 200)
        writer.write(tmp_path / "a.pdf")
        reading = read_articles(tmp_path / "a.pdf")
        assert len(reading.articles) == 1
        assert "note: page 2: empty, or a scan without text" in told(reading)

    def test_a_document_without_a_page_is_told(self, tmp_path: Path) -> None:
        import pypdf

        pypdf.PdfWriter().write(tmp_path / "a.pdf")
        (problem,) = errors(read_articles(tmp_path / "a.pdf"))
        assert "without a page" in problem.message

    def test_a_page_that_would_be_drawn_for_ever_costs_itself_only(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        import pypdf
        from pypdf.generic import DecodedStreamObject, NameObject

        monkeypatch.setattr(pdf, "MAX_OPERATIONS", 3_000)
        writer = pypdf.PdfWriter(clone_from=write_pdf(tmp_path / "a.pdf", STORY.paragraphs))
        stream = DecodedStreamObject()
        stream.set_data(b"BT (a) Tj ET " * 4_000)
        page = writer.add_blank_page(200, 200)
        page[NameObject("/Resources")] = writer.pages[0]["/Resources"]
        page[NameObject("/Contents")] = writer._add_object(stream)
        writer.write(tmp_path / "a.pdf")
        reading = read_articles(tmp_path / "a.pdf")
        assert len(reading.articles) == 1
        assert [problem.place for problem in errors(reading)] == ["page 2"]

    def test_what_all_pages_may_cost_is_bounded(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        path = write_pdf(tmp_path / "a.pdf", STORY.paragraphs * 6, narrow=True)
        assert errors(read_articles(path)) == []
        monkeypatch.setattr(pdf, "MAX_WORK", 60)
        (problem,) = errors(read_articles(path))
        assert "could not be read, so its text is missing" in problem.message

    def test_words_are_not_broken_by_lines(self, tmp_path: Path) -> None:
        text = "The schoolteacher's well-known grandchildren misunderstood the extraordinary announcement. " * 12
        path = write_pdf(tmp_path / "a.pdf", ["Two pages.", text], narrow=True)
        assert only_text(path) == f"Two pages. {text.strip()}"

    def test_too_many_pages_are_told(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(pdf, "MAX_PAGES", 1)
        path = write_pdf(tmp_path / "a.pdf", STORY.paragraphs * 6, narrow=True)
        (problem,) = errors(read_articles(path))
        assert "pages are too many" in problem.message

    @pytest.mark.parametrize("content", [b"", b"%PDF-1.7\n", b"No PDF", b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\n"])
    def test_what_is_none_is_told(self, content: bytes, tmp_path: Path) -> None:
        (tmp_path / "a.pdf").write_bytes(content)
        (problem,) = errors(read_articles(tmp_path / "a.pdf"))
        assert problem.path == "a.pdf"

    @settings(HERE, max_examples=20)
    @given(cut=st.integers(0, 9_000), at=st.integers(0, 9_000), byte=st.integers(0, 255))
    def test_no_broken_byte_stops_the_reading(self, cut: int, at: int, byte: int, tmp_path: Path) -> None:
        content = bytearray(write_pdf(tmp_path / "a.pdf", STORY.paragraphs).read_bytes())
        content[at % len(content)] = byte
        (tmp_path / "a.pdf").write_bytes(bytes(content[: max(cut, 200)]))
        reading = read_articles(tmp_path / "a.pdf")
        assert reading.articles or errors(reading)


def test_a_page_of_factiva_holds_several_articles(tmp_path: Path) -> None:
    parts = []
    for story in STORIES:
        rows = []
        for line in factiva([story], summary=False):
            tag, mark, value = line.partition("\t")
            if mark:
                rows.append((tag, [value]))
            elif line and rows:
                rows[-1][1].append(line)
        rows[-1][1].pop()  # the number stands in the row AN already
        cells = "".join(
            f"<tr><td><b>{tag}</b></td><td>{''.join(f'<p>{value}</p>' for value in values)}</td></tr>"
            for tag, values in rows
        )
        number = rows[-1][1][0]
        parts.append(f'<div id="article-x" class="article enArticle"><table>{cells}</table><p>{number}</p></div>')
    page = f"<html><head><title>Factiva</title></head><body>{''.join(parts)}</body></html>"
    (tmp_path / "a.html").write_text(page, encoding="utf-8")
    reading = read_articles(tmp_path / "a.html")
    assert [(a.headline, a.outlet, a.date) for a in reading.articles] == [
        (s.headline, s.outlet, s.day) for s in STORIES
    ]
    for article, story in zip(reading.articles, STORIES, strict=True):
        assert " ".join(article.text.split()) == " ".join([story.headline, *story.paragraphs])
    assert errors(reading) == []
