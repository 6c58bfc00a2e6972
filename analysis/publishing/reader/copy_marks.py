"""A copy's text with its changes: what is new in it, what is gone, what has moved, and the frame terms in all of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Literal

from analysis.compare.edits import compare_copies
from analysis.publishing.pages import rows_of

if TYPE_CHECKING:
    from analysis.records import Span
    from analysis.tables import Tables

PieceKind = Literal["same", "new", "gone", "moved"]


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of characters of one kind, with the frames and contested names that stand there, for readers."""

    kind: PieceKind
    text: str
    terms: str = ""


@dataclass(frozen=True, slots=True)
class CopyText:
    """A copy's headline and paragraphs, with what is gone in its place."""

    headline: tuple[Piece, ...]
    paragraphs: tuple[tuple[Piece, ...], ...]


def mark_copy(tables: Tables, reference_id: str, article_id: str, called: Callable[[Any], str]) -> CopyText:
    """The headline, lead and body of an article with what differs from another's.

    Args:
        tables: of a corpus.
        reference_id: the text that is taken for the first.
        article_id: the text that is shown.
        called: from the id of a frame or contested set to its name for readers.

    Raises:
        ValueError: if there is no article of an id.
    """
    changes = rows_of(compare_copies(tables, reference_id, article_id))
    reference, copy = _Article(tables, reference_id, called), _Article(tables, article_id, called)
    headline: list[Piece] = []
    paragraphs: list[tuple[Piece, ...]] = []
    shown: set[int] = set()
    for is_headline, start, end in _paragraphs(tables, article_id):
        part = "headline" if is_headline else "text"
        pieces: list[Piece] = []
        after: list[Piece] = []
        at = start
        for number, change in enumerate(changes):
            if change.part != part or change.other_start > end or change.other_end < start:
                continue
            left, right = max(change.other_start, start), min(change.other_end, end)
            pieces += copy.pieces("same", at, left)
            at = max(at, left)
            if change.n_words and change.change != "moved" and number not in shown:
                shown.add(number)
                ends = not is_headline and not any(map(str.isalnum, copy.text[at:end]))
                (after if ends else pieces).extend(reference.pieces("gone", change.start, change.end))
            if right > left:
                pieces += copy.pieces("moved" if change.change == "moved" else "new", left, right)
                at = right
        pieces += copy.pieces("same", at, end)
        if is_headline:
            headline += pieces
        else:
            paragraphs += [tuple(block) for block in (pieces, after) if block]
    # What a copy without a headline, or without any text, has left out has no place in it.
    for number, change in enumerate(changes):
        if number not in shown and change.n_words and change.change != "moved":
            gone = reference.pieces("gone", change.start, change.end)
            if change.part == "headline":
                headline = [*gone, *headline]
            else:
                paragraphs.append(tuple(gone))
    return CopyText(tuple(headline), tuple(paragraphs))


def _paragraphs(tables: Tables, article_id: str) -> Iterator[tuple[bool, int, int]]:
    """Whether each analysed paragraph is a headline, and its characters."""
    sentences = tables.sentences[tables.sentences["article_id"] == article_id]
    for _, block in sentences.groupby("paragraph", sort=True):
        yield bool((block["zone"] == "headline").any()), int(block["start"].min()), int(block["end"].max())


class _Article:
    """A text, to be cut at its frame terms and around what is not analysed."""

    def __init__(self, tables: Tables, article_id: str, called: Callable[[Any], str]) -> None:
        articles = tables.articles
        self.text = str(articles.loc[articles["article_id"] == article_id, "text"].iloc[0])
        self._terms = [
            (hit.start, hit.end, called(getattr(hit, column)))
            for table, column in ((tables.frame_hits, "frame"), (tables.contested_hits, "contested_set"))
            for hit in rows_of(table[table["article_id"] == article_id])
        ]
        left_out = tables.boilerplate[tables.boilerplate["article_id"] == article_id]
        self._left_out: list[Span] = list(zip(left_out["start"], left_out["end"], strict=True))

    def pieces(self, kind: PieceKind, start: int, end: int) -> Iterator[Piece]:
        """The pieces of a stretch; what is gone is told in one paragraph."""
        spans = [*((first, last) for first, last, _ in self._terms), *self._left_out]
        cuts = sorted({start, end, *(at for span in spans for at in span if start < at < end)})
        for left, right in pairwise(cuts):
            if any(first <= left and right <= last for first, last in self._left_out):
                continue
            text = self.text[left:right]
            if kind == "gone":
                text = " ¶ ".join(text.strip("\n").split("\n\n"))
            terms = dict.fromkeys(name for first, last, name in self._terms if first <= left and right <= last)
            if text:
                yield Piece(kind, text, ", ".join(terms))
