"""What the readers of exports share: an article as an archive prints it, its fields, its paragraphs."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from analysis.reading.decoding import Severity
from analysis.reading.drafts import Metadata
from analysis.reading.metadata import DateError, known_value, parse_date

PAGE_BREAK = "\f"
"""A line that stands between the pages of a document that has pages."""
_LONGEST_WRAPPED = 100
"""Characters of a line in a text that is broken into lines; a longer line is a paragraph."""
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january januar januari janvier enero gennaio janeiro",
            "february februar februari fevrier febrero febbraio fevereiro", "march marz maart mars marzo marco marts",
            "april avril abril aprile", "may mai mei mayo maggio maio maj", "june juni juin junio giugno junho",
            "july juli juillet julio luglio julho",
            "august augustus augusti aout agosto", "september septembre septiembre settembre setembro",
            "october oktober octobre octubre ottobre outubro", "november novembre noviembre novembro",
            "december dezember decembre diciembre dicembre dezembro",
        ),
        1,
    )
    for name in names.split()
}  # fmt: skip
"""Archives print days in the language of the article or of who uses them; accents are left out."""
_MONTH = r"(?P<month>[^\W\d_]{3,10})\.?"
_DAYS = (
    re.compile(rf"\b{_MONTH} (?P<day>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<year>\d{{4}})\b"),
    re.compile(rf"\b(?P<day>\d{{1,2}})(?:\.|st|nd|rd|th)? ?(?:de )?{_MONTH},?(?: de)? (?P<year>\d{{4}})\b"),
    re.compile(r"\b(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)\b"),
    re.compile(r"(?P<year>\d{4}) ?年 ?(?P<month>\d{1,2}) ?月 ?(?P<day>\d{1,2}) ?日"),
)
_LANGUAGES = {
    "english": "en", "englisch": "en", "anglais": "en", "inglés": "en", "inglese": "en", "engels": "en", "英文": "en",
    "german": "de", "deutsch": "de", "allemand": "de", "french": "fr", "français": "fr", "französisch": "fr",
    "spanish": "es", "español": "es", "spanisch": "es", "italian": "it", "italienisch": "it", "dutch": "nl",
    "nederlands": "nl", "niederländisch": "nl", "portuguese": "pt", "arabic": "ar", "chinese": "zh", "russian": "ru",
    "turkish": "tr", "hebrew": "he", "japanese": "ja", "swedish": "sv", "danish": "da", "norwegian": "no",
    "polish": "pl",
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
        language = self.language.strip().casefold()
        return Metadata(
            outlet=known_value(self.outlet),
            date=day,
            author=known_value(re.sub(r"^by\s+", "", self.author.strip(), flags=re.IGNORECASE)),
            headline=known_value(self.headline),
            url=known_value(self.url),
            language=_LANGUAGES.get(language, language[:20]) or None,
            unread_date=known_value(self.day) if day is None else None,
        )


@dataclass(frozen=True, slots=True)
class Remark:
    """What is to be said of an export, other than that text of it was not read."""

    message: str
    severity: Severity = "warning"


def find_day(line: str) -> date | None:
    """The day in a line such as `March 3, 2021 Wednesday 10:12 PM GMT`.

    Example:
        >>> find_day("Wednesday 3.März 2021").isoformat(), find_day("Section A; Pg. 12")
        ('2021-03-03', None)
    """
    plain = " ".join(line.split())
    for pattern in _DAYS:
        for found in pattern.finditer(plain):
            month = found["month"]
            number = int(month) if month.isdigit() else _MONTHS.get(_without_accents(month))
            try:
                if number:
                    return parse_date(f"{found['year']}-{number:02}-{int(found['day']):02}")
                return parse_date(f"{found['day']} {month} {found['year']}")
            except DateError:
                continue
    return None


def is_language(line: str) -> bool:
    """Whether a line is the name of a language, and no more."""
    return line.strip().casefold() in _LANGUAGES


def _without_accents(word: str) -> str:
    parts = unicodedata.normalize("NFKD", word.casefold())
    return "".join(char for char in parts if not unicodedata.combining(char))


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


def join_paragraphs(lines: Sequence[str]) -> str:
    """The text of an article whose lines are paragraphs, as in documents and pages, with an empty line between them."""
    return "\n\n".join(shown for line in lines if (shown := " ".join(line.split())))
