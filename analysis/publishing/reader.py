"""The annotated reader: an article's own text with everything that was found in it, as HTML.

Nothing of an article is ever taken for markup: the templates escape every value, addresses are links only if they are
http or https, and the page forbids itself to load or run anything from elsewhere.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Mapping
from typing import Any

import pandas as pd
from markupsafe import Markup

from analysis.publishing.certainty import DOUBTFUL
from analysis.publishing.marks import AnnotatedArticle, Mark, Segment, annotate, rows_of_article
from analysis.publishing.pages import (
    TEMPLATES,
    environment,
    grouped,
    percent,
    safe_names,
    safe_url,
    signed,
    stylesheet,
    text_or_none,
)
from analysis.publishing.palette import DARK, LIGHT, line, tint
from analysis.records import NEGATIVE_TO, POSITIVE_FROM
from analysis.tables import Tables

POLARITY_LABELS: Mapping[str, str] = {"negated": "not", "rejected": "against", "demanded": "must", "hypothetical": "if"}
"""What stands above a term that is not asserted."""

_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")


def annotate_article(tables: Tables, article_id: str, *, frame_names: Mapping[str, str] | None = None) -> str:
    """An article with its marks as an HTML fragment, e.g. for `IPython.display.HTML`.

    The fragment carries its own style, whose class names all begin with `mf`, and needs no script: a legend with
    counts that is also a filter, the unchanged text, and the list of quotes.

    Args:
        tables: the result of an analysis.
        article_id: an id of `tables.articles`.
        frame_names: names for readers by id of frame or contested set; without one the id is shown.

    Raises:
        ValueError: if there is no article of that id.
    """
    return _fragment(annotate(rows_of_article(tables, article_id), frame_names), page=False)


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
            page_style=stylesheet("page.css.j2", light=LIGHT, dark=DARK, width="60rem"),
            fragment=Markup(_fragment(found, page=True)),
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
    frames = range(len(found.frames))
    style = stylesheet(
        "reader.css.j2",
        light=LIGHT,
        dark=DARK,
        page=page,
        speakers=["su" if speaker.index < 0 else f"s{speaker.index}" for speaker in found.speakers],
        frames=frames,
        lines=[line(index) for index in frames],
    )
    article_id = str(found.article.article_id)
    return (
        environment()
        .get_template("article.html.j2")
        .render(
            found=found,
            page=page,
            style=style,
            prefix=anchor(article_id),
            doubtful=DOUBTFUL,
            counted=_counted,
            language=_language(found.article),
            tint=tint,
            classes=_classes,
            valence=_valence,
            sentence_key=sentence_key,
            polarities=_polarities,
            tips=_tips,
            title=_title,
            negative_to=NEGATIVE_TO,
            positive_from=POSITIVE_FROM,
        )
    )


def anchor(article_id: str, key: str = "") -> str:
    """The id of an element on an article's page: of the quote or sentence with this key; without one how all begin."""
    prefix = f"mf-{safe_names([article_id])[article_id]}"
    return f"{prefix}-{key}" if key else prefix


def sentence_key(sentence: Any) -> str:
    """What the id of a sentence's bar ends with, for `anchor`."""
    return f"sentence-{sentence.sentence + 1}"


def _classes(segment: Segment) -> str:
    names: list[str] = []
    inner: Mark | None = None
    terms: list[int] = []
    for mark in segment.marks:
        who = "u" if mark.index < 0 else str(mark.index)
        if mark.quote is not None:
            names += ["mf-by", f"mf-s{who}"]
            if mark.kind == "content":
                inner = mark
            else:
                names.append({"cue": "mf-cue", "speaker": "mf-who"}[mark.kind])
        elif mark.kind == "frame":
            names += ["mf-term", f"mf-f{mark.index}"]
            if mark.index not in terms:
                terms.append(mark.index)
        else:
            names.append({"contested": "mf-contested", "distance": "mf-distance", "left_out": "mf-out"}[mark.kind])
    if inner is not None:
        names.append("mf-tu" if inner.index < 0 else f"mf-t{tint(inner.index)}")
    names += [f"mf-{'second' if number else 'line'}-{index}" for number, index in enumerate(terms[:2])]
    if _tips(segment):
        names.append("mf-tip")
    return " ".join(dict.fromkeys(names))


def _tips(segment: Segment) -> list[str]:
    """What is to be said of the terms that end here, after them."""
    return [mark.tip for mark in segment.closed if mark.kind in {"frame", "contested", "distance"}]


def _title(segment: Segment) -> str:
    """What is to be said of a stretch at whose end no term ends."""
    return "; ".join(dict.fromkeys(mark.tip for mark in segment.marks))


def _polarities(segment: Segment) -> list[str]:
    closed = (mark.polarity for mark in segment.closed if mark.kind in {"frame", "contested"})
    return list(dict.fromkeys(POLARITY_LABELS[polarity] for polarity in closed if polarity in POLARITY_LABELS))


def _valence(sentence: Any) -> str:
    words = text_or_none(sentence.words) or "no word that the lexicon knows"
    exact = f"Sentence {sentence.sentence + 1}: {signed(sentence.compound)} ({words})"
    adjusted_words = text_or_none(sentence.adjusted_words)
    if (sentence.adjusted_compound, adjusted_words) == (sentence.compound, text_or_none(sentence.words)):
        return exact
    adjusted = f"{signed(sentence.adjusted_compound)} ({adjusted_words or 'no word with a valence'})"
    return f"{exact}; adjusted to news {adjusted}"


def _counted(article: Any) -> str:
    """How many quotes an article has, and how many beliefs and intentions."""
    quotes = f"{grouped(article.n_quotes)} {'quote' if article.n_quotes == 1 else 'quotes'}"
    if not article.n_beliefs:
        return quotes
    beliefs = "belief or intention" if article.n_beliefs == 1 else "beliefs and intentions"
    return f"{quotes}, {grouped(article.n_beliefs)} {beliefs}"


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
