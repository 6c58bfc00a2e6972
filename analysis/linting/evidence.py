"""Findings that follow from what the patterns matched in articles."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from analysis.lexicons import FrameLexicon
from analysis.linting.findings import Finding, Rule, Severity
from analysis.linting.usage import FrameOverlap, Tally, Usage
from analysis.patterns import Word, parse_pattern

N_ENOUGH = 10
"""Matches below which a share says nothing."""
NAMES_SHARE, OTHER_SHARE, RULING_SHARE, MASKED_SHARE, OVERLAP_SHARE = 0.2, 0.1, 0.5, 0.5, 0.5

_ENDING = re.compile(
    r"(e|es|s|ed|d|ing|ings|er|ers|r|rs|or|ors|ion|ions|ation|ations|ative|ive|ively|ment|ments|able|ible|al|ally|ly|y|"
    r"ies|ied|ying|ity|ities|ism|ist|ists|istic|ise[sd]?|ize[sd]?|is(?:ing|ation)|iz(?:ing|ation)|ness|ful|less|ous|"
    r"ary|ant|ants|ent|ents|ence|ency|ance|ee|ees|ship|ements?|ty|[mt]s?|[sz](?:e|es|ed|ing|ation)|"
    r"[a-z](?:ed|ing|er|ers))"
)
"""What follows a stem in a word of its family; the last has the doubled consonant ("compelled")."""


_Doubt = tuple[Severity, Rule, str, Sequence[str]]


def find_in_usage(lexicon: FrameLexicon, usage: Usage) -> Iterator[Finding]:
    """Yield what is doubtful in how the patterns matched."""
    totals: Counter[int] = Counter()
    for tally in usage.tallies:
        totals[tally.entry.group] += tally.fates["counted"]
    for tally in usage.tallies:
        total = totals[tally.entry.group]
        for severity, rule, message, examples in _doubts(tally, total):
            entry = tally.entry
            line = lexicon.line(entry.place)
            yield Finding(severity, rule, line, entry.frame, entry.pattern, message, tuple(examples))
    for overlap in overlaps_of(lexicon, usage):
        if overlap.n_hits >= N_ENOUGH and overlap.n_shared >= OVERLAP_SHARE * overlap.n_hits:
            number = next(n for n, frame in enumerate(lexicon.frames) if frame.id == overlap.frame)
            message = f"{overlap.n_shared} of its {overlap.n_hits} hits share words with hits of {overlap.other!r}"
            line = lexicon.line(("frames", number))
            yield Finding("warning", "frames_overlap", line, overlap.frame, "", message, overlap.examples)


def _doubts(tally: Tally, total: int) -> Iterator[_Doubt]:
    entry, fates = tally.entry, tally.fates
    n = fates["counted"]
    n_all = n + fates["masked"] + fates["covered"] + fates["unsupported"]
    if entry.kind == "mask":
        if not fates["cancelled"]:
            message = "it matches, but touches no term" if fates["mask"] else "it matches nothing in these articles"
            yield "note", "never_matches", message, _first(tally)
        return
    if not n_all:
        yield "note", "never_matches", "it matches nothing in these articles", ()
        return
    if n and tally.n_in_names >= max(3, NAMES_SHARE * n) and not entry.pattern.startswith(("=", "(=")):
        message = f"{tally.n_in_names} of {n} hits look like parts of names"
        yield "warning", "inside_names", message, tally.name_examples
    others = _other_words(tally)
    if others:
        n_others = sum(others.values())
        listed = ", ".join(f"{form} {count}" for form, count in others.most_common(6))
        severity: Severity = "warning" if n_others >= 3 and n_others >= OTHER_SHARE * n else "note"
        places = [tally.examples[form] for form, _ in others.most_common(2)]
        yield severity, "other_words", f"* also finds words that may be others: {listed}", places
    if entry.kind == "term" and total >= 3 * N_ENOUGH and n >= RULING_SHARE * total:
        message = f"{n} of the frame's {total} hits are of this pattern: the frame's rate is its rate"
        yield "note", "one_word_rules", message, _first(tally)
    form, n_first = tally.forms.most_common(1)[0] if tally.forms else ("", 0)
    if "*" in entry.pattern and len(tally.forms) > 3 and n >= 3 * N_ENOUGH and n_first >= 0.8 * n:
        yield "note", "one_word_rules", f"{n_first} of {n} hits are {form!r}", _first(tally)
    if not n and fates["covered"] == n_all >= 3:
        by = ", ".join(repr(pattern) for pattern, _ in tally.covered_by.most_common(2))
        yield "note", "always_covered", f"all {n_all} matches lie inside longer ones of {by}", ()
    if n_all >= N_ENOUGH and fates["masked"] >= MASKED_SHARE * n_all:
        yield "note", "mostly_masked", f"{fates['masked']} of {n_all} matches are cancelled by masks", _first(tally)
    if entry.weak and not n and fates["unsupported"] >= 3:
        message = f"none of {n_all} matches has a core term of the frame in its paragraph"
        yield "note", "never_supported", message, ()


def _first(tally: Tally) -> list[str]:
    return [tally.examples[form] for form, _ in tally.forms.most_common(2)]


def _other_words(tally: Tally) -> Counter[str]:
    """Forms of a one-word pattern with `*` that go on after the stem as no inflected or derived form does."""
    forms = parse_pattern(tally.entry.pattern)
    if any(len(form) != 1 for form in forms):
        return Counter()
    words = [part for form in forms for part in form if isinstance(part, Word)]
    plain = {word.text.lower() for word in words if not word.open_ended}
    stems = [word.text.lower() for word in words if word.open_ended]
    found: Counter[str] = Counter()
    for form, n in tally.forms.items():
        rests = [form[len(stem) :] for stem in stems if form.startswith(stem)]
        if rests and form not in plain and not any(not rest or _ENDING.fullmatch(rest) for rest in rests):
            found[form] = n
    return found


def overlaps_of(lexicon: FrameLexicon, usage: Usage) -> list[FrameOverlap]:
    """The pairs of frames that count the same words, the most first; each pair once, the one with fewer hits first."""
    totals: dict[int, int] = defaultdict(int)
    for tally in usage.tallies:
        totals[tally.entry.group] += tally.fates["counted"]
    pairs = [(a, b) for a, b in usage.shared if (totals[a], a) < (totals[b], b)]
    found = [
        FrameOverlap(
            lexicon.frames[a].id,
            lexicon.frames[b].id,
            usage.shared[a, b],
            totals[a],
            tuple(usage.shared_examples[a, b]),
        )
        for a, b in pairs
    ]
    return sorted(found, key=lambda overlap: (-overlap.n_shared, overlap.frame, overlap.other))
