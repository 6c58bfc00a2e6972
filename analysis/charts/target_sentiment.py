"""Figures of sentiment toward targets: who is written of how, in whose voice, by which outlet."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING, Any

import pandas as pd

from analysis.charts.colours import VOICE_STYLES, Style
from analysis.charts.direct import name_pairs
from analysis.charts.drawing import (
    Drawing,
    NothingToDrawError,
    Request,
    article_counts,
    interval_note,
    rest_note,
    rows_of,
)
from analysis.charts.headlines import keys
from analysis.charts.labels import count, in_words, label, number, outlet_label, percent, plain
from analysis.charts.shares import MAX_OUTLETS, is_in
from analysis.charts.theme import across, axes_or_new, down, new_figure, panels
from analysis.charts.voice_marks import Marks, draw_marks, line_below_first
from analysis.measures import (
    UnknownTargetError,
    choose_target,
    sentiment_toward_targets,
    voice_differences,
)
from analysis.measures.target_mentions import mentions_of_targets

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from analysis.tables import Tables

ACCURACY: float | None = 0.74
"""Share (0-1) of mentions that the model reads right on news it was not trained on; `None` until it is measured."""
MAX_TARGETS = 12
MIN_MENTIONS = 10
"""With fewer mentions nothing is drawn: each of them would move a mark too far."""
PANELS = {
    "mean": "mean, −1 to 1",
    "negative_share": "share negative",
    "positive_share": "share positive",
    "difference": "narrator − quoted",
}
_DIFFERENCE = Style("narrator − quoted", "ink", "s", "")
NO_MENTION = "No person, organisation or group is mentioned by name."


def model_note() -> str:
    """What the numbers of sentiment toward targets are, and how often the model is right."""
    known = (
        "not yet measured how often it is right"
        if ACCURACY is None
        else f"right in about {percent(ACCURACY)} of cases on US political news"
    )
    return (
        f"Sentiment toward a target is a model's reading of how a sentence sounds about whom it mentions, {known}, and "
        f"not an attitude. Means and shares are of its probabilities; the intervals do not hold its errors."
    )


def plot_target_sentiment(table: pd.DataFrame, *, measure: str = "mean", ax: Axes | None = None) -> Axes:
    """One measure of sentiment toward targets: a row a target, or an outlet, and a mark for each voice.

    In brackets stand the mentions by the narrator and by those who are quoted. A voice with fewer than `MIN_MENTIONS`
    has no mark, and a row in which neither has more is left out.

    Args:
        table: as `sentiment_toward_targets` returns it, of all articles or of one target by outlet; for the measure
            `difference` with the columns of `voice_differences` joined to it.
        measure: one of `PANELS`.
        ax: where to draw; a new figure if not given, with the marks named.
    """
    alone, ax = ax is None, axes_or_new(ax)
    by_outlet = bool((table["scope"] == "outlet").any())
    groups = ["scope", "outlet", "target_id"]
    some = table[_is_drawn(table)][groups].drop_duplicates()
    table = table.merge(some, on=groups)
    table = table.assign(row=table.groupby(groups, dropna=False, sort=False).ngroup())
    names = [_row_name(_called(own, by_outlet=by_outlet), own) for _, own in table.groupby("row")]
    enough = table[table["n_mentions"] >= MIN_MENTIONS]
    by_voice = {
        voice: enough[enough["voice"] == voice].set_index("row").reindex(range(len(names))) for voice in VOICE_STYLES
    }
    if measure == "difference":
        both = by_voice["narrator"].loc[by_voice["narrator"].index[by_voice["quoted"]["n_mentions"].notna()]]
        series = [Marks(_DIFFERENCE.label, _DIFFERENCE, both.reindex(range(len(names))))]
    else:
        series = [Marks(VOICE_STYLES[voice].label, VOICE_STYLES[voice], own) for voice, own in by_voice.items()]
    draw_marks(ax, names, series, measure, signed=measure in {"mean", "difference"})
    ax.set_xlabel(PANELS[measure])
    ax.locator_params(axis="x", nbins=4)
    if alone:
        name_pairs(ax)
    return ax


def draw_sentiment_toward_targets(tables: Tables, request: Request) -> Drawing:
    """The figure `sentiment-toward-targets`."""
    table = _with_differences(
        sentiment_toward_targets(tables, sources=request.sources), voice_differences(tables, sources=request.sources)
    )
    enough = table[_is_drawn(table)]
    if table.empty or enough.empty:
        raise NothingToDrawError(_too_few(table, "person, organisation or group"))
    targets = enough["target_id"].drop_duplicates().tolist()
    kept = targets[: down(MAX_TARGETS, 7)]
    shown = table[table["target_id"].isin(kept)]
    title = "Sentiment toward targets, by voice"
    figure = _panels(shown, title)
    caption = (
        f"How sentences sound about the persons, organisations and groups most spoken of: in the narrator's voice, and "
        f"in what others are quoted about them; at the right the difference of the two means. "
        f"{counting_note(tables, request)} {model_note()} n = "
        f"{_size(table)}, {article_counts(tables)}. "
        f"{interval_note(drawn=bool(shown['mean_low'].notna().any()), of=' that mention it in that voice')}"
        f"{rest_note(len(kept), table['target_id'].nunique(), 'targets')} A voice with fewer than {MIN_MENTIONS} "
        f"mentions of a target has no mark."
    )
    alt = f"Dots in four panels for {count(len(kept), 'target')}. {_in_words(shown, kept[:4], 'target_id')}"
    return Drawing(figure, title, table, caption, alt)


def draw_target_by_outlet(tables: Tables, request: Request) -> Drawing:
    """The figure `sentiment-toward-target-by-outlet`."""
    try:
        target = choose_target(tables, request.target)
    except UnknownTargetError as err:
        message = str(err)
        end = "" if message.endswith("?") else "."
        raise NothingToDrawError(f"{message[0].upper()}{message[1:]}{end}") from None
    several = tables.articles["outlet"].nunique(dropna=False) > 1
    table = _with_differences(
        sentiment_toward_targets(tables, target=target, by_outlet=several, sources=request.sources),
        voice_differences(tables, target=target, by_outlet=several, sources=request.sources),
    )
    enough = table[_is_drawn(table)]
    if enough.empty:
        raise NothingToDrawError(_too_few(table, f"target “{plain(target, 60)}”"))
    outlets = enough.loc[enough["scope"] == "outlet", "outlet"].drop_duplicates()
    kept = outlets.head(down(MAX_OUTLETS, 7))
    shown = table[(table["scope"] == "all") | ((table["scope"] == "outlet") & is_in(table["outlet"], kept))]
    shown = shown.assign(row=shown.groupby(["scope", "outlet"], dropna=False, sort=False).ngroup())
    n_rows = int(shown["row"].nunique())
    title = f"Sentiment toward {plain(target, 50)}, by outlet and voice"
    figure = _panels(shown, title, whole_first=n_rows > 1)
    why = "" if request.target else " It is the target most spoken of."
    n_outlets = int(table.loc[table["scope"] == "outlet", "outlet"].nunique(dropna=False))
    compared = (
        f" Shown are {len(kept)} of {count(n_outlets, 'outlet')}: those with at least {MIN_MENTIONS} mentions in a "
        f"voice{f', the first {len(kept)} in alphabetical order' if len(outlets) > len(kept) else ''}; the CSV "
        f"file has all. A voice with fewer has no mark."
        if n_rows > 1
        else f" No outlet of several has {MIN_MENTIONS} mentions in a voice: nothing is compared."
        if several
        else ""
    )
    caption = (
        f"How sentences sound about {plain(target, 80)} in each outlet's own voice, and in what others are quoted "
        f"about it there; at the right the difference of the two means.{why} "
        f"{counting_note(tables, request, target)} {model_note()} n = "
        f"{_size(table[table['scope'] == 'all'])}, {article_counts(tables)}. "
        f"{interval_note(drawn=bool(shown['mean_low'].notna().any()), of=' that mention it in that voice')}{compared} "
        f"Outlets differ in what they report of a target, too: read the sentences before you compare."
    )
    groups = ["all articles", *(outlet_label(outlet) for outlet in kept)]
    labelled = shown.assign(group=[groups[row] for row in shown["row"]])
    alt = f"Dots in four panels for {count(n_rows, 'row')}. {_in_words(labelled, groups[:6], 'group')}"
    told = shown[
        (shown["scope"] == "outlet") & (shown["voice"] == "narrator") & _is_drawn(shown) & (not request.sources)
    ]
    return Drawing(figure, title, table, caption, alt, shown=keys("targets-narrator", told, "target_id", "outlet"))


def _with_differences(table: pd.DataFrame, differences: pd.DataFrame) -> pd.DataFrame:
    columns = [name for name in differences if str(name).startswith("difference")]
    keys = ["scope", "outlet", "target_id"]
    return table.merge(differences[[*keys, *columns]], how="left", on=keys)


def _is_drawn(table: pd.DataFrame) -> pd.Series:
    return table["voice"].isin(list(VOICE_STYLES)) & (table["n_mentions"] >= MIN_MENTIONS)


def _too_few(table: pd.DataFrame, what: str) -> str:
    return f"No {what} has {MIN_MENTIONS} mentions in one voice." if len(table) else NO_MENTION


def _called(rows: pd.DataFrame, *, by_outlet: bool) -> str:
    first = rows.iloc[0]
    if not by_outlet:
        return str(first["target_id"])
    return "all articles" if first["scope"] == "all" else outlet_label(first["outlet"])


def _row_name(name: str, rows: pd.DataFrame) -> str:
    """A row's name with its mentions by narrator and by those who are quoted."""
    n = rows.groupby("voice")["n_mentions"].sum()
    sizes = " | ".join(f"{int(n.get(voice, 0)):,}" for voice in VOICE_STYLES)
    return f"{label(name, 26)}  ({sizes})"


