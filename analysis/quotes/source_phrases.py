"""What "according to …" and the like speak for: the clause around them, which no verb marks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analysis.parsing import Parsed
from analysis.quotes.cue_sites import CueSite, TokenRange
from analysis.records import Span

if TYPE_CHECKING:
    from spacy.tokens import Doc

_TRIM_LEFT = frozenset({",", ":", ";", "-", "–", "—", "--", ")"})
_TRIM_RIGHT = frozenset({",", ":", ";", "-", "–", "—", "--", ".", "(", "?", "!"})


def clause_around(site: CueSite, parsed: Parsed) -> list[Span]:
    """The content of a phrase that names its source: its sentence without it, or what a semicolon leaves of that.

    Args:
        site: a cue of the kind `phrase`.
        parsed: the article.

    Returns:
        Characters of one or two pieces; none if nothing stands around the phrase.
    """
    doc = parsed.doc
    sentence = parsed.sentences[site.sentence]
    left, right = sentence.start_i, sentence.end_i
    begin, stop = site.cue[0], site.source[1] if site.source else site.cue[1]
    left = next((i + 1 for i in range(begin - 1, left, -1) if doc[i].text == ";"), left)
    right = next((i for i in range(stop, right) if doc[i].text == ";"), right)
    pieces = [piece for ends in ((left, begin), (stop, right)) if (piece := _trim(doc, ends)) is not None]
    return [(doc[start].idx, doc[end - 1].idx + len(doc[end - 1])) for start, end in pieces]


def _trim(doc: Doc, piece: TokenRange) -> TokenRange | None:
    start, end = piece
    while start < end and (doc[start].text in _TRIM_LEFT or doc[start].is_space):
        start += 1
    while end > start and (doc[end - 1].text in _TRIM_RIGHT or doc[end - 1].is_space):
        end -= 1
    return (start, end) if any(not t.is_punct for t in doc[start:end]) else None
