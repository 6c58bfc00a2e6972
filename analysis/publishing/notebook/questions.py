"""Notebook 12: the tables of a corpus, their columns, and answers to questions in SQL."""

from __future__ import annotations

from pathlib import Path

from analysis.columns import COLUMNS
from analysis.publishing.notebook.start import corpus_folder, tell_mistakes_shortly
from analysis.publishing.notebook.tables import load_tables, show_rows, show_table
from analysis.store import query

TABLES = {
    "articles": "an article",
    "sentences": "a sentence",
    "valence_words": "a word with a valence",
    "quotes": "a quote",
    "quote_spans": "a piece of a quote: content, cue or speaker",
    "speakers": "a form of a speaker's name",
    "frame_hits": "a word or phrase of a frame",
    "contested_hits": "a name of a thing that has several",
    "distance_marks": "a word held at a distance",
    "agency_events": "an event of harm: who does what to whom",
    "targets": "a mention of somebody who is spoken of",
    "copies": "two articles that share words",
    "boilerplate": "a passage that is not analysed",
    "files": "a file that was read",
    "events": "an event that you listed",
    "problems": "something that was not or only partly read",
}
"""What a row of each table is."""


def open_corpus_folder(results: str | Path, corpus: str) -> Path:
    """Where a corpus' tables lie; from then on the notebook's tables can be searched and sorted (see `open_corpus`).

    Raises:
        StoreError: if there is no such corpus; the message names those that there are.
    """
    tell_mistakes_shortly()
    folder = corpus_folder(results, corpus)
    n_articles = int(query(folder, "SELECT count(*) AS n FROM articles")["n"].sum())
    load_tables(f"Corpus “{corpus}”: {n_articles:,} article{'' if n_articles == 1 else 's'}.")
    return folder


def show_tables(folder: Path) -> None:
    """List the tables of a corpus with what a row is and how many there are."""
    counts = " UNION ALL ".join(f"SELECT '{name}' AS name, count(*) AS n FROM {name}" for name in COLUMNS)
    n_rows = query(folder, counts).set_index("name")["n"]
    rows = [(name, TABLES[name], f"{n_rows[name]:,}", f"{len(columns)}") for name, columns in COLUMNS.items()]
    show_rows("Tables", ("Table", "A row is", "Rows", "Columns"), ("left", "left", "right", "right"), rows, named=True)


def show_columns(table: str) -> None:
    """List the columns of a table with their meaning.

    Raises:
        ValueError: if there is no such table.
    """
    if table not in COLUMNS:
        raise ValueError(f"there is no table {table!r}; there are {', '.join(COLUMNS)}")
    rows = [(column.name, column.dtype, column.meaning.replace("`", "")) for column in COLUMNS[table]]
    show_rows(f"Columns of {table}", ("Column", "Type", "Meaning"), ("left",) * 3, rows, named=True)


def show_answer(folder: Path, sql: str) -> None:
    """Ask the tables of a corpus a question and display the answer.

    Raises:
        QueryError: if the question cannot be answered (a `ValueError`).
    """
    show_table(query(folder, sql), "Answer")
