"""Writing coding sheets: a workbook and CSV files a coder, which show the items and nothing that the machine said."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping, Sequence
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill, Protection
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from analysis.store import csv_for_people, write_file
from analysis.validation.cells import shown_text, xlsx_text
from analysis.validation.codebook import Line, codebook_lines, codebook_markdown
from analysis.validation.questions import CODER, FORMS, ITEM, NOTE, SAMPLE, Form, Kind
from analysis.validation.sampling import Sample

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

    from analysis.lexicons import FrameLexicon

FOLDER = "for-coders"
"""What is below it may be given away; the key lies beside it."""

WIDTHS = {ITEM: 8, "frame": 20, "before": 44, "after": 44, "sentence": 60, "words": 60, "speaker": 20, NOTE: 30}
_CODE_WIDTH = 12
_HEAD = PatternFill("solid", fgColor="E3E3E3")
_SHOWN = PatternFill("solid", fgColor="F4F4F4")
_JUDGED = Font(bold=True)
_MUTED = Font(color="6B6B6B")
_EPOCH = (1980, 1, 1, 0, 0, 0)


def write_sheets(sample: Sample, lexicons: Sequence[FrameLexicon], folder: Path) -> list[Path]:
    """Write, into `for-coders`, `<coder>.xlsx` and `<coder>-<sheet>.csv` for each coder, and `codebook.md`.

    The same sample always gives the same bytes.

    Args:
        sample: what is coded.
        lexicons: for the frames' names and definitions.
        folder: where the folder `for-coders` goes.

    Raises:
        StoreError: if a file cannot be written.
    """
    place = folder / FOLDER
    lines = codebook_lines(sample, lexicons)
    written = [write_file(place / "codebook.md", codebook_markdown(lines).encode("utf-8"))]
    for coder in sample.coders:
        own = sample.items[[coder in names for names in sample.items["coders"]]]
        tables = {form.kind: sheet_table(form, own, sample.labels, sample.sample_id, coder) for form in FORMS.values()}
        tables = {kind: table for kind, table in tables.items() if len(table)}
        written.append(write_file(place / f"{coder}.xlsx", workbook_bytes(tables, lines)))
        written += [write_file(place / f"{coder}-{kind}.csv", csv_for_people(table)) for kind, table in tables.items()]
    return written


def sheet_table(form: Form, items: pd.DataFrame, labels: Mapping[str, str], sample: str, coder: str) -> pd.DataFrame:
    """The rows of a sheet as coders see them, with empty cells for their codes.

    Args:
        form: the kind of sheet.
        items: of any kind; those of other kinds are left out.
        labels: the frames' names.
        sample: the sample's id.
        coder: whose sheet it is.
    """
    own = items[items["kind"] == form.kind]
    table = pd.DataFrame(dict.fromkeys(form.columns, ""), index=range(len(own)), dtype="string")
    own = own.assign(frame=own["frame"].map(labels)).rename(columns={"passage": form.passage})
    for name in (ITEM, *form.shown):
        table[name] = [shown_text(text) for text in own[name]]
    table[SAMPLE], table[CODER] = sample, coder
    return table.astype("string")


def workbook_bytes(tables: Mapping[Kind, pd.DataFrame], lines: Sequence[Line] = ()) -> bytes:
    """A workbook with a sheet a table, and the codebook as the last one. Every cell of text is text: no formula runs.

    Args:
        tables: by kind of form, with the columns of the form and maybe more, which are shown after `note`.
        lines: of the codebook; none for a workbook without.
    """
    book = Workbook()
    book.remove(book.active)
    for kind, table in tables.items():
        _fill(book.create_sheet(kind), FORMS[kind], table)
    if lines:
        _fill_codebook(book.create_sheet("codebook"), lines)
    book.properties.creator = ""
    book.properties.created = datetime(*_EPOCH)
    buffer = BytesIO()
    book.save(buffer)
    return _undated(buffer.getvalue())


def _fill(sheet: Worksheet, form: Form, table: pd.DataFrame) -> None:
    questions = {question.name: question for question in form.questions}
    open_columns = {*questions, NOTE}
    for column, name in enumerate(table.columns, start=1):
        letter = get_column_letter(column)
        head = _text_cell(sheet, 1, column, name)
        head.font, head.fill, head.alignment = Font(bold=True), _HEAD, Alignment(wrap_text=True, vertical="top")
        sheet.column_dimensions[letter].width = WIDTHS.get(name, _CODE_WIDTH)
        for row, text in enumerate(table[name], start=2):
            cell = _text_cell(sheet, row, column, "" if pd.isna(text) else text)
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            if name in open_columns:
                cell.protection = Protection(locked=False)
            else:
                cell.fill = _SHOWN
            if name == form.passage:
                cell.font = _JUDGED
            elif name in {"before", "after", SAMPLE, CODER}:
                cell.font = _MUTED
        if name in questions:
            question = questions[name]
            choice = DataValidation(
                type="list", formula1='"' + ",".join(question.codes) + '"', allow_blank=True, showDropDown=False
            )
            choice.errorTitle, choice.error = "Not a code", f"Choose {', '.join(question.codes)}."
            choice.promptTitle, choice.prompt = name, question.asks
            choice.showErrorMessage = choice.showInputMessage = True
            choice.add(f"{letter}2:{letter}{len(table) + 1}")
            sheet.add_data_validation(choice)
    sheet.freeze_panes = "B2"
    sheet.protection.enable()
    sheet.protection.formatColumns = sheet.protection.formatRows = False
    sheet.sheet_view.zoomScale = 90
    sheet.page_setup.orientation, sheet.page_setup.fitToHeight = "landscape", 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = "1:1"


def _fill_codebook(sheet: Worksheet, lines: Sequence[Line]) -> None:
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 14, 110
    sizes = {"title": 16, "head": 13, "part": 11}
    for row, line in enumerate(lines, start=1):
        wide = line.kind in sizes
        cell = _text_cell(sheet, row, 1 if wide else 2, line.text)
        cell.alignment = Alignment(wrap_text=not wide, vertical="top")
        if wide:
            cell.font = Font(bold=True, size=sizes[line.kind])
        if line.name:
            _text_cell(sheet, row, 1, line.name).font = Font(bold=True)
    sheet.protection.enable()


def _text_cell(sheet: Worksheet, row: int, column: int, text: object) -> Any:
    cell: Any = sheet.cell(row, column)
    if text != "":
        cell.value = xlsx_text(text)
        cell.data_type = "s"
        # Shows the apostrophe's effect without one, so that a cell that is edited stays text too.
        cell.quotePrefix = True
    return cell


def _undated(content: bytes) -> bytes:
    """A workbook without the time at which it was saved, so that the same sample gives the same bytes."""
    buffer = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as source, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            part = source.read(name)
            if name == "docProps/core.xml":
                part = re.sub(rb"<dcterms:modified[^>]*>[^<]*</dcterms:modified>", b"", part)
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, part)
    return buffer.getvalue()
