"""Mails (.eml), as newsletters and alerts come: the subject is the headline, the text the article."""

from __future__ import annotations

import email
import re
from collections.abc import Generator, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from email.message import EmailMessage, Message
from email.policy import EmailPolicy
from email.utils import parseaddr, parsedate_to_datetime
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from analysis.reading.decoding import NotTextError, decode
from analysis.reading.drafts import Draft, Metadata, Reader, SourceFile, StatedCount, compare_counts
from analysis.reading.folders import find_suffix
from analysis.reading.members import MAX_DEPTH, safe_name
from analysis.reading.metadata import clean, known_value
from analysis.reading.openings import put_headline
from analysis.reading.pages import MIN_WORDS, extract_article
from analysis.reading.plain import not_text, read_bytes
from analysis.reading.sidecar import list_names
from analysis.records import Problem

MAX_MAIL_BYTES = 50_000_000
"""Mail servers take no larger ones."""
MAX_HEADER = 1500
"""Characters of a header that are looked at: the library takes minutes over long ones that break its rules."""
MAX_PARTS = 1000
STUB = 3
"""A plain version is a stub ("see this mail in your browser") if the other one has so many times its words."""

_MAILING = ("List-Unsubscribe", "List-Id", "List-Post")
"""Headers that newsletters have, and mails of persons have not."""
_NO_OUTLET = re.compile(r"alerts?\b|digest|no-?reply|notification|mailer|daemon|@|^google", re.IGNORECASE)
_LINK = re.compile(r"https?://\S+")
_NO_MAIL = "no mail: it has no header with sender and subject; expected a message saved as .eml"
_NOTES = frozenset({".txt", ".md", ".html", ".htm", ".xml"})
"""Attached texts are signatures and footers as a rule, and no articles."""

Item = Draft | Problem | StatedCount


class _ShortHeaders(EmailPolicy):
    """How mails are parsed."""

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        """A header's name, and the beginning of its value."""
        name, value = super().header_source_parse(sourcelines)
        return name, value[:MAX_HEADER]


_POLICY = _ShortHeaders()


@dataclass(slots=True)
class _Parts:
    """What a mail consists of."""

    texts: list[str] = field(default_factory=list)
    attached: list[tuple[str, Message]] = field(default_factory=list)
    """Further files by name; pictures that are shown in the text are none."""


def read_mail(file: SourceFile, readers: Mapping[str, Reader] | None = None) -> Iterator[Item]:
    """The text of a mail, and the articles in the files that are attached to it.

    Of a plain and an HTML version the plain one is taken, unless it is a stub. Attached documents and tables are read
    like files beside it, by the names `mail.eml/name`; other attachments are named in a note.

    Args:
        file: the mail.
        readers: of attached files, by suffix.
    """
    data = read_bytes(file, MAX_MAIL_BYTES)
    if isinstance(data, Problem):
        yield data
        return
    try:
        message = email.message_from_bytes(data, policy=_POLICY)
        assert isinstance(message, EmailMessage)
        if not message.keys():
            yield file.problem("", _NO_MAIL)
            return
        if sum(1 for _ in message.walk()) > MAX_PARTS:
            yield file.problem("", f"it has more than {MAX_PARTS:,} parts, so it was not read; save its text as .txt")
            return
        own, sender = _read_header(message)
        parts = _Parts()
        _collect(message, parts)
    except NotTextError as reason:
        yield not_text(file, reason)
        return
    except Exception as err:  # the library raises nearly all there is for messages that break its rules
        yield file.problem("", f"the mail could not be parsed ({type(err).__name__}: {err}); save its text as .txt")
        return
    text = "\n\n".join(part.strip() for part in parts.texts if part.strip())
    n_attached = 0
    left_out: list[str] = []
    for name, part in parts.attached:
        suffix = find_suffix(PurePosixPath(name), readers or {})
        if suffix not in (readers or {}) or suffix in _NOTES or file.depth >= MAX_DEPTH:
            left_out.append(name)
            continue
        with closing(_read_attached(file, name, part, suffix, (readers or {})[suffix])) as items:
            for item in items:
                n_attached += isinstance(item, Draft)
                yield item
    if left_out:
        names = list_names(left_out)
        yield file.problem("", f"attachments were not read: {names}; save them beside it to have them read", "note")
    if not text and not n_attached:
        yield file.problem("", "the mail has no text; expected an article")
    elif n_attached and len(text.split()) < MIN_WORDS:
        yield file.problem("", "its few words are no article; the files attached to it were read", "note")
    else:
        yield Draft(file, put_headline(text, own.headline), own=own, embedded=sender)


