"""A run once more, from its archive: the inputs are checked, the articles analysed again, and the tables compared."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import pandas as pd

from analysis import data_folder
from analysis.checked_yaml import CheckedFileError
from analysis.engines import open_engine
from analysis.networks import MODELS
from analysis.pipeline import analyze_rows, load_lexicons
from analysis.program import hash_program
from analysis.publishing.report.archives import is_safe_name
from analysis.publishing.report.bundle import WITHOUT_TEXTS, is_rule, lay_out_inputs, open_bundle, place_of
from analysis.publishing.run import Layout, Options, run_folder
from analysis.reading import ArticleStream
from analysis.rerun import rerun
from analysis.store import (
    Manifest,
    StoreError,
    hash_file,
    hash_tables,
    package_versions,
    read_manifest,
)


@dataclass(frozen=True, slots=True)
class Reproduction:
    """What came of repeating a run."""

    corpus: str
    warnings: tuple[str, ...] = ()
    """What is another than it was, and may be why tables differ."""
    problems: tuple[str, ...] = ()
    """Why the run could not be repeated: an input is missing or changed."""
    identical: tuple[str, ...] = ()
    """Tables with the same bytes."""
    rewritten: tuple[str, ...] = ()
    """Tables with the same rows in other bytes, as another version of pandas or pyarrow writes them."""
    differing: tuple[str, ...] = ()
    """Tables with other rows, or with other bytes where the old rows are not at hand."""

    @property
    def holds(self) -> bool:
        """Whether the run could be repeated, and every table came out as it was."""
        return not self.problems and not self.differing


class _Origin(NamedTuple):
    """Where what a run read and made lies."""

    articles: Path
    data: Path
    """With `rules` and `lexicons`."""
    tables: Path
    validation: Path


class _Again(NamedTuple):
    """What a process of its own is to do."""

    articles: Path
    """A folder that holds the corpus' folder."""
    manifest: Manifest
    lexicons: tuple[Path, ...]
    root: Path
    everything: bool
    """Whether to draw and publish too."""
    jobs: int
    scheduler: str | None


def reproduce(
    source: Path,
    *,
    articles: Path | None = None,
    out: Path | None = None,
    jobs: int = 1,
    scheduler: str | None = None,
) -> Reproduction:
    """Repeat a run and compare its tables.

    Args:
        source: the archive of a report, the folder into which it was unpacked, or the `run.json` in it or beside the
            tables of the project, whose rules and lexicons are then taken.
        articles: the folder of the articles, where they are not those of the archive or of `data/articles`.
        out: where everything is written again: tables, figures, notebooks and report; nothing is kept if not given.
        jobs: processes that share the work.
        scheduler: the address of a Dask scheduler whose workers do it instead; they need the rules of the archive.

    Raises:
        StoreError: if the archive or its record cannot be read, is not to be trusted, or a result cannot be written.
        ModelMissingError: if the language model of the run is not installed.
    """
    with TemporaryDirectory() as temporary:
        folder = open_bundle(source, Path(temporary, "archive"))
        manifest = read_manifest(folder)
        _check(manifest, folder)
        origin = _origin(folder, manifest.corpus)
        if articles is None and (folder / WITHOUT_TEXTS).exists():
            raise StoreError(f"{source} holds no articles: name their folder, as in: run FOLDER --from {source.name}")
        inputs = articles or origin.articles
        warnings = tuple(_other_versions(manifest))
        problems = _changed(manifest.inputs, inputs) + _changed(_data(manifest), origin.data.parent)
        if problems:
            return Reproduction(manifest.corpus, warnings, tuple(problems))
        work = Path(temporary, "work")
        lay_out_inputs(manifest, inputs, work)
        root = out or Path(temporary, "results")
        if out is not None and origin.validation.is_dir():
            shutil.copytree(origin.validation, Layout(root).validation(manifest.corpus), dirs_exist_ok=True)
        lexicons = tuple(origin.data.parent / place_of(name) for name in manifest.lexicons)
        _run_apart(_Again(work, manifest, lexicons, root, out is not None, jobs, scheduler), origin.data)
        return _compare(manifest, warnings, origin.tables, Layout(root).tables(manifest.corpus))


def _origin(folder: Path, corpus: str) -> _Origin:
    """Where things lie beside a `run.json`: in an archive, or among the results of the project."""
    if (folder / "data" / "rules").is_dir():
        places = (folder / "articles" / corpus, folder / "data", folder / "tables", folder / "validation")
        return _Origin(*places)
    data = data_folder.DATA
    return _Origin(data / "articles" / corpus, data, folder, folder.parent.parent / "validation" / corpus)


def _run_apart(again: _Again, data: Path) -> None:
    """Run in a new process, which takes rules and lexicons from the archive; this one has read its own already."""
    before = os.environ.get(data_folder.VARIABLE)
    os.environ[data_folder.VARIABLE] = str(data.resolve())
    try:
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
            pool.submit(_run, again).result()
    finally:
        del os.environ[data_folder.VARIABLE]
        if before is not None:
            os.environ[data_folder.VARIABLE] = before


