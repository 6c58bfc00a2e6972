"""Weeks and months: which one a day lies in, and which of them is long enough for a corpus."""

from __future__ import annotations

from typing import Literal, get_args

import pandas as pd

from analysis.measures.resampling import MIN_ARTICLES

Period = Literal["week", "month"]
PERIODS: tuple[Period, ...] = get_args(Period)
"""The shortest first."""

_DAY = "datetime64[s]"


def start_of(dates: pd.Series, period: Period) -> pd.Series:
    """The first day of each date's week (its Monday, ISO 8601) or month; missing where the date is.

    Example:
        >>> days = pd.Series(pd.to_datetime(["2025-03-05", "2025-03-09", None]))
        >>> start_of(days, "week").dt.strftime("%Y-%m-%d").tolist()
        ['2025-03-03', '2025-03-03', nan]
    """
    back = dates.dt.day_of_week if period == "week" else dates.dt.day - 1
    starts: pd.Series = (dates - pd.to_timedelta(back, unit="D")).astype(_DAY)
    return starts


def every_start(starts: pd.Series, period: Period) -> pd.DatetimeIndex:
    """The first day of every week or month from the first to the last of those given, without gaps.

    Example:
        >>> starts = pd.Series(pd.to_datetime(["2025-03-03", "2025-03-17"]))
        >>> every_start(starts, "week").strftime("%m-%d").tolist()
        ['03-03', '03-10', '03-17']
    """
    known = starts.dropna()
    if known.empty:
        return pd.DatetimeIndex([], dtype=_DAY)
    step = "7D" if period == "week" else "MS"
    return pd.date_range(known.min(), known.max(), freq=step, unit="s")


def shortest_period(articles: pd.DataFrame, by: list[str]) -> Period | None:
    """The shortest period in which at least half of the dated articles have enough others beside them.

    Enough are `MIN_ARTICLES` articles in a period, of the same group where there are groups.

    Args:
        articles: with the column `date` and those to group by.
        by: columns whose values make groups; none for all together.

    Returns:
        `None` if not even months hold enough.

    Example:
        >>> days = pd.DataFrame({"date": pd.to_datetime(["2025-03-05"] * 9 + ["2025-03-20"])})
        >>> shortest_period(days, [])
        'month'
    """
    dated = articles.dropna(subset="date")
    for period in PERIODS:
        cells = [start_of(dated["date"], period), *(dated[name] for name in by)]
        sizes = dated.groupby(cells)["date"].transform("size")
        if len(dated) and (sizes >= MIN_ARTICLES).mean() >= 0.5:
            return period
    return None
