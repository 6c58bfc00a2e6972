"""Exports as web pages, of Factiva and the older LexisNexis → the lines of an export, as its documents have them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from analysis.reading.exports import factiva, nexis_text
from analysis.reading.exports.parts import find_day, is_language

MARKS = re.compile(rb"[Ff]activa|\d of \d+ DOCUMENTS?\s*<")
"""What the bytes of such a page hold; pages that hold it need not be one."""
_BLOCKS = frozenset("p div h1 h2 h3 h4 li tr td pre blockquote ul ol table tbody".split())  # noqa: SIM905
_ARTICLES = "//div[contains(concat(' ', normalize-space(@class), ' '), ' article ')]"


def export_lines(page: str) -> list[str] | None:
    """The lines of the articles on a page that an archive exported; `None` if it is another page.

    Example:
        >>> export_lines("<html><body><p>News</p></body></html>") is None
        True
    """
    import lxml.html  # noqa: PLC0415  (only these pages need it)

    parser = lxml.html.HTMLParser(no_network=True, remove_comments=True, huge_tree=False)
    try:
        root = lxml.html.document_fromstring(re.sub(r"^\s*<\?xml[^>]*>", "", page), parser=parser)
    except (SyntaxError, ValueError):  # the parser's own errors are these
        return None
    articles = [article for article in root.xpath(_ARTICLES) if not article.xpath(f".{_ARTICLES}")]
    lines = [line for article in articles for line in _factiva_lines(article)]
    if factiva.is_export(lines):
        return lines
    lines = [line for block in _texts(root) for line in (block, "")]
    return lines if nexis_text.is_export(lines) else None


def _factiva_lines(article: Any) -> Iterator[str]:
    """The lines of an article, with tags: the page has a table of them, or tells by its classes what they would be."""
    rows = article.xpath(".//tr[count(td) > 1]")
    if rows:
        for row in rows:
            tag, *cells = row.findall("td")
            values = [text for cell in cells for text in _texts(cell)]
            yield "\t".join([_text(tag), *values[:1]])
            yield from values[1:]
        yield from (text for text in _texts(article) if factiva.is_end(text))
        return
    blocks = [(block.get("class") or "", block.get("id") or "", _text(block)) for block in article.xpath("./*")]
    blocks = [block for block in blocks if block[2]]
    texts = [k for k, (kind, _, _) in enumerate(blocks) if "articleParagraph" in kind]
    if not texts:
        yield from (text for _, _, text in blocks)
        return
    yield from _head_lines(blocks[: texts[0]])
    yield "TD\t" + blocks[texts[0]][2]
    yield from (text for _, _, text in blocks[texts[0] + 1 : texts[-1] + 1])
    yield from (text for _, _, text in blocks[texts[-1] + 1 :] if factiva.is_end(text))


def _head_lines(blocks: list[tuple[str, str, str]]) -> Iterator[str]:
    """The fields above the text: headline and author by their classes, the others by their order."""
    plain = []
    for kind, name, text in blocks:
        if name == "hd" or "Headline" in kind:
            yield f"HD\t{text}"
        elif "author" in kind:
            yield f"BY\t{text}"
        else:
            plain.append(text)
    at = next((i for i, text in enumerate(plain) if factiva.is_count(text)), len(plain))
    if language := next((text for text in plain[at:] if is_language(text)), ""):
        yield f"LA\t{language}"
    for tag, text in zip(("WC", "PD"), plain[at : at + 2], strict=False):
        yield f"{tag}\t{text}"
    if outlet := next((text for text in plain[at + 1 :] if not find_day(text) and not factiva.is_time(text)), ""):
        yield f"SN\t{outlet}"


def _texts(element: Any) -> Iterator[str]:
    """The texts of the blocks in an element, in their order; two line breaks end one, too."""
    text = ""
    for kind, piece in _pieces(element):
        if kind == "break" and text.strip():
            yield " ".join(text.split())
            text = ""
        text += piece
    if text.strip():
        yield " ".join(text.split())


def _pieces(element: Any) -> Iterator[tuple[str, str]]:
    """Texts, and breaks between blocks; walks without recursion, as pages nest deeply."""
    last_was_line = False
    stack: list[tuple[Any, bool]] = [(element, False)]
    while stack:
        node, is_left = stack.pop()
        tag = node.tag if isinstance(node.tag, str) else ""
        if is_left:
            if tag in _BLOCKS:
                yield "break", ""
            if node is not element and node.tail:
                last_was_line = last_was_line and not node.tail.strip()
                yield "text", node.tail
            continue
        stack.append((node, True))
        if tag in ("script", "style", "head", ""):
            continue
        if tag in _BLOCKS:
            yield "break", ""
        if tag == "br":
            yield ("break" if last_was_line else "text"), " "
            last_was_line = True
        if node.text:
            last_was_line = last_was_line and not node.text.strip()
            yield "text", node.text
        stack.extend((child, False) for child in reversed(node))


def _text(element: Any) -> str:
    return " ".join(str(element.text_content()).split())
