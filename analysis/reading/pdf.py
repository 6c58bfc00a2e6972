"""PDF documents → lines → paragraphs → one article, or the articles of an archive's export.

A PDF has no paragraphs: they are told by the lengths and ends of lines. So the text is not that of a file, but what
comes out here, and offsets point into it.
"""

from __future__ import annotations

import logging
import re
from collections import Counter
from collections.abc import Iterator, Sequence

from analysis.reading.documents import read_lines
from analysis.reading.drafts import Draft, Metadata, SourceFile, StatedCount
from analysis.reading.exports import is_export
from analysis.reading.exports.parts import PAGE_BREAK, find_day
from analysis.reading.metadata import known_value
from analysis.records import Problem

MAX_BYTES = 200_000_000
MAX_PAGES = 3_000
MAX_PAGE_CHARACTERS = 200_000
"""Of one page; a page of small print has ten thousand."""
MAX_OPERATIONS = 500_000
"""Steps of drawing one page; a page of news has some thousand."""
MAX_WORK = 10_000_000
"""Steps of drawing all pages that are read."""
_EDGE = 3
"""Lines at the upper and lower edge of a page among which running heads are looked for."""
_USUAL = 0.98
"""The rank, of all lines by their length, of one that counts as full."""
_FULL = 0.75
"""Of a full line; one that is shorter may end a paragraph."""
_SOFT_HYPHEN = "\u00ad"
_SENTENCE_END = re.compile(r"[.!?…:;][\"'”’»)\]]*$")


def read_pdf(file: SourceFile) -> Iterator[Draft | Problem | StatedCount]:
    """The article in a PDF document that has text; lines that stand on most pages are left out, with a note."""
    import pypdf  # noqa: PLC0415  (a quarter of a second that only PDF documents need)

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # what it says of broken files comes out as a problem
    with pypdf.apply_configuration(stream_parsing_work_maximum_count=MAX_OPERATIONS):
        found = _read_pages(file)
    if isinstance(found, Problem):
        yield found
        return
    pages, broken, title = found
    if broken:
        first = ", ".join(map(str, broken[:5])) + (f" and {len(broken) - 5} more" if len(broken) > 5 else "")
        yield file.problem(f"page {first}", "could not be read, so its text is missing")
    if not any(line for page in pages for line in page):
        if not broken:
            yield file.problem("", "it has pages but no text: a scan, which a program for OCR must read first")
        return
    scans = [number for number, page in enumerate(pages, 1) if not any(page) and number not in broken]
    if scans:
        first = ", ".join(map(str, scans[:5])) + (f" and {len(scans) - 5} more" if len(scans) > 5 else "")
        yield file.problem(f"page {first}", "empty, or a scan without text", "note")
    pages, removed = _without_running_heads(pages, is_export([line for page in pages for line in page]))
    if removed:
        shown = "; ".join(repr(line[:60]) for line in removed[:3])
        yield file.problem("", f"lines that stand at the edge of most pages were left out: {shown}", "note")
    lines = [line for page in pages for line in (*page, PAGE_BREAK)]
    lengths = sorted(len(line) for line in lines if line)
    full = lengths[int(len(lengths) * _USUAL)] if lengths else 0
    embedded = Metadata(headline=title if title and " " in title else None)
    yield from read_lines(file, lines, embedded, lambda own: flow(own, full))


def _read_pages(file: SourceFile) -> tuple[list[list[str]], list[int], str | None] | Problem:
    """The lines of each page, the numbers of those that could not be read, and the title of the document."""
    import pypdf  # noqa: PLC0415

    try:
        size = file.path.stat().st_size
        if size > MAX_BYTES:
            return file.problem("", f"{size:,} bytes are too many for a document (at most {MAX_BYTES:,}); split it")
        reader = pypdf.PdfReader(file.path)
        if reader.is_encrypted and not reader.decrypt(""):
            return file.problem("", "it has a password, so it was not read; save it without one")
        n_pages = len(reader.pages)
        title = known_value(reader.metadata.title) if reader.metadata else None
    except pypdf.errors.DependencyError:
        return file.problem("", "it is encrypted, so it was not read; print it to a new PDF document, or save its text")
    except Exception as err:  # a stranger's PDF makes the library fail in many ways; it costs this file alone
        return file.problem("", f"no readable PDF document ({type(err).__name__}: {err})")
    if not n_pages:
        return file.problem("", "a PDF document without a page, or one that breaks off; save it anew")
    if n_pages > MAX_PAGES:
        return file.problem("", f"{n_pages:,} pages are too many for a document (at most {MAX_PAGES:,}); split it")
    pages: list[list[str]] = []
    broken = []
    budget = _Budget()
    for number in range(n_pages):
        try:
            budget.begin_page()
            text = reader.pages[number].extract_text(visitor_operand_before=budget.spend)
        except Exception:  # as above, for one page
            text = ""
            broken.append(number + 1)
        if len(text) > MAX_PAGE_CHARACTERS:
            text = ""
            broken.append(number + 1)
        pages.append([" ".join(line.split()) for line in text.split("\n")])
    return pages, broken, title


