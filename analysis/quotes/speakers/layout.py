"""Where an article's names and pronouns stand, read once from the parse for all who ask about them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from analysis.parsing import Parsed

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

GENDERS = {"he": "male", "him": "male", "his": "male", "himself": "male"}
GENDERS |= {"she": "female", "her": "female", "hers": "female", "herself": "female"}
"""The pronouns that mean one person, and that person's gender."""
NAME_TAGS = ("NNP", "NNPS")

_NAME_SHAPES = ("X'Xxxxx", "X’Xxxxx", "X'Xxxx", "X’Xxxx")
"""Names like "O'Hara" and "D'Avila", which the tagger takes for nouns."""
SUBJECT = 2.0
_QUOTED = 0.3
_POSSESSIVE = 0.6
DECAY = 0.5
"""Weight that a mention of a body keeps for each sentence between it and what refers to it."""
_TITLE_CASE = 0.7
"""Share of a headline's longer words that begin with a capital letter."""
_LONG_WORD, _HEADLINE = 4, 5
"""Letters of a longer word; so many of them are enough to tell."""


class Layout:
    """An article's sentences, names and pronouns by token position.

    Attributes:
        names: positions of the analysed tokens that are tagged as names.
        pronouns: positions of "he", "she" and their other forms outside quotation marks.
        entities: what the recogniser labels in the analysed sentences.
        quoted: positions inside quotation marks.
        story_names: the words tagged as names outside headlines.
    """

    def __init__(self, parsed: Parsed, quoted: frozenset[int]) -> None:
        """Read the parse."""
        self.parsed = parsed
        self.doc = doc = parsed.doc
        self.quoted = quoted
        sentences = parsed.sentences
        ends = np.array([s.end_i for s in sentences], dtype=np.int64)
        starts = np.array([s.start_i for s in sentences], dtype=np.int64)
        at = np.searchsorted(ends, np.arange(len(doc) + 1), side="right")
        self._sentence_of: list[int] = at.tolist()
        columns = doc.to_array(["TAG", "LOWER", "SHAPE", "LENGTH", "IS_ALPHA"])
        inside = np.zeros(len(doc), dtype=bool)
        for start, end in zip(starts, ends, strict=True):
            inside[start:end] = True
        self._analysed = inside
        strings = doc.vocab.strings
        tagged = np.isin(columns[:, 0], [strings[tag] for tag in NAME_TAGS])
        named = tagged | np.isin(columns[:, 2], [strings[shape] for shape in _NAME_SHAPES])
        pronominal = np.isin(columns[:, 1], [strings.add(word) for word in GENDERS])
        self.names: list[int] = np.flatnonzero(named & inside).tolist()
        self.pronouns: list[int] = [i for i in np.flatnonzero(pronominal & inside).tolist() if i not in quoted]
        self.entities: list[Span] = [
            ent for ent in doc.ents if inside[ent.start] and ent.end <= ends[self._sentence_of[ent.start]]
        ]
        capitals = [shape for shape in np.unique(columns[:, 2]) if strings[shape][:1] == "X"]
        long = inside & (columns[:, 3] >= _LONG_WORD) & (columns[:, 4] > 0)
        self._title_case = _find_title_case(at[:-1], long, long & np.isin(columns[:, 2], capitals), tagged)
        self.story_names = frozenset(doc[i].text for i in self.names if not self.in_title_case(i))

    def sentence(self, position: int) -> int:
        """The number of the sentence of a token; outside the sentences that of the next one."""
        return self._sentence_of[position]

    def paragraph(self, position: int) -> int:
        """The number of the paragraph of a token."""
        sentences = self.parsed.sentences
        return sentences[min(self._sentence_of[position], len(sentences) - 1)].paragraph

    def words_among(self, words: Iterable[str]) -> list[int]:
        """The positions of the analysed tokens that are one of some words."""
        strings = self.doc.vocab.strings
        found = np.isin(self.doc.to_array("ORTH"), [strings.add(word) for word in words])
        return np.flatnonzero(found & self._analysed).tolist()

    def is_within_sentence(self, start: int, end: int) -> bool:
        """Whether tokens stand in one analysed sentence."""
        sentence = self._sentence_of[start]
        return bool(self._analysed[start:end].all()) and sentence == self._sentence_of[end - 1]

    def in_title_case(self, position: int) -> bool:
        """Whether a token stands in a headline like "Pastor Wants Scouts Banned", where any word may seem a name."""
        return self._sentence_of[position] in self._title_case


def _find_title_case(sentence: Ints, long: Flags, capital: Flags, named: Flags) -> frozenset[int]:
    """The sentences of which most longer words have capitals, some that are no names among them.

    Args:
        sentence: number of each token's sentence.
        long: which tokens are longer words.
        capital: which of these begin with a capital.
        named: which tokens are tagged as names.
    """
    n_long, n_capital = np.bincount(sentence[long]), np.bincount(sentence[capital])
    written = np.flatnonzero(capital)
    opens = np.diff(sentence[written], prepend=-1) != 0
    common = set(sentence[written[~opens & ~named[written]]].tolist())
    return frozenset(
        number for number in common if n_long[number] >= _HEADLINE and n_capital[number] >= _TITLE_CASE * n_long[number]
    )


def main_mention(token: Token) -> Token:
    """The word that a name in apposition belongs to: "mayor" for "Lund" in "the mayor, Ada Lund"."""
    while token.dep_ == "appos" and token.head.i < token.i:
        token = token.head
    return token


def mention_weight(token: Token, quoted: frozenset[int]) -> float:
    """What a mention counts for those who may be meant later: subjects more, possessives and quoted mentions less."""
    role = main_mention(token).dep_
    weight = SUBJECT if role in ("nsubj", "nsubjpass") else _POSSESSIVE if role == "poss" else 1.0
    return weight * _QUOTED if token.i in quoted else weight
