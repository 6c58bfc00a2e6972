"""A corpus and a family of ratios made by hand, for the tests of comparisons over time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pandas as pd

from analysis.compare.families import BASIS, COUNTED, ITEMS, Family
from analysis.records import Article, ArticleAnalysis
from analysis.tables import Tables, build_tables

Written = tuple[str | None, date | None, int, int]
"""An article: outlet, day, hits of the frame `war`, words."""


def corpus_of(articles: Sequence[Written]) -> tuple[Tables, Family]:
    """Tables of articles `a0`, `a1`, …, and the rate of their hits; one more item, `peace`, never occurs twice."""
    made = [Article(f"a{i}", "x", outlet=outlet, date=day) for i, (outlet, day, *_) in enumerate(articles)]
    tables = build_tables(
        ArticleAnalysis(article, words, 1) for article, (*_, words) in zip(made, articles, strict=True)
    )
    hits = [(f"a{i}", "war") for i, (_, _, n, _) in enumerate(articles) for _ in range(n)] + [("a0", "peace")]
    counted = pd.DataFrame(hits, columns=["article_id", "item"]).assign(amount=1.0, start=0, end=1)
    words = [(f"a{i}", float(n)) for i, (*_, n) in enumerate(articles)]
    basis = pd.DataFrame(words, columns=["article_id", "amount"]).assign(group="all")
    items = pd.DataFrame({"item": ["war", "peace"], "subject": ["war", "peace"], "part": None, "group": "all"})
    family = Family(
        "made",
        "Frames: made by hand",
        "rate",
        "none",
        items[list(ITEMS)].astype("string"),
        counted.reindex(columns=list(COUNTED)),
        basis.reindex(columns=list(BASIS)),
    )
    return tables, family
