"""Where a parsed text attributes: the cue words with their source and whether they can hold a content."""

from __future__ import annotations

import bisect
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from analysis.parsing import Parsed, Sentence
from analysis.quotes.words import CueLexicon

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

TokenRange = tuple[int, int]
"""Half-open token positions in the parsed doc."""

_SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj", "expl"})
_LONGEST_SOURCE = 40
"""Tokens; a longer source is a misparse or carries a clause of its own, and is cut to its head phrase."""


_NO_AGENT = frozenset({"telephone", "phone", "letter", "noon", "evening", "midnight", "nightfall", "dawn", "dusk"})
"""What stands behind "by" without having done anything."""
_BARE_BODIES = frozenset({"police", "parliament", "congress"})
"""Singular nouns that need no article to be an agent."""
_QUESTION = frozenset({"ask", "press", "question", "challenge"})
_NO_AGENT_LABELS = frozenset({"DATE", "TIME", "PERCENT", "QUANTITY", "CARDINAL"})


@dataclass(frozen=True, slots=True)
class CueSite:
    """A cue in a sentence."""

    head: int
    """Token of the cue's verb, noun or first word."""
    cue: TokenRange
    lemma: str
    takes: Collection[str]
    """How a content can go with it, as in `CueLexicon.verbs`."""
    source: TokenRange | None
    sentence: int
    kind: str
    """`verb`, `noun` or `phrase`; `colon`, `dash`, `headline` or `transcript` where punctuation attributes."""
    passive: bool = False


def find_cue_sites(
    parsed: Parsed, lexicon: CueLexicon, quoted: frozenset[int], sentences: Iterable[Sentence]
) -> Iterator[CueSite]:
    """Yield every cue outside quotation marks, in text order.

    Args:
        parsed: the article.
        lexicon: the cue words.
        quoted: positions of the tokens inside quotation marks, which are content and attribute nothing here.
        sentences: where to look.
    """
    for sentence in sentences:
        for token in parsed.span(sentence):
            if token.i in quoted:
                continue
            site = _phrase_site(token, sentence, lexicon) or (
                _verb_site(token, sentence, lexicon, quoted)
                if token.tag_.startswith("VB") or (token.pos_ == "VERB")
                else _noun_site(token, sentence, lexicon)
            )
            if site is not None:
                yield site


def find_phrase_sites(parsed: Parsed, lexicon: CueLexicon, quoted: frozenset[int]) -> Iterator[CueSite]:
    """Yield the phrases that name their source ("according to"), as `find_cue_sites` does."""
    phrases = tuple(" ".join(words) for words in lexicon.phrases)
    for sentence in parsed.sentences:
        lowered = parsed.article.text[sentence.start : sentence.end].lower()
        if any(phrase in lowered for phrase in phrases):
            for token in parsed.span(sentence):
                site = _phrase_site(token, sentence, lexicon) if token.i not in quoted else None
                if site is not None:
                    yield site


def _verb_site(token: Token, sentence: Sentence, lexicon: CueLexicon, quoted: frozenset[int]) -> CueSite | None:
    lemma = token.lemma_.lower()
    takes = lexicon.verbs.get(lemma, {})
    name = lemma
    end = token.i + 1
    for child in token.rights:
        phrasal = f"{lemma} {child.lower_}"
        if child.dep_ in ("prt", "prep", "advmod", "dobj") and child.i == token.i + 1 and phrasal in lexicon.verbs:
            takes, name, end = {**takes, **lexicon.verbs[phrasal]}, phrasal, child.i + 1
    if not takes or token.dep_ in ("amod", "aux", "auxpass"):
        return None
    if (
        lemma in _QUESTION
        and token.tag_ in ("VBN", "VBD")
        and token.dep_ in ("advcl", "acl", "ccomp", "dep", "csubj")
        and not any(c.dep_ in ("nsubj", "aux", "auxpass") for c in token.lefts)
        and (token.i == sentence.start_i or token.doc[token.i - 1].lower_ in (",", "when", "if"))
    ):
        return None  # "Asked whether …, she replied": the question is not hers
    start = token.i
    auxiliaries = [c.i for c in token.lefts if c.dep_ in ("aux", "auxpass", "neg")]
    while start - 1 >= sentence.start_i and start - 1 not in quoted:
        previous = token.doc[start - 1]
        if previous.i in auxiliaries or (previous.dep_ == "advmod" and previous.head == token and auxiliaries):
            start -= 1
        else:
            break
    while start < token.i and start not in auxiliaries:
        start += 1
    source, passive = _source(token, sentence, quoted)
    if source is not None and not any(t.is_alpha or t.like_num for t in token.doc[source[0] : source[1]]):
        source = None
    return CueSite(token.i, (start, end), name, takes, source, sentence.index, "verb", passive)


