"""Exports of ProQuest as text: articles between lines of underscores, fields by their names.

The layout is described by programs that read it, among them pq_parser (Hennesy and Naughton 2018-2020).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from analysis.reading.drafts import StatedCount
from analysis.reading.exports.parts import Part, Remark

NAME = "ProQuest"

_LINE = re.compile(r"\s*_{20,}\s*")
_FIELD = re.compile(
    r"\s*(?P<name>Title|Author|Publication info|Publication title|Publication year|Publication date|"
    r"Publication subject|Abstract|Subject|Location|Company / organization|Company|People|"
    r"Identifier / keyword|Classification|"
    r"Business indexing term|Volume|Issue|Pages|Page|Number of pages|First page|Last page|Section|Column|Edition|"
    r"Dateline|Publisher|Place of publication|Country of publication|ISSN|e-ISSN|ISBN|CODEN|Source type|"
    r"Language of publication|Language|Document type|Document feature|ProQuest document ID|Accession number|"
    r"Document URL|Copyright|Last updated|Database|Links|Credit|Illustration|References|Correspondence author|DOI|"
    r"Source attribution|Publication history|Full text availability|Word count|Alternate title)\s*:(?P<value>.*)"
)
_FULL = re.compile(r"\s*Full text\s*:\s?", re.IGNORECASE)
_OF = re.compile(r"\s*Document \d+ of (?P<all>[\d,]+)\s*")
_AROUND = re.compile(
    r"\s*(?:Report Information from ProQuest|Table of contents|Search Strategy|Bibliography|Citation style|"
    r"Database copyright|Contact us at|Terms and Conditions)",
    re.IGNORECASE,
)
_NONE = re.compile(r"\s*(?:full text (?:not available|unavailable)|none available)\b.*", re.IGNORECASE)


def is_export(lines: Sequence[str]) -> bool:
    """Whether the lines are an export of ProQuest: separated by underscores, with its numbers of documents."""
    return any(_LINE.fullmatch(line) for line in lines) and any(
        re.match(r"\s*(?:ProQuest document ID\s*:|Report Information from ProQuest)", line) for line in lines
    )


def split(lines: Sequence[str]) -> Iterator[Part | StatedCount | Remark | str]:
    """The articles of an export, how many it says that it holds, and what belongs to none of them."""
    sections = list(_sections(lines))
    stated = next((found["all"] for line in lines if (found := _OF.fullmatch(line))), "")
    if n := int(re.sub(r"\D", "", stated) or 0) or max(map(_count_listed, sections)):
        yield StatedCount(n)
    for section in sections:
        filled = [line for line in section if line.strip()]
        if _is_article(filled):
            text = next((i for i, line in enumerate(filled) if _FULL.match(line)), None)
            if text is not None and not any(map(_FIELD.match, filled[text + 1 :])):
                yield Remark("the next article has no fields behind its text; look whether it is whole")
            yield _read(section)
        elif filled and not any(_AROUND.match(line) for line in filled):
            yield f"a section without an article was not read: {' '.join(' '.join(filled).split())[:80]!r}"


def _sections(lines: Sequence[str]) -> Iterator[list[str]]:
    """What stands between lines of underscores."""
    section: list[str] = []
    for line in lines:
        if _LINE.fullmatch(line):
            yield section
            section = []
        else:
            section.append(line)
    yield section


def _count_listed(section: Sequence[str]) -> int:
    """How many articles a table of contents lists; zero if the section is none."""
    if not any(_AROUND.match(line) for line in section) or _is_article(section):
        return 0
    n = 0
    for line in section:
        n += line.strip().startswith(f"{n + 1}. ")
    return n


def _is_article(lines: Sequence[str]) -> bool:
    names = {found["name"] for line in lines if (found := _FIELD.match(line))}
    has_text = any(_FULL.match(line) for line in lines)
    return (has_text or bool(names & {"ProQuest document ID", "Abstract"})) and bool(
        names & {"ProQuest document ID", "Publication title", "Publication info", "Document URL"}
    )


def _read(lines: Sequence[str]) -> Part:
    lines = [line for line in lines if not _OF.fullmatch(line)]
    start = next((i for i, line in enumerate(lines) if _FULL.match(line)), None)
    tail = _find_tail(lines, len(lines) if start is None else start + 1)
    fields = _read_fields([*lines[:start], *lines[tail:]])

    def field(*names: str) -> str:
        return next((fields[name] for name in names if fields.get(name)), "")

    text = [] if start is None else [_FULL.sub("", lines[start], count=1), *lines[start + 1 : tail]]
    info = field("Publication info")
    return Part(
        headline=field("Title") or next((line.strip() for line in lines if line.strip()), ""),
        outlet=field("Publication title") or re.split(r"\s*[;,]", info)[0],
        day=field("Publication date") or info,
        author=re.sub(r"\s*;\s*", ", ", field("Author")),
        language=field("Language of publication", "Language"),
        url=field("Document URL"),
        lines=[] if _NONE.fullmatch(" ".join(text).strip()) else text,
    )


def _find_tail(lines: Sequence[str], start: int) -> int:
    """Where the fields behind the text begin: from the end up, as far as there is nothing else.

    Lines of the text begin like fields, too ("Location: the old mill"); those behind it stand together.
    """
    tail = len(lines)
    for i in range(len(lines) - 1, start - 1, -1):
        if _FIELD.match(lines[i]):
            tail = i
        elif lines[i].strip() and not _AROUND.match(lines[i]) and not _continues(lines, i):
            break
    return tail


def _continues(lines: Sequence[str], i: int) -> bool:
    """Whether a line goes on with the value of a field that may have several lines."""
    above = next((line for line in reversed(lines[max(0, i - 2) : i]) if line.strip()), "")
    found = _FIELD.match(above)
    return found is not None and found["name"] in ("Copyright", "Links", "Publication info", "Document URL")


def _read_fields(lines: Sequence[str]) -> dict[str, str]:
    """The first value of each field, with the lines into which it is broken."""
    fields: dict[str, str] = {}
    name = ""
    for line in lines:
        if found := _FIELD.match(line):
            name = "" if found["name"] in fields else found["name"]
            if name:
                fields[name] = found["value"].strip()
        elif not line.strip():
            name = ""
        elif name:
            fields[name] = f"{fields[name]} {line.strip()}".strip()
    return fields
