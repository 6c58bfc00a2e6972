"""Frame lexicons: YAML files that people edit → typed, checked lexicons.

A lexicon names frames with their terms and masks, and sets of contested words. Every mistake in a file is told as
`file:line: what was found; what was expected`, all of them at once. `analysis.patterns` explains how terms are written.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from analysis.checked_yaml import CheckedFileError, Location, Marked, Schema, check, read_marked
from analysis.data_folder import LEXICONS
from analysis.patterns import PatternError, parse_pattern
from analysis.records import Problem

FOLDER = LEXICONS
"""The lexicons that are used where none is named: every file here."""
LIBRARY = FOLDER / "library"
"""More lexicons, which are used where they are named, or copied into `FOLDER`."""
SHIPPED = FOLDER / "conflict.yaml"

Strength = Literal["core", "weak"]
FrameFunction = Literal["problem", "cause", "moral", "treatment"]
Status = Literal["unvalidated", "validated"]


class LexiconError(CheckedFileError):
    """One or more lexicon files with mistakes; `problems` names each with file and line."""


@dataclass(frozen=True, slots=True)
class Term:
    """One entry of a frame."""

    pattern: str
    strength: Strength = "core"
    """A weak term counts only where a core term of its frame stands in the same paragraph."""
    lack: bool = False
    """For goods whose absence is the frame itself ("no food aid"): a negation leaves the term asserted."""
    subcode: str | None = None
    """A part of the frame, under which its hits can be counted apart."""


@dataclass(frozen=True, slots=True)
class Frame:
    """A way of telling a story, and the words that show it."""

    id: str
    label: str
    definition: str
    function: FrameFunction
    """Which of Entman's (1993) four functions the frame serves."""
    literature: str
    terms: tuple[Term, ...]
    masks: tuple[str, ...] = ()
    """Patterns that cancel this frame's hits where they overlap."""
    negation: str = ""
    """How negated hits of this frame are to be read."""
    notes: str = ""


@dataclass(frozen=True, slots=True)
class Variant:
    """One of the words that may be chosen."""

    id: str
    patterns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ContestedSet:
    """Words between which outlets choose; none of them is marked as the right one."""

    id: str
    label: str
    variants: tuple[Variant, ...]
    masks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FrameLexicon:
    """The content of one lexicon file."""

    name: str
    version: str
    language: str
    status: Status
    description: str
    sources: tuple[str, ...]
    frames: tuple[Frame, ...]
    contested_sets: tuple[ContestedSet, ...]
    path: str = field(default="", compare=False)
    """The file that it was read from."""
    lines: Mapping[Location, int] = field(default_factory=dict, compare=False, repr=False)
    """The line of each part of that file, e.g. of `("frames", 0, "terms", 3)`."""

    def line(self, place: Location) -> int | None:
        """The line of a part of the file, or of what holds it; `None` for a lexicon that was read from no file."""
        while place and place not in self.lines:
            place = place[:-1]
        return self.lines.get(place)


def find_lexicon(name: str | Path) -> Path:
    """The file of a lexicon: a path, or the name of one in `data/lexicons` or its `library`.

    Raises:
        LexiconError: if there is no such file.

    Example:
        >>> find_lexicon("generic").name
        'generic.yaml'
    """
    places = [Path(name), *(folder / f"{name}.yaml" for folder in (FOLDER, LIBRARY))]
    for path in places:
        if path.is_file():
            return path
    known = ", ".join(sorted(path.stem for folder in (FOLDER, LIBRARY) for path in folder.glob("*.yaml")))
    raise LexiconError([Problem(str(name), "1", f"there is no such file or lexicon; expected a .yaml file or {known}")])


def read_lexicon(path: str | Path) -> FrameLexicon:
    """Read and check one lexicon.

    Args:
        path: its file, or the name of one that comes with the project (see `find_lexicon`).

    Raises:
        LexiconError: with every mistake in the file and its line, or if there is no such file.
    """
    lexicon, problems = _read(find_lexicon(path))
    if lexicon is None or problems:
        raise LexiconError(problems)
    return lexicon


