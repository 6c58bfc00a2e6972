"""A corpus once more: only what is new or has changed is analysed, and the tables are those of a run from scratch.

Every file is read each time, which is quick; what an earlier run found in the same text is taken from its tables.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from analysis.kept import article_key, join_rows, read_kept, read_last_tables, take_rows, write_keys, write_part
from analysis.pipeline import Outcome, chunks
from analysis.reading import Reading
from analysis.records import Article, Problem
from analysis.rows import build_rows
from analysis.store import write_tables
from analysis.tables import Tables, build_frames, join_tables


@dataclass(frozen=True, slots=True, eq=False)
class Rerun:
    """What came of a corpus."""

    tables: Tables
    before: Tables | None
    """Those of the last run."""
    n_kept: int
    """Articles whose rows an earlier run left."""
    other_tables: bool
    """Whether any table is another than after the last run."""


def rerun(
    reading: Reading,
    corpus: str,
    folder: Path,
    made_with: str,
    analyze: Callable[[Sequence[Article]], Iterable[Outcome]],
    *,
    again: bool = False,
) -> Rerun:
    """Analyse what is new or has changed in a corpus, and write its tables.

    The tables are byte for byte those of a run from scratch. A run that is stopped loses only the articles that it was
    just at.

    Args:
        reading: all articles of the corpus, with the problems and events.
        corpus: its name.
        folder: of its tables, where those of the last run lie.
        made_with: tells program, rules, lexicons, model and settings; rows of runs with others are not taken.
        analyze: yields what comes of each article, such as `pipeline.analyze_articles`.
        again: take nothing from earlier runs.

    Raises:
        CheckedFileError: if a lexicon or a file of `data/rules` has a mistake.
        ModelMissingError: if the model is not installed.
        StoreError: if a result cannot be written.
    """
    before = read_last_tables(folder)
    keys = {article.article_id: article_key(article, made_with) for article in reading.articles}
    parts, done = take_rows([] if again else read_kept(before, folder), keys)
    n_kept = len(done)
    waiting = [article for article in reading.articles if article.article_id not in done]
    problems: list[Problem] = []
    for outcomes in chunks(analyze(waiting)):
        problems += [outcome.problem for outcome in outcomes if outcome.problem is not None]
        found = [outcome.analysis for outcome in outcomes if outcome.analysis is not None]
        rows = [build_rows(analysis) for analysis in found]
        ids = [analysis.article.article_id for analysis in found]
        write_part(folder, {keys[article_id]: article_id for article_id in ids}, rows)
        parts.append(build_frames(rows))
        done.update(ids)
    articles = [article for article in reading.articles if article.article_id in done]
    frames = join_rows([build_frames([]), *parts], [article.article_id for article in articles])
    tables = join_tables(articles, frames, [*reading.problems, *problems], corpus, events=reading.events)
    write_tables(tables, folder)
    other = write_keys(folder, {article.article_id: keys[article.article_id] for article in articles})
    return Rerun(tables, before, n_kept, other)
