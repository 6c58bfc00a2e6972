"""Copies for readers: the clusters of a corpus, and each copy's text with what it changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from analysis.compare.clusters import copy_clusters
from analysis.compare.edits import copy_changes
from analysis.publishing.listings import Listing, build_listing
from analysis.publishing.pages import (
    environment,
    grouped,
    names_or_ids,
    percent,
    readable,
    rows_of,
    stylesheet,
    text_or_none,
)
from analysis.publishing.palette import DARK, LIGHT
from analysis.publishing.reader.copy_marks import CopyText, mark_copy

if TYPE_CHECKING:
    from analysis.tables import Tables

MOST_CLUSTERS = 40
"""Clusters whose texts a page shows; its table has all."""
MOST_PAIRS = 40
"""Pairs that share material in the page's table."""
MOST_SPEAKERS = 4
"""Speakers of quotes lost or gained that are named."""
NOT_KNOWN = "outlet not known"


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy as a page shows it."""

    title: str
    """Outlet and day."""
    address: str | None
    facts: tuple[str, ...]
    text: CopyText


@dataclass(frozen=True, slots=True)
class Cluster:
    """A cluster as a page shows it."""

    key: str
    title: str
    facts: tuple[tuple[str, str], ...]
    reference: str
    reference_address: str | None
    copies: tuple[Copy, ...]


def list_copies(tables: Tables) -> Listing:
    """The clusters of copies, that with most articles first."""
    rows = [
        (
            text_or_none(row.headline) or row.reference_id,
            row.copy_cluster,
            grouped(row.n_articles),
            text_or_none(row.outlets) or NOT_KNOWN,
            _days(row.first, row.last),
            f"{row.least_similarity:.2f}",
        )
        for row in rows_of(copy_clusters(tables))
    ]
    columns = {"Story": 0, "Cluster": 0, "Articles": 1, "Outlets": 0, "Dates": 0, "Least similarity": 1}
    note = (
        "Articles that print the same text or much of it. Least similarity: of the two texts of the cluster that are "
        "furthest apart, the share of the shorter one's narration (runs of five words outside quotes) that stands in "
        "the other. They are not independent of each other: what is counted in them is counted several times."
    )
    return build_listing("Copies of one story", columns, rows, note)


def list_changes(changes: pd.DataFrame) -> Listing:
    """What each copy kept and changed.

    Args:
        changes: as `copy_changes` returns them.
    """
    rows = [
        (
            _named(row),
            row.copy_cluster,
            percent(row.kept_share),
            percent(row.own_share),
            "–" if pd.isna(row.same_headline) else "same" if row.same_headline else "changed",
            readable(row.terms_lost),
            readable(row.terms_gained),
            _gained_and_lost(row),
        )
        for row in rows_of(changes)
    ]
    columns = {"Copy": 0, "Cluster": 0, "Words kept": 1, "Own words": 1, "Headline": 0}
    columns |= {"Terms lost": 0, "Terms gained": 0, "Quotes": 0}
    note = (
        "Compared with the earliest article of the cluster, of those of one day the longest. Nobody knows what the "
        "agency sent: a word that this article changed looks as if all others had. In brackets: the term’s frame."
    )
    return build_listing("What each copy changed", columns, rows, note)


def list_shared(tables: Tables) -> Listing:
    """Pairs outside the clusters: those that share material, and links between clusters."""
    articles = tables.articles.set_index("article_id")
    pairs = tables.copies[tables.copies["copy_cluster"].isna()].sort_values(
        "containment", ascending=False, kind="stable"
    )
    rows = []
    for pair in rows_of(pairs.head(MOST_PAIRS)):
        sides = [_named(articles.loc[side], side) for side in (pair.article_id, pair.other_id)]
        told = "–" if pd.isna(pair.narration_containment) else f"{pair.narration_containment:.2f}"
        rows.append((*sides, readable(pair.relation), f"{pair.containment:.2f}", told, grouped(pair.n_shared)))
    columns = {"Article": 0, "Other article": 0, "Relation": 0, "Containment": 1, "Without quotes": 1, "Shared runs": 1}
    left = f" The {MOST_PAIRS} of {len(pairs):,} that share most." if len(pairs) > MOST_PAIRS else ""
    note = (
        "Pairs that share at least a fifth of the shorter text and are not in one cluster: the same statement quoted, "
        "background that is printed again, or parts of one story." + left
    )
    return build_listing("Shared material", columns, rows, note)


def render_page(
    tables: Tables,
    title: str,
    *,
    back: str | None = None,
    addresses: Mapping[str, str] | None = None,
    names: Mapping[str, str] | None = None,
    pairs: Mapping[tuple[str, str], str] | None = None,
) -> str:
    """The copies of a corpus as a page of its own, which needs no script and no other file.

    Args:
        tables: of the corpus.
        title: its name.
        back: relative address of the page to return to.
        addresses: relative addresses of articles' pages by id.
        names: names for readers by id of frame or contested set.
        pairs: relative addresses of the pages that lay two articles side by side, by their ids.
    """
    changes = copy_changes(tables)
    articles = tables.articles.set_index("article_id")
    clusters = list(_clusters(tables, changes, addresses or {}, names_or_ids(names or {})))
    return (
        environment()
        .get_template("copies_page.html.j2")
        .render(
            title=title,
            back=back,
            clusters=clusters,
            n_all=len(copy_clusters(tables)),
            pairs=[
                (address, *(_named(articles.loc[side], side) for side in ids)) for ids, address in (pairs or {}).items()
            ],
            copies=list_copies(tables),
            changes=list_changes(changes),
            shared=list_shared(tables),
            style=stylesheet("page.css.j2", light=LIGHT, dark=DARK, width="64rem")
            + stylesheet("report.css.j2")
            + stylesheet("copies.css.j2", light=LIGHT, dark=DARK),
        )
    )


def render_copy(tables: Tables, article_id: str, other_id: str, *, frame_names: Mapping[str, str] | None = None) -> str:
    """An article's text with what differs from another's, as an HTML fragment for a notebook.

    Args:
        tables: of a corpus.
        article_id: the text that is taken for the first.
        other_id: the text that is shown.
        frame_names: names for readers by id of frame or contested set.

    Raises:
        ValueError: if there is no article of an id.
    """
    text = mark_copy(tables, article_id, other_id, names_or_ids(frame_names or {}))
    title = _named(tables.articles.set_index("article_id").loc[other_id])
    style = stylesheet("copies.css.j2", light=LIGHT, dark=DARK)
    return environment().get_template("copies.html.j2").render(text=text, title=title, style=style)


def _clusters(
    tables: Tables, changes: pd.DataFrame, addresses: Mapping[str, str], called: Callable[[Any], str]
) -> Iterator[Cluster]:
    articles = tables.articles.set_index("article_id")
    for row in rows_of(copy_clusters(tables).head(MOST_CLUSTERS)):
        copies = [
            Copy(
                _named(change),
                addresses.get(change.article_id),
                _facts(change),
                mark_copy(tables, row.reference_id, change.article_id, called),
            )
            for change in rows_of(changes[changes["copy_cluster"] == row.copy_cluster])
        ]
        yield Cluster(
            row.copy_cluster,
            text_or_none(row.headline) or row.reference_id,
            (
                ("Articles", grouped(row.n_articles)),
                ("Outlets", text_or_none(row.outlets) or NOT_KNOWN),
                ("Dates", _days(row.first, row.last)),
                ("Least similarity", f"{row.least_similarity:.2f}"),
                ("Least Jaccard similarity", f"{row.least_jaccard:.2f}"),
            ),
            _named(articles.loc[row.reference_id]),
            addresses.get(row.reference_id),
            tuple(copies),
        )


def _facts(change: Any) -> tuple[str, ...]:
    days = "" if pd.isna(change.days_later) or not change.days_later else f", {change.days_later:,} days later"
    days = days.replace(" 1 days", " 1 day")
    facts = [
        f"{percent(change.kept_share)} of the words kept, {percent(change.own_share)} of its own words new, in "
        f"{change.n_edits:,} place{'' if change.n_edits == 1 else 's'}{days}",
        f"Frame terms lost: {readable(change.terms_lost)}",
        f"Frame terms gained: {readable(change.terms_gained)}",
        f"Quotes: {_gained_and_lost(change)}",
    ]
    return tuple(facts)


def _gained_and_lost(change: Any) -> str:
    told = [
        f"{n:,} {what} ({_first_of(speakers)})"
        for n, what, speakers in (
            (change.n_quotes_lost, "lost", change.speakers_lost),
            (change.n_quotes_gained, "gained", change.speakers_gained),
        )
        if n
    ]
    return ", ".join(told) or "the same"


def _first_of(names: str) -> str:
    shown = names.split("; ")
    rest = len(shown) - MOST_SPEAKERS
    return "; ".join(shown[:MOST_SPEAKERS]) + (f" and {rest:,} more" if rest > 0 else "")


def _named(row: Any, article_id: str = "") -> str:
    """Outlet and day of an article, with its id where one is given."""
    day = "" if pd.isna(row.date) else f", {row.date:%Y-%m-%d}"
    name = f"{text_or_none(row.outlet) or NOT_KNOWN}{day}"
    return f"{name}: {text_or_none(row.headline) or article_id}" if article_id else name


def _days(first: Any, last: Any) -> str:
    days = [f"{day:%Y-%m-%d}" for day in (first, last) if not pd.isna(day)]
    return " to ".join(dict.fromkeys(days)) or "–"
