"""The findings page: the differences between outlets that stand, in sentences filled in from the tables, with passages.

Nothing is phrased freely: every sentence is a template of `analysis.compare.wording` or of this module.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote as quote_address

import numpy as np
import pandas as pd

from analysis.charts.differences import method_note, panel_of
from analysis.charts.drawing import rows_of as named_rows
from analysis.compare.findings import Comparison, compare_or_nothing
from analysis.compare.wording import name_way, tell
from analysis.measures.resampling import SEED
from analysis.publishing.listings import Listing, build_listing
from analysis.publishing.listings.outlets import hangs_on, summarise, write_difference, write_interval, write_p
from analysis.publishing.listings.summaries import shorten
from analysis.publishing.pages import environment, grouped, rows_of, stylesheet
from analysis.publishing.palette import DARK, LIGHT
from analysis.publishing.reader import anchor, sentence_key
from analysis.store import csv_for_people, write_file
from analysis.validation.stamps import UNVALIDATED, Basis, Stamps

if TYPE_CHECKING:
    from analysis.compare.families import Family
    from analysis.tables import Tables

MOST_PASSAGES = 8
"""Of the outlet, and as many of the others."""
FEW_ARTICLES = 10
"""A finding that rests on fewer articles with an occurrence says so."""
BY_TIME = 0.25
"""From this share (0-1) of a difference on, it is told how much of it comes with the weeks."""
LONG_PASSAGE = 260

CAVEATS: Mapping[str, str] = {
    "frames": "Words are counted here, not what they mean: read the passages.",
    "contested": "No name is the right one, and the names of a set need not mean the same every time.",
    "sources": "A role is what the article says of a speaker; those whom every reader knows often have none.",
    "stances": "That a word has its stance is the lexicon’s judgement, and some words name what a speaker did.",
    "doers": "Verbs and nouns of harm are found by rules; sports, metaphors and crime are among them.",
    "distance": "Such marks may doubt a word, joke, or introduce a term.",
    "repeats": "A repeated word may be the only one there is.",
    "sentiment": "Words sound dark where events are: outlets that cover other events differ for that.",
    "targets": "A model reads each sentence, and the interval does not hold its errors; a scandal sounds bad anywhere.",
}
"""By the first word of a family's name."""


RESTS_ON: Mapping[str, tuple[Basis, ...]] = {
    "frames": ("frames", "quotes"),
    "contested": ("names", "quotes"),
    "sources": ("quotes",),
    "stances": ("quotes",),
    "doers": ("events",),
    "distance": ("marks", "quotes"),
    "repeats": ("frames", "quotes"),
    "sentiment": ("sentiment", "quotes"),
    "targets": ("targets", "quotes"),
}
"""What a family's numbers rest on, by the first word of its name."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A place that a finding counts: its address in the report, if it has one, and its sentence in three pieces."""

    address: str | None
    before: str
    counted: str
    """What is counted, between what stands before and after it; the whole sentence for means."""
    after: str
    where: str


@dataclass(frozen=True, slots=True)
class FindingText:
    """A finding as the page tells it."""

    sentence: str
    stable: bool
    numbers: str
    verdict: str
    caveats: tuple[str, ...]
    panel: Listing
    own: tuple[Passage, ...]
    others: tuple[Passage, ...]


def tell_findings(
    tables: Tables,
    comparison: Comparison,
    names: Mapping[str, str] | None = None,
    addresses: Mapping[str, str] | None = None,
    stamps: Stamps = UNVALIDATED,
) -> list[FindingText]:
    """The findings of a corpus in words, in their order.

    Args:
        tables: of the corpus.
        comparison: of its outlets.
        names: frames' and contested sets' names for readers by id.
        addresses: of the articles' pages, by `article_id`; without them passages have none.
        stamps: what coding by hand says of the corpus.
    """
    places = _Places(tables, addresses or {})
    return [_tell(finding, comparison, places, names, stamps) for finding in named_rows(comparison.findings)]


