from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analysis.lexicons import (
    FOLDER,
    LIBRARY,
    FrameLexicon,
    LexiconError,
    Term,
    default_lexicons,
    find_lexicon,
    read_lexicon,
    read_lexicons,
    shipped_lexicon,
)
from analysis.patterns import Matcher, Unit
from analysis.records import Problem

GOOD = """\
name: small
version: 1.0
language: en
status: unvalidated
description: a lexicon for tests
frames:
- id: yielding
  label: Yielding
  definition: Somebody gives in.
  function: treatment
  literature: none
  terms:
  - surrender*
  - {pattern: white flag*, strength: weak, subcode: signs}
  - {pattern: food aid, lack: true, subcode: goods}
  masks: [surrender value]
contested_sets:
- id: pause
  label: A stop
  variants:
    truce: [truce*]
    ceasefire: [ceasefire*, cease fire*]
"""

FRAME_IDS = {
    "coercion_victory",
    "capitulation",
    "negotiation",
    "displacement",
    "civilian_harm",
    "humanitarian_access",
    "captivity",
    "security_threat",
    "law_accountability",
    "blame",
    "political_contest",
    "reconstruction_economy",
    "sovereignty",
    "moral_condemnation",
}


def write(folder: Path, content: str, name: str = "small.yaml") -> Path:
    path = folder / name
    path.write_text(content, encoding="utf-8")
    return path


def mistakes(path: Path) -> list[str]:
    with pytest.raises(LexiconError) as caught:
        read_lexicon(path)
    prefix = f"{path.as_posix()}:"
    lines = str(caught.value).splitlines()
    assert all(line.startswith(prefix) for line in lines)
    return [line.removeprefix(prefix) for line in lines]


def test_a_good_lexicon_is_read_as_it_is_written(tmp_path: Path) -> None:
    lexicon = read_lexicon(write(tmp_path, GOOD))
    assert (lexicon.name, lexicon.version, lexicon.status) == ("small", "1.0", "unvalidated")
    (frame,) = lexicon.frames
    assert frame.terms == (
        Term("surrender*"),
        Term("white flag*", strength="weak", subcode="signs"),
        Term("food aid", lack=True, subcode="goods"),
    )
    assert frame.masks == ("surrender value",)
    (contested,) = lexicon.contested_sets
    assert [(variant.id, variant.patterns) for variant in contested.variants] == [
        ("truce", ("truce*",)),
        ("ceasefire", ("ceasefire*", "cease fire*")),
    ]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            "name: small",
            "nmae: small",
            ["1: the unknown key 'nmae'; expected one of name, version", "1: no key 'name'"],
        ),
        ("version: 1.0\n", "", ["1: no key 'version'; expected the keys name, version, language"]),
        ("language: en", "language: [en]", ["3: a list under 'language'; expected text"]),
        ("unvalidated", "fine", ["4: the text 'fine' under 'status'; expected 'unvalidated' or 'validated'"]),
        ("  label: Yielding\n", "", ["7: no key 'label'; expected the keys id, label"]),
        ("label: Yielding", "label: 3", ["8: the number 3 under 'label'; expected text"]),
        (
            "function: treatment",
            "function: cure",
            ["10: the text 'cure' under 'function'; expected 'problem', 'cause'"],
        ),
        ("id: yielding", "id: Giving In", ["7: the text 'Giving In' under 'id'; expected lower-case letters"]),
        ("- surrender*", "- (surrender*", ["13: '(' that is never closed at column 1 of the pattern '(surrender*'"]),
        (
            "- surrender*",
            "- (a||b)",
            ["13: an empty alternative at column 4 of the pattern '(a||b)'; expected at least"],
        ),
        (
            "- surrender*",
            "- body ..x rubble",
            ["13: '..x' at column 6 of the pattern 'body ..x rubble'; expected a gap"],
        ),
        (
            "- surrender*",
            "- {pattern: b, weight: 2}",
            ["13: the unknown key 'weight'; expected one of pattern, strength"],
        ),
        ("- surrender*", "- 12", ["13: the number 12 under 'terms'; expected a mapping of keys to values"]),
        ("lack: true", "lack: yes", ["15: the text 'yes' under 'lack'; expected true or false"]),
        ("[surrender value]", "surrender value", ["16: the text 'surrender value' under 'masks'; expected a list"]),
        ("[surrender value]", "[surrender (value]", ["16: '(' that is never closed at column 11"]),
        ("subcode: signs", "subcode: 2", ["14: the number 2 under 'subcode'; expected text"]),
        ("subcode: signs", "subcode: Signs", ["14: the text 'Signs' under 'subcode'; expected lower-case letters"]),
        (
            "  masks: [surrender value]",
            "  subcodes: {signs: [2]}",
            ["16: `subcodes`, which numbered the terms; expected `subcode` at each term"],
        ),
        ("lack: true,", "lack: true, lack: true,", ["15: the key 'lack' for the second time; expected each key once"]),
        ("    truce: [truce*]\n", "", ["20: "]),
        ("truce: [truce*]", "truce: []", ["21: an empty list under 'truce'; expected at least one entry"]),
        ("- id: pause", "- id: yielding", ["18: the id 'yielding' for the second time; expected an id of its own"]),
        (
            "  - surrender*\n",
            "  - {pattern: give in, strength: weak}\n",
            [],
        ),
        (
            "- surrender*\n  - {pattern: white flag*, strength: weak, subcode: signs}\n"
            "  - {pattern: food aid, lack: true, subcode: goods}",
            "- {pattern: white flag*, strength: weak}",
            ["12: only weak terms in the frame 'yielding'; expected at least one core term"],
        ),
        ("- surrender*", "- white flag*", ["14: the term 'white flag*' for the second time; expected each term once"]),
        ("description: a lexicon for tests", "description: a: b", ["5: mapping values are not allowed here"]),
    ],
)
def test_every_mistake_is_told_with_file_and_line(tmp_path: Path, old: str, new: str, expected: list[str]) -> None:
    assert GOOD.count(old) == 1
    path = write(tmp_path, GOOD.replace(old, new))
    if not expected:
        assert isinstance(read_lexicon(path), FrameLexicon)
        return
    found = mistakes(path)
    for message in expected:
        assert any(line.startswith(message) for line in found), found


