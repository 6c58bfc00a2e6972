"""Repeating a run from its archive, and sharing an archive without the articles' texts."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from analysis.commands.output import errors, must_exist, printable


def repeat(source: Path, articles: Path | None, out: Path | None, jobs: int, scheduler: str | None) -> None:
    """Repeat a run, and tell whether its tables come out as they were."""
    from analysis.charts.labels import count
    from analysis.publishing.report.reproduce import reproduce

    must_exist([source, *([articles] if articles else [])])
    again = reproduce(source, articles=articles, out=out, jobs=jobs, scheduler=scheduler)
    for warning in again.warnings:
        errors.print(printable(f"warning: {warning}"))
    for problem in again.problems:
        errors.print(printable(f"error: {problem}"))
    if again.problems:
        errors.print("error: the run cannot be repeated with other inputs; nothing was analysed")
        raise typer.Exit(1)
    for name in again.differing:
        errors.print(printable(f"error: the table {name} differs"))
    if again.rewritten:
        typer.echo(f"same rows in other bytes: {', '.join(again.rewritten)}")
    if again.differing:
        typer.echo(printable(f"{again.corpus}: {count(len(again.differing), 'table')} of the run differ"))
        raise typer.Exit(1)
    n = len(again.identical) + len(again.rewritten)
    typer.echo(printable(f"{again.corpus}: identical ({count(n, 'table')})"))


def share(
    archive: Annotated[Path, typer.Argument(metavar="ZIP", help="The archive of a report.")],
    out: Annotated[
        Path | None, typer.Option("--out", "-o", metavar="FILE", help="The copy. [default: beside the archive]")
    ] = None,
) -> None:
    """Copy a report's archive without the articles' texts, so that it can be published."""
    from analysis.publishing.report.bundle import without_texts

    must_exist([archive])
    path = without_texts(archive, out or archive.with_name(f"{archive.stem}-without-texts.zip"))
    typer.echo(f"written: {path}")
