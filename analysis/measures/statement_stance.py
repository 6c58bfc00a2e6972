"""With which stance outlets report the same statements.

Outlets quote different things, so that their stances differ for that reason alone. Here the statement is held constant.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from analysis.measures.resampling import MIN_ARTICLES, N_RESAMPLES, SEED, bootstrap_ratios

if TYPE_CHECKING:
    from collections.abc import Hashable

COMPARED_STANCES = ("neutral", "endorsing", "distancing")
NO_CUE = "–"
"""Where an outlet reports a statement without a reporting word."""


def stance_on_shared(statements: pd.DataFrame, *, n_resamples: int = N_RESAMPLES, seed: int = SEED) -> pd.DataFrame:
    """With which stance each outlet reports the statements that others report too.

    For every statement that at least two outlets report with a known stance, the outlet's share of reports with a
    stance is set against the mean share of the others, statement by statement: difference = mean of (own - others).
    The interval is a 95 % percentile interval of a bootstrap over the outlet's articles (see `bootstrap_ratios`), from
    10 articles on; it is missing where all differences are 0.

    Args:
        statements: as `find_shared_statements` returns them.
        n_resamples: draws of the bootstrap.
        seed: of the bootstrap; every outlet starts anew with it.

    Returns:
        outlet, stance (`neutral`, `endorsing` or `distancing`), n_statements, n_articles, share (0-1), share_others,
        difference (-1 to 1), difference_low, difference_high.

    Example:
        >>> from analysis.measures.statements import find_shared_statements
        >>> from analysis.tables import build_tables
        >>> stance_on_shared(find_shared_statements(build_tables([]))).empty
        True
    """
    known = _comparable(statements)
    rows = []
    for outlet in sorted(known["outlet"].unique()):
        of_outlet = known[known["outlet"] == outlet]
        with_it = known[known["statement"].isin(of_outlet["statement"])]
        first = of_outlet.groupby("statement")["article_id"].first()
        for stance in COMPARED_STANCES:
            is_it = with_it.assign(is_it=(with_it["stance"] == stance).astype("float64"))
            shares = is_it.groupby(["statement", "outlet"])["is_it"].mean().unstack("outlet")
            own, others = shares[outlet], shares.drop(columns=outlet).mean(axis=1)
            apart = (own - others).groupby(first.reindex(own.index)).agg(["sum", "size"])
            row: dict[str, Hashable] = {
                "outlet": outlet,
                "stance": stance,
                "n_statements": len(own),
                "n_articles": len(apart),
                "share": float(own.mean()),
                "share_others": float(others.mean()),
                "difference": float((own - others).mean()),
            }
            if len(apart) >= MIN_ARTICLES and np.any(own != others):
                bounds = bootstrap_ratios(apart["sum"], apart["size"], n_resamples=n_resamples, seed=seed)[0]
                row["difference_low"], row["difference_high"] = (float(bound) for bound in bounds)
            rows.append(row)
    return pd.DataFrame(rows, columns=list(_STANCE_DTYPES)).astype(_STANCE_DTYPES)


def count_stance_differences(statements: pd.DataFrame) -> pd.DataFrame:
    """How often outlets differ in the stance with which they report the same statement.

    Outlets differ on a statement if the stance that each uses most often for it (the first in alphabetical order of
    several) is not the same for all. Only statements that at least two outlets report with a known stance can tell.

    Args:
        statements: as `find_shared_statements` returns them.

    Returns:
        match (`copied`, `paraphrased`), n_statements, n_compared, n_differ; a row for each match that occurs.

    Example:
        >>> from analysis.measures.statements import find_shared_statements
        >>> from analysis.tables import build_tables
        >>> count_stance_differences(find_shared_statements(build_tables([]))).empty
        True
    """
    by_outlet = _comparable(statements).groupby(["match", "statement", "outlet"])["stance"].agg(_most_frequent)
    n_stances = by_outlet.groupby(["match", "statement"]).nunique()
    counts = statements.groupby("match")["statement"].nunique().rename("n_statements").to_frame()
    counts["n_compared"] = n_stances.groupby("match").size()
    counts["n_differ"] = (n_stances > 1).groupby("match").sum()
    return counts.fillna(0).astype("int64").reset_index().astype({"match": "string"})


def lay_side_by_side(statements: pd.DataFrame) -> pd.DataFrame:
    """Each statement in one row, with the reporting words of every outlet beside each other.

    Args:
        statements: as `find_shared_statements` returns them.

    Returns:
        statement, match, speaker_id, date (of the first report), a column for each outlet that reports any (its
        reporting words with their stance, e.g. `claim (distancing)`; missing where it does not report it), and content
        (of the shortest report).

    Example:
        >>> from analysis.measures.statements import find_shared_statements
        >>> from analysis.tables import build_tables
        >>> lay_side_by_side(find_shared_statements(build_tables([]))).columns.tolist()
        ['statement', 'match', 'speaker_id', 'date', 'content']
    """
    stances = statements["stance"].map(" ({})".format, na_action="ignore").fillna("")
    cues = statements.assign(cue=statements["cue_lemma"].fillna(NO_CUE) + stances)
    by_outlet = cues.groupby(["statement", "outlet"])["cue"].agg(lambda own: ", ".join(dict.fromkeys(own)))
    shortest = statements.loc[statements["content"].str.len().sort_values(kind="stable").index]
    first = shortest.groupby("statement").agg(
        match=("match", "first"), speaker_id=("speaker_id", "first"), date=("date", "min"), content=("content", "first")
    )
    outlets = by_outlet.unstack("outlet") if len(by_outlet) else pd.DataFrame(index=first.index)
    table = first[["match", "speaker_id", "date"]].join(outlets).join(first["content"])
    return table.rename_axis("statement").reset_index()


def _most_frequent(stances: pd.Series) -> str:
    counts = Counter(map(str, stances))
    return min(counts, key=lambda stance: (-counts[stance], stance))


def _comparable(statements: pd.DataFrame) -> pd.DataFrame:
    """Reports with a known stance, of statements for which at least two outlets have one."""
    known = statements.dropna(subset="stance")
    return known[known.groupby("statement")["outlet"].transform("nunique") > 1]


_STANCE_DTYPES = {
    "outlet": "string",
    "stance": "string",
    "n_statements": "int64",
    "n_articles": "int64",
    "share": "float64",
    "share_others": "float64",
    "difference": "float64",
    "difference_low": "Float64",
    "difference_high": "Float64",
}
