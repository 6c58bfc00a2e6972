"""The mentions of targets that measures count: of somebody in particular, in whose voice, and which target is meant."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from analysis.tables import Tables

TARGET_VOICES = ("narrator", "quoted", "self")
"""The narrator, those who are quoted about somebody else, and those who are quoted about themselves."""


class UnknownTargetError(ValueError):
    """A target was asked for that nothing mentions; the message names those that are spelt alike."""


def mentions_of_targets(tables: Tables) -> pd.DataFrame:
    """The rows of `tables.targets` that name somebody, with what is counted of each.

    Returns:
        The columns of `tables.targets`, with voice one of `TARGET_VOICES`, and mean (p_positive - p_negative),
        negative_share and positive_share (the probabilities), is_negative, is_neutral and is_positive (by
        label), is_source: whether it only says who is quoted ("Lund said"), that is, overlaps the words which name a
        quote's source.
    """
    rows = tables.targets.assign(is_source=_in_source(tables))
    rows = rows[rows["target_id"].notna()]
    about_self = (rows["voice"] == "quoted") & (rows["speaker_id"] == rows["target_id"]).fillna(False)
    return rows.assign(
        voice=rows["voice"].mask(about_self, "self"),
        mean=rows["p_positive"] - rows["p_negative"],
        negative_share=rows["p_negative"],
        positive_share=rows["p_positive"],
        **{f"is_{label}": rows["sentiment"] == label for label in ("negative", "neutral", "positive")},
    )


def _in_source(tables: Tables) -> pd.Series:
    """Which mentions overlap the words that name a quote's source."""
    spans = tables.quote_spans
    spans = spans.loc[spans["role"] == "speaker", ["article_id", "start", "end"]]
    mentions = tables.targets[["article_id", "start", "end"]].reset_index(names="row")
    pairs = mentions.merge(spans, on="article_id", suffixes=("", "_of_source"))
    inside = pairs[(pairs["start"] < pairs["end_of_source"]) & (pairs["start_of_source"] < pairs["end"])]
    return pd.Series(tables.targets.index.isin(inside["row"]), index=tables.targets.index, dtype="bool")


def most_mentioned_targets(tables: Tables) -> list[str]:
    """The targets' ids, those that are spoken of most often first, equals in alphabetical order.

    Mentions that only say who is quoted do not count for this, nor what a target says about itself.
    """
    mentions = mentions_of_targets(tables)
    counts = count_spoken_of(mentions)
    return sorted((str(target) for target in counts.index), key=lambda target: (-counts[target], target))


def count_spoken_of(mentions: pd.DataFrame) -> pd.Series:
    """How often each target is spoken of by others, by its id; 0 for those who are only quoted.

    Args:
        mentions: as `mentions_of_targets` returns them.
    """
    counted = mentions[~mentions["is_source"] & (mentions["voice"] != "self")]
    counts = counted["target_id"].value_counts()
    return counts.reindex(mentions["target_id"].drop_duplicates(), fill_value=0).astype("int64")


def choose_target(tables: Tables, target: str | None = None) -> str:
    """The id of the target that was asked for, by its id or a name that only it has; else the one most spoken of.

    Raises:
        UnknownTargetError: if it is not mentioned, if a name may be several targets', or if there is no target at all.
    """
    known = most_mentioned_targets(tables)
    if not known:
        raise UnknownTargetError("no person, organisation or group is mentioned by name")
    if target is None:
        return known[0]
    wanted = target.casefold().strip()
    rows = tables.targets.dropna(subset="target_id")
    for column in ("target_id", "target_name"):
        found = rows.loc[rows[column].str.casefold() == wanted, "target_id"].drop_duplicates().tolist()
        if len(found) == 1:
            return str(found[0])
        if found:
            raise UnknownTargetError(f"{target!r} may be {', '.join(map(repr, sorted(found)))}")
    names = {str(name).casefold(): str(name) for name in [*known, *rows["target_name"].dropna().unique()]}
    near = [names[name] for name in get_close_matches(wanted, names, n=3)]
    near += [name for name in known if wanted in name.casefold() and name not in near][:3]
    hint = f"; did you mean {', '.join(map(repr, near))}?" if near else ""
    raise UnknownTargetError(f"nothing mentions {target!r}{hint}")
