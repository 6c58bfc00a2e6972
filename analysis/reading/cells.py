"""Named values, as a row of a table or an object of JSON has them, → the article in them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from analysis.reading.drafts import Draft, SourceFile
from analysis.reading.metadata import SYNONYMS, TEXT_NAMES, clean, first_name, known_value, read_fields
from analysis.reading.openings import put_headline


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
    own = read_fields({key: value for key, value in values.items() if key != name})
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
    names = ["".join(filter(str.isprintable, name)).strip()[:40] or "(no name)" for name in list(columns)[:20]]
    return f"no column holds the texts: expected one named {', '.join(TEXT_NAMES)}; found {', '.join(names)}"


def lists_addresses(columns: Iterable[str]) -> bool:
    """Whether a table without texts has addresses of articles, as lists of Media Cloud and GDELT do."""
    return first_name(columns, SYNONYMS["url"]) is not None


def only_addresses(n_rows: int) -> str:
    """What to say of such a table."""
    rows = "1 address of an article and no text" if n_rows == 1 else f"{n_rows:,} addresses of articles and no texts"
    return (
        f"a list of {rows}, as Media Cloud and GDELT give it, so there is nothing to analyse; "
        "`python run.py fetch` downloads the pages"
    )


def _kind(value: object) -> str:
    kinds = {dict: "object", list: "list", bool: "truth value", int: "number", float: "number"}
    return kinds.get(type(value), type(value).__name__)
