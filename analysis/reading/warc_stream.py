"""Web archives on disk → their records, one at a time in flat memory, going on behind whatever is damaged.

A compressed archive is a row of gzip members, as a rule a record each. Where one is damaged, the next one that can be
unpacked and begins a record is looked for; in a file that is not compressed, the next line that begins a record.
"""

from __future__ import annotations

import logging
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

from analysis.reading.bodies import unpack_body

MAX_HEADER_BYTES = 1_000_000
"""Headers of a record together; more are an attack or no headers."""
_MAGIC = b"\x1f\x8b\x08"
_BEGINNING = b"WARC/"
_ONCE = ("warc-type", "warc-record-id", "warc-target-uri", "warc-date", "content-length")
"""Headers that no record has twice."""
_PIECE = 1 << 16


@dataclass(frozen=True, slots=True)
class Damage:
    """A place where an archive is damaged, so that a record is lost."""

    number: int
    """Of the last record before it."""
    reason: str


class Record:
    """A record of an archive; its body is read once, before the next record is taken."""

    def __init__(self, number: int, loaded: Any) -> None:
        """Take what warcio loaded."""
        self.number = number
        """From 1, all kinds of records counted."""
        self.kind: str = loaded.rec_type or ""
        self.url: str = loaded.rec_headers.get_header("WARC-Target-URI") or ""
        self.http: Any = loaded.http_headers
        self._loaded = loaded

    def header(self, name: str) -> str:
        """The value of a header of the record itself; empty if there is none."""
        return self._loaded.rec_headers.get_header(name) or ""

    def http_header(self, name: str) -> str:
        """The value of a header of the response in it; empty if there is none."""
        return (self.http.get_header(name) if self.http else None) or ""

    @property
    def content_type(self) -> str:
        """What is stated of the type of the page."""
        return self.http_header("Content-Type") if self.kind == "response" else self.header("Content-Type")

    @property
    def status(self) -> str:
        """The three digits of the response's status, or whatever stands there."""
        return str(self.http.get_statuscode())[:10] if self.http else ""

    def read_body(self, limit: int) -> bytes:
        """The content of the response, or of the resource.

        Raises:
            BodyError: if it has more bytes than the limit, or cannot be unpacked.
        """
        from warcio.bufferedreaders import ChunkedDataReader  # noqa: PLC0415

        stream = self._loaded.raw_stream
        if self.http_header("Transfer-Encoding").casefold() == "chunked" and stream.limit <= 2 * limit:
            stream = ChunkedDataReader(stream)
        chunks = iter(lambda: stream.read(_PIECE), b"")
        return unpack_body(chunks, self.http_header("Content-Encoding"), limit)

    def skip(self) -> int:
        """Pass over what was not read of it; how many bytes it lacks at its end."""
        stream = self._loaded.raw_stream
        while stream.read(_PIECE):
            pass
        return int(stream.limit)


def read_records(raw: BinaryIO) -> Iterator[Record | Damage]:
    """The records of an archive in their order, and the places where it is damaged."""
    number = 0
    for stream in _streams(raw):
        if isinstance(stream, str):
            yield Damage(number, stream)
            continue
        for item in _records_of(stream, number):
            number = item.number
            yield item


def _records_of(stream: _Stream, number: int) -> Iterator[Record | Damage]:
    # Loaded here, as it takes a tenth of a second; what it says about damage is told as damage.
    from warcio.recordloader import ArcWarcRecordLoader  # noqa: PLC0415

    logging.getLogger("warcio.recordloader").addHandler(logging.NullHandler())
    loader = ArcWarcRecordLoader(verify_http=False, arc2warc=False)
    is_lost = False
    while line := stream.readline(_PIECE):
        if not line.startswith(_BEGINNING):
            if line.strip() and not is_lost:
                is_lost = True
                reason = "what follows this record is no record, perhaps because its stated length is wrong"
                yield Damage(number, reason if number else "it does not begin with a record")
            continue
        is_lost = False
        number += 1
        stream.header_room = MAX_HEADER_BYTES
        try:
            loaded = loader.parse_record_stream(stream, line, "warc")
            record = Record(number, loaded)
            fault = _fault(loaded)
        except _HeadersError as err:
            fault = str(err)
        except Exception:  # whatever a stranger's archive does to the parser costs a record, not the corpus
            fault = "its headers are damaged or incomplete"
        stream.header_room = None
        if fault:
            is_lost = True
            yield Damage(number, f"the record cannot be read ({fault})")
            continue
        yield record
        record.skip()


