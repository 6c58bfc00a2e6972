"""A parsed article → its attributions, still drafts: what is learned and what is ruled, put together.

The tagger finds most. Rules take headlines and transcripts, which punctuation attributes, and phrases that name their
source; leave out what cannot be an attribution; and keep a stretch in quotation marks whole.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence

from analysis.parsing import Parsed
from analysis.quotes.attachment import locate_marks
from analysis.quotes.completion import attach_rest, complete_marks, join_openings
from analysis.quotes.cue_forms import is_passive
from analysis.quotes.cue_sites import CueSite, find_phrase_sites
from analysis.quotes.drafts import Draft, united
from analysis.quotes.exclusions import attributes
from analysis.quotes.labels import find_labelled
from analysis.quotes.learned import find_learned
from analysis.quotes.marks import MarkedSpan
from analysis.quotes.source_phrases import clause_around
from analysis.quotes.stance import type_of
from analysis.quotes.tagger import Tagger
from analysis.quotes.words import CueLexicon
from analysis.voices import overlap

_UTTERED = frozenset({"speech", "writing"})


def draft_attributions(
    parsed: Parsed, marked: Sequence[MarkedSpan], lexicon: CueLexicon, tagger: Tagger
) -> list[Draft]:
    """The attributions of an article, in text order, without overlaps.

    Args:
        parsed: the article.
        marked: its stretches in quotation marks, as `find_marked_spans` gives them.
        lexicon: the cue words.
        tagger: the trained network.
    """
    marks = locate_marks(parsed, marked)
    quoted = frozenset(i for mark in marks for i in range(*mark.tokens))
    learned = find_learned(parsed, marked, lexicon, tagger, quoted)
    drafts = _with_labels([d for d in learned if attributes(d, parsed, marks, lexicon)], parsed)
    drafts = _with_phrases(drafts, parsed, find_phrase_sites(parsed, lexicon, quoted))
    complete_marks(drafts, marks)
    attach_rest(parsed, marks, drafts, lexicon)
    drafts = join_openings(drafts, marks)
    drafts.sort(key=lambda draft: draft.start)
    _let_speakers_go_on(drafts, parsed)
    return drafts


def _with_labels(learned: Sequence[Draft], parsed: Parsed) -> list[Draft]:
    """Headlines and transcripts by rule, and what the tagger found elsewhere."""
    labelled = [
        Draft([content], site.kind, site.sentence, site.cue, site.lemma, site.source)
        for site, content in find_labelled(parsed)
    ]
    taken = united(span for draft in labelled for span in draft.contents)
    headlines = {draft.sentence for draft in labelled if draft.via == "headline"}

    def is_free(start: int, end: int) -> bool:
        behind = bisect_right(taken, start, key=lambda span: span[1])
        return behind == len(taken) or taken[behind][0] >= end

    kept = [d for d in learned if d.sentence not in headlines and all(is_free(*span) for span in d.contents)]
    return labelled + kept


def _with_phrases(drafts: Sequence[Draft], parsed: Parsed, sites: Iterable[CueSite]) -> list[Draft]:
    """Add what "according to" and the like attribute where the tagger saw none, with all that their clause holds."""
    cues = {i for draft in drafts if draft.cue is not None for i in range(*draft.cue)}
    kept = list(drafts)
    for site in sites:
        if not cues.isdisjoint(range(*site.cue)):
            continue
        contents = clause_around(site, parsed)
        at = parsed.doc[site.head].idx
        if not contents or any(start <= at < end for draft in kept for start, end in draft.contents):
            continue
        inner = {d for d in kept if all(overlap(span, contents) == span[1] - span[0] for span in d.contents)}
        left = [d for d in kept if d not in inner]
        if not any(overlap(span, contents) for d in left for span in d.contents):
            kept = [*left, Draft(contents, "phrase", site.sentence, site.cue, site.lemma, site.source)]
    return kept


def _let_speakers_go_on(drafts: Sequence[Draft], parsed: Parsed) -> None:
    """What is said or written with no source named goes on with the speaker before it, if that one is near.

    Not what "appears" or is feared by nobody in particular, and not what a passive leaves open.
    """
    before: Draft | None = None
    for draft in drafts:
        if (
            draft.source is None
            and draft.follows is None
            and type_of(draft.cue_lemma) in _UTTERED
            and before is not None
        ):
            apart = parsed.sentences[draft.sentence].paragraph - parsed.sentences[before.sentence].paragraph
            if apart <= 1 and not is_passive(parsed.doc, draft.cue):
                draft.follows = before
        before = draft
