"""Bytes → characters: which encoding a file has, said openly wherever it had to be guessed.

The order: a byte order mark, UTF-16 without one, strict UTF-8, the charset that a page declares, and only then a guess.
A text is exactly the decoded characters of its file; the byte order mark alone is no part of it.
"""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, Literal

import charset_normalizer

Severity = Literal["error", "warning", "note"]

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_MAGIC = (
    (b"%PDF-", "a PDF document"),
    (b"PK\x03\x04", "a ZIP archive or an Office document"),
    (b"\xd0\xcf\x11\xe0", "an old Office document"),
    (b"{\\rtf", "an RTF document"),
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"Rar!", "a RAR archive"),
    (b"SQLite format 3", "a database"),
    (b"\x7fELF", "a program"),
)
_HEAD = 8192
_PIECE = 1 << 20
_SAMPLE = 200_000
"""Bytes of the lines with other than ASCII characters by which an encoding is guessed."""
_GARBAGE_SHARE = 0.02
"""Text has hardly any control characters or undecodable bytes; a program or an image is full of them."""
_GARBAGE = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ufffd]")
_LATIN_SHARE = 0.15
"""Of the bytes in English or French lines fewer are accented letters or typographic marks; in Russian ones most are."""
_PLAUSIBLE = 0.7

FALLBACK = "utf8_or_western"


