"""The pattern language of lexicons: how a term is written, and how it is found among words.

    surrender*                     any word that begins so: surrender, surrendered, surrendering
    (hostage|prisoner) swap*       alternatives; they may hold several words and further groups
    gunm(a|e)n                     alternatives inside a word
    (border )?crossing*            an optional group
    phase of the? deal             an optional word
    body ..3 rubble                up to three words in between
    (=ICC|world court)             after `=` an alternative must be written exactly so, capitals included
    cease-fire*                    a hyphen: cease-fire, cease fire and ceasefire
    all out war                    a space: all out war and all-out war, not allout war

One space stands between words. It also fits a hyphen or slash, and skips a possessive ending (`'s`, `'`) and quotation
marks (`humanitarian pause` finds: a humanitarian "pause"). Apostrophes may be straight or curly, and capitals make no
difference except after `=`. What follows "non-" is another word: `violent` does not find "non-violent", which
`non-violent` does. A pattern sees the word forms of one sentence at a time, so that no match crosses a sentence.
Spellings are told apart, so write both: `(defence|defense)`, `(un|u.n.) resolution*`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from spacy.tokens import Span

MAX_LENGTH = 1000
"""Characters of one pattern."""
MAX_DEPTH = 8
"""Groups inside groups."""
MAX_FORMS = 4000
"""Word sequences that one pattern may stand for."""
MAX_GAP = 10
"""Words that `..N` may skip."""
MAX_GAPS = 3
"""Gaps in one word sequence: what a word can cost grows with their square, whatever the text."""

_HYPHENS = "-\u2010\u2011"
_JOINTS = frozenset({*_HYPHENS, "\u2013", "/", "'s"})
"""What may stand between two words of a pattern; only where it is glued to the word before."""
_MARKS = frozenset("'\"\u201c\u201d\u201e\u00ab\u00bb\u2039\u203a")
"""Quotation marks, which a pattern passes over, wherever they stand."""
_STRAIGHT = str.maketrans("\u2018\u2019\u02bc", "'''")
_WORD = re.compile(r"=?[^\W_][\w'.&]*\*?|=?&")
_STRAY = re.compile(r"[\[\]{}^\\+#@<>\";:,!~`%$]")
_CONTRACTED = re.compile(r"(?<=\w)(n['\u2019]t|['\u2019](?:ll|re|ve|d|m))$", re.IGNORECASE)
_PIECE = re.compile(rf"[{_HYPHENS}/]|[^{_HYPHENS}/\s]+")
_GLUED = re.compile(rf"(?<=[\w.])[{_HYPHENS}/](?=\w)")
_JOINED = re.compile(rf"(?<=[^\W\d_])[{_HYPHENS}](?=\w)")


class PatternError(ValueError):
    """A pattern that cannot be read: what was found at which column (from 1), and what was expected."""

    def __init__(self, column: int, found: str, expected: str) -> None:
        super().__init__(f"column {column}: found {found}; expected {expected}")
        self.column, self.found, self.expected = column, found, expected


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a pattern's form."""

    text: str
    """Lower-cased unless `exact`; without the `*`."""
    open_ended: bool = False
    exact: bool = False


@dataclass(frozen=True, slots=True)
class Gap:
    """Up to `limit` words in between."""

    limit: int


Form = tuple[Word | Gap, ...]
"""One of the word sequences that a pattern stands for."""


class Unit(NamedTuple):
    """A word of a text as patterns see it: a token, or a part of one that holds hyphens ("U.S.-led")."""

    text: str
    start: int
    end: int
    token_i: int


class Match(NamedTuple):
    """An occurrence of a pattern."""

    pattern: int
    """Number of the pattern in its matcher."""
    start: int
    end: int
    literals: tuple[int, ...]
    """The tokens that the pattern's words fit, without those that a gap skipped."""


