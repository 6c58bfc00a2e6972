"""Attribution by punctuation: a name before a colon or behind a dash, in headlines, transcripts and beside marks."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from functools import cache
from typing import TYPE_CHECKING

from analysis.parsing import FINITE, Parsed
from analysis.quotes.cue_sites import CueSite, TokenRange, phrase, token_range
from analysis.quotes.words import read_name_words, read_source_words
from analysis.reading.zones import paragraphs
from analysis.records import ANALYSED_ZONES, Span

if TYPE_CHECKING:
    from spacy.tokens import Doc

_LONGEST_LABEL = 6
"""Words before a colon that can be nothing but the name of who speaks."""
_LONGEST_SIGNATURE = 15
"""Tokens of a name with its description behind a dash."""
_TURN = re.compile(r"(?P<name>[^\W\d_a-zß-ÿ](?:[^\W\d_a-zß-ÿ]|[ .'’,()-]){1,60}):\s+(?=\S)")
"""The name in capitals that opens a turn of a transcript."""
_SPOKEN = re.compile(r"(?P<name>[^\W\d_a-zß-ÿ][^\W\d_]*\.?(?: [^\W\d_a-zß-ÿ][^\W\d_]*\.?){0,3}):\s+(?=\S)")
"""A name or role that opens a turn in small letters; it counts only where it comes again."""
_FEWEST_TURNS = 2
_FEWEST_SPOKEN = 3
_TAKES = frozenset({"marks"})


def colon_site(parsed: Parsed, marked: TokenRange, sentence: int) -> CueSite | None:
    """The clause or name that a colon before the marks presents as the source: `The mayor shrugged: "…"`.

    Args:
        parsed: the article.
        marked: tokens of the marked words.
        sentence: in which they open.
    """
    doc, sentences = parsed.doc, parsed.sentences
    i = marked[0] - 1
    while i >= 0 and doc[i].is_space:
        i -= 1
    if i < 1 or doc[i].text != ":":
        return None
    number = sentence if sentences[sentence].start_i <= i else sentence - 1
    if number < 0 or not sentences[number].start_i <= i < sentences[number].end_i:
        return None
    words = doc[sentences[number].start_i : i]
    for token in words:
        subject = next((c for c in token.children if c.dep_ in ("nsubj", "nsubjpass")), None)
        if token.pos_ in ("VERB", "AUX") and subject is not None and not words.start <= token.head.i < token.i:
            return CueSite(
                token.i, (token.i, token.i + 1), token.lemma_.lower(), _TAKES, phrase(subject), number, "verb"
            )
    name = [t for t in words if not t.is_punct]
    if 0 < len(name) <= _LONGEST_LABEL and name[-1].pos_ in ("PROPN", "NOUN", "PRON"):
        return CueSite(i, (i, i + 1), ":", _TAKES, (words.start, i), number, "colon")
    return None


def signature_site(parsed: Parsed, marked: TokenRange, sentence: int) -> CueSite | None:
    """The name behind a dash that closes a quotation: `"We stay." — Ada Lund, mayor`.

    Args:
        parsed: the article.
        marked: tokens of the marked words.
        sentence: in which they end.
    """
    doc = parsed.doc
    i = marked[1]
    while i < len(doc) and doc[i].is_space:
        i += 1
    if i + 1 >= len(doc) or doc[i].text not in ("-", "–", "—", "--"):
        return None
    if doc[i + 1].pos_ not in ("PROPN", "DET", "ADJ", "NOUN"):
        return None
    start = end = i + 1
    while end < len(doc) and "\n" not in doc[end].text and doc[end].text not in (".", ";"):
        end += 1
    if end - start > _LONGEST_SIGNATURE or any(t.tag_ in FINITE for t in doc[start:end]):
        return None
    return CueSite(i, (i, i + 1), "—", _TAKES, (start, end), sentence, "dash")


def find_labelled(parsed: Parsed) -> Iterator[tuple[CueSite, Span]]:
    """Yield headlines of the form "Lund: siege must end" and the turns of a transcript, each with its content."""
    yield from _headlines(parsed)
    yield from _headline_tails(parsed)
    yield from _turns(parsed)


def _headlines(parsed: Parsed) -> Iterator[tuple[CueSite, Span]]:
    doc = parsed.doc
    for sentence in parsed.sentences:
        if sentence.zone != "headline":
            continue
        span = parsed.span(sentence)
        colon = next((t.i for t in span if t.text == ":"), None)
        if colon is None or not 0 < colon - sentence.start_i <= _LONGEST_LABEL or sentence.end_i - colon < 4:
            continue
        if _names_a_speaker(doc, sentence.start_i, colon):
            first = doc[colon + 1]
            site = CueSite(
                colon, (colon, colon + 1), ":", _TAKES, (sentence.start_i, colon), sentence.index, "headline"
            )
            yield site, (first.idx, sentence.end)


_VERB = r"(?:says?|said|warns?|finds?|found|claims?|tells?|told|argues?|shows?|predicts?)"
_NAME = r"[^,:;]{2,50}"
_TAIL = re.compile(
    rf"(?P<content>.{{8,}}?)(?:, (?P<verb>{_VERB}) (?P<who>{_NAME})"
    rf"|, (?P<who2>{_NAME}?) (?P<verb2>{_VERB})(?: [A-Z]\w+)?"
    rf"|: (?P<who3>{_NAME})| [-–—] (?P<who4>{_NAME}))"
)
"""A headline that ends in its source."""


def _headline_tails(parsed: Parsed) -> Iterator[tuple[CueSite, Span]]:
    """Headlines that end in their source: "Siege must end, says Lund", "Prices to fall: bank"."""
    doc = parsed.doc
    for sentence in parsed.sentences:
        if sentence.zone != "headline":
            continue
        found = _TAIL.fullmatch(parsed.article.text[sentence.start : sentence.end])
        if found is None:
            continue
        name = next(n for n in ("who", "who2", "who3", "who4") if found[n])
        who = token_range(doc, sentence.start + found.start(name), sentence.start + found.end(name))
        if not _names_a_speaker(doc, *who):
            continue
        verb = {"who": "verb", "who2": "verb2"}.get(name)
        at = found.start(verb) if verb else found.end("content")
        cue = token_range(doc, sentence.start + at, sentence.start + at + 1)
        lemma = doc[cue[0]].lemma_.lower() if verb else ":"
        site = CueSite(cue[0], cue, lemma, _TAKES, who, sentence.index, "headline")
        yield site, (sentence.start, sentence.start + found.end("content"))


def _names_a_speaker(doc: Doc, start: int, end: int) -> bool:
    """Whether the words before a headline's colon are a person or body, not a topic ("Analysis: …", "Tarvik: …")."""
    head = doc[start:end].root
    if any(t.tag_ in FINITE for t in doc[start:end]):
        return False
    if head.ent_type_ in ("PERSON", "ORG") or head.lower_ in _people_nouns():
        return True
    return head.text in _surnames(doc)


