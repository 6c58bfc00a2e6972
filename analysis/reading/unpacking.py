"""Packed files: archives of readable files (.zip) and of a crawl (.wacz), and single ones that are compressed (.gz).

What is packed is unpacked a file at a time into a folder of its own, read there, and removed. Sizes are counted while
it is unpacked, as what an archive says of itself may be a lie.
"""

from __future__ import annotations

import gzip
import stat
import zipfile
import zlib
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from analysis.reading.drafts import Draft, Reader, SourceFile, StatedCount, Tally, compare_counts
from analysis.reading.folders import find_suffix, is_aside, is_event_table, is_hidden
from analysis.reading.sidecar import TABLE_NAMES, Sidecars, list_names
from analysis.records import Problem

MAX_UNPACKED = 50_000_000_000
"""Bytes that one archive may unpack to: ten million articles."""
MAX_RATIO = 250
"""Unpacked bytes to packed ones; text comes to ten, tables that repeat themselves to a hundred, bombs to a thousand."""
MAX_MEMBERS = 200_000
MAX_DEPTH = 2
"""An archive may be in an archive; one in that is not opened."""
_ALWAYS = 10_000_000
"""Bytes that any file may unpack to: the ratio of small ones says little."""
_PIECE = 1 << 20
_PACKED = (".zip", ".gz")
_OF_ROWS = (".csv", ".tsv", ".jsonl")
"""Of these the rows before a damage are of use."""

Item = Draft | Problem | StatedCount


class _TooMuchError(Exception):
    """More comes out than there may be."""


class _BrokenError(Exception):
    """A member that cannot be unpacked."""


@dataclass(slots=True)
class _Allowance:
    """The bytes that may still come out of a file on disk and of all that is packed in it."""

    left: int


def unpackers(readers: Mapping[str, Reader]) -> dict[str, Reader]:
    """Readers of packed files, for files of the formats of some readers.

    Args:
        readers: by suffix.
    """
    of_crawls = {suffix: reader for suffix, reader in readers.items() if suffix.startswith(".warc")}
    return {
        ".zip": lambda file: read_zip(file, readers),
        ".gz": lambda file: read_gzip(file, readers),
        ".wacz": lambda file: read_zip(file, of_crawls),
    }


def read_gzip(file: SourceFile, readers: Mapping[str, Reader], allowance: _Allowance | None = None) -> Iterator[Item]:
    """The articles in a compressed file such as `articles.jsonl.gz`; of a damaged table the rows above the damage."""
    inner = PurePosixPath(PurePosixPath(file.name).name).with_suffix("")
    suffix = find_suffix(inner, readers)
    if suffix not in readers:
        yield file.problem("", _unreadable(suffix, readers))
        return
    with TemporaryDirectory(prefix="unpacked-") as folder:
        place = Path(folder, f"file{suffix}")
        left = allowance or _allow(file)
        try:
            with gzip.open(file.path) as stream:
                _unpack(stream.read1, place, left)
        except _TooMuchError as err:
            yield file.problem("", str(err))
            return
        except (OSError, EOFError, zlib.error) as err:
            n = place.stat().st_size if place.exists() else 0
            if not n or suffix not in _OF_ROWS:
                yield file.problem("", f"no readable gzip file, or a broken one ({err}); nothing of it was read")
                return
            message = f"damaged or cut off ({err}): only what comes before, {n:,} unpacked bytes, was read"
            yield file.problem("", message)
        with closing(_items(replace(file, path=place), suffix, readers, left)) as items:
            for item in items:
                yield replace(item, file=file) if isinstance(item, Draft) else item


