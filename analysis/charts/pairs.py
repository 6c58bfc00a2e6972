"""The figure of pairs of frames that stand in the same paragraph."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
from matplotlib.cm import ScalarMappable
from matplotlib.colors import LogNorm
from matplotlib.patches import Rectangle

from analysis.charts.colours import palette, two_sided
from analysis.charts.drawing import Drawing, NothingToDrawError, Request, article_counts, rest_note, rows_of
from analysis.charts.labels import count, frame_label, in_words, label, number
from analysis.charts.theme import axes_or_new, down, new_figure
from analysis.measures import MIN_ARTICLES, N_PERMUTATIONS, N_RESAMPLES, SEED, frames_together

if TYPE_CHECKING:
    from collections.abc import Mapping

    from matplotlib.axes import Axes

    from analysis.tables import Tables

MAX_FRAMES = 14
MIN_EXPECTED = 2.0
"""A pair that is expected in fewer paragraphs has no colour: each paragraph would change it a lot."""
LIFTS = (0.25, 0.5, 1, 2, 4)
"""Marks of the colour scale; what lies beyond has the colour of its end."""

_SCALE = LogNorm(LIFTS[0], LIFTS[-1], clip=True)
_COLOURS = "BrBG"
"""Brown to green-blue: told apart by colour-blind readers."""


def plot_pairs(table: pd.DataFrame, *, names: Mapping[str, str] | None = None, ax: Axes | None = None) -> Axes:
    """Each pair's paragraphs as a number, coloured by how many times as many as expected; a frame marks those beyond.

    Pairs that too few articles have, or that are hardly expected at all, are grey.

    Args:
        table: as `frames_together` returns it; the frames keep its order.
        names: frames' names for readers.
        ax: where to draw; a new figure if not given.
    """
    ax = axes_or_new(ax)
    frames = frames_of(table)
    place = {frame: i for i, frame in enumerate(frames)}
    for row in rows_of(table):
        x, y = place[row["frame_a"]], place[row["frame_b"]]
        tested = not pd.isna(row["p"])
        coloured = tested and (row["n_expected"] >= MIN_EXPECTED or row["beyond"])
        colour = pair_colour(row["lift"]) if coloured else palette().band
        ax.add_patch(Rectangle((x - 0.47, y - 0.47), 0.94, 0.94, facecolor=colour, edgecolor="none"))
        ax.text(
            x,
            y,
            f"{row['n_together']:,}",
            ha="center",
            va="center",
            fontsize=7,
            color=palette().ink if coloured else palette().muted,
        )
        if row["beyond"]:
            ax.add_patch(Rectangle((x - 0.45, y - 0.45), 0.9, 0.9, fill=False, edgecolor=palette().ink, linewidth=1.6))
    shown = [label(frame_label(frame, names), 32) for frame in frames]
    ax.set_yticks(range(1, len(frames)), shown[1:])
    ax.set_xticks(range(len(frames) - 1), shown[:-1], rotation=40, ha="right", rotation_mode="anchor")
    ax.set_xlim(-0.6, len(frames) - 1.4)
    ax.set_ylim(len(frames) - 0.4, 0.4)
    ax.tick_params(length=0)
    ax.spines[:].set_visible(False)
    return ax


def pair_colour(lift: float) -> tuple[float, float, float, float]:
    """The colour of a pair that stands together so many times as often as expected."""
    red, green, blue, alpha = two_sided(_COLOURS)(float(_SCALE(lift)))
    return red, green, blue, alpha


def frames_of(table: pd.DataFrame) -> list[str]:
    """The frames of a table of pairs, in its order."""
    return list(dict.fromkeys([*table["frame_a"], *table["frame_b"]]))


def draw_pairs(tables: Tables, request: Request) -> Drawing:
    """The figure `frames-together`."""
    table = frames_together(tables)
    if table.empty:
        raise NothingToDrawError("Fewer than two frames occur in the leads and bodies of these articles.")
    frames = frames_of(table)
    kept = frames[: down(MAX_FRAMES, 8)]
    shown = table[table["frame_a"].isin(kept) & table["frame_b"].isin(kept)]
    tested = table[table["p"].notna()]
    title = "Frames together: pairs in the same paragraph"
    figure = new_figure(title, 62 + 7.5 * len(kept))
    ax = plot_pairs(shown, names=request.frame_names, ax=figure.add_subplot())
    if len(tested):
        _add_scale(ax)
    caption = (
        f"Paragraphs of leads and bodies that hold terms of both frames, in whichever voice and polarity. "
        f"n = {count(int(table['n_paragraphs'].iloc[0]), 'paragraph')}, {article_counts(tables)}. "
        f"{_method(tested)}{rest_note(len(kept), len(frames), 'frames')}"
    )
    drawn = frozenset(("frames-together", row["frame_a"], row["frame_b"]) for row in rows_of(shown))
    return Drawing(figure, title, _ranked(table), caption, _alt(table, request.frame_names), shown=drawn)


def _method(tested: pd.DataFrame) -> str:
    if tested.empty:
        return (
            f"No pair is compared with chance: that needs at least {MIN_ARTICLES} articles that have both frames. The "
            f"figure describes these articles only."
        )
    return (
        f"Colour: how many times as many as expected if each frame were strewn over the words of the same article "
        f"({N_PERMUTATIONS:,} permutations, seed {SEED}), so that neither an article's topic nor long paragraphs make "
        f"a pair. Framed: together more often than that, at a false discovery rate of 5 % over "
        f"{count(len(tested), 'pair')} tested (Benjamini and Hochberg), and with the 95 % interval of a bootstrap over "
        f"articles ({N_RESAMPLES:,} draws) above 1. Grey: fewer than {MIN_ARTICLES} articles have both frames (not "
        f"tested), or fewer than {MIN_EXPECTED:.0f} paragraphs are expected. Words "
        f"that are both frames' at once make no pair. Pairs that are not framed may still belong together: few "
        f"paragraphs show little."
    )


def _ranked(table: pd.DataFrame) -> pd.DataFrame:
    return table.sort_values(
        ["beyond", "p", "n_together"], ascending=[False, True, False], kind="stable", na_position="last"
    ).reset_index(drop=True)


def _add_scale(ax: Axes) -> None:
    scale = ax.figure.colorbar(
        ScalarMappable(_SCALE, two_sided(_COLOURS)), ax=ax, shrink=0.5, aspect=14, pad=0.02, anchor=(0, 1)
    )
    scale.set_ticks(list(LIFTS), labels=["¼ or less", "½", "1: as expected", "2", "4 times or more"])
    scale.ax.minorticks_off()
    scale.outline.set_visible(False)


def _alt(table: pd.DataFrame, names: Mapping[str, str] | None) -> str:
    def named(row: Mapping[str, object]) -> str:
        return in_words([frame_label(str(row[side]), names) for side in ("frame_a", "frame_b")])

    def told(row: Mapping[str, object]) -> str:
        return f"{named(row)} in {row['n_together']:,}, {number(float(str(row['n_expected'])))} expected"

    n_frames, beyond = len(frames_of(table)), table[table["beyond"]]
    most = table.sort_values("n_together", ascending=False, kind="stable").head(3)
    out = "; ".join(map(told, rows_of(_ranked(beyond).head(5)))) or "none"
    return (
        f"A triangle of {count(len(table), 'pair')} of {count(n_frames, 'frame')}. Beyond chance: "
        f"{count(len(beyond), 'pair')}: {out}. Most paragraphs: {'; '.join(map(told, rows_of(most)))}."
    )
