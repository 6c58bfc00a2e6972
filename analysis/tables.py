"""Records → tidy tables: the one exit from the analysis, and the dictionary of every column.

A table has one row a record, in the order of the articles and then of the text. It always has exactly the columns of
`COLUMNS`, with the same dtypes, whether it has rows or not. What is not known is missing (`NA`), never an empty string
or a stand-in value.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import pandas as pd

from analysis.records import ANALYSED_ZONES
from analysis.words import count_words

if TYPE_CHECKING:
    from analysis.records import ArticleAnalysis, Problem, Quote, SentenceScore, Span, Zone

POSITIVE_FROM = 0.05
NEGATIVE_TO = -0.05
"""The cut-offs of VADER's authors (Hutto and Gilbert 2014): a compound ≥ .05 is positive, one ≤ -.05 negative."""

CONTENT_JOINT = " … "
"""What stands between the pieces of an interrupted quote in `quotes.content`."""

Placed = TypeVar("Placed", "Zone", "SentenceScore")

_SURROGATES = re.compile("[\ud800-\udfff]")


class Column(NamedTuple):
    """A column of a table. The dtypes in capitals (`Int64`, `Float64`), `string` and dates may be missing."""

    name: str
    dtype: str
    meaning: str
    """What it tells, with its unit."""


_ARTICLE_ID = Column("article_id", "string", "the article, as in the table `articles`")
_START = Column("start", "int64", "first character in the article's text, counted from 0")
_END = Column("end", "int64", "the character after the last; `text[start:end]` is the row's text")
_SENTENCE = Column("sentence", "int64", "number of its sentence in the article, from 0")
_ZONE = Column("zone", "string", "`headline`, `lead` (first paragraph) or `body`")
_VOICE = Column(
    "voice", "string", "`narrator`, or `quoted` inside what somebody is reported to have said, written or thought"
)
_QUOTE_ID = Column("quote_id", "string", "the quote that it stands in, as in the table `quotes`")
_SPEAKER_NAME = Column("speaker_name", "string", "who says it, by the fullest name in the article; missing if unknown")
_POLARITY = Column("polarity", "string", "`asserted`, `negated`, `rejected`, `demanded` or `hypothetical`")
_POLARITY_CUE = Column("polarity_cue", "string", "the words that decided the polarity; missing where it is asserted")

_HIT_TAIL = (
    _START,
    _END,
    Column("text", "string", "the words as they stand in the article"),
    _SENTENCE,
    _ZONE,
    _VOICE,
    _QUOTE_ID,
    _SPEAKER_NAME,
    _POLARITY,
    _POLARITY_CUE,
)

