"""Which group's ratio differs from the others', by how much, and whether it would so by chance."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd

from analysis.measures.permutation import adjust_p
from analysis.measures.resampling import LEVEL, MIN_ARTICLES

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from analysis.compare.design import Design
    from analysis.compare.families import Family

Q_LEVEL = 0.05
"""A difference is found where q is below it."""
LEAST_EXPECTED = 5
"""Where fewer occurrences are expected on a side, if both had the same ratio, numbers are described and not tested."""
OTHERS = "all others"

TOO_FEW_ARTICLES = "too few articles"
TOO_FEW_HITS = "too few occurrences"
NEVER_TOGETHER = "never in the same period"
ALL_ALIKE = "the same in every article"

_ROWS_AT_ONCE = 2000
_TIE = 1e-9
"""Differences that are as large up to rounding count as equally large."""

_DTYPES = {
    "family": "string",
    "item": "string",
    "subject": "string",
    "part": "string",
    "group": "string",
    "against": "string",
    "n_articles": "int64",
    "n_articles_against": "int64",
    "n_hits": "int64",
    "n_articles_with": "int64",
    "n_hits_against": "int64",
    "basis": "float64",
    "value": "Float64",
    "value_low": "Float64",
    "value_high": "Float64",
    "reference": "Float64",
    "reference_low": "Float64",
    "reference_high": "Float64",
    "difference": "Float64",
    "difference_low": "Float64",
    "difference_high": "Float64",
    "ratio": "Float64",
    "ratio_low": "Float64",
    "ratio_high": "Float64",
    "by_time": "Float64",
    "p": "Float64",
    "exact": "boolean",
    "q": "Float64",
    "n_tests": "int64",
    "found": "bool",
    "untested": "string",
}


@dataclass(frozen=True, slots=True)
class Exchange:
    """What exchanging the groups' names says of one difference."""

    p: float
    exact: bool
    by_time: float
    """The mean difference of all arrangements: what the periods in which the groups wrote would make alone."""


_UNTESTED = Exchange(np.nan, exact=False, by_time=np.nan)


