"""Who is quoted, how much, and by which reporting verbs.

Speakers are counted by their identity in the corpus (`speaker_id`). Words that name nobody, such as "officials" or "the
report", mean somebody else in each article: they are counted together, apart from the speakers. What somebody is said
to think or intend is no speaking: it counts only where it is asked for.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, get_args

import pandas as pd

from analysis.records import SAID, AttributionType

if TYPE_CHECKING:
    from collections.abc import Collection

    from analysis.tables import Tables

ATTRIBUTION_TYPES: tuple[AttributionType, ...] = (*SAID, *(t for t in get_args(AttributionType) if t not in SAID))
QUOTE_TYPES = ("direct", "mixed", "indirect")
NAMINGS = ("named", "unnamed", "unresolved")
"""Whether a quote's speaker is somebody in particular, words that name nobody, or not known."""


def quotes_of(tables: Tables, types: Collection[AttributionType] = SAID) -> pd.DataFrame:
    """The rows of `tables.quotes` that are of these attribution types.

    Raises:
        ValueError: if a type is none.
    """
    unknown = sorted(set(types) - set(ATTRIBUTION_TYPES))
    if unknown:
        raise ValueError(
            f"there is no attribution type {', '.join(map(repr, unknown))}; there are {', '.join(ATTRIBUTION_TYPES)}"
        )
    return tables.quotes[tables.quotes["attribution_type"].isin(list(types))]


def keep_likely(tables: Tables, least_score: float) -> Tables:
    """The tables without the quotes of a lower score (0-1); the voices of sentences and terms stay as they were."""
    return replace(tables, quotes=tables.quotes[tables.quotes["score"] >= least_score])


def count_attributions(tables: Tables) -> pd.DataFrame:
    """How many attributions there are of each type, what counts as a quote first.

    Returns:
        attribution_type, counted (whether measures count it where nothing else is asked for), n_quotes, n_with_source
        (for which the text names a source), n_articles, share (0-1, of all attributions); a row for each type.
    """
    quotes = tables.quotes
    counts = quotes.groupby("attribution_type").agg(
        n_quotes=("quote_id", "size"), n_with_source=("speaker", "count"), n_articles=("article_id", "nunique")
    )
    counts = counts.reindex(list(ATTRIBUTION_TYPES) if len(quotes) else [], fill_value=0).astype("int64")
    counts = counts.rename_axis("attribution_type").reset_index().astype({"attribution_type": "string"})
    counts.insert(1, "counted", counts["attribution_type"].isin(SAID).astype("bool"))
    return counts.assign(share=counts["n_quotes"] / max(len(quotes), 1))


def naming_of(rows: pd.DataFrame) -> pd.Series:
    """Whether each row of a table with `speaker_id` and `speaker_name` has a speaker: one of `NAMINGS`.

    Example:
        >>> rows = pd.DataFrame({"speaker_id": ["Ada Lund", None, None], "speaker_name": ["Lund", "officials", None]})
        >>> naming_of(rows).tolist()
        ['named', 'unnamed', 'unresolved']
    """
    naming = pd.Series("unresolved", index=rows.index, dtype="string")
    return naming.mask(rows["speaker_name"].notna(), "unnamed").mask(rows["speaker_id"].notna(), "named")


def count_speakers(tables: Tables, *, types: Collection[AttributionType] = SAID) -> pd.DataFrame:
    """Quotes and quoted words of each speaker, the most quoted first.

    The last two rows, if there are such quotes, are those of all sources without a name and of speakers that are not
    resolved; their `speaker_id` is missing.

    Args:
        tables: of a corpus.
        types: the attribution types to count; what was said, written or published unless others are given.

    Returns:
        speaker_id, naming (see `NAMINGS`), speaker_type (missing without a speaker), n_quotes and how many of them are
        direct (n_direct), n_mixed and n_indirect, n_words and how many of them stand in such quotes (n_words_direct,
        …), n_articles, quote_share and word_share (0-1, of all quotes and of all quoted words that are counted).

    Raises:
        ValueError: if a type is none.
    """
    quotes = quotes_of(tables, types)
    quotes = quotes.assign(naming=naming_of(quotes), n_quotes=1)
    for quote_type in QUOTE_TYPES:
        of_type = (quotes["quote_type"] == quote_type).fillna(False).astype("int64")
        quotes[f"n_{quote_type}"] = of_type
        quotes[f"n_words_{quote_type}"] = of_type * quotes["n_words"]
    columns = ["n_quotes", *(f"n_{kind}" for kind in QUOTE_TYPES)]
    columns += ["n_words", *(f"n_words_{kind}" for kind in QUOTE_TYPES)]
    grouped = quotes.groupby(["speaker_id", "naming"], dropna=False, sort=False)
    counts = grouped[columns].sum().assign(n_articles=grouped["article_id"].nunique()).reset_index()
    counts["speaker_type"] = type_of_speakers(tables, counts["speaker_id"])
    counts["quote_share"] = counts["n_quotes"] / max(int(counts["n_quotes"].sum()), 1)
    counts["word_share"] = counts["n_words"] / max(int(counts["n_words"].sum()), 1)
    counts = counts.sort_values(["n_quotes", "n_words", "speaker_id"], ascending=[False, False, True], kind="stable")
    order = ["speaker_id", "naming", "speaker_type", *columns, "n_articles", "quote_share", "word_share"]
    return _named_first(counts)[order]


def type_of_speakers(tables: Tables, speaker_ids: pd.Series) -> pd.Series:
    """The type of each speaker, as the table `speakers` has it; missing where there is no speaker."""
    speakers = tables.speakers.dropna(subset="speaker_id").drop_duplicates("speaker_id")
    return speaker_ids.map(dict(zip(speakers["speaker_id"], speakers["speaker_type"], strict=True))).astype("string")


def _named_first(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows in their order, but speakers before sources without a name before what is not resolved."""
    return rows.sort_values("naming", kind="stable").reset_index(drop=True)


def count_reporting_verbs(tables: Tables, *, types: Collection[AttributionType] = SAID) -> pd.DataFrame:
    """How often each reporting verb (or "according to") introduces each speaker.

    Quotes that stand alone have no verb and are left out. Speakers and verbs come in the order of their totals; sources
    without a name and unresolved speakers come last.

    Args:
        tables: of a corpus.
        types: the attribution types to count; what was said, written or published unless others are given.

    Returns:
        speaker_id, naming (see `NAMINGS`), cue_lemma, stance, n_quotes, n_articles; only pairs that occur.

    Raises:
        ValueError: if a type is none.
    """
    quotes = quotes_of(tables, types)
    quotes = quotes.assign(naming=naming_of(quotes))
    quotes = quotes[quotes["cue_lemma"].notna()]
    by_speaker = ["speaker_id", "naming"]
    pairs = (
        quotes.groupby([*by_speaker, "cue_lemma"], dropna=False, sort=False)
        .agg(stance=("stance", "first"), n_quotes=("quote_id", "size"), n_articles=("article_id", "nunique"))
        .reset_index()
    )
    pairs["of_speaker"] = pairs.groupby(by_speaker, dropna=False)["n_quotes"].transform("sum")
    pairs["of_verb"] = pairs.groupby("cue_lemma")["n_quotes"].transform("sum")
    pairs = pairs.sort_values(
        ["of_speaker", "speaker_id", "of_verb", "cue_lemma"], ascending=[False, True, False, True], kind="stable"
    )
    return _named_first(pairs)[[*by_speaker, "cue_lemma", "stance", "n_quotes", "n_articles"]]
