"""What counts as a word wherever words are counted: in tables, rates and shares."""

from __future__ import annotations

import re
from collections.abc import Iterator

WORD = re.compile(r"[^\W_]+(?:['’\-][^\W_]+)*")
"""Letters and digits, joined by apostrophes and hyphens."""

TOKEN = re.compile(
    r"(?:[^\W\d_]\.){2,}"  # U.S.
    r"|\d+(?:[.,]\d+)*\w*"  # 1,200 and 7th
    r"|(?i:n['’]t\b|can(?=not\b)|\w+?(?=n['’]t\b)|['’](?:s|ll|re|ve|d|m)\b)"  # contractions, cut as spaCy cuts them
    r"|\w+(?:[.&]\w+)*"
    r"|[^\w\s]"
)
"""Words and marks, each a token, where single words are looked up, compared or given a lemma."""

_STRAIGHT = str.maketrans("‘’ʼ", "'''")


def cut_tokens(text: str) -> Iterator[tuple[int, int]]:
    """Yield the first character of each token and the one after its last.

    Example:
        >>> text = "They don’t re-open."
        >>> [text[start:end] for start, end in cut_tokens(text)]
        ['They', 'do', 'n’t', 're', '-', 'open', '.']
    """
    return (match.span() for match in TOKEN.finditer(text))


def straighten(text: str) -> str:
    """A text with straight apostrophes, as long as before."""
    return text.translate(_STRAIGHT)


def count_words(text: str) -> int:
    """Count the words of a text.

    Example:
        >>> count_words("Israel's cease-fire — 21 months on…")
        5
    """
    return sum(1 for _ in WORD.finditer(text))
