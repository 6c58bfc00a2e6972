"""Factiva's exports as web pages → the lines of an export, as its documents have them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from analysis.reading.exports import factiva

_ARTICLE = re.compile(r"""<div[^>]{0,300}\sclass\s*=\s*["']?(?:\w+Article\s+)?article\b""", re.IGNORECASE)
_BLOCKS = ("p", "div", "span", "h1", "h2", "h3", "li", "td")


def factiva_lines(page: str) -> list[str] | None:
    """The lines of the articles on a page of Factiva; `None` if it is another page.

    Example:
        >>> factiva_lines("<html><body><p>News</p></body></html>") is None
        True
    """
    if not _ARTICLE.search(page) or "factiva" not in page.casefold():
        return None
    import lxml.html  # noqa: PLC0415  (only these pages need it)

    parser = lxml.html.HTMLParser(no_network=True, remove_comments=True, huge_tree=False)
    try:
        root = lxml.html.document_fromstring(page, parser=parser)
    except (SyntaxError, ValueError):  # the parser's own errors are these
        return None
    lines = [line for article in root.xpath("//body") for line in _lines(article)]
    return lines if factiva.is_export(lines) else None


def _lines(element: Any) -> Iterator[str]:
    """The lines of blocks; of a row in a table the tag and its value, as documents have them."""
    if element.tag in ("script", "style", "head"):
        return
    if element.tag == "tr":
        tag, *cells = element.findall("td") or [element]
        values = [line for cell in cells for line in _lines(cell)]
        yield "\t".join([_text(tag), *values[:1]])
        yield from values[1:]
    elif any(child.tag in (*_BLOCKS, "table", "tr", "tbody") for child in element):
        if lead := " ".join((element.text or "").split()):
            yield lead
        for child in element:
            yield from _lines(child)
            if tail := " ".join((child.tail or "").split()):
                yield tail
    elif text := _text(element):
        yield text


def _text(element: Any) -> str:
    return " ".join(str(element.text_content()).split())
