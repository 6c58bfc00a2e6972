"""What comes of all articles together: who is the same speaker or target, what is a copy; and the tables of it all.

However the articles' rows came about, analysed now or kept from an earlier run, in memory or on disk, they go through
these functions, so that the tables are the same. DuckDB joins, so that none of it has to fit into memory.

Everything starts from views in a database: `rows_<table>` for each table of a batch (see `analysis.batches`), and
`read`, the articles as they were read, with their `rank` in the corpus and their `key`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from analysis.batches import SCHEMAS, TABLE_SCHEMAS, Batch, to_arrow
from analysis.copies import IN_MARKS, CopyText, find_copies, read_copy_text
from analysis.identities import (
    Identities,
    NameUse,
    SpeakerAliases,
    identify_speakers,
)
from analysis.records import Article, Problem, Zone
from analysis.rows import OF_CORPUS

if TYPE_CHECKING:
    from pathlib import Path

    from duckdb import DuckDBPyConnection

ZONE = pa.struct([("kind", pa.string()), ("start", pa.int64()), ("end", pa.int64()), ("rule", pa.string())])
READ_SCHEMA = pa.schema(
    [
        ("rank", pa.int64()),
        ("key", pa.string()),
        *(
            (field.name, field.type)
            for field in TABLE_SCHEMAS["articles"]
            if field.name in {"article_id", "corpus", "outlet", "date", "author", "headline", "url", "language", "path"}
        ),
        ("row", pa.int64()),
        ("n_characters", pa.int64()),
        ("text", pa.string()),
        ("zones", pa.list_(ZONE)),
    ]
)
"""Of the view `read`."""

_CLUSTERS = pa.schema([("rank", pa.int64()), ("copy_cluster", pa.string())])
_IDS = pa.schema([("name", pa.string()), ("id", pa.string())])
_FORMS = pa.schema([(name, pa.string()) for name in ("speaker_id", "speaker_type", "name", "rule")])


def read_table_of(articles: Iterable[tuple[int, str, Article]], corpus: str) -> pa.Table:
    """Articles as rows of `read`.

    Args:
        articles: each with its rank and its key.
        corpus: its name; empty to take each article's own.
    """
    cells: dict[str, list[Any]] = {field.name: [] for field in READ_SCHEMA}
    for rank, key, article in articles:
        known = {
            "rank": rank,
            "key": key,
            "corpus": corpus or article.corpus or None,
            "path": article.path or None,
            "n_characters": len(article.text),
            "zones": [{"kind": z.kind, "start": z.start, "end": z.end, "rule": z.rule} for z in article.zones],
        }
        for name, column in cells.items():
            column.append(known[name] if name in known else getattr(article, name))
    return pa.table([to_arrow(cells[field.name], field.type) for field in READ_SCHEMA], schema=READ_SCHEMA)


def articles_of(table: pa.Table) -> Iterator[Article]:
    """The articles in rows of `read`."""
    for row in table.to_pylist():
        zones = tuple(Zone(**zone) for zone in row.pop("zones"))
        known = {name: row[name] for name in ("article_id", "text", "outlet", "author", "headline", "url", "language")}
        date = row["date"].date() if row["date"] is not None else None
        yield Article(
            **known, zones=zones, date=date, corpus=row["corpus"] or "", path=row["path"] or "", row=row["row"]
        )


def view_batch(database: DuckDBPyConnection, batch: Batch) -> None:
    """Make the views of rows that are in memory."""
    for table, rows in batch.items():
        database.register(f"rows_{table}", rows)


def join(database: DuckDBPyConnection, aliases: SpeakerAliases, spill: Path | None = None) -> list[Problem]:
    """Make tables of what comes of all articles together, on which `table_query` builds.

    Articles without rows, which could not be analysed, are left out from here on.

    Args:
        database: with the views that this module starts from.
        aliases: who is the same speaker.
        spill: the folder for what does not fit into memory; the system's own for temporary files without one.

    Returns:
        What was left out of the tables because it would have been too much.

    Raises:
        OSError: if that folder is full.
    """
    database.execute("CREATE OR REPLACE TEMP VIEW known AS SELECT * FROM read SEMI JOIN rows_articles USING (key)")
    database.execute("CREATE OR REPLACE TEMP TABLE places AS SELECT rank, key, article_id, date FROM known")
    _join_identities(database, aliases)
    return [Problem("copies.parquet", "", note, "note") for note in _join_copies(database, spill)]


def table_query(table: str) -> str:
    """SQL that gives a table as users get it, in the order of the articles and of the text.

    Raises:
        KeyError: if no such table comes of the articles' rows.
    """
    if table in OF_CORPUS:
        return {
            "speakers": _SPEAKERS,
            "copies": f"SELECT {_listed('copies')} FROM pairs ORDER BY first, second",
        }[table]
    own = set(SCHEMAS[table].names)
    named = {name: f'rows."{name}"' for name in own}
    named |= {
        "article_id": "a.article_id",
        "quote_id": "a.article_id || ':' || rows.quote_id",
        "speaker_id": "speaker_ids.id",
        "target_id": "target_ids.id",
        "copy_cluster": "clusters.copy_cluster",
    }
    columns = TABLE_SCHEMAS[table].names
    selected = ", ".join(f'{named.get(name, f"a.{name}")} AS "{name}"' for name in columns)
    joins = ""
    for who in ("speaker", "target"):
        if f"{who}_id" in columns:
            joins += f" LEFT JOIN {who}_ids ON rows.{who}_name = {who}_ids.name"
    if table == "articles":
        joins += " LEFT JOIN clusters USING (rank)"
    of = "known" if table == "articles" else "places"
    return f"SELECT {selected} FROM rows_{table} rows JOIN {of} a USING (key){joins} ORDER BY a.rank, rows.place"


_SPEAKERS = """
WITH said AS (
    SELECT a.article_id, rows.speaker_name AS name, speaker_ids.id
    FROM rows_quotes rows JOIN places a USING (key) LEFT JOIN speaker_ids ON rows.speaker_name = speaker_ids.name
), of_name AS (
    SELECT name, count(*) AS n, count(DISTINCT article_id) AS articles FROM said GROUP BY name
), of_speaker AS (
    SELECT id, count(*) AS n, count(DISTINCT article_id) AS articles FROM said GROUP BY id
)
SELECT forms.speaker_id, forms.speaker_type, forms.name, forms.rule,
       of_name.n AS n_quotes, of_name.articles AS n_articles,
       of_speaker.n AS speaker_quotes, of_speaker.articles AS speaker_articles
