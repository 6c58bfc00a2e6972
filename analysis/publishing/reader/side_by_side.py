"""Two outlets' versions of one story beside each other, with the words that differ and each one's verbs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
from markupsafe import Markup

from analysis.compare.alignment import align_words
from analysis.compare.paragraphs import Row, align_paragraphs
from analysis.copies import PlainWord, plain_words
from analysis.measures import find_shared_statements
from analysis.publishing.pages import environment, rows_of, safe_names, stylesheet, text_or_none
from analysis.publishing.palette import DARK, LIGHT
from analysis.publishing.reader import KEYS, inline_script
from analysis.publishing.reader.annotated import AnnotatedArticle, Paragraph, annotate
from analysis.publishing.reader.looks import anchor, legend_values, marks_of, marks_style
from analysis.publishing.reader.marks import Mark, QuoteMark, rows_of_article
from analysis.store import write_file

if TYPE_CHECKING:
    from analysis.tables import Tables

TIE = 10
"""A shared statement ties two paragraphs as much as so many shared runs of words."""
MOSTLY_SHARED = 0.4
"""Share of the shorter side's words that both have from which a row shows the words that differ; below, all would."""
MOST_PAIRS = 60
"""Pairs that get a page of their own."""

_OF_PAIRS = {
    **dict.fromkeys(("article_id", "other_id", "relation"), "string"),
    "n_statements": "int64",
    "containment": "Float64",
}


@dataclass(frozen=True, slots=True)
class _Verbs:
    """One statement as both versions report it."""

    number: int
    speaker: str
    first: QuoteMark
    other: QuoteMark


@dataclass(frozen=True, slots=True)
class _Side:
    """A version as the page shows it."""

    title: str
    headline: str
    prefix: str
    address: str | None
    found: AnnotatedArticle


def pairs_to_read(tables: Tables, statements: pd.DataFrame | None = None) -> pd.DataFrame:
    """Pairs of articles that are worth reading beside each other.

    Copies of one text come first, then pairs of articles of different outlets that report the same statements.

    Args:
        tables: of a corpus.
        statements: as `find_shared_statements` returns them; found if not given.

    Returns:
        article_id, other_id, relation (`same_text`, `derived`, `shared_material`, or `shared_statements`), n_statements
        (reported by both), containment (share 0-1 of the shorter text that stands in the other; missing where it was
        too little to be told).
    """
    shared = find_shared_statements(tables) if statements is None else statements
    counts: dict[tuple[str, str], int] = {}
    outlets = dict(zip(tables.articles["article_id"], tables.articles["outlet"], strict=True))
    order = {article_id: place for place, article_id in enumerate(tables.articles["article_id"])}
    for _, reports in shared.groupby("statement"):
        ids = sorted(reports["article_id"].unique(), key=order.__getitem__)
        for at, one in enumerate(ids):
            for other in ids[at + 1 :]:
                if outlets[one] != outlets[other]:
                    counts[one, other] = counts.get((one, other), 0) + 1
    rows = []
    for copy in rows_of(tables.copies):
        n = counts.pop((copy.article_id, copy.other_id), 0) + counts.pop((copy.other_id, copy.article_id), 0)
        rows.append((copy.article_id, copy.other_id, copy.relation, n, copy.containment))
    rows += [(*pair, "shared_statements", n, None) for pair, n in counts.items()]
    table = pd.DataFrame(rows, columns=list(_OF_PAIRS)).astype(_OF_PAIRS)
    keys = ["containment", "n_statements"]
    return table.sort_values(keys, ascending=False, na_position="last", kind="stable").reset_index(drop=True)


def lay_articles_side_by_side(
    tables: Tables,
    article_id: str,
    other_id: str,
    *,
    frame_names: Mapping[str, str] | None = None,
    statements: pd.DataFrame | None = None,
) -> str:
    """Two articles beside each other as an HTML fragment for a notebook, which needs no script.

    Paragraphs that share text or a statement stand in one row. Where most words of a row are shared, those that stand
    in one version only are marked. Quotes, frame terms and filters are those of the reader.

    Args:
        tables: of a corpus.
        article_id: an id of `tables.articles`, shown on the left.
        other_id: another one.
        frame_names: names for readers by id of frame or contested set; without one the id is shown.
        statements: as `find_shared_statements` returns them; found if not given.

    Raises:
        ValueError: if there is no article of an id, or if both ids are the same.
    """
    return _render(tables, (article_id, other_id), frame_names, statements, page=False)[0]


