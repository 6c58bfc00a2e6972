"""Collocates: the words that stand beside a term more often than their frequency would let one expect."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd

from analysis.function_words import read_function_words
from analysis.measures.association import LOG_DICE_MOST, measure_association
from analysis.measures.resampling import MIN_ARTICLES, bootstrap_ratios
from analysis.measures.sentiment import VOICES
from analysis.measures.text_index import TextIndex, as_index

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from analysis.tables import Tables

SPAN = 5
LEAST_ARTICLES = 3
"""A word that stands beside the term in one article or two may be that article's own."""

MOST_FORMS = 3
"""Of a stem that are shown."""

By = Literal["voice", "outlet"]


@dataclass(frozen=True, slots=True)
class Window:
    """How near a word must stand to count as beside the term. No window reaches beyond its sentence."""

    span: int = SPAN
    """Words on either side, function words counted and marks not."""
    cross_quotes: bool = True
    """Whether it reaches from a quote into the narrator's words and the other way round."""


def collocates(
    source: Tables | TextIndex,
    node: str | pd.DataFrame,
    *,
    window: Window = Window(),
    by: By | None = None,
    content_words: bool = True,
    stems: bool = False,
    least_articles: int = LEAST_ARTICLES,
    intervals_for: Collection[str] = (),
) -> pd.DataFrame:
    """The words beside a term, the most strongly tied (by logDice) first.

    The words of all windows are one set, so that a word that stands between two occurrences counts once (Evert 2008).
    The term's own words are no collocates, and are left out of all counts. `measure_association` has the formulas; the
    size of a window is what it is after sentences (and quotes) have cut it.

    Words are compared as written, without capital letters. The parts of "cease-fire" and of "don't" are words each.

    An interval resamples whole articles within their outlets, from 10 articles on (see `bootstrap_ratios`). It says how
    far logDice depends on single articles; for words that were chosen because they rank high, it is too favourable.

    Args:
        source: of a corpus; its index where several terms are looked up.
        node: a pattern as lexicons write it, or hits, e.g. `choose_term(tables, "capitulation").hits`.
        window: how near.
        by: apart for each `voice` or `outlet`, with the frequencies there; windows do not cross quotes if by voice.
        content_words: leave out function words (`data/rules/function_words.yaml`) and what has no letter.
        stems: count forms with one stem (Porter 2001) together, shown as `talk / talks`, the most frequent first.
        least_articles: leave out what stands beside the term in fewer articles.
        intervals_for: the collocates that get an interval.

    Returns:
        voice or outlet (if `by`), collocate, n_together, n_expected, log_dice, log_dice_low, log_dice_high, mi,
        log_likelihood, t_score, npmi, n_articles (with both side by side), n_node, n_collocate, n_words. A lower bound
        is missing where resamples without any occurrence side by side reach it.

    Raises:
        PatternError: if the pattern cannot be read.
        ValueError: if `by` is neither.

    Example:
        >>> tables = read_tables(Path("data/tables/demo"))                                       # doctest: +SKIP
        >>> collocates(tables, "truce*", by="voice")[["voice", "collocate", "n_together"]]       # doctest: +SKIP
    """
    if by not in {None, "voice", "outlet"}:
        raise ValueError(f"there is no comparison by {by!r}; there are voice and outlet")
    index = as_index(source)
    hits = index.find(node) if isinstance(node, str) else node
    words = _words_around(index, hits, Window(window.span, cross_quotes=False) if by == "voice" else window, by)
    keys, names = _name_keys(words, stems=stems, content_words=content_words)
    rows = [
        {by or "group": label, **row}
        for group, label in enumerate(words.groups)
        for row in _count(words, group, keys, names, least_articles, intervals_for)
    ]
    dtypes = {by: "string", **_DTYPES} if by else _DTYPES
    return pd.DataFrame(rows, columns=list(dtypes)).astype(dtypes)


_DTYPES = {
    "collocate": "string",
    "n_together": "int64",
    "n_expected": "float64",
    "log_dice": "float64",
    "log_dice_low": "Float64",
    "log_dice_high": "Float64",
    "mi": "float64",
    "log_likelihood": "float64",
    "t_score": "float64",
    "npmi": "float64",
    "n_articles": "int64",
    "n_node": "int64",
    "n_collocate": "int64",
    "n_words": "int64",
}


@dataclass(frozen=True, slots=True, eq=False)
class _Words:
    """The words of a corpus without its marks, and where they stand towards the node."""

    forms: list[str]
    article: NDArray[np.int64]
    outlets: NDArray[np.object_]
    """Of each article."""
    group: NDArray[np.int64]
    groups: list[str | None]
    is_node: NDArray[np.bool_]
    is_beside: NDArray[np.bool_]
    nodes: NDArray[np.int64]
    """The first word of each occurrence of the node."""


