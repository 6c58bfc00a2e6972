"""What each part of an article is: headline, byline, dateline, lead, body, or boilerplate."""

from __future__ import annotations

import re
from itertools import islice, pairwise

from analysis.reading.boilerplate import Rule, find_rule, straighten_line
from analysis.reading.front_matter import find_front_matter
from analysis.reading.openings import (
    author_names,
    byline_people,
    find_dateline,
    find_headline_rule,
    is_author_note,
    is_byline,
    is_kicker,
    normalise,
)
from analysis.records import Span, Zone, ZoneKind

WRAPPED_LINE = (45, 100)
"""Characters: the lines of a text that was wrapped by hand or by a mail program."""
HEAD = 12
"""Headline, byline and the like stand among so many first paragraphs."""
OPENING_WORDS = 5
"""Between a headline and a date, byline or the like, shorter lines belong to these: a name, a place, "Published"."""
FILLER_WORDS = 12
FILLERS = 3
"""Of a closing block, so many short paragraphs in a row may be known by no rule."""

_STOPS = (".", '."', ".”", ":")
_SENTENCE_END = re.compile(r"""[.!?…][)\]"'”’»]*$""")


def paragraphs(text: str) -> list[Span]:
    r"""The spans of the paragraphs, without the white space around them, in order.

    Every line break ends a paragraph, except in a text whose lines were wrapped at a width: there a blank line does.

    Example:
        >>> paragraphs("A headline\n\nThe first sentence.")
        [(0, 10), (12, 31)]
    """
    lines: list[Span | None] = []
    position = 0
    for line in text.splitlines(keepends=True):
        stripped = line.strip()
        if stripped:
            start = position + len(line) - len(line.lstrip())
            lines.append((start, start + len(stripped)))
        else:
            lines.append(None)
        position += len(line)
    if not _is_wrapped(text, lines):
        return [line for line in lines if line is not None]
    spans: list[Span] = []
    open_paragraph = False
    for span in lines:
        if span is None:
            open_paragraph = False
        elif open_paragraph:
            spans[-1] = (spans[-1][0], span[1])
        else:
            spans.append(span)
            open_paragraph = True
    return spans


def _is_wrapped(text: str, lines: list[Span | None]) -> bool:
    """Whether most lines that another line follows are of one width and break off inside a sentence."""
    shortest, longest = WRAPPED_LINE
    inner = [line for line, following in pairwise(lines) if line and following]
    if len(inner) < 3 or None not in lines:
        return False
    broken = sum(
        shortest <= end - start <= longest and not _SENTENCE_END.search(text, end - 4, end) for start, end in inner
    )
    return broken > len(inner) / 2


def find_zones(text: str, *, headline: str | None = None, author: str | None = None) -> tuple[Zone, ...]:
    r"""Sort the paragraphs of a text into zones, which cover every character that is not white space.

    Each paragraph is a zone, except that a dateline is cut off the first body paragraph and front matter is one zone
    whatever its lines. A paragraph is body unless a rule says otherwise.

    Args:
        text: a whole article.
        headline: the headline by the metadata; a first paragraph that resembles it is the headline zone.
        author: the author by the metadata; helps to know bylines and notes about the author.

    Example:
        >>> zones = find_zones("Dam bursts\n\nBy Jane Doe\n\nOSLO (AP) — A dam burst.\n\nAll rights reserved.")
        >>> [(zone.kind, zone.start, zone.end) for zone in zones]
        [('headline', 0, 10), ('byline', 12, 23), ('dateline', 25, 36), ('lead', 37, 49), ('boilerplate', 51, 71)]
    """
    zones: list[Zone] = []
    matter = find_front_matter(text)
    offset = matter.end if matter else 0
    if matter:
        zones.append(Zone("front_matter", matter.start, matter.end, "front_matter"))
    spans = [(start + offset, end + offset) for start, end in paragraphs(text[offset:])]
    article = _Paragraphs(text, spans, author_names(author))
    article.mark_inside()
    article.mark_end()
    article.mark_start(headline)
    article.learn_author()
    article.mark_end()
    may_open, lead_seen = True, False
    for (start, end), mark in zip(spans, article.marks, strict=True):
        if mark:
            zones.append(Zone(mark[0], start, end, mark[1]))
            # Databases print an abstract before the full text, which opens with the dateline.
            may_open = may_open or mark[1] == "database_label"
            continue
        cut = find_dateline(text[start:end]) if may_open else None
        if cut:
            zones.append(Zone("dateline", start, start + cut[0], "dateline"))
        zones.append(Zone("body" if lead_seen else "lead", start + (cut[1] if cut else 0), end))
        may_open, lead_seen = False, True
    return tuple(zones)