def parse_pattern(pattern: str) -> tuple[Form, ...]:
    """The word sequences that a pattern stands for.

    Raises:
        PatternError: with the column of the first mistake.

    Example:
        >>> [" ".join(word.text for word in form) for form in parse_pattern("(hostage|prisoner) swap")]
        ['hostage swap', 'prisoner swap']
    """
    if len(pattern) > MAX_LENGTH:
        raise PatternError(MAX_LENGTH + 1, f"{len(pattern)} characters", f"at most {MAX_LENGTH}")
    if not pattern.strip():
        raise PatternError(1, "an empty pattern", "at least one word")
    reader = _Reader(pattern.translate(_STRAIGHT))
    forms: dict[Form, None] = {}
    for written in reader.read():
        # A hyphen is a space or nothing; digits never run together ("mid-2015", but not "911" for "9-11").
        for spelling in dict.fromkeys((written, _JOINED.sub("", written))):
            form = _form(spelling)
            if not form:
                raise PatternError(1, "a pattern whose words are all optional", "at least one word that must be there")
            if (n_gaps := sum(isinstance(part, Gap) for part in form)) > MAX_GAPS:
                raise PatternError(1, f"{n_gaps} gaps one after the other", f"at most {MAX_GAPS}")
            forms[form] = None
    return tuple(forms)


