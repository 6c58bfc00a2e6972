"""The explorer's views: rates, who says it, weeks and passages, each with the call that makes its table."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

import pandas as pd

from analysis.explorer.choice import NO_OUTLET, Choice
from analysis.explorer.narrowing import choose
from analysis.measures import TermChoice, concordance, frames_by_outlet, frames_over_time, who_says

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    from analysis.tables import Tables

LINES = 100
"""Passages that are shown at first, and that each “more” adds."""

_chosen = lru_cache(maxsize=3)(choose)
"""All views of a choice are made of the same tables."""


@dataclass(frozen=True, slots=True, eq=False)
class View:
    """A table of the explorer, and how to make it without the explorer."""

    name: str
    """`rates`, `who`, `weeks` or `passages`."""
    title: str
    note: str
    """How to read it."""
    call: str
    """The expression that makes the table out of `tables`."""
    table: pd.DataFrame


def make_views(tables: Tables, choice: Choice) -> list[View]:
    """Rates by outlet, who says it, and weeks.

    Rates have no intervals here, which would take longer than a change may take; the calls tell how to get them.

    Args:
        tables: of a corpus.
        choice: what to count.

    Raises:
        ValueError: as `choose` does.
    """
    chosen = _chosen(tables, choice)
    made = f"choose(tables, {choice!r})"
    per = "1,000 words" + (f" of {_voice_name(choice)}" if choice.of_voice else "")
    return [
        View(
            "rates",
            "Rates by outlet",
            f"Hits per {per}; articles without a hit count.",
            f"frames_by_outlet({made}, n_resamples=0)",
            frames_by_outlet(chosen, n_resamples=0),
        ),
        View(
            "who",
            "Who says it",
            "Hits by speaker. The hatched part is not asserted: negated, rejected, demanded or a possibility.",
            f'who_says(TermChoice("chosen", "", {made}.frame_hits))',
            who_says(TermChoice("chosen", "", chosen.frame_hits)),
        ),
        View(
            "weeks",
            "By week",
            f"Hits per {per} in each week. A gap is a week without words.",
            f"frames_over_time({made}, n_resamples=0)",
            frames_over_time(chosen, n_resamples=0),
        ),
    ]


def make_passages(tables: Tables, choice: Choice, *, rows: int = LINES) -> tuple[View, int]:
    """The passages of a choice, in the order of the articles, and how many there are in all.

    Args:
        tables: of a corpus.
        choice: what to list; for a bar, the choice that `narrowed` makes of it.
        rows: how many at most.

    Raises:
        ValueError: as `choose` does.
    """
    hits = _chosen(tables, choice).frame_hits
    call = f"concordance(tables, choose(tables, {choice!r}).frame_hits.head({rows}))"
    view = View("passages", "Passages", choice.name, call, concordance(tables, hits.head(rows)))
    return view, len(hits)


def narrowed(choice: Choice, bar: Mapping[str, Any]) -> Choice:
    """The choice that holds what a bar counts.

    Args:
        choice: that the view was made of.
        bar: a row of the view's table: any of frame, outlet, week, voice, speaker_id and naming.

    Example:
        >>> narrowed(Choice(voice="quoted"), {"frame": "law", "outlet": "Harbour Courier"})
        Choice(outlets=('Harbour Courier',), frames=('law',), voice='quoted')
        >>> narrowed(Choice(words="truce*"), {"frame": "truce*", "voice": "narrator"})
        Choice(words='truce*', voice='narrator')
    """
    if "frame" in bar and not choice.words:
        choice = replace(choice, frames=(str(bar["frame"]),))
    if "outlet" in bar:
        choice = replace(choice, outlets=(NO_OUTLET if pd.isna(bar["outlet"]) else str(bar["outlet"]),))
    if "week" in bar:
        first = pd.Timestamp(bar["week"]).date()
        last = (pd.Timestamp(bar["week"]) + pd.Timedelta(days=6)).date()
        choice = replace(choice, start=max(first, choice.start or first), end=min(last, choice.end or last))
    if bar.get("voice") == "narrator":
        choice = replace(choice, voice="narrator")
    elif "voice" in bar and pd.notna(bar["speaker_id"]):
        choice = replace(choice, speakers=(str(bar["speaker_id"]),))
    elif "voice" in bar:
        choice = replace(choice, naming=str(bar["naming"]))
    return choice


def name_of(choice: Choice, label: Callable[[Any], str]) -> str:
    """What is chosen, with the frames' names for readers."""
    return replace(choice, frames=tuple(label(frame) for frame in choice.frames)).name


def code_of(view: View, results: str, corpus: str) -> str:
    """A view's call as a cell of its own, imports and all."""
    measure = view.call.partition("(")[0]
    names = sorted({measure, *(["TermChoice"] if "TermChoice" in view.call else [])})
    dates = ["from datetime import date"] if "date(" in view.call else []
    lines = [
        *dates,
        "from pathlib import Path",
        "",
        "from analysis.explorer import Choice, choose",
        f"from analysis.measures import {', '.join(names)}",
        "from analysis.store import IN_MEMORY, read_tables",
        "",
        f'tables = read_tables(Path({results!r}, "data", "tables", {corpus!r}), most_words=IN_MEMORY)',
        view.call,
    ]
    return "\n".join(lines)


def summary_of(tables: Tables, choice: Choice) -> str:
    """How much is chosen, as a sentence.

    Raises:
        ValueError: as `choose` does.
    """
    chosen = _chosen(tables, choice)
    hits, articles = chosen.frame_hits, chosen.articles
    words = int(articles["n_words"].sum())
    of_voice = f" of {_voice_name(choice)}" if choice.of_voice else ""
    return (
        f"{_counted(len(hits), 'hit')} in {hits['article_id'].nunique():,} of {_counted(len(articles), 'article')}, "
        f"{words:,} words{of_voice}."
    )


def why_nothing(tables: Tables, choice: Choice) -> str:
    """Why the views of a choice are empty, as a sentence; empty if they are not.

    Raises:
        ValueError: as `choose` does.
    """
    if tables.articles.empty:
        return "This corpus has no article."
    if not _chosen(tables, choice).frame_hits.empty:
        return ""
    if choice.words:
        return f"“{choice.words}” does not occur in what is chosen."
    if choice != Choice():
        return "No term of the lexicons occurs in what is chosen."
    return "No term of the lexicons occurs in this corpus. Any word can be looked for with “Words”."


def _voice_name(choice: Choice) -> str:
    """Whose words rates are counted per."""
    if choice.voice == "narrator":
        return "the narrator"
    if choice.speakers:
        return "the speakers chosen"
    return f"{choice.naming} sources" if choice.naming else "those quoted"


def _counted(n: int, what: str) -> str:
    return f"{n:,} {what}" + ("" if n == 1 else "s")
