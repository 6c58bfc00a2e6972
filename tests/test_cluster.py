"""The analysis on a Dask cluster: a real scheduler and real workers, which are killed while they work."""

from __future__ import annotations

import contextlib
import os
import pickle
import re
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path

import pytest
from dask import config as dask_config
from engine_rows import FindQuickly
from engine_work import Shout
from test_crashes import write_corpus
from test_engines import parts_of, shouted
from test_rerun import tables_in

from analysis.batches import AnalysedRows
from analysis.engines import EngineError, open_engine, remote
from analysis.lexicons import default_lexicons
from analysis.parsing import MODEL
from analysis.pipeline import analyze_rows
from analysis.program import fingerprint
from analysis.reading import ArticleStream
from analysis.records import Article
from analysis.rerun import rerun

if sys.platform == "win32":
    pytest.skip("processes are killed by signals", allow_module_level=True)

PROJECT = Path(__file__).resolve().parents[1]
WITHOUT = "import sys; sys.modules['analysis'] = None; from dask.__main__ import main; main()"


class Dask:
    """A scheduler and workers, each a process of its own, on this machine alone."""

    def __init__(self, folder: Path, env: dict[str, str] | None = None, protocol: str = "tcp") -> None:
        self.folder, self.protocol = folder, protocol
        self.env = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "OPENBLAS_NUM_THREADS": "1"} | (env or {})
        self.processes: list[subprocess.Popen[bytes]] = []
        self.address = ""

    def start(self, *arguments: str, program: str = "", env: dict[str, str] | None = None) -> subprocess.Popen[bytes]:
        run = ["-c", program] if program else ["-m", "dask"]
        with (self.folder / f"dask-{len(self.processes)}.log").open("wb") as log:
            process = subprocess.Popen(
                [sys.executable, *run, *arguments, "--no-dashboard"],
                stdout=log,
                stderr=log,
                env=self.env | (env or {}),
                cwd=self.folder,
            )
        self.processes.append(process)
        return process

    def start_scheduler(self, program: str = "") -> subprocess.Popen[bytes]:
        """On the port that an earlier one had, if there was one."""
        port = self.address.rpartition(":")[2] or "0"
        log = self.folder / f"dask-{len(self.processes)}.log"
        process = self.start(
            *("scheduler", "--protocol", self.protocol, "--host", "127.0.0.1", "--port", port), program=program
        )
        wait_until(lambda: b"Scheduler at:" in log.read_bytes())
        told = next(line for line in log.read_text().splitlines() if "Scheduler at:" in line)
        self.address = told.rpartition("Scheduler at:")[2].strip()
        return process

    def start_worker(
        self, *arguments: str, program: str = "", env: dict[str, str] | None = None
    ) -> subprocess.Popen[bytes]:
        arguments = arguments or ("--no-nanny",)
        return self.start(
            *("worker", self.address, "--nthreads", "1", "--host", "127.0.0.1", *arguments), program=program, env=env
        )

    def close(self) -> None:
        for process in self.processes:
            process.kill()
            process.wait()


def wait_until(condition, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.05)


@pytest.fixture
def dask(tmp_path: Path) -> Iterator[Dask]:
    (tmp_path / "dask").mkdir()
    cluster = Dask(tmp_path / "dask")
    cluster.start_scheduler()
    yield cluster
    cluster.close()


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("analysis.engines.cluster.LOOK", 0.2)
    monkeypatch.setattr("analysis.engines.cluster.CONNECTING", 3.0)


# With the real analysis, on a part of the sample corpus

N_ARTICLES = 8


@pytest.fixture
def source(tmp_path: Path) -> Path:
    (tmp_path / "in").mkdir()
    for path in sorted((PROJECT / "data" / "articles" / "demo").glob("*2025-03-*.*"))[:N_ARTICLES]:
        shutil.copy(path, tmp_path / "in")
    return tmp_path / "in"


def run(source: Path, out: Path, engine=None, progress=None) -> dict[str, bytes]:
    find = partial(analyze_rows, lexicons=default_lexicons(), engine=engine, progress=progress)
    rerun(ArticleStream(source, corpus="c"), "c", out, "v1", find)
    return tables_in(out)


