"""What is in an archive (.zip): which files can be read, by safe names, and what is to be said of the others."""

from __future__ import annotations

import stat
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from zipfile import ZipFile, ZipInfo

from analysis.reading.drafts import SourceFile, Tally
from analysis.reading.folders import find_suffix, is_aside, is_event_table, is_hidden
from analysis.reading.sidecar import TABLE_NAMES, list_names
from analysis.records import Problem

MAX_DEPTH = 2
"""An archive may be in an archive; one in that is not opened."""


@dataclass(slots=True)
class Contents:
    """What is in an archive."""

    members: dict[str, tuple[ZipInfo, str]] = field(default_factory=dict)
    """The files that can be read, with their suffixes, by names below the archive, in their order."""
    tables: dict[str, ZipInfo] = field(default_factory=dict)
    """Tables of metadata."""
    others: dict[str, list[str]] = field(default_factory=dict)
    """Names of files of other formats by suffix."""
    left_out: dict[str, list[str]] = field(default_factory=dict)
    """Names of files that were not read, by the reason."""
    notes: dict[str, list[str]] = field(default_factory=dict)
    n_files: int = 0

    def leave_out(self, name: str, reason: str) -> None:
        """Note a file that cannot be read."""
        self.left_out.setdefault(reason, []).append(name)

    def note(self, name: str, remark: str) -> None:
        """Note what is to be known about a file."""
        self.notes.setdefault(remark, []).append(name)

    def problems(self, file: SourceFile, known: Iterable[str]) -> Iterator[Problem]:
        """What is to be said of the files that were not read.

        Args:
            file: the archive.
            known: the suffixes of files that are read.
        """
        if not self.n_files:
            yield file.problem("", "an empty archive; expected files of articles")
        for tally, told in ((Tally(file, ""), self.left_out), (Tally(file, "", "note"), self.notes)):
            for message, names in told.items():
                for name in names:
                    tally.add(name, message)
            yield from tally.problems()
        for suffix, names in sorted(self.others.items()):
            message = f"not read: {list_names(names)}; {unreadable(suffix, known)}"
            yield file.problem("", message, "note" if self.n_files > len(names) else "error")


def look_through(file: SourceFile, archive: ZipFile, readable: Collection[str], packed: Collection[str]) -> Contents:
    """What is in an archive; nothing is unpacked.

    Args:
        file: the archive.
        archive: the same, opened.
        readable: suffixes of files that can be read.
        packed: suffixes of packed files that are opened, too.
    """
    contents, known = Contents(), {*readable, *packed}
    n_before: Counter[str] = Counter()
    for info in archive.infolist():
        name = safe_name(_stated_name(info))
        if info.is_dir() or name is None:
            continue
        contents.n_files += 1
        path = PurePosixPath(name)
        suffix = find_suffix(path, known)
        if stat.S_ISLNK(info.external_attr >> 16):
            contents.leave_out(name, "a link, which is not followed; pack the file itself")
        elif path.name.casefold() in TABLE_NAMES:
            contents.tables[str(path.with_name(path.name.casefold()))] = info
        elif is_event_table(path):
            contents.note(name, "a table of events in an archive is not read; put it beside the archive")
        elif is_aside(path):
            continue
        elif suffix in packed and file.depth + 1 >= MAX_DEPTH:
            contents.leave_out(name, "an archive in an archive in an archive is not opened; unpack it")
        elif suffix not in known:
            contents.others.setdefault(suffix, []).append(name)
        else:
            free = name
            while free in contents.members:
                n_before[name] += 1
                free = f"{path.with_suffix('')} ({n_before[name] + 1}){path.suffix}"
            if free != name:
                contents.note(name, "a second file of that name in the archive; both were read")
            contents.members[free] = (info, suffix)
    return contents


def _stated_name(info: ZipInfo) -> str:
    """The name that an archive states; many programs write UTF-8 and do not say so."""
    if not info.flag_bits & 0x800:
        try:
            return info.orig_filename.encode("cp437").decode("utf-8")
        except UnicodeError:
            pass
    return info.orig_filename


def safe_name(name: str) -> str | None:
    """A member's name as one below the archive, whatever it says; `None` for files that systems leave behind."""
    parts = [part for part in name.replace("\\", "/").split("/") if part not in ("", ".", "..")]
    if not parts or any(map(is_hidden, parts)):
        return None
    return "/".join("".join(c if c.isprintable() and c != ":" else "_" for c in part)[-100:] for part in parts)


def unreadable(suffix: str, known: Iterable[str]) -> str:
    """What to say of files of a format that cannot be read.

    Args:
        suffix: theirs.
        known: the suffixes of files that can.
    """
    what = f"files *{suffix}" if suffix else "files without a suffix"
    return f"{what} in a packed file cannot be read; expected {', '.join(sorted(known))}"