def side_by_side_page(
    tables: Tables,
    article_id: str,
    other_id: str,
    *,
    frame_names: Mapping[str, str] | None = None,
    statements: pd.DataFrame | None = None,
    back: str | None = None,
    addresses: Mapping[str, str] | None = None,
) -> str:
    """Two articles beside each other as a page of its own, complete without any other file.

    Args:
        tables: of a corpus.
        article_id: an id of `tables.articles`, shown on the left.
        other_id: another one.
        frame_names: names for readers by id of frame or contested set; without one the id is shown.
        statements: as `find_shared_statements` returns them; found if not given.
        back: relative address of the page to return to.
        addresses: relative addresses of articles' pages by id.

    Raises:
        ValueError: if there is no article of an id, or if both ids are the same.
    """
    fragment, sides = _render(tables, (article_id, other_id), frame_names, statements, page=True, addresses=addresses)
    script, script_hash = inline_script("reader.js")
    return (
        environment()
        .get_template("side_by_side_page.html.j2")
        .render(
            sides=sides,
            back=back,
            fragment=Markup(fragment),
            page_style=stylesheet("page.css.j2", light=LIGHT, dark=DARK, width="84rem"),
            keys=KEYS,
            script=script,
            script_hash=script_hash,
        )
    )


def write_side_by_sides(
    tables: Tables,
    folder: Path,
    *,
    frame_names: Mapping[str, str] | None = None,
    back: str | None = None,
    addresses: Mapping[str, str] | None = None,
    most: int = MOST_PAIRS,
) -> dict[tuple[str, str], str]:
    """Write a page for each pair that is worth reading beside each other.

    Args:
        tables: of a corpus.
        folder: where the pages go; those of an earlier run are removed.
        frame_names: names for readers by id of frame or contested set.
        back: address, relative to the folder, of the page to return to.
        addresses: addresses of articles' pages by id, relative to the folder.
        most: how many pages at most, those of `pairs_to_read` that come first.

    Returns:
        The name of each page in the folder, by the ids of its two articles.

    Raises:
        StoreError: if a page cannot be written.
    """
    for path in folder.glob("*.html"):
        path.unlink()
    statements = find_shared_statements(tables)
    written = {}
    for pair in rows_of(pairs_to_read(tables, statements).head(most)):
        ids = (pair.article_id, pair.other_id)
        page = side_by_side_page(
            tables, *ids, frame_names=frame_names, statements=statements, back=back, addresses=addresses
        )
        key = "--".join(ids)
        written[ids] = f"{safe_names([key])[key]}.html"
        write_file(folder / written[ids], page.encode("utf-8"))
    return written


def _render(
    tables: Tables,
    ids: tuple[str, str],
    frame_names: Mapping[str, str] | None,
    statements: pd.DataFrame | None,
    *,
    page: bool,
    addresses: Mapping[str, str] | None = None,
) -> tuple[str, list[_Side]]:
    if ids[0] == ids[1]:
        raise ValueError(f"{ids[0]!r} was given twice; name two articles")
    rows = [rows_of_article(tables, article_id) for article_id in ids]
    founds = [annotate(own, frame_names, together=rows) for own in rows]
    shared = _shared_statements(founds, find_shared_statements(tables) if statements is None else statements)
    laid, differing = _lay(founds, shared)
    sides = [
        _side(
            annotate(own, frame_names, together=rows, further=further),
            (addresses or {}).get(article_id),
        )
        for article_id, own, further in zip(ids, rows, differing, strict=True)
    ]
    prefix = f"{sides[0].prefix}-and-{sides[1].prefix.removeprefix('mf-')}"
    both = replace(
        sides[0].found,
        quotes=founds[0].quotes + founds[1].quotes,
        rows={name: [*rows[0][name], *rows[1][name]] for name in rows[0]},
    )
    macros = [marks_of(side.found, side.prefix, listed=False) for side in sides]
    shown = [_shown(side.found) for side in sides]
    fragment = (
        environment()
        .get_template("side_by_side.html.j2")
        .render(
            **legend_values(both, prefix) | {"differing": any(differing)},
            page=page,
            sides=sides,
            laid=[
                [Markup("").join(macros[n].paragraph(shown[n][at]) for at in own) for n, own in enumerate(row)]
                for row in laid
            ],
            shared=shared,
            marks=macros[0],
            style=marks_style(both, page=page),
        )
    )
    return fragment, sides


