"""Concordances: every occurrence of a term with the words around it (keyword in context, KWIC)."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from difflib import get_close_matches
from typing import TYPE_CHECKING

import pandas as pd

from analysis.measures.frames import ZONES
from analysis.measures.resampling import SEED
from analysis.measures.sentiment import VOICES
from analysis.measures.terms import POLARITIES
from analysis.measures.text_index import TextIndex, as_index
from analysis.words import WORD

if TYPE_CHECKING:
    from analysis.records import Span
    from analysis.tables import Tables

WIDTH = 60
"""Characters of context on either side."""

COLUMNS_OF_LINES = (
    *("left", "keyword", "right", "voice", "speaker_name", "speaker_id", "polarity", "zone"),
    *("outlet", "date", "article_id", "sentence", "start", "end"),
)


def concordance(source: Tables | TextIndex, node: str | pd.DataFrame, *, width: int = WIDTH) -> pd.DataFrame:
    """Every occurrence of a term with its context, in the order of the articles and then of the text.

    Args:
        source: of a corpus; its index where several terms are looked up.
        node: what to look up: a pattern as lexicons write it, e.g. `surrender*` or `(hostage|prisoner) swap*`; or hits,
            such as `choose_term(tables, "capitulation").hits` or any rows of `tables.frame_hits`.
        width: characters of context on either side; at its outer ends words are left out rather than cut.

    Returns:
        left, keyword, right (line breaks shown as spaces), voice, speaker_name, speaker_id, polarity (of a pattern's
        occurrence known only where a lexicon's term was found there), zone, outlet, date, article_id, sentence, start,
        end.

    Raises:
        PatternError: if the pattern cannot be read.

    Example:
        >>> lines = concordance(read_tables(Path("data/tables/demo")), "surrender*", width=30)  # doctest: +SKIP
        >>> sort_lines(lines, "r1")[["left", "keyword", "right", "voice"]]                      # doctest: +SKIP
    """
    hits = as_index(source).find(node) if isinstance(node, str) else node
    tables = source.tables if isinstance(source, TextIndex) else source
    lines = hits.merge(tables.articles[["article_id", "outlet", "date"]], on="article_id", how="left")
    texts = dict(zip(tables.articles["article_id"], tables.articles["text"], strict=True))
    spans = zip(lines["article_id"], lines["start"], lines["end"], strict=True)
    around = [_context(texts[article_id], (start, end), width) for article_id, start, end in spans]
    lines["left"] = pd.Series([left for left, _ in around], index=lines.index, dtype="string")
    lines["right"] = pd.Series([right for _, right in around], index=lines.index, dtype="string")
    lines["keyword"] = lines["text"].map(_one_line).astype("string")
    return lines[list(COLUMNS_OF_LINES)].reset_index(drop=True)


def sort_lines(lines: pd.DataFrame, *keys: str) -> pd.DataFrame:
    """The lines of a concordance in another order; what is missing comes last, and ties stay in text order.

    Args:
        lines: as `concordance` returns them.
        keys: the first decides, then the second, and so on: one of `SORT_KEYS`. `l1` is the word before the keyword,
            `l2` the one before that; `r1` is the word after it. Capital letters make no difference.

    Raises:
        ValueError: if there is no such key.
    """
    unknown = [key for key in keys if key not in SORT_KEYS]
    if unknown:
        raise ValueError(f"there is no order {unknown[0]!r}; there are {', '.join(SORT_KEYS)}")
    if not keys or lines.empty:
        return lines.reset_index(drop=True)
    values = pd.DataFrame({i: SORT_KEYS[key](lines) for i, key in enumerate(keys)}, index=lines.index)
    ordered = values.sort_values(list(values.columns), kind="stable", na_position="last").index
    return lines.loc[ordered].reset_index(drop=True)


def filter_lines(
    lines: pd.DataFrame,
    *,
    voice: str | None = None,
    polarity: str | None = None,
    outlet: str | None = None,
    speaker: str | None = None,
    zone: str | None = None,
) -> pd.DataFrame:
    """The lines of a concordance that fit every criterion given; capital letters make no difference.

    Args:
        lines: as `concordance` returns them.
        voice: `narrator` or `quoted`.
        polarity: e.g. `negated`.
        outlet: its whole name.
        speaker: a part of the name, e.g. the surname.
        zone: `headline`, `lead` or `body`.

    Raises:
        ValueError: if there is no such voice, polarity or zone, or no line of such an outlet or speaker, so that a
            misspelt one is not taken for a finding.
    """
    for column, wanted, known in (
        ("voice", voice, VOICES),
        ("polarity", polarity, POLARITIES),
        ("zone", zone, ZONES),
        ("outlet", outlet, None),
    ):
        if wanted is not None:
            there = lines[column].dropna().unique().tolist() if known is None else known
            if len(lines) and wanted.casefold() not in {str(value).casefold() for value in there}:
                raise _no_line(column, wanted, there)
            lines = lines[(_folded(lines[column]) == wanted.casefold()).fillna(False).astype(bool)]
    if speaker is not None:
        named = [_folded(lines[name]).str.contains(speaker.casefold(), regex=False) for name in _NAMES]
        of_speaker = lines[(named[0].fillna(False) | named[1].fillna(False)).astype(bool)]
        if of_speaker.empty and len(lines):
            raise _no_line("speaker", speaker, lines["speaker_name"].dropna().unique().tolist())
        lines = of_speaker
    return lines.reset_index(drop=True)


def sample_lines(lines: pd.DataFrame, n: int, *, seed: int = SEED) -> pd.DataFrame:
    """At most `n` lines, drawn at random and kept in their order: the first ones would be those of one outlet.

    Args:
        lines: as `concordance` returns them.
        n: how many.
        seed: the same seed draws the same lines.
    """
    return lines if len(lines) <= n else lines.sample(n, random_state=seed).sort_index()


_NAMES = ("speaker_name", "speaker_id")


def _no_line(column: str, wanted: str, there: Collection[str]) -> ValueError:
    near = get_close_matches(wanted, there, n=3, cutoff=0.5) or sorted(there)[:8] or ["none"]
    return ValueError(f"no occurrence has the {column} {wanted!r}; there is {', '.join(near)}")


def _folded(column: pd.Series) -> pd.Series:
    return column.astype("string").str.casefold()


def _word_at(side: str, distance: int) -> Callable[[pd.DataFrame], pd.Series]:
    def word(line: str) -> str | None:
        words: list[str] = WORD.findall(line)
        if len(words) < distance:
            return None
        return words[-distance if side == "left" else distance - 1].casefold()

    return lambda lines: lines[side].map(word).astype("string")


SORT_KEYS: dict[str, Callable[[pd.DataFrame], pd.Series]] = {
    "position": lambda lines: pd.Series(range(len(lines)), index=lines.index),
    **{f"l{distance}": _word_at("left", distance) for distance in (1, 2, 3)},
    **{f"r{distance}": _word_at("right", distance) for distance in (1, 2, 3)},
    "keyword": lambda lines: _folded(lines["keyword"]),
    "outlet": lambda lines: _folded(lines["outlet"]),
    "date": lambda lines: lines["date"],
    "voice": lambda lines: lines["voice"],
    "speaker": lambda lines: _folded(lines["speaker_id"].fillna(lines["speaker_name"])),
    "polarity": lambda lines: lines["polarity"],
    "zone": lambda lines: lines["zone"],
}
"""The orders of a concordance by name."""


def _context(text: str, span: Span, width: int) -> tuple[str, str]:
    start, end = span
    left, right = text[max(0, start - width) : start], text[end : end + width]
    if start > width and text[start - width - 1].isalnum():
        left = re.sub(r"^\w+", "", left)
    if end + width < len(text) and text[end + width].isalnum():
        right = re.sub(r"\w+$", "", right)
    return _one_line(left.lstrip()), _one_line(right)


def _one_line(text: str) -> str:
    return re.sub(r"\s", " ", text)