def compare_groups(design: Design, family: Family) -> pd.DataFrame:
    """Compare each group's ratios with those of all others together; of two groups the first with the second.

    value = Σ amounts / Σ basis over the group's articles, and reference over all other articles; difference = value −
    reference, ratio = value / reference. Intervals are 95 % percentile intervals of a cluster bootstrap over articles
    within groups (see `bootstrap_ratios`).

    p is that of a permutation test: the groups' names are dealt out anew among the articles of the same period (see
    `lay_out`), and p tells how often that makes a difference as large, in units of its standard error:
    p = (1 + #{|T* − T̄|/s* ≥ |T − T̄|/s}) / (1 + draws) (Phipson and Smyth 2010). All arrangements are gone through where
    there are at most `EXACT_UP_TO` (`exact`). T̄, the mean of all arrangements, is what the periods alone would make
    (`by_time`). Dividing by the standard error keeps groups with longer or more uneven articles from differing for that
    alone (Chung and Romano 2013). q corrects p for all tests of the table (Benjamini and Hochberg 1995), whose number
    is `n_tests`. A difference is `found` where q is below .05, the interval of the difference does not hold 0, and it
    points where it does beyond T̄, too: not where a group has more in all because of its weeks, but less than others
    of these weeks.

    With fewer than 10 articles in a group (that have any basis, e.g. a quote), or 5 occurrences expected on a side if
    both had the same ratio (see `least_expected`), numbers are described and not tested: `untested` says why.

    Args:
        design: the articles, as `lay_out` gives them.
        family: the ratios, as `family_of` gives them.

    Returns:
        family, item, subject, part, group, against, n_articles and n_articles_against (with any basis), n_hits,
        n_articles_with (a hit), n_hits_against, basis, value, reference, difference and ratio (missing for means) with
        `_low` and `_high` (∞ for the ratio where the others' value may be 0), by_time, p, exact, q, n_tests, found,
        untested; an item's groups in alphabetical order.
        Values are scaled as the family's unit says: rates are for each 1,000 words.
    """
    above, below = design.weigh(family.amounts), design.weigh(family.bases)
    below = np.where(below > 0, below, 0.0)
    hits = _count_hits(design, family)
    contrasts = range(1) if len(design.groups) == 2 else range(len(design.groups))
    drawn = design.resample(np.concatenate([above, below], axis=1))
    n_items = len(family.items)
    rows = []
    for group in contrasts:
        own = design.codes == group
        enough = min(own.sum(), (~own).sum()) >= MIN_ARTICLES
        tests = exchange_groups(design, group, above, below) if enough else [_UNTESTED] * n_items
        here = drawn[design.groups[group]]
        there = sum((sums for name, sums in drawn.items() if name != design.groups[group]), np.zeros_like(here))
        for i, item in enumerate(family.items.itertuples(index=False)):
            counted = below[:, i] > 0
            row = {
                "family": family.name,
                **{name: getattr(item, name) for name in ("item", "subject", "part")},
                "group": design.groups[group],
                "against": design.groups[1] if len(design.groups) == 2 else OTHERS,
                "n_articles": int((own & counted).sum()),
                "n_articles_against": int((~own & counted).sum()),
                "n_hits": int(hits[own, i].sum()),
                "n_articles_with": int((hits[own, i] > 0).sum()),
                "n_hits_against": int(hits[~own, i].sum()),
                "basis": float(below[own, i].sum()),
            }
            row |= _values(above[:, i], below[:, i], own, family)
            expected = least_expected(row["n_hits"] + row["n_hits_against"], below[own, i], below[~own, i], family)
            alike = _are_alike(above[counted, i], below[counted, i])
            row["untested"] = _why_untested(row, tests[i], expected=expected, alike=alike)
            if row["untested"] != TOO_FEW_ARTICLES:
                row |= intervals_of(here[:, [i, n_items + i]], there[:, [i, n_items + i]], family)
            if row["untested"] is None:
                row |= {"p": tests[i].p, "exact": tests[i].exact, "by_time": family.scale * tests[i].by_time}
            rows.append(row)
    table = pd.DataFrame(rows, columns=list(_DTYPES)).astype(
        {name: dtype for name, dtype in _DTYPES.items() if name not in ("n_tests", "found", "q")}
    )
    return _corrected(table.sort_values("item", key=_order_of(family), kind="stable").reset_index(drop=True))


def _corrected(table: pd.DataFrame) -> pd.DataFrame:
    tested = table["p"].notna()
    q = pd.Series(pd.NA, index=table.index, dtype="Float64")
    if tested.any():
        q[tested] = adjust_p(table.loc[tested, "p"].to_numpy(dtype=np.float64))
    apart = (table["difference_low"] > 0) | (table["difference_high"] < 0)
    beyond_time = (table["difference"] - table["by_time"]) * table["difference"] > 0
    found = (q < Q_LEVEL).fillna(False) & apart.fillna(False) & beyond_time.fillna(False)
    return table.assign(q=q, n_tests=int(tested.sum()), found=found.astype("bool")).astype(_DTYPES)


def _order_of(family: Family) -> Callable[[pd.Series], pd.Series]:
    places = {item: place for place, item in enumerate(family.items["item"])}
    return lambda items: items.map(places)


def _count_hits(design: Design, family: Family) -> NDArray[np.int64]:
    """Occurrences by unit and item, whatever they weigh."""
    rows = family.counted.groupby(["article_id", "item"]).size().unstack("item", fill_value=0)
    rows = rows.reindex(index=pd.Index(design.units["article_id"]), columns=family.items["item"], fill_value=0)
    return rows.fillna(0).to_numpy(dtype=np.int64)


def _values(
    above: NDArray[np.float64], below: NDArray[np.float64], own: NDArray[np.bool_], family: Family
) -> dict[str, float]:
    here, there = (
        family.scale * above[part].sum() / below[part].sum() if below[part].sum() > 0 else np.nan
        for part in (own, ~own)
    )
    ratio = here / there if there > 0 and family.unit != "mean" else np.nan
    return {"value": here, "reference": there, "difference": here - there, "ratio": ratio}


