"""How far a corpus' numbers can be trusted, for the notebooks: its stamps, and what coding by hand says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from analysis.lexicons import FrameLexicon, LexiconError, default_lexicons
from analysis.publishing.notebook.outputs import show_text
from analysis.publishing.notebook.tables import show_table
from analysis.publishing.report import frame_names
from analysis.validation.drawing import draw_to_folder
from analysis.validation.key import KEY, read_key
from analysis.validation.reading import read_sheets
from analysis.validation.results import TABLES, Validation, read_validation, validation_folder
from analysis.validation.sampling import Sizes
from analysis.validation.scoring import score
from analysis.validation.sheets import FOLDER
from analysis.validation.stamps import BASES, Stamps, read_stamps
from analysis.validation.words import TITLES, frame_name, readable_table

if TYPE_CHECKING:
    from analysis.records import Problem
    from analysis.tables import Tables

_ROWS = 60


@dataclass(frozen=True, slots=True, eq=False)
class Trust:
    """What is known of a corpus' accuracy."""

    validation: Validation | None
    disagreements: pd.DataFrame
    """The answers on which coders differ; empty where no sheets were scored now."""
    problems: Sequence[Problem] = ()
    """What could not be used of the sheets."""


def known_stamps(results: str, corpus: str, tables: Tables) -> Stamps:
    """What coding by hand says of a corpus' figures: the validation of the run, held against the project's lexicons.

    Args:
        results: the folder in which `data/tables` and `data/validation` lie.
        corpus: its name.
        tables: of the corpus.

    Raises:
        StoreError: if the validation is broken.
    """
    return read_stamps(Path(results), corpus, tables, _lexicons())


def draw_sheets(results: str, corpus: str, folder: str, coders: Sequence[str], sizes: Sequence[int] = ()) -> None:
    """Draw a sample for coders into a new folder, as `python -m analysis validate sample` does; or tell how.

    Args:
        results: the folder in which `data/tables` lies.
        corpus: its name.
        folder: where it goes; empty to draw nothing. A sample that is there already stays as it is.
        coders: their names.
        sizes: hits a frame, other sentences a frame, quotes; 50, 100 and 50 if not given.

    Raises:
        ValueError: if a coder's name cannot be used, or there is nothing to code.
    """
    if not folder:
        show_text("No sample is drawn: name a new folder in `draw_into` at the top to draw one.")
    elif (Path(folder) / KEY).exists():
        show_text(f"{folder} holds a sample already, which stays as it is.")
    else:
        tables = Path(results, "data", "tables", corpus)
        draw_to_folder(tables, Path(folder), _lexicons(), coders, Sizes(*sizes))
        show_text(
            f"Drawn. Give coders the folder {folder}/{FOLDER}: a sheet for each, and the codebook. Keep {folder}/{KEY} "
            "to yourself: it tells what the machine found."
        )


def judge(results: str, corpus: str, sheets: str = "") -> Trust:
    """Score filled sheets where there are some; else the validation that the run has, or nothing.

    Args:
        results: the folder in which `data/validation` lies; nothing is written there.
        corpus: its name.
        sheets: the folder that `draw_sheets` made, whose sheets are filled in; empty for none.

    Raises:
        StoreError: if the key or the validation is missing or broken.
    """
    if not sheets:
        return Trust(read_validation(validation_folder(Path(results), corpus)), pd.DataFrame())
    sample, origin = read_key(Path(sheets) / KEY)
    codings = read_sheets([Path(sheets) / FOLDER], sample)
    if codings.codes.empty:
        return Trust(None, pd.DataFrame(), codings.problems)
    today = datetime.now(UTC).date().isoformat()
    validation, disagreements = score(sample, origin, codings, date=today)
    return Trust(validation, disagreements, codings.problems)


def show_trust(trust: Trust, *parts: str) -> None:
    """Display tables of a validation, each number with its interval; or that there is none.

    Args:
        trust: from `judge`.
        parts: names of `analysis.validation.results.TABLES`; all of them if none is given.
    """
    names = frame_names(_lexicons())
    for part in parts or TABLES:
        table = readable_table(trust.validation, part, names) if trust.validation else pd.DataFrame()
        if table.empty:
            show_text(f"{TITLES[part].partition(':')[0]}: unvalidated, as nobody has coded it on these articles.")
        else:
            show_table(table, TITLES[part], rows=_ROWS)


def show_problems(trust: Trust) -> None:
    """Display what could not be used of the sheets, each with its cell."""
    rows = [(Path(p.path).name, p.place, p.severity, p.message) for p in trust.problems]
    table = pd.DataFrame(rows, columns=["file", "place", "severity", "message"])
    show_table(table, "What could not be used of the sheets, or was read as something else", rows=_ROWS)


def show_disagreements(trust: Trust) -> None:
    """Display the answers on which coders differ, with the passages."""
    columns = ["item", "frame", "question", "codes", "how", "passage", "notes"]
    table = trust.disagreements.reindex(columns=columns) if len(trust.disagreements) else trust.disagreements
    if len(table):
        names = frame_names(_lexicons())
        table = table.assign(frame=[frame_name(frame, names) for frame in table["frame"]])
    show_table(table, "To talk about: coders differ, or are not sure", rows=_ROWS)


def show_unvalidated(stamps: Stamps) -> None:
    """Display, for everything that figures rest on, how far it was compared with coding by hand."""
    rows = [(name, stamps.line([basis])) for basis, name in BASES.items()]
    show_table(pd.DataFrame(rows, columns=["what figures rest on", "how far it was checked"]), "What is validated")


def _lexicons() -> tuple[FrameLexicon, ...]:
    try:
        return default_lexicons()
    except LexiconError:
        return ()
