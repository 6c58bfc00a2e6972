"""How concentrated quotes are on few sources, and how much of that is the number of quotes alone.

No index knows who was not quoted at all. All depend on how much was collected: with more quotes come more sources, so
that outlets of different size cannot be compared by them as they are; `rarefy_sources` makes that possible.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, get_args

import numpy as np
import pandas as pd
from scipy.sparse import csr_array
from scipy.special import expit, gammaln, logit

from analysis.measures.resampling import LEVEL, MIN_ARTICLES, N_RESAMPLES, SEED
from analysis.measures.shares import group_quotes
from analysis.measures.sources import naming_of, quotes_of
from analysis.records import SAID

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping

    from numpy.typing import ArrayLike, NDArray

    from analysis.records import AttributionType
    from analysis.tables import Tables

CountedIn = Literal["quotes", "words"]
COUNTED_IN: tuple[CountedIn, ...] = get_args(CountedIn)
Others = Literal["excluded", "apart"]
OTHERS: tuple[Others, ...] = get_args(Others)
"""What becomes of quotes without a named speaker: left out, or as two more sources, the unnamed and the unresolved."""

MIN_QUOTES = 20
"""Groups with fewer quotes of named speakers do not set the size to which others are rarefied."""

_BLOCK = 250
"""Draws of the bootstrap at a time."""

_DTYPES = {
    "by": "string",
    "group": "string",
    "counted_in": "string",
    "others": "string",
    "measure": "string",
    "n_articles": "int64",
    "n_all": "int64",
    "n_counted": "int64",
    "n_sources": "int64",
    "size": "Int64",
    "value": "Float64",
    "value_low": "Float64",
    "value_high": "Float64",
}


def source_concentration(counts: Iterable[int]) -> dict[str, float]:
    """How concentrated quotes (or quoted words) are on few speakers.

    With s the speakers' shares: hhi = Σ s² (Herfindahl and Hirschman); effective_sources = 1/hhi, the number of equally
    quoted speakers that would be as concentrated (Laakso and Taagepera 1979); hill_1 = exp(-Σ s ln s) (Hill 1973, order
    1), which gives rare speakers more weight; unbiased = Σ n(n-1) / N(N-1), the chance that two quotes drawn are of one
    speaker, for small N (Simpson 1949); normalised = (hhi - 1/n) / (1 - 1/n), 0 where all n are quoted equally often;
    gini = Σ (2i-n-1) x / (n Σ x) over ascending counts; top_share, that of the most quoted. None of them knows who was
    not quoted at all.

    Args:
        counts: one number a speaker; zeros are left out.

    Returns:
        n_sources, hhi, effective_sources, hill_1, unbiased (NaN for a single quote), normalised (NaN for a single
        speaker), gini, top_share; NaN where there is nothing.

    Example:
        >>> {name: round(value, 3) for name, value in source_concentration([10, 5, 3, 1, 1]).items()}
        ... # doctest: +NORMALIZE_WHITESPACE
        {'n_sources': 5, 'hhi': 0.34, 'effective_sources': 2.941, 'hill_1': 3.587, 'unbiased': 0.305,
         'normalised': 0.175, 'gini': 0.44, 'top_share': 0.5}
    """
    rows = np.asarray([[count for count in counts if count > 0]], dtype=np.float64)
    measured = {name: float(measure(rows)[0]) for name, measure in _MEASURES.items()}
    return {"n_sources": rows.shape[1]} | measured


def rarefy_sources(counts: ArrayLike, size: int) -> float:
    """How many different sources a random draw of so many quotes would hold, on average.

    E = Σ [1 - C(N - n, size) / C(N, size)] over the sources' counts n, with N their sum (Hurlbert 1971). It makes the
    variety of groups of different size comparable, as if of each the same number of quotes had been collected. Quotes
    are drawn one by one: where an article quotes one speaker many times, real articles that hold so many quotes have
    fewer sources than this.

    Args:
        counts: quotes of each source.
        size: quotes to draw.

    Raises:
        ValueError: if there are fewer quotes than that.

    Example:
        >>> round(rarefy_sources([2, 1], 2), 4)  # of the three pairs one is of a single source
        1.6667
    """
    quotes = np.asarray(counts, dtype=np.float64)
    if not 0 <= size <= quotes.sum():
        raise ValueError(f"{size} quotes cannot be drawn of {int(quotes.sum())}")
    return float(_rarefied(quotes[None, :], size)[0])


def concentration_by(
    tables: Tables,
    *,
    by: Literal["all", "outlet"] = "all",
    types: Collection[AttributionType] = SAID,
    size: int | None = None,
    n_resamples: int = N_RESAMPLES,
    seed: int = SEED,
) -> pd.DataFrame:
    """How concentrated quotes and quoted words are on few sources, in all or by outlet.

    Speakers are counted by their identity in the corpus. Words that name nobody ("officials") may be somebody else each
    time, and of some quotes the speaker is not known: `others` says whether these are left out (`excluded`) or count as
    two more sources (`apart`), which shows how much hangs on them. `without_speaker` is the share of quotes (or words)
    whose speaker is not known, `unnamed` that of sources without a name; both are of all quotes.

    `rarefied` is the number of different named speakers in a draw of `size` quotes (see `rarefy_sources`). It is what
    outlets should be compared by: n_sources, and with it every index, grows with the number of quotes.

    Intervals are 95 % intervals of a bootstrap over the group's articles, from 10 articles with a quote on. Each draw
    misses articles, and with them speakers, so that it is more concentrated than the whole: its indices are spread
    about a lower number. So the spread of the draws is taken, on a log (shares: log-odds) scale, and put about the
    value found. Missing where it would have no width.

    Args:
        tables: of a corpus.
        by: `all`, or `outlet` in alphabetical order.
        types: the attribution types to count; what was said, written or published unless others are given.
        size: quotes to rarefy to; the least number of quotes of named speakers that an outlet with at least
            `MIN_QUOTES` has, if not given, for all and for outlets alike.
        n_resamples: draws of the bootstrap.
        seed: of the bootstrap; every group starts anew with it.

    Returns:
        by, group (missing for `all` and for an outlet that is not known), counted_in (`quotes` or `words`), others
        (missing for the shares of all), measure (those of `source_concentration` without n_sources; `rarefied`;
        `without_speaker`, `unnamed`), n_articles (with a quote), n_all (quotes or words of the group), n_counted (of
        those counted), n_sources, size (of `rarefied`), value, value_low, value_high.

    Raises:
        ValueError: if a type is none, or the size is below 1.
    """
    if size is not None and size < 1:
        raise ValueError(f"{size} quotes cannot be drawn")
    quotes = quotes_of(tables, types)
    quotes = quotes.assign(naming=naming_of(quotes))
    size = _common_size(tables, quotes) if size is None else size
    rows: list[dict[str, Any]] = []
    for group, own in group_quotes(tables, quotes, by):
        weights = _draw_articles(own, n_resamples, seed)
        for counted_in in COUNTED_IN:
            key = {"by": by, "group": group, "counted_in": counted_in, "n_articles": own["article_id"].nunique()}
            rows += [key | row for row in _describe(own, counted_in, size, weights)]
    return pd.DataFrame(rows, columns=list(_DTYPES)).astype(_DTYPES)


def _describe(
    quotes: pd.DataFrame, counted_in: CountedIn, size: int | None, weights: NDArray[np.float64] | None
) -> list[dict[str, Any]]:
    """The measures of one group's quotes or words."""
    amounts = quotes["n_words"].to_numpy() if counted_in == "words" else np.ones(len(quotes), dtype=np.int64)
    articles = pd.factorize(quotes["article_id"])[0]
    names = quotes["speaker_id"].fillna(quotes["naming"].map({"unnamed": "\0unnamed", "unresolved": "\0unresolved"}))
    codes, sources = pd.factorize(names, sort=True)
    shape = (articles.max(initial=-1) + 1, len(sources))
    counts = csr_array((amounts.astype(np.float64), (articles, codes)), shape=shape)
    is_named = np.array([not str(source).startswith("\0") for source in sources], dtype=np.bool_)
    total = int(amounts.sum())
    rows: list[dict[str, Any]] = []
    for others in OTHERS:
        own = counts[:, np.flatnonzero(is_named)] if others == "excluded" else counts
        measures = dict(_MEASURES)
        if counted_in == "words":
            del measures["unbiased"]  # words of a quote are not drawn one by one
        elif others == "excluded" and size is not None and own.sum() >= size:
            measures["rarefied"] = lambda draws: _rarefied(draws, size)
        values = own.sum(axis=0)[None, :]
        n_counted = int(values.sum())
        key = {"others": others, "n_all": total, "n_counted": n_counted, "n_sources": int((values > 0).sum())}
        for name, (value, low, high) in _measure(values, own, measures, weights).items():
            of_size = {"size": size} if name == "rarefied" else {}
            rows.append(key | of_size | {"measure": name, "value": value, "value_low": low, "value_high": high})
    for name, which in (("without_speaker", "\0unresolved"), ("unnamed", "\0unnamed")):
        at = np.flatnonzero(sources == which)
        own = counts[:, at].sum(axis=1) if len(at) else np.zeros(shape[0])
        parts = csr_array(np.stack([own, counts.sum(axis=1) - own], axis=1))
        values = parts.sum(axis=0)[None, :]
        value, low, high = _measure(values, parts, {name: _first_share}, weights)[name]
        key = {"n_all": total, "n_counted": int(values[0, 0]), "n_sources": 0}
        rows.append(key | {"measure": name, "value": value, "value_low": low, "value_high": high})
    return rows


