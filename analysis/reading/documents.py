"""Documents (.docx) → their lines → one article, or the articles of an archive's export.

The text of an article is that of its paragraphs with an empty line between them: offsets point into it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from analysis.reading.drafts import Draft, Metadata, SourceFile, StatedCount
from analysis.reading.exports import is_export, read_export
from analysis.reading.exports.parts import join_paragraphs
from analysis.reading.metadata import clean, known_value
from analysis.reading.office import office_fault
from analysis.reading.openings import put_headline
from analysis.records import Problem

if TYPE_CHECKING:
    from docx.document import Document

_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_COMPATIBLE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_BREAKS = {f"{_WORD}br": "\n", f"{_WORD}cr": "\n", f"{_WORD}tab": "\t", f"{_WORD}noBreakHyphen": "-"}
_LEFT_OUT = frozenset({f"{_WORD}del", f"{_WORD}moveFrom", f"{_WORD}txbxContent", f"{_COMPATIBLE}Fallback"})
"""What was deleted with changes tracked; boxes, which stand beside the text; and second versions of drawings."""
_TOLD = (
    ("text boxes", "txbxContent"), ("footnotes", "footnoteReference"), ("endnotes", "endnoteReference"),
    ("hidden words", "vanish"), ("deleted words", "delText"),
)  # fmt: skip
MAX_UNPACKED = 200_000_000
"""Bytes of all parts of a document together; an export of a thousand articles has fifty million."""


def read_lines(
    file: SourceFile, lines: Sequence[str], embedded: Metadata, join: Callable[[Sequence[str]], str] = join_paragraphs
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

    if fault := office_fault(file, "docx", MAX_UNPACKED):
        yield fault
        return
    try:
        document = docx.Document(str(file.path))
        lines = _lines_of(document)
        embedded = _properties_of(document)
    except Exception as err:  # a stranger's document makes the libraries fail in many ways; it costs this file alone
        yield file.problem("", f"no readable Word document ({type(err).__name__}: {err}); save it anew as .docx")
        return
    left_out = [name for name, tag in _TOLD if next(document.element.body.iter(f"{_WORD}{tag}"), None) is not None]
    if left_out:
        yield file.problem("", f"{', '.join(left_out)} of the document were not read", "note")
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
        elif child.tag not in _LEFT_OUT and child.tag != f"{_WORD}p" and not _is_hidden(child):
            yield from _texts_of(child)


def _is_hidden(run: Any) -> bool:
    vanish = run.find(f"{_WORD}rPr/{_WORD}vanish")
    return vanish is not None and vanish.get(f"{_WORD}val", "true") not in ("false", "0", "off")


def _properties_of(document: Document) -> Metadata:
    """What the properties say. The date is when the file was made and its author who made it: both are not taken."""
    return Metadata(headline=known_value(document.core_properties.title))
