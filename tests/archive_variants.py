"""Exports as archives really lay them out, with what differs between versions, languages and formats.

The layouts follow public descriptions and the programs that read them (LexisNexisTools, tm.plugin.lexisnexis,
tm.plugin.factiva, newspapers, metaknowledge, parsers of ProQuest's text); every text, name and outlet is made up.
"""

from __future__ import annotations

import html
import io
from collections.abc import Sequence
from pathlib import Path

import docx
import pypdf
import typst
from archive_exports import Story, broken, written_day
from docx.oxml import parse_xml

NBSP = "\u00a0"
MONTHS = {
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember".split(),  # noqa: SIM905
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split(),  # noqa: SIM905
    "nl": "januari februari maart april mei juni juli augustus september oktober november december".split(),  # noqa: SIM905
}
_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def words(story: Story) -> int:
    return sum(len(paragraph.split()) for paragraph in story.paragraphs)


def nexis_fields(story: Story, *, edition: str = "", language: str = "en", rights: bool = True) -> list[str]:
    """What stands above the text in Nexis Uni, with the blanks that it uses, and editions behind or below the day."""
    month = MONTHS[language][story.day.month - 1] if language in MONTHS else ""
    day = {
        "en": written_day(story.day, "{month} {d}, {y} {weekday}") + (f", {edition}" if edition else " 10:36 EST"),
        "de": f"Dienstag {story.day.day}. {month} {story.day.year}",
        "fr": f"Mardi {story.day.day} {month} {story.day.year}",
        "nl": f"{story.day.day} {month} {story.day.year} woensdag",
    }[language]
    below = [edition] if edition and language != "en" else []
    lines = [story.headline, f"{story.outlet} ", day, *below, ""]
    lines += [f"\nCopyright {story.day.year} {story.outlet} All Rights Reserved"] * rights
    lines += [f"Section:{NBSP}Section B; Column 0; Foreign Desk; Pg. 1", f"Length:{NBSP}{words(story):,} words"]
    lines += [f"Byline:{NBSP}By {story.author.upper()}"] * bool(story.author)
    lines += [f"Highlight:{NBSP}A dam, a night and a town that nobody had warned."]
    return lines


def nexis_document(story: Story, **fields: object) -> list[str]:
    """An article as Nexis Uni prints it."""
    lines = [*nexis_fields(story, **fields), "Body", "", *story.paragraphs, ""]  # type: ignore[arg-type]
    lines += ["Graphic", "", "PHOTO: The dam (PHOTOGRAPH BY IDA MORK)", "", "Classification", "", ""]
    lines += [f"Language:{NBSP}ENGLISH", f"Publication-Type:{NBSP}Newspaper", f"Journal Code:{NBSP}VELL"]
    lines += [f"Subject:{NBSP}DAMS (90%); FLOODS (89%); MINISTRIES (76%)", f"Geographic:{NBSP}KARSHOLM (92%)"]
    lines += [f"\nLoad-Date:{NBSP}{written_day(story.day, '{month} {d}, {y}')}", "", "\nEnd of Document", ""]
    return lines


def write_nexis_docx(path: Path, stories: Sequence[Story], *, stated: int | None = None) -> Path:
    """An export with its cover, whose tables and links are those of Nexis Uni, and titles as running heads."""
    document = docx.Document()
    for line in (
        "User Name: Ann Aru",
        "Date and Time: Monday, January 8, 2024 9:14:00 AM CET",
        "Job Number: 214033291",
    ):
        document.add_paragraph(line)
    document.add_paragraph(f"Documents ({stated or len(stories)})")
    for number, story in enumerate(stories, 1):
        first, _, rest = story.headline.partition(" ")
        runs = "".join(f'<w:hyperlink><w:r><w:t xml:space="preserve">{p}</w:t></w:r></w:hyperlink>'
                       for p in (" ", html.escape(first), f" {html.escape(rest)}"))  # fmt: skip
        paragraph = parse_xml(f"<w:p {_W}><w:r><w:t>{number}.</w:t></w:r>{runs}</w:p>")
        document.element.body.insert(len(document.element.body) - 1, paragraph)
        for line in ("Client/Matter: -None-", "Search Terms: dam and karsholm", "Search Type: Natural Language ",
                     "Narrowed by: ", ""):  # fmt: skip
            document.add_paragraph(line)
        table = document.add_table(2, 2)
        for cell, value in zip(
            (cell for row in table.rows for cell in row.cells),
            ("Content Type", "Narrowed by", "News", "Sources: The Vell Courier; Content Type: News"),
            strict=True,
        ):
            cell.text = value
        document.add_paragraph("")
    for story in stories:
        section = document.add_section()
        section.header.is_linked_to_previous = False
        section.header.paragraphs[0].text = f"Page 2 of 3\t{story.headline}"
        for line in nexis_document(story):
            document.add_paragraph(line)
    document.save(str(path))
    return path


