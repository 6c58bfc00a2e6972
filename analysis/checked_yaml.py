"""YAML files that people edit, checked against a schema so that every mistake is told with its line.

Files are read event by event: no object is ever constructed from a tag, and aliases are refused, so that a file can
neither run code nor grow in memory. Plain words stay words: only `true` and `false` are truth values, `1.10` is text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import UnionType
from typing import Any, TypeVar, Union, get_args, get_origin

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from analysis.records import Problem

MAX_BYTES = 2_000_000
MAX_DEPTH = 12

Location = tuple[str | int, ...]
Model = TypeVar("Model", bound="Schema")


class Schema(BaseModel):
    """What a file, or a part of one, must hold; unknown keys are mistakes."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class CheckedFileError(ValueError):
    """A file that cannot be used as it is; `problems` names every mistake with its line."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(f"{p.path}:{p.place}: {p.message}" for p in problems))
        self.problems = tuple(problems)


@dataclass(slots=True)
class Marked:
    """The plain data of a YAML file, the line of every part, and what is wrong with it."""

    path: str
    data: Any = None
    lines: dict[Location, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def report(self, where: Location | int, found: str, expected: str) -> None:
        """Note a mistake at a line, or at the closest known line to a place in the data."""
        line = where if isinstance(where, int) else self.line(where)
        problem = Problem(self.path, str(line), f"{found}; expected {expected}")
        if problem not in self.problems:
            self.problems.append(problem)

    def line(self, where: Location) -> int:
        """The line of a place in the data, or of what holds it."""
        while where and where not in self.lines:
            where = where[:-1]
        return self.lines.get(where, 1)


def read_marked(path: Path) -> Marked:
    """Read a YAML file into plain dicts, lists, texts, whole numbers, truth values and `None`.

    The result's `problems` hold whatever is wrong with the file's bytes or its YAML; `data` is what could be read.
    """
    marked = Marked(path.as_posix())
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
    except OSError as err:
        marked.report(1, f"the file cannot be read ({err.strerror or err})", "a readable YAML file")
        return marked
    if len(raw) > MAX_BYTES:
        marked.report(1, "a larger file", f"at most {MAX_BYTES:,} bytes")
        return marked
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as err:
        marked.report(raw.count(b"\n", 0, err.start) + 1, f"the byte 0x{raw[err.start]:02X}", "text encoded as UTF-8")
        return marked
    try:
        _Builder(marked).build(text)
    except yaml.reader.ReaderError as err:
        line = text.count("\n", 0, err.position) + 1
        marked.report(line, f"the character U+{ord(text[err.position]):04X}", "no control characters")
        marked.data = None
    except yaml.MarkedYAMLError as err:
        mark = err.problem_mark or err.context_mark
        found = ", ".join(part for part in (err.context, err.problem) if part) or "broken YAML"
        marked.report(_line(mark), found, "well-formed YAML")
        marked.data = None
    return marked


def check(marked: Marked, model: type[Model]) -> Model | None:
    """The data as an instance of its schema, or `None` with the mistakes added to `marked.problems`."""
    try:
        return model.model_validate(marked.data)
    except ValidationError as err:
        for error in err.errors(include_url=False):
            where = tuple(error["loc"])
            found, expected = _explain(error["type"], error, model)
            marked.report(where, found, expected)
        return None


def read_checked(path: Path, model: type[Model], look_further: Callable[[Model, Marked], None] | None = None) -> Model:
    """A file as an instance of its schema.

    Args:
        path: of the file.
        model: what it must hold.
        look_further: reports what a schema cannot tell, e.g. that two entries contradict each other.

    Raises:
        CheckedFileError: with every mistake in the file and its line.
    """
    marked = read_marked(path)
    data = check(marked, model) if not marked.problems else None
    if data is not None and look_further is not None:
        look_further(data, marked)
    if data is None or marked.problems:
        raise CheckedFileError(marked.problems)
    return data


class _Builder:
    """Puts parse events together; a stack instead of recursion, so that nesting cannot exhaust the interpreter."""

    def __init__(self, marked: Marked) -> None:
        self.marked = marked
        self.stack: list[tuple[Any, Location]] = []
        self.keys: list[str | None] = []
        self.documents = 0

    def build(self, text: str) -> None:
        for event in yaml.parse(text, Loader=yaml.SafeLoader):
            line = _line(event.start_mark)
            if isinstance(event, yaml.DocumentStartEvent):
                self.documents += 1
                if self.documents == 2:
                    self.marked.report(line, "a second document", "one document a file")
                    return
            elif isinstance(event, yaml.AliasEvent):
                self.marked.report(line, f"the alias *{event.anchor}", "the text itself")
                self.add(None, line, is_scalar=True)
            elif isinstance(event, yaml.ScalarEvent):
                self.check_tag(event, line)
                self.add(event.value if event.style else _plain(event.value), line, is_scalar=True, text=event.value)
            elif isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
                self.check_tag(event, line)
                container: Any = {} if isinstance(event, yaml.MappingStartEvent) else []
                where = self.add(container, line)
                self.stack.append((container, where))
                self.keys.append(None)
                if len(self.stack) > MAX_DEPTH:
                    self.marked.report(line, f"more than {MAX_DEPTH} levels", "less nesting")
                    return
            elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
                self.stack.pop()
                self.keys.pop()

    def check_tag(self, event: Any, line: int) -> None:
        if event.tag is not None:
            self.marked.report(line, f"the tag {event.tag}", "plain YAML without tags")

    def add(self, value: Any, line: int, *, is_scalar: bool = False, text: str = "") -> Location:
        """Put a value where it belongs: the next item of a list, or a key and then its value."""
        if not self.stack:
            self.marked.data = value
            self.marked.lines[()] = line
            return ()
        container, where = self.stack[-1]
        if isinstance(container, list):
            here: Location = (*where, len(container))
            container.append(value)
            self.marked.lines[here] = line
            return here
        key = self.keys[-1]
        if key is None:
            if not is_scalar:
                self.marked.report(line, "a list or mapping as a key", "a word")
            self.keys[-1] = text
            here = (*where, text)
            if text in container:
                self.marked.report(line, f"the key {text!r} for the second time", "each key once")
            self.marked.lines[here] = line
            return here
        here = (*where, key)
        container[key] = value
        if is_scalar:
            self.marked.lines[here] = line
        self.keys[-1] = None
        return here


def _line(mark: Any) -> int:
    """The line of a parser's mark, from 1."""
    return int(mark.line) + 1 if mark else 1


