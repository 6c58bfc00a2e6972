"""One article's analysis → its rows: what stands in the tables of that article alone.

Rows are tuples of plain values (text, numbers, `None`), in the order of the text. What comes of all articles together,
such as who is the same speaker, is not in them: `analysis.joining` adds it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from analysis.columns import COLUMNS, Column
from analysis.copies import read_copy_text, sketch
from analysis.identities import find_first_names, find_given_acronyms
from analysis.records import ANALYSED_ZONES, NEGATIVE_TO, POSITIVE_FROM, SAID
from analysis.words import count_words

if TYPE_CHECKING:
    from analysis.records import ArticleAnalysis, Quote, SentenceScore, Span, Zone

Rows = dict[str, list[tuple[Any, ...]]]
"""Rows by table."""

CONTENT_JOINT = " … "
"""What stands between the pieces of an interrupted quote in `quotes.content`."""

Placed = TypeVar("Placed", "Zone", "SentenceScore")

OF_CORPUS = ("speakers", "copies", "files", "events", "problems")
"""The tables of which no row comes of one article."""

_JOINED = ("speaker_id", "target_id", "copy_cluster")
_READ = ("corpus", "outlet", "date", "author", "headline", "url", "language", "path", "row", "n_characters", "text")
"""Columns of `articles` that tell what was read, not what was found in it."""

_NOT_IN_ROWS = dict.fromkeys(COLUMNS, _JOINED) | {"articles": (*_JOINED, *_READ)}

ROW_COLUMNS: Mapping[str, tuple[Column, ...]] = {
    table: tuple(column for column in columns if column.name not in _NOT_IN_ROWS[table])
    for table, columns in COLUMNS.items()
    if table not in OF_CORPUS
} | {
    "acronyms": (Column("name", "string", "a full name"), Column("acronym", "string", "that the article gives it")),
    "first_names": (
        Column("who", "string", "`speaker` or `target`"),
        Column("name", "string", "a name of one, which may be a surname alone"),
        Column("first_names", "string", "the first names that the article has before it, separated by blanks"),
    ),
    "sketches": (
        Column("n_shingles", "int64", "different runs of five words in the article"),
        Column("hashes", "list[uint64]", "of those of them that are sampled (see `copies.sketches`)"),
    ),
}
"""The columns of an article's rows, by table; the last three are of use only where articles are joined."""


def build_rows(analysis: ArticleAnalysis) -> Rows:
    """The rows of one article in every table that has any of one article."""
    return {table: list(build(analysis)) for table, build in _BUILDERS.items()}


def _article_rows(analysis: ArticleAnalysis) -> Iterator[tuple[Any, ...]]:
    n_quotes = sum(quote.attribution_type in SAID for quote in analysis.quotes)
    yield (
        analysis.article.article_id,
        analysis.n_words,
        analysis.n_sentences,
        n_quotes,
        len(analysis.quotes) - n_quotes,
        *_mean_and_shares([sentence.compound for sentence in analysis.sentences]),
        *_mean_and_shares([sentence.adjusted_compound for sentence in analysis.sentences]),
    )


def _mean_and_shares(compounds: Sequence[float]) -> tuple[float | None, float | None, float | None]:
    """The mean, and the shares of negative and positive sentences; missing without sentences."""
    if not compounds:
        return None, None, None
    n = len(compounds)
    negative, positive = sum(c <= NEGATIVE_TO for c in compounds), sum(c >= POSITIVE_FROM for c in compounds)
    return sum(compounds) / n, negative / n, positive / n


def _sentence_rows(analysis: ArticleAnalysis) -> Iterator[tuple[Any, ...]]:
    columns = ROW_COLUMNS["sentences"]
    for sentence in sorted(analysis.sentences, key=_by_position):
        exact = [(word.text, word.valence) for word in sentence.words if word.valence]
        adjusted = [(word.text, word.adjusted_valence) for word in sentence.words if word.adjusted_valence]
        cells = {
            "n_valence_words": len(exact),
            "words": _list_words(exact),
            "adjusted_words": _list_words(adjusted),
            "lemmas": analysis.lemmas[sentence.sentence] if analysis.lemmas else None,
        }
        yield tuple(cells[c.name] if c.name in cells else getattr(sentence, c.name) for c in columns)


def _list_words(words: Iterable[tuple[str, float]]) -> str | None:
    return "; ".join(f"{text} {format_valence(valence)}" for text, valence in words) or None


def _valence_word_rows(analysis: ArticleAnalysis) -> Iterator[tuple[Any, ...]]:
    columns = ROW_COLUMNS["valence_words"]
    for sentence in sorted(analysis.sentences, key=_by_position):
        of_sentence = {"article_id", "sentence", "zone"}
        for word in sentence.words:
            cells = {name: ", ".join(getattr(word, name)) or None for name in ("rules", "adjusted_rules")}
            yield tuple(
                cells[c.name] if c.name in cells else getattr(sentence if c.name in of_sentence else word, c.name)
                for c in columns
            )


def format_valence(valence: float) -> str:
    """A valence with its sign and at most two decimals.

    Example:
        >>> format_valence(-0.6), format_valence(3.1), format_valence(0.293)
        ('−0.6', '+3.1', '+0.29')
    """
    return f"{valence:+.2f}".rstrip("0").rstrip(".").replace("-", "−")


