"""Tidy tables → comparisons: what differs between groups of articles, whether by chance, and what it hangs on."""

from analysis.compare.changes import changes
from analysis.compare.design import Design, NothingToCompareError, lay_out
from analysis.compare.differences import compare_groups
from analysis.compare.edits import compare_copies, copy_changes
from analysis.compare.families import FAMILIES, Family, family_of
from analysis.compare.findings import Comparison, compare_outlets
from analysis.compare.keyness import Words, keyness
from analysis.compare.robustness import check_robustness, judge
from analysis.compare.selections import Selection
from analysis.compare.weeks import rates_over_time

__all__ = [
    "FAMILIES",
    "Comparison",
    "Design",
    "Family",
    "NothingToCompareError",
    "Selection",
    "Words",
    "changes",
    "check_robustness",
    "compare_copies",
    "compare_groups",
    "compare_outlets",
    "copy_changes",
    "family_of",
    "judge",
    "keyness",
    "lay_out",
    "rates_over_time",
]
