"""The tagger's network in PyTorch; `analysis.quotes.tagger` runs the same in numpy."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional

from analysis.quotes.features import N_FLAGS
from analysis.quotes.pairs import DISTANCE_EDGES, N_CONTENT_CLASSES, N_SOURCE_CLASSES
from analysis.quotes.tagger import LABELS

WIDTHS = {"lemma": 40, "tag": 16, "dep": 16, "entity": 8, "ancestor_lemma": 16, "ancestor_dep": 12, "ancestor": 12}
"""Width of each feature's embedding; 8 where none is given."""
DROPPED = ("lemma", "ancestor_lemma", "cue", "ancestor", "source", "head_cue")
"""Features that training sometimes hides, so that the network does not lean on single words."""
HIDE = 0.2
"""How often each of `DROPPED` is hidden."""
ENTER_DROPOUT = 0.3
"""Share of the input values that training drops."""
LINK = 32
"""Width of what the scorers of links compare."""


class Links(NamedTuple):
    """Which content and source is which cue's, in the chunks of a batch."""

    cues: Tensor
    """(batch, cues, tokens): the weights that average a cue's tokens; all zero for no cue."""
    owner: Tensor
    """(batch, tokens): number of the cue of a content token, -1 elsewhere."""
    content_far: Tensor
    """(batch, tokens, cues)"""
    content_class: Tensor
    """(batch, tokens, cues): -1 for a cue of another paragraph or none."""
    sources: Tensor
    """(batch, sources, tokens): as `cues`."""
    pairs: Tensor
    """(batch, sources, cues): 1 for a cue with its source, 0 for another in its paragraph, -1 elsewhere."""
    source_far: Tensor
    """(batch, sources, cues)"""
    source_class: Tensor
    """(batch, sources, cues)"""


class Dropout(nn.Module):
    """Dropout whose mask is a stretch of one long random sequence: drawing anew would take a fifth of the training."""

    def __init__(self, rate: float, size: int = 1 << 23) -> None:
        super().__init__()
        self.rate = rate
        self.noise = (torch.rand(size) >= rate).to(torch.bfloat16) / (1 - rate)

    def forward(self, x: Tensor) -> Tensor:
        """Drop a share of the values and scale the rest up."""
        if not self.training or not self.rate:
            return x
        start = int(torch.randint(len(self.noise) - x.numel(), ()))
        return x * self.noise[start : start + x.numel()].view_as(x)


