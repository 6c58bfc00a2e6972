"""Runs of a corpus that grows, `watch` and `new` on the command line. Each call is a process of its own."""

from __future__ import annotations

import os
import queue
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from test_command_line import GOOD, PROJECT, call

from analysis.history import read_history
from analysis.store import read_tables


def test_a_corpus_that_grows(tmp_path: Path) -> None:
    corpus = tmp_path / "in" / "town"
    corpus.mkdir(parents=True)
    for name in ("a", "b"):
        (corpus / f"{name}.txt").write_text(f"{GOOD}\nIt is {name}.\n", encoding="utf-8")
    # The results lie among the articles, and are not read as such.
    command = ("run", corpus.parent, "--out", corpus, "--no-notebooks")
    first = call(*command)
    assert first.stdout.startswith("town: 2 articles analysed, "), first.stderr
    pages = {path: path.stat().st_mtime_ns for path in (corpus / "reports" / "articles").rglob("*.html")}
    assert len(pages) == 2
    (corpus / "c.txt").write_text("Officials said that the truce would hold.", encoding="utf-8")
    (corpus / "a.txt").unlink()
    second = call(*command)
    assert second.stdout.startswith("town: 2 articles, 1 analysed (1 new, 1 gone), 1 kept, "), second.stdout
    written = {path.stem: path.stat().st_mtime_ns for path in (corpus / "reports" / "articles").rglob("*.html")}
    assert set(written) == {"b", "c"}
    tables = corpus / "data" / "tables" / "town"
    assert read_tables(tables).articles["article_id"].tolist() == ["b", "c"]
    assert [(run.n_new, run.n_gone) for run in read_history(tables)] == [(None, None), (1, 1)]
    report = (corpus / "reports" / "index.html").read_text(encoding="utf-8")
    assert "1 new (c), 1 gone (a), 1 as before" in report
    assert call(*command).stdout.startswith("town: 2 articles up to date, ")


def test_new_corpus_makes_a_folder_once(tmp_path: Path) -> None:
    done = call("new", "corpus", "talks", "--in", tmp_path)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "talks" / "metadata.csv").is_file()
    for name in ("talks", "a/b", "con"):
        refused = call("new", "corpus", name, "--in", tmp_path)
        assert (refused.returncode, refused.stdout) == (2, "")
        assert name in refused.stderr
        assert "Traceback" not in refused.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["talks"]


@pytest.mark.parametrize("arguments", [["watch", "no-such-folder"], ["watch", "--lexicon", "no-such-lexicon"]])
def test_wrong_use_of_watch_is_told(arguments: list[str]) -> None:
    done = call(*arguments)
    assert (done.returncode, done.stdout) == (2, ""), done.stderr
    assert "no-such" in done.stderr


@pytest.mark.skipif(os.name != "posix", reason="Ctrl-C reaches a process by a signal on POSIX only")
def test_watch_runs_again_when_articles_arrive(tmp_path: Path) -> None:
    corpus = tmp_path / "town"
    corpus.mkdir()
    command = ["watch", corpus, "--out", corpus / "out", "--no-notebooks"]
    with subprocess.Popen(
        [sys.executable, "-m", "analysis", *map(str, command)],
        cwd=PROJECT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        start_new_session=True,
    ) as child:
        assert child.stdout is not None
        lines: queue.Queue[str] = queue.Queue()
        output = child.stdout
        threading.Thread(target=lambda: [lines.put(line) for line in output], daemon=True).start()

        def read_until(words: str) -> str:
            read = ""
            while words not in read:
                read += lines.get(timeout=300)
            return read

        # A first run without articles fails, and the watching goes on.
        assert "there are no articles here" in read_until("; watching\n")
        with (corpus / "a.txt").open("w", encoding="utf-8") as file:
            for part in (GOOD[:40], GOOD[40:]):
                file.write(part)
                file.flush()
                time.sleep(0.5)
        read = read_until("; watching\n")
        assert "1 file came (a.txt): running" in read
        assert "town: 1 article analysed, " in read
        assert "done after" in read
        (corpus / "a.txt").rename(corpus / "b.txt")
        assert "1 file came (b.txt), 1 went (a.txt): running" in read_until(": running\n")
        child.send_signal(signal.SIGINT)
        assert "stopped" in read_until("stopped")
        assert child.wait(timeout=60) == 130
    assert "Traceback" not in "".join(lines.queue)
