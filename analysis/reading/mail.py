"""Mails (.eml), as newsletters and alerts come: the subject is the headline, the text the article."""

from __future__ import annotations

import email
import email.policy
from collections.abc import Iterator
from email.errors import MessageError
from email.message import EmailMessage
from email.utils import parseaddr, parsedate_to_datetime

from analysis.reading.drafts import MAX_PAGE_BYTES, Draft, Metadata, SourceFile
from analysis.reading.metadata import clean, known_value
from analysis.reading.openings import put_headline
from analysis.reading.pages import extract_article
from analysis.reading.plain import read_bytes
from analysis.records import Problem


def read_mail(file: SourceFile) -> Iterator[Draft | Problem]:
    """The text of a mail, of its plain version where it has both; attachments are named in a note and not read."""
    data = read_bytes(file, MAX_PAGE_BYTES)
    if isinstance(data, Problem):
        yield data
        return
    try:
        message = email.message_from_bytes(data, policy=email.policy.default)
        assert isinstance(message, EmailMessage)
        if not message.keys():
            yield file.problem(
                "", "no mail: it has no header with sender and subject; expected a message saved as .eml"
            )
            return
        own = _read_header(message)
        text = _read_body(message)
        attached = [known_value(part.get_filename()) or part.get_content_type() for part in message.iter_attachments()]
    except (MessageError, LookupError, ValueError, TypeError, AttributeError, AssertionError, RecursionError) as err:
        # The parser of the standard library raises all of these for messages that break its rules.
        yield file.problem("", f"the mail could not be parsed ({type(err).__name__}: {err}); save its text as .txt")
        return
    if attached:
        names = ", ".join(attached[:5]) + (f" and {len(attached) - 5} more" if len(attached) > 5 else "")
        yield file.problem("", f"attachments were not read: {names}; save them beside it to have them read", "note")
    if not text.strip():
        yield file.problem("", "the mail has no text; expected an article")
        return
    yield Draft(file, put_headline(text, own.headline), own=own)


def _read_header(message: EmailMessage) -> Metadata:
    """Subject, day and sender. The sender's name is no outlet: it may be a person or a service that sends alerts."""
    day = None
    if written := message.get("date"):
        try:
            day = parsedate_to_datetime(str(written)).date()
        except (ValueError, TypeError, IndexError, OverflowError):
            day = None
    return Metadata(
        date=day if day and day.year >= 1700 else None,
        author=known_value(parseaddr(str(message.get("from", "")))[0]),
        headline=known_value(str(message.get("subject", ""))),
        unread_date=known_value(str(written)) if written and day is None else None,
    )


def _read_body(message: EmailMessage) -> str:
    part = message.get_body(preferencelist=("plain", "html"))
    if part is None:
        return ""
    payload = part.get_payload(decode=True)
    content = payload if isinstance(payload, bytes) else str(part.get_payload()).encode("utf-8", "replace")
    charset = part.get_content_charset("utf-8")
    try:
        text = content.decode(charset, "replace")
    except LookupError:  # a charset that nobody knows
        text = content.decode("utf-8", "replace")
    if part.get_content_type() == "text/html":
        return extract_article(text)[0]
    return clean(text.replace("\r\n", "\n")).strip()