def test_all_mistakes_are_told_at_once_in_the_order_of_their_lines(tmp_path: Path) -> None:
    content = GOOD.replace("label: Yielding", "lable: Yielding").replace("- surrender*", "- (a").replace("signs", "9x")
    content = content.replace("id: pause", "id: yielding")
    lines = [line.split(":")[0] for line in mistakes(write(tmp_path, content))]
    assert lines == ["7", "8", "13", "14", "18"]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("", "1: an empty file; expected a lexicon"),
        ("# nothing\n", "1: an empty file; expected a lexicon"),
        ("- a\n", "1: a list; expected a mapping of keys to values"),
        (
            "name: x\nversion: 1.0\nlanguage: en\nstatus: validated\ndescription: y\n",
            "1: neither frames nor contested sets",
        ),
    ],
)
def test_what_is_no_lexicon_is_told(tmp_path: Path, content: str, expected: str) -> None:
    assert any(line.startswith(expected) for line in mistakes(write(tmp_path, content)))


def test_another_encoding_is_told_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "latin.yaml"
    path.write_bytes(GOOD.replace("Somebody", "Émile").encode("latin-1"))
    assert mistakes(path) == ["9: the byte 0xC9; expected text encoded as UTF-8"]


def test_a_lexicon_knows_the_line_of_each_part(tmp_path: Path) -> None:
    lexicon = read_lexicon(write(tmp_path, GOOD))
    assert [lexicon.line(("frames", 0, "terms", n)) for n in range(3)] == [13, 14, 15]
    assert lexicon.line(("frames", 0, "masks", 0)) == 16
    assert lexicon.line(("contested_sets", 0, "variants", "ceasefire", 1)) == 22
    assert lexicon.line(("frames", 0, "terms", 9)) == 12
    assert lexicon.path == (tmp_path / "small.yaml").as_posix()


def test_a_lexicon_is_found_by_its_path_or_its_name(tmp_path: Path) -> None:
    path = write(tmp_path, GOOD)
    assert find_lexicon(path) == path
    assert find_lexicon("conflict") == FOLDER / "conflict.yaml"
    assert find_lexicon("generic") == LIBRARY / "generic.yaml"
    with pytest.raises(LexiconError, match=r"nosuch:1: there is no such file or lexicon; .*conflict, .*generic"):
        find_lexicon("nosuch")


def test_the_library_is_not_used_unless_it_is_named() -> None:
    assert {lexicon.name for lexicon in default_lexicons()} == {"conflict"}


@pytest.mark.parametrize("path", sorted(LIBRARY.glob("*.yaml")), ids=lambda path: path.stem)
def test_every_lexicon_of_the_library_says_what_it_is(path: Path) -> None:
    lexicon = read_lexicon(path)
    assert lexicon.name == path.stem
    assert (lexicon.language, lexicon.status) == ("en", "unvalidated")
    assert lexicon.sources
    assert all(frame.definition and frame.literature and frame.negation for frame in lexicon.frames)
    assert "UNVALIDATED" in path.read_text(encoding="utf-8")


def test_the_lexicons_of_a_folder_come_in_the_order_of_their_names(tmp_path: Path) -> None:
    write(tmp_path, GOOD.replace("name: small", "name: second"), "b.yml")
    write(tmp_path, GOOD, "a.yaml")
    write(tmp_path, "not a lexicon", "notes.txt")
    assert [lexicon.name for lexicon in read_lexicons(tmp_path)] == ["small", "second"]


