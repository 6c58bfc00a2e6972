"""Annotated articles → parses with a label for every token.

The corpus is a folder in the form of PolNeAR (Newell, Margolin and Ruths, LREC 2018): `text/<article>.txt` and
`attributions/<article>_<annotator>.ann`, brat standoff with text spans (`T`) of the roles Content, Cue and Source and
events (`E`) that tie them together. Where an article has several annotators, the alphabetically first one counts.
"""

from __future__ import annotations

import bisect
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from analysis.quotes.features import Tokens
from analysis.quotes.tagger import LABELS
from analysis.records import Span

ROLES = ("content", "cue", "source")
_INITIAL = {"content": "C", "cue": "K", "source": "S"}
_PRECEDENCE = ("cue", "source", "content")
"""Where spans of several roles cover a token, the first of these gives the label."""
_EVENT_ROLE = re.compile(r"(Content|Cue|Source)\d*:(T\d+)")
_SPAN = re.compile(r"(T\d+)\t(\w+) ([\d; ]+)(?:\t|$)")


@dataclass(frozen=True, slots=True)
class Attribution:
    """One annotated attribution, in characters."""

    content: tuple[Span, ...]
    cue: tuple[Span, ...]
    source: tuple[Span, ...]


def read_attributions(folder: Path) -> dict[str, list[Attribution]]:
    """The annotated attributions of each article, by the name of its text file.

    Raises:
        FileNotFoundError: if the folder is not of that form.
    """
    texts, notes = folder / "text", folder / "attributions"
    if not texts.is_dir() or not notes.is_dir():
        raise FileNotFoundError(f"{folder} has no folders `text` and `attributions`")
    chosen: dict[str, Path] = {}
    for path in sorted(notes.glob("*.ann")):
        chosen.setdefault(path.stem.rpartition("_")[0], path)
    names = sorted(path.stem for path in texts.glob("*.txt"))
    return {name: list(_read_standoff(chosen[name])) for name in names if name in chosen}


def _read_standoff(path: Path) -> Iterator[Attribution]:
    spans: dict[str, list[Span]] = {}
    text = path.read_text(encoding="utf-8")
    for line in text.split("\n"):
        if found := _SPAN.match(line):
            pairs = [piece.split() for piece in found[3].split(";")]
            spans[found[1]] = [(int(start), int(end)) for start, end in pairs]
    seen = set()
    for line in text.split("\n"):
        if not line.startswith("E"):
            continue
        parts: dict[str, list[Span]] = defaultdict(list)
        for role, key in _EVENT_ROLE.findall(line):
            parts[role.lower()] += spans.get(key, [])
        attribution = Attribution(*(tuple(sorted(parts[role])) for role in ROLES))
        if attribution.content and attribution not in seen:
            seen.add(attribution)
            yield attribution


@dataclass(frozen=True, slots=True)
class Labelled:
    """The labels of an article's tokens: one row a token of `Tokens`."""

    labels: np.ndarray
    """Numbers in `LABELS`."""
    owner: np.ndarray
    """Number of the attribution that a token belongs to; -1 outside."""


def label_tokens(tokens: Tokens, attributions: list[Attribution]) -> Labelled:
    """Label the tokens: first of a piece, inside it, or first after a gap, paragraph by paragraph."""
    marks = sorted(
        (start, end, _PRECEDENCE.index(role), number)
        for number, attribution in enumerate(attributions)
        for role in ROLES
        for start, end in getattr(attribution, role)
    )
    starts = [mark[0] for mark in marks]
    longest = max((end - start for start, end, _, _ in marks), default=0)
    labels, owner = np.zeros(len(tokens), np.int64), np.full(len(tokens), -1)
    before: tuple[int, int] | None = None
    seen: set[tuple[int, int]] = set()
    paragraph = -1
    for row in range(len(tokens)):
        if tokens.paragraph[row] != paragraph:
            paragraph, before = tokens.paragraph[row], None
            seen = set()
        start, end = int(tokens.start[row]), int(tokens.end[row])
        hit: tuple[int, int] | None = None
        for at in range(bisect.bisect_left(starts, end) - 1, -1, -1):
            if marks[at][0] + longest <= start:
                break
            if marks[at][1] > start and (hit is None or marks[at][2:] < hit):
                hit = marks[at][2:]
        if hit is not None:
            kind = "I" if hit == before else "J" if hit in seen else "B"
            labels[row] = LABELS.index(kind + _INITIAL[_PRECEDENCE[hit[0]]])
            owner[row] = hit[1]
            seen.add(hit)
        before = hit
    return Labelled(labels, owner)
