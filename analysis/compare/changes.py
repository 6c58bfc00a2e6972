"""Change against the own past: did an outlet write otherwise than before, and did the others do so, too?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from analysis.compare.design import N_SHUFFLES, Design
from analysis.compare.differences import (
    LEAST_EXPECTED,
    Q_LEVEL,
    TOO_FEW_ARTICLES,
    TOO_FEW_HITS,
    Exchange,
    exchange_groups,
    least_expected,
)
from analysis.compare.weeks import amounts_of, dated_articles
from analysis.measures.periods import PERIODS, Period, every_start, shortest_period, start_of
from analysis.measures.permutation import adjust_p
from analysis.measures.resampling import LEVEL, MIN_ARTICLES, N_RESAMPLES, SEED, resample_sums

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from numpy.typing import NDArray

    from analysis.compare.families import Family
    from analysis.tables import Tables

    Amounts = tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.int64]]

NOT_EXCHANGEABLE = "no date could be exchanged"

REDRAW_BELOW = 10
"""Where so few random arrangements differ as much, or fewer, more of them are drawn: there is more than one test."""
N_REDRAWS = 10

_BEFORE, _DURING = "before", "during"

_DTYPES = {
    "family": "string",
    "item": "string",
    "subject": "string",
    "part": "string",
    "outlet": "string",
    "period": "string",
    "start": "datetime64[s]",
    "n_articles": "int64",
    "n_articles_before": "int64",
    "n_hits": "int64",
    "n_articles_with": "int64",
    "n_hits_before": "int64",
    "value": "Float64",
    "before": "Float64",
    "difference": "Float64",
    "difference_low": "Float64",
    "difference_high": "Float64",
    "by_mix": "Float64",
    "p": "Float64",
    "exact": "boolean",
    "q": "Float64",
    "n_tests": "int64",
    "found": "bool",
    "untested": "string",
    "n_articles_others": "Int64",
    "n_articles_others_before": "Int64",
    "others": "Float64",
    "others_low": "Float64",
    "others_high": "Float64",
    "beyond": "Float64",
    "beyond_low": "Float64",
    "beyond_high": "Float64",
    "beyond_others": "boolean",
}


@dataclass(frozen=True, slots=True, eq=False)
class _Side:
    """One outlet's articles of a period and of its past, for one family."""

    n: NDArray[np.int64]
    """Articles with any basis: before and during, one column an item."""
    sums: NDArray[np.float64]
    """Amounts and basis, before and during: 2 × 2 × items."""
    drawn: NDArray[np.float64]
    """The same in every draw of the bootstrap: draws × 2 × 2 × items."""

    @property
    def difference(self) -> NDArray[np.float64]:
        return _difference(self.sums)


