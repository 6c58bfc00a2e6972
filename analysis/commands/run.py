"""The main job."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from analysis.commands.options import JobsOption, LexiconOption, ModelOption, ScoreOption
from analysis.commands.output import errors, lexicon_files, must_exist, problems_of, progress_bar, tell
from analysis.commands.reproduce import repeat
from analysis.parsing import MODEL

PROJECT = Path(__file__).resolve().parents[2]


def run(  # noqa: PLR0913, PLR0917 – each is an option of the command
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
        repeat(again_from, folder, out, jobs)
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
        state = "analysed" if done.analysed else "drawn anew" if done.fresh else "up to date"
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
        tell(problems_of(done.tables) + done.problems)
    typer.echo(f"report: {report}")
    if any(done.n_errors for done in runs):
        raise typer.Exit(1)
