"""The words that set two selections of a corpus apart."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from analysis.commands.options import Format, FormatOption, JobsOption, ModelOption, TablesOrPaths
from analysis.commands.output import choices_told, errors, finish, holds_tables, printable, tables_of, write
from analysis.parsing import MODEL

CRITERIA = "outlet, speaker, voice, zone, from, to, week, article"


class UnitChoice(StrEnum):
    """What counts as a word."""

    word = "word"
    lemma = "lemma"
    multiword = "multiword"


def keyness(  # noqa: PLR0913, PLR0917 - one option a choice
    paths: TablesOrPaths,
    target: Annotated[
        list[str],
        typer.Option(
            "--target", "-t", metavar="KEY=VALUE", help=f"Whose words; repeat it to narrow them. Keys: {CRITERIA}."
        ),
    ],
    reference: Annotated[
        list[str] | None,
        typer.Option("--reference", "-r", metavar="KEY=VALUE", help="Compared with which. [default: rest]"),
    ] = None,
    voice: Annotated[str | None, typer.Option(help="On both sides only narrator or quoted.")] = None,
    zone: Annotated[str | None, typer.Option(help="On both sides only headline, lead or body.")] = None,
    unit: Annotated[UnitChoice, typer.Option("--unit", "-u", help="What counts as a word.")] = UnitChoice.word,
    names: Annotated[
        bool, typer.Option("--names/--no-names", help="Compare people, places and other names too.")
    ] = True,
    all_words: Annotated[bool, typer.Option("--all-words", help="Function words and numbers too.")] = False,
    least_articles: Annotated[
        int, typer.Option("--least-articles", min=1, help="Leave out words in fewer articles of their side.")
    ] = 3,
    prior: Annotated[
        float | None,
        typer.Option("--prior", min=1, metavar="WORDS", help="Of the log-odds. [default: as many as both sides have]"),
    ] = None,
    rows: Annotated[int, typer.Option("--rows", min=1, help="Words a side, as a table.")] = 20,
    format: FormatOption = Format.table,
    model: ModelOption = MODEL,
    jobs: JobsOption = 1,
) -> None:
    """Which words one outlet, week, voice or speaker uses more than others do.

    As a table the words of either side that stand out most; as csv or jsonl all words with all measures.
    """
    from analysis.compare import Selection, Words
    from analysis.compare import keyness as compare_words
    from analysis.compare.selections import read_selection

    with choices_told():
        if unused := [criterion for criterion in target if criterion.strip().lower() == "rest"]:
            raise ValueError(f"{unused[0]!r} can only be the reference: say of what it is the rest")
        chosen = read_selection(target)
        rest = not reference or [criterion.strip().lower() for criterion in reference] == ["rest"]
        other = None if rest else read_selection(reference or ())
    tables = tables_of(paths, model, jobs)
    with choices_told():
        table = compare_words(
            tables,
            chosen,
            other,
            within=Selection(voice=voice, zone=zone) if voice or zone else None,
            words=Words(unit.value, all_words, names, least_articles),
            prior=prior,
        )
    columns = ["term", "more_in", "n_target", "n_reference", "n_articles_target", "n_articles_reference"]
    columns += ["log_ratio", "log_ratio_conservative", "log_likelihood", "log_odds_z", "p", "q"]
    write(table.groupby("more_in", sort=False).head(rows) if format is Format.table else table, format, columns)
    for side in ("target", "reference"):
        n = int((table["more_in"] == side).sum())
        size = ""
        if len(table):
            words, articles = (int(table[f"{what}_{side}"].iloc[0]) for what in ("words", "of_articles"))
            size = f" ({words:,} words, {articles:,} articles)"
        name = chosen.name if side == "target" else "the rest" if other is None else other.name
        errors.print(printable(f"note: {side} “{name}”{size}: {n:,} words are more frequent there"))
    if len(table) and not table["n_tested"].max():
        errors.print("note: too few articles to test (ten on either side that can change sides): this describes")
    if not holds_tables(paths):
        finish(tables)
