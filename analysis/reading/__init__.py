"""Files → articles: a reader a format behind one registry, metadata from wherever it is stated, and zones.

A new format is a function that takes a `SourceFile` and yields `Draft`s and `Problem`s, and a line in `READERS`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from analysis.reading import folders
from analysis.reading.assembly import Assembly
from analysis.reading.documents import read_docx
from analysis.reading.drafts import Reader, StatedCount, compare_counts
from analysis.reading.events import read_events
from analysis.reading.example import is_example, set_example_apart, set_example_event_apart
from analysis.reading.feeds import read_feed
from analysis.reading.folders import find_suffix
from analysis.reading.json_lines import read_jsonl
from analysis.reading.mail import read_mail
from analysis.reading.pages import read_page
from analysis.reading.parquet import read_parquet
from analysis.reading.pdf import read_pdf
from analysis.reading.plain import read_plain
from analysis.reading.rows import read_csv
from analysis.reading.rtf import read_rtf
from analysis.reading.sheets import read_xlsx
from analysis.reading.unpacking import unpackers
from analysis.reading.warcs import read_warc
from analysis.records import Article, Event, Problem

__all__ = ["READERS", "ArticleStream", "Reading", "find_corpora", "read_articles"]

READERS: dict[str, Reader] = {
    ".txt": read_plain,
    ".md": read_plain,
    ".html": read_page,
    ".htm": read_page,
    ".csv": read_csv,
    ".tsv": read_csv,
    ".xlsx": read_xlsx,
    ".jsonl": read_jsonl,
    ".parquet": read_parquet,
    ".eml": read_mail,
    ".docx": read_docx,
    ".rtf": read_rtf,
    ".pdf": read_pdf,
    ".rss": read_feed,
    ".atom": read_feed,
    ".xml": read_feed,
    ".warc": read_warc,
    ".warc.gz": read_warc,
}
"""The formats of articles: file suffix, in small letters, → reader."""
READERS[".eml"] = partial(read_mail, readers=dict(READERS))
READERS |= unpackers(dict(READERS))


@dataclass(frozen=True, slots=True)
class Reading:
    """The articles that could be read, in a fixed order, and everything that could not, with its place."""

    articles: list[Article]
    problems: list[Problem]
    events: list[Event] = field(default_factory=list)
    """Those that the user lists in `events.csv`, by day."""


class ArticleStream:
    """The articles of some folders or files, read one at a time as they are taken, so that memory does not grow.

    Iterate over it once. Only then the rest is complete.
    """

    def __init__(self, paths: Sequence[Path] | Path, *, corpus: str = "", leave_out: Collection[Path] = ()) -> None:
        """List the files; the arguments are those of `read_articles`."""
        self._asked = [paths] if isinstance(paths, Path) else list(paths)
        listing = folders.list_files(self._asked, READERS, leave_out)
        self._files, of_example = set_example_apart(listing.files)
        self._event_files = listing.events
        label = corpus or ", ".join(path.resolve().name for path in self._asked)
        self._assembly = Assembly(self._files, corpus=corpus, label=label)
        self.problems: list[Problem] = [*listing.problems, *of_example]
        self.events: list[Event] = []
        self.stated: dict[str, int] = {}
        """How many articles files say that they hold, by their name."""

    @property
    def file_names(self) -> Iterator[str]:
        """The names of all files that are read, relative to the folder that was asked for."""
        return (file.name for file in self._files)

    @property
    def folders_are_outlets(self) -> bool:
        """Whether the first folder of a file's name is certain to tell the outlet of its article."""
        return self._assembly.folders_are_outlets

    def __iter__(self) -> Iterator[Article]:
        of_articles: list[Problem] = []
        for file in self._files:
            for item in compare_counts(file, READERS[find_suffix(file.path, READERS)](file)):
                if isinstance(item, StatedCount):
                    self.stated[file.name] = item.n
                elif isinstance(item, Problem):
                    self.problems.append(item)
                else:
                    for made in self._assembly.add(item):
                        if isinstance(made, Article):
                            yield made
                        else:
                            of_articles.append(made)
        whole = {path for path in self._asked if path.is_dir()}
        of_metadata = self._assembly.problems(whole_folders=whole)
        self.events, of_events = read_events(self._event_files)
        if not all(is_example(file) for file in self._files):
            self.events, of_example = set_example_event_apart(self.events)
            of_events += of_example
        self.problems += [*of_articles, *of_metadata, *of_events]


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
        'does not exist; expected a folder of articles or a file (...)'
    """
    stream = ArticleStream(paths, corpus=corpus, leave_out=leave_out)
    articles = list(stream)
    if stream.folders_are_outlets:
        articles = [replace(article, outlet=article.path.split("/")[0]) for article in articles]
    return Reading(articles, stream.problems, stream.events)


def find_corpora(folder: Path, *, leave_out: Collection[Path] = ()) -> dict[str, Path]:
    """The corpora in a folder, by name: the folder itself if articles or their metadata lie in it, else its subfolders.

    Args:
        folder: of articles, or of corpora.
        leave_out: folders in which nothing is looked for, such as the results of a run.

    Raises:
        NotADirectoryError: if there is no such folder.
    """
    return folders.find_corpora(folder, READERS, leave_out)
