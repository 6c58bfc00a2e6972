"""What the explorer shows, as files: figures with their numbers, the passages, and the choice itself."""

from __future__ import annotations

import json
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis.explorer.choice import Choice, state_of
from analysis.explorer.narrowing import choose
from analysis.explorer.views import name_of
from analysis.measures import concordance
from analysis.publishing.pages import names_or_ids
from analysis.store import csv_for_people, write_file

if TYPE_CHECKING:
    from collections.abc import Mapping

    from analysis.tables import Tables
    from analysis.validation.stamps import Stamps

FIGURES_OF_VIEWS = ("frames-by-outlet", "frames-by-speaker", "frames-over-time")
_PASSAGE = (
    *("article_id", "outlet", "date", "start", "end", "text", "left", "right", "voice", "speaker_id", "speaker_name"),
    *("polarity", "zone"),
)


def export_choice(
    tables: Tables,
    choice: Choice,
    folder: Path,
    *,
    passages: Choice | None = None,
    state: Mapping[str, Any] | None = None,
    frame_names: Mapping[str, str] | None = None,
    stamps: Stamps | None = None,
) -> list[Path]:
    """Write the figures of a choice with their intervals, its passages, and the choice, into a folder.

    Each figure is `<name>.png`, `.svg`, `.csv` (its numbers) and `.txt` (its caption, with what was chosen, and a
    description); the passages are `passages.csv`, and `choice.json` has the state to paste into a notebook. A figure
    that has nothing to show is left out.

    Args:
        tables: of a corpus.
        choice: of it.
        folder: where the files go.
        passages: what `passages.csv` lists; all hits of the choice if not given.
        state: what `choice.json` has; the choice alone if not given.
        frame_names: names for readers by frame id.
        stamps: what coding by hand says of this corpus; nothing if not given, which the figures then say.

    Returns:
        The files written.

    Raises:
        ValueError: as `choose` does.
        StoreError: if a file cannot be written.
    """
    # Drawing takes a second to load, which nobody who only looks should wait for.
    from analysis.charts import draw_figure, theme  # noqa: PLC0415
    from analysis.charts.drawing import NothingToDrawError, Request  # noqa: PLC0415
    from analysis.charts.saving import save  # noqa: PLC0415
    from analysis.validation.stamps import UNVALIDATED  # noqa: PLC0415

    chosen = choose(tables, choice)
    chosen_name = name_of(choice, names_or_ids(frame_names or {}))
    request = Request(frame_names=frame_names)
    per = " Rates are per 1,000 words of the voice that was chosen." if choice.of_voice else ""
    written = []
    for name in FIGURES_OF_VIEWS:
        with theme():
            try:
                drawing = draw_figure(name, chosen, request, UNVALIDATED if stamps is None else stamps)
            except NothingToDrawError:
                continue
            for kind in ("png", "svg"):
                written.append(write_file(folder / f"{name}.{kind}", save(drawing, kind)))
        caption = f"{drawing.title}\n\nChosen: {chosen_name}.{per} {drawing.caption}\n\n{drawing.alt}\n"
        written.append(write_file(folder / f"{name}.csv", csv_for_people(drawing.numbers)))
        written.append(write_file(folder / f"{name}.txt", caption.encode("utf-8")))
    lines = concordance(tables, choose(tables, passages or choice).frame_hits).rename(columns={"keyword": "text"})
    written.append(write_file(folder / "passages.csv", csv_for_people(lines[list(_PASSAGE)])))
    content = json.dumps(dict(state) if state is not None else state_of(choice), ensure_ascii=False, indent=2)
    written.append(write_file(folder / "choice.json", f"{content}\n".encode()))
    return written


def next_folder(parent: Path) -> Path:
    """The first of `view-1`, `view-2`, … that is not there yet."""
    return next(path for n in count(1) if not (path := parent / f"view-{n}").exists())
