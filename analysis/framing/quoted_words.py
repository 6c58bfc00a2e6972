"""A few words in quotation marks, found in the text itself, whatever marks it uses."""

from __future__ import annotations

from typing import NamedTuple

MAX_CHARACTERS = 90
"""Longer stretches in marks are speech."""

_CURLY = {"\u201c": "\u201d", "\u2018": "\u2019", "\u00ab": "\u00bb", "\u201e": "\u201c"}
_STRAIGHT = ("''", '"', "'")


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
    at = 0
    while at < len(text):
        character = text[at]
        if character == "\n":
            opened.clear()
        closing = _closing_at(text, at, opened)
        if closing:
            start, mark = opened.pop(closing)
            end = at + len(closing)
            if 0 < at - start - len(mark) <= MAX_CHARACTERS:
                found.append(QuotedWords(start, end, mark))
            at = end
            continue
        mark = _opening_at(text, at)
        if mark:
            opened[_CURLY.get(mark, mark)] = (at, mark)
            at += len(mark)
            continue
        at += 1
    return sorted(found)


def _opening_at(text: str, at: int) -> str:
    """The mark that opens at a place, empty if none does."""
    mark = text[at] if text[at] in _CURLY else next((mark for mark in _STRAIGHT if text.startswith(mark, at)), "")
    if not mark:
        return ""
    before = text[at - 1] if at else " "
    after = text[at + len(mark) : at + len(mark) + 1]
    free_before = before.isspace() or before in "([\u2014\u2013-/\"'\u201c\u2018"
    return mark if free_before and after and not after.isspace() else ""


def _closing_at(text: str, at: int, opened: dict[str, tuple[int, str]]) -> str:
    """The mark that closes an open one at a place, empty if none does."""
    for mark in opened:
        if not text.startswith(mark, at):
            continue
        after = text[at + len(mark) : at + len(mark) + 1]
        before = text[at - 1] if at else " "
        if not before.isspace() and not after.isalnum():
            return mark
    return ""