def _utf8_or_western(error: UnicodeError) -> tuple[str, int]:
    """Reads a stray byte in UTF-8 as the Windows-1252 character that was pasted there; the cut-off rest is lost."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    bad = error.object[error.start : error.end]
    stray = len(bad) == 1 and error.reason != "unexpected end of data"
    return (bad.decode("cp1252", errors="replace") if stray else "\ufffd"), error.end


codecs.register_error(FALLBACK, _utf8_or_western)


@dataclass(frozen=True, slots=True)
class Remark:
    """What is to be said about an encoding; becomes a `Problem` of the file."""

    severity: Severity
    place: str
    message: str


@dataclass(frozen=True, slots=True)
class Encoding:
    """How to open a file as text: the arguments of `open`, and a remark where they are no certainty."""

    name: str
    errors: str = "strict"
    remark: Remark | None = None


class NotTextError(ValueError):
    """The bytes are no text; the message says what they look like."""


def decode(data: bytes, *, declared: str | None = None) -> tuple[str, Remark | None]:
    """The characters of a whole file.

    Args:
        data: all its bytes.
        declared: the charset that the file itself names, tried before a guess.

    Raises:
        NotTextError: if the bytes are no text.

    Example:
        >>> decode("café".encode("utf-8-sig"))
        ('café', None)
    """
    encoding = find_encoding(io.BytesIO(data), declared=declared)
    if b"\0" in data and not encoding.name.startswith(("utf-16", "utf-32")):
        raise NotTextError(f"it holds NUL bytes (the first is byte {data.index(0)})")
    text = data.decode(encoding.name, encoding.errors)
    check_text(text)
    return text, encoding.remark


def find_encoding(stream: BinaryIO, *, declared: str | None = None) -> Encoding:
    """The encoding of a file, which is read once from start to end, a piece at a time.

    Raises:
        NotTextError: if the file begins like a known binary format, or no encoding makes text of it.
    """
    head = stream.read(_HEAD)
    kind = next((kind for magic, kind in _MAGIC if head.startswith(magic)), None)
    if kind:
        raise NotTextError(f"it is {kind}")
    marked = next((name for mark, name in _BOMS if head.startswith(mark)), None) or _unmarked_utf16(head)
    stream.seek(0)
    if marked == "utf-8-sig":
        survey = _survey(stream)
        return Encoding(marked) if not survey.n_bad else Encoding(marked, FALLBACK, _broken_utf8(survey))
    if marked:
        return _checked_utf16(stream, marked)
    survey = _survey(stream)
    if not survey.n_bad:
        return Encoding("utf-8")
    if survey.n_bad <= survey.n_good:
        return Encoding("utf-8", FALLBACK, _broken_utf8(survey))
    return _declared(survey, declared) or _guess(survey)


def check_text(text: str) -> None:
    """See that decoded characters are text.

    Raises:
        NotTextError: if many of them are control characters or could not be decoded.
    """
    head = text[: _HEAD * 2]
    garbage = len(_GARBAGE.findall(head))
    if garbage > max(1, _GARBAGE_SHARE * len(head)):
        raise NotTextError(f"{garbage} of its first {len(head)} characters are control characters or undecodable")


@dataclass(frozen=True, slots=True)
class _Survey:
    """A file as UTF-8: how much of it is, where it first is not, and lines to guess from."""

    n_bad: int
    n_good: int
    """Bytes that continue a valid character: proof that UTF-8 was meant."""
    offset: int
    line: int
    sample: bytes


def _survey(stream: BinaryIO) -> _Survey:
    n_bad = n_good = offset = line = position = 0
    number = 1
    sample: list[bytes] = []
    room = _SAMPLE
    for piece in _pieces(stream):
        if not piece.isascii():
            if room > 0:
                sample.append(piece[:room])
                room -= len(piece)
            at = 0
            while at < len(piece):
                try:
                    n_good += len(piece) - at - len(piece[at:].decode("utf-8"))
                    break
                except UnicodeDecodeError as err:
                    if not n_bad:
                        offset, line = position + at + err.start, number
                    n_bad += 1
                    n_good += err.start - len(piece[at : at + err.start].decode("utf-8"))
                    at += err.end
                    if n_bad > _SAMPLE:
                        return _Survey(n_bad, n_good, offset, line, b"".join(sample))
        position += len(piece)
        number += piece.endswith(b"\n")
    return _Survey(n_bad, n_good, offset, line, b"".join(sample))


def _pieces(stream: BinaryIO) -> Iterator[bytes]:
    """The lines of a stream; a very long one in pieces that split no character."""
    rest = b""
    while chunk := stream.readline(_PIECE):
        piece = rest + chunk
        rest = b""
        if not piece.endswith(b"\n") and len(chunk) == _PIECE:
            cut = next((i for i in range(1, 4) if piece[-i] >= 0xC0), 0)
            if cut:
                piece, rest = piece[:-cut], piece[-cut:]
        yield piece
    if rest:
        yield rest


def _broken_utf8(survey: _Survey) -> Remark:
    return Remark(
        "warning",
        f"byte {survey.offset}, line {survey.line}",
        f"the file is UTF-8, but {survey.n_bad} of its places are not (the first is named): "
        "stray bytes were read as Windows-1252, cut-off characters as \ufffd; check the text and save it as UTF-8",
    )


def _unmarked_utf16(head: bytes) -> str | None:
    """UTF-16 without a byte order mark: in Western text every other byte is NUL."""
    pairs = len(head) // 2
    if pairs < 4:
        return None
    even, odd = head[0 : 2 * pairs : 2].count(0), head[1 : 2 * pairs : 2].count(0)
    if odd > 0.5 * pairs and even < 0.05 * pairs:
        return "utf-16-le"
    return "utf-16-be" if even > 0.5 * pairs and odd < 0.05 * pairs else None


def _checked_utf16(stream: BinaryIO, name: str) -> Encoding:
    decoder = codecs.getincrementaldecoder(name)("strict")
    position, line = 0, 1
    guessed = name in ("utf-16-le", "utf-16-be")
    note = Remark("note", "", f"no byte order mark: read as {name.upper()}; save the file as UTF-8 to be sure")
    try:
        while chunk := stream.read(_PIECE):
            line += decoder.decode(chunk).count("\n")
            position += len(chunk)
        decoder.decode(b"", final=True)
    except UnicodeError as err:
        at = position + getattr(err, "start", 0)
        message = f"the file is {name.upper()}, but not all of it: the rest was read as \ufffd; save it as UTF-8"
        return Encoding(name, "replace", Remark("warning", f"byte {at}, line {line} or below", message))
    return Encoding(name, remark=note if guessed else None)


def _declared(survey: _Survey, declared: str | None) -> Encoding | None:
    try:
        name = codecs.lookup(declared or "").name
        survey.sample.decode(name)
    except (LookupError, UnicodeError, ValueError):
        return None
    # Pages that declare Latin-1 are read as Windows-1252 by every browser.
    return Encoding("cp1252" if name == "iso8859-1" else name, "replace")


def _guess(survey: _Survey) -> Encoding:
    sample = survey.sample
    high = sum(byte > 127 for byte in sample)
    name = ""
    if high < _LATIN_SHARE * len(sample):
        scores = {codec: _plausibility(sample.decode(codec, "replace")) for codec in ("cp1252", "mac_roman")}
        best = max(scores, key=lambda codec: scores[codec])
        name = best if scores[best] >= _PLAUSIBLE else ""
    if not name:
        found = charset_normalizer.from_bytes(sample).best()
        if found is None:
            raise NotTextError("no character encoding makes text of it")
        name = found.encoding
    shown = name.replace("cp1252", "Windows-1252")
    message = f"not UTF-8: read as {shown} by a guess; if marks or accents look wrong, save it as UTF-8"
    return Encoding(name, "replace", Remark("note", f"byte {survey.offset}, line {survey.line}", message))


def _plausibility(text: str) -> float:
    """Share (0-1) of the characters beyond ASCII that stand where Western text has them."""
    places = [index for index, char in enumerate(text) if char > "\x7f"]
    return sum(_is_plausible(text[i - 1 : i], text[i], text[i + 1 : i + 2]) for i in places) / max(1, len(places))


def _is_plausible(before: str, char: str, after: str) -> bool:
    if char in "“‘":
        return not before.isalnum()
    if char in "”’":
        return not before.isspace()
    if char in "–—…•·£€§°©®™½¼¾«»¿¡\xa0":
        return True
    if char.isupper():
        return char.isalpha() and not before.islower()
    return char.isalpha() and not after.isupper() and (before.isalpha() or after.isalpha() or char in "àé")
