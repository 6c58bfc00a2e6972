"""News feeds (RSS, Atom): an entry an article, its text as full as the feed gives it.

Many feeds give the beginning of each article only. Such a teaser is what the outlet published there, so it is read, and
the file is told as read in part; `fetch` gets the whole articles of a feed. An entry without any text but its headline
is no article and is told.
"""

from __future__ import annotations

import html
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from analysis.reading.decoding import NotTextError, Remark, decode
from analysis.reading.drafts import MAX_PLACES, Draft, Metadata, SourceFile, Tally
from analysis.reading.metadata import DateError, clean, known_value, parse_date
from analysis.reading.openings import put_headline
from analysis.reading.pages import extract_article
from analysis.reading.plain import not_text, read_bytes
from analysis.records import Problem

MAX_FEED_BYTES = 50_000_000
"""The export of a whole site as one feed; the parser takes ten times as much memory."""
TEASER_WORDS = 100
"""What stands where feeds put summaries is a teaser if it is shorter."""
LONGEST_NAME = 500
"""Characters of an author's name that are read."""

_ENCODING = re.compile(rb"""<\?xml[^>]{0,100}?encoding\s*=\s*["']([\w.:-]{2,40})""")
# What stands before the outermost element; each part is atomic, so that no input makes the search start over.
_PROLOGUE = re.compile(
    r"(?>(?>\s+|<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^>\[]*+(?>\[.*?\]\s*+)?>)*)(?=<(?:[\w.-]+:)?([\w.-]+))", re.DOTALL
)
_ENTITY = re.compile(r"""<!ENTITY\s+([\w.-]+)\s+(["'])([^&%<"']{0,12}|&#\w{1,8};)\2\s*>""")
"""A declaration that cannot make a text much longer than it is, nor read anything else."""
_REFERENCE = re.compile(r"&([\w.-]{1,40});")
_CDATA = re.compile(r"<!(?:\[CDATA\[|--)")
_START = re.compile(r"<(?:[\w.-]+:)?(?:item|entry)(?=[\s/>])")
_END = re.compile(r"</(?:[\w.-]+:)?(?:rss|feed|RDF)\s*>\s*$")
_CUT = re.compile(
    r"(?:…|\.\.\.|\[…\]|\[\.\.\.\]|\b(?:read|see) (?:the )?(?:more|full story|on)|continue reading)\W*$", re.IGNORECASE
)
_ADDRESS = re.compile(r"[^\s()<>\[\]]+@[^\s()<>\[\]]+")
_TAG = re.compile(r"<[^<>]{0,500}>")


