"""Articles are handed out in parts: large enough to be worth a message, small enough that nobody waits for one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

MOST_ARTICLES = 16
MOST_CHARACTERS = 60_000

Item = TypeVar("Item")


def cut(items: Iterable[Item], length: Callable[[Item], int]) -> Iterator[list[Item]]:
    """Yield the items in lists of at most `MOST_ARTICLES` and `MOST_CHARACTERS`; a longer item stands alone.

    Args:
        items: are taken one at a time, as far as the next list needs them.
        length: the characters of an item.

    Example:
        >>> [list(map(len, part)) for part in cut(["a" * 50_000, "b" * 9_000, "c" * 70_000, "d"], len)]
        [[50000, 9000], [70000], [1]]
    """
    part: list[Item] = []
    n_characters = 0
    for item in items:
        if part and (len(part) == MOST_ARTICLES or n_characters + length(item) > MOST_CHARACTERS):
            yield part
            part, n_characters = [], 0
        part.append(item)
        n_characters += length(item)
    if part:
        yield part
