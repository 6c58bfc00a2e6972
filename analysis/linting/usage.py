"""What each pattern of a lexicon really matches in articles. Words are cut without a parse, so that it is fast."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby

from analysis.framing.matching import CompiledLexicon, Entry, Judged, Kind, compile_lexicon, judge_paragraph
from analysis.lexicons import FrameLexicon
from analysis.parsing import Parsed, tokenize_articles
from analysis.patterns import Unit, words_of
from analysis.records import Article

WIDTH = 45
"""Characters of context on either side of an example."""


@dataclass(frozen=True, slots=True)
class PatternUse:
    """What became of the matches of one pattern."""

    line: int | None
    frame: str
    kind: Kind
    pattern: str
    n_hits: int
    """Matches that count; for a mask the matches of terms that it cancels."""
    n_articles: int
    """Articles with such a match."""
    outlets: tuple[tuple[str, int], ...]
    """Outlets with hits, most first; what has no outlet is left out."""
    forms: tuple[tuple[str, int], ...]
    """The words as matched, in small letters, most frequent first."""
    n_masked: int
    n_covered: int
    """Inside a longer match of its frame."""
    n_unsupported: int
    """Weak, without a core term in the paragraph."""
    n_in_names: int
    """Hits that look like a part of a name: capitalised inside a sentence, beside another capitalised word."""


@dataclass(frozen=True, slots=True)
class FrameOverlap:
    """Two frames that count the same words."""

    frame: str
    other: str
    n_shared: int
    """Hits of `frame` that overlap a hit of `other`."""
    n_hits: int
    """All hits of `frame`, which is the one with fewer."""
    examples: tuple[str, ...]


@dataclass(slots=True)
class Tally:
    """What is counted of one pattern."""

    entry: Entry
    fates: Counter[str] = field(default_factory=Counter)
    forms: Counter[str] = field(default_factory=Counter)
    articles: set[str] = field(default_factory=set)
    outlets: Counter[str] = field(default_factory=Counter)
    n_in_names: int = 0
    name_examples: list[str] = field(default_factory=list)
    examples: dict[str, str] = field(default_factory=dict)
    """One place for each form."""
    covered_by: Counter[str] = field(default_factory=Counter)


@dataclass(slots=True)
class Usage:
    """What is counted of a lexicon."""

    tallies: tuple[Tally, ...]
    shared: Counter[tuple[int, int]] = field(default_factory=Counter)
    shared_examples: dict[tuple[int, int], list[str]] = field(default_factory=lambda: defaultdict(list))


def count_usage(lexicon: FrameLexicon, articles: Iterable[Article]) -> Usage:
    """Count what becomes of every match of every pattern in the articles."""
    compiled = compile_lexicon(lexicon)
    usage = Usage(tuple(Tally(entry) for entry in compiled.entries))
    for parsed in tokenize_articles(articles):
        for zone, units, judged in _paragraphs(parsed, compiled):
            for found in _once(judged):
                _count(usage.tallies[found.match.pattern], found, units[found.sentence], zone, parsed.article, usage)
            _count_shared(usage, [found for found in judged if found.fate == "counted"], parsed.article.text)
    return usage


def _paragraphs(parsed: Parsed, compiled: CompiledLexicon) -> Iterator[tuple[str, list[list[Unit]], list[Judged]]]:
    for _, sentences in groupby(parsed.sentences, key=lambda sentence: sentence.paragraph):
        paragraph = list(sentences)
        units = [words_of(parsed.span(sentence)) for sentence in paragraph]
        judged = judge_paragraph(units, compiled)
        if judged:
            yield paragraph[0].zone, units, judged


def _once(judged: list[Judged]) -> Iterator[Judged]:
    """Of the matches of one pattern from one word on (a gap gives several) the one that counts, or the first."""
    best: dict[tuple[int, int], Judged] = {}
    for found in judged:
        if found.fate == "covered" and found.by is not None and found.by.place == found.entry.place:
            continue
        key = (found.match.pattern, found.match.start)
        if key not in best or found.fate == "counted":
            best[key] = found
    yield from best.values()


def _count(tally: Tally, found: Judged, units: list[Unit], zone: str, article: Article, usage: Usage) -> None:
    tally.fates[found.fate] += 1
    if found.fate == "masked" and found.by is not None:
        mask = next(other for other in usage.tallies if other.entry.place == found.by.place)
        mask.fates["cancelled"] += 1
    if found.fate == "covered" and found.by is not None:
        tally.covered_by[found.by.pattern] += 1
    if found.fate not in {"counted", "mask"}:
        return
    text = article.text
    _, start, end, _ = found.match
    form = " ".join(text[start:end].lower().split())
    tally.forms[form] += 1
    tally.articles.add(article.article_id)
    if article.outlet:
        tally.outlets[article.outlet] += 1
    tally.examples.setdefault(form, in_context(text, start, end))
    if zone != "headline" and _in_name(units, start, end):
        tally.n_in_names += 1
        if len(tally.name_examples) < 2:
            tally.name_examples.append(in_context(text, start, end))


def _in_name(units: list[Unit], start: int, end: int) -> bool:
    """Capitalised inside a sentence, beside a capitalised word; a sentence in title case or capitals tells nothing."""
    words = [unit for unit in units if unit.text[0].isalpha()]
    if sum(unit.text[0].isupper() for unit in words) * 2 > len(words):
        return False
    inside = [at for at, unit in enumerate(words) if start <= unit.start < end]
    if not inside or inside[0] == 0 or not all(words[at].text[0].isupper() for at in inside):
        return False
    around = [at for at in (inside[0] - 1, inside[-1] + 1) if 0 < at < len(words)]
    adjoining = [at for at in around if abs(words[at].start - end) <= 1 or abs(start - words[at].end) <= 1]
    return any(words[at].text[0].isupper() for at in adjoining)


def _count_shared(usage: Usage, hits: list[Judged], text: str) -> None:
    seen: set[tuple[int, int, int]] = set()
    for number, hit in enumerate(hits):
        for other in hits[:number] + hits[number + 1 :]:
            pair = (hit.entry.group, other.entry.group)
            if pair[0] == pair[1] or hit.entry.contested or other.entry.contested or (*pair, hit.match.start) in seen:
                continue
            if other.match.start < hit.match.end and hit.match.start < other.match.end:
                seen.add((*pair, hit.match.start))
                usage.shared[pair] += 1
                if len(examples := usage.shared_examples[pair]) < 2:
                    examples.append(in_context(text, hit.match.start, hit.match.end))


def in_context(text: str, start: int, end: int) -> str:
    """A match in ⟦ ⟧ with the text around it, on one line."""
    left, right = text[max(0, start - WIDTH) : start], text[end : end + WIDTH]
    return " ".join(f"{left}⟦{text[start:end]}⟧{right}".split())
