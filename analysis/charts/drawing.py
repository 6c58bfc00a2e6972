"""What a figure is made of, and the sentences that several figures need."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from analysis.compare.design import Copies
from analysis.measures import ATTRIBUTION_TYPES, MIN_ARTICLES, N_RESAMPLES, SEED
from analysis.records import SAID, AttributionType

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from analysis.tables import Tables


Key = tuple[str, str, str]
"""A number that a figure draws: its family of comparisons or its figure, the item, and the outlet or other part."""


class NothingToDrawError(Exception):
    """The tables hold nothing that this figure could show; the message is a sentence that says why."""


@dataclass(frozen=True, slots=True)
class Request:
    """What a user may choose about the figures."""

    term: str | None = None
    """A frame or term for `who-says-a-term`."""
    article_id: str | None = None
    """An article for `sentiment-along-article`."""
    target: str | None = None
    """A person, organisation or group for `sentiment-toward-target-by-outlet`."""
    sources: bool = False
    """Whether figures of targets count mentions that only say who is quoted."""
    frame_names: Mapping[str, str] | None = None
    """Names for readers by frame id; without one the id is shown."""
    types: Collection[AttributionType] = SAID
    """The attribution types that figures of sources count."""
    copies: Copies = "keep"
    """How copies of one text count where outlets are compared (see `lay_out`)."""
    finding: int = 1
    """The number of a finding for `robustness`."""
    family: str = "frames-narrator"
    """The ratios of `change-over-time`, by their name in `analysis.compare.families.FAMILIES`."""


@dataclass(frozen=True, slots=True, eq=False)
class Drawing:
    """A drawn figure with its numbers and its texts."""

    figure: Figure
    title: str
    numbers: pd.DataFrame
    """Every number that the figure shows, and those of rows that it had no room for."""
    caption: str
    alt: str
    frames: tuple[str, ...] = ()
    """The frames that it shows, by id, where no column of the numbers has them."""
    shown: frozenset[Key] = frozenset()
    """What it draws of that a title could tell (see `headlines`)."""
    subtitle: str = ""
    """What is measured, where the title tells a finding."""
    stamp: str = ""
    """Whether what it rests on was compared with coding by hand (see `stamping`)."""


def rows_of(table: pd.DataFrame) -> list[dict[str, Any]]:
    """A table's rows, each with its values by column."""
    return [{str(column): value for column, value in row.items()} for row in table.to_dict("records")]


def article_counts(tables: Tables) -> str:
    """How much the numbers rest on, e.g. "12 articles of 3 outlets, 4,100 words"."""
    n, words = len(tables.articles), int(tables.articles["n_words"].sum())
    outlets = int(tables.articles["outlet"].nunique())
    articles = "1 article" if n == 1 else f"{n:,} articles"
    of_outlets = f" of {outlets} outlets" if outlets > 1 else ""
    return f"{articles}{of_outlets}, {words:,} words"


def types_note(tables: Tables, types: Collection[AttributionType]) -> str:
    """Which attributions are counted, by their types, and how many are not."""
    left_out = int((~tables.quotes["attribution_type"].isin(list(types))).sum())
    named = ", ".join(kind for kind in ATTRIBUTION_TYPES if kind in types)
    if set(types) == set(SAID):
        rest = f"; {left_out:,} reported beliefs and intentions are not" if left_out else ""
        return f"Counted is what was said, written or published (attribution types {named}){rest}."
    rest = f"; {left_out:,} of others are not" if left_out else ""
    return f"Counted are the attribution types {named}{rest}."


def interval_note(*, drawn: bool, of: str = "", what: str = "Whiskers") -> str:
    """The method of the intervals, or why there are none."""
    if not drawn:
        return (
            f"No intervals: they need at least {MIN_ARTICLES} articles{of}. The figure describes these articles only."
        )
    return (
        f"{what}: 95 % percentile intervals of a bootstrap that draws whole articles within their outlet "
        f"({N_RESAMPLES:,} draws, seed {SEED}), where there are at least {MIN_ARTICLES} articles{of}."
    )


COUNTS_ONLY = "The figure counts what these articles hold and estimates nothing, so there are no intervals and no test."


def rest_note(n_shown: int, n_all: int, what: str) -> str:
    """That a figure shows the first rows of more; empty if it shows all."""
    return f" Shown: the first {n_shown} of {n_all} {what}; the CSV file has all." if n_all > n_shown else ""
