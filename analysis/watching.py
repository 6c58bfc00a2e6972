"""Folders that are watched: when there is something new in them, and when it is there completely."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from pathlib import Path

from watchfiles import watch

from analysis.reading.folders import is_hidden

Look = Mapping[str, tuple[int, int]]
"""What lies somewhere: the size and time of change of each file."""

MOST_NAMES = 5
_LONGEST_WAIT = 600
"""Looks until a file that never stops growing is taken as it is."""
_POLL_MS = 2000
_WAKE_MS = 1000


def look_at(files: Collection[Path]) -> Look:
    """The sizes and times of some files; one that is gone is left out."""
    seen = {}
    for path in files:
        try:
            found = path.stat()
        except OSError:
            continue
        seen[str(path)] = (found.st_size, found.st_mtime_ns)
    return seen


def settle(look: Callable[[], Look], pause: Callable[[], None] = lambda: time.sleep(1)) -> Look:
    """Look until two looks in a row are the same, so that no file is read while it is being copied.

    Args:
        look: sees what is there now.
        pause: between two looks.
    """
    seen = look()
    for _ in range(_LONGEST_WAIT):
        pause()
        now = look()
        if now == seen:
            break
        seen = now
    return seen


def difference_in_words(before: Look, after: Look) -> str:
    """What came, changed and went; empty if nothing did.

    Example:
        >>> difference_in_words({"in/a.txt": (1, 1), "in/b.txt": (1, 1)}, {"in/a.txt": (2, 2), "in/c.txt": (1, 1)})
        '1 file came (c.txt), 1 changed (a.txt), 1 went (b.txt)'
    """
    kinds = {
        "came": [path for path in after if path not in before],
        "changed": [path for path in after if path in before and after[path] != before[path]],
        "went": [path for path in before if path not in after],
    }
    parts: list[str] = []
    for what, paths in kinds.items():
        if paths:
            names = sorted(Path(path).name for path in paths)
            listed = ", ".join(names[:MOST_NAMES]) + (", …" if len(names) > MOST_NAMES else "")
            unit = "" if parts else " file" if len(names) == 1 else " files"
            parts.append(f"{len(names)}{unit} {what} ({listed})")
    return ", ".join(parts)


def wait_for_changes(
    places: Sequence[Path], look: Callable[[], Look], *, leave_out: Collection[Path] = (), poll: bool = False
) -> Iterator[tuple[Look, Look]]:
    """Yield what was there and what is there now: at once, and then whenever it differs, once it is complete.

    What changes while the receiver is busy is not lost.

    Args:
        places: folders and files in which something can happen.
        look: sees what counts of them.
        leave_out: folders in them that never count, such as those that the receiver writes into.
        poll: look again and again instead of waiting for the system's word, which network drives do not give.
    """
    apart = {path.resolve() for path in leave_out}
    roots = {path.resolve() for path in places}

    def counts(_: object, name: str) -> bool:
        path = Path(name)
        inner = [part for root in roots if path.is_relative_to(root) for part in path.relative_to(root).parts]
        return not any(map(is_hidden, inner)) and apart.isdisjoint([path, *path.parents])

    seen: Look | None = None
    for changes in watch(
        *roots,
        watch_filter=counts,
        rust_timeout=_WAKE_MS,
        yield_on_timeout=True,
        force_polling=poll or None,
        poll_delay_ms=_POLL_MS,
    ):
        if changes or seen is None:
            now = settle(look)
            if now != seen:
                yield seen or {}, now
                seen = now
