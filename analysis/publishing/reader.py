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

from analysis.publishing.annotated import AnnotatedArticle, Paragraph, Segment, annotate, blocks
from analysis.publishing.certainty import DOUBTFUL
from analysis.publishing.marks import Facts, Mark, rows_of_article
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

if TYPE_CHECKING:
    from analysis.records import Span
    from analysis.tables import Tables

POLARITY_LABELS: Mapping[str, str] = {"negated": "not", "rejected": "against", "demanded": "must", "hypothetical": "if"}
"""What stands above a term that is not asserted."""

LANES = 4
"""Sentences that begin in one line have their bars below each other, up to so many."""

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

_TERMS = {"frame": "term", "contested": "contested", "distance": "distance"}
"""Kinds of marks on single words, and the ends of their classes."""

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
    frames = range(len(found.frames))
    style = stylesheet(
        "reader.css.j2",
        light=LIGHT,
        dark=DARK,
        page=page,
        lanes=LANES,
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
            moved=_is_moved,
            lanes=LANES,
            focused=found.focus[0] if found.focus else None,
            sentence_key=sentence_key,
            paragraph_key=_paragraph_key,
            polarities=_polarities,
            terms_of=_terms,
            about_classes=_about_classes,
            title=_title,
            voices=_voices(found),
            negative_to=NEGATIVE_TO,
            positive_from=POSITIVE_FROM,
        )
    )


def anchor(article_id: str, key: str = "") -> str:
    """The id of an element on an article's page: of the quote or sentence with this key; without one how all begin."""
    prefix = f"mf-{safe_names([article_id])[article_id]}"
    return f"{prefix}-{key}" if key else prefix


def sentence_key(sentence: Any) -> str:
    """What the id of a sentence ends with, for `anchor`."""
    return f"sentence-{sentence.sentence + 1}"


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


def _paragraph_key(paragraph: Paragraph) -> str:
    return f"paragraph-{paragraph.number}"


def _classes(segment: Segment) -> str:
    """What a stretch looks like: who says it, what it is a part of, and whose terms lie on it."""
    names: list[str] = []
    inner: Mark | None = None
    frames: list[int] = []
    for mark in segment.marks:
        if mark.quote is not None:
            names += ["mf-by", f"mf-s{_who(mark.index)}"]
            if mark.kind == "content":
                inner = mark
            else:
                names.append({"cue": "mf-cue", "speaker": "mf-who"}[mark.kind])
        elif mark.kind in _TERMS:
            names += [f"mf-{_TERMS[mark.kind]}", *_about_classes(mark).split()]
            if mark.kind == "frame" and mark.index not in frames:
                frames.append(mark.index)
        else:
            names.append({"left_out": "mf-out", "focus": "mf-focus"}[mark.kind])
            if mark.kind == "focus" and mark in segment.opened and segment.start == mark.start:
                names.append("mf-focus-first")
    if inner is not None:
        names += ["mf-said", "mf-tu" if inner.index < 0 else f"mf-t{tint(inner.index)}"]
    names += [f"mf-{'second' if number else 'line'}-{index}" for number, index in enumerate(frames[:2])]
    if _terms(segment):
        names.append("mf-tip")
    return " ".join(dict.fromkeys(names))


def _about_classes(mark: Mark) -> str:
    """The classes by which the filters find a mark."""
    if mark.quote is not None:
        return f"mf-quote mf-s{_who(mark.index)}"
    names = ["mf-hit", "mf-own" if mark.voice == "narrator" else "mf-quoted"]
    if mark.kind == "frame":
        names += ["mf-framed", f"mf-f{mark.index}"]
    if mark.said_by is not None:
        names.append(f"mf-from-s{_who(mark.said_by)}")
    return " ".join(names)


def _who(index: int) -> str:
    return "u" if index < 0 else str(index)


def _terms(segment: Segment) -> list[Mark]:
    """The terms that end here; what is known of them stands after them."""
    return [mark for mark in segment.closed if mark.kind in _TERMS]


def _title(segment: Segment) -> str:
    """What is to be said of a stretch at whose end no term ends."""
    return "; ".join(dict.fromkeys(mark.tip for mark in segment.marks if mark.facts))


def _polarities(segment: Segment) -> list[str]:
    closed = (mark.polarity for mark in segment.closed if mark.kind in {"frame", "contested"})
    return list(dict.fromkeys(POLARITY_LABELS[polarity] for polarity in closed if polarity in POLARITY_LABELS))


def _voices(found: AnnotatedArticle) -> list[tuple[str, str, int]]:
    """The choices of voice with the number of frame terms in each; none without terms and quotes."""
    if not found.frames and not found.quotes:
        return []
    n_own = sum(hit.voice == "narrator" for hit in found.rows["frame_hits"])
    n_quoted = len(found.rows["frame_hits"]) - n_own
    return [("own", "the outlet’s own only", n_own), ("quoted", "quoted only", n_quoted)]


def _valence(sentence: Any) -> Facts:
    """A sentence's number and both readings of its valence, each with the words that make it."""
    words, adjusted_words = text_or_none(sentence.words), text_or_none(sentence.adjusted_words)
    exact = f"{signed(sentence.compound)} ({words or 'no word that the lexicon knows'})"
    adjusted = f"{signed(sentence.adjusted_compound)} ({adjusted_words or 'no word with a valence'})"
    same = (sentence.adjusted_compound, adjusted_words) == (sentence.compound, words)
    return (
        ("Sentence", str(sentence.sentence + 1)),
        ("VADER, exact", exact),
        ("adjusted to news", "the same" if same else adjusted),
    )


def _is_moved(sentence: Any) -> bool:
    """Whether the reading that is adjusted to news differs, as the bars show it."""
    return bool(round(sentence.compound, 2) != round(sentence.adjusted_compound, 2))


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
