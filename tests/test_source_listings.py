"""The tables of sources for readers: concentration in words, and speakers of one outlet."""

from __future__ import annotations

from test_concentration import quoted

from analysis.publishing.listings.sources import MOST_LONE, list_concentration, list_lone_speakers
from analysis.tables import Tables

SAID = [("a", "Ada", 10), ("a", "Ada", 20), ("a", "officials", 30), *[("b", f"Bo {i}", 5) for i in range(8)]]


def test_concentration_in_words() -> None:
    listing = list_concentration(quoted(SAID, {"a": "Ledger", "b": "Post"}))
    rows = {row[0].partition(",")[0]: row[1:] for row in listing.rows}
    assert rows["share of the most quoted source"] == (
        "20\N{NO-BREAK SPACE}%",
        "43\N{NO-BREAK SPACE}%",
        "18\N{NO-BREAK SPACE}%",
        "30\N{NO-BREAK SPACE}%",
    )
    assert rows["effective number of sources"][0] == "8.3"
    assert rows["different sources in a random draw of 10 quotes"] == ("9.0", "–", "–", "–")
    assert len(listing.columns) == len(listing.rows[0])


def test_the_most_quoted_of_each_outlet_are_listed() -> None:
    listing = list_lone_speakers(quoted(SAID, {"a": "Ledger", "b": "Post"}))
    assert [row[0] for row in listing.rows] == ["Ledger", *["Post"] * MOST_LONE]
    assert listing.rows[0] == ("Ledger", "Ada", "2", "30", "1", "100\N{NO-BREAK SPACE}%")
    assert "of 9 speakers of one outlet" in listing.note


def test_without_quotes_there_are_no_rows(no_articles: Tables) -> None:
    assert list_concentration(no_articles).rows == ()
    assert list_lone_speakers(no_articles).rows == ()
