"""Cues and scopes of negation, scored against files in the format of ConanDoyle-neg (CD-SCO).

    python benchmarks/negation.py FILE… [--show-errors N]

One token a line, columns by tabs, an empty line between sentences: chapter, sentence, token, word, lemma, part of
speech, tree, then `***` or three columns a negation: cue, scope, event. Only the words are read; the project's own
model parses them. The files come with the *SEM 2012 shared task (Morante and Blanco 2012).

How it is measured, after that task:

cues      a predicted cue counts if it has exactly the tokens of an annotated one, of an affixal cue the same affix
scope     tokens in scope over all negations, a token once for each scope that it is in; "gold cues" finds the scopes
          of the annotated cues, "own cues" those of the cues found, where all tokens of a wrong cue's scope are
          wrong and all of a missed cue's are missed
exact     share of the annotated cues whose scope, found with gold cues, is right to the token
baseline  the three words after each gold cue, the reach that VADER gives a negator (Hutto and Gilbert 2014)

Punctuation does not count, as in that task; a second block counts it. 95 % intervals of F1 resample sentences.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from spacy.tokens import Doc

N_COLUMNS = 7
WINDOW = 3
N_RESAMPLED = 1000
MARKS = {"``": '"', "''": '"'}
NO_SPACE_BEFORE = frozenset({*",.;:?!)", "n't", "'s", "'ll", "'ve", "'re", "'d", "'m", "'", "''"})

Cue = tuple[tuple[int, str], ...]
"""Positions in the sentence with the characters that are the cue, lower-cased."""


class Annotation(NamedTuple):
    """A negation of one sentence."""

    cue: Cue
    scope: frozenset[int]


@dataclass(frozen=True, slots=True)
class Sentence:
    """The words of a sentence, and what annotators found."""

    name: str
    words: tuple[str, ...]
    negations: tuple[Annotation, ...]


class Counts(NamedTuple):
    """Right, wrong and missed."""

    right: int
    wrong: int
    missed: int


@dataclass(slots=True)
class Tally:
    """Counts of each sentence, so that sentences can be resampled."""

    rows: list[Counts] = field(default_factory=list)

    def line(self) -> str:
        """Precision, recall and F1 with its interval, in per cent."""
        import numpy as np

        table = np.array(self.rows, dtype=float)
        right, wrong, missed = table.sum(axis=0)
        drawn = np.random.default_rng(1).integers(len(table), size=(N_RESAMPLED, len(table)))
        sums = table[drawn].sum(axis=1)
        low, high = np.percentile(2 * sums[:, 0] / np.maximum(2 * sums[:, 0] + sums[:, 1] + sums[:, 2], 1), (2.5, 97.5))
        precision, recall = right / max(right + wrong, 1), right / max(right + missed, 1)
        f1 = 2 * right / max(2 * right + wrong + missed, 1)
        return f"P {precision:6.1%}  R {recall:6.1%}  F1 {f1:6.1%} ({low:.1%} to {high:.1%})"


def read_sentences(path: Path) -> Iterator[Sentence]:
    """Yield the sentences of a file.

    Raises:
        ValueError: naming the line that is not in the format.
    """
    rows: list[list[str]] = []
    for number, line in enumerate([*path.read_text(encoding="utf-8").splitlines(), ""], 1):
        if line.strip():
            row = line.split("\t")
            wide = len(row) > N_COLUMNS and (row[N_COLUMNS] == "***" or (len(row) - N_COLUMNS) % 3 == 0)
            if not wide or (rows and len(row) != len(rows[0])):
                raise ValueError(f"{path}:{number}: {len(row)} columns; expected 7 and `***` or three a negation")
            rows.append(row)
        elif rows:
            yield _sentence(rows)
            rows = []


def _sentence(rows: list[list[str]]) -> Sentence:
    words = tuple(row[3] for row in rows)
    negations = []
    if rows[0][N_COLUMNS] != "***":
        for column in range(N_COLUMNS, len(rows[0]), 3):
            cue = tuple((at, row[column].lower()) for at, row in enumerate(rows) if row[column] != "_")
            scope = frozenset(at for at, row in enumerate(rows) if row[column + 1] != "_")
            if cue:
                negations.append(Annotation(cue, scope))
    return Sentence(f"{rows[0][0]} {rows[0][1]}", words, tuple(negations))


def parse(sentences: Sequence[Sentence]) -> Iterator[Doc]:
    """The model's parse of the given words, each sentence as one."""
    from spacy.tokens import Doc

    from analysis.parsing import load_model

    nlp = load_model()
    docs: list[Doc] = []
    for sentence in sentences:
        following = [*sentence.words[1:], ""]
        spaces = [
            bool(after) and after.lower() not in NO_SPACE_BEFORE and word not in {"``", "("}
            for word, after in zip(sentence.words, following, strict=True)
        ]
        docs.append(
            Doc(
                nlp.vocab,
                words=[MARKS.get(word, word) for word in sentence.words],
                spaces=spaces,
                sent_starts=[True, *[False] * (len(sentence.words) - 1)],
            )
        )
    yield from nlp.pipe(docs)


def count(gold: Iterable[int], found: Iterable[int]) -> Counts:
    """How two scopes agree."""
    gold, found = set(gold), set(found)
    return Counts(len(gold & found), len(found - gold), len(gold - found))


def add(counts: Iterable[Counts]) -> Counts:
    """The sum."""
    columns = list(zip(*counts, strict=True)) or [(), (), ()]
    return Counts(*(sum(column) for column in columns))


