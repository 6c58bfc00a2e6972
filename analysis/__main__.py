"""The command line: parse arguments, call, print. `python -m analysis --help` lists the commands."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
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

    from analysis.lexicons import FrameLexicon
    from analysis.pipeline import Outcome
    from analysis.records import Problem, Quote
    from analysis.tables import Tables

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help="Media framing analysis: how news stories are told, by whom and in which frames.",
    epilog="Exit status: 0 all well, 1 something could not be read or analysed (named on standard error), 2 wrong use.",
)
errors = Console(stderr=True, highlight=False, markup=False, soft_wrap=True)

PROJECT = Path(__file__).resolve().parents[1]


class Format(StrEnum):
    """How rows are written to standard output."""

    table = "table"
    csv = "csv"
    jsonl = "jsonl"


class LinesFormat(StrEnum):
    """How a concordance is written to standard output."""

    table = "table"
    csv = "csv"
    jsonl = "jsonl"
    html = "html"


class By(StrEnum):
    """What collocates are compared by."""

    voice = "voice"
    outlet = "outlet"


Paths = Annotated[list[Path], typer.Argument(metavar="PATH…", help="Article files or folders of them.")]
FormatOption = Annotated[Format, typer.Option("--format", "-f", help="How to write the rows.")]
LexiconOption = Annotated[
    list[Path] | None,
    typer.Option(
        "--lexicon", "-l", metavar="FILE", help="A lexicon; repeat it for several. [default: all of data/lexicons]"
    ),
]
ModelOption = Annotated[str, typer.Option("--model", help="An installed spaCy model.")]
ScoreOption = Annotated[
    float,
    typer.Option(
        "--least-score", min=0, max=1, help="Leave out quotes less likely right: 0.8 for few mistakes, 0 to miss few."
    ),
]
TermArgument = Annotated[
    str, typer.Argument(metavar="TERM", help='Any words as a pattern, e.g. "truce*" or "(hostage|prisoner) swap*".')
]
TablesOrPaths = Annotated[
    list[Path],
    typer.Argument(metavar="PATH…", help="The tables of a run, e.g. data/tables/demo (quick); or articles to analyse."),
]
FrameOption = Annotated[
    bool, typer.Option("--frame", help="TERM names a frame, a group or a term of the lexicons instead of a pattern.")
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
    _must_exist([folder, *(lexicon or [])])
    layout = Layout(root)
    with _progress() as progress:
        task = progress.add_task("analysing", total=None)
        options = Options(
            lexicons=lexicon or (),
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
    from analysis.pipeline import load_lexicons

    _must_exist([*paths, *(lexicon or [])])
    tables, _ = _analyze(paths, load_lexicons(lexicon or ()), model, jobs)
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


@app.command(epilog='Example: python -m analysis concordance "truce*" data/tables/demo --sort r1 --voice narrator')
def concordance(  # noqa: PLR0913, PLR0917 - one option a column
    term: TermArgument,
    paths: TablesOrPaths,
    frame: FrameOption = False,
    sort: Annotated[
        list[str] | None,
        typer.Option(
            "--sort",
            "-s",
            metavar="KEY",
            help="position, keyword, outlet, date, voice, speaker, polarity, zone; l1 l2 l3 (the words before, nearest "
            "first), r1 r2 r3 (after). Repeat it for ties.",
        ),
    ] = None,
    voice: Annotated[str | None, typer.Option(help="Only narrator or quoted.")] = None,
    polarity: Annotated[str | None, typer.Option(help="Only e.g. negated.")] = None,
    outlet: Annotated[str | None, typer.Option(help="Only of this outlet.")] = None,
    speaker: Annotated[str | None, typer.Option(help="Only of speakers whose name holds this.")] = None,
    zone: Annotated[str | None, typer.Option(help="Only headline, lead or body.")] = None,
    width: Annotated[int, typer.Option("--width", "-w", min=0, help="Characters of context on either side.")] = 40,
    sample: Annotated[
        int | None, typer.Option("--sample", min=1, metavar="N", help="At most N lines, drawn at random.")
    ] = None,
    lexicon: LexiconOption = None,
    format: Annotated[LinesFormat, typer.Option("--format", "-f", help="How to write the lines.")] = LinesFormat.table,
    model: ModelOption = MODEL,
    jobs: JobsOption = 1,
) -> None:
    """Every occurrence of a term with the words around it, who says it and how (keyword in context).

    From tables, the polarity of a pattern is known only where a lexicon has it; from articles, always.
    """
    from analysis import measures
    from analysis.publishing.concordances import render_page, told_number

    with _choices_told():
        tables, node, name = _look_up(term, paths, frame, lexicon, model, jobs)
        lines = measures.concordance(tables, node, width=width)
        lines = measures.filter_lines(lines, voice=voice, polarity=polarity, outlet=outlet, speaker=speaker, zone=zone)
        shown = measures.sort_lines(lines if sample is None else measures.sample_lines(lines, sample), *(sort or ()))
    if format is LinesFormat.html:
        sys.stdout.write(render_page(lines, f"“{name}”", sort=sort or (), rows=sample))
    else:
        columns = ["left", "keyword", "right", "voice", "speaker_name", "polarity", "outlet"]
        _write(shown, Format(format), columns)
    errors.print(_printable(f"note: “{name}”: {told_number(len(lines), len(shown))}"))
    if not _holds_tables(paths):
        _finish(tables)


@app.command(epilog='Example: python -m analysis collocates "truce*" data/tables/demo --by voice')
def collocates(  # noqa: PLR0913, PLR0917 - one option a parameter
    term: TermArgument,
    paths: TablesOrPaths,
    frame: FrameOption = False,
    span: Annotated[int, typer.Option("--span", min=1, help="Words on either side, never beyond the sentence.")] = 5,
    by: Annotated[By | None, typer.Option("--by", help="Apart for each voice or outlet.")] = None,
    all_words: Annotated[bool, typer.Option("--all-words", help="Function words and numbers too.")] = False,
    stems: Annotated[bool, typer.Option("--stems", help="Forms with one stem together: talk / talks.")] = False,
    least_articles: Annotated[
        int, typer.Option("--least-articles", min=1, help="Leave out what stands beside the term in fewer.")
    ] = 3,
    lexicon: LexiconOption = None,
    format: FormatOption = Format.table,
    model: ModelOption = MODEL,
    jobs: JobsOption = 1,
) -> None:
    """Which words stand beside a term more often than one expects of their frequency, by logDice."""
    from analysis import measures

    with _choices_told():
        tables, node, name = _look_up(term, paths, frame, lexicon, model, jobs)
        table = measures.collocates(
            tables,
            node,
            window=measures.Window(span),
            by=by.value if by else None,
            content_words=not all_words,
            stems=stems,
            least_articles=least_articles,
        )
    hidden = {"n_node", "n_collocate", "n_words", "log_dice_low", "log_dice_high"}
    _write(table, format, [column for column in table.columns if column not in hidden])
    if table.empty:
        errors.print(_printable(f"note: nothing stands beside “{name}” in at least {least_articles} articles"))
    if not _holds_tables(paths):
        _finish(tables)


def _look_up(
    term: str, paths: Sequence[Path], frame: bool, lexicon: Sequence[Path] | None, model: str, jobs: int
) -> tuple[Tables, str | pd.DataFrame, str]:
    """The tables of an earlier run, or of articles analysed now; what to look up in them; and its name."""
    from analysis.lexicons import lexicon_of_pattern
    from analysis.measures import choose_term
    from analysis.pipeline import load_lexicons
    from analysis.store import read_tables

    _must_exist([*paths, *(lexicon or [])])
    query = () if frame else (lexicon_of_pattern(term),)
    if _holds_tables(paths):
        tables = read_tables(paths[0])
    else:
        tables, _ = _analyze(paths, (*load_lexicons(lexicon or ()), *query), model, jobs)
    if not frame:
        return tables, term, term
    choice = choose_term(tables, term)
    return tables, choice.hits, choice.label


def _holds_tables(paths: Sequence[Path]) -> bool:
    """Whether an earlier run wrote here, which then told its problems too."""
    return len(paths) == 1 and (paths[0] / "articles.parquet").is_file()


@contextmanager
def _choices_told() -> Iterator[None]:
    """What was asked for and does not exist ends the command with a message."""
    from analysis.checked_yaml import CheckedFileError

    try:
        yield
    except CheckedFileError:
        raise
    except ValueError as err:
        errors.print(_printable(f"error: {err}"))
        raise typer.Exit(2) from err


def _analyze(
    paths: Sequence[Path], lexicons: Sequence[FrameLexicon], model: str, jobs: int, least_score: float = 0.0
) -> tuple[Tables, list[Outcome]]:
    from analysis.pipeline import analyze_articles, read_source, tabulate

    _must_exist(paths)
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


def _write(frame: pd.DataFrame, format: Format, columns: Sequence[str]) -> None:
    if format is Format.csv:
        from analysis.store import csv_for_people

        sys.stdout.write(csv_for_people(frame).decode("utf-8-sig").replace("\r\n", "\n"))
    elif format is Format.jsonl:
        sys.stdout.write(frame.to_json(orient="records", lines=True, force_ascii=False, date_format="iso"))
    else:
        table = Table(show_lines=False)
        for column in columns:
            table.add_column(column, justify="right" if column == "left" else "left")
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
