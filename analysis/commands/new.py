"""Starting something new."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from analysis.commands.output import errors, printable

PROJECT = Path(__file__).resolve().parents[2]


def corpus(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Of the corpus; a folder of that name is made.")],
    folder: Annotated[
        Path | None, typer.Option("--in", "-i", metavar="DIR", help="Where to make it. [default: data/articles]")
    ] = None,
) -> None:
    """Make a folder for articles, with an invented example, tables of metadata and events, and instructions."""
    from analysis.new_corpus import make_corpus

    try:
        made = make_corpus(name, folder or PROJECT / "data" / "articles")
    except (ValueError, FileExistsError, NotADirectoryError) as err:
        errors.print(printable(f"error: {err}"))
        raise typer.Exit(2) from err
    typer.echo(f"{made} is made. Read {made / 'README.txt'}, put your articles beside it, then: python run.py")
