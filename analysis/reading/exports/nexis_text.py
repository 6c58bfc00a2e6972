"""The older exports of LexisNexis as plain text or page: each article begins with “1 of 250 DOCUMENTS”.

The layout is described by programs that read it, among them LexisNexisTools (Gruber) and newspapers (Watanabe).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from analysis.reading.drafts import StatedCount
from analysis.reading.exports.parts import Part, Remark, find_day, paragraphs

NAME = "LexisNexis"

_START = re.compile(
    r"\s*(?:(?P<n>\d+) of (?P<all>[\d,]+) DOCUMENTS?|"
    r"(?:Dokument|Document) (?P<m>\d+) (?:von|de|of) (?P<every>[\d.,]+))\s*"
)
_FIELD = re.compile(r"(?P<name>[A-ZÀ-Þ][A-ZÀ-Þ-]{2,20}): ?(?P<value>.*)")
_HEAD = frozenset((
    "SECTION", "RUBRIK", "RUBRIQUE", "LENGTH", "LÄNGE", "LONGUEUR", "BYLINE", "AUTOR", "AUTEUR", "DATELINE",
    "HIGHLIGHT", "HEADLINE", "TITEL", "TITRE", "SERIES", "DISTRIBUTION", "BODY", "SHOW", "ANCHORS", "GUESTS",
))  # fmt: skip
_TAIL = frozenset((
    "LOAD-DATE", "UPDATE", "DATE-CHARGEMENT", "LANGUAGE", "SPRACHE", "LANGUE", "PUBLICATION-TYPE",
    "TYPE-PUBLICATION", "JOURNAL-CODE", "ZEITUNGS-CODE", "CODE-REVUE", "SUBJECT", "SUJET", "COMPANY", "TICKER",
    "ORGANIZATION", "PERSON", "INDUSTRY", "GEOGRAPHIC", "CITY", "STATE", "COUNTRY", "URL", "DOCUMENT-TYPE",
    "CORRECTION-DATE", "ACC-NO", "TYPE", "GRAPHIC", "GRAFIK", "PHOTO", "NOTES",
))  # fmt: skip
_CAPTIONS = ("GRAPHIC", "GRAFIK", "PHOTO")
_MOST_CAPTIONS = 6
"""Paragraphs of captions behind “GRAPHIC:”, and fields."""
_LENGTHS = re.compile(r"\s*(?:LENGTH|LÄNGE|LONGUEUR|LOAD-DATE|UPDATE|LANGUAGE|SPRACHE|LANGUE|BODY):")
_RIGHTS = re.compile(r"(?:Copyright\b|©|\(c\) ?\d{4}|All Rights Reserved|Alle Rechte vorbehalten)", re.IGNORECASE)
_REQUEST = re.compile(r"\s*(?:Download Request|Print Request|Ausgabeauftrag)\s*:\D*(?P<items>[\d,;\s-]+)\s*")
_AROUND = re.compile(
    r"\s*(?:(?:Download|Print|Email|Fax) Request|Ausgabeauftrag|Time of Request|Lexis|Nexis|User Name)", re.IGNORECASE
)


def is_export(lines: Sequence[str]) -> bool:
    """Whether the lines are such an export: they have its counted beginnings, and its fields."""
    return any(_START.fullmatch(line) for line in lines) and any(_LENGTHS.match(line) for line in lines)


def split(lines: Sequence[str]) -> Iterator[Part | StatedCount | Remark | str]:
    """The articles of an export, how many it says that it holds, and what belongs to none of them."""
    starts = [(i, found) for i, line in enumerate(lines) if (found := _START.fullmatch(line))]
    before = [line for line in lines[: starts[0][0]] if line.strip()]
    numbers = [int(found["n"] or found["m"]) for _, found in starts]
    asked = next((n for line in before if (n := _count_request(line))), None)
    if asked or numbers[0] == 1:
        yield StatedCount(asked or int(re.sub(r"\D", "", starts[0][1]["all"] or starts[0][1]["every"])))
    missing = [f"{n + 1}" for n, following in pairwise(numbers) if following > n + 1]
    if missing and not asked:
        yield Remark(f"the numbers of the documents leave some out (the first is {missing[0]}); look for them")
    if before and (not any(map(_AROUND.match, before)) or any(map(_LENGTHS.match, before))):
        yield f"text before the first article was not read, as it belongs to none: {' '.join(before)[:80]!r}"
    ends = [*(i for i, _ in starts[1:]), len(lines)]
    for (start, _), end in zip(starts, ends, strict=True):
        blocks = paragraphs([*lines[start + 1 : end], ""])
        head, fields = _read_head(blocks)
        tail = _find_tail(blocks, head)
        if tail == len(blocks):
            yield Remark("the next article has no fields behind its text; look whether it is whole")
        yield _read(blocks, head, tail, fields)


def _count_request(line: str) -> int | None:
    """How many documents a request such as “Selected Items: 1-10, 12” is for."""
    if not (found := _REQUEST.fullmatch(line)):
        return None
    ranges = re.findall(r"(\d+)(?:\s*-\s*(\d+))?", found["items"])
    return sum(int(last or first) - int(first) + 1 for first, last in ranges)


def _read(blocks: Sequence[str], head: int, tail: int, fields: dict[str, str]) -> Part:
    """An article: outlet, day, headline, fields in capitals, text, fields in capitals, rights."""
    for block in blocks[tail:]:
        if found := _FIELD.fullmatch(block):
            fields.setdefault(found["name"], found["value"].strip())
    top = [block for block in blocks[:head] if not _FIELD.match(block)]
    at = next((i for i, block in enumerate(top) if find_day(block)), None)
    titles = [block for block in (top if at is None else top[at + 1 :]) if not _RIGHTS.match(block)]

    def field(*names: str) -> str:
        return next((fields[name] for name in names if name in fields), "")

    text = [fields["BODY"]] if fields.get("BODY") else []
    return Part(
        headline=field("HEADLINE", "TITEL", "TITRE") or " ".join(titles[:1]),
        outlet=" ".join(block for block in (top[:at] if at else []) if not _RIGHTS.match(block)),
        day=top[at] if at is not None else "",
        author=field("BYLINE", "AUTOR", "AUTEUR"),
        language=re.split(r"[;,\s]", field("LANGUAGE", "SPRACHE", "LANGUE"))[0],
        url=field("URL"),
        lines=[line for block in [*text, *blocks[head:tail]] for line in (block, "")],
    )


def _read_head(blocks: Sequence[str]) -> tuple[int, dict[str, str]]:
    """Where the text begins, behind the first fields, and these."""
    fields: dict[str, str] = {}
    for i, block in enumerate(blocks):
        found = _FIELD.fullmatch(block)
        if found and found["name"] in _HEAD and found["name"] not in fields:
            fields[found["name"]] = found["value"].strip()
            if found["name"] == "BODY":
                return i + 1, fields
        elif fields:
            return i, fields
    return len(blocks), fields


def _find_tail(blocks: Sequence[str], start: int) -> int:
    """Where the fields behind the text begin."""
    tail = len(blocks)
    for i in range(len(blocks) - 1, start - 1, -1):
        found = _FIELD.fullmatch(blocks[i])
        if not (found and found["name"] in _TAIL) and not _RIGHTS.match(blocks[i]):
            break
        tail = i
    for i in range(tail - 1, max(start, tail - _MOST_CAPTIONS) - 1, -1):
        if (found := _FIELD.fullmatch(blocks[i])) and found["name"] in _CAPTIONS:
            return i
    return tail
