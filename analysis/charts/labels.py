"""Words for figures: labels that no text can break, and numbers and lists as sentences need them."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from textwrap import wrap
from typing import TYPE_CHECKING, Any

import pandas as pd

from analysis.charts.theme import characters

if TYPE_CHECKING:
    from analysis.measures import TermChoice

ELLIPSIS = "…"
NO_OUTLET = "outlet not given"
UNNAMED = "sources without a name"
UNRESOLVED = "speaker not resolved"
NARRATOR = "narrator"

_JOINERS = "\u200c\u200d"
"""Invisible, but they shape the letters around them."""

_PATTERN_SIGNS = frozenset("()|*?=")


def plain(text: object, width: int = 200) -> str:
    r"""A text on one line, without characters that show nothing, of at most `width` characters.

    Example:
        >>> plain("The Commission\n of\x00 Inquiry", 16)
        'The Commission…'
    """
    shown = (
        character if character in _JOINERS or unicodedata.category(character)[0] != "C" else " "
        for character in unicodedata.normalize("NFC", str(text))
    )
    line = " ".join("".join(shown).split())
    return line if len(line) <= width else line[: width - 1].rstrip() + ELLIPSIS


def label(text: object, width: int = 34) -> str:
    r"""A text for matplotlib: as `plain`, shorter in narrow figures, and with dollar signs that start no formula.

    Example:
        >>> label("$x^2$ Ltd")
        '\\$x^2\\$ Ltd'
    """
    return plain(text, characters(width)).replace("$", r"\$")


def frame_label(frame: str, names: Mapping[str, str] | None = None) -> str:
    """A frame's name for readers: the one given, else its id with spaces.

    Example:
        >>> frame_label("coercion_victory"), frame_label("law", {"law": "Law and legality"})
        ('coercion victory', 'Law and legality')
    """
    return plain((names or {}).get(frame) or frame.replace("_", " "))


def panel_title(name: str, n_hits: int) -> str:
    r"""The title of a small panel: a frame and its number of hits, on two lines at most.

    Example:
        >>> panel_title("Military pressure and victory", 1204)
        'Military pressure and\nvictory (1,204)'
    """
    lines: list[str] = []
    for width in range(44, 4, -2):
        lines = wrap(f"{label(name, width)} ({n_hits:,})", characters(26))
        if len(lines) <= 2:
            break
    return "\n".join(lines)


def outlet_label(outlet: Any) -> str:
    """An outlet's name, or that there is none."""
    return NO_OUTLET if pd.isna(outlet) else plain(outlet)


def speaker_label(row: Mapping[str, Any]) -> str:
    """Who speaks in a row with `speaker_id` and `naming`: a speaker, the narrator, or that nobody is named or known.

    Example:
        >>> speaker_label({"speaker_id": "Ada Lund", "naming": "named"}), speaker_label({"naming": "unnamed"})
        ('Ada Lund', 'sources without a name')
    """
    if row.get("voice") == "narrator":
        return NARRATOR
    return {"unnamed": UNNAMED, "unresolved": UNRESOLVED}.get(row["naming"]) or plain(row["speaker_id"])


def term_label(choice: TermChoice, wordings: Sequence[str], names: Mapping[str, str] | None = None) -> str:
    """The chosen term in quotation marks; instead of a lexicon's pattern its most frequent wordings."""
    shown = (names or {}).get(choice.label, choice.label)
    if _PATTERN_SIGNS & set(shown) and wordings:
        shown = " / ".join([*wordings[:2], ELLIPSIS] if len(wordings) > 2 else wordings)
    return f"“{plain(shown, 44)}”"


def count(n: int, one: str, many: str | None = None) -> str:
    """A number with its noun.

    Example:
        >>> count(1, "article"), count(2400, "hit"), count(0, "story", "stories")
        ('1 article', '2,400 hits', '0 stories')
    """
    return f"{n:,} {one if n == 1 else many or one + 's'}"


def number(value: float, digits: int = 1) -> str:
    """A number with a true minus sign, and without one where it is rounded to 0.

    Example:
        >>> number(-0.256, 2), number(12.04), number(-0.001, 2)
        ('−0.26', '12.0', '0.00')
    """
    return f"{round(value, digits) + 0.0:,.{digits}f}".replace("-", "−")


def percent(share: float) -> str:
    """A share (0-1) in whole percent.

    Example:
        >>> percent(0.126)
        '13 %'
    """
    return f"{100 * share:.0f} %"


def in_words(items: Sequence[str]) -> str:
    """A list as a sentence has it.

    Example:
        >>> in_words(["a", "b", "c"])
        'a, b and c'
    """
    return " and ".join([", ".join(items[:-1]), items[-1]] if len(items) > 1 else list(items))
