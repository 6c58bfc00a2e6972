"""The same statement in several outlets: what one speaker said, found again."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from datetime import date, timedelta
from math import log
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from analysis.measures.sources import quotes_of

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator, Sequence

    from analysis.tables import Tables

WINDOW = timedelta(days=7)
"""How far apart two reports of a statement may be."""
MIN_WORDS = 6
RUN = 3
"""Words in a row that count as copied."""
COPIED_FROM = 0.6
PARAPHRASED_FROM = 0.6
MIN_SHARED = 5
"""Telling words that a paraphrase shares at least."""
TELLING_SHARE = 0.03
"""A word is telling if it stands in at most this share (0-1) of all quotes."""

_WORD = re.compile(r"[^\W_]+(?:['\u2019][^\W_]+)?")


class _Report(NamedTuple):
    """One quote, ready for comparison."""

    row: int
    article_id: str
    day: date | None
    words: frozenset[str]
    runs: frozenset[tuple[str, ...]]


class _Link(NamedTuple):
    """Two reports of what seems to be one statement."""

    likeness: float
    copied: bool
    first: int
    second: int


def find_shared_statements(tables: Tables) -> pd.DataFrame:
    """Statements of one speaker that at least two outlets report.

    Two quotes of the same `speaker_id`, in two articles at most a week apart, report the same statement if the shorter
    one has at least six words and either 60 % of its runs of three words stand in the other too (`copied`), or the
    words that they share make up 60 % of the shorter's, weighed by how rare they are among all quotes (log of the
    inverse share), five telling ones among them (`paraphrased`, which errs more often). Links are taken from the most
    alike on; two groups are joined only if at least half of the pairs between them are alike, so that a chain of
    neighbours makes no statement.

    What is said or written counts, beliefs and intentions do not. Articles without an outlet are left out; one without
    a date may report anything that the speaker says. Agency copy that several outlets print is found as well, and
    agrees in its stance for that reason.

    Args:
        tables: of a corpus.

    Returns:
        statement (numbered from 1 by the first day), match (`copied` if all links are, else `paraphrased`),
        speaker_id, n_outlets, article_id, outlet, date, quote_id, quote_type, cue_lemma, stance, content; one row a
        quote, by outlet within each statement.

    Example:
        >>> from analysis.tables import build_tables
        >>> find_shared_statements(build_tables([])).empty
        True
    """
    quotes = quotes_of(tables).dropna(subset="speaker_id")
    quotes = quotes.merge(tables.articles[["article_id", "outlet", "date"]], on="article_id").dropna(subset="outlet")
    words = [[word.casefold().replace("\u2019", "'") for word in _WORD.findall(text)] for text in quotes["content"]]
    document_counts = Counter(word for own in words for word in set(own))
    weights = {word: log(len(words) / n) for word, n in document_counts.items()}
    limit = max(5, TELLING_SHARE * len(words))
    telling = frozenset(word for word, n in document_counts.items() if n <= limit)
    by_speaker: dict[str, list[_Report]] = defaultdict(list)
    days = [None if pd.isna(day) else day.date() for day in quotes["date"]]
    for i, (speaker, article_id, own, day) in enumerate(
        zip(quotes["speaker_id"], quotes["article_id"], words, days, strict=True)
    ):
        if len(own) >= MIN_WORDS:
            runs = frozenset(zip(*(own[shift:] for shift in range(RUN)), strict=False))
            by_speaker[speaker].append(_Report(i, article_id, day, frozenset(own), runs))
    groups: list[tuple[list[int], bool]] = []
    for reports in by_speaker.values():
        groups += _group(reports, sorted(_links(reports, weights, telling), reverse=True))
    outlets = quotes["outlet"].tolist()
    shared = [(rows, copied) for rows, copied in groups if len({outlets[row] for row in rows}) > 1]
    shared.sort(key=lambda group: (min((days[row] or date.max) for row in group[0]), min(group[0])))
    parts = []
    for number, (rows, copied) in enumerate(shared, start=1):
        of_group = quotes.iloc[rows].sort_values(["outlet", "date", "article_id", "start"], kind="stable")
        match = "copied" if copied else "paraphrased"
        parts.append(of_group.assign(statement=number, match=match, n_outlets=of_group["outlet"].nunique()))
    table = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=list(_DTYPES))
    return table[list(_DTYPES)].astype(_DTYPES)


def _links(reports: Sequence[_Report], weights: dict[str, float], telling: frozenset[str]) -> Iterator[_Link]:
    """Pairs of one speaker's reports that are alike; only those that share a run or a telling word are compared."""
    holders: dict[Hashable, list[int]] = defaultdict(list)
    for i, report in enumerate(reports):
        keys = [*report.runs, *(report.words & telling)]
        for j in sorted({j for key in keys for j in holders[key]}):
            if reports[j].article_id != report.article_id and _near(report.day, reports[j].day):
                link = _compare(reports, j, i, weights, telling)
                if link is not None:
                    yield link
        for key in keys:
            holders[key].append(i)


def _near(first: date | None, second: date | None) -> bool:
    return first is None or second is None or abs(first - second) <= WINDOW


def _compare(
    reports: Sequence[_Report], i: int, j: int, weights: dict[str, float], telling: frozenset[str]
) -> _Link | None:
    first, second = reports[i], reports[j]
    copied = len(first.runs & second.runs) / min(len(first.runs), len(second.runs))
    if copied >= COPIED_FROM:
        return _Link(1 + copied, True, i, j)
    shared = first.words & second.words
    if len(shared & telling) < MIN_SHARED:
        return None
    whole = min(sum(weights[word] for word in report.words) for report in (first, second))
    alike = sum(weights[word] for word in shared) / whole if whole else 0.0
    return _Link(alike, False, i, j) if alike >= PARAPHRASED_FROM else None


def _group(reports: Sequence[_Report], links: Sequence[_Link]) -> Iterator[tuple[list[int], bool]]:
    """Yield groups of rows that are alike, and whether all links inside are of copies."""
    groups = {i: [i] for link in links for i in (link.first, link.second)}
    alike = {(link.first, link.second) for link in links} | {(link.second, link.first) for link in links}
    for link in links:
        one, other = groups[link.first], groups[link.second]
        if one is other:
            continue
        n_alike = sum((i, j) in alike for i in one for j in other)
        if 2 * n_alike >= len(one) * len(other):
            one += other
            groups |= dict.fromkeys(other, one)
    copies = {(link.first, link.second) for link in links if link.copied}
    seen = set()
    for members in groups.values():
        if id(members) in seen:
            continue
        seen.add(id(members))
        inside = {pair for pair in alike if pair[0] < pair[1] and pair[0] in members and pair[1] in members}
        yield [reports[i].row for i in members], inside <= copies


_DTYPES = {
    "statement": "int64",
    "match": "string",
    "speaker_id": "string",
    "n_outlets": "int64",
    "article_id": "string",
    "outlet": "string",
    "date": "datetime64[s]",
    "quote_id": "string",
    "quote_type": "string",
    "cue_lemma": "string",
    "stance": "string",
    "content": "string",
}
