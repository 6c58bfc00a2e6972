"""The ratios that are compared: what is counted, out of what, and which pieces each count consists of.

A family is what one table compares: all frames, say. Its tests are corrected together.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd

from analysis.measures.agency import agency_events_of
from analysis.measures.distance import DISTANCE_KINDS
from analysis.measures.frame_speakers import speaker_cases
from analysis.measures.frames import PER_WORDS, name_frames
from analysis.measures.kinds import NOT_TOLD, ROLES
from analysis.measures.readings import READINGS
from analysis.measures.sentiment import VOICES
from analysis.measures.sources import naming_of, quotes_of
from analysis.measures.target_mentions import count_spoken_of, mentions_of_targets
from analysis.words import count_words

if TYPE_CHECKING:
    from analysis.records import Span
    from analysis.tables import Tables

Unit = Literal["rate", "share", "mean"]

MOST_TARGETS = 12
"""Sentiment is compared toward those whom the corpus mentions most."""

_SURE_DIGITS = 9
"""A sum of valences that is 0 but for rounding has no sign."""

COUNTED = ("article_id", "item", "amount", "start", "end", "term", "speaker_id")
BASIS = ("article_id", "group", "amount", "term", "speaker_id")
ITEMS = ("item", "subject", "part", "group")
PIECES = ("article_id", "item", "kind", "piece", "amount", "basis")


@dataclass(frozen=True, eq=False)
class Family:
    """Ratios that one table compares.

    Attributes:
        name: e.g. `frames-narrator`.
        title: what they measure, for readers.
        unit: `rate` (per 1,000 words), `share` (0-1) or `mean` (-1 to 1).
        figure: the figure that shows them.
        items: one row a ratio: `item` (its key), `subject` (e.g. the contested set), `part` (e.g. the name; may be
            missing) and `group` (of the basis that it is a ratio of).
        counted: one row an occurrence: `article_id`, `item`, `amount`, `start`, `end` (of the passage), `term`,
            `speaker_id`.
        basis: what the amounts are divided by, `article_id`, `group`, `amount`, `term`, `speaker_id`; several rows add
            up.
        pieces: what each term, speaker or word makes of the sums: `article_id`, `item`, `kind`, `piece`, `amount` and
            `basis`, which would be missing without it.
    """

    name: str
    title: str
    unit: Unit
    figure: str
    items: pd.DataFrame
    counted: pd.DataFrame
    basis: pd.DataFrame
    pieces: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=list(PIECES)))

    @property
    def scale(self) -> float:
        """What the ratios are multiplied with: 1,000 for rates."""
        return PER_WORDS if self.unit == "rate" else 1.0

    @cached_property
    def amounts(self) -> pd.DataFrame:
        """The sums of what is counted: one row an article that has any, one column an item."""
        return _spread(self.counted, "item", "amount").reindex(columns=self.items["item"], fill_value=0.0)

    @cached_property
    def bases(self) -> pd.DataFrame:
        """What they are divided by: one row an article that has any, one column an item."""
        by_group = _spread(self.basis, "group", "amount").reindex(columns=self.items["group"], fill_value=0.0)
        return by_group.set_axis(self.items["item"].tolist(), axis="columns")


def _spread(rows: pd.DataFrame, column: str, value: str) -> pd.DataFrame:
    return rows.groupby(["article_id", column])[value].sum().unstack(column, fill_value=0).astype("float64")


@lru_cache(maxsize=32)
def family_of(tables: Tables, name: str) -> Family:
    """The family of that name; its items are those that occur in the corpus, the most frequent first.

    The last families are kept, as comparing and checking robustness ask for the same.

    Raises:
        ValueError: if there is no such family.

    Example:
        >>> from analysis.tables import build_tables
        >>> family_of(build_tables([]), "frames-narrator").items.empty
        True
    """
    if name not in FAMILIES:
        raise ValueError(f"there is no family {name!r}; there are {', '.join(FAMILIES)}")
    return FAMILIES[name](tables)


def _frames(tables: Tables, voice: str) -> Family:
    hits = tables.frame_hits
    hits = hits.assign(frame=name_frames(hits))
    hits = hits[hits["voice"] == voice]
    return _build(
        f"frames-{voice}",
        f"Frames: their terms per 1,000 words {'of the narrator' if voice == 'narrator' else 'inside quotes'}",
        "rate",
        "frames-by-outlet",
        hits.assign(subject=hits["frame"], amount=1.0),
        _words(tables, voice),
    )


def _contested(tables: Tables) -> Family:
    hits = tables.contested_hits
    hits = hits[hits["voice"] == "narrator"]
    hits = hits.assign(subject=hits["contested_set"], part=hits["variant"], amount=1.0)
    basis = hits.assign(group=hits["contested_set"])
    return _build(
        "contested-narrator",
        "Contested names: which of them the narrator uses",
        "share",
        "contested-by-outlet",
        hits,
        basis,
        group="subject",
    )


def _sources(tables: Tables) -> Family:
    quotes = _at_cues(tables, quotes_of(tables))
    quotes = quotes.assign(subject=quotes["speaker_role"].fillna(NOT_TOLD), amount=1.0)
    unnamed = quotes[naming_of(quotes) == "unnamed"].assign(subject="unnamed")
    return _build(
        "sources",
        "Who is quoted: shares of quotes, by role",
        "share",
        "who-is-quoted-by-kind",
        pd.concat([quotes, unnamed]),
        quotes,
        order=(*ROLES, "unnamed"),
    )


def _stances(tables: Tables) -> Family:
    quotes = _at_cues(tables, quotes_of(tables).dropna(subset="stance"))
    quotes = quotes.assign(subject=quotes["stance"], term=quotes["cue_lemma"], amount=1.0)
    title = "Reporting words: shares of stances"
    return _build("stances", title, "share", "stance-of-reporting-verbs", quotes, quotes)


def _at_cues(tables: Tables, quotes: pd.DataFrame) -> pd.DataFrame:
    """The quotes with `start` and `end` of their cue's first piece, where they have one, in place of the content's."""
    spans = tables.quote_spans
    cues = spans[(spans["role"] == "cue") & (spans["part"] == 1)].set_index("quote_id")
    at = {name: quotes["quote_id"].map(cues[name]).fillna(quotes[name]).astype("int64") for name in ("start", "end")}
    return quotes.assign(**at)


def _distance(tables: Tables) -> Family:
    marks = tables.distance_marks
    marks = marks[(marks["voice"] == "narrator") & (marks["kind"] != "title")]
    marks = marks.assign(subject=marks["kind"], term=marks["text"].str.casefold(), amount=1.0)
    title = "Words held at a distance: marks per 1,000 words of the narrator"
    words = _words(tables, "narrator")
    return _build("distance", title, "rate", "distance-by-outlet", marks, words, order=DISTANCE_KINDS)


def _agency(tables: Tables) -> Family:
    events = agency_events_of(tables)
    events = events.assign(subject=events["agent_told"], term=events["text"].str.casefold(), amount=1.0)
    title = "Who acts: shares of events of harm"
    return _build("doers", title, "share", "who-acts", events, events)


def _repeats(tables: Tables) -> Family:
    cases = speaker_cases(tables).assign(subject="repeated", amount=1.0)
    title = "Does the narrator repeat what speakers say? Share of the cases"
    return _build("repeats", title, "share", "frames-repeated", cases[cases["anywhere"]], cases)


def _sentiment(tables: Tables, reading: Literal["exact", "adjusted"]) -> Family:
    sentences = tables.sentences
    counted = sentences.assign(subject=sentences["voice"], amount=sentences[READINGS[reading]])
    called = {"exact": "exact VADER", "adjusted": "adjusted to news"}[reading]
    return _build(
        f"sentiment-{reading}",
        f"Lexical valence ({called}), mean of sentences",
        "mean",
        "sentiment-by-voice",
        counted,
        sentences.assign(group=sentences["voice"], amount=1.0),
        group="subject",
        order=VOICES,
        pieces=_valence_pieces(tables, reading),
    )


def _targets(tables: Tables) -> Family:
    mentions = mentions_of_targets(tables)
    counts = count_spoken_of(mentions).sort_values(ascending=False, kind="stable")
    kept = mentions["target_id"].isin(counts.index[:MOST_TARGETS]) & ~mentions["is_source"]
    mentions = mentions[kept & (mentions["voice"] == "narrator")]
    mentions = mentions.assign(subject=mentions["target_id"], amount=mentions["mean"])
    return _build(
        "targets-narrator",
        "Sentiment toward those most mentioned, by the narrator (a model's reading)",
        "mean",
        "sentiment-toward-target-by-outlet",
        mentions,
        mentions.assign(group=mentions["subject"], amount=1.0),
        group="subject",
    )


def _build(  # noqa: PLR0913 - one argument a field
    name: str,
    title: str,
    unit: Unit,
    figure: str,
    counted: pd.DataFrame,
    basis: pd.DataFrame,
    *,
    group: Literal["subject"] | None = None,
    order: tuple[str, ...] = (),
    pieces: pd.DataFrame | None = None,
) -> Family:
    """A family of rows that have `subject`, `amount` and perhaps `part`; the basis has `amount` and perhaps `group`."""
    counted = counted.reindex(columns=[*dict.fromkeys([*counted.columns, "part"])])
    part = counted["part"].astype("string")
    counted = counted.assign(item=counted["subject"].astype("string") + (": " + part).fillna(""))
    items = counted.drop_duplicates("item").assign(n=lambda rows: rows["item"].map(counted["item"].value_counts()))
    places = {subject: place for place, subject in enumerate(order)}
    items = items.assign(place=items["subject"].map(places).fillna(len(places)))
    items = items.sort_values(["place", "n", "item"], ascending=[True, False, True], kind="stable")
    items = items.assign(group=items["subject"] if group else "all")
    counted = counted.reindex(columns=list(COUNTED)).reset_index(drop=True)
    basis = basis.assign(group=basis["group"] if group else "all").reindex(columns=list(BASIS)).reset_index(drop=True)
    items = items[list(ITEMS)].astype("string").reset_index(drop=True)
    every = [_pieces(counted, basis, items, "term"), _pieces(counted, basis, items, "speaker")]
    every += [] if pieces is None else [pieces]
    return Family(name, title, unit, figure, items, counted, basis, pd.concat(every, ignore_index=True))


def _pieces(
    counted: pd.DataFrame, basis: pd.DataFrame, items: pd.DataFrame, kind: Literal["term", "speaker"]
) -> pd.DataFrame:
    """What each term (of a lexicon, or a reporting word) or speaker adds to what is counted and to what that is out of.

    The words of a text are no terms, so that without a term a rate's basis stays; a share loses the term's rows in
    both. Only an item's own terms are its pieces: without "say" hardly a reporting word would be left to be a share of.
    """
    column = {"term": "term", "speaker": "speaker_id"}[kind]
    above = counted.dropna(subset=column).groupby(["article_id", "item", column])["amount"].sum()
    below = basis.dropna(subset=column).groupby(["article_id", "group", column], as_index=False)["amount"].sum()
    spread = below.merge(items[["item", "group"]], on="group").set_index(["article_id", "item", column])["amount"]
    rows = pd.concat([above, spread.rename("basis")], axis="columns").fillna(0.0).reset_index()
    if kind == "term":
        rows = rows.merge(counted[["item", "term"]].drop_duplicates())
    return _as_pieces(rows.rename(columns={column: "piece"}).assign(kind=kind))


def _valence_pieces(tables: Tables, reading: Literal["exact", "adjusted"]) -> pd.DataFrame:
    """How much each word of the sentiment lexicon adds to the compounds of its sentences.

    Without a word, a sentence's sum S loses its valence and its compound is S' / √(S'² + 15) (Hutto and Gilbert 2014);
    exclamation and question marks go with the sign that is left. That a word may also shift a rule for another word is
    not followed.
    """
    prefix = {"exact": "", "adjusted": "adjusted_"}[reading]
    sentences = tables.sentences[["article_id", "sentence", "voice", READINGS[reading], f"{prefix}emphasis"]]
    words = tables.valence_words[["article_id", "sentence", "text", f"{prefix}valence"]]
    words = words.assign(piece=words["text"].str.casefold())
    own = words.groupby(["article_id", "sentence", "piece"], as_index=False)[f"{prefix}valence"].sum()
    sums = words.groupby(["article_id", "sentence"], as_index=False)[f"{prefix}valence"].sum()
    rows = own.merge(sums, on=["article_id", "sentence"], suffixes=("", "_sum")).merge(
        sentences, on=["article_id", "sentence"]
    )
    rows = rows[rows[f"{prefix}valence"] != 0]
    rest = (rows[f"{prefix}valence_sum"] - rows[f"{prefix}valence"]).round(_SURE_DIGITS)
    rest += np.sign(rest) * rows[f"{prefix}emphasis"].abs()
    without = rest / (rest**2 + 15) ** 0.5
    rows = rows.assign(amount=rows[READINGS[reading]] - without, item=rows["voice"])
    rows = rows.groupby(["article_id", "item", "piece"], as_index=False)["amount"].sum()
    return _as_pieces(rows.assign(kind="word", basis=0.0))


def _as_pieces(rows: pd.DataFrame) -> pd.DataFrame:
    return rows.reindex(columns=list(PIECES))


def _words(tables: Tables, voice: str) -> pd.DataFrame:
    """The words of each article that the narrator says, or each speaker, as the basis of rates."""
    quoted = _quoted_words(tables)
    if voice == "quoted":
        return quoted
    of_article = quoted.groupby("article_id")["amount"].sum()
    articles = tables.articles[["article_id", "n_words"]]
    inside = of_article.reindex(pd.Index(articles["article_id"]), fill_value=0.0).to_numpy(dtype="float64")
    own = (articles["n_words"] - inside).clip(lower=0).astype("float64")
    return pd.DataFrame({"article_id": articles["article_id"], "amount": own})


@lru_cache(maxsize=4)
def _quoted_words(tables: Tables) -> pd.DataFrame:
    """The words inside what counts as somebody's voice, by article and speaker (missing where nobody is named)."""
    pieces = tables.quote_spans[tables.quote_spans["role"] == "content"]
    pieces = pieces.merge(tables.quotes[["quote_id", "voiced", "speaker_id"]], on="quote_id")
    pieces = pieces[pieces["voiced"]]
    texts = dict(zip(tables.articles["article_id"], tables.articles["text"], strict=True))
    rows = [
        (article_id, count_words(texts[str(article_id)][start:end]), None if pd.isna(speaker) else speaker)
        for article_id, own in pieces.groupby("article_id")
        for start, end, speaker in _apart(list(zip(own["start"], own["end"], own["speaker_id"], strict=True)))
    ]
    columns = {"article_id": "string", "amount": "float64", "speaker_id": "string"}
    return pd.DataFrame(rows, columns=list(columns)).astype(columns)


def _apart(spans: list[tuple[int, int, str | None]]) -> list[tuple[int, int, str | None]]:
    """Spans without what they share with others; of nested ones the inner keeps its own, as in `find_voice`."""
    taken: list[Span] = []
    pieces: list[tuple[int, int, str | None]] = []
    for start, end, speaker in sorted(spans, key=lambda span: (span[1] - span[0], span[0])):
        at = start
        for left, right in sorted(taken):
            if right <= at or left >= end:
                continue
            if left > at:
                pieces.append((at, left, speaker))
            at = max(at, right)
        if at < end:
            pieces.append((at, end, speaker))
        taken.append((start, end))
    return pieces


FAMILIES: Mapping[str, Callable[[Tables], Family]] = {
    "frames-narrator": lambda tables: _frames(tables, "narrator"),
    "frames-quoted": lambda tables: _frames(tables, "quoted"),
    "contested-narrator": _contested,
    "sources": _sources,
    "stances": _stances,
    "doers": _agency,
    "distance": _distance,
    "repeats": _repeats,
    "sentiment-exact": lambda tables: _sentiment(tables, "exact"),
    "sentiment-adjusted": lambda tables: _sentiment(tables, "adjusted"),
    "targets-narrator": _targets,
}
"""What can be compared, in the order in which it is shown."""
