"""The news-adjusted reading: VADER's rules over the words that value something in news.

Four things differ from VADER: words of a name have no valence; words that news uses without valuing anything have none
and words of harm and relief that VADER lacks get one (`data/rules/news_valence.yaml`); a word is negated where the
grammar says so, not within three words of a negator; and curly quotation marks and dashes hide no word beside them.
Degree words, "but", capitals and marks count as in VADER.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple, Protocol

from analysis.records import Adjustment, Polarity, Span, ValenceWord
from analysis.sentiment.names import Names
from analysis.sentiment.news_words import NewsValence, NewsWords
from analysis.sentiment.tokens import Token, TokenizedText, make_token, tokenize
from analysis.sentiment.vader import Scores, Weight, summarize, weigh

if TYPE_CHECKING:
    from spacy.tokens import Span as Tokens


_PLAIN_MARKS = str.maketrans({**dict.fromkeys("“”„«»", '"'), **dict.fromkeys("—–…", " ")})
"""VADER takes only the marks of ASCII off a word: to it “war” and war—and are no words. A copy of the same length."""


class PolarityReader(Protocol):
    """What tells whether a word is negated: `analysis.framing.polarity.find_polarity`."""

    def __call__(self, sentence: Tokens, term: Sequence[int], *, headline: bool) -> tuple[Polarity, str | None]:
        """Polarity and the words that decided it."""


class Scoped(Protocol):
    """A negation with its reach."""

    @property
    def scope_tokens(self) -> tuple[int, ...]:
        """Positions in the doc of the words that it reaches."""

    @property
    def cue_spans(self) -> tuple[Span, ...]:
        """Where its own words stand in the text."""


class NegationFinder(Protocol):
    """What finds the negations of a sentence: `analysis.framing.find_negations`."""

    def __call__(self, sentence: Tokens, *, affixes: bool) -> Iterable[Scoped]:
        """The negations, in text order."""


class Grammar(NamedTuple):
    """What tells negation from the parse; the pipeline hands it in."""

    read_polarity: PolarityReader
    find_negations: NegationFinder


class Change(NamedTuple):
    """What the adjusted reading makes of a word before any rule applies."""

    adjustment: Adjustment
    valence: float | None
    reason: str


def read_both(
    text: str,
    start: int,
    sentence: Tokens,
    names: Names,
    news_words: NewsWords,
    *,
    grammar: Grammar | None = None,
    headline: bool = False,
) -> tuple[Scores, Scores, tuple[ValenceWord, ...]]:
    """VADER's scores of a sentence, the adjusted ones, and every word with a valence in either.

    Args:
        text: the sentence's.
        start: where it begins in the article's text.
        sentence: the sentence as the parse cuts it.
        names: of the article.
        news_words: the words with another valence in news.
        grammar: tells what is negated; without it VADER's own rule does.
        headline: whether the sentence is one.
    """
    seen = tokenize(text)
    opened = seen if text.isascii() else tokenize(text.translate(_PLAIN_MARKS))
    news = list(news_words.find(sentence))
    places = _places(opened, start, news)
    exact = weigh(seen.tokens)
    if not exact and not places:
        neutral = summarize((), seen)
        return neutral, neutral, ()
    words = {at: _words_at(sentence, start, place) for at, place in places.items()}
    tokens, changes = list(opened.tokens), dict[int, Change]()
    for at, place in places.items():
        change = _change(words[at], sentence, names, _news_at(news, start, place))
        if change is not None:
            changes[at], tokens[at] = change, make_token(opened.raws[at])._replace(valence=change.valence)
    old = {_place(seen, weight.at): weight for weight in exact}
    denials: dict[int, str] | None = None
    if grammar is not None:
        near = {place for place, weight in old.items() if "negated" in weight.rules}
        valued = [at for at in places if tokens[at].valence is not None]
        found = ((at, _denial(grammar, sentence, words[at], headline, places[at] in near)) for at in valued)
        denials = {at: denial for at, denial in found if denial is not None}
    adjusted = weigh(tokens, denials)
    new = {places[weight.at]: weight for weight in adjusted}
    why = {place: (changes.get(at), (denials or {}).get(at)) for at, place in places.items()}
    records = []
    for place in sorted(old.keys() | new.keys()):
        token = make_token(seen.raws[old[place].at] if place in old else opened.raws[new[place].at])
        before, after = old.get(place, _UNSEEN), new.get(place, _UNSEEN)
        reason = _why(before, after, *why.get(place, (None, None)))
        records.append(_record(text, start, place, token, (before, after), reason))
    return summarize(exact, seen), summarize(adjusted, opened), tuple(records)


_UNSEEN = Weight(-1, 0.0)

Place = tuple[int, int, int]
"""Where a word stands in its sentence; of words that describe one emoji also which of them it is."""


def _place(tokenized: TokenizedText, at: int) -> Place:
    left, right = tokenized.span(at)
    same = tokenized.origins is not None and at > 0 and tokenized.span(at - 1) == (left, right)
    return left, right, 1 + _place(tokenized, at - 1)[2] if same else 0


def _places(tokenized: TokenizedText, start: int, news: Sequence[NewsValence]) -> dict[int, Place]:
    """VADER's tokens that its lexicon knows, or in which additions of the list stand."""
    found = {at: _place(tokenized, at) for at, token in enumerate(tokenized.tokens) if token.valence is not None}
    added = [word for word in news if word.valence]
    for at in range(len(tokenized.tokens)) if added else ():
        left, right = tokenized.span(at)
        if any(word.start < start + right and word.end > start + left for word in added):
            found[at] = _place(tokenized, at)
    return found


