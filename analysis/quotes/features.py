"""A parsed article → the categories by which the tagger knows each of its tokens.

Everything is computed for a whole article at once, on arrays, so that it costs little beside the parse. No feature
looks into the language model's own vectors: any English spaCy model can parse.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from analysis.networks import Floats, Hashes, Ints, look_up
from analysis.parsing import Parsed
from analysis.records import Span

if TYPE_CHECKING:
    from spacy.tokens import Doc

KEYS = ("lemma", "word", "tag", "dep", "entity", "ancestor_lemma", "ancestor_dep")
"""Features whose values are strings: the tagger's vocabulary numbers them, 0 for one that it does not know."""
CODES = {
    "quote": 4,
    "shape": 8,
    "cue": 7,
    "cue_type": 6,
    "source": 5,
    "place": 9,
    "sentence_cue": 42,
    "sentence_kinds": 96,
    "sentence_number": 8,
    "ancestor": 49,
    "head_cue": 7,
    "headline": 2,
}
"""Features whose values are small numbers, with how many of them there are."""
RELATIONS = ("nsubj", "nsubjpass", "ccomp", "xcomp", "dobj", "prep", "parataxis", "oprd", "agent", "mark")
"""Dependants that tell what a word governs: a flag each for the token and one for its ancestor."""
N_FLAGS = 2 * len(RELATIONS)
OUTSIDE, OPENS, INSIDE, CLOSES = range(4)
"""Where a token stands with respect to quotation marks."""

_ATTRIBUTES = ("LEMMA", "LOWER", "TAG", "DEP", "POS", "ENT_TYPE", "HEAD", "LENGTH", "SPACY")
_FLAGS = ("IS_SPACE", "IS_DIGIT", "IS_UPPER", "IS_TITLE", "IS_LOWER", "IS_PUNCT")
_DEEPEST = 12
"""Steps up the tree in search of a cue."""
_STRONG = 3
"""Cue class at which the search ends."""


@dataclass(frozen=True, slots=True)
class WordClasses:
    """How likely a lemma of a part of speech is to be a cue or a source, in classes; the keys of each are sorted."""

    cue_keys: Hashes
    """As `class_keys` makes them."""
    cue_classes: Ints
    """0 to 5."""
    source_keys: Hashes
    source_classes: Ints
    """0 to 3."""
    lexicon_keys: Hashes
    """Hashes of the lemmas in the cue lexicon."""
    lexicon_types: Ints
    """Their attribution types, from 1."""


@dataclass(frozen=True, slots=True)
class Tokens:
    """The tokens of an article's analysed sentences without white space; all arrays have one row a token."""

    doc_i: Ints
    """Position in `Parsed.doc`."""
    start: Ints
    end: Ints
    head: Ints
    """Row of the syntactic head; its own for a root, or where the head is not among the rows."""
    sentence: Ints
    """Number in `Parsed.sentences`."""
    paragraph: Ints
    keys: Mapping[str, Hashes]
    """`KEYS` → hashes in spaCy's string store."""
    codes: Mapping[str, Ints]
    """`CODES` → numbers."""
    flags: Floats
    """Shape (tokens, N_FLAGS), 0 or 1."""

    def __len__(self) -> int:
        """Number of tokens."""
        return len(self.doc_i)

    def part(self, start: int, end: int) -> Tokens:
        """A stretch of the tokens; heads outside it are cut off."""
        if (start, end) == (0, len(self)):
            return self
        head = self.head[start:end] - start
        here = slice(start, end)
        return Tokens(
            self.doc_i[here],
            self.start[here],
            self.end[here],
            np.where((head < 0) | (head >= end - start), np.arange(end - start), head),
            self.sentence[here],
            self.paragraph[here],
            {name: values[here] for name, values in self.keys.items()},
            {name: values[here] for name, values in self.codes.items()},
            self.flags[here],
        )


