"""Reads the gold of `data/gold/sentiment/` and scores the news-adjusted reading against it.

`python tests/gold_valence.py` prints the figures of both halves and what is missed in the development half:

kept
    Share of the evaluative words to which the adjusted reading leaves a valence.
dropped
    Share of the words of names and of the domain to which it leaves none.
sign_accuracy, sign_accuracy_vader
    Share of the sentences whose compound has the right sign (cut-offs -0.05 and 0.05): adjusted, and VADER's own.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, get_args

import yaml

from analysis.framing.negation import find_negations
from analysis.framing.polarity import find_polarity
from analysis.records import Article
from analysis.sentiment import Grammar, score_sentences

GOLD = Path(__file__).resolve().parents[1] / "data" / "gold" / "sentiment"
FIGURES = ("kept", "dropped", "sign_accuracy")

Part = Literal["development", "held_out"]
Code = Literal["entity", "domain", "evaluative"]
Sign = Literal["negative", "neutral", "positive"]


class GoldError(ValueError):
    """A gold entry that cannot be used; the message names its id."""


@dataclass(frozen=True, slots=True)
class GoldSentence:
    """A sentence, the codes of VADER's words in it by where they begin, and its sign."""

    entry_id: str
    part: Part
    text: str
    codes: dict[int, Code]
    sign: Sign


@dataclass(slots=True)
class ValenceScores:
    """What came of one half."""

    words: list[tuple[Code, bool]] = field(default_factory=list)
    """Code, and whether the adjusted reading leaves a valence."""
    signs: list[tuple[Sign, Sign, Sign]] = field(default_factory=list)
    """Gold, adjusted, VADER."""
    misses: list[str] = field(default_factory=list)

    def figures(self) -> dict[str, float]:
        """FIGURES and `sign_accuracy_vader`, 0 to 1."""
        kept = [is_kept for code, is_kept in self.words if code == "evaluative"]
        left = [is_kept for code, is_kept in self.words if code != "evaluative"]
        return {
            "kept": sum(kept) / (len(kept) or 1),
            "dropped": 1 - sum(left) / (len(left) or 1),
            "sign_accuracy": sum(gold == adjusted for gold, adjusted, _ in self.signs) / (len(self.signs) or 1),
            "sign_accuracy_vader": sum(gold == exact for gold, _, exact in self.signs) / (len(self.signs) or 1),
        }


def read_gold() -> tuple[GoldSentence, ...]:
    """All entries."""
    entries = yaml.safe_load((GOLD / "valence.yaml").read_text(encoding="utf-8"))
    return tuple(read_entry(entry) for entry in entries)


def read_entry(entry: dict[str, Any]) -> GoldSentence:
    """One entry.

    Raises:
        GoldError: for a part, code or sign that does not exist, and a word that does not stand in the text just once.
    """
    name, text = entry["id"], entry["text"]
    for value, allowed in ((entry["part"], Part), (entry["sign"], Sign), *((c, Code) for c in entry["words"].values())):
        if value not in get_args(allowed):
            raise GoldError(f"{name}: {value!r} is none of {', '.join(get_args(allowed))}")
    codes: dict[int, Code] = {}
    for word, code in entry["words"].items():
        starts = [match.start() for match in re.finditer(rf"(?<!\w){re.escape(word)}(?!\w)", text)]
        if len(starts) != 1:
            raise GoldError(f"{name}: {word!r} stands at {len(starts)} places")
        codes[starts[0]] = code
    return GoldSentence(name, entry["part"], text, codes, entry["sign"])


def sign(compound: float) -> Sign:
    """The sign of a compound."""
    return "negative" if compound <= -0.05 else "positive" if compound >= 0.05 else "neutral"


def measure(part: Part) -> ValenceScores:
    """The adjusted reading of one half of the gold.

    Raises:
        GoldError: if the gold codes other words than VADER scores.
    """
    scores, grammar = ValenceScores(), Grammar(find_polarity, find_negations)
    for gold in read_gold():
        if gold.part != part:
            continue
        # one body: a single sentence has no zones that could be told apart
        found = list(score_sentences(Article(gold.entry_id, gold.text), grammar=grammar))
        words = [word for score in found for word in score.words if word.valence]
        if {word.start for word in words} != gold.codes.keys() or len(found) != 1:
            raise GoldError(f"{gold.entry_id}: VADER scores {[word.text for word in words]} in {len(found)} sentences")
        for word in words:
            code, is_kept = gold.codes[word.start], word.adjusted_valence != 0
            scores.words.append((code, is_kept))
            if (code == "evaluative") != is_kept:
                scores.misses.append(f"{gold.entry_id}: {word.text} is {code}, {'kept' if is_kept else word.reason}")
        signs = gold.sign, sign(found[0].adjusted_compound), sign(found[0].compound)
        scores.signs.append(signs)
        if signs[0] != signs[1]:
            scores.misses.append(f"{gold.entry_id}: {signs[0]} is read as {signs[1]}: {gold.text}")
    return scores


def report(halves: dict[Part, ValenceScores]) -> Iterator[str]:
    """The figures, then the misses of the development half, line by line."""
    yield f"{'figure':24}" + "".join(f"{part:>14}" for part in halves)
    figures = {part: scores.figures() for part, scores in halves.items()}
    for name in (*FIGURES, "sign_accuracy_vader"):
        yield f"{name:24}" + "".join(f"{figures[part][name]:14.3f}" for part in halves)
    yield from halves["development"].misses


if __name__ == "__main__":
    sys.stdout.write("\n".join(report({part: measure(part) for part in get_args(Part)})) + "\n")