def _measure(
    values: NDArray[np.float64],
    counts: csr_array,
    measures: Mapping[str, Callable[[NDArray[np.float64]], NDArray[np.float64]]],
    weights: NDArray[np.float64] | None,
) -> dict[str, tuple[float, float, float]]:
    """Each measure with the ends of its interval, NaN where there is none."""
    found = {name: float(measure(values)[0]) for name, measure in measures.items()}
    if weights is None or not values.sum():
        return {name: (value, np.nan, np.nan) for name, value in found.items()}
    drawn: dict[str, list[NDArray[np.float64]]] = {name: [] for name in measures}
    for first in range(0, len(weights), _BLOCK):
        draws = weights[first : first + _BLOCK] @ counts
        for name, measure in measures.items():
            drawn[name].append(measure(draws))
    return {
        name: (value, *shifted_interval(value, np.concatenate(drawn[name]), of_share=name not in _NUMBERS))
        for name, value in found.items()
    }


def shifted_interval(value: float, drawn: NDArray[np.float64], *, of_share: bool) -> tuple[float, float]:
    """The spread of a bootstrap's draws, put about the value found; on a log scale, or of log-odds for shares.

    For measures that every draw makes too small or too large, since it misses articles. NaN where it has no width.

    Example:
        >>> low, high = shifted_interval(0.5, np.array([0.2, 0.25, 0.3]), of_share=True)
        >>> low < 0.5 < high
        True
    """
    to, back = (logit, expit) if of_share else (np.log, np.exp)
    with np.errstate(divide="ignore", invalid="ignore"):
        at, spread = to(value), to(drawn)
    spread = spread[np.isfinite(spread)]
    if not np.isfinite(at) or not len(spread) or np.ptp(spread) <= 0:
        return np.nan, np.nan
    tail = (1 - LEVEL) / 2
    low, high = at + np.quantile(spread, [tail, 1 - tail]) - spread.mean()
    return float(back(low)), float(back(high))


