"""Sentences → the lemmas of their words, so that tables can count "surrendered" and "surrenders" as one word."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

from analysis.parsing import Parsed, as_parsed
from analysis.words import cut_tokens, straighten

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

    from analysis.records import Article


_CONTRACTED = {"n't": "not", "'re": "be", "'m": "be", "'ve": "have", "'ll": "will", "'d": "would"}
"""The model knows these with a straight apostrophe only."""


def find_lemmas(source: str | Article | Parsed) -> Iterator[str]:
    """Yield the lemmas of each sentence of the headline, lead and body, joined by single spaces.

    A lemma for each token of `cut_tokens`, marks included. Only names have capital letters, and keep their form.

    Args:
        source: a text, an article, or what is parsed already.

    Example:
        >>> list(find_lemmas("Mr. Webb said the talks weren’t held in Geneva."))
        ['Mr . Webb say the talk be not hold in Geneva .']
    """
    parsed = as_parsed(source)
    # In headlines any word may have a capital letter, and the model takes it for a name.
    stories = [parsed.span(sentence) for sentence in parsed.sentences if sentence.zone != "headline"]
    names = {token.text for span in stories for token in span if token.pos_ == "PROPN"}
    for sentence in parsed.sentences:
        text = parsed.article.text[sentence.start : sentence.end]
        yield join_lemmas(text, sentence.start, parsed.span(sentence), names)


def join_lemmas(text: str, start: int, span: Span, names: Collection[str] = ()) -> str:
    """The lemmas of a sentence's tokens, joined by spaces.

    A token that is not cut as the model cuts it, such as a part of a web address, has its own form for a lemma.

    Args:
        text: of the sentence.
        start: of the sentence in its article.
        span: the sentence's tokens as the model has them.
        names: words that are names elsewhere in the article. The model takes some of them for nouns now and then, and
            would make several "sander" of "Sanders".
    """
    known: dict[int, tuple[int, str, bool]] = {}
    for token in span:
        first = token.idx - start
        name = token.pos_ == "PROPN" or (token.pos_ == "NOUN" and token.text in names)
        known[first] = first + len(token), _lemma_of(token), name
    lemmas = []
    within = (0, "", False)
    for first, last in cut_tokens(text):
        form, lemma = text[first:last], ""
        if first in known:
            within = known[first]
            lemma = within[1] if last == within[0] else ""
        name = within[2] and last <= within[0]
        chosen = form if name else lemma.lower()
        # An empty lemma, or one of two words, would shift all that come after it.
        lemmas.append(straighten(chosen if len(chosen.split()) == 1 else form.lower()))
    return " ".join(lemmas)


def _lemma_of(token: Token) -> str:
    form = straighten(token.lower_)
    if form == "'s":
        return "be" if token.pos_ in {"AUX", "VERB"} else form
    return _CONTRACTED.get(form, token.lemma_)
