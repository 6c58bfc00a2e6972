"""Whose voice a span stands in: plain span arithmetic over attributed contents."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from analysis.records import Quote, Span, VoiceKind


@dataclass(frozen=True, slots=True)
class Voice:
    """The outlet's own voice, or the speaker whose attributed content holds a span."""

    voice: VoiceKind
    quote_id: str | None = None
    speaker_name: str | None = None


NARRATOR = Voice("narrator")


def find_voice(start: int, end: int, quotes: Iterable[Quote]) -> Voice:
    """Whose words `text[start:end]` are.

    A span belongs to a quote if one of the quote's contents holds at least half of it; where contents are nested,
    the smallest decides, because a speaker who quotes somebody lends him the voice. Quotes that are not `voiced` count
    for nothing.

    Args:
        start: first character.
        end: character after the last.
        quotes: the attributions of the same article.

    Example:
        >>> find_voice(0, 5, []).voice
        'narrator'
    """
    best: tuple[int, Quote] | None = None
    for quote in quotes:
        if not quote.voiced:
            continue
        for left, right in quote.content_spans:
            shared = min(end, right) - max(start, left)
            if shared > 0 and 2 * shared >= end - start and (best is None or right - left < best[0]):
                best = (right - left, quote)
    if best is None:
        return NARRATOR
    return Voice("quoted", best[1].quote_id, best[1].speaker_name)


def overlap(span: Span, others: Sequence[Span]) -> int:
    """Characters of a span that lie in one of the other spans, which must not overlap each other.

    Example:
        >>> overlap((0, 10), [(2, 4), (8, 20)])
        4
    """
    return sum(max(0, min(span[1], right) - max(span[0], left)) for left, right in others)
