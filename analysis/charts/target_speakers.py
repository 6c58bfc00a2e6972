"""The figure of who speaks how of whom: sentiment toward each target by the narrator and by each speaker."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
from matplotlib.cm import ScalarMappable
from matplotlib.colors import Normalize
from matplotlib.patches import Rectangle

from analysis.charts.colours import palette, two_sided
from analysis.charts.drawing import Drawing, NothingToDrawError, Request, article_counts, rest_note, rows_of
from analysis.charts.labels import count, label, number, plain, speaker_label
from analysis.charts.target_sentiment import MIN_MENTIONS, NO_MENTION, counting_note, model_note
from analysis.charts.theme import across, axes_or_new, down, new_figure
from analysis.measures import MIN_ARTICLES, N_RESAMPLES, SEED, sentiment_by_speaker

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from analysis.tables import Tables

MAX_SPEAKERS = 12
MAX_TARGETS = 10
REACH = 0.6
"""Means beyond this, on either side, have the colour of its end."""

_SCALE = Normalize(-REACH, REACH, clip=True)
_COLOURS = "PuOr"
"""Orange to purple: told apart by colour-blind readers."""


def plot_speakers_and_targets(table: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Speakers by targets: in each cell the mean sentiment and the number of mentions; a frame where it is clear of 0.

    Args:
        table: rows of `sentiment_by_speaker`; speakers and targets keep its order.
        ax: where to draw; a new figure if not given.
    """
    ax = axes_or_new(ax)
    speakers, targets = _names(table), list(dict.fromkeys(table["target_id"]))
    row_of = table.groupby(["voice", "speaker_id", "naming"], dropna=False, sort=False).ngroup()
    for y, row in zip(row_of, rows_of(table), strict=True):
        x = targets.index(row["target_id"])
        colour = two_sided(_COLOURS)(float(_SCALE(row["mean"])))
        ax.add_patch(Rectangle((x - 0.47, y - 0.46), 0.94, 0.92, facecolor=colour, edgecolor="none"))
        ax.text(x, y, f"{number(row['mean'], 2)}\n({row['n_mentions']:,})", ha="center", va="center", fontsize=6.3)
        if _is_clear(row):
            ax.add_patch(Rectangle((x - 0.45, y - 0.43), 0.9, 0.86, fill=False, edgecolor=palette().ink, linewidth=1.3))
    ax.set_yticks(range(len(speakers)), [label(name, 28) for name in speakers])
    ax.set_xticks(
        range(len(targets)), [label(name, 22) for name in targets], rotation=40, ha="left", rotation_mode="anchor"
    )
    ax.xaxis.tick_top()
    ax.set_xlim(-0.6, len(targets) - 0.4)
    ax.set_ylim(len(speakers) - 0.4, -0.6)
    ax.tick_params(length=0)
    ax.spines[:].set_visible(False)
    return ax


def draw_speakers_and_targets(tables: Tables, request: Request) -> Drawing:
    """The figure `who-speaks-how-of-whom`."""
    table = sentiment_by_speaker(tables, sources=request.sources)
    if table.empty:
        raise NothingToDrawError(NO_MENTION)
    enough = table[table["n_mentions"] >= MIN_MENTIONS]
    speakers = enough.loc[enough["naming"] == "named", "speaker_id"].drop_duplicates()
    if speakers.empty:
        raise NothingToDrawError(f"No named speaker is quoted with {MIN_MENTIONS} mentions of one target.")
    own = enough[(enough["naming"] == "named") & enough["speaker_id"].isin(speakers.head(down(MAX_SPEAKERS, 8)))]
    targets = own.groupby("target_id")["n_mentions"].sum().sort_values(ascending=False, kind="stable").index
    in_row = (enough["voice"] == "narrator") | enough["speaker_id"].isin(speakers.head(down(MAX_SPEAKERS, 8)))
    in_row |= enough["naming"] == "unnamed"
    shown = enough[in_row & enough["target_id"].isin(targets[: across(MAX_TARGETS)])]
    place = {target: i for i, target in enumerate(dict.fromkeys(enough["target_id"]))}
    shown = shown.sort_values("target_id", key=lambda ids: ids.map(place), kind="stable").sort_index(kind="stable")
    title = "Who speaks how of whom: mean sentiment toward targets"
    figure = new_figure(title, 44 + 8 * len(_names(shown)))
    ax = plot_speakers_and_targets(shown, ax=figure.add_subplot())
    bar = figure.colorbar(ScalarMappable(_SCALE, two_sided(_COLOURS)), ax=ax, fraction=0.03, pad=0.02, extend="both")
    bar.set_label("mean, −1 to 1")
    bar.outline.set_visible(False)
    clear = [row for row in rows_of(shown) if _is_clear(row)]
    tested = int(shown["mean_low"].notna().sum())
    caption = (
        f"How sentences sound about each target when the narrator, a speaker or sources without a name speak of it: "
        f"the mean, with the number of mentions in brackets. Cells with fewer than {MIN_MENTIONS} mentions are empty; "
        f"what speakers say about themselves is left out. {counting_note(tables, request)} {model_note()} "
        f"A frame marks means whose 95 % interval lies clear of 0 (a bootstrap that draws whole articles within their "
        f"outlet, {N_RESAMPLES:,} draws, seed {SEED}, from {MIN_ARTICLES} articles on): {len(clear)} of {tested} with "
        f"an interval; about {number(0.05 * tested)} would by chance alone. n = "
        f"{count(int(table['n_mentions'].sum()), 'mention')}, {article_counts(tables)}; the cells shown cover "
        f"{int(shown['n_mentions'].sum()):,}."
        f"{rest_note(min(len(speakers), down(MAX_SPEAKERS, 8)), len(speakers), 'speakers')}"
        f"{rest_note(min(len(targets), across(MAX_TARGETS)), len(targets), 'targets')}"
    )
    quoted = shown[shown["naming"] == "named"].sort_values("n_mentions", ascending=False, kind="stable")
    cells = [
        f"{speaker_label(row)} of {plain(row['target_id'], 60)} {number(row['mean'], 2)} over "
        f"{count(row['n_mentions'], 'mention')}"
        for row in rows_of(quoted.head(5))
    ]
    alt = (
        f"A table of mean sentiment for {count(len(_names(shown)), 'speaker')} by "
        f"{count(shown['target_id'].nunique(), 'target')}, shaded by value. Largest cells: {'; '.join(cells)}."
    )
    return Drawing(figure, title, table, caption, alt)


def _names(table: pd.DataFrame) -> list[str]:
    return [speaker_label(row) for row in rows_of(table.drop_duplicates(["voice", "speaker_id", "naming"]))]


def _is_clear(row: dict[str, Any]) -> bool:
    return not pd.isna(row["mean_low"]) and not row["mean_low"] <= 0 <= row["mean_high"]
