"""Figures of who says each frame's words, and of how often the narrator says them too."""

from __future__ import annotations

from collections.abc import Mapping
from math import ceil
from typing import TYPE_CHECKING, Any

import pandas as pd

from analysis.charts.bars import stack_bars
from analysis.charts.colours import PLACE_STYLES, POLARITY_STYLES
from analysis.charts.direct import key_of_parts, name_pairs
from analysis.charts.drawing import (
    COUNTS_ONLY,
    Drawing,
    NothingToDrawError,
    Request,
    article_counts,
    interval_note,
    rest_note,
    rows_of,
)
from analysis.charts.frames import NO_HIT
from analysis.charts.headlines import keys
from analysis.charts.labels import count, frame_label, label, outlet_label, panel_title, percent, speaker_label
from analysis.charts.shares import MAX_OUTLETS, is_in, percentages
from analysis.charts.theme import across, axes_or_new, down, legend_below, new_figure, strip_axes
from analysis.measures import MIN_ARTICLES, frames_by_speaker, narrator_repeats

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from analysis.tables import Tables

MAX_PANELS = 6
"""Frames with a panel of speakers."""
MAX_SPEAKERS = 4
"""Named speakers in a panel."""
MIN_ROWS = 2
"""A panel with fewer speakers is as high as one with so many."""
PANEL_MM = 13
"""What a panel's title, of up to two lines, and its axis need, in millimetres of a page."""
MAX_FRAMES = 16


