"""What is to be marked in an article: its rows of the tables as marks, and what is known of each."""

from __future__ import annotations

import weakref
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from analysis.publishing.pages import readable, rows_of, text_or_none
from analysis.publishing.reader.certainty import doubt, found_by, named_by

if TYPE_CHECKING:
    import pandas as pd

    from analysis.tables import Tables

SHOWN_TABLES = (
    "articles", "sentences", "quotes", "quote_spans", "frame_hits", "contested_hits", "distance_marks", "boilerplate",
)  # fmt: skip
"""The tables of which an article's page shows the rows."""

DOUBTS: Mapping[str, str] = {
    "check": "the quote or its source may well be wrong",
    "who?": "the speaker’s name may well be wrong",
}

Facts = tuple[tuple[str, str], ...]
"""What is known of a mark: names and values, in the order in which they are told."""

_known_places: dict[int, tuple[weakref.ref[pd.DataFrame], Mapping[Any, Any]]] = {}


@dataclass(frozen=True, slots=True)
class Speaker:
    """Somebody who is quoted in an article."""

    name: str
    letter: str
    index: int
    """Place in the order of the legend; -1 for all quotes whose speaker is not known."""
    kind: str
    n_quotes: int


@dataclass(frozen=True, slots=True)
class QuoteMark:
    """A quote, with the label that the text and the list of quotes share."""

    label: str
    speaker: Speaker
    row: Any
    spans: tuple[tuple[str, int, int], ...]
    """Role (`content`, `cue`, `speaker`), first character, character after the last."""

    @property
    def key(self) -> str:
        """The label as the end of an element's id."""
        return self.label.replace("?", "u")

    @property
    def cue(self) -> str | None:
        """The cue as written."""
        return text_or_none(self.row.cue)

    @property
    def mention(self) -> str | None:
        """The speaker as mentioned, where that is not the name itself."""
        mention = text_or_none(self.row.speaker)
        return None if mention == self.speaker.name else mention

    @property
    def stance(self) -> str | None:
        """What its cue lets one think of it, e.g. `distancing`."""
        stance = text_or_none(self.row.stance)
        return readable(stance) if stance else None

    @property
    def form(self) -> str:
        """Its directness and what it reports, e.g. `direct speech`."""
        return f"{self.row.quote_type} {self.row.attribution_type}"

    @property
    def doubt(self) -> str:
        """What to check in it before other quotes; empty where nothing is doubtful."""
        return doubt(self.row)

    @property
    def certainty(self) -> str:
        """What found it, how its speaker got a name, and how likely both are right."""
        return f"{found_by(self.row)} · {named_by(self.row)}"

    @property
    def facts(self) -> Facts:
        """What is known of the quote."""
        known = (
            ("Quote", self.label),
            ("Speaker", self.speaker.name),
            ("Mentioned as", self.mention and f"“{self.mention}”"),
            ("Cue", self.cue and f"“{self.cue}”"),
            ("Stance of the cue", self.stance),
            ("Form", self.form),
            ("How found", found_by(self.row).removeprefix("found ")),
            ("How named", named_by(self.row)),
            ("Check", DOUBTS.get(self.doubt)),
        )
        return tuple((name, value) for name, value in known if value)


@dataclass(frozen=True, slots=True)
class Mark:
    """An annotation as the text shows it."""

    kind: str
    """`content`, `cue`, `speaker`, `frame`, `contested`, `distance`, `left_out`, `focus`, or `only`: words that another
    version has not."""
    start: int
    end: int
    index: int = 0
    """Which speaker, or which frame: its place in the legend."""
    facts: Facts = ()
    quote: QuoteMark | None = None
    polarity: str = "asserted"
    voice: str = ""
    """`narrator` or `quoted`, of terms."""
    said_by: int | None = None
    """Who says a quoted term: the speaker's place in the legend."""

    @property
    def tip(self) -> str:
        """What it is, in a line."""
        if self.quote is None:
            return ", ".join(f"{name}: {value}" for name, value in self.facts)
        role = "" if self.kind == "content" else f"{self.kind} of "
        return f"{role}{self.quote.label}: {self.quote.speaker.name}, {self.quote.form}"


def rows_by_article(tables: Tables) -> dict[str, dict[str, list[Any]]]:
    """For each article the rows of each table that its page shows, as named tuples in the tables' order."""
    found: dict[str, dict[str, list[Any]]] = {}
    for row in rows_of(tables.articles):
        found[row.article_id] = {name: [] for name in SHOWN_TABLES}
        found[row.article_id]["articles"].append(row)
    for name in SHOWN_TABLES[1:]:
        for row in rows_of(getattr(tables, name)):
            if row.article_id in found:
                found[row.article_id][name].append(row)
    return found


def rows_of_article(tables: Tables, article_id: str) -> dict[str, list[Any]]:
    """The rows of one article in each table that its page shows.

    Where the rows of each article stand is looked up once a table, so that asking for many articles is quick.

    Raises:
        ValueError: if there is no article of that id.
    """
    found: dict[str, list[Any]] = {}
    for name in SHOWN_TABLES:
        table = getattr(tables, name)
        places = _places(table).get(article_id)
        found[name] = [] if places is None else rows_of(table.iloc[places])
    if not found["articles"]:
        raise ValueError(f"no article has the id {article_id!r}; the table `articles` lists {len(tables.articles)} ids")
    return found


