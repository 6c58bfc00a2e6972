"""Everything that is compared between the outlets of a corpus, and what of it stands."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from analysis.compare.design import Copies, Design, NothingToCompareError, lay_out
from analysis.compare.differences import compare_groups
from analysis.compare.families import FAMILIES, Family, family_of
from analysis.compare.robustness import check_robustness, judge

if TYPE_CHECKING:
    from collections.abc import Mapping

    from analysis.tables import Tables


@dataclass(frozen=True, slots=True, eq=False)
class Compared:
    """Everything that is compared between the outlets of a corpus.

    Attributes:
        design: the articles that were compared.
        families: what was compared, by name.
        table: every comparison, as `compare_groups` returns it, family by family.
    """

    design: Design
    families: dict[str, Family]
    table: pd.DataFrame


@dataclass(frozen=True, slots=True, eq=False)
class Comparison(Compared):
    """What was compared, and what of it stands.

    Attributes:
        panel: the robustness of each finding, as `check_robustness` returns it.
        findings: the rows of `table` that are `found`, with the columns of `judge` and `strength`; stable ones before
            fragile ones, and within these family by family the strongest first.
    """

    panel: pd.DataFrame
    findings: pd.DataFrame


@lru_cache(maxsize=3)
def compare_everything(tables: Tables, *, copies: Copies = "keep") -> Compared:
    """Compare the outlets in everything of `FAMILIES`.

    The last results are kept, as figures, report and notebooks ask for the same.

    Args:
        tables: of a corpus.
        copies: how copies of one text count (see `lay_out`).

    Raises:
        NothingToCompareError: if there are fewer than two outlets.
        ValueError: if there is no such way to count copies.
    """
    design = lay_out(tables, copies=copies)
    families = {name: family_of(tables, name) for name in FAMILIES}
    table = pd.concat([compare_groups(design, family) for family in families.values()], ignore_index=True)
    return Compared(design, families, table)


@lru_cache(maxsize=3)
def compare_outlets(tables: Tables, *, copies: Copies = "keep") -> Comparison:
    """Compare the outlets in everything of `FAMILIES`, and check each finding's robustness. Results are kept, too.

    Args:
        tables: of a corpus.
        copies: how copies of one text count (see `lay_out`).

    Raises:
        NothingToCompareError: if there are fewer than two outlets.
        ValueError: if there is no such way to count copies.
    """
    compared = compare_everything(tables, copies=copies)
    design, families, table = compared.design, compared.families, compared.table
    found = table[table["found"]]
    panel = check_robustness(tables, found, design)
    findings = found.merge(judge(panel), on=["family", "item", "group"])
    findings = findings.assign(strength=[strength_of(row) for _, row in findings.iterrows()])
    places = {name: place for place, name in enumerate(families)}
    findings = findings.sort_values(
        ["stable", "family", "strength"],
        ascending=[False, True, False],
        kind="stable",
        key=lambda column: column.map(places) if column.name == "family" else column,
    )
    return Comparison(design, families, table, panel, findings.reset_index(drop=True))


def compare_or_nothing(tables: Tables, *, copies: Copies = "keep") -> Comparison | None:
    """As `compare_outlets`; `None` where there are fewer than two outlets."""
    try:
        return compare_outlets(tables, copies=copies)
    except NothingToCompareError:
        return None


def strength_of(row: Mapping[str, Any] | pd.Series) -> float:
    """How large a difference is at least, by the nearer bound of its interval; 0 where that holds no difference.

    For rates and shares |log2| of the ratio's bound, so that 1 means twice or half as often (Evert 2022 ranks keywords
    so); for means the bound of the difference. A large difference counts only as far as it is certain.

    Example:
        >>> strength_of({"ratio": 4.0, "ratio_low": 2.0, "ratio_high": 8.0})
        1.0
    """
    if pd.notna(row["ratio"]):
        low, high = (_log2(row[f"ratio_{end}"]) for end in ("low", "high"))
    else:
        low, high = (float(row[f"difference_{end}"]) for end in ("low", "high"))
    return max(0.0, low, -high) if low <= high else 0.0


def _log2(value: Any) -> float:
    return float("nan") if pd.isna(value) else float(np.log2(max(value, 2.0**-10)))
