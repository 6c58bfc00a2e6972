"""What is to be marked in an article: its annotations as spans, and its text cut wherever one of them begins or ends.

Annotations overlap freely (a frame's term in a quote in a sentence), while HTML elements must not. So a paragraph
becomes a row of segments, and each segment knows everything that holds there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from analysis.columns import COLUMNS
from analysis.publishing.certainty import doubt, found_by, named_by
from analysis.publishing.pages import names_or_ids, readable, rows_of, text_or_none
from analysis.reading.zones import paragraphs
from analysis.tables import Tables

if TYPE_CHECKING:
    from analysis.records import Span

_OF_ARTICLES = tuple(name for name, columns in COLUMNS.items() if columns[0].name == "article_id")
"""The tables whose rows belong to an article, `articles` first."""


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
    def doubt(self) -> str:
        """What to check in it before other quotes; empty where nothing is doubtful."""
        return doubt(self.row)

    @property
    def certainty(self) -> str:
        """What found it, how its speaker got a name, and how likely both are right."""
        return f"{found_by(self.row)} · {named_by(self.row)}"

    @property
    def tip(self) -> str:
        """The quote in a line."""
        cue = f", cue “{self.cue}”" if self.cue else ""
        first = f" ({self.doubt})" if self.doubt else ""
        return f"{self.label}{first}: {self.speaker.name}, {self.row.quote_type} {self.row.attribution_type}{cue}"


@dataclass(frozen=True, slots=True)
class Mark:
    """An annotation as the text shows it."""

    kind: str
    """`content`, `cue`, `speaker`, `frame`, `contested`, `distance` or `left_out`."""
    start: int
    end: int
    index: int
    """Which speaker, or which frame: its place in the legend."""
    tip: str
    quote: QuoteMark | None = None
    polarity: str = "asserted"


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of text on which the same annotations lie."""

    text: str
    marks: tuple[Mark, ...]
    """The longest first, so that the last is the innermost."""
    opened: tuple[Mark, ...]
    """Those of `marks` that begin here, or go on here from an earlier paragraph."""
    closed: tuple[Mark, ...]
    """Those of `marks` that end here, or whose paragraph does."""
    anchors: tuple[str, ...]
    """The labels of the quotes of which this is the first piece of content."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph, its segments, and the sentences that begin in it."""

    zone: str
    segments: tuple[Segment, ...]
    sentences: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class AnnotatedArticle:
    """An article with everything that its page shows."""

    article: Any
    paragraphs: tuple[Paragraph, ...]
    speakers: tuple[Speaker, ...]
    quotes: tuple[QuoteMark, ...]
    frames: tuple[tuple[str, int], ...]
    """The frames' names and how often their terms occur, the most frequent first."""
    rows: dict[str, list[Any]] = field(default_factory=dict)
    """The article's rows of each table."""


def rows_by_article(tables: Tables) -> dict[str, dict[str, list[Any]]]:
    """For each article the rows of each table, as named tuples in the tables' order."""
    found: dict[str, dict[str, list[Any]]] = {}
    for row in rows_of(tables.articles):
        found[row.article_id] = {name: [] for name in _OF_ARTICLES}
        found[row.article_id]["articles"].append(row)
    for name in _OF_ARTICLES[1:]:
        for row in rows_of(getattr(tables, name)):
            if row.article_id in found:
                found[row.article_id][name].append(row)
    return found


def rows_of_article(tables: Tables, article_id: str) -> dict[str, list[Any]]:
    """The rows of one article in each table.

    Raises:
        ValueError: if there is no article of that id.
    """
    found: dict[str, list[Any]] = {}
    for name in _OF_ARTICLES:
        table = getattr(tables, name)
        found[name] = rows_of(table[table["article_id"] == article_id])
    if not found["articles"]:
        raise ValueError(f"no article has the id {article_id!r}; the table `articles` lists {len(tables.articles)} ids")
    return found


def annotate(rows: dict[str, list[Any]], frame_names: Mapping[str, str] | None = None) -> AnnotatedArticle:
    """Everything that a page shows of one article.

    Args:
        rows: its rows of each table, as `rows_of_article` gives them.
        frame_names: names for readers by id of frame or contested set; without one the id is shown.
    """
    article = rows["articles"][0]
    speakers = _find_speakers(rows["quotes"])
    quotes = label_quotes(rows)
    counts: dict[str, int] = {}
    for hit in rows["frame_hits"]:
        counts[hit.frame] = counts.get(hit.frame, 0) + 1
    frames = dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))
    text = str(article.text)
    called = names_or_ids(frame_names or {})
    marks = [m for m in _find_marks(rows, quotes, list(frames), called) if 0 <= m.start < m.end <= len(text)]
    blocks = tuple(_cut(text, marks, rows["sentences"]))
    named = tuple((called(frame), n) for frame, n in frames.items())
    return AnnotatedArticle(article, blocks, tuple(speakers.values()), tuple(quotes), named, rows)


