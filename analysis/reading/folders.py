"""Folders → the files to read, in a fixed order, and what else lies there."""

from __future__ import annotations

import stat
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath, PurePosixPath

from analysis.reading.decoding import Severity
from analysis.reading.drafts import SourceFile
from analysis.reading.events import EVENT_TABLES
from analysis.reading.sidecar import TABLE_NAMES
from analysis.records import Problem

_IGNORED = frozenset({"thumbs.db", "desktop.ini", "__macosx"})
_CONVERT = frozenset({".doc", ".odt", ".epub", ".xls", ".ods", ".msg"})


@dataclass(frozen=True, slots=True)
class Listing:
    """What lies in the folders that were asked for."""

    files: list[SourceFile]
    """Of articles."""
    events: list[SourceFile]
    """Tables of events, those beside single files too."""
    problems: list[Problem]


def list_files(paths: Sequence[Path], suffixes: Collection[str], leave_out: Collection[Path] = ()) -> Listing:
    """The files to read under some folders, or named one by one, sorted within each folder.

    Args:
        paths: folders, which are searched with all their subfolders, or files.
        suffixes: the suffixes of files that can be read, in small letters with the dot.
        leave_out: folders that are not searched.
    """
    search = _Search(suffixes, leave_out)
    for path in paths:
        search.add(path)
    return Listing(search.files, search.events, search.problems)


def find_corpora(folder: Path, suffixes: Collection[str], leave_out: Collection[Path] = ()) -> dict[str, Path]:
    """The corpora in a folder, by name: the folder itself if articles or their metadata lie in it, else its subfolders.

    Raises:
        NotADirectoryError: if there is no such folder.
    """
    if not folder.is_dir():
        raise NotADirectoryError(f"{folder} is no folder; expected one that holds articles, or one subfolder a corpus")
    entries = sorted(folder.iterdir())
    if any(
        entry.is_file() and (_is_article(entry, suffixes) or entry.name.casefold() in TABLE_NAMES) for entry in entries
    ):
        return {folder.resolve().name: folder}
    return {
        entry.name: entry
        for entry in entries
        if entry.is_dir() and not is_hidden(entry.name) and list_files([entry], suffixes, leave_out).files
    }


def find_suffix(path: PurePath, known: Collection[str]) -> str:
    """The suffix of a file in small letters, with the one before it if the two are known.

    Example:
        >>> find_suffix(Path("crawl.v2.WARC.gz"), {".warc.gz"}), find_suffix(Path("crawl.v2.txt.gz"), {".warc.gz"})
        ('.warc.gz', '.gz')
    """
    double = "".join(path.suffixes[-2:]).casefold()
    return double if double in known else path.suffix.casefold()


def is_hidden(name: str) -> bool:
    """Whether a file or folder of that name is never looked at: it is hidden, or systems and Office left it."""
    return name.startswith((".", "~$")) or name.casefold() in _IGNORED


def is_aside(path: PurePath) -> bool:
    """Files about the articles, which are none themselves."""
    return path.stem.casefold() in ("readme", "metadata", "fetched") or is_event_table(path)


def is_event_table(path: PurePath) -> bool:
    """Whether a file lists events."""
    return path.name.casefold() in EVENT_TABLES


def _is_article(path: Path, suffixes: Collection[str]) -> bool:
    return find_suffix(path, suffixes) in suffixes and not is_hidden(path.name) and not is_aside(path)


