"""The YAML block that may open a text file: where it is, and what it says."""

from __future__ import annotations

import re
from dataclasses import dataclass

import yaml

from analysis.reading.drafts import Metadata
from analysis.reading.metadata import read_fields

LIMIT = 20_000
"""Characters: a closing rule further down belongs to the text."""

_BREAK = r"(?:\r\n|\n|\r)"
_BLOCK = re.compile(rf"---[ \t]*{_BREAK}(?P<yaml>.*?)(?:(?<=\n)|(?<=\r))(?:---|\.\.\.)[ \t]*(?=[\r\n]|\Z)", re.DOTALL)
_OPENING = re.compile(rf"---[ \t]*{_BREAK}(?=\s*(?:#[^\r\n]*{_BREAK}\s*)*[A-Za-z_][\w -]{{0,40}}:(?:\s|\Z))")


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """Where the block is, its rules included, and where the YAML between them is."""

    start: int
    end: int
    yaml_start: int
    yaml_end: int


def find_front_matter(text: str) -> FrontMatter | None:
    r"""The block between two lines `---` at the very start of a text, if it begins with a key.

    Example:
        >>> find_front_matter("---\ntitle: Rain\n---\nIt rained.")
        FrontMatter(start=0, end=19, yaml_start=4, yaml_end=16)
    """
    found = _BLOCK.match(text, 0, LIMIT) if opens_front_matter(text) else None
    return FrontMatter(0, found.end(), found.start("yaml"), found.end("yaml")) if found else None


def opens_front_matter(text: str) -> bool:
    """Whether a text begins as front matter does, closed or not."""
    return _OPENING.match(text, 0, LIMIT) is not None


class FrontMatterError(ValueError):
    """A front matter is no YAML mapping; `line` counts from 1 within it."""

    def __init__(self, message: str, line: int) -> None:
        super().__init__(message)
        self.line = line


def read_front_matter(source: str) -> Metadata:
    """The metadata in the YAML between two rules `---`.

    Raises:
        FrontMatterError: if it is not valid, with the line.
    """
    try:
        # The base loader makes strings of every value: no date is guessed, and `no` stays the language of Norway.
        content = yaml.load(source, Loader=yaml.BaseLoader)
    except (yaml.YAMLError, RecursionError) as err:
        mark = getattr(err, "problem_mark", None)
        message = str(getattr(err, "problem", None) or "nested too deeply")
        raise FrontMatterError(message, mark.line + 1 if mark else 1) from err
    if not isinstance(content, dict):
        raise FrontMatterError("no `key: value` lines", 1)
    return read_fields({key: value for key, value in content.items() if isinstance(key, str)})
