"""Whose words terms are: the voices of a lexicon's hits against annotated articles.

    python benchmarks/voice.py CORPUS [--lexicon FILE ...] [--all-articles]

CORPUS is annotated in the form that `training/attribution/corpus.py` describes; only the articles that training set
aside count, unless all are asked for. Every hit of the lexicons' terms is judged: in the annotation it is *quoted* if a
content of an attribution holds at least half of it, else the narrator's; the tool's answer is `find_voice`'s. Three
readings:

quotes
    Quoted is what stands in a content with words in quotation marks.
speech
    And what is reported without marks under a cue that `reporting_verbs.yaml` lists as speech, writing or document.
    Hits in other annotated contents (beliefs, intentions, rare cues) are left out, as scorers of speech do.
everything
    Quoted is what stands in any annotated content, beliefs and intentions included.

The baselines take quotation marks for voices: of one sentence at a time, and carried across sentences within a
paragraph. *Source right*: of the hits that both call quoted, those whose source shares a word with the annotated one.
Intervals (95 %) resample articles.
"""

from __future__ import annotations

import argparse
import sys
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from analysis.framing import find_frame_terms
from analysis.lexicons import default_lexicons, read_lexicons
from analysis.measures import bootstrap_ratios
from analysis.parsing import Parsed
from analysis.quotes import attribute_quotes
from analysis.quotes.marks import analysed_marks, find_marked_spans
from analysis.quotes.stance import type_of
from analysis.records import FrameHit, Quote, Span
from training.attribution.corpus import Attribution
from training.attribution.examples import read_corpus

READINGS = ("quotes", "speech", "everything")
ANSWERS = ("tool", "marks in a sentence", "marks across sentences")


@dataclass(frozen=True, slots=True)
class Verdict:
    """One hit: what the annotation says of it in each reading (`None`: left out), and what each answer."""

    gold: dict[str, bool | None]
    answers: dict[str, dict[str, bool]]
    source_right: bool | None


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--lexicon", type=Path, action="append", help="instead of all in data/lexicons")
    parser.add_argument("--all-articles", action="store_true", help="those of the training too")
    args = parser.parse_args()
    lexicons = read_lexicons(args.lexicon) if args.lexicon else default_lexicons()
    try:
        corpus = read_corpus(args.corpus, only_set_aside=not args.all_articles)
    except FileNotFoundError as err:
        print(f"voice: {err}", file=sys.stderr)
        return 2
    articles = []
    for parsed, gold in zip(corpus.parsed, corpus.gold, strict=True):
        quotes = tuple(attribute_quotes(parsed))
        hits = {(hit.start, hit.end): hit for lexicon in lexicons for hit in find_frame_terms(parsed, lexicon, quotes)}
        articles.append(list(judge(parsed, hits.values(), quotes, gold)))
    report(articles)
    return 0


def judge(
    parsed: Parsed, hits: Iterable[FrameHit], quotes: Sequence[Quote], gold: Sequence[Attribution]
) -> Iterable[Verdict]:
    """Compare the voice of each hit with the annotation."""
    text = parsed.article.text
    by_id = {quote.quote_id: quote for quote in quotes}
    across = [mark.span for mark in analysed_marks(parsed)]
    alone = [
        mark.span for sentence in parsed.sentences for mark in find_marked_spans(text, [(sentence.start, sentence.end)])
    ]
    for hit in hits:
        span = (hit.start, hit.end)
        around = [attribution for attribution in gold if _holds(attribution.content, span)]
        in_marks = any(_touches(across, attribution.content) for attribution in around)
        said = in_marks or any(_is_said(text, attribution) for attribution in around)
        quote = by_id[hit.quote_id] if hit.quote_id is not None else None
        believed = quote is not None and quote.attribution_type in {"thought", "intent"}
        with_marks = quote is not None and quote.quote_type != "indirect"
        marked = {"marks in a sentence": _holds(alone, span), "marks across sentences": _holds(across, span)}
        source = [span for attribution in around for span in attribution.source]
        yield Verdict(
            gold={
                "quotes": in_marks,
                "speech": said if said or not around else None,
                "everything": bool(around),
            },
            answers={
                "quotes": {"tool": with_marks, **marked},
                "speech": {"tool": quote is not None and not believed, **marked},
                "everything": {"tool": quote is not None, **marked},
            },
            source_right=_touches(quote.speaker_spans, source) if quote and source else None,
        )


def _is_said(text: str, attribution: Attribution) -> bool:
    words = " ".join(text[start:end] for start, end in attribution.cue).lower().split()
    types = {type_of(word) for word in words} | {type_of(_stem(word)) for word in words}
    return bool(types - {None, "thought", "intent"})


def _stem(word: str) -> str:
    """A regular verb's dictionary form, roughly: enough to look a cue up."""
    for ending, instead in (("ies", "y"), ("ied", "y"), ("es", "e"), ("ed", "e"), ("s", ""), ("ed", ""), ("ing", "")):
        if word.endswith(ending) and type_of(word.removesuffix(ending) + instead):
            return word.removesuffix(ending) + instead
    return word


def _holds(spans: Iterable[Span], inner: Span) -> bool:
    start, end = inner
    return any(2 * (min(end, right) - max(start, left)) >= end - start for left, right in spans)


def _touches(spans: Iterable[Span], others: Sequence[Span]) -> bool:
    return any(start < right and left < end for start, end in spans for left, right in others)


def report(articles: Sequence[Sequence[Verdict]]) -> None:
    """Print a line for each reading and answer."""
    print(f"{sum(map(len, articles))} terms in {len(articles)} articles")
    for reading in READINGS:
        for answer in ANSWERS:
            counts: dict[str, list[int]] = defaultdict(list)
            for verdicts in articles:
                judged = [(v.gold[reading], v.answers[reading][answer]) for v in verdicts]
                known = [(gold, found) for gold, found in judged if gold is not None]
                counts["n"].append(len(known))
                counts["right"].append(sum(gold == found for gold, found in known))
                counts["quoted"].append(sum(bool(gold) for gold, _ in known))
            share = sum(counts["right"]) / max(1, sum(counts["n"]))
            ((low, high),) = bootstrap_ratios(np.array(counts["right"]), np.array(counts["n"]))
            print(
                f"{reading:11} {answer:23} right {share:6.1%} ({low:.1%}-{high:.1%}) of {sum(counts['n'])},"
                f" {sum(counts['quoted'])} of them quoted"
            )
    sources = [v.source_right for verdicts in articles for v in verdicts if v.source_right is not None]
    print(f"source right {sum(sources) / max(1, len(sources)):.1%} of {len(sources)}")


if __name__ == "__main__":
    sys.exit(main())