def plot_frame_speakers(table: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Polarity of one frame's hits by who says them, in per cent of the row's; how many they are stands at the bar.

    Args:
        table: the rows of one frame, as `frames_by_speaker` returns them.
        ax: where to draw; a new figure if not given.
    """
    alone, ax = ax is None, axes_or_new(ax)
    totals = table["n_hits"].to_numpy(dtype=float)
    parts = {style: 100 * table[f"n_{kind}"].to_numpy(dtype=float) / totals for kind, style in POLARITY_STYLES.items()}
    names = [label(speaker_label(row), 26) for row in rows_of(table)]
    apart = int(table["naming"].isin(["unnamed", "unresolved"]).sum())
    stack_bars(ax, names, parts, [_end(row) for row in rows_of(table)], n_apart=apart)
    ax.set_xlim(0, 145)
    ax.set_xticks([0, 50, 100])
    if alone:
        key_of_parts(ax)
    return ax


def plot_repeats(table: pd.DataFrame, *, names: Mapping[str, str] | None = None, ax: Axes | None = None) -> Axes:
    """Share of cases in which the narrator repeats what a speaker says, anywhere and in the headline, with intervals.

    Args:
        table: rows of `narrator_repeats`, of any groups, which keep their order.
        names: frames' names for readers.
        ax: where to draw; a new figure if not given, with the marks named.
    """
    alone, ax = ax is None, axes_or_new(ax)
    groups = ["by", "frame", "outlet"]
    table = table[table["place"].isin(list(PLACE_STYLES))]
    table = table.assign(position=table.groupby(groups, dropna=False, sort=False).ngroup())
    called = [_with_cases(_group_name(row, names), row) for row in rows_of(table.drop_duplicates("position"))]
    for (place, style), shift in zip(PLACE_STYLES.items(), (-0.15, 0.15), strict=True):
        own = table[table["place"] == place]
        y = own["position"].to_numpy(dtype=float) + shift
        share, low, high = percentages(own)
        ax.hlines(y, low, high, color=style.colour, linewidth=1.4)
        ax.plot(share, y, style.marker, color=style.colour, markersize=4, clip_on=False, label=style.label, ls="none")
    ax.set_yticks(range(len(called)), called)
    ax.set_ylim(len(called) - 0.5, -0.5)
    ax.set_xlim(left=0)
    ax.tick_params(axis="y", pad=5)
    ax.locator_params(axis="x", nbins=5)
    strip_axes(ax, grid="x")
    if alone:
        name_pairs(ax)
    return ax


def draw_frames_by_speaker(tables: Tables, request: Request) -> Drawing:
    """The figure `frames-by-speaker`."""
    table = frames_by_speaker(tables)
    if table.empty:
        raise NothingToDrawError(NO_HIT)
    frames = table["frame"].drop_duplicates().tolist()
    kept = frames[: across(2) * down(MAX_PANELS // 2, 35)] if across(2) > 1 else frames[:MAX_PANELS]
    panels = {frame: _first_speakers(table[table["frame"] == frame]) for frame in kept}
    title = "Frames by speaker: who says their words, by polarity"
    n_columns = min(across(2), len(kept))
    sizes = [
        max(*(len(panels[frame]) for frame in kept[first : first + n_columns]), MIN_ROWS) + 0.5
        for first in range(0, len(kept), n_columns)
    ]
    figure = new_figure(title, 22 + sum(PANEL_MM + 4.6 * size for size in sizes))
    grid = figure.subplots(ceil(len(kept) / n_columns), n_columns, squeeze=False, height_ratios=sizes)
    entries: dict[str, Any] = {}
    for ax, (frame, own) in zip(grid.flat, panels.items(), strict=False):
        plot_frame_speakers(own, ax=ax)
        n = int(table.loc[table["frame"] == frame, "n_hits"].sum())
        ax.set_title(panel_title(frame_label(frame, request.frame_names), n))
        entries |= {text: handle for handle, text in zip(*ax.get_legend_handles_labels(), strict=True)}
    for ax in grid[-1]:
        ax.set_xlabel("% of the hits (number at the bar)")
    for ax in grid.flat[len(kept) :]:
        ax.remove()
    order = [style.label for style in POLARITY_STYLES.values() if style.label in entries]
    legend_below(figure, [entries[name] for name in order], order, ncols=5)
    caption = (
        f"Hits of each frame's terms in the narrator's voice and by the speakers with most of them (at most "
        f"{MAX_SPEAKERS}), in % by polarity; the number at the bar says how many. In brackets: articles in which the "
        f"narrator asserts a term that this speaker says there, of the articles in which he or she says any. n = "
        f"{count(int(table['n_hits'].sum()), 'hit')}, {article_counts(tables)}. A word that both say need not have "
        f"been taken over: a narrator must name the subject. The CSV file has all speakers. {COUNTS_ONLY}"
        f"{rest_note(len(kept), len(frames), 'frames')}"
    )
    parts = [
        f"{frame_label(frame, request.frame_names)}: "
        + ", ".join(f"{speaker_label(row)} {_end(row)}" for row in rows_of(own.head(3)))
        for frame, own in list(panels.items())[:4]
    ]
    alt = f"Stacked bars in {count(len(kept), 'panel')}, one a frame. Hits, and articles repeated: {'; '.join(parts)}."
    return Drawing(figure, title, table, caption, alt)


def draw_repeats(tables: Tables, request: Request) -> Drawing:
    """The figure `frames-repeated`."""
    table = narrator_repeats(tables)
    if table.empty:
        raise NothingToDrawError("No speaker says a term of a frame in these articles.")
    shown = table[table["place"].isin(list(PLACE_STYLES))]
    by_frame = shown[shown["by"].isin(["all", "frame"])]
    enough = by_frame["n_articles"] >= MIN_ARTICLES
    by_frame = by_frame[(by_frame["by"] == "all") | enough]
    frames = by_frame["frame"].dropna().drop_duplicates()
    kept = frames.head(down(MAX_FRAMES, 8))
    by_frame = by_frame[(by_frame["by"] == "all") | by_frame["frame"].isin(kept)]
    by_outlet = shown[(shown["by"] == "outlet") & (shown["n_articles"] >= MIN_ARTICLES)]
    outlets = by_outlet["outlet"].drop_duplicates()
    first = outlets.head(down(MAX_OUTLETS, 8))
    by_outlet = by_outlet[is_in(by_outlet["outlet"], first)]
    compared = len(first) > 1
    panels = {"by frame": by_frame, **({"by outlet": by_outlet} if compared else {})}
    title = "Does the narrator repeat what speakers say?"
    rows = [len(own.drop_duplicates(["frame", "outlet"])) for own in panels.values()]
    figure = new_figure(title, 26 + 5.4 * sum(rows) + 8 * len(rows))
    axes = figure.subplots(len(rows), 1, squeeze=False, sharex=True, height_ratios=rows)[:, 0]
    for ax, (heading, own) in zip(axes, panels.items(), strict=True):
        plot_repeats(own, names=request.frame_names, ax=ax)
        ax.set_title(f"{heading} (number of cases)")
    axes[-1].set_xlabel("% of the cases in which a speaker says a term of the frame")
    name_pairs(axes[0])
    whole = table[table["by"] == "all"]
    cases, drawn = int(whole["n_cases"].iloc[0]), bool(shown["share_low"].notna().any())
    caption = (
        f"A case is a frame in an article in which a speaker says one of its terms. Repeated: the narrator asserts the "
        f"same term in the same article, anywhere or in the headline (of articles with one). n = "
        f"{count(cases, 'case')}, {article_counts(tables)}. Groups with fewer than {MIN_ARTICLES} articles stand in "
        f"the CSV file only, which also tells whether lead and body have the narrator's word before a speaker's or "
        f"only after it. {interval_note(drawn=drawn, of=' with a case')} A shared word need not have been taken over: "
        f"a narrator must name the subject, long articles give more chances, and a missed attribution makes a "
        f"speaker's word the narrator's. Outlets also differ in the frames that they report; the CSV file has each "
        f"frame by outlet.{rest_note(len(kept), len(frames), 'frames')}"
        f"{rest_note(len(first), len(outlets), 'outlets in alphabetical order')}"
    )
    told = {row["place"]: _share(row) for row in rows_of(whole)}
    parts = [f"{style.label} {told[place]}" for place, style in PLACE_STYLES.items() if place in told]
    where = [f"{place} {told[place]}" for place in ("before", "after")]
    highest = by_frame[(by_frame["by"] == "frame") & (by_frame["place"] == "anywhere")]
    highest = highest.sort_values("share", ascending=False, kind="stable").head(3)
    most = [f"{frame_label(row['frame'], request.frame_names)} {_share(row)}" for row in rows_of(highest)]
    often = f" Most often: {'; '.join(most)}." if most else ""
    alt = (
        f"Dots for {count(rows[0], 'row')} of frames{' and for outlets' if compared else ''}. All frames: "
        f"{', '.join(parts)}; in lead and body {', '.join(where)} the speaker.{often}"
    )
    outlets_shown = by_outlet.assign(item="repeated") if compared else by_outlet.head(0).assign(item="repeated")
    return Drawing(figure, title, table, caption, alt, shown=keys("repeats", outlets_shown, "item", "outlet"))


def _end(row: Mapping[str, Any]) -> str:
    """The text at a bar: hits and, for speakers, articles repeated of all."""
    if row["voice"] == "narrator":
        return f"{row['n_hits']:,}"
    return f"{row['n_hits']:,} ({row['n_articles_repeated']:,} of {row['n_articles']:,})"


def _first_speakers(table: pd.DataFrame) -> pd.DataFrame:
    named = table["naming"] == "named"
    return pd.concat(
        [
            table[table["voice"] == "narrator"],
            table[named.fillna(False)].head(MAX_SPEAKERS),
            table[table["naming"].isin(["unnamed", "unresolved"])],
        ]
    )


def _group_name(row: Mapping[str, Any], names: Mapping[str, str] | None) -> str:
    parts = [] if pd.isna(row["frame"]) else [frame_label(row["frame"], names)]
    parts += [outlet_label(row["outlet"])] if "outlet" in row["by"] else []
    return ", ".join(parts) or "all frames"


def _with_cases(name: str, row: Mapping[str, Any]) -> str:
    return f"{label(name)} ({row['n_cases']:,})"


def _share(row: Mapping[str, Any]) -> str:
    return f"{percent(row['share'])} ({row['n_repeated']:,} of {row['n_cases']:,})"
