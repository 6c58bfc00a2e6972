"""Rules that find attributions: which content, cue and source belong together.

Quotation marks come first, because a text that is quoted must never be lost; grammar then finds indirect speech. A
learned tagger can take this module's place: it has to hand on the same drafts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from analysis.parsing import Parsed
from analysis.quotes.attachment import Mark, attach_cues, is_whole_sentence, locate_marks
from analysis.quotes.contents import Content, syntactic_content
from analysis.quotes.cue_sites import CueSite, find_cue_sites
from analysis.quotes.labels import find_labelled
from analysis.quotes.marks import MarkedSpan
from analysis.quotes.words import CueLexicon
from analysis.records import AttributionType, Span

if TYPE_CHECKING:
    from spacy.tokens import Doc

_LABELS = frozenset({"headline", "transcript"})
_LEAST_LEFT = 0.5
"""Share of a content that must be its own beside the contents of others."""


@dataclass(slots=True)
class Draft:
    """An attribution in the making; contents are characters, the rest tokens."""

    contents: list[Span]
    site: CueSite | None
    rule: str
    attribution_type: AttributionType = "speech"
    sentence: int = 0
    follows: Draft | None = None
    """The attribution whose speaker goes on where this one has no cue of its own."""
    marked: list[MarkedSpan] = field(default_factory=list)


def draft_attributions(parsed: Parsed, marked: Sequence[MarkedSpan], lexicon: CueLexicon) -> list[Draft]:
    """The attributions of an article, in text order.

    Args:
        parsed: the article.
        marked: its quotations in marks, as `find_marked_spans` gives them.
        lexicon: the cue words.
    """
    doc = parsed.doc
    marks = locate_marks(parsed, marked)
    quoted = frozenset(i for mark in marks for i in range(*mark.tokens))
    sites = list(find_cue_sites(parsed, lexicon, quoted))
    governed = {site.head: content for site in sites if (content := syntactic_content(site, parsed)) is not None}
    sites = _outermost(sites, governed)
    by_sentence: dict[int, list[CueSite]] = {}
    for site in sites:
        by_sentence.setdefault(site.sentence, []).append(site)
    attach_cues(parsed, marks, by_sentence)
    drafts = _marked_drafts(parsed, marks)
    drafts += _indirect_drafts(parsed, sites, governed, marks, drafts)
    labelled = [Draft([content], site, site.kind, "speech", site.sentence) for site, content in find_labelled(parsed)]
    return _without_overlaps([*labelled, *drafts], doc)


def _outermost(sites: Sequence[CueSite], governed: Mapping[int, Content]) -> list[CueSite]:
    """Leave out cues inside what another cue attributes: a speaker's own reporting stays his words."""
    clauses = [
        (start, end, head, rule)
        for head, (pieces, _, rule) in governed.items()
        if rule in ("clause", "infinitive", "according_to", "parenthetical")
        for start, end in pieces
    ]
    return [
        site
        for site in sites
        if not any(
            start <= site.head < end
            and head != site.head
            and (rule in ("clause", "infinitive") or "naming" in site.takes)
            for start, end, head, rule in clauses
        )
    ]


def _marked_drafts(parsed: Parsed, marks: Sequence[Mark]) -> list[Draft]:
    """One draft for each cue with marks; marks without one go on with what runs."""
    sentences = parsed.sentences
    drafts: list[Draft] = []
    by_site: dict[int, Draft] = {}
    running: Draft | None = None
    for mark in marks:
        paragraph = sentences[mark.first].paragraph
        last_paragraph = sentences[running.sentence].paragraph if running is not None else -1
        if mark.site is not None and mark.span.continues and running is not None and running.site is None:
            draft = running
            draft.site, draft.rule = mark.site, "marks+cue"
            by_site[mark.site.head] = draft
        elif mark.site is not None:
            if mark.site.head not in by_site:
                takes = mark.site.takes
                kind = takes["marks"] if "marks" in takes else next(iter(takes.values()))
                drafts.append(Draft([], mark.site, "marks+cue", kind, mark.first))
                by_site[mark.site.head] = drafts[-1]
            draft = by_site[mark.site.head]
        elif mark.span.continues and running is not None:
            draft = running
        elif not mark.utterance:
            continue
        elif (
            running is not None
            and paragraph == last_paragraph
            and running.marked
            and is_whole_sentence(parsed.article.text, mark)
        ):
            draft = running
        elif is_whole_sentence(parsed.article.text, mark):
            draft = Draft([], None, "standing_alone", "speech", mark.first, follows=running)
            drafts.append(draft)
        else:
            continue
        draft.contents.append(_opened_before(mark, parsed, marks) if mark.after else mark.span.span)
        draft.marked.append(mark.span)
        draft.sentence = mark.last
        running = draft
    return drafts


