"""Coders made of a script: they fill in sheets with answers that a test chooses."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from analysis.validation.questions import FORMS
from analysis.validation.sampling import Sample

Answers = Mapping[str, Mapping[str, str]]
"""By item and question."""


def right_answers(sample: Sample) -> dict[str, dict[str, str]]:
    """What a coder says who finds the machine right about everything."""
    answers = {}
    for row in sample.items.to_dict("records"):
        if row["kind"] == "frames":
            own = {"present": "yes" if row["hit"] else "no"}
            if row["hit"]:
                own |= {"voice": row["voice"], "manner": row["manner"]}
        else:
            own = {"tone": row["exact"]} if row["kind"] == "sentiment" else {"quote": "yes", "attributed": "yes"}
        answers[str(row["item"])] = own
    return answers


def fill_workbook(path: Path, answers: Answers) -> None:
    """Write answers into the empty cells of a workbook."""
    book = load_workbook(path)
    for sheet in book:
        if sheet.title in FORMS:
            titles = [cell.value for cell in sheet[1]]
            for row in sheet.iter_rows(min_row=2):
                for question, code in answers.get(row[0].value, {}).items():
                    row[titles.index(question)].value = code
    book.save(path)


def change_workbook(path: Path, change: Callable[[Any], None]) -> None:
    """Let a test spoil a workbook."""
    book = load_workbook(path)
    change(book)
    book.save(path)


def fill_csv(path: Path, answers: Answers, *, delimiter: str = ",", encoding: str = "utf-8-sig") -> None:
    """Write answers into a CSV sheet, as a spreadsheet program saves it."""
    rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline="")))
    for row in rows[1:]:
        for question, code in answers.get(row[0], {}).items():
            row[rows[0].index(question)] = code
    buffer = io.StringIO(newline="")
    csv.writer(buffer, delimiter=delimiter).writerows(rows)
    path.write_bytes(buffer.getvalue().encode(encoding, errors="replace"))
