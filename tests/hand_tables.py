"""Tables made by hand, for the tests of what counts and draws them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pandas as pd

from analysis.columns import COLUMNS
from analysis.records import Article, ArticleAnalysis
from analysis.tables import Tables, build_tables

Mention = tuple[str, str | None, str | None, float, float]
"""Article, target, who says it (`None` for the narrator, `""` for nobody known), p_negative, p_positive."""


def tables_of(mentions: Sequence[Mention], *, outlets: Sequence[str] = (), sources: Sequence[int] = ()) -> Tables:
    """Tables with these mentions, the nth one at the characters 10 n to 10 n + 5 of its article.

    Args:
        mentions: in the order of the rows.
        outlets: of the articles, in the order in which the mentions bring them; one and the same if not given.
        sources: the numbers of the mentions that only say who is quoted.
    """
    ids = list(dict.fromkeys(mention[0] for mention in mentions))
    names = outlets or ["Daily Ledger"] * len(ids)
    articles = [Article(name, "x" * 10 * (len(mentions) + 1), outlet=o) for name, o in zip(ids, names, strict=True)]
    made = build_tables([ArticleAnalysis(article, 100, 10) for article in articles])
    rows = []
    for n, (article_id, target, speaker, negative, positive) in enumerate(mentions):
        chances = {"negative": negative, "neutral": 1 - negative - positive, "positive": positive}
        rows.append(
            {
                "article_id": article_id,
                "sentence": n,
                "start": 10 * n,
                "end": 10 * n + 5,
                "text": "xxxxx",
                "target_name": target or "voters",
                "target_id": target,
                "target_type": "person" if target else "group",
                "via": "name",
                "zone": "body",
                "voice": "narrator" if speaker is None else "quoted",
                "quote_id": None,
                "speaker_name": speaker or None,
                "speaker_id": None if not speaker or speaker.islower() else speaker,
                "sentiment": max(chances, key=lambda label: chances[label]),
                "p_negative": negative,
                "p_neutral": chances["neutral"],
                "p_positive": positive,
            }
        )
    role = {"quote_id": "q", "role": "speaker", "part": 1, "text": "xxxxx"}
    spans = [{"article_id": mentions[n][0], "start": 10 * n, "end": 10 * n + 5} | role for n in sources]
    return replace(made, targets=table("targets", rows), quote_spans=table("quote_spans", spans))


def table(name: str, rows: Sequence[Mapping[str, object]]) -> pd.DataFrame:
    """A table of `COLUMNS`; what a row does not tell is missing, 0 or false."""
    empty = {"int64": 0, "float64": 0.0, "bool": False}
    columns = {column.name: column.dtype for column in COLUMNS[name]}
    cells = [{column: row.get(column, empty.get(dtype)) for column, dtype in columns.items()} for row in rows]
    return pd.DataFrame(cells, columns=list(columns)).astype(columns)


def tables_of_sentences(
    sentences: Sequence[tuple[str, str, float, float]],
    words: Sequence[Mapping[str, object]] = (),
    *,
    outlet: str = "Wire",
) -> Tables:
    """Tables with these sentences: article, voice, compound, adjusted compound; numbered within their article."""
    ids = list(dict.fromkeys(article_id for article_id, *_ in sentences))
    made = build_tables([ArticleAnalysis(Article(name, "x", outlet=outlet), 100, 10) for name in ids])
    rows: list[dict[str, object]] = []
    for article_id, voice, exact, adjusted in sentences:
        n = sum(row["article_id"] == article_id for row in rows)
        row = {
            "article_id": article_id,
            "sentence": n,
            "voice": voice,
            "compound": exact,
            "adjusted_compound": adjusted,
        }
        rows.append(row | {"text": f"Sentence {n} of {article_id}.", "words": "crush −0.6"})
    return replace(made, sentences=table("sentences", rows), valence_words=table("valence_words", words))
