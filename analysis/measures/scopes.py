"""All articles together and each outlet's, for measures that tell both in one table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Iterator

    from analysis.tables import Tables


def each_scope(tables: Tables, *, by_outlet: bool) -> Iterator[tuple[str, Any, pd.DataFrame]]:
    """Yield scope (`all`, then `outlet` for each), outlet (missing for all) and the rows of `tables.articles`."""
    articles = tables.articles[["article_id", "outlet"]]
    yield "all", pd.NA, articles
    if by_outlet:
        for outlet, own in articles.groupby("outlet", dropna=False):
            yield "outlet", outlet, own