def write_nexis_pdf(path: Path, stories: Sequence[Story]) -> Path:
    """An export as PDF: each article on pages of its own, with their numbers and its title above from the second on."""

    def escape(line: str) -> str:
        return '#"' + line.strip().replace("\\", "\\\\").replace('"', '\\"') + '"'

    writer = pypdf.PdfWriter()
    for story in stories:
        title = f"#align(right)[Page #n of 9]\n#align(center)[{escape(story.headline)}]"
        head = f"context {{ let n = counter(page).get().first(); if n > 1 [{title}] }}"
        source = f'#set text(size: 10pt, hyphenate: true, lang: "en")\n#set page(header: {head}, '
        source += "width: 12cm, height: 9cm, margin: (x: 1.5cm, y: 2cm))\n"
        source += f"#align(center)[#text(size: 16pt)[{escape(story.headline)}]]\n\n"
        lines = "\n".join(nexis_document(story)[1:]).split("\n")
        source += "\n\n".join(escape(line) for line in lines if line.strip())
        writer.append(io.BytesIO(typst.compile(source.encode())))
    writer.write(path)
    return path


def nexis_text(stories: Sequence[Story], *, first: int = 1, every: int | None = None, language: str = "en") -> str:
    """The older text, with the request above, editions below the day, and captions below the text."""
    last = first + len(stories) - 1
    request = f"Download Request: Selected Items: {first}-{last}" if language == "en" else "Ausgabeauftrag: Dokument"
    out = f"\n\n\n{request}\nTime Of Request: Friday, March 20, 2018  16:51:31\n\nSend To:\n2152\nTOWN LIBRARY\n\n\n"
    out += "Terms: (dam and karsholm)\n\n\nSource: The Vell Courier;Anse Voice...\nProject ID: None\n\n\n"
    names = {"en": ("BYLINE", "SECTION", "LENGTH", "words", "LOAD-DATE", "LANGUAGE", "GRAPHIC"),
             "de": ("AUTOR", "RUBRIK", "LÄNGE", "Wörter", "UPDATE", "SPRACHE", "GRAFIK")}[language]  # fmt: skip
    byline, section, length, unit, loaded, spoken, graphic = names
    for number, story in enumerate(stories, first):
        day = written_day(story.day, "{month} {d}, {y} {weekday}")
        if language == "de":
            day = f"{story.day.day}. {MONTHS['de'][story.day.month - 1]} {story.day.year} Montag"
        start = (
            f"{number} of {every or last} DOCUMENTS" if language == "en" else f"Dokument {number} von {every or last}"
        )
        out += start.center(78) + "\n\n\n\n" + story.outlet.center(78) + "\n\n"
        out += day.center(78) + "\n" + "Edition 1;".center(78) + "\n" + "Scotland".center(78) + "\n\n"
        blocks = [story.headline, *[f"{byline}: {story.author}"] * bool(story.author), f"{section}: NEWS; Pg. 6"]
        blocks += [f"{length}: {words(story)} {unit}", *[broken(p, 76) for p in story.paragraphs]]
        blocks += [f"{graphic}: The dam in March.", f"{loaded}: March 4, 2021", f"{spoken}: ENGLISH; Englisch"]
        blocks += ["PUBLICATION-TYPE: Newspaper", "JOURNAL-CODE: VELL"]
        rights = f"Copyright {story.day.year} {story.outlet}".center(78) + "\n" + "All Rights Reserved".center(78)
        out += "\n\n".join(blocks) + "\n\n\n" + rights + "\n\n"
    return out