def class_keys(lemmas: Hashes, pos: Hashes) -> Hashes:
    """One number for a lemma (its hash) with a part of speech (spaCy's number)."""
    return lemmas ^ (pos * np.uint64(0x9E3779B97F4A7C15))


def read_tokens(parsed: Parsed, marked: Sequence[Span], classes: WordClasses) -> Tokens | None:
    """The tokens of the analysed sentences with their features; `None` if there are none.

    Args:
        parsed: an article.
        marked: its stretches in quotation marks, sorted, without overlaps.
        classes: how likely words are to be cues and sources.
    """
    if not parsed.sentences:
        return None
    whole = dict(zip((*_ATTRIBUTES, *_FLAGS), _columns(parsed.doc), strict=True))
    of_sentence = np.array([(s.start_i, s.end_i, s.index, s.paragraph, s.zone == "headline") for s in parsed.sentences])
    first, last, *numbers = of_sentence.T
    covers = np.repeat(np.arange(len(first)), last - first)
    doc_i = np.arange(len(covers)) + (first - np.r_[0, np.cumsum(last - first)[:-1]])[covers]
    kept = whole["IS_SPACE"][doc_i] == 0
    doc_i = doc_i[kept]
    sentence, paragraph, headline = (number[covers[kept]] for number in numbers)
    n = len(doc_i)
    column = {name: values[doc_i] for name, values in whole.items()}
    lengths = whole["LENGTH"].astype(np.int64)
    behind = np.cumsum(lengths + whole["SPACY"].astype(np.int64))
    end = behind[doc_i] - column["SPACY"].astype(np.int64)
    start = end - lengths[doc_i]
    row_of = np.full(len(parsed.doc), -1)
    row_of[doc_i] = np.arange(n)
    head = row_of[doc_i + column["HEAD"].astype(np.int64)]
    head = np.where(head < 0, np.arange(n), head)

    keys = class_keys(column["LEMMA"], column["POS"])
    cue = look_up(keys, classes.cue_keys, classes.cue_classes, -1)
    quote = _quote_state(start, end, marked)
    governs = _governs(column["DEP"], head, parsed)
    anchor, top, found = _ancestors(head, cue)
    known = found >= 0
    outer = (quote != OUTSIDE).astype(np.int64)
    above = outer[anchor]
    side = (np.arange(n) > anchor).astype(np.int64)
    no_string = np.uint64(0)
    return Tokens(
        doc_i=doc_i,
        start=start,
        end=end,
        head=head,
        sentence=sentence,
        paragraph=paragraph,
        keys={
            "lemma": column["LEMMA"],
            "word": column["LOWER"],
            "tag": column["TAG"],
            "dep": column["DEP"],
            "entity": column["ENT_TYPE"],
            "ancestor_lemma": np.where(known, column["LEMMA"][anchor], no_string),
            "ancestor_dep": np.where(known, column["DEP"][top], no_string),
        },
        codes={
            "quote": quote,
            "shape": _shape(column),
            "cue": cue + 1,
            "cue_type": look_up(column["LEMMA"], classes.lexicon_keys, classes.lexicon_types, 0),
            "source": look_up(keys, classes.source_keys, classes.source_classes, -1) + 1,
            **_sentence_codes(sentence, paragraph, cue, outer),
            "ancestor": np.where(known, 1 + side + 2 * np.maximum(found, 0) + 12 * outer + 24 * above, 0),
            "head_cue": cue[head] + 1,
            "headline": headline,
        },
        flags=np.concatenate([governs, governs[anchor] * known[:, None]], axis=1).astype(np.float32),
    )


def _columns(doc: Doc) -> Hashes:
    """The attributes of all tokens, a row each."""
    found: Hashes = np.ascontiguousarray(doc.to_array([*_ATTRIBUTES, *_FLAGS]).astype(np.uint64, copy=False).T)
    return found


