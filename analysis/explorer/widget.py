"""The explorer in JupyterLab: controls of ipywidgets, and one page of bars, passages and a reader that follow them."""

from __future__ import annotations

import pprint
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd
import traitlets
from anywidget import AnyWidget
from ipywidgets import Box, VBox

from analysis.explorer.choice import Choice, ChoiceError, complete, read_state, state_of
from analysis.explorer.controls import Controls
from analysis.explorer.export import export_choice, next_folder
from analysis.explorer.narrowing import choose, warm
from analysis.explorer.panels import lines_of, panel_of
from analysis.explorer.views import (
    LINES,
    View,
    code_of,
    make_passages,
    make_views,
    name_of,
    narrowed,
    summary_of,
    why_nothing,
)
from analysis.publishing.pages import names_or_ids, rows_of, show, text_or_none
from analysis.publishing.reader import anchor, annotate_article
from analysis.store import IN_MEMORY, StoreError, read_tables
from analysis.tables import Tables

_HERE = Path(__file__).parent
_KEYS = ("corpus", "picked", "opened")
_BAR = {"frame", "outlet", "week", "voice", "speaker_id", "naming"}


def explore(
    results: str = "..",
    corpus: str = "demo",
    *,
    state: Mapping[str, Any] | None = None,
    tables: Tables | None = None,
    frame_names: Mapping[str, str] | None = None,
) -> Explorer:
    """The explorer of a corpus, to be displayed in a notebook.

    Args:
        results: the folder in which `data/tables` lies, seen from the notebook.
        corpus: its name; a state that names another one wins.
        state: where to start, as `Explorer.state` and the explorer's “State” give it; everything if not given.
        tables: of that corpus, where they are read already.
        frame_names: names for readers by id of frame or contested set; those of the project's lexicons if not given.

    Example:
        >>> explorer = explore("..", "demo", state={"frames": ["law"], "voice": "narrator"})  # doctest: +SKIP
        >>> explorer                                                                       # doctest: +SKIP
        >>> explorer.state, explorer.views[0].table                                        # doctest: +SKIP
    """
    if frame_names is None:
        # Loads the lexicons, which an explorer with names does not need.
        from analysis.publishing.notebook.display import known_names  # noqa: PLC0415

        frame_names = known_names()
    return Explorer(results, corpus, state or {}, tables, frame_names)


class _Page(AnyWidget):
    """What the page shows, as plain values; see `explorer.js`."""

    _esm = _HERE / "explorer.js"
    _css = _HERE / "explorer.css"
    panels: traitlets.List[Any] = traitlets.List().tag(sync=True)
    passages = traitlets.Dict().tag(sync=True)
    article = traitlets.Dict().tag(sync=True)
    status = traitlets.Unicode().tag(sync=True)
    message = traitlets.Unicode().tag(sync=True)
    state_code = traitlets.Unicode().tag(sync=True)


