"""Sentences → sentiment: the lexical valence of each, and in whose voice it stands.

A compound says which words a sentence uses, not what it is about: call it lexical valence.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from analysis.parsing import Parsed, as_parsed
from analysis.records import Article, Quote, SentenceScore
from analysis.sentiment.vader import score_text
from analysis.voices import find_voice
from analysis.words import WORD


def score_sentences(source: str | Article | Parsed, quotes: Sequence[Quote] = ()) -> Iterator[SentenceScore]:
    """Yield the sentiment of each sentence of the headline, lead and body, in text order.

    Args:
        source: a text, an article, or what is parsed already.
        quotes: the article's attributions, which decide the voice; without them everything is the narrator's.

    Example:
        >>> [(s.text, s.compound) for s in score_sentences("The truce is a relief. The siege is brutal.")]
        [('The truce is a relief.', 0.4767), ('The siege is brutal.', -0.6249)]
    """
    parsed = as_parsed(source)
    article = parsed.article
    quotes = list(quotes)
    for sentence in parsed.sentences:
        text = article.text[sentence.start : sentence.end]
        scores, words = score_text(text)
        near = [q for q in quotes if any(s < sentence.end and e > sentence.start for s, e in q.content_spans)]
        share, speaker = _quoted(sentence.start, text, near)
        yield SentenceScore(
            article_id=article.article_id,
            sentence=sentence.index,
            start=sentence.start,
            end=sentence.end,
            text=text,
            zone=sentence.zone,
            voice="quoted" if near and share >= 0.5 else "narrator",
            quoted_share=share,
            speaker_name=speaker if share >= 0.5 else None,
            words=words,
            paragraph=sentence.paragraph,
            **scores,
        )


def _quoted(offset: int, text: str, quotes: Sequence[Quote]) -> tuple[float, str | None]:
    """Share of a sentence's words inside contents, and whose most of those are."""
    counts: dict[str | None, int] = {}
    n_words = 0
    for word in WORD.finditer(text):
        n_words += 1
        voice = find_voice(offset + word.start(), offset + word.end(), quotes)
        if voice.voice == "quoted":
            counts[voice.speaker_name] = counts.get(voice.speaker_name, 0) + 1
    if not counts:
        return 0.0, None
    return round(sum(counts.values()) / n_words, 4), max(counts, key=lambda name: counts[name])
