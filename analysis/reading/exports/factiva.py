"""Exports of Factiva, with field tags (HD, BY, WC, …) or without; each article ends with its accession number.

The layouts are described by programs that read them, among them tm.plugin.factiva (Bouchet-Valat 2012-2024), newsmap's
newspapers (Watanabe) and factiva_parser (Hennesy).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from analysis.reading.drafts import StatedCount
from analysis.reading.exports.parts import Part, find_day

NAME = "Factiva"

_END = re.compile(r"[\s|]*(?:Document|Dokument|Documento) [A-Z][A-Z0-9]{2,11}0{0,8}\d{6,}[a-z0-9]{6,14}[\s|]*")
_TAG = re.compile(
    r"\s*(?P<tag>SE|HD|CR|WC|PD|ET|SN|SC|ED|PG|VOL|LA|CY|LP|TD|CT|RF|CO|IN|NS|RE|IPD|IPC|PUB|AN|BY|CLM|DLN|ART|CX)"
    r"(?:[\s|]+(?P<value>.*))?"
)
_KNOWN_FIRST = frozenset({"SE", "HD", "CLM"})
_WORDS = re.compile(r"\s*[\d,.]+ (?:words|Wörter|mots|palabras)\s*")
_TIME = re.compile(r"\s*\d{1,2}:\d\d(?:\s?[AP]M)?(?:\s[A-Z]{2,4})?\s*")
_RIGHTS = re.compile(r"\s*(?:\(c\)|copyright\b|©)", re.IGNORECASE)
_FOUND = re.compile(r"\s*(?:Results Found|Ergebnisse|Nombre de résultats)[\s|:]+(?P<n>[\d,.]+)[\s|]*", re.IGNORECASE)
_SUMMARY = re.compile(
    r"[\s|]*(?:Search Summary|©?\s*\d{4} Factiva|Factiva, Inc|Page \d+ of \d+|Dow Jones)", re.IGNORECASE
)
_PAGE = re.compile(r"\s*Page \d+ of \d+\b.*(?:Factiva|$).*")


def is_export(lines: Sequence[str]) -> bool:
    """Whether the lines are an export of Factiva: they have its ends, and its counts of words or tags."""
    if not any(_END.fullmatch(line) for line in lines):
        return False
    return any(_WORDS.fullmatch(line) or ((m := _TAG.fullmatch(line)) and m["tag"] == "WC") for line in lines)


def split(lines: Sequence[str]) -> Iterator[Part | StatedCount | str]:
    """The articles of an export, how many it says that it found, and what belongs to none of them."""
    for line in lines:
        if found := _FOUND.fullmatch(line):
            yield StatedCount(int(re.sub(r"\D", "", found["n"])))
            break
    waiting: list[str] = []
    for line in lines:
        if _END.fullmatch(line):
            yield _read(waiting)
            waiting = []
        elif not _PAGE.fullmatch(line):
            waiting.append(line)
    rest = [line for line in waiting if line.strip(" |\t")]
    if rest and not any(_SUMMARY.match(line) for line in rest):
        yield f"text behind the last article was not read, as it belongs to none: {' '.join(rest)[:80]!r}"


def _read(lines: Sequence[str]) -> Part:
    lines = [re.sub(r"\s*\|\s*$", "", line) for line in lines]
    first = next((line for line in lines if line.strip()), "")
    tagged = _TAG.fullmatch(first)
    if tagged and tagged["tag"] in _KNOWN_FIRST:
        return _read_tagged(lines)
    return _read_untagged(lines)


def _read_tagged(lines: Sequence[str]) -> Part:
    """An article with a tag before each field; the text is that of the lead paragraph (LP) and the rest (TD)."""
    fields: dict[str, list[str]] = {}
    tag = ""
    for line in lines:
        found = _TAG.fullmatch(line)
        if found and found["tag"] not in fields:
            tag = found["tag"]
            fields[tag] = [found["value"] or ""]
        elif tag:
            fields[tag].append(line.strip(" |"))

    def field(name: str) -> str:
        return " ".join(" ".join(fields.get(name, [])).split())

    return Part(
        headline=field("HD"),
        outlet=field("SN"),
        day=field("PD"),
        author=field("BY"),
        language=field("LA"),
        lines=[*fields.get("LP", []), "", *fields.get("TD", [])],
    )


def _read_untagged(lines: Sequence[str]) -> Part:
    """An article without tags: headline, byline, words, day, time, outlet, code, page, language, rights, text."""
    filled = [i for i, line in enumerate(lines) if line.strip(" |")]
    at = next((k for k, i in enumerate(filled) if _WORDS.fullmatch(lines[i])), None)
    if at is None:
        return Part(lines=lines)
    above = [lines[i].strip() for i in filled[:at]]
    author = above.pop() if len(above) > 1 and re.match(r"by\s", above[-1], re.IGNORECASE) else ""
    below = filled[at + 1 :]
    rights = next((k for k, i in enumerate(below[:10]) if _RIGHTS.match(lines[i])), None)
    head = [lines[i].strip() for i in (below[:rights] if rights is not None else below[:5])]
    day = next((line for line in head if find_day(line)), "")
    others = [line for line in head if line != day and not _TIME.fullmatch(line)]
    start = below[rights] + 1 if rights is not None else (below[len(head) - 1] + 1 if head else len(lines))
    return Part(
        headline=above[-1] if above else "",
        outlet=others[0] if others else "",
        day=day,
        author=author,
        language=others[-1] if rights is not None and len(others) > 1 else "",
        lines=lines[start:],
    )
