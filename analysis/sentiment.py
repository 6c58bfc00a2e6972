"""Sentiment of each sentence: VADER (Hutto and Gilbert 2014), exactly as vaderSentiment scores it.

The lexicon and the rules are vaderSentiment's own; nothing is added or left out. It only knows the straight
apostrophe, so that "don’t" would not negate: each sentence is scored as a copy of the same length with straight ones.
A compound says which words a sentence uses, not what it is about: call it lexical valence.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

from analysis.parsing import Parsed, as_parsed
from analysis.records import Article, Quote, SentenceScore
from analysis.voices import find_voice
from analysis.words import WORD

_STRAIGHT = str.maketrans({"’": "'", "‘": "'", "ʼ": "'"})


class _Analyzer(SentimentIntensityAnalyzer):  # type: ignore[misc]
    """VADER, keeping each word's valence of the last sentence as the rules left it."""

    last: list[tuple[str, float]]

    def _but_check(self, words_and_emoticons: list[str], sentiments: list[float]) -> list[float]:
        result: list[float] = super()._but_check(words_and_emoticons, sentiments)
        self.last = [
            (word, round(float(valence), 3))
            for word, valence in zip(words_and_emoticons, result, strict=False)
            if valence
        ]
        return result


@cache
def _analyzer() -> _Analyzer:
    return _Analyzer()


def score_text(text: str) -> tuple[dict[str, float], tuple[tuple[str, float], ...]]:
    """VADER's scores of a text taken as one sentence, and the valence of each word that made them.

    Returns:
        `compound` (-1 to 1), `neg`, `neu`, `pos` (shares of 1); the words with a valence, in text order.

    Example:
        >>> scores, words = score_text("The talks didn’t fail.")
        >>> scores["compound"], words
        (0.431, (('fail', 1.85),))
    """
    analyzer = _analyzer()
    analyzer.last = []
    scores: dict[str, Any] = analyzer.polarity_scores(text.translate(_STRAIGHT))
    return {name: float(value) for name, value in scores.items()}, tuple(analyzer.last)


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
