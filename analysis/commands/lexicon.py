"""Work on lexicons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, fields
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from analysis.commands.options import Format, FormatOption, Part
from analysis.commands.output import errors, must_exist, tell, write

if TYPE_CHECKING:
    from analysis.records import Article, Problem


def check(
    lexicon: Annotated[str, typer.Argument(metavar="FILE", help="A lexicon's file, or a name such as `generic`.")],
    corpus: Annotated[
        Path | None, typer.Option("--corpus", "-c", metavar="FOLDER", help="Articles to try the patterns on.")
    ] = None,
    format: FormatOption = Format.table,
    show: Annotated[
        Part | None,
        typer.Option("--show", "-s", help="Only this part. [default: all as a table; findings as csv or jsonl]"),
    ] = None,
) -> None:
    """How a lexicon's patterns are written and, with --corpus, what each really matches.

    Findings are warnings (mend them: counts are likely wrong) or notes. Without --corpus: a pattern that another one of
    its frame covers, the same pattern in two frames, a mask that can touch no term, a stem with * so short that it
    surely begins other words, a British or American spelling without the other. With --corpus also, for every pattern,
    the words that it matched and how often: patterns that never match, * that finds unrelated words, hits inside names
    (capitals inside a sentence), one word that makes up a frame, weak terms without support, masks, frames that count
    the same words. Articles are cut into words without a parse, about 80 articles a second.

    Exit status: 0 nothing or notes only, 1 warnings or articles that could not be read, 2 the lexicon cannot be read.
    """
    import pandas as pd

    from analysis.lexicons import read_lexicon
    from analysis.linting import Finding, FrameOverlap, PatternUse, check_lexicon
    from analysis.pipeline import read_source

    kinds = {Part.findings: Finding, Part.patterns: PatternUse, Part.overlaps: FrameOverlap}
    read = read_lexicon(lexicon)
    problems: Sequence[Problem] = ()
    articles: Sequence[Article] = ()
    if corpus is not None:
        must_exist([corpus])
        reading, _ = read_source(corpus)
        articles, problems = reading.articles, reading.problems
        if not articles:
            errors.print(f"error: {corpus}: there are no articles here")
            raise typer.Exit(2)
    check = check_lexicon(read, articles)
    parts = [show] if show else list(Part) if format is Format.table else [Part.findings]
    for part in parts:
        records = getattr(check, part.value)
        if format is Format.table and show is None:
            records = [record for record in records if getattr(record, "rule", "") != "never_matches"]
        rows = [_flat(asdict(record)) for record in records]
        columns = [field.name for field in fields(kinds[part])]
        if rows or format is not Format.table:
            write(pd.DataFrame(rows, columns=columns), format, columns, title=part.value)
    n_warnings = sum(finding.severity == "warning" for finding in check.findings)
    tried = f" on {len(articles):,} articles" if articles else ""
    n_idle = sum(finding.rule == "never_matches" for finding in check.findings)
    idle = f" ({n_idle} of patterns that match nothing here)" if n_idle else ""
    errors.print(
        f"{read.name} {read.version}{tried}: {n_warnings} warnings, {len(check.findings) - n_warnings} notes{idle}",
        soft_wrap=True,
    )
    tell(problems)
    if n_warnings or any(problem.severity == "error" for problem in problems):
        raise typer.Exit(1)


def _flat(record: dict[str, Any]) -> dict[str, Any]:
    """A record for a table: lists of examples and of counted words as one text."""

    def text(value: object) -> object:
        if not isinstance(value, tuple):
            return value
        return " · ".join(f"{part[0]} {part[1]}" if isinstance(part, tuple) else str(part) for part in value)

    return {name: text(value) for name, value in record.items()}
