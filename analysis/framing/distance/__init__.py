"""Marks of distance: "so-called", "alleged", scare quotes, and, told apart from them, titles and nicknames in marks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from analysis.framing.distance.rules import DistanceRules, shipped_distance_rules
from analysis.framing.distance.scare_quotes import find_marked_words
from analysis.parsing import FINITE, Parsed, Sentence, as_parsed
from analysis.patterns import words_of
from analysis.records import Article, DistanceKind, DistanceMark, Quote
from analysis.voices import NARRATOR, find_voice

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span, Token

OPENING_MARKS = frozenset({'"', "'", "``", "''", "\u201c", "\u2018", "\u00ab"})
_CLOSING = frozenset({'"', "'", "''", "\u201d", "\u2019", "\u00bb"})


class _Found(NamedTuple):
    kind: DistanceKind
    start: int
    end: int
    marker: str
    attributed_to: str | None = None


def find_distance_marks(source: str | Article | Parsed, quotes: Sequence[Quote] = ()) -> Iterator[DistanceMark]:
    """Yield each mark of distance in the headline, lead and body, in text order.

    A span holds the marker and the noun phrase that it governs ("so-called safe zone"); for words in quotation marks,
    the words with their marks. Scare quotes are at most four words in marks that nobody is reported to have said: not
    inside an attributed content, under no reporting verb, and no sentence of their own. Names in marks (works,
    nicknames, slogans) are a kind of their own: whether 'Free Republic' is a name or a doubt of it, no rule can tell.
    Words that are themselves spoken of ("the term 'genocide'") are left out. A mark is in the voice of its marker.

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
    marked = find_marked_words(parsed, quotes, rules)
    for sentence in parsed.sentences:
        span = parsed.span(sentence)
        found = [*_before_words(text, span, rules), *_what_they_call(text, span, rules), *_clauses(text, span, rules)]
        for words, kind in marked.get(sentence.index, ()):
            if not any(other.start <= words.start and words.end <= other.end for other in found):
                found.append(_Found(kind, words.start, words.end, words.mark))
        for mark in sorted(_outermost(found), key=lambda mark: (mark.start, mark.end)):
            yield _record(parsed, sentence, mark, quotes)


def _outermost(found: Sequence[_Found]) -> set[_Found]:
    """Marks without those that end with a longer one: "professed" inside "self-professed"."""
    return {mark for mark in found if not any(other.start < mark.start and other.end == mark.end for other in found)}


def _record(parsed: Parsed, sentence: Sentence, mark: _Found, quotes: Sequence[Quote]) -> DistanceMark:
    # Whose mark it is depends on its marker: what is called "what he calls reform" may be a quote by itself.
    end = mark.end if mark.marker in OPENING_MARKS else mark.start + len(mark.marker)
    voice = find_voice(mark.start, end, quotes)
    content = next((quote.content_spans for quote in quotes if quote.quote_id == voice.quote_id), ())
    if mark.attributed_to is not None and not _in_marks(parsed.article.text, mark.start, content):
        # Somebody who is reported to fight "what he calls terrorism" did not say "he": the outlet did.
        voice = NARRATOR
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
        attributed_to=mark.attributed_to,
    )


def _in_marks(text: str, position: int, content: Sequence[tuple[int, int]]) -> bool:
    """Whether a position inside an attributed content stands in quotation marks there."""
    before = next((text[start:position] for start, end in content if start <= position < end), "")
    return before.count('"') % 2 + before.count("''") % 2 > 0 or before.rfind("\u201c") > before.rfind("\u201d")


def _clauses(text: str, span: Span, rules: DistanceRules) -> Iterator[_Found]:
    """Clauses that distance all that they are said of: "if the army is to be believed"."""
    for match in rules.clauses.find(words_of(span)):
        words = text[match.start : match.end]
        yield _Found("alleged", match.start, match.end, words)


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
        elif marker.tag_ == "VBN" and marker.i + 1 < span.end and doc[marker.i + 1].lower_ == "to":
            end = _infinitive_end(marker, span.end)
        elif marker.dep_ == "amod" or marker.tag_ in {"JJ", "VBN", "NNP", "RB"}:
            end = _phrase_end(doc, marker.i + 1, span.end)
            if end is None and marker.dep_ == "amod" and marker.i < marker.head.i < span.end:
                end = marker.head.idx + len(marker.head)
        if end is not None:
            yield _Found(rules.marker_kinds[match.pattern], match.start, end, text[match.start : match.end])


