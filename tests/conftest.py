"""Fixtures that many tests share: tables of articles built by hand."""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator
from datetime import date

import pytest
from drafts import draft_article, draft_corpus

from analysis.records import ArticleAnalysis, Problem
from analysis.tables import Tables, build_tables


@pytest.fixture(scope="session")
def analyses() -> list[ArticleAnalysis]:
    """Four outlets, eight weeks of which one is empty, 56 articles."""
    return draft_corpus(4, 8, 2)


@pytest.fixture(scope="session")
def tables(analyses: list[ArticleAnalysis]) -> Tables:
    return build_tables(analyses, [Problem("broken.txt", "byte 12", "not UTF-8: left out")], "made-up")


@pytest.fixture(scope="session")
def one_article() -> Tables:
    return build_tables(
        [draft_article("only", random.Random(3), n_sentences=24, outlet="K-News", day=date(2024, 2, 3))]
    )


@pytest.fixture(scope="session")
def no_articles() -> Tables:
    return build_tables([])


@pytest.fixture(autouse=True)
def close_figs() -> Iterator[None]:
    """No test leaves a figure open for the next."""
    yield
    if "matplotlib.pyplot" in sys.modules:
        sys.modules["matplotlib.pyplot"].close("all")
