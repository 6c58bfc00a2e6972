"""The items on which coders differ, as a sheet to be filled in together."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from analysis.store import csv_for_people, write_file
from analysis.validation.questions import ADJUDICATED, FORMS
from analysis.validation.sampling import Sample
from analysis.validation.sheets import sheet_table, workbook_bytes

NAME = "disagreements"


def write_disagreements(sample: Sample, disagreements: pd.DataFrame, folder: Path) -> list[Path]:
    """Write `disagreements.csv`, and `disagreements.xlsx` whose empty cells take what coders settle on.

    Filled in and given to `score` with the other sheets, it wins over them. It shows who gave which code, but still
    not what the machine said. Without a disagreement there is no workbook.

    Raises:
        StoreError: if a file cannot be written.
    """
    written = [write_file(folder / f"{NAME}.csv", csv_for_people(disagreements))]
    path = folder / f"{NAME}.xlsx"
    tables = {}
    items = sample.items.set_index("item", drop=False)
    for kind, form in FORMS.items():
        own = disagreements[disagreements["kind"] == kind]
        if own.empty:
            continue
        said = (own["question"] + " (" + own["codes"] + ")").groupby(own["item"]).agg("; ".join)
        notes = own.groupby("item")["notes"].first()
        table = sheet_table(form, items.loc[said.index], sample.labels, sample.sample_id, ADJUDICATED)
        table["codes"], table["notes"] = said.to_numpy(), notes.reindex(said.index).astype(object).fillna("").to_numpy()
        tables[kind] = table
    if not tables:
        path.unlink(missing_ok=True)
        return written
    return [*written, write_file(path, workbook_bytes(tables))]
