"""Runs that are killed, meet a full disk, or run at once: what they leave is whole, and the next run ends well."""

from __future__ import annotations

import os
import random
import shutil
import signal
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from multiprocessing import forkserver, get_context
from pathlib import Path
from typing import Any

import pytest
from test_rerun import analyze_quickly, tables_in

import analysis.rerun
from analysis.batches import AnalysedRows
from analysis.reading import ArticleStream
from analysis.records import Article
from analysis.rerun import rerun
from analysis.store import StoreError, read_tables

if sys.platform == "win32":
    pytest.skip("processes are killed by signals", allow_module_level=True)
import resource

N_ARTICLES = 30
N_KILLS = 50
CONTEXT = get_context("forkserver")
CONTEXT.set_forkserver_preload(["test_crashes"])


def write_corpus(folder: Path, numbers: Iterable[int]) -> None:
    folder.mkdir(exist_ok=True)
    wanted = {f"a{n:03}.txt": f'Mayor speaks\n\nAda Lund said: "We stay {n} days." The siege goes on.' for n in numbers}
    for path in folder.iterdir():
        if path.name not in wanted:
            path.unlink()
    for name, text in wanted.items():
        (folder / name).write_text(text, encoding="utf-8")


def slowly(articles: Iterable[tuple[str, Article]], total: int) -> Iterator[AnalysedRows]:
    for outcome in analyze_quickly(articles):
        time.sleep(0.004)
        yield outcome


def nothing() -> None:
    pass


def run(source: Path, out: Path, prepare: Callable[[], None] = nothing) -> None:
    """What a process does that may be killed."""
    analysis.rerun.BATCH = 5
    prepare()
    rerun(ArticleStream(source, corpus="c"), "c", out, "v1", slowly)


def start(source: Path, out: Path, prepare: Callable[[], None] = nothing) -> Any:
    process = CONTEXT.Process(target=run, args=(source, out, prepare))
    process.start()
    return process


def scratch(source: Path, out: Path) -> dict[str, bytes]:
    """The tables of an undisturbed run."""
    rerun(ArticleStream(source, corpus="c"), "c", out, "v1", analyze_quickly)
    return tables_in(out)


def kill_at_step(number: int) -> None:
    """Let the process die at its n-th step that changes what lies on the disk."""
    steps = 0

    def counted(step: Callable[..., Any]) -> Callable[..., Any]:
        def do(*given: Any, **named: Any) -> Any:
            nonlocal steps
            steps += 1
            if steps == number:
                os.kill(os.getpid(), signal.SIGKILL)
            return step(*given, **named)

        return do

    for name in ("replace", "rename", "unlink", "mkdir"):
        setattr(Path, name, counted(getattr(Path, name)))
    os.fsync = counted(os.fsync)


@pytest.fixture(scope="module", autouse=True)
def server() -> None:
    """The process of which the others are forks; it needs to find this module, and is not told where it lies."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", os.pathsep.join(sys.path))
        forkserver.ensure_running()
    first = CONTEXT.Process(target=nothing)  # waits until the server is there, so that no duration holds its start
    first.start()
    first.join()


@pytest.fixture
def source(tmp_path: Path) -> Path:
    write_corpus(tmp_path / "in", range(N_ARTICLES))
    return tmp_path / "in"


def assert_whole(out: Path, versions: list[dict[str, bytes]]) -> None:
    """The tables are those of one of the runs, none is half written, and none is missing."""
    if (out / "articles.parquet").exists() or (out / ".pending").exists():
        read_tables(out)
        assert tables_in(out) in versions


def test_kills_at_random_moments_lose_nothing_that_was_kept(source: Path, tmp_path: Path) -> None:
    chance, out = random.Random(8), tmp_path / "out"
    versions = [scratch(source, tmp_path / "scratch")]
    started = time.monotonic()
    start(source, tmp_path / "timed").join()
    duration = time.monotonic() - started
    kept = killed = 0
    while killed < N_KILLS:
        process = start(source, out)
        process.join(chance.uniform(0.02, 0.98) * duration)
        process.kill()
        process.join()
        assert_whole(out, versions)
        now = len(list((out / "rows").glob("[!.]*/articles.parquet")))
        assert now >= kept
        kept = now
        if process.exitcode == 0:  # it came through: from the start again
            shutil.rmtree(out)
            kept = 0
        else:
            killed += 1
    assert scratch(source, out) == versions[0]
    assert not [path.name for path in out.iterdir() if path.name.endswith(".new") or path.name == ".pending"]


def test_a_kill_at_any_step_leaves_the_tables_of_one_run(source: Path, tmp_path: Path) -> None:
    out, versions, number, ended = tmp_path / "out", [], 0, False
    for place, numbers in (("first", range(6)), ("second", range(3, 9))):
        write_corpus(source, numbers)
        versions.append(scratch(source, tmp_path / place))
    while not ended:
        number += 1
        shutil.rmtree(out, ignore_errors=True)
        shutil.copytree(tmp_path / "first", out)
        process = start(source, out, partial(kill_at_step, number))
        process.join()
        ended = process.exitcode == 0
        assert ended or process.exitcode == -signal.SIGKILL
        assert_whole(out, versions)
    assert number > 40
    assert tables_in(out) == versions[1]


def test_runs_at_once_leave_the_tables_of_one(source: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    processes = [start(source, out) for _ in range(4)]
    for process in processes:
        process.join()
    assert 0 in {process.exitcode for process in processes}
    assert tables_in(out) == scratch(source, tmp_path / "scratch")


def run_on_a_full_disk(source: Path, out: Path, n_bytes: int, told: Path) -> None:
    """As on a full disk no file may grow beyond some size."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (n_bytes, n_bytes))
    try:
        run(source, out)
    except StoreError as err:
        told.write_text(str(err)[:500], encoding="utf-8")


@pytest.mark.parametrize("n_bytes", [600, 1_500, 3_000, 6_000])
def test_a_full_disk_is_told_and_leaves_the_tables_as_they_were(n_bytes: int, source: Path, tmp_path: Path) -> None:
    out, told = tmp_path / "out", tmp_path / "told.txt"
    write_corpus(source, range(3))
    before = scratch(source, out)
    write_corpus(source, range(N_ARTICLES))
    process = CONTEXT.Process(target=run_on_a_full_disk, args=(source, out, n_bytes, told))
    process.start()
    process.join()
    assert process.exitcode == 0
    assert "cannot be written" in told.read_text(encoding="utf-8")
    assert tables_in(out) == before
    scratch(source, out)
    assert len(read_tables(out).articles) == N_ARTICLES
