"""Coding sheets as they come back: workbooks and CSV files of any spreadsheet program, as rows with their places."""

from __future__ import annotations

import csv
import io
import re
import warnings
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException

from analysis.records import Problem
from analysis.store import hash_file
from analysis.validation.cells import read_text
from analysis.validation.questions import ITEM

ENDINGS = (".xlsx", ".csv")
MAX_BYTES = 50_000_000
MAX_ROWS = 200_000
_HEADER_ROWS = 10
"""The row of titles is looked for so far down: some people write a note above it."""


@dataclass(slots=True)
class RawSheet:
    """A sheet as it stands in a file."""

    path: str
    """The file, as it was given."""
    name: str
    """Of the sheet; empty for a CSV file."""
    columns: dict[str, int] = field(default_factory=dict)
    """The place of each title, from 0; titles in small letters."""
    header: int = 1
    """The row of the titles, from 1."""
    rows: list[tuple[int, Sequence[Any]]] = field(default_factory=list)
    """The rows below with their numbers, those that are empty left out."""

    def cell(self, row: int, column: str | int = "") -> str:
        """The place of a cell as a message has it, e.g. `sheet "frames", cell F17`."""
        at = self.columns.get(column, 0) if isinstance(column, str) else column
        return self._place(f"cell {get_column_letter(at + 1)}{row}")

    def place(self) -> str:
        """The place of the sheet as a message has it."""
        return self._place("")

    def value(self, row: Sequence[Any], column: str) -> Any:
        """What stands in a column of a row; `None` where the row is shorter or there is no such column."""
        at = self.columns.get(column)
        return None if at is None or at >= len(row) else row[at]

    def _place(self, cell: str) -> str:
        return ", ".join(filter(None, [f'sheet "{self.name}"' if self.name else "", cell]))


def find_files(paths: Sequence[Path]) -> tuple[list[Path], list[Problem]]:
    """The files among files and folders, each once: two files with the same content count as one."""
    files: list[Path] = []
    problems: list[Problem] = []
    seen: dict[str, Path] = {}
    for path in paths:
        found = [path]
        if path.is_dir():
            found = sorted(
                p for p in path.iterdir() if p.suffix.lower() in ENDINGS and not p.name.startswith((".", "~"))
            )
            if not found:
                problems.append(Problem(str(path), "", "a folder without coding sheets (.xlsx or .csv)"))
        for file in found:
            try:
                digest = hash_file(file)
            except OSError as err:
                problems.append(Problem(str(file), "", f"cannot be read ({err.strerror})"))
                continue
            if digest in seen:
                problems.append(Problem(str(file), "", f"is the same file as {seen[digest].name}: counted once"))
                continue
            seen[digest] = file
            files.append(file)
    return files, problems


def read_file(path: Path) -> tuple[list[RawSheet], list[Problem]]:
    """The coding sheets of a file; what cannot be read is told, never raised."""
    if path.suffix.lower() not in ENDINGS:
        return [], [Problem(str(path), "", "is neither .xlsx nor .csv; save the sheet as one of them")]
    try:
        if path.stat().st_size > MAX_BYTES:
            return [], [Problem(str(path), "", f"is larger than {MAX_BYTES // 1_000_000} MB: left out")]
        if path.stat().st_size == 0:
            return [], [Problem(str(path), "", "is empty")]
        tables = list(_csv_rows(path) if path.suffix.lower() == ".csv" else _workbook_rows(path))
    # A broken workbook fails in many ways: as a ZIP, as XML, in its parts.
    except (OSError, zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, TypeError, csv.Error) as err:
        message = f"cannot be read ({type(err).__name__}: {err}); save it again as .xlsx or .csv"
        return [], [Problem(str(path), "", message)]
    sheets, problems = [], []
    for name, rows in tables:
        sheet = _sheet(str(path), name, rows)
        if sheet is not None:
            sheets.append(sheet)
        elif name.casefold() != "codebook":
            empty = not any(_filled(row) for row in rows)
            what = "is empty" if empty else f"has no title “{ITEM}” in its first {_HEADER_ROWS} rows"
            place = f'sheet "{name}"' if name else ""
            problems.append(Problem(str(path), place, f"{what}: left out"))
    if not tables:
        problems.append(Problem(str(path), "", "holds no sheet"))
    return sheets, problems


def _workbook_rows(path: Path) -> Iterator[tuple[str, list[Sequence[Any]]]]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = load_workbook(path, read_only=True, data_only=True)
        try:
            for sheet in book.worksheets:
                # The size that a file states of itself may be wrong.
                sheet.reset_dimensions()
                rows: list[Sequence[Any]] = []
                for row in sheet.iter_rows(values_only=True):
                    if len(rows) >= MAX_ROWS:
                        raise ValueError(f"more than {MAX_ROWS:,} rows")
                    rows.append(row)
                yield sheet.title, rows
        finally:
            book.close()


def _csv_rows(path: Path) -> Iterator[tuple[str, list[Sequence[Any]]]]:
    content = path.read_bytes()
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = content.decode("utf-16")
    else:
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = content.decode("cp1252", errors="replace")  # as Excel saves CSV in Western Europe
    if "\x00" in text:
        raise ValueError("not a text file")
    first = text.partition("\n")[0]
    if first.lower().startswith("sep="):
        text, delimiter = text.partition("\n")[2], first.strip()[4:5] or ","
    else:
        head = text.splitlines()[:_HEADER_ROWS]
        titles = next((line for line in head if read_text(re.split("[;,\t]", line)[0]) == ITEM), first)
        delimiter = max(";,\t", key=titles.count)
    csv.field_size_limit(1_000_000)
    yield "", list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))


def _sheet(path: str, name: str, rows: Sequence[Sequence[Any]]) -> RawSheet | None:
    for number, row in enumerate(rows[:_HEADER_ROWS], start=1):
        titles = [read_text(cell) for cell in row]
        if ITEM in titles:
            columns: dict[str, int] = {}
            for at, title in enumerate(titles):
                if title:
                    columns.setdefault(title, at)
            below = [(n, r) for n, r in enumerate(rows[number:], start=number + 1) if _filled(r)]
            return RawSheet(path, name, columns, number, below)
    return None


def _filled(row: Sequence[Any]) -> bool:
    return any(cell is not None and str(cell).strip() for cell in row)