def write_findings(
    tables: Tables,
    folder: Path,
    *,
    corpus: str,
    names: Mapping[str, str] | None = None,
    addresses: Mapping[str, str] | None = None,
    stamps: Stamps = UNVALIDATED,
) -> Path:
    """Write the findings page `index.html`, every comparison (`comparisons.csv`) and every variant (`robustness.csv`).

    Args:
        tables: of the corpus.
        folder: where they go.
        corpus: its name.
        names: frames' and contested sets' names for readers by id.
        addresses: of the articles' pages, seen from the folder.
        stamps: what coding by hand says of the corpus.

    Returns:
        The page.

    Raises:
        StoreError: if a file cannot be written.
    """
    comparison = compare_or_nothing(tables)
    if comparison is not None:
        write_file(folder / "comparisons.csv", csv_for_people(comparison.table))
        write_file(folder / "robustness.csv", csv_for_people(comparison.panel))
    findings = [] if comparison is None else tell_findings(tables, comparison, names, addresses, stamps)
    page = (
        environment()
        .get_template("findings_page.html.j2")
        .render(
            corpus=corpus,
            findings=findings,
            compared=comparison is not None,
            tests=summarise(comparison),
            unvalidated=stamps.line(["frames"]) if stamps.validation is None else "",
            method=method_note(comparison.design) if comparison is not None else "",
            titles=[] if comparison is None else _titles(comparison),
            style=stylesheet("page.css.j2", light=LIGHT, dark=DARK, width="64rem") + stylesheet("report.css.j2"),
        )
    )
    return write_file(folder / "index.html", page.encode("utf-8"))


def _titles(comparison: Comparison) -> list[tuple[str, int, int]]:
    """Each table's title, its tests and its findings."""
    tested = comparison.table.groupby("family")["p"].count()
    found = comparison.table.groupby("family")["found"].sum()
    return [
        (family.title, int(tested.get(name, 0)), int(found.get(name, 0)))
        for name, family in comparison.families.items()
    ]


def _tell(
    finding: dict[Any, Any],
    comparison: Comparison,
    places: _Places,
    names: Mapping[str, str] | None,
    stamps: Stamps,
) -> FindingText:
    family = comparison.families[finding["family"]]
    panel = panel_of(comparison, finding)
    own, others = places.passages(finding, family, comparison)
    return FindingText(
        sentence=tell(finding, family, names),
        stable=bool(finding["stable"]),
        numbers=_numbers(finding, family),
        verdict=_verdict(finding),
        caveats=tuple(_caveats(finding, family, comparison, stamps)),
        panel=_list_panel(panel, family),
        own=own,
        others=others,
    )


def _numbers(finding: Mapping[str, Any], family: Family) -> str:
    bounds = write_interval(finding, "difference", family)
    ratio = ""
    if not pd.isna(finding["ratio_low"]):
        high = f"to {finding['ratio_high']:.2f}" if np.isfinite(finding["ratio_high"]) else "and no upper bound"
        ratio = f"; ratio {finding['ratio']:.2f}, {finding['ratio_low']:.2f} {high}"
    exact = "all arrangements" if finding["exact"] else "permutation test"
    return (
        f"Difference {write_difference(finding['difference'], family)} (95 % interval {bounds}{ratio}). "
        f"{grouped(finding['n_hits'])} occurrences in {grouped(finding['n_articles_with'])} of "
        f"{grouped(finding['n_articles'])} articles, against {grouped(finding['n_hits_against'])} in "
        f"{grouped(finding['n_articles_against'])}. p = {write_p(finding['p'])} ({exact}), "
        f"q = {write_p(finding['q'])} among {grouped(finding['n_tests'])} tests."
    )


def _verdict(finding: Mapping[str, Any]) -> str:
    if finding["stable"]:
        return f"Stable: it holds in all {finding['n_ways']} other ways of counting that were tried."
    return (
        f"Fragile: it does not hold {hangs_on(finding)}. It holds in {finding['n_held']} of {finding['n_ways']} "
        "other ways of counting."
    )


