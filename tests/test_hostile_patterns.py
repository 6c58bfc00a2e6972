"""No pattern of a lexicon or rule and no text together take a time that grows faster than the text."""

from __future__ import annotations

from pathlib import Path

import pytest

from analysis.patterns import MAX_GAPS, Matcher, PatternError, Unit, parse_pattern
from analysis.reading import boilerplate
from analysis.reading.boilerplate import RulesError, find_rule, load_rules, straighten_line

RULES = """\
rules:
  - name: slow
    patterns: ["(a|a)*[bc]"]
    examples: ["aab"]
"""


class Counted(str):
    """A text that counts how often a matcher looks at it."""

    looks = 0

    def translate(self, table: object, /) -> str:
        Counted.looks += 1
        return super().translate(table)  # type: ignore[arg-type]


def looks(pattern: str, words: list[str]) -> int:
    """How often a matcher looks at a word while it finds every match."""
    units = [Unit(Counted(word), 2 * i, 2 * i + 1, i) for i, word in enumerate(words)]
    Counted.looks = 0
    assert sum(1 for _ in Matcher([pattern]).find(units)) >= 0
    return Counted.looks


HOSTILE = ["a ..10 a ..10 a ..10 a", "(a|a* a?|a a a?) (a|a* a?) a?", "a* ..10 b ..10 a*", " ".join(["a?"] * 10) + " a"]


@pytest.mark.parametrize("pattern", HOSTILE)
@pytest.mark.parametrize("text", ["a", "ab", "a'", "a-"])
def test_the_work_grows_with_the_text_and_no_faster(pattern: str, text: str) -> None:
    """Four times the words cost at most five times the looks."""
    some, more = looks(pattern, list(text * 200)), looks(pattern, list(text * 800))
    assert some > 0
    assert more <= 5 * some


def test_more_gaps_than_that_are_refused() -> None:
    parse_pattern(" ..10 ".join(["a"] * (MAX_GAPS + 1)))
    with pytest.raises(PatternError, match="4 gaps one after the other; expected at most 3"):
        parse_pattern(" ..10 ".join(["a"] * (MAX_GAPS + 2)))


def test_a_rule_of_boilerplate_that_never_ends_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(boilerplate, "MOST_SECONDS", 0.2)
    file = tmp_path / "boilerplate.yaml"
    file.write_text(RULES, encoding="utf-8")
    rules = load_rules(file)
    with pytest.raises(RulesError, match=r"the patterns of .slow. take more than 0\.2 seconds"):
        find_rule("a" * 200, boilerplate.PLACES, rules=rules)


@pytest.mark.parametrize(
    "unit", ["a", "a ", "A. ", "1", "http://", "@a ", "- ", "by ", "read more ", "© ", "'\"", "\t "]
)
def test_no_line_makes_the_shipped_rules_slow(unit: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each rule, on the longest line that it is tried on."""
    monkeypatch.setattr(boilerplate, "MOST_SECONDS", 1.0)
    line = straighten_line((unit * 800)[: boilerplate.LONGEST_LINE - 1] + "!")
    find_rule(line, boilerplate.PLACES)
    for rule in load_rules():
        rule.matches(line[:200])