COLUMNS: Mapping[str, tuple[Column, ...]] = {
    "articles": (
        Column("article_id", "string", "unique within the corpus: the file's name, or `name-3` for row 3 of a file"),
        Column("corpus", "string", "the corpus that it belongs to"),
        Column("outlet", "string", "who published it"),
        Column("date", "datetime64[s]", "day of publication"),
        Column("author", "string", "the byline"),
        Column("headline", "string", "the headline"),
        Column("url", "string", "where it was published"),
        Column("language", "string", "language code, e.g. `en`"),
        Column("path", "string", "the file that it was read from, relative to the folder that was asked for"),
        Column("row", "Int64", "row or line of that file, from 1, where it holds several articles"),
        Column("n_characters", "int64", "characters of the whole text, boilerplate included"),
        Column("n_words", "int64", "words of headline, lead and body"),
        Column("n_sentences", "int64", "sentences of headline, lead and body"),
        Column("n_quotes", "int64", "quotes found, direct, mixed and indirect"),
        Column("sentiment_mean", "Float64", "mean compound of its sentences, -1 to 1"),
        Column("negative_share", "Float64", "share (0-1) of sentences with a compound of -.05 or less"),
        Column("positive_share", "Float64", "share (0-1) of sentences with a compound of .05 or more"),
        Column("text", "string", "the whole text, to which every `start` and `end` refers"),
    ),
    "sentences": (
        _ARTICLE_ID,
        Column("sentence", "int64", "number of the sentence in its article, from 0"),
        _START,
        _END,
        Column("text", "string", "the sentence"),
        _ZONE,
        Column(
            "voice", "string", "`quoted` if at least half of its words stand in attributed contents, else `narrator`"
        ),
        Column("quoted_share", "float64", "share (0-1) of its words inside attributed contents"),
        Column("speaker_name", "string", "who says most of its quoted words; missing for narrator and unknown"),
        Column("compound", "float64", "VADER's sum of valences, normalised to -1 to 1"),
        Column("neg", "float64", "share (0-1) of negative valence"),
        Column("neu", "float64", "share (0-1) of words without valence"),
        Column("pos", "float64", "share (0-1) of positive valence"),
        Column("words", "string", "the words that VADER knows, each with its valence here (-4 to 4): `crush −0.6`"),
    ),
    "quotes": (
        _ARTICLE_ID,
        Column("quote_id", "string", "`<article_id>:q<n>`, numbered in text order from 1"),
        Column("quote_type", "string", "`direct` (in quotation marks), `mixed` (in part) or `indirect`"),
        Column("attribution_type", "string", "`speech`, `writing`, `thought`, `intent` or `document`"),
        Column("content", "string", "the attributed words; the pieces of an interrupted quote are joined by ` … `"),
        Column("n_words", "int64", "words of the content"),
        Column("speaker", "string", "the speaker as mentioned, e.g. `he`"),
        Column("speaker_name", "string", "who that is, by the fullest name in the article; missing if unknown"),
        Column("speaker_type", "string", "`person`, `organisation`, `group`, `document`, `unnamed` or `unknown`"),
        Column("cue", "string", "the reporting words as written, e.g. `has said`"),
        Column("cue_lemma", "string", "their dictionary form, e.g. `say`; missing for a quote that stands alone"),
        Column("resolved_by", "string", "`name`, `pronoun`, `title`, `description`, `running`, `unnamed` or `none`"),
        Column("rule", "string", "the rule that found the quote, e.g. `marks+cue`"),
        Column("zone", "string", "the zone where the content starts"),
        Column("sentence", "Int64", "number of the sentence where the content starts, from 0"),
        Column("start", "int64", "first character of the content's first piece, counted from 0"),
        Column("end", "int64", "the character after the content's last piece (see `quote_spans` for the pieces)"),
    ),
    "quote_spans": (
        _ARTICLE_ID,
        Column("quote_id", "string", "the quote, as in the table `quotes`"),
        Column("role", "string", "`content`, `cue` or `speaker`"),
        Column("part", "int64", "number of the piece within its role, from 1"),
        _START,
        _END,
        Column("text", "string", "the piece, quotation marks included"),
    ),
    "frame_hits": (
        _ARTICLE_ID,
        Column("lexicon", "string", "the lexicon that holds the term"),
        Column("frame", "string", "the frame's id in that lexicon"),
        Column("term", "string", "the lexicon's pattern that matched"),
        Column("subcode", "string", "the term's group within its frame"),
        *_HIT_TAIL,
    ),
    "contested_hits": (
        _ARTICLE_ID,
        Column("lexicon", "string", "the lexicon that holds the contested set"),
        Column("contested_set", "string", "the set's id: the thing that has several names"),
        Column("variant", "string", "the name that is used here"),
        *_HIT_TAIL,
    ),
    "distance_marks": (
        _ARTICLE_ID,
        Column("kind", "string", "`so_called`, `alleged`, `scare_quote` or `title`"),
        _START,
        _END,
        Column("text", "string", "the marker with the words that it governs"),
        Column("marker", "string", "the marker alone; for quotation marks the opening one"),
        _SENTENCE,
        _ZONE,
        _VOICE,
        _SPEAKER_NAME,
    ),
    "boilerplate": (
        _ARTICLE_ID,
        Column("kind", "string", "`boilerplate`, `byline`, `dateline` or `front_matter`: a zone that is not analysed"),
        _START,
        _END,
        Column("text", "string", "what was left out"),
        Column("rule", "string", "the rule that decided"),
    ),
    "problems": (
        Column("path", "string", "the file"),
        Column("place", "string", "line, row or byte inside the file; missing for the whole file"),
        Column("message", "string", "what is wrong and what it means for the result"),
        Column("severity", "string", "`error` (articles are missing), `warning` (read in part) or `note`"),
    ),
}
"""Every table's columns: name, dtype, meaning."""


@dataclass(frozen=True, slots=True, eq=False)
class Tables:
    """The result of an analysis. `COLUMNS` says what stands in each column."""

    articles: pd.DataFrame
    sentences: pd.DataFrame
    quotes: pd.DataFrame
    quote_spans: pd.DataFrame
    frame_hits: pd.DataFrame
    contested_hits: pd.DataFrame
    distance_marks: pd.DataFrame
    boilerplate: pd.DataFrame
    problems: pd.DataFrame

    def by_name(self) -> dict[str, pd.DataFrame]:
        """The tables under their names, in the order of `COLUMNS`."""
        return {table.name: getattr(self, table.name) for table in fields(self)}