def test_mistakes_of_several_files_are_told_together(tmp_path: Path) -> None:
    first = write(tmp_path, GOOD.replace("version: 1.0\n", ""), "a.yaml")
    second = write(tmp_path, GOOD.replace("- surrender*", "- (a"), "b.yaml")
    with pytest.raises(LexiconError) as caught:
        read_lexicons([first, second])
    assert [problem.path for problem in caught.value.problems] == [first.as_posix(), second.as_posix()]


def test_two_lexicons_of_one_name_are_told(tmp_path: Path) -> None:
    write(tmp_path, GOOD, "a.yaml")
    write(tmp_path, GOOD, "b.yaml")
    with pytest.raises(LexiconError, match=r"b\.yaml:1: the name 'small' for the second time"):
        read_lexicons(tmp_path)


def test_a_folder_without_lexicons_is_told(tmp_path: Path) -> None:
    with pytest.raises(LexiconError, match="no lexicon"):
        read_lexicons(tmp_path)


def test_the_project_has_a_lexicon_that_is_read_without_mistakes() -> None:
    lexicon = shipped_lexicon()
    assert lexicon in default_lexicons()
    assert {frame.id for frame in lexicon.frames} == FRAME_IDS
    assert lexicon.status == "unvalidated"
    assert all(frame.definition and frame.literature and frame.negation for frame in lexicon.frames)
    assert "UNVALIDATED" in (FOLDER / "conflict.yaml").read_text(encoding="utf-8")


def hits(text: str) -> set[str]:
    """The frames whose terms stand in a text and are not masked; strength is left aside."""
    units, at = [], 0
    for number, word in enumerate(text.split()):
        units.append(Unit(word, at, at + len(word), number))
        at += len(word) + 1
    found: set[str] = set()
    for frame in shipped_lexicon().frames:
        masked = [(m.start, m.end) for m in Matcher(frame.masks).find(units)]
        for match in Matcher([term.pattern for term in frame.terms]).find(units):
            if not any(match.start < end and start < match.end for start, end in masked):
                found.add(frame.id)
    return found


@pytest.mark.parametrize(
    ("text", "frame"),
    [
        ("the army crushed the uprising", "coercion_victory"),
        ("military pressure will bring them home", "coercion_victory"),
        ("they laid down their weapons", "capitulation"),
        ("they surrendered at dawn", "capitulation"),
        ("a truce was reached", "negotiation"),
        ("indirect talks began", "negotiation"),
        ("families were displaced", "displacement"),
        ("a plan to relocate residents", "displacement"),
        ("the transfer of the population", "displacement"),
        ("people fled the city", "displacement"),
        ("the death toll rose", "civilian_harm"),
        ("an air strike killed twelve people", "civilian_harm"),
        ("the blockade goes on", "humanitarian_access"),
        ("a famine was declared", "humanitarian_access"),
        ("the hostages came home", "captivity"),
        ("an act of terrorism", "security_threat"),
        ("the right to defend itself", "security_threat"),
        ("a violation of international law", "law_accountability"),
        ("they accused the army", "blame"),
        ("protesters filled the square", "political_contest"),
        ("the reconstruction will cost billions", "reconstruction_economy"),
        ("the occupation began in 1967", "sovereignty"),
        ("a two state solution", "sovereignty"),
        ("leaders condemned the attack", "moral_condemnation"),
    ],
)
def test_the_lexicon_finds_what_its_frames_mean(text: str, frame: str) -> None:
    assert frame in hits(text)


@pytest.mark.parametrize(
    "text",
    [
        "people grew accustomed to pollution",
        "they pledged allegiance",
        "a terrific window on the goddess",
        "the liberal party and its grievances",
        "a disarmingly simple idea",
        "the candidate suffered an election defeat",
        "it defeats the purpose",
        "crushed ice and crushing debt",
        "the surrender value of the policy",
        "a great deal of noise",
        "the big deal deals with cars",
        "the team will relocate its headquarters",
        "medical evacuation by helicopter",
        "the dead sea",
        "power hungry managers",
        "a hearing aid",
        "social security and the security council",
        "a captive audience",
        "human rights watch",
        "the stock market rallies",
        "a divorce settlement",
        "the department of homeland security",
        "immediately after the immediate effect",
        "he bent down to pick it up",
        "oh my god",
    ],
)
def test_the_lexicon_does_not_find_what_only_looks_alike(text: str) -> None:
    assert hits(text) == set()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(st.integers(0, len(GOOD) - 1), st.text(alphabet="ab:-[]{}()|*&!\n \t'\"", max_size=4))
def test_no_edit_breaks_the_reader(tmp_path: Path, at: int, inserted: str) -> None:
    path = write(tmp_path, GOOD[:at] + inserted + GOOD[at:])
    problems: tuple[Problem, ...] = ()
    try:
        read_lexicon(path)
    except LexiconError as err:
        problems = err.problems
    assert all(problem.place.isdigit() for problem in problems)