def _read_header(message: EmailMessage) -> tuple[Metadata, Metadata]:
    """Subject and day; and what the sender's name tells, which a table of metadata corrects."""
    written, day = _header(message, "Date"), None
    try:
        day = parsedate_to_datetime(written).date() if written else None
    except (ValueError, TypeError, IndexError, OverflowError):
        day = None
    subject = _header(message, "Subject")
    own = Metadata(
        date=day if day and day.year >= 1700 else None,
        headline=subject,
        unread_date=written if day is None else None,
    )
    name = known_value(parseaddr(_header(message, "From") or "")[0])
    if name is None or re.match(r"(?:fwd?|wg|tr)\s*:", subject or "", re.IGNORECASE):
        return own, Metadata()  # whoever forwards a mail has not written it
    if not any(header in message for header in _MAILING):
        return own, Metadata(author=name)
    return own, Metadata(outlet=None if _NO_OUTLET.search(name) else name)


def _header(message: EmailMessage, name: str) -> str | None:
    try:
        return known_value(str(message.get(name, "")))
    except Exception:  # as above; then it is taken as it stands there
        raw = next((value for key, value in message.raw_items() if key.casefold() == name.casefold()), "")
        return known_value(str(raw))


def _collect(part: Message, parts: _Parts) -> None:
    kind, name = part.get_content_type(), _file_name(part)
    if kind == "message/rfc822":
        parts.attached.append((name or f"mail-{len(parts.attached) + 1}.eml", part))
    elif part.is_multipart():
        inner = [_collected(child) for child in part.iter_parts()] if isinstance(part, EmailMessage) else []
        if kind == "multipart/alternative":
            _choose(inner, parts)
        for found in inner:
            parts.texts += found.texts if kind != "multipart/alternative" else []
            parts.attached += found.attached
    elif name or part.get_content_disposition() == "attachment":
        if not (part.get_content_maintype() == "image" and part.get("Content-ID")):
            parts.attached.append((name or f"attachment-{len(parts.attached) + 1}", part))
    elif kind == "text/html":
        parts.texts.append(extract_article(_text_of(part), all_is_article=True)[0])
    elif kind == "text/plain" or part.get_content_maintype() == "multipart":  # whose parts cannot be told apart
        parts.texts.append(clean(_text_of(part).replace("\r\n", "\n")))
    elif part.get_content_maintype() != "image":
        parts.attached.append((kind, part))


def _collected(part: Message) -> _Parts:
    parts = _Parts()
    _collect(part, parts)
    return parts


def _choose(versions: list[_Parts], parts: _Parts) -> None:
    """Take the first of several versions of a text, which is the plainest, unless it is a stub of another."""
    lengths = [len(_LINK.sub("", " ".join(version.texts)).split()) for version in versions]
    longest = max(range(len(versions)), key=lambda i: lengths[i], default=None)
    if longest is not None:
        first = next((i for i, n in enumerate(lengths) if n), longest)
        parts.texts += versions[longest if lengths[longest] > STUB * lengths[first] else first].texts


def _text_of(part: Message) -> str:
    payload = part.get_payload(decode=True)
    content = payload if isinstance(payload, bytes) else str(part.get_payload()).encode("utf-8", "replace")
    charset = part.get_content_charset()
    try:
        return content.decode(charset or "utf-8")
    except (LookupError, UnicodeError):  # an unknown charset, or a wrong one
        return decode(content, declared=charset)[0]


def _file_name(part: Message) -> str | None:
    written = known_value(part.get_filename())
    return safe_name(written) or "attachment" if written else None


def _read_attached(
    file: SourceFile, name: str, part: Message, suffix: str, reader: Reader
) -> Generator[Item, None, None]:
    payload = part.get_payload(decode=True)
    if payload is None and isinstance(inner := part.get_payload(0), Message):
        payload = inner.as_bytes()
    with TemporaryDirectory(prefix="attached-") as folder:
        place = Path(folder, f"file{suffix}")
        place.write_bytes(payload if isinstance(payload, bytes) else b"")
        member = SourceFile(place, f"{file.name}/{name}", file.root, within=file)
        for item in compare_counts(member, reader(member)):
            if not isinstance(item, StatedCount):
                yield item