def build_tables(analyses: Iterable[ArticleAnalysis], problems: Iterable[Problem] = (), corpus: str = "") -> Tables:
    """Table what was found.

    Args:
        analyses: in the order that the rows shall have.
        problems: of reading and analysing.
        corpus: the corpus' name; empty to take each article's own.

    Raises:
        ValueError: if two articles have the same id, as their rows could not be told apart.
    """
    rows: dict[str, list[tuple[Any, ...]]] = {name: [] for name in COLUMNS}
    seen: set[str] = set()
    for analysis in analyses:
        article_id = analysis.article.article_id
        if article_id in seen:
            raise ValueError(f"two articles have the id {article_id!r}; ids must be unique within a corpus")
        seen.add(article_id)
        rows["articles"].append(_article_row(analysis, corpus))
        for table, build_rows in _ROW_BUILDERS.items():
            rows[table].extend(build_rows(analysis))
    rows["problems"].extend((p.path, p.place or None, p.message, p.severity) for p in problems)
    return Tables(**{name: _frame(name, table_rows) for name, table_rows in rows.items()})


def column_dictionary_markdown() -> str:
    """The column dictionary as Markdown: a heading and a table for each table, ending in one newline."""
    parts = []
    for table, columns in COLUMNS.items():
        lines = [f"### {table}", "", "| column | type | meaning |", "|---|---|---|"]
        lines += [f"| `{column.name}` | {column.dtype} | {column.meaning} |" for column in columns]
        parts.append("\n".join(lines))
    return "\n\n".join(parts) + "\n"


def _frame(table: str, rows: Sequence[tuple[Any, ...]]) -> pd.DataFrame:
    columns = COLUMNS[table]
    values = list(zip(*rows, strict=True)) if rows else [()] * len(columns)
    series: dict[str, pd.Series[Any]] = {}
    for column, cells in zip(columns, values, strict=True):
        kept = [_storable(cell) for cell in cells] if column.dtype == "string" else list(cells)
        series[column.name] = pd.Series(kept, dtype=column.dtype)
    return pd.DataFrame(series)


def _storable(text: str | None) -> str | None:
    # Half of a surrogate pair, as broken JSON escapes leave it, has no UTF-8 form. The substitute is one character long
    # too, and replaces it in `articles.text` as well, so that offsets and texts still agree.
    return text if text is None else _SURROGATES.sub("\ufffd", text)


def _article_row(analysis: ArticleAnalysis, corpus: str) -> tuple[Any, ...]:
    article, compounds = analysis.article, [sentence.compound for sentence in analysis.sentences]
    n = len(compounds)
    return (
        article.article_id,
        corpus or article.corpus or None,
        article.outlet,
        article.date,
        article.author,
        article.headline,
        article.url,
        article.language,
        article.path or None,
        article.row,
        len(article.text),
        analysis.n_words,
        analysis.n_sentences,
        len(analysis.quotes),
        sum(compounds) / n if n else None,
        sum(compound <= NEGATIVE_TO for compound in compounds) / n if n else None,
        sum(compound >= POSITIVE_FROM for compound in compounds) / n if n else None,
        article.text,
    )


def _sentence_rows(analysis: ArticleAnalysis) -> Iterator[tuple[Any, ...]]:
    known = COLUMNS["sentences"][:-1]
    for sentence in sorted(analysis.sentences, key=_by_position):
        words = "; ".join(f"{word} {format_valence(valence)}" for word, valence in sentence.words)
        yield *_values(sentence, known), words or None


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
            quote.resolved_by,
            quote.rule,
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
            yield _values(hit, COLUMNS["frame_hits"])


def _contested_hit_rows(analysis: ArticleAnalysis) -> Iterator[tuple[Any, ...]]:
    for hit in sorted(analysis.hits, key=_by_position):
        if hit.contested:
            yield hit.article_id, hit.lexicon, hit.frame, hit.term, *_values(hit, _HIT_TAIL)


def _distance_mark_rows(analysis: ArticleAnalysis) -> Iterator[tuple[Any, ...]]:
    for mark in sorted(analysis.distance_marks, key=_by_position):
        yield _values(mark, COLUMNS["distance_marks"])


def _boilerplate_rows(analysis: ArticleAnalysis) -> Iterator[tuple[Any, ...]]:
    article = analysis.article
    for zone in article.zones:
        if zone.kind not in ANALYSED_ZONES:
            text = article.text[zone.start : zone.end]
            yield article.article_id, zone.kind, zone.start, zone.end, text, zone.rule or None


_ROW_BUILDERS: Mapping[str, Callable[[ArticleAnalysis], Iterator[tuple[Any, ...]]]] = {
    "sentences": _sentence_rows,
    "quotes": _quote_rows,
    "quote_spans": _quote_span_rows,
    "frame_hits": _frame_hit_rows,
    "contested_hits": _contested_hit_rows,
    "distance_marks": _distance_mark_rows,
    "boilerplate": _boilerplate_rows,
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
