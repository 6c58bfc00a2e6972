"""One run at a time writes the tables of a corpus."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from filelock import FileLock, Timeout

from analysis.store.files import StoreError, told

LOCK = ".lock"


@contextlib.contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Keep other runs away from a folder; the lock ends with the process, however it ends.

    Args:
        folder: to write in; it is made if it is not there.

    Raises:
        StoreError: if another run is at it.
    """
    with told(folder):
        folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(folder / LOCK, timeout=0, is_singleton=True)
        try:
            lock.acquire()
        except Timeout as err:
            who = _told_by(folder)
            raise StoreError(
                f"{folder}: another run is writing here{who}; wait until it is done, or stop it, and run again"
            ) from err
    try:
        with contextlib.suppress(OSError):
            started = datetime.now().astimezone().isoformat(timespec="seconds")
            (folder / f"{LOCK}.txt").write_text(f"process {os.getpid()}, since {started}", encoding="utf-8")
        yield
    finally:
        lock.release()


def _told_by(folder: Path) -> str:
    try:
        return f" ({(folder / f'{LOCK}.txt').read_text(encoding='utf-8')[:100]})"
    except OSError:
        return ""