def draw_weights(n: int, n_resamples: int, seed: int) -> NDArray[np.float64]:
    """How often each of `n` articles is drawn, one row a draw of as many articles."""
    rng = np.random.default_rng(seed)
    return rng.multinomial(n, np.full(n, 1 / n), size=n_resamples).astype(np.float64)


def _draw_articles(quotes: pd.DataFrame, n_resamples: int, seed: int) -> NDArray[np.float64] | None:
    n = quotes["article_id"].nunique()
    return draw_weights(n, n_resamples, seed) if n >= MIN_ARTICLES else None


def _common_size(tables: Tables, quotes: pd.DataFrame) -> int | None:
    """The least number of quotes of named speakers among the outlets that have enough; of all, where none has."""
    named = quotes[quotes["naming"] == "named"]
    sizes = [len(own) for _, own in group_quotes(tables, named, "outlet")]
    enough = [n for n in sizes if n >= MIN_QUOTES]
    return min(enough, default=len(named) or None)


def _shares(rows: NDArray[np.float64]) -> NDArray[np.float64]:
    with np.errstate(divide="ignore", invalid="ignore"):
        shares: NDArray[np.float64] = rows / rows.sum(axis=1, keepdims=True)
    return shares


def _hhi(rows: NDArray[np.float64]) -> NDArray[np.float64]:
    hhi: NDArray[np.float64] = (_shares(rows) ** 2).sum(axis=1)
    return np.where(rows.sum(axis=1) > 0, hhi, np.nan)


