"""Filled sheets → codes. Whatever does not fit is told with file, sheet and cell; the rest is used."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Literal

import pandas as pd

from analysis.records import Problem
from analysis.validation.cells import is_reworked, read_code, read_id, read_text, restored, same_text, shown_text
from analysis.validation.files import RawSheet, find_files, read_file
from analysis.validation.questions import ADJUDICATED, CODER, FORMS, ITEM, NOTE, SAMPLE, Form, Kind
from analysis.validation.sampling import Sample

_MOST_NAMED = 5


@dataclass(frozen=True, slots=True, eq=False)
class Codings:
    """What coders said."""

    codes: pd.DataFrame
    """`coder`, `kind`, `item`, `question`, `code`: a row a code given."""
    notes: pd.DataFrame
    """`coder`, `item`, `note`."""
    problems: list[Problem]
    """Errors (something could not be used), warnings, and notes (something was read as something else)."""

    @property
    def coders(self) -> tuple[str, ...]:
        """Who coded, without those who settled disagreements."""
        return tuple(sorted(set(self.codes["coder"]) - {ADJUDICATED}))


@dataclass(slots=True)
class _Read:
    """The codes of one sheet."""

    sheet: RawSheet
    form: Form
    coder: str
    codes: list[tuple[str, Kind, str, str, str]] = field(default_factory=list)
    notes: list[tuple[str, str, str]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def tell(self, place: str, message: str, severity: Literal["error", "warning", "note"] = "error") -> None:
        self.problems.append(Problem(self.sheet.path, place, message, severity))


def read_sheets(paths: Sequence[Path], sample: Sample) -> Codings:
    """Read the sheets that coders filled in.

    Spaces, capitals, quotation marks and what spreadsheet programs make of codes (TRUE, 1.0) are read as meant. Rows
    of unknown items, second rows of an item, rows whose text is another item's, and unknown codes are left out.

    Args:
        paths: XLSX or CSV files, or folders of them.
        sample: from the key.
    """
    files, problems = find_files(paths)
    kept: dict[tuple[str, Kind], _Read] = {}
    for path in files:
        sheets, found = read_file(path)
        problems += found
        for sheet in sheets:
            read = _read_sheet(sheet, sample, problems)
            if read is None:
                continue
            other = kept.get((read.coder, read.form.kind))
            if other is None:
                kept[read.coder, read.form.kind] = read
                continue
            if not read.codes and not other.codes:
                continue
            where = f"{other.sheet.path}, {other.sheet.place()}".removesuffix(", ")
            if not read.codes or not other.codes:
                blank = read if not read.codes else other
                kept[read.coder, read.form.kind] = other if blank is read else read
                message = f"nothing is filled in; the codes of {read.coder!r} are taken from another file"
                problems.append(Problem(blank.sheet.path, blank.sheet.place(), message, "note"))
            else:
                message = f"a second sheet “{read.form.kind}” of {read.coder!r}, who has one in {where}: left out"
                problems.append(Problem(read.sheet.path, read.sheet.place(), message))
    for read in kept.values():
        if not read.codes and read.form.questions[0].name in read.sheet.columns:
            read.problems = [p for p in read.problems if p.severity != "note"]
            read.tell(read.sheet.place(), "no code is filled in: left out")
        problems += read.problems
    codes = [row for read in kept.values() for row in read.codes]
    notes = [row for read in kept.values() for row in read.notes]
    return Codings(
        pd.DataFrame(codes, columns=["coder", "kind", ITEM, "question", "code"], dtype=object),
        pd.DataFrame(notes, columns=["coder", ITEM, "note"], dtype=object),
        problems,
    )


def _read_sheet(sheet: RawSheet, sample: Sample, problems: list[Problem]) -> _Read | None:
    form = _form(sheet)
    if form is None:
        message = f"none of the titles of a coding sheet stands in row {sheet.header}"
        problems.append(Problem(sheet.path, sheet.place(), message))
        return None
    if not sheet.rows:
        problems.append(Problem(sheet.path, sheet.place(), "is empty below its titles: left out"))
        return None
    drawn, at = _commonest(sheet, SAMPLE)
    if drawn and drawn != sample.sample_id:
        message = f"is of another sample ({drawn}) than the key ({sample.sample_id}): left out"
        problems.append(Problem(sheet.path, sheet.cell(at, SAMPLE), message))
        return None
    coder, at = _commonest(sheet, CODER)
    read = _Read(sheet, form, coder or read_text(Path(sheet.path).stem.removesuffix(f"-{form.kind}")))
    _tell_columns(read, sample)
    if coder and coder not in {*sample.coders, ADJUDICATED}:
        known = ", ".join(sample.coders)
        read.tell(sheet.cell(at, CODER), f"the coder {coder!r} is none of this sample’s ({known}); used", "warning")
    others = [(n, read_text(sheet.value(row, CODER))) for n, row in sheet.rows]
    wrong = [(n, name) for n, name in others if name and name != read.coder]
    for n, name in wrong[:1]:
        more = f" (and in {len(wrong) - 1} more rows)" if len(wrong) > 1 else ""
        read.tell(sheet.cell(n, CODER), f"{name!r} in a sheet of {read.coder!r}{more}: read as {read.coder!r}")
    _read_rows(read, sample)
    return read


def _read_rows(read: _Read, sample: Sample) -> None:
    sheet, form = read.sheet, read.form
    known = sample.items[sample.items["kind"] == form.kind]
    passages = dict(zip(known[ITEM], known["passage"], strict=True))
    seen: dict[str, int] = {}
    reworked: list[tuple[str, str]] = []
    blank: list[str] = []
    for number, row in sheet.rows:
        item, place = _item(sheet, row), sheet.cell(number, ITEM)
        if item not in passages:
            read.tell(place, _unknown_item(sheet.value(row, ITEM), item, passages))
            continue
        if item in seen:
            read.tell(place, f"the item {item} for the second time, first in row {seen[item]}: this row is left out")
            continue
        seen[item] = number
        text = sheet.value(row, form.passage)
        if form.passage in sheet.columns and not same_text(restored(text), shown_text(passages[item])):
            where = sheet.cell(number, form.passage)
            read.tell(where, f"this is not the text of {item}; was a column sorted alone? The row is left out")
            continue
        given: dict[str, str] = {}
        for question in form.questions:
            cell = sheet.value(row, question.name)
            code, wrong = read_code(cell, question)
            if wrong:
                read.tell(sheet.cell(number, question.name), wrong)
            if code is not None:
                given[question.name] = code
                if is_reworked(cell, code):
                    reworked.append((sheet.cell(number, question.name), f"{str(cell).strip()[:20]!r} read as {code}"))
            elif not wrong and not question.optional and question.name in sheet.columns:
                blank.append(sheet.cell(number, question.name))
        first = form.questions[0]
        if given.get(first.name) != "yes" and read.coder != ADJUDICATED:  # what depends on a “yes” says nothing without
            given = {name: code for name, code in given.items() if name == first.name}
        read.codes += [(read.coder, form.kind, item, name, code) for name, code in given.items()]
        note = restored(sheet.value(row, NOTE))
        if note is not None and str(note).strip():
            read.notes.append((read.coder, item, shown_text(note)))
    _tell_missing(read, known, seen)
    if blank and read.coder != ADJUDICATED:
        read.tell(blank[0], f"not coded yet, as {len(blank)} of {len(seen)} items", "note")
    for place, what in reworked[:1]:
        more = f", and so on in {len(reworked) - 1} more cells" if len(reworked) > 1 else ""
        read.tell(place, f"{what}{more}", "note")


def _tell_columns(read: _Read, sample: Sample) -> None:
    """Tell which titles are missing, with the nearest one that is there."""
    needed = [*(question.name for question in read.form.questions), read.form.passage, SAMPLE, CODER]
    for name in needed:
        if name in read.sheet.columns or (name == SAMPLE and read.coder == ADJUDICATED):
            continue
        near = get_close_matches(name, [n for n in read.sheet.columns if n not in read.form.columns], n=1)
        at = read.sheet.cell(read.sheet.header, near[0] if near else "").rpartition(" ")[2]
        hint = f"; perhaps {at}, {near[0]!r}, is it" if near else ""
        read.tell(
            read.sheet.cell(read.sheet.header, 0),
            f"no column {name!r} among the titles of this row{hint}: {_without(name, read.form, read.coder)}",
        )


def _without(name: str, form: Form, coder: str) -> str:
    if name == CODER:
        return f"the coder is taken to be {coder!r}, after the file"
    if name == SAMPLE:
        return f"the rows are checked by their ids and the column {form.passage!r} alone"
    if name == form.passage:
        return "whether rows and ids belong together is not checked"
    return "this question is left out"


def _tell_missing(read: _Read, known: pd.DataFrame, seen: Iterable[str]) -> None:
    expected = [
        item for item, coders in zip(known[ITEM], known["coders"], strict=True) if read.coder in coders
    ]  # of a sheet of settled disagreements nobody knows how many rows it should have
    missing = sorted(set(expected) - set(seen))
    if missing:
        named = ", ".join(missing[:_MOST_NAMED]) + (", …" if len(missing) > _MOST_NAMED else "")
        read.tell(
            read.sheet.place(), f"{len(missing)} of {len(expected)} items of {read.coder!r} have no row here: {named}"
        )


def _unknown_item(cell: Any, item: str, known: Iterable[str]) -> str:
    near = get_close_matches(item, list(known), n=1, cutoff=0.75) if len(item) > 2 else []
    hint = f"; perhaps {near[0]}" if near else ""
    what = f"{str(cell).strip()[:40]!r}" if cell is not None and str(cell).strip() else "a row without an id"
    return f"{what} is no item of this sheet{hint}: the row is left out"


def _item(sheet: RawSheet, row: Sequence[Any]) -> str:
    return read_id(sheet.value(row, ITEM))


def _form(sheet: RawSheet) -> Form | None:
    """The form whose titles a sheet has; ids decide where a title that only one form has is missing."""
    first_ids = Counter(_item(sheet, row)[:1] for _, row in sheet.rows)

    def fit(form: Form) -> tuple[int, int]:
        own = {question.name for question in form.questions} | {form.passage}
        return len(own & set(sheet.columns)), first_ids[form.prefix]

    best = max(FORMS.values(), key=fit)
    return best if fit(best)[0] else None


def _commonest(sheet: RawSheet, column: str) -> tuple[str, int]:
    """The value that most rows have in a column, and the first row that has it."""
    values = [(read_text(sheet.value(row, column)), number) for number, row in sheet.rows]
    counts = Counter(value for value, _ in values if value)
    if not counts:
        return "", sheet.header
    value = counts.most_common(1)[0][0]
    return value, next(number for text, number in values if text == value)