class NotAFeedError(ValueError):
    """A file is no feed, or none that can be read; the message says why."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of a feed."""

    number: int
    """From 1."""
    text: str
    """Without the headline."""
    is_teaser: bool
    """Whether the feed holds the beginning of the article only, or a summary."""
    own: Metadata


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed that could be read."""

    entries: Iterator[Entry]
    """Taken one at a time, as the text of each has to be found."""
    about: Metadata
    """Its title as the outlet, and its language."""
    remarks: tuple[Remark, ...]
    """What is to be said about it."""


def read_feed(file: SourceFile) -> Iterator[Draft | Problem]:
    """The articles in a feed, an entry an article."""
    data = read_bytes(file, MAX_FEED_BYTES)
    if isinstance(data, Problem):
        yield data
        return
    try:
        feed = parse_feed(data)
    except NotTextError as reason:
        yield not_text(file, reason)
        return
    except NotAFeedError as reason:
        yield file.problem("", str(reason))
        return
    yield from (file.problem(remark.place, remark.message, remark.severity) for remark in feed.remarks)
    faults = Tally(file, "entry")
    teasers: list[int] = []
    n = 0
    for entry in feed.entries:
        n += 1
        if len(entry.text.split(maxsplit=1)) < 2:
            faults.add(entry.number, "holds no text but its headline, so it is no article")
            continue
        if entry.is_teaser:
            teasers.append(entry.number)
        text = put_headline(entry.text, entry.own.headline)
        yield Draft(file, text, own=entry.own, embedded=feed.about, row=entry.number)
    if not n:
        yield file.problem("", "a feed without entries")
    if teasers:
        yield file.problem(*_told_teasers(teasers, n, file.name), "warning")
    yield from faults.problems()


def _told_teasers(teasers: list[int], n: int, name: str) -> tuple[str, str]:
    first = ", ".join(map(str, teasers[:MAX_PLACES])) + (" …" if len(teasers) > MAX_PLACES else "")
    message = (
        f"{len(teasers)} of {n} entries hold the beginning of their articles only, and that was read; "
        f"`python -m analysis fetch {name} --to FOLDER` gets the whole articles"
    )
    return f"entry {first}" if len(teasers) == 1 else f"entries {first}", message


def parse_feed(data: bytes) -> Feed:
    """A feed out of its bytes.

    Entities that the file declares itself are not expanded beyond a character or a short name, and nothing is loaded
    from elsewhere.

    Args:
        data: at most `MAX_FEED_BYTES`.

    Raises:
        NotTextError: if the bytes are no text.
        NotAFeedError: if they are no feed, or one that would blow up.

    Example:
        >>> feed = parse_feed(b"<rss><channel><title>Harbour</title><item><title>Rain</title></item></channel></rss>")
        >>> feed.about.outlet, [entry.own.headline for entry in feed.entries]
        ('Harbour', ['Rain'])
    """
    stated = _ENCODING.search(data, 0, 1024)
    text, remark = decode(data, declared=stated[1].decode("ascii") if stated else None)
    text = _without_declarations(text)
    found = _parse(text)
    remarks = [remark] if remark else []
    remarks += _damage(text, found)
    about = Metadata(outlet=_line(found.feed, "title"), language=known_value(found.feed.get("language")))
    entries = (_read_entry(number, entry) for number, entry in enumerate(found.entries, 1))
    return Feed(entries, about, tuple(remarks))


def _without_declarations(text: str) -> str:
    """The outermost element of a feed, with the characters in it that the feed declared as entities."""
    if not text.strip():
        raise NotAFeedError("empty: expected a feed (RSS or Atom)")
    prologue = _PROLOGUE.match(text)
    if not prologue:
        raise NotAFeedError("no XML, so no feed; expected RSS or Atom")
    if prologue[1].casefold() not in ("rss", "feed", "rdf"):
        raise NotAFeedError(
            f"XML, but no feed (its outermost element is <{prologue[1][:40]}>); expected RSS or Atom; save articles as "
            ".html or .txt"
        )
    declared = _ENTITY.findall(prologue[0])
    if prologue[0].count("<!ENTITY") != len(declared):
        raise NotAFeedError(
            "declares entities that could fill the memory or read other files, so it was not read; feeds need none: "
            "remove the lines <!ENTITY …>"
        )
    body = text[prologue.end() :]
    if declared:
        values = {name: value for name, _, value in declared}
        body = _REFERENCE.sub(lambda found: values.get(found[1], found[0]), body)
    # Line breaks stay, so that the parser counts lines as the file has them.
    return "\n" * prologue[0].count("\n") + body


def _parse(text: str) -> Any:
    import feedparser  # noqa: PLC0415  (a quarter of a second that only feeds need)

    _bound(feedparser.mixin._FeedParserMixin)
    try:
        return feedparser.parse(
            io.BytesIO(text.encode("utf-8", "replace")),
            response_headers={"content-type": "application/xml; charset=utf-8"},
            resolve_relative_uris=False,
            sanitize_html=False,
        )
    except Exception as err:  # whatever a stranger's feed does to the parser costs this file, not the corpus
        raise NotAFeedError(f"the feed could not be parsed ({type(err).__name__}: {err})") from err


def _bound(parser: Any) -> None:
    """Keep the parser from what takes a time that grows with the square of a hostile file's length.

    It compares each category with all others, though nobody here asks for them, and looks for mail addresses in names
    from each of their letters on.
    """
    if parser._sync_author_detail.__module__ == __name__:
        return
    find_mail_addresses, add_category = parser._sync_author_detail, parser._add_tag

    def find_in_short_names(self: Any, key: str = "author") -> None:
        context = self._get_context()
        if isinstance(context.get(key), str):
            context[key] = context[key][:LONGEST_NAME]
        find_mail_addresses(self, key)

    def keep_one_category(self: Any, *category: object) -> None:
        self._get_context()["tags"] = []
        add_category(self, *category)

    parser._sync_author_detail = find_in_short_names
    parser._add_tag = keep_one_category


def _damage(text: str, found: Any) -> Iterator[Remark]:
    """What is lost, or may be, where a feed is not well-formed."""
    bare = _without_cdata(text)
    n_started = len(_START.findall(bare))
    if n_started > len(found.entries):
        message = f"{n_started} entries begin in the file, but {len(found.entries)} could be read; look for the others"
        yield Remark("error", "", message)
    error = found.get("bozo_exception")
    if error is None:
        return
    reason = error.getMessage() if hasattr(error, "getMessage") else str(error)
    # The parser puts a line before the file's.
    line = max(1, (error.getLineNumber() or 2) - 1) if hasattr(error, "getLineNumber") else None
    if _END.search(bare[-1000:]):
        yield Remark("note", f"near line {line}" if line else "", f"no well-formed XML ({reason}); read nevertheless")
    else:
        message = f"the feed breaks off or is damaged ({reason}); what comes before was read, the last entry in part"
        yield Remark("warning", f"near line {line}" if line else "", message)


def _without_cdata(text: str) -> str:
    """What stands outside of comments and CDATA; both may hold tags that are none."""
    parts, position = [], 0
    while opening := _CDATA.search(text, position):
        parts.append(text[position : opening.start()])
        closing = "-->" if opening[0] == "<!--" else "]]>"
        end = text.find(closing, opening.end())
        if end < 0:
            return "".join(parts)
        position = end + len(closing)
    return "".join([*parts, text[position:]])


def _read_entry(number: int, entry: Any) -> Entry:
    contents = [_text_of(content) for content in entry.get("content", ())]
    text = max(contents, key=len, default="")
    is_content = bool(text)
    if not is_content:
        text = _text_of(entry.get("summary_detail") or {})
    is_teaser = bool(_CUT.search(text[-80:])) or (not is_content and len(text.split()) < TEASER_WORDS)
    return Entry(number, text, is_teaser, _read_metadata(entry))


def _text_of(content: Any) -> str:
    value = clean(content.get("value") or "").strip()
    if not value or content.get("type") == "text/plain":
        return value
    try:
        return extract_article(value, all_is_article=True)[0].strip()
    except Exception:  # the extractor fails on it: its words without its markup are better than nothing
        return " ".join(html.unescape(_TAG.sub(" ", value)).split())


def _read_metadata(entry: Any) -> Metadata:
    """What an entry states about its article; the outlet only where the feed collects those of others."""
    written = known_value(entry.get("published") or entry.get("created") or entry.get("updated"))
    day, unread = _day(written)
    authors = (
        [_author(entry.get("author") or "")]
        if "@" in (entry.get("author") or "")
        else [_line(author, "name") for author in entry.get("authors", ())]
    )
    return Metadata(
        outlet=_line(entry.get("source") or {}, "title"),
        date=day,
        author=", ".join(dict.fromkeys(name for name in authors if name)) or None,
        headline=_line(entry, "title"),
        url=known_value(entry.get("feedburner_origlink") or entry.get("link")),
        unread_date=unread,
    )


def _author(written: str) -> str | None:
    """The name in `jane@example.org (Jane Doe)` or `Jane Doe <jane@example.org>`."""
    return known_value(_ADDRESS.sub(" ", written[:LONGEST_NAME]).strip("()<>[], "))


def _day(written: str | None) -> tuple[date | None, str | None]:
    try:
        return (parse_date(written), None) if written else (None, None)
    except DateError:
        return None, written


def _line(values: Any, name: str) -> str | None:
    """A value as one line without markup."""
    value = known_value(values.get(name))
    if value and (values.get(f"{name}_detail") or {}).get("type") != "text/plain":
        value = known_value(html.unescape(_TAG.sub("", value)))
    return value
