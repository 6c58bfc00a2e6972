"""Where articles are analysed: whatever happens to workers, each article comes out once, in its place."""

from __future__ import annotations

import contextlib
import os
import random
import subprocess
import sys
from collections.abc import Iterator, Sequence
from multiprocessing import active_children
from pathlib import Path

import psutil
import pytest
from engine_work import Shout
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.engines import EngineError, cut, open_engine
from analysis.engines.sharing import AHEAD, Done, Gone, News, Ready, count_cores, share
from analysis.parsing import ModelMissingError

posix = pytest.mark.skipif(sys.platform == "win32", reason="processes are killed by signals")


def parts_of(words: Sequence[str], n: int = 4) -> Iterator[Sequence[str]]:
    return (words[first : first + n] for first in range(0, len(words), n))


def shouted(words: Sequence[str]) -> list[str]:
    return [word.upper() for word in words]


# How parts are cut


@pytest.mark.parametrize(
    ("lengths", "expected"),
    [
        ([], []),
        ([1] * 40, [16, 16, 8]),
        ([59_999, 1, 1], [2, 1]),
        ([10, 1_000_000, 10], [1, 1, 1]),
        ([30_000] * 5, [2, 2, 1]),
        ([0, 0], [2]),
    ],
)
def test_parts_are_cut_by_number_and_by_length(lengths: list[int], expected: list[int]) -> None:
    parts = list(cut(lengths, lambda length: length))
    assert [len(part) for part in parts] == expected
    assert [length for part in parts for length in part] == lengths


# How parts are shared, whatever workers do


class Unruly:
    """Workers that come, are slow and vanish as chance has it; those that get a word `kill` always vanish over it."""

    def __init__(self, work: Shout, seed: int, n: int) -> None:
        self.work, self.chance, self.n, self.names = work, random.Random(seed), n, 0
        self.hands: dict[str, list[tuple[int, Sequence[str]]]] = {}

    def give(self, worker: str, ticket: int, part: Sequence[str]) -> None:
        self.hands[worker].append((ticket, part))

    def wait(self) -> Iterator[News]:
        while len(self.hands) < self.n:
            self.names += 1
            self.hands[f"w{self.names}"] = []
            yield Ready(f"w{self.names}")
        for worker in self.chance.sample(sorted(self.hands), self.chance.randint(1, self.n)):
            hand = self.hands[worker]
            if hand and "kill" not in hand[0][1] and self.chance.random() < 0.8:
                ticket, part = hand.pop(0)
                yield Done(worker, ticket, self.work(part))
            elif self.chance.random() < 0.3 or (hand and "kill" in hand[0][1]):
                del self.hands[worker]
                yield Gone(worker)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(["a", "b", "c", "kill"]), max_size=60), st.integers(0, 10**6), st.integers(1, 5))
def test_each_article_comes_out_once_in_its_place(words: list[str], seed: int, n: int) -> None:
    taken = 0

    def counted() -> Iterator[Sequence[str]]:
        nonlocal taken
        for part in parts_of(words):
            taken += 1
            yield part

    crew, out, most_ahead = Unruly(Shout(), seed, n), [], 0
    for found in share(Shout(), counted(), open_crew=lambda _: contextlib.nullcontext(crew)):
        most_ahead = max(most_ahead, taken - len(out) // 4)
        out += found
    assert len(out) == len(words)
    for word, found in zip(words, out, strict=True):
        if word == "kill":
            assert found.startswith("kill (")
        else:
            assert found == word.upper() or found.startswith(f"{word} (3 processes")
    assert most_ahead <= AHEAD * n + 1


def test_a_word_is_not_given_up_for_what_another_does() -> None:
    words = ["a", "b", "kill", "c", "d", "e", "kill", "f", "g"]

    class Faithful(Unruly):
        def wait(self) -> Iterator[News]:
            if not self.hands:
                self.names += 1
                self.hands = {f"w{self.names}": []}
                yield Ready(f"w{self.names}")
            elif "kill" in self.hands[f"w{self.names}"][0][1]:
                self.hands = {}
                yield Gone(f"w{self.names}")
            else:
                ticket, part = self.hands[f"w{self.names}"].pop(0)
                yield Done(f"w{self.names}", ticket, self.work(part))

    crew = Faithful(Shout(), 0, 1)
    found = share(Shout(), parts_of(words), open_crew=lambda _: contextlib.nullcontext(crew))
    out = [word for part in found for word in part]
    assert [word for word in out if "(" not in word] == shouted([word for word in words if word != "kill"])
    # Once with their neighbours, then three times alone.
    assert crew.names == 1 + 2 * (1 + 3)


# Processes


@posix
def test_a_process_that_is_killed_by_its_article_costs_that_article_alone() -> None:
    words = [f"w{n}" for n in range(30)]
    words[9] = "kill"
    out = [word for part in open_engine(2)(Shout(), parts_of(words)) for word in part]
    assert out[9].startswith("kill (3 processes ended over it")
    assert out[:9] + out[10:] == shouted(words[:9] + words[10:])


@posix
def test_processes_that_are_killed_from_outside_change_nothing() -> None:
    words = [f"w{n}" for n in range(60)]
    out: list[str] = []
    killed = 0
    for part in open_engine(2)(Shout(seconds=0.02), parts_of(words)):
        out += part
        if len(out) in {8, 20, 32}:
            active_children()[-1].kill()
            killed += 1
    assert killed == 3
    assert out == shouted(words)


@posix
def test_processes_that_cannot_begin_end_the_run_with_advice() -> None:
    with pytest.raises(EngineError, match=r"before they began .*exit code -9.*--jobs"):
        list(open_engine(2)(Shout(prepared="die"), parts_of(["a", "b"])))


@pytest.mark.parametrize(
    ("work", "words", "error"),
    [(Shout(prepared="fail"), ["a"], ModelMissingError), (Shout(), ["a", "raise"], LookupError)],
)
def test_what_is_no_articles_fault_ends_the_run(work: Shout, words: list[str], error: type[Exception]) -> None:
    with pytest.raises(error) as caught:
        list(open_engine(2)(work, parts_of(words)))
    assert "engine_work.py" in caught.value.__notes__[0]


def test_messages_larger_than_a_pipe_holds_block_nobody() -> None:
    words = [character * 300_000 for character in "abcdefgh"]
    assert [word for part in open_engine(2)(Shout(), parts_of(words, 1)) for word in part] == shouted(words)


ORPHANS = """
import os, sys
from engine_work import Shout
from analysis.engines import open_engine
if __name__ == "__main__":
    for part in open_engine(2)(Shout(seconds=0.2), iter([["a"]] * 1000)):
        print(*part, flush=True)
"""


@posix
def test_no_process_stays_behind_when_the_run_is_killed(tmp_path: Path) -> None:
    script = tmp_path / "run.py"
    script.write_text(ORPHANS, encoding="utf-8")
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    with subprocess.Popen([sys.executable, script], stdout=subprocess.PIPE, text=True, env=env) as run:
        assert run.stdout is not None
        assert run.stdout.readline() == "A\n"
        workers = psutil.Process(run.pid).children()
        run.kill()
    assert len(workers) >= 2
    assert psutil.wait_procs(workers, timeout=20)[1] == []


def test_as_many_processes_as_cores_can_be_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("analysis.engines.sharing.count_cores", lambda: 3)
    for _ in open_engine(0)(Shout(seconds=0.05, counted=tmp_path), iter([["a"]] * 400)):
        if len(list(tmp_path.iterdir())) == 3:
            break
    assert len(list(tmp_path.iterdir())) == 3
    assert count_cores() >= 1