def affix_of(cue: Cue, words: Sequence[str]) -> tuple[int, int] | None:
    """Where in its word a cue stands that is an affix."""
    if len(cue) != 1 or cue[0][1] == words[cue[0][0]].lower():
        return None
    at = words[cue[0][0]].lower().rfind(cue[0][1]) if cue[0][1] == "less" else 0
    return at, at + len(cue[0][1])


def window(sentence: Sentence, cue: Cue) -> list[int]:
    """The baseline's scope."""
    after = range(cue[-1][0] + 1, len(sentence.words))
    return [at for at in after if is_word(sentence.words[at])][:WINDOW]


def is_word(text: str) -> bool:
    """Whether a token is more than punctuation."""
    return any(character.isalnum() for character in text)


def find(sentence: Sentence, doc: Doc) -> dict[Cue, frozenset[int]]:
    """The cues found, with their scopes."""
    from analysis.framing.negation import find_negations

    found = {}
    for negation in find_negations(doc[:]):
        if negation.affixal:
            (start, end), (i,) = negation.cue_spans[0], negation.cue_tokens
            cue: Cue = ((i, doc[i].lower_[start - doc[i].idx : end - doc[i].idx]),)
        else:
            cue = tuple((i, sentence.words[i].lower()) for i in negation.cue_tokens)
        found[cue] = frozenset(negation.scope_tokens)
    return found


MEASURES = ("cues", "scope, gold cues", "scope, own cues", "baseline")


def score(sentences: Sequence[Sentence], docs: Sequence[Doc], n_shown: int) -> None:
    """Measure and print."""
    from analysis.framing.negation import negation_of

    tallies = {(name, marks): Tally() for name in MEASURES for marks in (False, True)}
    exact = {False: 0, True: 0}
    wrong: dict[str, list[str]] = {"cue": [], "scope": []}
    for sentence, doc in zip(sentences, docs, strict=True):
        own = find(sentence, doc)
        gold = {negation.cue: negation.scope for negation in sentence.negations}
        given = {
            cue: frozenset(negation_of(doc[:], [i for i, _ in cue], affix=affix_of(cue, sentence.words)).scope_tokens)
            for cue in gold
        }
        for marks in (False, True):
            kept = {at for at, word in enumerate(sentence.words) if marks or is_word(word)}
            right = [count(gold[cue] & kept, given[cue] & kept) for cue in gold]
            rows = {
                "cues": Counts(len(own.keys() & gold), len(own.keys() - gold), len(gold.keys() - own)),
                "scope, gold cues": add(right),
                "scope, own cues": add(
                    count(gold.get(cue, frozenset()) & kept, own.get(cue, frozenset()) & kept)
                    for cue in {**gold, **own}
                ),
                "baseline": add(count(gold[cue] & kept, window(sentence, cue)) for cue in gold),
            }
            for name, row in rows.items():
                tallies[name, marks].rows.append(row)
            exact[marks] += sum(row.wrong == row.missed == 0 for row in right)
        for cue in sorted(gold.keys() ^ own.keys()):
            what = "missed" if cue in gold else "extra"
            wrong["cue"].append(f"{what} cue {_as_text(cue)}: {sentence.name} {' '.join(sentence.words)}")
        for cue, scope in gold.items():
            if given[cue] != scope:
                wrong["scope"].append(
                    f"scope of {_as_text(cue)}: {sentence.name} {_shown(sentence, scope, given[cue])}"
                )
    for lines in wrong.values():
        print(*lines[:n_shown], sep="\n", end="\n" if n_shown else "")
    n_negations = sum(len(sentence.negations) for sentence in sentences)
    print(f"{len(sentences)} sentences, {n_negations} negations")
    print(f"{'cues':18s} {tallies['cues', False].line()}")
    for marks in (False, True):
        print(f"punctuation {'counted' if marks else 'not counted'}")
        for name in MEASURES[1:]:
            print(f"  {name:16s} {tallies[name, marks].line()}")
        print(f"  {'exact, gold cues':16s} {exact[marks] / max(n_negations, 1):.1%}")


def _as_text(cue: Cue) -> str:
    return " ".join(f"{text}@{at}" for at, text in cue)


def _shown(sentence: Sentence, gold: frozenset[int], found: frozenset[int]) -> str:
    """The sentence with `=` before what is right, `-` before what is too much, `+` before what is missed."""
    sign = {(True, True): "=", (False, True): "-", (True, False): "+", (False, False): ""}
    return " ".join(sign[at in gold, at in found] + word for at, word in enumerate(sentence.words))


def main() -> int:
    """Read, parse, find, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", type=Path, nargs="+", metavar="FILE", help="in CD-SCO format")
    parser.add_argument("--show-errors", type=int, default=0, metavar="N", help="print N wrong cues and N wrong scopes")
    args = parser.parse_args()
    try:
        sentences = [sentence for path in args.files for sentence in read_sentences(path)]
    except (OSError, UnicodeDecodeError, ValueError) as err:
        print(f"negation: {err}", file=sys.stderr)
        return 2
    if not sentences:
        print("negation: there is no sentence in these files", file=sys.stderr)
        return 2
    from analysis.framing.negation import find_negations
    from analysis.parsing import load_model

    load_model()
    list(find_negations(next(parse([Sentence("", ("No", "."), ())]))[:]))  # word lists are read before the clock starts
    started = time.process_time()
    docs = list(parse(sentences))
    parsed = time.process_time()
    for doc in docs:
        for _ in find_negations(doc[:]):
            pass
    seconds = time.process_time() - parsed
    score(sentences, docs, args.show_errors)
    per_token = seconds / sum(map(len, docs))
    print(f"processor time: {per_token * 1e6:.2f} ms per 1,000 tokens, {seconds / (parsed - started):.1%} of the parse")
    return 0


if __name__ == "__main__":
    sys.exit(main())
