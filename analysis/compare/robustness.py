"""What a difference hangs on: the same comparison without each article, outlet, term, speaker or word, and other ways.

A difference that one article makes is that article's, not its outlet's.
"""

from __future__ import annotations

from collections import defaultdict
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from analysis.compare.design import COPIES, Design, NothingToCompareError, lay_out
from analysis.compare.differences import exchange_groups, intervals_of
from analysis.compare.families import Family, family_of
from analysis.measures.resampling import MIN_ARTICLES
from analysis.measures.sources import keep_likely

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from analysis.tables import Tables

LEVEL = 0.05
"""Of the test without a piece, which is not corrected: the finding itself was."""
SURE_SCORE = 0.8
"""Quotes that are at least as sure remain where the others are left out."""
READINGS = {"sentiment-exact": "sentiment-adjusted", "sentiment-adjusted": "sentiment-exact"}
OF_QUOTES = ("sources", "stances")
KINDS = ("none", "article", "outlet", "term", "word", "speaker", "copies", "reading", "score")
"""What is left out, or done in another way; `none` is the finding as it is."""

_KEYS = ("family", "item", "group")
_DTYPES = {
    **dict.fromkeys(_KEYS, "string"),
    "kind": "string",
    "piece": "string",
    "n_pieces": "int64",
    "difference": "Float64",
    "difference_low": "Float64",
    "difference_high": "Float64",
    "p": "Float64",
    "holds": "bool",
}


@dataclass(frozen=True, slots=True, eq=False)
class _Variant:
    """A comparison to make anew: of which finding, what is left out, and what each unit then counts for."""

    finding: int
    kind: str
    piece: str | None
    n_pieces: int
    above: NDArray[np.float64]
    below: NDArray[np.float64]


def check_robustness(tables: Tables, findings: pd.DataFrame, design: Design) -> pd.DataFrame:
    """Compare anew without each piece that a difference consists of, and in the other ways that a reader may prefer.

    Of articles, terms, speakers and words of the sentiment lexicon, the one is told without which least remains of the
    difference, out of `n_pieces` (of terms if there is more than one); every other outlet is left out in turn. `copies`
    counts copies of one text in the other ways (`drop`, `weight`), `reading` takes sentiment in the other reading,
    `score` only quotes that are right with a chance of .8 or more. A finding `holds` without a piece if the difference
    keeps its sign, also beyond what the periods make, its 95 % interval does not hold 0, and its permutation test has
    p < .05, not corrected.

    Args:
        tables: of a corpus.
        findings: rows of `compare_groups`, of any families; at least `family`, `item` and `group`.
        design: the one that they were found with.

    Returns:
        family, item, group, kind (one of `KINDS`), piece, n_pieces, difference with `_low` and `_high`, p, holds; the
        rows of one finding together, the first of them (`none`) as it was found. A way that leaves fewer than ten
        articles on a side has a difference and no interval, and does not hold.

    Raises:
        ValueError: if there is no such family.
    """
    keys = [tuple(row) for row in findings[list(_KEYS)].itertuples(index=False)]
    families = {name: family_of(tables, name) for name in dict.fromkeys(name for name, *_ in keys)}
    otherwise = {name: _otherwise(tables, name) for name in families}
    designs = list(_designs(tables, design))
    rows: list[dict[str, Any]] = []
    for own, kind, piece in designs:
        variants = []
        for number, (name, item, group) in enumerate(keys):
            if group in own.groups and piece != group:
                variants.append(_Variant(number, kind, piece, 1, *_columns(own, families[name], item)))
            if kind == "none":
                variants += _without_pieces(own, families[name], number, item, group)
                for other_kind, way, family in otherwise[name]:
                    variants.append(_Variant(number, other_kind, way, 1, *_columns(own, family, item)))
        rows += _measure(own, variants, keys, families)
    order = {kind: place for place, kind in enumerate(KINDS)}
    rows.sort(key=lambda row: (row["number"], order[row["kind"]], row["piece"] or ""))
    whole = {row["number"]: np.sign(row["difference"]) for row in rows if row["kind"] == "none"}
    for row in rows:
        names = ("difference_low", "difference_high", "beyond_time")
        parts = [whole[row["number"]] * row.get(name, np.nan) for name in names]
        row["holds"] = all(part > 0 for part in parts) and row["p"] < LEVEL
    return pd.DataFrame(rows, columns=list(_DTYPES)).astype(_DTYPES)