def _quote_state(start: Ints, end: Ints, marked: Sequence[Span]) -> Ints:
    if not marked:
        return np.zeros(len(start), np.int64)
    left, right = np.array(marked).T
    at = np.searchsorted(left, start, side="right") - 1
    inside = (at >= 0) & (start < right[at])
    state = np.where(start == left[at], OPENS, np.where(end >= right[at], CLOSES, INSIDE))
    return np.where(inside, state, OUTSIDE)


def _shape(column: Mapping[str, Hashes]) -> Ints:
    """0 other, 1 number, 2 one capital, 3 capitals, 4 capitalised, 5 small letters, 6 punctuation, 7 mixed letters."""
    conditions = [
        column["IS_DIGIT"] > 0,
        (column["IS_UPPER"] > 0) & (column["LENGTH"] == 1),
        column["IS_UPPER"] > 0,
        column["IS_TITLE"] > 0,
        column["IS_LOWER"] > 0,
        column["IS_PUNCT"] > 0,
        column["LENGTH"] > 2,
    ]
    return np.select(conditions, [1, 2, 3, 4, 5, 6, 7], 0).astype(np.int64)


def _governs(dep: Hashes, head: Ints, parsed: Parsed) -> NDArray[np.bool_]:
    """Which of `RELATIONS` each token has among its dependants."""
    strings = parsed.doc.vocab.strings
    found = np.zeros((len(dep), len(RELATIONS)), bool)
    for number, relation in enumerate(RELATIONS):
        found[head[dep == np.uint64(strings[relation])], number] = True
    return found


def _ancestors(head: Ints, cue: Ints) -> tuple[Ints, Ints, Ints]:
    """The likeliest cue above each token: its row, the token under it on the way, and its class (-1 if there is none).

    A farther one counts only if its class is higher by more than one; one of a strong class ends the search.
    """
    n = len(head)
    anchor, top, best = np.arange(n), np.arange(n), np.full(n, -1)
    searching = here = np.arange(n)
    for _ in range(_DEEPEST):
        above = head[here]
        goes_on = (above != here) & (best[searching] < _STRONG)
        searching, here, above = searching[goes_on], here[goes_on], above[goes_on]
        if not len(searching):
            break
        strength, known = cue[above], best[searching]
        better = (strength >= 1) & ((known < 0) | (strength > known + 1))
        found = searching[better]
        anchor[found], top[found], best[found] = above[better], here[better], strength[better]
        here = above
    return anchor, top, best


def _sentence_codes(sentence: Ints, paragraph: Ints, cue: Ints, quoted: Ints) -> dict[str, Ints]:
    """What kind of sentence a token stands in, and where."""
    n = len(sentence)
    first = np.flatnonzero(np.r_[True, sentence[1:] != sentence[:-1]])
    of = np.cumsum(np.r_[0, sentence[1:] != sentence[:-1]])
    size = np.diff(np.r_[first, n])
    in_marks = np.add.reduceat(quoted, first)
    kind = np.where(in_marks == 0, 0, np.where(in_marks >= size - 1, 1, 2))
    strongest = np.maximum.reduceat(np.where(quoted > 0, -1, cue), first) + 1
    opens = np.r_[True, paragraph[first][1:] != paragraph[first][:-1]]
    closes = np.r_[opens[1:], True]
    before = np.where(opens, 3, np.r_[3, kind[:-1]])
    after = np.where(closes, 3, np.r_[kind[1:], 3])
    running = np.arange(len(first))
    number = running - np.maximum.accumulate(np.where(opens, running, 0))
    place = np.ones(n, np.int64)
    place[first + size - 1] = 2
    place[first] = 0
    return {
        "place": place * 3 + kind[of],
        "sentence_cue": strongest[of] * 6 + quoted * 3 + kind[of],
        "sentence_kinds": ((kind * 4 + before) * 4 + after)[of] * 2 + quoted,
        "sentence_number": (np.minimum(number, 3) * 2 + closes)[of],
    }
