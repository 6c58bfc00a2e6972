"""Concordances: every occurrence of a term with the words around it (keyword in context), on NLTK's index.

No language model is needed: NLTK's tokenizers give spans, so that every line points into the untouched text, and its
`ConcordanceIndex` says where a word stands. Nothing is downloaded.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from nltk.text import ConcordanceIndex
from nltk.tokenize import RegexpTokenizer
from nltk.tokenize.punkt import PunktParameters, PunktSentenceTokenizer

from analysis.patterns import Gap, Match, Matcher, Unit, parse_pattern
from analysis.reading.zones import paragraphs
from analysis.records import ANALYSED_ZONES, Article, FrameHit

WIDTH = 60
"""Characters of context on either side."""

_ABBREVIATIONS = frozenset(
    {
        "mr",
        "mrs",
        "ms",
        "dr",
        "prof",
        "gen",
        "lt",
        "col",
        "sgt",
        "maj",
        "capt",
        "adm",
        "sen",
        "rep",
        "gov",
        "pres",
        "st",
    }
    | {
        "jr",
        "sr",
        "inc",
        "ltd",
        "co",
        "corp",
        "no",
        "vs",
        "etc",
        "e.g",
        "i.e",
        "u.s",
        "u.k",
        "u.n",
        "e.u",
        "a.m",
        "p.m",
    }
    | {"jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec"}
)
_WORDS = RegexpTokenizer(
    r"(?:[^\W\d_]\.){2,}"  # U.S.
    r"|\d+(?:[.,]\d+)*\w*"  # 1,200 and 7th
    r"|(?i:n['’]t\b|can(?=not\b)|\w+?(?=n['’]t\b)|['’](?:s|ll|re|ve|d|m)\b)"  # contractions, cut as spaCy cuts them
    r"|\w+(?:[.&]\w+)*"
    r"|[^\w\s]"
)


@dataclass(frozen=True, slots=True)
class ConcordanceLine:
    """One occurrence with its context; `article.text[start:end]` is the keyword."""

    article_id: str
    left: str
    """Whole words before the keyword, line breaks shown as spaces."""
    keyword: str
    right: str
    start: int
    end: int


class TextIndex:
    """The words of many articles, indexed once for any number of concordances.

    Only headline, lead and body are indexed; an article without zones is indexed whole.
    """

    def __init__(self, articles: Iterable[Article]) -> None:
        self.articles: list[Article] = []
        self._units: list[Unit] = []
        self._sentence_of: list[int] = []
        self._sentences: list[tuple[int, int, int]] = []
        for number, article in enumerate(articles):
            self.articles.append(article)
            for start, end in _sentences(article):
                first = len(self._units)
                for left, right in _WORDS.span_tokenize(article.text[start:end]):
                    text = article.text[start + left : start + right]
                    self._units.append(Unit(text, start + left, start + right, len(self._units)))
                    self._sentence_of.append(len(self._sentences))
                self._sentences.append((number, first, len(self._units)))
        self._index = ConcordanceIndex([unit.text for unit in self._units], key=str.lower)
        self._vocabulary = sorted({unit.text.lower() for unit in self._units})

    def find(self, pattern: str) -> Iterator[tuple[Article, int, int]]:
        """Yield each article and span that a pattern fits, in text order; of overlapping matches the longest.

        Raises:
            PatternError: if the pattern cannot be read.
        """
        matcher = Matcher([pattern])
        places = {self._sentence_of[at] for word in self._first_words(pattern) for at in self._index.offsets(word)}
        for place in sorted(places):
            number, first, last = self._sentences[place]
            for match in _longest(matcher.find(self._units[first:last])):
                yield self.articles[number], match.start, match.end

    def _first_words(self, pattern: str) -> Iterator[str]:
        """The indexed words with which a match can begin."""
        starts = [form[0] for form in parse_pattern(pattern)]
        for start in starts:
            if isinstance(start, Gap):
                continue
            word = start.text.lower()
            yield from (
                (known for known in self._vocabulary if known.startswith(word)) if start.open_ended else (word,)
            )


def concordance(
    articles: Iterable[Article] | TextIndex, pattern: str, *, width: int = WIDTH
) -> Iterator[ConcordanceLine]:
    """Yield every occurrence of a term with its context, in the order of the articles.

    Args:
        articles: what to search, or its index where several patterns are searched.
        pattern: a term as lexicons write it, e.g. `surrender*` or `(hostage|prisoner) swap*`.
        width: characters of context on either side.

    Raises:
        PatternError: if the pattern cannot be read.

    Example:
        >>> article = Article("a", "They will not surrender. The talks go on.")
        >>> [(line.left, line.keyword, line.right) for line in concordance([article], "surrender*", width=10)]
        [('will not ', 'surrender', '. The ')]
    """
    index = articles if isinstance(articles, TextIndex) else TextIndex(articles)
    for article, start, end in index.find(pattern):
        yield line_at(article, start, end, width=width)


def concordance_of_hits(
    articles: Iterable[Article] | Mapping[str, Article], hits: Iterable[FrameHit], *, width: int = WIDTH
) -> Iterator[ConcordanceLine]:
    """Yield the context of hits, in their order: of a frame, a voice, a polarity, as the caller has chosen them.

    Args:
        articles: the articles that the hits come from.
        hits: what `find_frame_terms` found.
        width: characters of context on either side.

    Raises:
        KeyError: if a hit's article is not among the articles.
    """
    by_id = articles if isinstance(articles, Mapping) else {article.article_id: article for article in articles}
    for hit in hits:
        yield line_at(by_id[hit.article_id], hit.start, hit.end, width=width)


def line_at(article: Article, start: int, end: int, *, width: int = WIDTH) -> ConcordanceLine:
    """The context of one span; at its outer ends words are left out rather than cut."""
    text = article.text
    left, right = text[max(0, start - width) : start], text[end : end + width]
    if start > width and text[start - width - 1].isalnum():
        left = re.sub(r"^\w+", "", left)
    if end + width < len(text) and text[end + width].isalnum():
        right = re.sub(r"\w+$", "", right)
    return ConcordanceLine(article.article_id, _one_line(left.lstrip()), text[start:end], _one_line(right), start, end)


def _one_line(text: str) -> str:
    return re.sub(r"\s", " ", text)


def _sentences(article: Article) -> Iterator[tuple[int, int]]:
    """The sentences of what is analysed, paragraph by paragraph."""
    zones = [zone for zone in article.zones if zone.kind in ANALYSED_ZONES]
    for start, end in paragraphs(article.text):
        stretches: Sequence[tuple[int, int]] = [(start, end)]
        if article.zones:
            stretches = [(max(start, zone.start), min(end, zone.end)) for zone in zones]
        for left, right in stretches:
            if left < right:
                for first, last in _sentence_tokenizer().span_tokenize(article.text[left:right]):
                    yield left + first, left + last


@cache
def _sentence_tokenizer() -> PunktSentenceTokenizer:
    parameters = PunktParameters()
    parameters.abbrev_types = set(_ABBREVIATIONS)
    return PunktSentenceTokenizer(parameters)


def _longest(matches: Iterable[Match]) -> list[Match]:
    chosen: list[Match] = []
    for match in sorted(matches, key=lambda match: (match.start - match.end, match.start)):
        if not any(match.start < other.end and other.start < match.end for other in chosen):
            chosen.append(match)
    return sorted(chosen, key=lambda match: match.start)
