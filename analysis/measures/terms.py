"""Who says a term, and how: asserted, negated, rejected, demanded or as a possibility."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING

import pandas as pd

from analysis.measures.frames import name_frames
from analysis.measures.sources import naming_of

if TYPE_CHECKING:
    from analysis.tables import Tables

POLARITIES = ("asserted", "demanded", "hypothetical", "negated", "rejected")


class UnknownTermError(ValueError):
    """No hit is of the frame, group or term that was asked for."""


@dataclass(frozen=True, slots=True, eq=False)
class TermChoice:
    """A term, group of terms or whole frame, with its hits."""

    label: str
    reason: str
    """Why it is this one, as half a sentence."""
    hits: pd.DataFrame


def count_terms(tables: Tables) -> pd.DataFrame:
    """The frame terms that occur, the most frequent first.

    Returns:
        frame, term, n_hits, n_articles, n_polarities (how many of the five occur).
    """
    hits = tables.frame_hits
    terms = (
        hits.assign(frame=name_frames(hits))
        .groupby(["frame", "term"], sort=False)
        .agg(n_hits=("start", "size"), n_articles=("article_id", "nunique"), n_polarities=("polarity", "nunique"))
    )
    table = terms.reset_index().sort_values(["n_hits", "frame", "term"], ascending=[False, True, True])
    return table.reset_index(drop=True)


def choose_term(tables: Tables, term: str | None = None) -> TermChoice:
    """The hits of a chosen frame or term; without a choice, of the most telling term.

    Args:
        tables: of a corpus.
        term: looked up as a frame, then as a group (subcode), a term as the lexicon writes it (with or without its
            final `*`), a contested set, a variant of one, and last as the words of the text; capital letters make no
            difference. If not given: the term with most hits among those that occur in at least two polarities, or
            among all where there is none; the first in alphabetical order of several.

    Raises:
        UnknownTermError: if nothing matches; the message names near misses.
    """
    hits = tables.frame_hits
    if term is None:
        terms = count_terms(tables)
        if terms.empty:
            raise UnknownTermError("no frame term occurs in these articles")
        several = terms[terms["n_polarities"] >= 2]
        among = "those that occur in at least two polarities" if len(several) else "all"
        first = (several if len(several) else terms).iloc[0]
        chosen = (name_frames(hits) == first["frame"]) & (hits["term"] == first["term"])
        return TermChoice(str(first["term"]), f"the most frequent frame term among {among}", hits[chosen])
    contested = tables.contested_hits.rename(columns={"contested_set": "frame", "variant": "term"})
    wanted = term.casefold()
    lookups = (
        ("frame", hits, name_frames(hits)),
        ("frame", hits, hits["frame"]),
        ("group of terms", hits, hits["subcode"]),
        ("term", hits, hits["term"]),
        ("term", hits, hits["term"].str.rstrip("*")),
        ("contested set", contested, contested["frame"]),
        ("variant of a contested set", contested, contested["term"]),
        ("wording", hits, hits["text"]),
    )
    for kind, table, names in lookups:
        chosen = (names.str.casefold() == wanted).fillna(False).astype(bool)
        if chosen.any():
            return TermChoice(term, f"the {kind} that was asked for", table[chosen])
    known = {str(name) for _, _, names in lookups for name in names.dropna()}
    near = get_close_matches(wanted, sorted(known), n=3, cutoff=0.5) or sorted(hits["frame"].dropna().unique())
    hint = f"; there is {', '.join(near)}" if near else ""
    raise UnknownTermError(f"no frame or term {term!r} occurs in these articles{hint}")


def who_says(choice: TermChoice) -> pd.DataFrame:
    """The chosen hits by who says them and in which polarity: the narrator first, then speakers by their total.

    Sources without a name and, last, speakers that are not resolved have a row each.

    Returns:
        voice, speaker_id (missing in those rows and for the narrator), naming (`named`, `unnamed` or `unresolved`;
        missing for the narrator), n_hits, n_articles, and one column of hits a polarity: n_asserted, n_demanded,
        n_hypothetical, n_negated, n_rejected.
    """
    hits = choice.hits
    hits = hits.assign(naming=naming_of(hits).mask(hits["voice"] == "narrator"))
    columns = {f"n_{polarity}": (hits["polarity"] == polarity).fillna(False).astype("int64") for polarity in POLARITIES}
    grouped = hits.assign(**columns).groupby(["voice", "speaker_id", "naming"], dropna=False, sort=False)
    table = grouped.agg(
        n_hits=("start", "size"), n_articles=("article_id", "nunique"), **{name: (name, "sum") for name in columns}
    ).reset_index()
    table = table.sort_values(["n_hits", "speaker_id"], ascending=[False, True], kind="stable")
    return table.sort_values("naming", na_position="first", kind="stable").reset_index(drop=True)
