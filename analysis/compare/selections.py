"""Which words of a corpus are compared: those of an outlet, of weeks, of a voice, of a speaker."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from difflib import get_close_matches
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from analysis.measures.frames import ZONES
from analysis.measures.sentiment import VOICES

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from analysis.measures import TextIndex

REST = "the rest"


class SelectionError(ValueError):
    """A selection names what the corpus does not have, or two selections share words."""


@dataclass(frozen=True, slots=True)
class Selection:
    """Words that fit everything that is given; without anything, all words of headlines, leads and bodies.

    Outlets and speakers may be told by a part of their name that no other one has; capital letters make no difference.

    Example:
        >>> Selection(outlet="Harbour Courier", voice="narrator").name
        'Harbour Courier, narrator'
        >>> Selection(start=date(2024, 5, 6), end=date(2024, 5, 12)).name
        '2024-05-06 to 2024-05-12'
    """

    outlet: str | None = None
    start: date | None = None
    """First day of publication."""
    end: date | None = None
    """Last day of publication."""
    voice: str | None = None
    """`narrator` or `quoted`."""
    speaker_id: str | None = None
    """Words that this speaker is quoted with."""
    zone: str | None = None
    """`headline`, `lead` or `body`."""
    article_ids: frozenset[str] | None = None
    """Only words of these articles, e.g. one of each group of copies."""
    label: str = ""
    """A name of its own; made of the rest if empty."""

    @property
    def name(self) -> str:
        """What it is called in tables and figures."""
        if self.label:
            return self.label
        days = (f"from {self.start}" if self.start else "", f"until {self.end}" if self.end else "")
        period = f"{self.start} to {self.end}" if all(days) else "".join(days)
        articles = "" if self.article_ids is None else f"{len(self.article_ids)} articles"
        parts = (self.outlet, period, self.speaker_id, self.voice, self.zone, articles)
        return ", ".join(part for part in parts if part) or "all words"

    @property
    def timed(self) -> bool:
        """Whether it is chosen by its time."""
        return self.start is not None or self.end is not None


_KEYS = ("outlet", "speaker", "voice", "zone", "from", "to", "week", "article")


def read_selection(criteria: Iterable[str]) -> Selection:
    """A selection as it is written on the command line and in notebooks.

    Args:
        criteria: each `key=value`, with the keys outlet, speaker, voice, zone, from, to (days), week (a day in it, or
            e.g. `2024-W19`; from Monday to Sunday), article (may be repeated).

    Raises:
        SelectionError: if one cannot be read, or contradicts another.

    Example:
        >>> read_selection(["outlet=Harbour Courier", "week=2024-05-08"]).name
        'Harbour Courier, 2024-05-06 to 2024-05-12'
    """
    values: dict[str, str] = {}
    articles: list[str] = []
    for criterion in criteria:
        key, _, value = (part.strip() for part in criterion.partition("="))
        if key not in _KEYS or not value:
            raise SelectionError(
                f"{criterion!r} chooses nothing: write key=value, with one of the keys {named_list(_KEYS)}"
            )
        if key == "article":
            articles.append(value)
        elif key in values:
            raise SelectionError(f"{key} is given twice ({values[key]!r} and {value!r}); only article may be repeated")
        else:
            values[key] = value
    if "week" in values and {"from", "to"} & set(values):
        raise SelectionError("week stands beside from or to: give either a week or days")
    start, end = _day(values.get("from")), _day(values.get("to"))
    if week := _day(values.get("week")):
        start = week - timedelta(days=week.weekday())
        end = start + timedelta(days=6)
    return Selection(
        outlet=values.get("outlet"),
        start=start,
        end=end,
        voice=values.get("voice"),
        speaker_id=values.get("speaker"),
        zone=values.get("zone"),
        article_ids=frozenset(articles) if articles else None,
    )


def choose(index: TextIndex, selection: Selection) -> tuple[Selection, NDArray[np.bool_]]:
    """Which tokens a selection holds, and the selection with the full names of its outlet and speaker.

    Raises:
        SelectionError: if it names what the corpus does not have, or holds no word; the message tells what there is.
    """
    articles = index.tables.articles
    of_article = np.ones(len(articles), dtype=bool)
    chosen = np.ones(len(index.forms), dtype=bool)
    if selection.outlet is not None:
        outlet = find_name("outlet", selection.outlet, articles["outlet"].dropna().unique().tolist())
        selection = replace(selection, outlet=outlet)
        of_article &= (articles["outlet"] == outlet).fillna(False).to_numpy(dtype=bool)
    if selection.timed:
        of_article &= in_period(articles["date"], selection)
    if selection.article_ids is not None:
        there = articles["article_id"]
        if unknown := sorted(selection.article_ids - set(there)):
            raise SelectionError(f"there is no article {unknown[0]!r}{_near(unknown[0], there.tolist())}")
        of_article &= there.isin(selection.article_ids).to_numpy(dtype=bool)
    if selection.voice is not None:
        must_be("voice", selection.voice, VOICES)
        chosen &= (index.quotes_of_tokens() >= 0) == (selection.voice == "quoted")
    if selection.speaker_id is not None:
        known = index.tables.speakers["speaker_id"].dropna().unique().tolist()
        speaker = find_name("speaker", selection.speaker_id, known)
        selection = replace(selection, speaker_id=speaker)
        chosen &= index.speakers_of_tokens() == speaker
    if selection.zone is not None:
        must_be("zone", selection.zone, ZONES)
        zones = (index.tables.sentences["zone"] == selection.zone).to_numpy(dtype=bool)
        chosen &= zones[index.sentence_of]
    chosen &= of_article[index.article_of]
    if not chosen.any():
        raise SelectionError(f"no word fits “{selection.name}”: each of it exists, but not together")
    return selection, chosen


def choose_two(
    index: TextIndex, target: Selection, reference: Selection | None = None, within: Selection | None = None
) -> tuple[tuple[Selection, NDArray[np.bool_]], tuple[Selection, NDArray[np.bool_]]]:
    """The tokens of two selections that are compared.

    Args:
        index: of a corpus.
        target: the one.
        reference: the other; without one, whatever the target does not hold.
        within: restricts both, e.g. to the narrator's voice.

    Raises:
        SelectionError: as `choose` does; or if both hold the same words, or one holds none.
    """
    common = np.ones(len(index.forms), dtype=bool)
    if within is not None:
        within, common = choose(index, within)
    target, in_target = choose(index, target)
    if reference is None:
        reference, in_reference = Selection(label=REST), ~in_target
    else:
        reference, in_reference = choose(index, reference)
    in_target, in_reference = in_target & common, in_reference & common
    both = in_target & in_reference
    if both.any():
        ids = index.tables.articles["article_id"].iloc[np.unique(index.article_of[both])].tolist()
        raise SelectionError(
            f"“{target.name}” and “{reference.name}” share {both.sum():,} words and marks of {len(ids):,} articles "
            f"({named_list(ids, 3)}): choose two that share none, or compare one of them with the rest"
        )
    for selection, tokens in ((target, in_target), (reference, in_reference)):
        if not tokens.any():
            where = f" within “{within.name}”" if within is not None else ""
            raise SelectionError(f"“{selection.name}” holds no word{where}")
    return (target, in_target), (reference, in_reference)


def weeks_of(index: TextIndex) -> NDArray[np.int64]:
    """The week of each article, as days from 1970 to its Monday; -1 without a date."""
    dates = index.tables.articles["date"]
    mondays = (dates - pd.to_timedelta(dates.dt.day_of_week, unit="D")).to_numpy().astype("datetime64[D]")
    return np.where(np.isnat(mondays), -1, mondays.astype(np.int64))


def _day(text: str | None) -> date | None:
    """A day as `2024-05-08`, or the Monday of `2024-W19`."""
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as err:
        raise SelectionError(f"{text!r} is no day: write it as 2024-05-08 (a week also as 2024-W19)") from err


def in_period(dates: pd.Series, selection: Selection) -> NDArray[np.bool_]:
    """Which dates lie in a selection's period.

    Raises:
        SelectionError: if it ends before it starts, or none does; the message tells from when to when they are.
    """
    if selection.start and selection.end and selection.start > selection.end:
        raise SelectionError(f"the period from {selection.start} to {selection.end} ends before it starts")
    inside = dates.notna()
    if selection.start:
        inside &= dates >= pd.Timestamp(selection.start)
    if selection.end:
        inside &= dates <= pd.Timestamp(selection.end)
    if not inside.any():
        known = f"they are from {dates.min():%Y-%m-%d} to {dates.max():%Y-%m-%d}" if dates.notna().any() else "none has"
        period = replace(selection, outlet=None, voice=None, speaker_id=None, zone=None, article_ids=None, label="")
        raise SelectionError(f"no article has a date in “{period.name}”; {known}")
    return inside.to_numpy(dtype=bool)


def find_name(kind: str, wanted: str, known: Collection[str]) -> str:
    """The one name that is meant: the same, else the only one that holds it.

    Raises:
        SelectionError: if there is none, or more than one; the message names those that come near.
    """
    same = [name for name in known if name.casefold() == wanted.casefold()]
    found = same or [name for name in known if wanted.casefold() in name.casefold()]
    if len(found) == 1:
        return found[0]
    if found:
        raise SelectionError(f"{kind} {wanted!r} may be {named_list(sorted(found))}: write more of the name")
    raise SelectionError(f"there is no {kind} {wanted!r}{_near(wanted, known)}")


def must_be(kind: str, wanted: str, known: Collection[str]) -> None:
    """Refuse what is not one of a few names.

    Raises:
        SelectionError: if it is none of them; the message lists them.
    """
    if wanted not in known:
        raise SelectionError(f"there is no {kind} {wanted!r}; there is {named_list(known)}")


def _near(wanted: str, known: Collection[str]) -> str:
    if not known:
        return "; the corpus names none"
    return f"; there is {named_list(get_close_matches(wanted, known, n=3, cutoff=0.5) or sorted(known))}"


def named_list(names: Collection[str], most: int = 8) -> str:
    """The first names, and how many more there are."""
    listed = ", ".join(list(names)[:most])
    return f"{listed} and {len(names) - most:,} more" if len(names) > most else listed