class Network(nn.Module):
    """Embeddings → dilated convolutions over neighbours and the parse tree → label scores and links."""

    def __init__(
        self, sizes: Mapping[str, int], vectors: Tensor, width: int, dilations: tuple[int, ...], dropout: float
    ) -> None:
        super().__init__()
        self.names = tuple(sizes)
        self.dilations = dilations
        self.dropout, self.enter_dropout = Dropout(dropout), Dropout(ENTER_DROPOUT)
        self.embeddings = nn.ModuleDict()
        total = N_FLAGS + vectors.shape[1]
        for name, size in sizes.items():
            self.embeddings[name] = nn.Embedding(size, WIDTHS.get(name, 8))
            nn.init.normal_(self.embeddings[name].weight, std=0.1)
            total += WIDTHS.get(name, 8)
        self.vectors = nn.Embedding.from_pretrained(vectors, freeze=True)
        self.enter = nn.Linear(total, width)
        self.layers = nn.ModuleList(nn.Linear(6 * width, width) for _ in dilations)
        for layer in self.layers:
            nn.init.normal_(layer.weight, std=(2 / (6 * width)) ** 0.5)
            nn.init.zeros_(layer.bias)
        self.norms = nn.ModuleList(nn.LayerNorm(width, elementwise_affine=False) for _ in dilations)
        self.leave = nn.Linear(width, len(LABELS))
        nn.init.normal_(self.leave.weight, std=0.05)
        self.transitions = nn.Parameter(torch.zeros(len(LABELS), len(LABELS)))
        self.link_norm = nn.LayerNorm(width, elementwise_affine=False)
        self.content = nn.Linear(width, LINK)
        self.content_cue = nn.Linear(width, LINK)
        self.source = nn.Linear(width, LINK)
        self.source_cue = nn.Linear(width, LINK)
        self.content_distance = nn.Parameter(torch.zeros(len(DISTANCE_EDGES) + 1))
        self.source_distance = nn.Parameter(torch.zeros(len(DISTANCE_EDGES) + 1))
        self.content_class = nn.Parameter(torch.zeros(N_CONTENT_CLASSES))
        self.source_class = nn.Parameter(torch.zeros(N_SOURCE_CLASSES))

    def forward(self, ids: Tensor, words: Tensor, flags: Tensor, heads: Tensor) -> tuple[Tensor, Tensor]:
        """Scores of the labels and the hidden states.

        Args:
            ids: (batch, tokens, features), in the order of `names`.
            words: (batch, tokens), rows of the word vectors.
            flags: (batch, tokens, N_FLAGS).
            heads: (batch, tokens).
        """
        parts = [flags, self.vectors(words)]
        for at, name in enumerate(self.names):
            column = ids[:, :, at]
            if self.training and name in DROPPED:
                column = column.masked_fill(torch.rand(column.shape) < HIDE, 0)
            parts.append(self.embeddings[name](column))
        x = self.enter_dropout(torch.cat(parts, -1))
        x = functional.gelu(self.enter(x), approximate="tanh")
        batch, tokens, width = x.shape
        flat = (heads + torch.arange(batch)[:, None] * tokens).reshape(-1)
        counts = torch.zeros(batch * tokens).index_add_(0, flat, torch.ones(batch * tokens)).clamp_(min=1)[:, None]
        for dilation, layer, norm in zip(self.dilations, self.layers, self.norms, strict=True):
            z = norm(x).to(torch.bfloat16) if self.training else norm(x)
            rows = z.reshape(-1, width)
            head = rows[flat]
            grand = head[flat]
            children = (torch.zeros_like(rows).index_add(0, flat, rows) / counts).to(z.dtype)
            left = functional.pad(z, (0, 0, dilation, 0))[:, :-dilation]
            right = functional.pad(z, (0, 0, 0, dilation))[:, dilation:]
            seen = [z, left, right, *(part.view_as(z) for part in (head, grand, children))]
            y = functional.gelu(layer(torch.cat(seen, -1)), approximate="tanh")
            x = x + self.dropout(y)
        return self.leave(x), self.link_norm(x)

    def label_loss(self, scores: Tensor, labels: Tensor, mask: Tensor) -> Tensor:
        """Negative log-likelihood of the annotated labels under the random field, a token.

        Args:
            scores: (batch, tokens, labels).
            labels: (batch, tokens).
            mask: (batch, tokens): 1 for a token, 0 for filling.
        """
        emitted = (scores.gather(2, labels[:, :, None])[:, :, 0] * mask).sum()
        moved = (self.transitions[labels[:, :-1], labels[:, 1:]] * mask[:, 1:]).sum()
        alpha = scores[:, 0]
        for at in range(1, scores.shape[1]):
            step = torch.logsumexp(alpha[:, :, None] + self.transitions, 1) + scores[:, at]
            alpha = torch.where(mask[:, at, None] > 0, step, alpha)
        return (torch.logsumexp(alpha, 1).sum() - emitted - moved) / mask.sum()

    def link_loss(self, hidden: Tensor, links: Links) -> Tensor:
        """Cross-entropy of each content token's cue, and of each pair of a source piece and a cue.

        Args:
            hidden: (batch, tokens, width).
            links: which belongs to which.
        """
        scores = self.content(hidden) @ (links.cues @ self.content_cue(hidden)).transpose(1, 2) / LINK**0.5
        scores = scores + self.content_distance[links.content_far.clamp(min=0)]
        scores = scores + self.content_class[links.content_class.clamp(min=0)]
        scores = scores.masked_fill(links.content_class < 0, -1e4)
        chosen = links.owner >= 0
        loss = functional.cross_entropy(scores[chosen], links.owner[chosen])
        scores = (links.sources @ self.source(hidden)) @ (links.cues @ self.source_cue(hidden)).transpose(1, 2)
        scores = scores / LINK**0.5 + self.source_distance[links.source_far] + self.source_class[links.source_class]
        known = links.pairs >= 0
        return loss + functional.binary_cross_entropy_with_logits(scores[known], links.pairs[known])
