"""Arguments and options that commands share."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer


class Format(StrEnum):
    """How rows are written to standard output."""

    table = "table"
    csv = "csv"
    jsonl = "jsonl"


class LinesFormat(StrEnum):
    """How a concordance is written to standard output."""

    table = "table"
    csv = "csv"
    jsonl = "jsonl"
    html = "html"


class By(StrEnum):
    """What collocates are compared by."""

    voice = "voice"
    outlet = "outlet"


class CopyPart(StrEnum):
    """What is told of copies."""

    pairs = "pairs"
    clusters = "clusters"
    changes = "changes"


class Part(StrEnum):
    """What a check of a lexicon tells."""

    findings = "findings"
    patterns = "patterns"
    overlaps = "overlaps"


Paths = Annotated[list[Path], typer.Argument(metavar="PATH…", help="Article files or folders of them.")]
FormatOption = Annotated[Format, typer.Option("--format", "-f", help="How to write the rows.")]
LexiconOption = Annotated[
    list[str] | None,
    typer.Option(
        "--lexicon",
        "-l",
        metavar="LEXICON",
        help="A file, or a name such as `generic`; repeat it for several. [default: all of data/lexicons]",
    ),
]
ModelOption = Annotated[str, typer.Option("--model", help="An installed spaCy model.")]
ScoreOption = Annotated[
    float,
    typer.Option(
        "--least-score", min=0, max=1, help="Leave out quotes less likely right: 0.8 for few mistakes, 0 to miss few."
    ),
]
TermArgument = Annotated[
    str, typer.Argument(metavar="TERM", help='Any words as a pattern, e.g. "truce*" or "(hostage|prisoner) swap*".')
]
TablesOrPaths = Annotated[
    list[Path],
    typer.Argument(metavar="PATH…", help="The tables of a run, e.g. data/tables/demo (quick); or articles to analyse."),
]
FrameOption = Annotated[
    bool, typer.Option("--frame", help="TERM names a frame, a group or a term of the lexicons instead of a pattern.")
]
JobsOption = Annotated[
    int, typer.Option("--jobs", "-j", min=0, help="Processes that share the work; 0 for one on each core.")
]
SchedulerOption = Annotated[
    str | None,
    typer.Option(
        "--scheduler",
        metavar="ADDRESS",
        help="A Dask scheduler whose workers share the analysis instead, e.g. tcp://10.0.0.5:8786.",
    ),
]