def _panels(table: pd.DataFrame, title: str, *, whole_first: bool = False) -> Figure:
    n_columns = across(len(PANELS))
    n_rows = ceil(len(PANELS) / n_columns)
    n_in_panel = len(table[_is_drawn(table)].drop_duplicates(["scope", "outlet", "target_id"]))
    figure = new_figure(title, 26 - 10 + n_rows * (10 + 7 * n_in_panel))
    axes = panels(figure, len(PANELS), n_columns, sharey=True)
    for ax, measure in zip(axes, PANELS, strict=True):
        plot_target_sentiment(table, measure=measure, ax=ax)
        if whole_first:
            line_below_first(ax)
    shares = [ax for ax, measure in zip(axes, PANELS, strict=True) if measure.endswith("_share")]
    reach = max(ax.get_xlim()[1] for ax in shares)
    for ax in shares:
        ax.set_xlim(0, reach)
    name_pairs(axes[0])
    figure.supxlabel("in brackets: mentions (narrator | quoted)", fontsize=7)
    return figure


def _size(table: pd.DataFrame) -> str:
    n = table.groupby("voice")["n_mentions"].sum()
    n = n.reindex(list(VOICE_STYLES), fill_value=0)
    return f"{count(int(n.sum()), 'mention')} ({int(n['narrator']):,} by the narrator, {int(n['quoted']):,} quoted)"


