"""Files of results: written whole or not at all, several of them together or none."""

from __future__ import annotations

import contextlib
import errno
import filecmp
import hashlib
import json
import os
from collections.abc import Iterator, Sequence
from pathlib import Path

_PENDING = ".pending"
"""The file that lists what is about to be put in place together; there for the moment that this takes."""


class StoreError(RuntimeError):
    """A file of results is missing, broken or locked; the message names it and says what to do."""


def hash_file(path: Path) -> str:
    """The SHA-256 of a file's bytes, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write_file(path: Path, content: bytes) -> Path:
    """Write a file whole or not at all, creating its folder; one that has this content already is left alone.

    A folder that is synchronised or backed up then takes up only what is different.

    Raises:
        StoreError: if it cannot be written, e.g. because another program holds it open.
    """
    with contextlib.suppress(OSError):
        if path.stat().st_size == len(content) and path.read_bytes() == content:
            return path
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    with told(path):
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            temporary.write_bytes(content)
            temporary.replace(path)
        except OSError:
            with contextlib.suppress(OSError):
                temporary.unlink(missing_ok=True)
            raise
    return path


@contextlib.contextmanager
def told(path: Path) -> Iterator[None]:
    """Turn what a system says when a file cannot be written into a `StoreError` that names it and helps.

    Raises:
        StoreError: instead of an `OSError`.
    """
    try:
        yield
    except OSError as err:
        hints = {
            errno.EACCES: "; close it in other programs, or see whether the folder may be written",
            errno.EPERM: "; close it in other programs, or see whether the folder may be written",
            errno.ENOSPC: "; the disk is full: make room and run again, what was analysed so far is kept",
            errno.EDQUOT: "; your share of the disk is full: make room and run again, what was analysed so far is kept",
            errno.EFBIG: "; the disk takes no file of that size",
        }
        raise StoreError(f"{path} cannot be written ({err.strerror or err}){hints.get(err.errno or 0, '')}") from err


def pending(path: Path) -> Path:
    """Where a file is written before `replace_together` puts it in its place."""
    return path.with_name(f".{path.name}.new")


def replace_together(folder: Path, names: Sequence[str]) -> list[str]:
    """Put files that lie ready in their places, all or none, whenever the program or the machine is stopped.

    Args:
        folder: in which they lie.
        names: of the files; each is whole in its `pending` place.

    Returns:
        The names of those that are others than before; files of the same content are not touched.

    Raises:
        StoreError: if a file cannot be replaced, e.g. because another program holds it open; the next call of
            `finish_replacing` tries again.
    """
    with told(folder / _PENDING):
        changed = []
        for name in names:
            if _is_same(pending(folder / name), folder / name):
                pending(folder / name).unlink()
            else:
                _to_disk(pending(folder / name))
                changed.append(name)
    if changed:
        write_file(folder / _PENDING, json.dumps(changed).encode())
        _to_disk(folder / _PENDING)
        finish_replacing(folder)
    return changed


def finish_replacing(folder: Path) -> None:
    """Put in place what a run that was stopped in the middle of `replace_together` left ready.

    Raises:
        StoreError: if a file cannot be replaced.
    """
    marker = folder / _PENDING
    if not marker.is_file():
        return
    try:
        names = [str(name) for name in json.loads(marker.read_text(encoding="utf-8"))]
    except (OSError, ValueError):
        names = []
    for name in names:
        with told(folder / name), contextlib.suppress(FileNotFoundError):
            pending(folder / name).replace(folder / name)
    with told(marker):
        marker.unlink(missing_ok=True)


def _is_same(one: Path, other: Path) -> bool:
    try:
        return filecmp.cmp(one, other, shallow=False)
    except FileNotFoundError:
        return False


def _to_disk(path: Path) -> None:
    """Wait until a file is on the disk, so that a power cut cannot leave a name without its content."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())
