"""Train the network of sentiment toward targets on annotated sentences and write its weights.

    python training/targets/train.py SENTENCES --articles FOLDER [--out FILE] [--seed N] [--encoder FOLDER]
        [--labels FILE]

SENTENCES are JSON lines as `training/targets/corpus.py` describes; FOLDER holds plain articles. A teacher (see
`teacher.py`) is fine-tuned on the sentences and labels both; two networks learn what annotators and teacher say, the
second also from joined sentences and more often from contrasts. One in ten of the articles that the sentences are from
is set aside: nothing learns from it, it calibrates the probabilities, and how well teacher and networks do there is
printed. `--labels` keeps what the teacher said, or reads it where the file exists. Needs `training/requirements.txt`.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from analysis.targets.features import CODES, KEYS, Site, Sites, read_sites
from analysis.targets.network import MODEL, Ensemble, TargetNetwork
from training.targets.corpus import Passage, count_strings, disguise, read_targets, read_unlabelled, sites_of, splice
from training.targets.network import Encoded, Network, encode, export, make_batch
from training.targets.teacher import ask, fine_tune, in_batches, word_vectors
from training.vectors import find_vectors

WIDTH, DILATIONS, DROPOUT = 128, (1, 2, 4, 1), 0.2
VECTOR_WIDTH, VECTOR_SCALE = 64, 0.3
BATCH, EPOCHS, RATE, DECAY = 64, 6, 3e-3, 0.05
UNLABELLED = 50_000
"""Targets in plain articles at most."""
LEAST = {"word": 3, "lemma": 15}
"""How often a string must stand there to be known."""
PART = 4_000
SPLICED = 6_000
"""Sentences made of two annotated ones, each with two targets."""
ANNOTATED_TIMES, CONTRAST_TIMES, CONTRAST = 2, 2, 0.8
"""How often an epoch sees an annotated site, and one in whose sentence the sentiment toward targets differs by so
much (of 2)."""
ANNOTATORS = 0.5
"""Weight of what annotators said beside what the teacher says of the same target."""


def label(encoder: Path, sites: Sequence[Site], labels: Sequence[int | None], seed: int) -> np.ndarray:
    """The teacher's probabilities for all sites, shape (sites, 3); it learns from those with a label."""
    print("teacher", flush=True)
    learnt = [i for i, label in enumerate(labels) if label is not None]

    def passages_of(epoch: int) -> list[Passage]:
        return [disguise(sites[i], random.Random(f"{seed} {epoch} {i}")) for i in learnt]

    teacher = fine_tune(encoder, passages_of, [labels[i] or 0 for i in learnt], seed=seed)
    return ask(teacher, [disguise(site, random.Random(i)) for i, site in enumerate(sites)])


def train(encoded: Encoded, wanted: np.ndarray, numbers: Sequence[int], network: Network, *, seed: int) -> dict:
    """Train on the sites of these numbers, and return the running mean of the weights.

    Args:
        encoded: sites.
        wanted: the probabilities to learn, shape (sites, 3).
        numbers: which sites to learn from.
        network: with random weights.
        seed: of the order.
    """
    order = random.Random(seed)
    steps = EPOCHS * -(-len(numbers) // BATCH)
    optimiser = torch.optim.AdamW(network.parameters(), lr=RATE, weight_decay=DECAY)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min(1, (step + 1) / 200) * (0.01 + 0.99 * 0.5 * (1 + np.cos(np.pi * step / steps)))
    )
    mean = {name: value.detach().clone() for name, value in network.state_dict().items()}
    lengths = np.diff(encoded.begins)[list(numbers)].tolist()
    started, step = time.monotonic(), 0
    for epoch in range(EPOCHS):
        network.train()
        losses = []
        for part in in_batches(lengths, BATCH, order):
            chosen = [numbers[i] for i in part]
            with torch.autocast("cpu", dtype=torch.bfloat16):
                scores = network(make_batch(encoded, chosen))
            target = torch.from_numpy(wanted[chosen])
            loss = -(target * functional.log_softmax(scores.float(), -1)).sum(-1).mean()
            optimiser.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimiser.step()
            schedule.step()
            losses.append(float(loss.detach()))
            step += 1
            with torch.no_grad():
                for name, value in network.state_dict().items():
                    if value.is_floating_point():
                        mean[name].lerp_(value, 1 - min(0.998, step / (step + 20)))
        print(f"  epoch {epoch + 1}: loss {np.mean(losses):.4f}, {time.monotonic() - started:.0f} s", flush=True)
    return mean


