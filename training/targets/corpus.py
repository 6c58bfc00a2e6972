"""Annotated sentences and plain articles → the sites that the network learns from."""

from __future__ import annotations

import json
import random
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from spacy.tokens import Doc, Token

from analysis.networks import hashes_of
from analysis.parsing import load_model, parse_articles
from analysis.reading import read_articles
from analysis.targets.features import NAMES, NONE, NUMBER, OTHER_NAME, SELF, SMALL_WORDS, Site, Sites

CLASS_OF = {2: 0, 4: 1, 6: 2}
"""The annotation's numbers → negative, neutral, positive."""
SET_ASIDE = 10
"""Of the articles that the sentences are from, one in so many is kept from all training."""
_PEOPLE = (
    "Alder Berg Corin Dahl Eklund Falk Groen Holm Ivers Jansen Keller Lund Moran Nyberg Olds Palmer Quist "
    "Rowan Strand Tanner Ulmer Varga Weld Yates"
)
PEOPLE = _PEOPLE.split()
_OTHERS = (
    "Anse Brevik Colwin Drava Estrel Fenwick Galt Harne Istra Joral Kestrel Lorne Mirren Norvik Orsa Pelham "
    "Quell Rusk Selby Torval Umber Vostra Wenlock Zedmor"
)
OTHERS = _OTHERS.split()
_LONGEST, _SHORTEST = 80, 5
_LONGEST_PART = 160
"""Characters of a sentence that is joined with another."""
_JOINTS = (", while ", ", but ", ", and ", "; ", ", whereas ", " as ", " after ")
_SMALL_OPENERS = "The He She They It In On At A An This That These Those His Her Their"
_OPENERS = frozenset(_SMALL_OPENERS.split())
_PARTS = frozenset({"nsubj", "nsubjpass", "dobj", "pobj", "poss", "dative", "agent"})
_PERSONAL = frozenset(["he", "she", "him", "her", "his", "they", "them", "their"])
_NAMED = frozenset({"PERSON", "ORG", "NORP", "GPE"})


@dataclass(frozen=True, slots=True)
class Target:
    """A target with what surrounds it, and what annotators said."""

    gid: str
    text: str
    start: int
    end: int
    """Half-open, in characters of the text."""
    label: int | None
    """Index in `CLASSES`; `None` where nobody has said."""
    article: str
    """The article that the text is from."""

    @property
    def set_aside(self) -> bool:
        """Whether it is kept from training."""
        return zlib.crc32(self.article.encode()) % SET_ASIDE == 0


class Passage(NamedTuple):
    """A text and the characters of the target in it."""

    text: str
    start: int
    end: int


def read_targets(path: Path) -> list[Target]:
    """Read sentences with targets.

    Args:
        path: JSON lines `{"primary_gid", "sentence_normalized", "targets": [{"Input.gid", "from", "to", "polarity"}]}`
            (NewsMTSC, Hamborg and Donnay, EACL 2021), offsets in characters, the end exclusive; polarity 2, 4 or 6.
            Neither `primary_gid` nor `polarity` need be there.

    Raises:
        OSError: if the file cannot be read.
        ValueError: for a line that is not of that form, naming it.
    """
    found: list[Target] = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if line.strip():
            try:
                found += _read_row(json.loads(line))
            except (AttributeError, IndexError, KeyError, TypeError, ValueError) as err:
                raise ValueError(f"{path}, line {number}: {err!r}") from err
    return found


def _read_row(row: Any) -> Iterator[Target]:
    text = row["sentence_normalized"]
    for target in row["targets"]:
        gid, start, end = target["Input.gid"], target["from"], target["to"]
        if not 0 <= start < end <= len(text):
            raise ValueError(f"{start}-{end} is no place in the sentence of {gid!r}")
        article = "_".join(row.get("primary_gid", gid).split("_")[:3])
        label = CLASS_OF[int(target["polarity"])] if "polarity" in target else None
        yield Target(gid, text, start, end, label, article)


def sites_of(targets: Sequence[Target]) -> Iterator[Site]:
    """Each target's site, in their order; the whole text is what is read."""
    texts = list(dict.fromkeys(target.text for target in targets))
    docs = dict(zip(texts, load_model().pipe(texts, batch_size=64), strict=True))
    for target in targets:
        doc = docs[target.text]
        yield Site(doc, (0, len(doc)), tokens_at(doc, target.start, target.end))


def tokens_at(doc: Doc, start: int, end: int) -> tuple[int, int]:
    """The words that touch a stretch of characters; where there is none, the token nearest to it."""
    at = [token.i for token in doc if token.idx < end and token.idx + len(token) > start and not token.is_space]
    words = [i for i in at if not doc[i].is_punct] or at
    words = words or [min((t for t in doc if not t.is_space), key=lambda token: abs(token.idx - start)).i]
    return words[0], words[-1] + 1


