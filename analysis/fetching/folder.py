"""A folder of fetched pages: the pages, what is known about them, and what became of each address.

times-example/dam-bursts-1f2e3d4c.html   a page as it was sent
metadata.csv                             for the run: a row a page; rows that are there stay as they are
fetched.csv                              for people: a row an address, saved or why not
.fetched.jsonl                           the same for the next fetch: a line is added when an address is done
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path, PurePosixPath

import pandas as pd

from analysis.fetching.addresses import Target
from analysis.reading.drafts import SourceFile
from analysis.reading.metadata import FILE_NAMES
from analysis.reading.rows import Row, read_table
from analysis.records import Problem
from analysis.store.files import StoreError, told, write_file
from analysis.store.for_people import csv_for_people

JOURNAL = ".fetched.jsonl"
REPORT = "fetched.csv"
METADATA = "metadata.csv"
_ABOUT_PAGES = ("url", "outlet", "date", "author", "headline", "language", "fetched_at")
_REPORTED = ("url", "outcome", "file", "remark", "status", "final_url", "fetched_at", "n_bytes", "listed_in")


@dataclass(frozen=True, slots=True)
class Entry:
    """What became of an address."""

    url: str
    file: str = ""
    """The page, relative to the folder, with forward slashes; empty if nothing was saved."""
    remark: str = ""
    """Why it was not saved, or what is to be known about the page."""
    passing: bool = False
    """Whether asking again may help."""
    status: int | None = None
    final_url: str = ""
    fetched_at: str = ""
    n_bytes: int | None = None
    etag: str = ""
    last_modified: str = ""
    outlet: str = ""
    date: str = ""
    author: str = ""
    headline: str = ""
    language: str = ""
    listed_in: str = ""

    @property
    def outcome(self) -> str:
        """In a word."""
        return "saved" if self.file else "not saved"


_NAMES = frozenset(field.name for field in fields(Entry))


class Folder:
    """The pages in a folder, and what became of each address that was ever asked for there."""

    def __init__(self, path: Path) -> None:
        """Read what an earlier fetch noted, which may have been stopped in the middle of a line."""
        self.path = path
        self.entries: dict[str, Entry] = {}
        self._files: set[str] = set()
        self._led_to: dict[str, str] = {}
        """Where redirects ended → the address whose page was saved from there first."""
        for entry in _read_journal(path / JOURNAL):
            self._take(entry)

    def _take(self, entry: Entry) -> None:
        self.entries[entry.url] = entry
        if entry.file:
            self._files.add(entry.file)
            self._led_to.setdefault(entry.final_url, entry.url)

    def has(self, url: str) -> bool:
        """Whether the page of an address is there."""
        entry = self.entries.get(url)
        return bool(entry and entry.file) and (self.path / self.entries[url].file).is_file()

    def twin(self, url: str, final_url: str) -> Entry | None:
        """Another address that led to the same place, if its page is there."""
        other = self._led_to.get(final_url)
        return self.entries[other] if other and other != url and self.has(other) else None

    def read(self, url: str) -> bytes:
        """The page of an address.

        Raises:
            OSError: if it is not there.
        """
        return (self.path / self.entries[url].file).read_bytes()

    def save(self, target: Target, content: bytes) -> str:
        """Save a page whole or not at all, under a name that no other page has; that name.

        Raises:
            StoreError: if it cannot be written.
        """
        name, number = page_name(target), 2
        # A page that nobody noted was written when the program was killed, and is replaced.
        while name in self._files and (self.path / name).is_file() and (self.path / name).read_bytes() != content:
            name = str(PurePosixPath(page_name(target)).with_suffix(f".{number}.html"))
            number += 1
        write_file(self.path / name, content)
        return name

    def note(self, entry: Entry) -> None:
        """Note what became of an address, so that it stays known however the program ends.

        Raises:
            StoreError: if it cannot be written.
        """
        # What hosts answer gets into remarks, and remarks into tables and onto terminals.
        remark = "".join(c if c.isprintable() else "\ufffd" for c in entry.remark)
        entry = replace(entry, remark=remark)
        self._take(entry)
        line = json.dumps({name: value for name, value in asdict(entry).items() if value not in ("", None)})
        with told(self.path / JOURNAL), (self.path / JOURNAL).open("ab+") as journal:
            # Behind a line that was cut off the next one would be lost, too.
            if journal.tell():
                journal.seek(-1, 2)
                if journal.read(1) != b"\n":
                    journal.write(b"\n")
            journal.write(line.encode() + b"\n")

    def write_tables(self) -> None:
        """Write the tables for people and for the run.

        Raises:
            StoreError: if one cannot be written, or the table of metadata was changed into one that cannot be read.
        """
        rows = [{name: getattr(entry, name) for name in _REPORTED} for entry in self.entries.values()]
        write_file(self.path / REPORT, csv_for_people(_frame(rows, _REPORTED)))
        known = list(self._known_rows())
        there = {row["file"].casefold() for row in known}
        # Of addresses that led to one page the first tells about it.
        pages = {entry.file: entry for entry in reversed(self.entries.values()) if entry.file}
        new = [
            {"file": file, **{name: getattr(entry, name) for name in _ABOUT_PAGES}}
            for file, entry in reversed(pages.items())
            if file.casefold() not in there
        ]
        if new:
            columns = tuple(dict.fromkeys([*(name for row in known for name in row), "file", *_ABOUT_PAGES]))
            write_file(self.path / METADATA, csv_for_people(_frame(known + new, columns)))

    def _known_rows(self) -> Iterator[dict[str, str]]:
        path = self.path / METADATA
        if not path.is_file():
            return
        for row in read_table(SourceFile(path, METADATA, self.path), FILE_NAMES, "the file names"):
            if isinstance(row, Row):
                yield {"file": row.key, **row.values}
            elif isinstance(row, Problem) and row.severity == "error":
                raise StoreError(
                    f"{path}, {row.place or 'as a whole'}: {row.message}; the pages are saved, but their rows were not "
                    "added: repair the table or move it away, and fetch again"
                )


def page_name(target: Target) -> str:
    """Where the page of an address is saved, relative to the folder.

    Example:
        >>> page_name(Target("https", "www.times.example", 443, "/world/Dam-bursts.html?page=2"))
        'www-times-example/dam-bursts-93b7dac2.html'
    """
    segments = [part for part in target.path.split("?")[0].split("/") if part]
    stem = PurePosixPath(segments[-1]).stem if segments else "front-page"
    slug = re.sub(r"[^a-z0-9]+", "-", stem.casefold()).strip("-")[:60] or "page"
    digest = hashlib.blake2b(target.url.encode(), digest_size=4).hexdigest()
    # No name of a host has a dash for a dot, and no system knows a device of such a name.
    return f"{re.sub(r'[^a-z0-9]+', '-', target.host)[:100]}/{slug}-{digest}.html"


def _read_journal(path: Path) -> Iterator[Entry]:
    try:
        lines = path.read_bytes().splitlines()
    except FileNotFoundError:
        return
    for line in lines:
        try:
            values = json.loads(line)
            entry = Entry(**{name: value for name, value in values.items() if name in _NAMES})
        except (ValueError, TypeError, AttributeError, RecursionError):
            continue  # cut off when the program was stopped: the address is asked for again
        if all(isinstance(value, str) for value in (entry.url, entry.file, entry.final_url, entry.remark)):
            yield entry


def _frame(rows: Iterable[dict[str, object]], columns: tuple[str, ...]) -> pd.DataFrame:
    table = [["" if (value := row.get(name)) is None else str(value) for name in columns] for row in rows]
    return pd.DataFrame(table, columns=list(columns), dtype="str")
