"""The first sentences of a report: what was read, what could not be, what stands, and what is validated.

Every sentence is filled in from the tables; nothing is phrased freely.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from analysis.charts.labels import count
from analysis.compare.findings import Comparison
from analysis.publishing.pages import grouped
from analysis.validation.stamps import Stamps

if TYPE_CHECKING:
    from analysis.tables import Tables


def summarise_corpus(
    tables: Tables, comparison: Comparison | None, stamps: Stamps, severities: Sequence[str]
) -> list[tuple[str, str]]:
    """A few sentences, each with what it is about.

    Args:
        tables: of the corpus.
        comparison: of its outlets; `None` where there are fewer than two.
        stamps: what coding by hand says of the corpus.
        severities: of every problem met: `error`, `warning` or `note`.

    Returns:
        Pairs such as `("Read", "44 articles of 4 outlets, …")`.
    """
    missing = _missing(severities)
    if tables.articles.empty:
        return [("Read", "No article could be read, so there is nothing to show. The problems say why."), missing]
    read = f"{tables.sample} {_read(tables)}" if tables.sample else _read(tables)
    return [("Read", read), missing, ("Found", _found(tables, comparison)), ("Checked", _checked(stamps))]


def _read(tables: Tables) -> str:
    articles = tables.articles
    n_outlets = int(articles["outlet"].nunique())
    days = articles["date"].dropna().dt.normalize()
    of = f" of {count(n_outlets, 'outlet')}" if n_outlets else ""
    when = f" on {count(days.nunique(), 'day')}" if len(days) else ""
    undated = int(articles["date"].isna().sum())
    without = f" ({grouped(undated)} without a date)" if undated and len(days) else ""
    return (
        f"{count(len(articles), 'article')}{of}{when}{without}, {grouped(articles['n_words'].sum())} words. In them "
        f"{count(int(articles['n_quotes'].sum()), 'quote')} of what was said, written or published, and "
        f"{count(len(tables.frame_hits), 'term')} of frames."
    )


def _missing(severities: Sequence[str]) -> tuple[str, str]:
    n_errors, n_warnings = severities.count("error"), severities.count("warning")
    told = []
    if n_errors:
        told.append(f"{count(n_errors, 'error')}: something is missing from the result.")
    if n_warnings:
        told.append(f"{count(n_warnings, 'warning')}: something was read in part.")
    if not told:
        told = ["Every file was read in full."]
    if n_notes := severities.count("note"):
        told.append(f"{count(n_notes, 'note')} on what was guessed or is not known.")
    return "Not read", " ".join(told)


def _found(tables: Tables, comparison: Comparison | None) -> str:
    if len(tables.articles) == 1:
        return (
            "One article: everything here describes this text and nothing beyond it. There are no intervals and no "
            "comparisons, as a single article says nothing about an outlet or a debate."
        )
    if comparison is None:
        return (
            "These articles are of one outlet, or their outlets are not known: everything here describes them, and "
            "compares nothing. A table of metadata (metadata.csv, beside the articles) can tell outlets and dates."
        )
    n_tested = int(comparison.table["p"].notna().sum())
    n, stable = len(comparison.findings), int(comparison.findings["stable"].sum())
    if not n_tested:
        return "There is too little of each outlet to test a difference: numbers are described and not compared."
    if not n:
        return (
            f"No difference between outlets survives {count(n_tested, 'comparison')}. There may be some all the same: "
            "few articles show large differences only."
        )
    return (
        f"{count(n, 'difference')} between outlets of {count(n_tested, 'comparison')} "
        f"{'survives' if n == 1 else 'survive'} the correction for chance; {grouped(stable)} "
        f"{'is' if stable == 1 else 'are'} stable, whatever is left out or counted otherwise."
    )


def _checked(stamps: Stamps) -> str:
    if stamps.validation is None:
        return (
            "Nothing yet: nobody has coded these articles by hand. How often a term stands for its frame, a quote is "
            "right, or a sentence sounds as the program says is not known here."
        )
    return " ".join(stamps.line([basis]) for basis in ("frames", "quotes", "sentiment"))
