"""Reading a page back, to see what a browser or a screen reader would find in it."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from itertools import pairwise

VOID = frozenset({"meta", "input", "img", "br", "link", "hr"})


@dataclass
class Element:
    tag: str
    attrs: dict[str, str]
    parent: Element | None = None
    children: list[Element | str] = field(default_factory=list)

    @property
    def classes(self) -> list[str]:
        return self.attrs.get("class", "").split()

    def all(self, tag: str | None = None, *, cls: str | None = None) -> list[Element]:
        """The elements inside, in order, of that tag and class."""
        found = []
        for child in self.children:
            if isinstance(child, Element):
                if tag in {None, child.tag} and (cls is None or cls in child.classes):
                    found.append(child)
                found += child.all(tag, cls=cls)
        return found

    def text(self, *, without: tuple[str, ...] = ()) -> str:
        """The text inside, apart from that of elements with one of these classes."""
        parts = []
        for child in self.children:
            if isinstance(child, str):
                parts.append(child)
            elif not set(without) & set(child.classes):
                parts.append(child.text(without=without))
        return "".join(parts)


class _Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = self.at = Element("root", {})

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs}, self.at)
        assert len(attrs) == len(element.attrs), f"an attribute stands twice in <{tag}>"
        self.at.children.append(element)
        if tag not in VOID:
            self.at = element

    def handle_endtag(self, tag: str) -> None:
        assert self.at.tag == tag, f"</{tag}> closes <{self.at.tag}>"
        assert self.at.parent is not None
        self.at = self.at.parent

    def handle_data(self, data: str) -> None:
        self.at.children.append(data)


def parse(html: str) -> Element:
    """The page as a tree; elements that are not closed in order fail."""
    builder = _Builder()
    builder.feed(html)
    builder.close()
    assert builder.at is builder.root, f"<{builder.at.tag}> is not closed"
    return builder.root


def check_page(page: Element, *, files: tuple[str, ...] = ()) -> None:
    """What every page must hold to.

    Args:
        page: parsed.
        files: beginnings of the relative addresses that it may link to.
    """
    elements = page.all()
    assert [e.attrs["lang"] for e in page.all("html")] == ["en"]
    ids = [e.attrs["id"] for e in elements if "id" in e.attrs]
    assert len(ids) == len(set(ids)), "an id stands twice"
    for element in elements:
        assert not [name for name in element.attrs if name.startswith("on")], f"a handler in <{element.tag}>"
        assert "srcset" not in element.attrs
        assert element.attrs.get("src", "data:image/png;base64,").startswith("data:image/png;base64,")
        href = element.attrs.get("href")
        if href is None:
            continue
        if href.startswith("#"):
            assert href[1:] in ids, f"{href} leads nowhere"
        elif href.startswith(("http:", "https:")):
            assert element.tag == "a"
            assert "noopener" in element.attrs["rel"].split()
        else:
            assert href.startswith(("data:text/csv;", *files)), f"{href} leads out of the report"
    assert not page.all("link")
    assert not [e for e in page.all("style") if "url(" in e.text() or "@import" in e.text()]
    levels = [int(e.tag[1]) for e in elements if e.tag in {"h1", "h2", "h3", "h4", "h5", "h6"}]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels)), levels
    for image in page.all("img"):
        assert image.attrs.get("alt", "").strip(), "an image without a description"
    body = page.all("body")[0]
    first_link = body.all("a")[0]
    assert first_link.attrs["class"] == "skip"
    assert len(page.all("main")) == 1
    assert page.all("title")[0].text().strip()
