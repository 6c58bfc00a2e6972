"""Invented articles as archives would export them; the layouts follow public descriptions of them.

No export of an archive was at hand; every text, name and outlet here is made up.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import docx
import typst


@dataclass(frozen=True)
class Story:
    """An invented article."""

    headline: str
    outlet: str
    day: date
    paragraphs: tuple[str, ...]
    author: str = ""


STORIES = (
    Story(
        "Dam bursts above Karsholm",
        "The Vell Courier",
        date(2021, 3, 3),
        (
            "The dam above Karsholm burst on Tuesday night, and water stood a metre high in the market square.",
            "“Nobody told us,” said Ida Mork, a baker, who carried her mother to the roof of the town hall with two "
            "neighbours while the lights went out.",
            "The ministry denied that it had been warned.",
        ),
        "Ann Aru",
    ),
    Story(
        "Ministry denies warnings",
        "Anse Voice",
        date(2021, 3, 4),
        (
            "The minister said on Wednesday that no report had reached her desk before the flood in Karsholm.",
            "Engineers who spoke to this newspaper remember it otherwise, and one of them kept his letters.",
        ),
    ),
    Story(
        "Notes from a drowned town",
        "Harbour Gazette",
        date(2021, 12, 11),
        (
            "Notes",
            "In Karsholm the shops open again, one by one, and the baker has a new oven.",
            "Section 4 of the law on dams is short: who builds one, answers for it.",
            "End of the story? Hardly, said Mork.",
        ),
        "Bo Bek and Cay Dorn",
    ),
)


@dataclass(frozen=True)
class Variant:
    """What differs between exports of one archive."""

    cover: bool = True
    byline: bool = True
    body: str = "Body"
    classification: bool = True
    graphic: bool = False
    day: str = "{month} {d}, {y} {weekday}"
    extra: tuple[str, ...] = field(default=())


NEXIS = {
    "plain": Variant(),
    "without a cover": Variant(cover=False),
    "without bylines": Variant(byline=False),
    "in capitals": Variant(body="BODY"),
    "without a classification": Variant(classification=False),
    "with graphics": Variant(graphic=True),
    "with times": Variant(day="{month} {d}, {y} {weekday} 10:12 PM GMT"),
    "with British days": Variant(day="{d} {month} {y} {weekday}"),
    "with sections and datelines": Variant(extra=("Section: NEWS; Pg. 4", "Dateline: KARSHOLM", "Highlight: In short")),
}


def written_day(day: date, form: str) -> str:
    return form.format(month=day.strftime("%B"), d=day.day, y=day.year, weekday=day.strftime("%A"))


def nexis(stories: Sequence[Story], variant: Variant = Variant()) -> list[str]:
    """The lines of an export of Nexis Uni."""
    lines = []
    if variant.cover:
        lines += ["User Name: reader@university.example", "Date and Time: Monday, January 8, 2024 9:14:00 AM CET"]
        lines += ["Job Number: 214033291", f"Documents ({len(stories)})"]
        for number, story in enumerate(stories, 1):
            lines += [f"{number}. {story.headline}", "Client/Matter: -None-", "Search Terms: dam AND karsholm"]
            lines += [
                "Search Type: Terms and Connectors",
                "Narrowed by:",
                "Content Type",
                "Narrowed by",
                "News",
                "-None-",
            ]
    for story in stories:
        lines += [story.headline, story.outlet, written_day(story.day, variant.day), ""]
        lines += [f"Copyright {story.day.year} {story.outlet} All Rights Reserved", "", *variant.extra]
        lines += [f"Length: {sum(len(p.split()) for p in story.paragraphs)} words"]
        lines += [f"Byline: {story.author}"] * bool(variant.byline and story.author)
        lines += [variant.body, "", *story.paragraphs, ""]
        lines += ["Graphic", "A photograph of the dam."] * variant.graphic
        if variant.classification:
            lines += ["Classification", "Language: ENGLISH", "Publication-Type: Newspaper", "Subject: DAMS (90%)"]
        lines += [f"Load-Date: {written_day(story.day, '{month} {d}, {y}')}", "", "End of Document"]
    return lines


def nexis_old(stories: Sequence[Story], *, named: bool = False) -> str:
    """The older plain text of LexisNexis, whose lines are broken."""
    parts = []
    for number, story in enumerate(stories, 1):
        blocks = [story.outlet.center(78), written_day(story.day, "{month} {d}, {y} {weekday}").center(78)]
        blocks += [f"HEADLINE: {story.headline}" if named else story.headline]
        blocks += [f"BYLINE: By {story.author.upper()}"] * bool(story.author)
        blocks += ["SECTION: Section A; Pg. 1", f"LENGTH: {story.day.day * 9} words", "DATELINE: KARSHOLM"]
        blocks += ["BODY:"] * named
        blocks += [broken(paragraph, 70) for paragraph in story.paragraphs]
        blocks += [f"LOAD-DATE: {written_day(story.day, '{month} {d}, {y}')}", "LANGUAGE: ENGLISH"]
        blocks += ["PUBLICATION-TYPE: Newspaper", f"Copyright {story.day.year} {story.outlet}".center(78)]
        parts.append(f"{number} of {len(stories)} DOCUMENTS".center(78) + "\n\n\n" + "\n\n".join(blocks))
    return "\n\n\n".join(parts) + "\n"


def broken(paragraph: str, width: int) -> str:
    lines, line = [], ""
    for word in paragraph.split():
        if line and len(line) + len(word) >= width:
            lines.append(line)
            line = ""
        line = f"{line} {word}".strip()
    return "\n".join([*lines, line])


def factiva(stories: Sequence[Story], *, tagged: bool = True, summary: bool = True) -> list[str]:
    """The lines of an export of Factiva."""
    lines: list[str] = []
    for number, story in enumerate(stories, 1):
        words, day = f"{100 + number} words", written_day(story.day, "{d} {month} {y}")
        rights = f"(c) {story.day.year} {story.outlet}"
        code = f"VELLC0000020{story.day:%y%m%d}eh3300{number:03}"
        if tagged:
            lines += [f"HD\t{story.headline}"]
            lines += [f"BY\tBy {story.author}"] * bool(story.author)
            lines += [
                f"WC\t{words}",
                f"PD\t{day}",
                "ET\t18:30",
                f"SN\t{story.outlet}",
                "SC\tVELLC",
                "LA\tEnglish",
                f"CY\t{rights}",
            ]
            lines += [f"LP\t{story.paragraphs[0]}", "", f"TD\t{story.paragraphs[1]}", *story.paragraphs[2:]]
            lines += [
                "NS\tgdis : Disasters | gpol : Politics",
                "RE\tkar : Karsholm",
                "PUB\tVell Press",
                f"AN\tDocument {code}",
                "",
            ]
        else:
            lines += [story.headline, *[f"By {story.author}"] * bool(story.author), words, day, "18:30", story.outlet]
            lines += ["VELLC", "English", rights, "", *story.paragraphs, ""]
        lines += [f"Document {code}", ""]
    if summary:
        lines += ["Search Summary", "Text\tdam and karsholm", "Date\tAll Dates", f"Results Found\t{len(stories)}"]
        lines += ["Timestamp\t8 January 2024 9:14", "© 2024 Factiva, Inc. All rights reserved."]
    return lines


def proquest(stories: Sequence[Story], *, contents: bool = True, numbered: bool = True) -> str:
    """The text of an export of ProQuest."""
    rule = "_" * 60
    parts = ["Report Information from ProQuest\n\nJanuary 08 2024 09:14"]
    if contents:
        listed = "\n".join(f"{n}. {story.headline}" for n, story in enumerate(stories, 1))
        parts.append(f"Table of contents\n\n{listed}")
    for number, story in enumerate(stories, 1):
        day = written_day(story.day, "{month} {d}, {y}")
        lines = [f"Document {number} of {len(stories)}", ""] if numbered else []
        lines += [story.headline, "", *[f"Author: {story.author}"] * bool(story.author)]
        lines += [f"Publication info: {story.outlet} ; Karsholm [Karsholm]. {story.day:%d %b %Y}: A.1.", ""]
        lines += [f"https://www.proquest.example/docview/{number}", "", "Abstract: None available.", ""]
        lines += ["Full text: " + "\n\n".join(story.paragraphs), "", "Subject: Dams; Floods", "Location: Karsholm"]
        lines += [f"Title: {story.headline}", f"Publication title: {story.outlet}", "Pages: A.1"]
        lines += [f"Publication year: {story.day.year}", f"Publication date: {day}", "Publisher: Vell Press"]
        lines += ["Language of publication: English", "Document type: News", f"ProQuest document ID: 24{number:05}"]
        lines += [f"Document URL: https://www.proquest.example/docview/24{number:05}", "Database: Global Newsstream"]
        parts.append("\n".join(lines))
    parts.append("Database copyright © 2024 ProQuest LLC. All rights reserved.")
    return "\n".join(f"{rule}\n\n{part}\n" for part in parts)


def write_docx(path: Path, lines: Sequence[str], *, title: str = "") -> Path:
    document = docx.Document()
    for line in lines:
        document.add_paragraph(line)
    document.core_properties.title = title
    document.save(str(path))
    return path


def as_rtf(lines: Sequence[str]) -> bytes:
    """Lines as an RTF document, what is beyond ASCII as escapes."""

    def escape(line: str) -> str:
        marked = line.replace("\\", "\\\\").replace("{", "\\{").replace("}", "\\}").replace("\t", "\\tab ")
        return "".join(c if c < "\x80" else f"\\u{ord(c) if ord(c) < 32768 else ord(c) - 65536}?" for c in marked)

    body = "\\par\n".join(map(escape, lines))
    return f"{{\\rtf1\\ansi\\ansicpg1252\\deff0{{\\fonttbl{{\\f0 Arial;}}}}\\f0 {body}\\par}}".encode("ascii")


def write_pdf(path: Path, lines: Sequence[str], *, head: str = "", narrow: bool = False) -> Path:
    """Lines as a PDF document, a paragraph each, with a running head and numbered pages."""

    def escape(line: str) -> str:
        return '#"' + line.replace("\\", "\\\\").replace('"', '\\"') + '"'

    page = "width: 9cm, height: 12cm, margin: 1.5cm" if narrow else "width: 21cm, height: 14cm, margin: 2cm"
    number = "context [Page #counter(page).display() of #counter(page).final().first()]"
    source = f"#set page({page}, header: [{escape(head)}], footer: {number})\n"
    source += '#set text(size: 10pt, hyphenate: true, lang: "en")\n#set par(justify: false)\n'
    source += "\n\n".join(escape(line) for line in lines if line)
    path.write_bytes(typst.compile(source.encode()))
    return path
