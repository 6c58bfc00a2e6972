"""Records → tidy tables: the one exit from the analysis, and the dictionary of every column.

A table has one row a record, in the order of the articles and then of the text. It always has exactly the columns of
`COLUMNS`, with the same dtypes, whether it has rows or not. What is not known is missing (`NA`), never an empty string
or a stand-in value.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd
import pyarrow as pa

from analysis.batches import TABLE_SCHEMAS, Batch, build_batch, to_arrow
from analysis.columns import COLUMNS
from analysis.database import open_database
from analysis.identities import SpeakerAliases, read_speaker_aliases
from analysis.joining import join, read_table_of, table_query, view_batch
from analysis.rows import ROW_COLUMNS, build_rows

if TYPE_CHECKING:
    from analysis.records import ArticleAnalysis, Event, Problem

OF_ROWS = tuple(name for name in COLUMNS if name in ROW_COLUMNS or name in {"speakers", "copies"})
"""The tables that are joined out of articles' rows; the others are listed as they are."""


@dataclass(frozen=True, slots=True)
class Sample:
    """How much of a corpus tables hold that are a random sample of its articles, as the whole would fill the memory."""

    n_articles: int
    n_words: int
    of_articles: int
    """All of the corpus, or all that were asked for."""
    of_words: int

    def __str__(self) -> str:
        """What a reader must know.

        Example:
            >>> str(Sample(3_300, 2_000_000, 1_000_000, 600_000_000))
            'Random sample: 3,300 of 1,000,000 articles (2,000,000 of 600,000,000 words).'
        """
        return (
            f"Random sample: {self.n_articles:,} of {self.of_articles:,} articles "
            f"({self.n_words:,} of {self.of_words:,} words)."
        )


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
    files: pd.DataFrame
    events: pd.DataFrame
    problems: pd.DataFrame
    sample: Sample | None = None
    """How much of the corpus this is (see `store.read_tables`); `None` where it is all that was asked for."""

    def by_name(self) -> dict[str, pd.DataFrame]:
        """The tables under their names, in the order of `COLUMNS`."""
        return {name: getattr(self, name) for name in COLUMNS}


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
    found = list(analyses)
    _must_differ(analysis.article.article_id for analysis in found)
    rows = build_batch((analysis.article.article_id, build_rows(analysis)) for analysis in found)
    read = read_table_of(
        ((rank, analysis.article.article_id, analysis.article) for rank, analysis in enumerate(found)), corpus
    )
    return join_tables(rows, read, problems, events, aliases=aliases)


def join_tables(
    rows: Batch,
    read: pa.Table,
    problems: Iterable[Problem] = (),
    events: Iterable[Event] = (),
    *,
    aliases: SpeakerAliases | None = None,
) -> Tables:
    """Tables in memory of articles and their rows, with all that comes of the articles together.

    Args:
        rows: of the articles.
        read: the articles as they were read (see `joining.read_table_of`).
        problems: of reading and analysing.
        events: that the user lists.
        aliases: as for `build_tables`.

    Raises:
        CheckedFileError: if the file of aliases has a mistake.
    """
    with open_database() as database:
        view_batch(database, rows)
        database.register("read", read)
        left_out = join(database, read_speaker_aliases() if aliases is None else aliases)
        joined = {name: database.sql(table_query(name)).to_arrow_table() for name in OF_ROWS}
    joined |= tell([*problems, *left_out], events)
    frames: dict[str, Any] = {name: to_frame(name, joined[name]) for name in COLUMNS}
    return Tables(**frames)


def tell(
    problems: Iterable[Problem] = (),
    events: Iterable[Event] = (),
    files: pa.Table | None = None,
) -> dict[str, pa.Table]:
    """The tables that come of no article's rows."""
    problem_rows = [(p.path, p.place or None, p.message, p.severity) for p in problems]
    event_rows = [(e.date, e.end, e.label, e.path or None) for e in events]
    return {
        "problems": _table("problems", problem_rows),
        "events": _table("events", event_rows),
        "files": _table("files", ()) if files is None else files,
    }


def to_frame(name: str, table: pa.Table) -> pd.DataFrame:
    """A table as users get it: its columns with their dtypes."""
    frame: pd.DataFrame = table.cast(TABLE_SCHEMAS[name]).to_pandas(types_mapper={pa.string(): pd.StringDtype()}.get)
    others = {c.name: c.dtype for c in COLUMNS[name] if frame.dtypes[c.name] != c.dtype}
    return frame.astype(others) if others else frame


def column_dictionary_markdown() -> str:
    """The column dictionary as Markdown: a heading and a table for each table, ending in one newline."""
    parts = []
    for table, columns in COLUMNS.items():
        lines = [f"### {table}", "", "| column | type | meaning |", "|---|---|---|"]
        lines += [f"| `{column.name}` | {column.dtype} | {column.meaning} |" for column in columns]
        parts.append("\n".join(lines))
    return "\n\n".join(parts) + "\n"


def _table(name: str, rows: Sequence[tuple[object, ...]]) -> pa.Table:
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(TABLE_SCHEMAS[name])
    cells = [to_arrow(column, field.type) for column, field in zip(columns, TABLE_SCHEMAS[name], strict=True)]
    return pa.table(cells, schema=TABLE_SCHEMAS[name])


def _must_differ(article_ids: Iterable[str]) -> None:
    seen: set[str] = set()
    for article_id in article_ids:
        if article_id in seen:
            raise ValueError(f"two articles have the id {article_id!r}; ids must be unique within a corpus")
        seen.add(article_id)
