"""Views → the plain values that the page draws: labels, texts, lengths of bars, and what each bar stands for.

Everything that comes from articles is text here, and the page shows it as text.
"""

from __future__ import annotations

from math import isnan
from typing import TYPE_CHECKING, Any

import pandas as pd

from analysis.measures import POLARITIES
from analysis.publishing.pages import grouped, rows_of, show, text_or_none

if TYPE_CHECKING:
    from collections.abc import Callable

    from analysis.explorer.views import View

MOST_ROWS = 12
"""Frames and speakers that are drawn; the view's table has all."""
MOST_COLUMNS = 12

OWN_SCALES = " Each row has its own scale, from 0."
ONE_SCALE = " All rows have one scale, from 0."
"""In a single column, rows with scales of their own would all be as long."""

Panel = dict[str, Any]


def panel_of(view: View, label: Callable[[Any], str], code: str) -> Panel:
    """A view as the page draws it.

    Args:
        view: one of `make_views`.
        label: a frame's name for readers, by its id.
        code: that makes the view's table.
    """
    drawn = {"rates": _rates, "who": _who, "weeks": _weeks}[view.name](view.table, label)
    note = f"{view.note}{drawn.pop('scale', '')}{drawn.pop('left_out', '')}"
    return {"name": view.name, "title": view.title, "note": note, "code": code, **drawn}


def lines_of(table: pd.DataFrame) -> list[list[Any]]:
    """Passages: context left, keyword, context right, who says it and how, outlet, day, article, start, end."""
    return [
        [
            *(show(line.left), show(line.keyword), show(line.right)),
            "narrator" if line.voice == "narrator" else show(text_or_none(line.speaker_name) or "speaker not known"),
            "" if pd.isna(line.polarity) or line.polarity == "asserted" else str(line.polarity),
            show(text_or_none(line.outlet) or "outlet not known"),
            "no date" if pd.isna(line.date) else f"{line.date:%Y-%m-%d}",
            *(str(line.article_id), int(line.start), int(line.end)),
        ]
        for line in rows_of(table)
    ]


def _rates(table: pd.DataFrame, label: Callable[[Any], str]) -> Panel:
    outlets = table["outlet"].drop_duplicates()
    kept = outlets.head(MOST_COLUMNS)
    own = table[table["outlet"].isin(kept) | (table["outlet"].isna() & bool(kept.isna().any()))]
    alone = len(kept) == 1
    panel = _grid(own, label, one_scale=alone)
    panel["scale"] = ONE_SCALE if alone else OWN_SCALES
    panel["columns"] = [{"label": _outlet(name), "key": {"outlet": text_or_none(name)}} for name in kept]
    panel["left_out"] = _left_out(table["frame"].nunique(), "frames") + (
        f" The first {MOST_COLUMNS} of {len(outlets)} outlets are shown." if len(outlets) > MOST_COLUMNS else ""
    )
    return panel


def _weeks(table: pd.DataFrame, label: Callable[[Any], str]) -> Panel:
    weeks = table["week"].drop_duplicates()
    alone = len(weeks) == 1
    panel = _grid(table, label, one_scale=alone)
    panel["scale"] = ONE_SCALE if alone else OWN_SCALES
    panel["columns"] = [
        {"label": f"{week:%Y-%m-%d}", "short": f"{week.day} {week:%b}", "key": {"week": f"{week:%Y-%m-%d}"}}
        for week in weeks
    ]
    panel["left_out"] = _left_out(table["frame"].nunique(), "frames")
    return panel


def _grid(table: pd.DataFrame, label: Callable[[Any], str], *, one_scale: bool) -> Panel:
    """Rows of bars: of each its length (0-1 of the longest), its rate as text and its hits; nothing for none.

    The longest is the row's, or with `one_scale` that of all rows.
    """
    bars_of: dict[str, list[tuple[float, int]]] = {}
    for frame, rate, n in zip(table["frame"], table["rate"].astype("float64"), table["n_hits"], strict=True):
        bars_of.setdefault(str(frame), []).append((rate, int(n)))
    rows = []
    shown = list(bars_of.items())[:MOST_ROWS]
    longest_of = {frame: max((rate for rate, _ in bars if not isnan(rate)), default=0.0) for frame, bars in shown}
    of_all = max(longest_of.values(), default=0.0)
    for frame, bars in shown:
        longest = of_all if one_scale else longest_of[frame]
        rows.append({
            "label": show(label(frame)),
            "key": {"frame": frame},
            "n": grouped(sum(n for _, n in bars)),
            "most": _decimal(longest_of[frame]),
            "bars": [None if isnan(rate) else [_share(rate, longest), _decimal(rate), n] for rate, n in bars],
        })  # fmt: skip
    return {"rows": rows}


def _who(table: pd.DataFrame, _label: Callable[[Any], str]) -> Panel:
    named = table[table["naming"].fillna("named") == "named"].head(MOST_ROWS)
    apart = table[table["naming"].isin(["unnamed", "unresolved"])]
    shown = pd.concat([named, apart])
    longest = int(shown["n_hits"].max()) if len(shown) else 1
    rows = []
    for row in rows_of(shown):
        counts = [(kind, int(getattr(row, f"n_{kind}"))) for kind in POLARITIES if kind != "asserted"]
        others = ", ".join(f"{n:,} {kind}" for kind, n in counts if n)
        key = {name: text_or_none(getattr(row, name)) for name in ("voice", "speaker_id", "naming")}
        rows.append({
            "label": _speaker(row), "key": key, "n": grouped(row.n_hits), "others": others,
            "length": _share(row.n_hits, longest),
            "asserted": round((row.n_hits - sum(n for _, n in counts)) / row.n_hits, 4),
        })  # fmt: skip
    n_named = int((table["naming"].fillna("named") == "named").sum())
    return {"rows": rows, "left_out": _left_out(n_named, "speakers")}


def _speaker(row: Any) -> str:
    if row.voice == "narrator":
        return "narrator"
    if row.naming == "named":
        return show(str(row.speaker_id))
    return "sources without a name" if row.naming == "unnamed" else "speaker not known"


def _outlet(name: Any) -> str:
    return show(text_or_none(name) or "outlet not known")


def _left_out(n: int, what: str) -> str:
    return (
        f" The first {MOST_ROWS} of {n:,} {what} are shown; the code below makes the whole table."
        if n > MOST_ROWS
        else ""
    )


def _share(value: float, longest: float) -> float:
    return round(value / longest, 4) if longest else 0.0


def _decimal(rate: float) -> str:
    return f"{rate:.2f}" if rate < 10 else f"{rate:.1f}"