def _find_speakers(quotes: Sequence[Any]) -> dict[str | None, Speaker]:
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


def label_quotes(rows: dict[str, list[Any]]) -> list[QuoteMark]:
    """The quotes of an article with their labels, in text order.

    Args:
        rows: the article's rows of each table, as `rows_of_article` gives them.
    """
    speakers = _find_speakers(rows["quotes"])
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


def _find_marks(
    rows: dict[str, list[Any]], quotes: Sequence[QuoteMark], frames: list[str], called: Callable[[Any], str]
) -> Iterator[Mark]:
    for quote in quotes:
        for role, start, end in quote.spans:
            tip = quote.tip if role == "content" else f"{role} of {quote.tip}"
            yield Mark(role, start, end, quote.speaker.index, tip, quote)
    for hit in rows["frame_hits"]:
        tip = f"frame {called(hit.frame)}: {_manner(hit)}"
        yield Mark("frame", int(hit.start), int(hit.end), frames.index(hit.frame), tip, polarity=str(hit.polarity))
    for hit in rows["contested_hits"]:
        tip = f"contested term, {called(hit.contested_set)}, variant {readable(hit.variant)}: {_manner(hit)}"
        yield Mark("contested", int(hit.start), int(hit.end), 0, tip, polarity=str(hit.polarity))
    for mark in rows["distance_marks"]:
        tip = f"distance mark, {readable(mark.kind)}: {_whose(mark)}"
        yield Mark("distance", int(mark.start), int(mark.end), 0, tip)
    for zone in rows["boilerplate"]:
        rule = f", rule {readable(zone.rule)}" if text_or_none(zone.rule) else ""
        yield Mark("left_out", int(zone.start), int(zone.end), 0, f"{readable(zone.kind)}{rule}: not analysed")


def _manner(hit: Any) -> str:
    cue = f" by “{hit.polarity_cue}”" if text_or_none(hit.polarity_cue) else ""
    return f"{hit.polarity}{cue}, {_whose(hit)}"


def _whose(row: Any) -> str:
    if row.voice == "narrator":
        return "in the outlet’s own voice"
    return f"said by {text_or_none(row.speaker_name) or 'a speaker who is not known'}"


def _cut(text: str, marks: Sequence[Mark], sentences: Sequence[Any]) -> Iterator[Paragraph]:
    ordered = sorted(marks, key=lambda m: (m.start, -m.end))
    at = done = 0
    active: list[Mark] = []
    anchored: set[str] = set()
    for start, end in _blocks(text):
        while at < len(ordered) and ordered[at].start < end:
            active.append(ordered[at])
            at += 1
        active = [mark for mark in active if mark.end > start]
        held: list[Any] = []
        while done < len(sentences) and sentences[done].start < end:
            held.append(sentences[done])
            done += 1
        zone = str(held[0].zone) if held else "left_out"
        yield Paragraph(zone, tuple(_segments(text, (start, end), active, anchored)), tuple(held))


def _blocks(text: str) -> Iterator[Span]:
    """The paragraphs, and whatever a paragraph finder should have left between them: nothing of the text is lost."""
    position = 0
    for start, end in [*paragraphs(text), (len(text), len(text))]:
        if text[position:start].strip():
            yield position, start
        if end > start:
            yield start, end
        position = end


def _segments(text: str, block: Span, marks: Sequence[Mark], anchored: set[str]) -> Iterator[Segment]:
    start, end = block
    cuts = {start, end}
    for mark in marks:
        cuts.update(position for position in (mark.start, mark.end) if start < position < end)
    points = sorted(cuts)
    over: list[Mark] = []
    at = 0
    for left, right in pairwise(points):
        over = [mark for mark in over if mark.end > left]
        while at < len(marks) and marks[at].start <= left:
            over.append(marks[at])
            at += 1
        over.sort(key=lambda mark: mark.start - mark.end)
        opened = tuple(mark for mark in over if left in {mark.start, start})
        begun = [mark.quote.label for mark in opened if mark.kind == "content" and mark.quote]
        yield Segment(
            text=text[left:right],
            marks=tuple(over),
            opened=opened,
            closed=tuple(mark for mark in over if right in {mark.end, end}),
            anchors=tuple(label for label in begun if label not in anchored),
        )
        anchored.update(begun)
