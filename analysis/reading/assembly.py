"""Drafts → articles: metadata from all its sources, unique ids, zones, and notes on what is not known."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath

from analysis.reading.drafts import MAX_CHARACTERS, Draft, Metadata, SourceFile
from analysis.reading.metadata import read_file_name
from analysis.reading.notes import Counted, Notes
from analysis.reading.sidecar import Sidecars
from analysis.reading.zones import find_zones
from analysis.records import ANALYSED_ZONES, Article, Problem, Zone

_GENERIC_FOLDER = re.compile(
    r"(?:texts?|txts?|articles?|data|raw|html?|pages?|news|files?|train(?:ing)?|test(?:ing)?|dev|valid(?:ation)?|"
    r"corp(?:us|ora)|doc(?:ument)?s?|csv|jsonl?|md|markdown|out(?:put)?|in(?:put)?|clean(?:ed)?|misc|other|en|english|"
    r"before|after|part|set|batch|week|day|month|year|q[1-4]|[\W\d_]|jan\w*|feb\w*|mar(?:ch)?|apr\w*|may|june?|july?|"
    r"aug\w*|sept?\w*|oct\w*|nov\w*|dec\w*)+",
    re.IGNORECASE,
)
"""Names of subfolders that are certainly no outlets."""


_SINGLE = frozenset({".txt", ".md", ".html", ".htm", ".eml", ".docx", ".rtf", ".pdf"})
"""Suffixes of files that hold one article as a rule."""
_ROW = re.compile(r"(.+)-\d+")
"""What the id of a row looks like: `feed-3`."""


class Assembly:
    """Makes articles of drafts, one at a time, and knows afterwards what holds for all of them together.

    Metadata is taken from the file's own fields, else from the table beside it, else from what a page embeds, else
    from the file's name; what none of them knows stays `None`.
    """

    def __init__(self, files: Sequence[SourceFile], *, corpus: str, label: str) -> None:
        """Read the tables of metadata beside the files.

        Args:
            files: all that will be read, in their order.
            corpus: the name that the articles get as their corpus.
            label: how problems of the whole corpus name it.
        """
        self.sidecars = Sidecars(files)
        self._corpus = corpus
        self._names = _name_files(files)
        self._taken: set[str] = set()
        self._notes = Notes(label)
        self._folders: set[str] = set()
        self._by_folder = Counted()
        self._may_be_outlets = True

    def add(self, draft: Draft) -> Iterator[Article | Problem]:
        """Yield the article, after what is to be said about it; only the latter if it is no article."""
        metadata = self._join_metadata(draft)
        article_id = self._unique_id(draft)
        self._look_at_folder(draft, metadata)
        self.sidecars.saw(draft)
        place = f"row {draft.row}" if draft.row is not None else ""
        if len(draft.text) > MAX_CHARACTERS:
            message = (
                f"{len(draft.text):,} characters are too many for one article (at most {MAX_CHARACTERS:,}), so it was "
                "not read; split it into one text an article"
            )
            yield draft.file.problem(place, message)
            return
        zones = find_zones(draft.text, headline=metadata.headline, author=metadata.author)
        if not any(zone.kind in ANALYSED_ZONES for zone in zones):
            message = "nothing but bylines and boilerplate was found, so nothing in it is analysed; expected news text"
            yield draft.file.problem(place, message, "warning")
        article = _make_article(draft, metadata, article_id, zones, self._corpus)
        self._notes.add(article, metadata)
        yield article

    @property
    def folders_are_outlets(self) -> bool:
        """Whether the first folder of a file's name tells the outlet of its article, when all drafts are in.

        A wrong outlet hurts more than a missing one: all articles must lie in at least two subfolders whose names can
        be outlets, nothing else may tell any article's outlet, and no table may describe the corpus.
        """
        return self._may_be_outlets and len(self._folders) >= 2

    def problems(self, *, whole_folders: set[Path]) -> Iterator[Problem]:
        """What is to be said when all drafts are in.

        Args:
            whole_folders: the folders that were read entirely; only there a row of metadata can lack its file.
        """
        yield from self.sidecars.problems(whole_folders=whole_folders)
        by_folder = self._by_folder if self.folders_are_outlets else None
        yield from self._notes.problems(by_folder, sorted(self._folders))

    def _join_metadata(self, draft: Draft) -> Metadata:
        # A name such as export_2025-03-04.csv dates the export, not the articles in it.
        by_name = read_file_name(draft.file.name) if draft.row is None else Metadata()
        return draft.own.or_else(self.sidecars.find(draft.file)).or_else(draft.embedded).or_else(by_name)

    def _look_at_folder(self, draft: Draft, metadata: Metadata) -> None:
        folder = PurePosixPath(draft.file.outermost.name).parts[:-1]
        self._may_be_outlets = (
            self._may_be_outlets
            and bool(folder)
            and not _GENERIC_FOLDER.fullmatch(folder[0])
            and not metadata.outlet
            and not self.sidecars.has_table(draft.file)
        )
        if self._may_be_outlets:
            self._folders.add(folder[0])
            self._by_folder.add(folder[0])

    def _unique_id(self, draft: Draft) -> str:
        """The name of the file, with the row where it has one; a longer one where another article has it."""
        name = self._names.get((draft.file.root, draft.file.name)) or _by_path(draft.file)  # of a file in an archive
        found, number = _with_row(name, draft), 2
        if _fold(found) in self._taken:
            found = _with_row(_by_file(draft.file), draft)
        base = found
        while _fold(found) in self._taken:
            found = f"{base}--{number}"
            number += 1
        self._taken.add(_fold(found))
        return found


def _make_article(draft: Draft, metadata: Metadata, article_id: str, zones: tuple[Zone, ...], corpus: str) -> Article:
    return Article(
        article_id=article_id,
        text=draft.text,
        zones=zones,
        corpus=corpus,
        outlet=metadata.outlet,
        date=metadata.date,
        author=metadata.author,
        headline=metadata.headline or _shown_headline(draft.text, zones),
        url=metadata.url,
        language=metadata.language,
        path=draft.file.name,
        row=draft.row,
    )


def _shown_headline(text: str, zones: tuple[Zone, ...]) -> str | None:
    """The headline that stands in the text itself."""
    zone = next((zone for zone in zones if zone.kind == "headline"), None)
    return " ".join(text[zone.start : zone.end].strip("#*_ ").split()) if zone else None


def _name_files(files: Sequence[SourceFile]) -> dict[tuple[Path, str], str]:
    """A name for each file that no other has: its stem; where files would share that, the path, and only then a number.

    Ids of articles become file names, and some systems do not tell capitals in them.
    """
    names: dict[tuple[Path, str], str] = {}
    of_rows = {_fold(form(file)) for file in files for form in (_by_stem, _by_path) if file.path.suffix not in _SINGLE}
    waiting = list(files)
    taken: set[str] = set()
    for form in (_by_stem, _by_path, _by_file, _by_root):
        uses = Counter(_fold(form(file)) for file in waiting)
        left = []
        for file in waiting:
            name = form(file)
            row = _ROW.fullmatch(_fold(name))
            if uses[_fold(name)] == 1 and _fold(name) not in taken and not (row and row[1] in of_rows):
                names[file.root, file.name] = name
            else:
                left.append(file)
        taken.update(map(_fold, names.values()))
        waiting = left
    for file in waiting:
        base, number = _by_root(file), 2
        while _fold(f"{base}--{number}") in taken:
            number += 1
        names[file.root, file.name] = f"{base}--{number}"
        taken.add(_fold(f"{base}--{number}"))
    return names


def _fold(name: str) -> str:
    return name.casefold()


def _with_row(base: str, draft: Draft) -> str:
    return base if draft.row is None else f"{base}-{draft.row}"


def _by_stem(file: SourceFile) -> str:
    return PurePosixPath(file.name).stem


def _by_path(file: SourceFile) -> str:
    return str(PurePosixPath(file.name).with_suffix("")).replace("/", "--")


def _by_file(file: SourceFile) -> str:
    return file.name.replace("/", "--")


def _by_root(file: SourceFile) -> str:
    return f"{file.root.resolve().name}--{_by_file(file)}"