def read_lexicons(paths: Path | Iterable[Path]) -> tuple[FrameLexicon, ...]:
    """Read several lexicons: the named files, or every `.yaml` and `.yml` file of a folder in the order of their names.

    Raises:
        LexiconError: with every mistake in any of the files, and where two lexicons have the same name.
    """
    if isinstance(paths, Path):
        folder = paths
        files = [path for path in folder.glob("*.y*ml") if path.suffix in {".yaml", ".yml"}]
        paths = sorted(files) if folder.is_dir() else [folder]
        if not paths:
            raise LexiconError([Problem(folder.as_posix(), "1", "no lexicon; expected a .yaml file in the folder")])
    lexicons: dict[str, FrameLexicon] = {}
    problems: list[Problem] = []
    for path in paths:
        lexicon, found = _read(path)
        problems += found
        if lexicon is None:
            continue
        if lexicon.name in lexicons:
            message = f"the name {lexicon.name!r} for the second time; expected another name for each lexicon"
            problems.append(Problem(path.as_posix(), "1", message))
        lexicons[lexicon.name] = lexicon
    if problems:
        raise LexiconError(problems)
    return tuple(lexicons.values())


def default_lexicons() -> tuple[FrameLexicon, ...]:
    """Every lexicon in the project's `data/lexicons`."""
    return read_lexicons(FOLDER)


@cache
def shipped_lexicon() -> FrameLexicon:
    """The conflict lexicon that comes with the project, read once a process."""
    return read_lexicon(SHIPPED)


def lexicon_of_pattern(pattern: str) -> FrameLexicon:
    """A lexicon of one pattern, so that words of no lexicon get a voice and a polarity as a frame's terms do.

    Raises:
        PatternError: if the pattern cannot be read.
    """
    parse_pattern(pattern)
    frame = Frame("query", "Query", "words that were asked for", "problem", "none", (Term(pattern),))
    return FrameLexicon("query", "1", "en", "unvalidated", "words that were asked for", (), (frame,), ())


def _check_pattern(pattern: str) -> str:
    try:
        parse_pattern(pattern)
    except PatternError as err:
        raise PydanticCustomError(
            "pattern",
            "{found} at column {column} of the pattern {pattern}; expected {expected}",
            {"found": err.found, "column": err.column, "pattern": repr(pattern[:80]), "expected": err.expected},
        ) from err
    return pattern


def _as_written(version: object) -> object:
    return str(version) if isinstance(version, int) and not isinstance(version, bool) else version


Text = Annotated[str, Field(min_length=1)]
Identifier = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
Pattern = Annotated[str, AfterValidator(_check_pattern)]


class _Term(Schema):
    pattern: Pattern
    strength: Strength = "core"
    lack: bool = False
    subcode: Identifier | None = None

    @model_validator(mode="before")
    @classmethod
    def _plain_text_is_a_pattern(cls, data: object) -> object:
        return {"pattern": data} if isinstance(data, str) else data


class _Frame(Schema):
    id: Identifier
    label: Text
    definition: Text
    function: FrameFunction
    literature: Text
    terms: Annotated[list[_Term], Field(min_length=1)]
    masks: list[Pattern] = Field(default_factory=list)
    negation: str = ""
    notes: str = ""


class _ContestedSet(Schema):
    id: Identifier
    label: Text
    variants: Annotated[dict[str, Annotated[list[Pattern], Field(min_length=1)]], Field(min_length=2)]
    masks: list[Pattern] = Field(default_factory=list)


class _Lexicon(Schema):
    name: Identifier
    version: Annotated[Text, BeforeValidator(_as_written)]
    language: Text
    status: Status
    description: Text
    sources: list[Text] = Field(default_factory=list)
    frames: list[_Frame] = Field(default_factory=list)
    contested_sets: list[_ContestedSet] = Field(default_factory=list)


