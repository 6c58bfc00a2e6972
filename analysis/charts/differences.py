"""Figures of what differs between outlets: what was found, all that was compared, and what a finding hangs on."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from matplotlib.colors import TwoSlopeNorm

from analysis.charts.colours import face, palette, two_sided
from analysis.charts.direct import name_kinds
from analysis.charts.drawing import Drawing, NothingToDrawError, Request, article_counts, rest_note, rows_of
from analysis.charts.headlines import keys_of
from analysis.charts.labels import count, in_words, label, number, plain
from analysis.charts.theme import across, axes_or_new, down, new_figure, strip_axes
from analysis.compare.design import NothingToCompareError
from analysis.compare.findings import Comparison, compare_outlets
from analysis.compare.wording import call_item, name_item, name_way
from analysis.measures.resampling import N_RESAMPLES

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    from analysis.compare.design import Design
    from analysis.tables import Tables

MAX_FOUND = 24
MAX_ITEMS = 12
MAX_OUTLETS = 10
REACH = 3.0
"""Colours end at this many doublings of a ratio."""
FOUND = "●"

COPIES_IN_WORDS = {
    "keep": "Copies of one text count for each outlet that printed them, once an outlet",
    "drop": "Of copies of one text only the first counts",
    "weight": "Copies of one text count as one in all",
}


def plot_found(findings: pd.DataFrame, *, names: Mapping[str, str] | None = None, ax: Axes | None = None) -> Axes:
    """Differences with their intervals, filled where they are stable: ratios on a log scale, means as differences.

    Args:
        findings: rows of `Comparison.findings` that are all ratios, or all means.
        names: frames' names for readers.
        ax: where to draw; a new figure if not given.
    """
    ax = axes_or_new(ax)
    ratios = bool(findings["ratio"].notna().all())
    column = "ratio" if ratios else "difference"
    value, low, high = (
        findings[f"{column}{end}"].to_numpy(dtype=float, na_value=np.nan) for end in ("", "_low", "_high")
    )
    y = np.arange(len(findings))
    stable = findings["stable"].to_numpy(dtype=bool)
    ax.axvline(1 if ratios else 0, color=palette().muted, linewidth=0.8)
    ax.hlines(y, low, high, color=palette().series, linewidth=1.4)
    _filled_and_hollow(ax, value, y, stable, ("stable", "fragile"))
    if ratios:
        ax.set_xscale("log", base=2)
        ax.xaxis.set_major_formatter(lambda tick, _: f"{tick:g} ×")
    ax.set_xlabel("times as often as all others" if ratios else "difference from all others (−1 to 1)")
    called = [f"{label(row['group'], 20)}: {label(call_item(row, names), 50)}" for row in rows_of(findings)]
    ax.set_yticks(y, called)
    ax.set_ylim(len(findings) - 0.5, -0.5)
    strip_axes(ax, grid="x")
    name_kinds(ax)
    return ax


def draw_found(tables: Tables, request: Request) -> Drawing:
    """The figure `outlets-findings`."""
    comparison = _compare(tables, request)
    findings = comparison.findings
    if findings.empty:
        raise NothingToDrawError(f"No difference between outlets stands. {tests_note(comparison)}")
    is_mean = pd.Series([comparison.families[name].unit == "mean" for name in findings["family"]])
    drawable = findings[is_mean | findings["ratio"].notna()]
    if drawable.empty:
        raise NothingToDrawError("Nobody else has any of what differs, so that there is no ratio; the list has it.")
    n_without = len(findings) - len(drawable)
    shown = drawable.head(down(MAX_FOUND, 6))
    parts = [part for part in (shown[shown["ratio"].notna()], shown[shown["ratio"].isna()]) if len(part)]
    title = "What differs between outlets"
    figure = new_figure(title, 22 + 12 * len(parts) + 5.2 * len(shown))
    axes = figure.subplots(len(parts), 1, squeeze=False, height_ratios=[len(part) + 0.6 for part in parts])[:, 0]
    for ax, part in zip(axes, parts, strict=True):
        plot_found(part, names=request.frame_names, ax=ax)
    n_stable = int(findings["stable"].sum())
    caption = (
        f"Differences of an outlet from all others together (of two outlets, from the other). Stable ones (filled) "
        f"hold without any one article, outlet, term, speaker or word, and in other ways of counting; fragile ones do "
        f"not. {tests_note(comparison)} {method_note(comparison.design)} n = {article_counts(tables)}."
        f"{rest_note(len(shown), len(drawable), 'findings')}"
        f"{f' Not drawn: {n_without} of which all others have none.' if n_without else ''}"
    )
    first = [f"{plain(row['group'])}, {_item(row, request)}" for row in rows_of(findings.head(4))]
    alt = (
        f"Dots with intervals for {count(len(shown), 'difference')} between outlets, {n_stable} of them stable. "
        f"First: {'; '.join(first)}."
    )
    return Drawing(figure, title, findings, caption, alt, shown=keys_of(shown))


def draw_compared(families: Sequence[str], title: str) -> Callable[[Tables, Request], Drawing]:
    """A figure of everything that was compared in some families: one panel each, items by outlets."""

    def draw(tables: Tables, request: Request) -> Drawing:
        comparison = _compare(tables, request)
        table = comparison.table[comparison.table["family"].isin(families)]
        table = table[table["value"].notna() & table["reference"].notna()]
        kept = [name for name in families if (table["family"] == name).any()]
        if not kept:
            raise NothingToDrawError("Nothing of this is found in at least two outlets.")
        groups = [group for group in comparison.design.groups if group in set(table["group"])]
        own = {name: _first_items(table[table["family"] == name]) for name in kept}
        heights = [part["item"].nunique() + 1.6 for part in own.values()]
        figure = new_figure(title, 22 + 4.8 * sum(heights))
        axes = figure.subplots(len(kept), 1, squeeze=False, height_ratios=heights)[:, 0]
        for ax, (name, part) in zip(axes, own.items(), strict=True):
            plot_compared(part, groups=groups[: across(MAX_OUTLETS)], names=request.frame_names, ax=ax)
            ax.set_title(label(comparison.families[name].title, 100))
        n_cut = sum(table.loc[table["family"] == name, "item"].nunique() - own[name]["item"].nunique() for name in kept)
        n_found = int(table["found"].sum())
        caption = (
            f"Each cell compares an outlet with all others together: how many times as often, or for means the "
            f"difference. Purple is more, orange less. {FOUND} marks what was found: q below .05 within the panel, and "
            f"an interval clear of no difference; what has no mark may be chance. White cells are described and not "
            f"tested (fewer than ten articles, or than five occurrences expected on a side). "
            f"{method_note(comparison.design)} n = {article_counts(tables)}."
            f"{f' {n_cut} rarer rows are in the CSV file only.' if n_cut else ''}"
            f"{rest_note(min(len(groups), across(MAX_OUTLETS)), len(groups), 'outlets in alphabetical order')}"
        )
        found = [
            f"{plain(row['group'])}, {_item(row, request)}: {_cell(row)}"
            for row in rows_of(table[table["found"]].sort_values("q", kind="stable").head(4))
        ]
        told = f"Found: {'; '.join(found)}." if found else "Nothing was found to differ."
        n_tested = count(int(table["p"].notna().sum()), "comparison")
        of = f"{count(len(own), 'panel')}, {count(len(groups), 'outlet')}"
        alt = f"Table of colours, {of}: {n_tested} tested, {n_found} found to differ. {told}"
        drawn = pd.concat(own.values())
        drawn = drawn[drawn["group"].isin(groups[: across(MAX_OUTLETS)])]
        return Drawing(figure, title, table, caption, alt, shown=keys_of(drawn))

    return draw


def plot_compared(
    table: pd.DataFrame,
    *,
    groups: Sequence[str] | None = None,
    names: Mapping[str, str] | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Items by outlets: how many times as often as in all others, or the difference of means, and what was found.

    Args:
        table: rows of one family, as `compare_groups` returns them.
        groups: the columns; all outlets of the table if not given.
        names: frames' names for readers.
        ax: where to draw; a new figure if not given.
    """
    ax = axes_or_new(ax)
    groups = groups if groups is not None else sorted(table["group"].unique())
    items = table["item"].drop_duplicates().tolist()
    means = bool(table["ratio"].isna().all())
    shades = np.full((len(items), len(groups)), np.nan)
    shown = [row for row in rows_of(table) if row["group"] in groups]
    for row in shown:
        if pd.isna(row["untested"]):
            change = row["difference"] if means else _doublings(row)
            shades[items.index(row["item"]), list(groups).index(row["group"])] = change
    reach = 1.5 * max(float(np.nanmax(np.abs(shades), initial=0.0)), 0.05) if means else REACH
    for row in shown:
        y, x = items.index(row["item"]), list(groups).index(row["group"])
        ax.text(
            *(x, y, f"{_cell(row)} {FOUND}" if row["found"] else _cell(row)),
            ha="center",
            va="center",
            fontsize=6.5,
            fontweight="bold" if row["found"] else "normal",
            color=palette().muted if np.isnan(shades[y, x]) else palette().ink,
        )
    ax.imshow(shades, cmap=two_sided("PuOr"), norm=TwoSlopeNorm(0, -reach, reach), aspect="auto")
    first = table.drop_duplicates("item").set_index("item")
    n_hits = table.groupby("item")["n_hits"].sum()
    called = [f"{label(name_item(first.loc[item], names), 40)} ({n_hits[item]:,})" for item in items]
    ax.set_yticks(range(len(items)), called, fontsize=7)
    ax.set_xticks(range(len(groups)), [label(group, 14) for group in groups], fontsize=7)
    ax.tick_params(length=0)
    ax.spines[:].set_visible(False)
    return ax


