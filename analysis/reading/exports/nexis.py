"""Exports of Nexis Uni and LexisNexis: as documents (each ends with “End of Document”), and as the older plain text
(each begins with “1 of 250 DOCUMENTS”).

The layouts are described by programs that read them, among them LexisNexisTools (Gruber 2018-2024) and
tm.plugin.lexisnexis (Bouchet-Valat 2013-2024).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import takewhile

from analysis.reading.drafts import StatedCount
from analysis.reading.exports.parts import Part, find_day, paragraphs

NAME = "Nexis"

_END = re.compile(r"\s*End of Document\s*", re.IGNORECASE)
_OLD_START = re.compile(r"\s*(?:Document )?(?P<n>\d+) (?:of|von|de) (?P<all>[\d,]+) (?:DOCUMENTS?|DOKUMENTEN?)\s*")
_COVER = re.compile(r"\s*Documents? \((?P<n>\d+)\)\s*")
_COVER_FIELD = re.compile(
    r"\s*(?:User Name|Date and Time|Job Number|Client/Matter|Search Terms|Search Type|Narrowed by|Content Type|"
    r"Timeline|Publication Type|Location by Publication|Language|Source|\d+\.\s)"
)
_LISTED = re.compile(r"\s*(?P<n>\d+)\.\s+(?P<title>\S.*)")
_FIELD = re.compile(
    r"\s*(?P<name>Section|Length|Byline|Dateline|Highlight|Headline|Body|Series|Distribution|Load-Date|Language|"
    r"Publication-Type|Subject|Company|Organization|Person|Industry|Geographic|City|State|Country|Graphic|URL|"
    r"Journal Code|Document-Type|Correction-Date|Ticker|Acc-No|Notes|Copyright)\s*:\s*(?P<value>.*)",
    re.IGNORECASE,
)
_HEAD_FIELDS = frozenset({"section", "length", "byline", "dateline", "highlight", "headline", "series", "distribution"})
_TAIL_LINE = re.compile(r"\s*(?:Classification|Graphic|Load-Date:.*)\s*", re.IGNORECASE)
_RIGHTS = re.compile(r"\s*(?:Copyright\b|©|\(c\) ?\d{4}|All Rights Reserved)", re.IGNORECASE)
_PAGE = re.compile(r"\s*Page \d+ of \d+\s*")
_ASIDE = re.compile(
    r"\s*(?:Link to Image|Link to Original Source|Enhanced version|Bluebook Citation.*)\s*", re.IGNORECASE
)
_MOST_AFTER = 12
"""Lines that stand at most between “Graphic”, behind the text, and the fields; else it is a heading of the text."""


def is_export(lines: Sequence[str]) -> bool:
    """Whether the lines are an export of Nexis: they have its ends and fields, or its counted beginnings."""
    if any(_END.fullmatch(line) for line in lines):
        return any(re.match(r"\s*(?:Load-Date|Length|Job Number)\s*:", line) for line in lines)
    starts = [found for line in lines if (found := _OLD_START.fullmatch(line))]
    return bool(starts) and starts[0]["n"] == "1"


def split(lines: Sequence[str]) -> Iterator[Part | StatedCount | str]:
    """The articles of an export, how many it says that it holds, and what belongs to none of them."""
    if any(_END.fullmatch(line) for line in lines):
        yield from _split_documents(lines)
    else:
        yield from _split_old(lines)


def _split_documents(lines: Sequence[str]) -> Iterator[Part | StatedCount | str]:
    start, stated = _skip_cover(lines)
    if stated:
        yield StatedCount(stated)
    waiting: list[str] = []
    for line in lines[start:]:
        if _END.fullmatch(line):
            yield _read_document(waiting)
            waiting = []
        elif not _PAGE.fullmatch(line):
            waiting.append(line)
    rest = " ".join(" ".join(waiting).split())
    if rest:
        yield f"text behind the last “End of Document” was not read, as it belongs to no article: {rest[:80]!r}"


def _skip_cover(lines: Sequence[str]) -> tuple[int, int | None]:
    """Where the first article begins, and how many the cover lists."""
    first_end = next(i for i, line in enumerate(lines) if _END.fullmatch(line))
    cover = next((i for i, line in enumerate(lines[:first_end]) if _COVER.fullmatch(line)), None)
    if cover is None:
        return 0, None
    found = _COVER.fullmatch(lines[cover])
    assert found is not None
    title = next((m["title"] for line in lines[cover:first_end] if (m := _LISTED.match(line))), "")
    known = " ".join(title.split())
    start = 0
    for i in range(cover + 1, first_end):
        if known and " ".join(lines[i].split()) == known:
            start = i
            break
        if _COVER_FIELD.match(lines[i]):
            start = i + 1
            # “Narrowed by:” stands above a table of two columns, the last value of which has a line of its own
    return start, int(found["n"])


def _read_document(lines: Sequence[str]) -> Part:
    """An article as a document has it: title, outlet, day, rights, fields, “Body”, text, fields."""
    lines = [line for line in lines if not _ASIDE.fullmatch(line)]
    body = next((i for i, line in enumerate(lines) if line.strip().casefold() == "body"), None)
    if body is None:
        heads = [i for i, line in enumerate(lines) if (m := _FIELD.match(line)) and m["name"].lower() in _HEAD_FIELDS]
        body = heads[-1] if heads else -1
    tail = _find_tail(lines, body + 1)
    fields = _read_fields([*lines[: body + 1], *lines[tail:]])
    top = [line.strip() for line in lines[: body + 1] if line.strip()]
    top = list(takewhile(lambda line: not (_FIELD.match(line) or _RIGHTS.match(line) or line == "Body"), top))
    headline, outlet, day = _read_top(top)
    title = " ".join(headline.split())
    text = [line for line in lines[body + 1 : tail] if not title or " ".join(line.split()) != title]
    return Part(
        headline=headline,
        outlet=outlet,
        day=day,
        author=fields.get("byline", ""),
        language=_first_word(fields.get("language", "")),
        url=fields.get("url", ""),
        lines=text,
    )


def _find_tail(lines: Sequence[str], start: int) -> int:
    """Where the fields behind the text begin."""
    text = next((i for i in range(start, len(lines)) if lines[i].strip()), start)
    marks = [i for i in range(text + 1, len(lines)) if _TAIL_LINE.fullmatch(lines[i])]
    if not marks:
        return len(lines)
    tail = marks[-1]
    for mark in reversed(marks):
        is_near = sum(bool(line.strip()) for line in lines[mark:tail]) <= _MOST_AFTER
        if is_near or lines[mark].strip().casefold() == "classification":
            tail = mark
    return tail


def _read_top(top: Sequence[str]) -> tuple[str, str, str]:
    """Headline, outlet and day out of the lines above the rights."""
    at = next((i for i, line in enumerate(top) if find_day(line) and len(line) < 80), None)
    if at is None:
        return (top[0] if top else ""), (top[1] if len(top) > 1 else ""), ""
    if at == 0:
        return "", "", top[0]
    return " ".join(top[: at - 1]), top[at - 1], top[at]


def _read_fields(lines: Sequence[str]) -> dict[str, str]:
    fields: dict[str, str] = {}
    for line in lines:
        if found := _FIELD.match(line):
            fields.setdefault(found["name"].casefold(), found["value"].strip())
    return fields


def _split_old(lines: Sequence[str]) -> Iterator[Part | StatedCount | str]:
    starts = [(i, found) for i, line in enumerate(lines) if (found := _OLD_START.fullmatch(line))]
    yield StatedCount(int(starts[0][1]["all"].replace(",", "")))
    before = " ".join(" ".join(lines[: starts[0][0]]).split())
    if before and not before.casefold().startswith(("lexis", "nexis", "user name", "time of request", "print request")):
        yield f"text before the first article was not read, as it belongs to none: {before[:80]!r}"
    ends = [*(i for i, _ in starts[1:]), len(lines)]
    for (start, _), end in zip(starts, ends, strict=True):
        yield _read_old(lines[start + 1 : end])


def _read_old(lines: Sequence[str]) -> Part:
    """An article as the older text has it: outlet, day, headline, fields in capitals, text, fields in capitals."""
    blocks = paragraphs([*lines, ""])
    fields: dict[str, str] = {}
    top: list[str] = []
    text: list[str] = []
    seen_head = seen_tail = False
    for block in blocks:
        found = _FIELD.match(block)
        name = found["name"].casefold() if found and found["name"].isupper() else ""
        if found and name:
            fields.setdefault(name, found["value"].strip())
            seen_head = True
            if name == "body" and found["value"].strip():
                text.append(found["value"].strip())
            seen_tail = seen_tail or (name not in _HEAD_FIELDS and name not in ("body", "copyright"))
        elif not seen_head:
            top.append(block)
        elif not seen_tail:
            text.append(block)
    at = next((i for i, block in enumerate(top) if find_day(block)), None)
    rest = [block for block in (top if at is None else top[at + 1 :]) if not _RIGHTS.match(block)]
    return Part(
        headline=fields.get("headline") or " ".join(rest[:1]),
        outlet=" ".join(block for block in (top[:at] if at else []) if not _RIGHTS.match(block)),
        day=top[at] if at is not None else "",
        author=fields.get("byline", ""),
        language=_first_word(fields.get("language", "")),
        url=fields.get("url", ""),
        lines=[line for block in text for line in (block, "")],
    )


def _first_word(value: str) -> str:
    return re.split(r"[;,\s]", value.strip())[0]
