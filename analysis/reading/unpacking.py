"""Packed files: archives of readable files (.zip) and of a crawl (.wacz), and single ones that are compressed (.gz).

What is packed is unpacked into a folder of its own, read there, and removed. Sizes are counted while it is unpacked, as
what an archive says of itself may be a lie.
"""

from __future__ import annotations

import gzip
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import IO

from analysis.reading.drafts import Draft, Reader, SourceFile, StatedCount, compare_counts
from analysis.reading.folders import find_suffix
from analysis.reading.sidecar import TABLE_NAMES, Sidecars, list_names
from analysis.records import Problem

MAX_UNPACKED = 4_000_000_000
"""Bytes that one archive may unpack to: a million articles, twice over."""
MAX_RATIO = 250
"""Unpacked bytes to packed ones; text comes to ten, tables that repeat themselves to a hundred, bombs to a thousand."""
MAX_MEMBERS = 200_000
_ALWAYS = 10_000_000
"""Bytes that any file may unpack to: the ratio of small ones says little."""
_PIECE = 1 << 20

Item = Draft | Problem | StatedCount


class _TooMuchError(Exception):
    """More comes out than there may be."""


class _BrokenError(Exception):
    """A member that cannot be unpacked."""


def _most(packed: int) -> int:
    """Bytes that so many packed ones may unpack to."""
    return min(MAX_UNPACKED, max(_ALWAYS, MAX_RATIO * packed))


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


def read_gzip(file: SourceFile, readers: Mapping[str, Reader]) -> Iterator[Item]:
    """The articles in a compressed file such as `articles.jsonl.gz`."""
    inner = PurePosixPath(file.name).with_suffix("")
    reader = readers.get(inner.suffix.casefold())
    if reader is None:
        yield file.problem("", _unreadable(inner.suffix, readers))
        return
    with TemporaryDirectory(prefix="unpacked-") as folder:
        place = Path(folder, f"file{inner.suffix.casefold()}")
        try:
            with gzip.open(file.path) as stream:
                _unpack(stream, place, _most(file.path.stat().st_size))
        except _TooMuchError as err:
            yield file.problem("", str(err))
            return
        except (OSError, EOFError, zlib.error) as err:
            yield file.problem("", f"no readable gzip file, or a broken one ({err}); nothing of it was read")
            return
        for item in reader(replace(file, path=place)):
            yield replace(item, file=file) if isinstance(item, Draft) else item


def read_zip(file: SourceFile, readers: Mapping[str, Reader]) -> Iterator[Item]:
    """The articles in the files of an archive, with a table of metadata in it; archives in archives are not opened."""
    with TemporaryDirectory(prefix="unpacked-") as folder:
        members: list[SourceFile] = []
        for found in _unpack_all(file, Path(folder), readers):
            if isinstance(found, Problem):
                yield found
            else:
                members.append(found)
        # A table in the archive names files as they are seen from its inside.
        inside = [replace(m, name=m.name.removeprefix(f"{file.name}/"), root=Path(folder)) for m in members]
        tables = Sidecars(inside)
        for member, seen in zip(members, inside, strict=True):
            for item in compare_counts(member, readers[find_suffix(member.path, readers)](member)):
                if isinstance(item, Draft):
                    tables.saw(replace(item, file=seen))
                    yield replace(item, own=item.own.or_else(tables.find(seen)))
                elif isinstance(item, Problem):
                    yield item
        for problem in tables.problems(whole_folders={Path(folder)}):
            yield replace(problem, path=f"{file.name}/{problem.path}")


