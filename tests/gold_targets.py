"""Reads the gold of `data/gold/targets/` and scores the sentiment toward targets against it.

`python tests/gold_targets.py` prints the figures of all sentences and of each phenomenon:

macro_f1
    Mean F1 of the classes that the gold has there: of three in all, of one where all targets are neutral.
accuracy, reversals
    Shares of the targets with the right class, and with negative for positive or the other way about.
opposed_right
    Share of the sentences with a positive and a negative target in which every target is right.
swaps_same_class
    Share of the targets whose class stays when another invented name of the same kind takes their name's place.
negations_right
    Share of the pairs in which negation moves the probability of positive, less that of negative, the right way.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from analysis.parsing import Parsed, parse_articles
from analysis.records import Article, Mention, Span
from analysis.targets import score_targets

GOLD = Path(__file__).resolve().parents[1] / "data" / "gold" / "targets"
CLASSES = ("negative", "neutral", "positive")
PHENOMENA = (
    *("plain_evaluation", "deed", "victim", "accusation", "praise", "negation", "modal", "but_clause", "opposed"),
    *("apposition", "possessive", "passive", "nominalised_blame", "comparison", "irony", "quoted_evaluation"),
    *("speaker", "self_praise", "distractor", "legal", "election", "sport", "market", "name", "title"),
)
FIGURES = ("macro_f1", "accuracy", "reversals", "opposed_right")
OTHER_NAMES: dict[tuple[str, int], tuple[str, ...]] = {
    ("PERSON", 1): ("Hedlund", "Castellan", "Whitlock"),
    ("PERSON", 2): ("Ulla Sandgren", "Marcus Webber", "Nora Fielding"),
    ("ORG", 1): ("Brellon", "Tavarix", "Quenlow"),
    ("ORG", 2): ("Norwell Freight", "Ashby Mills", "Corran Motors"),
}
"""The recogniser's label of a name and its number of words → names that take its place."""

Marked = tuple[str, Span]
"""A text and where its target stands."""


class GoldError(ValueError):
    """A gold file that cannot be used; the message names the file and the entry."""


@dataclass(frozen=True, slots=True)
class GoldTarget:
    """Who a sentence speaks of, and how it sounds toward them; the span points into the text without marks."""

    span: Span
    sentiment: str


@dataclass(frozen=True, slots=True)
class GoldSentence:
    """A sentence with its coded targets."""

    entry_id: str
    phenomenon: str
    text: str
    targets: tuple[GoldTarget, ...]

    def is_opposed(self) -> bool:
        """Whether one target is positive and one negative."""
        return {"negative", "positive"} <= {target.sentiment for target in self.targets}


@dataclass(frozen=True, slots=True)
class NegationPair:
    """One statement about a target without and with a negation."""

    entry_id: str
    plain: Marked
    negated: Marked
    better: bool
    """Whether the negated one is the better one for the target."""


class Estimate(NamedTuple):
    """What the tool says of a target."""

    label: str
    probabilities: tuple[float, float, float]
    """Of `CLASSES`, in their order."""

    def lean(self) -> float:
        """The probability of positive less that of negative."""
        return self.probabilities[2] - self.probabilities[0]


class Swap(NamedTuple):
    """A target before and after another name took its name's place."""

    entry_id: str
    name: str
    before: Estimate
    after: Estimate
    same_parse: bool


def read_gold(path: Path = GOLD / "targets.yaml") -> tuple[GoldSentence, ...]:
    """The coded sentences.

    Raises:
        GoldError: for unknown or missing keys, an unknown phenomenon or class, an id or a text used twice, and brackets
            that do not enclose a target and its class.
    """
    sentences = []
    for where, entry in _entries(path, {"id", "phenomenon", "text"}):
        if entry["phenomenon"] not in PHENOMENA:
            raise GoldError(f"{where}: {entry['phenomenon']!r} is none of {', '.join(PHENOMENA)}")
        text, marks = _without_marks(entry["text"], where)
        targets = []
        for span, code in marks:
            if code not in CLASSES:
                raise GoldError(f"{where}: {code!r} is none of {', '.join(CLASSES)}")
            targets.append(GoldTarget(span, str(code)))
        sentences.append(GoldSentence(entry["id"], entry["phenomenon"], text, tuple(targets)))
    _check_unique(path, (sentence.text for sentence in sentences), "text")
    return tuple(sentences)


