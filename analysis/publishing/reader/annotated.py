"""An article cut into what its page shows: paragraphs, sentences, and stretches on which the same marks lie.

Annotations overlap freely (a frame's term in a quote in a sentence), while HTML elements must not. So a sentence
becomes a row of segments, and each segment knows everything that holds there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby, pairwise
from typing import TYPE_CHECKING, Any

from analysis.publishing.pages import names_or_ids
from analysis.publishing.reader.marks import Mark, QuoteMark, Speaker, find_marks, find_speakers, label_quotes
from analysis.reading.zones import paragraphs

if TYPE_CHECKING:
    from analysis.records import Span


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of text on which the same annotations lie."""

    text: str
    start: int
    """Its first character in the article."""
    marks: tuple[Mark, ...]
    """The longest first, so that the last is the innermost."""
    opened: tuple[Mark, ...]
    """Those of `marks` that begin here, or go on here from an earlier paragraph."""
    closed: tuple[Mark, ...]
    """Those of `marks` that end here, or whose paragraph does."""
    anchors: tuple[str, ...]
    """The labels of the quotes of which this is the first piece of content."""


@dataclass(frozen=True, slots=True)
class Part:
    """A sentence's segments, or those of what stands between sentences."""

    sentence: Any
    """The row of `sentences`; `None` for what belongs to none."""
    begins: bool
    """Whether the sentence begins here; one that runs over a paragraph's end goes on in another part."""
    segments: tuple[Segment, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph with its parts."""

    number: int
    """From 1 in the order of the page."""
    start: int
    end: int
    zone: str
    parts: tuple[Part, ...]

    @property
    def sentences(self) -> list[Any]:
        """The sentences that begin in it."""
        return [part.sentence for part in self.parts if part.begins]


@dataclass(frozen=True, slots=True)
class AnnotatedArticle:
    """An article with everything that its page shows."""

    article: Any
    paragraphs: tuple[Paragraph, ...]
    speakers: tuple[Speaker, ...]
    quotes: tuple[QuoteMark, ...]
    frames: tuple[tuple[str, int], ...]
    """The frames' names and how often their terms occur, the most frequent first."""
    focus: Span | None = None
    rows: dict[str, list[Any]] = field(default_factory=dict)
    """The article's rows of each table."""


def annotate(
    rows: dict[str, list[Any]],
    frame_names: Mapping[str, str] | None = None,
    focus: Span | None = None,
    *,
    together: Sequence[Mapping[str, list[Any]]] = (),
    further: Sequence[Mark] = (),
) -> AnnotatedArticle:
    """Everything that a page shows of one article.

    Args:
        rows: its rows of each table, as `rows_of_article` gives them.
        frame_names: names for readers by id of frame or contested set; without one the id is shown.
        focus: first character, and the one after the last, of a stretch to point out.
        together: the rows of all articles that have one legend, this one among them; it alone if not given.
        further: marks that the tables do not have.

    Raises:
        ValueError: if the focus does not lie in the text.
    """
    article = rows["articles"][0]
    text = str(article.text)
    if focus is not None and not 0 <= focus[0] < focus[1] <= len(text):
        raise ValueError(
            f"the focus {focus[0]} to {focus[1]} does not lie in the text of {article.article_id!r}, "
            f"which has {len(text):,} characters"
        )
    sharing = together or [rows]
    speakers = find_speakers([quote for each in sharing for quote in each["quotes"]])
    quotes = label_quotes(rows, speakers)
    counts = Counter(hit.frame for each in sharing for hit in each["frame_hits"])
    frames = dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))
    called = names_or_ids(frame_names or {})
    marks = [*find_marks(rows, quotes, list(frames), called), *further]
    if focus is not None:
        marks.append(Mark("focus", *focus))
    return AnnotatedArticle(
        article,
        tuple(cut(text, [m for m in marks if 0 <= m.start < m.end <= len(text)], rows["sentences"])),
        tuple(speakers.values()),
        tuple(quotes),
        tuple((called(frame), n) for frame, n in frames.items()),
        focus,
        rows,
    )


def cut(text: str, marks: Sequence[Mark], sentences: Sequence[Any]) -> Iterator[Paragraph]:
    """A text's paragraphs, cut wherever a sentence or a mark begins or ends.

    Args:
        text: of the article.
        marks: in any order.
        sentences: its rows of `sentences`, in text order.
    """
    ordered = sorted(marks, key=lambda m: (m.start, -m.end))
    at = done = 0
    active: list[Mark] = []
    held: list[Any] = []
    anchored: set[str] = set()
    for number, (start, end) in enumerate(blocks(text), start=1):
        while at < len(ordered) and ordered[at].start < end:
            active.append(ordered[at])
            at += 1
        active = [mark for mark in active if mark.end > start]
        held = [sentence for sentence in held if sentence.end > start]
        while done < len(sentences) and sentences[done].start < end:
            held.append(sentences[done])
            done += 1
        points = {at for sentence in held for at in (sentence.start, sentence.end)}
        segments = _segments(text, (start, end), active, points, anchored)
        parts = tuple(_parts(segments, held))
        zone = next((str(part.sentence.zone) for part in parts if part.sentence is not None), "left_out")
        yield Paragraph(number, start, end, zone, parts)


def blocks(text: str) -> Iterator[Span]:
    """The paragraphs, and whatever a paragraph finder should have left between them: nothing of the text is lost."""
    position = 0
    for start, end in [*paragraphs(text), (len(text), len(text))]:
        if text[position:start].strip():
            yield position, start
        if end > start:
            yield start, end
        position = end


def _parts(segments: Iterator[Segment], sentences: Sequence[Any]) -> Iterator[Part]:
    """The segments by the sentence in which they stand."""
    ahead = list(sentences)

    def sentence_of(segment: Segment) -> Any:
        while ahead and ahead[0].end <= segment.start:
            ahead.pop(0)
        return ahead[0] if ahead and ahead[0].start <= segment.start else None

    for sentence, own in groupby(segments, sentence_of):
        held = tuple(own)
        yield Part(sentence, sentence is not None and held[0].start == sentence.start, held)


def _segments(text: str, block: Span, marks: Sequence[Mark], points: set[int], anchored: set[str]) -> Iterator[Segment]:
    start, end = block
    cuts = {start, end, *(position for position in points if start < position < end)}
    for mark in marks:
        cuts.update(position for position in (mark.start, mark.end) if start < position < end)
    over: list[Mark] = []
    at = 0
    for left, right in pairwise(sorted(cuts)):
        over = [mark for mark in over if mark.end > left]
        while at < len(marks) and marks[at].start <= left:
            over.append(marks[at])
            at += 1
        over.sort(key=lambda mark: mark.start - mark.end)
        opened = tuple(mark for mark in over if left in {mark.start, start})
        begun = [mark.quote.label for mark in opened if mark.kind == "content" and mark.quote]
        yield Segment(
            text=text[left:right],
            start=left,
            marks=tuple(over),
            opened=opened,
            closed=tuple(mark for mark in over if right in {mark.end, end}),
            anchors=tuple(label for label in begun if label not in anchored),
        )
        anchored.update(begun)
