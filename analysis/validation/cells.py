"""Text into the cells of spreadsheet programs and out of them again."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import date, datetime, time
from difflib import get_close_matches
from typing import Any

from analysis.store import FORMULA_STARTS
from analysis.validation.questions import Question

MOST_CHARACTERS = 32_000
"""An XLSX cell holds 32,767."""

_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_QUOTES = "'\"`´‘’‚“”„«»‹›"


def shown_text(text: object) -> str:
    r"""A text for a cell: spaces for its line breaks, no signs that XML cannot hold, not beyond a cell's length.

    Example:
        >>> shown_text("Two\n lines\x00")
        'Two lines\ufffd'
    """
    line = " ".join(_NOT_IN_XML.sub("\ufffd", str(text)).split())
    return line if len(line) <= MOST_CHARACTERS else f"{line[:MOST_CHARACTERS]} …"


def xlsx_text(text: object) -> str:
    """As `shown_text`, and with `_x000D_` and the like kept as they are: in XLSX they stand for other signs."""
    return _ESCAPE.sub(r"_x005F_x\1_", shown_text(text))


def restored(cell: object) -> object:
    """A cell without the apostrophe by which `csv_for_people` kept a spreadsheet program from running it.

    Example:
        >>> restored("'=1+1"), restored("'tis"), restored(None)
        ('=1+1', "'tis", None)
    """
    if isinstance(cell, str) and cell.startswith("'") and cell[1:].startswith(FORMULA_STARTS):
        return cell[1:]
    return cell


def same_text(one: object, other: object) -> bool:
    """Whether two texts have the same letters and digits, whatever a spreadsheet program did to their marks."""
    return _letters(one) == _letters(other)


def read_text(cell: object) -> str:
    r"""A cell's text without the spaces, marks and capitals that programs and people add.

    Example:
        >>> read_text(" “Yes”\xa0"), read_text(1.0), read_text(True), read_text("−1"), read_text(None)
        ('yes', '1', 'true', '-1', '')
    """
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return str(cell).lower()
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    text = unicodedata.normalize("NFKC", str(restored(cell))).replace("−", "-").replace("\u200b", "")
    text = " ".join(text.split()).strip(_QUOTES + " .,;:!").casefold()
    return re.sub(r"^([+-]?\d+)[.,]0+$", r"\1", text)


def read_code(cell: object, question: Question) -> tuple[str | None, str]:
    """What a coder chose.

    Returns:
        The code, `None` where there is none; and what is wrong with the cell, empty if nothing is.

    Example:
        >>> from analysis.validation.questions import FORMS
        >>> present = FORMS["frames"].questions[0]
        >>> read_code("YES ", present), read_code(False, present), read_code("", present)
        (('yes', ''), ('no', ''), (None, ''))
        >>> read_code("yess", present)[1]
        "unknown code 'yess'; expected yes, no or unsure: perhaps 'yes'"
    """
    expected = _in_words(list(question.codes))
    if isinstance(cell, datetime | date | time):
        return (
            None,
            f"a date ({cell}), perhaps made of something else by a spreadsheet program; expected {expected}",
        )
    text = read_text(cell)
    if not text or text in question.codes:
        return text or None, ""
    if text in question.aliases:
        return question.aliases[text], ""
    known: Mapping[str, str] = {**{code: code for code in question.codes}, **question.aliases}
    near = get_close_matches(text, [name for name in known if len(name) > 1], n=1, cutoff=0.5)
    hint = f": perhaps {known[near[0]]!r}" if near else ""
    shown = str(cell).strip()
    return None, f"unknown code {shown[:40]!r}; expected {expected}{hint}"


def is_reworked(cell: object, code: str | None) -> bool:
    """Whether a code was read of something that is not that code with other spaces, marks or capitals."""
    return code is not None and read_text(cell) != code


def read_id(cell: Any) -> str:
    """An item's id as written: capitals, without spaces."""
    return read_text(cell).replace(" ", "").upper()


def _letters(text: object) -> str:
    folded = unicodedata.normalize("NFKC", str(text if text is not None else "")).casefold()
    return "".join(sign for sign in folded if sign.isalnum())


def _in_words(codes: list[str]) -> str:
    return f"{', '.join(codes[:-1])} or {codes[-1]}"
