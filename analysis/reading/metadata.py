"""What is known about an article from the fields of its file or the file's name; nothing is guessed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import PurePosixPath

from analysis.reading.drafts import Metadata

SYNONYMS: dict[str, tuple[str, ...]] = {
    "outlet": (
        "outlet", "publisher", "source", "publication", "newspaper", "site_name", "sitename", "media", "medium",
        "media_name", "outlet_name", "source_name", "publication_name", "site", "website", "publication_title",
        "pubtitle", "newspaper_name", "news_outlet", "media_outlet", "source_common_name", "v2sourcecommonname",
        "source_domain", "domain", "thread_site",
    ),
    "date": (
        "date", "publication_date", "published", "date_published", "pub_date", "pubdate", "publish_date",
        "published_at", "published_date", "published_on", "publication_time", "datetime", "timestamp", "date_publish",
        "publishdate", "publication_datetime", "published_time", "article_date", "seendate", "seen_date",
        "mention_time_date", "v2_1date",
    ),
    "author": ("author", "authors", "byline", "writer", "journalist", "creator", "author_name", "author_names"),
    "headline": ("headline", "title", "heading", "article_title", "article_headline"),
    "url": (
        "url", "link", "uri", "article_url", "canonical_url", "permalink", "web_url", "document_url", "story_url",
    ),
    "language": ("language", "lang"),
}  # fmt: skip
"""For each field the names that it goes by, best first; capitals, blanks and hyphens do not matter."""

TEXT_NAMES = (
    "text", "body", "content", "article_text", "full_text", "fulltext", "article_body", "article_content", "body_text",
    "main_text", "maintext", "story", "article", "plain_text", "plaintext", "text_content", "document_text",
)  # fmt: skip
ADDRESS_NAMES = (
    *SYNONYMS["url"], "urls", "address", "addresses", "links", "sourceurl", "document_identifier", "mention_identifier",
    "v2documentidentifier",
)  # fmt: skip
"""Of the column in a list of addresses without texts. In tables of articles some of them mean other things."""
FILE_NAMES = (
    "file", "filename", "file_name", "path", "file_path", "document", "doc", "name", "id", "article_id", "doc_id",
    "document_id", "stem",
)  # fmt: skip

_MISSING = frozenset({"", "none", "null", "nan", "na", "n/a", "<na>", "nat", "-"})

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul", "august aug",
            "september sep sept", "october oct", "november nov", "december dec",
        ),
        1,
    )
    for name in names.split()
}  # fmt: skip
_MONTH = r"(?P<month>[A-Za-z]{3,9})\.?"
_TIME = r"(?:[T ,]+(?:at )?\d{1,2}[:.]\d\d.*)?"
_WEEKDAY = r"(?:[A-Za-z]{3,9},? )?"
_YEAR_FIRST = re.compile(rf"(?P<year>\d{{4}})(?P<mark>[-/.])(?P<month>\d{{1,2}})(?P=mark)(?P<day>\d{{1,2}}){_TIME}")
_COMPACT = re.compile(r"(?P<year>\d{4})(?P<month>\d\d)(?P<day>\d\d)(?:T\d.*|[0-5]\d{5})?")
_DAY_MONTH = re.compile(
    rf"{_WEEKDAY}(?P<day>\d{{1,2}})(?:st|nd|rd|th)?[ -](?:of )?{_MONTH},?[ -](?P<year>\d{{4}}){_TIME}"
)
_MONTH_DAY = re.compile(rf"{_WEEKDAY}{_MONTH} (?P<day>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<year>\d{{4}}){_TIME}")
_NUMBERS = re.compile(rf"(?P<first>\d{{1,2}})[-/.](?P<second>\d{{1,2}})[-/.](?P<year>\d{{4}}){_TIME}")

_HALF_CHARACTER = re.compile("[\ud800-\udfff]")
_NAMED_DATE = re.compile(r"(?<!\d)(\d{4})([-_.])(\d\d)\2(\d\d)(?!\d)")
_OUTLET_IN_NAME = re.compile(r"(?P<outlet>[A-Za-z][A-Za-z0-9.&' -]*)_\d{4}-\d\d-\d\d(?:_.*)?")


class DateError(ValueError):
    """A date as written has no reading, or more than one."""


def parse_date(written: str) -> date:
    """The calendar day of a date as written, in the place where it was written.

    Raises:
        DateError: if the text is no date, or could be two, as 03/04/2025 could.

    Example:
        >>> parse_date("March 4, 2025").isoformat(), parse_date("2025-03-04T23:10:00-05:00").isoformat()
        ('2025-03-04', '2025-03-04')
    """
    text = " ".join(written.split())
    if found := _NUMBERS.fullmatch(text):
        orders = ((found["second"], found["first"]), (found["first"], found["second"]))
        readings = {reading for month, day in orders if (reading := _day(found["year"], month, day))}
        if len(readings) == 1:
            return readings.pop()
        raise DateError(f"{written!r} could be two days" if readings else f"{written!r} is no day of the calendar")
    for pattern in (_YEAR_FIRST, _COMPACT, _DAY_MONTH, _MONTH_DAY):
        if (found := pattern.fullmatch(text)) and (day := _day(found["year"], found["month"], found["day"])):
            return day
    raise DateError(f"{written!r} is no date that can be read with certainty")


def _day(year: str, month: str, day: str) -> date | None:
    number = int(month) if month.isdigit() else _MONTHS.get(month.casefold(), 0)
    try:
        # Newspapers are younger than 1600; an earlier year is a fault, and pandas could not hold it.
        return date(int(year), number, int(day)) if 1700 <= int(year) <= 2200 else None
    except ValueError:
        return None


def plain_name(name: str) -> str:
    """A column or key for comparison.

    Example:
        >>> plain_name(" Publication-Date "), plain_name("datePublished")
        ('publication_date', 'date_published')
    """
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name.strip())
    return re.sub(r"[\W_]+", "_", spaced).strip("_").casefold()


def known_value(value: object) -> str | None:
    """A value as one line of text; `None` if it says that it is missing, or is no plain value.

    Example:
        >>> known_value(" Jane  Doe "), known_value("None"), known_value(["Jane Doe", "John Smith"])
        ('Jane Doe', None, 'Jane Doe, John Smith')
    """
    if isinstance(value, Mapping):
        value = value.get("name")
    if isinstance(value, list):
        parts = [known_value(item) for item in value[:20] if not isinstance(item, list)]
        return ", ".join(part for part in parts if part) or None
    if isinstance(value, bool) or not isinstance(value, str | int | float | date):
        return None
    line = " ".join(str(value).split())
    return None if line.casefold() in _MISSING else clean(line)


def clean(text: str) -> str:
    """Text without half characters (lone surrogates), which no file could be written with."""
    return _HALF_CHARACTER.sub("\ufffd", text)


def first_name(names: Iterable[str], accepted: tuple[str, ...]) -> str | None:
    """Of the names of a file's columns or keys the one that is accepted first."""
    by_plain: dict[str, str] = {}
    for name in names:
        by_plain.setdefault(plain_name(name), name)
    return next((by_plain[name] for name in accepted if name in by_plain), None)


