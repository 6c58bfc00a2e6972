"""Keyness: which words set one selection of a corpus apart from another."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import scipy
from scipy.sparse import csr_array

from analysis.compare.exchange import ENOUGH, N_EXCHANGES, exchange_p
from analysis.compare.keyness_measures import ALPHA, bic, conservative_log_ratio, log_likelihood, log_odds, log_ratio
from analysis.compare.selections import Selection, choose_two, weeks_of
from analysis.compare.vocabulary import Occurrences, Unit, are_names, find_terms, words_of
from analysis.measures.frames import PER_WORDS
from analysis.measures.resampling import MIN_ARTICLES, SEED
from analysis.measures.text_index import TextIndex, as_index

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from analysis.tables import Tables

LEAST_ARTICLES = 3
"""A word of one article or two may be that article's own."""

PRIORS = {"": 1.0, "_tenth": 0.1, "_tenfold": 10.0}
"""Suffixes of the columns of log-odds, and what the prior is multiplied by."""


@dataclass(frozen=True, slots=True)
class Words:
    """What counts as a word, and which words are compared."""

    unit: Unit = "word"
    """`word` (as written, without capital letters), `lemma` or `multiword` (two to four words)."""
    function_words: bool = False
    """Whether the words of `data/rules/function_words.yaml` and numbers are compared too."""
    names: bool = True
    """Whether proper nouns are compared: people, places and the outlets themselves often come first."""
    least_articles: int = LEAST_ARTICLES
    """A word must occur in so many articles of the selection where it is more frequent."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two selections and the words that are compared: what `keyness` is asked for, where it is handed on."""

    target: Selection
    reference: Selection | None = None
    """`None` for the rest."""
    within: Selection | None = None
    words: Words = Words()


def keyness(
    source: Tables | TextIndex,
    target: Selection,
    reference: Selection | None = None,
    *,
    within: Selection | None = None,
    words: Words = Words(),
    prior: float | None = None,
    n_exchanges: int | None = None,
    seed: int = SEED,
) -> pd.DataFrame:
    """The words that are more frequent in the target than in the reference, and the other way round.

    `analysis.compare.keyness_measures` has the formulas of log-likelihood (G², two-cell), BIC, log ratio, conservative
    log ratio and log-odds with a Dirichlet prior. None of them is a test, as they take words for independent. The test
    is `exchange_p`: whole articles change sides, within their week unless time is what is compared; where an article
    is on both sides (voices, speakers, zones), its two parts change places. It needs 10 articles a side that can change
    (else p and q are missing: the table describes), and is made for terms in 10 articles or more. q is Benjamini and
    Hochberg's (1995), over the `n_tested` terms of this table.

    Dispersion is Gries' DP (2008), normalised (Lijffijt and Gries 2012), over articles: 0 as evenly spread as words can
    be, 1 all in one article. It is high for all rare words.

    Args:
        source: of a corpus; its index where several comparisons are made.
        target: the one selection.
        reference: the other, with no word in common; all that the target does not hold, if not given.
        within: restricts both, e.g. `Selection(voice="narrator")` to compare narrators with narrators.
        words: what counts as a word.
        prior: α0 of the log-odds, in words; as many as both selections have, if not given. The background is both.
        n_exchanges: draws of the test at most; 0 for none. If not given, 9,999, and for words for which these are too
            few, anew, as many as let one word alone stand out among all that are tested.
        seed: of the draws.

    Returns:
        Terms of the target first, each side by the conservative log ratio, then G²: term, more_in (`target` or
        `reference`), n_target, n_reference, n_articles_target, n_articles_reference (articles with the term),
        rate_target, rate_reference (per 1,000 words), dispersion_target, dispersion_reference, log_ratio,
        log_ratio_conservative (m = n_compared), log_likelihood, bic, log_odds, log_odds_z, log_odds_rank (by |z|; 1 is
        first), then log_odds_z and log_odds_rank for a prior ten times smaller (`_tenth`) and larger (`_tenfold`), p,
        q, n_tested, n_compared, words_target, words_reference, of_articles_target, of_articles_reference, prior.

    Raises:
        SelectionError: if a selection names what there is not, holds no word, or shares words with the other.
        ValueError: if the unit or the prior is none.

    Example:
        >>> index = TextIndex(read_tables(Path("data/tables/demo")))                               # doctest: +SKIP
        >>> keyness(index, Selection(outlet="Harbour"), within=Selection(voice="narrator"))       # doctest: +SKIP
    """
    index = as_index(source)
    group, target, reference = _sides(index, Comparison(target, reference, within))
    found = _terms(index, group, words)
    counts = _count(index, group, found)
    prior = float(counts.n_words.sum()) if prior is None else prior
    table = _measure(counts, found, prior)
    weeks = None if target.timed or reference.timed else weeks_of(index)
    table = _test(table, counts, weeks, n_exchanges, seed)
    return _arrange(table, words.least_articles)


