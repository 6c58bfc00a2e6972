"""The main job, again and again."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from analysis.commands.options import JobsOption, LexiconOption, ModelOption, SchedulerOption, ScoreOption
from analysis.commands.output import lexicon_files, must_exist, printable
from analysis.commands.run import PROJECT, FolderArgument, NotebooksOption, OutOption
from analysis.parsing import MODEL

if TYPE_CHECKING:
    from analysis.watching import Look

_STOPPED = 130
_RULES = PROJECT / "data" / "rules"


def watch(  # noqa: PLR0913, PLR0917 – each is an option of the command
    folder: FolderArgument = None,
    lexicon: LexiconOption = None,
    out: OutOption = None,
    jobs: JobsOption = 1,
    scheduler: SchedulerOption = None,
    least_score: ScoreOption = 0.0,
    notebooks: NotebooksOption = True,
    model: ModelOption = MODEL,
    poll: Annotated[
        bool, typer.Option("--poll", help="Look every two seconds: for network drives, which report no changes.")
    ] = False,
) -> None:
    """Do the main job now, and again whenever articles, lexicons or rules come, change or go; Ctrl-C ends it.

    A file that is still being copied is waited for. A run that fails is told, and the watching goes on.
    """
    from analysis.lexicons import FOLDER as LEXICONS
    from analysis.publishing.run import Layout, input_files
    from analysis.reading import READERS
    from analysis.reading.folders import find_suffix
    from analysis.watching import difference_in_words, look_at, wait_for_changes

    articles = folder or PROJECT / "data" / "articles"
    must_exist([articles])
    outputs = Layout(out or PROJECT).outputs
    rules = [*(lexicon_files(lexicon) or [LEXICONS]), _RULES]

    def look() -> Look:
        known = {*READERS, ".tsv"}
        read = [path for path in input_files(articles, outputs) if find_suffix(path, known) in known]
        return look_at(
            read + [file for place in rules for file in ([place] if place.is_file() else place.glob("*.y*ml"))]
        )

    command = [
        *(sys.executable, "-P", "-m", "analysis", "run", str(articles), "--jobs", str(jobs), "--model", model),
        *("--least-score", str(least_score), "--notebooks" if notebooks else "--no-notebooks"),
        *(argument for name in lexicon or () for argument in ("--lexicon", name)),
        *(("--out", str(out)) if out else ()),
        *(("--scheduler", scheduler) if scheduler else ()),
    ]
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        _say(f"watching {articles}; Ctrl-C ends it")
        for before, now in wait_for_changes([articles, *rules], look, leave_out=outputs, poll=poll):
            _say(f"{difference_in_words(before, now) if before else 'first run'}: running")
            start = time.monotonic()
            status = _run(command)
            ended = "done" if status == 0 else f"ended with status {status}, see above,"
            _say(f"{ended} after {time.monotonic() - start:.0f} s; watching")
    except KeyboardInterrupt:
        _say("stopped")
        raise typer.Exit(_STOPPED) from None


def _say(message: str) -> None:
    typer.echo(printable(f"{datetime.now():%H:%M:%S} {message}"))


def _interrupt(*_: object) -> NoReturn:
    raise KeyboardInterrupt


def _run(command: Sequence[str]) -> int:
    """Run in a process of its own: what one run has read or broken does not stay for the next."""
    with subprocess.Popen(command) as child:
        try:
            return child.wait()
        except KeyboardInterrupt:
            # A terminal has told the child already; whoever stopped this process alone has not.
            if os.name == "posix":
                child.send_signal(signal.SIGINT)
            with contextlib.suppress(subprocess.TimeoutExpired):
                child.wait(timeout=10)
            child.kill()
            raise