def read_zip(file: SourceFile, readers: Mapping[str, Reader], allowance: _Allowance | None = None) -> Iterator[Item]:
    """The articles in the files of an archive, with its tables of metadata; archives in it are opened, too."""
    try:
        archive = zipfile.ZipFile(file.path)
    except (zipfile.BadZipFile, OSError, EOFError, ValueError, NotImplementedError) as err:
        yield file.problem("", f"no readable ZIP archive, or a broken one ({err})")
        return
    with archive, TemporaryDirectory(prefix="unpacked-") as folder:
        if len(archive.infolist()) > MAX_MEMBERS:
            yield file.problem("", f"it holds more than {MAX_MEMBERS:,} files, so it was not read; split it")
            return
        found = _look_through(file, archive, readers)
        yield from _read_members(file, archive, found, Path(folder), readers, allowance or _allow(file))
        yield from found.problems(file, readers)


@dataclass(slots=True)
class _Contents:
    """What is in an archive."""

    members: dict[str, zipfile.ZipInfo] = field(default_factory=dict)
    """The files that can be read, by names below the archive, in their order."""
    tables: dict[str, zipfile.ZipInfo] = field(default_factory=dict)
    """Tables of metadata."""
    others: dict[str, list[str]] = field(default_factory=dict)
    """Names of files of other formats by suffix."""
    left_out: dict[str, list[str]] = field(default_factory=dict)
    """Names of files that were not read, by the reason."""
    notes: dict[str, list[str]] = field(default_factory=dict)
    n_files: int = 0

    def problems(self, file: SourceFile, readers: Mapping[str, Reader]) -> Iterator[Problem]:
        """What is to be said of the files that were not read."""
        if not self.n_files:
            yield file.problem("", "an empty archive; expected files of articles")
        for severity, told in (("error", self.left_out), ("note", self.notes)):
            tally = Tally(file, "", "error" if severity == "error" else "note")
            for message, names in told.items():
                for name in names:
                    tally.add(name, message)
            yield from tally.problems()
        for suffix, names in sorted(self.others.items()):
            message = f"not read: {list_names(names)}; {_unreadable(suffix, readers)}"
            yield file.problem("", message, "note" if self.n_files > len(names) else "error")


def _look_through(file: SourceFile, archive: zipfile.ZipFile, readers: Mapping[str, Reader]) -> _Contents:
    contents = _Contents()
    for info in archive.infolist():
        name = _safe_name(_stated_name(info))
        if info.is_dir() or name is None:
            continue
        contents.n_files += 1
        path = PurePosixPath(name)
        suffix = find_suffix(path, [*readers, *_PACKED])
        if stat.S_ISLNK(info.external_attr >> 16):
            _note(contents.left_out, "a link, which is not followed; pack the file itself", name)
        elif path.name.casefold() in TABLE_NAMES:
            contents.tables[str(path.with_name(path.name.casefold()))] = info
        elif is_event_table(path):
            _note(contents.notes, "a table of events in an archive is not read; put it beside the archive", name)
        elif is_aside(path):
            continue
        elif suffix in _PACKED and file.depth + 1 >= MAX_DEPTH:
            _note(contents.left_out, "an archive in an archive in an archive is not opened; unpack it", name)
        elif suffix not in readers and suffix not in _PACKED:
            _note(contents.others, suffix, name)
        else:
            number, free = 2, name
            while free in contents.members:
                free = f"{path.with_suffix('')} ({number}){path.suffix}"
                number += 1
            if free != name:
                _note(contents.notes, "a second file of that name in the archive; both were read", name)
            contents.members[free] = info
    return contents


