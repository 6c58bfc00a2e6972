"""The main job: every corpus of a folder → tables, figures, executed notebooks and the report."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from analysis.batches import AnalysedRows
from analysis.charts import FigureFile, read_figures, write_figures
from analysis.data_folder import DATA, LEXICONS
from analysis.engines import open_engine
from analysis.history import Changes, RunRecord, read_history, record_run
from analysis.lexicons import FrameLexicon
from analysis.measures.resampling import SEED
from analysis.parsing import MODEL
from analysis.pipeline import Progress, analyze_rows, load_lexicons, seconds_since
from analysis.program import PACKAGES, PROJECT, hash_files, hash_program, hash_rules
from analysis.publishing.gallery import write_gallery
from analysis.publishing.notebook.execution import execute_notebooks
from analysis.publishing.pages import safe_names
from analysis.publishing.report import CorpusReport, frame_names, write_report
from analysis.publishing.report.sections import Folders
from analysis.reading import ArticleStream, find_corpora
from analysis.reading.folders import is_hidden
from analysis.records import Article, Problem
from analysis.rerun import rerun
from analysis.store import (
    IN_MEMORY,
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
)
from analysis.store.locks import locked
from analysis.store.rows import digest
from analysis.tables import Tables
from analysis.validation.results import RESULT, validation_folder
from analysis.validation.stamps import UNVALIDATED, Stamps, read_stamps


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
    def outputs(self) -> tuple[Path, ...]:
        """The folders of what a run writes; no article is looked for in them."""
        return self.root / "data" / "tables", self.root / "figures", self.reports

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
    """False where everything was up to date and nothing was drawn."""
    n_kept: int = 0
    """Articles in which nothing had to be found anew; the others were analysed."""
    changes: Changes | None = None
    """How the articles differ from those of the last run; `None` where there is none to compare with."""
    history: Sequence[RunRecord] = ()
    """All runs of the corpus."""

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
    """Processes that share the analysis; one for each core if 0."""
    least_score: float = 0.0
    """Quotes of a lower score are left out."""
    notebooks: bool = True
    """Whether to execute the notebooks."""
    again: bool = False
    """Analyse even what is up to date."""
    scheduler: str | None = None
    """The address of a Dask scheduler whose workers analyse instead."""
    progress: Progress | None = None
    """Called after each batch of articles with the number done and of all."""


class MadeOf(NamedTuple):
    """What a corpus' results depend on; if all of it is as it was, they are up to date."""

    inputs: dict[str, str]
    lexicons: dict[str, str]
    rules: dict[str, str]
    packages: dict[str, str]
    settings: dict[str, Any]

    def made_with(self) -> dict[str, str]:
        """Hashes of all that an article's rows depend on beside the article."""
        settings = {name: self.settings[name] for name in ("model", "least_score")}
        parts = {"lexicons": self.lexicons, "rules": self.rules, "packages": self.packages, "settings": settings}
        return {name: digest(part) for name, part in parts.items()} | {"program": self.settings["program"]}


