"""Named values, as a row of a table or an object of JSON has them, → the article in them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from analysis.reading.drafts import Draft, SourceFile
from analysis.reading.headers import NO_NAME, is_address, tell_missing_column
from analysis.reading.metadata import ADDRESS_NAMES, TEXT_NAMES, clean, first_name, known_value, read_fields
from analysis.reading.openings import put_headline

_TEXT = 300
"""Characters: cells that are longer on average hold texts, whatever their column is called."""
_SAMPLE = 50
"""Rows of which that average is taken."""


def make_draft(file: SourceFile, values: Mapping[str, object], number: int) -> Draft | str:
    """The article in named values, or what keeps them from being one.

    Args:
        file: that holds them.
        values: by the names of columns or keys.
        number: of the row or line.
    """
    name = first_name(values, TEXT_NAMES)
    if name is None:
        keys = ", ".join(sorted(values)[:12]) or "none"
        return f"no text: expected one of the keys {', '.join(TEXT_NAMES)}; found {keys}"
    text = values[name]
    if text is not None and not isinstance(text, str):
        return f"`{name}` is a {_kind(text)}; expected the text of an article"
    fault = fault_of(text or "")
    if fault:
        return fault
    others = {key: value for key, value in values.items() if key != name}
    thread = others.get("thread")  # in which posts of webhose.io tell their site
    own = read_fields({**thread, **others} if isinstance(thread, Mapping) else others)
    return Draft(file, put_headline(clean(text or ""), own.headline), own=own, row=number)


def fault_of(text: str) -> str:
    """What keeps a cell from being an article; empty if nothing does."""
    if not text.strip() or known_value(text[:20]) is None:
        return "the text is empty; expected an article"
    if len(text.split(maxsplit=1)) < 2:
        return "the text is a single word; expected an article"
    return ""


def no_texts(columns: Iterable[str]) -> str:
    """What to say of a table without a column of texts."""
    return tell_missing_column("the texts", TEXT_NAMES, list(columns))


def lists_addresses(columns: Iterable[str]) -> bool:
    """Whether a table without texts has addresses of articles, as lists of Media Cloud and GDELT do."""
    return first_name(columns, ADDRESS_NAMES) is not None


class AddressRows:
    """The rows of a table that has addresses and no texts, counted."""

    def __init__(self) -> None:
        self._n = self._n_without = 0
        self._lengths: Counter[str] = Counter()

    def add(self, address: str, values: Mapping[str, str]) -> None:
        """Count a row, and see whether it holds a text under a name that is not known."""
        if self._n + self._n_without < _SAMPLE:
            self._lengths.update({name: len(value) for name, value in values.items()})
        if is_address(address):
            self._n += 1
        else:
            self._n_without += 1

    def message(self) -> str:
        """What to say of them; empty if there are none."""
        n_rows = self._n + self._n_without
        (longest, length), *_ = self._lengths.most_common(1) or [("", 0)]
        if length > _TEXT * min(n_rows, _SAMPLE) and not longest.startswith(NO_NAME):
            name = "".join(filter(str.isprintable, longest))[:40]
            return (
                f"no column holds the texts of its {n_rows:,} rows: expected one named {', '.join(TEXT_NAMES)}; "
                f"{name!r} has the longest cells: if they are the articles, name it text"
            )
        return only_addresses(self._n, self._n_without) if n_rows else ""


def only_addresses(n_rows: int, n_without: int = 0) -> str:
    """What to say of such a table, or of a file with an address a line.

    Args:
        n_rows: rows with an address.
        n_without: rows without one.
    """
    rows = "1 address of an article and no text" if n_rows == 1 else f"{n_rows:,} addresses of articles and no texts"
    others = f" (and {n_without:,} rows without an address)" if n_without else ""
    return (
        f"a list of {rows}{others}, as Media Cloud and GDELT give it, so there is nothing to analyse; "
        "`python run.py fetch` downloads the pages"
    )


def _kind(value: object) -> str:
    kinds = {dict: "object", list: "list", bool: "truth value", int: "number", float: "number"}
    return kinds.get(type(value), type(value).__name__)