def _caveats(finding: Mapping[str, Any], family: Family, comparison: Comparison, stamps: Stamps) -> list[str]:
    kind = family.name.partition("-")[0]
    told = [CAVEATS[kind]]
    if stamps.validation is not None:
        told.insert(0, stamps.line(RESTS_ON[kind], [finding["subject"]] if kind == "frames" else ()))
    if finding["n_articles_with"] < FEW_ARTICLES:
        told.append(f"It rests on {finding['n_articles_with']} articles of {finding['group']}.")
    if abs(finding["by_time"]) >= BY_TIME * abs(finding["difference"]):
        share = write_difference(finding["by_time"], family)
        told.append(f"The {comparison.design.period}s in which the outlets wrote make a difference of {share} alone.")
    return told


def _list_panel(panel: pd.DataFrame, family: Family) -> Listing:
    rows = []
    for row in named_rows(panel):
        interval = write_interval(row, "difference", family)
        difference = write_difference(row["difference"], family)
        rows.append((name_way(row), difference, interval, write_p(row["p"]), "yes" if row["holds"] else "no"))
    columns = {"Counted": 0, "Difference": 1, "95 % interval": 1, "p": 1, "Holds": 0}
    return build_listing("The same difference, counted in other ways", columns, rows, "")


class _Places:
    """Where in the report the passages stand that findings count."""

    def __init__(self, tables: Tables, addresses: Mapping[str, str]) -> None:
        self._articles = tables.articles.set_index("article_id")
        self._addresses = addresses
        self._sentences = {str(key): own for key, own in tables.sentences.groupby("article_id")}

    def passages(
        self, finding: Mapping[str, Any], family: Family, comparison: Comparison
    ) -> tuple[tuple[Passage, ...], tuple[Passage, ...]]:
        """Passages of the outlet and of the others, one an article: of means the weightiest, else drawn at random."""
        rows = family.counted[family.counted["item"] == finding["item"]].dropna(subset="start")
        groups = comparison.design.units.set_index("article_id")["group"]
        rows = rows.assign(group=rows["article_id"].map(groups)).dropna(subset="group")
        if family.unit == "mean":
            way = np.sign(finding["difference"])
            rows = rows.assign(weight=rows["amount"] * np.where(rows["group"] == finding["group"], way, -way))
            rows = rows.sort_values("weight", ascending=False, kind="stable")
        else:
            rows = rows.sample(frac=1, random_state=SEED)
        rows = rows.drop_duplicates("article_id")
        own = rows[rows["group"] == finding["group"]].head(MOST_PASSAGES)
        others = rows[rows["group"] != finding["group"]].head(MOST_PASSAGES)
        return tuple(map(self._passage, rows_of(own))), tuple(map(self._passage, rows_of(others)))

    def _passage(self, row: Any) -> Passage:
        article = self._articles.loc[row.article_id]
        sentences = self._sentences[row.article_id]
        at = max(bisect_right(sentences["start"].tolist(), row.start) - 1, 0)
        sentence = rows_of(sentences.iloc[[at]])[0]
        text, start, end = str(article["text"]), int(row.start), min(int(row.end), int(sentence.end))
        date = "" if pd.isna(article["date"]) else f", {article['date']:%Y-%m-%d}"
        page = self._addresses.get(row.article_id)
        return Passage(
            None if page is None else f"{quote_address(page)}#{anchor(row.article_id, sentence_key(sentence))}",
            _shorten_left(text[int(sentence.start) : start]),
            shorten(text[start:end], LONG_PASSAGE),
            shorten(text[end : int(sentence.end)], LONG_PASSAGE // 2),
            f"{article['outlet']}{date}",
        )


def _shorten_left(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= LONG_PASSAGE // 2 else f"…{line[1 - LONG_PASSAGE // 2 :].lstrip()}"
