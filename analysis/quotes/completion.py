"""Stretches in quotation marks that the tagger has in part or not at all: whose words they are.

A stretch stays whole; what nobody has goes to the cue beside it, to the quotation that goes on with it, or, if nothing
attributes it, to nobody.
"""

from __future__ import annotations

import bisect
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from analysis.parsing import Parsed
from analysis.quotes.attachment import Mark, attach_cues, is_whole_sentence
from analysis.quotes.cue_sites import CueSite, find_cue_sites
from analysis.quotes.drafts import Draft
from analysis.quotes.words import CueLexicon
from analysis.records import Span

_COVERED = 0.5
"""Share of a stretch in marks that a content must hold to have it."""


class _Held:
    """Which attribution holds which characters."""

    def __init__(self, drafts: Iterable[Draft]) -> None:
        self._pieces = sorted(
            ((start, end, draft) for draft in drafts for start, end in draft.contents), key=lambda piece: piece[:2]
        )
        self._ends = [end for _, end, _ in self._pieces]

    def parts(self, span: Span) -> Iterator[tuple[int, Draft]]:
        """Each piece that shares characters with a span, by their number."""
        for number in range(bisect.bisect_right(self._ends, span[0]), len(self._pieces)):
            start, end, draft = self._pieces[number]
            if start >= span[1]:
                return
            yield min(end, span[1]) - max(start, span[0]), draft

    def leaves_open(self, mark: Mark) -> bool:
        """Whether most of a stretch in marks is nobody's."""
        return sum(n for n, _ in self.parts(mark.span.span)) < _COVERED * (mark.span.end - mark.span.start)


def complete_marks(drafts: Sequence[Draft], marks: Sequence[Mark]) -> None:
    """Give the rest of a stretch in marks, of which one attribution has a part, to that attribution."""
    held = _Held(drafts)
    for mark in marks:
        owners = [draft for _, draft in held.parts(mark.span.span)]
        if owners and all(draft is owners[0] for draft in owners) and (mark.utterance or not held.leaves_open(mark)):
            owners[0].add([mark.span.span])


def attach_rest(parsed: Parsed, marks: Sequence[Mark], drafts: list[Draft], lexicon: CueLexicon) -> None:
    """Attribute the utterances in marks that no draft holds; new drafts are added to the list.

    Args:
        parsed: the article.
        marks: its stretches in quotation marks, in text order.
        drafts: the attributions so far.
        lexicon: the cue words.
    """
    held = _Held(drafts)
    rest = {mark.span.start for mark in marks if held.leaves_open(mark)}
    if not rest:
        return
    attach_cues(parsed, marks, _sites_near(parsed, marks, rest, lexicon))
    waiting = sorted(drafts, key=lambda draft: draft.start, reverse=True)
    running: Draft | None = None
    for mark in marks:
        while waiting and waiting[-1].start < mark.span.end:
            draft = waiting.pop()
            running = draft if running is None or draft.end > running.end else running
        if mark.span.start in rest and (owner := _owner(parsed, mark, drafts, running)) is not None:
            owner.add([mark.span.span])
            owner.sentence = mark.last
            running = owner


def join_openings(drafts: Sequence[Draft], marks: Sequence[Mark]) -> list[Draft]:
    """Join a paragraph in marks that is left open, and that nobody is named for, to the quotation that continues it."""
    held = _Held(drafts)
    gone: set[Draft] = set()
    for opened, mark in pairwise(marks):
        if opened.span.closed or not mark.span.continues:
            continue
        first = next((d for _, d in held.parts(opened.span.span)), None)
        then = next((d for _, d in held.parts(mark.span.span)), None)
        if first is not None and then is not None and first is not then and first.via == "standing_alone":
            then.add(first.contents)
            gone.add(first)
    return [draft for draft in drafts if draft not in gone]


def _sites_near(parsed: Parsed, marks: Sequence[Mark], rest: set[int], lexicon: CueLexicon) -> dict[int, list[CueSite]]:
    """The cues in the sentences of the marks that begin at `rest`, in the ones before and in those behind."""
    near = {i for mark in marks if mark.span.start in rest for i in range(mark.first - 1, mark.last + 2)}
    quoted = frozenset(i for mark in marks for i in range(*mark.tokens))
    sentences = [sentence for sentence in parsed.sentences if sentence.index in near]
    sites: dict[int, list[CueSite]] = {}
    for site in find_cue_sites(parsed, lexicon, quoted, sentences):
        sites.setdefault(site.sentence, []).append(site)
    return sites


def _owner(parsed: Parsed, mark: Mark, drafts: list[Draft], running: Draft | None) -> Draft | None:
    """The attribution that an utterance in marks belongs to, a new one if need be; `None` if it is no utterance."""
    sentences = parsed.sentences
    if mark.site is not None:
        site = mark.site
        for draft in drafts:
            if draft.cue is not None and draft.cue[0] <= site.head < draft.cue[1]:
                return draft
        drafts.append(Draft([], "marks", mark.first, site.cue, site.lemma, site.source))
        return drafts[-1]
    here = sentences[mark.first].paragraph
    apart = here - sentences[running.sentence].paragraph if running is not None else None
    if apart is not None and (apart == 0 or (apart == 1 and mark.span.continues)):
        return running if mark.span.continues or _stands_alone(parsed, mark) else None
    if not _stands_alone(parsed, mark):
        return None
    drafts.append(Draft([], "standing_alone", mark.first, follows=running))
    return drafts[-1]


def _stands_alone(parsed: Parsed, mark: Mark) -> bool:
    return mark.utterance and is_whole_sentence(parsed.article.text, mark)
