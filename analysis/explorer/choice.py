"""What the explorer shows: which articles, and which hits of theirs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from analysis.compare.selections import Selection, find_name, must_be, named_list
from analysis.measures import NAMINGS, VOICES
from analysis.measures.frames import name_frames

if TYPE_CHECKING:
    from analysis.tables import Tables

NO_OUTLET = "(not known)"
"""Stands for articles whose outlet is not known."""


class ChoiceError(ValueError):
    """A choice cannot be read, or contradicts itself; the message says what is expected."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Hits that fit everything that is given; of several values of one kind, any will do.

    Names may be told by a part that no other one has, as in `Selection`.

    Example:
        >>> Choice(outlets=("Harbour Courier",), voice="narrator").name
        'Harbour Courier; narrator'
    """

    outlets: tuple[str, ...] = ()
    """Who published it; `(not known)` for articles without an outlet."""
    start: date | None = None
    """First day of publication."""
    end: date | None = None
    """Last day of publication."""
    frames: tuple[str, ...] = ()
    terms: tuple[str, ...] = ()
    """Terms as the lexicon writes them, e.g. `surrender*`."""
    words: str = ""
    """Any pattern, e.g. `truce*`: its occurrences then take the place of the lexicons' hits."""
    voice: str | None = None
    """`narrator` or `quoted`."""
    speakers: tuple[str, ...] = ()
    """Whom the words are quoted from, by `speaker_id`."""
    naming: str | None = None
    """Whose words are quoted: those of `named` speakers, of sources that are `unnamed`, or `unresolved` ones."""

    @property
    def name(self) -> str:
        """What is chosen, for captions."""
        period = Selection(start=self.start, end=self.end).name if self.start or self.end else ""
        words = f"“{self.words}”" if self.words else ""
        naming = f"{self.naming} sources" if self.naming else ""
        lists = (self.outlets, (period,), self.frames, self.terms, (words, self.voice), self.speakers, (naming,))
        parts = (", ".join(part for part in parts if part) for parts in lists)
        return "; ".join(part for part in parts if part) or "everything"

    @property
    def of_voice(self) -> bool:
        """Whether only words of some voices are chosen, so that rates are per 1,000 of their words."""
        return bool(self.voice or self.speakers or self.naming)

    def __repr__(self) -> str:
        """As code, with no more than what differs from choosing nothing."""
        given = ((field.name, getattr(self, field.name)) for field in fields(self))
        shown = ", ".join(f"{name}={_code(value)}" for name, value in given if value)
        return f"Choice({shown})"


def read_state(state: Mapping[str, Any]) -> Choice:
    """The choice that a dictionary of plain values describes, such as one copied out of the explorer.

    Args:
        state: what is chosen, by the names of `Choice`; days as text (`2025-03-04`); nothing for everything.

    Raises:
        ChoiceError: if a key or a value is not as expected.

    Example:
        >>> read_state({"outlets": ["Harbour Courier"], "start": "2025-03-04"})
        Choice(outlets=('Harbour Courier',), start=date(2025, 3, 4))
    """
    known = [field.name for field in fields(Choice)]
    if unknown := [key for key in state if key not in known]:
        raise ChoiceError(f"the state has {unknown[0]!r}; there is {', '.join(known)}")
    values: dict[str, Any] = {}
    for key, value in state.items():
        if key in _LISTS:
            if not isinstance(value, Sequence) or isinstance(value, str) or not all(isinstance(v, str) for v in value):
                raise ChoiceError(f"{key} is {value!r}; it must be a list of names, e.g. {key}: ['…']")
            values[key] = tuple(value)
        elif key in _DAYS:
            values[key] = _read_day(key, value)
        elif value is None or isinstance(value, str):
            values[key] = value or ("" if key == "words" else None)
        else:
            raise ChoiceError(f"{key} is {value!r}; it must be a text")
    return Choice(**values)


def state_of(choice: Choice) -> dict[str, Any]:
    """A choice as a dictionary of plain values that can be pasted into a cell; what is not chosen is left out.

    Example:
        >>> state_of(Choice(frames=("law",), end=date(2025, 3, 4)))
        {'end': '2025-03-04', 'frames': ['law']}
    """
    given = ((field.name, getattr(choice, field.name)) for field in fields(choice))
    return {name: _plain(value) for name, value in given if value}


def complete(tables: Tables, choice: Choice) -> Choice:
    """The choice with the full names of what it chooses.

    Raises:
        ChoiceError: if it contradicts itself.
        SelectionError: if it names what the corpus does not have; the message tells what there is.
    """
    if choice.words and (choice.frames or choice.terms):
        raise ChoiceError("words are chosen and frames or terms too: choose either words or what lexicons list")
    if choice.voice is not None:
        must_be("voice", choice.voice, VOICES)
    if choice.naming is not None:
        must_be("naming", choice.naming, NAMINGS)
    if choice.voice == "narrator" and (choice.speakers or choice.naming):
        who = named_list(choice.speakers, 3) or f"{choice.naming} sources"
        raise ChoiceError(f"the narrator's voice is chosen and {who} too: words are either the narrator's or quoted")
    hits = tables.frame_hits
    known: dict[str, Callable[[], list[str]]] = {
        "outlets": lambda: [*tables.articles["outlet"].dropna().unique(), NO_OUTLET],
        "frames": lambda: name_frames(hits).dropna().unique().tolist(),
        "terms": lambda: hits["term"].dropna().unique().tolist(),
        "speakers": lambda: tables.speakers["speaker_id"].dropna().unique().tolist(),
    }
    full: dict[str, Any] = {}
    for kind, names in known.items():
        if wanted := getattr(choice, kind):
            there = names()
            full[kind] = tuple(dict.fromkeys(find_name(kind.removesuffix("s"), name, there) for name in wanted))
    return replace(choice, **full)


_LISTS = ("outlets", "frames", "terms", "speakers")
_DAYS = ("start", "end")


def _read_day(key: str, value: Any) -> date | None:
    if not value:
        return None
    try:
        return value if isinstance(value, date) else date.fromisoformat(value)
    except (TypeError, ValueError) as err:
        raise ChoiceError(f"{key} is {value!r}; write a day as '2025-03-04'") from err


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value


def _code(value: Any) -> str:
    return f"date({value.year}, {value.month}, {value.day})" if isinstance(value, date) else repr(value)
