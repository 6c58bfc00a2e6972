"""What differs between outlets, and what changed, as tables for readers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd

from analysis.charts.differences import tests_note
from analysis.charts.drawing import rows_of as named_rows
from analysis.compare.changes import changes
from analysis.compare.design import COPIES, Copies, NothingToCompareError
from analysis.compare.families import family_of
from analysis.compare.findings import Comparison, compare_everything, compare_or_nothing
from analysis.compare.wording import call_item, name_way, tell, write_value
from analysis.publishing.listings import Listing, build_listing
from analysis.publishing.pages import grouped

if TYPE_CHECKING:
    from analysis.compare.families import Family
    from analysis.tables import Tables


def list_outlet_findings(
    tables: Tables, names: Mapping[str, str] | None = None, *, copies: Copies = "keep", most: int | None = None
) -> Listing:
    """The findings as a table: their number, the sentence, the interval of the difference, q, and whether they hold.

    Args:
        tables: of a corpus.
        names: frames' and contested sets' names for readers by id.
        copies: how copies of one text count (see `lay_out`).
        most: how many findings at most; all if not given.
    """
    comparison = compare_or_nothing(tables, copies=copies)
    rows: list[tuple[str, ...]] = []
    for finding in [] if comparison is None else named_rows(comparison.findings):
        assert comparison is not None
        family = comparison.families[str(finding["family"])]
        verdict = "stable" if finding["stable"] else f"fragile: not {hangs_on(finding)}"
        bounds = write_interval(finding, "difference", family)
        rows.append((tell(finding, family, names), str(len(rows) + 1), bounds, write_p(finding["q"]), verdict))
    columns = {"What differs": 0, "Finding": 1, "Difference (95 %)": 1, "q": 1, "Does it hold?": 0}
    rest = f" Shown are the first {most} of {len(rows)}." if most is not None and len(rows) > most else ""
    return build_listing("What differs between outlets", columns, rows[:most], summarise(comparison) + rest)


def list_comparisons(
    tables: Tables, names: Mapping[str, str] | None = None, *, copies: Copies = "keep", most: int = 40
) -> Listing:
    """Every comparison that was tested, the least p first, found or not.

    The arguments are those of `list_outlet_findings`.
    """
    comparison = compare_or_nothing(tables, copies=copies)
    rows = []
    if comparison is not None:
        tested = comparison.table.dropna(subset="p").sort_values(["p", "q"], kind="stable")
        for row in named_rows(tested.head(most)):
            family = comparison.families[row["family"]]
            values = [write_value(row[column], family) for column in ("value", "reference")]
            difference = f"{write_difference(row['difference'], family)} ({write_interval(row, 'difference', family)})"
            tests = (write_p(row["p"]), write_p(row["q"]), "found" if row["found"] else "–")
            counts = f"{grouped(row['n_hits'])} in {grouped(row['n_articles'])}"
            rows.append((call_item(row, names), row["group"], *values, difference, counts, *tests))
    columns = {"What": 0, "Outlet": 0, "Here": 1, "Others": 1, "Difference (95 %)": 1, "Times in articles": 1}
    columns |= {"p": 1, "q": 1, "Finding?": 0}
    n = 0 if comparison is None else int(comparison.table["p"].notna().sum())
    note = f"The {most} of {n:,} with the least p. q is corrected for all tests of a row’s table." if n > most else ""
    return build_listing("What was compared between outlets", columns, rows, note)


def list_by_copies(tables: Tables, names: Mapping[str, str] | None = None) -> Listing:
    """The findings of each way to count copies, side by side: difference and q, in brackets if not found."""
    found: dict[tuple[str, str, str], dict[str, Any]] = {}
    cells: dict[tuple[str, str, str], dict[str, str]] = defaultdict(dict)
    n_copies = {}
    for copies in COPIES:
        try:
            comparison = compare_everything(tables, copies=copies)
        except NothingToCompareError:
            continue
        n_copies[copies] = comparison.design.n_copies
        for row in named_rows(comparison.table):
            key = row["family"], row["item"], row["group"]
            if row["found"]:
                found.setdefault(key, row)
            told = f"{write_difference(row['difference'], comparison.families[row['family']])}, q {write_p(row['q'])}"
            cells[key][copies] = told if row["found"] else f"({told})"
    rows = [
        (call_item(row, names), row["group"], *(cells[key].get(copies, "–") for copies in COPIES))
        for key, row in found.items()
    ]
    columns = {"What": 0, "Outlet": 0, "kept": 1, "dropped but the first": 1, "counted as one": 1}
    note = (
        f"{grouped(n_copies.get('weight', 0))} articles are copies of texts that other outlets printed too, or earlier "
        "versions of one. In brackets: not a finding when copies are counted so."
    )
    return build_listing("Findings, with copies of one text counted in three ways", columns, rows, note)


def list_changes(tables: Tables, name: str, names: Mapping[str, str] | None = None, *, most: int = 20) -> Listing:
    """What changed against the own past, the least q first (see `changes`).

    Args:
        tables: of a corpus.
        name: of the family whose ratios are held against the past.
        names: frames' and contested sets' names for readers by id.
        most: how many rows at most.

    Raises:
        ValueError: if there is no such family.
    """
    family = family_of(tables, name)
    table = changes(tables, [family])
    tested = table.dropna(subset="p").sort_values(["q", "p"], kind="stable")
    rows = []
    for row in named_rows(tested.head(most)):
        own, beyond = (write_interval(row, what, family) for what in ("difference", "beyond"))
        rows.append((
            call_item(row, names),
            "all together" if pd.isna(row["outlet"]) else row["outlet"],
            f"{row['start']:%Y-%m-%d}",
            f"{grouped(row['n_articles'])} / {grouped(row['n_articles_before'])}",
            *(write_value(row[column], family) for column in ("value", "before")),
            own,
            beyond,
            write_p(row["q"]),
            "found" if row["found"] else "–",
        ))  # fmt: skip
    columns = {"What": 0, "Outlet": 0, "From": 0, "Articles / before": 1, "Then": 1, "Before": 1}
    columns |= {"Difference (95 %)": 1, "Beyond the others’ (95 %)": 1, "q": 1, "Finding?": 0}
    period = table["period"].iloc[0] if len(table) else "week"
    note = (
        f"{grouped(len(tested))} changes of a {period} were tested; {grouped(len(table) - len(tested))} rest on too "
        "little. Beyond the others’: what of the change the other outlets do not share."
    )
    return build_listing("Changes against the own past", columns, rows, note)


def summarise(comparison: Comparison | None) -> str:
    """How much was compared and what came of it, in two or three sentences."""
    if comparison is None:
        return "There are fewer than two outlets, so that nothing is compared."
    if comparison.findings.empty:
        tested = comparison.table["p"].notna().any()
        told = "No difference between outlets stands: what there is may be chance. " if tested else ""
        return told + tests_note(comparison)
    n, stable = len(comparison.findings), int(comparison.findings["stable"].sum())
    return (
        f"{tests_note(comparison)} {n:,} differences are found (q below .05 in their table, and an interval that does "
        f"not hold 0); {stable:,} of them are stable. Of what is found in a table, at most one in twenty is to be "
        f"expected to be chance."
    )


def hangs_on(finding: Mapping[str, Any]) -> str:
    """The way of counting in which least remains of a fragile finding, as `name_way` has it."""
    way = {"kind": finding["hangs_on_kind"], "piece": finding["hangs_on"], "n_pieces": 0}
    return name_way(way).removesuffix(" (of 0)")


def write_difference(value: Any, family: Family) -> str:
    """A difference with its sign, of shares in percentage points; a dash where it is missing."""
    if pd.isna(value):
        return "–"
    if family.unit == "share":
        return f"{100 * value:+.1f} points".replace("-", "−")
    return f"{value:+.2f}".replace("-", "−")


def write_interval(row: Mapping[str, Any], name: str, family: Family) -> str:
    """The interval of a difference, its unit told once; a dash where there is none.

    Args:
        row: with `<name>_low` and `<name>_high`.
        name: e.g. `difference`.
        family: for the unit.
    """
    low, high = (write_difference(row[f"{name}_{end}"], family) for end in ("low", "high"))
    return "–" if pd.isna(row[f"{name}_low"]) else f"{low.removesuffix(' points')} to {high}"


def write_p(value: Any) -> str:
    """A p or q with three digits after the point, four below .001."""
    if pd.isna(value):
        return "–"
    return f"{value:.4f}" if value < 0.001 else f"{value:.3f}"
