"""The figures of a corpus, for where they go: a journal, a slide, a page of the web."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from analysis.commands.options import JobsOption, ModelOption, TablesOrPaths
from analysis.commands.output import choices_told, errors, finish, holds_tables, printable, tables_of
from analysis.parsing import MODEL

if TYPE_CHECKING:
    from collections.abc import Sequence

    from analysis.lexicons import FrameLexicon
    from analysis.tables import Tables
    from analysis.validation.stamps import Stamps


class PresetChoice(StrEnum):
    """Where figures go."""

    column = "column"
    page = "page"
    slide = "slide"
    web = "web"


class PictureFormat(StrEnum):
    """How a figure is written."""

    png = "png"
    svg = "svg"
    pdf = "pdf"


def figures(  # noqa: PLR0913, PLR0917 - one option a choice
    paths: TablesOrPaths,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", "-o", metavar="FOLDER", help="Where to. [default: figures-PRESET or figures-PRESET-dark]"
        ),
    ] = None,
    only: Annotated[
        list[str] | None, typer.Option("--only", metavar="NAME", help="A figure; repeat it for several. [default: all]")
    ] = None,
    preset: Annotated[
        PresetChoice,
        typer.Option(
            "--preset", "-p", help="column: 85 mm wide; page: 170 mm; slide: 320 mm, 180 high or more; web: 720 px."
        ),
    ] = PresetChoice.page,
    dark: Annotated[bool, typer.Option("--dark", help="On a dark ground.")] = False,
    format: Annotated[
        list[PictureFormat] | None, typer.Option("--format", "-f", help="Repeat it for several. [default: all three]")
    ] = None,
    term: Annotated[str | None, typer.Option(help="The frame or term of who-says-a-term and collocates.")] = None,
    article: Annotated[str | None, typer.Option(help="The article of sentiment-along-article.")] = None,
    target: Annotated[str | None, typer.Option(help="Of sentiment-toward-target-by-outlet.")] = None,
    model: ModelOption = MODEL,
    jobs: JobsOption = 1,
) -> None:
    """Draw figures for a journal's column, a page, a slide or the web, light or dark, as PNG, SVG and PDF.

    Each has its numbers as CSV and its caption and description as JSON beside it.
    """
    from analysis.charts import write_figures
    from analysis.lexicons import default_lexicons
    from analysis.publishing.report import frame_names

    tables, lexicons = tables_of(paths, model, jobs), default_lexicons()
    folder = out or Path(f"figures-{preset.value}{'-dark' if dark else ''}")
    with choices_told():
        written = write_figures(
            tables,
            folder,
            term=term,
            article_id=article,
            target=target,
            names=only,
            frame_names=frame_names(lexicons),
            stamps=_stamps(paths, tables, lexicons),
            preset=preset.value,
            dark=dark,
            formats=[kind.value for kind in format or PictureFormat],
        )
    for figure in written:
        if figure.skipped:
            errors.print(printable(f"{'error' if figure.failed else 'note'}: {figure.name}: {figure.skipped}"))
    n = sum(figure.skipped is None for figure in written)
    errors.print(printable(f"note: {n} of {len(written)} figures are in {folder}"))
    if any(figure.failed for figure in written):
        raise typer.Exit(1)
    if not holds_tables(paths):
        finish(tables)


def _stamps(paths: Sequence[Path], tables: Tables, lexicons: Sequence[FrameLexicon]) -> Stamps:
    """What coding by hand says of a run's tables, which lie in `data/tables/<corpus>`; nothing of other articles."""
    from analysis.validation.stamps import UNVALIDATED, read_stamps

    place = paths[0].resolve()
    if not holds_tables(paths) or len(place.parents) < 3:
        return UNVALIDATED
    return read_stamps(place.parents[2], place.name, tables, lexicons)
