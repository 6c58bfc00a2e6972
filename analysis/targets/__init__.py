"""Sentiment toward a target: how a sentence sounds toward each person, organisation or group that it mentions.

`features` says how a sentence looks from its target, `network` what that amounts to. The networks know no names, so
that a sentence reads the same whoever is in it. Its probabilities are estimates, right about as often as they say.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence

from analysis.parsing import Parsed
from analysis.records import Mention, Quote, SentimentLabel, TargetSentiment
from analysis.targets.features import Site, read_sites
from analysis.targets.network import CLASSES, Ensemble, read_networks
from analysis.voices import find_voice

__all__ = [
    "CLASSES",
    "Ensemble",
    "Site",
    "estimate_sentiment",
    "read_networks",
    "score_targets",
    "sentiment_of",
]

_AT_ONCE = 64
"""Targets that are read together: few enough for what is reckoned of them to stay in the processor's cache."""


def score_targets(
    parsed: Parsed,
    mentions: Iterable[Mention],
    quotes: Sequence[Quote] = (),
    *,
    networks: Ensemble | None = None,
) -> Iterator[TargetSentiment]:
    """Yield the sentiment toward each mention, in text order.

    Args:
        parsed: the article.
        mentions: who is mentioned in its analysed sentences, in text order.
        quotes: its attributions, which tell whose voice a mention stands in; without them all is the narrator's.
        networks: the weights; the shipped ones if none are given.

    Raises:
        ModelFileError: if the file of weights is missing or broken.

    Example:
        >>> from analysis.parsing import as_parsed
        >>> parsed = as_parsed("Ada Lund rescued the children whom Rolf Berg had brutally beaten.")
        >>> mentions = [Mention(0, 8, "Ada Lund", "Ada Lund", "person", "name"),
        ...             Mention(35, 44, "Rolf Berg", "Rolf Berg", "person", "name")]
        >>> [(t.target_name, t.sentiment) for t in score_targets(parsed, mentions)]
        [('Ada Lund', 'positive'), ('Rolf Berg', 'negative')]
    """
    mentions = list(mentions)
    places = [bisect_right(parsed.sentences, m.start, key=lambda sentence: sentence.start) - 1 for m in mentions]
    sites = []
    for mention, place in zip(mentions, places, strict=True):
        sentence = parsed.sentences[place]
        span = parsed.doc.char_span(mention.start, mention.end, alignment_mode="expand")
        assert span is not None
        sites.append(Site(parsed.doc, (sentence.start_i, sentence.end_i), (span.start, span.end)))
    for mention, place, p in zip(mentions, places, estimate_sentiment(sites, networks=networks), strict=True):
        sentence = parsed.sentences[place]
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
            sentiment=sentiment_of(p),
            p_negative=p[0],
            p_neutral=p[1],
            p_positive=p[2],
        )


def estimate_sentiment(
    sites: Sequence[Site], *, networks: Ensemble | None = None
) -> Iterator[tuple[float, float, float]]:
    """Yield the probabilities that each site is negative, neutral and positive toward its target; they sum to 1.

    Args:
        sites: targets in their sentences.
        networks: the weights; the shipped ones if none are given.
    """
    networks = networks or read_networks()
    for at in range(0, len(sites), _AT_ONCE):
        for row in networks.probabilities(read_sites(sites[at : at + _AT_ONCE])):
            negative, positive = round(float(row[0]), 4), round(float(row[2]), 4)
            yield negative, round(1 - negative - positive, 4), positive


def sentiment_of(probabilities: tuple[float, float, float]) -> SentimentLabel:
    """Negative or positive where that is likelier than not, else neutral: the median of the three classes.

    It makes the expected error least where taking a sign for its opposite counts twice.

    Example:
        >>> sentiment_of((0.6, 0.3, 0.1)), sentiment_of((0.45, 0.2, 0.35))
        ('negative', 'neutral')
    """
    negative, _, positive = probabilities
    return "negative" if negative > 0.5 else "positive" if positive > 0.5 else "neutral"
