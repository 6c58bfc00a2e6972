"""Tables of metadata that lie beside the articles: `metadata.csv` or `metadata.tsv`, joined by file name."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from analysis.reading.drafts import Draft, Metadata, SourceFile
from analysis.reading.metadata import FILE_NAMES, read_fields
from analysis.reading.rows import Row, read_table
from analysis.records import Problem

TABLE_NAMES = ("metadata.csv", "metadata.tsv")
"""Best first, where a folder holds both."""
NAMED = 5
"""Files that a message names; the rest it counts."""


def list_names(names: list[str]) -> str:
    """The first names of many, for a message.

    Example:
        >>> list_names(["a", "b", "c", "d", "e", "f", "g"])
        'a, b, c, d, e and 2 more'
    """
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    return ", ".join(names[:NAMED]) + more


@dataclass(frozen=True, slots=True)
class _Entry:
    line: int
    named: str
    metadata: Metadata


class _Table:
    """One table: its rows by the names they give, and which files asked for them."""

    def __init__(self, file: SourceFile, folder: PurePosixPath) -> None:
        self.file = file
        self.folder = folder
        self.entries: dict[str, _Entry] = {}
        self.askers: dict[str, set[str]] = {}
        """Key of an entry → the files that it fits."""
        self.problems: list[Problem] = []
        for row in read_table(file, FILE_NAMES, "the file names"):
            if isinstance(row, Problem):
                self.problems.append(row)
            else:
                self._add(row)

    def _add(self, row: Row) -> None:
        key = _key(row.key)
        place = f"row {row.number} (line {row.line})"
        if not key:
            message = "names no file, so the row is not used; expected the name of a file beside the table"
            self.problems.append(self.file.problem(place, message, "warning"))
        elif key in self.entries:
            message = (
                f"{row.key!r} is described on line {self.entries[key].line} already; that row is used, not this one"
            )
            self.problems.append(self.file.problem(place, message, "warning"))
        else:
            self.entries[key] = _Entry(row.line, row.key, read_fields(dict(row.values)))

    def find_key(self, name: str) -> str | None:
        """The key of the entry for a file: by path, by name, or by either without the suffix."""
        inner = PurePosixPath(name).relative_to(self.folder)
        forms = (str(inner), inner.name, str(inner.with_suffix("")), inner.stem)
        return next((key for form in forms if (key := _key(form)) in self.entries), None)


class Sidecars:
    """All tables of metadata under the folders that are read.

    A file's table is the nearest one: in its own folder or in one above it, up to the folder that was asked for.
    """

    def __init__(self, files: Sequence[SourceFile]) -> None:
        self._tables: dict[tuple[Path, str], _Table | None] = {}
        self._keys: dict[tuple[Path, str], tuple[_Table, str]] = {}
        self._missing: dict[int, list[str]] = {}
        for file in files:
            self._join(file)

    def _join(self, file: SourceFile) -> None:
        table = self._nearest(file)
        key = table.find_key(file.name) if table else None
        if table and key:
            table.askers.setdefault(key, set()).add(file.name)
            self._keys[file.root, file.name] = (table, key)

    def _nearest(self, file: SourceFile) -> _Table | None:
        for folder in PurePosixPath(file.name).parents:
            place = (file.root, str(folder))
            if place not in self._tables:
                found = [name for name in TABLE_NAMES if (file.root / folder / name).is_file()]
                self._tables[place] = self._read(file.root, folder, found) if found else None
            if table := self._tables[place]:
                return table
        return None

    def _read(self, root: Path, folder: PurePosixPath, found: list[str]) -> _Table:
        name = str(folder / found[0])
        table = _Table(SourceFile(root / name, name, root), folder)
        if len(found) > 1:
            table.problems.append(table.file.problem("", f"used; {found[1]} in the same folder is not", "note"))
        return table

    def find(self, file: SourceFile) -> Metadata:
        """What the nearest table says about a file; about one in an archive it may say it by the archive's name."""
        if file.within and (file.root, file.name) not in self._keys:
            self._join(file)  # it was not known before the archive was opened
        table, key = self._keys.get((file.root, file.name), (None, ""))
        found = table.entries[key].metadata if table and not _is_unclear(key, table.askers[key]) else Metadata()
        return found.or_else(self.find(file.within)) if file.within else found

    def has_table(self, file: SourceFile) -> bool:
        """Whether a table describes the folder that a file is in, be the file in it or not."""
        return self._nearest(file) is not None

    def saw(self, draft: Draft) -> None:
        """Note whether a text that was read lacks its row."""
        table = self._nearest(draft.file)
        if draft.own.or_else(draft.embedded).outlet is not None:
            return  # the file tells its own
        if table and table.entries and not self._has_key(draft.file):
            names = self._missing.setdefault(id(table), [])
            if draft.file.name not in names[-1:]:
                names.append(draft.file.name)

    def _has_key(self, file: SourceFile) -> bool:
        return (file.root, file.name) in self._keys or (file.within is not None and self._has_key(file.within))

    def problems(self, *, whole_folders: set[Path]) -> Iterator[Problem]:
        """What is wrong with the tables, files of unknown outlet without a row, and rows without a file.

        Args:
            whole_folders: the folders that were read entirely; only there a row can lack its file.
        """
        for table in (table for table in self._tables.values() if table):
            yield from table.problems
            for key, askers in table.askers.items():
                if _is_unclear(key, askers):
                    entry = table.entries[key]
                    message = (
                        f"{entry.named!r} fits {len(askers)} files ({list_names(sorted(askers))}), so the row is not "
                        "used; write the path from the table's folder"
                    )
                    yield table.file.problem(f"line {entry.line}", message, "warning")
            if without := self._missing.get(id(table)):
                message = f"no row for {len(without)} of the files: {list_names(without)}; add them to the table"
                yield table.file.problem("", message, "note")
            idle = [entry.named for key, entry in table.entries.items() if key not in table.askers]
            if idle and table.file.root in whole_folders:
                yield table.file.problem("", f"no file for {len(idle)} of the rows: {list_names(idle)}", "note")


def _key(named: str) -> str:
    """A file's name for comparison: of one Unicode form, small letters, forward slashes."""
    plain = unicodedata.normalize("NFC", named.strip().replace("\\", "/")).casefold()
    return plain.removeprefix("./")


def _is_unclear(key: str, askers: set[str]) -> bool:
    """Whether a row that names no folder fits files in several."""
    return "/" not in key and len({str(PurePosixPath(name).parent) for name in askers}) > 1
