"""How right the sentiment toward targets is, with intervals, and where it errs.

    python benchmarks/target_errors.py SENTENCES PREDICTIONS [--set-aside]

SENTENCES are annotated in the form that `training/targets/corpus.py` describes; PREDICTIONS is what
`target_sentiment.py` made of them. Prints macro F1, F1 a class, accuracy, the share of reversed signs, and the share of
targets that are right in sentences with a negative and a positive target, each with a 95 % interval (cluster bootstrap
over articles, Field and Welsh 2007, 2,000 draws); the table of confusions; how often a prediction is right by its
probability; and accuracy by kind of target and sentence. `--set-aside` counts only the articles that training set
aside.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from analysis.targets import CLASSES, Site
from training.targets.corpus import Target, read_targets, sites_of

Numbers = NDArray[Any]
N_DRAWS = 2_000
BINS = (0.4, 0.5, 0.6, 0.7, 0.8, 0.9)


def main() -> int:
    """Read, score, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sentences", type=Path)
    parser.add_argument("predictions", type=Path)
    parser.add_argument("--set-aside", action="store_true")
    args = parser.parse_args()
    targets = [t for t in read_targets(args.sentences) if t.set_aside or not args.set_aside]
    rows = map(json.loads, args.predictions.read_text(encoding="utf-8").splitlines())
    predictions = {row["gid"]: row for row in rows}
    missing = [t.gid for t in targets if t.gid not in predictions]
    if missing:
        print(f"target_errors: {len(missing)} targets have no prediction, e.g. {missing[0]!r}", file=sys.stderr)
        return 2
    gold = np.array([t.label if t.label is not None else 1 for t in targets])
    found = np.array([predictions[t.gid]["polarity"] + 1 for t in targets])
    opposed = in_opposed(targets)
    articles = np.unique([t.article for t in targets], return_inverse=True)[1]
    print(f"{len(targets)} targets in {len(set(articles.tolist()))} articles")
    for name, statistic in STATISTICS.items():
        value, low, high = with_interval(statistic, gold, found, opposed, articles)
        print(f"{name:<34} {100 * value:5.1f}  [{100 * low:.1f}, {100 * high:.1f}]")
    p = np.array([predictions[t.gid]["p"] for t in targets])
    print(f"mean sign annotated {np.mean(gold - 1):+.3f}, mean of the probabilities {np.mean(p[:, 2] - p[:, 0]):+.3f}")
    print("\nannotated \\ found " + "".join(f"{name:>10}" for name in CLASSES))
    for c, name in enumerate(CLASSES):
        print(f"{name:<18}" + "".join(f"{np.sum((gold == c) & (found == d)):>10}" for d in range(3)))
    print("\nprobability of what it says       n   right")
    likeliest = p[np.arange(len(found)), found]
    for low_edge, high_edge in zip((0.0, *BINS), (*BINS, 1.01), strict=True):
        own = (likeliest >= low_edge) & (likeliest < high_edge)
        if own.any():
            share, mean = np.mean(gold[own] == found[own]), likeliest[own].mean()
            print(f"  {low_edge:.1f}-{min(high_edge, 1):.1f} (mean {mean:.2f}) {own.sum():>12}  {100 * share:5.1f}")
    print(f"\n{'kind':<44}   n   right  reversed")
    kinds = [set(kinds_of(t, s, o)) for t, s, o in zip(targets, sites_of(targets), opposed, strict=True)]
    for kind in sorted(set().union(*kinds)):
        own = np.array([kind in k for k in kinds])
        right, wrong = np.mean(gold[own] == found[own]), np.mean(np.abs(gold[own] - found[own]) == 2)
        print(f"{kind:<44} {own.sum():>4}  {100 * right:5.1f}  {100 * wrong:5.1f}")
    return 0


def macro_f1(gold: Numbers, found: Numbers, opposed: Numbers) -> float:
    """The mean of the classes' F1."""
    return float(np.mean([class_f1(c)(gold, found, opposed) for c in range(3)]))


def class_f1(c: int) -> Callable[[Numbers, Numbers, Numbers], float]:
    """F1 of one class."""

    def f1(gold: Numbers, found: Numbers, opposed: Numbers) -> float:
        both = np.sum(gold == c) + np.sum(found == c)
        return float(2 * np.sum((gold == c) & (found == c)) / both) if both else 0.0

    return f1


STATISTICS: dict[str, Callable[[Numbers, Numbers, Numbers], float]] = {
    "macro F1": macro_f1,
    **{f"F1 {name}": class_f1(c) for c, name in enumerate(CLASSES)},
    "accuracy": lambda gold, found, opposed: float(np.mean(gold == found)),
    "reversed signs": lambda gold, found, opposed: float(np.mean(np.abs(gold - found) == 2)),
    "right where targets are opposed": lambda gold, found, opposed: (
        float(np.mean(gold[opposed] == found[opposed])) if opposed.any() else 0.0
    ),
}


def with_interval(
    statistic: Callable[[Numbers, Numbers, Numbers], float],
    gold: Numbers,
    found: Numbers,
    opposed: Numbers,
    articles: Numbers,
) -> tuple[float, float, float]:
    """A statistic with the 2.5 and 97.5 percentiles of its values when articles are drawn anew."""
    rng = np.random.default_rng(0)
    rows_of = [np.flatnonzero(articles == a) for a in range(articles.max() + 1)]
    draws = []
    for _ in range(N_DRAWS):
        rows = np.concatenate([rows_of[a] for a in rng.integers(0, len(rows_of), len(rows_of))])
        draws.append(statistic(gold[rows], found[rows], opposed[rows]))
    low, high = np.percentile(draws, (2.5, 97.5))
    return statistic(gold, found, opposed), float(low), float(high)


def in_opposed(targets: list[Target]) -> NDArray[np.bool_]:
    """Which targets stand in a sentence that is negative toward one target and positive toward another."""
    labels: dict[str, set[int | None]] = {}
    for target in targets:
        labels.setdefault(target.text, set()).add(target.label)
    return np.array([labels[target.text] >= {0, 2} for target in targets])


def kinds_of(target: Target, site: Site, opposed: bool) -> Iterator[str]:
    """What kinds of target and sentence it is counted under."""
    head = site.doc[site.target[0] : site.target[1]].root
    roles = {"nsubj": "subject", "nsubjpass": "subject of a passive", "dobj": "object", "poss": "possessive"}
    yield "target: " + roles.get(head.dep_, "after a preposition" if head.dep_ == "pobj" else "other")
    kind = "pronoun" if head.pos_ == "PRON" else "name" if head.pos_ == "PROPN" or head.ent_type_ else "noun"
    yield f"target: a {kind}"
    yield "sentence: with quotation marks" if any(c in target.text for c in '"“”') else "sentence: without marks"
    if opposed:
        yield "sentence: targets of opposed sentiment"
    if any(token.dep_ == "neg" for token in site.doc):
        yield "sentence: with a negation"
    size = len(site.doc)
    yield "sentence: up to 20 tokens" if size <= 20 else "sentence: 21 to 40" if size <= 40 else "sentence: over 40"


if __name__ == "__main__":
    sys.exit(main())
