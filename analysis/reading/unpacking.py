"""Packed files: archives of readable files (.zip) and of a crawl (.wacz), and single ones that are compressed (.gz).

What is packed is unpacked a file at a time into a folder of its own, read there, and removed. Sizes are counted while
it is unpacked, as what an archive says of itself may be a lie.
"""

from __future__ import annotations

import gzip
import zipfile
import zlib
from collections.abc import Callable, Collection, Generator, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from analysis.reading.drafts import Draft, Reader, SourceFile, StatedCount, compare_counts
from analysis.reading.folders import find_suffix
from analysis.reading.members import Contents, look_through, unreadable
from analysis.reading.sidecar import Sidecars
from analysis.records import Problem

MAX_UNPACKED = 50_000_000_000
"""Bytes that one archive may unpack to: ten million articles."""
MAX_RATIO = 250
"""Unpacked bytes to packed ones; text comes to ten, tables that repeat themselves to a hundred, bombs to a thousand."""
MAX_MEMBERS = 200_000
_ALWAYS = 10_000_000
"""Bytes that any file may unpack to: the ratio of small ones says little."""
_PIECE = 1 << 20
_PACKED = (".zip", ".gz", ".wacz")
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
    return {
        ".zip": lambda file: _read_packed(file, ".zip", readers),
        ".gz": lambda file: _read_packed(file, ".gz", readers),
        ".wacz": lambda file: _read_packed(file, ".wacz", readers),
    }


def _read_packed(
    file: SourceFile, suffix: str, readers: Mapping[str, Reader], allowance: _Allowance | None = None
) -> Generator[Item, None, None]:
    if suffix == ".gz":
        yield from read_gzip(file, readers, allowance)
    elif suffix == ".zip":
        yield from read_zip(file, readers, allowance)
    else:
        of_crawls = {name: reader for name, reader in readers.items() if name.startswith(".warc")}
        yield from read_zip(file, of_crawls, allowance, packed=())


def read_gzip(file: SourceFile, readers: Mapping[str, Reader], allowance: _Allowance | None = None) -> Iterator[Item]:
    """The articles in a compressed file such as `articles.jsonl.gz`; of a damaged table the rows above the damage."""
    inner = PurePosixPath(PurePosixPath(file.name).name).with_suffix("")
    suffix = find_suffix(inner, readers)
    if suffix not in readers:
        yield file.problem("", unreadable(suffix, readers))
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
                yield replace(item, file=file) if isinstance(item, Draft) and item.file.name == file.name else item


def read_zip(
    file: SourceFile,
    readers: Mapping[str, Reader],
    allowance: _Allowance | None = None,
    *,
    packed: Collection[str] = _PACKED,
) -> Iterator[Item]:
    """The articles in the files of an archive, with its tables of metadata.

    Args:
        file: the archive.
        readers: of the files in it, by suffix.
        allowance: what may come out of it, where it is packed in a file itself.
        packed: the suffixes of packed files in it that are opened, too.
    """
    try:
        archive = zipfile.ZipFile(file.path)
    except (zipfile.BadZipFile, OSError, EOFError, ValueError, NotImplementedError) as err:
        yield file.problem("", f"no readable ZIP archive, or a broken one ({err})")
        return
    with archive, TemporaryDirectory(prefix="unpacked-") as folder:
        if len(archive.infolist()) > MAX_MEMBERS:
            yield file.problem("", f"it holds more than {MAX_MEMBERS:,} files, so it was not read; split it")
            return
        found = look_through(file, archive, readers, packed)
        yield from _read_members(file, archive, found, Path(folder), readers, allowance or _allow(file))
        yield from found.problems(file, readers)


def _read_members(
    file: SourceFile,
    archive: zipfile.ZipFile,
    contents: Contents,
    folder: Path,
    readers: Mapping[str, Reader],
    allowance: _Allowance,
) -> Iterator[Item]:
    parts = {name: SourceFile(folder, f"{file.name}/{name}", file.root, within=file) for name in contents.members}
    # A table in the archive names files as they are seen from its inside.
    inside = {name: SourceFile(folder, name, folder) for name in parts}
    for name, info in contents.tables.items():
        if problem := _try_to_unpack(archive, info, folder / name, allowance):
            contents.leave_out(name, problem)
    tables = Sidecars([*inside.values()])
    names = [*parts]
    for i, (name, part) in enumerate(parts.items()):
        info, suffix = contents.members[name]
        place = folder / ".member" / f"file{suffix}"
        try:
            problem = _try_to_unpack(archive, info, place, allowance)
        except _TooMuchError as err:
            yield file.problem(name, f"{err}; it and the {len(names) - i - 1:,} files after it were not read")
            break
        if problem:
            contents.leave_out(name, problem)
            continue
        with closing(_items(replace(part, path=place), suffix, readers, allowance)) as items:
            for item in compare_counts(part, items):
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
        yield from readers[suffix](part)
    else:
        yield from _read_packed(part, suffix, readers, allowance)


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
