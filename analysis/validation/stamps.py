"""One line for a figure: whether what it rests on was compared with coding by hand, how well it did, and whether that
still holds.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import pandas as pd

from analysis.validation.fingerprints import fingerprints
from analysis.validation.results import Validation, read_validation, validation_folder
from analysis.validation.words import decimal, frame_name, with_interval

if TYPE_CHECKING:
    from analysis.lexicons import FrameLexicon
    from analysis.tables import Tables

Basis = Literal["frames", "sentiment", "quotes", "names", "targets", "events", "marks"]
BASES: Mapping[Basis, str] = {
    "frames": "frames",
    "sentiment": "sentiment",
    "quotes": "quotes",
    "names": "contested names",
    "targets": "sentiment toward targets",
    "events": "events of harm",
    "marks": "marks of distance",
}
"""What a figure may rest on, in words. Only the first three can be coded by hand here so far."""

TENTATIVE = 0.667
"""Below this alpha Krippendorff (2004) draws no conclusion; nor does a figure then count as validated."""
_ALL = "all"
_NOTHING = "Unvalidated: no hand coding of these articles."
_MOST_NAMED = 3


@dataclass(frozen=True, slots=True)
class _Part:
    """What is said of one basis."""

    state: Literal["validated", "unreliable", "stale", "missing"]
    text: str


@dataclass(frozen=True, slots=True, eq=False)
class Stamps:
    """What a validation says of a corpus' figures; without one every figure is unvalidated."""

    validation: Validation | None = None
    stale: Mapping[str, str] = field(default_factory=dict)
    """Why the validation of `quotes`, `sentiment` or of a `lexicon/frame` no longer holds."""
    frames: Sequence[str] = ()
    """The frames of the corpus that have hits, as `lexicon/frame`."""
    names: Mapping[str, str] = field(default_factory=dict)
    """Frames' names for readers, by id."""

    def line(self, rests_on: Sequence[Basis], frames: Iterable[str] = ()) -> str:
        """The stamp of a figure.

        Args:
            rests_on: what it rests on; for nothing there is no stamp.
            frames: ids of the frames that it shows; all of the corpus if none are given.

        Example:
            >>> Stamps().line(["frames", "quotes"]), Stamps().line([])
            ('Unvalidated: no hand coding of these articles.', '')
        """
        if not rests_on:
            return ""
        if self.validation is None:
            return _NOTHING
        parts = [part for basis in rests_on for part in self._parts(basis, set(frames))]
        by_state: dict[str, list[str]] = {}
        for part in parts:
            by_state.setdefault(part.state, []).append(part.text)
        sentences = []
        if good := by_state.get("validated"):
            whole = "Validated on this corpus" if len(by_state) == 1 else "Validated in part on this corpus"
            sentences.append(f"{whole}: {'; '.join(good)}.")
        if bad := by_state.get("unreliable"):
            sentences.append(f"Coded by hand, but not reliably: {'; '.join(bad)}.")
        if old := by_state.get("stale"):
            sentences.append(f"Validation out of date: {'; '.join(old)}.")
        if missing := by_state.get("missing"):
            sentences.append(f"Unvalidated: no hand coding of {', '.join(missing)}.")
        return " ".join(sentences)

    def holds_for_frames(self) -> bool:
        """Whether every frame of the corpus was coded, reliably, and as it is now."""
        return self.validation is not None and {part.state for part in self._parts("frames", set())} == {"validated"}

    def _parts(self, basis: Basis, frames: set[str]) -> list[_Part]:
        if basis == "frames":
            return self._frame_parts(frames)
        if basis not in {"quotes", "sentiment"} or self._table(basis).empty:
            return [_Part("missing", BASES[basis])]
        if basis in self.stale:
            return [_Part("stale", self.stale[basis])]
        text = self._quotes() if basis == "quotes" else self._sentiment()
        return [self._judged(text, ("quote", "attributed") if basis == "quotes" else ("tone",))]

    def _frame_parts(self, shown: set[str]) -> list[_Part]:
        asked = [frame for frame in self.frames if not shown or frame.rpartition("/")[2] in shown]
        table = self._table("frames")
        coded = {} if table.empty else {row["frame"]: row for row in table.to_dict("records")}
        stale = [frame for frame in asked if frame in coded and frame in self.stale]
        good = [coded[frame] for frame in asked if frame in coded and frame not in self.stale]
        missing = [frame for frame in asked if frame not in coded]
        parts = []
        if good:
            whole = coded.get(_ALL) if len(good) == len(coded) - 1 else None
            only = str(good[0]["frame"]) if len(good) == 1 else None
            parts.append(self._judged(self._accuracy(good, whole), ("present",), only))
        # Frames of one lexicon that is another now have one reason together.
        for reason in dict.fromkeys(self.stale[frame] for frame in stale):
            own = [frame for frame in stale if self.stale[frame] == reason]
            parts.append(_Part("stale", f"{self._named(own, 'frames')}: {reason}"))
        if missing:
            everything = "frames" if len(missing) == len(asked) else self._named(missing, "the frames")
            parts.append(_Part("missing", everything))
        return parts or [_Part("missing", BASES["frames"])]

    def _accuracy(self, rows: Sequence[Any], whole: Any) -> str:
        worst = min(rows, key=lambda row: row["precision"] if not pd.isna(row["precision"]) else 2)
        n = sum(int(row["n_hits"]) for row in rows)
        weakest = f"{self._name(worst['frame'])}, {_estimate(worst, 'precision')}"
        if len(rows) == 1:
            return f"{self._name(worst['frame'])}: precision {_estimate(worst, 'precision')}{_recall(worst)}, n = {n}"
        if whole is not None:
            told = f"frames: precision {_estimate(whole, 'precision')}{_recall(whole)} over {len(rows)} frames"
            return f"{told}, weakest {weakest}, n = {n}"
        best = max(row["precision"] for row in rows if not pd.isna(row["precision"]))
        told = f"frames: precision {decimal(worst['precision'])} to {decimal(best)} over {len(rows)} of them"
        return f"{told}, weakest {weakest}, n = {n}"

    def _quotes(self) -> str:
        rows = {row["what"]: row for row in self._table("quotes").to_dict("records")}
        told = f"quotes: precision {_estimate(rows['quote'], 'precision')}"
        if "speaker" in rows:
            told += f", right speaker {_estimate(rows['speaker'], 'precision')}"
        return f"{told}, n = {int(rows['quote']['n'])}"

    def _sentiment(self) -> str:
        rows = {row["reading"]: row for row in self._table("sentiment").to_dict("records")}
        both = ", ".join(
            f"{_estimate(rows[reading], 'accuracy')} ({name})"
            for reading, name in (("exact", "exact VADER"), ("adjusted", "news-adjusted"))
            if reading in rows
        )
        return f"sentiment: accuracy {both}, n = {int(rows['exact']['n'])}"

    def _judged(self, text: str, questions: Sequence[str], frame: str | None = None) -> _Part:
        """A part with the coders' least alpha, which decides whether the numbers before it can be relied on."""
        table = self._table("reliability")
        if not table.empty:
            table = table[table["question"].isin(list(questions)) & table["code"].isna()]
            table = table[table["frame"].isna() if frame is None else table["frame"] == frame]
        if table.empty or table["alpha"].isna().any():
            return _Part("unreliable", f"{text}, agreement of coders not known")
        alpha = float(table["alpha"].min())
        return _Part("validated" if alpha >= TENTATIVE else "unreliable", f"{text}, alpha {decimal(alpha)}")

    def _named(self, frames: Sequence[str], what: str) -> str:
        more = ", …" if len(frames) > _MOST_NAMED else ""
        return f"{what} {', '.join(self._name(frame) for frame in frames[:_MOST_NAMED])}{more}"

    def _name(self, frame: str) -> str:
        return frame_name(frame, self.names)

    def _table(self, name: str) -> pd.DataFrame:
        return self.validation.tables.get(name, pd.DataFrame()) if self.validation else pd.DataFrame()