def read_pairs(path: Path = GOLD / "negation.yaml") -> tuple[NegationPair, ...]:
    """The pairs of statements without and with a negation.

    Raises:
        GoldError: as `read_gold`, and where a pair has not the same single target without a class.
    """
    pairs = []
    for where, entry in _entries(path, {"id", "negation", "plain", "negated"}):
        if entry["negation"] not in ("better", "worse"):
            raise GoldError(f"{where}: {entry['negation']!r} is none of better, worse")
        texts = []
        for key in ("plain", "negated"):
            text, marks = _without_marks(entry[key], where)
            if len(marks) != 1 or marks[0][1] is not None:
                raise GoldError(f"{where}: {key!r} needs one target without a class")
            texts.append((text, marks[0][0]))
        if len({text[slice(*span)] for text, span in texts}) > 1:
            raise GoldError(f"{where}: the targets differ")
        pairs.append(NegationPair(entry["id"], texts[0], texts[1], entry["negation"] == "better"))
    return tuple(pairs)


def _entries(path: Path, keys: set[str]) -> list[tuple[str, dict[str, str]]]:
    """Each entry after the words that name it in a message."""
    found = []
    for entry in yaml.safe_load(path.read_text(encoding="utf-8")):
        where = f"{path.name}, {entry.get('id', 'an entry without id')}"
        if set(entry) != keys or not all(isinstance(value, str) for value in entry.values()):
            raise GoldError(f"{where}: expected text under {', '.join(sorted(keys))}, found {sorted(entry)}")
        found.append((where, entry))
    _check_unique(path, (entry["id"] for _, entry in found), "id")
    return found


def _check_unique(path: Path, values: Iterable[str], what: str) -> None:
    for value, n in Counter(values).items():
        if n > 1:
            raise GoldError(f"{path.name}, {value}: the {what} is used {n} times")


def _without_marks(marked: str, where: str) -> tuple[str, list[tuple[Span, str | None]]]:
    """The text without brackets and classes, and the spans in it of what stood in brackets, each with its class."""
    text, marks, end = "", [], 0
    for match in re.finditer(r"\[([^\[\]|]*)(?:\|([^\[\]|]*))?\]", marked):
        text += marked[end : match.start()]
        if not match[1] or match[1] != match[1].strip():
            raise GoldError(f"{where}: {match[0]!r} has no target, or white space about it")
        marks.append(((len(text), len(text) + len(match[1])), match[2]))
        text, end = text + match[1], match.end()
    text += marked[end:]
    if not marks or re.search(r"[\[\]|]", text):
        raise GoldError(f"{where}: {marked!r} has no target in brackets, or stray brackets")
    return text, marks


@dataclass(slots=True)
class Scores:
    """What the figures are reckoned from."""

    classes: Counter[tuple[str, str]] = field(default_factory=Counter)
    """How often each gold class was found as each class."""
    opposed: list[bool] = field(default_factory=list)
    """For each sentence with opposed targets, whether all its targets are right."""

    def add(self, sentence: GoldSentence, found: Sequence[str]) -> None:
        """Count one sentence, with the class found for each of its targets."""
        right = [target.sentiment == label for target, label in zip(sentence.targets, found, strict=True)]
        self.classes.update((target.sentiment, label) for target, label in zip(sentence.targets, found, strict=True))
        if sentence.is_opposed():
            self.opposed.append(all(right))

    def figures(self) -> dict[str, tuple[float | None, int]]:
        """FIGURES, 0 to 1, each with its n: targets, or for `opposed_right` sentences; None where there are none."""
        n = self.classes.total()
        present = [label for label in CLASSES if any(gold == label for gold, _ in self.classes)]
        right = sum(k for (gold, found), k in self.classes.items() if gold == found)
        turned = self.classes["negative", "positive"] + self.classes["positive", "negative"]
        values: tuple[tuple[float, int], ...] = (
            (sum(self.f1(label) for label in present) / (len(present) or 1), n),
            *((right / (n or 1), n), (turned / (n or 1), n)),
            (sum(self.opposed) / (len(self.opposed) or 1), len(self.opposed)),
        )
        return {name: (value if k else None, k) for name, (value, k) in zip(FIGURES, values, strict=True)}

    def f1(self, label: str) -> float:
        gold = sum(k for pair, k in self.classes.items() if pair[0] == label)
        found = sum(k for pair, k in self.classes.items() if pair[1] == label)
        return 2 * self.classes[label, label] / ((gold + found) or 1)


def score_by_phenomenon(classify: Callable[[Sequence[GoldSentence]], Iterable[Sequence[str]]]) -> dict[str, Scores]:
    """The scores of all sentences, under `all`, and of each phenomenon.

    Args:
        classify: sentences → for each the classes of its targets.
    """
    scores = {name: Scores() for name in ("all", *PHENOMENA)}
    sentences = read_gold()
    for sentence, found in zip(sentences, classify(sentences), strict=True):
        scores["all"].add(sentence, found)
        scores[sentence.phenomenon].add(sentence, found)
    return scores


