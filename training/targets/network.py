"""The network in PyTorch; `analysis.targets.network` runs the same in numpy."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from analysis.networks import Floats, Ints, look_up
from analysis.targets.features import CODES, KEYS, Sites
from analysis.targets.network import number_words

WIDTHS = {"lemma": 24, "tag": 12, "dep": 12, "entity": 6, "target_edge": 12, "token_edge": 12}
WIDTHS |= {"valence": 8, "quote": 4, "target": 4, "distance": 8, "up": 6, "down": 6}
"""Width of each feature's embedding; the word's is that of its vector."""
HIDDEN_FEATURES = ("lemma", "valence")
"""What training sometimes hides, so that the network does not lean on single words."""
HIDE = 0.2
ENTER_DROPOUT = 0.25
HEADS, KEY = 4, 32
INNER = 64


@dataclass(frozen=True)
class Encoded:
    """The tokens of many sites as numbers."""

    ids: np.ndarray
    """(tokens, features) in the order of `KEYS` and `CODES`."""
    head: np.ndarray
    """Of each token, counted from the first of its site."""
    begins: np.ndarray
    """First row of each site, and the number of rows."""
    root: np.ndarray
    """Of each site, counted from its first token."""

    @property
    def lengths(self) -> list[int]:
        """Tokens of each site."""
        return [int(n) for n in np.diff(self.begins)]


@dataclass(frozen=True)
class Batch:
    """Some sites, padded to one length."""

    ids: Tensor
    head: Tensor
    root: Tensor
    mask: Tensor


def encode(sites: Sites, vocabulary: Mapping[str, list[str]]) -> Encoded:
    """Sites as numbers."""
    columns = [look_up(sites.keys[name], *number_words(vocabulary[name]), 0) for name in KEYS]
    columns += [sites.codes[name] for name in CODES]
    begins: Ints = np.flatnonzero(np.r_[True, sites.site[1:] != sites.site[:-1], True])
    return Encoded(
        np.stack(columns, 1).astype(np.int32), sites.head - begins[sites.site], begins, sites.root - begins[:-1]
    )


def make_batch(encoded: Encoded, numbers: list[int]) -> Batch:
    """The sites of these numbers."""
    first, last = encoded.begins[numbers], encoded.begins[np.array(numbers) + 1]
    longest = int((last - first).max())
    ids = np.zeros((len(numbers), longest, encoded.ids.shape[1]), np.int64)
    head = np.tile(np.arange(longest), (len(numbers), 1))
    mask = np.zeros((len(numbers), longest), np.float32)
    for at, (a, b) in enumerate(zip(first, last, strict=True)):
        ids[at, : b - a], head[at, : b - a], mask[at, : b - a] = encoded.ids[a:b], encoded.head[a:b], 1
    return Batch(*(torch.from_numpy(x) for x in (ids, head, encoded.root[numbers], mask)))


class Network(nn.Module):
    """Embeddings → convolutions over neighbours and the parse tree → attention from the target → three scores."""

    def __init__(
        self, sizes: Mapping[str, int], vectors: Floats, width: int, dilations: tuple[int, ...], dropout: float
    ) -> None:
        super().__init__()
        self.dilations = dilations
        self.vectors = nn.Embedding.from_pretrained(torch.from_numpy(vectors), freeze=True)
        self.embeddings = nn.ModuleDict({name: nn.Embedding(size, WIDTHS[name]) for name, size in sizes.items()})
        for embedding in self.embeddings.values():
            nn.init.normal_(embedding.weight, std=0.1)
        self.enter = nn.Linear(vectors.shape[1] + sum(WIDTHS[name] for name in sizes), width)
        self.layers = nn.ModuleList(nn.Linear(6 * width, width) for _ in dilations)
        self.norm = nn.LayerNorm(width, elementwise_affine=False)
        self.query, self.key = nn.Linear(width, HEADS * KEY), nn.Linear(width, HEADS * KEY)
        self.attention = nn.Linear(width, HEADS)
        self.inner, self.outer = nn.Linear((HEADS + 2) * width, INNER), nn.Linear(INNER, 3)
        self.enter_dropout, self.dropout = nn.Dropout(ENTER_DROPOUT), nn.Dropout(dropout)

    def forward(self, batch: Batch) -> Tensor:
        """Scores, shape (sites, 3)."""
        mask = batch.mask[:, :, None]
        x = self._enter(batch) * mask
        n_sites, n_tokens, width = x.shape
        flat = (batch.head + torch.arange(n_sites)[:, None] * n_tokens).reshape(-1)
        counts = torch.zeros(n_sites * n_tokens).index_add_(0, flat, batch.mask.reshape(-1)).clamp_(min=1)[:, None]
        for dilation, layer in zip(self.dilations, self.layers, strict=True):
            z = self.norm(x) * mask
            z = z.to(torch.bfloat16) if self.training else z
            rows = z.reshape(-1, width)
            head = rows[flat]
            grand = head[flat]
            children = (torch.zeros_like(rows).index_add(0, flat, rows) / counts).to(z.dtype)
            left = functional.pad(z, (0, 0, dilation, 0))[:, :n_tokens]
            right = functional.pad(z, (0, 0, 0, dilation))[:, dilation:]
            seen = [z, left, right, *(part.view_as(z) for part in (head, grand, children))]
            y = functional.gelu(layer(torch.cat(seen, -1)), approximate="tanh")
            x = x + self.dropout(y) * mask
        return self._leave(self.norm(x), batch)

    def _enter(self, batch: Batch) -> Tensor:
        names = (*KEYS, *CODES)
        parts = [self.vectors(batch.ids[:, :, 0])]
        for at, name in enumerate(names[1:], start=1):
            column = batch.ids[:, :, at]
            if self.training and name in HIDDEN_FEATURES:
                column = column.masked_fill(torch.rand(column.shape) < HIDE, 0)
            parts.append(self.embeddings[name](column))
        x = self.enter(self.enter_dropout(torch.cat(parts, -1)))
        return functional.gelu(x, approximate="tanh")

    def _leave(self, z: Tensor, batch: Batch) -> Tensor:
        n_sites, n_tokens, _ = z.shape
        target = z[torch.arange(n_sites), batch.root]
        query = self.query(target).view(n_sites, HEADS, KEY)
        key = self.key(z).view(n_sites, n_tokens, HEADS, KEY)
        weight = torch.einsum("shk,sthk->sht", query, key) / KEY**0.5 + self.attention(z).transpose(1, 2)
        weight = weight.float().masked_fill(batch.mask[:, None, :] == 0, -1e4).softmax(-1)
        seen = torch.einsum("sht,stw->shw", weight.to(z.dtype), z).reshape(n_sites, -1)
        most = z.masked_fill(batch.mask[:, :, None] == 0, -1e4).max(1).values
        x = self.inner(self.dropout(torch.cat([target, seen, most], -1)))
        return self.outer(self.dropout(functional.gelu(x, approximate="tanh")))


def export(network: Network, state: Mapping[str, Tensor]) -> dict[str, np.ndarray]:
    """The weights as `analysis.targets.network` reads them: embeddings times their part of the first layer."""
    w = {name: value.numpy().astype(np.float32) for name, value in state.items()}
    enter, at = w["enter.weight"].T, 0
    out: dict[str, np.ndarray] = {"enter.bias": w["enter.bias"]}
    for name in (*KEYS, *CODES):
        table = w["vectors.weight"] if name == "word" else w[f"embeddings.{name}.weight"]
        out[f"table.{name}"] = table @ enter[at : at + table.shape[1]]
        at += table.shape[1]
    for number in range(len(network.dilations)):
        out[f"layer{number}.weight"], out[f"layer{number}.bias"] = (
            w[f"layers.{number}.weight"].T,
            w[f"layers.{number}.bias"],
        )
    for name in ("query", "key", "attention", "inner", "outer"):
        out[f"{name}.weight"], out[f"{name}.bias"] = w[f"{name}.weight"].T, w[f"{name}.bias"]
    return {name: array.astype(np.float16) for name, array in out.items()}