def nexis_page(stories: Sequence[Story]) -> str:
    """The older text as a web page."""

    def block(*parts: str) -> str:
        inner = "".join(f'<SPAN CLASS="c2">{html.escape(part)}</SPAN>' for part in parts)
        return f'<BR><DIV CLASS="c5"><P CLASS="c6">{inner}</P>\n</DIV>\n'

    out = '<HTML><HEAD><TITLE>&nbsp;</TITLE></HEAD><BODY><DIV CLASS="c5"><P CLASS="c6"><SPAN CLASS="c12">'
    out += f"Download Request: Selected Items: 1-{len(stories)}<BR>Time Of Request: Saturday, October 21, 2017<BR><BR>"
    out += "Send To:<BR><BR>TOWN LIBRARY<BR></SPAN></P></DIV>"
    for number, story in enumerate(stories, 1):
        out += f"<A NAME='DOC_ID_{number}_0'></A><!-- <DOC NUMBER=1> -->" + block(
            f"{number} of {len(stories)} DOCUMENTS"
        )
        out += block(story.outlet) + block(story.day.strftime("%B "), story.day.strftime("%d, %Y %A"))
        out += block(story.headline) + (block("BYLINE: ", story.author) if story.author else "")
        out += block("LENGTH: ", f"{words(story)} words")
        out += '<BR><DIV CLASS="c5">'
        out += "\n".join(f'<P CLASS="c9"><SPAN CLASS="c2">{html.escape(p)}</SPAN></P>' for p in story.paragraphs)
        out += "</DIV>" + block("LOAD-DATE: ", "March 4, 2021") + block("LANGUAGE: ", "ENGLISH")
        rights = f"Copyright {story.day.year} {html.escape(story.outlet)}"
        out += f'<BR><DIV CLASS="c0"><P>{rights}<BR>All Rights Reserved</P></DIV>'
    return out + "</BODY></HTML>"


def factiva_number(story: Story, number: int) -> str:
    return f"Document VELLC0000020{story.day:%y%m%d}eh3300{number:03}"


def factiva_untagged(stories: Sequence[Story], *, interface: str = "en", contents: bool = False) -> list[str]:
    """The layout without tags, with section, credit, edition, page and publisher."""
    lines = ["Factiva RTF Display Format"] if contents else []
    for story in stories if contents else ():
        lines += [story.headline, f"{words(story)} words"]
    for number, story in enumerate(stories):
        month = MONTHS["de"][story.day.month - 1] if interface == "de" else story.day.strftime("%B")
        lines += ["Foreign Desk; 1", story.headline]
        lines += [f"By {story.author}", "Special to the town"] if story.author else []
        lines += [
            f"{words(story):,} {'Wörter' if interface == 'de' else 'words'}",
            f"{story.day.day} {month} {story.day.year}",
        ]
        lines += [
            "18:30",
            story.outlet,
            "VELLC",
            "Late Edition - Final",
            "1",
            "Englisch" if interface == "de" else "English",
        ]
        lines += [f"Copyright {story.day.year} {story.outlet}.  All Rights Reserved.  ", "", *story.paragraphs, ""]
        number_line = factiva_number(story, number)
        lines += [
            "Vell Press Digital (Full Text)",
            "",
            number_line.replace("Document", "Dokument") if interface == "de" else number_line,
            "",
        ]
    lines += ["Search Summary", "Text", "dam and karsholm", "Date", "All Dates", "Results Found", "1,204"]
    return lines


def factiva_rtf(stories: Sequence[Story]) -> bytes:
    """The layout with tags as an RTF document: a table with a row for each tag."""

    def cell(text: str) -> str:
        return "".join(c if c < "\x80" else f"\\u{ord(c)}?" for c in text.replace("{", "\\{").replace("}", "\\}"))

    out = r"{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0\fswiss Arial;}}{\header Factiva}{\footer Page 1 of 9}" + "\n"
    for number, story in enumerate(stories):
        rows = [("SE", "Foreign Desk; 1"), ("HD", story.headline), *[("BY", f"By {story.author}")] * bool(story.author)]
        rows += [("WC", f"{words(story)} words"), ("PD", written_day(story.day, "{d} {month} {y}")), ("ET", "18:30")]
        rows += [("SN", story.outlet), ("SC", "VELLC"), ("ED", "Late Edition"), ("PG", "1"), ("LA", "English")]
        rows += [("CY", f"(c) {story.day.year} {story.outlet}"), ("LP", r"\par ".join(map(cell, story.paragraphs[:1])))]
        rows += [("TD", r"\par ".join(map(cell, story.paragraphs[1:])))] * (len(story.paragraphs) > 1)
        rows += [("IN", "i1 : Agriculture"), ("NS", "gdis : Disasters | gpol : Politics"), ("RE", "kar : Karsholm")]
        rows += [("PUB", "Vell Press"), ("AN", factiva_number(story, number))]
        for tag, value in rows:
            shown = value if tag in ("LP", "TD") else cell(value)
            out += rf"\trowd\cellx900\cellx9000\pard\intbl{{\b {tag}}}\cell {shown}\cell\row" + "\n"
        out += "\\pard\\par\n"
    return (out + "}").encode("ascii")