def run_folder(folder: Path, root: Path, options: Options = Options()) -> tuple[list[CorpusRun], Path]:
    """Analyse and publish every corpus of a folder.

    A corpus whose articles, lexicons, rules, program and settings are those of its last run is not touched. Else the
    articles that are new or have changed are analysed, and what was found in the others is kept. Where only what is
    drawn hangs on the difference, such as the validation by hand coding, the tables stay and all is drawn anew.

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
    corpora = find_corpora(folder, leave_out=layout.outputs)
    runs = []
    for name, place in corpora.items():
        with locked(layout.tables(name)):
            runs.append(_run_corpus(name, place, layout, lexicons, options))
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
                run.history,
                Folders(corpora[run.name], layout.tables(run.name), layout.validation(run.name)),
            )
            for run in runs
        ]
        _remove_pages(runs, layout)
        report = write_report(pages, layout.reports)
        write_file(stamp, content)
    write_gallery(layout.root / "figures", report)
    return runs, report


def _remove_pages(runs: Sequence[CorpusRun], layout: Layout) -> None:
    """Remove the pages of articles that are gone: who takes an article away does not want it published."""
    folders = safe_names(run.name for run in runs)
    for run in runs:
        for name in safe_names(run.changes.gone if run.changes else ()).values():
            (layout.reports / "articles" / folders[run.name] / f"{name}.html").unlink(missing_ok=True)


def _run_corpus(
    name: str, place: Path, layout: Layout, lexicons: Sequence[FrameLexicon], options: Options
) -> CorpusRun:
    started, clock = datetime.now(UTC).astimezone().isoformat(timespec="seconds"), time.monotonic()
    made_of, folder = _made_of(name, place, layout, options), layout.tables(name)
    last = None if options.again else _last_manifest(folder)
    if last is not None and _was_made_of(last) == made_of:
        kept = _up_to_date(last, layout, lexicons)
        if kept is not None:
            return kept
    layout.manifest(name).unlink(missing_ok=True)
    made_with = made_of.made_with()
    stream = ArticleStream(place, corpus=name, leave_out=layout.outputs)
    done = rerun(stream, name, folder, digest(made_with), _analyzer(lexicons, options), again=options.again)
    tables = read_tables(folder, most_words=IN_MEMORY)
    history = record_run(folder, started, tables, done.changes, made_with)
    if last is not None and not done.other_tables and _was_made_of(last)._replace(inputs=made_of.inputs) == made_of:
        last = replace(last, inputs=made_of.inputs)
        kept = _up_to_date(last, layout, lexicons)
        if kept is not None:
            write_manifest(last, folder)
            return kept
    stamps = read_stamps(layout.root, name, tables, lexicons)
    figures = write_figures(tables, layout.figures(name), frame_names=frame_names(lexicons), stamps=stamps)
    notebooks: list[Path] = []
    problems = [Problem(f"figure {file.name}", "", str(file.skipped)) for file in figures if file.failed]
    if options.notebooks and len(tables.articles):
        notebooks, of_notebooks = _execute_notebooks(name, layout)
        problems += of_notebooks
    manifest = Manifest(
        corpus=name,
        started=started,
        duration=seconds_since(clock),
        **made_of._asdict(),
        counts=done.written.n_rows,
        tables=hash_tables(folder),
        n_problems=len(tables.problems) + len(problems),
        seed=SEED,
    )
    if not problems:
        write_manifest(manifest, folder)
    for table in done.written.too_long:
        message = f"{done.written.n_rows[table]:,} rows are more than a spreadsheet holds, so there is no CSV of them"
        problems.append(Problem(f"{table}.parquet", "", message, "note"))
    return CorpusRun(
        name, tables, figures, manifest, notebooks, problems, stamps, True, done.n_kept, done.changes, history
    )


def _analyzer(
    lexicons: Sequence[FrameLexicon], options: Options
) -> Callable[[Iterable[tuple[str, Article]], int], Iterator[AnalysedRows]]:
    return partial(
        analyze_rows,
        lexicons=lexicons,
        model=options.model,
        least_score=options.least_score,
        engine=open_engine(options.jobs, options.scheduler),
        progress=options.progress,
    )


def _made_of(name: str, place: Path, layout: Layout, options: Options) -> MadeOf:
    lexicons = list(options.lexicons) or sorted(p for p in LEXICONS.iterdir() if p.suffix in (".yaml", ".yml"))
    validation = layout.validation(name) / RESULT
    return MadeOf(
        inputs=hash_files(input_files(place, layout.outputs), place),
        lexicons=hash_files(lexicons, DATA.parent),
        rules=hash_rules(),
        packages=package_versions(dict.fromkeys([*PACKAGES, options.model.replace("_", "-")])),
        settings={
            "model": options.model,
            "least_score": options.least_score,
            "notebooks": options.notebooks,
            "program": hash_program(of_rows=True),
            "pages": hash_program(of_rows=False),
            "validation": hash_file(validation) if validation.is_file() else None,
        },
    )


def _execute_notebooks(name: str, layout: Layout) -> tuple[list[Path], list[Problem]]:
    target = layout.notebooks(name)
    target.mkdir(parents=True, exist_ok=True)
    results = Path(os.path.relpath(layout.root.resolve(), target.resolve())).as_posix()
    done = execute_notebooks(PROJECT / "notebooks", target, {"corpus": name, "results": results})
    return done.paths, done.problems


def _last_manifest(folder: Path) -> Manifest | None:
    try:
        return read_manifest(folder)
    except StoreError:
        return None


def _was_made_of(manifest: Manifest) -> MadeOf:
    return MadeOf(**{part: dict(getattr(manifest, part)) for part in MadeOf._fields})


def _up_to_date(last: Manifest, layout: Layout, lexicons: Sequence[FrameLexicon]) -> CorpusRun | None:
    """The last run's results, if they are all still there."""
    name, with_notebooks = last.corpus, last.settings["notebooks"]
    try:
        tables = read_tables(layout.tables(name), most_words=IN_MEMORY)
        figures = read_figures(layout.figures(name))
    except StoreError:
        return None
    notebooks = sorted(layout.notebooks(name).glob("*.ipynb")) if with_notebooks else []
    if with_notebooks and len(tables.articles) and not notebooks:
        return None
    stamps, history = read_stamps(layout.root, name, tables, lexicons), read_history(layout.tables(name))
    n_kept = last.counts["articles"]
    return CorpusRun(name, tables, figures, last, notebooks, [], stamps, False, n_kept, None, history)


def input_files(place: Path, leave_out: Collection[Path] = ()) -> list[Path]:
    """The files in a folder of articles on which its results depend; hidden ones are none.

    Args:
        place: the folder.
        leave_out: folders in it that hold no articles, such as the results of a run.
    """
    apart = {path.resolve() for path in leave_out}
    files = (path for path in place.rglob("*") if not any(map(is_hidden, path.relative_to(place).parts)))
    return sorted(path for path in files if path.is_file() and apart.isdisjoint(path.resolve().parents))
