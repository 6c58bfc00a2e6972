"""The loop with human coders: draw sheets, score them."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from analysis.commands.options import LexiconOption
from analysis.commands.output import errors, lexicons_named, must_exist, printable, tell

if TYPE_CHECKING:
    import pandas as pd

    from analysis.validation.results import Validation

PROJECT = Path(__file__).resolve().parents[2]
_ITEMS = {"frames": "sentences for frames", "sentiment": "for sentiment", "quotes": "quotes"}


def sample(  # noqa: PLR0913, PLR0917 - one option a parameter
    tables: Annotated[Path, typer.Argument(metavar="TABLES", help="The tables of a run, e.g. data/tables/demo.")],
    out: Annotated[Path, typer.Option("--out", "-o", metavar="FOLDER", help="A new folder for sheets and key.")],
    coders: Annotated[
        str, typer.Option("--coders", "-c", metavar="NAMES", help="With commas between them, e.g. ana,ben.")
    ] = "coder",
    hits: Annotated[int, typer.Option(min=0, help="Sentences with a hit, for each frame (precision).")] = 50,
    sentences: Annotated[
        int, typer.Option(min=0, help="Sentences without a hit, for each frame (recall); as many for sentiment.")
    ] = 100,
    quotes: Annotated[int, typer.Option(min=0, help="Quotes.")] = 50,
    frame: Annotated[
        list[str] | None, typer.Option("--frame", "-f", metavar="ID", help="Only this frame; repeat it for several.")
    ] = None,
    overlap: Annotated[
        float, typer.Option(min=0, max=1, help="Share of items that all coders get; the rest is dealt out.")
    ] = 1.0,
    seed: Annotated[int | None, typer.Option(help="Of every draw. [default: the project's]")] = None,
    lexicon: LexiconOption = None,
) -> None:
    """Draw a blinded sample for coders: sheets (XLSX and CSV) and a codebook in `for-coders`, and beside it the key.

    Give coders the folder `for-coders`, never `key.json`. Each fills in a sheet of their own, as XLSX or as CSV.
    """
    from analysis.measures.resampling import SEED
    from analysis.validation.drawing import draw_to_folder
    from analysis.validation.key import KEY
    from analysis.validation.sampling import Sizes
    from analysis.validation.sheets import FOLDER

    must_exist([tables])
    sizes, given = Sizes(hits, sentences, quotes), SEED if seed is None else seed
    lexicons = lexicons_named(lexicon)
    try:
        drawn = draw_to_folder(tables, out, lexicons, coders.split(","), sizes, overlap, frame, given)
    except (ValueError, FileExistsError) as err:
        errors.print(printable(f"error: {err}"))
        raise typer.Exit(2) from err
    for coder in drawn.coders:
        own = drawn.items[[coder in names for names in drawn.items["coders"]]]["kind"].value_counts(sort=False)
        typer.echo(f"{coder}: {', '.join(f'{n:,} {_ITEMS[str(kind)]}' for kind, n in own.items())}")
    typer.echo(f"sheets and codebook: {out / FOLDER}")
    typer.echo(f"key (not for coders): {out / KEY}")


def score(
    sheets: Annotated[list[Path], typer.Argument(metavar="SHEETS…", help="Filled sheets, or folders of them.")],
    key: Annotated[
        Path | None, typer.Option("--key", "-k", metavar="FILE", help="[default: key.json beside or above the sheets]")
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", metavar="FOLDER", help="[default: data/validation/<corpus> beside the tables]"),
    ] = None,
) -> None:
    """Score filled sheets: agreement of coders, precision, recall, corrected prevalence, disagreements to talk about.

    Later runs stamp the figures of this corpus with the result. Disagreements are written as a sheet too: fill it in
    together and score it with the others; what stands there wins.

    Exit status: 0 all well, 1 something in the sheets could not be used (named with its cell), 2 wrong use.
    """
    from analysis.validation.discussing import write_disagreements
    from analysis.validation.key import read_key
    from analysis.validation.reading import read_sheets
    from analysis.validation.results import validation_folder, write_validation
    from analysis.validation.scoring import score as score_codings

    must_exist(sheets)
    path = key or _find_key(sheets)
    if path is None:
        errors.print("error: there is no key.json beside or above the sheets; name it with --key")
        raise typer.Exit(2)
    sample, origin = read_key(path)
    codings = read_sheets(sheets, sample)
    tell(codings.problems)
    if codings.codes.empty:
        errors.print("error: no code could be read, so nothing is scored")
        raise typer.Exit(1)
    validation, disagreements = score_codings(sample, origin, codings, date=_today())
    root = path.parent / origin.root
    found = (root / "data" / "tables" / sample.corpus).is_dir()
    folder = out or validation_folder(root.resolve() if found else PROJECT, sample.corpus)
    write_validation(validation, folder)
    write_disagreements(sample, disagreements, folder)
    _print(validation, len(disagreements))
    typer.echo(f"written: {folder}")
    if any(problem.severity == "error" for problem in codings.problems):
        raise typer.Exit(1)


def _print(validation: Validation, n_disagreements: int) -> None:
    from analysis.validation.words import TITLES, readable_table

    typer.echo(
        f"{validation.corpus}: {validation.n_coders} coders, {validation.n_items:,} items, "
        f"{n_disagreements:,} answers to talk about, {validation.n_open:,} of them not settled"
    )
    for name in ("reliability", "frames", "quotes", "readings", "sentiment"):
        table = readable_table(validation, name)
        if not table.empty:
            typer.echo(f"\n{TITLES[name]}")
            typer.echo(_as_text(table))


def _as_text(table: pd.DataFrame) -> str:
    shown: Any = table.to_string(index=False, max_colwidth=40)
    return str(shown)


def _find_key(sheets: list[Path]) -> Path | None:
    from analysis.validation.key import KEY

    folders = [folder for path in sheets for folder in (path if path.is_dir() else path.parent, path.resolve().parent)]
    places = [place / KEY for folder in folders for place in (folder, folder.resolve().parent)]
    return next((place for place in places if place.is_file()), None)


def _today() -> str:
    return datetime.now(UTC).date().isoformat()
