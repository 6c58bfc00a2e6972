"""What looks like an attribution and is none: nothing said, nobody who could say it, a title in quotation marks."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from typing import TYPE_CHECKING

from analysis.parsing import FINITE, Parsed
from analysis.quotes.attachment import Mark
from analysis.quotes.drafts import Draft
from analysis.quotes.words import CueLexicon, read_name_words, read_source_words

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_NOBODY = frozenset({"nobody", "no", "none", "neither"})
_TELL = frozenset({"say", "tell", "add", "state", "disclose", "reveal", "specify", "explain"})
_NAMED = frozenset({"PERSON", "ORG", "NORP", "GPE"})
_PERSON_SUFFIX = re.compile(r"(?:man|woman|men|women|person|people|ist|ian|eer|er|or|ent|ant)$")
"""Endings of nouns for people: "negotiator", "resident"."""


def attributes(draft: Draft, parsed: Parsed, marks: Sequence[Mark], lexicon: CueLexicon) -> bool:
    """Whether what the tagger found is an attribution for all that grammar can tell."""
    return not (
        _untold(draft, parsed.doc)
        or (_is_infinitive(draft, parsed.doc) and not _can_speak(draft, parsed.doc))
        or _only_names(draft, marks, parsed.doc, lexicon)
    )


def _untold(draft: Draft, doc: Doc) -> bool:
    """Whether the text tells that something was not said: "nobody said that …", "did not say how many"."""
    if draft.cue is None or draft.cue_lemma not in _TELL:
        return False
    nobody = draft.source is not None and doc[draft.source[0]].lower_ in _NOBODY
    return nobody or any(t.dep_ == "neg" and t.head.lemma_.lower() in _TELL for t in doc[draft.cue[0] : draft.cue[1]])


def _is_infinitive(draft: Draft, doc: Doc) -> bool:
    if draft.cue is None or draft.cue[1] >= len(doc):
        return False
    token = doc[draft.cue[1]]
    return token.tag_ == "TO" and token.idx == draft.start


def _can_speak(draft: Draft, doc: Doc) -> bool:
    """Whether a source is somebody, a body or a document: "the plan threatens to fail" attributes nothing."""
    if draft.source is None:
        return True
    return names_somebody(doc[draft.source[0] : draft.source[1]].root)


def names_somebody(head: Token) -> bool:
    """Whether a noun phrase, by its head, is somebody, a body or a document; names and pronouns are taken for such."""
    bare_name = head.text[:1].isupper() and head.tag_ == "NN"
    if head.pos_ != "NOUN" or head.ent_type_ in _NAMED or bare_name:
        return True
    nouns = read_source_words()
    known = nouns.documents | nouns.organisations | nouns.collectives | nouns.unnamed | read_name_words().person_nouns
    return head.lemma_.lower() in known or head.lower_ in known or bool(_PERSON_SUFFIX.search(head.lemma_.lower()))


def _only_names(draft: Draft, marks: Sequence[Mark], doc: Doc, lexicon: CueLexicon) -> bool:
    """Whether the content opens with a title in marks and has no verb: `read "The Long March" to the children`."""
    if draft.cue_lemma is None or "naming" in lexicon.verbs.get(draft.cue_lemma, {}):
        return False
    start = draft.start
    number = bisect_right(marks, start, key=lambda mark: mark.span.start) - 1
    mark = marks[number] if number >= 0 and start < marks[number].span.end else None
    if mark is None or not mark.title or mark.utterance:
        return False
    words = [doc.char_span(*span, alignment_mode="expand") for span in draft.contents]
    return not any(t.tag_ in FINITE for span in words if span is not None for t in span)
