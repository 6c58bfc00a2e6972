"""Do coders agree? Krippendorff's alpha with its interval, and the code that they settle on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from analysis.measures.resampling import N_RESAMPLES, SEED, percentile_intervals
from analysis.validation.questions import ADJUDICATED, UNSURE

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

RELY, TENTATIVE = 0.8, 0.667
"""Krippendorff's (2004) marks: from the first on rely on the data, from the second on draw tentative conclusions."""
ALPHA_COLUMNS = ("alpha", "alpha_low", "alpha_high", "n_units", "n_coders", "agreement")


def krippendorff_alpha(codes: pd.DataFrame) -> float:
    """Krippendorff's alpha for nominal codes (2004; Hayes and Krippendorff 2007), as NLTK computes it.

    Items with fewer than two codes are left out first: NLTK would ask them whether there is more than one category.

    Args:
        codes: `coder`, `item`, `code`, a row a code given.

    Returns:
        -1 to 1; NaN where no item has two codes, or where all codes are one: then nobody can tell agreement from habit.

    Example:
        >>> codes = pd.DataFrame(
        ...     [("a", 1, "x"), ("b", 1, "x"), ("a", 2, "y"), ("b", 2, "y"), ("a", 3, "x"), ("b", 3, "y")],
        ...     columns=["coder", "item", "code"],
        ... )
        >>> round(krippendorff_alpha(codes), 3)
        0.444
    """
    from nltk.metrics.agreement import AnnotationTask

    paired = codes[codes.groupby("item")["coder"].transform("size") >= 2] if len(codes) else codes
    if paired.empty or paired["code"].nunique() < 2:
        return float("nan")
    triples = paired[["coder", "item", "code"]].itertuples(index=False, name=None)
    return float(AnnotationTask(data=list(triples)).alpha())


def reliability(codes: pd.DataFrame, *, n_resamples: int = N_RESAMPLES, seed: int = SEED) -> dict[str, Any]:
    """Alpha with a 95 % percentile interval of a bootstrap over items.

    Args:
        codes: `coder`, `item`, `code`, a row a code given; of one question.
        n_resamples: draws.
        seed: of the draws.

    Returns:
        The values of `ALPHA_COLUMNS`; `n_units` counts items with two codes or more, `agreement` is the share (0-1) of
        pairs of codes that are the same.
    """
    counts = _counts(codes)
    n, low, high = len(counts), np.nan, np.nan
    if n:
        draws = np.random.default_rng(seed).multinomial(n, np.full(n, 1 / n), n_resamples)
        low, high = percentile_intervals(alphas(counts, draws)[:, None])[0]
    sizes = counts.sum(axis=1)
    pairs = (sizes * (sizes - 1)).sum()
    return {
        "alpha": krippendorff_alpha(codes),
        "alpha_low": float(low),
        "alpha_high": float(high),
        "n_units": n,
        "n_coders": int(codes["coder"].nunique()),
        "agreement": float((counts * (counts - 1)).sum() / pairs) if pairs else float("nan"),
    }


def alphas(counts: ArrayLike, weights: ArrayLike) -> NDArray[np.float64]:
    """Alpha of weighted units, one a row of weights: 1 − (n − 1) Σ o_ck / Σ n_c n_k over pairs of unlike codes.

    Args:
        counts: how often each unit has each code; a row a unit, a column a code, every row with at least two codes.
        weights: how often each unit counts, a row a draw.

    Example:
        >>> alphas([[2, 0], [0, 2], [1, 1]], [[1, 1, 1]]).round(3)
        array([0.444])
    """
    table, times = np.asarray(counts, dtype=np.float64), np.asarray(weights, dtype=np.float64)
    sizes = table.sum(axis=1)
    unlike = (sizes**2 - (table**2).sum(axis=1)) / (sizes - 1)
    totals = times @ table
    n = totals.sum(axis=1)
    expected = n**2 - (totals**2).sum(axis=1)
    chance = np.divide((n - 1) * (times @ unlike), expected, out=np.full(len(n), np.nan), where=expected > 1e-9)
    return np.asarray(1 - chance)


def reliability_table(codes: pd.DataFrame) -> pd.DataFrame:
    """Alpha of every question, of each of its codes against all others, and of frames one by one.

    A rare code hardly moves a question's alpha, whichever way it is used; so each code has one of its own.

    Args:
        codes: `coder`, `kind`, `item`, `question`, `code` and `frame`; without settled ones.

    Returns:
        `kind`, `question`, `frame`, `code` (missing: all) and `ALPHA_COLUMNS`.
    """
    rows = []
    for (kind, question), own in codes.groupby(["kind", "question"], sort=False):
        rows.append({"kind": kind, "question": question} | reliability(own))
        codes_given = sorted(own["code"].unique())
        for code in codes_given if len(codes_given) > 2 else []:  # of two, each alone has the alpha of both
            against = own.assign(code=own["code"].eq(code).map({True: code, False: "other"}))
            rows.append({"kind": kind, "question": question, "code": code} | reliability(against))
        for frame, part in own.dropna(subset="frame").groupby("frame", sort=True):
            rows.append({"kind": kind, "question": question, "frame": frame} | reliability(part))
    return pd.DataFrame(rows, columns=["kind", "question", "frame", "code", *ALPHA_COLUMNS])


def settle(codes: pd.DataFrame) -> pd.DataFrame:
    """The code that each item gets for each question.

    A settled disagreement wins; else the code that more coders gave than any other. A tie and “unsure” settle nothing.

    Args:
        codes: `coder`, `kind`, `item`, `question`, `code`.

    Returns:
        `kind`, `item`, `question`, `gold` (missing where nothing is settled), `how` (`adjudicated`, `agreed`,
        `majority`, `single`, `tie` or `unsure`) and `codes`, who gave which.
    """
    rows = []
    for (kind, item, question), own in codes.groupby(["kind", "item", "question"], sort=True):
        settled = own.loc[own["coder"] == ADJUDICATED, "code"].tolist()
        given = own.loc[own["coder"] != ADJUDICATED, "code"]
        counts = given.value_counts()
        if settled:
            gold, how = settled[0], "adjudicated"
        elif (counts == counts.iloc[0]).sum() > 1:
            gold, how = None, "tie"
        else:
            gold = counts.index[0]
            how = "single" if len(given) == 1 else "agreed" if len(counts) == 1 else "majority"
        if gold == UNSURE:
            gold, how = None, UNSURE
        said = ", ".join(f"{coder}: {code}" for coder, code in zip(own["coder"], own["code"], strict=True))
        rows.append((kind, item, question, gold, how, said))
    return pd.DataFrame(rows, columns=["kind", "item", "question", "gold", "how", "codes"], dtype=object)


def _counts(codes: pd.DataFrame) -> NDArray[np.float64]:
    """How often each item with two codes or more has each code."""
    if codes.empty:
        return np.empty((0, 1))
    table = pd.crosstab(codes["item"], codes["code"]).to_numpy(dtype=np.float64)
    return np.asarray(table[table.sum(axis=1) >= 2])
