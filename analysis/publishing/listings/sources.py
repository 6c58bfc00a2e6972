"""Tables of sources for readers: how concentrated they are, and whom one outlet alone quotes."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import pandas as pd

from analysis.measures import concentration_by, speakers_of_one_outlet
from analysis.publishing.listings import Listing, build_listing, rest_in_words, value_in_words
from analysis.publishing.pages import grouped, percent, rows_of
from analysis.records import SAID, AttributionType
from analysis.tables import Tables

MOST_LONE = 6
"""Speakers of each outlet that are listed."""

MEANINGS = {
    "effective_sources": "effective number of sources, 1/Σs²",
    "hill_1": "effective number, rare sources weighing more, exp(−Σ s ln s)",
    "rarefied": "different sources in a random draw of {size} quotes",
    "hhi": "Σs² (Herfindahl–Hirschman), 1 for a single source",
    "unbiased": "chance that two quotes are of one source",
    "normalised": "Σs² between 0 (all equally often) and 1",
    "gini": "Gini index, 0 even to 1 uneven",
    "top_share": "share of the most quoted source",
}
"""The measures of concentration in words; s is a source's share."""
_NUMBERS = ("effective_sources", "hill_1", "rarefied")


def list_concentration(tables: Tables, types: Collection[AttributionType] = SAID) -> Listing:
    """How concentrated quotes are over all articles: by quotes and words, without and with sources that have no name.

    Args:
        tables: of the corpus.
        types: the attribution types to count.
    """
    table = concentration_by(tables, types=types)
    places = [(counted_in, others) for others in ("excluded", "apart") for counted_in in ("quotes", "words")]
    rows = []
    for measure, meaning in MEANINGS.items():
        own = table[(table["measure"] == measure) & table["value"].notna()]
        if own.empty:
            continue
        found = {(row.counted_in, row.others): _value(row) for row in rows_of(own)}
        size = own["size"].dropna()
        name = meaning.format(size="" if size.empty else grouped(size.iloc[0]))
        rows.append((name, *(found.get(place, "–") for place in places)))
    columns = {"Measure": 0, "by quotes": 1, "by words": 1, "by quotes, all": 1, "by words, all": 1}
    note = (
        "Of speakers with a name; in the last two columns unnamed sources, and quotes whose speaker is not known, are "
        "two more sources. In brackets the 95 % interval of a bootstrap over articles; there is none for fewer than "
        "10 articles. All but the draw depend on how many quotes there are."
    )
    return build_listing("How concentrated the quotes are", columns, rows, note)


def list_lone_speakers(tables: Tables, types: Collection[AttributionType] = SAID) -> Listing:
    """The speakers whom one outlet alone quotes, the most quoted of each.

    Args:
        tables: of the corpus.
        types: the attribution types to count.
    """
    table = speakers_of_one_outlet(tables, types=types)
    shown = table.groupby("outlet").head(MOST_LONE)
    rows = []
    for row in rows_of(shown):
        counts = map(grouped, (row.n_quotes, row.n_words, row.n_articles))
        rows.append((row.outlet, row.speaker_id, *counts, percent(row.quote_share)))
    columns = {"Outlet": 0, "Speaker": 0, "Quotes": 1, "Words": 1, "Articles": 1, "of its quotes": 1}
    note = rest_in_words(len(table), len(shown), "speakers of one outlet", "quotes in it")
    return build_listing("Whom one outlet alone quotes", columns, rows, note)


def _value(row: Any) -> str:
    def write(value: float) -> str:
        if row.measure == "top_share":
            return percent(value)
        return f"{value:.1f}" if row.measure in _NUMBERS else f"{value:.3f}"

    return value_in_words(row.value, row.value_low, row.value_high, write) if not pd.isna(row.value) else "–"
