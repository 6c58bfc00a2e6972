"""The annotated reader: an article's own text with everything that was found in it, as HTML.

Nothing of an article is ever taken for markup: the templates escape every value, addresses are links only if they are
http or https, and the page forbids itself to load or run anything from elsewhere.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd
from markupsafe import Markup

from analysis.publishing.pages import (
    TEMPLATES,
    environment,
    grouped,
    percent,
    safe_url,
    signed,
    stylesheet,
    text_or_none,
)
from analysis.publishing.palette import DARK, LIGHT
from analysis.publishing.reader.annotated import AnnotatedArticle, annotate, blocks
from analysis.publishing.reader.looks import anchor, legend_values, marks_of, marks_style, sentence_key, valence
from analysis.publishing.reader.marks import rows_of_article

__all__ = ["anchor", "anchor_at", "annotate_article", "article_page", "inline_script", "render_page", "sentence_key"]

if TYPE_CHECKING:
    from analysis.records import Span
    from analysis.tables import Tables

KEYS: tuple[tuple[tuple[str, ...], str], ...] = (
    (("n", "p"), "next and previous mark"),
    (("q", "Q"), "next and previous quote"),
    (("f", "F"), "next and previous frame term"),
    (("s", "S"), "next and previous sentence, with its valence"),
    (("1", "…", "9"), "only this speaker, in the order of the legend; again: all"),
    (("v",), "whose words: all, the outlet’s own only, quoted only"),
    (("c",), "clear the filters"),
    (("Esc",), "close the note, or this window"),
    (("?",), "show these keys"),
)
"""What a page's keys do, as `templates/reader.js` has it."""

_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")


def annotate_article(
    tables: Tables, article_id: str, *, frame_names: Mapping[str, str] | None = None, focus: Span | None = None
) -> str:
    """An article with its marks as an HTML fragment, e.g. for `IPython.display.HTML`.

    The fragment carries its own style, whose class names all begin with `mf`, and needs no script: a legend with
    counts that is also a filter, the unchanged text, and the list of quotes.

    Args:
        tables: the result of an analysis.
        article_id: an id of `tables.articles`.
        frame_names: names for readers by id of frame or contested set; without one the id is shown.
        focus: first character, and the one after the last, of a stretch to point out; it begins in the element with
            the id `anchor(article_id, "focus")`.

    Raises:
        ValueError: if there is no article of that id, or if the focus does not lie in its text.
    """
    return _fragment(annotate(rows_of_article(tables, article_id), frame_names, focus), page=False)


def article_page(
    tables: Tables, article_id: str, *, back: str | None = None, frame_names: Mapping[str, str] | None = None
) -> str:
    """An article with its marks as a page of its own, complete without any other file.

    Args:
        tables: the result of an analysis.
        article_id: an id of `tables.articles`.
        back: relative address of the page to return to.
        frame_names: names for readers by id of frame or contested set; without one the id is shown.

    Raises:
        ValueError: if there is no article of that id.
    """
    return render_page(rows_of_article(tables, article_id), back=back, frame_names=frame_names)


def render_page(
    rows: dict[str, list[Any]], *, back: str | None = None, frame_names: Mapping[str, str] | None = None
) -> str:
    """The page of an article from its rows of each table, for those who write many pages."""
    found = annotate(rows, frame_names)
    article = found.article
    script, script_hash = inline_script("reader.js")
    return (
        environment()
        .get_template("article_page.html.j2")
        .render(
            title=text_or_none(article.headline) or article.article_id,
            language=_language(article),
            facts=_facts(found),
            url=safe_url(text_or_none(article.url)),
            back=back,
            page_style=stylesheet("page.css.j2", light=LIGHT, dark=DARK, width="74rem"),
            fragment=Markup(_fragment(found, page=True)),
            keys=KEYS,
            script=script,
            script_hash=script_hash,
        )
    )


def inline_script(name: str) -> tuple[Markup, str]:
    """A script of the package for a `<script>` element, and the hash by which the page's policy lets it run."""
    source = (TEMPLATES / name).read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(source.encode()).digest()).decode("ascii")
    return Markup(source), f"sha256-{digest}"


def _fragment(found: AnnotatedArticle, *, page: bool) -> str:
    prefix = anchor(str(found.article.article_id))
    return (
        environment()
        .get_template("article.html.j2")
        .render(
            page=page,
            language=_language(found.article),
            sentence_key=sentence_key,
            valence=valence,
            **legend_values(found, prefix),
            marks=marks_of(found, prefix),
            style=marks_style(found, page=page),
        )
    )


def anchor_at(tables: Tables, article_id: str, start: int) -> str:
    """The id of the element that holds a character of an article, e.g. for `article.html#` and this id.

    Args:
        tables: the result of an analysis.
        article_id: an id of `tables.articles`.
        start: the character's offset in the article's text.

    Returns:
        The id of its sentence; of its paragraph where it stands in none, e.g. in boilerplate.

    Raises:
        ValueError: if there is no article of that id, or no such character in its text.
    """
    rows = rows_of_article(tables, article_id)
    text = str(rows["articles"][0].text)
    if not 0 <= start < len(text):
        raise ValueError(f"character {start} does not lie in the text of {article_id!r}, which has {len(text):,}")
    for sentence in rows["sentences"]:
        if sentence.start <= start < sentence.end:
            return anchor(article_id, sentence_key(sentence))
    number = sum(first <= start for first, _ in blocks(text))
    return anchor(article_id, f"paragraph-{max(number, 1)}")


def _facts(found: AnnotatedArticle) -> list[tuple[str, str]]:
    article = found.article
    date = None if pd.isna(article.date) else f"{article.date:%Y-%m-%d}"
    facts = [
        ("Outlet", text_or_none(article.outlet)),
        ("Date", date),
        ("Author", text_or_none(article.author)),
        ("Words", grouped(article.n_words)),
        ("Sentences", grouped(article.n_sentences)),
        ("Quotes", grouped(article.n_quotes)),
        ("Beliefs and intentions", grouped(article.n_beliefs) if article.n_beliefs else None),
        ("To check first", grouped(sum(bool(quote.doubt) for quote in found.quotes)) if found.quotes else None),
    ]
    if found.rows["sentences"]:
        facts.append(("Mean lexical valence", signed(article.sentiment_mean)))
        facts.append(("Adjusted to news", signed(article.adjusted_mean)))
        facts.append(("Negative sentences", percent(article.negative_share)))
    return [(term, value) for term, value in facts if value is not None]


def _language(article: Any) -> str | None:
    language = text_or_none(article.language)
    return language if language and _LANGUAGE.fullmatch(language) else None
