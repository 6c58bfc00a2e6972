"""Which of VADER's words value something in news, and what the news-adjusted reading does with them.

    python benchmarks/valence_words.py CODES ARTICLES

CODES is a CSV of words that VADER's lexicon scores, drawn at random from articles and coded by hand: `article_id`,
`start` (of the word in the article's text), `word`, `code`. ARTICLES is what the articles are read from. It holds no
sentence, so that the codes of a protected corpus can be passed on. Read each word in its sentence and code it

entity      part of a proper name: of a person, organisation, place, law, period, event or work, with the title that
            belongs to it (United Nations, Justice Hall, Super PAC, World War II)
domain      names a thing, a role, a procedure, a topic, a rank, a quantity or its direction, or serves grammar and
            reasoning, and values nothing in this place. Test: put a neutral word of the same meaning in its place
            ("party" → organisation, "argued" → said, "security checks" → checks at the door); if whatever is said to
            be good or bad stays the same, it is domain
evaluative  the rest: praise, blame, feeling, worth, attitudes to somebody (support, criticise, endorse), winning and
            losing, and whatever tells of good or harm that befalls somebody (killed, crisis, illegal, help)

In doubt a word is evaluative. Blind coding hides what the tool does with the word.

Shares are of the absolute valence that VADER's lexicon gives the words coded: before, of all of them; after, of those
to which the adjusted reading leaves a valence. `kept` is the share of the evaluative words' valence (or number) that is
left. Intervals (95 %) resample articles. The last lines tell how many sentences of these articles change their sign
(negative to -0.05, positive from 0.05 on).
"""

from __future__ import annotations

import argparse
import csv
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, get_args

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from analysis.framing.negation import find_negations
from analysis.framing.polarity import find_polarity
from analysis.measures import bootstrap_ratios
from analysis.parsing import Parsed, parse_articles
from analysis.reading import read_articles
from analysis.sentiment import Grammar, score_sentences

Code = Literal["entity", "domain", "evaluative"]
Sign = Literal["negative", "neutral", "positive"]
CUT = 0.05
"""The compound from which a sentence counts as positive, after Hutto and Gilbert 2014."""


@dataclass(frozen=True, slots=True)
class CodedWord:
    """A word that somebody coded."""

    article_id: str
    start: int
    word: str
    code: Code


@dataclass(frozen=True, slots=True)
class ReadWord:
    """A coded word with what both readings make of it."""

    article_id: str
    code: Code
    valence: float
    """Absolute, as VADER's lexicon has it."""
    is_kept: bool
    """Whether the adjusted reading leaves it a valence."""


@dataclass(slots=True)
class Readings:
    """What was read: the coded words, and every sentence's sign in both readings."""

    words: list[ReadWord] = field(default_factory=list)
    signs: Counter[tuple[Sign, Sign]] = field(default_factory=Counter)


def read_codes(path: Path) -> list[CodedWord]:
    """The rows of a file of codes.

    Raises:
        ValueError: for a code that does not exist, with its line.
    """
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    for line, row in enumerate(rows, start=2):
        if row["code"] not in get_args(Code):
            raise ValueError(f"{path.name}:{line}: {row['code']!r} is none of {', '.join(get_args(Code))}")
    return [CodedWord(row["article_id"], int(row["start"]), row["word"], _code(row["code"])) for row in rows]


def _code(name: str) -> Code:
    return next(code for code in get_args(Code) if code == name)