def _plain(value: str) -> str | int | bool | None:
    if value in {"", "~", "null"}:
        return None
    if value in {"true", "false"}:
        return value == "true"
    return int(value) if re.fullmatch(r"[-+]?\d{1,9}", value) else value


def _explain(kind: str, error: Any, model: type[BaseModel]) -> tuple[str, str]:
    """What was found and what was expected, in the words of somebody who edits the file."""
    where: Location = tuple(error["loc"])
    name = next((repr(step) for step in reversed(where) if isinstance(step, str)), "the file")
    if kind == "missing":
        return f"no key {name}", f"the keys {_known_keys(model, where[:-1])}" if where else "content"
    if kind == "extra_forbidden":
        return f"the unknown key {name}", f"one of {_known_keys(model, where[:-1])}"
    found = f"{_describe(error['input'])} under {name}" if where else _describe(error["input"])
    context = error.get("ctx", {})
    expected = {
        "string_type": "text",
        "int_type": "a whole number",
        "bool_type": "true or false",
        "list_type": "a list",
        "dict_type": "a mapping of keys to values",
        "model_type": "a mapping of keys to values",
        "string_too_short": "some text",
        "too_short": "at least one entry",
        "literal_error": f"{context.get('expected', '')}",
        "string_pattern_mismatch": "lower-case letters, digits and underscores, a letter first",
    }.get(kind)
    if expected is None:
        found, _, expected = str(error["msg"]).partition("; expected ")
    return found, expected


def _describe(value: object) -> str:
    match value:
        case None:
            return "nothing"
        case bool():
            return f"the truth value {str(value).lower()}"
        case int():
            return f"the number {value}"
        case str():
            return f"the text {value[:60]!r}" if value else "an empty text"
        case list():
            return "an empty list" if not value else "a list"
        case _:
            return "a mapping"


def _known_keys(model: type[BaseModel], where: Location) -> str:
    """The keys that a schema allows at a place."""
    kind: Any = model
    for step in where:
        kind = next(_parts(kind, step), None)
    fields = kind.model_fields if isinstance(kind, type) and issubclass(kind, BaseModel) else {}
    return ", ".join(info.alias or key for key, info in fields.items()) or "the documented ones"


def _parts(kind: Any, step: str | int) -> Iterator[Any]:
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        if step in kind.model_fields:
            yield kind.model_fields[str(step)].annotation
    elif get_origin(kind) in {Union, UnionType}:
        for option in get_args(kind):
            yield from _parts(option, step)
    elif get_args(kind):
        yield get_args(kind)[-1]
