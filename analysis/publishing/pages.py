"""What every page that is written needs: templates that escape, names and addresses that are safe."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pandas as pd
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

TEMPLATES = Path(__file__).parent / "templates"

_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\..*)?")
_LONGEST_NAME = 80
_MINUS = "\u2212"


@cache
def environment() -> Environment:
    """The templates of the package. Every value is escaped, and a name that is missing is an error."""
    env = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.filters |= {"shown": show, "signed": signed, "number": grouped, "percent": percent, "readable": readable}
    return env


def stylesheet(name: str, **values: Any) -> Markup:
    """A style sheet of the package, filled in, for a `<style>` element; nothing of an article may go into it."""
    return Markup(environment().get_template(name).render(**values))


def safe_names(names: Iterable[str]) -> dict[str, str]:
    """A file name for each name: letters, digits, `.`, `-` and `_`, and different on every file system.

    Names that had to be changed, or that differ from another only in case, end in a short hash of the original.

    Example:
        >>> safe_names(["gaza-01", "../x"])
        {'gaza-01': 'gaza-01', '../x': 'x-d6b96a97'}
    """
    taken: set[str] = set()
    found: dict[str, str] = {}
    for name in names:
        plain = re.sub(r"[^A-Za-z0-9._-]+", "-", name).strip(".-_")[:_LONGEST_NAME].rstrip(".-_")
        if not plain or _RESERVED.fullmatch(plain):
            plain = f"article-{plain}".rstrip("-")
        if plain != name or plain.casefold() in taken:
            plain = f"{plain}-{hashlib.sha256(name.encode('utf-8', 'replace')).hexdigest()[:8]}"
        taken.add(plain.casefold())
        found[name] = plain
    return found


def safe_url(url: str | None) -> str | None:
    """The address if a browser can open it without running anything: http and https only.

    Example:
        >>> safe_url("https://example.org/a"), safe_url("javascript:alert(1)")
        ('https://example.org/a', None)
    """
    if not url:
        return None
    url = url.strip()
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    clean = all(character.isprintable() and not character.isspace() for character in url)
    return url if clean and parts.scheme.lower() in {"http", "https"} and parts.netloc else None


def data_uri(content: bytes, kind: str) -> str:
    """Bytes as an address that stands in the page itself, e.g. for kind `image/png`."""
    return f"data:{kind};base64,{base64.b64encode(content).decode('ascii')}"


def show(text: str) -> str:
    r"""A text as a page can show it: control characters become their Unicode pictures, one for one.

    Example:
        >>> show("a\x00b\tc")
        'a␀b\tc'
    """
    return text.translate(_SHOWN)


_SHOWN = {code: 0x2400 + code for code in range(0x20) if chr(code) not in "\t\n\r"} | {0x7F: 0x2421}
_SHOWN |= dict.fromkeys([*range(0x80, 0xA0), 0xFFFE, 0xFFFF, *range(0xD800, 0xE000)], 0xFFFD)


def signed(value: float, digits: int = 2) -> str:
    """A number with its sign, a real minus, and none for zero.

    Example:
        >>> signed(-0.421), signed(0.1), signed(-0.0)
        ('−0.42', '+0.10', '0.00')
    """
    text = f"{value:+.{digits}f}"
    return text[1:] if float(text) == 0 else text.replace("-", _MINUS)


def grouped(value: float) -> str:
    """A count with thousands set apart, e.g. `19,832`."""
    return f"{value:,.0f}"


def percent(value: Any) -> str:
    r"""A share of 0-1 in whole percent, which no line breaks off; a dash where it is not known.

    Example:
        >>> percent(0.256), percent(None)
        ('26\xa0%', '–')
    """
    return "–" if pd.isna(value) else f"{100 * value:.0f}\N{NO-BREAK SPACE}%"


def readable(name: Any) -> str:
    """An id as words, e.g. `international_law` as `international law`; a dash where it is missing."""
    return "–" if pd.isna(name) else str(name).replace("_", " ")


def names_or_ids(names: Mapping[str, str]) -> Callable[[Any], str]:
    """A function from an id to the name for readers, or to the id in words where there is none."""
    return lambda key: names.get(str(key)) or readable(key)


def rows_of(table: pd.DataFrame) -> list[Any]:
    """A table's rows as named tuples."""
    return list(table.itertuples(index=False))


def text_or_none(value: Any) -> str | None:
    """A table's cell as text; `None` where it is missing."""
    return None if pd.isna(value) else str(value)