def compare(source: Tables | TextIndex, comparison: Comparison) -> pd.DataFrame:
    """`keyness` of a comparison."""
    return keyness(source, comparison.target, comparison.reference, within=comparison.within, words=comparison.words)


def prior_sensitivity(table: pd.DataFrame, *, n: int = 20) -> pd.DataFrame:
    """How far the first words by log-odds depend on the prior.

    Args:
        table: as `keyness` returns it.
        n: how many words count as the first ones.

    Returns:
        prior (in words), n_first, n_same (how many of the first words are the first ones with the chosen prior too).
    """
    first = table["log_odds_rank"] <= n
    rows = []
    for suffix, factor in PRIORS.items():
        own = table[f"log_odds_rank{suffix}"] <= n
        rows.append(
            (factor * float(table["prior"].max()) if len(table) else np.nan, int(own.sum()), int((own & first).sum()))
        )
    return pd.DataFrame(sorted(rows), columns=["prior", "n_first", "n_same"])


def key_examples(source: Tables | TextIndex, table: pd.DataFrame, comparison: Comparison) -> pd.DataFrame:
    """One occurrence of each term, from the side that has it more often: the middle one of all in the corpus' order.

    Args:
        source: of a corpus; its index where there is one.
        table: rows of what `keyness` returned for this comparison.
        comparison: what was compared.

    Returns:
        Hits for `concordance`, in the order of the table.
    """
    index = as_index(source)
    group, _, _ = _sides(index, comparison)
    found = _terms(index, group, comparison.words)
    number = {term: i for i, term in enumerate(found.terms)}
    chosen = []
    for term, side in zip(table["term"], table["more_in"], strict=True):
        there = (found.term == number[term]) & (group[found.first] == (side == "reference"))
        places = np.flatnonzero(there)
        chosen.append(int(places[len(places) // 2]))
    return index.hits_at(found.first[chosen].tolist(), found.last[chosen].tolist())


def _sides(index: TextIndex, comparison: Comparison) -> tuple[NDArray[np.int64], Selection, Selection]:
    """0 for the target's tokens, 1 for the reference's, -1 for others; and the two with their full names."""
    (target, in_target), (reference, in_reference) = choose_two(
        index, comparison.target, comparison.reference, comparison.within
    )
    return np.select([in_target, in_reference], [0, 1], -1), target, reference


def _terms(index: TextIndex, group: NDArray[np.int64], words: Words) -> Occurrences:
    found = find_terms(
        index, group, words.unit, function_words=words.function_words, least_articles=words.least_articles
    )
    return found if words.names else found.keep(~are_names(index, found))


@dataclass(frozen=True, slots=True, eq=False)
class _Counts:
    """Counts of terms in units: an article, or its part that belongs to one of the two selections."""

    by_unit: csr_array
    words: NDArray[np.int64]
    """All words of each unit, function words included."""
    article: NDArray[np.int64]
    in_target: NDArray[np.bool_]

    @property
    def n_words(self) -> NDArray[np.int64]:
        """Words of the target and of the reference."""
        return np.array([self.words[side].sum() for side in (self.in_target, ~self.in_target)])


def _count(index: TextIndex, group: NDArray[np.int64], found: Occurrences) -> _Counts:
    n_articles = len(index.tables.articles)
    is_word = words_of(index) & (group >= 0)
    words = np.bincount(index.article_of[is_word] + n_articles * group[is_word], minlength=2 * n_articles)
    unit = index.article_of[found.first] + n_articles * group[found.first]
    ones = np.ones(len(unit), dtype=np.int64)
    counts = csr_array((ones, (unit, found.term)), shape=(2 * n_articles, len(found.terms)))
    there = np.flatnonzero(words)
    return _Counts(counts[there], words[there], there % max(n_articles, 1), there < n_articles)


def _measure(counts: _Counts, found: Occurrences, prior: float) -> pd.DataFrame:
    columns: dict[str, object] = {"term": pd.Series(found.terms, dtype="string")}
    c, d = counts.n_words.tolist()
    for side, rows in (("target", counts.in_target), ("reference", ~counts.in_target)):
        own, words = counts.by_unit[rows], counts.words[rows]
        columns[f"n_{side}"] = own.sum(axis=0)
        columns[f"n_articles_{side}"] = (own > 0).sum(axis=0)
        columns[f"rate_{side}"] = PER_WORDS * own.sum(axis=0) / words.sum()
        columns[f"dispersion_{side}"] = dispersion(own, words)
        columns[f"words_{side}"] = int(words.sum())
        columns[f"of_articles_{side}"] = len(words)
    a, b = np.asarray(columns["n_target"]), np.asarray(columns["n_reference"])
    columns["n_compared"] = len(found.terms)
    columns["log_ratio"] = log_ratio(a, b, c, d)
    columns["log_ratio_conservative"] = conservative_log_ratio(a, b, c, d, m=max(len(found.terms), 1))
    columns["log_likelihood"] = log_likelihood(a, b, c, d)
    columns["bic"] = bic(np.asarray(columns["log_likelihood"]), c + d)
    columns["prior"] = prior
    for suffix, factor in PRIORS.items():
        odds = log_odds(a, b, c, d, background=a + b, n_background=c + d, prior=factor * prior)
        if not suffix:
            columns["log_odds"] = odds.delta
        columns[f"log_odds_z{suffix}"] = odds.z
    columns["more_in"] = np.where(a * d > b * c, "target", "reference")
    return pd.DataFrame(columns)


def dispersion(counts: csr_array, words: NDArray[np.int64]) -> NDArray[np.float64]:
    """Gries' (2008) DP of each column over articles, divided by 1 − the smallest share (Lijffijt and Gries 2012).

    DP = ½ Σ |v_i − s_i|, with v_i the share of the word's occurrences and s_i the share of all words in article i.

    Returns:
        0 (spread as all words are) to 1 (all in one article); NaN for a word that does not occur, and for one article.

    Example:
        >>> dispersion(csr_array(np.array([[1, 4, 0], [1, 0, 0], [2, 0, 0]])), np.array([100, 100, 200])).round(3)
        array([ 0.,  1., nan])
    """
    shares = words / words.sum()
    totals = np.asarray(counts.sum(axis=0), dtype=np.float64)
    pairs = counts.tocoo()
    with np.errstate(divide="ignore", invalid="ignore"):
        own = pairs.data / totals[pairs.col]
        there = shares[pairs.row]
        # Where a word does not occur it lacks the article's share: those of all articles less those where it does.
        gaps = np.bincount(pairs.col, np.abs(own - there) - there, minlength=counts.shape[1]) + 1
        return np.where(totals > 0, gaps / 2 / (1 - shares.min()), np.nan) if len(words) > 1 else totals * np.nan


def _test(
    table: pd.DataFrame, counts: _Counts, weeks: NDArray[np.int64] | None, n_exchanges: int | None, seed: int
) -> pd.DataFrame:
    """Put p, q and n_tested beside the measures."""
    strata = _strata(counts, weeks)
    sides = [set(strata[side]) for side in (counts.in_target, ~counts.in_target)]
    mixed = np.isin(strata, list(sides[0] & sides[1]))
    n_articles = table["n_articles_target"] + table["n_articles_reference"]
    paired = len(np.unique(counts.article)) < len(counts.article)
    if paired:
        n_articles = pd.Series(_articles_with(counts), index=table.index)
    tested = np.flatnonzero(n_articles >= MIN_ARTICLES)
    enough = min((mixed & side).sum() for side in (counts.in_target, ~counts.in_target)) >= MIN_ARTICLES
    table = table.assign(p=np.nan, q=np.nan, n_tested=0)
    if not enough or n_exchanges == 0 or not len(tested):
        return table
    test = partial(exchange_p, words=counts.words, in_target=counts.in_target, strata=strata)
    p = test(counts.by_unit[:, tested], n_exchanges=n_exchanges or N_EXCHANGES, seed=seed)
    q = scipy.stats.false_discovery_control(p)
    # The least p is 1/(draws + 1), too large for one word alone among many: such words are drawn for anew, more often.
    again = (p <= ENOUGH / N_EXCHANGES) & (q >= ALPHA)
    if n_exchanges is None and again.any():
        many = int(len(tested) / ALPHA)
        p[again] = test(counts.by_unit[:, tested[again]], n_exchanges=max(many, N_EXCHANGES), seed=seed + 1)
        q = scipy.stats.false_discovery_control(p)
    chances = {name: np.full(len(table), np.nan) for name in ("p", "q")}
    chances["p"][tested], chances["q"][tested] = p, q
    return table.assign(**chances, n_tested=len(tested))


def _articles_with(counts: _Counts) -> NDArray[np.int64]:
    pairs = counts.by_unit.tocoo()
    return np.bincount(
        np.unique(np.stack([pairs.col, counts.article[pairs.row]]), axis=1)[0], minlength=counts.by_unit.shape[1]
    )


def _strata(counts: _Counts, weeks: NDArray[np.int64] | None) -> NDArray[np.int64]:
    """Within what articles change sides: the article itself where it is on both, else its week, else all."""
    _, number, parts = np.unique(counts.article, return_inverse=True, return_counts=True)
    others = np.full(len(counts.article), -1) if weeks is None else weeks[counts.article]
    # Negative numbers from -2 on are articles; no week has one, but for -1, which is the lack of a date.
    return np.where(parts[number] > 1, -2 - counts.article, others)


_DTYPES = {
    "term": "string",
    "more_in": "string",
    **dict.fromkeys(("n_target", "n_reference", "n_articles_target", "n_articles_reference"), "int64"),
    **dict.fromkeys(("rate_target", "rate_reference"), "float64"),
    **dict.fromkeys(("dispersion_target", "dispersion_reference"), "Float64"),
    **dict.fromkeys(("log_ratio", "log_ratio_conservative", "log_likelihood", "bic", "log_odds"), "float64"),
    "log_odds_z": "float64",
    "log_odds_rank": "int64",
    "log_odds_z_tenth": "float64",
    "log_odds_rank_tenth": "int64",
    "log_odds_z_tenfold": "float64",
    "log_odds_rank_tenfold": "int64",
    **dict.fromkeys(("p", "q"), "Float64"),
    **dict.fromkeys(("n_tested", "n_compared", "words_target", "words_reference"), "int64"),
    **dict.fromkeys(("of_articles_target", "of_articles_reference"), "int64"),
    "prior": "float64",
}


def _arrange(table: pd.DataFrame, least_articles: int) -> pd.DataFrame:
    """The rows that are shown, in their order, with ranks and types."""
    more = np.where(table["more_in"] == "target", table["n_articles_target"], table["n_articles_reference"])
    table = table[more >= least_articles]
    for suffix in PRIORS:
        size = -table[f"log_odds_z{suffix}"].abs().to_numpy(dtype=np.float64)
        table = table.assign(**{f"log_odds_rank{suffix}": scipy.stats.rankdata(size, method="min")})
    table = table.assign(far=-table["log_ratio_conservative"].abs(), likely=-table["log_likelihood"])
    table = table.assign(side=table["more_in"] == "reference").sort_values(["side", "far", "likely", "term"])
    for name in (name for name, dtype in _DTYPES.items() if dtype == "Float64"):
        table[name] = table[name].where(table[name].notna(), pd.NA)
    return table.astype(_DTYPES)[list(_DTYPES)].reset_index(drop=True)
