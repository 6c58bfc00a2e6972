"""The start of every notebook: the corpus is read, tables become sortable, and mistakes are told in a sentence."""

from __future__ import annotations

import traceback
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

from IPython.core.getipython import get_ipython

from analysis.publishing.notebook.tables import load_tables
from analysis.store import IN_MEMORY, StoreError, read_tables

if TYPE_CHECKING:
    from analysis.tables import Tables

_PACKAGE = Path(__file__).resolve().parents[2]


def open_corpus(results: str | Path, corpus: str, where: str = "") -> Tables:
    """Read a corpus' tables and display what it holds; of one that would fill the memory a random sample, and say so.

    From then on the notebook's tables can be searched and sorted, and a wrong value in the cell of parameters is told
    in a sentence instead of a traceback.

    Args:
        results: the folder that holds `data/tables`.
        corpus: the name of a folder in it.
        where: which articles: a condition in SQL on the table `articles`, e.g. `"outlet = 'Vell News'"`; all if empty.

    Raises:
        QueryError: if `where` is no condition.
        StoreError: if there is no such corpus, or its tables cannot be read; the message names those that there are.
    """
    tell_mistakes_shortly()
    tables = read_tables(corpus_folder(results, corpus), where=where, most_words=IN_MEMORY)
    load_tables(tell_corpus(tables, corpus))
    return tables


def corpus_folder(results: str | Path, corpus: str) -> Path:
    """Where the tables of a corpus lie.

    Raises:
        StoreError: if there is no such corpus; the message names those that there are.
    """
    folder = Path(results, "data", "tables")
    if not (folder / corpus).is_dir() or not corpus:
        known = sorted(path.name for path in folder.iterdir() if path.is_dir()) if folder.is_dir() else []
        there_is = f"there is {in_a_row(known)}" if known else "nothing has been analysed yet"
        raise StoreError(
            f"{folder / corpus}: there is no corpus {corpus!r} here; {there_is}. If its articles are new, run the "
            "analysis first"
        )
    return folder / corpus


def tell_corpus(tables: Tables, corpus: str) -> str:
    """One sentence on how much there is.

    Example:
        >>> from analysis.tables import build_tables
        >>> tell_corpus(build_tables([]), "mine")
        'Corpus “mine”: no articles.'
    """
    articles = tables.articles
    if articles.empty:
        return f"Corpus “{corpus}”: no articles."
    n_outlets, days = articles["outlet"].nunique(), articles["date"].dropna()
    first, last = (f"{day:%Y-%m-%d}" for day in (days.min(), days.max())) if len(days) else ("", "")
    parts = (
        f"{len(articles):,} article" + ("" if len(articles) == 1 else "s"),
        f"{n_outlets:,} outlet" + ("" if n_outlets == 1 else "s") if n_outlets else "outlet not known",
        f"{first} to {last}" if first != last else first or "dates not known",
        f"{int(articles['n_words'].sum()):,} words",
    )
    told = f"Corpus “{corpus}”: {', '.join(parts)}."
    return f"{told} {tables.sample}" if tables.sample else told


def in_a_row(names: Sequence[str], most: int = 12) -> str:
    """Names with commas between them, and how many are left out.

    Example:
        >>> in_a_row(["a", "b", "c"], most=2)
        'a, b and 1 more'
    """
    rest = f" and {len(names) - most:,} more" if len(names) > most else ""
    return ", ".join(names[:most]) + rest


def tell_mistakes_shortly() -> None:
    """From now on a wrong value in a cell is told in a sentence instead of a traceback."""
    shell: Any = get_ipython()
    if shell is not None:
        shell.set_custom_exc((ValueError, StoreError), _tell_shortly)


def _tell_shortly(
    shell: Any, kind: type[BaseException], error: BaseException, trace: TracebackType, tb_offset: int | None = None
) -> None:
    """Show an error that this package raises on purpose as its message alone, any other with its traceback."""
    last = traceback.extract_tb(trace)[-1]
    on_purpose = Path(last.filename).is_relative_to(_PACKAGE) and (last.line or "").startswith("raise ")
    if on_purpose:
        message = str(error)
        told = f"{message[:1].upper()}{message[1:]}."
        if not isinstance(error, StoreError):
            told += "\nChange it in the cell with the settings, then choose Run → Run All Cells again."
        # IPython asks an error for the lines to show in place of its traceback.
        error._render_traceback_ = lambda: [told]  # type: ignore[attr-defined]
    shell.showtraceback((kind, error, trace), tb_offset=tb_offset)
