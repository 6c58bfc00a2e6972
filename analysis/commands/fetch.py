"""Fetching the pages of addresses, the one command that uses the network."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from analysis.commands.output import errors, printable, progress_bar, tell

if TYPE_CHECKING:
    from analysis.fetching.folder import Entry
    from analysis.fetching.rounds import Wanted
    from analysis.records import Problem

NAMED = 3
"""Addresses that are named for each reason; all are in the report."""

ListsArgument = Annotated[
    list[str],
    typer.Argument(
        metavar="LIST…",
        help="Files of addresses: .txt (one a line), .csv or .tsv (a column url), feeds; or the address of a feed.",
    ),
]
ToOption = Annotated[Path, typer.Option("--to", metavar="FOLDER", help="Where the pages go: a corpus for `run`.")]
AgainOption = Annotated[
    bool,
    typer.Option("--again", help="Ask again for what is there or was refused; a changed article gets a second file."),
]
PauseOption = Annotated[
    float, typer.Option("--pause", min=1.0, max=120.0, help="Seconds between two requests to one host, at least.")
]
ContactOption = Annotated[
    str, typer.Option("--contact", metavar="TEXT", help="Your address or page, told to hosts with each request.")
]
PortOption = Annotated[
    list[int] | None,
    typer.Option("--port", min=1, max=65535, help="A further port that addresses may use, beside 80 and 443."),
]


def fetch(
    lists: ListsArgument,
    to: ToOption,
    again: AgainOption = False,
    pause: PauseOption = 1.0,
    contact: ContactOption = "",
    port: PortOption = None,
) -> None:
    """Fetch the pages of addresses, politely, into a folder that `run` analyses offline.

    Keeps to robots.txt, asks each host once a second at most, and asks for nothing twice. What became of each address
    stands in FOLDER/fetched.csv. Ask only for what you may use: see the sites' terms.
    """
    from analysis.fetching.addresses import PORTS
    from analysis.fetching.asking import Asker
    from analysis.fetching.network import Network
    from analysis.fetching.rounds import fetch_addresses

    missing = [given for given in lists if not given.casefold().startswith(("http:", "https:")) and not _exists(given)]
    if missing:
        errors.print(printable(f"error: there is no {', '.join(missing)}"))
        raise typer.Exit(2)
    if len(contact) > 200 or not (contact.isascii() and contact.isprintable()):
        errors.print("error: --contact takes one line of plain letters, such as ana@university.example")
        raise typer.Exit(2)
    asker = Asker(Network(ports=PORTS | set(port or ())), pause=pause, contact=contact)
    wanted, problems = _read(lists, asker)
    tell(problems)
    if not wanted:
        errors.print("error: no addresses were found in the lists")
        raise typer.Exit(2)
    with progress_bar() as progress:
        task = progress.add_task("fetching", total=len(wanted))
        result = fetch_addresses(
            wanted,
            to,
            asker,
            again=again,
            progress=lambda done, total: progress.update(task, completed=done, total=total),
        )
    refused = [entry for entry in result.entries if not entry.file]
    n_saved = len(result.entries) - len(refused)
    repeated = f", {result.n_repeated:,} were listed twice" if result.n_repeated else ""
    typer.echo(
        f"{to}: {n_saved:,} of {len(result.entries):,} pages are there ({n_saved - result.n_kept:,} new)"
        f"{repeated}; see {to / 'fetched.csv'}"
    )
    _tell_refused(refused)
    if n_saved:
        typer.echo(f"Analyse them: python -m analysis run {to}")
    if refused or any(problem.severity == "error" for problem in problems):
        raise typer.Exit(1)


def _exists(given: str) -> bool:
    return Path(given).is_file()


def _read(lists: list[str], asker: object) -> tuple[list[Wanted], list[Problem]]:
    """What is wanted by all lists, and what is wrong with them."""
    from analysis.fetching.lists import read_list
    from analysis.records import Problem

    items = [item for given in lists for item in read_list(given, asker)]  # type: ignore[arg-type]
    problems = [item for item in items if isinstance(item, Problem)]
    return [item for item in items if not isinstance(item, Problem)], problems


def _tell_refused(refused: list[Entry]) -> None:
    """Each reason once, with how many addresses it holds for and the first of them."""
    for reason, n in Counter(entry.remark for entry in refused).most_common():
        first = [entry.url for entry in refused if entry.remark == reason][:NAMED]
        more = " …" if n > NAMED else ""
        errors.print(printable(f"error: {n:,} not saved, {reason}: {' '.join(first)}{more}"))
