"""Quotation marks → the stretches of text that stand in them.

News breaks every rule of pairing: marks are forgotten, reopened at each paragraph of a long quotation, written as two
apostrophes, nested, or used for apostrophes, nicknames and titles. Nothing here raises on any of that.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from analysis.parsing import Parsed
from analysis.reading.zones import paragraphs as find_paragraphs
from analysis.records import ANALYSED_ZONES, Span

_DOUBLE = re.compile(r"[\"“”„«»‟＂]|``|(?<![\w'])''(?!')|(?<=[\w'.,!?…;:)\]–—-])''(?!')")
_OPENERS = frozenset("“„«‟") | {"``"}
_CLOSERS = frozenset("”»")
_SINGLE_OPEN = re.compile(r"(?<![^\s(\[{“\"—–-])['‘](?=[^\W_]|[$£€#@…])")
_ELISION = re.compile(r"(\d0s|n|t|em|til|tis|twas|cause|bout|round)\b", re.IGNORECASE)
_POSSESSIVE = re.compile(r"s['’]\s+[a-z]")
_LONGEST_SINGLE = 2_000
"""Characters that a quotation in single marks may run to; a guard against an opening mark that was an apostrophe."""


@dataclass(frozen=True, slots=True)
class MarkedSpan:
    """A stretch of text in quotation marks, marks included, inside one paragraph."""

    start: int
    end: int
    closed: bool
    """False where the mark is left open to the end of the paragraph."""
    continues: bool
    """True where the previous paragraph's quotation goes on here."""

    @property
    def span(self) -> Span:
        """The offsets, marks included."""
        return self.start, self.end


def find_marked_spans(text: str, paragraphs: Sequence[Span]) -> list[MarkedSpan]:
    r"""The outermost quotations of a text, in order, without overlaps.

    Double marks (straight, curly, „…“, «…», ``…'' and ''…'') and single marks that are no apostrophes. A mark that
    is not closed in its paragraph runs to the paragraph's end; if the next paragraph opens with a mark, or closes one
    that it did not open, the quotation goes on there (`continues`).

    Args:
        text: any text; nothing is assumed of its marks.
        paragraphs: sorted spans, as `reading.zones.paragraphs` gives them.

    Example:
        >>> text = '"No surrender," he said. The \'city\' of tents.'
        >>> [text[m.start : m.end] for m in find_marked_spans(text, [(0, len(text))])]
        ['"No surrender,"', "'city'"]
    """
    found: list[MarkedSpan] = []
    carried = False
    for number, (start, end) in enumerate(paragraphs):
        after = paragraphs[number + 1][0] if number + 1 < len(paragraphs) else None
        doubles = list(_double_spans(text, start, end, carried))
        goes_on = after is not None and _SINGLE_OPEN.match(text, after) is not None
        singles = list(_single_spans(text, start, end, doubles, carried=carried, goes_on=goes_on))
        here = [m for m in doubles if not any(s.start < m.start and m.end <= s.end for s in singles)] + singles
        here.sort(key=lambda marked: marked.start)
        found += here
        carried = bool(here) and not here[-1].closed
    return found


def analysed_marks(parsed: Parsed) -> list[MarkedSpan]:
    """The quotations in marks of an article's headline, lead and body."""
    left_out = [(z.start, z.end) for z in parsed.article.zones if z.kind not in ANALYSED_ZONES]
    blocks = find_paragraphs(parsed.article.text)
    kept = [block for block in blocks if not any(s <= block[0] and block[1] <= e for s, e in left_out)]
    return find_marked_spans(parsed.article.text, kept)


def _double_spans(text: str, start: int, end: int, carried: bool) -> Iterator[MarkedSpan]:
    opened: int | None = None
    depth = 0
    continues = False
    marks = list(_DOUBLE.finditer(text, start, end))
    for number, mark in enumerate(marks):
        left, right = mark.span()
        opens, closes = _directions(text, mark, start, end)
        if opened is None:
            if opens or (not closes and number + 1 < len(marks)):
                opened, depth = left, 1
                continues = carried and number == 0 and left == start
            elif carried and number == 0:
                yield MarkedSpan(start, right, closed=True, continues=True)
        elif mark.group() == "“" and _german(text, opened):
            yield MarkedSpan(opened, right, closed=True, continues=continues)
            opened = None
        elif opens and not closes and mark.group() in _OPENERS:
            remaining = sum(m.group() in _CLOSERS for m in marks[number + 1 :])
            reopened = sum(m.group() in _OPENERS for m in marks[number + 1 :])
            depth += remaining - reopened > depth
        elif closes or not opens:
            depth -= 1
            if depth <= 0 or mark.group() not in _CLOSERS:
                yield MarkedSpan(opened, right, closed=True, continues=continues)
                opened = None
    if opened is not None and opened + 1 < end:
        yield MarkedSpan(opened, end, closed=False, continues=continues)


def _german(text: str, opened: int) -> bool:
    return text[opened] == "„"


def _directions(text: str, mark: re.Match[str], start: int, end: int) -> tuple[bool, bool]:
    """Whether a mark can open and can close a quotation, by its form and its neighbours."""
    left, right = mark.span()
    before = text[left - 1] if left > start else " "
    after = text[right] if right < end else " "
    if mark.group() in _OPENERS:
        return True, mark.group() == "“" and not before.isspace() and not after.isalnum()
    if mark.group() in _CLOSERS:
        return before.isspace() and after.isalnum(), True
    opens = (before.isspace() or before in "([{-/–—‘'") and not after.isspace()
    closes = not before.isspace() and not after.isalnum()
    return opens, closes


def _single_spans(
    text: str, start: int, end: int, doubles: Sequence[MarkedSpan], *, carried: bool, goes_on: bool
) -> Iterator[MarkedSpan]:
    """Quotations in single marks; one that is left open counts only where the next paragraph opens with such a mark."""
    position = start
    for mark in _SINGLE_OPEN.finditer(text, start, end):
        left = mark.start()
        if left < position or any(m.start <= left < m.end for m in doubles) or _ELISION.match(text, left + 1):
            continue
        closer = "’" if mark.group() == "‘" else "'"
        closings = [
            i
            for i in range(left + 2, min(end, left + _LONGEST_SINGLE))
            if text[i] == closer
            and not text[i - 1].isspace()
            and not (i + 1 < end and text[i + 1].isalnum())
            and not any(m.start <= i < m.end and not (m.start > left and i == m.end - 1) for m in doubles)
        ]
        sure = [i for i in closings if not _POSSESSIVE.match(text, i - 1)]
        continues = carried and left == start
        if closings:
            position = (sure or closings)[0] + 1
            yield MarkedSpan(left, position, closed=True, continues=continues)
        elif goes_on:
            position = end
            yield MarkedSpan(left, end, closed=False, continues=continues)
