"""A term in its context: concordances and collocates."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from analysis.commands.options import (
    By,
    Format,
    FormatOption,
    FrameOption,
    JobsOption,
    LexiconOption,
    LinesFormat,
    ModelOption,
    TablesOrPaths,
    TermArgument,
)
from analysis.commands.output import (
    analyze_paths,
    choices_told,
    errors,
    finish,
    holds_tables,
    lexicons_named,
    must_exist,
    printable,
    stored_tables,
    write,
)
from analysis.parsing import MODEL

if TYPE_CHECKING:
    import pandas as pd

    from analysis.tables import Tables


def concordance(  # noqa: PLR0913, PLR0917 - one option a column
    term: TermArgument,
    paths: TablesOrPaths,
    frame: FrameOption = False,
    sort: Annotated[
        list[str] | None,
        typer.Option(
            "--sort",
            "-s",
            metavar="KEY",
            help="position, keyword, outlet, date, voice, speaker, polarity, zone; l1 l2 l3 (the words before, nearest "
            "first), r1 r2 r3 (after). Repeat it for ties.",
        ),
    ] = None,
    voice: Annotated[str | None, typer.Option(help="Only narrator or quoted.")] = None,
    polarity: Annotated[str | None, typer.Option(help="Only e.g. negated.")] = None,
    outlet: Annotated[str | None, typer.Option(help="Only of this outlet.")] = None,
    speaker: Annotated[str | None, typer.Option(help="Only of speakers whose name holds this.")] = None,
    zone: Annotated[str | None, typer.Option(help="Only headline, lead or body.")] = None,
    width: Annotated[int, typer.Option("--width", "-w", min=0, help="Characters of context on either side.")] = 40,
    sample: Annotated[
        int | None, typer.Option("--sample", min=1, metavar="N", help="At most N lines, drawn at random.")
    ] = None,
    lexicon: LexiconOption = None,
    format: Annotated[LinesFormat, typer.Option("--format", "-f", help="How to write the lines.")] = LinesFormat.table,
    model: ModelOption = MODEL,
    jobs: JobsOption = 1,
) -> None:
    """Every occurrence of a term with the words around it, who says it and how (keyword in context).

    From tables, the polarity of a pattern is known only where a lexicon has it; from articles, always.
    """
    from analysis import measures
    from analysis.publishing.notebook.concordances import render_page, told_number

    with choices_told():
        tables, node, name = _look_up(term, paths, frame, lexicon, model, jobs)
        lines = measures.concordance(tables, node, width=width)
        lines = measures.filter_lines(lines, voice=voice, polarity=polarity, outlet=outlet, speaker=speaker, zone=zone)
        shown = measures.sort_lines(lines if sample is None else measures.sample_lines(lines, sample), *(sort or ()))
    if format is LinesFormat.html:
        sys.stdout.write(render_page(lines, f"“{name}”", sort=sort or (), rows=sample))
    else:
        columns = ["left", "keyword", "right", "voice", "speaker_name", "polarity", "outlet"]
        write(shown, Format(format), columns)
    errors.print(printable(f"note: “{name}”: {told_number(len(lines), len(shown))}"))
    if not holds_tables(paths):
        finish(tables)


def collocates(  # noqa: PLR0913, PLR0917 - one option a parameter
    term: TermArgument,
    paths: TablesOrPaths,
    frame: FrameOption = False,
    span: Annotated[int, typer.Option("--span", min=1, help="Words on either side, never beyond the sentence.")] = 5,
    by: Annotated[By | None, typer.Option("--by", help="Apart for each voice or outlet.")] = None,
    all_words: Annotated[bool, typer.Option("--all-words", help="Function words and numbers too.")] = False,
    stems: Annotated[bool, typer.Option("--stems", help="Forms with one stem together: talk / talks.")] = False,
    least_articles: Annotated[
        int, typer.Option("--least-articles", min=1, help="Leave out what stands beside the term in fewer.")
    ] = 3,
    lexicon: LexiconOption = None,
    format: FormatOption = Format.table,
    model: ModelOption = MODEL,
    jobs: JobsOption = 1,
) -> None:
    """Which words stand beside a term more often than one expects of their frequency, by logDice."""
    from analysis import measures

    with choices_told():
        tables, node, name = _look_up(term, paths, frame, lexicon, model, jobs)
        table = measures.collocates(
            tables,
            node,
            window=measures.Window(span),
            by=by.value if by else None,
            content_words=not all_words,
            stems=stems,
            least_articles=least_articles,
        )
    hidden = {"n_node", "n_collocate", "n_words", "log_dice_low", "log_dice_high"}
    write(table, format, [column for column in table.columns if column not in hidden])
    if table.empty:
        errors.print(printable(f"note: nothing stands beside “{name}” in at least {least_articles} articles"))
    if not holds_tables(paths):
        finish(tables)


def _look_up(
    term: str, paths: Sequence[Path], frame: bool, lexicon: Sequence[str] | None, model: str, jobs: int
) -> tuple[Tables, str | pd.DataFrame, str]:
    """The tables of an earlier run, or of articles analysed now; what to look up in them; and its name."""
    from analysis.lexicons import lexicon_of_pattern
    from analysis.measures import choose_term

    must_exist(paths)
    query = () if frame else (lexicon_of_pattern(term),)
    if holds_tables(paths):
        tables = stored_tables(paths[0])
    else:
        tables, _ = analyze_paths(paths, (*lexicons_named(lexicon), *query), model, jobs)
    if not frame:
        return tables, term, term
    choice = choose_term(tables, term)
    return tables, choice.hits, choice.label
