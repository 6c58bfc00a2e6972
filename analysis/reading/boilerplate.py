"""The rules that tell boilerplate from news, read from `data/rules/boilerplate.yaml`.

A rule sees one paragraph as one line: runs of white space are single spaces, typographic marks are straight, and
markup around the line is gone. It matches the whole line or not at all.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

import regex
from pydantic import Field

from analysis.checked_yaml import CheckedFileError, Location, Marked, Schema, check, read_marked
from analysis.data_folder import RULES
from analysis.records import Problem

RULES_FILE = RULES / "boilerplate.yaml"

Place = Literal["anywhere", "start", "end"]
PLACES: tuple[Place, ...] = ("anywhere", "start", "end")

MOST_SECONDS = 5.0
"""For a rule and a line; sound patterns take microseconds."""
LONGEST_LINE = 800
"""Characters. Longer paragraphs are news, and patterns need not be tried on them."""
QUOTED_WORDS = 4
"""As many words between quotation marks are somebody's speech; fewer may be the title of a newsletter."""

_STRAIGHT = str.maketrans(
    dict.fromkeys("‘’‛`", "'")
    | dict.fromkeys("“”„‟", '"')
    | dict.fromkeys("‐‑‒–—―−", "-")
    | dict.fromkeys("\ufeff\u200b\u200c\u200d\u2060\u00ad", "")  # marks without width
)
_BULLETS = " #>*_•▪►▶»→|"
_TAIL = " *_|"
_QUOTED = re.compile(r"""(?:"|''|(?<!\w)')(?=\w)([^"]*?)(?:"|''|(?<=[\w.,!?])'(?!\w))""")


class RulesError(CheckedFileError):
    """A rules file with mistakes; `problems` names each with file and line."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One kind of boilerplate."""

    name: str
    where: Place
    pattern: regex.Pattern[str]
    max_words: int
    takes_following: int
    """A line that heads a closing section: so many paragraphs after it, up to the text's end, belong to it."""
    following: Literal["any", "titles"]
    """Which paragraphs: all, or as long as they are titles, which do not end as sentences do."""

    def matches(self, line: str) -> bool:
        """Whether the rule's patterns fit a line that `straighten_line` made; how many words it has is not looked at.

        Raises:
            RulesError: if its patterns take longer than any sound pattern does, as `(a|a)*b` may.
        """
        try:
            return self.pattern.fullmatch(line, timeout=MOST_SECONDS) is not None
        except TimeoutError as err:
            message = (
                f"the patterns of {self.name!r} take more than {MOST_SECONDS:g} seconds for one line "
                f"({line[:60]!r}); expected patterns without repetitions inside repetitions"
            )
            raise RulesError([Problem(RULES_FILE.name, "", message, "error")]) from err


def straighten_line(text: str) -> str:
    """A paragraph as rules see it.

    Example:
        >>> straighten_line("**Editor’s  note** — corrected")
        "Editor's note** - corrected"
    """
    line = " ".join(text.translate(_STRAIGHT).split())
    bare = line.lstrip(_BULLETS).rstrip(_TAIL)
    if bare[:1] + bare[-1:] in ("[]", "()"):
        bare = bare[1:-1].strip()
    return bare or line


def find_rule(line: str, places: tuple[Place, ...], *, rules: tuple[Rule, ...] | None = None) -> Rule | None:
    """The first rule for one of the places that matches a straightened line; quoted speech never matches."""
    if not line or len(line) > LONGEST_LINE or _is_speech(line):
        return None
    known = _rules_for(places) if rules is None else [rule for rule in rules if rule.where in places]
    n_words = len(line.split())
    return next((rule for rule in known if n_words <= rule.max_words and rule.matches(line)), None)


def _is_speech(line: str) -> bool:
    return line[0] in "\"'" or any(len(match[1].split()) >= QUOTED_WORDS for match in _QUOTED.finditer(line))


@cache
def _rules_for(places: tuple[Place, ...]) -> tuple[Rule, ...]:
    return tuple(rule for rule in load_rules() if rule.where in places)


@cache
def load_rules(path: Path = RULES_FILE) -> tuple[Rule, ...]:
    """Read and check a rules file, once a process.

    Raises:
        RulesError: with every mistake in the file and its line.
    """
    marked = read_marked(path)
    content = check(marked, _RulesFile) if not marked.problems else None
    rules = [_compile(entry, ("rules", index), marked) for index, entry in enumerate(content.rules if content else [])]
    if marked.problems:
        raise RulesError(marked.problems)
    return tuple(rule for rule in rules if rule)


Text = Annotated[str, Field(min_length=1)]


class _RuleEntry(Schema):
    """A rule as the file writes it; the file's head explains the keys."""

    name: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
    where: Literal["anywhere", "start", "end"] = "anywhere"
    max_words: Annotated[int, Field(ge=1, le=100)] = 30
    ignore_case: bool = True
    takes_following: Annotated[int, Field(ge=0, le=50)] = 0
    following: Literal["any", "titles"] = "any"
    phrases: list[Text] = Field(default_factory=list)
    patterns: list[Text] = Field(default_factory=list)
    examples: Annotated[list[Text], Field(min_length=1)]
    counterexamples: list[Text] = Field(default_factory=list)


class _RulesFile(Schema):
    rules: Annotated[list[_RuleEntry], Field(min_length=1)]


def _compile(entry: _RuleEntry, where: Location, marked: Marked) -> Rule | None:
    """A rule that proves itself on its examples; what is wrong with it goes to `marked`."""
    parts = [re.escape(straighten_line(phrase).rstrip(".!:")) + r"\s?[.!:]{0,3}" for phrase in entry.phrases]
    for index, pattern in enumerate(entry.patterns):
        try:
            regex.compile(pattern)
        except regex.error as err:
            marked.report((*where, "patterns", index), f"the pattern {pattern!r} ({err})", "a regular expression")
            return None
        parts.append(rf"(?:{pattern})\s?\.?")
    if not parts:
        marked.report(where, f"{entry.name!r} with neither phrases nor patterns", "at least one of either")
        return None
    rule = Rule(
        name=entry.name,
        where=entry.where,
        pattern=regex.compile("|".join(parts), regex.IGNORECASE if entry.ignore_case else 0),
        max_words=entry.max_words,
        takes_following=entry.takes_following,
        following=entry.following,
    )
    for key, lines, expected in (
        ("examples", entry.examples, True),
        ("counterexamples", entry.counterexamples, False),
    ):
        for index, line in enumerate(lines):
            if (find_rule(straighten_line(line), PLACES, rules=(rule,)) is not None) != expected:
                does = "does not match" if expected else "matches"
                should = "a rule that matches its examples" if expected else "one that leaves its counterexamples alone"
                marked.report((*where, key, index), f"{entry.name!r} {does} {line!r}", should)
    return rule
