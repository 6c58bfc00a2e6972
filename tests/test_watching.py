"""Folders that are watched."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from analysis.publishing.run import input_files
from analysis.watching import Look, difference_in_words, look_at, settle, wait_for_changes


def test_a_file_that_is_still_growing_is_waited_for() -> None:
    looks: Iterator[Look] = iter([{"a": (size, size)} for size in (1, 2, 3, 3, 9)])
    pauses: list[None] = []
    assert settle(lambda: next(looks), lambda: pauses.append(None)) == {"a": (3, 3)}
    assert len(pauses) == 3


def test_a_file_that_never_stops_growing_does_not_stop_everything() -> None:
    sizes = iter(range(10_000))
    assert settle(lambda: {"log.txt": (next(sizes), 0)}, lambda: None)
    assert next(sizes) < 1000


def test_a_file_that_is_gone_is_not_seen(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("abc", encoding="utf-8")
    seen = look_at([tmp_path / "a.txt", tmp_path / "b.txt"])
    assert [size for size, _ in seen.values()] == [3]


def test_differences_are_told_with_names() -> None:
    assert difference_in_words({}, {}) == ""
    assert difference_in_words({}, {f"{n}.txt": (1, 1) for n in range(7)}) == (
        "7 files came (0.txt, 1.txt, 2.txt, 3.txt, 4.txt, …)"
    )


def test_files_that_are_no_input(tmp_path: Path) -> None:
    for name in ("a.txt", "sub/b.txt", ".hidden/c.txt", ".d.txt", "~$e.txt", "out/reports/f.html"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("x", encoding="utf-8")
    found = input_files(tmp_path, [tmp_path / "out" / "reports"])
    assert [path.relative_to(tmp_path).as_posix() for path in found] == ["a.txt", "sub/b.txt"]


@pytest.mark.parametrize("poll", [False, True])
def test_what_comes_is_yielded_and_own_results_are_not(poll: bool, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (tmp_path / "a.txt").write_text("a", encoding="utf-8")
    changes = wait_for_changes([tmp_path], lambda: look_at(input_files(tmp_path, [out])), leave_out=[out], poll=poll)
    before, now = next(changes)
    assert (list(before), list(now)) == ([], [str(tmp_path / "a.txt")])
    # Written while the receiver is busy: its own results and a lock file, which do not count, and then an article.
    (out / "index.html").write_text("x", encoding="utf-8")
    (tmp_path / "~$a.txt").write_text("x", encoding="utf-8")
    later = threading.Timer(3, lambda: (tmp_path / "b.txt").write_text("b", encoding="utf-8"))
    later.start()
    before, now = next(changes)
    changes.close()  # type: ignore[attr-defined]
    assert difference_in_words(before, now) == "1 file came (b.txt)"
