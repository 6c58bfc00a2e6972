"""The main job."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from analysis.commands.options import JobsOption, LexiconOption, ModelOption, SchedulerOption, ScoreOption
from analysis.commands.output import errors, lexicon_files, must_exist, problems_of, progress_bar, tell
from analysis.commands.reproduce import repeat
from analysis.parsing import MODEL

if TYPE_CHECKING:
    from analysis.publishing.run import CorpusRun

PROJECT = Path(__file__).resolve().parents[2]

FolderArgument = Annotated[
    Path | None,
    typer.Argument(metavar="[FOLDER]", help="A corpus, or a folder of corpora. [default: data/articles]"),
]
OutOption = Annotated[
    Path | None, typer.Option("--out", "-o", metavar="DIR", help="Where results go. [default: the project]")
]
NotebooksOption = Annotated[bool, typer.Option("--notebooks/--no-notebooks", help="Execute the notebooks.")]


def run(  # noqa: PLR0913, PLR0917 – each is an option of the command
    folder: FolderArgument = None,
    lexicon: LexiconOption = None,
    out: OutOption = None,
    jobs: JobsOption = 1,
    scheduler: SchedulerOption = None,
    least_score: ScoreOption = 0.0,
    notebooks: NotebooksOption = True,
    again: Annotated[bool, typer.Option("--again", help="Analyse even what is up to date.")] = False,
    model: ModelOption = MODEL,
    again_from: Annotated[
        Path | None,
        typer.Option(
            "--from",
            metavar="ARCHIVE",
            help="Repeat the run of an archive (or its run.json) and compare the tables; FOLDER may name the articles.",
        ),
    ] = None,
) -> None:
    """Analyse articles and write tables, figures, executed notebooks and the report."""
    if again_from is not None:
        repeat(again_from, folder, out, jobs, scheduler)
        return
    from analysis.charts.labels import count
    from analysis.publishing.run import Layout, Options, run_folder

    folder = folder or PROJECT / "data" / "articles"
    root = out or PROJECT
    must_exist([folder])
    lexicons = lexicon_files(lexicon)
    layout = Layout(root)
    with progress_bar() as progress:
        task = progress.add_task("analysing", total=None)
        options = Options(
            lexicons=lexicons,
            model=model,
            jobs=jobs,
            scheduler=scheduler,
            least_score=least_score,
            notebooks=notebooks,
            again=again,
            progress=lambda done, total: progress.update(task, completed=done, total=total),
        )
        runs, report = run_folder(folder, root, options)
    if not runs:
        errors.print(f"error: {folder}: there are no articles here; put files into it (docs/formats.md lists which)")
        raise typer.Exit(2)
    for done in runs:
        typer.echo(
            f"{done.name}: {count(done.manifest.counts['articles'], 'article')}{_state(done)}, "
            f"{_count_quotes(layout.tables(done.name))}, {count(done.manifest.counts['frame_hits'], 'frame term')}"
        )
        typer.echo(f"  tables     {layout.tables(done.name)}")
        typer.echo(f"  figures    {layout.figures(done.name)}")
        if done.notebooks:
            typer.echo(f"  notebooks  {layout.notebooks(done.name)}")
        tell(problems_of(done.tables) + done.problems)
    typer.echo(f"report: {report}")
    if any(done.n_errors for done in runs):
        raise typer.Exit(1)


def _count_quotes(tables: Path) -> str:
    """The quotes of all articles, of which figures may show a sample."""
    from analysis.charts.labels import count
    from analysis.store import query

    sums = "SELECT coalesce(sum(n_quotes), 0), coalesce(sum(n_beliefs), 0) FROM articles"
    n_quotes, n_beliefs = (int(n) for n in query(tables, sums).iloc[0])
    return f"{count(n_quotes, 'quote')}, {count(n_beliefs, 'belief or intention', 'beliefs and intentions')}"


def _state(done: CorpusRun) -> str:
    """What was done with a corpus, and what is new in it."""
    from analysis.history import Changes

    n_articles, news = done.manifest.counts["articles"], done.changes or Changes()
    parts = {"new": len(news.new), "changed": len(news.changed), "gone": len(news.gone)}
    told = ", ".join(f"{n:,} {what}" for what, n in parts.items() if n)
    brackets = f" ({told})" if told else ""
    if not done.fresh:
        return " up to date"
    if not done.n_kept:
        return f" analysed{brackets}"
    if done.n_kept == n_articles and not told:
        return " drawn anew"
    return f", {n_articles - done.n_kept:,} analysed{brackets}, {done.n_kept:,} kept"