def factiva_page(stories: Sequence[Story], *, tagged: bool) -> str:
    """The layout as a web page."""
    out = '<html><head><meta charset="utf-8"><title>Factiva</title></head><body><h1>Dow Jones Factiva</h1><form>'
    for number, story in enumerate(stories):
        texts = [f'<p class="articleParagraph enarticleParagraph">{html.escape(p)}  </p>' for p in story.paragraphs]
        day, doc = written_day(story.day, "{d} {month} {y}"), factiva_number(story, number)
        head = f'<div id="hd"><span class="enHeadline">{html.escape(story.headline)}  </span></div>'
        out += f'<div id="article-{number}" class="article"><div class="article enArticle">'
        if tagged:
            rows = [("HD", head), *[("BY", f"By {story.author}")] * bool(story.author), ("WC", f"{words(story)} words")]
            rows += [("PD", day), ("SN", story.outlet), ("SC", "VELLC"), ("LA", "English"), ("CY", "(c) 2021")]
            rows += [("LP", texts[0]), ("TD", "".join(texts[1:])), ("NS", "gdis : Disasters"), ("AN", doc)]
            out += "<table>" + "".join(f"<tr><td><b>{t}</b>&nbsp;</td><td>{v}</td></tr>" for t, v in rows) + "</table>"
        else:
            out += f"<p>\n</p><div>Foreign Desk; 1</div>{head}"
            out += (
                f'<div class="author">By {story.author}  </div><div>Special to the town</div>' if story.author else ""
            )
            plain = [f"{words(story)} words", day, story.outlet, "VELLC", "Late Edition - Final", "1", "English"]
            out += "".join(f"<div>{html.escape(value)}</div>" for value in [*plain, f"Copyright {story.day.year}"])
            out += "<p></p>" + "\n".join(texts) + f"<p>Vell Press Digital (Full Text)</p><p>{doc}</p>"
        out += "</div></div><br><span></span>"
    return out + "</form></body></html>"


def proquest_text(stories: Sequence[Story], *, full: str = "Full text") -> str:
    """Text with an empty line behind each field, and the title above without a name."""
    rule = "_" * 60
    out = f"{rule}\n\nReport Information from ProQuest\n\n08 January 2024 09:14\n\n{rule}\n\n"
    out += "\n\n".join(f"{n}. {story.headline}" for n, story in enumerate(stories, 1)) + "\n\nBibliography\n\n"
    for number, story in enumerate(stories, 1):
        day = written_day(story.day, "{month} {d}, {y}").replace("December", "Dec").replace("March", "Mar")
        blocks = [story.headline, *[f"Author: {story.author}"] * bool(story.author)]
        blocks += [f"Publication info: {story.outlet} ; Karsholm [Karsholm]{day}: A.1."]
        blocks += [f"[https://www.proquest.example/docview/{number}]", "Links: http://links.example/?id=1"]
        blocks += [f"{full}: " + "\n\n".join(story.paragraphs), "Subject: Dams; Floods", "Location: Karsholm"]
        blocks += ["People: Mork, Ida", "Company / organization: Name: Ministry of Dams; NAICS: 926120"]
        blocks += [f"Title: {story.headline}", f"Publication title: {story.outlet}", "First page: A.1"]
        blocks += [f"Publication year: {story.day.year}", f"Publication date: {day}", "Section: News"]
        blocks += ["Publisher: Vell Press", "Place of publication: Karsholm", "Country of publication: Vell, Karsholm"]
        blocks += [
            "Publication subject: General Interest Periodicals--Vell",
            "ISSN: 00000000",
            "Source type: Newspapers",
        ]
        blocks += ["Language of publication: English", "Document type: News", f"ProQuest document ID: 24{number:05}"]
        blocks += [f"Document URL: https://www.proquest.example/docview/24{number:05}"]
        blocks += [
            f"Copyright: Copyright {story.outlet} {day}",
            "Last updated: 2021-03-05",
            "Database: Global Newsstream",
        ]
        out += f"{rule}\n\n" + "\n\n".join(blocks) + "\n\n"
    return out + (
        f"{rule}\n\nContact us at: http://www.proquest.example/contact\n"
        "Database copyright © 2024 ProQuest LLC. All rights reserved.\nTerms and Conditions: https://proquest.example/terms\n"
    )