class _Reader:
    """Recursive descent over a pattern; every part gives the strings that it stands for."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.check_plain_parts()

    def check_plain_parts(self) -> None:
        """What is wrong wherever it stands: stray characters, double spaces, gaps, stars, equals signs."""
        text = self.text
        for wrong, expected in (
            (_STRAY, "letters, digits, spaces, hyphens, apostrophes or one of ( | ) ? * = .."),
            (re.compile(r"  |^ | $|\t|\n"), "one space between words"),
            (re.compile(r"\*(?![\s|)?]|$)"), "* only at the end of a word"),
            (re.compile(r"(?<![\w)'])\*"), "a letter before *"),
            (re.compile(r"(?<=[^|(])=|=(?![\w(])"), "= only at the beginning of the pattern or of an alternative"),
        ):
            if found := wrong.search(text):
                raise PatternError(
                    found.start() + 1, repr(found.group() or text[found.start() : found.start() + 1]), expected
                )
        for gap in re.finditer(r"(?<!\S)\.\.\S*|\S\.\.\S*", text):
            limit = re.fullmatch(r"\.\.(\d{1,3})", gap.group())
            if not limit or not 1 <= int(limit[1]) <= MAX_GAP:
                raise PatternError(gap.start() + 1, repr(gap.group()), f"a gap from ..1 to ..{MAX_GAP} between spaces")
            if gap.start() == 0 or gap.end() == len(text) or re.match(r" \.\.", text[gap.end() :]):
                raise PatternError(gap.start() + 1, repr(gap.group()), "a word before and after a gap")

    def read(self) -> list[str]:
        strings = self.alternatives(0)
        if self.at < len(self.text):
            raise PatternError(self.at + 1, "')' that closes nothing", "a '(' before it")
        return strings

    def alternatives(self, depth: int) -> list[str]:
        if depth > MAX_DEPTH:
            raise PatternError(self.at + 1, f"more than {MAX_DEPTH} groups inside one another", "fewer")
        strings: list[str] = []
        while True:
            began = self.at
            exact = self.text.startswith("=", began)
            if exact:
                self.at += 1
            part = self.sequence(depth)
            if self.at == began + exact:
                raise PatternError(began + 1, "an empty alternative" if self.text else "nothing", "at least one word")
            strings += [_exact(string) for string in part] if exact else part
            self.check_size(len(strings), began)
            if not self.text.startswith("|", self.at):
                return strings
            self.at += 1

    def sequence(self, depth: int) -> list[str]:
        strings = [""]
        while self.at < len(self.text) and self.text[self.at] not in "|)":
            began = self.at
            if self.text[began] == "(":
                part = self.group(depth)
            elif self.text[began] == "?":
                raise PatternError(began + 1, "'?' after nothing", "a word or a group before it")
            else:
                while self.at < len(self.text) and self.text[self.at] not in " (|)?":
                    self.at += 1
                if self.at == began:
                    self.at += 1
                part = [self.text[began : self.at]]
            if self.text.startswith("?", self.at):
                glued = self.text[began] != "(" and began and self.text[began - 1] not in " |("
                if part == [" "] or glued or part[0].startswith(".."):
                    raise PatternError(self.at + 1, "'?' after a part of a word", "a whole word or a group before it")
                self.at += 1
                part = [*part, ""]
            self.check_size(len(strings) * len(part), began)
            strings = [left + right for left, right in product(strings, part)]
        return strings

    def group(self, depth: int) -> list[str]:
        opened = self.at
        self.at += 1
        strings = self.alternatives(depth + 1)
        if not self.text.startswith(")", self.at):
            raise PatternError(opened + 1, "'(' that is never closed", "a ')' after it")
        self.at += 1
        return strings

    def check_size(self, n_forms: int, began: int) -> None:
        if n_forms > MAX_FORMS:
            raise PatternError(began + 1, f"more than {MAX_FORMS} combinations", "several smaller patterns")


def _exact(string: str) -> str:
    return re.sub(r"(?<!\S)(?![=.])(?=\S)", "=", string)


def _form(written: str) -> Form:
    parts: list[Word | Gap] = []
    for piece in written.split():
        if piece.startswith(".."):
            parts.append(Gap(int(piece[2:])))
            continue
        if any(not _WORD.fullmatch(part) for part in _GLUED.split(piece)):
            raise PatternError(1, f"{piece!r} in {written.strip()!r}", "words that begin with a letter or digit")
        exact, text = piece.startswith("="), piece.lstrip("=").removesuffix("*")
        is_open = piece.endswith("*")
        for part in _GLUED.split(text):
            stem = part.removesuffix("'s").removesuffix("'")
            # The tokens of "don't" are "do" and "n't"; a pattern is cut likewise.
            words = "can not" if stem.lower() == "cannot" else _CONTRACTED.sub(r" \1", stem)
            parts += [Word(word if exact else word.lower(), False, exact) for word in words.split()]
        if is_open and isinstance(last := parts[-1], Word):
            parts[-1] = Word(last.text, True, exact)
    while parts and isinstance(parts[0], Gap):
        del parts[0]
    while parts and isinstance(parts[-1], Gap):
        del parts[-1]
    return tuple(parts)


def words_of(span: Span) -> list[Unit]:
    """The words of a stretch of tokens as patterns see them; white space is left out."""
    units: list[Unit] = []
    for token in span:
        text: str = token.text
        if len(text) > 2 and not text.isalpha():
            units += _pieces(text, token.idx, token.i)
        elif not text.isspace():
            units.append(Unit(text, token.idx, token.idx + len(text), token.i))
    return units


def _pieces(text: str, start: int, token_i: int) -> Iterator[Unit]:
    """The parts of a token that hyphens and slashes join ("U.S.-led"), or that capitals kept together ("DON'T")."""
    for piece in _PIECE.finditer(text):
        first, last = piece.span()
        contracted = _CONTRACTED.search(piece.group())
        middle = first + contracted.start() if contracted else last
        for left, right in ((first, middle), (middle, last)):
            if left < right:
                yield Unit(text[left:right], start + left, start + right, token_i)


@dataclass(slots=True, eq=False)
class _Node:
    """A state of the trie into which all patterns' forms are merged."""

    words: dict[str, _Node] = field(default_factory=dict)
    prefixes: dict[str, _Node] = field(default_factory=dict)
    exact_words: dict[str, _Node] = field(default_factory=dict)
    exact_prefixes: dict[str, _Node] = field(default_factory=dict)
    gaps: dict[int, _Node] = field(default_factory=dict)
    patterns: list[int] = field(default_factory=list)

    def add(self, part: Word | Gap) -> _Node:
        if isinstance(part, Gap):
            return self.gaps.setdefault(part.limit, _Node())
        if part.exact:
            return (self.exact_prefixes if part.open_ended else self.exact_words).setdefault(part.text, _Node())
        return (self.prefixes if part.open_ended else self.words).setdefault(part.text, _Node())

    def after(self, text: str) -> list[_Node]:
        """The states that a word leads to."""
        text = text.translate(_STRAIGHT)
        lower = text.lower()
        nodes = [node for prefix, node in self.prefixes.items() if lower.startswith(prefix)]
        nodes += [node for prefix, node in self.exact_prefixes.items() if text.startswith(prefix)]
        if node := self.words.get(lower):
            nodes.append(node)
        if node := self.exact_words.get(text):
            nodes.append(node)
        return nodes


