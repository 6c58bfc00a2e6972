"""The controls of the explorer: what can be chosen, with how often it occurs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import ipywidgets as widgets

from analysis.explorer.choice import NO_OUTLET, Choice
from analysis.measures import count_terms
from analysis.publishing.pages import grouped, show

if TYPE_CHECKING:
    from analysis.tables import Tables

MOST_SPEAKERS = 300
"""Speakers that are offered, the most quoted first; others can be chosen in the state."""

WHO: tuple[tuple[str, tuple[str | None, str | None]], ...] = (
    ("everybody", (None, None)),
    ("the narrator", ("narrator", None)),
    ("whoever is quoted", ("quoted", None)),
    ("quoted: named speakers", (None, "named")),
    ("quoted: sources without a name", (None, "unnamed")),
    ("quoted: speaker not known", (None, "unresolved")),
)
"""Labels of voices and namings."""


class Controls:
    """The controls and what they say.

    Attributes:
        box: all of them, to be displayed.
    """

    def __init__(
        self,
        corpora: Sequence[str],
        *,
        on_change: Callable[[Callable[[], Choice]], None],
        on_corpus: Callable[[str], None],
        on_export: Callable[[], None],
    ) -> None:
        self._quiet = False
        self._terms: list[tuple[str, str, str]] = []
        self._corpus = widgets.Dropdown(options=corpora, description="Corpus")
        self._start = widgets.DatePicker(description="From")
        self._end = widgets.DatePicker(description="To")
        self._who = widgets.Dropdown(options=WHO, description="Whose words")
        self._words = widgets.Text(description="Words", placeholder="truce*", continuous_update=False)
        self._outlets, self._frames, self._of_frames, self._speakers = (
            widgets.SelectMultiple(description=name, rows=6) for name in ("Outlets", "Frames", "Terms", "Speakers")
        )
        self._reset = widgets.Button(description="Choose everything", tooltip="Take back every choice")
        self._export = widgets.Button(description="Export", tooltip="Write figures, numbers and passages into a folder")
        self._on_change = on_change
        for control in (self._start, self._end, self._who, self._words, self._outlets, self._of_frames, self._speakers):
            control.observe(self._tell, "value")
        self._frames.observe(self._offer_terms, "value")
        self._corpus.observe(lambda change: None if self._quiet else on_corpus(change["new"]), "value")
        self._reset.on_click(lambda _: self._clear())
        self._export.on_click(lambda _: on_export())
        lists = widgets.Box([self._outlets, self._frames, self._of_frames, self._speakers])
        rows = [
            widgets.Box([self._corpus, self._start, self._end, self._who, self._words]),
            lists,
            widgets.Box([self._reset, self._export]),
        ]
        for row, name in zip(rows, ("mfx-row", "mfx-lists", "mfx-buttons"), strict=True):
            row.add_class(name)
        self.box = widgets.VBox(rows).add_class("mfx-controls")

    def offer(self, tables: Tables, corpus: str, label: Callable[[Any], str]) -> None:
        """Offer what a corpus has, with nothing chosen."""
        self._quiet = True
        try:
            if corpus in self._corpus.options:
                self._corpus.value = corpus
            counts = tables.articles["outlet"].fillna(NO_OUTLET).value_counts().sort_index()
            self._outlets.options = [(f"{show(str(name))} ({grouped(n)})", str(name)) for name, n in counts.items()]
            terms = count_terms(tables)
            frames = terms.groupby("frame")["n_hits"].sum().sort_values(ascending=False, kind="stable")
            self._frames.options = [(f"{show(label(name))} ({grouped(n)})", str(name)) for name, n in frames.items()]
            self._terms = [
                (str(frame), f"{show(str(term))} ({grouped(n)})", str(term))
                for frame, term, n in zip(terms["frame"], terms["term"], terms["n_hits"], strict=True)
            ]
            speakers = tables.speakers.dropna(subset="speaker_id").drop_duplicates("speaker_id").head(MOST_SPEAKERS)
            self._speakers.options = [
                (f"{show(str(name))} ({grouped(n)})", str(name))
                for name, n in zip(speakers["speaker_id"], speakers["speaker_quotes"].fillna(0), strict=True)
            ]
            dates = tables.articles["date"].dropna()
            first, last = (dates.min().date(), dates.max().date()) if len(dates) else (None, None)
            for control in (self._start, self._end):
                control.disabled = first is None
                control.min, control.max = first, last
        finally:
            self._quiet = False
        self.show(Choice())

    def show(self, choice: Choice) -> None:
        """Set every control to a choice, without telling of it."""
        self._quiet = True
        try:
            self._start.value, self._end.value = choice.start, choice.end
            self._words.value = choice.words
            voice = None if choice.naming else choice.voice
            self._who.value = (voice, choice.naming)
            self._outlets.value = choice.outlets
            self._frames.value = choice.frames
            self._list_terms()
            _select(self._of_frames, choice.terms)
            _select(self._speakers, choice.speakers)
            self._lock()
        finally:
            self._quiet = False

    def read(self) -> Choice:
        """What the controls say."""
        voice, naming = self._who.value
        words = self._words.value.strip()
        return Choice(
            outlets=tuple(self._outlets.value),
            start=self._start.value,
            end=self._end.value,
            frames=() if words else tuple(self._frames.value),
            terms=() if words else tuple(self._of_frames.value),
            words=words,
            voice=voice,
            speakers=tuple(self._speakers.value),
            naming=naming,
        )

    def _tell(self, _change: Any = None) -> None:
        if not self._quiet:
            self._lock()
            self._on_change(self.read)

    def _clear(self) -> None:
        self.show(Choice())
        self._tell()

    def _lock(self) -> None:
        """Frames and terms are chosen, or words, not both."""
        self._frames.disabled = self._of_frames.disabled = bool(self._words.value.strip())

    def _offer_terms(self, _change: Any) -> None:
        if not self._quiet:
            self._quiet = True
            try:
                self._list_terms()
            finally:
                self._quiet = False
            self._tell()

    def _list_terms(self) -> None:
        """Offer the terms of the frames that are chosen, and keep those that were."""
        kept = self._of_frames.value
        frames = self._frames.value
        options = [(shown, term) for frame, shown, term in self._terms if not frames or frame in frames]
        options = list({term: (shown, term) for shown, term in reversed(options)}.values())[::-1]
        self._of_frames.options = options
        self._of_frames.value = tuple(term for term in kept if term in {term for _, term in options})


def _select(control: widgets.SelectMultiple, values: Sequence[str]) -> None:
    """Select values, those too that were not offered."""
    known = {value for _, value in control.options}
    if more := [value for value in values if value not in known]:
        control.options = [*((show(value), value) for value in more), *control.options]
    control.value = tuple(values)
