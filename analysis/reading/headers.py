"""The header of a table: which column is wanted, what to say where there is none, and tables that have no header."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

MAX_ADDRESS = 10_000
"""Characters; no address is longer."""
_ADDRESS = re.compile(r"https?://[^\s/.]+\.\S+", re.IGNORECASE)
NO_NAME = "column_"
"""What the names of columns begin with that have none of their own."""
_GDELT: dict[int, dict[int, str]] = {
    61: {60: "url"},  # events 2.0; their days are those of the event, not of the article
    58: {57: "url"},  # events 1.0
    27: {1: "date", 3: "outlet", 4: "url"},  # global knowledge graph 2.1
    16: {2: "date", 4: "outlet", 5: "url"},  # mentions
}
"""Files of GDELT have no header: number of columns → what some of them hold, by the codebooks of GDELT."""


def is_address(cell: str) -> bool:
    """Whether a cell holds the address of a page and nothing else.

    Example:
        >>> is_address(" https://www.example.org/dam "), is_address("See https://www.example.org")
        (True, False)
    """
    return len(cell) <= MAX_ADDRESS and _ADDRESS.fullmatch(cell.strip()) is not None


def count_addresses(text: str) -> int:
    """How many addresses a text lists, one a line; 0 if anything but remarks that begin with # stands there as well."""
    lines = [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    return len(lines) if all(map(is_address, lines)) else 0


def name_columns(cells: Sequence[str]) -> list[str] | None:
    """Names for the columns of a table of addresses that has no header; `None` where the row may be a header.

    Args:
        cells: the first row of the table.

    Example:
        >>> name_columns(["7", "https://www.example.org/dam"])
        ['column_1', 'url']
    """
    known = _GDELT.get(len(cells), {})
    place = next((i for i, name in known.items() if name == "url"), None)
    if place is None or not is_address(cells[place]):
        known, place = {}, next((i for i, cell in enumerate(cells) if is_address(cell)), None)
    if place is None:
        return None
    return [{**known, place: "url"}.get(i, f"{NO_NAME}{i + 1}") for i in range(len(cells))]


def tell_missing_column(what: str, accepted: Iterable[str], header: Sequence[str]) -> str:
    """The message for a table that has no column by any of the accepted names.

    Args:
        what: what that column holds.
        accepted: the names.
        header: the names that the table has.
    """
    names = ("".join(filter(str.isprintable, name)).strip()[:40] for name in header[:20])
    found = ", ".join(name or "(no name)" for name in names)
    return f"no column holds {what}: expected one named {', '.join(accepted)}; found {found}"
