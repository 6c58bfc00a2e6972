"""How well passives are found: precision, recall and F1 on sentences with gold grammar.

    python benchmarks/passives.py FILE… [--part held-out] [--errors] [--resamples 2000]

Each FILE is a treebank in CoNLL-U with Universal Dependencies (UD), e.g. the news part of UD English GUM. The text is
put together again from the tokens (`SpaceAfter=No` and paragraphs respected), parsed with the project's own model and
read by `find_passives`: end to end, no gold token or tag is used. A passive is right if its participle overlaps that of
the gold passive. The measures:

    be/get passives   gold: a word with an `aux:pass` child. Found: a passive with its own auxiliary.
    agentless         gold: such a word without an `obl:agent` child. Found: such a passive without an agent.
    with an agent     gold: such a word with an `obl:agent` child. Found: such a passive with an agent.
    all passives      gold: the words above; participles that share the auxiliary of a passive ("were killed and
                      wounded": VBN, `conj` of one of the words above, no auxiliary or subject of its own); and reduced
                      participles: VBN with the feature Voice=Pass and the relation acl, advcl, root or parataxis,
                      without an auxiliary (`aux`, `aux:pass`, `cop`) and without a subject `nsubj`, and those joined
                      to one by `conj`. Participles before a noun (`amod`: "a wounded man") count as adjectives. Where
                      a file has no feature Voice, every VBN of these relations is gold.
    reduced           the recall of the reduced and joined ones alone.

A participle joined to a passive without an auxiliary of its own is no error for the first three measures: such a
passive shares its auxiliary and is left out there. Intervals (95 %) draw whole documents (`# newdoc`), or sentences
where a file has fewer than ten.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

if TYPE_CHECKING:
    from numpy.typing import NDArray

SEED = 20250706
MIN_DOCUMENTS = 10
REDUCED = frozenset({"acl", "advcl", "root", "parataxis"})


class Word(NamedTuple):
    """A line of the treebank, and where it stands in the text put together again."""

    id: str
    tag: str
    features: str
    head: str
    relation: str
    start: int
    end: int


@dataclass(slots=True)
class Document:
    """A document: its text, and its sentences as gold words."""

    name: str
    text: str = ""
    sentences: list[list[Word]] = field(default_factory=list)


class GoldPassive(NamedTuple):
    """A passive as the treebank has it."""

    start: int
    end: int
    sentence: int
    has_auxiliary: bool
    has_agent: bool


def read_documents(path: Path) -> Iterator[Document]:
    """Yield the documents of a CoNLL-U file; a file without `# newdoc` is one document.

    Raises:
        ValueError: if a line has not ten columns.
    """
    document, joint, whole_to, at = Document(path.stem), "", 0, 0
    sentence: list[Word] = []
    for number, line in enumerate([*path.read_text(encoding="utf-8").splitlines(), ""], start=1):
        if line.startswith("# newdoc"):
            if document.sentences:
                yield document
            document, joint = Document(line.partition("=")[2].strip()), ""
        elif line.startswith("# newpar"):
            joint = "\n\n" if document.text else ""
        elif not line and sentence:
            document.sentences.append(sentence)
            sentence, whole_to = [], 0
        elif line and not line.startswith("#"):
            columns = line.split("\t")
            if len(columns) != 10:
                raise ValueError(f"{path}:{number}: {len(columns)} columns; CoNLL-U has 10")
            first, dash, last = columns[0].partition("-")
            if "." in first:  # an empty node of the enhanced graph is no word of the text
                continue
            if dash or int(first) > whole_to:
                at = len(document.text) + len(joint)
                document.text += joint + columns[1]
                joint = "" if "SpaceAfter=No" in columns[9] else " "
            if dash:  # the words of "don't" follow it, and stand in its place
                whole_to = int(last)
                continue
            end = min(at + len(columns[1]), len(document.text))
            sentence.append(Word(first, columns[4], columns[5], columns[6], columns[7], at, end))
            at = end
    if document.sentences:
        yield document


def gold_passives(document: Document) -> Iterator[GoldPassive]:
    """Yield the passives of a document as its treebank has them."""
    has_voice = any("Voice=" in word.features for words in document.sentences for word in words)
    for number, words in enumerate(document.sentences):
        children: dict[str, set[str]] = {}
        for word in words:
            children.setdefault(word.head, set()).add(word.relation)
        chosen: dict[str, GoldPassive] = {}
        waiting = [word for word in words if word.tag == "VBN" or "aux:pass" in children.get(word.id, ())]
        while True:
            new = {}
            for word in waiting:
                own = children.get(word.id, set())
                is_passive = not has_voice or "Voice=Pass" in word.features
                bare = is_passive and not own & {"aux", "aux:pass", "cop", "nsubj"}
                joined = word.relation == "conj" and word.head in chosen and "nsubj:pass" not in own
                if "aux:pass" in own or (bare and (word.relation.split(":")[0] in REDUCED or joined)):
                    new[word.id] = GoldPassive(
                        word.start, word.end, number, "aux:pass" in own, bool(own & {"obl:agent"})
                    )
            waiting = [word for word in waiting if word.id not in new]
            chosen |= new
            if not new:
                break
        yield from chosen.values()


class Found(NamedTuple):
    """A passive as `find_passives` has it."""

    start: int
    end: int
    sentence: int
    has_auxiliary: bool
    has_agent: bool


def found_passives(document: Document) -> Iterator[Found]:
    """Yield the passives that are found in a document's text."""
    from analysis.agency import find_passives
    from analysis.parsing import as_parsed
    from analysis.records import Article

    ends = [words[-1].end for words in document.sentences]
    parsed = as_parsed(Article(document.name, document.text))
    for sentence in parsed.sentences:
        for passive in find_passives(parsed.span(sentence)):
            start = passive.verb.idx
            number = int(np.searchsorted(ends, start, side="right"))
            own = passive.auxiliary is not None and not passive.shares_auxiliary
            yield Found(start, start + len(passive.verb), number, own, passive.agent is not None)


