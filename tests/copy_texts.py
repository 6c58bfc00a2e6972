"""Articles made of words, for the tests of copies."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date

from analysis.copies import Copies, CopyText, find_copies, sketch_texts
from analysis.records import Article, ArticleAnalysis, FrameHit, Quote, SentenceScore, Zone, ZoneKind

VOCABULARY = [first + second for first in ("ka", "lo", "mi", "su", "te") for second in "abcdefghijklmnopqrstuvwxyz"]


def prose(n: int, seed: int) -> list[str]:
    """So many words; another seed gives words in another order."""
    return random.Random(seed).choices(VOCABULARY, k=n)


def text_of(name: str, words: Sequence[str], quoted: Sequence[range] = ()) -> CopyText:
    """A text without a headline; the words of these numbers are quoted."""
    marks = [any(n in stretch for stretch in quoted) for n in range(len(words))]
    return CopyText(name, ((), tuple(words)), ((), tuple(marks)))


def copies_of(texts: Sequence[CopyText]) -> Copies:
    """The copies among texts, which are numbered in their order."""
    return find_copies([sketch_texts(texts)], lambda numbers: [(number, texts[number]) for number in numbers])


def quote_of(name: str, number: int, spans: Sequence[tuple[int, int]], quote_type: str = "direct") -> Quote:
    return Quote(
        article_id=name,
        quote_id=f"{name}:q{number}",
        quote_type=quote_type,  # type: ignore[arg-type]
        attribution_type="speech",
        content_spans=tuple(spans),
        cue_spans=(),
        speaker_spans=(),
        cue_lemma="say",
        speaker="Ada Lund",
        speaker_name="Ada Lund",
        speaker_type="person",
        speaker_via="name",
        via="tagger",
    )


def article(
    name: str,
    blocks: Sequence[tuple[ZoneKind, str]],
    *,
    outlet: str | None = None,
    day: date | None = None,
    terms: Sequence[str] = (),
    said: Sequence[str] = (),
) -> ArticleAnalysis:
    """An analysis of an article with a zone and a sentence a block; these words are frame terms and quotes in it."""
    text, zones, sentences = "", [], []
    for kind, block in blocks:
        start = len(text)
        text += block
        zones.append(Zone(kind, start, len(text)))
        if kind in {"headline", "lead", "body"}:
            sentences.append(
                SentenceScore(
                    name,
                    len(sentences),
                    start,
                    len(text),
                    block,
                    kind,
                    "narrator",
                    0.0,
                    None,
                    0,
                    0,
                    0,
                    1,
                    (),
                    len(zones),
                )
            )
        text += "\n\n"
    hits = [
        FrameHit(
            name,
            "made",
            "war",
            term,
            None,
            at,
            at + len(term),
            term,
            0,
            "body",
            "narrator",
            None,
            None,
            "asserted",
            None,
        )
        for term in terms
        for at in [text.find(term)]
        if at >= 0
    ]
    quotes = [
        quote_of(name, n, [(at, at + len(words))]) for n, words in enumerate(said) if (at := text.find(words)) >= 0
    ]
    headline = next((block for kind, block in blocks if kind == "headline"), None)
    n_words = sum(len(sentence.text.split()) for sentence in sentences)
    return ArticleAnalysis(
        Article(name, text, tuple(zones), outlet=outlet, date=day, headline=headline),
        n_words,
        len(sentences),
        tuple(sentences),
        tuple(quotes),
        tuple(hits),
    )
