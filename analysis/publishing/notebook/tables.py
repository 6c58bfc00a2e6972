"""Tables in notebooks: HTML that reads well as it stands, which a script can make searchable and sortable.

Every table goes through `show_rows`. It needs no script: where Jupyter does not trust a notebook, and on pages that
show notebooks, it stays a table with a caption and heads that screen readers know. The script is DataTables, which the
package `itables` carries for use without a network; `load_tables` puts it into a notebook once.
"""

from __future__ import annotations

import base64
import gzip
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import itables.options
import pandas as pd
from markupsafe import Markup

from analysis.publishing.notebook.outputs import show_html, show_text
from analysis.publishing.pages import TEMPLATES, environment, readable

if TYPE_CHECKING:
    from analysis.publishing.listings import Listing

MOST_ROWS = 500
"""Rows that a table shows; more would make notebooks slow to open."""

Side = Literal["left", "center", "right"]

_LONG = 50
"""Characters; a column of longer texts is given room, so that it takes few lines."""

_NUMBER = re.compile(r"([<−+-]?)\s?(\d[\d,]*(?:\.\d+)?|\.\d+)")


def load_tables(sentence: str) -> None:
    """Display a sentence, and with it the script that makes a notebook's tables searchable and sortable.

    Call it once a notebook. It is the one output with a script in it, because Jupyter asks about every such output of a
    notebook that it does not trust. The script holds some 240 kB and loads nothing.
    """
    template = environment().get_template("notebook_tables.html.j2")
    show_html(template.render(sentence=sentence, library=_library(), script=_script(), style=_style()))


def show_listing(listing: Listing) -> None:
    """Display one of the report's tables, and how to read it."""
    if not listing.rows:
        show_text(listing.note or f"{listing.caption}: none.")
        return
    sides: list[Side] = ["right" if number else "left" for number in listing.numeric]
    show_rows(listing.caption, listing.columns, sides, listing.rows, named=True)
    if listing.note:
        show_text(listing.note)


def show_table(table: pd.DataFrame, caption: str, *, rows: int = MOST_ROWS) -> None:
    """Display the first rows of a table, with dashes where nothing is known.

    Args:
        table: any table; its index is not shown.
        caption: what it shows.
        rows: how many rows at most.
    """
    if table.empty:
        show_text(f"{caption}: none.")
        return
    sides: list[Side] = ["right" if pd.api.types.is_numeric_dtype(dtype) else "left" for dtype in table.dtypes]
    cells = ([write_cell(value) for value in row] for row in table.head(rows).itertuples(index=False, name=None))
    show_rows(caption + first_of(rows, len(table)), [readable(name) for name in table.columns], sides, cells)


def show_rows(
    caption: str,
    columns: Sequence[str],
    sides: Sequence[Side],
    rows: Iterable[Sequence[str]],
    *,
    named: bool = False,
    orders: Mapping[int, Callable[[str], str]] | None = None,
) -> None:
    """Display a table of texts.

    Args:
        caption: what it shows.
        columns: the titles.
        sides: where the words of each column stand. Columns on the right hold numbers and sort by the first number of
            each cell; a cell without one comes before all others.
        rows: a text for each column.
        named: whether the first column names the rows.
        orders: by the number of a column, from 0, what its cells sort by instead.
    """
    own = dict(orders or {})
    numbers = {position for position, side in enumerate(sides) if side == "right"} - own.keys()
    by = own | dict.fromkeys(numbers, _sort_key)
    rows = list(rows)
    wide = {i for i in range(len(columns)) if i not in numbers and any(len(row[i]) > _LONG for row in rows)}
    template = environment().get_template("notebook_table.html.j2")
    values = {"caption": caption, "columns": columns, "sides": sides, "rows": rows, "named": named}
    show_html(template.render(values, orders=by, numbers=numbers, wide=wide))


def leading_number(text: str) -> float | None:
    """The first number of a cell as it is written for readers; `None` if there is none.

    Example:
        >>> leading_number("1,234 (900 to 1,500)"), leading_number("−0.42"), leading_number("< .001")
        (1234.0, -0.42, 0.000999)
    """
    found = _NUMBER.search(text)
    if found is None:
        return None
    number = float(found[2].replace(",", ""))
    # What lies below a bound comes before the bound itself.
    return {"−": -number, "-": -number, "<": round(number * 0.999, 12)}.get(found[1], number)


def first_of(shown: int, n_all: int) -> str:
    """That not all rows are shown, in brackets; empty if all are.

    Example:
        >>> first_of(500, 1200)
        ' (the first 500 of 1,200)'
    """
    return f" (the first {shown:,} of {n_all:,})" if n_all > shown else ""


def write_cell(value: Any) -> str:
    """A value as readers expect it: a dash where it is missing, days without hours, at most three digits."""
    if pd.isna(value):
        return "–"
    if isinstance(value, pd.Timestamp):
        return f"{value:%Y-%m-%d}"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return (f"{value:,.3f}".rstrip("0").rstrip(".") if value % 1 else f"{value:,.0f}").replace("-", "−")
    return str(value)


def _sort_key(text: str) -> str:
    number = leading_number(text)
    return "" if number is None else f"{number:g}"


@cache
def _library() -> str:
    """DataTables for the browser, packed to a quarter of its size."""
    # Without a time of its own the same file always gives the same bytes, and so the same notebook.
    packed = gzip.compress(Path(itables.options.dt_bundle).read_bytes(), mtime=0)
    return base64.b64encode(packed).decode("ascii")


def _script() -> Markup:
    return Markup((TEMPLATES / "notebook_tables.js").read_text(encoding="utf-8"))


def _style() -> Markup:
    return Markup((TEMPLATES / "notebook_tables.css").read_text(encoding="utf-8"))
