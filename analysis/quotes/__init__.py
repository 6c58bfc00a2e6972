"""Quote attribution: who is reported to have said, written, thought or intended what."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING

from analysis.parsing import FINITE, Parsed, as_parsed
from analysis.quotes.assembly import draft_attributions
from analysis.quotes.cue_sites import TokenRange, token_range
from analysis.quotes.drafts import Draft
from analysis.quotes.marks import MarkedSpan, analysed_marks, find_marked_spans
from analysis.quotes.speakers import NOBODY, Resolver, Speaker
from analysis.quotes.speakers.mentions import find_mentions
from analysis.quotes.stance import stance_of, type_of
from analysis.quotes.tagger import read_tagger
from analysis.quotes.words import CueLexicon, read_cues, read_source_words
from analysis.records import SAID, Article, AttributionType, Quote, QuoteType, Span

if TYPE_CHECKING:
    from spacy.tokens import Doc

__all__ = ["attribute_quotes", "find_marked_spans", "find_mentions"]

_DIRECT_SHARE = 0.9
_LOOSE = " \t\r\n\f\v\u00a0\u2028\u2029,;:"
"""What a piece of content never begins with."""


def attribute_quotes(
    source: str | Article | Parsed, *, cues: CueLexicon | None = None, least_score: float = 0.0
) -> Iterator[Quote]:
    """Yield each attribution of an article, in text order.

    Direct, mixed and indirect speech, and reported beliefs and intentions, with the source as written and resolved.
    Titles, nicknames and scare quotes are no attributions. Contents do not overlap: what somebody quotes inside his own
    words stays his.

    Args:
        source: a text, an article, or what is parsed already.
        cues: the words that the rules beside the tagger go by; the shipped ones if none are given.
        least_score: leave out attributions of a lower score (0-1): .8 for few mistakes, 0 to miss as little as can be.

    Raises:
        ModelFileError: if the file of the tagger's weights is missing or broken.

    Example:
        >>> quotes = attribute_quotes('Ada Lund said: "We will not leave." She warned that food was short.')
        >>> [(q.quote_type, q.speaker, q.speaker_name, q.cue_lemma, q.stance) for q in quotes]
        [('direct', 'Ada Lund', 'Ada Lund', 'say', 'neutral'), ('indirect', 'She', 'Ada Lund', 'warn', 'directive')]
    """
    parsed = as_parsed(source)
    lexicon = cues or read_cues()
    tagger = read_tagger()
    marked = analysed_marks(parsed)
    drafts = draft_attributions(parsed, marked, lexicon, tagger)
    resolver = Resolver(parsed, frozenset(i for mark in marked for i in range(*token_range(parsed.doc, *mark.span))))
    number = 0
    for draft in drafts:
        if draft.source is not None:
            contents = [token_range(parsed.doc, *span) for span in draft.contents]
            speaker = resolver.resolve(draft.source, contents=contents)
        else:
            speaker = resolver.running() if draft.follows is not None else NOBODY
        score = tagger.score(draft.via, draft.evidence)
        if score >= least_score:
            number += 1
            yield _quote(draft, number, speaker, score, marked, parsed, lexicon)


def _quote(
    draft: Draft,
    number: int,
    speaker: Speaker,
    score: float,
    marked: list[MarkedSpan],
    parsed: Parsed,
    lexicon: CueLexicon,
) -> Quote:
    doc, text = parsed.doc, parsed.article.text
    contents = tuple(_tidy(sorted(draft.contents), text))
    source = _characters(doc, draft.mention) if draft.mention is not None else None
    quote_type = _quote_type(contents, marked, text)
    attribution_type = _attribution_type(draft, quote_type, parsed, lexicon)
    is_clause = quote_type != "indirect" or _has_finite_verb(doc, contents)
    return Quote(
        article_id=parsed.article.article_id,
        quote_id=f"{parsed.article.article_id}:q{number}",
        quote_type=quote_type,
        attribution_type=attribution_type,
        content_spans=contents,
        cue_spans=(_characters(doc, draft.cue),) if draft.cue is not None else (),
        speaker_spans=(source,) if source is not None else (),
        cue_lemma=draft.cue_lemma,
        speaker=text[source[0] : source[1]] if source is not None else None,
        speaker_name=speaker.name,
        speaker_type=speaker.type,
        speaker_via=speaker.via,
        via=draft.via,
        score=score,
        stance=stance_of(draft.cue_lemma),
        speaker_role=speaker.role,
        speaker_confidence=speaker.confidence if speaker.name is not None else None,
        voiced=attribution_type in SAID or (attribution_type == "thought" and source is not None and is_clause),
    )


def _has_finite_verb(doc: Doc, contents: tuple[Span, ...]) -> bool:
    pieces = (doc.char_span(start, end, alignment_mode="expand") for start, end in contents)
    return any(token.tag_ in FINITE for piece in pieces if piece is not None for token in piece)


def _attribution_type(draft: Draft, quote_type: QuoteType, parsed: Parsed, lexicon: CueLexicon) -> AttributionType:
    """What kind of attribution a cue makes with this content.

    An infinitive has a type of its own ("hoped to win"). A cue that is not listed reports speech if it stands with
    marks, what a document shows if that is its source, and else a belief or attitude.
    """
    lemma = draft.cue_lemma
    if lemma is None or draft.cue is None:
        return "speech"
    behind = [t for t in parsed.doc[draft.cue[1] : draft.cue[1] + 1] if t.tag_ == "TO"]
    infinitive = lexicon.verbs.get(lemma, {}).get("infinitive") or lexicon.nouns.get(lemma, {}).get("infinitive")
    if infinitive is not None and behind and behind[0].idx == draft.start:
        return infinitive
    listed = type_of(lemma)
    if listed is not None:
        return listed
    if quote_type != "indirect":
        return "speech"
    source = parsed.doc[draft.source[0] : draft.source[1]].root if draft.source is not None else None
    return "document" if source is not None and source.lemma_.lower() in read_source_words().documents else "thought"


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
    """Direct, if nearly all of the content's characters stand in marks; white space does not count."""
    inside = [piece for content in contents for piece in _in_marks(content, marked)]
    total = _n_characters(contents, text)
    if total and _n_characters(inside, text) >= _DIRECT_SHARE * total:
        return "direct"
    return "mixed" if inside else "indirect"


def _in_marks(content: Span, marked: list[MarkedSpan]) -> Iterator[Span]:
    for mark in islice(marked, bisect_right(marked, content[0], key=lambda mark: mark.end), None):
        if mark.start >= content[1]:
            return
        yield max(content[0], mark.start), min(content[1], mark.end)


def _n_characters(spans: Iterable[Span], text: str) -> int:
    return sum(len(word) for start, end in spans for word in text[start:end].split())


def _characters(doc: Doc, tokens: TokenRange) -> Span:
    last = doc[tokens[1] - 1]
    return doc[tokens[0]].idx, last.idx + len(last)
