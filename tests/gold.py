"""Scores what the tool finds against the gold of quote attribution.

`python tests/gold.py` prints the figures and the recall for each construction.

A word is a maximal run of letters and digits with inner apostrophes; a list of spans owns every word that it touches.
Two contents match if the words that they share are at least half of the words that either owns (IoU >= 0.5). Gold and
predictions are paired one to one: most pairs, then the largest sum of IoU, then most agreeing sources. All figures are
micro-averages, counted over all texts and then divided:

quoted_f1, speech_f1, attribution_f1
    Pairs match in content, and their sources share a word (a gold attribution without source accepts any). *Quoted*:
    gold and predictions with a word inside quotation marks. *Speech*: all predictions against the gold that is quoted
    or of type speech or writing; a prediction left over whose content matches other gold is neither right nor wrong.
    *Attribution*: everything.
content_match_f1
    Pairs match in content, whatever their sources.
content_exact_f1
    The contents are the same words: quotation marks, other punctuation and the division into pieces are left aside.
source_accuracy
    Share of the content matches whose gold has a source that agree in it; a missing source is wrong.
right_person_quoted, right_person_pronoun
    Share of the quoted gold, and of the gold whose source is a personal or possessive pronoun, that names a speaker and
    whose best match by content (IoU >= 0.5) has the same name; gold without a match counts as wrong. Names are the same
    if, without case, titles, articles and possessives, they are equal or end in the same word and one's words are all
    in the other.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from gold_texts import GoldAttribution, GoldText, marked_regions, read_gold

from analysis.records import Quote, Span

F1S = ("quoted_f1", "speech_f1", "attribution_f1", "content_match_f1", "content_exact_f1")
FIGURES = (*F1S, "source_accuracy", "right_person_quoted", "right_person_pronoun")
IOU_MIN = 0.5
PRONOUNS = re.compile(r"i|you|he|she|it|we|they|my|your|his|her|its|our|their", re.IGNORECASE)
TITLES = re.compile(
    r"mr|mrs|ms|miss|dr|sir|dame|lord|lady|prof|professor|president|sen|senator|rep|gov|governor|mayor|judge|justice|"
    r"secretary|minister|prime|vice|gen|general|col|colonel|capt|captain|sgt|lt|pastor|rev|cllr|the|a|an"
)
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")


@dataclass(slots=True)
class _Item:
    """What is compared, of gold and predictions alike: word numbers instead of characters."""

    words: frozenset[int]
    source: frozenset[int]
    quoted: bool
    is_speech: bool
    gold: GoldAttribution | None = None
    name: str | None = None
    pronoun: bool = False


class _Words:
    """The words of a text by number."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.spans = [match.span() for match in _WORD.finditer(text)]
        self.marked = self.touched(marked_regions(text))

    def touched(self, spans: Iterable[Span]) -> frozenset[int]:
        found = list(spans)
        return frozenset(i for i, (s, e) in enumerate(self.spans) if any(s < end and start < e for start, end in found))

    def gold(self, item: GoldAttribution) -> _Item:
        words = self.touched(item.content)
        quoted = bool(words & self.marked)
        is_speech = quoted or item.type in {"speech", "writing"}
        source = " ".join(self.text[start:end] for start, end in item.source)
        return _Item(
            words, self.touched(item.source), quoted, is_speech, gold=item, pronoun=bool(PRONOUNS.fullmatch(source))
        )

    def predicted(self, quote: Quote) -> _Item:
        words = self.touched(quote.content_spans)
        return _Item(words, self.touched(quote.speaker_spans), bool(words & self.marked), True, name=quote.speaker_name)


@dataclass(slots=True)
class Recall:
    """How the gold of one construction fares; `predicted` counts everything found in its texts."""

    gold: int = 0
    matched: int = 0
    attributed: int = 0
    """Matched with an agreeing source."""
    predicted: int = 0


@dataclass(slots=True)
class Scores:
    """The counts behind the figures: right, predicted and gold for each F1; right and gold for each share."""

    counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    constructions: dict[str, Recall] = field(default_factory=dict)

    def figure(self, name: str) -> float:
        """One of FIGURES, 0 to 1; 0 where nothing was there to be counted."""
        right = self.counts[name, "right"]
        if name not in F1S:
            return right / (self.counts[name, "gold"] or 1)
        return 2 * right / ((self.counts[name, "predicted"] + self.counts[name, "gold"]) or 1)

    def add(self, name: str, right: int, gold: int, predicted: int = 0) -> None:
        self.counts.update({(name, "right"): right, (name, "gold"): gold, (name, "predicted"): predicted})


def score(found: Iterable[tuple[GoldText, Sequence[Quote]]]) -> Scores:
    """The figures for gold texts and what was predicted in each."""
    scores = Scores()
    for text, quotes in found:
        words = _Words(text.text)
        gold = [words.gold(item) for item in text.attributions]
        _score_text(scores, text.construction, gold, [words.predicted(quote) for quote in quotes])
    return scores


