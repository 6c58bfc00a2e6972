"""How marks look: the classes of a stretch of text, what its notes say, and the style and legend that go with them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup

from analysis.publishing.pages import environment, grouped, safe_names, signed, stylesheet, text_or_none
from analysis.publishing.palette import DARK, LIGHT, line, tint
from analysis.publishing.reader.annotated import AnnotatedArticle, Paragraph, Segment
from analysis.publishing.reader.certainty import DOUBTFUL
from analysis.publishing.reader.marks import Facts, Mark
from analysis.records import NEGATIVE_TO, POSITIVE_FROM

POLARITY_LABELS: Mapping[str, str] = {"negated": "not", "rejected": "against", "demanded": "must", "hypothetical": "if"}
"""What stands above a term that is not asserted."""

LANES = 4
"""Sentences that begin in one line have their bars below each other, up to so many."""

_TERMS = {"frame": "term", "contested": "contested", "distance": "distance"}
"""Kinds of marks on single words, and the ends of their classes."""


def marks_of(found: AnnotatedArticle, prefix: str, *, listed: bool = True) -> Any:
    """The macros that write an article's paragraphs, e.g. `marks_of(found, prefix).paragraph(found.paragraphs[0])`.

    Args:
        found: the article.
        prefix: how the ids of its elements begin.
        listed: whether a list of its quotes stands on the same page, to which their labels lead.
    """
    values = {
        "about_classes": _about_classes,
        "classes": _classes,
        "focused": found.focus[0] if found.focus else None,
        "lanes": LANES,
        "listed": listed,
        "moved": _is_moved,
        "negative_to": NEGATIVE_TO,
        "paragraph_key": _paragraph_key,
        "polarities": _polarities,
        "positive_from": POSITIVE_FROM,
        "prefix": prefix,
        "sentence_key": sentence_key,
        "terms_of": _terms,
        "tint": tint,
        "title": _title,
        "valence": valence,
    }
    return environment().get_template("reader_marks.html.j2").make_module(values)


def legend_values(found: AnnotatedArticle, prefix: str) -> dict[str, Any]:
    """What the template of the legend needs."""
    told = counted(found.rows["articles"])
    values = {"found": found, "prefix": prefix, "counted": told, "doubtful": DOUBTFUL, "voices": _voices(found)}
    return values | {"differing": False}


def marks_style(found: AnnotatedArticle, *, page: bool) -> Markup:
    """The style of the marks with the filters for an article's speakers and frames.

    Args:
        found: the article.
        page: whether it has a page of its own, which follows the reader's choice of light or dark.
    """
    frames = range(len(found.frames))
    return stylesheet(
        "reader.css.j2",
        light=LIGHT,
        dark=DARK,
        page=page,
        lanes=LANES,
        speakers=[f"s{_who(speaker.index)}" for speaker in found.speakers],
        frames=frames,
        lines=[line(index) for index in frames],
    )


def anchor(article_id: str, key: str = "") -> str:
    """The id of an element on an article's page: of the quote or sentence with this key; without one how all begin."""
    prefix = f"mf-{safe_names([article_id])[article_id]}"
    return f"{prefix}-{key}" if key else prefix


def sentence_key(sentence: Any) -> str:
    """What the id of a sentence ends with, for `anchor`."""
    return f"sentence-{sentence.sentence + 1}"


def counted(articles: Sequence[Any]) -> str:
    """How many quotes articles have, and how many beliefs and intentions."""
    n_quotes, n_beliefs = (sum(getattr(article, name) for article in articles) for name in ("n_quotes", "n_beliefs"))
    quotes = f"{grouped(n_quotes)} {'quote' if n_quotes == 1 else 'quotes'}"
    if not n_beliefs:
        return quotes
    return f"{quotes}, {grouped(n_beliefs)} {'belief or intention' if n_beliefs == 1 else 'beliefs and intentions'}"


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
            names.append({"left_out": "mf-out", "focus": "mf-focus", "only": "mf-only"}[mark.kind])
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


def valence(sentence: Any) -> Facts:
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
