"""Articles made of marked-up paragraphs, for measures of where frames stand and who says their words."""

from __future__ import annotations

import re
from collections.abc import Sequence

from analysis.records import Article, ArticleAnalysis, FrameHit, Polarity, SentenceScore, Zone, ZoneKind
from analysis.tables import Tables, build_tables
from analysis.words import count_words

MARK = re.compile(r"\[(?P<frames>[a-z+]+)(?::(?P<term>[a-z*]+))?(?:@(?P<speaker>[A-Za-z?]+))?(?:!(?P<how>[a-z]+))?\]")
"""`[war]` is a hit of that frame, `[war+law]` one of two frames on the same word, `[war:siege@Ada!negated]` a term that
a speaker says in a polarity, with `?` for one who is not known."""


def make_article(
    paragraphs: Sequence[str], *, name: str = "a", outlet: str | None = None, headline: bool = False
) -> ArticleAnalysis:
    """An article with a sentence a paragraph; the first is the headline if there is one, the next the lead."""
    text, zones, sentences, hits = "", [], [], []
    kinds: list[ZoneKind] = ["headline", "lead"] if headline else ["lead"]
    for number, paragraph in enumerate(paragraphs):
        zone: ZoneKind = kinds[number] if number < len(kinds) else "body"
        start, at = len(text), 0
        for mark in MARK.finditer(paragraph):
            text += paragraph[at : mark.start()]
            at, word = mark.end(), len(text)
            text += "word"
            speaker = mark["speaker"]
            polarity: Polarity = mark["how"] or "asserted"  # type: ignore[assignment]
            for frame in mark["frames"].split("+"):
                hits.append(
                    FrameHit(
                        article_id=name,
                        lexicon="made",
                        frame=frame,
                        term=mark["term"] or f"{frame}*",
                        subcode=None,
                        start=word,
                        end=len(text),
                        text="word",
                        sentence=number,
                        zone=zone,
                        voice="quoted" if speaker else "narrator",
                        quote_id=None,
                        speaker_name=None if speaker == "?" else speaker,
                        polarity=polarity,
                        polarity_cue=None if polarity == "asserted" else "no",
                    )
                )
        text += paragraph[at:]
        own = text[start:]
        sentences.append(
            SentenceScore(
                name, number, start, len(text), own, zone, "narrator", 0.0, None, 0.0, 0.0, 1.0, 0.0, (), number
            )
        )
        zones.append(Zone(zone, start, len(text)))
        text += "\n\n"
    return ArticleAnalysis(
        article=Article(name, text, tuple(zones), outlet=outlet),
        n_words=sum(count_words(sentence.text) for sentence in sentences),
        n_sentences=len(sentences),
        sentences=tuple(sentences),
        hits=tuple(hits),
    )


def make_tables(articles: Sequence[Sequence[str]], *, outlets: Sequence[str] = (), headline: bool = False) -> Tables:
    """Tables of such articles, named `a0`, `a1`, …"""
    return build_tables(
        make_article(paragraphs, name=f"a{i}", outlet=outlets[i] if outlets else None, headline=headline)
        for i, paragraphs in enumerate(articles)
    )
