"""What is compared with what: articles in their groups, copies taken together, and which of them could be exchanged.

The unit of every interval and test here is the article, and of copies of one text the cluster of them: their words are
not independent of one another.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import combinations, product
from math import comb, prod
from typing import TYPE_CHECKING, Literal, get_args

import numpy as np
import pandas as pd

from analysis.measures.resampling import SEED, draw_units

if TYPE_CHECKING:
    from collections.abc import Collection

    from numpy.typing import NDArray

    from analysis.tables import Tables

Copies = Literal["keep", "drop", "weight"]
COPIES: tuple[Copies, ...] = get_args(Copies)
Period = Literal["week", "month", "quarter", "all"]
PERIODS: tuple[Period, ...] = get_args(Period)

N_SHUFFLES = 9999
"""The least p is 1/10,000, so that one finding alone can stand out of a table of 500 tests."""
EXACT_UP_TO = 20_000
"""With so many arrangements or fewer, all of them are gone through."""
MOST_ALONE = 0.2
"""A period is long enough if at most this share (0-1) of the dated articles lies where no other group has any."""

UNDATED = "no date"


class NothingToCompareError(ValueError):
    """The articles belong to fewer than two groups; the message says so."""


@dataclass(frozen=True, eq=False)
class Design:
    """The units of a comparison.

    Attributes:
        units: one row a unit: `article_id`, `group`, `stratum` (only units of one stratum could be exchanged), `weight`
            (0-1).
        copies: how copies of one text count (see `lay_out`).
        period: of the strata.
        group_of: every article's group by `article_id`, copies that are left out among them.
        n_copies: articles that are left out, or weigh less, as copies.
        n_without_group: articles that are left out because their group is not known.
        n_shuffles: random arrangements of each test that is not exact.
        seed: of these.
    """

    units: pd.DataFrame
    copies: Copies
    period: Period
    group_of: pd.Series = field(default_factory=lambda: pd.Series(dtype="string"))
    n_copies: int = 0
    n_without_group: int = 0
    n_shuffles: int = N_SHUFFLES
    seed: int = SEED

    @cached_property
    def groups(self) -> list[str]:
        """The groups in alphabetical order."""
        return sorted(self.units["group"].unique())

    @cached_property
    def codes(self) -> NDArray[np.int16]:
        """Each unit's group, as its place in `groups`."""
        places = {group: place for place, group in enumerate(self.groups)}
        return np.array([places[group] for group in self.units["group"]], dtype=np.int16)

    @cached_property
    def _stratum_codes(self) -> NDArray[np.int64]:
        codes, _ = pd.factorize(self.units["stratum"], sort=True)
        return codes.astype(np.int64)

    @cached_property
    def shuffled(self) -> NDArray[np.int16]:
        """Random arrangements of the groups' names over the units, exchanged within strata only.

        Returns:
            One row an arrangement, one column a unit: the group as in `codes`.
        """
        rng = np.random.default_rng(self.seed)
        shuffled = np.empty((self.n_shuffles, len(self.codes)), dtype=np.int16)
        for stratum in range(self._stratum_codes.max(initial=-1) + 1):
            place = np.flatnonzero(self._stratum_codes == stratum)
            shuffled[:, place] = rng.permuted(np.tile(self.codes[place], (self.n_shuffles, 1)), axis=1)
        return shuffled

    @cached_property
    def drawn(self) -> dict[object, NDArray[np.float64]]:
        """How often each unit is drawn in each draw of the cluster bootstrap, group by group (see `draw_units`)."""
        return draw_units(self.units["group"], seed=self.seed)

    def resample(self, sums: NDArray[np.float64]) -> dict[object, NDArray[np.float64]]:
        """Each group's sums in every draw: one row a draw, one column a measure.

        Args:
            sums: one row a unit, one column a measure.
        """
        groups = self.units["group"].to_numpy()
        return {group: weights @ sums[groups == group] for group, weights in self.drawn.items()}

    def arrangements(self, group: int) -> NDArray[np.bool_] | None:
        """Every way in which a group's units can lie among all; `None` if there are more than `EXACT_UP_TO`.

        Args:
            group: its place in `groups`.

        Returns:
            One row an arrangement, one column a unit: whether it is the group's.
        """
        places = [np.flatnonzero(self._stratum_codes == stratum) for stratum in range(self._stratum_codes.max() + 1)]
        counts = [int((self.codes[place] == group).sum()) for place in places]
        if prod(comb(len(place), count) for place, count in zip(places, counts, strict=True)) > EXACT_UP_TO:
            return None
        ways = (list(combinations(place.tolist(), count)) for place, count in zip(places, counts, strict=True))
        chosen = [[unit for part in parts for unit in part] for parts in product(*ways)]
        every = np.zeros((len(chosen), len(self.codes)), dtype=np.bool_)
        for row, own in zip(every, chosen, strict=True):
            row[own] = True
        return every

    def weigh(self, amounts: pd.DataFrame) -> NDArray[np.float64]:
        """What each unit counts for: its article's amounts by its weight.

        Args:
            amounts: one row an article, by `article_id`, one column a measure; articles without a row count 0.

        Returns:
            One row a unit, one column a measure.
        """
        own = amounts.reindex(pd.Index(self.units["article_id"])).fillna(0.0).to_numpy(dtype=np.float64)
        sums: NDArray[np.float64] = own * self.units["weight"].to_numpy()[:, None]
        return sums

    def without(self, article_ids: Collection[str]) -> Design:
        """The same without some articles."""
        kept = self.units[~self.units["article_id"].isin(list(article_ids))].reset_index(drop=True)
        return replace(self, units=kept)


