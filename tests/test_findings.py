"""What stands out within a corpus: which numbers are compared, which lie clear, and how they are told."""

from __future__ import annotations

from dataclasses import replace

import pytest

from analysis.measures import frames_together, what_stands_out
from analysis.publishing.listings.findings import list_findings
from analysis.tables import Tables


def test_clear_is_what_the_interval_says(tables: Tables) -> None:
    numbers = what_stands_out(tables)
    assert set(numbers["figure"]) == {"prominence", "frames-together"}
    outside = (numbers["low"] > 1) | (numbers["high"] < 1)
    pairs = numbers["figure"] == "frames-together"
    assert numbers.loc[~pairs, "clear"].tolist() == outside[~pairs].tolist()
    beyond = int(frames_together(tables)["beyond"].sum())
    assert int(numbers.loc[pairs, "clear"].sum()) <= beyond
    assert not (numbers["clear"] & ~outside).any()
    assert (numbers["n_hits"] >= 5).all()
    assert (numbers["low"] < numbers["high"]).all()


def test_the_clearest_come_first(tables: Tables) -> None:
    numbers = what_stands_out(tables)
    clear = numbers["clear"].tolist()
    assert clear == sorted(clear, reverse=True)


def test_the_listing_says_how_many_would_lie_clear_by_chance(tables: Tables) -> None:
    numbers, listing = what_stands_out(tables), list_findings(tables)
    assert f"Of {len(numbers):,} comparisons" in listing.note
    assert f"about {0.05 * len(numbers):.0f} would by chance" in listing.note
    assert len(listing.rows) == min(30, int(numbers["clear"].sum()))


@pytest.mark.parametrize("n", [0, 3])
def test_few_articles_claim_nothing(tables: Tables, n: int) -> None:
    few = tables.articles.head(n)["article_id"]
    cut = {
        name: table[table["article_id"].isin(few)] for name, table in tables.by_name().items() if "article_id" in table
    }
    listing = list_findings(replace(tables, **cut))
    assert listing.rows == ()
    assert "nothing is claimed" in listing.note
