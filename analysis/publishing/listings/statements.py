"""The tables of notebook 6 about statements that several outlets report."""

from __future__ import annotations

import pandas as pd

from analysis.measures import count_stance_differences, lay_side_by_side, stance_on_shared
from analysis.publishing.listings import (
    Listing,
    count_field,
    day_field,
    list_rows,
    number_field,
    share_field,
    text_field,
)

_FIXED = ("statement", "match", "speaker_id", "date", "content")


def list_side_by_side(statements: pd.DataFrame) -> Listing:
    """Each statement with the reporting words of every outlet.

    Args:
        statements: as `find_shared_statements` returns them.
    """
    table = lay_side_by_side(statements)
    outlets = [column for column in table.columns if column not in _FIXED]
    fields = (
        text_field("Statement", "content"),
        text_field("Speaker", "speaker_id"),
        day_field("First day", "date"),
        text_field("Match", "match"),
        *(text_field(outlet, outlet) for outlet in outlets),
    )
    note = (
        "Under each outlet the words with which it reports the statement, in brackets the stance that they show; a "
        "dash: it does not report it."
    )
    return list_rows("The same statement, side by side", table, fields, note if len(table) else "")


def list_stance_differences(statements: pd.DataFrame) -> Listing:
    """How often outlets differ in the stance with which they report a statement; as `list_side_by_side`."""
    fields = (
        text_field("Match", "match"),
        count_field("Statements", "n_statements"),
        count_field("with a stance in two outlets", "n_compared"),
        count_field("of these reported differently", "n_differ"),
    )
    return list_rows("How often outlets differ in stance", count_stance_differences(statements), fields)


def list_stance_on_shared(statements: pd.DataFrame) -> Listing:
    """Each outlet's stances against the others' on the very same statements; as `list_side_by_side`."""
    table = stance_on_shared(statements)
    points = table.assign(**{name: 100 * table[name] for name in table.columns if name.startswith("difference")})
    fields = (
        text_field("Outlet", "outlet"),
        text_field("Stance", "stance"),
        count_field("Statements", "n_statements"),
        count_field("Articles", "n_articles"),
        share_field("Its share", "share"),
        share_field("The others' share", "share_others"),
        number_field("Difference in points", "difference", 0, sign=True),
    )
    return list_rows("Stance on shared statements, by outlet", points, fields)
