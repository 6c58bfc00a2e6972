"""Who is mentioned, wherever an article speaks of a person, organisation or group."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from analysis.parsing import Parsed
from analysis.records import Mention, Quote


def find_mentions(parsed: Parsed, quotes: Iterable[Quote] = ()) -> Iterator[Mention]:
    """Yield each mention of a person, organisation or group in the analysed sentences, in text order.

    Args:
        parsed: the article.
        quotes: its attributions; a speaker has the same name as a mention.
    """
    yield from ()
