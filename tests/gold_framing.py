"""Reads the gold of `data/gold/framing/` and scores what the tool finds against it.

`python tests/gold_framing.py` prints the figures of the development half and the held-out half:

polarity_accuracy, polarity_macro_f1
    Share of the terms whose polarity is one of those that the gold accepts; the mean F1 of the five polarities. Where
    several readings are accepted and the tool chose one, that one is the gold.
voice_accuracy, voice_quoted_f1
    Share of the terms with the right voice; F1 of the terms that somebody is reported to have said.
speaker_accuracy
    Share of the quoted terms with a named speaker for which the tool has the same name (see `gold.same_person`); a term
    that it gives to the narrator or to nobody is wrong.
distance_f1, distance_exact
    A mark matches gold of its kind if their characters' IoU is at least 0.5, one to one; *exact*: share of the matches
    with the same span. Optional gold is neither missing nor wrong.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, get_args

import yaml
from gold import assign, same_person

from analysis.framing import find_distance_marks, find_frame_terms
from analysis.lexicons import Frame, FrameLexicon, Term
from analysis.parsing import Parsed, as_parsed
from analysis.quotes import attribute_quotes
from analysis.records import Article, DistanceKind, DistanceMark, FrameHit, Polarity, Quote, Span, VoiceKind

GOLD = Path(__file__).resolve().parents[1] / "data" / "gold" / "framing"
IOU_MIN = 0.5

Part = Literal["development", "held_out"]
Construction = Literal[
    "active_named_agent", "active_instrument", "full_passive", "agentless_passive", "intransitive", "nominal"
]
FIGURES = (
    *("polarity_accuracy", "polarity_macro_f1", "voice_accuracy", "voice_quoted_f1", "speaker_accuracy"),
    *("distance_f1", "distance_exact"),
)


class GoldError(ValueError):
    """A gold entry that cannot be used; the message names its id."""


@dataclass(frozen=True, slots=True)
class GoldTerm:
    """A marked term; its span points into the text without brackets."""

    span: Span
    voice: VoiceKind | None = None
    speaker: str | None = None
    polarity: tuple[Polarity, ...] = ()
    """Every reading that is accepted, the best first."""


@dataclass(frozen=True, slots=True)
class GoldMark:
    """A mark of distance."""

    kinds: tuple[DistanceKind, ...]
    """Every kind that is accepted, the best first."""
    span: Span
    optional: bool = False


@dataclass(frozen=True, slots=True)
class GoldEvent:
    """An event of harm, by the word that names it."""

    trigger: Span
    kind: str
    construction: Construction
    reduced: bool
    victim: str | None
    agent: str | None
    agent_nearby: bool
    optional: bool


@dataclass(frozen=True, slots=True)
class GoldEntry:
    """One text and what is coded in it."""

    entry_id: str
    part: Part
    text: str
    terms: tuple[GoldTerm, ...] = ()
    marks: tuple[GoldMark, ...] = ()
    events: tuple[GoldEvent, ...] = ()


def read_gold(subject: str) -> tuple[GoldEntry, ...]:
    """The entries of `polarity`, `voice`, `distance` or `agency`."""
    entries = yaml.safe_load((GOLD / f"{subject}.yaml").read_text(encoding="utf-8"))
    return tuple(read_entry(entry) for entry in entries)


def read_entry(entry: dict[str, Any]) -> GoldEntry:
    """One entry of any file.

    Raises:
        GoldError: for a part, polarity, voice, kind or construction that does not exist, a number of codes that is not
            that of the brackets, and a snippet that is not in the text or stands there several times.
    """
    name, (text, spans) = entry["id"], _without_brackets(entry["text"])
    _check(name, entry["part"], get_args(Part))
    codes = entry.get("terms", [{}] if "polarity" in entry else [])
    if len(codes) != len(spans):
        raise GoldError(f"{name}: {len(codes)} codes for {len(spans)} marked terms")
    readings = [entry["polarity"], *entry.get("accepted", ())] if "polarity" in entry else []
    polarity = tuple(_check(name, reading, get_args(Polarity)) for reading in readings)
    terms = []
    for span, code in zip(spans, codes, strict=True):
        voice = _check(name, code["voice"], get_args(VoiceKind)) if code else None
        terms.append(GoldTerm(span, voice, code.get("speaker"), polarity))
    marks = []
    for mark in entry.get("marks", ()):
        kinds = tuple(_check(name, k, get_args(DistanceKind)) for k in (mark["kind"], *mark.get("accepted", ())))
        marks.append(GoldMark(kinds, _span(name, text, mark["text"]), mark.get("optional", False)))
    events = [_event(name, text, event) for event in entry.get("events", ())]
    return GoldEntry(name, entry["part"], text, tuple(terms), tuple(marks), tuple(events))


def _without_brackets(text: str) -> tuple[str, list[Span]]:
    found = list(re.finditer(r"\[([^\[\]]+)\]", text))
    spans = [(m.start() - 2 * i, m.end() - 2 * i - 2) for i, m in enumerate(found)]
    return re.sub(r"[\[\]]", "", text), spans


def _check(name: str, value: Any, allowed: tuple[str, ...]) -> Any:
    if value not in allowed:
        raise GoldError(f"{name}: {value!r} is none of {', '.join(allowed)}")
    return value


def _span(name: str, text: str, snippet: str, nth: int | None = None) -> Span:
    starts = [m.start() for m in re.finditer(rf"(?<!\w){re.escape(snippet)}(?!\w)", text)]
    if len(starts) < (nth or 1) or (nth is None and len(starts) > 1):
        raise GoldError(f"{name}: {snippet!r} stands at {len(starts)} places")
    start = starts[(nth or 1) - 1]
    return start, start + len(snippet)


def _event(name: str, text: str, event: dict[str, Any]) -> GoldEvent:
    construction = _check(name, event["construction"], get_args(Construction))
    for role in ("victim", "agent"):
        if event[role] is not None and event[role] not in text:
            raise GoldError(f"{name}: {event[role]!r} is not in the text")
    return GoldEvent(
        trigger=_span(name, text, event["trigger"], event.get("nth")),
        construction=construction,
        reduced=event.get("reduced", False),
        optional=event.get("optional", False),
        **{key: event[key] for key in ("kind", "victim", "agent", "agent_nearby")},
    )


@dataclass(slots=True)
class Tally:
    """How often each gold label was found as each label; an empty label is one that is not there."""

    pairs: Counter[tuple[str, str]] = field(default_factory=Counter)

    def labels(self) -> list[str]:
        return sorted({label for pair in self.pairs for label in pair if label})

    def accuracy(self) -> float:
        return sum(n for (gold, found), n in self.pairs.items() if gold == found) / (self.pairs.total() or 1)

    def precision_recall_f1(self, label: str) -> tuple[float, float, float]:
        right = self.pairs[label, label]
        found = sum(n for pair, n in self.pairs.items() if pair[1] == label)
        gold = sum(n for pair, n in self.pairs.items() if pair[0] == label)
        return right / (found or 1), right / (gold or 1), 2 * right / ((found + gold) or 1)

    def micro_f1(self) -> float:
        """F1 over all labels, for tallies where gold or found may be absent."""
        right = sum(n for (gold, found), n in self.pairs.items() if gold == found)
        either = sum(n * (bool(gold) + bool(found)) for (gold, found), n in self.pairs.items())
        return 2 * right / (either or 1)


@dataclass(slots=True)
class Scores:
    polarity: Tally = field(default_factory=Tally)
    voice: Tally = field(default_factory=Tally)
    speaker: Tally = field(default_factory=Tally)
    distance: Tally = field(default_factory=Tally)
    exact: Tally = field(default_factory=Tally)

    def figures(self) -> dict[str, float]:
        """FIGURES, 0 to 1."""
        f1s = [self.polarity.precision_recall_f1(label)[2] for label in get_args(Polarity)]
        values = (
            *(self.polarity.accuracy(), sum(f1s) / len(f1s), self.voice.accuracy()),
            *(self.voice.precision_recall_f1("quoted")[2], self.speaker.accuracy()),
            *(self.distance.micro_f1(), self.exact.accuracy()),
        )
        return dict(zip(FIGURES, values, strict=True))


def add_polarity(scores: Scores, term: GoldTerm, hit: FrameHit | None) -> None:
    """Count one term's polarity; a term that was not found has none."""
    found = hit.polarity if hit else ""
    gold = found if found in term.polarity else term.polarity[0]
    scores.polarity.pairs[gold, found] += 1


