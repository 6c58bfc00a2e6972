"""What a figure's title says: a finding where one survives, in plain words; else only what is measured.

A title is read first, and published without the caption. So it claims nothing that the usual doubts would take away:

- of outlets, only differences that `compare_outlets` found (q < .05) and that are stable: in every way of counting;
- within a corpus, only numbers whose interval stays clear of what they are compared with after a correction for all
  that the figure compares, and a first place only where the lead over all others has an interval clear of 0;
- nothing that rests on fewer than ten articles, and nothing about a single article;
- only what the figure itself draws (`Drawing.shown`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from math import exp, log
from statistics import NormalDist
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from analysis.charts.drawing import Drawing, Key, Request, rows_of
from analysis.charts.labels import ELLIPSIS, count, frame_label, number, plain
from analysis.charts.theme import current_preset
from analysis.charts.titles import write_title
from analysis.compare.design import NothingToCompareError
from analysis.compare.differences import OTHERS, Q_LEVEL
from analysis.compare.findings import compare_everything, compare_outlets
from analysis.compare.wording import call_item, claim
from analysis.measures.findings import LEAST_HITS
from analysis.measures.resampling import LEVEL, MIN_ARTICLES, N_RESAMPLES, percentile_intervals, resample_sums
from analysis.measures.sources import quotes_of

if TYPE_CHECKING:
    from analysis.tables import Tables

MOST_RIVALS = 30
"""Speakers whom the most quoted one is held against: the next ones by number of quotes."""

_PLACES = {
    "headline": "in headlines",
    "lead": "in leads",
    "body 1": "in the first third of bodies",
    "body 2": "in the middle of bodies",
    "body 3": "in the last third of bodies",
}


class Finding(NamedTuple):
    """What a title could say."""

    key: Key
    """What a figure must show for it: see `Drawing.shown`."""
    sentence: str
    """Without a full stop."""
    basis: str
    """A sentence for the caption: what it rests on."""


def headlined(drawing: Drawing, name: str, tables: Tables, request: Request) -> Drawing:
    """A drawing whose title says what it shows, if that survives, with the measure as its second line; else as it was.

    Args:
        drawing: with its measure as title.
        name: of the figure.
        tables: of the corpus.
        request: what the user chose.
    """
    if not drawing.shown:  # nothing that could be a finding, so that nothing is computed
        return drawing
    measure = drawing.title if drawing.title.endswith("?") else f"{drawing.title}."
    for finding in _FINDERS.get(name, differences)(drawing, tables, request):
        sentence = plain(finding.sentence)
        if finding.key in drawing.shown and not sentence.endswith(ELLIPSIS):
            write_title(drawing.figure, sentence, drawing.title, grow=current_preset().height_mm is None)
            return replace(
                drawing,
                title=sentence,
                subtitle=drawing.title,
                caption=f"{measure} {drawing.caption} {finding.basis}",
            )
    return drawing


def differences(drawing: Drawing, tables: Tables, request: Request) -> Iterator[Finding]:
    """Stable differences between outlets, in the order of `Comparison.findings`."""
    # Robustness takes several times as long as the comparison itself, so that it is asked of what was found only.
    try:
        table = compare_everything(tables, copies=request.copies).table
    except NothingToCompareError:
        return
    if drawing.shown.isdisjoint(keys_of(table[table["found"]])):
        return
    comparison = compare_outlets(tables, copies=request.copies)
    stable = [row for row in rows_of(comparison.findings) if row["stable"]]
    found = [(row["family"], row["item"], row["group"]) for row in stable]
    n_others = len(drawing.shown.intersection(found)) - 1
    also = f" The figure shows {count(n_others, 'more stable difference')}." if n_others > 0 else ""
    for key, row in zip(found, stable, strict=True):
        others = OTHERS if row["against"] == OTHERS else plain(row["against"], 40)
        named = row | {"group": plain(row["group"], 40), "against": others}
        basis = (
            f"The title tells a difference that stands: q = {number(row['q'], 3)} among "
            f"{count(row['n_tests'], 'test')} ({row['n_articles']:,} articles against "
            f"{row['n_articles_against']:,}), and it holds in all {row['n_ways']} other ways of counting.{also}"
        )
        yield Finding(key, claim(named, request.frame_names), basis)


def places(drawing: Drawing, tables: Tables, request: Request) -> Iterator[Finding]:
    """Frames that stand in a place more or less than words alone would give, the clearest first."""
    del tables
    table = drawing.numbers
    table = table[table["ratio_low"].notna() & (table["n_hits"] >= LEAST_HITS)]
    clear = []
    for row in rows_of(table[table["n_articles"] >= MIN_ARTICLES]):
        low, high = for_all(row["ratio"], row["ratio_low"], row["ratio_high"], len(table))
        if not low <= 1 <= high:
            clear.append((max(log(low), -log(high)), low, high, row))
    for _, low, high, row in sorted(clear, key=lambda found: -found[0]):
        frame = frame_label(row["frame"], request.frame_names)
        often = "more often" if low > 1 else "less often"
        yield Finding(
            ("prominence", row["frame"], row["place"]),
            f"Words of “{frame}” stand {_PLACES[row['place']]} {often} than if spread evenly over the words",
            f"The title tells the clearest of {count(len(table), 'number')} with an interval and {LEAST_HITS} hits or "
            f"more: {number(row['ratio'])} times as often; the interval is {number(low, 2)} to {number(high, 2)} if "
            f"widened to hold for all of them at once (Bonferroni, on the scale of logarithms).",
        )


def pairs(drawing: Drawing, tables: Tables, request: Request) -> Iterator[Finding]:
    """Pairs of frames beyond chance, the clearest first."""
    del tables
    table = drawing.numbers
    n_tests = int(table["p"].notna().sum())
    sure = table["beyond"] & (table["q"] < Q_LEVEL).fillna(False) & (table["n_together"] >= LEAST_HITS)
    beyond = table[sure & (table["n_articles_together"] >= MIN_ARTICLES)]
    for row in rows_of(beyond.sort_values("lift_low", ascending=False, kind="stable")):
        first, second = (frame_label(row[side], request.frame_names) for side in ("frame_a", "frame_b"))
        yield Finding(
            ("frames-together", row["frame_a"], row["frame_b"]),
            f"“{first}” and “{second}” share paragraphs more often than by chance",
            f"The title tells the pair that is clearest beyond chance, q = {number(row['q'], 3)} among "
            f"{count(n_tests, 'pair')}, in {row['n_articles_together']:,} articles.",
        )


def first_speaker(drawing: Drawing, tables: Tables, request: Request) -> Iterator[Finding]:
    """The most quoted speaker, where a bootstrap over articles keeps the lead over whoever else is first in a draw.

    Others who share their last word count as one, as “Obama” and “Barack Obama” may be one whose names were not merged.
    """
    named = drawing.numbers[drawing.numbers["naming"] == "named"].head(1 + MOST_RIVALS)
    if len(named) < 2 or named["n_articles"].iloc[0] < MIN_ARTICLES:
        return
    ids = named["speaker_id"].tolist()
    quotes = quotes_of(tables, request.types)
    counts = quotes[quotes["speaker_id"].isin(ids)].groupby(["article_id", "speaker_id"]).size().unstack(fill_value=0)
    counts = counts.reindex(index=tables.articles["article_id"].tolist(), columns=ids, fill_value=0)
    strata = tables.articles["outlet"].fillna("").to_numpy()
    rivals = counts[ids[1:]].T.groupby([(name.split() or [name])[-1].casefold() for name in ids[1:]]).sum().T
    counts = pd.concat([counts[ids[:1]], rivals], axis="columns")
    drawn = sum(
        resample_sums(counts.to_numpy(dtype=np.float64), strata).values(), np.zeros((N_RESAMPLES, counts.shape[1]))
    )
    low, high = percentile_intervals(drawn[:, :1] - drawn[:, 1:].max(axis=1, keepdims=True))[0]
    if low <= 0:
        return
    yield Finding(
        ("who-is-quoted", ids[0], ""),
        f"{plain(ids[0], 60)} is quoted more often than any other speaker with a name",
        f"The title rests on the lead over whoever else is quoted most: {number(low, 0)} to {number(high, 0)} quotes "
        f"(95 % percentile interval of a bootstrap that draws whole articles within their outlet, {N_RESAMPLES:,} "
        f"draws), with quotes in {named['n_articles'].iloc[0]:,} articles.",
    )


def changes_of_all(drawing: Drawing, tables: Tables, request: Request) -> Iterator[Finding]:
    """Changes of all outlets together that were found, those of least q first."""
    del tables
    table = drawing.numbers
    found = table[table["outlet"].isna() & table["found"]]
    for row in rows_of(found.sort_values(["q", "item", "start"], kind="stable")):
        when = f"{row['start']:%Y-%m}" if row["period"] == "month" else f"the week of {row['start']:%Y-%m-%d}"
        what = call_item(row, request.frame_names)
        yield Finding(
            ("change-over-time", row["item"], f"{row['start']:%Y-%m-%d}"),
            f"{what[0].upper()}{what[1:]}: {'more' if row['difference'] > 0 else 'less'} in {when} than before, over "
            f"all outlets",
            f"The title tells the change of all outlets together with the least q, {number(row['q'], 3)} among "
            f"{count(row['n_tests'], 'test')} ({row['n_articles']:,} articles against {row['n_articles_before']:,} "
            f"before).",
        )


def for_all(value: float, low: float, high: float, n: int) -> tuple[float, float]:
    """The interval of a ratio, widened to hold for `n` ratios at once (Bonferroni).

    Both bounds move away on the scale of logarithms, as if draws were normal there, by the longer of the interval's two
    arms: bootstraps of a few thousand draws hold too few in the far tails to read the bounds off them.

    Example:
        >>> [round(bound, 2) for bound in for_all(2.0, 1.5, 2.5, 1)], [round(b, 2) for b in for_all(2.0, 1.5, 2.5, 50)]
        ([1.5, 2.67], [1.23, 3.24])
    """
    usual, wide = (NormalDist().inv_cdf(1 - (1 - LEVEL) / 2 / looks) for looks in (1, n))
    tiny = 1e-9
    arm = max(log(value / max(low, tiny)), log(high / value)) * wide / usual
    return value * exp(-arm), value * exp(arm)


_FINDERS: Mapping[str, Callable[[Drawing, Tables, Request], Iterator[Finding]]] = {
    "prominence": places,
    "frames-together": pairs,
    "who-is-quoted": first_speaker,
    "change-over-time": changes_of_all,
}
"""Findings within a corpus by figure; of all others `differences`."""


def keys(family: str, table: pd.DataFrame, item: str, outlet: str) -> frozenset[Key]:
    """What a table of a measure shows of a family's comparisons, for `Drawing.shown`.

    Args:
        family: one of `analysis.compare.families.FAMILIES`.
        table: the rows that are drawn.
        item: the column of the items.
        outlet: that of the outlets.
    """
    return keys_of(table[[item, outlet]].dropna().set_axis(["item", "group"], axis="columns").assign(family=family))


def keys_of(table: pd.DataFrame) -> frozenset[Key]:
    """The keys of rows of comparisons, as `compare_groups` returns them."""
    return frozenset((str(row["family"]), str(row["item"]), str(row["group"])) for row in rows_of(table))
