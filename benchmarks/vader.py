"""VADER's scores against the library's, their speed, and what the news-adjusted reading changes.

    python benchmarks/vader.py FOLDER [--limit N]

FOLDER is a corpus as `python -m analysis run` takes it. Three things, in one run on one core:

equality   every line and every sentence of the articles, scored by `analysis.sentiment.score_text` and by the analyzer
           of vaderSentiment: all four scores must be the same to the last digit. Apostrophes are straightened for both.
speed      processor time for the same sentences, the best of three rounds in which the sides take turns: the library;
           the project's scores alone; and with a record of each word. The library's texts are straightened beforehand.
readings   how many sentences are negative (compound ≤ −.05), neutral or positive (≥ .05) in the exact and in the
           adjusted reading, what share of VADER's absolute valence the adjusted one changes and why, and how many
           sentences rest on one word
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from analysis.records import SentenceScore

ROUNDS = 3
CLASSES = ("negative", "neutral", "positive")


def straight(text: str) -> str:
    """A text with straight apostrophes."""
    return text.replace("’", "'").replace("‘", "'").replace("ʼ", "'")


def count_differences(texts: Iterable[str], analyzer: Any) -> tuple[int, int]:
    """How many texts there are, and how many of them score otherwise than by the library."""
    from analysis.sentiment import score_text

    n = different = 0
    for text in texts:
        n += 1
        different += score_text(text)[0] != analyzer.polarity_scores(straight(text))
    return n, different


def measure_speed(sentences: Sequence[str], analyzer: Any) -> dict[str, float]:
    """Seconds of processor time for all sentences, the best of the rounds."""
    from analysis.sentiment import score_text
    from analysis.sentiment.tokens import tokenize
    from analysis.sentiment.vader import summarize, weigh

    def scores_alone(text: str) -> None:
        tokenized = tokenize(text)
        summarize(weigh(tokenized.tokens), tokenized)

    straightened = [straight(sentence) for sentence in sentences]
    sides: dict[str, tuple[Sequence[str], Callable[[str], object]]] = {
        "library": (straightened, analyzer.polarity_scores),
        "scores": (sentences, scores_alone),
        "with words": (sentences, score_text),
    }
    best = dict.fromkeys(sides, float("inf"))
    for _ in range(ROUNDS):
        for name, (texts, score) in sides.items():
            start = time.process_time()
            for text in texts:
                score(text)
            best[name] = min(best[name], time.process_time() - start)
    return best


def class_of(compound: float) -> str:
    """Negative, neutral or positive."""
    from analysis.records import NEGATIVE_TO, POSITIVE_FROM

    return CLASSES[(compound > NEGATIVE_TO) + (compound >= POSITIVE_FROM)]


def print_readings(scores: Sequence[SentenceScore]) -> None:
    """How the two readings differ."""
    n = len(scores)
    pairs = Counter((class_of(score.compound), class_of(score.adjusted_compound)) for score in scores)
    print(f"readings  {n} sentences; rows exact, columns adjusted")
    print(f"{'':12s}" + "".join(f"{name:>10s}" for name in CLASSES))
    for row in CLASSES:
        print(f"  {row:10s}" + "".join(f"{pairs[row, column]:10d}" for column in CLASSES))
    changed = sum(count for (exact, adjusted), count in pairs.items() if exact != adjusted)
    reversed_ = pairs["negative", "positive"] + pairs["positive", "negative"]
    print(
        f"  another class {changed} ({changed / n:.1%}), among them the opposite sign {reversed_} ({reversed_ / n:.1%})"
    )
    print(f"  mean compound exact {sum(score.compound for score in scores) / n:+.3f}", end=", ")
    print(f"adjusted {sum(score.adjusted_compound for score in scores) / n:+.3f}")
    words = [word for score in scores for word in score.words]
    total = sum(abs(word.valence) for word in words) or 1.0
    shares: dict[str | None, float] = dict.fromkeys(("name", "domain", "negated", "not_negated", "neighbour"), 0.0)
    for word in words:
        shares[word.adjustment] = shares.get(word.adjustment, 0.0) + abs(word.valence) / total
    changes = ", ".join(f"{name} {share:.1%}" for name, share in shares.items() if name and share)
    new = sum(abs(word.adjusted_valence) for word in words if word.adjustment in {"added", "hidden"}) / total
    print(f"  of VADER's absolute valence the adjusted reading changes: {changes}; it adds {new:.1%}")
    valued = [score for score in scores if class_of(score.compound) != "neutral"]
    one = sum(score.one_word for score in valued)
    print(f"  {one} of {len(valued)} sentences that are not neutral ({one / max(len(valued), 1):.1%}) rest on one word")


def main() -> int:
    """Read, score, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="a corpus of articles")
    parser.add_argument("--limit", type=int, metavar="N", help="only the first N articles")
    args = parser.parse_args()
    if not args.folder.exists():
        print(f"vader: there is no {args.folder}", file=sys.stderr)
        return 2
    for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ[name] = "1"
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

    from analysis.framing import find_negations
    from analysis.framing.polarity import find_polarity
    from analysis.parsing import load_model, parse_articles
    from analysis.reading import read_articles
    from analysis.sentiment import Grammar, score_sentences

    articles = read_articles(args.folder).articles[: args.limit]
    if not articles:
        print(f"vader: there is no article in {args.folder}", file=sys.stderr)
        return 2
    analyzer = SentimentIntensityAnalyzer()
    load_model()
    grammar = Grammar(find_polarity, find_negations)
    scores: list[SentenceScore] = []
    seconds = 0.0
    started = time.process_time()
    for parsed in parse_articles(articles):
        before = time.process_time()
        scores += score_sentences(parsed, grammar=grammar)
        seconds += time.process_time() - before
    parsing = time.process_time() - started - seconds
    sentences = [score.text for score in scores]
    lines = (line for article in articles for line in article.text.splitlines() if line.strip())
    n_different = 0
    for what, texts in (("sentences", sentences), ("lines", lines)):
        n, different = count_differences(texts, analyzer)
        n_different += different
        print(f"equality  {n} {what}, {different} with other scores than vaderSentiment's")
    speed = measure_speed(sentences, analyzer)
    for name, best in speed.items():
        per_sentence = best / max(len(sentences), 1) * 1e6
        print(f"speed     {name:10s} {best:7.2f} s {per_sentence:7.1f} µs a sentence {speed['library'] / best:6.2f} ×")
    print(f"          both readings with names, news words and grammar: {seconds / parsing:.1%} of the parse's time")
    print_readings(scores)
    return 1 if n_different else 0


if __name__ == "__main__":
    sys.exit(main())
