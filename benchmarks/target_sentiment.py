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
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from analysis.targets import Site

Estimate = tuple[float, float, float]


def main() -> int:
    """Read, score, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, metavar="FILE")
    parser.add_argument("--method", choices=("network", "words", "sentence"), default="network")
    args = parser.parse_args()
    try:
        rows = list(read_rows(args.data))
    except (OSError, ValueError) as err:
        print(f"target_sentiment: {err}", file=sys.stderr)
        return 2
    from analysis.parsing import load_model
    from analysis.targets import CLASSES, Site, read_networks, sentiment_of

    texts = list(dict.fromkeys(text for text, _ in rows))
    docs = dict(zip(texts, load_model().pipe(texts, batch_size=64), strict=True))
    sites = [
        Site(docs[text], (0, len(docs[text])), tokens_at(docs[text], target["from"], target["to"]))
        for text, target in rows
    ]
    read_networks()  # the weights are read once, before the clock starts
    started = time.perf_counter()
    estimates = list({"network": by_network, "words": by_words, "sentence": by_sentence}[args.method](sites))
    seconds = time.perf_counter() - started
    for (_, target), p in zip(rows, estimates, strict=True):
        polarity = CLASSES.index(sentiment_of(p)) - 1
        print(json.dumps({"gid": target["Input.gid"], "polarity": polarity, "p": p}))
    rate = len(sites) / max(seconds, 1e-9)
    print(f"{len(sites)} targets in {seconds:.2f} s after the parse: {rate:,.0f} a second", file=sys.stderr)
    return 0


def read_rows(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each target with its text.

    Raises:
        ValueError: for a line that is not of the form described above, naming it.
    """
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if line.strip():
            try:
                row = json.loads(line)
                for target in row["targets"]:
                    gid, start, end = target["Input.gid"], target["from"], target["to"]
                    if not 0 <= start < end <= len(row["sentence_normalized"]):
                        raise ValueError(f"{start}-{end} is no place in the sentence of {gid!r}")
                    yield row["sentence_normalized"], target
            except (KeyError, TypeError, ValueError) as err:
                raise ValueError(f"{path}, line {number}: {err!r}") from err


def tokens_at(doc: Any, start: int, end: int) -> tuple[int, int]:
    """The tokens of a stretch of characters; the nearest one where it has no word."""
    at = [t.i for t in doc if t.idx < end and t.idx + len(t) > start and not t.is_space]
    at = [i for i in at if not doc[i].is_punct] or at or [min(doc, key=lambda t: abs(t.idx - start)).i]
    return at[0], at[-1] + 1


def by_network(sites: Sequence[Site]) -> Iterator[Estimate]:
    """What the project does."""
    from analysis.targets import estimate_sentiment

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