def judge(panel: pd.DataFrame) -> pd.DataFrame:
    """Whether each finding is stable, and if not, what it hangs on.

    Args:
        panel: as `check_robustness` returns it.

    Returns:
        family, item, group, stable (it holds in every row), hangs_on_kind and hangs_on (the row in which least remains
        of the difference, of those in which it does not hold; missing where it is stable), n_ways and n_held (other
        ways of counting, and in how many it holds).
    """
    rows = []
    for key, own in panel.groupby(list(_KEYS), sort=False):
        whole = float(own["difference"].iloc[0])
        remains = (own["difference"].astype("float64") * np.sign(whole)).fillna(-np.inf)
        failed = own[~own["holds"]]
        weakest = failed.loc[remains[failed.index].idxmin()] if len(failed) else None
        rows.append({
            **dict(zip(_KEYS, key, strict=True)),
            "stable": weakest is None,
            "hangs_on_kind": None if weakest is None else weakest["kind"],
            "hangs_on": None if weakest is None else weakest["piece"],
            "n_ways": len(own) - 1,
            "n_held": int(own["holds"].sum()) - 1,
        })  # fmt: skip
    dtypes = dict.fromkeys(_KEYS, "string") | {"stable": "bool", "hangs_on_kind": "string", "hangs_on": "string"}
    dtypes |= {"n_ways": "int64", "n_held": "int64"}
    return pd.DataFrame(rows, columns=list(dtypes)).astype(dtypes)


def _designs(tables: Tables, design: Design) -> Iterator[tuple[Design, str, str | None]]:
    """The design itself, without each outlet, and with copies counted in the other ways."""
    yield design, "none", None
    units = design.units
    if len(design.groups) > 2:
        for group in design.groups:
            yield design.without(set(units.loc[units["group"] == group, "article_id"])), "outlet", group
    if not tables.articles["copy_cluster"].notna().any():
        return
    for copies in COPIES:
        if copies == design.copies:
            continue
        lay_out_alike = partial(lay_out, period=design.period, n_shuffles=design.n_shuffles, seed=design.seed)
        with suppress(NothingToCompareError):
            yield lay_out_alike(tables, groups=design.group_of, copies=copies), "copies", copies


def _columns(design: Design, family: Family, item: str) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    if item not in set(family.items["item"]):
        nothing = np.zeros(len(design.units))
        return nothing, nothing
    return design.weigh(family.amounts[[item]])[:, 0], design.weigh(family.bases[[item]])[:, 0]


def _without_pieces(design: Design, family: Family, number: int, item: str, group: str) -> Iterator[_Variant]:
    """Without the article, term, speaker and word without which least remains of the difference."""
    above, below = _columns(design, family, item)
    ids = design.units["article_id"].to_numpy()
    articles = pd.DataFrame({"piece": ids, "unit": np.arange(len(ids)), "amount": above, "basis": below})
    own = design.codes == design.groups.index(group)
    pieces = {"article": articles[below > 0]}
    of_item = family.pieces[family.pieces["item"] == item]
    units = pd.Series(np.arange(len(ids)), index=ids)
    weights = design.units["weight"].to_numpy()
    of_item = of_item.assign(unit=of_item["article_id"].map(units)).dropna(subset="unit").astype({"unit": "int64"})
    weight = weights[of_item["unit"]]
    weighed = of_item.assign(amount=of_item["amount"] * weight, basis=of_item["basis"] * weight)
    pieces |= {str(kind): rows for kind, rows in weighed.groupby("kind")}
    for kind, rows in pieces.items():
        found = _weakest(rows, above, below, own)
        if found is None or (kind == "term" and found[1] == 1):
            continue
        piece, n_pieces = found
        gone = rows[rows["piece"] == piece]
        left = [column.copy() for column in (above, below)]
        for column, name in zip(left, ("amount", "basis"), strict=True):
            np.subtract.at(column, gone["unit"].to_numpy(), gone[name].to_numpy(dtype=np.float64))
        yield _Variant(number, kind, piece, n_pieces, *left)