def plot_robustness(panel: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """One finding, and what remains of it in each way of counting, filled where it holds.

    Args:
        panel: the rows of one finding, as `check_robustness` returns them.
        ax: where to draw; a new figure if not given.
    """
    ax = axes_or_new(ax)
    y = np.arange(len(panel))
    value, low, high = (
        panel[f"difference{end}"].to_numpy(dtype=float, na_value=np.nan) for end in ("", "_low", "_high")
    )
    holds = panel["holds"].to_numpy(dtype=bool)
    ax.axvline(0, color=palette().muted, linewidth=0.8)
    ax.axvline(value[0], color=palette().series, linewidth=0.8, linestyle=":")
    ax.hlines(y, low, high, color=palette().series, linewidth=1.4)
    _filled_and_hollow(ax, value, y, holds, ("holds", "does not hold"))
    ax.set_yticks(y, [label(name_way(row), 62) for row in rows_of(panel)])
    ax.set_ylim(len(panel) - 0.5, -0.5)
    ax.set_xlabel("difference from all others")
    strip_axes(ax, grid="x")
    name_kinds(ax)
    return ax


def draw_robustness(tables: Tables, request: Request) -> Drawing:
    """The figure `robustness`: of the finding asked for (1 is the first), else of the first."""
    comparison = _compare(tables, request)
    findings = comparison.findings
    number_asked = request.finding
    if not 1 <= number_asked <= max(len(findings), 1):
        raise ValueError(f"there is no finding {number_asked}: there are {len(findings)}")
    if findings.empty:
        raise NothingToDrawError(f"No difference between outlets stands. {tests_note(comparison)}")
    finding = rows_of(findings)[number_asked - 1]
    panel = panel_of(comparison, finding)
    what = f"{plain(finding['group'])}: {_item(finding, request)}"
    title = f"Is it robust? {what}"
    figure = new_figure(plain(title, 96), 24 + 5.2 * len(panel))
    ax = plot_robustness(panel, ax=figure.add_subplot())
    scale = {"rate": "per 1,000 words", "share": "as shares (0–1)", "mean": "of means (−1 to 1)"}
    ax.set_xlabel(f"difference from all others, {scale[comparison.families[finding['family']].unit]}")
    n_held, others = int(panel["holds"][1:].sum()), len(panel) - 1
    caption = (
        f"{comparison.families[finding['family']].title}. The difference as it was found (dotted line), and made anew "
        f"without the article, term, speaker or word without which least of it remains, without each other outlet, "
        f"and in other ways of counting. It holds (filled) where it keeps its sign, its 95 % interval does not hold 0 "
        f"and a permutation test has p < .05. It holds in {n_held} of {count(others, 'other way')}. "
        f"{method_note(comparison.design)} n = {article_counts(tables)}."
    )
    failed = [name_way(row) for row in rows_of(panel[~panel["holds"]])]
    told = f"It does not hold {in_words(failed)}." if failed else "It holds in every way."
    alt = (
        f"Dots with intervals: the difference {number(finding['difference'], 3)} and {len(panel) - 1} variants. {told}"
    )
    return Drawing(figure, title, panel, caption, alt, shown=keys_of(panel))


def panel_of(comparison: Comparison, finding: Mapping[str, Any]) -> pd.DataFrame:
    """The rows of the robustness panel that belong to a finding."""
    panel = comparison.panel
    is_it = (panel["family"] == finding["family"]) & (panel["item"] == finding["item"])
    rows: pd.DataFrame = panel[is_it & (panel["group"] == finding["group"])].reset_index(drop=True)
    return rows


def tests_note(comparison: Comparison) -> str:
    """How many comparisons were tested, and how many were too few to be."""
    tested = int(comparison.table["p"].notna().sum())
    left = len(comparison.table) - tested
    n_tables = comparison.table.loc[comparison.table["p"].notna(), "family"].nunique()
    if not tested:
        return "No comparison was tested: that needs ten articles an outlet and five occurrences expected on each side."
    rest = f"; {left:,} more rest on too little and are described only" if left else ""
    return f"{tested:,} comparisons in {count(n_tables, 'table')} were tested{rest}."


def method_note(design: Design) -> str:
    """How the tests and intervals were made."""
    within = "" if design.period == "all" else f" of the same {design.period}"
    left_out = f"({count(design.n_copies, 'article')} left out or counted for less)"
    copies = f"{COPIES_IN_WORDS[design.copies]} {left_out}." if design.n_copies else ""
    return (
        f"Tests deal the outlets' names out anew among articles{within} ({design.n_shuffles:,} times, seed "
        f"{design.seed}; all arrangements where they are few) and are corrected for all of a table (Benjamini and "
        f"Hochberg 1995). Intervals: 95 %, from drawing whole articles within outlets ({N_RESAMPLES:,} draws). {copies}"
    ).strip()


def _compare(tables: Tables, request: Request) -> Comparison:
    try:
        return compare_outlets(tables, copies=request.copies)
    except NothingToCompareError as nothing:
        told = str(nothing)
        raise NothingToDrawError(f"{told[0].upper()}{told[1:]}.") from nothing


def _first_items(table: pd.DataFrame) -> pd.DataFrame:
    """The rows of the items that occur most often, in the table's order."""
    counts = table.groupby("item", sort=False)["n_hits"].sum().sort_values(ascending=False, kind="stable")
    return table[table["item"].isin(counts.index[:MAX_ITEMS])]


def _item(row: Mapping[str, Any], request: Request) -> str:
    return call_item(row, request.frame_names)


def _doublings(row: Mapping[str, Any]) -> float:
    """log2 of the ratio; the ends of the scale where one side has none."""
    if pd.isna(row["ratio"]):
        return REACH if row["value"] > 0 else 0.0
    return float(np.log2(max(row["ratio"], 2**-REACH)))


def _cell(row: Mapping[str, Any]) -> str:
    if pd.isna(row["ratio"]) and row["reference"] == 0 and row["value"] > 0:
        return "only here"
    if pd.isna(row["ratio"]):
        return f"{'+' if row['difference'] > 0 else ''}{number(row['difference'], 2)}"
    return f"{row['ratio']:.2g}×" if row["ratio"] < 10 else f"{row['ratio']:.0f}×"


def _filled_and_hollow(
    ax: Axes, x: NDArray[np.float64], y: NDArray[np.int64], filled: NDArray[np.bool_], names: tuple[str, str]
) -> None:
    """Dots that are filled where something is so, and hollow where it is not; `names` for both."""
    for chosen, full, name in ((filled, True, names[0]), (~filled, False, names[1])):
        ax.plot(
            x[chosen],
            y[chosen],
            "o",
            color=palette().series,
            markerfacecolor=face(full),
            markersize=5,
            label=name,
            zorder=3,
        )