def _fault(loaded: Any) -> str:
    """Why a record cannot be trusted; empty if it can."""
    if not hasattr(loaded.raw_stream, "limit"):
        return "it does not state its length"
    names = [name.casefold() for name, _ in loaded.rec_headers.headers]
    is_double = any(names.count(name) > 1 for name in _ONCE)
    return "its headers run into those of the next one" if is_double else ""


def _streams(raw: BinaryIO) -> Iterator[_Stream | str]:
    """The parts of a file that can be read independently, its gzip members or all of it, and what is wrong there."""
    if raw.read(2) != _MAGIC[:2]:
        raw.seek(0)
        yield _Stream(raw, None)
        return
    at: int | None = 0
    searching = False
    while at is not None:
        raw.seek(at)
        stream = _Stream(raw, zlib.decompressobj(16 + zlib.MAX_WBITS))
        if searching and not stream.peek().startswith(_BEGINNING):
            at = _find_member(raw, at + 1)
            continue
        yield stream
        end = stream.finish()
        searching = bool(stream.damage) or not _is_member_or_end(raw, end)
        if searching:
            yield stream.damage or "what follows this record is no packed record"
        at = _find_member(raw, at + 1 if stream.damage else end)


def _is_member_or_end(raw: BinaryIO, at: int) -> bool:
    """Whether another member begins at a place, or nothing follows but the zeros that some programs leave."""
    raw.seek(at)
    if raw.read(len(_MAGIC)) == _MAGIC:
        return True
    raw.seek(at)
    while chunk := raw.read(_PIECE):
        if chunk.strip(b"\0"):
            return False
    return True


def _find_member(raw: BinaryIO, start: int) -> int | None:
    """Where the next bytes that may begin a gzip member lie."""
    raw.seek(start)
    position, kept = start, b""
    while chunk := raw.read(_PIECE):
        window = kept + chunk
        found = window.find(_MAGIC)
        if found >= 0:
            return position - len(kept) + found
        position += len(chunk)
        kept = window[-2:]
    return None


class _HeadersError(ValueError):
    """Headers that are none."""


class _Stream:
    """A part of a file as the parser reads it: unpacked a limited step at a time; damage ends it."""

    def __init__(self, raw: BinaryIO, unpacker: Any) -> None:
        self._raw = raw
        self._unpacker = unpacker
        self._ready = b""
        self._at = 0
        """How much of what is ready was taken."""
        self.damage = ""
        self.header_room: int | None = None
        """Bytes that may still be read in lines."""

    def _fill(self) -> bool:
        """Make more bytes ready; whether there are any."""
        more = b""
        try:
            while not more:
                if self._unpacker is None:
                    more = self._raw.read(_PIECE)
                    break
                if self._unpacker.eof or self.damage:
                    break
                packed = self._unpacker.unconsumed_tail or self._raw.read(_PIECE)
                if not packed:
                    self.damage = "the file breaks off inside of a packed record"
                    break
                more = self._unpacker.decompress(packed, _PIECE)
        except zlib.error as err:
            self.damage = f"the packing of a record is damaged ({err})"
        self._ready = self._ready[self._at :] + more
        self._at = 0
        return bool(more)

    def peek(self) -> bytes:
        """The next bytes, which stay where they are."""
        while len(self._ready) - self._at < len(_BEGINNING) and self._fill():
            pass
        return self._ready[self._at : self._at + _PIECE]

    def read(self, size: int) -> bytes:
        """So many bytes, fewer only at the end."""
        parts, lacking = [], size
        while lacking and (self._at < len(self._ready) or self._fill()):
            part = self._ready[self._at : self._at + lacking]
            self._at += len(part)
            lacking -= len(part)
            parts.append(part)
        return b"".join(parts)

    def readline(self, size: int | None = None) -> bytes:
        """A line, or its first bytes where it is too long.

        Raises:
            _HeadersError: if headers have more bytes than any have.
        """
        most = min(_PIECE if size is None else size, _PIECE)
        while (end := self._ready.find(b"\n", self._at, self._at + most)) < 0:
            if len(self._ready) - self._at >= most or not self._fill():
                break
        line = self.read(min(most, end + 1 - self._at if end >= 0 else most))
        if self.header_room is not None:
            self.header_room -= len(line)
            if self.header_room < 0:
                raise _HeadersError(f"its headers have more than {MAX_HEADER_BYTES:,} bytes")
        return line

    def tell(self) -> int:
        """Asked for by the parser, which takes no harm from a wrong answer where a record states no length."""
        return 0

    def finish(self) -> int:
        """Pass over what was not read of a gzip member; where what follows it begins."""
        self._ready, self._at = b"", 0
        while self._fill():
            self._ready = b""
        return self._raw.tell() - len(self._unpacker.unused_data)