def counting_note(tables: Tables, request: Request, target: str | None = None) -> str:
    """Which mentions are counted, and how many are not."""
    mentions = mentions_of_targets(tables)
    mentions = mentions if target is None else mentions[mentions["target_id"] == target]
    sources = int(mentions["is_source"].sum())
    about_self = int((mentions["voice"] == "self").sum())
    nameless = int(tables.targets["target_id"].isna().sum()) if target is None else 0
    told = f"{count(sources, 'mention that only says', 'mentions that only say')} who is quoted (“Lund said”)"
    parts = [f"{told} {'is' if sources == 1 else 'are'} {'counted' if request.sources else 'left out'}"]
    for n, what in (
        (about_self, "by the target itself {} not drawn"),
        (nameless, "of people who are not named (“voters”) {} left out"),
    ):
        parts += [f"{count(n, 'mention')} {what.format('is' if n == 1 else 'are')}"] if n else []
    return f"{'; '.join(parts)}."


def _in_words(table: pd.DataFrame, groups: Sequence[str], column: str) -> str:
    """Means by voice of some groups, for those who do not see the figure."""
    sentences = []
    for group in groups:
        own = table[(table[column] == group) & _is_drawn(table)]
        parts = [_value_in_words(row) for row in rows_of(own)]
        if parts:
            sentences.append(f"{plain(group, 60)}: {in_words(parts)}.")
    return " ".join(sentences)


def _value_in_words(row: dict[str, Any]) -> str:
    return (
        f"{row['voice']} mean {number(row['mean'], 2)}, {percent(row['negative_share'])} negative and "
        f"{percent(row['positive_share'])} positive over {count(row['n_mentions'], 'mention')}"
    )
