"""Train the tagger of attributions on an annotated corpus and write its weights.

    python training/attribution/train.py CORPUS [--out FILE] [--seed N] [--epochs N] [--vectors FOLDER]

CORPUS has the form that `training/attribution/corpus.py` describes. Every tenth article by name, from the sixth, is set
aside and never trained on. A first network learns without one fold of the rest, on which it then calibrates the scores;
the network that is written learns from all folds. Needs `training/requirements.txt`; takes about a quarter of an hour.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

import numpy as np
import torch

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from analysis.networks import hashes_of, make_table
from analysis.quotes.assembly import draft_attributions
from analysis.quotes.drafts import Draft
from analysis.quotes.features import CODES, KEYS, N_FLAGS
from analysis.quotes.links import EVIDENCE
from analysis.quotes.marks import analysed_marks
from analysis.quotes.tagger import MODEL, Tagger
from analysis.quotes.words import read_cues
from training.attribution.batches import BATCH, Encoded, batches, cut, encode, make_batch
from training.attribution.calibrate import fit_scores, right_ones
from training.attribution.corpus import Attribution
from training.attribution.examples import FOLDS, Corpus, build_vocabulary, read_corpus, read_examples
from training.attribution.network import Network
from training.vectors import find_vectors, read_vectors

WIDTH, DILATIONS, DROPOUT = 96, (1, 2, 4, 8, 1), 0.4
VECTOR_WIDTH, VECTOR_SCALE = 48, 0.3
CALIBRATED = 0
"""The fold whose articles calibrate the scores."""
RATE, LINK_WEIGHT = 2e-3, 0.15
NO_SCORES = {
    "score.weight": np.zeros(len(EVIDENCE), np.float32),
    "score.bias": np.zeros(1, np.float32),
    "score_rules": np.array(["marks"]),
    "score.rule": np.array([0.5], np.float32),
}


def train(
    articles: Sequence[Encoded],
    gold: Mapping[int, list[Attribution]],
    network: Network,
    *,
    epochs: int,
    seed: int,
) -> dict[str, torch.Tensor]:
    """Train, and return the running mean of the weights."""
    chunks = [(article, part) for article in articles for part in cut(article)]
    order = random.Random(seed)
    steps = -(-len(chunks) // BATCH) * epochs
    optimiser = torch.optim.AdamW(network.parameters(), lr=RATE, weight_decay=0.1)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min(1, step / 100) * (0.005 + 0.995 * 0.5 * (1 + np.cos(np.pi * step / steps)))
    )
    mean = {name: value.detach().clone() for name, value in network.state_dict().items()}
    started, step = time.monotonic(), 0
    for epoch in range(epochs):
        network.train()
        losses = []
        for part in batches(chunks, order):
            batch = make_batch(part, gold)
            with torch.autocast("cpu", dtype=torch.bfloat16):
                scores, hidden = network(batch.ids, batch.words, batch.flags, batch.heads)
            label_loss = network.label_loss(scores.float(), batch.labels, batch.mask)
            loss = label_loss + LINK_WEIGHT * network.link_loss(hidden.float(), batch.links)
            optimiser.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimiser.step()
            schedule.step()
            losses.append(float(label_loss.detach()))
            step += 1
            decay = min(0.99, step / (step + 20))
            with torch.no_grad():
                for name, value in network.state_dict().items():
                    mean[name].lerp_(value, 1 - decay) if value.is_floating_point() else None
        print(f"epoch {epoch + 1}: loss {np.mean(losses):.4f}, {time.monotonic() - started:.0f} s", flush=True)
    return mean


def export(
    network: Network,
    mean: Mapping[str, torch.Tensor],
    vocabulary: Mapping[str, Sequence[str]],
    classes: Mapping[str, np.ndarray],
) -> dict[str, np.ndarray]:
    """The weights as `analysis.quotes.tagger` reads them: embeddings multiplied with their part of the first layer."""
    w = {name: value.numpy().astype(np.float32) for name, value in mean.items()}
    enter = w["enter.weight"].T
    out: dict[str, np.ndarray] = {"flags": enter[:N_FLAGS], "enter.bias": w["enter.bias"]}
    at = N_FLAGS
    vectors = w["vectors.weight"]
    for name, table in (("word", vectors), *((n, w[f"embeddings.{n}.weight"]) for n in network.names)):
        out[f"table.{name}"] = table @ enter[at : at + table.shape[1]]
        at += table.shape[1]
    for number in range(len(network.dilations)):
        out[f"layer{number}.weight"] = w[f"layers.{number}.weight"].T
        out[f"layer{number}.bias"] = w[f"layers.{number}.bias"]
    for name in ("leave", "content", "content_cue", "source", "source_cue"):
        out[f"{name}.weight"], out[f"{name}.bias"] = w[f"{name}.weight"].T, w[f"{name}.bias"]
    for name in ("transitions", "content_distance", "source_distance", "content_class", "source_class"):
        out[name] = w[name]
    out = {name: array.astype(np.float16) for name, array in out.items()}
    out |= {f"vocabulary.{name}": np.array(strings) for name, strings in vocabulary.items()}
    return {**out, **classes, "dilations": np.array(network.dilations, np.int8)}


def build_network(vocabulary: Mapping[str, Sequence[str]], vectors: np.ndarray) -> Network:
    """A network with random weights, and word vectors with a row of zeros for unknown words."""
    sizes = {name: len(vocabulary[name]) + 1 for name in KEYS if name != "word"} | CODES
    table = np.vstack([np.zeros((1, vectors.shape[1]), np.float32), vectors])
    return Network(sizes, torch.from_numpy(table * VECTOR_SCALE), WIDTH, DILATIONS, DROPOUT)


def find_drafts(corpus: Corpus, fold: int, weights: Mapping[str, np.ndarray]) -> list[tuple[Draft, bool]]:
    """What a network finds in the articles of a fold, and whether it is right."""
    tagger = Tagger({**weights, **NO_SCORES}, read_cues().types)
    found = []
    for parsed, gold, own in zip(corpus.parsed, corpus.gold, corpus.folds, strict=True):
        if own == fold:
            drafts = draft_attributions(parsed, analysed_marks(parsed), read_cues(), tagger)
            found += list(zip(drafts, right_ones(parsed, drafts, gold), strict=True))
    return found


def main() -> int:
    """Read, train, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--out", type=Path, default=MODEL, help="the file of weights to write")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--epochs", type=int, default=12)
    parser.add_argument("--vectors", type=Path, help="folder of the encoder whose word vectors are read")
    args = parser.parse_args()
    torch.set_num_threads(1)
    corpus = read_corpus(args.corpus)
    examples, tables = read_examples(corpus)
    words, vectors = read_vectors(args.vectors or find_vectors(), VECTOR_WIDTH)
    strings = corpus.parsed[0].doc.vocab.strings
    vocabulary = build_vocabulary(
        [e for e, fold in zip(examples, corpus.folds, strict=True) if fold >= 0], words, strings
    )
    lookup = {name: make_table(hashes_of(known), np.arange(1, len(known) + 1)) for name, known in vocabulary.items()}
    articles = [encode(example, lookup) for example in examples]
    gold = {id(article): annotated for article, annotated in zip(articles, corpus.gold, strict=True)}

    def of_folds(wanted: Collection[int]) -> list[Encoded]:
        return [article for article, fold in zip(articles, corpus.folds, strict=True) if fold in wanted]

    def learn(folds: Collection[int], unseen: int) -> dict[str, np.ndarray]:
        torch.manual_seed(args.seed)
        network = build_network(vocabulary, vectors)
        mean = train(of_folds(folds), gold, network, epochs=args.epochs, seed=args.seed)
        return export(network, mean, vocabulary, tables[unseen])

    first = learn(set(range(FOLDS)) - {CALIBRATED}, CALIBRATED)
    scores = fit_scores(find_drafts(corpus, CALIBRATED, first))
    np.savez_compressed(args.out, **learn(range(FOLDS), -1), **scores)
    print(f"{args.out}: {args.out.stat().st_size / 1e6:.1f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