def _score_text(scores: Scores, construction: str, gold: list[_Item], predicted: list[_Item]) -> None:
    quoted, found_quoted = [g for g in gold if g.quoted], [p for p in predicted if p.quoted]
    speech, other = [g for g in gold if g.is_speech], [g for g in gold if not g.is_speech]
    pairs, attributed = _pairs(gold, predicted), _pairs(gold, predicted, sources=True)
    spoken = _pairs(speech, predicted, sources=True)
    rest = [p for j, p in enumerate(predicted) if j not in {j for _, j in spoken}]
    exact = Counter(g.words for g in gold) & Counter(p.words for p in predicted)
    scores.add("quoted_f1", len(_pairs(quoted, found_quoted, sources=True)), len(quoted), len(found_quoted))
    scores.add("speech_f1", len(spoken), len(speech), len(predicted) - len(_pairs(other, rest)))
    scores.add("attribution_f1", len(attributed), len(gold), len(predicted))
    scores.add("content_match_f1", len(pairs), len(gold), len(predicted))
    scores.add("content_exact_f1", exact.total(), len(gold), len(predicted))
    sourced = [(gold[i], predicted[j]) for i, j in pairs if gold[i].source]
    scores.add("source_accuracy", sum(_same_source(g, p) for g, p in sourced), len(sourced))
    named = [g for g in gold if g.gold and g.gold.speaker]
    for name, group in (("quoted", [g for g in named if g.quoted]), ("pronoun", [g for g in named if g.pronoun])):
        scores.add(f"right_person_{name}", sum(_right_person(g, predicted) for g in group), len(group))
    recall = scores.constructions.setdefault(construction, Recall())
    recall.gold += len(gold)
    recall.matched += len(pairs)
    recall.attributed += len(attributed)
    recall.predicted += len(predicted)


def _iou(a: _Item, b: _Item) -> float:
    return len(a.words & b.words) / (len(a.words | b.words) or 1)


def _same_source(gold: _Item, predicted: _Item) -> bool:
    return not gold.source or bool(gold.source & predicted.source)


def _pairs(gold: list[_Item], predicted: list[_Item], *, sources: bool = False) -> list[tuple[int, int]]:
    """The best one-to-one pairs of gold and predictions; with `sources` only those that agree in it."""
    weights: dict[tuple[int, int], float] = {}
    for i, g in enumerate(gold):
        for j, p in enumerate(predicted):
            same = _same_source(g, p)
            if (iou := _iou(g, p)) >= IOU_MIN and (same or not sources):
                weights[i, j] = iou + 1e-6 * same
    return assign(weights)


def assign(weights: dict[tuple[int, int], float]) -> list[tuple[int, int]]:
    """The one-to-one pairs (row, column) that are most in number, then greatest in weight.

    Pairs are added one at a time along the best augmenting path, which keeps them the heaviest of their number.
    """
    owners: dict[int, int] = {}
    while path := _best_path(weights, owners):
        owners.update({column: row for row, column in path})
    return sorted((row, column) for column, row in owners.items())


def _best_path(weights: dict[tuple[int, int], float], owners: dict[int, int]) -> tuple[tuple[int, int], ...]:
    """The pairs to set on the heaviest way from a row without column to a column without row; none if there is none."""
    taken = set(owners.values())
    reached: dict[int, tuple[float, tuple[tuple[int, int], ...]]] = {r: (0.0, ()) for r, _ in weights if r not in taken}
    best: tuple[float, tuple[tuple[int, int], ...]] = (float("-inf"), ())
    changed = True
    while changed:
        changed = False
        for (row, column), weight in weights.items():
            if row not in reached or owners.get(column) == row:
                continue
            gain, path = reached[row][0] + weight, (*reached[row][1], (row, column))
            if column not in owners:
                best = max(best, (gain, path), key=lambda way: way[0])
                continue
            owner = owners[column]
            gain -= weights[owner, column]
            if owner not in reached or gain > reached[owner][0] + 1e-9:
                reached[owner] = gain, path
                changed = True
    return best[1]


def _right_person(gold: _Item, predicted: list[_Item]) -> bool:
    best = max(predicted, key=lambda p: _iou(gold, p), default=None)
    if best is None or gold.gold is None or gold.gold.speaker is None or _iou(gold, best) < IOU_MIN:
        return False
    return any(same_person(best.name or "", name) for name in (gold.gold.speaker, *gold.gold.aliases))


def same_person(one: str, other: str) -> bool:
    """Whether two forms of a name fit, e.g. "Mayor Lund" and "Ada Lund"."""
    short, long = sorted((_folded(one), _folded(other)), key=len)
    return bool(short) and short[-1] == long[-1] and set(short) <= set(long)


def _folded(name: str) -> list[str]:
    words = re.findall(r"[^\W_]+(?:[-'’][^\W_]+)*", re.sub(r"['’]s\b", "", name.lower()))
    while len(words) > 1 and TITLES.fullmatch(words[0]):
        words = words[1:]
    return words


def measure(texts: Iterable[GoldText]) -> Scores:
    """The figures of the tool as it is."""
    from analysis import attribute_quotes

    return score((text, tuple(attribute_quotes(text.text))) for text in texts)


def report(scores: dict[str, Scores]) -> Iterator[str]:
    """The figures and the recall for each construction, line by line."""
    yield f"{'figure':24}" + "".join(f"{part:>12}" for part in scores)
    for name in FIGURES:
        yield f"{name:24}" + "".join(f"{part.figure(name):12.3f}" for part in scores.values())
    yield f"\n{'construction':24}{'gold':>12}{'matched':>12}{'with source':>12}{'predicted':>12}"
    for part in scores.values():
        for name, n in sorted(part.constructions.items()):
            yield f"{name:24}{n.gold:12}{n.matched:12}{n.attributed:12}{n.predicted:12}"


if __name__ == "__main__":
    sys.stdout.write("\n".join(report({part: measure(texts) for part, texts in read_gold().items()})) + "\n")