def build_vocabulary(sites: Sites) -> dict[str, list[str]]:
    """The strings that the network knows, the most frequent first."""
    found = {}
    for name in KEYS:
        counts = count_strings(sites, name)
        found[name] = [string for string, n in counts.most_common() if n >= LEAST.get(name, 1)]
    return found


def read_sites_in_parts(sites: Sequence[Site]) -> Sites:
    """As `read_sites`, in parts that fit into memory."""
    parts = [read_sites(sites[at : at + PART]) for at in range(0, len(sites), PART)]
    rows = np.cumsum([0, *(len(part.site) for part in parts)])
    return Sites(
        site=np.concatenate([part.site + PART * k for k, part in enumerate(parts)]),
        head=np.concatenate([part.head + row for part, row in zip(parts, rows, strict=False)]),
        root=np.concatenate([part.root + row for part, row in zip(parts, rows, strict=False)]),
        keys={name: np.concatenate([part.keys[name] for part in parts]) for name in KEYS},
        codes={name: np.concatenate([part.codes[name] for part in parts]) for name in CODES},
    )


def repeated(learnt: Sequence[int], sites: Sequence[Site], wanted: np.ndarray, n_gold: int) -> Iterator[int]:
    """The sites to learn from, some several times: those with annotations, and those of sentences with contrasts.

    A sentence that is good for one target and bad for another teaches what belongs to whom.
    """
    sign = wanted[:, 2] - wanted[:, 0]
    signs: dict[tuple[int, int], list[float]] = {}
    for i in learnt:
        signs.setdefault((id(sites[i].doc), sites[i].unit[0]), []).append(float(sign[i]))
    for i in learnt:
        own = signs[id(sites[i].doc), sites[i].unit[0]]
        times = ANNOTATED_TIMES if i < n_gold else 1
        yield from [i] * times * (CONTRAST_TIMES if max(own) - min(own) >= CONTRAST else 1)


def best_temperature(scores: np.ndarray, labels: np.ndarray) -> float:
    """The temperature under which the labels are likeliest (Guo et al. 2017), to the hundredth."""

    def loss(temperature: float) -> float:
        scaled = scores / temperature
        scaled = scaled - scaled.max(1, keepdims=True)
        log_p = scaled - np.log(np.exp(scaled).sum(1, keepdims=True))
        return -float(log_p[np.arange(len(labels)), labels].mean())

    return min((t / 100 for t in range(50, 301)), key=loss)


def finish(weights: dict[str, np.ndarray], vocabulary: Mapping[str, Sequence[str]]) -> dict[str, np.ndarray]:
    """The weights with all else that the project's network needs."""
    words = {f"vocabulary.{name}": np.array(strings) for name, strings in vocabulary.items()}
    return {**weights, **words, "dilations": np.array(DILATIONS, np.int8), "temperature": np.ones(1, np.float32)}


def calibrate(weights: Mapping[str, np.ndarray], aside: Sites, truth: np.ndarray) -> np.ndarray:
    """The temperature of a network, found on what was set aside; prints how it does there."""
    scores = TargetNetwork(weights).scores(aside)
    temperature = best_temperature(scores, truth)
    print(f"set aside, network: {report(scores, truth)}; temperature {temperature:.2f}", flush=True)
    return np.array([temperature], np.float32)