def _words_around(index: TextIndex, hits: pd.DataFrame, window: Window, by: By | None) -> _Words:
    is_word = np.array([any(map(str.isalnum, form)) for form in index.forms], dtype=bool)
    article, sentence = index.article_of[is_word], index.sentence_of[is_word]
    outlets = index.tables.articles["outlet"].astype(object).where(index.tables.articles["outlet"].notna(), None)
    content = np.zeros(len(article), dtype=np.int64)
    if by == "voice" or not window.cross_quotes:
        content = index.quotes_of_tokens()[is_word]
    groups: list[str | None] = [None]
    group = np.zeros(len(article), dtype=np.int64)
    if by == "voice":
        groups, group = list(VOICES), (content >= 0).astype(np.int64)
    elif by == "outlet":
        groups = sorted(set(outlets), key=lambda outlet: (outlet is None, outlet))
        group = outlets.map(groups.index).to_numpy(dtype=np.int64)[article]
    # Words of one segment stand in a row, so that two of them never have a boundary between them.
    segment = np.cumsum((np.diff(sentence, prepend=-1) != 0) | (np.diff(content, prepend=-2) != 0))
    order = np.cumsum(is_word) - 1
    is_node, is_beside = np.zeros(len(article), dtype=bool), np.zeros(len(article), dtype=bool)
    places = index.places(hits)
    # An occurrence runs from its first word to its last; a hit may begin or end with a mark.
    firsts = np.array([order[first] + (not is_word[first]) for first, _ in places], dtype=np.int64)
    lasts = np.array([order[last] for _, last in places], dtype=np.int64)
    for first, last in zip(firsts, lasts, strict=True):
        is_node[first : last + 1] = True
    for distance in range(1, window.span + 1):
        for ends, step in ((firsts, -distance), (lasts, distance)):
            there = ends + step
            inside = (there >= 0) & (there < len(article))
            same = segment[there[inside]] == segment[ends[inside]]
            is_beside[there[inside][same]] = True
    forms = [form for form, word in zip(index.forms, is_word, strict=True) if word]
    return _Words(forms, article, outlets.to_numpy(dtype=object), group, groups, is_node, is_beside & ~is_node, firsts)


def _name_keys(words: _Words, *, stems: bool, content_words: bool) -> tuple[NDArray[np.int64], list[str]]:
    """What each word is counted as (-1: left out), and how that is shown."""
    from nltk.stem.snowball import EnglishStemmer

    stop = read_function_words() if content_words else frozenset()
    frequencies = Counter(words.forms)
    known = [
        form
        for form in sorted(frequencies, key=lambda form: (-frequencies[form], form))
        if form not in stop and (not content_words or any(map(str.isalpha, form)))
    ]
    stem = EnglishStemmer().stem if stems else str
    forms_of: dict[str, list[str]] = {}
    for form in known:
        forms_of.setdefault(stem(form), []).append(form)
    key_of = {form: key for key, forms in enumerate(forms_of.values()) for form in forms}
    names = [" / ".join(forms[:MOST_FORMS]) for forms in forms_of.values()]
    return np.array([key_of.get(form, -1) for form in words.forms], dtype=np.int64), names


def _count(
    words: _Words,
    group: int,
    keys: NDArray[np.int64],
    names: list[str],
    least_articles: int,
    intervals_for: Collection[str],
) -> list[dict[str, Any]]:
    """The collocates in one group of words, the most strongly tied first."""
    own = (words.group == group) & ~words.is_node
    beside = own & words.is_beside
    counted = beside & (keys >= 0)
    n_words, n_window = int(own.sum()), int(beside.sum())
    n_node = int((words.group[words.nodes] == group).sum())
    n_collocate = np.bincount(keys[own & (keys >= 0)], minlength=len(names))
    n_together = np.bincount(keys[counted], minlength=len(names))
    pairs = np.unique(np.stack([keys[counted], words.article[counted]]), axis=1)
    n_articles = np.bincount(pairs[0], minlength=len(names))
    rows = []
    for key in np.flatnonzero(n_articles >= max(1, least_articles)).tolist():
        ties = measure_association(
            int(n_together[key]), n_node, int(n_collocate[key]), n_words, slots=n_window / n_node
        )
        row = {
            "collocate": names[key],
            "n_together": int(n_together[key]),
            **ties._asdict(),
            "n_articles": int(n_articles[key]),
            "n_node": n_node,
            "n_collocate": int(n_collocate[key]),
            "n_words": n_words,
        }
        if names[key] in intervals_for:
            row["log_dice_low"], row["log_dice_high"] = _interval(words, group, own & (keys == key))
        rows.append(row)
    return sorted(rows, key=lambda row: (-row["log_dice"], row["collocate"]))


def _interval(words: _Words, group: int, collocate: NDArray[np.bool_]) -> tuple[float | None, float | None]:
    """A 95 % interval of logDice, from 2 O and f1 + f2 of each article that has words of the group."""
    size = len(words.outlets)
    articles = np.unique(words.article[words.group == group])
    if len(articles) < MIN_ARTICLES:
        return None, None
    nodes = words.nodes[words.group[words.nodes] == group]
    together, collocates, own = (
        np.bincount(words.article[chosen], minlength=size)[articles]
        for chosen in (collocate & words.is_beside, collocate, nodes)
    )
    strata = [str(outlet) for outlet in words.outlets[articles]]
    bounds = bootstrap_ratios(2 * together, own + collocates, strata=np.array(strata, dtype=object))[0]
    low, high = (LOG_DICE_MOST + float(np.log2(bound)) if bound > 0 else None for bound in bounds)
    return low, high