class _Paragraphs:
    """The paragraphs of one text while they are being sorted: `marks` holds (kind, rule), `None` for body."""

    def __init__(self, text: str, spans: list[Span], names: tuple[str, ...]) -> None:
        self.raw = [text[start:end] for start, end in spans]
        # Paragraphs of ordinary length are never boilerplate, and need no straightened copy.
        self.lines = [straighten_line(raw) if len(raw) <= 1200 else "" for raw in self.raw]
        self.names = names
        self.marks: list[tuple[ZoneKind, str] | None] = [None] * len(spans)

    def mark_inside(self) -> None:
        """Boilerplate that may stand anywhere, and the closing sections that a heading opens."""
        headings: list[tuple[int, Rule]] = []
        for index, line in enumerate(self.lines):
            if rule := find_rule(line, ("anywhere",)):
                self.marks[index] = ("boilerplate", rule.name)
                if rule.takes_following:
                    headings.append((index, rule))
        for index, rule in headings:
            rest = [i for i in range(index + 1, len(self.lines)) if not self.marks[i]]
            if len(rest) <= rule.takes_following:
                for i in rest:
                    if rule.following == "titles" and self.raw[i].endswith(_STOPS):
                        break
                    self.marks[i] = ("boilerplate", rule.name)

    def mark_end(self) -> None:
        """The closing block, from the last paragraph up: what may only end a text, and short lines amid boilerplate."""
        n_known = 0
        pending: list[int] = []
        for index in range(len(self.lines) - 1, -1, -1):
            line = self.lines[index]
            if not self.marks[index]:
                rule = find_rule(line, ("end",))
                name = rule.name if rule else "author_note" if is_author_note(line, self.names) else ""
                if not name and (len(pending) == FILLERS or not _is_filler(line, FILLER_WORDS)):
                    return
                if not name:
                    pending.append(index)
                    continue
                self.marks[index] = ("boilerplate", name)
            n_known += 1
            if n_known >= 2:
                for filler in pending:
                    self.marks[filler] = ("boilerplate", "closing_block")
                pending = []

    def mark_start(self, headline: str | None) -> None:
        """Headline, byline, a dateline of its own, and the boilerplate before the first body paragraph."""
        headline_key = normalise(headline or "")
        taken = ""
        is_closed = False
        pending: list[int] = []
        for index in range(min(len(self.lines), HEAD)):
            raw, line = self.raw[index], self.lines[index]
            unmarked = (self.raw[i] for i in range(index + 1, len(self.raw)) if not self.marks[i])
            following = tuple(islice(unmarked, HEAD))
            if following and is_byline(line, self.names):
                self.marks[index] = ("byline", "byline")
            elif self.marks[index]:
                pass
            elif not following:
                return
            elif rule := find_rule(line, ("start",)):
                self.marks[index] = ("boilerplate", rule.name)
            elif _is_dateline(raw):
                self.marks[index] = ("dateline", "dateline")
            elif not taken and is_kicker(raw, headline_key, following):
                self.marks[index] = ("boilerplate", "kicker")
            elif not is_closed and (why := find_headline_rule(raw, headline_key, taken, following)):
                taken = f"{taken} {normalise(raw)}".strip()
                self.marks[index] = ("headline", why)
                continue
            elif taken and _is_filler(line, OPENING_WORDS):
                pending.append(index)
                is_closed = True
                continue
            else:
                return
            is_closed = is_closed or bool(taken)
            for filler in pending:
                self.marks[filler] = ("boilerplate", "opening_block")
            pending = []

    def learn_author(self) -> None:
        """Take the names out of the bylines, to know notes about their bearers."""
        for line, mark in zip(self.lines, self.marks, strict=True):
            if mark and mark[0] == "byline":
                self.names += author_names(byline_people(line))


def _is_dateline(raw: str) -> bool:
    """Whether a paragraph is a dateline and nothing else."""
    cut = find_dateline(raw + (" — X" if raw.endswith(")") else " X"))
    return cut is not None and cut[0] >= len(raw)


def _is_filler(line: str, n_words: int) -> bool:
    """A short line that is no sentence."""
    return 0 < len(line.split()) <= n_words and not _SENTENCE_END.search(line) and line[0] not in "\"'"