def _side(found: AnnotatedArticle, address: str | None) -> _Side:
    article = found.article
    day = "" if pd.isna(article.date) else f", {article.date:%Y-%m-%d}"
    return _Side(
        title=f"{text_or_none(article.outlet) or 'outlet not known'}{day}",
        headline=text_or_none(article.headline) or str(article.article_id),
        prefix=anchor(str(article.article_id)),
        address=address,
        found=found,
    )


def _shown(found: AnnotatedArticle) -> list[Paragraph]:
    """The paragraphs of an article that were analysed."""
    return [paragraph for paragraph in found.paragraphs if paragraph.zone != "left_out"]


def _shared_statements(founds: Sequence[AnnotatedArticle], statements: pd.DataFrame) -> list[_Verbs]:
    """The statements that both report, in the order of the first."""
    quotes = [{quote.row.quote_id: quote for quote in found.quotes} for found in founds]
    chosen = []
    for _, reports in statements.groupby("statement"):
        own = [[side[quote_id] for quote_id in reports["quote_id"] if quote_id in side] for side in quotes]
        if all(own):
            chosen.append((own[0][0], own[1][0]))
    chosen.sort(key=lambda pair: pair[0].row.start)
    return [_Verbs(number, first.speaker.name, first, other) for number, (first, other) in enumerate(chosen, start=1)]


def _lay(founds: Sequence[AnnotatedArticle], shared: Sequence[_Verbs]) -> tuple[list[Row], list[list[Mark]]]:
    """Which paragraphs stand beside each other, and the words of each version that the other has not."""
    shown = [_shown(found) for found in founds]
    words = [
        [list(plain_words(str(found.article.text), block.start, block.end)) for block in blocks]
        for found, blocks in zip(founds, shown, strict=True)
    ]
    ties: dict[tuple[int, int], int] = {}
    for one in shared:
        pair = _holder(shown[0], one.first), _holder(shown[1], one.other)
        ties[pair] = ties.get(pair, 0) + TIE
    for i, j in ((i, j) for i, first in enumerate(shown[0]) for j, other in enumerate(shown[1])
                 if first.zone == other.zone == "headline"):  # fmt: skip
        ties[i, j] = ties.get((i, j), 0) + 1
    forms = [[[word.form for word in block] for block in side] for side in words]
    laid = align_paragraphs(forms[0], forms[1], ties)
    differing: list[list[Mark]] = [[], []]
    for row in laid:
        held = [[word for at in own for word in side[at]] for own, side in zip(row, words, strict=True)]
        for marks, spans in zip(differing, _differences(*held), strict=True):
            marks += [Mark("only", start, end) for start, end in spans]
    return laid, differing


def _holder(paragraphs: Sequence[Paragraph], quote: QuoteMark) -> int:
    """The paragraph in which a quote begins."""
    start = int(quote.row.start)
    return max((at for at, paragraph in enumerate(paragraphs) if paragraph.start <= start), default=0)


def _differences(
    first: Sequence[PlainWord], other: Sequence[PlainWord]
) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """The characters of two stretches that one has and the other has not; none where hardly anything is shared."""
    changes = align_words([word.form for word in first], [word.form for word in other])
    changes = [change for change in changes if change.kind != "moved"]
    kept = min(len(first), len(other)) and max(
        len(first) - sum(change.end - change.start for change in changes),
        len(other) - sum(change.other_end - change.other_start for change in changes),
    )
    if kept < MOSTLY_SHARED * min(len(first), len(other)) or not kept:
        return [], []
    return (
        [(first[c.start].start, first[c.end - 1].end) for c in changes if c.start < c.end],
        [(other[c.other_start].start, other[c.other_end - 1].end) for c in changes if c.other_start < c.other_end],
    )
