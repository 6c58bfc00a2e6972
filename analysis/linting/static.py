"""Findings that need no articles: they follow from how the patterns are written."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from analysis.checked_yaml import Location
from analysis.framing.matching import Entry, compile_lexicon
from analysis.lexicons import FrameLexicon
from analysis.linting.findings import Finding, Rule, Severity
from analysis.patterns import Form, Gap, Word, parse_pattern

SHORT, TOO_SHORT = 4, 3
"""Letters of a stem with `*` that is noted, and that is warned of."""

_SPELLINGS = (
    ("isation", "ization"),
    ("organis", "organiz"),
    ("civilis", "civiliz"),
    ("militaris", "militariz"),
    ("mobilis", "mobiliz"),
    ("criticis", "criticiz"),
    ("defence", "defense"),
    ("offence", "offense"),
    ("labour", "labor"),
    ("neighbour", "neighbor"),
    ("harbour", "harbor"),
    ("honour", "honor"),
    ("centre", "center"),
    ("programme", "program"),
)
"""British and American; `criticis` also begins "criticism", which both spell alike."""
_SHARED = re.compile(r"criticism")


def find_static(lexicon: FrameLexicon) -> Iterator[Finding]:
    """Yield what is wrong or doubtful in a lexicon whatever the articles are."""
    entries = compile_lexicon(lexicon).entries
    forms = {entry.place: parse_pattern(entry.pattern) for entry in entries}
    groups: dict[int, list[Entry]] = defaultdict(list)
    for entry in entries:
        groups[entry.group].append(entry)
    for entry in entries:
        own = groups[entry.group]
        same_kind = [other for other in own if other.kind == entry.kind and other.place != entry.place]
        for rule in (_wider(entry, same_kind, forms), _stem(entry, forms), _spelling(entry, own)):
            if rule is not None:
                severity, name, message = rule
                yield Finding(severity, name, lexicon.line(entry.place), entry.frame, entry.pattern, message)
        if entry.kind == "mask" and not any(
            _can_touch(left, right)
            for other in own
            if other.kind != "mask"
            for left in forms[entry.place]
            for right in forms[other.place]
        ):
            message = "the mask shares no word with any term of the frame, so it cancels nothing"
            yield Finding("warning", "idle_mask", lexicon.line(entry.place), entry.frame, entry.pattern, message)
    yield from _in_two_frames(lexicon, entries, forms)


_Doubt = tuple[Severity, Rule, str]
_Forms = dict[Location, tuple[Form, ...]]


def _wider(entry: Entry, others: list[Entry], forms: _Forms) -> _Doubt | None:
    for other in others:
        mutual = all(any(_covers(a, b) for a in forms[entry.place]) for b in forms[other.place])
        if mutual and str(other.place) > str(entry.place):
            continue
        if all(any(_covers(wide, form) for wide in forms[other.place]) for form in forms[entry.place]):
            return "warning", "covered_by_wider", f"everything it can match is matched by {other.pattern!r}"
    return None


def _stem(entry: Entry, forms: _Forms) -> _Doubt | None:
    stems = sorted(
        {
            part.text
            for form in forms[entry.place]
            for part in form
            if len(form) == 1 and isinstance(part, Word) and part.open_ended and len(part.text) <= SHORT
        },
        key=len,
    )
    if entry.kind == "mask" or not stems:
        return None
    words = ", ".join(f"{stem}*" for stem in stems)
    return (
        "warning" if len(stems[0]) <= TOO_SHORT else "note",
        "short_stem",
        f"{words} also begins other words; list the forms that are meant",
    )


def _spelling(entry: Entry, own: list[Entry]) -> _Doubt | None:
    everything = " ".join(other.pattern.lower() for other in own)
    text = _SHARED.sub("", entry.pattern.lower())
    for british, american in _SPELLINGS:
        for here, there in ((british, american), (american, british)):
            if there == "programme" or (here == "program" and "programme" in text):
                continue
            written = re.search(rf"(?<![a-z]){here}|{here}(?![a-z])", text)
            if written and there not in everything and entry.kind != "mask":
                return "note", "one_spelling", f"the frame has {here!r} but not {there!r}, the other spelling"
    return None


def _in_two_frames(lexicon: FrameLexicon, entries: tuple[Entry, ...], forms: _Forms) -> Iterator[Finding]:
    first: dict[frozenset[Form], Entry] = {}
    for entry in entries:
        if entry.kind != "term":
            continue
        known = first.setdefault(frozenset(forms[entry.place]), entry)
        if known.group != entry.group:
            message = f"the frame {known.frame!r} has the same pattern, so each match counts in both"
            line = lexicon.line(entry.place)
            yield Finding("warning", "same_in_two_frames", line, entry.frame, entry.pattern, message)


def _covers(wide: Form, form: Form) -> bool:
    """Whether every sequence of words that a form fits is fitted by another form, from its first word to its last."""
    if not wide or not form:
        return not wide and not form
    if isinstance(wide[0], Gap):
        return _covers_gap(wide, form)
    return isinstance(form[0], Word) and _includes(wide[0], form[0]) and _covers(wide[1:], form[1:])


def _covers_gap(wide: Form, form: Form) -> bool:
    left, used = wide[0].limit if isinstance(wide[0], Gap) else 0, 0
    for at in range(len(form)):
        if used <= left and _covers(wide[1:], form[at:]):
            return True
        part = form[at]
        used += part.limit if isinstance(part, Gap) else 1
    return False


def _includes(wide: Word, word: Word) -> bool:
    if wide.exact and not word.exact:
        return False
    text = word.text if wide.exact else word.text.lower()
    return text.startswith(wide.text) if wide.open_ended else text == wide.text and not word.open_ended


def _can_touch(left: Form, right: Form) -> bool:
    """Whether two forms can share a word of a text; a gap may skip any."""
    if any(isinstance(part, Gap) for part in (*left, *right)):
        return True
    return any(_alike(a, b) for a in left for b in right if isinstance(a, Word) and isinstance(b, Word))


def _alike(a: Word, b: Word) -> bool:
    left, right = a.text.lower(), b.text.lower()
    return left == right or (a.open_ended and right.startswith(left)) or (b.open_ended and left.startswith(right))
