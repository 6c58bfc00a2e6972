"""How often comparisons find a difference where there is none, and how often one that was planted.

    python benchmarks/false_positives.py TABLES [--outlet NAME ...] [--family NAME ...] [--splits N] [--shuffles N]
    python benchmarks/false_positives.py TABLES --shorten SHARE [...]
    python benchmarks/false_positives.py TABLES --keyness [...]
    python benchmarks/false_positives.py TABLES --power [--sizes N ...] [--keep SHARE] [--splits N] [--shuffles N]

TABLES is a folder of tables that an analysis wrote. The articles of one outlet are dealt out at random into two halves,
which differ by chance alone; the halves are compared as outlets are. A table is one family's comparison of one split.
Columns: *tables* that have a test, *q<.05* the share of them with any such q, *found* with any finding (whose interval
must be clear of 0, too), *p<.05* the share of single tests before correction: near .05, or below where counts are few.

With `--shorten` the articles of the first half lose all but SHARE of their words, and of their terms at random, so that
the halves have the same rates in articles of another length; only families of rates are compared then.

With `--keyness` the halves' words are compared (lemmas, no names), one table a split.

With `--power` two random groups of articles are drawn from all outlets, and in the first of them each term of one frame
is kept with a chance of SHARE only; a line tells how often that frame's difference has p<.05 and, in a table with all
other frames, q<.05 and is found. The narrator's five most frequent frames are taken.
"""

from __future__ import annotations

import argparse
import sys
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from analysis.compare.design import Design, lay_out
from analysis.compare.differences import Q_LEVEL, compare_groups
from analysis.compare.families import FAMILIES, Family, family_of
from analysis.compare.keyness import Words, keyness
from analysis.compare.selections import Selection
from analysis.measures import TextIndex
from analysis.store import StoreError, read_tables
from analysis.tables import Tables

PLANTED_IN = "frames-narrator"
MOST_FRAMES = 5
MIN_SPLIT = 20
"""Outlets with fewer articles have no two halves that could be tested."""


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("tables", type=Path)
    parser.add_argument("--outlet", action="append", help="one of the corpus; all if not given")
    parser.add_argument("--family", action="append", choices=list(FAMILIES), help="all if not given")
    parser.add_argument("--splits", type=int, default=200)
    parser.add_argument("--shuffles", type=int, default=1999)
    parser.add_argument(
        "--shorten", type=float, metavar="SHARE", help="share (0-1) of the first half's words that stay"
    )
    parser.add_argument("--keyness", action="store_true", help="compare words instead of families")
    parser.add_argument("--power", action="store_true", help="plant a difference instead")
    parser.add_argument("--sizes", type=int, nargs="+", default=[120, 60], help="articles in each group")
    parser.add_argument("--keep", type=float, default=0.5, help="share (0-1) of the frame's terms that stay")
    args = parser.parse_args()
    try:
        tables = read_tables(args.tables)
    except StoreError as err:
        print(f"false_positives: {err}", file=sys.stderr)
        return 2
    if args.power:
        for size in args.sizes:
            plant(tables, size, args.keep, args.splits, args.shuffles)
        return 0
    every = []
    for outlet, n in tables.articles["outlet"].value_counts().sort_index().items():
        if n >= MIN_SPLIT and (not args.outlet or outlet in args.outlet):
            names = args.family or list(FAMILIES)
            own = _of_outlet(tables, str(outlet))
            if args.keyness:
                every.append(split_words(own, args.splits))
            else:
                every.append(split(own, names, args.splits, args.shuffles, shorten=args.shorten))
            report(f"{outlet}, {n} articles", every[-1])
    if len(every) > 1:
        report("all outlets", pd.concat(every))
    return 0