def _read(path: Path) -> tuple[FrameLexicon | None, list[Problem]]:
    marked = read_marked(path)
    if marked.problems and marked.data is None:
        return None, marked.problems
    if marked.data is None:
        marked.report(1, "an empty file", "a lexicon: name, version, language, status, description, frames")
        return None, marked.problems
    _refuse_numbers(marked)
    schema = check(marked, _Lexicon)
    _check_across(marked)
    problems = sorted(marked.problems, key=lambda problem: int(problem.place))
    return (_build(schema, marked) if schema and not problems else None), problems


def _refuse_numbers(marked: Marked) -> None:
    """Tell what became of `subcodes`, which named terms by their numbers in the first version of the format."""
    frames = _listed(marked.data.get("frames")) if isinstance(marked.data, dict) else []
    for number, frame in enumerate(frames):
        if isinstance(frame, dict) and "subcodes" in frame:
            expected = "`subcode` at each term, e.g. {pattern: famine*, subcode: need}"
            marked.report(("frames", number, "subcodes"), "`subcodes`, which numbered the terms", expected)
            del frame["subcodes"]


def _check_across(marked: Marked) -> None:
    """What a schema cannot see: ids used twice, terms given twice, weak terms that can never count.

    It works on the data as read, whatever its shape, so that these mistakes are told together with the schema's.
    """
    data = marked.data if isinstance(marked.data, Mapping) else {}
    if not data.get("frames") and not data.get("contested_sets"):
        marked.report((), "neither frames nor contested sets", "at least one frame or contested set")
    ids: dict[str, str] = {}
    for group in ("frames", "contested_sets"):
        for number, entry in enumerate(_listed(data.get(group))):
            if not isinstance(entry, Mapping):
                continue
            where = (group, number)
            name = entry.get("id")
            if isinstance(name, str):
                if name in ids:
                    marked.report((*where, "id"), f"the id {name!r} for the second time", "an id of its own")
                ids[name] = group
            if group == "frames":
                _check_frame(marked, entry, where)


def _check_frame(marked: Marked, frame: Mapping[str, Any], where: tuple[str, int]) -> None:
    terms = _listed(frame.get("terms"))
    if terms and all(isinstance(term, Mapping) and term.get("strength") == "weak" for term in terms):
        marked.report(
            (*where, "terms"),
            f"only weak terms in the frame {frame.get('id')!r}",
            "at least one core term, without which weak terms never count",
        )
    seen: set[str] = set()
    for number, term in enumerate(terms):
        pattern = term.get("pattern") if isinstance(term, Mapping) else term
        if isinstance(pattern, str) and pattern in seen:
            marked.report((*where, "terms", number), f"the term {pattern!r} for the second time", "each term once")
        seen.add(str(pattern))


def _listed(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _build(schema: _Lexicon, marked: Marked) -> FrameLexicon:
    frames = []
    for frame in schema.frames:
        terms = tuple(Term(term.pattern, term.strength, term.lack, term.subcode) for term in frame.terms)
        frames.append(
            Frame(
                id=frame.id,
                label=frame.label,
                definition=frame.definition,
                function=frame.function,
                literature=frame.literature,
                terms=terms,
                masks=tuple(frame.masks),
                negation=frame.negation,
                notes=frame.notes,
            )
        )
    sets = tuple(
        ContestedSet(
            id=entry.id,
            label=entry.label,
            variants=tuple(Variant(name, tuple(patterns)) for name, patterns in entry.variants.items()),
            masks=tuple(entry.masks),
        )
        for entry in schema.contested_sets
    )
    return FrameLexicon(
        name=schema.name,
        version=schema.version,
        language=schema.language,
        status=schema.status,
        description=schema.description,
        sources=tuple(schema.sources),
        frames=tuple(frames),
        contested_sets=sets,
        path=marked.path,
        lines=marked.lines,
    )