class Matcher:
    """Finds many patterns in one pass over a sentence's words.

    The first word of every form is looked up in a table that remembers each word form it has met, so that the words
    that begin no pattern, nearly all, cost one look-up.

    Example:
        >>> matcher = Matcher(["surrender*", "white flag"])
        >>> words = [Unit("They", 0, 4, 0), Unit("surrendered", 5, 16, 1)]
        >>> [(match.pattern, match.start, match.end) for match in matcher.find(words)]
        [(0, 5, 16)]
    """

    MAX_REMEMBERED = 100_000

    def __init__(self, patterns: Sequence[str]) -> None:
        self._root = _Node()
        for number, pattern in enumerate(patterns):
            for form in parse_pattern(pattern):
                node = self._root
                for part in form:
                    node = node.add(part)
                if number not in node.patterns:
                    node.patterns.append(number)
        self._first: dict[str, list[_Node]] = {}

    def find(self, units: Sequence[Unit]) -> Iterator[Match]:
        """Yield every match, overlapping ones too, in the order of their first words."""
        first = self._first
        for at, unit in enumerate(units):
            nodes = first.get(unit[0])
            if nodes is None:
                if len(first) >= self.MAX_REMEMBERED:
                    first.clear()
                nodes = first[unit[0]] = self._root.after(unit[0])
            if nodes and not _after_non(units, at):
                yield from _walk(units, at, nodes)


def _walk(units: Sequence[Unit], at: int, nodes: list[_Node]) -> Iterator[Match]:
    """Every match whose first word is `units[at]`."""
    start = units[at].start
    seen: set[tuple[int, int]] = set()
    found: set[tuple[int, int]] = set()
    paths: list[tuple[_Node, int, tuple[int, ...]]] = [(node, at + 1, (units[at].token_i,)) for node in nodes]
    while paths:
        node, position, literals = paths.pop()
        if (id(node), position) in seen:
            continue
        seen.add((id(node), position))
        end = units[position - 1].end
        for pattern in node.patterns:
            if (pattern, end) not in found:
                found.add((pattern, end))
                yield Match(pattern, start, end, literals)
        following = _skip_joints(units, position)
        if following < len(units) and (following == position + 1 or not _after_non(units, following)):
            token_i = units[following].token_i
            paths += [(after, following + 1, (*literals, token_i)) for after in node.after(units[following].text)]
        for limit, beyond in node.gaps.items():
            for there in _within(units, following, limit):
                if _after_non(units, there):
                    continue
                token_i = units[there].token_i
                paths += [(after, there + 1, (*literals, token_i)) for after in beyond.after(units[there].text)]


def _skip_joints(units: Sequence[Unit], position: int) -> int:
    """The next position behind quotation marks, and behind hyphens and endings that are glued to the word before."""
    while position < len(units):
        text = units[position].text.translate(_STRAIGHT).lower()
        if text not in _MARKS and not (text in _JOINTS and units[position].start == units[position - 1].end):
            break
        position += 1
    return position


def _after_non(units: Sequence[Unit], position: int) -> bool:
    """Whether a word hangs on "non-"."""
    return (
        position > 1
        and units[position - 1].text in _HYPHENS
        and units[position - 2].text.lower() == "non"
        and units[position - 2].end == units[position - 1].start
        and units[position - 1].end == units[position].start
    )


def _within(units: Sequence[Unit], position: int, limit: int) -> Iterator[int]:
    """The positions that lie at most `limit` words further; marks and hyphens count for nothing."""
    n_words = 0
    while position < len(units) and n_words <= limit:
        yield position
        text = units[position].text
        n_words += text[0].isalnum() and not (position and text.translate(_STRAIGHT).lower() == "'s")
        position += 1
