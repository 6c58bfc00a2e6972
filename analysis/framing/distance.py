"""Marks of distance: "so-called", "alleged", scare quotes, and, told apart from them, titles and nicknames in marks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from analysis.framing.distance_rules import DistanceRules, shipped_distance_rules
from analysis.framing.quoted_words import QuotedWords, find_quoted_words
from analysis.parsing import Parsed, Sentence, as_parsed
from analysis.patterns import words_of
from analysis.records import Article, DistanceKind, DistanceMark, Quote
from analysis.voices import find_voice

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span, Token

MAX_SCARE_WORDS = 4
MAX_TITLE_WORDS = 10

_OPENING = frozenset({'"', "'", "``", "''", "\u201c", "\u2018", "\u00ab"})
_CLOSING = frozenset({'"', "'", "''", "\u201d", "\u2019", "\u00bb"})
_FINITE = frozenset({"VBD", "VBZ", "VBP", "MD"})
_CONTENT = frozenset({"NOUN", "PROPN", "ADJ", "VERB", "ADV", "NUM"})
_SMALL_WORDS = frozenset(
    {
        "a",
        "an",
        "and",
        "as",
        "at",
        "but",
        "by",
        "for",
        "from",
        "in",
        "into",
        "nor",
        "of",
        "on",
        "or",
        "the",
        "to",
        "up",
        "with",
    }
)


class _Found(NamedTuple):
    kind: DistanceKind
    start: int
    end: int
    marker: str


def find_distance_marks(source: str | Article | Parsed, quotes: Sequence[Quote] = ()) -> Iterator[DistanceMark]:
    """Yield each mark of distance in the headline, lead and body, in text order.

    A span holds the marker and the noun phrase that it governs ("so-called safe zone"); for words in quotation marks,
    the words with their marks. Scare quotes are at most four words in marks that nobody is reported to have said: not
    inside an attributed content, under no reporting verb, and no sentence of their own. Words that are themselves
    spoken of ("the term 'genocide'") are left out.

    Args:
        source: a text, an article or its parse.
        quotes: the article's attributions; without them reporting verbs alone keep speech apart.

    Example:
        >>> [(mark.kind, mark.text) for mark in find_distance_marks("They left the so-called safe zone on Sunday.")]
        [('so_called', 'so-called safe zone')]
    """
    parsed = as_parsed(source)
    rules = shipped_distance_rules()
    text = parsed.article.text
    quoted = find_quoted_words(text)
    at = 0
    for sentence in parsed.sentences:
        span = parsed.span(sentence)
        found = [*_before_words(text, span, rules), *_what_they_call(text, span, rules)]
        while at < len(quoted) and quoted[at].start < sentence.start:
            at += 1
        while at < len(quoted) and quoted[at].start < sentence.end:
            words = quoted[at]
            at += 1
            inside_other = any(other.start <= words.start and words.end <= other.end for other in found)
            if inside_other or find_voice(words.inner_start, words.inner_end, quotes).voice == "quoted":
                continue
            if kind := _kind(parsed.doc, span, words, rules):
                found.append(_Found(kind, words.start, words.end, words.mark))
        for mark in sorted(set(found), key=lambda mark: (mark.start, mark.end)):
            yield _record(parsed, sentence, mark, quotes)


def _record(parsed: Parsed, sentence: Sentence, mark: _Found, quotes: Sequence[Quote]) -> DistanceMark:
    voice = find_voice(mark.start, mark.end, quotes)
    return DistanceMark(
        article_id=parsed.article.article_id,
        kind=mark.kind,
        start=mark.start,
        end=mark.end,
        text=parsed.article.text[mark.start : mark.end],
        marker=mark.marker,
        sentence=sentence.index,
        zone=sentence.zone,
        voice=voice.voice,
        speaker_name=voice.speaker_name,
    )


def _before_words(text: str, span: Span, rules: DistanceRules) -> Iterator[_Found]:
    """Adjectives and adverbs before what they distance: "so-called", "alleged", "allegedly"."""
    doc = span.doc
    for match in rules.markers.find(words_of(span)):
        marker = doc[match.literals[-1]]
        end: int | None = None
        if marker.text.lower().endswith("ly"):
            end = match.end
            following = marker.head
            between = doc[marker.i + 1 : following.i]
            if marker.i < following.i < span.end and len(between) <= 2 and not any(t.is_punct for t in between):
                end = following.idx + len(following)
        elif marker.dep_ == "amod" or marker.tag_ in {"JJ", "VBN", "NNP", "RB"}:
            end = _phrase_end(doc, marker.i + 1, span.end)
            if end is None and marker.dep_ == "amod" and marker.i < marker.head.i < span.end:
                end = marker.head.idx + len(marker.head)
        if end is not None:
            yield _Found(rules.marker_kinds[match.pattern], match.start, end, text[match.start : match.end])


def _what_they_call(text: str, span: Span, rules: DistanceRules) -> Iterator[_Found]:
    """Naming by others: "what it calls X", "what officials describe as X", to the end of the noun phrase."""
    doc = span.doc
    for token in span:
        if token.lower_ != "what" or token.i + 1 >= span.end or doc[token.i + 1].lower_ in {"do", "does", "did", "to"}:
            continue
        for verb in doc[token.i + 2 : min(span.end, token.i + 9)]:
            if verb.is_punct or verb.lower_ in {"what", "that"}:
                break
            if verb.pos_ != "VERB" or verb.i + 1 >= span.end:
                continue
            name_at = _name_position(doc, verb, span.end, rules)
            if name_at is None:
                break
            end = _phrase_end(doc, name_at, span.end)
            if end is not None:
                last = doc[name_at - 1]
                yield _Found("so_called", token.idx, end, text[token.idx : last.idx + len(last)])
            break


def _name_position(doc: Doc, verb: Token, limit: int, rules: DistanceRules) -> int | None:
    """Where the name begins behind "calls", "describes as" or "refers to as"."""
    lemma = verb.lemma_.lower()
    at = verb.i + 1
    if at < limit and doc[at].lower_ == "to" and f"{lemma} to" in rules.naming_verbs:
        at += 1
    elif lemma not in rules.naming_verbs:
        return None
    if at < limit and doc[at].lower_ in {"as", "to"}:
        at += 2 if doc[at].lower_ == "to" and at + 1 < limit and doc[at + 1].lower_ == "be" else 1
    return at if at < limit else None


def _phrase_end(doc: Doc, at: int, limit: int) -> int | None:
    """The character after the noun phrase that begins at a token, quotation marks included; `None` if none begins."""
    last: int | None = None
    opened = False
    for token in doc[at : min(limit, at + 14)]:
        is_mark = token.text in _OPENING | _CLOSING
        if is_mark and not opened and (last is None or not _touches(token)):
            opened = True
        elif is_mark and opened:
            last = token.i
            if doc[token.i - 1].is_punct:
                break
            opened = False
        elif token.pos_ in {"NOUN", "PROPN"} or token.ent_iob_ == "I":
            last = token.i
        elif opened or token.text in {"-", "\u2010", "\u2011", "'s", "\u2019s"} or token.tag_ == "POS":
            continue
        elif last is not None or not _may_precede_noun(token):
            break
    if last is None:
        return None
    return int(doc[last].idx + len(doc[last]))


def _may_precede_noun(token: Token) -> bool:
    if token.pos_ == "PRON":
        return token.tag_ in {"PRP$", "DT"}
    return token.pos_ in {"DET", "ADJ", "ADV", "NUM", "VERB"} and token.tag_ not in _FINITE


def _touches(token: Token) -> bool:
    """Whether no space stands before a mark."""
    return bool(token.i) and not token.nbor(-1).whitespace_


def _kind(doc: Doc, sentence: Span, words: QuotedWords, rules: DistanceRules) -> DistanceKind | None:
    """What words in marks are: a scare quote, a title or nickname, or neither."""
    inner = doc.char_span(words.inner_start, words.inner_end, alignment_mode="expand")
    if inner is None or not any(token.pos_ in _CONTENT for token in inner):
        return None
    tokens = [token for token in inner if any(character.isalnum() for character in token.text)]
    text = inner.text
    before = _word_before(doc, sentence, words.start)
    if before is not None and before.lemma_.lower() in rules.mention_nouns:
        return None
    if _is_title(doc, sentence, words, tokens, before, rules):
        return "title"
    if len(text.split()) > MAX_SCARE_WORDS or text[-1] in ".,!?;:\u2014\u2026" or (before and before.text == ":"):
        return None
    if words.is_whole(sentence.start_char, sentence.end_char) or any(_speaks(token) for token in tokens):
        return None
    return None if _is_reported(inner, sentence, rules) else "scare_quote"


def _speaks(token: Token) -> bool:
    """Whether a word makes a clause or an exclamation of what stands in marks."""
    return token.tag_ in _FINITE or token.pos_ == "INTJ" or (token.tag_ == "PRP" and token.lower_ != "it")


def _word_before(doc: Doc, sentence: Span, start: int) -> Token | None:
    """The token before an opening mark, commas left out."""
    for token in reversed(sentence):
        if token.idx + len(token) <= start and not token.is_space and token.text != ",":
            return token
    return None


def _is_title(
    doc: Doc, sentence: Span, words: QuotedWords, tokens: list[Token], before: Token | None, rules: DistanceRules
) -> bool:
    """Capitalised words that name a work or a person."""
    if not tokens or len(tokens) > MAX_TITLE_WORDS:
        return False
    endings = {"'s", "\u2019s", "n't", "n\u2019t"}
    main = [token for token in tokens if token.lower_ not in _SMALL_WORDS and token.text not in endings]
    capitalised = bool(main) and all(not token.text[0].islower() for token in main) and not tokens[0].text[0].islower()
    lemma = before.lemma_.lower() if before is not None else ""
    if before is not None and lemma in rules.name_verbs | {"as"}:
        verb = before.head if lemma == "as" else before
        named = verb.lemma_.lower() in rules.name_verbs and verb.tag_ == "VBN"
        if named and (verb.lemma_.lower() != "call" or capitalised):
            return True
    if not capitalised:
        return False
    after = next((token for token in sentence if token.idx >= words.end), None)
    between_names = (
        before is not None and after is not None and before.pos_ == after.pos_ == "PROPN" and before.ent_type_ != "ORG"
    )
    if between_names or lemma in rules.work_nouns | rules.work_verbs:
        return True
    if any(token.lemma_.lower() in rules.work_nouns for token in _around(sentence, words)):
        return True
    return len(main) >= 2 and _looks_like_prose(sentence)


def _around(sentence: Span, words: QuotedWords) -> list[Token]:
    """A few tokens on either side of the marks."""
    before = [token for token in sentence if token.idx < words.start][-5:]
    after = [token for token in sentence if token.idx >= words.end][:3]
    return before + after


def _looks_like_prose(sentence: Span) -> bool:
    """Whether capitals say anything: not in a headline that capitalises every word."""
    return sum(token.text[0].islower() for token in sentence if token.is_alpha) >= 3


def _is_reported(inner: Span, sentence: Span, rules: DistanceRules) -> bool:
    """Whether a reporting verb or noun governs the words, which makes them somebody's."""
    for token in (inner.root, *inner.root.ancestors):
        if inner.start <= token.i < inner.end:
            continue
        lemma = token.lemma_.lower()
        if token.pos_ in {"VERB", "AUX"} and lemma in rules.reporting_verbs:
            return True
        if token.pos_ == "NOUN" and lemma in rules.reporting_nouns:
            return True
    words = [token.lower_ for token in sentence]
    if any(pair == ("according", "to") for pair in pairwise(words)):
        return True
    # Where the parse hangs the words beside the reporting verb, a subject of it right before them still gives it away.
    following = [token for token in sentence if token.i >= inner.end][:5]
    return any(token.pos_ == "VERB" and token.lemma_.lower() in {"say", "tell", "add", "write"} for token in following)
