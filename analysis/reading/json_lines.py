"""JSON Lines: an object a line, with the text of an article and its metadata."""

from __future__ import annotations

import json
from collections.abc import Iterator

from analysis.reading import rows
from analysis.reading.cells import make_draft
from analysis.reading.drafts import Draft, SourceFile, Tally
from analysis.records import Problem


def read_jsonl(file: SourceFile) -> Iterator[Draft | Problem]:
    """The articles in JSON Lines, which are streamed: an object a line, with its text and metadata by usual names."""
    opened = rows.open_text(file)
    if isinstance(opened, Problem):
        yield opened
        return
    stream, remark = opened
    if remark:
        yield remark
    faults = Tally(file, "line")
    number = n_lines = 0
    with stream:
        while line := stream.readline(rows.MAX_LINE + 1):
            number += 1
            if len(line) > rows.MAX_LINE:
                n_lines += 1
                message = f"longer than {rows.MAX_LINE:,} characters, so it and what follows was not read"
                yield file.problem(f"line {number}", f"{message}; expected one JSON object a line")
                break
            if not line.strip():
                continue
            n_lines += 1
            draft = _parse_line(file, number, line)
            if isinstance(draft, Draft):
                yield draft
            else:
                faults.add(number, draft)
    if not n_lines:
        yield file.problem("", "empty: expected one JSON object a line")
    yield from faults.problems()


def _parse_line(file: SourceFile, number: int, line: str) -> Draft | str:
    """The article of a line, or what is wrong with it."""
    try:
        values = json.loads(line)
    except RecursionError:
        return "nested too deeply; expected one flat JSON object a line"
    except ValueError as err:
        hint = "; the file seems to be one JSON array" if line.strip() in ("[", "{") else ""
        reason = f"{err.msg}, column {err.colno}" if isinstance(err, json.JSONDecodeError) else str(err)
        return f"no valid JSON ({reason}); expected one JSON object a line{hint}"
    if not isinstance(values, dict):
        return f"a JSON {_kind(values)}; expected an object with a text"
    return make_draft(file, values, number)


def _kind(value: object) -> str:
    kinds = {list: "list", bool: "truth value", int: "number", float: "number", type(None): "null"}
    return kinds.get(type(value), "text")