def changes(
    tables: Tables,
    families: Sequence[Family],
    *,
    period: Period | None = None,
    n_before: int | None = None,
    n_shuffles: int = N_SHUFFLES,
    n_resamples: int = N_RESAMPLES,
    seed: int = SEED,
) -> pd.DataFrame:
    """Compare each outlet's articles of every week or month with its own earlier ones, and with how others changed.

    difference = value − before, both Σ amounts / Σ basis: over the outlet's articles of the period, and over all that
    it published earlier in the corpus. All earlier articles are the past, as few outlets have enough of them in any
    shorter one; where coverage drifts slowly, ask for the last few periods by `n_before`: a late month that differs
    from a whole year need not differ from the month before it.

    p is that of a permutation test that deals the outlet's dates out anew among its articles, and tells how often that
    makes a difference as large (see `compare_groups`). The rows of all outlets together exchange dates within outlets,
    so that another mix of outlets is no change: `by_mix` is what the mix alone would make. Whether one outlet changed
    and whether all did are two questions, each with its own table of tests: q corrects p for all tests of a family on
    the rows of single outlets, or of all together (Benjamini and Hochberg 1995); `n_tests` is their number. A change is
    `found` where q is below .05 and the interval does not hold 0. With fewer than 10 articles in the period or before
    it (that have any basis), or 5 occurrences expected on a side (see `least_expected`), numbers are described and not
    tested: `untested` says why.

    `others` is how much all other outlets changed at the same time: Σ basis · (value − before) / Σ basis over those
    with articles on both sides, so that each is held against its own past. `beyond` = difference − others, the
    difference in differences, is what an outlet's change has of its own; `beyond_others` is true where a change was
    found and the interval of `beyond` lies on its side of 0. That interval is not corrected for the number of rows.

    Intervals are 95 % percentile intervals of a cluster bootstrap over articles, within each outlet and side; somewhat
    narrow for others that have few articles each. Articles of one week are often about one story: a change that is
    found may be that story's, so read them (`n_articles_with` says how many there are).

    Args:
        tables: of a corpus.
        families: the ratios, as `family_of` gives them; all together, as the articles are dealt out only once.
        period: `week` (from Monday) or `month`. If not given, the shorter in which half of the articles have at least
            10 of their outlet beside them; months, if there is none.
        n_before: how many periods make up the past; all earlier ones if not given.
        n_shuffles: random arrangements of each test that is not exact; ten times as many where a p is close to the
            least that they can give.
        n_resamples: draws of the bootstrap.
        seed: of both.

    Returns:
        family, item, subject, part, outlet (missing for all together), period, start (its first day), n_articles,
        n_articles_before, n_hits, n_articles_with (a hit, in the period), n_hits_before, value, before, difference with
        `_low` and `_high`, by_mix, p, exact, q, n_tests, found, untested, n_articles_others, n_articles_others_before,
        others and beyond with `_low` and `_high`, beyond_others. By family, item, outlet (all together first) and time;
        without the first period, which has no past, and without periods in which an outlet has no basis. Articles
        without a date are left out.

    Raises:
        ValueError: if there is no such period, or it has no past.

    Example:
        >>> from analysis.compare.families import family_of
        >>> from analysis.tables import build_tables
        >>> none = build_tables([])
        >>> changes(none, [family_of(none, "frames-narrator")]).empty
        True
    """
    if period not in (None, *PERIODS):
        raise ValueError(f"the period may be {' or '.join(PERIODS)}, not {period}")
    if n_before is not None and n_before < 1:
        raise ValueError(f"the past must be at least one period, not {n_before}")
    articles = dated_articles(tables)
    period = period or shortest_period(articles, ["outlet"]) or "month"
    articles = articles.assign(start=start_of(articles["date"], period))
    amounts = [amounts_of(family, articles["article_id"]) for family in families]
    rows: list[dict[str, Any]] = []
    starts = every_start(articles["start"], period)
    for i, start in enumerate(starts[1:], start=1):
        first = starts[0 if n_before is None else max(0, i - n_before)]
        own = articles[(articles["start"] >= first) & (articles["start"] <= start)]
        sides = own.assign(side=np.where(own["start"] == start, _DURING, _BEFORE))
        designs = dict(_designs(sides, n_shuffles, seed))
        for family, of_family in zip(families, amounts, strict=True):
            key = {"family": family.name, "period": period, "start": start}
            compared = _compare(designs, sides, family, of_family, n_resamples=n_resamples, seed=seed)
            rows += [key | row for row in compared]
    table = pd.DataFrame(rows, columns=list(_DTYPES))
    return _corrected(_ordered(table, families))


def _designs(sides: pd.DataFrame, n_shuffles: int, seed: int) -> Iterator[tuple[str | None, Design]]:
    """The articles of all outlets together (`None`), then of each one, that lie in the period or before it."""
    outlets = sides["outlet"].dropna().unique()
    for outlet in [None, *sorted(outlets)] if len(outlets) != 1 else sorted(outlets):
        own = sides if outlet is None else sides[sides["outlet"] == outlet]
        if own["side"].nunique() == 2:
            units = own[["article_id"]].assign(group=own["side"], stratum=own["outlet"].fillna(""), weight=1.0)
            yield outlet, Design(units, "keep", "all", n_shuffles=n_shuffles, seed=seed)