def _noun_site(token: Token, sentence: Sentence, lexicon: CueLexicon) -> CueSite | None:
    takes = lexicon.nouns.get(token.lemma_.lower())
    if not takes or token.pos_ != "NOUN":
        return None
    source = _source_of_noun(token, sentence, frozenset())
    return CueSite(token.i, (token.i, token.i + 1), token.lemma_.lower(), takes, source, sentence.index, "noun")


def _source_of_noun(noun: Token, sentence: Sentence, taken: frozenset[int]) -> TokenRange | None:
    """Who makes "her claim", "a statement by the ministry", or "issued a statement"."""
    source = None
    for child in noun.children:
        if child.dep_ == "poss":
            source = phrase(child)
        elif child.dep_ == "prep" and child.lower_ in ("by", "from"):
            source = next((phrase(c) for c in child.children if c.dep_ == "pobj"), source)
    if source is None and noun.dep_ in ("dobj", "pobj", "attr"):
        verb = noun.head if noun.dep_ != "pobj" else noun.head.head
        source = _source(verb, sentence, taken)[0] if verb.pos_ in ("VERB", "AUX") else None
    return source


def source_of(cue: TokenRange, parsed: Parsed, taken: frozenset[int]) -> TokenRange | None:
    """The source that grammar gives a cue: its subject, agent or owner, or the noun that its relative clause describes.

    Args:
        cue: tokens of the cue.
        parsed: the article.
        taken: tokens that can be no source, such as the content's and those in quotation marks.
    """
    number = bisect.bisect_right(parsed.sentences, cue[0], key=lambda s: s.start_i) - 1
    sentence = parsed.sentences[max(0, number)]
    words = parsed.doc[cue[0] : cue[1]]
    for token in sorted(words, key=lambda t: t.pos_ not in ("VERB", "AUX")):
        if token.dep_ in ("aux", "auxpass"):
            continue  # it would lead back to the subject, which in a passive is not who speaks
        if token.pos_ in ("VERB", "AUX"):
            source = _source(token, sentence, taken)[0]
        elif token.pos_ == "NOUN":
            source = _source_of_noun(token, sentence, taken)
        else:
            continue
        if source is not None and taken.isdisjoint(range(*source)):
            return source
    return None


def _phrase_site(token: Token, sentence: Sentence, lexicon: CueLexicon) -> CueSite | None:
    for words in lexicon.phrases:
        end = token.i + len(words)
        if token.lower_ != words[0] or end >= sentence.end_i:
            continue
        if tuple(t.lower_ for t in token.doc[token.i : end]) == words:
            last = token.doc[end - 1]
            pobj = next((c for c in last.children if c.dep_ in ("pobj", "pcomp") and c.i >= end), None)
            source = phrase(pobj) if pobj is not None else (end, end + 1)
            source = (max(source[0], end), max(source[1], end + 1))
            return CueSite(token.i, (token.i, end), " ".join(words), ("marks",), source, sentence.index, "phrase")
    return None


