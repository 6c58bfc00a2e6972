from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from analysis.__main__ import app
from analysis.lexicons import LIBRARY, ContestedSet, Frame, FrameLexicon, Term, Variant, read_lexicon, shipped_lexicon
from analysis.linting import LexiconCheck, PatternUse, check_lexicon
from analysis.records import Article


def frame(name: str, *terms: str | Term, masks: tuple[str, ...] = ()) -> Frame:
    made = tuple(Term(term) if isinstance(term, str) else term for term in terms)
    return Frame(name, name, name, "problem", "none", made, masks)


def lexicon(*frames: Frame, sets: tuple[ContestedSet, ...] = ()) -> FrameLexicon:
    return FrameLexicon("test", "1", "en", "unvalidated", "", (), frames, sets)


def static(*frames: Frame) -> list[tuple[str, str, str]]:
    return [(found.severity, found.rule, found.pattern) for found in check_lexicon(lexicon(*frames)).findings]


def tried(words: FrameLexicon, *texts: str) -> LexiconCheck:
    return check_lexicon(words, [Article(f"a{n}", text, outlet=f"Outlet {n}") for n, text in enumerate(texts)])


def use(check: LexiconCheck, pattern: str) -> PatternUse:
    return next(found for found in check.patterns if found.pattern == pattern)


@pytest.mark.parametrize(
    ("terms", "covered"),
    [
        (("surrender*", "surrendered"), ["surrendered"]),
        (("surrendered", "surrender*"), ["surrendered"]),
        (("truce", "truces"), []),
        (("(truce|lull)", "truce"), ["truce"]),
        (("truce", "(truce|lull)"), ["truce"]),
        (("truce", "peace truce"), []),
        (("kill* ..3 people", "killed ..2 people"), ["killed ..2 people"]),
        (("kill* ..1 people", "killed ..2 people"), []),
        (("kill* ..2 people", "killed people"), ["killed people"]),
        (("kill* ..1 people", "killed two old people"), []),
        (("icc", "=ICC"), ["=ICC"]),
        (("=ICC", "icc"), ["=ICC"]),
        (("cease-fire", "ceasefire"), ["ceasefire"]),
        (("all out", "all-out"), ["all out"]),
    ],
)
def test_a_pattern_that_another_covers_is_found(terms: tuple[str, ...], covered: list[str]) -> None:
    found = static(frame("f", *terms, "unrelated"))
    assert [pattern for _, rule, pattern in found if rule == "covered_by_wider"] == covered


def test_of_two_patterns_that_mean_the_same_one_is_found() -> None:
    assert static(frame("f", "(a|b)", "(b|a)")) == [("warning", "covered_by_wider", "(b|a)")]


@pytest.mark.parametrize(
    ("term", "expected"),
    [
        ("aid*", [("warning", "short_stem", "aid*")]),
        ("kill*", [("note", "short_stem", "kill*")]),
        ("starv*", []),
        ("aid worker*", []),
        ("(aid|starv*)", []),
    ],
)
def test_a_short_stem_is_found(term: str, expected: list[tuple[str, str, str]]) -> None:
    assert static(frame("f", term)) == expected


def test_the_same_pattern_in_two_frames_is_found() -> None:
    assert static(frame("f", "(truce|lull)"), frame("g", "(lull|truce)", "peace")) == [
        ("warning", "same_in_two_frames", "(lull|truce)")
    ]


@pytest.mark.parametrize(
    ("mask", "idle"),
    [("crushed ice", False), ("ice cream", True), ("crush", False), ("ice ..2 cream", False), ("(a|had) crush", False)],
)
def test_a_mask_that_touches_no_term_is_found(mask: str, idle: bool) -> None:
    assert ("idle_mask" in [rule for _, rule, _ in static(frame("f", "crush*", masks=(mask,)))]) == idle


