"""Web archives (WARC): each page in them an article, read record by record in flat memory."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator

from analysis.reading.bodies import PAGE_TYPES, BodyError, find_charset, mime_type
from analysis.reading.decoding import NotTextError
from analysis.reading.drafts import MAX_PAGE_BYTES, Draft, Metadata, SourceFile, Tally
from analysis.reading.metadata import known_value
from analysis.reading.pages import NoArticleError, Page, parse_page
from analysis.reading.warc_stream import Damage, Record, read_records
from analysis.records import Problem

_ABOUT_RECORDS = ("warcinfo", "request", "metadata")
"""Kinds of records that tell how pages were crawled, and hold none."""
_KINDS = 8
"""Kinds of answers that a message names."""


def read_warc(file: SourceFile) -> Iterator[Draft | Problem]:
    """The articles in a web archive, compressed or not, whatever its name says.

    Pages are those answers, and resources, that are HTML and were delivered with status 200. An address that was
    visited again is read again only if its page has become another. What is left out is counted by its reason.
    """
    reading = _Reading(file)
    try:
        with file.path.open("rb") as raw:
            for item in read_records(raw):
                if isinstance(item, Damage):
                    reading.lost.add(item.number, item.reason)
                else:
                    yield from reading.read(item)
    except OSError as err:
        message = f"cannot be read ({err.strerror or err}); check that it exists and may be read"
        yield file.problem(f"record {reading.n}" if reading.n else "", message)
    yield from reading.problems()


class _Reading:
    """One archive while it is read: what was seen in it, and what was left out."""

    def __init__(self, file: SourceFile) -> None:
        self.file = file
        self.n = 0
        self.lost = Tally(file, "record")
        self._cut = Tally(file, "record", "warning")
        self._left_out: dict[str, Counter[str]] = {}
        self._addresses: set[bytes] = set()
        self._pages: set[bytes] = set()
        """Digests, so that a page takes a hundred bytes of memory, however long it is."""

    def read(self, record: Record) -> Iterator[Draft | Problem]:
        """The article in a record, if it holds one; afterwards the record was passed over."""
        self.n = record.number
        page = self._read_page(record)
        n_lacking = record.skip()
        if n_lacking:
            self._cut.add(record.number, "the record breaks off, so its page was read in part or not at all")
        if page is None:
            return
        if reason := record.header("WARC-Truncated"):
            self._cut.add(record.number, f"the crawler cut the page off (for {reason[:40]}); it was read in part")
        if page.remark and page.remark.severity != "note":
            self._cut.add(record.number, page.remark.message)
        own = Metadata(url=known_value(record.url))
        yield Draft(self.file, page.text, own=own, embedded=page.found, row=record.number)

    def _read_page(self, record: Record) -> Page | None:
        if not self._may_be_page(record):
            return None
        try:
            body = record.read_body(MAX_PAGE_BYTES)
        except BodyError as err:
            if not err.partial:
                self.lost.add(record.number, f"the page was not read: {err}")
                return None
            self._cut.add(record.number, "the packed page breaks off or is damaged; it was read in part")
            body = err.partial
        if not record.content_type and b"<html" not in body[:2000].lower():
            self._leave_out("answers that are no HTML", "no type stated")
            return None
        url = _digest(record.url.encode("utf-8", "replace"))
        digest = _digest(url + body)
        if digest in self._pages:
            self._leave_out("pages that were visited again and are the same", "")
            return None
        self._pages.add(digest)
        self._addresses.add(url)
        try:
            return parse_page(body, charset=find_charset(record.content_type))
        except NotTextError as err:
            self.lost.add(record.number, f"the page is no text: {err}")
        except NoArticleError as err:
            # An archive holds front pages and lists beside the articles.
            self._cut.add(record.number, str(err))
        return None

    def _may_be_page(self, record: Record) -> bool:
        """Whether a record holds a page, by its headers; counted by the reason if not."""
        if record.kind in _ABOUT_RECORDS:
            return False
        if record.kind == "revisit":
            if _digest(record.url.encode("utf-8", "replace")) in self._addresses:
                self._leave_out("pages that were visited again and are the same", "")
            else:
                message = "tells that a page was the same as in an earlier file of the crawl; look for the page there"
                self._cut.add(record.number, message)
            return False
        if record.kind == "continuation":
            self._cut.add(record.number, "holds the rest of a page that was split; the rest was not read")
            return False
        if record.kind not in ("response", "resource") or (record.kind == "response" and not record.http):
            self._leave_out("records that hold no page", record.kind or "no kind stated")
            return False
        if record.kind == "response" and record.status != "200":
            is_redirect = record.status.startswith("3") and len(record.status) == 3
            self._leave_out("redirects" if is_redirect else "answers without a page", record.status or "no status")
            return False
        mime = mime_type(record.content_type)
        if mime and mime not in PAGE_TYPES:
            self._leave_out("answers that are no HTML", mime)
            return False
        return True

    def _leave_out(self, what: str, kind: str) -> None:
        self._left_out.setdefault(what, Counter())[kind] += 1

    def problems(self) -> Iterator[Problem]:
        """What is to be said about the file as a whole, when all is read."""
        if not self.n:
            yield self.file.problem("", "no web archive: no record (WARC/1.0 or WARC/1.1) was found in it")
            return
        yield from self.lost.problems()
        yield from self._cut.problems()
        for what, kinds in self._left_out.items():
            named = ", ".join(f"{n:,} {kind}" for kind, n in kinds.most_common(_KINDS) if kind)
            if len(kinds) > _KINDS:
                named += ", …"
            yield self.file.problem(
                "", f"left out: {kinds.total():,} {what}" + (f" ({named})" if named else ""), "note"
            )


def _digest(data: bytes) -> bytes:
    return hashlib.blake2b(data, digest_size=12).digest()
