"""Quote attribution: who is reported to have said, written, thought or intended what."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from analysis.parsing import Parsed, as_parsed
from analysis.quotes.cue_sites import TokenRange, token_range
from analysis.quotes.marks import MarkedSpan, find_marked_spans
from analysis.quotes.rules import Draft, draft_attributions
from analysis.quotes.speakers import NOBODY, Resolver, Speaker
from analysis.quotes.stance import stance_of
from analysis.quotes.words import CueLexicon, read_cues
from analysis.reading.zones import paragraphs
from analysis.records import ANALYSED_ZONES, Article, Quote, QuoteType, Span
from analysis.voices import overlap

if TYPE_CHECKING:
    from spacy.tokens import Doc

__all__ = ["attribute_quotes", "find_marked_spans"]

_DIRECT_SHARE = 0.9
_LOOSE = " \t\r\n\f\v\u00a0\u2028\u2029,;:"
"""What a piece of content never begins with."""


def attribute_quotes(source: str | Article | Parsed, *, cues: CueLexicon | None = None) -> Iterator[Quote]:
    """Yield each attribution of an article, in text order.

    Direct, mixed and indirect speech, with the speaker as written and resolved. Titles, nicknames and scare quotes
    are no attributions. Contents do not overlap: what somebody quotes inside his own words stays his.

    Args:
        source: a text, an article, or what is parsed already.
        cues: the words that attribute; the shipped ones if none are given.

    Example:
        >>> quotes = attribute_quotes('Ada Lund said: "We will not leave." She warned that food was short.')
        >>> [(q.quote_type, q.speaker, q.speaker_name, q.cue_lemma, q.stance) for q in quotes]
        [('direct', 'Ada Lund', 'Ada Lund', 'say', 'neutral'), ('indirect', 'She', 'Ada Lund', 'warn', 'directive')]
    """
    parsed = as_parsed(source)
    text = parsed.article.text
    marked = _analysed_marks(parsed)
    drafts = draft_attributions(parsed, marked, cues or read_cues())
    quoted = frozenset(i for mark in marked for i in range(*token_range(parsed.doc, *mark.span)))
    resolver = Resolver(parsed, quoted)
    speakers: dict[int, Speaker] = {}
    for number, draft in enumerate(drafts, 1):
        if draft.site is None:
            speaker = resolver.running() if draft.follows is not None else NOBODY
        else:
            speaker = resolver.resolve(draft.site.source)
        speakers[id(draft)] = speaker
        yield _quote(draft, number, speaker, marked, parsed, text)


def _analysed_marks(parsed: Parsed) -> list[MarkedSpan]:
    zones = parsed.article.zones
    blocks = paragraphs(parsed.article.text)
    left_out = [(z.start, z.end) for z in zones if z.kind not in ANALYSED_ZONES]
    kept = [block for block in blocks if not any(s <= block[0] and block[1] <= e for s, e in left_out)]
    return find_marked_spans(parsed.article.text, kept)


def _quote(draft: Draft, number: int, speaker: Speaker, marked: list[MarkedSpan], parsed: Parsed, text: str) -> Quote:
    doc = parsed.doc
    contents = tuple(_tidy(sorted(draft.contents), text))
    site = draft.site
    source = _characters(doc, site.source) if site is not None and site.source is not None else None
    return Quote(
        article_id=parsed.article.article_id,
        quote_id=f"{parsed.article.article_id}:q{number}",
        quote_type=_quote_type(contents, marked, text),
        attribution_type=draft.attribution_type,
        content_spans=contents,
        cue_spans=(_characters(doc, site.cue),) if site is not None else (),
        speaker_spans=(source,) if source is not None else (),
        cue_lemma=site.lemma if site is not None else None,
        speaker=text[source[0] : source[1]] if source is not None else None,
        speaker_name=speaker.name,
        speaker_type=speaker.type,
        resolved_by=speaker.via,
        rule=draft.rule,
        stance=stance_of(site.lemma) if site is not None else None,
    )


def _tidy(contents: list[Span], text: str) -> Iterator[Span]:
    """Merge overlapping pieces and strip white space."""
    merged: list[Span] = []
    for left, right in contents:
        piece = text[left:right]
        start = left + len(piece) - len(piece.lstrip(_LOOSE))
        end = right - len(piece) + len(piece.rstrip())
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        elif start < end:
            merged.append((start, end))
    worded = [span for span in merged if any(character.isalnum() for character in text[span[0] : span[1]])]
    yield from worded or merged


def _quote_type(contents: tuple[Span, ...], marked: list[MarkedSpan], text: str) -> QuoteType:
    regions = [mark.span for mark in marked]
    total = sum(not text[i].isspace() for start, end in contents for i in range(start, end))
    inside = sum(
        not text[i].isspace()
        for start, end in contents
        for left, right in regions
        if left < end and right > start
        for i in range(max(start, left), min(end, right))
    )
    if total and inside >= _DIRECT_SHARE * total:
        return "direct"
    return "mixed" if any(overlap(span, regions) for span in contents) else "indirect"


def _characters(doc: Doc, tokens: TokenRange) -> Span:
    last = doc[tokens[1] - 1]
    return doc[tokens[0]].idx, last.idx + len(last)