def lay_out(
    tables: Tables,
    *,
    groups: pd.Series | None = None,
    copies: Copies = "keep",
    period: Period | None = None,
    n_shuffles: int = N_SHUFFLES,
    seed: int = SEED,
) -> Design:
    """Lay out the articles of a corpus for comparison.

    What an outlet printed several times counts once, in its longest version. Where several outlets printed copies of
    one text, `keep` counts each outlet's; `drop` counts only the first (by day, then the longest); `weight` counts
    each for 1/n, so that the story counts once in all.

    Groups that wrote in different weeks differ for that alone. So only articles of the same week are exchanged in
    tests; of the same month or quarter if in weeks more than a fifth of the articles would have none of another group
    beside them; and all with all if quarters do not help. Articles without a date are exchanged among themselves.

    Args:
        tables: of a corpus.
        groups: each article's group by `article_id`, missing for those to leave out; the outlets if not given.
        copies: how copies of one text count.
        period: the strata of time; the shortest that serves if not given.
        n_shuffles: random arrangements of each test that is not exact.
        seed: of these.

    Raises:
        NothingToCompareError: if there are fewer than two groups.
        ValueError: if there is no such way to count copies, or no such period.

    Example:
        >>> from analysis.tables import build_tables
        >>> lay_out(build_tables([]))
        Traceback (most recent call last):
        ...
        analysis.compare.design.NothingToCompareError: there is no outlet, so that nothing can be compared
    """
    if copies not in COPIES or period not in (None, *PERIODS):
        raise ValueError(f"copies may be {', '.join(COPIES)} and period {', '.join(PERIODS)}: not {copies}, {period}")
    articles = tables.articles.loc[:, ["article_id", "outlet", "date", "n_words", "copy_cluster"]]
    names = articles["outlet"] if groups is None else articles["article_id"].map(groups)
    articles = articles.assign(group=names.astype("string"))
    known = articles.dropna(subset="group")
    found = sorted(known["group"].unique())
    if len(found) < 2:
        what = "outlet" if groups is None else "group"
        there_is = f"one {what}, {found[0]!r}" if found else f"no {what}"
        raise NothingToCompareError(f"there is {there_is}, so that nothing can be compared")
    known = known.assign(cluster=known["copy_cluster"].astype("string").fillna("article " + known["article_id"]))
    longest_first = known.sort_values(["n_words", "article_id"], ascending=[False, True], kind="stable")
    kept = longest_first.drop_duplicates(["group", "cluster"])
    if copies == "drop":
        kept = kept.sort_values("date", kind="stable", na_position="last").drop_duplicates("cluster")
    kept = kept.loc[kept.index.sort_values()].reset_index(drop=True)
    sizes = kept.groupby("cluster")["group"].transform("size")
    weights = 1 / sizes if copies == "weight" else sizes.astype("float64") ** 0
    if kept["group"].nunique() < 2:
        raise NothingToCompareError("without copies there is one group only, so that nothing can be compared")
    period = period or _shortest_period(kept)
    units = kept[["article_id", "group"]].assign(stratum=_strata(kept["date"], period), weight=weights)
    n_copies = len(known) - int((weights == 1).sum())
    group_of = known.set_index("article_id")["group"]
    return Design(units, copies, period, group_of, n_copies, len(articles) - len(known), n_shuffles, seed)


def _shortest_period(articles: pd.DataFrame) -> Period:
    """The shortest period in which most articles have one of another group beside them."""
    dated = articles.dropna(subset="date")
    for period in PERIODS[:-1]:
        strata = _strata(dated["date"], period)
        n_groups = dated.groupby(strata.to_numpy())["group"].transform("nunique")
        if len(dated) and (n_groups < 2).mean() <= MOST_ALONE:
            return period
    return "all"


def _strata(dates: pd.Series, period: Period) -> pd.Series:
    """The name of each day's period."""
    if period == "all":
        return pd.Series("all", index=dates.index, dtype="string")
    if period == "week":
        names = (dates - pd.to_timedelta(dates.dt.day_of_week, unit="D")).dt.strftime("%Y-%m-%d")
    elif period == "month":
        names = dates.dt.strftime("%Y-%m")
    else:
        names = dates.dt.strftime("%Y-") + dates.dt.quarter.astype("string")
    called: pd.Series = names.astype("string").fillna(UNDATED)
    return called
