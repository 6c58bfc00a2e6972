"""Which words belong to a name, whose valence says nothing: "United Nations Security Council" praises nobody.

A capitalised word is part of a name if it stands in an entity of the parse (a person, organisation, place, group, law,
event, work, building or product) or is tagged as a proper noun. Two places need care, because a capital proves nothing
there. Where a sentence or quotation opens, the tag or a longer entity must say so too. In a headline in title case a
word is a name only if the article's ordinary sentences have it, with the word beside it, in a name.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

    from analysis.parsing import Parsed

_NAMES = frozenset({"PERSON", "ORG", "GPE", "LOC", "NORP", "LAW", "EVENT", "WORK_OF_ART", "FAC", "PRODUCT"})
_PEOPLE = frozenset({"PERSON", "NORP"})
_PROPER = frozenset({"NNP", "NNPS"})
_OPENINGS = frozenset(
    {'"', "'", "``", "“", "‘", ":", "—", "–", "--", "-", "(", "[", "•", "…", "...", ";", "?", "!", "."}
)
_CONTENT = frozenset({"NOUN", "PROPN", "VERB", "ADJ", "ADV"})
_FEWEST = 3
"""Words of content from which a sentence can be told to be in title case."""
_LOWER_IN = 8
"""One word in so many may lack its capital in title case: the parse takes some prepositions for words of content."""


class Names:
    """Tells of the words of one article whether they belong to a name."""

    def __init__(self, parsed: Parsed) -> None:
        self._parsed = parsed
        self._known: frozenset[tuple[str, str]] | None = None

    def has(self, token: Token, sentence: Span) -> bool:
        """Whether a word belongs to a name.

        Args:
            token: the word.
            sentence: the words of its sentence.

        Example:
            >>> from analysis.parsing import as_parsed
            >>> parsed = as_parsed("Justice was done, the Justice Department told the United Nations.")
            >>> names, sentence = Names(parsed), parsed.span(parsed.sentences[0])
            >>> [word.text for word in sentence if names.has(word, sentence)]
            ['Justice', 'Department', 'United', 'Nations']
        """
        if not token.text[0].isupper():
            return False
        if is_title_case(sentence):
            return any(pair in self._names_of_text() for pair in _pairs_with(token))
        return _is_name(token, sentence)

    def _names_of_text(self) -> frozenset[tuple[str, str]]:
        """Pairs of words side by side in names of the ordinary sentences."""
        if self._known is None:
            self._known = frozenset(self._find_pairs())
        return self._known

    def _find_pairs(self) -> Iterator[tuple[str, str]]:
        for sentence in map(self._parsed.span, self._parsed.sentences):
            if is_title_case(sentence):
                continue
            named = [token.text[0].isupper() and _is_name(token, sentence) for token in sentence]
            for at, (left, right) in enumerate(pairwise(named)):
                if left and right:
                    yield sentence[at].lower_, sentence[at + 1].lower_


def is_title_case(sentence: Span) -> bool:
    """Whether the nouns, verbs, adjectives and adverbs of a sentence have capitals, as in headlines of many US papers.

    Example:
        >>> from analysis.parsing import as_parsed
        >>> texts = ("Mayor Wins Vote After Bitter Fight", "Mayor Keller of Lund Falls wins vote")
        >>> [is_title_case(as_parsed(text).doc[:]) for text in texts]
        [True, False]
    """
    words = [token.text for token in sentence if token.pos_ in _CONTENT and token.text[0].isalpha()]
    return len(words) >= _FEWEST and sum(word[0].islower() for word in words) <= len(words) // _LOWER_IN


def _is_name(token: Token, sentence: Span) -> bool:
    """Whether a capitalised word of an ordinary sentence is part of a name."""
    proper = token.tag_ in _PROPER
    entity = token.ent_type_ in _NAMES
    if _opens(token, sentence):
        if entity and _in_longer_entity(token) and (proper or token.ent_type_ not in _PEOPLE):
            return True
        return proper and _leads_name(token, sentence)
    if token.text.isupper() and len(token) > 1:
        return entity and proper and _in_longer_entity(token)
    return entity or proper


def _opens(token: Token, sentence: Span) -> bool:
    """Whether a word has its capital, or may have it, from its place."""
    return token.i == sentence.start or token.nbor(-1).text in _OPENINGS or token.nbor(-1).is_space


def _in_longer_entity(token: Token) -> bool:
    near = [token.nbor(step) for step in (-1, 1) if 0 <= token.i + step < len(token.doc)]
    return any(other.ent_type == token.ent_type and _capital(other) for other in near)


def _leads_name(token: Token, sentence: Span) -> bool:
    """Whether a proper noun follows with which a word makes up a name."""
    following = token.i + 1
    return following < sentence.end and token.dep_ == "compound" and token.nbor().tag_ in _PROPER


def _capital(token: Token) -> bool:
    return bool(token.text[0].isupper())


def _pairs_with(token: Token) -> Iterator[tuple[str, str]]:
    if token.i > 0:
        yield token.nbor(-1).lower_, token.lower_
    if token.i + 1 < len(token.doc):
        yield token.lower_, token.nbor().lower_