class _Budget:
    """The steps that may still be taken, for a page and for all of them."""

    def __init__(self) -> None:
        self._left = MAX_WORK
        self._of_page = 0

    def begin_page(self) -> None:
        """Give the next page its share; raises if nothing is left."""
        self._of_page = min(MAX_OPERATIONS, self._left)
        self.spend()

    def spend(self, *_: object) -> None:
        """Take a step, whatever it draws."""
        self._left -= 1
        self._of_page -= 1
        if self._of_page < 0:
            raise OverflowError("more to draw than on any page that is meant to be read")


def _without_running_heads(pages: Sequence[Sequence[str]], has_titles: bool) -> tuple[list[list[str]], list[str]]:
    """Pages without the lines that stand at the edge of most, whatever their numbers, and those that count them.

    Args:
        pages: their lines.
        has_titles: whether a line above an outlet and a day is a title, which stands above the pages behind it, too.
    """
    edges = [set(_edge(page)) for page in pages]
    uses: Counter[str] = Counter()
    for page, edge in zip(pages, edges, strict=True):
        uses.update({_form(page[i]) for i in edge})
    inner = {_form(line) for p, e in zip(pages, edges, strict=True) for i, line in enumerate(p) if i not in e}
    running = {form for form, n in uses.items() if n > max(2, len(pages) / 2)} | _counters(pages, edges)
    running -= inner
    removed: dict[str, str] = {}
    kept = []
    for page, edge in zip(pages, edges, strict=True):
        heads = {i for i in edge if _form(page[i]) in running and not (has_titles and _is_title(page, i))}
        removed = {_form(page[i]): page[i] for i in sorted(heads)} | removed
        kept.append([line for i, line in enumerate(page) if i not in heads])
    return kept, list(removed.values())


def _counters(pages: Sequence[Sequence[str]], edges: Sequence[set[int]]) -> set[str]:
    """The forms of lines that stand at the edge of all pages, of two at least, and number them in their order."""
    starts: dict[str, list[int]] = {}
    for number, (page, edge) in enumerate(zip(pages, edges, strict=True)):
        for line in {page[i] for i in edge}:
            if found := re.search(r"\d{1,6}", line):
                starts.setdefault(_form(line), []).append(int(found[0]) - number)
    return {form for form, found in starts.items() if len(found) == len(pages) > 1 and len(set(found)) == 1}


def _is_title(page: Sequence[str], at: int) -> bool:
    below = [line for line in page[at + 1 :] if line][:2]
    return len(below) == 2 and len(below[1]) < 100 and find_day(below[1]) is not None


def _edge(page: Sequence[str]) -> list[int]:
    """The positions of the first and last lines of a page."""
    filled = [i for i, line in enumerate(page) if line]
    return sorted({*filled[:_EDGE], *filled[-_EDGE:]})


def _form(line: str) -> str:
    return re.sub(r"\d+", "#", line)


def flow(lines: Sequence[str], full: int) -> str:
    r"""The text of lines as they are printed: put together to paragraphs, with an empty line between these.

    A paragraph ends at an empty line, and where a line is short and either ends a sentence or is followed by a capital.

    Args:
        lines: in their order; the end of a page is no end of a paragraph by itself.
        full: characters of a line that goes to the margin.

    Example:
        >>> flow(["The river rose over-", "night.", "Nobody was hurt."], 20)
        'The river rose overnight.\n\nNobody was hurt.'
    """
    paragraphs: list[str] = []
    current = last = ""
    for line in lines:
        if line == PAGE_BREAK:
            continue
        is_short = len(last) < _FULL * full
        if current and (not line or (is_short and (_SENTENCE_END.search(last) or not line[0].islower()))):
            paragraphs.append(current)
            current = ""
        if line:
            current, last = _join(current, line), line
    return "\n\n".join([*paragraphs, current] if current else paragraphs)


def _join(before: str, line: str) -> str:
    """Two lines as one: a word that is divided between them is put together."""
    if not before:
        return line
    if before.endswith(_SOFT_HYPHEN) or (re.search(r"[^\W\d_]-$", before) and line[0].islower()):
        return before[:-1] + line
    return f"{before} {line}"