def _source(verb: Token, sentence: Sentence, quoted: frozenset[int]) -> tuple[TokenRange | None, bool]:
    """The phrase of who speaks, and whether the verb is passive."""
    current = verb
    for _ in range(5):
        passive = any(c.dep_ in ("auxpass", "nsubjpass") for c in current.children)
        if passive and current == verb:
            # The parser often hangs the agent on the word before it; it is still the verb's.
            inner = {
                t.i for c in current.rights if c.dep_ in ("xcomp", "ccomp", "advcl", "conj", "relcl") for t in c.subtree
            }
            agents = (
                c
                for t in current.subtree
                if t.lower_ == "by" and t.i > current.i and t.i not in quoted and t.i not in inner
                for c in t.children
                if c.dep_ == "pobj"
                and c.ent_type_ not in _NO_AGENT_LABELS
                and (c.pos_ != "NOUN" or any(c.lefts) or c.tag_ == "NNS" or c.lower_ in _BARE_BODIES)
            )
            pobj = next((c for c in agents if c.i not in quoted and c.lower_ not in _NO_AGENT), None)
            return (phrase(pobj) if pobj is not None else None), True
        subjects = [c for c in current.children if c.dep_ in _SUBJECTS and c.i not in quoted]
        if subjects:
            return phrase(subjects[0]), False
        if current.dep_ in ("acl", "relcl") and current.head.pos_ in ("NOUN", "PROPN", "PRON"):
            return phrase(current.head, before=current.left_edge.i), False
        if (
            current.dep_ in ("conj", "xcomp", "advcl", "pcomp", "prep", "dep", "aux", "ccomp")
            and current.head != current
        ):
            current = current.head
            continue
        break
    return _neighbour(verb, sentence, quoted), False


def _neighbour(verb: Token, sentence: Sentence, quoted: frozenset[int]) -> TokenRange | None:
    """The noun phrase right before or after a verb whose subject the parse has missed."""
    doc = verb.doc
    for i in (verb.i - 1, verb.i + 1):
        if not sentence.start_i <= i < sentence.end_i or i in quoted:
            continue
        token = doc[i]
        if token.pos_ in ("PROPN", "PRON") and token.dep_ not in ("dobj", "dative", "poss"):
            start = end = i
            while start > sentence.start_i and doc[start - 1].pos_ == "PROPN" and start - 1 not in quoted:
                start -= 1
            while end + 1 < sentence.end_i and doc[end + 1].pos_ == "PROPN" and end + 1 not in quoted:
                end += 1
            return start, end + 1
    return None


def phrase(head: Token, *, before: int | None = None) -> TokenRange:
    """The tokens of a noun phrase, its appositions and complements included, without closing punctuation."""
    doc = head.doc
    start, end = head.left_edge.i, head.right_edge.i + 1
    if before is not None:
        end = max(head.i + 1, min(end, before))
    if end - start > _LONGEST_SOURCE:
        clause = next((c.left_edge.i for c in head.rights if c.dep_ in ("relcl", "acl", "appos")), end)
        end = max(head.i + 1, min(end, clause, head.i + _LONGEST_SOURCE))
        start = max(start, head.i - _LONGEST_SOURCE)
    while end - 1 > start and ((doc[end - 1].is_punct and doc[end - 1].text not in ")]") or doc[end - 1].is_space):
        end -= 1
    while start < end - 1 and ((doc[start].is_punct and doc[start].text not in "([") or doc[start].is_space):
        start += 1
    return start, end


def token_range(doc: Doc, start: int, end: int) -> TokenRange:
    """Tokens that touch a stretch of characters.

    Example:
        >>> import spacy
        >>> token_range(spacy.blank("en")("No surrender, she said."), 0, 13)
        (0, 3)
    """
    span = doc.char_span(start, end, alignment_mode="expand")
    return (span.start, span.end) if span is not None else (0, 0)