def read_words(coded: Iterable[CodedWord], parses: Iterable[Parsed]) -> Readings:
    """What the two readings make of the coded words.

    Raises:
        ValueError: if a word does not stand where its code says, or VADER gives it no valence there.
    """
    by_article: dict[str, list[CodedWord]] = defaultdict(list)
    for word in coded:
        by_article[word.article_id].append(word)
    readings, grammar = Readings(), Grammar(find_polarity, find_negations)
    for parsed in parses:
        scores = list(score_sentences(parsed, grammar=grammar))
        readings.signs.update((sign(score.compound), sign(score.adjusted_compound)) for score in scores)
        found = {word.start: word for score in scores for word in score.words}
        for word in by_article.pop(parsed.article.article_id, ()):
            here = found.get(word.start)
            if here is None or here.lexicon_valence is None or here.entry != word.word.lower():
                raise ValueError(f"{word.article_id}: VADER scores no {word.word!r} at {word.start}")
            is_kept = here.adjusted_valence != 0
            readings.words.append(ReadWord(word.article_id, word.code, abs(here.lexicon_valence), is_kept))
    if by_article:
        raise ValueError(f"no article {', '.join(sorted(by_article)[:5])} among those read")
    return readings


def sign(compound: float) -> Sign:
    """The sign of a compound by VADER's cut-offs."""
    return "negative" if compound <= -CUT else "positive" if compound >= CUT else "neutral"


FIGURES = (
    *("entity, before", "domain, before", "entity + domain, before"),
    *("entity, after", "domain, after", "entity + domain, after"),
    *("evaluative valence, kept", "evaluative words, kept", "entity + domain, dropped"),
)


def measure(words: Sequence[ReadWord]) -> dict[str, tuple[float, float, float]]:
    """FIGURES, 0 to 1, each with the bounds of its interval."""
    articles = sorted({word.article_id for word in words})
    number = {name: at for at, name in enumerate(articles)}
    above, below = np.zeros((len(articles), len(FIGURES))), np.zeros((len(articles), len(FIGURES)))
    for word in words:
        parts, wholes = _terms(word)
        above[number[word.article_id]] += parts
        below[number[word.article_id]] += wholes
    bounds = bootstrap_ratios(above, below)
    values = above.sum(axis=0) / np.maximum(below.sum(axis=0), 1e-9)
    return {name: (values[at], *bounds[at]) for at, name in enumerate(FIGURES)}


def _terms(word: ReadWord) -> tuple[list[float], list[float]]:
    """What a word adds to the numerator and the denominator of each figure."""
    all_, left = word.valence, word.valence * word.is_kept
    entity, domain, value = (word.code == code for code in get_args(Code))
    noise = entity or domain
    parts = [all_ * entity, all_ * domain, all_ * noise, left * entity, left * domain, left * noise, left * value]
    wholes = [all_, all_, all_, left, left, left, all_ * value]
    return [*parts, value and word.is_kept, (all_ - left) * noise], [*wholes, value, all_ * noise]


def report(readings: Readings) -> Iterator[str]:
    """The figures, line by line."""
    codes = Counter(word.code for word in readings.words)
    n_articles = len({word.article_id for word in readings.words})
    yield f"{len(readings.words)} words of {n_articles} articles: " + ", ".join(f"{n} {c}" for c, n in codes.items())
    yield f"{'share of the absolute valence':32}{'%':>6}   95 % interval"
    for name, (value, lower, upper) in measure(readings.words).items():
        yield f"{name:32}{value:6.1%}   {lower:.1%} to {upper:.1%}"
    total, changed = readings.signs.total(), sum(n for (old, new), n in readings.signs.items() if old != new)
    yield f"{changed:,} of {total:,} sentences change their sign ({changed / total:.1%}):"
    for (old, new), n in readings.signs.most_common():
        if old != new:
            yield f"  {old:>8} → {new:8}{n:8,}"


def main() -> None:
    """Read, score, print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("codes", type=Path, help="CSV: article_id, start, word, code")
    parser.add_argument("articles", type=Path, help="folder or file that the articles are read from")
    options = parser.parse_args()
    coded = read_codes(options.codes)
    wanted = {word.article_id for word in coded}
    articles = [a for a in read_articles(options.articles).articles if a.article_id in wanted]
    sys.stdout.write("\n".join(report(read_words(coded, parse_articles(articles)))) + "\n")


if __name__ == "__main__":
    main()
