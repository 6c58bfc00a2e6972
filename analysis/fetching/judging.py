"""Whether what came is an article, as far as that can be recognised, and what is to be said about it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from analysis.fetching.addresses import Target
from analysis.fetching.network import Answer
from analysis.reading.bodies import PAGE_TYPES, find_charset, mime_type
from analysis.reading.decoding import NotTextError
from analysis.reading.pages import NoArticleError, Page, parse_page

SHORT = 150
"""Words of a page that says that there is no page are fewer."""

_DOORS = re.compile(
    r"(?:^|[/.-])(?:(?P<login>log-?in|sign-?in|register|subscribe|subscription|paywall|anmelden)"
    r"|(?P<consent>consent|cookie-?wall|guce|privacy-mgmt|cmp))(?:[/.?-]|$)",
    re.IGNORECASE,
)
_GONE = re.compile(
    r"^\W*(?:error\W+)?404\b|\b(?:page|article|story|content)\b.{0,30}\b(?:not (?:be )?found"
    r"|no longer (?:available|exists)|does(?:n['’]t| not) exist|has been removed)\b"
    r"|^\W*(?:not found|page unavailable)\b",
    re.IGNORECASE,
)
_CONSENT = re.compile(
    rb"before you continue|accept (?:all|cookies)|cookie (?:settings|preferences|wall)|"
    rb"we (?:and our partners )?use cookies|privacy choices",
    re.IGNORECASE,
)
_ROBOT = re.compile(
    rb"are you (?:a )?(?:human|robot)|captcha|unusual traffic|verify(?:ing)? (?:that )?you are|checking your browser|"
    rb"access denied|enable javascript",
    re.IGNORECASE,
)
_PAID = re.compile(
    rb"""["']isAccessibleForFree["']\s*:\s*["']?false|["']article:content_tier["'][^>]{0,60}["'](?:locked|metered)["']""",
    re.IGNORECASE,
)
_RESERVED = re.compile(rb"""<meta[^>]{0,60}["']tdm-reservation["'][^>]{0,60}["']1["']""", re.IGNORECASE)


class NotAnArticleError(ValueError):
    """What came is not the article that was asked for; the message says what it seems to be."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A page that is worth saving."""

    page: Page
    content: bytes
    """The page as it is to be saved."""
    remark: str
    """What is to be known about it; empty if nothing is."""


def judge(asked: Target, answer: Answer) -> Judged:
    """The article in an answer of status 200.

    Raises:
        NotAnArticleError: if it is none, as far as can be recognised.

    Args:
        asked: the address that was asked for at first.
        answer: what came from there or from where it led.
    """
    mime = mime_type(answer.header("content-type"))
    if mime and mime not in PAGE_TYPES:
        raise NotAnArticleError(f"it is {mime}, no page")
    _check_place(asked, answer.target)
    charset = find_charset(answer.header("content-type"))
    try:
        page = parse_page(answer.body, charset=charset)
    except NotTextError as err:
        raise NotAnArticleError(f"it is no page: {err}") from err
    except NoArticleError as err:
        raise NotAnArticleError(_seems(answer.body)) from err
    headline = page.found.headline or ""
    is_short = len(page.text.split()) < SHORT
    if is_short and (_GONE.search(headline) or _GONE.search(page.text[:200])):
        raise NotAnArticleError("the page says that there is no such page")
    if is_short and (_CONSENT.search(page.text[:400].encode()) or _ROBOT.search(page.text[:400].encode())):
        raise NotAnArticleError(_seems(page.text.encode()))
    return Judged(page, _with_charset(answer.body, charset), "; ".join(_remarks(answer)))


def _check_place(asked: Target, came: Target) -> None:
    """See that redirects did not lead to a door or away from the article."""
    if came.url == asked.url:
        return
    door = _DOORS.search(came.host) or _DOORS.search(came.path)
    if door and not _DOORS.search(asked.path):
        what = "a login or subscription" if door["login"] else "a question for consent"
        raise NotAnArticleError(f"it leads to {what} ({came.origin}), not to the article")
    if came.path.split("?")[0] == "/" and asked.path.split("?")[0] != "/":
        raise NotAnArticleError("it leads to the front page, so the article is gone or was moved")


def _seems(body: bytes) -> str:
    """What a page without an article seems to be."""
    if _ROBOT.search(body[:200_000]):
        return "it asks for a proof that a person is reading, or for scripts; save the page from a browser"
    if _CONSENT.search(body[:200_000]):
        return "it asks for consent to cookies, and shows no article; save the page from a browser"
    return "no article was found on the page; if there is one, save the page from a browser"


def _remarks(answer: Answer) -> list[str]:
    remarks = []
    if _PAID.search(answer.body):
        remarks.append("by its own account it is for subscribers: perhaps its beginning only is on the page")
    if answer.header("tdm-reservation").strip() == "1" or _RESERVED.search(answer.body[:100_000]):
        remarks.append("its publisher reserves text and data mining (tdm-reservation): look at its terms")
    return remarks


def _with_charset(body: bytes, charset: str | None) -> bytes:
    """The page, in UTF-8 with a mark where only the server told its charset, which a file has no place for."""
    if not charset or b"charset" in body[:4096].lower():
        return body
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        try:
            return body.decode(charset).encode("utf-8-sig")
        except (LookupError, UnicodeError, ValueError):
            return body
    return body