class _Search:
    """One search through all the paths that were asked for; nothing is read twice."""

    def __init__(self, suffixes: Collection[str], leave_out: Collection[Path]) -> None:
        self.files: list[SourceFile] = []
        self.events: list[SourceFile] = []
        self.problems: list[Problem] = []
        self._suffixes = suffixes
        self._left_out = {path.resolve() for path in leave_out}
        self._expected = ", ".join(sorted(suffixes))
        self._seen: dict[Path, str] = {}

    def add(self, path: Path) -> None:
        """Search a folder, or add a file that was named."""
        try:
            if path.is_dir():
                self._add_folder(path)
            elif not path.exists():
                self._report(str(path), f"does not exist; expected a folder of articles or a file ({self._expected})")
            elif is_event_table(path):
                self._add_events(path, path.parent)
            elif find_suffix(path, self._suffixes) not in self._suffixes:
                self._report(
                    path.name, f"files *{path.suffix or ' without a suffix'} cannot be read; expected {self._expected}"
                )
            else:
                self._add_file(path, _printable(path.name), path.parent)
                for entry in sorted(path.parent.iterdir()):
                    if is_event_table(entry) and entry.is_file():
                        self._add_events(entry, path.parent)
        except (OSError, RuntimeError) as err:
            self._report(str(path), f"cannot be opened ({_reason(err)})")

    def _add_folder(self, root: Path) -> None:
        n_files, n_problems = len(self.files), len(self.problems)
        files: list[tuple[str, Path]] = []
        others: dict[str, list[str]] = {}
        for path, name, mode in self._walk(root):
            suffix = find_suffix(path, self._suffixes)
            if suffix not in self._suffixes:
                others.setdefault(suffix, []).append(name)
            elif stat.S_ISREG(mode):
                files.append((name, path))
            else:
                self._report(name, "no regular file but a pipe, socket or device; not read")
        for name, path in sorted(files, key=lambda pair: pair[0].split("/")):
            self._add_file(path, name, root)
        for suffix, names in sorted(others.items()):
            self._report_others(root, suffix, names)
        if len(self.files) == n_files and all(problem.severity == "note" for problem in self.problems[n_problems:]):
            self._report(
                root.name or str(root), f"no articles were found in the folder; expected files {self._expected}"
            )

    def _walk(self, root: Path) -> Iterator[tuple[Path, str, int]]:
        """Every file under a folder that may be an article: where it is, its name from the folder, and its mode."""
        real_root = root.resolve()
        folders = {real_root}
        waiting = [(root, PurePosixPath(), frozenset({real_root}))]
        while waiting:
            folder, inner, above = waiting.pop()
            try:
                entries = sorted(folder.iterdir())
            except OSError as err:
                self._report(
                    _printable(str(inner)), f"the folder cannot be opened ({_reason(err)}); check its permissions"
                )
                continue
            for entry in entries:
                name = _printable(str(inner / entry.name))
                if is_hidden(entry.name):
                    continue
                try:
                    mode, real = entry.stat().st_mode, entry.resolve()
                except (OSError, RuntimeError) as err:
                    link = "a link that leads nowhere" if entry.is_symlink() else "cannot be opened"
                    self._report(name, f"{link} ({_reason(err)})")
                    continue
                if not stat.S_ISDIR(mode):
                    if is_event_table(entry) and stat.S_ISREG(mode):
                        self._add_events(entry, root)
                    elif not is_aside(entry):
                        yield entry, name, mode
                elif real in self._left_out:
                    continue
                elif real in above:
                    self._report(name, "a link back to a folder that it is in; not followed", "warning")
                elif real in folders:
                    self._report(name, "a link to a folder that is read already; not followed", "note")
                else:
                    folders.add(real)
                    waiting.append((entry, inner / entry.name, above | {real}))

    def _add_file(self, path: Path, name: str, root: Path) -> None:
        real = path.resolve()
        if real in self._seen:
            self._report(name, f"the same file as {self._seen[real]}, so it was read once", "note")
            return
        self._seen[real] = name
        self.files.append(SourceFile(path, name, root))

    def _add_events(self, path: Path, root: Path) -> None:
        if all(path.resolve() != known.path.resolve() for known in self.events):
            self.events.append(SourceFile(path, _printable(path.relative_to(root).as_posix()), root))

    def _report_others(self, root: Path, suffix: str, names: list[str]) -> None:
        what = f"*{suffix}" if suffix else "without a suffix"
        hint = "; save them as .docx, .xlsx or .txt to have them read" if suffix in _CONVERT else ""
        folders = {str(PurePosixPath(name).parent) for name in names}
        place = folders.pop() if len(folders) == 1 else "."
        where = names[0] if len(names) == 1 else f"{root.name if place == '.' else place}/"
        count = "1 file" if len(names) == 1 else f"{len(names)} files"
        verb = "is no article" if len(names) == 1 else "are not articles"
        self._report(where, f"{count} {what} {verb} (articles are {self._expected}){hint}", "note")

    def _report(self, name: str, message: str, severity: Severity = "error") -> None:
        self.problems.append(Problem(name, "", message, severity))


def _reason(err: Exception) -> str:
    return getattr(err, "strerror", None) or str(err)


def _printable(name: str) -> str:
    """A name that can be written: bytes of a file name that are no UTF-8 become U+FFFD."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
