"""Articles with marks made by hand: quotes, terms and sentences at given places."""

from __future__ import annotations

from analysis.records import Article, ArticleAnalysis, FrameHit, Quote, SentenceScore, Span, ValenceWord, Zone
from analysis.tables import Tables, build_tables

HOSTILE = (
    "<script>alert(1)</script> & \"quoted\" 'single' </p></div> \u202eright to left\u202c \x00\x1b[31m "
    "{{ 7 * 7 }} {% raw %} $a$ \\(b\\) <!-- ]]> \ud800"
)


def quote(number: int, content: tuple[Span, ...], *, name: str | None = "Ada", **roles: tuple[Span, ...]) -> Quote:
    return Quote(
        article_id="a",
        quote_id=f"a:q{number}",
        quote_type="direct",
        attribution_type="speech",
        content_spans=content,
        cue_spans=roles.get("cue", ()),
        speaker_spans=roles.get("speaker", ()),
        cue_lemma="say",
        speaker=name,
        speaker_name=name,
        speaker_type="person" if name else "unknown",
        speaker_via="name",
        via="tagger",
    )


def hit(text: str, span: Span, frame: str = "surrender", **more: object) -> FrameHit:
    values: dict[str, object] = {"voice": "narrator", "quote_id": None, "speaker_name": None, "polarity": "asserted"}
    values |= {"polarity_cue": None, "contested": False} | more
    return FrameHit("a", "lex", frame, "term", None, *span, text[slice(*span)], 0, "body", **values)  # type: ignore[arg-type]


def tabled(text: str, *, article: dict[str, object] | None = None, **found: tuple[object, ...]) -> Tables:
    zones = found.pop("zones", (Zone("body", 0, len(text)),))
    record = Article("a", text, zones, **(article or {}))  # type: ignore[arg-type]
    return build_tables([ArticleAnalysis(record, 5, 1, **found)])  # type: ignore[arg-type]


def scored(text: str, *found: tuple[Span, float]) -> tuple[SentenceScore, ...]:
    """Sentences with a valence each; the first word of each makes it."""
    return tuple(
        SentenceScore(
            "a", n, *span, text[slice(*span)], "body", "narrator", 0, None, score, 0, 1, 0,
            (ValenceWord(span[0], span[0] + 4, text[span[0] : span[0] + 4], "good", 1.9, 1.9),), 0,
        )
        for n, (span, score) in enumerate(found)
    )  # fmt: skip