def split(
    tables: Tables, names: Sequence[str], n_splits: int, n_shuffles: int, *, shorten: float | None = None
) -> pd.DataFrame:
    """Compare random halves, the articles of the first one shortened if asked for.

    Returns:
        One row a table that has a test: family, period, n_tests, n_small (p<.05), any_q, any_found.
    """
    families = [family_of(tables, name) for name in names]
    families = [family for family in families if shorten is None or family.unit == "rate"]
    ids = tables.articles["article_id"].to_numpy()
    rows = []
    for seed in range(n_splits):
        design = _deal_out(tables, ids, len(ids) // 2, seed, n_shuffles)
        for family in families:
            table = compare_groups(design, family if shorten is None else _shorten(family, design, shorten, seed))
            tested = table[table["p"].notna()]
            if len(tested):
                rows.append({
                    "family": family.name,
                    "period": design.period,
                    "n_tests": len(tested),
                    "n_small": int((tested["p"] < Q_LEVEL).sum()),
                    "any_q": bool((tested["q"] < Q_LEVEL).any()),
                    "any_found": bool(tested["found"].any()),
                })  # fmt: skip
    return pd.DataFrame(rows, columns=["family", "period", "n_tests", "n_small", "any_q", "any_found"])


def split_words(tables: Tables, n_splits: int) -> pd.DataFrame:
    """Compare the words of random halves; columns as `split` has them."""
    index = TextIndex(tables)
    ids = tables.articles["article_id"].to_numpy()
    rows = []
    for seed in range(n_splits):
        dealt = np.random.default_rng(seed).permutation(ids)
        halves = (Selection(article_ids=frozenset(half)) for half in np.array_split(dealt, 2))
        table = keyness(index, *halves, words=Words("lemma", names=False), seed=seed).dropna(subset="p")
        any_q = bool((table["q"] < Q_LEVEL).any())
        n_small = int((table["p"] < Q_LEVEL).sum())
        row = {"family": "keyness", "period": "week", "n_tests": len(table), "n_small": n_small}
        rows.append(row | {"any_q": any_q, "any_found": any_q})
    return pd.DataFrame(rows)


def plant(tables: Tables, size: int, keep: float, n_splits: int, n_shuffles: int) -> None:
    """Thin one frame out in one of two random groups, and print how often that is found."""
    family = family_of(tables, PLANTED_IN)
    ids = tables.articles["article_id"].to_numpy()
    if len(ids) < 2 * size:
        print(f"{size} articles a group: there are only {len(ids)} articles in all")
        return
    seen: dict[str, list[tuple[bool, bool, bool, float, float]]] = defaultdict(list)
    for seed in range(n_splits):
        design = _deal_out(tables, ids, size, seed, n_shuffles, n_second=size)
        for item in family.items["item"][:MOST_FRAMES]:
            table = compare_groups(design, _thin(family, item, design, keep, seed)).set_index("item")
            row = table.loc[item]
            p, q = (float(row[name]) if pd.notna(row[name]) else np.nan for name in ("p", "q"))
            hits = (row["n_hits"], row["n_hits_against"])
            seen[item].append((p < Q_LEVEL, q < Q_LEVEL, bool(row["found"]), *hits))
    print(f"\n{size} articles a group, {keep:.0%} of one frame's terms kept in one, {n_splits} draws")
    print(f"{'hits':>6} {'against':>8} {'p<.05':>7} {'q<.05':>7} {'found':>7}  frame")
    for item, draws in seen.items():
        p_share, q_share, found, hits, against = np.mean(draws, axis=0)
        print(f"{hits:6.1f} {against:8.1f} {p_share:7.1%} {q_share:7.1%} {found:7.1%}  {item}")


def report(title: str, rows: pd.DataFrame) -> None:
    """Print a line for each family, and one for all."""
    periods = ", ".join(sorted(rows["period"].unique()))
    print(f"\n{title}; exchanged within the same {periods}")
    print(f"{'family':20} {'tables':>6} {'tests each':>10} {'q<.05':>7} {'found':>7} {'p<.05':>7}")
    for name, own in [*rows.groupby("family", sort=False), ("all", rows)]:
        print(
            f"{name:20} {len(own):6} {own['n_tests'].mean():10.1f} {own['any_q'].mean():7.1%}"
            f" {own['any_found'].mean():7.1%} {own['n_small'].sum() / own['n_tests'].sum():7.1%}",
            flush=True,
        )


def _of_outlet(tables: Tables, outlet: str) -> Tables:
    ids = tables.articles.loc[tables.articles["outlet"] == outlet, "article_id"]
    own: dict[str, Any] = {
        name: rows[rows["article_id"].isin(ids)] for name, rows in tables.by_name().items() if "article_id" in rows
    }
    return replace(tables, **own)


def _deal_out(
    tables: Tables, ids: np.ndarray, n_first: int, seed: int, n_shuffles: int, n_second: int | None = None
) -> Design:
    dealt = np.random.default_rng(seed).permutation(ids)[: None if n_second is None else n_first + n_second]
    names = pd.Series(["first"] * n_first + ["second"] * (len(dealt) - n_first), index=dealt)
    return lay_out(tables, groups=names, n_shuffles=n_shuffles, seed=seed)


def _thin(family: Family, item: str, design: Design, keep: float, seed: int) -> Family:
    first = design.units.loc[design.units["group"] == "first", "article_id"]
    goes = (family.counted["item"] == item) & family.counted["article_id"].isin(first)
    goes &= np.random.default_rng(seed).random(len(goes)) >= keep
    return replace(family, counted=family.counted[~goes])


def _shorten(family: Family, design: Design, keep: float, seed: int) -> Family:
    first = design.units.loc[design.units["group"] == "first", "article_id"]
    goes = family.counted["article_id"].isin(first) & (np.random.default_rng(seed).random(len(family.counted)) >= keep)
    amounts = family.basis["amount"].where(~family.basis["article_id"].isin(first), family.basis["amount"] * keep)
    return replace(family, counted=family.counted[~goes], basis=family.basis.assign(amount=amounts))


if __name__ == "__main__":
    sys.exit(main())
