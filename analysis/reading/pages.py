"""HTML pages: the article and its metadata, taken out by trafilatura."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from analysis.reading.decoding import NotTextError, Remark, decode
from analysis.reading.drafts import MAX_PAGE_BYTES, Draft, Metadata, SourceFile, StatedCount
from analysis.reading.exports import read_export
from analysis.reading.exports.pages import MARKS, export_lines
from analysis.reading.exports.parts import join_paragraphs
from analysis.reading.metadata import DateError, clean, known_value, parse_date
from analysis.reading.openings import put_headline
from analysis.reading.plain import not_text, read_bytes
from analysis.records import Problem

MIN_WORDS = 10
"""What is left of a login form or a picture page is shorter than the shortest news in brief."""

_CHARSET = re.compile(rb"""charset\s*=\s*["']?\s*([\w.:-]{2,40})""", re.IGNORECASE)
_LANGUAGE = re.compile(r"""<html[^>]{0,500}?\slang\s*=\s*["']?([A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*)""", re.IGNORECASE)
_NO_ARTICLE = (
    "no article was found on the page; expected paragraphs of text (pages that load their text by script do not "
    "hold it: save the page from the browser, or its text as .txt)"
)


class NoArticleError(ValueError):
    """No article can be taken out of a page; the message says why."""


@dataclass(frozen=True, slots=True)
class Page:
    """The article on a page."""

    text: str
    """Its headline, an empty line, and its paragraphs, without menus, comments and tables."""
    found: Metadata
    """What the page carries for machines."""
    remark: Remark | None = None
    """What is to be said about its encoding."""


def read_page(file: SourceFile) -> Iterator[Draft | Problem | StatedCount]:
    """The article on a page: its headline, an empty line, and its paragraphs, without menus, comments and tables.

    A page that Factiva or LexisNexis exports holds several.
    """
    data = read_bytes(file, MAX_PAGE_BYTES)
    if isinstance(data, Problem):
        yield data
        return
    try:
        if MARKS.search(data) and (lines := export_lines(decode(data, declared=_find_charset(data))[0])) is not None:
            yield from read_export(file, lines, join_paragraphs)
            return
        page = parse_page(data)
    except NotTextError as reason:
        yield not_text(file, reason)
    except NoArticleError as reason:
        yield file.problem("", str(reason))
    else:
        if page.remark:
            yield file.problem(page.remark.place, page.remark.message, page.remark.severity)
        yield Draft(file, page.text, embedded=page.found)


def parse_page(data: bytes, *, charset: str | None = None) -> Page:
    r"""The article in the bytes of a page.

    Args:
        data: at most `MAX_PAGE_BYTES`.
        charset: the one that a server named, which goes before the one that the page names.

    Raises:
        NotTextError: if the bytes are no text.
        NoArticleError: if the page holds no article, or cannot be parsed.

    Example:
        >>> parse_page(b"<title>Rain</title><p>It rained for seven days, and the river left its bed twice.").text
        'Rain\n\nIt rained for seven days, and the river left its bed twice.'
    """
    page, remark = decode(data, declared=charset or _find_charset(data))
    if not page.strip():
        raise NoArticleError("empty: expected a page with an article")
    try:
        text, found = extract_article(page)
    except Exception as err:  # whatever a stranger's page does to the parser costs this page, not the corpus
        reason = f"the page could not be parsed ({type(err).__name__}: {err}); save its text as .txt"
        raise NoArticleError(reason) from err
    if len(text.split()) < MIN_WORDS:
        raise NoArticleError(_NO_ARTICLE)
    return Page(put_headline(text, found.headline), found, remark)


def _find_charset(data: bytes) -> str | None:
    """The charset that a page names."""
    stated = _CHARSET.search(data, 0, 4096)
    return stated[1].decode("ascii") if stated else None


def extract_article(page: str, *, all_is_article: bool = False) -> tuple[str, Metadata]:
    """The paragraphs of an article in HTML, a line each, and what the page carries for machines.

    Args:
        page: the HTML.
        all_is_article: whether it is an article and nothing else, in which nothing is to be taken for a menu.

    Raises:
        Exception: whatever the extractor raises for a stranger's page.
    """
    import trafilatura  # noqa: PLC0415  (half a second that only pages need)

    # What the extractor has to say about a page comes out as a problem of the file, not on the terminal.
    for name in ("trafilatura", "htmldate", "courlan"):
        logging.getLogger(name).addHandler(logging.NullHandler())
    found = trafilatura.bare_extraction(
        f"<html><body><article>{page}</article></body></html>" if all_is_article else page,
        include_comments=False,
        include_tables=False,
        favor_recall=all_is_article,
        with_metadata=not all_is_article,
        date_extraction_params={"extensive_search": False, "original_date": True},
    )
    if found is None or isinstance(found, dict):
        return "", Metadata()
    language = _LANGUAGE.search(page)
    return clean(found.text or ""), Metadata(
        outlet=known_value(found.sitename),
        date=_certain_date(found.date, page),
        author=known_value(found.author),
        headline=known_value(found.title),
        url=known_value(found.url),
        language=language[1].lower() if language else None,
    )


def _certain_date(found: str | None, page: str) -> date | None:
    """The date that the extractor found, if the page has it in a form with one reading: 03/04/2025 has two."""
    if not found:
        return None
    try:
        day = parse_date(found)
    except DateError:
        return None
    month = day.strftime("%b")
    written = (
        rf"\b{day.year}(?P<joint>[-/.]?)0?{day.month}(?P=joint)0?{day.day}(?!\d)"
        rf"|\b0?{day.day}(?:st|nd|rd|th)? {month}[a-z]*\.?,? {day.year}"
        rf"|\b{month}[a-z]*\.? 0?{day.day}(?:st|nd|rd|th)?,? {day.year}"
    )
    return day if re.search(written, page, re.IGNORECASE) else None
