"""A text as VADER cuts it: what stands between spaces, without the punctuation of ASCII around it.

VADER only knows the straight apostrophe, so that "don’t" would not negate: each text is cut as a copy of the same
length with straight ones. Emoji become words, their descriptions.
"""

from __future__ import annotations

import re
import string
from collections.abc import Sequence
from functools import cache
from itertools import islice
from typing import NamedTuple

from vaderSentiment.vaderSentiment import BOOSTER_DICT, NEGATE, SPECIAL_CASES, SentimentIntensityAnalyzer

from analysis.records import Span

_RAW = re.compile(r"\S+")
_MARKS = string.punctuation
_CACHED = 100_000
"""Distinct tokens that are remembered before memory is freed."""

SO = frozenset({"so", "this"})
NEGATORS = frozenset(NEGATE)
_ACTIVE = BOOSTER_DICT.keys() | SO | {"no", "least"}
"""Words other than negators that may change the valence of one of the three words after them."""
_LISTED = _ACTIVE.union(
    {"but", "of", "or", "nor", "at", "very", "doubt"},
    *(phrase.split() for phrase in (*SPECIAL_CASES, *BOOSTER_DICT)),
)
"""Words that a rule names."""


class Token(NamedTuple):
    """A word as VADER sees it: what stands between spaces, without the punctuation around it."""

    text: str
    """Empty, as is `lower`, for a word that no rule and no lexicon names."""
    lower: str
    valence: float | None
    """What the lexicon says; `None` for a word that it does not know."""
    degree: float
    """How a degree word changes a positive word after it ("very" +.293, "hardly" −.293); 0 for all others."""
    negates: bool
    upper: bool
    active: bool
    """Whether it may change the valence of one of the three words after it."""


class TokenizedText(NamedTuple):
    """A text's tokens, and where they stand in it."""

    text: str
    """With straight apostrophes, and emoji replaced by their descriptions."""
    tokens: list[Token]
    raws: list[str]
    """What stands between the spaces, a token each."""
    origins: Sequence[int] | None = None
    """For each character of `text` where that is in the text given; `None` if nothing was moved."""

    def span(self, at: int) -> Span:
        """Where a token stands in the text given; for a word of an emoji's description, where the emoji does."""
        raw = self.raws[at]
        length = len(self.tokens[at].text or make_token(raw).text)
        start = self.text.find(raw)
        if self.text.find(raw, start + 1) >= 0:
            start = next(islice(_RAW.finditer(self.text), at, None)).start()
        if length < len(raw):
            start += len(raw) - len(raw.lstrip(_MARKS))
        end = start + length
        return (start, end) if self.origins is None else (self.origins[start], self.origins[end - 1] + 1)


class _Tokens(dict[str, Token]):
    """Tokens by what stands between two spaces; all words that concern no rule share one, which keeps them quick."""

    def __missing__(self, raw: str) -> Token:
        if len(self) >= _CACHED:
            self.clear()
        token = make_token(raw)
        if token.valence is None and token.lower not in _LISTED and not token.negates:
            token = _PLAIN[token.upper]
        self[raw] = token
        return token


def make_token(raw: str) -> Token:
    """The token of what stands between two spaces.

    Example:
        >>> make_token('"Never,').lower, make_token('"Never,').negates, make_token(":)").valence
        ('never', True, 2.0)
    """
    stripped = raw.strip(_MARKS)
    text = stripped if len(stripped) > 2 else raw
    lower = text.lower()
    negates = lower in NEGATORS or "n't" in lower
    valence, degree = library().lexicon.get(lower), BOOSTER_DICT.get(lower, 0.0)
    return Token(text, lower, valence, degree, negates, text.isupper(), negates or lower in _ACTIVE)


_PLAIN = tuple(Token("", "", None, 0.0, negates=False, upper=upper, active=False) for upper in (False, True))
_TOKENS = _Tokens()


@cache
def library() -> SentimentIntensityAnalyzer:
    """The library's own analyzer, which holds its lexicons."""
    return SentimentIntensityAnalyzer()


@cache
def _emoji() -> frozenset[str]:
    """The characters that have a description; the library looks at single characters only."""
    return frozenset(emoji for emoji in library().emojis if len(emoji) == 1)


def tokenize(text: str) -> TokenizedText:
    """Cut a text into VADER's tokens."""
    origins = None
    if not text.isascii():
        text = text.replace("’", "'").replace("‘", "'").replace("ʼ", "'")
        if not _emoji().isdisjoint(text):
            text, origins = _describe_emoji(text)
    raws = text.split()
    return TokenizedText(text, list(map(_TOKENS.__getitem__, raws)), raws, origins)


def _describe_emoji(text: str) -> tuple[str, Sequence[int]]:
    """A text with its emoji in words, which the library takes for part of the text."""
    emoji, descriptions = _emoji(), library().emojis
    pieces: list[str] = []
    before = " "
    for character in text:
        if character in emoji:
            pieces.append(descriptions[character] if before == " " else f" {descriptions[character]}")
        else:
            pieces.append(character)
        before = character
    origins = [at for at, piece in enumerate(pieces) for _ in piece]
    return "".join(pieces), origins
