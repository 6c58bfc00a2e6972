"""Concordances for reading: the keyword in one column, the words around it against it, who says it beside."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from analysis.measures import sample_lines, sort_lines
from analysis.measures.resampling import SEED
from analysis.publishing.pages import environment, rows_of, stylesheet
from analysis.publishing.palette import DARK, LIGHT
from analysis.publishing.reader import inline_script

COLUMNS = ("before", "keyword", "after", "who says it", "polarity", "outlet", "date", "article")


def write_lines(
    lines: pd.DataFrame, caption: str, *, sort: Sequence[str] = (), rows: int | None = None
) -> tuple[str, list[tuple[str, ...]]]:
    """A concordance's caption and rows as texts, a text for each of `COLUMNS`.

    Args:
        lines: as `concordance` returns them.
        caption: what they are of; how many there are is added.
        sort: orders as for `sort_lines`; none for the order of the text.
        rows: how many lines at most; of more, so many are drawn at random, which the caption tells.

    Raises:
        ValueError: if there is no such order.
    """
    shown = lines if rows is None else sample_lines(lines, rows)
    cells: list[tuple[str, ...]] = [
        (
            *(line.left, line.keyword, line.right),
            "narrator" if line.voice == "narrator" else _or_dash(line.speaker_name),
            *(_or_dash(line.polarity), _or_dash(line.outlet)),
            *("–" if pd.isna(line.date) else f"{line.date:%Y-%m-%d}", line.article_id),
        )
        for line in rows_of(sort_lines(shown, *sort))
    ]
    return f"{caption}: {told_number(len(lines), len(shown))}", cells


def render_page(lines: pd.DataFrame, caption: str, *, sort: Sequence[str] = (), rows: int | None = None) -> str:
    """A concordance as a page of its own, whose columns sort when their heads are pressed; it needs no network.

    The arguments and errors are those of `write_lines`.
    """
    script, script_hash = inline_script("concordance.js")
    told, cells = write_lines(lines, caption, sort=sort, rows=rows)
    return (
        environment()
        .get_template("concordance_page.html.j2")
        .render(
            caption=told,
            columns=COLUMNS,
            rows=cells,
            style=stylesheet("page.css.j2", light=LIGHT, dark=DARK, width="none"),
            script=script,
            script_hash=script_hash,
        )
    )


def told_number(n_all: int, n_shown: int) -> str:
    """How many occurrences there are, and that some are shown only.

    Example:
        >>> told_number(1200, 40)
        '40 of 1,200 occurrences, drawn at random (seed 20250706)'
    """
    if n_shown < n_all:
        return f"{n_shown:,} of {n_all:,} occurrences, drawn at random (seed {SEED})"
    return f"{n_all:,} occurrence" + ("" if n_all == 1 else "s")


def _or_dash(value: Any) -> str:
    return "–" if pd.isna(value) else str(value)
