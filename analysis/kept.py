"""What earlier runs left: the rows of articles that need not be analysed again.

What the analysis finds in an article hangs on its text, its zones and its byline, and on the program, rules, lexicons,
model and settings. A hash of all this is the article's key; rows under the same key are the rows that an analysis would
give, whatever else is known about the article and whatever its file is called now.

The keys of a run stand beside its tables, with the hashes of the tables that they hold for. A run that is stopped
leaves what it has done in a hidden folder there, a file of plain JSON for some articles each.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from analysis.records import Article
from analysis.rows import ROW_COLUMNS, Rows
from analysis.store import StoreError, hash_file, read_tables, write_file
from analysis.tables import Tables, build_frames

KEYS = "analysed.json"
"""The keys of the articles in the tables beside it."""
PARTS = ".parts"
"""The folder of what a run has done before it is through; gone when it is."""


@dataclass(frozen=True, slots=True, eq=False)
class Kept:
    """Rows of articles that were analysed before."""

    ids: Mapping[str, str]
    """The article's id then, by key."""
    frames: Mapping[str, pd.DataFrame]
    """As `tables.build_frames` makes them."""


def article_key(article: Article, made_with: str) -> str:
    """The hash of all that the rows of an article hang on.

    Args:
        article: its id, outlet, date and path are no part of it.
        made_with: tells program, rules, lexicons, model and settings.

    Example:
        >>> plain = article_key(Article("a", "It rained."), "v1")
        >>> plain == article_key(Article("b", "It rained.", outlet="Courier"), "v1")
        True
        >>> plain == article_key(Article("a", "It rained."), "v2")
        False
    """
    zones = [(zone.kind, zone.start, zone.end, zone.rule) for zone in article.zones]
    return digest([made_with, article.text, article.author, zones])


def digest(content: object) -> str:
    """A hash of plain values, the same whatever the order of a mapping's keys."""
    # As ASCII, in which half a surrogate pair has a form, too.
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode("ascii")).hexdigest()


def read_kept(tables: Tables | None, folder: Path) -> list[Kept]:
    """What the last run left in a folder of tables, and what runs that were stopped left; what is broken is nothing.

    Args:
        tables: those in the folder; `None` if they cannot be read.
        folder: where they lie.
    """
    kept = []
    if tables is not None and (ids := _read_keys(folder)):
        frames = {name: tables.by_name()[name][[c.name for c in columns]] for name, columns in ROW_COLUMNS.items()}
        kept.append(Kept(ids, frames))
    for path in sorted((folder / PARTS).glob("*.json")):
        try:
            content = json.loads(path.read_text(encoding="utf-8"))
            kept.append(Kept(dict(content["ids"]), build_frames([content["rows"]])))
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            continue
    return kept


def read_last_tables(folder: Path) -> Tables | None:
    """The tables of the last run; `None` if there are none that this version can read."""
    try:
        return read_tables(folder)
    except StoreError:
        return None


def take_rows(kept: Sequence[Kept], wanted: Mapping[str, str]) -> tuple[list[dict[str, pd.DataFrame]], set[str]]:
    """The rows of articles that were analysed before, under the ids that the articles have now.

    Args:
        kept: what earlier runs left.
        wanted: each article's key, by its id.

    Returns:
        Rows as `tables.build_frames` makes them, and the ids of the articles that they are of.
    """
    taken: list[dict[str, pd.DataFrame]] = []
    done: set[str] = set()
    for earlier in kept:
        now = [article_id for article_id, key in wanted.items() if key in earlier.ids and article_id not in done]
        if now:
            then = [earlier.ids[wanted[article_id]] for article_id in now]
            pairs = pd.DataFrame({"article_id": then, "id_now": now}, dtype="string")
            taken.append({table: _renamed(frame, pairs) for table, frame in earlier.frames.items()})
            done.update(now)
    return taken, done


def join_rows(parts: Iterable[Mapping[str, pd.DataFrame]], order: Sequence[str]) -> dict[str, pd.DataFrame]:
    """Rows from several places in one order of articles.

    Args:
        parts: each as `tables.build_frames` makes them; no two hold the same article.
        order: the articles' ids.
    """
    ranks = {article_id: rank for rank, article_id in enumerate(order)}
    parts = list(parts)
    joined = {}
    for table in ROW_COLUMNS:
        rows = pd.concat([part[table] for part in parts], ignore_index=True)
        rank = rows["article_id"].map(ranks).sort_values(kind="stable")
        joined[table] = rows.loc[rank.index].reset_index(drop=True)
    return joined


def write_part(folder: Path, ids: Mapping[str, str], rows: Iterable[Rows]) -> None:
    """Leave the rows of some articles in a folder of tables, in case that the run is stopped.

    Args:
        folder: of the tables.
        ids: of the articles, by key.
        rows: of each article.

    Raises:
        StoreError: if the file cannot be written.
    """
    if not ids:
        return
    together: Rows = {}
    for own in rows:
        for table, of_table in own.items():
            together.setdefault(table, []).extend(of_table)
    content = json.dumps({"ids": dict(ids), "rows": together})
    write_file(folder / PARTS / f"{min(ids)}.json", content.encode("ascii"))


def write_keys(folder: Path, keys: Mapping[str, str]) -> bool:
    """Write beside the tables which articles they hold, and remove what the run left on its way.

    Args:
        folder: of the tables, which are all written.
        keys: each article's key, by its id.

    Returns:
        Whether any table is another than when this was written last.

    Raises:
        StoreError: if the file cannot be written.
    """
    content = {"tables": _hash_tables(folder), "articles": dict(keys)}
    changed = _read_json(folder / KEYS).get("tables") != content["tables"]
    write_file(folder / KEYS, (json.dumps(content, indent=0) + "\n").encode("ascii"))
    shutil.rmtree(folder / PARTS, ignore_errors=True)
    return changed


def _read_keys(folder: Path) -> dict[str, str]:
    """The id of each article in the tables by its key; none where the tables are not those that the keys are of."""
    content = _read_json(folder / KEYS)
    articles = content.get("articles")
    if not isinstance(articles, dict) or content.get("tables") != _hash_tables(folder):
        return {}
    return {key: article_id for article_id, key in articles.items()}


def _read_json(path: Path) -> dict[str, object]:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}


def _hash_tables(folder: Path) -> dict[str, str]:
    return {path.name: hash_file(path) for path in sorted(folder.glob("*.parquet"))}


def _renamed(rows: pd.DataFrame, pairs: pd.DataFrame) -> pd.DataFrame:
    """The rows of some articles under their new ids; the ids of quotes begin with the article's."""
    own = rows.merge(pairs, on="article_id")
    if "quote_id" in own and (own["article_id"] != own["id_now"]).any():
        own["quote_id"] = own["id_now"] + own["quote_id"].str.extract(r"(:q\d+)$", expand=False)
    own["article_id"] = own["id_now"]
    return own[rows.columns]
