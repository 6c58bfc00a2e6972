"""Which articles are copies of one text, and what each copy changed."""

from __future__ import annotations

from typing import Annotated

import typer

from analysis.commands.options import CopyPart, Format, FormatOption, JobsOption, ModelOption, TablesOrPaths
from analysis.commands.output import (
    analyze_paths,
    errors,
    finish,
    holds_tables,
    lexicons_named,
    must_exist,
    stored_tables,
)
from analysis.commands.output import write as write_rows
from analysis.parsing import MODEL


def copies(
    paths: TablesOrPaths,
    show: Annotated[
        CopyPart, typer.Option("--show", "-s", help="Pairs of articles, their clusters, or what each copy changed.")
    ] = CopyPart.pairs,
    format: FormatOption = Format.table,
    model: ModelOption = MODEL,
    jobs: JobsOption = 1,
) -> None:
    """Which articles print one text (wire copy, near-duplicates), how much they share, and what each copy changed."""
    from analysis.compare.clusters import copy_clusters
    from analysis.compare.edits import copy_changes

    must_exist(paths)
    stored = holds_tables(paths)
    if stored:
        tables = stored_tables(paths[0])
    else:
        lexicons = lexicons_named(None) if show is CopyPart.changes else ()
        tables, _ = analyze_paths(paths, lexicons, model, jobs)
    if show is CopyPart.pairs:
        rows = tables.copies
        columns = ["article_id", "other_id", "relation", "copy_cluster", "similarity", "jaccard", "containment"]
        columns += ["n_shared", "days_apart"]
    elif show is CopyPart.clusters:
        rows = copy_clusters(tables)
        columns = ["copy_cluster", "n_articles", "outlets", "first", "last", "least_similarity", "reference_id"]
    else:
        rows = copy_changes(tables)
        columns = ["copy_cluster", "reference_id", "article_id", "kept_share", "own_share", "same_headline"]
        columns += ["terms_lost", "terms_gained", "speakers_lost", "speakers_gained"]
    write_rows(rows, format, columns)
    if rows.empty:
        errors.print("note: no two of these articles share a text")
    if not stored:
        finish(tables)
