"""Which cue a stretch in quotation marks belongs to: the one beside it, by what stands between them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from analysis.parsing import FINITE, Parsed
from analysis.quotes.cue_sites import CueSite, TokenRange, token_range
from analysis.quotes.labels import colon_site, signature_site
from analysis.quotes.marks import MarkedSpan

if TYPE_CHECKING:
    from spacy.tokens import Doc

_INTRODUCE = frozenset({",", ":", "—", "–", "--"})
_LIGHT = frozenset({"that", "as", "the", "a", "an", "it", "how", "is", "was", "to"})
"""Words that may stand between a cue and the marks that it governs."""
_TURN_AWAY = frozenset({";", "and", "but", "that", "which", "or", "as", "in", "for", "of", "is", "was"})
"""Words behind a closing mark with which the sentence goes on instead of naming who said it."""
_PHRASE = frozenset({"DET", "PROPN", "NOUN", "NUM", "ADJ", "PRON"})
"""Parts of speech that a noun phrase begins with."""
_SENTENCE_END = frozenset(".?!…")
_FRAGMENT_WORDS = 4
"""Marked words that, without a verb or closing punctuation, may be a title or scare quotes instead of speech."""
_LONGEST_BETWEEN = 25
"""Tokens between a cue and an opening mark that a comma or colon introduces."""
_LONGEST_TAG = 12
"""Tokens before the verb of a tag like "said Jones" that the parse has split off its quotation."""


@dataclass(slots=True)
class Mark:
    """A marked span with its tokens and where it stands."""

    span: MarkedSpan
    tokens: TokenRange
    first: int
    """Sentence in which it opens."""
    last: int
    utterance: bool
    """Whether the words read as something said, not as scare quotes, a name or a title."""
    title: bool
    """Whether they read as a name or a title: short and mostly in capitals."""
    site: CueSite | None = None
    """The cue beside it."""


def locate_marks(parsed: Parsed, marked: Iterable[MarkedSpan]) -> list[Mark]:
    """The marked spans of the analysed sentences, with their tokens and what they read as."""
    doc, sentences = parsed.doc, parsed.sentences
    found = []
    at = 0
    for span in marked:
        while at < len(sentences) and sentences[at].end <= span.start:
            at += 1
        if at == len(sentences) or sentences[at].start >= span.end:
            continue
        last = at
        while last + 1 < len(sentences) and sentences[last + 1].start < span.end:
            last += 1
        tokens = token_range(doc, span.start, span.end)
        if tokens[0] < tokens[1]:
            found.append(Mark(span, tokens, at, last, *_read_marked(parsed, span, tokens)))
    return found


def _read_marked(parsed: Parsed, span: MarkedSpan, tokens: TokenRange) -> tuple[bool, bool]:
    """Whether marked words read as something said, and whether as a name or a title."""
    words = [t for t in parsed.doc[tokens[0] : tokens[1]] if not t.is_punct and not t.is_space]
    inner = parsed.article.text[span.start : span.end].strip("\"“”„«»`'‘’ \n\t")
    if not words:
        return False, False
    finite = any(t.tag_ in FINITE for t in words)
    ended = inner[-1:] in ".,?!…" or not span.closed
    titled = sum(t.text[:1].isupper() for t in words) >= 0.6 * len(words)
    title = titled and not finite and not ended
    if len(words) <= _FRAGMENT_WORDS:
        return ended and (not titled or finite or len(words) == 1), title
    return finite or ended or not titled, title


def attach_cues(parsed: Parsed, marks: Sequence[Mark], by_sentence: Mapping[int, Sequence[CueSite]]) -> None:
    """Give each marked span the cue beside it, if there is one.

    Args:
        parsed: the article.
        marks: in text order.
        by_sentence: the cues of each sentence, in text order.
    """
    for number, mark in enumerate(marks):
        previous_end = marks[number - 1].tokens[1] if number else 0
        next_start = marks[number + 1].tokens[0] if number + 1 < len(marks) else len(parsed.doc)
        closing = parsed.article.text[mark.span.end - 2 : mark.span.end]
        after = _site_after(parsed, mark, next_start, by_sentence, closing)
        before = _site_before(parsed, mark, previous_end, by_sentence)
        if after is not None and before is not None:
            # "He said he knew: …" governs its marks; "…," behind a comma takes the tag that follows.
            behind = mark.tokens[1] < len(parsed.doc) and parsed.doc[mark.tokens[1]].text == ","
            if not (behind or any(c in closing for c in ",?!")) or _adjacent(before, mark, parsed.doc):
                after = None
        if after is not None:
            mark.site = _whole_source(after, mark, next_start, parsed)
        elif before is not None:
            mark.site = before
        elif mark.utterance:
            mark.site = signature_site(parsed, mark.tokens, mark.last) or colon_site(parsed, mark.tokens, mark.first)


def _whole_source(site: CueSite, mark: Mark, next_start: int, parsed: Parsed) -> CueSite:
    """The cue with all of the noun phrase beside it as its source, where the parse gives it a part or none."""
    doc = parsed.doc
    before = [t for t in doc[mark.tokens[1] : site.cue[0]] if not t.is_space]
    while before and before[0].text in _INTRODUCE:
        before = before[1:]
    if site.kind != "verb" or site.passive or any(t.tag_ in FINITE for t in before):
        return site
    partial = site.source is None or (len(before) > 1 and before[0].i < site.source[0] < site.source[1] == site.cue[0])
    if partial and len(before) > 1 and before[0].pos_ in _PHRASE and before[0].tag_ not in ("WP", "WDT"):
        return replace(site, source=(before[0].i, before[-1].i + 1))
    if site.source is None and not before:
        end = min(parsed.sentences[site.sentence].end_i, next_start)
        behind = []
        for token in doc[site.cue[1] : end]:
            if token.is_punct or token.is_space or token.tag_ in FINITE or token.pos_ in ("ADP", "SCONJ", "ADV"):
                break
            behind.append(token)
        if behind and behind[-1].pos_ in ("NOUN", "PROPN", "PRON"):
            return replace(site, source=(behind[0].i, behind[-1].i + 1))
    return site


def _site_after(
    parsed: Parsed, mark: Mark, next_start: int, by_sentence: Mapping[int, Sequence[CueSite]], closing: str
) -> CueSite | None:
    doc, sentences = parsed.doc, parsed.sentences
    end = min(sentences[mark.last].end_i, next_start)
    sites = [s for s in by_sentence.get(mark.last, ()) if mark.tokens[1] <= s.head < end]
    if not sites and mark.last + 1 < len(sentences) and sentences[mark.last].end_i <= mark.tokens[1]:
        follower = sentences[mark.last + 1]
        tags = [s for s in by_sentence.get(follower.index, ()) if s.head < next_start]
        if tags and follower.paragraph == sentences[mark.last].paragraph and any(c in closing for c in "?!,…-—."):
            sites = tags[:1] if _opens_as_tag(tags[0], follower.start_i, doc, closing) else []
    return next((s for s in sites if _after_fits(s, mark, doc, closing)), None)


def _site_before(
    parsed: Parsed, mark: Mark, previous_end: int, by_sentence: Mapping[int, Sequence[CueSite]]
) -> CueSite | None:
    doc, sentences = parsed.doc, parsed.sentences
    first = sentences[mark.first]
    start = max(first.start_i, previous_end)
    sites = [s for s in by_sentence.get(mark.first, ()) if start <= s.head < mark.tokens[0] and s.kind != "phrase"]
    if not sites and mark.first and start == first.start_i == mark.tokens[0]:
        previous = sentences[mark.first - 1]
        if doc[previous.end_i - 1].text == ":" and first.paragraph - previous.paragraph <= 1:
            sites = [s for s in by_sentence.get(previous.index, ()) if s.kind != "phrase"][-1:]
    return next((s for s in reversed(sites) if _before_fits(s, mark, doc)), None)


def _opens_as_tag(site: CueSite, start: int, doc: Doc, closing: str) -> bool:
    """Whether a sentence opens like "he said" or "said Jones": a tag that the parse has split off its quotation."""
    if site.head - start > _LONGEST_TAG or any(c.dep_ == "ccomp" and c.i > site.head for c in doc[site.head].children):
        return False
    if site.source is not None and min(site.source[0], site.cue[0]) > start + 1:
        return False
    return "." not in closing or not doc[start].text[:1].isupper() or any(c in closing for c in ",?!")


def _after_fits(site: CueSite, mark: Mark, doc: Doc, closing: str) -> bool:
    if ("marks" not in site.takes and "clause" not in site.takes) or not (mark.utterance or site.kind == "phrase"):
        return False
    between = [t for t in doc[mark.tokens[1] : site.head] if not t.is_space and t.text != ","]
    if between and between[0].lower_ in _TURN_AWAY:
        return False
    # A cue with a clause of its own behind it says that clause, unless a comma hands the marks over to it.
    own_clause = any(c.dep_ == "ccomp" and c.i > site.head for c in doc[site.head].rights)
    return not own_clause or any(c in closing for c in ",?!")


def _before_fits(site: CueSite, mark: Mark, doc: Doc) -> bool:
    if site.kind == "noun" and (
        not mark.utterance or mark.title or doc[mark.tokens[0] - 1].text != ":" or not _adjacent(site, mark, doc)
    ):
        return False
    if mark.title and "naming" not in site.takes and doc[mark.tokens[0] - 1].text not in _INTRODUCE:
        return False
    if not mark.utterance and "clause" not in site.takes and "naming" not in site.takes:
        return False
    if _adjacent(site, mark, doc):
        return True
    token = doc[site.head]
    within = token.left_edge.i <= mark.tokens[0] and mark.tokens[1] - 1 <= token.right_edge.i + 1
    return within and mark.utterance


def _adjacent(site: CueSite, mark: Mark, doc: Doc) -> bool:
    """Whether nothing but the cue's own adverbials stands between a cue and the opening mark."""
    end = max(site.cue[1], site.source[1] if site.source and site.source[0] > site.head else 0)
    between = [t for t in doc[end : mark.tokens[0]] if not t.is_space]
    if all(t.is_punct or t.lower_ in _LIGHT for t in between):
        return True
    introduced = between[-1].text in _INTRODUCE or between[-1].lower_ in ("that", "saying")
    return (
        introduced
        and not any(t.dep_ in ("nsubj", "ROOT") and t.i > site.head for t in between)
        and len(between) < _LONGEST_BETWEEN
    )


def is_whole_sentence(text: str, mark: Mark) -> bool:
    """Whether a marked span opens and ends with a sentence: nothing but itself could attribute it."""
    before = text[max(0, mark.span.start - 50) : mark.span.start].rstrip(" \t")[-1:]
    inner = text[mark.span.start : mark.span.end].rstrip("\"”»'’ ")[-1:]
    after = text[mark.span.end : mark.span.end + 50].lstrip(" \t")[:1]
    opens = before in ("", "\n", "\r") or before in _SENTENCE_END or before in "\"”»'’)—"
    ends = inner in _SENTENCE_END or after in ("", "\n", "\r") or not mark.span.closed
    return opens and ends
