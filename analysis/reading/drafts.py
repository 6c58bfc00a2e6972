"""What readers hand over: texts with what their files say about them, before they become articles."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, fields
from datetime import date
from pathlib import Path

from analysis.reading.decoding import Severity
from analysis.records import Problem

MAX_CHARACTERS = 1_000_000
"""An article is longer than a book beyond that, so it is a dump of many; the parser's memory grows with the length."""
MAX_TEXT_BYTES = 5_000_000
"""A text file beyond that cannot be within `MAX_CHARACTERS`, whose widest encoding takes four bytes a character."""
MAX_PAGE_BYTES = 20_000_000
"""Web pages carry scripts and styles beside their text."""
MAX_PLACES = 5
"""Rows with the same fault that are named one by one; of more the first are named and the rest counted."""
MAX_FAULTS = 1000
"""Kinds of faults that are told of one file; further ones are counted together."""


@dataclass(frozen=True, slots=True)
class Metadata:
    """What is known about an article; `None` is unknown."""

    outlet: str | None = None
    date: date | None = None
    author: str | None = None
    headline: str | None = None
    url: str | None = None
    language: str | None = None
    unread_date: str | None = None
    """A date as written that has no one reading."""

    def or_else(self, other: Metadata) -> Metadata:
        """These values, and where one is unknown the other's."""
        return Metadata(*(getattr(self, f.name) or getattr(other, f.name) for f in fields(self)))


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file to read."""

    path: Path
    name: str
    """The path relative to the folder that was asked for, with forward slashes."""
    root: Path
    """That folder; for a single file the folder it is in."""
    within: SourceFile | None = None
    """The file that this one is packed in, as a member of an archive or an attachment."""

    @property
    def depth(self) -> int:
        """How many files it is packed in, one in the other."""
        return self.within.depth + 1 if self.within else 0

    @property
    def outermost(self) -> SourceFile:
        """The file on disk that it came out of, or is."""
        return self.within.outermost if self.within else self

    def problem(self, place: str, message: str, severity: Severity = "error") -> Problem:
        """A problem of this file."""
        return Problem(self.name, place, message, severity)


@dataclass(frozen=True, slots=True)
class Draft:
    """One text out of a file."""

    file: SourceFile
    text: str
    own: Metadata = field(default_factory=Metadata)
    """What the file states for readers of it: front matter or columns."""
    embedded: Metadata = field(default_factory=Metadata)
    """What a page carries for machines; weaker than a table of metadata that a person wrote."""
    row: int | None = None
    """Row, line or number of the article in a file that can hold several; from 1."""


@dataclass(frozen=True, slots=True)
class StatedCount:
    """How many articles a file itself says that it holds, as exports of archives do."""

    n: int


Reader = Callable[[SourceFile], Iterator[Draft | Problem | StatedCount]]
"""Yields the texts of a file, one at a time, and what is wrong with it; never raises for what a file holds.

Each article of the file comes out as a `Draft` or in a `Problem` that names its place."""


def compare_counts(
    file: SourceFile, items: Iterator[Draft | Problem | StatedCount]
) -> Iterator[Draft | Problem | StatedCount]:
    """Pass on what a reader yields, then a problem if the file says that it holds another number of articles."""
    n, stated = 0, None
    for item in items:
        if isinstance(item, StatedCount):
            stated = item.n
        n += isinstance(item, Draft)
        yield item
    if stated is not None and stated != n:
        message = f"the file says that it holds {stated:,} articles, but {n:,} were read; look for the others"
        yield file.problem("", message, "error" if n < stated else "warning")


class Tally:
    """Faults of many rows, told once each: the same fault in a thousand rows is one problem that counts them."""

    def __init__(self, file: SourceFile, unit: str, severity: Severity = "error") -> None:
        self._file = file
        self._unit = unit
        self._severity = severity
        self._places: dict[str, list[int | str]] = {}
        self._counts: Counter[str] = Counter()

    def add(self, number: int | str, message: str) -> None:
        """Note a fault of a row, a line, or whatever goes by a name."""
        if message not in self._places and len(self._places) >= MAX_FAULTS:
            message = f"faults of other kinds than the first {MAX_FAULTS:,}"
        self._counts[message] += 1
        places = self._places.setdefault(message, [])
        if len(places) < MAX_PLACES:
            places.append(number)

    def problems(self) -> Iterator[Problem]:
        """The faults in the order in which they first occurred."""
        for message, numbers in self._places.items():
            if (n := self._counts[message]) <= MAX_PLACES:
                places = (f"{self._unit} {at}".strip() for at in numbers)
                yield from (self._file.problem(place, message, self._severity) for place in places)
            else:
                first = ", ".join(map(str, numbers))
                units = f"{self._unit}s " if self._unit else ""
                yield self._file.problem(f"{units}{first} … ({n} in all)", message, self._severity)
