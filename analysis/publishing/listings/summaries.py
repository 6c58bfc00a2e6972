"""The tables that the report prints: short, in words, each with a line on how to read it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any

import pandas as pd

from analysis.measures import (
    POLARITIES,
    VOICES,
    count_attributions,
    count_speakers,
    frames_by_voice,
    quotes_of,
    source_concentration,
    stance_shares,
)
from analysis.publishing.listings import Listing, build_listing, rest_in_words, value_in_words
from analysis.publishing.listings.sentiment import list_targets, list_voices
from analysis.publishing.pages import grouped, names_or_ids, percent, readable, rows_of, text_or_none
from analysis.publishing.reader.copies import list_copies
from analysis.quotes.stance import read_reporting_words
from analysis.records import SAID, AttributionType
from analysis.tables import Tables

MOST_SPEAKERS = 20
MOST_OUTLETS = 60
MOST_EXAMPLES = 3
EXAMPLE_LENGTH = 90
NOT_KNOWN = "not known"
TYPE_MEANINGS: Mapping[str, str] = {
    "speech": "what somebody said",
    "writing": "what somebody wrote or posted",
    "document": "what a report, a poll, a law … says",
    "thought": "what somebody thinks, fears, believes",
    "intent": "what somebody plans, hopes, wants to do",
}
NOT_NAMED = {"unnamed": "sources without a name", "unresolved": "speaker not resolved"}


def list_everything(tables: Tables, names: Mapping[str, str] | None = None) -> dict[str, Listing]:
    """All tables of a corpus' section, by the key that the template asks for; those without rows are left out.

    Args:
        tables: of the corpus.
        names: names for readers by id of frame or contested set; without one the id is shown.
    """
    called = names_or_ids(names or {})
    listings = {
        "outlets": list_outlets(tables),
        "voices": list_voices(tables),
        "targets": list_targets(tables),
        "copies": list_copies(tables),
        "types": list_types(tables),
        "speakers": list_speakers(tables),
        "stances": list_stances(tables),
        "frames": list_frames(tables, called),
        "contested": list_contested(tables, called),
        "distance": list_distance_marks(tables),
        "left_out": list_boilerplate(tables),
    }
    return {key: listing for key, listing in listings.items() if listing.rows}


def list_outlets(tables: Tables) -> Listing:
    """Each outlet with its articles, words, quotes and frame terms, the one with most articles first."""
    articles = tables.articles
    hits = tables.frame_hits.groupby("article_id").size()
    counted = articles.assign(n_hits=articles["article_id"].map(hits).fillna(0))
    totals = counted.groupby("outlet", dropna=False).agg(
        n=("article_id", "size"),
        first=("date", "min"),
        last=("date", "max"),
        n_words=("n_words", "sum"),
        n_quotes=("n_quotes", "sum"),
        n_hits=("n_hits", "sum"),
    )
    totals = totals.reset_index().sort_values(["n", "outlet"], ascending=[False, True], kind="stable")
    rows = [
        (
            text_or_none(row.outlet) or NOT_KNOWN,
            grouped(row.n),
            _period(row.first, row.last),
            grouped(row.n_words),
            grouped(row.n_quotes),
            _per_thousand(row.n_hits, row.n_words),
        )
        for row in rows_of(totals.head(MOST_OUTLETS))
    ]
    return build_listing(
        "Outlets",
        {"Outlet": 0, "Articles": 1, "From – to": 0, "Words": 1, "Quotes": 1, "Frame terms per 1,000 words": 1},
        rows,
        rest_in_words(len(totals), MOST_OUTLETS, "outlets", "articles"),
    )


def list_types(tables: Tables) -> Listing:
    """How many attributions there are of each type, and which of them count as quotes."""
    rows = []
    for row in rows_of(count_attributions(tables)):
        cues = tables.quotes.loc[tables.quotes["attribution_type"] == row.attribution_type, "cue_lemma"].dropna()
        counts = (grouped(row.n_quotes), percent(row.share), grouped(row.n_with_source), grouped(row.n_articles))
        kind, counted = row.attribution_type, "yes" if row.counted else "no"
        rows.append((kind, TYPE_MEANINGS[kind], counted, *counts, _examples(cues)))
    columns = {"Type": 0, "Meaning": 0, "Counted as quote": 0, "Number": 1, "of all": 1, "with a source": 1}
    note = (
        "Who gets to speak is counted by what was said, written or published. Beliefs and intentions are what the "
        "outlet reports of somebody's mind, some with nobody named (“is expected to”); they stand in the table quotes."
    )
    return build_listing("What is attributed", columns | {"Articles": 1, "Most frequent": 0}, rows, note)


def list_speakers(tables: Tables, types: Collection[AttributionType] = SAID) -> Listing:
    """The most quoted speakers, and last the sources without a name and what nobody could be named for.

    Args:
        tables: of the corpus.
        types: the attribution types to count.
    """
    counts = count_speakers(tables, types=types)
    named = counts["naming"] == "named"
    known = counts[named]
    shown = pd.concat([known.head(MOST_SPEAKERS), counts[~named]])
    rows = [
        (
            text_or_none(row.speaker_id) or NOT_NAMED[row.naming],
            readable(text_or_none(row.speaker_type) or "–"),
            grouped(row.n_quotes),
            percent(row.quote_share),
            grouped(row.n_direct),
            grouped(row.n_mixed),
            grouped(row.n_indirect),
            percent(row.word_share),
            grouped(row.n_articles),
        )
        for row in rows_of(shown)
    ]
    n = source_concentration(known["n_quotes"])
    note = rest_in_words(len(known), MOST_SPEAKERS, "speakers", "quotes")
    if n["n_sources"] > 1:
        note += (
            f" The {n['n_sources']:,} speakers with a name are as concentrated as if "
            f"{n['effective_sources']:.1f} were quoted equally often (1/Σ share², Laakso and Taagepera 1979)."
        )
    columns = {"Speaker": 0, "Kind": 0, "Quotes": 1, "of all": 1, "direct": 1, "mixed": 1, "indirect": 1}
    return build_listing("Who is quoted", columns | {"of quoted words": 1, "Articles": 1}, rows, note.strip())


def list_stances(tables: Tables, types: Collection[AttributionType] = SAID) -> Listing:
    """Each stance with its definition, its quotes and its most frequent words.

    Args:
        tables: of the corpus.
        types: the attribution types to count.
    """
    words = read_reporting_words()
    quotes, whole = quotes_of(tables, types), stance_shares(tables, types=types)
    rows = []
    for row in rows_of(whole):
        lemmas = quotes.loc[quotes["stance"] == row.stance, "cue_lemma"]
        value = value_in_words(row.share, row.share_low, row.share_high, percent)
        cells = (
            grouped(row.n_quotes),
            value,
            _examples(lemmas),
            words.definitions[row.stance],
            words.follows[row.stance],
        )
        rows.append((row.stance, *cells))
    columns = {"Stance": 0, "Quotes": 1, "of all with a stance": 1, "Most frequent": 0, "Meaning": 0, "After": 0}
    note = (
        "In brackets the 95 % interval of a bootstrap over articles; there is none for fewer than 10 articles. Quotes "
        "without a reporting word, or with one that is not listed, have no stance. That a word is in its class is this "
        "project's judgement."
    )
    return build_listing("How what is said is presented", columns, rows, note)


def list_frames(tables: Tables, called: Callable[[Any], str]) -> Listing:
    """The terms of each frame by voice and by polarity."""
    hits = tables.frame_hits
    voices = frames_by_voice(tables).pivot_table(index="frame", columns="voice", values="n_hits", sort=False)
    polarity = hits.groupby(["frame", "polarity"]).size()
    articles = hits.groupby("frame")["article_id"].nunique()
    rows = []
    for frame in voices.index:
        narrator, quoted = (int(voices.loc[frame].get(voice, 0)) for voice in VOICES)
        own = [int(polarity.get((frame, state), 0)) for state in POLARITIES]
        n = narrator + quoted
        counts = (n, int(articles.get(frame, 0)))
        shares = (percent(narrator / n if n else None), percent(quoted / n if n else None))
        rows.append((called(frame), *map(grouped, counts), *shares, *map(grouped, own)))
    columns = {"Frame": 0, "Terms": 1, "Articles": 1, "narrator": 1, "quoted": 1}
    return build_listing(
        "Frames: in whose voice, and how",
        columns | dict.fromkeys(POLARITIES, 1),
        rows,
        "A term that is negated or rejected is counted: “no surrender” speaks of surrender too. A term may belong to "
        "several frames.",
    )


def list_contested(tables: Tables, called: Callable[[Any], str]) -> Listing:
    """For each contested set the share of each variant, overall and by voice."""
    hits = tables.contested_hits
    totals = hits.groupby("contested_set").size()
    counts = hits.groupby(["contested_set", "variant"]).agg(n=("start", "size"), n_articles=("article_id", "nunique"))
    counts["quoted"] = hits[hits["voice"] == "quoted"].groupby(["contested_set", "variant"]).size()
    counts = counts.fillna({"quoted": 0}).reset_index()
    counts["of"] = counts["contested_set"].map(totals)
    counts = counts.sort_values(["of", "contested_set", "n", "variant"], ascending=[False, True, False, True])
    rows = [
        (
            called(row.contested_set),
            readable(row.variant),  # a frame may have the same id, and another name
            grouped(row.n),
            percent(row.n / row.of),
            grouped(row.n - row.quoted),
            grouped(row.quoted),
            grouped(row.n_articles),
        )
        for row in rows_of(counts)
    ]
    columns = {"Set": 0, "Variant": 0, "Times": 1, "of the set": 1, "narrator": 1, "quoted": 1, "Articles": 1}
    note = "Words between which a writer chooses. No variant is marked as the right one."
    return build_listing("Contested names", columns, rows, note)


def list_distance_marks(tables: Tables) -> Listing:
    """Each kind of distance mark with its most frequent wordings."""
    marks = tables.distance_marks
    rows = []
    for kind, group in sorted(marks.groupby("kind"), key=lambda pair: (-len(pair[1]), str(pair[0]))):
        quoted = int((group["voice"] == "quoted").sum())
        counts = (len(group), len(group) - quoted, quoted, int(group["article_id"].nunique()))
        rows.append((readable(kind), *map(grouped, counts), _examples(group["text"])))
    columns = {"Kind": 0, "Times": 1, "narrator": 1, "quoted": 1, "Articles": 1, "Most frequent": 0}
    note = "Places where the text keeps its distance from a word, by an adjective or by quotation marks around it."
    return build_listing("Distance marks", columns, rows, note)


def list_boilerplate(tables: Tables) -> Listing:
    """What was not analysed, by the rule that decided, with examples to check it by."""
    zones = tables.boilerplate.assign(rule=tables.boilerplate["rule"].fillna("–"))
    zones = zones.assign(length=zones["end"] - zones["start"])
    rows = []
    for key, group in sorted(zones.groupby(["kind", "rule"]), key=lambda pair: (-len(pair[1]), str(pair[0]))):
        kind, rule = key if isinstance(key, tuple) else (key, "–")
        counts = (len(group), int(group["article_id"].nunique()), int(group["length"].sum()))
        rows.append((readable(kind), readable(rule), *map(grouped, counts), _examples(group["text"])))
    columns = {"What": 0, "Rule": 0, "Places": 1, "Articles": 1, "Characters": 1, "Most frequent": 0}
    note = "These parts are kept and shown in grey in each article, and nothing in them is counted."
    return build_listing("Not analysed", columns, rows, note)


def shorten(text: str, length: int = EXAMPLE_LENGTH) -> str:
    """A text on one line and not longer than that.

    Example:
        >>> shorten("one two three", 8)
        'one two…'
    """
    line = " ".join(text.split())
    return line if len(line) <= length else f"{line[: length - 1].rstrip()}…"


def _examples(texts: pd.Series[Any]) -> str:
    counts = texts.map(shorten).value_counts(sort=False).sort_values(ascending=False, kind="stable")
    shown = [f"{text} ({n})" if n > 1 else str(text) for text, n in counts.head(MOST_EXAMPLES).items()]
    return " · ".join(shown)


def _period(first: Any, last: Any) -> str:
    if pd.isna(first):
        return "–"
    return f"{first:%Y-%m-%d}" if first == last else f"{first:%Y-%m-%d} – {last:%Y-%m-%d}"


def _per_thousand(n: float, n_words: float) -> str:
    return f"{1000 * n / n_words:.1f}" if n_words else "–"