def report(scores: np.ndarray, labels: np.ndarray) -> str:
    """Accuracy, macro F1 and the share of reversed signs."""
    found = scores.argmax(1)
    f1 = [2 * np.sum((labels == c) & (found == c)) / (np.sum(labels == c) + np.sum(found == c)) for c in range(3)]
    reversed_ = np.mean(np.abs(labels - found) == 2)
    classes = " ".join(f"{100 * x:.1f}" for x in f1)
    return (
        f"accuracy {100 * np.mean(labels == found):.1f}, macro F1 {100 * np.mean(f1):.1f} ({classes}), "
        f"reversals {100 * reversed_:.1f} %"
    )


def main() -> int:
    """Read, train, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sentences", type=Path)
    parser.add_argument("--articles", type=Path, required=True, metavar="FOLDER")
    parser.add_argument("--out", type=Path, default=MODEL, help="the file of weights to write")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--encoder", type=Path, help="folder of the encoder that the teacher starts from")
    parser.add_argument("--labels", type=Path, help="where to keep what the teacher said")
    args = parser.parse_args()
    encoder = args.encoder or find_vectors()
    gold = read_targets(args.sentences)
    aside = [i for i, target in enumerate(gold) if target.set_aside]
    unlabelled = read_unlabelled(args.articles)
    random.Random(args.seed).shuffle(unlabelled)
    sites = [*sites_of(gold), *unlabelled[:UNLABELLED]]
    labels = [None if target.set_aside else target.label for target in gold] + [None] * (len(sites) - len(gold))
    learnt = [i for i in range(len(sites)) if i >= len(gold) or labels[i] is not None]
    print(f"{len(gold) - len(aside)} targets to learn from, {len(aside)} set aside, {len(sites) - len(gold)} others")
    if args.labels and args.labels.exists():
        said = np.load(args.labels)
    else:
        said = label(encoder, sites, labels, args.seed)
        if args.labels:
            np.save(args.labels, said)
    own = [i for i in learnt if i < len(gold)]
    spliced = list(splice([gold[i] for i in own], SPLICED, random.Random(args.seed)))
    read = read_sites_in_parts([*sites, *sites_of([target for target, _ in spliced])])
    vocabulary = build_vocabulary(read)
    vectors = word_vectors(encoder, vocabulary["word"], VECTOR_WIDTH) * VECTOR_SCALE
    encoded = encode(read, vocabulary)
    wanted = said.astype(np.float32)
    for i, found in enumerate(labels):
        if found is not None:
            wanted[i] = (1 - ANNOTATORS) * wanted[i] + ANNOTATORS * np.eye(3)[found]
    contrasts = list(repeated(learnt, sites, wanted, len(gold))) + list(range(len(sites), len(sites) + len(spliced)))
    wanted = np.concatenate([wanted, wanted[[own[i] for _, i in spliced]]])
    sizes = {name: len(vocabulary[name]) + 1 for name in KEYS if name != "word"} | CODES
    vectors = np.vstack([np.zeros((1, VECTOR_WIDTH), np.float32), vectors])
    truth, read_aside = np.array([gold[i].label or 0 for i in aside]), read_sites([sites[i] for i in aside])
    print(f"set aside, teacher: {report(said[aside], truth)}")
    weights: dict[str, np.ndarray] = {}
    for number, numbers in enumerate((learnt, contrasts)):
        print(f"network {number}", flush=True)
        torch.manual_seed(args.seed)
        network = Network(sizes, vectors, WIDTH, DILATIONS, DROPOUT)
        one = finish(export(network, train(encoded, wanted, numbers, network, seed=args.seed)), vocabulary)
        one["temperature"] = calibrate(one, read_aside, truth)
        weights |= {f"{number}.{name}": array for name, array in one.items()}
    print(f"set aside, together: {report(Ensemble(weights).probabilities(read_aside), truth)}")
    np.savez_compressed(args.out, **weights)
    print(f"{args.out}: {args.out.stat().st_size / 1e6:.1f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