def _surnames(doc: Doc) -> set[str]:
    return {ent[-1].text for ent in doc.ents if ent.label_ == "PERSON" and len(ent) > 1}


@cache
def _people_nouns() -> frozenset[str]:
    words = read_source_words()
    names = words.unnamed | words.organisations
    return names | {f"{name}s" for name in names} | words.documents | read_name_words().offices


def _turns(parsed: Parsed) -> Iterator[tuple[CueSite, Span]]:
    blocks = paragraphs(parsed.article.text)
    capitals = list(_turns_of(parsed, blocks, _TURN))
    if len(capitals) >= _FEWEST_TURNS:
        yield from capitals
    if capitals:
        return
    spoken = list(_turns_of(parsed, blocks, _SPOKEN))
    names = [parsed.doc[site.source[0] : site.source[1]].text for site, _ in spoken if site.source is not None]
    if len(spoken) >= _FEWEST_SPOKEN and 1 < len(set(names)) < len(names):
        yield from spoken


def _turns_of(parsed: Parsed, blocks: Iterable[Span], pattern: re.Pattern[str]) -> Iterator[tuple[CueSite, Span]]:
    """The paragraphs that open as a pattern tells."""
    text = parsed.article.text
    kept = [z for z in parsed.article.zones if z.kind in ANALYSED_ZONES]
    for start, end in blocks:
        turn = pattern.match(text, start, end)
        if turn is None or not any(z.start <= start < z.end for z in kept) or sum(map(str.isalpha, turn["name"])) < 2:
            continue
        tokens = token_range(parsed.doc, start, turn.end("name"))
        number = bisect_right(parsed.sentences, start, key=lambda sentence: sentence.start) - 1
        if number >= 0 and start < parsed.sentences[number].end and tokens[1] < len(parsed.doc):
            colon = parsed.doc[tokens[1]].i
            site = CueSite(colon, (colon, colon + 1), ":", _TAKES, tokens, number, "transcript")
            yield site, (turn.end(), end)
