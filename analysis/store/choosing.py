"""Which articles of a corpus are read: those that fit a condition, and of too many a random sample."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import duckdb

from analysis.database import QueryError, asking, in_a_line, select
from analysis.tables import Sample

if TYPE_CHECKING:
    import pyarrow as pa

SEED = 1
"""Of the order in which articles enter a sample."""


class Chosen(NamedTuple):
    """The articles to read."""

    article_ids: pa.ChunkedArray | None
    """`None` for all."""
    sample: Sample | None


def choose_articles(articles: Path, where: str, most_words: int | None) -> Chosen:
    """Choose articles by a condition, and of more words than are wanted a simple random sample of whole articles.

    Articles enter the sample in the order of a hash of their ids until it has the words. So the same corpus always
    gives the same sample, and a corpus that grows keeps most of it.

    Args:
        articles: the Parquet file of the table `articles`.
        where: a condition in SQL on its columns; empty for every article.
        most_words: words to be read at most; `None` for no limit. One article is read, however long it is.

    Raises:
        QueryError: if the condition is none.
    """
    condition = f"WHERE ({where}\n)" if where else ""
    with asking({"articles": articles}) as database:
        try:
            select(database, f"SELECT count(*) FROM articles {condition}").fetchall()
            database.execute(
                "CREATE TEMP TABLE found AS SELECT article_id, n_words, "
                f"sum(n_words) OVER (ORDER BY md5('{SEED} ' || article_id), article_id) - n_words AS before "
                f"FROM articles {condition}"
            )
        except (QueryError, duckdb.Error) as err:
            raise QueryError(f"{where!r} is no condition on the articles: {in_a_line(err)}") from err
        taken = "" if most_words is None else f"WHERE before < {int(most_words)}"
        ids = database.sql(f"SELECT article_id FROM found {taken}").to_arrow_table()["article_id"]
        (n_articles, n_words), (of_articles, of_words) = (
            database.execute(f"SELECT count(*), coalesce(sum(n_words), 0)::BIGINT FROM found {part}").fetchall()[0]
            for part in (taken, "")
        )
    if n_articles < of_articles:
        return Chosen(ids, Sample(n_articles, n_words, of_articles, of_words))
    return Chosen(ids if where else None, None)
