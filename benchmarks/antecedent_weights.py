"""Learn the weights by which "he" and "she" are resolved, and write them into data/rules/antecedents.yaml.

    python benchmarks/antecedent_weights.py EXAMPLES.jsonl [--write]

EXAMPLES has one JSON object an article: `text`; `sources`, its attributions in text order, each `{"source": [start,
end], "contents": [[start, end], …], "means": NAME}` in characters, `means` with the pronouns that are annotated. Prints
how many pronouns are right by the present weights and, cross-validated by article, by learnt ones. `--write` replaces
the numbers of the file and leaves its comments. Needs only numpy.

The model is a conditional logit: the softmax over a pronoun's candidates of the weighted sum of their features, drawn
towards the present weights by a Gaussian prior of variance 1, fitted by gradient ascent (Adam).
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
FOLDS = 8
STEPS = 400


class Example(NamedTuple):
    """One pronoun: the features of each candidate, and which of them it means."""

    article: int
    features: Array
    right: Array


def read_examples(path: Path, names: Sequence[str]) -> Iterator[Example]:
    """The annotated pronouns of a file, with features as the resolver sees them."""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines()):
        for features, right in _candidates(json.loads(line), names):
            yield Example(number, np.array(features), np.array(right, dtype=float))


def _candidates(article: dict[str, Any], names: Sequence[str]) -> Iterator[tuple[list[list[float]], list[bool]]]:
    from analysis.parsing import as_parsed
    from analysis.quotes.cue_sites import token_range
    from analysis.quotes.marks import find_marked_spans
    from analysis.quotes.speakers import Resolver
    from analysis.quotes.speakers.layout import GENDERS
    from analysis.reading.zones import paragraphs

    parsed = as_parsed(article["text"])
    doc = parsed.doc
    marks = find_marked_spans(article["text"], paragraphs(article["text"]))
    resolver = Resolver(parsed, frozenset(i for mark in marks for i in range(*token_range(doc, *mark.span))))
    for attribution in article["sources"]:
        source = token_range(doc, *attribution["source"])
        contents = [token_range(doc, *span) for span in attribution["contents"]]
        token = doc[source[0]]
        wanted = attribution.get("means")
        if wanted is not None and token.lower_ in GENDERS:
            gender = GENDERS[token.lower_]
            resolver.antecedents.catch_up(token.i)
            found = resolver.antecedents.evidence(token, gender)
            rows = [resolver.antecedents.features(token, p, seen, gender, contents) for p, seen in found.items()]
            if rows:
                yield [[row.get(name, 0.0) for name in names] for row in rows], [_same(p.name, wanted) for p in found]
        resolver.resolve(source, contents=contents)


def _same(one: str, other: str) -> bool:
    """Whether two names end alike and the shorter one's words are all in the longer one."""
    short, long = sorted((one.lower().split(), other.lower().split()), key=len)
    return short[-1] == long[-1] and set(short) <= set(long)


def fit(examples: Sequence[Example], prior: Array) -> Array:
    """The likeliest weights given the examples that have a right candidate and a choice."""
    used = [e for e in examples if e.right.any() and len(e.right) > 1]
    width = max(len(e.right) for e in used)
    features = np.zeros((len(used), width, len(prior)))
    right, absent = np.zeros((len(used), width)), np.full((len(used), width), -np.inf)
    for row, example in enumerate(used):
        features[row, : len(example.right)] = example.features
        right[row, : len(example.right)] = example.right
        absent[row, : len(example.right)] = 0.0
    weights, momentum, square = prior.copy(), np.zeros_like(prior), np.zeros_like(prior)
    for step in range(1, STEPS + 1):
        scores = features @ weights + absent
        share = np.exp(scores - scores.max(axis=1, keepdims=True))
        share /= share.sum(axis=1, keepdims=True)
        target = share * right
        target /= target.sum(axis=1, keepdims=True) + 1e-12
        slope = np.einsum("ij,ijk->k", share - target, features) + weights - prior
        momentum, square = 0.9 * momentum + 0.1 * slope, 0.99 * square + 0.01 * slope**2
        rate = 0.05 if step < 0.75 * STEPS else 0.01
        weights = weights - rate * (momentum / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.99**step)) + 1e-8)
    return weights


def count_right(examples: Sequence[Example], weights: Array) -> int:
    """How many examples' highest-scored candidate is the right one."""
    return int(sum(e.right[np.argmax(e.features @ weights)] for e in examples))


def cross_validate(examples: Sequence[Example], prior: Array) -> int:
    """How many are right by weights learnt from the other articles."""
    total = 0
    for fold in range(FOLDS):
        learnt = fit([e for e in examples if e.article % FOLDS != fold], prior)
        total += count_right([e for e in examples if e.article % FOLDS == fold], learnt)
    return total


def write_weights(path: Path, names: Sequence[str], weights: Array) -> None:
    """Replace the numbers of the file of weights."""
    text = path.read_text(encoding="utf-8")
    for name, weight in zip(names, weights, strict=True):
        text = re.sub(rf"(?m)^(  {name}: )-?\d+$", rf"\g<1>{round(100 * weight)}", text)
    path.write_text(text, encoding="utf-8")


def main(arguments: Sequence[str] | None = None) -> int:
    """Learn, report and, if asked to, write."""
    from analysis.data_folder import RULES
    from analysis.quotes.words import read_antecedent_weights

    parser = argparse.ArgumentParser(description="Learn the weights by which pronouns are resolved.")
    parser.add_argument("examples", type=Path, help="annotated articles, one JSON object a line")
    parser.add_argument("--write", action="store_true", help="write the learnt weights into the rules")
    options = parser.parse_args(arguments)
    present = read_antecedent_weights()
    names = list(present)
    prior = np.array([present[name] for name in names])
    examples = list(read_examples(options.examples, names))
    print(f"{len(examples)} pronouns, {count_right(examples, prior)} right by the present weights,")
    print(f"{cross_validate(examples, prior)} by weights learnt from other articles")
    if options.write:
        write_weights(RULES / "antecedents.yaml", names, fit(examples, prior))
    return 0


if __name__ == "__main__":
    sys.exit(main())
