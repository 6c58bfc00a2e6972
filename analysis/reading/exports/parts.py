"""What the readers of exports share: an article as an archive prints it, its fields, its paragraphs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from analysis.reading.drafts import Metadata
from analysis.reading.metadata import DateError, known_value, parse_date

_LONGEST_WRAPPED = 100
"""Characters of a line in a text that is broken into lines; a longer line is a paragraph."""
_DAY = re.compile(
    r"\b(?:[A-Z][a-zé]{2,9}\.? \d{1,2},? \d{4}|\d{1,2}\.? [A-Z][a-zé]{2,9}\.?,? \d{4}|\d{4}-\d\d-\d\d)\b", re.IGNORECASE
)
_LANGUAGES = {
    "english": "en", "german": "de", "deutsch": "de", "french": "fr", "français": "fr", "spanish": "es",
    "español": "es", "italian": "it", "dutch": "nl", "portuguese": "pt", "arabic": "ar", "chinese": "zh",
    "russian": "ru", "turkish": "tr", "hebrew": "he", "japanese": "ja", "swedish": "sv", "danish": "da",
    "norwegian": "no", "polish": "pl",
}  # fmt: skip


@dataclass(slots=True)
class Part:
    """An article of an export, its fields as written."""

    headline: str = ""
    outlet: str = ""
    day: str = ""
    author: str = ""
    language: str = ""
    url: str = ""
    lines: Sequence[str] = ()
    """Of the text."""

    def metadata(self) -> Metadata:
        """What the fields tell."""
        day = find_day(self.day)
        return Metadata(
            outlet=known_value(self.outlet),
            date=day,
            author=known_value(re.sub(r"^by\s+", "", self.author.strip(), flags=re.IGNORECASE)),
            headline=known_value(self.headline),
            url=known_value(self.url),
            language=_LANGUAGES.get(self.language.strip().casefold(), self.language.strip().casefold()[:20]) or None,
            unread_date=known_value(self.day) if day is None else None,
        )


def find_day(line: str) -> date | None:
    """The day in a line such as `March 3, 2021 Wednesday 10:12 PM GMT`.

    Example:
        >>> find_day("March 3, 2021 Wednesday Late Edition").isoformat(), find_day("Section A; Pg. 12")
        ('2021-03-03', None)
    """
    for found in _DAY.finditer(line):
        try:
            return parse_date(found[0].replace(". ", " ", 1) if found[0][0].isdigit() else found[0])
        except DateError:
            continue
    return None


def paragraphs(lines: Sequence[str]) -> list[str]:
    """The paragraphs of lines: blocks between blank lines where the text is broken into short lines, else each line.

    Example:
        >>> paragraphs(["A line", "and its rest.", "", "Another."]), paragraphs(["One.", "Two."])
        (['A line and its rest.', 'Another.'], ['One.', 'Two.'])
    """
    stripped = [" ".join(line.split()) for line in lines]
    inner = "\n".join(stripped).strip("\n").split("\n")
    if "" not in inner or max(map(len, inner)) > _LONGEST_WRAPPED:
        return [line for line in inner if line]
    blocks: list[list[str]] = [[]]
    for line in inner:
        if line:
            blocks[-1].append(line)
        elif blocks[-1]:
            blocks.append([])
    return [" ".join(block) for block in blocks if block]


def join_text(lines: Sequence[str]) -> str:
    """The text of an article: its paragraphs with an empty line between them."""
    return "\n\n".join(paragraphs(lines))
