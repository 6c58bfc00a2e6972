"""A second cue inside what a first one is taken to say: "said talks had failed and accused the rebels of lying"."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from analysis.parsing import Parsed
from analysis.quotes.cue_forms import lemma_of
from analysis.quotes.cue_sites import TokenRange, phrase
from analysis.quotes.drafts import Draft
from analysis.quotes.exclusions import names_somebody
from analysis.quotes.words import CueLexicon
from analysis.records import Span

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token
    from spacy.tokens import Span as TokenSpan

_FINITE = frozenset({"VBD", "VBZ", "VBP"})
_CONTRAST = frozenset({"while", "whereas"})


def split_at_second_cue(draft: Draft, parsed: Parsed, lexicon: CueLexicon, quoted: frozenset[int]) -> Iterator[Draft]:
    """Take a second cue with its content out of a draft's content, if there is one.

    The parse and the tagger often take such a verb for a part of what is said. It is another cue if the parse joins it
    to the first, if the clause before it speaks of something that cannot speak, or if "while" sets somebody else
    against the first speaker.

    Args:
        draft: a draft with a cue.
        parsed: the article.
        lexicon: the cue words.
        quoted: tokens inside quotation marks, where nothing is taken out.

    Yields:
        The draft, and behind it what its second cue says.
    """
    doc = parsed.doc
    start, end = _without_joined_clause(draft, doc, lexicon, quoted)
    draft.contents[-1] = start, end
    content = doc.char_span(start, end)
    found = _find_second_cue(content, lexicon, quoted, draft.cue) if content is not None else None
    if content is None or found is None:
        yield draft
        return
    token, left, right = found
    subject = next((c for c in token.lefts if c.dep_ == "nsubj"), None)
    draft.contents[-1] = start, doc[left - 1].idx + len(doc[left - 1])
    yield draft
    cue = (token.i, token.i + 1)
    yield Draft(
        contents=[(doc[right].idx, end)],
        via=draft.via,
        sentence=draft.sentence,
        cue=cue,
        cue_lemma=lemma_of(doc, cue, lexicon),
        source=phrase(subject) if subject is not None else draft.source,
        evidence=draft.evidence,
    )


def _without_joined_clause(draft: Draft, doc: Doc, lexicon: CueLexicon, quoted: frozenset[int]) -> Span:
    """The last piece without what the speaker did besides: "claimed that it was safe, but offered no evidence"."""
    start, end = draft.contents[-1]
    content = doc.char_span(start, end)
    if draft.cue is None or content is None:
        return start, end
    joined = (c for verb in doc[draft.cue[0] : draft.cue[1]] for c in verb.rights if c.dep_ == "conj")
    for token in joined:
        if not content.start < token.i < content.end or token.tag_ not in _FINITE or token.i in quoted:
            continue
        left = _before_conjunction(token, content.start)
        if token.lemma_.lower() not in lexicon.verbs and left > content.start:
            return start, doc[left - 1].idx + len(doc[left - 1])
    return start, end


def _before_conjunction(token: Token, first: int) -> int:
    """Where a clause begins, its conjunction and the comma before that included; not before `first`."""
    left = token.left_edge.i
    while left > first and (token.doc[left - 1].dep_ in ("cc", "mark") or token.doc[left - 1].text == ","):
        left -= 1
    return left


def _find_second_cue(
    content: TokenSpan, lexicon: CueLexicon, quoted: frozenset[int], first: TokenRange | None
) -> tuple[Token, int, int] | None:
    """The cue, the end of what is said before it, and the beginning of what it says."""
    for token in content:
        if token.tag_ not in _FINITE or token.dep_ not in ("conj", "advcl") or token.i in quoted:
            continue
        joined = first is not None and token.dep_ == "conj" and first[0] <= token.head.i < first[1]
        if not (joined and token.lemma_.lower() in lexicon.verbs) and not _is_second_cue(token, lexicon, content):
            continue
        left = _before_conjunction(token, content.start)
        clause = next((c for c in token.rights if c.dep_ == "ccomp"), None)
        right = max(clause.left_edge.i, token.i + 1) if clause is not None else token.i + 1
        if content.start < left < right < content.end:
            return token, left, right
    return None


def _is_second_cue(token: Token, lexicon: CueLexicon, content: TokenSpan) -> bool:
    takes = lexicon.verbs.get(token.lemma_.lower(), {})
    if "speech" not in (takes.get("clause"), takes.get("object"), takes.get("infinitive")):
        return False
    if any(c.dep_ == "nsubj" for c in token.lefts):
        return "clause" in takes and any(c.dep_ == "mark" and c.lower_ in _CONTRAST for c in token.lefts)
    before = [c for c in token.head.lefts if c.dep_ in ("nsubj", "nsubjpass", "expl") and c.i >= content.start]
    return token.dep_ == "conj" and bool(before) and not names_somebody(before[0])
