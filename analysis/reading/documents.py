"""Documents (.docx, .rtf) → their lines → one article, or the articles of an archive's export.

The text of an article is that of its paragraphs with an empty line between them: offsets point into it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from analysis.reading.drafts import MAX_PAGE_BYTES, Draft, Metadata, SourceFile, StatedCount
from analysis.reading.exports import is_export, read_export
from analysis.reading.exports.parts import join_text
from analysis.reading.metadata import clean, known_value
from analysis.reading.office import office_fault
from analysis.reading.openings import put_headline
from analysis.reading.plain import read_bytes
from analysis.records import Problem

if TYPE_CHECKING:
    from docx.document import Document

MAX_DEPTH = 1_000
"""Groups within groups of an RTF document; programs write some twenty."""

_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_COMPATIBLE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_BREAKS = {f"{_WORD}br": "\n", f"{_WORD}cr": "\n", f"{_WORD}tab": "\t", f"{_WORD}noBreakHyphen": "-"}
_LEFT_OUT = frozenset({f"{_WORD}del", f"{_WORD}moveFrom", f"{_WORD}txbxContent", f"{_COMPATIBLE}Fallback"})
"""What was deleted with changes tracked; boxes, which stand beside the text; and second versions of drawings."""
_CODE_PAGE = re.compile(rb"\\ansicpg(\d{3,5})")


def read_lines(
    file: SourceFile, lines: Sequence[str], embedded: Metadata, join: Callable[[Sequence[str]], str] = join_text
) -> Iterator[Draft | Problem | StatedCount]:
    """The articles in the lines of a document: those of an export, else one.

    Args:
        file: the document.
        lines: of it.
        embedded: what the document says about itself; of an export that is not about its articles.
        join: makes a text of an article's lines.
    """
    if is_export(lines):
        yield from read_export(file, lines, join)
        return
    text = clean(join(lines))
    if len(text.split()) < 2:
        yield file.problem(
            "", "the document has no text; expected an article (a scan must be read by a program for OCR)"
        )
        return
    yield Draft(file, put_headline(text, embedded.headline), embedded=embedded)


def read_docx(file: SourceFile) -> Iterator[Draft | Problem | StatedCount]:
    """The article in a Word document, with tables and tracked insertions, without deletions, boxes and footnotes."""
    import docx  # noqa: PLC0415  (a quarter of a second that only documents need)

    if fault := office_fault(file, "docx"):
        yield fault
        return
    try:
        document = docx.Document(str(file.path))
        lines = _lines_of(document)
        embedded = _properties_of(document)
    except Exception as err:  # a stranger's document makes the libraries fail in many ways; it costs this file alone
        yield file.problem("", f"no readable Word document ({type(err).__name__}: {err}); save it anew as .docx")
        return
    left_out = [name for name, tag in (("text boxes", "txbxContent"), ("footnotes", "footnoteReference"))
                if next(document.element.iter(f"{_WORD}{tag}"), None) is not None]  # fmt: skip
    if left_out:
        yield file.problem("", f"{' and '.join(left_out)} of the document were not read", "note")
    yield from read_lines(file, lines, embedded)


def _lines_of(document: Document) -> list[str]:
    """The paragraphs of a document in their order, those in tables too."""
    lines = []
    for paragraph in document.element.body.iter(f"{_WORD}p"):
        if not any(above.tag in _LEFT_OUT for above in paragraph.iterancestors()):
            lines += "".join(_texts_of(paragraph)).split("\n")
    return lines


def _texts_of(element: Any) -> Iterator[str]:
    for child in element:
        if child.tag == f"{_WORD}t":
            yield child.text or ""
        elif child.tag in _BREAKS:
            yield _BREAKS[child.tag]
        elif child.tag not in _LEFT_OUT and child.tag != f"{_WORD}p":
            yield from _texts_of(child)


def _properties_of(document: Document) -> Metadata:
    """What the properties say. The date is when the file was made and its author who made it: both are not taken."""
    return Metadata(headline=known_value(document.core_properties.title))


def read_rtf(file: SourceFile) -> Iterator[Draft | Problem | StatedCount]:
    """The article in an RTF document."""
    import striprtf.striprtf as rtf  # noqa: PLC0415

    data = read_bytes(file, MAX_PAGE_BYTES)
    if isinstance(data, Problem):
        yield data
        return
    if not data.lstrip().startswith(b"{\\rtf"):
        yield file.problem("", "no RTF document: expected a file that begins with {\\rtf" if data else "empty")
        return
    if _depth(data) > MAX_DEPTH:
        yield file.problem("", f"groups are nested more than {MAX_DEPTH:,} times, so the document was not read")
        return
    page = _CODE_PAGE.search(data, 0, 4096)
    encoding = f"cp{page[1].decode('ascii')}" if page else "cp1252"
    try:
        # Every byte as a character: what is beyond ASCII is written as escapes in RTF, or stands in its code page.
        text: str = rtf.rtf_to_text(_decode(data, encoding), encoding=encoding, errors="replace")  # type: ignore[no-untyped-call]
    except (ValueError, LookupError, IndexError, TypeError) as err:
        yield file.problem("", f"no readable RTF document ({type(err).__name__}: {err}); save it anew as .docx or .txt")
        return
    yield from read_lines(file, text.split("\n"), Metadata())


def _decode(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding, "replace")
    except LookupError:
        return data.decode("cp1252", "replace")


def _depth(data: bytes) -> int:
    depth = deepest = 0
    for mark in re.finditer(rb"\\.|[{}]", data):
        depth += {b"{": 1, b"}": -1}.get(mark[0], 0)
        deepest = max(deepest, depth)
    return deepest
