"""Files → articles: a reader a format behind one registry, metadata from wherever it is stated, and zones.

A new format is a function that takes a `SourceFile` and yields `Draft`s and `Problem`s, and a line in `READERS`.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from analysis.reading import folders
from analysis.reading.assembly import build_articles
from analysis.reading.drafts import Draft, Reader, StatedCount
from analysis.reading.events import read_events
from analysis.reading.example import is_example, set_example_apart, set_example_event_apart
from analysis.reading.pages import read_page
from analysis.reading.plain import read_plain
from analysis.reading.rows import read_csv, read_jsonl
from analysis.reading.sidecar import Sidecars
from analysis.records import Article, Event, Problem

__all__ = ["READERS", "Reading", "find_corpora", "read_articles"]

READERS: dict[str, Reader] = {
    ".txt": read_plain,
    ".md": read_plain,
    ".html": read_page,
    ".htm": read_page,
    ".csv": read_csv,
    ".jsonl": read_jsonl,
}
"""The formats of articles: file suffix, in small letters, → reader."""


@dataclass(frozen=True, slots=True)
class Reading:
    """The articles that could be read, in a fixed order, and everything that could not, with its place."""

    articles: list[Article]
    problems: list[Problem]
    events: list[Event] = field(default_factory=list)
    """Those that the user lists in `events.csv`, by day."""


def read_articles(paths: Sequence[Path] | Path, *, corpus: str = "", leave_out: Collection[Path] = ()) -> Reading:
    """Read all articles in some folders or files.

    Whatever is wrong with a file becomes a problem, and the others are read. Hidden files, `README.*` and `metadata.*`
    are not articles; a table `metadata.csv` or `metadata.tsv` tells what is known about the files beside and below it.
    Nor is `events.csv` or `events.tsv`, in which a user lists what happened when. The invented example of a new corpus
    is left out as soon as there is another article.

    Args:
        paths: folders, searched with all their subfolders, or single files.
        corpus: the name that the articles get as their corpus.
        leave_out: folders in which nothing is looked for, such as the results of a run.

    Example:
        >>> read_articles(Path("no-such-folder")).problems[0].message
        'does not exist; expected a folder of articles or a file (.csv, .htm, .html, .jsonl, .md, .txt)'
    """
    asked = [paths] if isinstance(paths, Path) else list(paths)
    found_files = folders.list_files(asked, READERS, leave_out)
    files, of_example = set_example_apart(found_files.files)
    problems = [*found_files.problems, *of_example]
    drafts: list[Draft] = []
    for file in files:
        found_before = len(drafts)
        stated: int | None = None
        for item in READERS[file.path.suffix.casefold()](file):
            if isinstance(item, Draft):
                drafts.append(item)
            elif isinstance(item, StatedCount):
                stated = item.n
            else:
                problems.append(item)
        n = len(drafts) - found_before
        if stated is not None and stated != n:
            message = f"the file says that it holds {stated:,} articles, but {n:,} were read; look for the others"
            problems.append(file.problem("", message, "error" if n < stated else "warning"))
    sidecars = Sidecars(files)
    label = corpus or ", ".join(path.resolve().name for path in asked)
    articles, found = build_articles(drafts, sidecars, corpus=corpus, label=label)
    problems += sidecars.problems(drafts, whole_folders={path for path in asked if path.is_dir()})
    events, of_events = read_events(found_files.events)
    if not all(is_example(file) for file in files):
        events, of_example = set_example_event_apart(events)
        of_events += of_example
    return Reading(articles, problems + found + of_events, events)


def find_corpora(folder: Path, *, leave_out: Collection[Path] = ()) -> dict[str, Path]:
    """The corpora in a folder, by name: the folder itself if articles or their metadata lie in it, else its subfolders.

    Args:
        folder: of articles, or of corpora.
        leave_out: folders in which nothing is looked for, such as the results of a run.

    Raises:
        NotADirectoryError: if there is no such folder.
    """
    return folders.find_corpora(folder, READERS, leave_out)
