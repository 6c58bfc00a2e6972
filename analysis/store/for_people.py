"""Tables as CSV for people: spreadsheet programs open them right and take no formula from them."""

from __future__ import annotations

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

FRONT_MATTER = r"---[ \t]*\r?\n"
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""A cell of text that starts so may run as a formula in a spreadsheet program."""
MOST_ROWS = 1_048_575
"""Rows that a spreadsheet holds below its header."""


def csv_for_people(frame: pd.DataFrame) -> bytes:
    """A table as CSV that spreadsheet programs open right and take no formula from.

    Example:
        >>> csv_for_people(pd.DataFrame({"text": ["=1+1", "plain"], "n": [-1, 2]})).decode("utf-8-sig").split()
        ['text,n', "'=1+1,-1", 'plain,2']
    """
    safe = frame.copy()
    for name in safe.columns:
        if pd.api.types.is_string_dtype(safe[name].dtype):
            formula = safe[name].str.startswith(FORMULA_STARTS).fillna(False).astype(bool)
            # The line that opens front matter is no formula, and offsets count from it.
            formula &= ~safe[name].str.match(FRONT_MATTER).fillna(False).astype(bool)
            safe[name] = safe[name].mask(formula, "'" + safe[name])
    text = safe.to_csv(index=False, lineterminator="\r\n")
    return text.encode("utf-8-sig")


def neutralised(table: pa.Table) -> pa.Table:
    """A table whose texts no spreadsheet program takes for formulas: those get a leading apostrophe.

    Dates become text without a time of day.
    """
    columns = []
    for column in table.columns:
        if pa.types.is_string(column.type):
            formula = pc.is_in(pc.utf8_slice_codeunits(column, 0, 1), value_set=pa.array(FORMULA_STARTS))
            if not pc.any(formula).as_py():  # as in most columns
                columns.append(column)
                continue
            # The line that opens front matter is no formula, and offsets count from it.
            formula = pc.and_not(formula, pc.match_substring_regex(column, "^" + FRONT_MATTER))
            columns.append(
                pc.if_else(pc.fill_null(formula, False), pc.binary_join_element_wise("'", column, ""), column)
            )
        elif pa.types.is_timestamp(column.type):
            columns.append(pc.cast(column, pa.date32()))
        else:
            columns.append(column)
    return pa.table(columns, names=table.column_names)
