"""Parsed articles with labels → what the network learns from: tokens, the classes of words, the vocabulary."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from analysis.parsing import Parsed, parse_articles
from analysis.quotes.features import KEYS, Tokens, WordClasses, read_tokens
from analysis.quotes.marks import analysed_marks
from analysis.quotes.tagger import LABELS, make_classes
from analysis.quotes.words import read_cues
from analysis.reading import read_articles
from training.attribution.corpus import Attribution, Labelled, label_tokens, read_attributions

FOLDS = 5
RAREST = {"lemma": 4, "word": 1, "ancestor_lemma": 20}
"""Occurrences that a string needs to be in the vocabulary; 3 where none is given."""
MOST = {"lemma": 2500, "ancestor_lemma": 600}
CUE_EDGES = (0.03, 0.1, 0.25, 0.5, 0.75)
SOURCE_EDGES = (0.02, 0.1, 0.3)
"""Where the classes of words begin: the share of a word's occurrences that are cues or sources."""


@dataclass(frozen=True, slots=True)
class Example:
    """One article for training."""

    tokens: Tokens
    labelled: Labelled
    strings: list[tuple[str, int]]
    """Lemma and part of speech of each token."""


def is_set_aside(number: int) -> bool:
    """Whether the article of that number, by name, validates."""
    return number % 10 == 5


def count_classes(examples: Sequence[Example]) -> dict[tuple[str, int], np.ndarray]:
    """How often each lemma with its part of speech occurs, as a cue, and as a source."""
    counts: dict[tuple[str, int], np.ndarray] = {}
    roles = np.array([(1, label[-1] == "K", label[-1] == "S") for label in LABELS])
    for example in examples:
        for key, label in zip(example.strings, example.labelled.labels, strict=True):
            counts.setdefault(key, np.zeros(3, int))[:] += roles[label]
    return counts


def classify(counts: Mapping[tuple[str, int], np.ndarray]) -> dict[str, np.ndarray]:
    """The classes of words as the file of weights holds them."""
    cues, sources = [], []
    for (lemma, pos), (total, as_cue, as_source) in counts.items():
        if as_cue >= 2:
            cues.append((lemma, pos, int(np.searchsorted(CUE_EDGES, as_cue / (total + 3), side="right"))))
        if as_source >= 3:
            sources.append((lemma, pos, int(np.searchsorted(SOURCE_EDGES, as_source / (total + 5), side="right"))))
    table: dict[str, np.ndarray] = {}
    for name, rows in (("cue", cues), ("source", sources)):
        table[f"{name}_lemmas"] = np.array([row[0] for row in rows])
        table[f"{name}_pos"] = np.array([row[1] for row in rows], np.uint64)
        table[f"{name}_classes"] = np.array([row[2] for row in rows], np.int8)
    return table


@dataclass(frozen=True, slots=True)
class Corpus:
    """Parsed articles with their annotation; `folds` gives the part of each, -1 for one that is set aside."""

    names: list[str]
    parsed: list[Parsed]
    gold: list[list[Attribution]]
    folds: list[int]


def read_corpus(folder: Path, *, only_set_aside: bool = False) -> Corpus:
    """Read and parse a corpus.

    Args:
        folder: of the form that `training/attribution/corpus.py` describes.
        only_set_aside: leave out what is trained on.

    Raises:
        FileNotFoundError: if the folder does not have the corpus' form.
    """
    gold = read_attributions(folder)
    articles = {a.article_id: a for a in read_articles(folder / "text").articles}
    every = sorted(set(gold) & set(articles))
    folds = {name: -1 if is_set_aside(i) else i % FOLDS for i, name in enumerate(every)}
    names = [name for name in every if folds[name] == -1 or not only_set_aside]
    parsed = list(parse_articles(articles[name] for name in names))
    return Corpus(names, parsed, [gold[name] for name in names], [folds[name] for name in names])


def read_examples(corpus: Corpus) -> tuple[list[Example], dict[int, dict[str, np.ndarray]]]:
    """Tokens and labels of each article, and the classes of words counted without each fold; -1: without none.

    An article sees classes that were counted without its own fold.
    """
    types = read_cues().types
    marks = [[mark.span for mark in analysed_marks(parsed)] for parsed in corpus.parsed]
    first = []
    for parsed, spans, gold in zip(corpus.parsed, marks, corpus.gold, strict=True):
        tokens = read_tokens(parsed, spans, word_classes(None, types))
        assert tokens is not None
        strings = [(parsed.doc[i].lemma_, parsed.doc[i].pos) for i in tokens.doc_i.tolist()]
        first.append(Example(tokens, label_tokens(tokens, gold), strings))
    tables = {
        fold: classify(count_classes([e for e, f in zip(first, corpus.folds, strict=True) if f not in (fold, -1)]))
        for fold in (-1, *range(FOLDS))
    }
    classes = {fold: word_classes(table, types) for fold, table in tables.items()}
    examples = []
    for example, parsed, spans, fold in zip(first, corpus.parsed, marks, corpus.folds, strict=True):
        tokens = read_tokens(parsed, spans, classes[fold])
        assert tokens is not None
        examples.append(Example(tokens, example.labelled, example.strings))
    return examples, tables


def word_classes(table: Mapping[str, np.ndarray] | None, types: Mapping[str, int]) -> WordClasses:
    """The classes as features look them up; none at all without a table."""
    if table is None:
        nothing = np.empty(0, np.uint64), np.empty(0, np.int64)
        return WordClasses(*nothing, *nothing, *nothing)
    return make_classes(table, types)


def build_vocabulary(examples: Sequence[Example], words: Sequence[str], strings: Any) -> dict[str, list[str]]:
    """The strings that each feature of `KEYS` knows, the most frequent first; for words those that have a vector."""
    vocabulary: dict[str, list[str]] = {"word": list(words)}
    for name in KEYS:
        if name == "word":
            continue
        counts: Counter[int] = Counter()
        for example in examples:
            counts.update(example.tokens.keys[name].tolist())
        least = RAREST.get(name, 3)
        vocabulary[name] = [
            strings[key] for key, n in counts.most_common() if n >= least and (key or name != "ancestor_lemma")
        ][: MOST.get(name)]
    return vocabulary
