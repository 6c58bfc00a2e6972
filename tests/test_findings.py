"""What stands out: which numbers are compared, which lie clear, and how they are told."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from analysis.measures import frames_together, what_stands_out
from analysis.publishing.findings import list_findings
from analysis.tables import Tables


def test_clear_is_what_the_interval_says(tables: Tables) -> None:
    numbers = what_stands_out(tables)
    assert len(numbers)
    outside = (numbers["reference"] < numbers["low"]) | (numbers["reference"] > numbers["high"])
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


def test_one_outlet_is_compared_with_no_other(tables: Tables) -> None:
    one = replace(
        tables, articles=tables.articles.assign(outlet=pd.array(["Courier"] * len(tables.articles), "string"))
    )
    assert set(what_stands_out(one)["figure"]) <= {"prominence", "frames-together"}


def test_an_outlet_with_its_own_words_stands_out(tables: Tables) -> None:
    outlet = str(tables.articles["outlet"].dropna().iloc[0])
    own = tables.articles.loc[tables.articles["outlet"] == outlet, "article_id"]
    hits = tables.frame_hits
    extra = pd.concat([hits[hits["article_id"].isin(own) & (hits["voice"] == "narrator")]] * 6)
    numbers = what_stands_out(replace(tables, frame_hits=pd.concat([hits, extra], ignore_index=True)))
    found = numbers[(numbers["figure"] == "frames-by-outlet") & numbers["clear"]]
    assert outlet in found["group"].tolist()
    assert (found.loc[found["group"] == outlet, "value"] > found.loc[found["group"] == outlet, "reference"]).all()


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