def _unpack_all(file: SourceFile, folder: Path, readers: Mapping[str, Reader]) -> Iterator[SourceFile | Problem]:
    """Unpack all files that can be read, and name those that cannot."""
    others: dict[str, list[str]] = {}
    names: Counter[str] = Counter()
    try:
        with zipfile.ZipFile(file.path) as archive:
            if len(archive.infolist()) > MAX_MEMBERS:
                yield file.problem("", f"it holds more than {MAX_MEMBERS:,} files, so it was not read; split it")
                return
            left = _most(file.path.stat().st_size)
            for number, member in enumerate(archive.infolist()):
                name = _safe_name(member.filename)
                if member.is_dir() or name is None:
                    continue
                names[name] += 1
                suffix = find_suffix(PurePosixPath(name), readers)
                is_table = PurePosixPath(name).name.casefold() in TABLE_NAMES
                if not is_table and suffix not in readers:
                    others.setdefault(suffix, []).append(name)
                if not is_table and (suffix not in readers or _is_aside(name)):
                    continue
                if names[name] > 1:
                    yield file.problem(name, "a second file of that name in the archive; both were read", "note")
                    name = f"{PurePosixPath(name).with_suffix('')} ({names[name]}){suffix}"
                place = folder / name if is_table else folder / ".members" / f"{number}{suffix}"
                try:
                    left -= _unpack_member(archive, member, place, left)
                except _TooMuchError as err:
                    yield file.problem(name, f"{err}; the files before it were read, it and the rest were not")
                    break
                except _BrokenError as err:
                    yield file.problem(name, str(err))
                    continue
                if not is_table:
                    yield SourceFile(place, f"{file.name}/{name}", file.root)
    except (zipfile.BadZipFile, OSError, EOFError, ValueError, NotImplementedError) as err:
        yield file.problem("", f"no readable ZIP archive, or a broken one ({err})")
        return
    yield from _name_others(file, others, names.total(), readers)


def _name_others(
    file: SourceFile, others: Mapping[str, list[str]], n_files: int, readers: Mapping[str, Reader]
) -> Iterator[Problem]:
    if not n_files:
        yield file.problem("", "an empty archive; expected files of articles")
    for suffix, found in sorted(others.items()):
        message = f"not read: {list_names(found)}; {_unreadable(suffix, readers)}"
        yield file.problem("", message, "note" if n_files > len(found) else "error")


def _unpack_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo, place: Path, left: int) -> int:
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        with archive.open(member) as stream:
            return _unpack(stream, place, left)
    except RuntimeError as err:  # as `zipfile` calls a member that needs a password
        raise _BrokenError("it has a password, so it was not read; unpack the archive yourself") from err
    except (zipfile.BadZipFile, OSError, EOFError, NotImplementedError, zlib.error) as err:
        raise _BrokenError(f"broken in the archive ({err}), so it was not read") from err


def _unpack(stream: IO[bytes] | gzip.GzipFile, place: Path, most: int) -> int:
    """Unpack a file and return its size in bytes.

    Raises:
        _TooMuchError: if it has more than there may be.
    """
    size = 0
    with place.open("wb") as target:
        while piece := stream.read(_PIECE):
            size += len(piece)
            if size > most:
                raise _TooMuchError(f"it unpacks to more than {most:,} bytes, far more than its size lets expect")
            target.write(piece)
    return size


def _is_aside(name: str) -> bool:
    """Whether a file is about the articles, and none itself."""
    return PurePosixPath(name).stem.casefold() in ("readme", "metadata", "fetched")


def _safe_name(name: str) -> str | None:
    """A member's name as one below the archive, whatever it says; `None` for files that systems leave behind."""
    parts = [part for part in name.replace("\\", "/").split("/") if part not in ("", ".", "..")]
    if not parts or any(part.startswith((".", "~$")) or part.casefold() == "__macosx" for part in parts):
        return None
    printable = ("".join(c if c.isprintable() and c != ":" else "_" for c in part)[:100] for part in parts)
    return "/".join(printable)


def _unreadable(suffix: str, readers: Mapping[str, Reader]) -> str:
    what = f"files *{suffix}" if suffix else "files without a suffix"
    return f"{what} in a packed file cannot be read; expected {', '.join(sorted(readers))}"
