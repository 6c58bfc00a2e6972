"""Sentences → sentiment: the lexical valence of each, and in whose voice it stands.

A compound says which words a sentence uses, not what it is about: call it lexical valence.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from analysis.parsing import Parsed, as_parsed
from analysis.records import Article, Quote, SentenceScore, ValenceWord
from analysis.sentiment.adjusted import Grammar, read_both
from analysis.sentiment.names import Names
from analysis.sentiment.news_words import NewsWords, shipped_news_words
from analysis.sentiment.vader import rests_on_one_word
from analysis.voices import find_voice
from analysis.words import WORD


def score_sentences(
    source: str | Article | Parsed,
    quotes: Sequence[Quote] = (),
    *,
    grammar: Grammar | None = None,
    news_words: NewsWords | None = None,
) -> Iterator[SentenceScore]:
    """Yield the sentiment of each sentence of the headline, lead and body, in text order.

    Args:
        source: a text, an article, or what is parsed already.
        quotes: the article's attributions, which decide the voice; without them everything is the narrator's.
        grammar: tells the news-adjusted reading what is negated; without it VADER's own rule does.
        news_words: the words with another valence in news; those of the project if omitted.

    Example:
        >>> scores = list(score_sentences("The truce is a relief. The Relief Fund met."))
        >>> [(s.compound, s.adjusted_compound, [word.text for word in s.words]) for s in scores]
        [(0.4767, 0.7269, ['truce', 'relief']), (0.4767, 0.0, ['Relief'])]
    """
    parsed = as_parsed(source)
    article = parsed.article
    quotes, names, news_words = list(quotes), Names(parsed), news_words or shipped_news_words()
    for sentence in parsed.sentences:
        text = article.text[sentence.start : sentence.end]
        exact, adjusted, words = read_both(
            text,
            sentence.start,
            parsed.span(sentence),
            names,
            news_words,
            grammar=grammar,
            headline=sentence.zone == "headline",
        )
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
            compound=exact.compound,
            neg=exact.neg,
            neu=exact.neu,
            pos=exact.pos,
            words=tuple(_voiced(word, near) for word in words) if near else words,
            paragraph=sentence.paragraph,
            one_word=rests_on_one_word(exact, [word.valence for word in words]),
            emphasis=exact.emphasis,
            adjusted_compound=adjusted.compound,
            adjusted_emphasis=adjusted.emphasis,
        )


def _voiced(word: ValenceWord, quotes: Sequence[Quote]) -> ValenceWord:
    """A word with whose it is."""
    voice = find_voice(word.start, word.end, quotes)
    if voice.voice == "narrator":
        return word
    return word._replace(voice=voice.voice, quote_id=voice.quote_id, speaker_name=voice.speaker_name)


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