@pytest.mark.parametrize(
    ("terms", "n"),
    [
        (("self defence",), 1),
        (("self defense",), 1),
        (("self (defence|defense)",), 0),
        (("self defence", "self defense"), 0),
        (("demilitaris*",), 1),
        (("criticism",), 0),
        (("collaborate",), 0),
    ],
)
def test_a_spelling_without_the_other_is_noted(terms: tuple[str, ...], n: int) -> None:
    assert [rule for _, rule, _ in static(frame("f", *terms))].count("one_spelling") == n


def test_a_pattern_tells_its_words_articles_and_outlets() -> None:
    check = tried(lexicon(frame("f", "surrender*")), "They surrendered. They Surrendered.", "No surrender.", "Nothing.")
    found = use(check, "surrender*")
    assert found.forms == (("surrendered", 2), ("surrender", 1))
    assert (found.n_hits, found.n_articles, found.outlets) == (3, 2, (("Outlet 0", 2), ("Outlet 1", 1)))


def test_what_becomes_of_each_match_is_counted() -> None:
    words = lexicon(frame("f", "truce", "truce deal", Term("deal", strength="weak"), masks=("truce line",)))
    check = tried(words, "A truce deal.\n\nA deal.\n\nA truce. A truce line.")
    assert [(u.pattern, u.n_hits, u.n_masked, u.n_covered, u.n_unsupported) for u in check.patterns] == [
        ("truce", 1, 1, 1, 0),
        ("truce deal", 1, 0, 0, 0),
        ("deal", 0, 0, 1, 1),
        ("truce line", 1, 0, 0, 0),
    ]


def test_matches_of_a_gap_from_one_word_count_once() -> None:
    check = tried(lexicon(frame("f", "killed ..5 people")), "It killed old people and young people.")
    assert [(u.n_hits, u.n_covered) for u in check.patterns] == [(1, 0)]


def test_variants_of_contested_sets_are_counted_alike() -> None:
    stop = ContestedSet("stop", "", (Variant("truce", ("truce*",)), Variant("lull", ("lull",))), ("truce line",))
    check = tried(lexicon(sets=(stop,)), "A truce, a lull, a truce line.")
    assert [(u.kind, u.pattern, u.n_hits) for u in check.patterns] == [
        ("variant", "truce*", 1),
        ("variant", "lull", 1),
        ("mask", "truce line", 1),
    ]


def rules(check: LexiconCheck) -> set[tuple[str, str, str]]:
    return {(found.severity, found.rule, found.pattern) for found in check.findings}


def test_unrelated_words_behind_a_star_are_found() -> None:
    check = tried(
        lexicon(frame("f", "accus*")), "They accused him of accusations. " + "She grew accustomed to it. " * 3
    )
    (found,) = [found for found in check.findings if found.rule == "other_words"]
    assert found.severity == "warning"
    assert "accustomed 3" in found.message
    assert "accused" not in found.message
    assert "⟦accustomed⟧" in found.examples[0]


@pytest.mark.parametrize(
    ("sentence", "inside"),
    [
        ("The plant of Crown Defense Corp closed early.", True),
        ("Their Defense of the town was brave and long.", False),
        ("Defense Corp went to the wall and nobody knew.", False),
        ("The Crown Defense Corp Closes Its Plant.", False),
        ("The defense of the town was brave and long.", False),
    ],
)
def test_hits_inside_names_are_found_by_their_capitals(sentence: str, inside: bool) -> None:
    check = tried(lexicon(frame("f", "defense")), " ".join([sentence] * 4))
    assert (("warning", "inside_names", "defense") in rules(check)) == inside


def test_a_case_sensitive_term_is_meant_to_be_a_name() -> None:
    check = tried(lexicon(frame("f", "=Defense")), "The plant of Crown Defense Corp closed. " * 4)
    assert "inside_names" not in {rule for _, rule, _ in rules(check)}


