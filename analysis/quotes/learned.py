"""What the tagger labels → attributions in tokens and characters of the parsed article."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from analysis.parsing import Parsed
from analysis.quotes.cue_forms import bare_cue, is_passive, lemma_of
from analysis.quotes.cue_sites import TokenRange, source_of
from analysis.quotes.drafts import Draft
from analysis.quotes.features import OUTSIDE, Tokens, read_tokens
from analysis.quotes.links import Linked, find_linked
from analysis.quotes.marks import MarkedSpan
from analysis.quotes.second_cues import split_at_second_cue
from analysis.quotes.tagger import Tagger
from analysis.quotes.words import CueLexicon

if TYPE_CHECKING:
    from spacy.tokens import Doc


def find_learned(
    parsed: Parsed, marked: Sequence[MarkedSpan], lexicon: CueLexicon, tagger: Tagger, quoted: frozenset[int]
) -> Iterator[Draft]:
    """Yield what the tagger finds, in the order of the cues.

    A cue for which it finds no source has the one that grammar gives it.

    Args:
        parsed: the article.
        marked: its stretches in quotation marks.
        lexicon: the cue words.
        tagger: the trained network.
        quoted: the tokens in quotation marks.
    """
    tokens = read_tokens(parsed, [mark.span for mark in marked], tagger.classes)
    if tokens is None:
        return
    for linked in find_linked(tokens, tagger):
        cue = bare_cue(parsed.doc, _in_doc(tokens, linked.cue), lexicon)
        source = _in_doc(tokens, linked.source) if linked.source is not None else None
        if source is None or (is_passive(parsed.doc, cue) and _is_subject(parsed.doc, source, cue)):
            taken = quoted.union(*(range(*_in_doc(tokens, piece)) for piece in linked.contents))
            source = source_of(cue, parsed, taken)
        draft = Draft(
            contents=[(int(tokens.start[a]), int(tokens.end[b - 1])) for a, b in _at_cue(linked, tokens, parsed.doc)],
            via="tagger",
            sentence=int(tokens.sentence[linked.cue[0]]),
            cue=cue,
            cue_lemma=lemma_of(parsed.doc, cue, lexicon),
            source=source,
            evidence=linked.evidence,
        )
        if draft.source is None:
            _take_out_agent(draft, parsed.doc)
        yield from split_at_second_cue(draft, parsed, lexicon, quoted)


def _in_doc(tokens: Tokens, piece: TokenRange) -> TokenRange:
    return int(tokens.doc_i[piece[0]]), int(tokens.doc_i[piece[1] - 1]) + 1


def _at_cue(linked: Linked, tokens: Tokens, doc: Doc) -> list[TokenRange]:
    """The content without unmarked pieces of another sentence or before a semicolon, where the cue has others."""
    here, (first, last) = tokens.sentence[linked.cue[0]], linked.cue
    pieces = sorted(linked.contents)

    def is_near(a: int, b: int) -> bool:
        between = range(b, first) if b <= first else range(last, a)
        apart = any(doc[int(tokens.doc_i[row])].text == ";" for row in between)
        return tokens.sentence[a] <= here <= tokens.sentence[b - 1] and not apart

    kept = [(a, b) for a, b in pieces if is_near(a, b) or (tokens.codes["quote"][a:b] != OUTSIDE).any()]
    return kept or pieces


def _is_subject(doc: Doc, source: TokenRange, cue: TokenRange) -> bool:
    """Whether a source is, or stands in, what a passive speaks of, who does not speak: "the minister is said to …"."""
    token = doc[source[0] : source[1]].root
    while token.head.i != token.i and not cue[0] <= token.i < cue[1]:
        if token.dep_ == "nsubjpass" and cue[0] <= token.head.i < cue[1]:
            return True
        token = token.head
    return False


def _take_out_agent(draft: Draft, doc: Doc) -> None:
    """Make the agent of a passive, where the tagger takes it for content, the source: "accused by the union of …"."""
    assert draft.cue is not None
    last = draft.cue[1] - 1
    at = last if doc[last].lower_ == "by" else last + 1
    if not is_passive(doc, draft.cue) or at + 1 >= len(doc) or doc[at].lower_ != "by":
        return
    agent = next((c for c in doc[at].rights if c.dep_ == "pobj"), None)
    behind = doc[agent.i + 1].idx if agent is not None and agent.i + 1 < len(doc) else -1
    for number, (start, end) in enumerate(draft.contents):
        if agent is not None and start in (doc[at].idx, doc[at + 1].idx) and behind < end:
            draft.source = agent.left_edge.i, agent.i + 1
            draft.contents[number] = behind, end