def _compare(
    designs: Mapping[str | None, Design],
    sides: pd.DataFrame,
    family: Family,
    amounts: Amounts,
    *,
    n_resamples: int,
    seed: int,
) -> Iterator[dict[str, Any]]:
    """The rows of one period and family."""
    sums = {
        outlet: _sum_sides(design, amounts, n_resamples=n_resamples, seed=seed) for outlet, design in designs.items()
    }
    for outlet, design in designs.items():
        at = design.units.index.to_numpy()
        during = design.codes == design.groups.index(_DURING)
        above, below, hits = (values[at] for values in amounts)
        own = sums[outlet]
        n_hits = np.stack([hits[~during].sum(axis=0), hits[during].sum(axis=0)])
        expected = [
            least_expected(int(n_hits[:, i].sum()), below[during, i], below[~during, i], family)
            for i in range(len(family.items))
        ]
        untested = [_why_untested(own.n[:, i], n) for i, n in enumerate(expected)]
        tests = _exchange(design, above, below, [i for i, why in enumerate(untested) if why is None])
        others = [side for name, side in sums.items() if name not in (None, outlet)] if outlet is not None else []
        bounds = _bounds(own, others, family.scale)
        for i, item in enumerate(family.items.itertuples(index=False)):
            if not own.n[1, i]:
                continue
            row: dict[str, Any] = {name: getattr(item, name) for name in ("item", "subject", "part")}
            row |= {
                "outlet": pd.NA if outlet is None else outlet,
                "n_articles": int(own.n[1, i]),
                "n_articles_before": int(own.n[0, i]),
                "n_hits": int(n_hits[1, i]),
                "n_articles_with": int((hits[during, i] > 0).sum()),
                "n_hits_before": int(n_hits[0, i]),
                "value": _ratio(own.sums[0, 1, i], own.sums[1, 1, i], family.scale),
                "before": _ratio(own.sums[0, 0, i], own.sums[1, 0, i], family.scale),
                "untested": untested[i],
                **bounds[i],
            }
            if i in tests:
                test = tests[i]
                if np.isnan(test.p):
                    row["untested"] = NOT_EXCHANGEABLE
                else:
                    row |= {"p": test.p, "exact": test.exact, "by_mix": family.scale * test.by_time}
            yield row


def _sum_sides(design: Design, amounts: Amounts, *, n_resamples: int, seed: int) -> _Side:
    at = design.units.index.to_numpy()
    above, below = amounts[0][at], amounts[1][at]
    groups = design.units["group"].to_numpy()
    both = np.concatenate([above, below], axis=1)
    drawn = resample_sums(both, groups, n_resamples=n_resamples, seed=seed)
    shape = (2, above.shape[1])
    observed = [both[groups == side].sum(axis=0).reshape(shape) for side in (_BEFORE, _DURING)]
    return _Side(
        np.stack([(below[groups == side] > 0).sum(axis=0) for side in (_BEFORE, _DURING)]),
        np.stack(observed, axis=1),
        np.stack([drawn[side].reshape(-1, *shape) for side in (_BEFORE, _DURING)], axis=2),
    )


def _difference(sums: NDArray[np.float64]) -> NDArray[np.float64]:
    """The ratio of the period minus that of the past; axes from the third last: amounts and basis, sides, items."""
    with np.errstate(divide="ignore", invalid="ignore"):
        ratios = sums[..., 0, :, :] / sums[..., 1, :, :]
    difference: NDArray[np.float64] = ratios[..., 1, :] - ratios[..., 0, :]
    return difference


def _mean_difference(sides: Sequence[NDArray[np.float64]]) -> NDArray[np.float64]:
    """The mean of several outlets' differences by their basis in the period, of those that have one on both sides."""
    differences = np.stack([_difference(sums) for sums in sides])
    weights = np.stack([sums[..., 1, 1, :] for sums in sides])
    weights = np.where(np.isnan(differences), 0.0, weights)
    with np.errstate(divide="ignore", invalid="ignore"):
        mean: NDArray[np.float64] = (weights * np.nan_to_num(differences)).sum(axis=0) / weights.sum(axis=0)
    return mean


def _bounds(own: _Side, others: Sequence[_Side], scale: float) -> list[dict[str, Any]]:
    """Differences of an outlet, of the others, and between both, with intervals where there are enough articles."""
    difference, drawn = scale * own.difference, scale * _difference(own.drawn)
    rows: list[dict[str, Any]] = [{} for _ in difference]
    enough = own.n.min(axis=0) >= MIN_ARTICLES
    for i, row in enumerate(rows):
        row["difference"] = difference[i]
        if enough[i]:
            row.update(_interval("difference", drawn[:, i]))
    if not others:
        return rows
    with_both = np.stack([side.n.min(axis=0) > 0 for side in others])
    n_others = np.stack([np.where(both, side.n, 0) for both, side in zip(with_both, others, strict=True)]).sum(axis=0)
    mean = scale * _mean_difference([side.sums for side in others])
    drawn_mean = scale * _mean_difference([side.drawn for side in others])
    for i, row in enumerate(rows):
        row["n_articles_others_before"], row["n_articles_others"] = (int(n) for n in n_others[:, i])
        row.update({"others": mean[i], "beyond": difference[i] - mean[i]})
        if n_others[:, i].min() >= MIN_ARTICLES:
            row.update(_interval("others", drawn_mean[:, i]))
            if enough[i]:
                row.update(_interval("beyond", drawn[:, i] - drawn_mean[:, i]))
    return rows


