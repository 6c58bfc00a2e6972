"""Sentiment toward annotated targets, as JSON lines for a scorer.

    python benchmarks/target_sentiment.py --data FILE [--method network|words|sentence] > pred.jsonl

FILE holds JSON lines `{"sentence_normalized": text, "targets": [{"Input.gid", "from", "to", …}]}` (NewsMTSC, Hamborg
and Donnay, EACL 2021), offsets in characters, the end exclusive; annotations in it are not read. Every target gives one
line `{"gid", "polarity": -1 | 0 | 1, "p": [negative, neutral, positive]}`. Two baselines: `sentence` gives every target
the sign of its sentence's VADER score, `words` the sign of the valence of the words that hang from the target or govern
it. How many targets a second are scored after the parse goes to standard error.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from analysis.targets import CLASSES, Site, estimate_sentiment, read_networks, sentiment_of
from training.targets.corpus import read_targets, sites_of

Estimate = tuple[float, float, float]


def main() -> int:
    """Read, score, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, metavar="FILE")
    parser.add_argument("--method", choices=("network", "words", "sentence"), default="network")
    args = parser.parse_args()
    try:
        targets = read_targets(args.data)
    except (OSError, ValueError) as err:
        print(f"target_sentiment: {err}", file=sys.stderr)
        return 2
    sites = list(sites_of(targets))
    read_networks()  # the weights are read once, before the clock starts
    started = time.perf_counter()
    estimates = list({"network": by_network, "words": by_words, "sentence": by_sentence}[args.method](sites))
    seconds = time.perf_counter() - started
    for target, p in zip(targets, estimates, strict=True):
        print(json.dumps({"gid": target.gid, "polarity": CLASSES.index(sentiment_of(p)) - 1, "p": p}))
    rate = len(sites) / max(seconds, 1e-9)
    print(f"{len(sites)} targets in {seconds:.2f} s after the parse: {rate:,.0f} a second", file=sys.stderr)
    return 0


def by_network(sites: Sequence[Site]) -> Iterator[Estimate]:
    """What the project does."""
    yield from estimate_sentiment(sites)


def by_sentence(sites: Sequence[Site]) -> Iterator[Estimate]:
    """The whole sentence's sign."""
    from analysis.sentiment import score_text

    for site in sites:
        yield _sign(score_text(site.doc.text)[0]["compound"], 0.05)


def by_words(sites: Sequence[Site]) -> Iterator[Estimate]:
    """The signs of the words near the target in the tree: what hangs from it, what governs it, and that word's own."""
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

    lexicon = SentimentIntensityAnalyzer().lexicon
    for site in sites:
        head = site.doc[site.target[0] : site.target[1]].root
        near = [*head.subtree, *([head.head, *head.head.children] if head.head.i != head.i else head.children)]
        total = 0.0
        for token in {t.i: t for t in near}.values():
            negated = any(child.dep_ == "neg" for child in (*token.children, *token.head.children))
            total += lexicon.get(token.lower_, 0.0) * (-0.74 if negated else 1)
        yield _sign(total, 0.5)


def _sign(value: float, least: float) -> Estimate:
    return (float(value <= -least), float(-least < value < least), float(value >= least))


if __name__ == "__main__":
    sys.exit(main())