def _infinitive_end(marker: Token, limit: int) -> int | None:
    """The character after the verb in "alleged to have lured"; `None` for "supposed to win", which is a duty."""
    for token in marker.doc[marker.i + 2 : limit]:
        if token.pos_ == "VERB" and marker.lemma_ == "allege":
            return int(token.idx + len(token))
        if token.pos_ not in {"AUX", "ADV", "PART"}:
            break
    return None


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
                marker = text[token.idx : last.idx + len(last)]
                yield _Found("so_called", token.idx, end, marker, _caller(text, token, verb))
            break


def _caller(text: str, what: Token, verb: Token) -> str | None:
    """Who "calls" it, as written; `None` in the passive."""
    left_out = {"aux", "advmod", "npadvmod"}
    words = [t for t in verb.doc[what.i + 1 : verb.i] if t.pos_ not in {"AUX", "ADV"} and t.dep_ not in left_out]
    passive = any(token.lemma_ == "be" for token in verb.doc[what.i + 1 : verb.i]) and verb.tag_ == "VBN"
    if passive or not words:
        return None
    return text[words[0].idx : words[-1].idx + len(words[-1])]


def _name_position(doc: Doc, verb: Token, limit: int, rules: DistanceRules) -> int | None:
    """Where the name begins behind "calls", "describes as" or "refers to as"."""
    lemma = verb.lemma_.lower()
    at = verb.i + 1
    if at < limit and doc[at].lower_ == "to" and f"{lemma} to" in rules.naming_verbs:
        at += 1
    elif lemma not in rules.naming_verbs:
        return None
    if lemma in rules.naming_verbs_as and not (at < limit and doc[at].lower_ in {"as", "to"}):
        return None
    if at < limit and doc[at].lower_ in {"as", "to"}:
        at += 2 if doc[at].lower_ == "to" and at + 1 < limit and doc[at + 1].lower_ == "be" else 1
    return at if at < limit else None


def _phrase_end(doc: Doc, at: int, limit: int) -> int | None:
    """The character after the noun phrase that begins at a token, quotation marks included; `None` if none begins."""
    last: int | None = None
    opened = False
    for token in doc[at : min(limit, at + 14)]:
        is_mark = token.text in OPENING_MARKS | _CLOSING
        if is_mark and not opened and (last is None or not _touches(token)):
            opened = True
        elif is_mark and opened:
            last = token.i
            if doc[token.i - 1].is_punct:
                break
            opened = False
        elif token.pos_ in {"NOUN", "PROPN"} or token.ent_iob_ == "I" or _follows_hyphen(token, at):
            last = token.i
        elif opened or token.text in {"-", "\u2010", "\u2011", "'s", "\u2019s"} or token.tag_ == "POS":
            continue
        elif (last is not None and doc[token.i - 1].tag_ != "POS") or not _may_precede_noun(token):
            break
    if last is None:
        return None
    return int(doc[last].idx + len(doc[last]))


def _may_precede_noun(token: Token) -> bool:
    if token.pos_ == "PRON":
        return token.tag_ in {"PRP$", "DT"}
    return token.pos_ in {"DET", "ADJ", "ADV", "NUM", "VERB"} and token.tag_ not in FINITE


def _follows_hyphen(token: Token, at: int) -> bool:
    """Whether a token is the second half of a word like "self-funded"."""
    if token.i < at + 2 or not token.is_alpha:
        return False
    hyphen, first = token.nbor(-1), token.nbor(-2)
    return hyphen.text in {"-", "\u2010", "\u2011"} and not (hyphen.whitespace_ or first.whitespace_)


def _touches(token: Token) -> bool:
    """Whether no space stands before a mark."""
    return bool(token.i) and not token.nbor(-1).whitespace_