def _effective(rows: NDArray[np.float64]) -> NDArray[np.float64]:
    return 1 / _hhi(rows)


def _hill_1(rows: NDArray[np.float64]) -> NDArray[np.float64]:
    shares = _shares(rows)
    logs = np.log(shares, out=np.zeros_like(shares), where=shares > 0)
    return np.where(rows.sum(axis=1) > 0, np.exp(-(shares * logs).sum(axis=1)), np.nan)


def _unbiased(rows: NDArray[np.float64]) -> NDArray[np.float64]:
    total = rows.sum(axis=1)
    pairs = (rows * (rows - 1)).sum(axis=1)
    return _divide(pairs, total * (total - 1))


def _normalised(rows: NDArray[np.float64]) -> NDArray[np.float64]:
    n = (rows > 0).sum(axis=1).astype(np.float64)
    # (hhi - 1/n) / (1 - 1/n), by n above and below
    return _divide(n * _hhi(rows) - 1, n - 1)


def _gini(rows: NDArray[np.float64]) -> NDArray[np.float64]:
    ordered = np.sort(rows, axis=1)
    n = (rows > 0).sum(axis=1)
    # Zeros come first: the ranks of what is above 0 are counted from there.
    ranks = np.arange(1, rows.shape[1] + 1)[None, :] - (rows.shape[1] - n)[:, None]
    above = ((2 * ranks - n[:, None] - 1) * ordered).sum(axis=1)
    return _divide(above, n * rows.sum(axis=1))


def _top_share(rows: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.where(rows.sum(axis=1) > 0, _shares(rows).max(axis=1, initial=0.0), np.nan)


def _divide(above: NDArray[np.float64], below: NDArray[np.float64]) -> NDArray[np.float64]:
    """NaN where the denominator is not above 0."""
    ratio: NDArray[np.float64] = np.divide(above, below, out=np.full(len(above), np.nan), where=below > 0)
    return ratio


def _first_share(rows: NDArray[np.float64]) -> NDArray[np.float64]:
    return _shares(rows)[:, 0]


def _rarefied(rows: NDArray[np.float64], size: int) -> NDArray[np.float64]:
    total = rows.sum(axis=1, keepdims=True)
    rest = total - rows
    missed = np.zeros_like(rows)
    can = (rest >= size) & (rows > 0)
    of_all = np.broadcast_to(_log_choose(total, size), rows.shape)
    missed[can] = np.exp(_log_choose(rest[can], size) - of_all[can])
    expected: NDArray[np.float64] = ((1 - missed) * (rows > 0)).sum(axis=1)
    return np.where(total[:, 0] >= size, expected, np.nan)


def _log_choose(n: NDArray[np.float64], k: int) -> NDArray[np.float64]:
    """The logarithm of how many ways there are to draw k of n; 0 where there are fewer than k."""
    enough = np.maximum(n, k)
    chosen: NDArray[np.float64] = gammaln(enough + 1) - gammaln(k + 1) - gammaln(enough - k + 1)
    return chosen


_MEASURES: Mapping[str, Callable[[NDArray[np.float64]], NDArray[np.float64]]] = {
    "hhi": _hhi,
    "effective_sources": _effective,
    "hill_1": _hill_1,
    "unbiased": _unbiased,
    "normalised": _normalised,
    "gini": _gini,
    "top_share": _top_share,
}
_NUMBERS = ("effective_sources", "hill_1", "rarefied")
"""Measures that are numbers of sources; all others lie between 0 and 1."""