def _opened_before(mark: Mark, parsed: Parsed, marks: Sequence[Mark]) -> Span:
    """A marked span with the words of its clause before it, as in `The plan is "a gamble," she said`."""
    sentence = parsed.sentences[mark.first]
    start = mark.span.start
    if not sentence.start < start or any(m is not mark and sentence.start <= m.span.start < start for m in marks):
        return mark.span.span
    words = [t for t in parsed.doc[sentence.start_i : mark.tokens[0]] if not t.is_punct and not t.is_space]
    if next((t.text[:1].isupper() for t in parsed.doc[mark.tokens[0] : mark.tokens[1]] if t.is_alpha), True):
        return mark.span.span
    subject = any(t.dep_ in ("nsubj", "nsubjpass", "expl") for t in words)
    return (sentence.start, mark.span.end) if subject else mark.span.span


def _indirect_drafts(
    parsed: Parsed,
    sites: Sequence[CueSite],
    governed: Mapping[int, Content],
    marks: Sequence[Mark],
    drafts: Sequence[Draft],
) -> list[Draft]:
    doc = parsed.doc
    taken = {draft.site.head: draft for draft in drafts if draft.site is not None}
    found: list[Draft] = []
    for site in sites:
        if site.head not in governed:
            continue
        pieces, kind, rule = governed[site.head]
        spans = [(doc[a].idx, doc[b - 1].idx + len(doc[b - 1])) for a, b in pieces]
        draft = taken.get(site.head)
        if draft is None:
            found.append(Draft([_with_marks(span, marks) for span in spans], site, rule, kind, site.sentence))
        else:
            _merge(draft, spans, marks, site, doc)
    return found


def _with_marks(span: Span, marks: Sequence[Mark]) -> Span:
    """A span widened to take in whole every marked span that it cuts through."""
    start, end = span
    for mark in marks:
        left, right = mark.span.span
        if left < end and right > start and (right - left) < 4 * (end - start) + 200:
            start, end = min(start, left), max(end, right)
    return start, end


def _merge(draft: Draft, spans: Sequence[Span], marks: Sequence[Mark], site: CueSite, doc: Doc) -> None:
    """Let a marked content grow by the clause that it is a part of: `said the plan was "dead"`."""
    first = draft.contents[0]
    for span in spans:
        wide = _with_marks(span, marks)
        if wide[0] < first[0] and wide[1] > first[0]:
            cue_end = doc[site.cue[1] - 1].idx + len(doc[site.cue[1] - 1])
            if wide[0] >= cue_end or wide[1] <= doc[site.cue[0]].idx:
                draft.contents = [wide] + [c for c in draft.contents if c[0] >= wide[1]]
                draft.rule = "marks+clause"
                return
        if wide[0] == first[0] and wide[1] > first[1] + 1 and wide[0] > doc[site.head].idx:
            draft.contents = [wide] + [c for c in draft.contents if c[0] >= wide[1]]
            draft.rule = "marks+clause"
            return


def _without_overlaps(drafts: list[Draft], doc: Doc) -> list[Draft]:
    """Give every character to one attribution: marked contents first, then labels and the longer ones.

    A draft goes where its cue stands in another's content, or where that holds most of what it attributes.
    """
    kept: list[Draft] = []
    for draft in sorted(drafts, key=_precedence):
        taken = [span for other in kept for span in other.contents]
        cue = doc[draft.site.head].idx if draft.site is not None else -1
        if any(start <= cue < end for start, end in taken):
            continue
        left = [piece for span in draft.contents for piece in _subtract(span, taken)]
        if sum(e - s for s, e in left) > _LEAST_LEFT * sum(e - s for s, e in draft.contents):
            draft.contents = left
            kept.append(draft)
    return sorted(kept, key=lambda draft: min(draft.contents))


def _precedence(draft: Draft) -> tuple[bool, int]:
    labelled = draft.site is not None and draft.site.kind in _LABELS
    return not (draft.marked or labelled), -sum(end - start for start, end in draft.contents)


def _subtract(span: Span, taken: Sequence[Span]) -> Iterator[Span]:
    """The parts of a span outside others that have a word in them."""
    start, end = span
    for left, right in sorted(taken):
        if right <= start or left >= end:
            continue
        if left > start:
            yield start, left
        start = max(start, right)
    if start < end:
        yield start, end
