"""Exports of Nexis Uni and LexisNexis as documents: each article ends with “End of Document”.

The layout is described by programs that read it, among them LexisNexisTools (Gruber), tm.plugin.lexisnexis
(Bouchet-Valat and others) and newspapers (Watanabe).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from analysis.reading.drafts import StatedCount
from analysis.reading.exports.parts import PAGE_BREAK, Part, Remark, find_day

NAME = "Nexis"

_END = re.compile(
    r"\s*(?:End of Document|Ende des Dokuments?|Fin du document|Fin del documento|Fine del documento|"
    r"Einde van (?:het )?document)\s*",
    re.IGNORECASE,
)
_BODY = re.compile(r"\s*(?:Body|Hauptteil|Corps)\s*", re.IGNORECASE)
_FIELD = re.compile(
    r"\s*(?P<name>Section|Rubrik|Rubrique|Length|Länge|Longueur|Byline|Autor|Auteur|Dateline|Highlight|Headline|Series|"
    r"Distribution|Insert|Encart|"
    r"Load-Date|Update|Date-chargement|Language|Sprache|Langue|(?:Publication-)?Type|Type-publication|Subject|Sujet|"
    r"Company|Societe|Ticker|Stock-symbol|Organi[sz]ation|Person|Name|Industry|Activity-sector|Geographic|Location|City|"
    r"State|Country|URL|Journal[ -]Code|Zeitungs-Code|Document-Type|Correction-Date|Acc-No|Notes)"
    r"\s*:\s*(?P<value>.*)",
    re.IGNORECASE,
)
_HEAD = frozenset((
    "section", "rubrik", "rubrique", "length", "länge", "longueur", "byline", "autor", "auteur", "dateline",
    "highlight", "headline", "series", "distribution", "insert", "encart",
))  # fmt: skip
_LOADED = re.compile(r"\s*(?:Load-Date|Update|Date-chargement)\s*:.*\d.*", re.IGNORECASE)
_LENGTH = re.compile(r"\s*(?:Length|Länge|Longueur)\s*:\s*[\d.,]+ \w+\s*", re.IGNORECASE)
_JOB = re.compile(r"\s*Job Number\s*:", re.IGNORECASE)
_CLASSIFICATION = re.compile(r"\s*Classification\s*", re.IGNORECASE)
_GRAPHIC = re.compile(r"\s*Graphics?\s*", re.IGNORECASE)
_RIGHTS = re.compile(r"\s*(?:Copyright\b|©|\(c\) ?\d{4}|All Rights Reserved|Alle Rechte vorbehalten)", re.IGNORECASE)
_COVER = re.compile(r"\s*Documents? \((?P<n>[\d,]+)\)\s*")
_COVER_FIELD = re.compile(
    r"\s*(?:User Name|Date and Time|Job Number|Client/Matter|Search Terms|Search Type|Narrowed by)\s*:|"
    r"\s*(?:Content Type|Narrowed by|-None-)\s*|\s*\d+\.\s",
)
_LISTED = re.compile(r"\s*1\.\s+(?P<title>\S.*)")
_PAGE = re.compile(r"\s*Page \d+ of \d+\s*")
_ASIDE = re.compile(
    r"\s*(?:Link to (?:Image|Original Source|PDF)|Enhanced version|Bluebook Citation.*)\s*", re.IGNORECASE
)
_FAILED = "there is an error in this document and it is not possible to display it"
_MOST_BETWEEN = 12
"""Lines that stand at most between two fields above the text: values that are broken into lines."""
_MOST_CAPTIONS = 12
"""Lines that stand at most between “Graphic”, behind the text, and the fields; else it is a heading of the text."""


def is_export(lines: Sequence[str]) -> bool:
    """Whether the lines are an export of Nexis: they have its ends and its fields, or fields of several articles."""
    n_loaded = sum(_LOADED.fullmatch(line) is not None for line in lines)
    n_lengths = sum(_LENGTH.fullmatch(line) is not None for line in lines)
    if any(_END.fullmatch(line) for line in lines):
        return n_loaded + n_lengths > 0 or any(_JOB.match(line) for line in lines)
    return min(n_loaded, n_lengths) > 1


def split(lines: Sequence[str]) -> Iterator[Part | StatedCount | Remark | str]:
    """The articles of an export, how many it says that it holds, and what belongs to none of them."""
    lines = [PAGE_BREAK if _PAGE.fullmatch(line) else line for line in lines if not _ASIDE.fullmatch(line)]
    start, stated = _skip_cover(lines)
    if stated:
        yield StatedCount(stated)
    for segment, is_closed in _segments(lines[start:]):
        shown = " ".join(" ".join(segment).split())[:80]
        if not shown:
            continue
        body = _find_body(segment)
        if body is None:
            yield f"text that belongs to no article was not read: {shown!r}"
            continue
        if not is_closed:
            yield Remark(
                f"the article that begins {shown[:40]!r} has no “End of Document”: it was ended at its last field, or "
                "at the end of the file; look whether it is whole"
            )
        yield _read(segment, body)


def _segments(lines: Sequence[str]) -> Iterator[tuple[list[str], bool]]:
    """The lines of each article, and whether its end is marked.

    Where the mark is missing, an article ends with its last field, the day of loading, if another one begins behind.
    """
    segment: list[str] = []
    loaded = 0
    for line in lines:
        if _END.fullmatch(line):
            yield segment, True
            segment, loaded = [], 0
            continue
        if loaded and (_BODY.fullmatch(line) or _LENGTH.fullmatch(line)):
            yield segment[:loaded], False
            segment, loaded = segment[loaded:], 0
        segment.append(line)
        if _LOADED.fullmatch(line):
            loaded = len(segment)
    yield segment, False


def _skip_cover(lines: Sequence[str]) -> tuple[int, int | None]:
    """Where the first article begins, and how many the cover lists."""
    first_end = next((i for i, line in enumerate(lines) if _END.fullmatch(line)), len(lines))
    cover = next((i for i, line in enumerate(lines[:first_end]) if _COVER.fullmatch(line)), None)
    if cover is None:
        return 0, None
    found = _COVER.fullmatch(lines[cover])
    assert found is not None
    stated = int(found["n"].replace(",", ""))
    title = next((m["title"] for line in lines[cover:first_end] if (m := _LISTED.match(line))), "")
    known = " ".join(title.split())
    last = cover
    for i in range(cover + 1, first_end):
        if _COVER_FIELD.match(lines[i]):
            last = i
    for i in range(cover + 1, first_end):
        # The title comes back above its article; in PDF documents it is broken into lines there.
        line = " ".join(lines[i].split())
        if i > last and line and known.startswith(line):
            return i, stated
    return last + 1, stated


def _find_body(lines: Sequence[str]) -> int | None:
    """The line with which the text begins; `None` if there is nothing above it that an article has."""
    filled = [i for i, line in enumerate(lines) if line.strip()]
    last = None
    between = 0
    for i in filled[1:]:
        if _BODY.fullmatch(lines[i]):
            return i + 1
        found = _FIELD.match(lines[i])
        if (found and found["name"].casefold() in _HEAD) or _RIGHTS.match(lines[i]):
            if last is not None and between > 2:
                continue  # far from the others: in the text of an article without the heading
            last, between = i, 0
        else:
            between += 1
            if between > _MOST_BETWEEN:
                break
    if last is None and any(_LOADED.fullmatch(line) for line in lines):
        last = next((i for i in filled[:5] if find_day(lines[i])), None)
    return None if last is None else last + 1


def _read(lines: Sequence[str], body: int) -> Part:
    """An article: title, outlet, day, rights, fields, “Body”, text, fields."""
    first = next(i for i, line in enumerate(lines) if line.strip() and line != PAGE_BREAK)
    end = next((i for i in range(first + 1, body) if _ends_top(lines[i])), body)
    headline, outlet, day = _read_top([line.strip() for line in lines[first:end] if line.strip()])
    lines = [*lines[:end], *_without_heads(lines[end:], headline)]
    body = _find_body(lines) or end
    tail = _find_tail(lines, body)
    fields = _read_fields([*lines[:body], "", *lines[tail:]])

    def field(*names: str) -> str:
        return next((fields[name] for name in names if name in fields), "")

    text = _without_heads([PAGE_BREAK, *lines[body:tail]], headline)
    return Part(
        headline=headline,
        outlet=outlet,
        day=day,
        author=field("byline", "autor", "auteur"),
        language=re.split(r"[;,\s]", field("language", "sprache", "langue"))[0],
        url=field("url"),
        lines=[] if any(_FAILED in line for line in text) else text,
    )


def _ends_top(line: str) -> bool:
    return any(mark.match(line) for mark in (_FIELD, _RIGHTS)) or _BODY.fullmatch(line) is not None


def _find_tail(lines: Sequence[str], start: int) -> int:
    """Where the fields behind the text begin."""
    tail = len(lines)
    loaded = next((i for i in range(tail - 1, start - 1, -1) if _LOADED.fullmatch(lines[i])), None)
    if loaded is not None and sum(bool(line.strip()) for line in lines[loaded:]) <= _MOST_CAPTIONS:
        tail = loaded
    for i in range(tail - 1, start - 1, -1):
        if _is_tail_field(lines[i]):
            tail = i
        elif lines[i].strip():
            break
    for i in range(tail - 1, start - 1, -1):
        following = next((line for line in lines[i + 1 :] if line.strip()), "")
        if _CLASSIFICATION.fullmatch(lines[i]) and _is_tail_field(following):
            tail = i
            break
    captions = 0
    for i in range(tail - 1, start, -1):
        if _GRAPHIC.fullmatch(lines[i]) and captions:
            return i
        captions += bool(lines[i].strip())
        if captions > _MOST_CAPTIONS:
            break
    return tail


def _is_tail_field(line: str) -> bool:
    found = _FIELD.match(line)
    return found is not None and found["name"].casefold() not in _HEAD


def _without_heads(lines: Sequence[str], headline: str) -> list[str]:
    """Lines without the title where it stands at the top of a page, in one line or several."""
    title = " ".join(headline.split())
    kept: list[str] = []
    rest, held = "", 0
    for line in lines:
        shown = " ".join(line.split())
        kept.append(line)
        if line == PAGE_BREAK:
            rest, held = title, 0
        elif shown and rest.startswith(shown) and rest[len(shown) :][:1] in ("", " "):
            rest, held = rest[len(shown) :].strip(), held + 1
            if not rest:
                del kept[-held:]
        elif shown or held:
            rest = ""
    return kept


def _read_top(top: Sequence[str]) -> tuple[str, str, str]:
    """Headline, outlet and day out of the lines above the rights; the title may stand above the page, too."""
    top = top[1:] if len(top) > 1 and top[0] == top[1] else top
    days = [i for i, line in enumerate(top) if len(line) < 100 and find_day(line)]
    at = next((i for i in days if i >= 2), days[0] if days else None)
    if at is None:
        return (top[0] if top else ""), (top[1] if len(top) > 1 else ""), ""
    if at == 0:
        return "", "", top[0]
    return " ".join(top[: at - 1]), top[at - 1], top[at]


def _read_fields(lines: Sequence[str]) -> dict[str, str]:
    """The first value of each field, with the lines into which it is broken."""
    fields: dict[str, str] = {}
    name = ""
    for line in lines:
        if found := _FIELD.match(line):
            name = found["name"].casefold()
            if name in fields:
                name = ""
            else:
                fields[name] = found["value"].strip()
        elif not line.strip() or _BODY.fullmatch(line) or _RIGHTS.match(line):
            name = ""
        elif name:
            fields[name] = f"{fields[name]} {line.strip()}"
    return fields
