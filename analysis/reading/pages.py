"""HTML pages: the article and its metadata, taken out by trafilatura."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from datetime import date

from analysis.reading.decoding import NotTextError, decode
from analysis.reading.drafts import MAX_PAGE_BYTES, Draft, Metadata, SourceFile, StatedCount
from analysis.reading.exports import read_export
from analysis.reading.exports.pages import factiva_lines
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


def read_page(file: SourceFile) -> Iterator[Draft | Problem | StatedCount]:
    """The article on a page: its headline, an empty line, and its paragraphs, without menus, comments and tables.

    A page that Factiva exports holds several.
    """
    data = read_bytes(file, MAX_PAGE_BYTES)
    if isinstance(data, Problem):
        yield data
        return
    declared = _CHARSET.search(data, 0, 4096)
    try:
        page, remark = decode(data, declared=declared[1].decode("ascii") if declared else None)
    except NotTextError as reason:
        yield not_text(file, reason)
        return
    if not page.strip():
        yield file.problem("", "empty: expected a page with an article")
        return
    if remark:
        yield file.problem(remark.place, remark.message, remark.severity)
    if (lines := factiva_lines(page)) is not None:
        yield from read_export(file, lines)
        return
    try:
        text, found = extract_article(page)
    except Exception as err:  # whatever a stranger's page does to the parser costs this page, not the corpus
        yield file.problem("", f"the page could not be parsed ({type(err).__name__}: {err}); save its text as .txt")
        return
    if len(text.split()) < MIN_WORDS:
        yield file.problem("", _NO_ARTICLE)
        return
    yield Draft(file, put_headline(text, found.headline), embedded=found)


def extract_article(page: str) -> tuple[str, Metadata]:
    """The article's text on a page, empty if there is none, and what the page says about it."""
    import trafilatura  # noqa: PLC0415  (half a second that only pages need)

    # What the extractor has to say about a page comes out as a problem of the file, not on the terminal.
    for name in ("trafilatura", "htmldate", "courlan"):
        logging.getLogger(name).addHandler(logging.NullHandler())
    found = trafilatura.bare_extraction(
        page,
        include_comments=False,
        include_tables=False,
        with_metadata=True,
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
