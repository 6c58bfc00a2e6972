"""The teacher: a small public encoder, fine-tuned on the annotated targets, that labels many more.

It is too slow and too large to ship; the network that ships learns what it says.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from transformers import AutoModel, AutoTokenizer

from training.targets.corpus import Passage

BATCH, EPOCHS = 32, 4
RATE, HEAD_RATE = 7e-5, 1e-3
SMOOTHING = 0.05
_LONGEST, _LONGEST_MENTION = 160, 10
_SEPARATOR = 102


class Teacher(nn.Module):
    """Reads a text and its target's name; the target's tokens are marked."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.tokenizer = AutoTokenizer.from_pretrained(folder)
        self.encoder = AutoModel.from_pretrained(folder, add_pooling_layer=False)
        width = self.encoder.config.hidden_size
        self.mark = nn.Embedding(2, width)
        nn.init.normal_(self.mark.weight, std=0.02)
        self.head = nn.Sequential(
            nn.Dropout(0.1), nn.Linear(2 * width, 256), nn.GELU(), nn.Dropout(0.1), nn.Linear(256, 3)
        )

    def forward(self, passages: Sequence[Passage]) -> Tensor:
        """Scores, shape (passages, 3)."""
        ids, marked, segment, mask = self._encode(passages)
        embedded = self.encoder.embeddings.word_embeddings(ids) + self.mark(marked)
        hidden = self.encoder(inputs_embeds=embedded, attention_mask=mask, token_type_ids=segment).last_hidden_state
        share = marked.float() / marked.sum(1, keepdim=True).clamp(min=1)
        return self.head(torch.cat([hidden[:, 0], (hidden * share[:, :, None]).sum(1)], -1))

    def _encode(self, passages: Sequence[Passage]) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        rows = []
        for text, start, end in passages:
            whole = self.tokenizer(text, return_offsets_mapping=True, truncation=True, max_length=_LONGEST)
            name = self.tokenizer(text[start:end], add_special_tokens=False)["input_ids"][:_LONGEST_MENTION]
            marks = [int(a < end and b > start and b > a) for a, b in whole["offset_mapping"]]
            rows.append((whole["input_ids"], marks, [*name, _SEPARATOR]))
        longest = max(len(text) + len(name) for text, _, name in rows)
        out = torch.zeros(4, len(rows), longest, dtype=torch.long)
        for at, (text, marks, name) in enumerate(rows):
            n, end = len(text), len(text) + len(name)
            out[0, at, :end] = torch.tensor([*text, *name])
            out[1, at, :n] = torch.tensor(marks)
            out[2, at, n:end] = 1
            out[3, at, :end] = 1
        return out[0], out[1], out[2], out[3]


def fine_tune(
    folder: Path, passages_of: Callable[[int], Sequence[Passage]], labels: Sequence[int], *, seed: int
) -> Teacher:
    """A teacher that has learnt the labels.

    Args:
        folder: of the encoder.
        passages_of: the texts with a target as they are read in an epoch, numbered from 0.
        labels: index of each one's class.
        seed: of all that is random.
    """
    torch.manual_seed(seed)
    order = random.Random(seed)
    teacher = Teacher(folder)
    encoder = list(teacher.encoder.parameters())
    rest = [*teacher.mark.parameters(), *teacher.head.parameters()]
    groups = [{"params": encoder, "lr": RATE}, {"params": rest, "lr": HEAD_RATE}]
    optimiser = torch.optim.AdamW(groups, weight_decay=0.01)
    steps = EPOCHS * -(-len(labels) // BATCH)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min(1, step / (0.1 * steps)) * max(0, (steps - step) / (0.9 * steps))
    )
    started = time.monotonic()
    for epoch in range(EPOCHS):
        teacher.train()
        losses = []
        passages = passages_of(epoch)
        for part in in_batches([len(p.text) for p in passages], BATCH, order):
            with torch.autocast("cpu", dtype=torch.bfloat16):
                scores = teacher([passages[i] for i in part])
            wanted = torch.tensor([labels[i] for i in part])
            loss = nn.functional.cross_entropy(scores.float(), wanted, label_smoothing=SMOOTHING)
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(teacher.parameters(), 1.0)
            optimiser.step()
            schedule.step()
            losses.append(float(loss.detach()))
        print(f"  epoch {epoch + 1}: loss {np.mean(losses):.3f}, {time.monotonic() - started:.0f} s", flush=True)
    return teacher


def ask(teacher: Teacher, passages: Sequence[Passage]) -> np.ndarray:
    """The teacher's probabilities, shape (passages, 3)."""
    teacher.eval()
    found = np.zeros((len(passages), 3), np.float32)
    order = sorted(range(len(passages)), key=lambda i: len(passages[i].text))
    with torch.no_grad(), torch.autocast("cpu", dtype=torch.bfloat16):
        for at in range(0, len(order), 64):
            part = order[at : at + 64]
            found[part] = teacher([passages[i] for i in part]).float().softmax(-1).numpy()
    return found


def in_batches(lengths: Sequence[int], size: int, order: random.Random) -> list[list[int]]:
    """All numbers up to the count of lengths in random batches of things of about the same length."""
    numbers = list(range(len(lengths)))
    order.shuffle(numbers)
    batches = []
    for at in range(0, len(numbers), 20 * size):
        part = sorted(numbers[at : at + 20 * size], key=lambda i: lengths[i])
        batches += [part[i : i + size] for i in range(0, len(part), size)]
    order.shuffle(batches)
    return batches


def word_vectors(folder: Path, words: Sequence[str], width: int) -> np.ndarray:
    """What the encoder makes of each word alone, reduced to its main directions, of unit variance.

    Args:
        folder: of the encoder.
        words: in the order of the rows.
        width: directions to keep.
    """
    tokenizer, encoder = AutoTokenizer.from_pretrained(folder), AutoModel.from_pretrained(folder).eval()
    rows = []
    with torch.no_grad():
        for at in range(0, len(words), 256):
            batch = tokenizer([w.strip("<>").lower() for w in words[at : at + 256]], return_tensors="pt", padding=True)
            mask = batch["attention_mask"][:, :, None]
            rows.append((encoder(**batch).last_hidden_state * mask).sum(1) / mask.sum(1))
    table = torch.cat(rows).numpy()
    centred = table - table.mean(0)
    _, _, directions = np.linalg.svd(centred, full_matrices=False)
    reduced = centred @ directions[:width].T
    return (reduced / reduced.std()).astype(np.float32)