def read_fields(values: Mapping[str, object]) -> Metadata:
    """The metadata in named values, by `SYNONYMS`; where a field has several names, the first that has a value."""
    plain: dict[str, str] = {}
    for name, value in values.items():
        known = known_value(value)
        if known is not None:
            plain.setdefault(plain_name(name), known)
    found = {kind: next((plain[name] for name in names if name in plain), None) for kind, names in SYNONYMS.items()}
    written = found.pop("date")
    day, unread = None, None
    if written:
        try:
            day = parse_date(written)
        except DateError:
            unread = written
    return Metadata(date=day, unread_date=unread, **found)


def read_file_name(name: str) -> Metadata:
    """The outlet and date in names such as `example-times_2025-03-04_bridge-opens`, the date in any with one ISO date.

    Example:
        >>> found = read_file_name("texts/example-times_2025-03-04_bridge-opens.txt")
        >>> found.outlet, found.date.isoformat()
        ('example-times', '2025-03-04')
    """
    stem = PurePosixPath(name).stem
    days = {day for found in _NAMED_DATE.finditer(stem) if (day := _day(found[1], found[3], found[4]))}
    outlet = _OUTLET_IN_NAME.fullmatch(stem)
    return Metadata(
        outlet=outlet["outlet"].strip() if outlet and len(days) == 1 else None,
        date=days.pop() if len(days) == 1 else None,
    )
