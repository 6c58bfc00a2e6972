"""The check of a lexicon as a whole."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from analysis.lexicons import FrameLexicon
from analysis.linting.evidence import find_in_usage, overlaps_of
from analysis.linting.findings import Finding
from analysis.linting.static import find_static
from analysis.linting.usage import FrameOverlap, PatternUse, Tally, count_usage
from analysis.records import Article


@dataclass(frozen=True, slots=True)
class LexiconCheck:
    """What a check found; `pandas.DataFrame(check.patterns)` makes a table of any part."""

    findings: tuple[Finding, ...]
    """Warnings first, then in the order of the file."""
    patterns: tuple[PatternUse, ...] = ()
    """Every pattern in the order of the file; empty without articles."""
    overlaps: tuple[FrameOverlap, ...] = ()


def check_lexicon(lexicon: FrameLexicon, articles: Iterable[Article] = ()) -> LexiconCheck:
    """Check how a lexicon's patterns are written and, with articles, what they really match there.

    Matching is that of `find_frame_terms`, on the same words, but without a parse: sentences end at full stops, and
    names are told by their capitals.

    Args:
        lexicon: what to check.
        articles: where to try it; only headline, lead and body are read.

    Example:
        >>> from analysis.lexicons import Frame, FrameLexicon, Term
        >>> terms = Term("surrender*"), Term("surrendered"), Term("arm*")
        >>> frame = Frame("yielding", "Yielding", "Giving in.", "treatment", "none", terms)
        >>> lexicon = FrameLexicon("mine", "1", "en", "unvalidated", "", (), (frame,), ())
        >>> [(found.pattern, found.rule) for found in check_lexicon(lexicon).findings]
        [('surrendered', 'covered_by_wider'), ('arm*', 'short_stem')]
        >>> check = check_lexicon(lexicon, [Article("a", "The army surrendered.")])
        >>> [(use.pattern, use.forms) for use in check.patterns]
        [('surrender*', (('surrendered', 1),)), ('surrendered', ()), ('arm*', (('army', 1),))]
    """
    findings = list(find_static(lexicon))
    articles = list(articles)
    if not articles:
        return LexiconCheck(_ordered(findings))
    usage = count_usage(lexicon, articles)
    findings += find_in_usage(lexicon, usage)
    patterns = tuple(_use(lexicon, tally) for tally in usage.tallies)
    return LexiconCheck(_ordered(findings), patterns, tuple(overlaps_of(lexicon, usage)))


def _ordered(findings: list[Finding]) -> tuple[Finding, ...]:
    return tuple(sorted(findings, key=lambda found: (found.severity != "warning", found.line or 0)))


def _use(lexicon: FrameLexicon, tally: Tally) -> PatternUse:
    entry, fates = tally.entry, tally.fates
    return PatternUse(
        line=lexicon.line(entry.place),
        frame=entry.frame,
        kind=entry.kind,
        pattern=entry.pattern,
        n_hits=fates["cancelled"] if entry.kind == "mask" else fates["counted"],
        n_articles=len(tally.articles),
        outlets=tuple(tally.outlets.most_common()),
        forms=tuple(tally.forms.most_common()),
        n_masked=fates["masked"],
        n_covered=fates["covered"],
        n_unsupported=fates["unsupported"],
        n_in_names=tally.n_in_names,
    )
