"""Frame terms: each occurrence of a lexicon's terms, with its voice, zone and polarity."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from analysis.framing.matching import Entry, compile_lexicon, judge_paragraph
from analysis.framing.polarity import find_polarity
from analysis.lexicons import FrameLexicon, shipped_lexicon
from analysis.parsing import Parsed, Sentence, as_parsed
from analysis.patterns import Match, words_of
from analysis.records import Article, FrameHit, Quote
from analysis.voices import find_voice


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
    compiled = compile_lexicon(lexicon)
    for _, sentences in groupby(parsed.sentences, key=lambda sentence: sentence.paragraph):
        paragraph = list(sentences)
        judged = judge_paragraph([words_of(parsed.span(sentence)) for sentence in paragraph], compiled)
        for found in judged:
            if found.fate == "counted":
                yield _hit(parsed, lexicon.name, paragraph[found.sentence], found.match, found.entry, quotes)


def _hit(
    parsed: Parsed, lexicon: str, sentence: Sentence, match: Match, entry: Entry, quotes: Sequence[Quote]
) -> FrameHit:
    polarity = find_polarity(
        parsed.span(sentence), match.literals, lack=entry.lack, headline=sentence.zone == "headline"
    )
    voice = find_voice(match.start, match.end, quotes)
    return FrameHit(
        article_id=parsed.article.article_id,
        lexicon=lexicon,
        frame=entry.frame,
        term=entry.name,
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
