"""Sentences → the lemmas of their words, so that tables can count "surrendered" and "surrenders" as one word."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from analysis.parsing import Parsed, as_parsed
from analysis.words import cut_tokens, straighten

if TYPE_CHECKING:
    from spacy.tokens import Span

    from analysis.records import Article


def find_lemmas(source: str | Article | Parsed) -> Iterator[str]:
    """Yield the lemmas of each sentence of the headline, lead and body, joined by single spaces.

    A lemma for each token of `cut_tokens`, marks included. Only proper nouns keep their form and capital letters.

    Args:
        source: a text, an article, or what is parsed already.

    Example:
        >>> list(find_lemmas("The talks weren’t held in Geneva."))
        ["the talk be not hold in Geneva ."]
    """
    parsed = as_parsed(source)
    for sentence in parsed.sentences:
        yield join_lemmas(parsed.article.text[sentence.start : sentence.end], sentence.start, parsed.span(sentence))


def join_lemmas(text: str, start: int, span: Span) -> str:
    """The lemmas of a sentence's tokens, joined by spaces.

    A token that is not cut as the model cuts it, such as a part of a web address, has its own small letters for a lemma.

    Args:
        text: of the sentence.
        start: of the sentence in its article.
        span: the sentence's tokens as the model has them.
    """
    known = {(token.idx - start, token.idx - start + len(token)): token for token in span}
    lemmas = []
    for first, last in cut_tokens(text):
        token, form = known.get((first, last)), text[first:last]
        lemma = form.lower() if token is None else token.lemma_ if token.pos_ == "PROPN" else token.lemma_.lower()
        # An empty lemma, or one of two words, would shift all that come after it.
        lemmas.append(straighten(lemma if len(lemma.split()) == 1 else form.lower()))
    return " ".join(lemmas)
