"""Frame terms: each occurrence of a lexicon's terms, with its voice, zone and polarity."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import NamedTuple

from analysis.framing.polarity import find_polarity
from analysis.lexicons import FrameLexicon, shipped_lexicon
from analysis.parsing import Parsed, Sentence, as_parsed
from analysis.patterns import Match, Matcher, words_of
from analysis.records import Article, FrameHit, Quote
from analysis.voices import find_voice


class _Entry(NamedTuple):
    """What a pattern of the matcher belongs to."""

    group: int
    """Number of the frame or contested set: matches compete with those of their own group only."""
    frame: str
    term: str
    subcode: str | None
    weak: bool
    lack: bool
    mask: bool
    contested: bool


@dataclass(frozen=True, slots=True)
class _Compiled:
    entries: tuple[_Entry, ...]
    matcher: Matcher


class _Candidate(NamedTuple):
    """A match, where it lies, and which entry it fits."""

    sentence: Sentence
    match: Match
    entry: _Entry


def find_frame_terms(
    source: str | Article | Parsed, lexicon: FrameLexicon | None = None, quotes: Sequence[Quote] = ()
) -> Iterator[FrameHit]:
    """Yield each occurrence of a lexicon's terms, in text order.

    Inside a frame the longest match wins, and what overlaps a mask of the frame is left out; matches of different
    frames may overlap. A weak term counts where a core term of its frame stands in the same paragraph. Variants of
    contested sets are found alike and marked `contested`. Only the headline, the lead and the body are read.

    Args:
        source: a text, an article or its parse.
        lexicon: the terms; the project's conflict lexicon if omitted.
        quotes: the article's attributions, which decide whose voice a hit stands in.

    Raises:
        LexiconError: if the project's own lexicon has been edited and cannot be read.

    Example:
        >>> [(hit.frame, hit.text, hit.polarity) for hit in find_frame_terms("The garrison refused to surrender.")]
        [('capitulation', 'surrender', 'rejected')]
    """
    parsed = as_parsed(source)
    lexicon = lexicon or shipped_lexicon()
    compiled = _compile(lexicon)
    for _, sentences in groupby(parsed.sentences, key=lambda sentence: sentence.paragraph):
        hits: list[_Candidate] = []
        for sentence in sentences:
            hits += _unmasked(parsed, sentence, compiled)
        for candidate in sorted(_chosen(hits), key=_text_order):
            yield _hit(parsed, lexicon.name, candidate, quotes)


@lru_cache(maxsize=32)
def _compile(lexicon: FrameLexicon) -> _Compiled:
    entries: list[_Entry] = []
    patterns: list[str] = []
    for group, frame in enumerate(lexicon.frames):
        for term in frame.terms:
            weak = term.strength == "weak"
            entries.append(_Entry(group, frame.id, term.pattern, term.subcode, weak, term.lack, False, False))
            patterns.append(term.pattern)
        for mask in frame.masks:
            entries.append(_Entry(group, frame.id, mask, None, False, False, True, False))
            patterns.append(mask)
    for group, contested in enumerate(lexicon.contested_sets, start=len(lexicon.frames)):
        for variant in contested.variants:
            for pattern in variant.patterns:
                entries.append(_Entry(group, contested.id, variant.id, None, False, False, False, True))
                patterns.append(pattern)
        for mask in contested.masks:
            entries.append(_Entry(group, contested.id, mask, None, False, False, True, True))
            patterns.append(mask)
    return _Compiled(tuple(entries), Matcher(patterns))


def _unmasked(parsed: Parsed, sentence: Sentence, compiled: _Compiled) -> list[_Candidate]:
    """The matches in a sentence that no mask of their own frame touches."""
    matches = [
        _Candidate(sentence, match, compiled.entries[match.pattern])
        for match in compiled.matcher.find(words_of(parsed.span(sentence)))
    ]
    masks = [candidate for candidate in matches if candidate.entry.mask]
    return [
        candidate
        for candidate in matches
        if not candidate.entry.mask
        and not any(mask.entry.group == candidate.entry.group and _overlap(mask, candidate) for mask in masks)
    ]


def _chosen(candidates: list[_Candidate]) -> list[_Candidate]:
    """The matches of a paragraph that count: weak ones beside a core one only, the longest where they overlap."""
    supported = {candidate.entry.group for candidate in candidates if not candidate.entry.weak}
    ranked = sorted(
        (candidate for candidate in candidates if candidate.entry.group in supported),
        key=lambda found: (found.match.start - found.match.end, found.entry.weak, _text_order(found)),
    )
    chosen: dict[int, list[_Candidate]] = {}
    for candidate in ranked:
        taken = chosen.setdefault(candidate.entry.group, [])
        if not any(_overlap(candidate, other) for other in taken):
            taken.append(candidate)
    return [candidate for taken in chosen.values() for candidate in taken]


def _overlap(left: _Candidate, right: _Candidate) -> bool:
    return left.match.start < right.match.end and right.match.start < left.match.end


def _text_order(candidate: _Candidate) -> tuple[int, int, int, int]:
    match = candidate.match
    return match.start, match.end, candidate.entry.group, match.pattern


def _hit(parsed: Parsed, lexicon: str, candidate: _Candidate, quotes: Sequence[Quote]) -> FrameHit:
    sentence, match, entry = candidate
    polarity = find_polarity(
        parsed.span(sentence), match.literals, lack=entry.lack, headline=sentence.zone == "headline"
    )
    voice = find_voice(match.start, match.end, quotes)
    return FrameHit(
        article_id=parsed.article.article_id,
        lexicon=lexicon,
        frame=entry.frame,
        term=entry.term,
        subcode=entry.subcode,
        start=match.start,
        end=match.end,
        text=parsed.article.text[match.start : match.end],
        sentence=sentence.index,
        zone=sentence.zone,
        voice=voice.voice,
        quote_id=voice.quote_id,
        speaker_name=voice.speaker_name,
        polarity=polarity.polarity,
        polarity_cue=polarity.cue,
        contested=entry.contested,
    )