def add_voice(scores: Scores, term: GoldTerm, hit: FrameHit | None) -> None:
    """Count one term's voice and, where the gold names one, its speaker."""
    scores.voice.pairs[term.voice or "", hit.voice if hit else ""] += 1
    if term.speaker:
        same = hit is not None and hit.voice == "quoted" and same_person(hit.speaker_name or "", term.speaker)
        scores.speaker.pairs["same", "same" if same else "other"] += 1


def add_distance(scores: Scores, gold: tuple[GoldMark, ...], found: list[DistanceMark]) -> None:
    """Count the marks of one text."""
    ious = {(i, j): _iou(g.span, (f.start, f.end)) for i, g in enumerate(gold) for j, f in enumerate(found)}
    alike = {(i, j): iou for (i, j), iou in ious.items() if iou >= IOU_MIN and found[j].kind in gold[i].kinds}
    matches = dict(assign(alike))
    for i, mark in enumerate(gold):
        if mark.optional:
            continue
        if i not in matches:
            scores.distance.pairs[mark.kinds[0], ""] += 1
            continue
        kind = found[matches[i]].kind
        scores.distance.pairs[kind, kind] += 1
        scores.exact.pairs["same", "same" if ious[i, matches[i]] == 1 else "other"] += 1
    for j, mark_found in enumerate(found):
        if j not in matches.values():
            scores.distance.pairs["", mark_found.kind] += 1


