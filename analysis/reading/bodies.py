"""Bodies of web responses → their bytes: what servers packed for the way, unpacked within a limit."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Iterator
from itertools import chain

ACCEPTED = ("gzip", "deflate")
"""The content codings that servers are asked for; archives of browsers hold `br`, too."""
PAGE_TYPES = ("text/html", "application/xhtml+xml")
"""Media types of pages."""
_NOT_PACKED = ("", "identity")
_PLAIN = re.compile(rb"\s*<(?:!doctype|!--|\?xml|html|head|body|rss|feed)\b", re.IGNORECASE)
"""Archives often keep the header of a packed body that they unpacked."""
_STEP = 1 << 16
"""Bytes that are unpacked at a time: a few packed bytes can hold a thousand times as many."""


class BodyError(ValueError):
    """A body is too large, or cannot be unpacked; the message says why.

    `partial` is what could be unpacked of a damaged one.
    """

    def __init__(self, message: str, partial: bytes = b"") -> None:
        super().__init__(message)
        self.partial = partial


def mime_type(content_type: str) -> str:
    """The media type in the value of a header `Content-Type`; empty if there is none.

    Example:
        >>> mime_type("Text/HTML; charset=utf-8")
        'text/html'
    """
    return content_type.split(";", maxsplit=1)[0].strip().casefold()[:60]


def find_charset(content_type: str) -> str | None:
    """The charset in the value of a header `Content-Type`.

    Example:
        >>> find_charset('text/html; charset="utf-8"')
        'utf-8'
    """
    for part in content_type.split(";")[1:]:
        name, _, value = part.partition("=")
        if name.strip().casefold() == "charset":
            return value.strip(" \t\"'")[:40] or None
    return None


def unpack_body(chunks: Iterable[bytes], coding: str, limit: int) -> bytes:
    """The content of a body.

    Args:
        chunks: its bytes as they were sent, piece by piece.
        coding: the value of the header `Content-Encoding`; empty if there was none.
        limit: the most bytes that the content may have; no more than this is ever in memory.

    Raises:
        BodyError: if the content is longer than that, packed in a way that is not known, or damaged.

    Example:
        >>> unpack_body([zlib.compress(b"It rained.")], "deflate", 100)
        b'It rained.'
    """
    names = [name.strip().casefold().removeprefix("x-") for name in coding.split(",")]
    names = [name for name in names if name not in _NOT_PACKED]
    chunks = iter(chunks)
    start = next(chunks, b"")
    if _PLAIN.match(start):
        names = []
    unknown = [name for name in names if name not in (*ACCEPTED, "br")]
    if unknown or len(names) > 2:
        raise BodyError(f"it is packed as {', '.join(unknown or names)[:60]}, which is not read")
    pieces: Iterator[bytes] = chain([start], chunks)
    for name in reversed(names):
        pieces = _unpack_brotli(pieces) if name == "br" else _unpack(pieces, name)
    found = bytearray()
    try:
        for piece in pieces:
            found += piece
            if len(found) > limit:
                raise BodyError(f"it has more than {limit:,} bytes")
    except (zlib.error, EOFError) as err:
        reason = f"its packing breaks off or is damaged after {len(found):,} bytes of content"
        raise BodyError(reason, bytes(found)) from err
    return bytes(found)


def _unpack(chunks: Iterable[bytes], name: str) -> Iterator[bytes]:
    """The content, a limited step at a time."""
    unpacker = None
    for chunk in chunks:
        rest = chunk
        while rest:
            if unpacker is None:
                unpacker = _unpacker(name, rest)
            yield unpacker.decompress(rest, _STEP)
            rest = unpacker.unconsumed_tail
            if unpacker.eof:
                # Some servers send several gzip members; anything else behind the end is no content.
                rest = unpacker.unused_data
                if not rest.startswith(b"\x1f\x8b"):
                    return
                unpacker = None
    if unpacker is not None and not unpacker.eof:
        yield from iter(lambda: unpacker.decompress(unpacker.unconsumed_tail, _STEP), b"")
        raise EOFError


def _unpack_brotli(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The content, a limited step at a time."""
    import brotli  # noqa: PLC0415  (which few archives need)

    unpacker = brotli.Decompressor()
    try:
        for chunk in chunks:
            piece = unpacker.process(chunk, output_buffer_limit=_STEP)
            while piece:  # it may hold more, even where it says that it could take more
                yield piece
                piece = unpacker.process(b"", output_buffer_limit=_STEP)
    except brotli.error as err:
        raise EOFError from err
    if not unpacker.is_finished():
        raise EOFError


def _unpacker(name: str, start: bytes) -> zlib._Decompress:
    if name == "gzip":
        return zlib.decompressobj(16 + zlib.MAX_WBITS)
    # "deflate" is zlib by the standard, but some servers leave its two bytes of header out.
    has_header = start[0] & 0x0F == 8 and (len(start) < 2 or (start[0] * 256 + start[1]) % 31 == 0)
    return zlib.decompressobj(zlib.MAX_WBITS if has_header else -zlib.MAX_WBITS)