def _words_at(sentence: Tokens, start: int, place: Place) -> list[int]:
    """Positions in the doc of the words that stand where one of VADER's tokens does."""
    found = sentence.doc.char_span(start + place[0], start + place[1], alignment_mode="expand")
    return [token.i for token in found if sentence.start <= token.i < sentence.end] if found is not None else []


def _news_at(news: Sequence[NewsValence], start: int, place: Place) -> NewsValence | None:
    return next((word for word in news if word.start < start + place[1] and word.end > start + place[0]), None)


def _change(words: Sequence[int], sentence: Tokens, names: Names, news: NewsValence | None) -> Change | None:
    tokens = [token for i in words if (token := sentence.doc[i]).text[0].isalpha()]
    if tokens and all(names.has(token, sentence) for token in tokens):
        name = tokens[0].ent_type_ or "name"
        return Change("name", None, f"part of a name ({name})")
    if news is None:
        return None
    return Change("added", news.valence, news.reason) if news.valence else Change("domain", None, news.reason)


def _denial(grammar: Grammar, sentence: Tokens, words: Sequence[int], headline: bool, near: bool) -> str | None:
    """The words that negate a word: by its polarity, or by a negator close by in whose scope it stands."""
    if not words:
        return None
    polarity, cue = grammar.read_polarity(sentence, words, headline=headline)
    if polarity == "negated":
        return cue
    if near:
        for negation in grammar.find_negations(sentence, affixes=False):
            if not set(words).isdisjoint(negation.scope_tokens):
                return " ".join(sentence.doc.text[left:right] for left, right in negation.cue_spans)
    return None


def _record(
    text: str,
    start: int,
    place: Place,
    token: Token,
    weights: tuple[Weight, Weight],
    reason: tuple[Adjustment | None, str | None],
) -> ValenceWord:
    """What both readings make of a word, and why they differ."""
    left, right, _ = place
    old, new = weights
    return ValenceWord(
        start=start + left,
        end=start + right,
        text=text[left:right],
        entry=token.lower,
        lexicon_valence=token.valence,
        valence=old.valence,
        rules=old.rules,
        adjusted_valence=new.valence,
        adjusted_rules=new.rules,
        adjustment=reason[0],
        reason=reason[1],
    )


def _why(old: Weight, new: Weight, change: Change | None, denial: str | None) -> tuple[Adjustment | None, str | None]:
    """Why a word's valence differs between the readings."""
    if change is not None:
        return change.adjustment, change.reason
    if old.valence == new.valence:
        return None, None
    if old is _UNSEEN:
        return "hidden", "VADER does not see it for the mark beside it"
    negations = old.rules.count("negated") % 2, new.rules.count("negated") % 2
    if negations == (0, 1):
        return "negated", f"by “{denial}”"
    if negations == (1, 0):
        return "not_negated", "no negation reaches it"
    return "neighbour", "a rule rests on a word beside it that has another valence in news"
