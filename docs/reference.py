"""Writes the two pages that are made of the code: `columns.md` (the tables) and `commands.md` (the command line).

    python docs/reference.py

A test compares both with what this makes, so that they cannot fall behind.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer

from analysis.__main__ import app
from analysis.tables import column_dictionary_markdown

DOCS = Path(__file__).resolve().parent
MADE = "<!-- made by docs/reference.py: change the code, then run it again -->"

COLUMNS = f"""\
# Columns of the tables

{MADE}

Every run writes these tables to `data/tables/<corpus>/`, as CSV for people and as Parquet for programs. `articles` is
joined to the others by `article_id`. Spans are half-open pairs of character offsets into `articles.text`:
`text[start:end]` is what the row claims. Missing values are empty in CSV and `NA` in pandas; types are those of
pandas. In CSV, a cell that a spreadsheet could run as a formula gets a leading apostrophe; Parquet holds it as it
was.

"""

COMMANDS = f"""\
# Commands

{MADE}

`python run.py` sets the project up and analyses articles, as `python run.py run` does; `python run.py test` checks that
everything works; `python run.py lab` opens the notebooks. In an activated environment (`source .venv/bin/activate`, on
Windows `.venv\\Scripts\\activate`) the commands below are also called as `python -m analysis COMMAND`, which starts a
little sooner.

PATH is a file or folder of articles, or, where it says so, the tables of an earlier run (much quicker). Results go to
standard output, messages to standard error. Exit status: 0 all well; 1 something could not be read or analysed (it is
named, the rest is done); 2 wrong use; 130 stopped with Ctrl-C.

"""


def columns_page() -> str:
    """The column dictionary."""
    return COLUMNS + column_dictionary_markdown()


def commands_page() -> str:
    """Every command with its arguments and options, as `--help` has them."""
    return COMMANDS + "\n".join(section(words, command) for words, command in find_commands())


def find_commands() -> Iterator[tuple[str, Any]]:
    """Every command with the words that call it, e.g. `validate sample`, in the order of `--help`."""
    for name, command in typer.main.get_command(app).commands.items():  # type: ignore[attr-defined]
        subcommands = getattr(command, "commands", None)
        if subcommands is None:
            yield name, command
        else:
            yield from ((f"{name} {sub}", subcommand) for sub, subcommand in subcommands.items())


def section(words: str, command: Any) -> str:
    """One command: what it does, an example, and a table of its arguments and options."""
    context = command.context_class(command, info_name=words)
    records = [record for param in command.params if (record := param.get_help_record(context))]
    rows = [f"| {cell(f'`{name}`')} | {cell(markdown(meaning.replace('  [', ' [')))} |" for name, meaning in records]
    parts = [f"## {words}", markdown(command.help.strip())]
    if command.epilog:
        example = command.epilog.removeprefix("Example: ").replace("python -m analysis", "python run.py")
        parts.append(f"```sh\n{example}\n```")
    parts.append("\n".join(["| argument or option | meaning |", "|---|---|", *rows]))
    return "\n\n".join(parts) + "\n"


def markdown(text: str) -> str:
    r"""Plain text as Markdown that shows it as it is; what stands in backticks is code already.

    Example:
        >>> markdown("truce* in <corpus>, `truce*`")
        'truce\\* in &lt;corpus>, `truce*`'
    """
    parts = text.split("`")
    parts[::2] = [part.replace("*", r"\*").replace("<", "&lt;") for part in parts[::2]]
    return "`".join(parts)


def cell(text: str) -> str:
    """Markdown inside a table, where `|` would end the cell, even in code."""
    return text.replace("|", r"\|")


def main() -> None:
    """Write both pages."""
    for name, text in (("columns.md", columns_page()), ("commands.md", commands_page())):
        (DOCS / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