def intervals_of(here: NDArray[np.float64], there: NDArray[np.float64], family: Family) -> dict[str, float]:
    """95 % percentile intervals of a group's ratio, the others' (`reference`), their difference and their ratio.

    Args:
        here: the group's sums in each draw: one row a draw, two columns, amounts and basis.
        there: the others', likewise.
        family: for the scale; means have no ratio.

    Returns:
        The bounds by their columns' names (`difference_low`, …), without those that would have no width.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        value, reference = (family.scale * sums[:, 0] / sums[:, 1] for sums in (here, there))
        draws = {"value": value, "reference": reference, "difference": value - reference}
        if family.unit != "mean":
            draws["ratio"] = value / reference
    bounds: dict[str, float] = {}
    tail = (1 - LEVEL) / 2
    for name, drawn in draws.items():
        known = drawn[~np.isnan(drawn)]
        if len(known) and known.min() < known.max():
            # Draws without any occurrence among the others make the ratio endless, which averaging could not take.
            method: Literal["linear", "inverted_cdf"] = "linear" if np.isfinite(known).all() else "inverted_cdf"
            low, high = np.quantile(known, [tail, 1 - tail], method=method)
            bounds |= {f"{name}_low": float(low), f"{name}_high": float(high)}
    return bounds


def _are_alike(above: NDArray[np.float64], below: NDArray[np.float64]) -> bool:
    """Whether every article has the same ratio, e.g. where a set has one name only."""
    return not len(below) or bool(np.ptp(above / below) <= _TIE)


def least_expected(n_hits: int, here: NDArray[np.float64], there: NDArray[np.float64], family: Family) -> float:
    """How many occurrences, or of shares also others, are expected on the side that has less basis.

    With very few, an unequal length of articles alone makes differences look certain (Cochran 1954 asks for five of a
    table's cells).

    Args:
        n_hits: on both sides.
        here: basis of the articles of one side.
        there: basis of those of the other.
        family: for the unit.
    """
    own, others = float(here.sum()), float(there.sum())
    n = min(n_hits, own + others - n_hits) if family.unit == "share" else n_hits
    return n * min(own, others) / (own + others) if own + others > 0 else 0.0


def _why_untested(row: dict[str, Any], test: Exchange, *, expected: float, alike: bool) -> str | None:
    if min(row["n_articles"], row["n_articles_against"]) < MIN_ARTICLES:
        return TOO_FEW_ARTICLES
    if alike:
        return ALL_ALIKE
    if expected < LEAST_EXPECTED:
        return TOO_FEW_HITS
    return NEVER_TOGETHER if np.isnan(test.p) else None


def exchange_groups(
    design: Design,
    group: int,
    above: NDArray[np.float64],
    below: NDArray[np.float64],
    *,
    studentised: bool = True,
) -> list[Exchange]:
    """Permutation tests of one group's ratios against those of all others (see `compare_groups`).

    Args:
        design: the units.
        group: its place in `design.groups`.
        above: numerators, one row a unit, one column a test.
        below: denominators, likewise.
        studentised: whether differences are compared in units of their standard errors (Chung and Romano 2013). Without
            that, the test rejects far too often where one group's articles are longer or more uneven than the
            others', though their ratios are alike.

    Returns:
        A test a column; p is NaN where no arrangement has another difference than the one at hand.

    Example:
        >>> from analysis.compare.design import Design
        >>> units = {"article_id": list("abcdef"), "group": list("yxxyxy"), "stratum": "all", "weight": 1.0}
        >>> hits, words = [5, 0, 2, 9, 1, 3], [500, 400, 450, 700, 300, 620]
        >>> sums = (np.array([column], dtype=float).T for column in (hits, words))
        >>> exchange_groups(Design(pd.DataFrame(units), "keep", "all"), 1, *sums, studentised=False)[0].p
        0.1
    """
    every = design.arrangements(group)
    exact = every is not None
    ratios = _Ratios(above, below)
    observed = ratios.compare((design.codes == group)[None, :])
    if every is None:
        shuffled = design.shuffled
        blocks = (shuffled[i : i + _ROWS_AT_ONCE] == group for i in range(0, len(shuffled), _ROWS_AT_ONCE))
        drawn = [np.concatenate(part) for part in zip(*(ratios.compare(block) for block in blocks), strict=True)]
    else:
        drawn = list(ratios.compare(every))
    differences, errors = drawn
    if not studentised:
        observed, errors = (observed[0], np.ones_like(observed[1])), np.ones_like(errors)
    return [
        _read((observed[0][0, i], observed[1][0, i]), differences[:, i], errors[:, i], exact=exact)
        for i in range(above.shape[1])
    ]


def _read(
    observed: tuple[float, float], drawn: NDArray[np.float64], errors: NDArray[np.float64], *, exact: bool
) -> Exchange:
    """The test of one difference: it and those of the arrangements, each with its standard error."""
    known = ~np.isnan(drawn)
    values = drawn[known]
    if np.isnan(observed[0]) or not len(values) or np.ptp(values) <= _TIE * max(1.0, float(np.abs(values).max())):
        return Exchange(np.nan, exact, np.nan)
    # The arrangement at hand is one of all, so that a centre without it would not be the same for each of them.
    mean = float(values.mean() if exact else (values.sum() + observed[0]) / (len(values) + 1))
    smallest = _TIE * float(np.abs(values - mean).max())
    apart = _in_errors(values - mean, errors[known], smallest)
    here = _in_errors(np.array([observed[0] - mean]), np.array([observed[1]]), smallest)[0]
    # Where an arrangement leaves a group without any basis there is no difference to tell: it counts against a finding.
    as_large = int((apart >= here * (1 - _TIE)).sum()) + len(drawn) - len(values)
    p = as_large / len(drawn) if exact else (1 + as_large) / (1 + len(drawn))
    return Exchange(p, exact, mean)


def _in_errors(differences: NDArray[np.float64], errors: NDArray[np.float64], smallest: float) -> NDArray[np.float64]:
    """|differences| in units of their standard errors; endless where nothing varies but the groups, 0 where nothing."""
    size = np.abs(differences)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(size <= smallest, 0.0, size / errors)


class _Ratios:
    """Differences of a group's ratio from the others', for many memberships of the units, with standard errors.

    The squared error of the difference is Σ e² / (Σ b)² over the group's units, plus the same over the others', with
    e = a − r b and r the ratio of all together: the linearised variance of a ratio estimator (Cochran 1977) where the
    groups do not differ. With each group's own ratio in its place, a group in which something happens never to occur
    would have no variance at all.
    """

    def __init__(self, above: NDArray[np.float64], below: NDArray[np.float64]) -> None:
        totals = below.sum(axis=0)
        ratio = np.divide(above.sum(axis=0), totals, out=np.zeros_like(totals), where=totals > _TIE)
        self._columns = np.concatenate([above, below, (above - ratio * below) ** 2], axis=1)
        self._totals = self._columns.sum(axis=0)

    def compare(self, own: NDArray[np.bool_]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """The differences and their standard errors: one row a row of `own`, one column a ratio.

        Args:
            own: one row a membership, one column a unit: whether it is the group's.

        Returns:
            Both NaN where a side has no basis.
        """
        here = own.astype(np.float64) @ self._columns
        (ratio, variance), (others, others_variance) = (_divide(sums) for sums in (here, self._totals - here))
        return ratio - others, np.sqrt(np.maximum(variance + others_variance, 0))


def _divide(sums: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Σ a / Σ b and Σ e² / (Σ b)² of rows that hold the three sums."""
    a, b, squares = np.split(sums, 3, axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(b > _TIE, a / b, np.nan), np.where(b > _TIE, squares / b**2, np.nan)