def _places(table: pd.DataFrame) -> Mapping[Any, Any]:
    """The positions of the rows of each article, remembered for as long as the table lives."""
    key = id(table)
    known = _known_places.get(key)
    if known is None or known[0]() is not table:
        forget = weakref.ref(table, lambda _: _known_places.pop(key, None))
        known = _known_places[key] = forget, table.groupby("article_id", sort=False).indices
    return known[1]


def find_speakers(quotes: Sequence[Any]) -> dict[str | None, Speaker]:
    """The speakers, the most quoted first; those of whom no name is known come last, together."""
    counts: dict[str | None, int] = {}
    kinds: dict[str | None, str] = {}
    for quote in quotes:
        name = text_or_none(quote.speaker_name)
        counts[name] = counts.get(name, 0) + 1
        kinds.setdefault(name, str(quote.speaker_type))
    known = sorted((name for name in counts if name is not None), key=lambda name: -counts[name])
    found: dict[str | None, Speaker] = {
        name: Speaker(name, _letters(index), index, kinds[name], counts[name]) for index, name in enumerate(known)
    }
    if None in counts:
        found[None] = Speaker("speaker not known", "?", -1, "unknown", counts[None])
    return found


def _letters(index: int) -> str:
    """The letters that count the speakers: A, B, … Z, AA, AB and so on."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def label_quotes(rows: dict[str, list[Any]], speakers: Mapping[str | None, Speaker] | None = None) -> list[QuoteMark]:
    """The quotes of an article with their labels, in text order.

    Args:
        rows: the article's rows of each table, as `rows_of_article` gives them.
        speakers: those of the legend by name; those of this article if not given.
    """
    if speakers is None:
        speakers = find_speakers(rows["quotes"])
    spans: dict[str, list[tuple[str, int, int]]] = {}
    for span in rows["quote_spans"]:
        spans.setdefault(span.quote_id, []).append((span.role, int(span.start), int(span.end)))
    numbers: dict[str, int] = {}
    found = []
    for row in rows["quotes"]:
        speaker = speakers[text_or_none(row.speaker_name)]
        numbers[speaker.letter] = number = numbers.get(speaker.letter, 0) + 1
        pieces = spans.get(row.quote_id) or [("content", int(row.start), int(row.end))]
        found.append(QuoteMark(f"{speaker.letter}{number}", speaker, row, tuple(sorted(pieces, key=lambda p: p[1]))))
    return found


def find_marks(
    rows: dict[str, list[Any]], quotes: Sequence[QuoteMark], frames: Sequence[str], called: Callable[[Any], str]
) -> Iterator[Mark]:
    """Every mark of an article, kind by kind.

    Args:
        rows: the article's rows of each table, as `rows_of_article` gives them.
        quotes: its quotes with their labels.
        frames: the ids of its frames in the order of the legend.
        called: from the id of a frame or contested set to its name for readers.
    """
    for quote in quotes:
        for role, start, end in quote.spans:
            yield Mark(role, start, end, quote.speaker.index, quote.facts, quote)
    speakers = {quote.speaker.name: quote.speaker.index for quote in quotes}
    for hit in rows["frame_hits"]:
        named = (("Frame", called(hit.frame)), ("Lexicon entry", _term(hit)))
        yield _term_mark("frame", hit, frames.index(hit.frame), named, speakers)
    for hit in rows["contested_hits"]:
        named = (("Contested name", called(hit.contested_set)), ("Variant", readable(hit.variant)))
        yield _term_mark("contested", hit, 0, named, speakers)
    for mark in rows["distance_marks"]:
        facts = (("Distance mark", readable(mark.kind)), *_whose(mark))
        yield Mark("distance", int(mark.start), int(mark.end), 0, facts, voice=str(mark.voice))
    for zone in rows["boilerplate"]:
        rule = f", rule {readable(zone.rule)}" if text_or_none(zone.rule) else ""
        yield Mark("left_out", int(zone.start), int(zone.end), 0, (("Not analysed", f"{readable(zone.kind)}{rule}"),))


def _term_mark(kind: str, hit: Any, index: int, named: Facts, speakers: Mapping[str, int]) -> Mark:
    cue = f" by “{hit.polarity_cue}”" if text_or_none(hit.polarity_cue) else ""
    facts = (*named, ("Polarity", f"{hit.polarity}{cue}"), *_whose(hit))
    said_by = None if hit.voice == "narrator" else speakers.get(text_or_none(hit.speaker_name) or "", -1)
    place = int(hit.start), int(hit.end)
    return Mark(kind, *place, index, facts, polarity=str(hit.polarity), voice=str(hit.voice), said_by=said_by)


def _term(hit: Any) -> str:
    subcode = text_or_none(hit.subcode)
    return f"{hit.term} ({readable(subcode)})" if subcode else str(hit.term)


def _whose(row: Any) -> Facts:
    if row.voice == "narrator":
        return (("Voice", "the outlet’s own"),)
    return ("Voice", "quoted"), ("Speaker", text_or_none(row.speaker_name) or "not known")