def test_workers_that_are_killed_in_mid_run_change_no_table(
    source: Path, tmp_path: Path, dask: Dask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("analysis.engines.parts.MOST_ARTICLES", 1)
    first, seen = dask.start_worker(), []

    def disturb(done: int, total: int) -> None:
        seen.append((done, total))
        if len(seen) == 1:  # the other parts lie with the only worker there is
            first.kill()
            dask.start_worker()
        if len(seen) == 3:
            dask.processes[-1].kill()
            dask.start_worker()

    tables = run(source, tmp_path / "cluster", open_engine(scheduler=dask.address), disturb)
    assert tables == run(source, tmp_path / "here")
    assert seen == [(n, N_ARTICLES) for n in range(1, N_ARTICLES + 1)]
    assert len(dask.processes) == 1 + 3


# With work that takes no time


def test_what_was_analysed_is_kept_when_the_scheduler_is_lost(
    tmp_path: Path, dask: Dask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("analysis.rerun.BATCH", 2)
    write_corpus(tmp_path / "in", range(12))

    def run_quickly(out: str, at: Callable[[int], None] = lambda _: None) -> dict[str, bytes]:
        def find(articles: Iterable[tuple[str, Article]], total: int) -> Iterator[AnalysedRows]:
            for n, rows in enumerate(open_engine(scheduler=dask.address)(FindQuickly(), parts_of(list(articles), 2))):
                yield rows
                at(n)

        rerun(ArticleStream(tmp_path / "in", corpus="c"), "c", tmp_path / out, "v1", find)
        return tables_in(tmp_path / out)

    dask.start_worker()
    with pytest.raises(EngineError, match=f"the scheduler at {dask.address} is gone; what was analysed so far is kept"):
        run_quickly("disturbed", lambda n: dask.processes[0].kill() if n == 1 else None)
    dask.start_scheduler()
    dask.start_worker()
    parts: list[int] = []
    tables = run_quickly("disturbed", parts.append)
    assert 1 <= len(parts) <= 6 - 2
    assert tables == run_quickly("undisturbed")


def test_a_worker_that_is_killed_by_its_article_costs_that_article_alone(dask: Dask, tmp_path: Path) -> None:
    counted = tmp_path / "counted"
    counted.mkdir()
    dask.start_worker("--nanny")  # which starts another in its place
    words = [f"w{n}" for n in range(30)]
    words[9] = "kill"
    work = Shout(seconds=0.01, counted=counted)
    out = [word for part in open_engine(scheduler=dask.address)(work, parts_of(words)) for word in part]
    assert out[9].startswith("kill (3 processes ended over it")
    assert out[:9] + out[10:] == shouted(words[:9] + words[10:])
    assert len(list(counted.iterdir())) <= 1 + 4  # the work is sent once to each worker, not with each part


def changed_copy(folder: Path) -> dict[str, str]:
    """The program with another rule and another line of code."""
    shutil.copytree(PROJECT / "analysis", folder / "analysis", ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("rules", "lexicons", "models"):
        shutil.copytree(PROJECT / "data" / name, folder / "data" / name)
    for changed in (folder / "analysis" / "words.py", folder / "data" / "rules" / "polarity.yaml"):
        changed.write_text(changed.read_text(encoding="utf-8") + "\n# another line\n", encoding="utf-8")
    return {"PYTHONPATH": os.pathsep.join([str(folder), *sys.path])}


def test_workers_of_another_version_get_no_work(dask: Dask, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    engine = open_engine(scheduler=dask.address)
    for other in ({"env": changed_copy(tmp_path / "copy")}, {"program": WITHOUT}):
        dask.start_worker(**other)
        with pytest.raises(EngineError, match=f"no worker at {dask.address} can take part"):
            list(engine(Shout(), iter([["a"]])))
    dask.start_worker()
    words = [f"w{n}" for n in range(40)]
    assert [word for part in retried(engine, words) for word in part] == shouted(words)
    for why in (
        "the program is another; data/rules/polarity.yaml is another",
        "cannot load what the work needs (Module",
    ):
        assert re.search(rf"the worker tcp://127.0.0.1:\d+ gets no work: .*{re.escape(why)}", caplog.text)


def test_a_worker_is_of_the_version_that_it_has_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    work = pickle.dumps(Shout())
    assert remote.enlist("first", MODEL, fingerprint(MODEL), work) == []
    monkeypatch.setattr("analysis.program.hash_program", lambda of_rows: "b" * 64)  # files come in the place of others
    assert remote.enlist("second", MODEL, fingerprint(MODEL), work) == ["the program is another"]


def test_a_worker_holds_the_work_of_a_few_runs() -> None:
    for n in range(20):
        assert remote.enlist(f"run {n}", MODEL, fingerprint(MODEL), pickle.dumps(Shout())) == []
    assert remote.do("run 19", pickle.dumps(["a"])) == ["A"]
    with pytest.raises(remote.NotEnlistedError):
        remote.do("run 0", pickle.dumps(["a"]))


def retried(engine, words: list[str]) -> list[list[str]]:
    """Until the good worker is there."""
    while True:
        try:
            return list(engine(Shout(seconds=0.02), parts_of(words)))
        except EngineError:
            time.sleep(0.2)


def test_a_scheduler_without_the_program_is_told(tmp_path: Path) -> None:
    cluster = Dask(tmp_path)
    try:
        cluster.start_scheduler(program=WITHOUT)
        with pytest.raises(EngineError, match=r"cannot load this program .*install the same version"):
            list(open_engine(scheduler=cluster.address)(Shout(), iter([["a"]])))
    finally:
        cluster.close()


def test_a_scheduler_without_workers_is_told(dask: Dask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("analysis.engines.cluster.PATIENCE", 0.5)
    with pytest.raises(EngineError, match=f"no worker has come .* start one with `dask worker {dask.address}"):
        list(open_engine(scheduler=dask.address)(Shout(), iter([["a"]])))


@pytest.fixture
def others() -> Iterator[dict[str, str]]:
    """The addresses of servers that are no schedulers: one answers as those of web pages do, the other does not."""
    servers = {name: socket.create_server(("127.0.0.1", 0)) for name in ("web", "silent")}

    def answer() -> None:
        with contextlib.suppress(OSError):
            while True:
                with servers["web"].accept()[0] as connection:
                    connection.recv(100)
                    connection.sendall(b"HTTP/1.0 400 Bad Request\r\n\r\nThis is a web server.")

    threading.Thread(target=answer, daemon=True).start()
    yield {name: f"tcp://127.0.0.1:{server.getsockname()[1]}" for name, server in servers.items()}
    for server in servers.values():
        server.close()


@pytest.mark.parametrize(
    "address", ["tcp://127.0.0.1:1", "127.0.0.1", "ftp://127.0.0.1:1", "tls://127.0.0.1:1", "web", "silent"]
)
def test_addresses_at_which_no_scheduler_answers_are_told(
    address: str, others: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("analysis.engines.cluster.CONNECTING", 1.0)
    address = others.get(address, address)
    with pytest.raises(EngineError, match=f"no Dask scheduler answers at {address} .*start it there"):
        list(open_engine(scheduler=address)(Shout(), iter([["a"]])))


def test_the_command_tells_what_is_wrong_with_the_cluster(tmp_path: Path) -> None:
    write_corpus(tmp_path / "in", [1])
    command = ("-m", "analysis", "run", str(tmp_path / "in"), "--no-notebooks", "--out", str(tmp_path / "out"))
    done = subprocess.run(
        [sys.executable, *command, "--scheduler", "ftp://127.0.0.1:1"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert done.stderr.startswith("error: no Dask scheduler answers at ftp://127.0.0.1:1 (")
    assert "Traceback" not in done.stderr


# With certificates


def test_certificates_keep_strangers_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if shutil.which("openssl") is None:
        pytest.skip("certificates are made with openssl")
    key, certificate = tmp_path / "key.pem", tmp_path / "cert.pem"
    parts = {"key": key, "cert": certificate}
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=analysis"),
            *("-keyout", str(key), "-out", str(certificate)),
        ],
        check=True,
        capture_output=True,
    )
    names = {f"{role}.{part}": str(path) for role in ("scheduler", "worker", "client") for part, path in parts.items()}
    settings = {f"distributed.comm.tls.{name}": path for name, path in {"ca-file": str(certificate), **names}.items()}
    env = {f"DASK_{name.replace('.', '__').replace('-', '_').upper()}": path for name, path in settings.items()}
    cluster = Dask(tmp_path, env, protocol="tls")
    try:
        cluster.start_scheduler()
        assert cluster.address.startswith("tls://")
        cluster.start_worker()
        with dask_config.set(settings):
            assert list(open_engine(scheduler=cluster.address)(Shout(), iter([["a", "b"]]))) == [["A", "B"]]
        with pytest.raises(EngineError, match="no Dask scheduler answers"):
            list(open_engine(scheduler=cluster.address)(Shout(), iter([["a"]])))
    finally:
        cluster.close()
