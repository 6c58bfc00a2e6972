"""What a few words in quotation marks are: a scare quote, a name, or somebody's words and no distance at all."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Literal

from analysis.framing.distance.quoted_words import QuotedWords, find_quoted_words
from analysis.parsing import FINITE
from analysis.voices import find_voice

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span, Token

    from analysis.framing.distance.rules import DistanceRules
    from analysis.parsing import Parsed
    from analysis.records import Quote

MarkedKind = Literal["scare_quote", "title"]

MAX_SCARE_WORDS = 4
MAX_TITLE_WORDS = 10

_JOINED = re.compile(r",? (?:and |or |to |& )?|, ")

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


def find_marked_words(
    parsed: Parsed, quotes: Sequence[Quote], rules: DistanceRules
) -> dict[int, list[tuple[QuotedWords, MarkedKind]]]:
    """The scare quotes and names in marks of each sentence, by its index.

    Words that are a name once are a name in the whole article. What stands in a headline's marks and in what somebody
    is reported to have said is a piece of that quote.
    """
    text, doc = parsed.article.text, parsed.doc
    contents = [text[start:end].casefold() for quote in quotes for start, end in quote.content_spans]
    quoted = find_quoted_words(text)
    found: dict[int, list[tuple[QuotedWords, MarkedKind]]] = {}
    at = 0
    for sentence in parsed.sentences:
        span = parsed.span(sentence)
        before: tuple[QuotedWords, MarkedKind | None] | None = None
        while at < len(quoted) and quoted[at].start < sentence.start:
            at += 1
        while at < len(quoted) and quoted[at].start < sentence.end:
            words = quoted[at]
            at += 1
            said = find_voice(words.inner_start, words.inner_end, quotes).voice == "quoted"
            kind = None if said else _kind(doc, span, words, rules)
            if (
                before is not None
                and _JOINED.fullmatch(text[before[0].end : words.start])
                and before[1] != "scare_quote"
            ):
                kind = before[1] if before[1] is None or text[words.inner_start].isupper() else kind
            if kind == "scare_quote" and _is_intended(words, quotes):
                kind = None
            elif kind == "scare_quote" and sentence.zone == "headline":
                piece = re.compile(rf"\b{re.escape(_inner(text, words))}\b")
                kind = None if any(piece.search(content) for content in contents) else kind
            before = (words, kind)
            if kind is not None:
                found.setdefault(sentence.index, []).append((words, kind))
    names = {_inner(text, words) for own in found.values() for words, kind in own if kind == "title"}
    return {
        index: [(words, "title" if _inner(text, words) in names else kind) for words, kind in own]
        for index, own in found.items()
    }


def _inner(text: str, words: QuotedWords) -> str:
    return text[words.inner_start : words.inner_end].strip(" .,;:").casefold()


def _is_intended(words: QuotedWords, quotes: Sequence[Quote]) -> bool:
    """Whether somebody is reported to want the words, which no voice says, but which are still his."""
    return any(
        start < words.inner_end and words.inner_start < end
        for quote in quotes
        if quote.attribution_type == "intent"
        for start, end in quote.content_spans
    )


def _kind(doc: Doc, sentence: Span, words: QuotedWords, rules: DistanceRules) -> MarkedKind | None:
    """What words in marks are: a scare quote, a title or nickname, or neither."""
    inner = doc.char_span(words.inner_start, words.inner_end, alignment_mode="expand")
    if inner is None or not any(token.pos_ in _CONTENT for token in inner):
        return None
    tokens = [token for token in inner if any(character.isalnum() for character in token.text)]
    text = inner.text
    before = _word_before(doc, sentence, words.start)
    if before is not None and _is_mention(doc, sentence, before, rules):
        return None
    if _is_title(doc, sentence, words, tokens, before, rules):
        return "title"
    # American typesetting puts the sentence's own comma or full stop inside the marks.
    ends = text.rstrip(".,") if not _begins(sentence, words) else text
    if len(text.split()) > MAX_SCARE_WORDS or ends[-1] in ".,!?;:\u2014\u2026" or (before and before.text == ":"):
        return None
    if words.is_whole(sentence.start_char, sentence.end_char) or any(_speaks(token) for token in tokens):
        return None
    return None if _is_reported(inner, sentence, rules) else "scare_quote"


def _is_mention(doc: Doc, sentence: Span, before: Token, rules: DistanceRules) -> bool:
    """Whether the words are spoken of or explained: "the word 'x'", "chants to 'x'", "#x - 'y'", "Spanish for 'y'"."""
    if before.lemma_.lower() in (rules.mention_verbs if before.pos_ == "VERB" else rules.mention_nouns):
        return before.tag_ not in {"VBN", "VBD", "JJ"} or before.pos_ == "VERB"
    earlier = doc[max(sentence.start, before.i - 2) : before.i]
    if before.pos_ in {"ADP", "PART", "VERB"} and any(token.lemma_.lower() in rules.slogan_nouns for token in earlier):
        return True
    if before.lower_ == "for" and any(token.ent_type_ in {"NORP", "LANGUAGE"} for token in earlier[-1:]):
        return True
    is_dash = before.text in {"-", "--", "\u2013", "\u2014", "("}
    return is_dash and any(token.text.startswith("#") for token in earlier)


def _speaks(token: Token) -> bool:
    """Whether a word makes a clause or an exclamation of what stands in marks."""
    return token.tag_ in FINITE or token.pos_ == "INTJ" or (token.tag_ == "PRP" and token.lower_ != "it")


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
    return (len(main) >= 2 or not _begins(sentence, words)) and _looks_like_prose(sentence)


def _begins(sentence: Span, words: QuotedWords) -> bool:
    """Whether words in marks come first, where a capital says nothing."""
    return not any(token.idx < words.start and token.is_alpha for token in sentence)


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
    path = [inner.root, *inner.root.ancestors]
    for token in path:
        if inner.start <= token.i < inner.end:
            continue
        # Words about the one who speaks are not what he says: "the 'wild' men answered".
        if token.pos_ == "VERB" and path[path.index(token) - 1].dep_ == "nsubj":
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
