from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import Field

from analysis.checked_yaml import MAX_BYTES, Schema, check, read_marked


class Inner(Schema):
    word: str
    numbers: list[int] = Field(default_factory=list)


class Outer(Schema):
    name: str
    entries: list[Inner] = Field(default_factory=list)
    flags: dict[str, bool] = Field(default_factory=dict)


def problems(path: Path, content: str | bytes) -> list[str]:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    marked = read_marked(path)
    if marked.data is not None:
        check(marked, Outer)
    return [f"{problem.place}: {problem.message}" for problem in marked.problems]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("name: x\nentries:\n- word: no\n  numbers: [1, 2]\nflags: {a: true}\n", []),
        ("name: 1.10\n", []),
        ("name: 2024-05-01\n", []),
        ("name: 7\n", ["1: the number 7 under 'name'; expected text"]),
        ("name: x\n\nnaem: y\n", ["3: the unknown key 'naem'; expected one of name, entries, flags"]),
        ("entries: []\n", ["1: no key 'name'; expected the keys name, entries, flags"]),
        ("name: x\nentries:\n- numbers: [1]\n", ["3: no key 'word'; expected the keys word, numbers"]),
        ("name: x\nentries:\n- word: a\n  numbers:\n  - 1\n  - b\n", ["6: the text 'b' under 'numbers'; expected a"]),
        ("name: x\nentries: b\n", ["2: the text 'b' under 'entries'; expected a list"]),
        ("name: x\nflags: [a]\n", ["2: a list under 'flags'; expected a mapping of keys to values"]),
        ("name:\n", ["1: nothing under 'name'; expected text"]),
        ("name: x\nname: y\n", ["2: the key 'name' for the second time; expected each key once"]),
        ("name: x\n---\nname: y\n", ["2: a second document; expected one document a file"]),
        ("name: &a x\nentries: *a\n", ["2: the alias *a; expected the text itself"]),
        ("name: !!python/name:os.system x\n", ["1: the tag tag:yaml.org,2002:python/name:os.system; expected plain"]),
        ("name: x\n? [a]\n: b\n", ["2: a list or mapping as a key; expected a word"]),
        ("name: [x\n", ["2: while parsing a flow sequence"]),
        ("name: x\n\tb: y\n", ["2: while scanning"]),
        (b"name: x\nentries: caf\xe9\n", ["2: the byte 0xE9; expected text encoded as UTF-8"]),
        ("name: x\nflags: \x07\n", ["2: the character U+0007; expected no control characters"]),
        (b"\xff\xfen\x00a\x00", ["1: the byte 0xFF; expected text encoded as UTF-8"]),
        ("[" * 50, ["1: more than 12 levels; expected less nesting"]),
    ],
)
def test_every_mistake_names_its_line(tmp_path: Path, content: str | bytes, expected: list[str]) -> None:
    found = problems(tmp_path / "a.yaml", content)
    for message in expected:
        assert any(one.startswith(message) for one in found), found
    assert bool(found) == bool(expected)


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    found = problems(tmp_path / "a.yaml", "naem: x\nentries:\n- word: 3\n- word: a\n  more: b\n")
    assert [message.split(":")[0] for message in found] == ["1", "3", "5", "1"]


def test_a_byte_order_mark_is_no_mistake(tmp_path: Path) -> None:
    assert problems(tmp_path / "a.yaml", b"\xef\xbb\xbfname: x\n") == []


def test_an_alias_bomb_stays_small(tmp_path: Path) -> None:
    lines = ["a0: &a0 [x, x]"] + [f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]" for n in range(1, 40)]
    found = problems(tmp_path / "a.yaml", "\n".join(lines))
    assert "2: the alias *a0; expected the text itself" in found


def test_a_huge_file_is_not_read(tmp_path: Path) -> None:
    assert problems(tmp_path / "a.yaml", b"x" * (MAX_BYTES + 1)) == [
        "1: a larger file; expected at most 2,000,000 bytes"
    ]


def test_a_missing_file_is_told_with_its_name(tmp_path: Path) -> None:
    marked = read_marked(tmp_path / "none.yaml")
    assert marked.data is None
    assert marked.problems[0].path.endswith("none.yaml")
    assert marked.problems[0].message.startswith("the file cannot be read")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200)
@given(st.one_of(st.text(alphabet="ab:-[]{}!&*?|>'\"#\n \t,\u2028é", max_size=60), st.binary(max_size=40)))
def test_no_content_breaks_it(tmp_path: Path, content: str | bytes) -> None:
    for message in problems(tmp_path / "a.yaml", content):
        assert message.split(":")[0].isdigit()