def test_what_never_matches_and_what_never_counts_is_noted() -> None:
    words = lexicon(
        frame("f", "truce", "truce deal", "deal", Term("lull", strength="weak"), "nothing", masks=("deal nobody",)),
        frame("g", "other", Term("hush", strength="weak")),
    )
    check = tried(words, "A truce deal.\n\n" * 3 + "A hush.\n\n" * 3)
    assert rules(check) >= {
        ("note", "always_covered", "truce"),
        ("note", "always_covered", "deal"),
        ("note", "never_matches", "lull"),
        ("note", "never_matches", "nothing"),
        ("note", "never_matches", "deal nobody"),
        ("note", "never_supported", "hush"),
    }


def test_a_word_that_makes_up_a_frame_is_noted() -> None:
    check = tried(lexicon(frame("f", "war", "fight")), "The war. " * 28 + "A fight. " * 4)
    (found,) = [found for found in check.findings if found.rule == "one_word_rules"]
    assert (found.pattern, found.message) == (
        "war",
        "28 of the frame's 32 hits are of this pattern: the frame's rate is its rate",
    )


def test_frames_that_count_the_same_words_are_found() -> None:
    words = lexicon(frame("f", "hostage deal"), frame("g", "hostage*"))
    check = tried(words, "The hostage deal held. " * 12 + "The hostages came. " * 3)
    (overlap,) = check.overlaps
    assert (overlap.frame, overlap.other, overlap.n_shared, overlap.n_hits) == ("f", "g", 12, 12)
    assert [found.frame for found in check.findings if found.rule == "frames_overlap"] == ["f"]


def test_the_lexicons_of_the_project_have_no_warnings() -> None:
    for words in (shipped_lexicon(), *(read_lexicon(path) for path in sorted(LIBRARY.glob("*.yaml")))):
        assert [found for found in check_lexicon(words).findings if found.severity == "warning"] == []


# The command

FILE = """\
name: small
version: "1"
language: en
status: unvalidated
description: For a test.
frames:
- id: yielding
  label: Yielding
  definition: Somebody gives in.
  function: treatment
  literature: none
  terms:
  - surrender*
  - {pattern: TERM, strength: weak}
"""


def run(*arguments: str | Path) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, ["lexicon", "check", *map(str, arguments)])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.stdout, result.stderr


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "good.yaml").write_text(FILE.replace("TERM", "white flag"), encoding="utf-8")
    (tmp_path / "bad.yaml").write_text(FILE.replace("TERM", "surrendered"), encoding="utf-8")
    articles = tmp_path / "articles"
    articles.mkdir()
    text = "The town surrendered\n\nThe town would =surrender at dawn, people said, and so it did in the end.\n"
    (articles / "a.txt").write_text(text, encoding="utf-8")
    return tmp_path


def test_the_exit_status_tells_whether_there_is_something_to_mend(folder: Path) -> None:
    assert run(folder / "good.yaml")[0] == 0
    status, out, err = run(folder / "bad.yaml")
    assert status == 1
    assert "covered_by_wider" in out
    assert "small 1: 1 warnings, 0 notes" in err
    assert run(folder / "good.yaml", "--corpus", folder / "articles")[0] == 0
    assert run(folder / "good.yaml", "--corpus", folder / "nowhere")[0] == 2


def test_findings_are_written_for_machines_with_the_line_of_the_file(folder: Path) -> None:
    _, out, _ = run(folder / "bad.yaml", "--format", "jsonl")
    (row,) = map(json.loads, out.splitlines())
    assert (row["severity"], row["rule"], row["line"], row["pattern"]) == (
        "warning",
        "covered_by_wider",
        14,
        "surrendered",
    )


def test_patterns_are_written_with_the_words_that_they_matched(folder: Path) -> None:
    _, out, _ = run(folder / "good.yaml", "-c", folder / "articles", "--show", "patterns", "-f", "csv")
    first = next(csv.DictReader(io.StringIO(out)))
    assert (first["pattern"], first["n_hits"], first["forms"]) == ("surrender*", "2", "surrendered 1 · surrender 1")


def test_a_lexicon_is_checked_by_its_name() -> None:
    status, _, err = run("generic", "--format", "csv")
    assert status == 0
    assert err.startswith("generic ")
