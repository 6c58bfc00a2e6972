"""A few words in quotation marks, found in the text itself, whatever marks it uses."""

from __future__ import annotations

import re
from typing import NamedTuple

MAX_CHARACTERS = 90
"""Longer stretches in marks are speech."""

_CLOSED_BY = {"\u201c": "\u201d", "\u2018": "\u2019", "\u00ab": "\u00bb", "\u201e": "\u201c"}
_MARKS = re.compile("''|[\"'\u201c\u201d\u2018\u2019\u00ab\u00bb\u201e]|\n")
_MAY_PRECEDE = frozenset("([\u2014\u2013-/\"'\u201c\u2018")


class QuotedWords(NamedTuple):
    """Words between an opening and a closing mark."""

    start: int
    """Where the opening mark begins."""
    end: int
    """Behind the closing mark."""
    mark: str
    """The opening mark."""

    @property
    def inner_start(self) -> int:
        """Where the words begin."""
        return self.start + len(self.mark)

    @property
    def inner_end(self) -> int:
        """Where the words end; both marks are equally long."""
        return self.end - len(self.mark)

    def is_whole(self, start: int, end: int) -> bool:
        """Whether hardly anything else stands between two offsets."""
        return self.start - start + end - self.end <= 1


def find_quoted_words(text: str) -> list[QuotedWords]:
    """The short stretches in quotation marks, in text order.

    A mark opens where a space, the beginning or a bracket stands before it and closes where a word or a stop does. Each
    kind of mark is paired by itself; a paragraph's end closes everything. Apostrophes are no marks.

    Example:
        >>> text = "the 'safe zone' near its leaders' homes"
        >>> [text[words.start:words.end] for words in find_quoted_words(text)]
        ["'safe zone'"]
    """
    found: list[QuotedWords] = []
    opened: dict[str, tuple[int, str]] = {}
    for mark in _MARKS.finditer(text):
        written, at, end = mark.group(), mark.start(), mark.end()
        before, after = text[at - 1 : at], text[end : end + 1]
        if written == "\n":
            opened.clear()
        elif written in opened and before and not before.isspace() and not after.isalnum():
            start, opening = opened.pop(written)
            if 0 < at - start - len(opening) <= MAX_CHARACTERS:
                found.append(QuotedWords(start, end, opening))
        elif (not before or before.isspace() or before in _MAY_PRECEDE) and after and not after.isspace():
            opened[_CLOSED_BY.get(written, written)] = (at, written)
    return sorted(found)