def _interval(name: str, drawn: NDArray[np.float64]) -> dict[str, float]:
    """A percentile interval; none where it would have no width."""
    known = drawn[np.isfinite(drawn)]
    if not len(known) or np.ptp(known) <= 0:
        return {}
    tail = (1 - LEVEL) / 2
    low, high = np.quantile(known, [tail, 1 - tail])
    return {f"{name}_low": float(low), f"{name}_high": float(high)}


def _why_untested(n_articles: NDArray[np.int64], expected: float) -> str | None:
    if n_articles.min() < MIN_ARTICLES:
        return TOO_FEW_ARTICLES
    return TOO_FEW_HITS if expected < LEAST_EXPECTED else None


def _exchange(
    design: Design, above: NDArray[np.float64], below: NDArray[np.float64], tested: Sequence[int]
) -> dict[int, Exchange]:
    """Permutation tests of the items that can be tested, with more arrangements where few are as extreme."""
    if not tested:
        return {}
    group, at = design.groups.index(_DURING), list(tested)
    tests = dict(zip(at, exchange_groups(design, group, above[:, at], below[:, at]), strict=True))
    least = (1 + REDRAW_BELOW) / (1 + design.n_shuffles)
    close = [i for i, test in tests.items() if not test.exact and test.p <= least]
    if close:
        # The first arrangements only chose these tests; p comes of the new ones alone, and so stays honest.
        seeds = range(design.seed + 1, design.seed + 1 + N_REDRAWS)
        drawn = [exchange_groups(replace(design, seed=s), group, above[:, close], below[:, close]) for s in seeds]
        for i, again in zip(close, zip(*drawn, strict=True), strict=True):
            as_large = sum(test.p * (1 + design.n_shuffles) - 1 for test in again)
            p = (1 + as_large) / (1 + N_REDRAWS * design.n_shuffles)
            tests[i] = Exchange(p, exact=False, by_time=float(np.mean([test.by_time for test in again])))
    return tests


def _ratio(above: float, below: float, scale: float) -> float:
    return scale * above / below if below > 0 else np.nan


def _ordered(table: pd.DataFrame, families: Sequence[Family]) -> pd.DataFrame:
    order = [(family.name, item) for family in families for item in family.items["item"]]
    places = {key: place for place, key in enumerate(order)}
    place = [places[key] for key in zip(table["family"], table["item"], strict=True)]
    table = table.assign(place=place, outlet=table["outlet"].astype("string"))
    ordered = table.sort_values(["place", "outlet", "start"], kind="stable", na_position="first")
    return ordered.drop(columns="place").reset_index(drop=True)


def _corrected(table: pd.DataFrame) -> pd.DataFrame:
    table = table.astype({name: dtype for name, dtype in _DTYPES.items() if name not in _MADE})
    q = pd.Series(pd.NA, index=table.index, dtype="Float64")
    together = table["outlet"].isna()
    for _, own in table[table["p"].notna()].groupby(["family", together]):
        q[own.index] = adjust_p(own["p"].to_numpy(dtype=np.float64))
    n_tests = table["p"].notna().groupby([table["family"], together]).transform("sum")
    apart = (table["difference_low"] > 0) | (table["difference_high"] < 0)
    found = ((q < Q_LEVEL) & apart).fillna(False)
    up = (table["difference"] > 0) & (table["beyond_low"] > 0)
    down = (table["difference"] < 0) & (table["beyond_high"] < 0)
    beyond = (found & (up | down)).mask(table["beyond_low"].isna())
    table = table.assign(q=q, n_tests=n_tests, found=found.astype("bool"), beyond_others=beyond)
    return table[list(_DTYPES)].astype(_DTYPES)


_MADE = ("q", "n_tests", "found", "beyond_others")