def _quote_rows(analysis: ArticleAnalysis) -> Iterator[tuple[Any, ...]]:
    text, zones = analysis.article.text, analysis.article.zones
    sentences = sorted(analysis.sentences, key=_by_position)
    for quote in sorted(analysis.quotes, key=_by_content):
        start, end = quote.content_spans[0][0], max(end for _, end in quote.content_spans)
        content = CONTENT_JOINT.join(text[first:last] for first, last in quote.content_spans)
        zone, sentence = _at(start, zones), _at(start, sentences)
        yield (
            quote.article_id,
            quote.quote_id,
            quote.quote_type,
            quote.attribution_type,
            content,
            count_words(content),
            quote.speaker,
            quote.speaker_name,
            quote.speaker_type,
            " ".join(text[first:last] for first, last in quote.cue_spans) or None,
            quote.cue_lemma,
            quote.stance,
            quote.voiced,
            quote.speaker_role,
            quote.speaker_via,
            quote.speaker_confidence,
            quote.via,
            quote.score,
            zone.kind if zone else None,
            sentence.sentence if sentence else None,
            start,
            end,
        )


def _quote_span_rows(analysis: ArticleAnalysis) -> Iterator[tuple[Any, ...]]:
    text = analysis.article.text
    for quote in sorted(analysis.quotes, key=_by_content):
        roles: tuple[tuple[str, tuple[Span, ...]], ...] = (
            ("content", quote.content_spans),
            ("cue", quote.cue_spans),
            ("speaker", quote.speaker_spans),
        )
        for role, spans in roles:
            for part, (start, end) in enumerate(spans, start=1):
                yield quote.article_id, quote.quote_id, role, part, start, end, text[start:end]


def _frame_hit_rows(analysis: ArticleAnalysis) -> Iterator[tuple[Any, ...]]:
    for hit in sorted(analysis.hits, key=_by_position):
        if not hit.contested:
            yield _values(hit, ROW_COLUMNS["frame_hits"])


def _contested_hit_rows(analysis: ArticleAnalysis) -> Iterator[tuple[Any, ...]]:
    for hit in sorted(analysis.hits, key=_by_position):
        if hit.contested:
            yield hit.article_id, hit.lexicon, hit.frame, hit.term, *_values(hit, ROW_COLUMNS["contested_hits"][4:])


def _distance_mark_rows(analysis: ArticleAnalysis) -> Iterator[tuple[Any, ...]]:
    for mark in sorted(analysis.distance_marks, key=_by_position):
        yield _values(mark, ROW_COLUMNS["distance_marks"])


def _agency_event_rows(analysis: ArticleAnalysis) -> Iterator[tuple[Any, ...]]:
    text, columns = analysis.article.text, ROW_COLUMNS["agency_events"]
    for event in sorted(analysis.agency_events, key=_by_position):
        cells: dict[str, str | int | None] = {}
        for name, prefix, span in (
            ("victim", "victim", event.victim_span),
            ("agent", "agent", event.agent_span),
            ("agent_nearby", "nearby", event.nearby_span),
        ):
            start, end = span or (None, None)
            cells |= {name: text[start:end] if span else None, f"{prefix}_start": start, f"{prefix}_end": end}
        yield tuple(cells[c.name] if c.name in cells else getattr(event, c.name) for c in columns)


def _target_rows(analysis: ArticleAnalysis) -> Iterator[tuple[Any, ...]]:
    for target in sorted(analysis.targets, key=_by_position):
        yield _values(target, ROW_COLUMNS["targets"])


def _boilerplate_rows(analysis: ArticleAnalysis) -> Iterator[tuple[Any, ...]]:
    article = analysis.article
    for zone in article.zones:
        if zone.kind not in ANALYSED_ZONES:
            text = article.text[zone.start : zone.end]
            yield article.article_id, zone.kind, zone.start, zone.end, text, zone.rule or None


def _acronym_rows(analysis: ArticleAnalysis) -> Iterator[tuple[Any, ...]]:
    yield from dict.fromkeys(find_given_acronyms(analysis.article.text))


def _first_name_rows(analysis: ArticleAnalysis) -> Iterator[tuple[Any, ...]]:
    text = analysis.article.text
    speakers = dict.fromkeys(quote.speaker_name for quote in analysis.quotes)
    people = dict.fromkeys(target.target_name for target in analysis.targets if target.target_type == "person")
    for who, names in (("speaker", speakers), ("target", people)):
        for name in names:
            if name and (firsts := find_first_names(text, name)):
                yield who, name, " ".join(sorted(firsts))


def _sketch_rows(analysis: ArticleAnalysis) -> Iterator[tuple[Any, ...]]:
    found = sketch(read_copy_text(analysis.article))
    if found is not None:
        yield found


_BUILDERS: Mapping[str, Callable[[ArticleAnalysis], Iterator[tuple[Any, ...]]]] = {
    "articles": _article_rows,
    "sentences": _sentence_rows,
    "valence_words": _valence_word_rows,
    "quotes": _quote_rows,
    "quote_spans": _quote_span_rows,
    "frame_hits": _frame_hit_rows,
    "contested_hits": _contested_hit_rows,
    "distance_marks": _distance_mark_rows,
    "agency_events": _agency_event_rows,
    "targets": _target_rows,
    "boilerplate": _boilerplate_rows,
    "acronyms": _acronym_rows,
    "first_names": _first_name_rows,
    "sketches": _sketch_rows,
}


def _values(record: Any, columns: Iterable[Column]) -> tuple[Any, ...]:
    return tuple(getattr(record, column.name) for column in columns)


def _by_position(record: Any) -> Span:
    return (record.start, record.end)


def _by_content(quote: Quote) -> Span:
    return quote.content_spans[0]


def _at(position: int, stretches: Sequence[Placed]) -> Placed | None:
    """The stretch that holds a position; `stretches` are sorted and do not overlap."""
    at = bisect_right(stretches, position, key=lambda stretch: stretch.start) - 1
    return stretches[at] if at >= 0 and position < stretches[at].end else None
