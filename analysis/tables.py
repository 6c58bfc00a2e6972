"""Records → tidy tables: the one exit from the analysis, and the dictionary of every column.

A table has one row a record, in the order of the articles and then of the text. It always has exactly the columns of
`COLUMNS`, with the same dtypes, whether it has rows or not. What is not known is missing (`NA`), never an empty string
or a stand-in value.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

import pandas as pd

from analysis.columns import COLUMNS, Column
from analysis.identities import SpeakerAliases, read_speaker_aliases
from analysis.joining import join_copies, join_identities
from analysis.rows import ROW_COLUMNS, Rows, build_rows

if TYPE_CHECKING:
    from analysis.records import Article, ArticleAnalysis, Event, Problem

_SURROGATES = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True, eq=False)
class Tables:
    """The result of an analysis. `COLUMNS` says what stands in each column."""

    articles: pd.DataFrame
    sentences: pd.DataFrame
    valence_words: pd.DataFrame
    quotes: pd.DataFrame
    quote_spans: pd.DataFrame
    speakers: pd.DataFrame
    frame_hits: pd.DataFrame
    contested_hits: pd.DataFrame
    distance_marks: pd.DataFrame
    agency_events: pd.DataFrame
    targets: pd.DataFrame
    copies: pd.DataFrame
    boilerplate: pd.DataFrame
    events: pd.DataFrame
    problems: pd.DataFrame

    def by_name(self) -> dict[str, pd.DataFrame]:
        """The tables under their names, in the order of `COLUMNS`."""
        return {table.name: getattr(self, table.name) for table in fields(self)}


def build_tables(
    analyses: Iterable[ArticleAnalysis],
    problems: Iterable[Problem] = (),
    corpus: str = "",
    *,
    events: Iterable[Event] = (),
    aliases: SpeakerAliases | None = None,
) -> Tables:
    """Table what was found.

    Args:
        analyses: in the order that the rows shall have.
        problems: of reading and analysing.
        corpus: the corpus' name; empty to take each article's own.
        events: that the user lists.
        aliases: who is the same speaker; those of `data/rules/speaker_aliases.yaml` if none are given.

    Raises:
        CheckedFileError: if that file has a mistake.
        ValueError: if two articles have the same id, as their rows could not be told apart.
    """
    articles: list[Article] = []

    def rows_of_each() -> Iterable[Rows]:
        for analysis in analyses:
            articles.append(analysis.article)
            yield build_rows(analysis)

    frames = build_frames(rows_of_each())
    return join_tables(articles, frames, problems, corpus, events=events, aliases=aliases)


def build_frames(rows_of_each: Iterable[Rows]) -> dict[str, pd.DataFrame]:
    """The rows of several articles as tables, with the columns of `ROW_COLUMNS`."""
    rows: Rows = {table: [] for table in ROW_COLUMNS}
    for own in rows_of_each:
        for table, of_table in own.items():
            rows[table].extend(of_table)
    return {table: _frame(ROW_COLUMNS[table], of_table) for table, of_table in rows.items()}


def join_tables(
    articles: Sequence[Article],
    frames: Mapping[str, pd.DataFrame],
    problems: Iterable[Problem] = (),
    corpus: str = "",
    *,
    events: Iterable[Event] = (),
    aliases: SpeakerAliases | None = None,
) -> Tables:
    """Tables of articles and their rows, with all that comes of the articles together.

    Args:
        articles: as they were read, in the order that the rows shall have.
        frames: their rows, as `build_frames` makes them, in that order.
        problems: of reading and analysing.
        corpus: as for `build_tables`.
        events: likewise.
        aliases: likewise.

    Raises:
        CheckedFileError: if the file of aliases has a mistake.
        ValueError: if two articles have the same id, as their rows could not be told apart.
    """
    _must_differ(article.article_id for article in articles)
    joined = dict(frames)
    joined["articles"] = _articles_frame(articles, frames["articles"], corpus)
    joined["events"] = _frame(COLUMNS["events"], [(e.date, e.end, e.label, e.path or None) for e in events])
    found = [(p.path, p.place or None, p.message, p.severity) for p in problems]
    joined["problems"] = _frame(COLUMNS["problems"], found)
    join_identities(joined, read_speaker_aliases() if aliases is None else aliases)
    join_copies(joined, articles)
    return Tables(**joined)


def column_dictionary_markdown() -> str:
    """The column dictionary as Markdown: a heading and a table for each table, ending in one newline."""
    parts = []
    for table, columns in COLUMNS.items():
        lines = [f"### {table}", "", "| column | type | meaning |", "|---|---|---|"]
        lines += [f"| `{column.name}` | {column.dtype} | {column.meaning} |" for column in columns]
        parts.append("\n".join(lines))
    return "\n\n".join(parts) + "\n"


def _frame(columns: Sequence[Column], rows: Sequence[tuple[Any, ...]]) -> pd.DataFrame:
    values = list(zip(*rows, strict=True)) if rows else [()] * len(columns)
    series: dict[str, pd.Series[Any]] = {}
    for column, cells in zip(columns, values, strict=True):
        kept = [_storable(cell) for cell in cells] if column.dtype == "string" else list(cells)
        series[column.name] = pd.Series(kept, dtype=column.dtype)
    return pd.DataFrame(series)


def _articles_frame(articles: Sequence[Article], measured: pd.DataFrame, corpus: str) -> pd.DataFrame:
    """What was read of each article beside what was found in it; without the copies."""
    columns = [column for column in COLUMNS["articles"] if column.name != "copy_cluster"]
    read = [column for column in columns if column.name not in measured]
    rows = [tuple(_read_value(article, column.name, corpus) for column in read) for article in articles]
    both = pd.concat([_frame(read, rows), measured], axis="columns")
    return both[[column.name for column in columns]]


def _read_value(article: Article, column: str, corpus: str) -> Any:
    match column:
        case "corpus":
            return corpus or article.corpus or None
        case "n_characters":
            return len(article.text)
        case "path":
            return article.path or None
        case _:
            return getattr(article, column)


def _must_differ(article_ids: Iterable[str]) -> None:
    seen: set[str] = set()
    for article_id in article_ids:
        if article_id in seen:
            raise ValueError(f"two articles have the id {article_id!r}; ids must be unique within a corpus")
        seen.add(article_id)


def _storable(text: str | None) -> str | None:
    # Half of a surrogate pair, as broken JSON escapes leave it, has no UTF-8 form. The substitute is one character long
    # too, and replaces it in `articles.text` as well, so that offsets and texts still agree.
    return text if text is None else _SURROGATES.sub("\ufffd", text)
