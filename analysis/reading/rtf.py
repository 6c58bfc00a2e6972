"""RTF documents → their lines → one article, or the articles of an archive's export."""

from __future__ import annotations

import re
from collections.abc import Iterator

from analysis.reading.documents import read_lines
from analysis.reading.drafts import Draft, Metadata, SourceFile, StatedCount
from analysis.reading.metadata import known_value
from analysis.reading.plain import read_bytes
from analysis.records import Problem

MAX_BYTES = 50_000_000
"""Exports of some hundred articles have their pictures as text in them."""
MAX_DEPTH = 1_000
"""Groups within groups; programs write some twenty."""

_CODE_PAGE = re.compile(rb"\\ansicpg(\d{3,5})")
_TITLE = re.compile(rb"\{\\title ([ !-\[\]-z|~]{3,300})\}")
_TOKEN = re.compile(
    rb"\\bin(?P<bytes>\d+) ?|\\(?P<word>[a-z]+)(?P<number>-?\d+)? ?|\\.|(?P<brace>[{}])|[^\\{}]+", re.DOTALL
)
_HIDING = frozenset({b"v", b"deleted"})
"""Words that hide the text behind them in their group: hidden, deleted with changes tracked."""
_NO_TEXT = frozenset({b"fldinst", b"pict", b"object", b"stylesheet"})
"""Words that make a group no text: the address of a link, a picture, an embedded file, names of styles."""


def read_rtf(file: SourceFile) -> Iterator[Draft | Problem | StatedCount]:
    """The article in an RTF document, without hidden and deleted text, footnotes, and running heads."""
    import striprtf.striprtf as rtf  # noqa: PLC0415

    data = read_bytes(file, MAX_BYTES)
    if isinstance(data, Problem):
        yield data
        return
    if not data.lstrip().startswith(b"{\\rtf"):
        yield file.problem("", "no RTF document: expected a file that begins with {\\rtf" if data else "empty")
        return
    shown, has_hidden = _shown(data)
    if shown is None:
        yield file.problem("", f"groups are nested more than {MAX_DEPTH:,} times, so the document was not read")
        return
    page = _CODE_PAGE.search(data, 0, 4096)
    encoding = f"cp{page[1].decode('ascii')}" if page else "cp1252"
    try:
        # What is beyond ASCII is written as escapes in RTF, or stands in its code page.
        text: str = rtf.rtf_to_text(_decode(shown, encoding), encoding=encoding, errors="replace")  # type: ignore[no-untyped-call]
    except (ValueError, LookupError, IndexError, TypeError, OverflowError) as err:
        yield file.problem("", f"no readable RTF document ({type(err).__name__}: {err}); save it anew as .docx or .txt")
        return
    if has_hidden:
        yield file.problem("", "hidden or deleted words of the document were not read", "note")
    # Characters beyond the first 65,536 are written as two halves.
    text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    title = _TITLE.search(data, 0, 20_000)
    embedded = Metadata(headline=known_value(title[1].decode("ascii")) if title else None)
    yield from read_lines(file, text.split("\n"), embedded)


def _shown(data: bytes) -> tuple[bytes | None, bool]:
    """The document without what it does not show, and whether that was text; `None` if it is nested too deeply."""
    kept: list[bytes] = []
    groups: list[tuple[bool, bool]] = []
    hidden = dropped = has_hidden = False
    at = 0
    while at < len(data):
        found = _TOKEN.match(data, at)
        if found is None:  # a backslash at the very end
            break
        at = found.end() + int(found["bytes"] or 0)
        token, word = found[0], found["word"]
        if found["brace"] == b"{":
            groups.append((hidden, dropped))
            if len(groups) > MAX_DEPTH:
                return None, False
        elif found["brace"]:
            hidden, dropped = groups.pop() if groups else (False, False)
        elif word in _HIDING:
            hidden = found["number"] != b"0"
        elif word == b"plain":
            hidden = False
        elif word in _NO_TEXT:
            dropped = True
        elif found["bytes"]:
            continue
        elif hidden or dropped:
            # Words that set something for the rest of the group count even where nothing is shown.
            has_hidden = has_hidden or (not dropped and not token.startswith(b"\\") and bool(token.strip()))
            if dropped or not word or word in (b"par", b"line", b"tab", b"u"):
                continue
        kept.append(token)
    return b"".join(kept), has_hidden


def _decode(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding, "replace")
    except LookupError:
        return data.decode("cp1252", "replace")