FROM forms JOIN of_name USING (name) LEFT JOIN of_speaker ON forms.speaker_id = of_speaker.id
ORDER BY speaker_quotes DESC NULLS LAST, forms.speaker_id NULLS LAST, n_quotes DESC, forms.name
"""
"""Every form of every speaker, the most quoted speaker first and forms that name nobody last."""


_TABLES = {"speaker": "quotes", "target": "targets"}
"""Where the names of speakers and targets stand."""


@dataclass(frozen=True, slots=True)
class _Used:
    """Names as articles use them."""

    uses: list[NameUse]
    first_names: list[tuple[str, frozenset[str]]]


def _join_identities(database: DuckDBPyConnection, aliases: SpeakerAliases) -> None:
    """Make `speaker_ids` and `target_ids` (name, id), and `forms`, every form of every speaker.

    Who is the same speaker is told by the names of speakers alone, so that whoever else is mentioned changes nothing
    about them; the names of targets are then joined to those speakers and to each other by the same rules.
    """
    acronyms = database.execute(
        "SELECT DISTINCT name, acronym FROM rows_acronyms SEMI JOIN places USING (key)"
    ).fetchall()
    speakers, targets = _names_used(database, "speaker"), _names_used(database, "target")
    named = [use for use in targets.uses if not use.name.islower()]

    def identify(
        uses: Sequence[NameUse], first_names: Sequence[tuple[str, frozenset[str]]], known: SpeakerAliases
    ) -> Identities:
        return identify_speakers(uses, acronyms=acronyms, first_names=first_names, aliases=known)

    identities = identify(speakers.uses, speakers.first_names, aliases)
    everybody = identify(
        [*speakers.uses, *named], [*speakers.first_names, *targets.first_names], aliases.adding(identities.id_of)
    )
    # Words with a name in them are one target everywhere: "Imberian troops".
    ids_of_targets = {use.name: use.name for use in named} | everybody.id_of
    _keep(database, "speaker_ids", pa.table([[*identities.id_of], [*identities.id_of.values()]], schema=_IDS))
    names = list(dict.fromkeys(use.name for use in targets.uses if use.name in ids_of_targets))
    _keep(database, "target_ids", pa.table([names, [ids_of_targets[name] for name in names]], schema=_IDS))
    forms = [[getattr(form, name) for form in identities.forms] for name in _FORMS.names]
    _keep(database, "forms", pa.table(forms, schema=_FORMS))


def _names_used(database: DuckDBPyConnection, who: str) -> _Used:
    """The names of speakers or targets, how often each is used, and which first names stand before surnames."""
    uses = database.execute(
        f"SELECT {who}_name, {who}_type, count(*) FROM rows_{_TABLES[who]} JOIN places USING (key) "
        f"WHERE {who}_name IS NOT NULL AND {who}_type IS NOT NULL GROUP BY 1, 2 ORDER BY 1, 2"
    ).fetchall()
    first_names = database.execute(
        "SELECT DISTINCT name, first_names FROM rows_first_names SEMI JOIN places USING (key) WHERE who = ? "
        "ORDER BY name, first_names",
        [who],
    ).fetchall()
    return _Used([NameUse(*use) for use in uses], [(name, frozenset(firsts.split())) for name, firsts in first_names])


def _join_copies(database: DuckDBPyConnection, spill: Path | None) -> tuple[str, ...]:
    """Make `clusters` (rank, copy_cluster) and `pairs`, the rows of the table `copies`; return what was left out."""
    sketches = database.sql(
        "SELECT places.rank AS number, n_shingles, hashes FROM rows_sketches JOIN places USING (key)"
    ).to_arrow_reader(1_000)
    copies = find_copies(sketches, partial(_copy_texts, database), spill=spill)
    _keep(database, "clusters", pa.table([[*copies.clusters], [*copies.clusters.values()]], schema=_CLUSTERS))
    found = {name: getattr(copies.pairs, name) for name in copies.pairs.__slots__}
    nothing = {name: found[name] == "" if name == "relation" else found[name] != found[name] for name in found}
    _keep(database, "found_pairs", pa.table({name: pa.array(found[name], mask=nothing[name]) for name in found}))
    database.execute(
        "CREATE OR REPLACE TEMP VIEW pairs AS SELECT found_pairs.*, one.article_id, other.article_id AS other_id, "
        "CASE WHEN near.copy_cluster = far.copy_cluster THEN near.copy_cluster END AS copy_cluster, "
        "abs(date_diff('day', one.date, other.date)) AS days_apart FROM found_pairs "
        "JOIN places one ON first = one.rank JOIN places other ON second = other.rank "
        "LEFT JOIN clusters near ON first = near.rank LEFT JOIN clusters far ON second = far.rank"
    )
    return copies.notes


def _copy_texts(database: DuckDBPyConnection, ranks: list[int]) -> Iterator[tuple[int, CopyText]]:
    """The texts of some articles, with the contents of their direct and mixed quotes marked."""
    _keep(database, "wanted", pa.table({"rank": pa.array(ranks, pa.int64())}))
    query = f"""
        WITH chosen AS (SELECT rank, key FROM places SEMI JOIN wanted USING (rank)), marked AS (
            SELECT key, list((pieces.start, pieces."end") ORDER BY pieces.place) AS spans
            FROM rows_quote_spans pieces JOIN rows_quotes quotes USING (key, quote_id) SEMI JOIN chosen USING (key)
            WHERE pieces.role = 'content' AND quotes.quote_type IN {IN_MARKS!r} GROUP BY key
        )
        SELECT read.rank, read.text, read.zones, marked.spans
        FROM read JOIN chosen USING (rank) LEFT JOIN marked ON chosen.key = marked.key
    """
    for batch in database.sql(query).to_arrow_reader(1_000):
        for row in batch.to_pylist():
            article = Article(str(row["rank"]), row["text"], tuple(Zone(**zone) for zone in row["zones"]))
            yield row["rank"], read_copy_text(article, [tuple(span.values()) for span in row["spans"] or ()])


def _keep(database: DuckDBPyConnection, name: str, table: pa.Table) -> None:
    """Make a table in the database of one in memory."""
    database.register(f"{name}_made", table)
    database.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS SELECT * FROM {name}_made")
    database.unregister(f"{name}_made")


def _listed(table: str) -> str:
    return ", ".join(f'"{name}"' for name in TABLE_SCHEMAS[table].names)