def _run(again: _Again) -> None:
    try:
        _repeat(again)
    except CheckedFileError as err:
        raise StoreError(str(err)) from err  # which one process can send to another


def _repeat(again: _Again) -> None:
    settings, corpus = again.manifest.settings, again.manifest.corpus
    model, least_score = settings["model"], settings["least_score"]
    if again.everything:
        notebooks = bool(settings.get("notebooks", True))
        options = Options(
            again.lexicons, model, again.jobs, least_score, notebooks, again=True, scheduler=again.scheduler
        )
        run_folder(again.articles, again.root, options)
        return
    lexicons = load_lexicons(again.lexicons) if again.lexicons else ()
    place = again.articles / corpus

    engine = open_engine(again.jobs, again.scheduler)
    find = partial(analyze_rows, lexicons=lexicons, model=model, least_score=least_score, engine=engine)
    rerun(ArticleStream(place, corpus=corpus), corpus, Layout(again.root).tables(corpus), "", find)


def _check(manifest: Manifest, folder: Path) -> None:
    """Refuse a record whose names lead elsewhere, or whose settings are none of the program's.

    Raises:
        StoreError: if it is not one that the program writes.
    """
    for part in ("inputs", "lexicons", "rules", "packages", "tables"):
        values = getattr(manifest, part)
        if not isinstance(values, dict) or not all(isinstance(value, str) for value in values.values()):
            raise StoreError(f"{folder}: run.json has no names with texts under {part!r}")
    if not isinstance(manifest.corpus, str) or not isinstance(manifest.settings, dict):
        raise StoreError(f"{folder}: run.json is no record of a run")
    names = [manifest.corpus, *manifest.inputs, *map(place_of, manifest.lexicons), *manifest.rules]
    unsafe = [name for name in names if not is_safe_name(name)] + [manifest.corpus] * ("/" in manifest.corpus)
    if unsafe:
        raise StoreError(f"{folder}: run.json names {unsafe[0]!r}, which does not stay inside its folder")
    model, least = manifest.settings.get("model"), manifest.settings.get("least_score")
    # A model may be a path, and a package by that name would be imported: only a plain name is taken from a stranger.
    if not isinstance(model, str) or not model.isidentifier():
        raise StoreError(f"{folder}: run.json asks for the model {model!r}; expected the name of an installed one")
    if not isinstance(least, float | int) or not 0 <= least <= 1:
        raise StoreError(f"{folder}: run.json has the least score {least!r}; expected a number from 0 to 1")
    if not manifest.tables:
        raise StoreError(f"{folder}: run.json has no checksums of tables, so that nothing can be compared")


def _data(manifest: Manifest) -> dict[str, str]:
    """The lexicons and rules of a run by their place in the archive."""
    rules = {name: digest for name, digest in manifest.rules.items() if is_rule(name)}
    return {place_of(name): digest for name, digest in manifest.lexicons.items()} | rules


def _changed(digests: Mapping[str, str], folder: Path) -> list[str]:
    told = []
    for name, digest in digests.items():
        path = folder / name
        if not path.is_file():
            told.append(f"{path}: missing; the run read it")
        elif hash_file(path) != digest:
            told.append(f"{path}: changed since the run")
    return told


def _other_versions(manifest: Manifest) -> list[str]:
    now = package_versions(manifest.packages)
    told = [
        f"{name}: {version} then, {now.get(name, 'not installed')} now"
        for name, version in manifest.packages.items()
        if now.get(name) != version
    ]
    if manifest.settings.get("program") != hash_program(of_rows=True):
        told.append("the program: its code is another than it was")
    weights = [name for name in manifest.rules if not is_rule(name)]
    for name in weights:
        path = MODELS / Path(name).name
        if not path.is_file() or hash_file(path) != manifest.rules[name]:
            told.append(f"{name}: these weights are others than they were")
    return told


def _compare(manifest: Manifest, warnings: tuple[str, ...], before: Path, after: Path) -> Reproduction:
    now = hash_tables(after)
    identical = [name for name, digest in manifest.tables.items() if now.get(name) == digest]
    others = [name for name in {**manifest.tables, **now} if name not in identical]
    rewritten = [name for name in others if _same_rows(before / f"{name}.parquet", after / f"{name}.parquet")]
    differing = tuple(name for name in others if name not in rewritten)
    return Reproduction(manifest.corpus, warnings, (), tuple(identical), tuple(rewritten), differing)


def _same_rows(before: Path, after: Path) -> bool:
    try:
        return pd.read_parquet(before, engine="pyarrow").equals(pd.read_parquet(after, engine="pyarrow"))
    except (OSError, ValueError):
        return False
