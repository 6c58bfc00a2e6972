"""Exports of ProQuest as text: articles between lines of underscores, fields by their names.

The layout is described by programs that read it, among them pq_parser (Hennesy and Naughton 2018-2020).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from analysis.reading.drafts import StatedCount
from analysis.reading.exports.parts import Part

NAME = "ProQuest"

_LINE = re.compile(r"\s*_{20,}\s*")
_FIELD = re.compile(
    r"\s*(?P<name>Title|Author|Publication info|Publication title|Publication year|Publication date|"
    r"Publication subject|Abstract|Full text|Subject|Location|Company / organization|Company|People|"
    r"Identifier / keyword|Classification|"
    r"Business indexing term|Volume|Issue|Pages|Page|Number of pages|First page|Last page|Section|Column|Edition|"
    r"Dateline|Publisher|Place of publication|Country of publication|ISSN|e-ISSN|ISBN|CODEN|Source type|"
    r"Language of publication|Language|Document type|Document feature|ProQuest document ID|Accession number|"
    r"Document URL|Copyright|Last updated|Database|Links|Credit|Illustration|References|Correspondence author|DOI|"
    r"Source attribution|Publication history|Full text availability|Word count|Alternate title)\s*:(?P<value>.*)"
)
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


def split(lines: Sequence[str]) -> Iterator[Part | StatedCount | str]:
    """The articles of an export, how many it says that it holds, and what belongs to none of them."""
    stated = next((found["all"] for line in lines if (found := _OF.fullmatch(line))), None)
    if stated:
        yield StatedCount(int(stated.replace(",", "")))
    for section in _sections(lines):
        filled = [line for line in section if line.strip()]
        if _is_article(filled):
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


def _is_article(lines: Sequence[str]) -> bool:
    names = {found["name"] for line in lines if (found := _FIELD.match(line))}
    return bool(names & {"Full text", "ProQuest document ID", "Abstract"}) and bool(
        names & {"ProQuest document ID", "Publication title", "Publication info", "Document URL"}
    )


def _read(lines: Sequence[str]) -> Part:
    fields: dict[str, list[str]] = {}
    name = "top"
    fields[name] = []
    for line in lines:
        found = _FIELD.match(line)
        # A field's name within the text, as in “Subject: peace talks”, stands behind it only once.
        if found and found["name"] not in fields:
            name = found["name"]
            fields[name] = [found["value"]]
        elif not _OF.fullmatch(line):
            fields[name].append(line)

    def field(*names: str) -> str:
        return next((value for n in names if (value := " ".join(" ".join(fields.get(n, [])).split()))), "")

    text = fields.get("Full text", [])
    info = field("Publication info")
    return Part(
        headline=field("Title") or next((line.strip() for line in fields["top"] if line.strip()), ""),
        outlet=field("Publication title") or re.split(r"\s*[;,]", info)[0],
        day=field("Publication date") or info,
        author=re.sub(r"\s*;\s*", ", ", field("Author")),
        language=field("Language of publication", "Language"),
        url=field("Document URL"),
        lines=[] if _NONE.fullmatch(" ".join(text).strip()) else text,
    )
