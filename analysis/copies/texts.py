"""What of an article is compared: the words of its headline, lead and body, without case and punctuation."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from analysis.records import ANALYSED_ZONES
from analysis.words import WORD

if TYPE_CHECKING:
    from analysis.records import Article, Span, Zone

IN_MARKS = ("direct", "mixed")
"""The quote types whose words outlets share because somebody said them."""


class PlainWord(NamedTuple):
    """A word as it is compared, and where it stands."""

    form: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class CopyText:
    """The words of an article that are compared with those of others."""

    article_id: str
    parts: tuple[tuple[str, ...], ...]
    """The headline, then lead and body in one; no shingle runs from one part into the next."""
    quoted: tuple[tuple[bool, ...], ...]
    """Whether each of these words stands in a direct or mixed quote."""

    @property
    def n_words(self) -> int:
        """Words of all parts."""
        return sum(map(len, self.parts))


def plain_words(text: str, start: int = 0, end: int | None = None) -> Iterator[PlainWord]:
    """Yield the words of a stretch in small letters, without the apostrophes and hyphens within them.

    Example:
        >>> [word.form for word in plain_words("The U.S. didn’t call it a “cease-fire”.")]
        ['the', 'u', 's', 'didnt', 'call', 'it', 'a', 'ceasefire']
    """
    for match in WORD.finditer(text, start, len(text) if end is None else end):
        yield PlainWord(_plain(match.group()), match.start(), match.end())


def read_copy_text(article: Article, in_marks: Iterable[Span] = ()) -> CopyText:
    """The words of an article that are compared: without datelines, bylines, agency lines and other boilerplate.

    Args:
        article: with its zones.
        in_marks: the contents of its direct and mixed quotes (see `IN_MARKS`).
    """
    said = sorted(in_marks)
    forms: tuple[list[str], list[str]] = ([], [])
    quoted: tuple[list[bool], list[bool]] = ([], [])
    for zone in article.zones:
        if zone.kind in ANALYSED_ZONES:
            part = 0 if zone.kind == "headline" else 1
            # Not `plain_words`, as no place of a word is needed where nothing is quoted, and there are very many words.
            words = WORD.findall(article.text, zone.start, zone.end)
            forms[part].extend(map(_plain, words))
            quoted[part].extend(_quoted_words(article.text, zone, said) if said else [False] * len(words))
    return CopyText(article.article_id, tuple(map(tuple, forms)), tuple(map(tuple, quoted)))


def _plain(word: str) -> str:
    return (word if word.isalnum() else "".join(filter(str.isalnum, word))).casefold()


def _quoted_words(text: str, zone: Zone, spans: list[Span]) -> Iterator[bool]:
    """Whether each word of a zone starts in one of the spans, which are sorted and may overlap."""
    at, reach = 0, 0
    for word in WORD.finditer(text, zone.start, zone.end):
        while at < len(spans) and spans[at][0] <= word.start():
            reach = max(reach, spans[at][1])
            at += 1
        yield word.start() < reach