UNVALIDATED = Stamps()
"""Of a corpus without hand coding."""


def stamps_of(validation: Validation | None, tables: Tables, lexicons: Sequence[FrameLexicon] = ()) -> Stamps:
    """What a validation says of the figures of these tables.

    It is out of date for a frame whose lexicon has another version now or whose hits are others than those that were
    coded, and for quotes and sentiment that are read otherwise now; other articles change all of them.

    Args:
        validation: of the corpus; `None` if there is none.
        tables: those that are drawn.
        lexicons: that found the hits, for their versions and the frames' names.
    """
    names = {frame.id: frame.label for lexicon in lexicons for frame in lexicon.frames}
    if validation is None:
        return Stamps(names=names)
    now, before = fingerprints(tables), validation.fingerprints
    stale: dict[str, str] = {}
    other = "other articles were coded" if now["articles"] != before["articles"] else ""
    for what in ("quotes", "sentiment"):
        if now[what] != before[what]:
            stale[what] = f"{what}: {other or f'{what} are read otherwise since'}"
    versions = {lexicon.name: lexicon.version for lexicon in lexicons}
    for frame, mark in before["frames"].items():
        name = frame.partition("/")[0]
        coded, current = validation.lexicons.get(name), versions.get(name)
        if coded and current and coded != current:
            stale[frame] = f"{name} {coded} was coded, this is {current}"
        elif now["frames"].get(frame) != mark:
            stale[frame] = other or "their hits are others since"
    return Stamps(validation, stale, tuple(now["frames"]), names)


def read_stamps(root: Path, corpus: str, tables: Tables, lexicons: Sequence[FrameLexicon] = ()) -> Stamps:
    """As `stamps_of`, with the validation that lies under the folder of a run.

    Raises:
        StoreError: if it is broken.
    """
    return stamps_of(read_validation(validation_folder(root, corpus)), tables, lexicons)


def _estimate(row: Any, name: str) -> str:
    return with_interval(row[name], row[f"{name}_low"], row[f"{name}_high"])


def _recall(row: Any) -> str:
    return "" if pd.isna(row["recall"]) else f", recall {_estimate(row, 'recall')}"
