"""What each run of a corpus met: which articles were new, changed or gone, and the main numbers afterwards.

`history.jsonl` beside the tables has a line for each run in which articles were others than before, or were analysed in
another way; lines are only ever added.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from analysis.database import open_database, quoted
from analysis.measures.main_rates import main_rates
from analysis.store import write_file
from analysis.tables import Tables

HISTORY = "history.jsonl"
MOST_NAMES = 100
"""Articles that a line names of each kind; all are counted."""

_TOLD = ("outlet", "date", "author", "headline", "url", "language", "text")
"""An article has changed if one of these columns has."""


@dataclass(frozen=True, slots=True)
class Changes:
    """How the articles of a run differ from those of the run before, by their ids."""

    new: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    """In their text or in what is known about them."""
    gone: tuple[str, ...] = ()
    n_same: int = 0

    def __bool__(self) -> bool:
        return bool(self.new or self.changed or self.gone)


@dataclass(frozen=True, slots=True)
class RunRecord:
    """A line of the history."""

    started: str
    """Start of the run, ISO 8601 with its time zone."""
    n_same: int | None = None
    """Articles as before; missing, like the others, where there was nothing to compare with."""
    n_new: int | None = None
    n_changed: int | None = None
    n_gone: int | None = None
    new: Sequence[str] = ()
    """Ids of the first of them."""
    changed: Sequence[str] = ()
    gone: Sequence[str] = ()
    made_with: Mapping[str, str] = field(default_factory=dict)
    """Hashes of lexicons, rules, packages, program and settings."""
    rates: Sequence[Mapping[str, Any]] = ()
    """The rows of `main_rates`."""


def article_marks(folder: Path) -> dict[str, str] | None:
    """A mark for each article in a folder of tables, by its id: another one if what is told of the article is another.

    `None` if there is no such table, or not one of this version.
    """
    path = folder / "articles.parquet"
    told = ", ".join(f"coalesce(CAST({name} AS VARCHAR), '')" for name in _TOLD)
    query = f"SELECT article_id, md5(concat_ws(chr(31), {told})) FROM read_parquet({quoted(path)})"
    try:
        with open_database() as database:
            return dict(database.execute(query).fetchall())
    except duckdb.Error:  # no table, a broken one, or one with other columns
        return None


def find_changes(before: Mapping[str, str], after: Mapping[str, str]) -> Changes:
    """The articles that are new, changed or gone; one that was renamed is new under one id and gone under another.

    Args:
        before: as `article_marks` tells them.
        after: likewise.

    Example:
        >>> find_changes({"a": "1", "b": "2", "c": "3"}, {"b": "2", "c": "4", "d": "5"})
        Changes(new=('d',), changed=('c',), gone=('a',), n_same=1)
    """
    changed = tuple(name for name, mark in after.items() if before.get(name, mark) != mark)
    return Changes(
        new=tuple(name for name in after if name not in before),
        changed=changed,
        gone=tuple(name for name in before if name not in after),
        n_same=sum(before.get(name) == mark for name, mark in after.items()),
    )


def record_run(
    folder: Path, started: str, tables: Tables, changes: Changes | None, made_with: Mapping[str, str]
) -> list[RunRecord]:
    """Add a run to the history, if it differs from the one before.

    Args:
        folder: of the tables.
        started: start of the run.
        tables: that it made.
        changes: of the articles; `None` where the tables of the run before could not be read, or there are none.
        made_with: hashes of lexicons, rules, packages, program and settings.

    Returns:
        The whole history.

    Raises:
        StoreError: if it cannot be written.
    """
    history = read_history(folder)
    if history and changes is not None and not changes and history[-1].made_with == made_with:
        return history
    told: dict[str, Any] = {}
    if changes is not None:
        for name in ("new", "changed", "gone"):
            ids = getattr(changes, name)
            told |= {f"n_{name}": len(ids), name: ids[:MOST_NAMES]}
        told["n_same"] = changes.n_same
    cells = main_rates(tables).astype(object).where(lambda cells: cells.notna(), None)
    rates = [dict(zip(cells.columns, row, strict=True)) for row in cells.itertuples(index=False, name=None)]
    record = RunRecord(started, made_with=dict(made_with), rates=rates, **told)
    path = folder / HISTORY
    earlier = path.read_bytes() if path.is_file() else b""
    if earlier and not earlier.endswith(b"\n"):
        earlier += b"\n"
    write_file(path, earlier + json.dumps(asdict(record), ensure_ascii=False).encode("utf-8", "replace") + b"\n")
    return [*history, record]


def read_history(folder: Path) -> list[RunRecord]:
    """The runs of a corpus, the first one first; lines that are broken are left out."""
    try:
        lines = (folder / HISTORY).read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return []
    names = {entry.name for entry in fields(RunRecord)}
    found = []
    for line in lines:
        try:
            content = json.loads(line)
        except ValueError:
            continue
        if isinstance(content, dict) and set(content) == names:
            found.append(RunRecord(**content))
    return found


def what_changed(history: Sequence[RunRecord]) -> pd.DataFrame:
    """The main numbers after the last run beside those after the one before it.

    The two runs share most of their articles. A difference says what the new, changed and gone articles did to a
    number; it is no test of anything, and the two intervals are not independent.

    Args:
        history: as `read_history` gives it; of no run there are no numbers.

    Returns:
        measure, group (as in `main_rates`), before, before_low, before_high, after, after_low, after_high, difference.
        A number that only one of the runs has is missing in the other; after the first run all are missing before it.
    """
    if not history:
        return pd.DataFrame(columns=[*_DTYPES, "difference"]).astype(_DTYPES | {"difference": "Float64"})
    numbers = ["value", "low", "high"]
    of_runs = [pd.DataFrame(record.rates, columns=[*_KEY, *numbers]) for record in history[-2:]]
    then, now = of_runs if len(of_runs) == len(_SIDES) else [pd.DataFrame(columns=[*_KEY, *numbers]), *of_runs[-1:]]
    keys = pd.concat([now, then])[_KEY].drop_duplicates()
    for side, rates in zip(_SIDES, (then, now), strict=True):
        named = rates.rename(columns={"value": side, "low": f"{side}_low", "high": f"{side}_high"})
        keys = keys.merge(named, on=_KEY, how="left")
    table = keys.reindex(columns=list(_DTYPES)).astype(_DTYPES)
    table["difference"] = table["after"] - table["before"]
    return table


_KEY = ["measure", "group"]
_SIDES = ("before", "after")
_DTYPES = {"measure": "string", "group": "string"} | {
    name: "Float64" for side in _SIDES for name in (side, f"{side}_low", f"{side}_high")
}
