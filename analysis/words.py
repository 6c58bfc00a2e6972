"""What counts as a word wherever words are counted: in tables, rates and shares."""

from __future__ import annotations

import re

WORD = re.compile(r"[^\W_]+(?:['’\-][^\W_]+)*")
"""Letters and digits, joined by apostrophes and hyphens."""


def count_words(text: str) -> int:
    """Count the words of a text.

    Example:
        >>> count_words("Israel's cease-fire — 21 months on…")
        5
    """
    return sum(1 for _ in WORD.finditer(text))
