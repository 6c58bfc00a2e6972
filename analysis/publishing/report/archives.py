"""ZIP files: written with the same bytes for the same content, and read without trusting them."""

from __future__ import annotations

import os
import stat
import zlib
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import IO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from analysis.store import StoreError, write_file

DATE = (1980, 1, 1, 0, 0, 0)
"""Of every file in an archive, so that no clock is in it."""
MOST_FILES = 200_000
MOST_BYTES = 4 << 30
"""Unpacked; a corpus of 100,000 articles needs less."""
MOST_SWOLLEN = 400
"""Unpacked over packed size of a file of more than a megabyte; text packs 3 to 20 times, tables of zeros 100."""

_PACKED = (".png", ".jpeg", ".parquet", ".docx", ".pdf")
"""What is packed already, and would only take time."""


def zip_bytes(members: Mapping[str, bytes]) -> bytes:
    """An archive of these files, in the order of their names."""
    buffer = BytesIO()
    _fill(buffer, members)
    return buffer.getvalue()


def write_zip(path: Path, members: Mapping[str, bytes | Path]) -> Path:
    """Write an archive, whole or not at all.

    Args:
        path: of the archive.
        members: what each file holds, or where it lies, by its name in the archive.

    Raises:
        StoreError: if it cannot be written, or a file cannot be read.
    """
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with temporary.open("wb") as file:
            _fill(file, members)
        temporary.replace(path)
    except OSError as err:
        temporary.unlink(missing_ok=True)
        raise StoreError(f"{path} cannot be written ({err})") from err
    return path


def unpack(path: Path, folder: Path) -> list[str]:
    """Write an archive's files into a folder, and nothing outside it.

    Args:
        path: the archive.
        folder: an empty one.

    Returns:
        The files' names.

    Raises:
        StoreError: if it is no archive, is broken or too large, or holds a name that leads out of the folder, a link,
            or one name twice. Nothing is written then but what was good before a broken file.
    """
    try:
        with ZipFile(path) as archive:
            members = [member for member in archive.infolist() if not member.is_dir()]
            _check(path, members)
            for member in members:
                write_file(folder / member.filename, archive.read(member))
    except StoreError:
        raise
    except (BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError) as err:
        raise StoreError(f"{path} is no ZIP archive that can be read ({err})") from err
    return [member.filename for member in members]


def is_safe_name(name: str) -> bool:
    """Whether a file's name stays inside the folder that it is taken to, on every system.

    Example:
        >>> is_safe_name("articles/a.txt"), is_safe_name("../a.txt"), is_safe_name("C:/a.txt")
        (True, False, False)
    """
    path, windows = PurePosixPath(name), PureWindowsPath(name)
    return bool(
        name
        and name.isprintable()
        and "\\" not in name
        and not (path.is_absolute() or windows.is_absolute() or windows.drive)
        and str(path) == name
        and not {"..", "."} & set(path.parts)
    )


def _fill(file: IO[bytes], members: Mapping[str, bytes | Path]) -> None:
    with ZipFile(file, "w") as archive:
        for name in sorted(members):
            content = members[name]
            info = ZipInfo(name, DATE)
            info.compress_type = ZIP_STORED if name.endswith(_PACKED) else ZIP_DEFLATED
            info.external_attr = (stat.S_IFREG | 0o644) << 16
            info.create_system = 3
            archive.writestr(info, content.read_bytes() if isinstance(content, Path) else content)


def _check(path: Path, members: list[ZipInfo]) -> None:
    if len(members) > MOST_FILES or sum(member.file_size for member in members) > MOST_BYTES:
        raise StoreError(f"{path} holds more than is unpacked ({MOST_FILES:,} files, {MOST_BYTES >> 30} GiB)")
    seen: set[str] = set()
    for member in members:
        name, kind = member.filename, stat.S_IFMT(member.external_attr >> 16)
        if not is_safe_name(name) or kind not in {0, stat.S_IFREG}:
            raise StoreError(f"{path} holds {name!r}, which does not stay inside its folder: it is not unpacked")
        if name in seen:
            raise StoreError(f"{path} holds {name!r} twice: it is not unpacked")
        if member.file_size > max(1 << 20, MOST_SWOLLEN * member.compress_size):
            raise StoreError(f"{path} holds {name!r}, which swells when it is unpacked: it is not")
        seen.add(name)