def _iou(a: Span, b: Span) -> float:
    shared = min(a[1], b[1]) - max(a[0], b[0])
    return max(shared, 0) / (max(a[1], b[1]) - min(a[0], b[0]))


def measure(part: Part) -> Scores:
    """The figures of the tool as it is on one half of the gold."""
    scores = Scores()
    for entry in _of(part, "polarity"):
        # one body: a single headline or sentence has no zones that could be told apart
        hits = _hits(as_parsed(Article(entry.entry_id, entry.text)), entry)
        add_polarity(scores, entry.terms[0], hits[0])
    for entry in _of(part, "voice"):
        parsed = as_parsed(entry.text)
        for term, hit in zip(entry.terms, _hits(parsed, entry, list(attribute_quotes(parsed))), strict=True):
            add_voice(scores, term, hit)
    for entry in _of(part, "distance"):
        parsed = as_parsed(entry.text)
        add_distance(scores, entry.marks, list(find_distance_marks(parsed, list(attribute_quotes(parsed)))))
    return scores


def _of(part: Part, subject: str) -> Iterator[GoldEntry]:
    return (entry for entry in read_gold(subject) if entry.part == part)


def _hits(parsed: Parsed, entry: GoldEntry, quotes: Iterable[Quote] = ()) -> list[FrameHit | None]:
    """What the tool says of each marked term, with a lexicon of just these terms."""
    patterns = {entry.text[slice(*term.span)].lower() for term in entry.terms}
    frame = Frame("gold", "Gold", "", "problem", "", tuple(Term(pattern) for pattern in sorted(patterns)))
    lexicon = FrameLexicon("gold", "1", "en", "unvalidated", "", (), (frame,), ())
    found = {(hit.start, hit.end): hit for hit in find_frame_terms(parsed, lexicon, tuple(quotes))}
    return [found.get(term.span) for term in entry.terms]


def report(parts: dict[str, Scores]) -> Iterator[str]:
    """The figures, then each class and what it was taken for, line by line."""
    figures = {part: scores.figures() for part, scores in parts.items()}
    yield f"{'figure':24}" + "".join(f"{part:>14}" for part in parts)
    for name in FIGURES:
        yield f"{name:24}" + "".join(f"{values[name]:14.3f}" for values in figures.values())
    for part, scores in parts.items():
        for subject in ("polarity", "voice", "distance"):
            tally: Tally = getattr(scores, subject)
            yield f"\n{part}, {subject:18}{'precision':>12}{'recall':>8}{'f1':>8}  found as"
            for label in tally.labels():
                values = "".join(f"{value:8.3f}" for value in tally.precision_recall_f1(label))
                row = sorted((found or "not found", n) for (gold, found), n in tally.pairs.items() if gold == label)
                yield f"{label:30}{values}  " + ", ".join(f"{n} {found}" for found, n in row)


if __name__ == "__main__":
    sys.stdout.write("\n".join(report({part: measure(part) for part in get_args(Part)})) + "\n")