def by_tool(sentences: Sequence[GoldSentence]) -> Iterator[list[str]]:
    """The classes that the tool gives."""
    for parsed, sentence in zip(_parse(s.text for s in sentences), sentences, strict=True):
        yield [found.label for found in _estimates(parsed, [target.span for target in sentence.targets])]


def measure_swaps() -> Iterator[Swap]:
    """Each target that is a name, or ends in one, of a kind in `OTHER_NAMES`, with each of those in its place."""
    sentences = read_gold()
    drafts: list[tuple[str, str, Parsed, Span, Marked]] = []
    for parsed, sentence in zip(_parse(s.text for s in sentences), sentences, strict=True):
        for target in sentence.targets:
            for ent in parsed.doc.ents:
                if target.span[0] <= ent.start_char and ent.end_char == target.span[1]:
                    for name in OTHER_NAMES.get((ent.label_, len(ent)), ()):
                        text = sentence.text[: ent.start_char] + name + sentence.text[ent.end_char :]
                        span = (target.span[0], ent.start_char + len(name))
                        drafts.append((sentence.entry_id, name, parsed, target.span, (text, span)))
    for other, (entry_id, name, parsed, span, (_, new)) in zip(_parse(d[4][0] for d in drafts), drafts, strict=True):
        before, after = _estimates(parsed, [span])[0], _estimates(other, [new])[0]
        yield Swap(entry_id, name, before, after, _grammar(parsed) == _grammar(other))


def _grammar(parsed: Parsed) -> list[Any]:
    sentences = [(sentence.start_i, sentence.end_i) for sentence in parsed.sentences]
    return [*sentences, *((t.tag_, t.pos_, t.dep_, t.head.i, t.ent_type_) for t in parsed.doc)]


def measure_negations() -> Iterator[tuple[str, bool]]:
    """Each pair's id, and whether the negation moves its target's sentiment as it should."""
    pairs = read_pairs()
    plain, negated = (_parse(pair.plain[0] for pair in pairs), _parse(pair.negated[0] for pair in pairs))
    for pair, one, other in zip(pairs, plain, negated, strict=True):
        before, after = _estimates(one, [pair.plain[1]])[0], _estimates(other, [pair.negated[1]])[0]
        gain = after.lean() - before.lean()
        yield pair.entry_id, gain > 0 if pair.better else gain < 0


def _parse(texts: Iterable[str]) -> Iterator[Parsed]:
    # one body: a single sentence has no zones that could be told apart
    return parse_articles(Article(f"text{n}", text) for n, text in enumerate(texts))


def _estimates(parsed: Parsed, spans: Iterable[Span]) -> list[Estimate]:
    names = [(span, parsed.article.text[slice(*span)]) for span in spans]
    mentions = [Mention(*span, text, text, "person", "name") for span, text in names]
    found = score_targets(parsed, mentions, ())
    return [Estimate(t.sentiment, (t.p_negative, t.p_neutral, t.p_positive)) for t in found]


def report(scores: Mapping[str, Scores], others: Mapping[str, Sequence[bool]]) -> Iterator[str]:
    """The figures with their n, phenomenon by phenomenon, then what each class was taken for, line by line."""
    yield f"{'':20}" + "".join(f"{name + ' (n)':>22}" for name in FIGURES)
    for name, one in scores.items():
        cells = ("" if value is None else f"{value:.3f} ({n})" for value, n in one.figures().values())
        yield f"{name:20}" + "".join(f"{cell:>22}" for cell in cells)
    for label in CLASSES:
        row = ", ".join(f"{scores['all'].classes[label, found]} {found}" for found in CLASSES)
        yield f"{label:20}f1 {scores['all'].f1(label):.3f}, found as {row}"
    for name, right in others.items():
        yield f"{name:20}{sum(right) / (len(right) or 1):.3f} ({len(right)})"


def others(swaps: Iterable[Swap], negations: Iterable[tuple[str, bool]]) -> dict[str, list[bool]]:
    """`swaps_same_class` and `negations_right`, case by case."""
    return {
        "swaps_same_class": [swap.before.label == swap.after.label for swap in swaps],
        "negations_right": [right for _, right in negations],
    }


if __name__ == "__main__":
    lines = report(score_by_phenomenon(by_tool), others(measure_swaps(), measure_negations()))
    sys.stdout.write("\n".join(lines) + "\n")