def _read_members(
    file: SourceFile,
    archive: zipfile.ZipFile,
    contents: _Contents,
    folder: Path,
    readers: Mapping[str, Reader],
    allowance: _Allowance,
) -> Iterator[Item]:
    parts = {name: SourceFile(folder, f"{file.name}/{name}", file.root, within=file) for name in contents.members}
    # A table in the archive names files as they are seen from its inside.
    inside = {name: SourceFile(folder, name, folder) for name in parts}
    for name, info in contents.tables.items():
        if problem := _try_to_unpack(archive, info, folder / name, allowance):
            _note(contents.left_out, problem, name)
    tables = Sidecars([*inside.values()])
    names = [*parts]
    for i, (name, part) in enumerate(parts.items()):
        suffix = find_suffix(PurePosixPath(name), [*readers, *_PACKED])
        place = folder / ".member" / f"file{suffix}"
        try:
            problem = _try_to_unpack(archive, contents.members[name], place, allowance)
        except _TooMuchError as err:
            yield file.problem(name, f"{err}; it and the {len(names) - i - 1:,} files after it were not read")
            break
        if problem:
            _note(contents.left_out, problem, name)
            continue
        with closing(_items(replace(part, path=place), suffix, readers, allowance)) as items:
            for item in items:
                if isinstance(item, Draft):
                    tables.saw(replace(item, file=inside[name]))
                    yield replace(item, own=item.own.or_else(tables.find(inside[name])))
                elif isinstance(item, Problem):
                    yield item
        place.unlink()
    for told in tables.problems(whole_folders={folder}):
        yield replace(told, path=f"{file.name}/{told.path}")


def _items(
    part: SourceFile, suffix: str, readers: Mapping[str, Reader], allowance: _Allowance
) -> Generator[Item, None, None]:
    if suffix in readers:
        yield from compare_counts(part, readers[suffix](part))
    elif suffix == ".zip":
        yield from read_zip(part, readers, allowance)
    else:
        yield from read_gzip(part, readers, allowance)


def _note(told: dict[str, list[str]], message: str, name: str) -> None:
    told.setdefault(message, []).append(name)


def _allow(file: SourceFile) -> _Allowance:
    """What may come out of a file on disk."""
    return _Allowance(min(MAX_UNPACKED, max(_ALWAYS, MAX_RATIO * file.path.stat().st_size)))


def _try_to_unpack(archive: zipfile.ZipFile, info: zipfile.ZipInfo, place: Path, allowance: _Allowance) -> str:
    """Unpack a member, or return why that cannot be done.

    Raises:
        _TooMuchError: if it has more than there may be.
    """
    if info.flag_bits & 1:
        return "it has a password, so it was not read; unpack the archive yourself"
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        with archive.open(info) as stream:
            _unpack(stream.read, place, allowance)
    except (zipfile.BadZipFile, OSError, EOFError, ValueError, NotImplementedError, RuntimeError, zlib.error) as err:
        return f"broken in the archive ({err}), so it was not read"
    return ""


def _unpack(read: Callable[[int], bytes], place: Path, allowance: _Allowance) -> None:
    """Write what is read of a packed file, at most so many bytes at once, to a place.

    Raises:
        _TooMuchError: if it has more than there may be.
    """
    n = 0
    with place.open("wb") as target:
        while piece := read(_PIECE):
            n += len(piece)
            allowance.left -= len(piece)
            if allowance.left < 0:
                raise _TooMuchError(
                    f"it unpacks to more than {n - len(piece):,} bytes, far more than its size lets expect"
                )
            target.write(piece)


def _stated_name(info: zipfile.ZipInfo) -> str:
    """The name that an archive states; many programs write UTF-8 and do not say so."""
    if not info.flag_bits & 0x800:
        try:
            return info.orig_filename.encode("cp437").decode("utf-8")
        except UnicodeError:
            pass
    return info.orig_filename


def _safe_name(name: str) -> str | None:
    """A member's name as one below the archive, whatever it says; `None` for files that systems leave behind."""
    parts = [part for part in name.replace("\\", "/").split("/") if part not in ("", ".", "..")]
    if not parts or any(map(is_hidden, parts)):
        return None
    return "/".join("".join(c if c.isprintable() and c != ":" else "_" for c in part)[-100:] for part in parts)


def _unreadable(suffix: str, readers: Mapping[str, Reader]) -> str:
    what = f"files *{suffix}" if suffix else "files without a suffix"
    return f"{what} in a packed file cannot be read; expected {', '.join(sorted(readers))}"