class Explorer(VBox):  # type: ignore[misc]
    """The explorer; what it shows can be read off it.

    Attributes:
        corpus: the corpus that is shown.
        tables: of that corpus; `None` if they cannot be read.
        choice: what is chosen, with full names.
        views: the views of the choice, each with its table and the call that makes it.
    """

    def __init__(
        self,
        results: str,
        corpus: str,
        state: Mapping[str, Any],
        tables: Tables | None,
        frame_names: Mapping[str, str],
    ) -> None:
        self.corpus = str(state.get("corpus") or corpus)
        self.tables = tables if self.corpus == corpus else None
        self.choice, self.views = Choice(), list[View]()
        self._results, self._frame_names = results, frame_names
        self._picked: dict[str, Any] | None = None
        self._opened: list[Any] | None = None
        self._rows = LINES
        self._page = _Page()
        self._controls = Controls(
            _corpora(results), on_change=self._changed, on_corpus=self._change_corpus, on_export=self._export
        )
        super().__init__([Box([self._controls.box]), self._page])
        self.add_class("mfx-explorer")
        self._page.on_msg(lambda _page, content, _buffers: self._answer(content))
        self._start(state)

    @property
    def state(self) -> dict[str, Any]:
        """Where the explorer is, as a dictionary of plain values; `explore(…, state=…)` comes back to it."""
        found: dict[str, Any] = {"corpus": self.corpus, **state_of(self.choice)}
        if self._picked:
            found["picked"] = self._picked
        if self._opened:
            found["opened"] = self._opened
        return found

    @property
    def chosen(self) -> Tables:
        """The tables of the choice.

        Raises:
            StoreError: if the corpus cannot be read.
        """
        if self.tables is None:
            raise StoreError(self._page.message)
        return choose(self.tables, self.choice)

    def __repr__(self) -> str:
        return "The explorer works in JupyterLab, while its notebook is running."

    def _repr_mimebundle_(self, **options: Any) -> dict[str, Any]:
        shown: dict[str, Any] = super()._repr_mimebundle_(**options) or {}
        return shown | {"text/plain": repr(self), "text/html": f"<p>{self!r}</p>"}

    def _start(self, state: Mapping[str, Any]) -> None:
        try:
            if self.tables is None:
                self.tables = read_tables(Path(self._results, "data", "tables", self.corpus), most_words=IN_MEMORY)
            self._controls.offer(self.tables, self.corpus, names_or_ids(self._frame_names))
            choice = read_state({key: value for key, value in state.items() if key not in _KEYS})
            self.choice = complete(self.tables, choice)
            self._controls.show(self.choice)
            self._picked = _read_bar(state.get("picked"))
            self._show()
            if opened := state.get("opened"):
                self._open(*_read_place(opened))
        except (ValueError, StoreError) as err:
            self._tell(str(err))

    def _change_corpus(self, corpus: str) -> None:
        self.corpus, self.tables, self.choice, self._opened = corpus, None, Choice(), None
        self._start({})

    def _changed(self, read: Callable[[], Choice]) -> None:
        """Something else is chosen: every view is made anew."""
        if self.tables is None:
            return
        self._picked, self._rows = None, LINES
        try:
            self.choice = complete(self.tables, read())
            self._show()
        except ValueError as err:
            self._tell(str(err))

    def _show(self) -> None:
        assert self.tables is not None
        self.views = make_views(self.tables, self.choice)
        label = names_or_ids(self._frame_names)
        nothing = why_nothing(self.tables, self.choice)
        panels = [panel_of(view, label, code_of(view, self._results, self.corpus)) for view in self.views]
        with self._page.hold_sync():
            self._page.message = nothing
            self._page.panels = [] if nothing else panels
            self._list()

    def _list(self) -> None:
        """List the passages of the bar that is picked, else of all that is chosen."""
        assert self.tables is not None
        choice = narrowed(self.choice, self._picked) if self._picked else self.choice
        view, total = make_passages(self.tables, complete(self.tables, choice), rows=self._rows)
        name = name_of(choice, names_or_ids(self._frame_names))
        listed = f" Listed: {total:,} of {name}." if self._picked else ""
        self.views = [*(known for known in self.views if known.name != view.name), view]
        with self._page.hold_sync():
            self._page.passages = {
                "title": view.title,
                "note": show(name),
                "total": total,
                "rows": lines_of(view.table),
                "picked": self._picked,
                "code": code_of(view, self._results, self.corpus),
            }
            self._page.status = summary_of(self.tables, self.choice) + show(listed)
            self._page.state_code = self._state_code()

    def _answer(self, content: Mapping[str, Any]) -> None:
        """Do what was clicked in the page."""
        if self.tables is None:
            return
        kind = content.get("kind")
        try:
            if kind == "drawn":
                warm(self.tables)
            elif kind == "pick":
                self._picked, self._rows = _read_bar(content.get("bar")), LINES
                self._list()
            elif kind == "more":
                self._rows += LINES
                self._list()
            elif kind == "open":
                self._open(*_read_place(content.get("place")))
            elif kind == "close":
                self._opened = None
                self._page.article = {}
                self._page.state_code = self._state_code()
        except ValueError as err:
            self._tell(str(err))

    def _open(self, article_id: str, start: int, end: int) -> None:
        assert self.tables is not None
        html = annotate_article(self.tables, article_id, frame_names=self._frame_names, focus=(start, end))
        articles = self.tables.articles
        (article,) = rows_of(articles[articles["article_id"] == article_id])
        day = "no date" if pd.isna(article.date) else f"{article.date:%Y-%m-%d}"
        title = text_or_none(article.headline) or article_id
        about = f"{text_or_none(article.outlet) or 'outlet not known'}, {day}"
        self._opened = [article_id, start, end]
        with self._page.hold_sync():
            self._page.article = {
                "html": html, "focus": anchor(article_id, "focus"), "title": show(title), "about": show(about),
                "place": self._opened,
            }  # fmt: skip
            self._page.state_code = self._state_code()

    def _export(self) -> None:
        if self.tables is None or self._page.message:
            self._page.status = "There is nothing to export."
            return
        # Loads lexicons and a validation, which only the figures' stamps need.
        from analysis.publishing.notebook.trust import known_stamps  # noqa: PLC0415

        self._page.status = "Exporting: the figures are drawn with their intervals …"
        try:
            folder = next_folder(Path(self._results, "reports", "explorer", self.corpus))
            files = export_choice(
                self.tables,
                self.choice,
                folder,
                passages=narrowed(self.choice, self._picked) if self._picked else None,
                state=self.state,
                frame_names=self._frame_names,
                stamps=known_stamps(self._results, self.corpus, self.tables),
            )
        except (ValueError, StoreError) as err:
            self._page.status = f"Nothing was exported: {err}"
            return
        self._page.status = (
            f"{len(files)} files are in {folder.as_posix()}: figures, their numbers, passages.csv, choice.json."
        )

    def _tell(self, message: str) -> None:
        """Show a sentence in place of the views."""
        self.views = []
        with self._page.hold_sync():
            self._page.message = show(message[:1].upper() + message[1:]).rstrip(".") + "."
            self._page.panels, self._page.passages, self._page.status = [], {}, ""

    def _state_code(self) -> str:
        return f"state = {pprint.pformat(self.state, sort_dicts=False, width=100)}"


def _corpora(results: str) -> list[str]:
    return sorted(path.parent.name for path in Path(results, "data", "tables").glob("*/articles.parquet"))


def _read_bar(bar: Any) -> dict[str, Any] | None:
    if not bar:
        return None
    if not isinstance(bar, Mapping) or not set(bar) <= _BAR:
        raise ChoiceError(f"picked is {bar!r}; it must be a bar, with any of {', '.join(sorted(_BAR))}")
    return dict(bar)


def _read_place(place: Any) -> tuple[str, int, int]:
    match place:
        case [str(article_id), int(start), int(end)]:
            return article_id, start, end
    raise ChoiceError(f"opened is {place!r}; it must be an article's id and two offsets")
