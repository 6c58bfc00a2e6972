"""Exports of Factiva, with field tags (HD, BY, WC, …) or without; each article ends with its accession number.

The layouts are described by programs that read them, among them tm.plugin.factiva (Bouchet-Valat), newspapers
(Watanabe), and parsers of its RTF such as Factiva-RTF-output-to-XML.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from analysis.reading.drafts import StatedCount
from analysis.reading.exports.parts import PAGE_BREAK, Part, Remark, find_day, is_language

NAME = "Factiva"

_END = re.compile(
    r"[\s|]*(?:AN[\s|]+)?(?:Document|Dokument|Documento|文件|文档)[\s:]+[A-Z][A-Z0-9]{2,11}\d{6,}[a-z0-9]{6,14}[\s|]*"
)
_TAGS = "SE HD BY CR WC PD ET SN SC ED PG VOL LA CY LP TD CT RF CO IN NS RE IPD IPC PUB AN CLM DLN ART CX".split()  # noqa: SIM905
_BEHIND = ("CT", "RF", "ART", "CO", "IN", "NS", "RE", "IPD", "IPC", "PUB", "AN")
"""The tags behind the text."""
_TAG = re.compile(rf"[\s|]*(?P<tag>{'|'.join(_TAGS)})(?:(?:\s*\||\t|\xa0|  )\s*(?P<value>.*)|\s*| (?P<loose>\S.*))")
_LOOSE = re.compile(r"[a-z0-9]{2,12} : .*|Document \w+")
"""Values that tell that what stands before them, behind the text and with a single blank, is a tag and no word."""
_FIRST = frozenset({"SE", "HD", "CLM"})
_WORDS = re.compile(r"[\s|]*[\d,. ]*\d ?(?:words|Wörter|mots|palabras|parole|palavras|woorden|字|語)[\s|]*")
_TIME = re.compile(r"\s*\d{1,2}:\d\d(?:\s?[AP]M)?(?:\s[A-Z]{2,4})?\s*")
_RIGHTS = re.compile(r"\s*(?:\(c\)|copyright\b|©)", re.IGNORECASE)
_FOUND = re.compile(
    r"^[\s|]*(?:Results Found|Gefundene Ergebnisse|Ergebnisse|Résultats trouvés)[\s|:]+(?P<n>\d[\d,.]*)[\s|]*$",
    re.IGNORECASE | re.MULTILINE,
)
_SUMMARY = re.compile(r"[\s|]*(?:Search Summary|Suchzusammenfassung|Résumé de la recherche)[\s|]*", re.IGNORECASE)
_AROUND = re.compile(r"[\s|]*(?:©\s*\d{4} Factiva|Page \d+ of \d+|(?:Dow Jones )?Factiva\b|Dow Jones\b)", re.IGNORECASE)
_PAGE = re.compile(r"\s*(?:Page \d+ of \d+\b.*|©\s*\d{4} Factiva, Inc\..*|Factiva RTF Display Format)\s*")
_HEAD_LINES = 10
"""Lines that stand at most between the number of words and the text."""
_PUBLISHER = re.compile(
    r"(?![\"'“‘(-])(?=.{3,90}$)[^.!?…:]*(?:[^.!?…:\"”’]|\b(?:Inc|Ltd|Co|Corp|S\.A|plc)\.|\(Full Text\))", re.IGNORECASE
)
"""The last line of an article without tags, if it is no sentence."""


def is_export(lines: Sequence[str]) -> bool:
    """Whether the lines are an export of Factiva: they have its ends, and its counts of words or tags."""
    if not any(_END.fullmatch(line) for line in lines):
        return False
    return any(_WORDS.fullmatch(line) or ((m := _TAG.fullmatch(line)) and m["tag"] == "WC") for line in lines)


def is_end(line: str) -> bool:
    """Whether a line is the accession number that ends an article."""
    return _END.fullmatch(line) is not None


def is_count(line: str) -> bool:
    """Whether a line tells the number of words."""
    return _WORDS.fullmatch(line) is not None


def is_time(line: str) -> bool:
    """Whether a line is a time of day."""
    return _TIME.fullmatch(line) is not None


def split(lines: Sequence[str]) -> Iterator[Part | StatedCount | Remark | str]:
    """The articles of an export, and what belongs to none of them."""
    lines = [line for line in lines if line != PAGE_BREAK and not _PAGE.fullmatch(line)]
    waiting: list[str] = []
    publishers: list[str] = []
    n = 0
    for line in lines:
        if not _END.fullmatch(line):
            waiting.append(line)
            continue
        filled = [line for line in waiting if line.strip(" |\t")]
        if not filled:  # the number a second time
            continue
        parts = _read_all(waiting, publishers)
        n += len(parts)
        if not parts:
            yield f"text without the fields of an article was not read: {' '.join(filled)[:80]!r}"
        elif len(parts) > 1:
            yield Remark(
                f"{len(parts)} articles stand before {line.strip()!r}, as the number below the others is missing; they "
                "were told apart by their fields"
            )
        yield from parts
        waiting = []
    if publishers:
        yield Remark(
            f"the last lines of {len(publishers)} articles were taken for the publisher's name and left out, such as "
            f"{publishers[0]!r}",
            "note",
        )
    yield from _read_rest(waiting, n)


def _read_rest(lines: Sequence[str], n: int) -> Iterator[Remark | str]:
    """What stands behind the last article: the summary of the search."""
    end = next((i for i, line in enumerate(lines) if _SUMMARY.fullmatch(line)), len(lines))
    found = _FOUND.search("\n".join(lines[end:]))
    if found and int(re.sub(r"\D", "", found["n"])) != n:
        yield Remark(
            f"the search found {found['n']} articles, this export holds {n:,}; look for the other exports", "note"
        )
    rest = [line for line in lines[:end] if line.strip(" |\t") and not _AROUND.match(line)]
    if rest:
        yield f"text behind the last article was not read, as it belongs to none: {' '.join(rest)[:80]!r}"


def _read_all(lines: Sequence[str], publishers: list[str]) -> list[Part]:
    """The articles above an accession number: one, unless numbers are missing."""
    lines = [re.sub(r"\s*\|\s*$", "", line) for line in lines]
    firsts = [i for i, line in enumerate(lines) if (m := _TAG.fullmatch(line)) and m["tag"] in _FIRST]
    words = [i for i, line in enumerate(lines) if (m := _TAG.fullmatch(line)) and m["tag"] == "WC"]
    if firsts and words:
        starts = [firsts[0]]
        for at, following in pairwise(words):
            starts += [i for i in firsts if at < i < following][:1]
        return [_read_tagged(lines[a:b]) for a, b in zip(starts, [*starts[1:], len(lines)], strict=True)]
    counts = [i for i, line in enumerate(lines) if _WORDS.fullmatch(line) and _is_dated(lines[i + 1 :])]
    if len(counts) == 1:
        return [_read_untagged(lines, counts[0], publishers)]
    return []


def _is_dated(lines: Sequence[str]) -> bool:
    """Whether a day stands on the next line: tables of contents have counts of words, too."""
    following = next((line for line in lines if line.strip(" |\t")), "")
    return len(following) < 60 and find_day(following) is not None


def _read_tagged(lines: Sequence[str]) -> Part:
    """An article with a tag before each field; the text is that of the lead paragraph (LP) and the rest (TD)."""
    fields: dict[str, list[str]] = {}
    tag = ""
    for line in lines:
        found = _TAG.fullmatch(line)
        if found and found["tag"] not in fields and _is_tag(found, tag):
            tag = found["tag"]
            fields[tag] = [found["value"] or found["loose"] or ""]
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


def _is_tag(found: re.Match[str], last: str) -> bool:
    """Whether what looks like a tag is one, by the tag before it: paragraphs begin with "IN" or "BY", too."""
    if last not in ("LP", "TD"):
        return True
    if last == "LP" and found["tag"] == "TD":
        return True
    return found["tag"] in _BEHIND and (found["loose"] is None or _LOOSE.fullmatch(found["loose"]) is not None)


def _read_untagged(lines: Sequence[str], at: int, publishers: list[str]) -> Part:
    """An article without tags: headline, byline, words, day, time, outlet, code, page, language, rights, text."""
    headline, author = _read_above([line.strip(" |\t") for line in lines[:at] if line.strip(" |\t")])
    filled = [i for i in range(at + 1, len(lines)) if lines[i].strip(" |\t")]
    head, last = filled[:_HEAD_LINES], -1
    for k, i in enumerate(head):
        if _RIGHTS.match(lines[i]):
            last = k
            break
        if is_language(lines[i]):
            last = k
    if last < 0:  # neither language nor rights: as far as the lines are no sentences
        long = (k for k, i in enumerate(head) if len(lines[i].split()) > 6 or lines[i].rstrip()[-1:] in '.!?”"')
        last = min(next(long, len(head)), 4) - 1
    fields = [lines[i].strip(" |\t") for i in head[: last + 1]]
    day = next((line for line in fields if find_day(line)), "")
    others = [line for line in fields if line != day and not _TIME.fullmatch(line) and not _RIGHTS.match(line)]
    text = list(lines[head[last] + 1 :] if head else [])
    while text and not text[-1].strip(" |\t"):
        text.pop()
    if sum(bool(line.strip()) for line in text) > 1 and _PUBLISHER.fullmatch(text[-1].strip()):
        publishers.append(text.pop().strip())
    return Part(
        headline=headline,
        outlet=others[0] if others else "",
        day=day,
        author=author,
        language=next((line for line in others if is_language(line)), ""),
        lines=text,
    )


def _read_above(above: Sequence[str]) -> tuple[str, str]:
    """Headline and author out of the lines above the number of words: contents, section, headline, byline, credit."""
    uses = Counter(above)
    listed = [i for i, line in enumerate(above) if uses[line] > 1]
    if listed:  # its title in the table of contents, and here
        above = above[listed[-1] :]
    above = above[-5:]
    by = next((i for i, line in enumerate(above) if i and re.match(r"(?:by|von|par|por)\s", line, re.IGNORECASE)), None)
    if by is not None:
        return above[by - 1], above[by]
    if len(above) > 1 and ";" in above[0]:  # a section with its page
        above = above[1:]
    author = above[-1] if len(above) > 1 and _is_name(above[-1]) else ""
    titles = above[:-1] if author else above
    headline = max(reversed(titles), key=lambda line: len(line.split()), default="")
    if len(headline.split()) < len(author.split()):  # "World" above a title with capitals
        return author, ""
    return headline, author


def _is_name(line: str) -> bool:
    """Whether a line is the names of people, as bylines without “By” are."""
    people = [re.findall(r"\S+", part) for part in re.split(r"[,;&]|\b(?:and|und|et|en)\b", line)]
    return all(1 < len(words) < 4 and all(word[0].isupper() for word in words) for words in people)
