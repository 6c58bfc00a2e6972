"""The command line: parse arguments, call, print. `python -m analysis --help` lists the commands."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, fields
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from analysis.parsing import MODEL, ModelMissingError

if TYPE_CHECKING:
    import pandas as pd

    from analysis.pipeline import Outcome
    from analysis.records import Article, Problem, Quote
    from analysis.tables import Tables

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help="Media framing analysis: how news stories are told, by whom and in which frames.",
    epilog="Exit status: 0 all well, 1 something could not be read or analysed (named on standard error), 2 wrong use.",
)
lexicon_app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="Work on lexicons.")
app.add_typer(lexicon_app, name="lexicon")
errors = Console(stderr=True, highlight=False, markup=False, soft_wrap=True)

PROJECT = Path(__file__).resolve().parents[1]


class Format(StrEnum):
    """How rows are written to standard output."""

    table = "table"
    csv = "csv"
    jsonl = "jsonl"


class Part(StrEnum):
    """What a check of a lexicon tells."""

    findings = "findings"
    patterns = "patterns"
    overlaps = "overlaps"


Paths = Annotated[list[Path], typer.Argument(metavar="PATH…", help="Article files or folders of them.")]
FormatOption = Annotated[Format, typer.Option("--format", "-f", help="How to write the rows.")]
LexiconOption = Annotated[
    list[str] | None,
    typer.Option(
        "--lexicon",
        "-l",
        metavar="LEXICON",
        help="A file, or a name such as `generic`; repeat it for several. [default: all of data/lexicons]",
    ),
]
ModelOption = Annotated[str, typer.Option("--model", help="An installed spaCy model.")]
ScoreOption = Annotated[
    float,
    typer.Option(
        "--least-score", min=0, max=1, help="Leave out quotes less likely right: 0.8 for few mistakes, 0 to miss few."
    ),
]
JobsOption = Annotated[int, typer.Option("--jobs", "-j", min=1, help="Processes that share the work.")]


@app.command(epilog="Example: python -m analysis run data/articles/demo --jobs 2")
def run(
    folder: Annotated[
        Path | None,
        typer.Argument(metavar="[FOLDER]", help="A corpus, or a folder of corpora. [default: data/articles]"),
    ] = None,
    lexicon: LexiconOption = None,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", metavar="DIR", help="Where results go. [default: the project]")
    ] = None,
    jobs: JobsOption = 1,
    least_score: ScoreOption = 0.0,
    notebooks: Annotated[bool, typer.Option("--notebooks/--no-notebooks", help="Execute the notebooks.")] = True,
    again: Annotated[bool, typer.Option("--again", help="Analyse even what is up to date.")] = False,
    model: ModelOption = MODEL,
) -> None:
    """Analyse articles and write tables, figures, executed notebooks and the report."""
    from analysis.charts.labels import count
    from analysis.publishing.run import Layout, Options, run_folder

    folder = folder or PROJECT / "data" / "articles"
    root = out or PROJECT
    _must_exist([folder])
    lexicons = _lexicon_files(lexicon)
    layout = Layout(root)
    with _progress() as progress:
        task = progress.add_task("analysing", total=None)
        options = Options(
            lexicons=lexicons,
            model=model,
            jobs=jobs,
            least_score=least_score,
            notebooks=notebooks,
            again=again,
            progress=lambda done, total: progress.update(task, completed=done, total=total),
        )
        runs, report = run_folder(folder, root, options)
    if not runs:
        errors.print(
            f"error: {folder}: there are no articles here; put .txt, .md, .html, .csv or .jsonl files into a folder"
        )
        raise typer.Exit(2)
    for done in runs:
        state = "analysed" if done.fresh else "up to date"
        typer.echo(
            f"{done.name}: {count(len(done.tables.articles), 'article')} {state}, "
            f"{count(int(done.tables.articles['n_quotes'].sum()), 'quote')}, "
            f"{count(int(done.tables.articles['n_beliefs'].sum()), 'belief or intention', 'beliefs and intentions')}, "
            f"{count(len(done.tables.frame_hits), 'frame term')}"
        )
        typer.echo(f"  tables     {layout.tables(done.name)}")
        typer.echo(f"  figures    {layout.figures(done.name)}")
        if done.notebooks:
            typer.echo(f"  notebooks  {layout.notebooks(done.name)}")
        _tell(_problems_of(done.tables) + done.problems)
    typer.echo(f"report: {report}")
    if any(done.n_errors for done in runs):
        raise typer.Exit(1)


@app.command(epilog="Example: python -m analysis quotes article.txt --format csv > quotes.csv")
def quotes(
    paths: Paths,
    least_score: ScoreOption = 0.0,
    format: FormatOption = Format.table,
    model: ModelOption = MODEL,
    jobs: JobsOption = 1,
) -> None:
    """Who is quoted: contents, cues, speakers, beliefs and intentions included.

    As `jsonl`, one line an article with the spans of its attributions, in character offsets of the article's text.
    """
    tables, outcomes = _analyze(paths, (), model, jobs, least_score)
    if format is Format.jsonl:
        _write_lines(_attributions(outcomes))
    else:
        columns = ["article_id", "quote_type", "attribution_type", "speaker_name", "cue", "score", "content"]
        _write(tables.quotes, format, columns)
    _finish(tables)


@app.command(epilog="Example: python -m analysis frames data/articles/demo --lexicon data/lexicons/conflict.yaml")
def frames(
    paths: Paths,
    lexicon: LexiconOption = None,
    format: FormatOption = Format.table,
    model: ModelOption = MODEL,
    jobs: JobsOption = 1,
) -> None:
    """Which framing terms occur, in whose voice and in which polarity."""
    tables, _ = _analyze(paths, _lexicon_files(lexicon) or None, model, jobs)
    columns = ["article_id", "frame", "text", "voice", "speaker_name", "polarity", "zone"]
    _write(tables.frame_hits, format, columns)
    _finish(tables)


@app.command(epilog="Example: python -m analysis sentiment article.txt")
def sentiment(
    paths: Paths, format: FormatOption = Format.table, model: ModelOption = MODEL, jobs: JobsOption = 1
) -> None:
    """How each sentence sounds (VADER), in whose voice."""
    tables, _ = _analyze(paths, (), model, jobs)
    _write(tables.sentences, format, ["article_id", "sentence", "voice", "speaker_name", "compound", "words", "text"])
    _finish(tables)


@app.command(epilog="Example: python -m analysis clean data/articles/demo")
def clean(paths: Paths, format: FormatOption = Format.table) -> None:
    """What is left out of the analysis as boilerplate, byline or dateline, and by which rule."""
    from analysis.pipeline import read_source
    from analysis.records import ArticleAnalysis
    from analysis.tables import build_tables

    _must_exist(paths)
    reading, corpus = read_source(paths)
    tables = build_tables((ArticleAnalysis(article, 0, 0) for article in reading.articles), reading.problems, corpus)
    _write(tables.boilerplate, format, ["article_id", "kind", "start", "end", "rule", "text"])
    _finish(tables)


@lexicon_app.command("check", epilog="Example: python -m analysis lexicon check generic --corpus data/articles/demo")
def check_lexicon_file(
    lexicon: Annotated[str, typer.Argument(metavar="FILE", help="A lexicon's file, or a name such as `generic`.")],
    corpus: Annotated[
        Path | None, typer.Option("--corpus", "-c", metavar="FOLDER", help="Articles to try the patterns on.")
    ] = None,
    format: FormatOption = Format.table,
    show: Annotated[
        Part | None,
        typer.Option("--show", "-s", help="Only this part. [default: all as a table; findings as csv or jsonl]"),
    ] = None,
) -> None:
    """How a lexicon's patterns are written and, with --corpus, what each really matches.

    Findings are warnings (mend them: counts are likely wrong) or notes. Without --corpus: a pattern that another one of
    its frame covers, the same pattern in two frames, a mask that can touch no term, a stem with * so short that it
    surely begins other words, a British or American spelling without the other. With --corpus also, for every pattern,
    the words that it matched and how often: patterns that never match, * that finds unrelated words, hits inside names
    (capitals inside a sentence), one word that makes up a frame, weak terms without support, masks, frames that count
    the same words. Articles are cut into words without a parse, about 80 articles a second.

    Exit status: 0 nothing or notes only, 1 warnings or articles that could not be read, 2 the lexicon cannot be read.
    """
    import pandas as pd

    from analysis.lexicons import read_lexicon
    from analysis.linting import Finding, FrameOverlap, PatternUse, check_lexicon
    from analysis.pipeline import read_source

    kinds = {Part.findings: Finding, Part.patterns: PatternUse, Part.overlaps: FrameOverlap}
    read = read_lexicon(lexicon)
    problems: Sequence[Problem] = ()
    articles: Sequence[Article] = ()
    if corpus is not None:
        _must_exist([corpus])
        reading, _ = read_source(corpus)
        articles, problems = reading.articles, reading.problems
        if not articles:
            errors.print(f"error: {corpus}: there are no articles here")
            raise typer.Exit(2)
    check = check_lexicon(read, articles)
    parts = [show] if show else list(Part) if format is Format.table else [Part.findings]
    for part in parts:
        rows = [_flat(asdict(record)) for record in getattr(check, part.value)]
        columns = [field.name for field in fields(kinds[part])]
        if rows or format is not Format.table:
            _write(pd.DataFrame(rows, columns=columns), format, columns, title=part.value)
    n_warnings = sum(finding.severity == "warning" for finding in check.findings)
    tried = f" on {len(articles):,} articles" if articles else ""
    errors.print(
        f"{read.name} {read.version}{tried}: {n_warnings} warnings, {len(check.findings) - n_warnings} notes",
        soft_wrap=True,
    )
    _tell(problems)
    if n_warnings or any(problem.severity == "error" for problem in problems):
        raise typer.Exit(1)


def _flat(record: dict[str, Any]) -> dict[str, Any]:
    """A record for a table: lists of examples and of counted words as one text."""

    def text(value: object) -> object:
        if not isinstance(value, tuple):
            return value
        return " · ".join(f"{part[0]} {part[1]}" if isinstance(part, tuple) else str(part) for part in value)

    return {name: text(value) for name, value in record.items()}


def _analyze(
    paths: Sequence[Path], lexicon: Sequence[Path] | None, model: str, jobs: int, least_score: float = 0.0
) -> tuple[Tables, list[Outcome]]:
    from analysis.pipeline import analyze_articles, load_lexicons, read_source, tabulate

    _must_exist(paths)
    lexicons = () if lexicon == () else load_lexicons(lexicon or ())
    reading, corpus = read_source(paths)
    with _progress() as progress:
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
    return tabulate(outcomes, reading.problems, corpus), outcomes


def _attributions(outcomes: Sequence[Outcome]) -> Iterator[dict[str, Any]]:
    for outcome in outcomes:
        if outcome.analysis is not None:
            found = [_attribution(quote) for quote in outcome.analysis.quotes]
            yield {"article": outcome.analysis.article.article_id, "attributions": found}


def _attribution(quote: Quote) -> dict[str, Any]:
    return {
        "content": quote.content_spans,
        "cue": quote.cue_spans,
        "source": quote.speaker_spans,
        "speaker": quote.speaker_name,
        "kind": quote.quote_type,
    }


def _write(frame: pd.DataFrame, format: Format, columns: Sequence[str], *, title: str | None = None) -> None:
    if format is Format.csv:
        from analysis.store import csv_for_people

        sys.stdout.write(csv_for_people(frame).decode("utf-8-sig").replace("\r\n", "\n"))
    elif format is Format.jsonl:
        sys.stdout.write(frame.to_json(orient="records", lines=True, force_ascii=False, date_format="iso"))
    else:
        table = Table(*columns, show_lines=False, title=title)
        shown = frame[list(columns)].round(2)
        for row in shown.astype("string").fillna("").itertuples(index=False):
            table.add_row(*(" ".join(cell.split()) for cell in row))
        console = Console(markup=False, highlight=False)
        if not console.is_terminal:
            console = Console(markup=False, highlight=False, width=200)
        console.print(table)


def _write_lines(rows: Iterator[dict[str, Any]]) -> None:
    for row in rows:
        sys.stdout.write(json.dumps(row, ensure_ascii=False) + "\n")


def _lexicon_files(names: Sequence[str] | None) -> list[Path]:
    from analysis.lexicons import find_lexicon

    return [find_lexicon(name) for name in names or ()]


def _must_exist(paths: Sequence[Path]) -> None:
    missing = [str(path) for path in paths if not path.exists()]
    if missing:
        errors.print(f"error: there is no {', '.join(missing)}")
        raise typer.Exit(2)


def _problems_of(tables: Tables) -> list[Problem]:
    from analysis.records import Problem

    rows = tables.problems.fillna({"place": ""}).to_dict("records")
    return [Problem(**{str(name): value for name, value in row.items()}) for row in rows]


def _tell(problems: Sequence[Problem]) -> None:
    for problem in problems:
        place = f", {problem.place}" if problem.place else ""
        errors.print(_printable(f"{problem.severity}: {problem.path}{place}: {problem.message}"))


def _printable(text: str) -> str:
    """A message in which no file name can steer the terminal."""
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in text)


def _finish(tables: Tables) -> None:
    problems = _problems_of(tables)
    _tell(problems)
    if any(problem.severity == "error" for problem in problems):
        raise typer.Exit(1)


def _progress() -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
        disable=not sys.stderr.isatty(),
    )


def main() -> None:
    """Run the command line; mistakes of the user and of files end with a message, not with a traceback."""
    from analysis.checked_yaml import CheckedFileError
    from analysis.store import StoreError

    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8")
    try:
        app()
    except CheckedFileError as err:
        errors.print(f"error: {err}")
        sys.exit(2)
    except (ModelMissingError, NotADirectoryError) as err:
        errors.print(f"error: {err}")
        sys.exit(2)
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:
        sys.stderr.close()
    except (StoreError, OSError) as err:
        errors.print(f"error: {err}")
        sys.exit(1)


if __name__ == "__main__":
    main()