def _weakest(
    rows: pd.DataFrame, above: NDArray[np.float64], below: NDArray[np.float64], own: NDArray[np.bool_]
) -> tuple[str, int] | None:
    """The piece without which least remains of the difference, and of how many; `None` where there is none."""
    if rows.empty:
        return None
    here = own[rows["unit"].to_numpy()]
    sums = {
        (side, name): rows[name].astype("float64").where(here == (side == "own"), 0.0).groupby(rows["piece"]).sum()
        for side in ("own", "others")
        for name in ("amount", "basis")
    }
    with np.errstate(divide="ignore", invalid="ignore"):
        remains = (above[own].sum() - sums["own", "amount"]) / (below[own].sum() - sums["own", "basis"])
        remains -= (above[~own].sum() - sums["others", "amount"]) / (below[~own].sum() - sums["others", "basis"])
        whole = above[own].sum() / below[own].sum() - above[~own].sum() / below[~own].sum()
    # Where a side has no basis without a piece, nothing remains to compare.
    signed = (remains * np.sign(whole)).replace(np.inf, -np.inf).fillna(-np.inf)
    return str(signed.idxmin()), len(signed)


def _otherwise(tables: Tables, name: str) -> list[tuple[str, str, Family]]:
    """The other ways to count what a family counts: kind, way, and the family so counted."""
    ways = []
    if name in READINGS:
        ways.append(("reading", READINGS[name].removeprefix("sentiment-"), family_of(tables, READINGS[name])))
    if name in OF_QUOTES:
        ways.append(("score", f"{SURE_SCORE} or more", family_of(keep_likely(tables, SURE_SCORE), name)))
    return ways


def _measure(
    design: Design, variants: list[_Variant], keys: list[tuple[Any, ...]], families: dict[str, Family]
) -> Iterator[dict[str, Any]]:
    """The differences of many variants, with intervals and tests, made together for each group."""
    by_group: dict[str, list[_Variant]] = defaultdict(list)
    for variant in variants:
        by_group[keys[variant.finding][2]].append(variant)
    for group, own in by_group.items():
        code = design.groups.index(group)
        above, below = np.stack([v.above for v in own], axis=1), np.stack([np.maximum(v.below, 0) for v in own], axis=1)
        tests = exchange_groups(design, code, above, below)
        drawn = design.resample(np.concatenate([above, below], axis=1))
        here = drawn[group]
        there = sum((sums for name, sums in drawn.items() if name != group), np.zeros_like(here))
        inside = design.codes == code
        for i, (variant, test) in enumerate(zip(own, tests, strict=True)):
            family = families[keys[variant.finding][0]]
            row: dict[str, Any] = dict(zip(_KEYS, keys[variant.finding], strict=True))
            row |= {"number": variant.finding, "kind": variant.kind, "piece": variant.piece}
            row |= {"n_pieces": variant.n_pieces, "difference": np.nan}
            if below[inside, i].sum() > 0 and below[~inside, i].sum() > 0:
                ratios = [above[part, i].sum() / below[part, i].sum() for part in (inside, ~inside)]
                row["difference"] = family.scale * (ratios[0] - ratios[1])
            if min((below[part, i] > 0).sum() for part in (inside, ~inside)) >= MIN_ARTICLES:
                pair = [i, len(own) + i]
                bounds = intervals_of(here[:, pair], there[:, pair], family)
                row |= {name: bounds[name] for name in ("difference_low", "difference_high") if name in bounds}
                row |= {"p": test.p, "beyond_time": row["difference"] - family.scale * test.by_time}
            yield row
