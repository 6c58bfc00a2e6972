"""What commands share: analysing, and writing rows, problems and progress."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from analysis.commands.options import Format

if TYPE_CHECKING:
    import pandas as pd

    from analysis.lexicons import FrameLexicon
    from analysis.pipeline import Outcome
    from analysis.records import Problem
    from analysis.tables import Tables

errors = Console(stderr=True, highlight=False, markup=False, soft_wrap=True)


def analyze_paths(
    paths: Sequence[Path], lexicons: Sequence[FrameLexicon], model: str, jobs: int, least_score: float = 0.0
) -> tuple[Tables, list[Outcome]]:
    """Analyse articles for a command that prints, with a bar of progress."""
    from analysis.pipeline import analyze_articles, read_source, tabulate

    must_exist(paths)
    reading, corpus = read_source(paths)
    with progress_bar() as progress:
        task = progress.add_task("analysing", total=len(reading.articles))
        outcomes = list(
            analyze_articles(
                reading.articles,
                lexicons=lexicons,
                model=model,
                jobs=jobs,
                least_score=least_score,
                progress=lambda done, _: progress.update(task, completed=done),
            )
        )
    return tabulate(outcomes, reading.problems, corpus, events=reading.events), outcomes


def write(frame: pd.DataFrame, format: Format, columns: Sequence[str], *, title: str | None = None) -> None:
    """Write rows to standard output."""
    if format is Format.csv:
        from analysis.store import csv_for_people

        sys.stdout.write(csv_for_people(frame).decode("utf-8-sig").replace("\r\n", "\n"))
    elif format is Format.jsonl:
        sys.stdout.write(frame.to_json(orient="records", lines=True, force_ascii=False, date_format="iso"))
    else:
        table = Table(show_lines=False, title=title)
        for column in columns:
            table.add_column(column, justify="right" if column == "left" else "left")
        shown = frame[list(columns)]
        shown = shown.round(dict.fromkeys(shown.select_dtypes("float").columns, 2))
        for row in shown.astype("string").fillna("").itertuples(index=False):
            table.add_row(*(" ".join(cell.split()) for cell in row))
        console = Console(markup=False, highlight=False)
        if not console.is_terminal:
            console = Console(markup=False, highlight=False, width=200)
        console.print(table)


def write_lines(rows: Iterator[dict[str, Any]]) -> None:
    """Write one JSON object a line to standard output."""
    for row in rows:
        sys.stdout.write(json.dumps(row, ensure_ascii=False) + "\n")


def lexicons_named(names: Sequence[str] | None) -> tuple[FrameLexicon, ...]:
    """The lexicons that a user names, or all of `data/lexicons` where none is named."""
    from analysis.pipeline import load_lexicons

    return load_lexicons(lexicon_files(names))


def lexicon_files(names: Sequence[str] | None) -> list[Path]:
    """The files of lexicons that are given by file or by name."""
    from analysis.lexicons import find_lexicon

    return [find_lexicon(name) for name in names or ()]


def must_exist(paths: Sequence[Path]) -> None:
    """End the command where a path does not exist."""
    missing = [str(path) for path in paths if not path.exists()]
    if missing:
        of_tables = any("tables" in Path(path).parts for path in missing)
        advice = "; `python run.py` analyses articles and writes their tables" if of_tables else ""
        errors.print(f"error: there is no {', '.join(missing)}{advice}")
        raise typer.Exit(2)


def holds_tables(paths: Sequence[Path]) -> bool:
    """Whether an earlier run wrote its tables here, which then told its problems too."""
    return len(paths) == 1 and (paths[0] / "articles.parquet").is_file()


def stored_tables(folder: Path) -> Tables:
    """The tables of an earlier run; where they would fill the memory, of a random sample of articles, which is told."""
    from analysis.store import IN_MEMORY, read_tables

    tables = read_tables(folder, most_words=IN_MEMORY)
    if tables.sample:
        errors.print(f"note: {tables.sample}")
    return tables


def problems_of(tables: Tables) -> list[Problem]:
    """The problems of a run as records again."""
    from analysis.records import Problem

    rows = tables.problems.fillna({"place": ""}).to_dict("records")
    return [Problem(**{str(name): value for name, value in row.items()}) for row in rows]


def tell(problems: Sequence[Problem]) -> None:
    """Write problems to standard error."""
    for problem in problems:
        place = f", {problem.place}" if problem.place else ""
        errors.print(printable(f"{problem.severity}: {problem.path}{place}: {problem.message}"))


def printable(text: str) -> str:
    """A message in which no file name can steer the terminal."""
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in text)


def finish(tables: Tables) -> None:
    """Tell the problems of a run; errors among them end the command with status 1."""
    problems = problems_of(tables)
    tell(problems)
    if any(problem.severity == "error" for problem in problems):
        raise typer.Exit(1)


def progress_bar() -> Progress:
    """A bar of progress on standard error, gone when it is done."""
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
        disable=not sys.stderr.isatty(),
    )


def tables_of(paths: Sequence[Path], model: str, jobs: int) -> Tables:
    """The tables of an earlier run, or of articles analysed now."""
    must_exist(paths)
    return stored_tables(paths[0]) if holds_tables(paths) else analyze_paths(paths, (), model, jobs)[0]


@contextmanager
def choices_told() -> Iterator[None]:
    """What was asked for and does not exist ends the command with a message."""
    from analysis.checked_yaml import CheckedFileError

    try:
        yield
    except CheckedFileError:
        raise
    except ValueError as err:
        errors.print(printable(f"error: {err}"))
        raise typer.Exit(2) from err