class Row(NamedTuple):
    """Whether something is gold, found and right, for each measure of `MEASURES`."""

    document: int
    sentence: int
    gold: tuple[bool, ...]
    found: tuple[bool, ...]
    text: str


MEASURES = ("be/get passives", "agentless", "with an agent", "all passives", "reduced and joined (recall)")


def _kinds(passive: GoldPassive | Found) -> tuple[bool, ...]:
    own, agent = passive.has_auxiliary, passive.has_agent
    return own, own and not agent, own and agent, True, not own


def align(number: int, document: Document) -> Iterator[Row]:
    """Yield a row for each passive that is gold, found, or both."""
    found = list(found_passives(document))
    none = (False,) * len(MEASURES)
    for gold in gold_passives(document):
        match = next((f for f in found if f.start < gold.end and gold.start < f.end), None)
        kinds, seen = _kinds(gold), none
        if match is not None:
            found.remove(match)
            seen = _kinds(match)
            if not gold.has_auxiliary:  # "reduced" asks whether it is found at all, whichever kind it is taken for
                seen = (*seen[:4], True)
        yield Row(number, gold.sentence, kinds, seen, _context(document, gold))
    for extra in found:
        yield Row(number, extra.sentence, none, (*_kinds(extra)[:4], False), _context(document, extra))


def _context(document: Document, passive: GoldPassive | Found) -> str:
    words = document.sentences[min(passive.sentence, len(document.sentences) - 1)]
    text = document.text[words[0].start : passive.start] + "[" + document.text[passive.start : passive.end] + "]"
    return f"{document.name}: {text}{document.text[passive.end : words[-1].end]}"


def counts(rows: list[Row], units: list[tuple[int, ...]], by_sentence: bool) -> NDArray[np.float64]:
    """Right, found and gold for every unit that intervals draw; shape (units, measures, 3)."""
    index = {unit: i for i, unit in enumerate(units)}
    table = np.zeros((len(units), len(MEASURES), 3))
    for row in rows:
        unit = (row.document, row.sentence) if by_sentence else (row.document,)
        gold, found = np.array(row.gold, dtype=float), np.array(row.found, dtype=float)
        table[index[unit]] += np.stack([gold * found, found, gold], axis=1)
    return table


def rates(sums: NDArray[np.float64]) -> NDArray[np.float64]:
    """Precision, recall and F1 in percent of sums (…, 3); NaN where there is nothing to divide by."""
    right, found, gold = sums[..., 0], sums[..., 1], sums[..., 2]
    with np.errstate(divide="ignore", invalid="ignore"):
        return 100 * np.stack([right / found, right / gold, 2 * right / (found + gold)], axis=-1)


def main() -> int:
    """Read, parse, compare, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="a treebank in CoNLL-U")
    parser.add_argument(
        "--part", choices=("all", "work", "held-out"), default="all", help="held-out: every third document"
    )
    parser.add_argument("--errors", action="store_true", help="print the sentences of the mistakes too")
    parser.add_argument("--resamples", type=int, default=2000, metavar="N", help="draws for the intervals")
    args = parser.parse_args()
    try:
        documents = [document for path in args.files for document in read_documents(path)]
    except (OSError, ValueError) as err:
        print(f"passives: {err}", file=sys.stderr)
        return 2
    if args.part != "all":
        documents = [d for i, d in enumerate(documents) if (i % 3 == 2) == (args.part == "held-out")]
    rows = [row for number, document in enumerate(documents) for row in align(number, document)]
    if args.errors:
        _print_errors(rows)
    by_sentence = len(documents) < MIN_DOCUMENTS
    units: list[tuple[int, ...]] = [(i,) for i in range(len(documents))]
    if by_sentence:
        units = [(i, k) for i, d in enumerate(documents) for k in range(len(d.sentences))]
    table = counts(rows, units, by_sentence)
    rng = np.random.default_rng(SEED)
    draws = rng.multinomial(len(units), np.full(len(units), 1 / len(units)), size=args.resamples).astype(float)
    resampled = rates(np.einsum("ru,umk->rmk", draws, table))
    low, high = np.nanquantile(resampled, [0.025, 0.975], axis=0)
    sums = table.sum(axis=0)
    n_sentences = sum(len(d.sentences) for d in documents)
    drawn = "sentences" if by_sentence else "documents"
    print(f"{len(documents)} documents, {n_sentences} sentences; in brackets 95 % intervals, drawing {drawn}")
    for i, (name, (precision, recall, f1)) in enumerate(zip(MEASURES, rates(sums), strict=True)):
        right, found, gold = sums[i].astype(int)
        line = f"{name:28} R {recall:5.1f} [{low[i, 1]:.1f}, {high[i, 1]:.1f}]"
        if not name.endswith("(recall)"):
            line += f"  P {precision:5.1f}  F1 {f1:5.1f} [{low[i, 2]:.1f}, {high[i, 2]:.1f}]"
        print(f"{line}  ({right} right of {found} found, {gold} gold)")
    return 0


def _print_errors(rows: list[Row]) -> None:
    for row in rows:
        for i, name in enumerate(MEASURES):
            if row.gold[i] != row.found[i] and name != "with an agent":
                print(f"{'missed' if row.gold[i] else 'wrong '} {name:15.15} {row.text}")


if __name__ == "__main__":
    raise SystemExit(main())