def splice(targets: Sequence[Target], n: int, draw: random.Random) -> Iterator[tuple[Target, int]]:
    """Yield the targets of sentences made of two, with the number of the target that each was.

    The sentiment toward a target stays what it was, so that such sentences teach what belongs to whom: in most that are
    annotated, all targets are spoken of alike.

    Args:
        targets: those to draw from; one is negative, the other positive or neutral.
        n: sentences to make.
        draw: draws them.
    """
    plain = [i for i, t in enumerate(targets) if len(t.text) <= _LONGEST_PART and not set(t.text) & set("“”\"'’:;()")]
    by_label = [[i for i in plain if targets[i].label == label] for label in range(3)]
    for _ in range(n if all(by_label) else 0):
        pair = [draw.choice(by_label[0]), draw.choice(by_label[draw.choice((1, 2, 2))])]
        draw.shuffle(pair)
        first, second = (targets[i] for i in pair)
        opening = first.text.rstrip(" .!?") + draw.choice(_JOINTS)
        text = (
            opening
            + (second.text[0].lower() if second.text.split()[0] in _OPENERS else second.text[0])
            + second.text[1:]
        )
        yield replace(first, text=text), pair[0]
        shift = len(opening)
        yield replace(second, text=text, start=second.start + shift, end=second.end + shift), pair[1]


def read_unlabelled(folder: Path) -> list[Site]:
    """Sites in plain articles: names, pronouns and the nouns that clauses turn on.

    Args:
        folder: of articles.
    """
    found = []
    for parsed in parse_articles(read_articles(folder).articles):
        for sentence in parsed.sentences:
            unit = (sentence.start_i, sentence.end_i)
            if _SHORTEST <= unit[1] - unit[0] <= _LONGEST:
                found += [Site(parsed.doc, unit, mention) for mention in _mentions(parsed.doc, unit)]
    return found


def disguise(site: Site, draw: random.Random) -> Passage:
    """A site's text with invented names for all that the parse takes for a name; one name stays one.

    The teacher reads these, so that it cannot learn whom annotators or papers speak well of.

    Args:
        site: whose target may be a name itself.
        draw: draws the names.
    """
    people, others = iter(draw.sample(PEOPLE, len(PEOPLE))), iter(draw.sample(OTHERS, len(OTHERS)))
    invented: dict[str, str] = {}
    text, start, end = "", 0, 0
    inside = range(*site.target)
    for (named, is_target), group in groupby(
        site.doc[site.unit[0] : site.unit[1]], key=lambda token: (is_name(token), token.i in inside)
    ):
        tokens = list(group)
        first, last = tokens[0], tokens[-1]
        if first.i == site.target[0]:
            start = len(text)
        if named:
            pool = people if last.ent_type_ in ("PERSON", "") else others
            text += invented.setdefault(last.lower_, next(pool, "Ost")) + last.whitespace_
        else:
            text += "".join(token.text_with_ws for token in tokens)
        if is_target:
            end = len(text) - len(last.whitespace_)
    return Passage(text, start, end)


def is_name(token: Token) -> bool:
    """Whether the network knows a token by its kind alone."""
    labelled = token.ent_type_ in NAMES and token.pos_ not in SMALL_WORDS
    return labelled or token.pos_ == "PROPN"


def _mentions(doc: Doc, unit: tuple[int, int]) -> Iterable[tuple[int, int]]:
    span = doc[unit[0] : unit[1]]
    named = [(ent.start, ent.end) for ent in span.ents if ent.label_ in _NAMED]
    inside = {i for first, last in named for i in range(first, last)}
    yield from named
    for token in span:
        noun = token.tag_ in ("NN", "NNS") and token.dep_ in _PARTS
        if token.i not in inside and (noun or token.lower_ in _PERSONAL):
            yield token.i, token.i + 1


def count_strings(sites: Sites, name: str) -> Counter[str]:
    """How often each string stands in a feature of the tokens; curly apostrophes count as straight ones."""
    stand_ins = [SELF, NONE, NUMBER, OTHER_NAME, *(f"<{label}>" for label in NAMES)]
    ours = dict(zip(hashes_of(stand_ins).tolist(), stand_ins, strict=True))
    strings = load_model().vocab.strings
    found: Counter[str] = Counter()
    for number, n in zip(*np.unique(sites.keys[name], return_counts=True), strict=True):
        string = ours.get(int(number)) or (strings[int(number)] if number else "")
        if string:
            found[string.replace("’", "'")] += int(n)
    return found
