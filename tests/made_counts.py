"""Comparisons made of numbers: designs, families and tables of which every count is known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd
from hand_tables import table
from numpy.typing import ArrayLike, NDArray

from analysis.compare.design import Design
from analysis.compare.families import BASIS, COUNTED, Family
from analysis.tables import Tables, build_tables

HITS, WORDS, GROUPS = [5, 0, 2, 9, 1, 3], [500, 400, 450, 700, 300, 620], [1, 0, 0, 1, 0, 1]
"""The test vector of ratios by article: T = .006732 between the groups, exact p = .10."""


def design_of(
    groups: Sequence[object], strata: Sequence[object] | None = None, *, n_shuffles: int = 999, seed: int = 1
) -> Design:
    """One unit a group's name; all in one stratum if none are given."""
    units = pd.DataFrame({
        "article_id": ids_of(len(groups)),
        "group": [str(group) for group in groups],
        "stratum": ["all"] * len(groups) if strata is None else [str(stratum) for stratum in strata],
        "weight": 1.0,
    })  # fmt: skip
    return Design(units, "keep", "all", n_shuffles=n_shuffles, seed=seed)


def family_of_counts(counts: ArrayLike, words: ArrayLike) -> Family:
    """Rates of `counts`, one row an article, one column an item, in articles of so many words."""
    every = np.asarray(counts, dtype=np.int64)
    every = every[:, None] if every.ndim == 1 else every
    names = [f"item {i}" for i in range(every.shape[1])]
    rows, columns = np.nonzero(every)
    hits = pd.DataFrame({"row": rows, "item": columns}).loc[np.repeat(np.arange(len(rows)), every[rows, columns])]
    ids = np.array(ids_of(len(every)))
    counted = pd.DataFrame({"article_id": ids[hits["row"]], "item": np.array(names)[hits["item"]], "amount": 1.0})
    basis = pd.DataFrame({"article_id": ids, "group": "all", "amount": np.asarray(words, dtype=np.float64)})
    items = pd.DataFrame({"item": names, "subject": names, "part": pd.NA, "group": "all"}).astype("string")
    return Family(
        "made",
        "Made",
        "rate",
        "none",
        items,
        counted.reindex(columns=list(COUNTED)),
        basis.reindex(columns=list(BASIS)),
    )


def ids_of(n: int) -> list[str]:
    """The articles' ids."""
    return [f"a{i:03}" for i in range(n)]


def columns_of(*values: ArrayLike) -> tuple[NDArray[np.float64], ...]:
    """Each as a matrix of one column."""
    return tuple(np.asarray(column, dtype=np.float64)[:, None] for column in values)


def tables_of_counts(
    outlets: Sequence[str | None],
    *,
    dates: Sequence[str | None] | None = None,
    words: Sequence[int] | int = 500,
    clusters: Sequence[str | None] | None = None,
    hits: Sequence[tuple[int, str, int]] = (),
    quotes: Sequence[tuple[int, str | None, str, str, int]] = (),
) -> Tables:
    """Tables of articles of which only numbers are known.

    Args:
        outlets: one an article.
        dates: likewise; all on one day if not given.
        words: likewise, or of all.
        clusters: of copies, likewise; without the column if not given.
        hits: number of an article, a term of the narrator's frame "siege", how often.
        quotes: number of an article, who speaks, the stance of the reporting word, that word, how often.
    """
    ids = ids_of(len(outlets))
    days = pd.to_datetime(pd.Series(["2024-01-03"] * len(ids) if dates is None else list(dates)))
    lengths = [words] * len(ids) if isinstance(words, int) else list(words)
    rows = [
        {"article_id": name, "outlet": outlet, "date": day, "n_words": n, "text": ""}
        for name, outlet, day, n in zip(ids, outlets, days, lengths, strict=True)
    ]
    articles = table("articles", rows)
    if clusters is not None:
        articles = articles.assign(copy_cluster=pd.Series(list(clusters), dtype="string"))
    terms = [
        {"article_id": ids[number], "lexicon": "made", "frame": "siege", "term": term, "voice": "narrator"}
        for number, term, n in hits
        for _ in range(n)
    ]
    said = [
        {
            "article_id": ids[number],
            "attribution_type": "speech",
            "speaker_name": speaker,
            "speaker_id": speaker,
            "stance": stance,
            "cue_lemma": cue,
            "score": 1.0,
        }
        for number, speaker, stance, cue, n in quotes
        for _ in range(n)
    ]
    numbered = [row | {"quote_id": f"{row['article_id']}:q{n}"} for n, row in enumerate(said)]
    return replace(
        build_tables([]),
        articles=articles,
        frame_hits=table("frame_hits", terms),
        quotes=table("quotes", numbered),
    )
