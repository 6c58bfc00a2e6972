"""The words of a cue: which belong to it, its dictionary form, and whether it is a passive."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analysis.quotes.cue_sites import TokenRange
from analysis.quotes.words import CueLexicon

if TYPE_CHECKING:
    from spacy.tokens import Doc


def bare_cue(doc: Doc, cue: TokenRange, lexicon: CueLexicon) -> TokenRange:
    """A cue without punctuation, and a reporting verb without where or how: "said in a statement" is "said"."""
    start, end = cue
    if not all(token.is_punct for token in doc[start:end]):
        while doc[start].is_punct:
            start += 1
        while doc[end - 1].is_punct:
            end -= 1
    at = next((i for i in range(start + 1, end) if doc[i].pos_ == "ADP" and doc[i - 1].pos_ == "VERB"), end)
    ends_in_noun = end > at + 1 and doc[end - 1].pos_ in ("NOUN", "PROPN")
    reports = ends_in_noun and "clause" in lexicon.verbs.get(doc[at - 1].lemma_.lower(), {})
    return (start, at) if reports else (start, end)


def lemma_of(doc: Doc, cue: TokenRange, lexicon: CueLexicon) -> str:
    """The dictionary form of a cue: a phrase or phrasal verb of the lexicon, else its head's lemma.

    Where the head is no cue of the lexicon, as in "took to the radio to say", the first verb that is one counts.
    """
    span = doc[cue[0] : cue[1]]
    words = tuple(token.lower_ for token in span)
    for phrase in lexicon.phrases:
        if any(words[i : i + len(phrase)] == phrase for i in range(len(words))):
            return " ".join(phrase)
    lemmas = [token.lemma_.lower() for token in span]
    after = [*words[1:], doc[cue[1]].lower_ if cue[1] < len(doc) else ""]
    for lemma, word in zip(lemmas, after, strict=True):
        if (phrasal := f"{lemma} {word}") in lexicon.verbs:
            return phrasal
    head = span.root.lemma_.lower()
    if head in lexicon.verbs or head in lexicon.nouns:
        return head
    verbs = (token.lemma_.lower() for token in span if token.pos_ == "VERB")
    known = [lemma for lemma in verbs if lemma in lexicon.verbs] or [
        lemma for lemma in lemmas if lemma in lexicon.nouns
    ]
    return known[0] if known else head


def is_passive(doc: Doc, cue: TokenRange | None) -> bool:
    """Whether a cue is a passive, whose speaker may stay unnamed: "is said to have agreed"."""
    return cue is not None and any(token.dep_ == "auxpass" for token in doc[cue[0] : cue[1]])
