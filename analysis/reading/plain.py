"""Text and Markdown files: one file, one article, with YAML front matter or without."""

from __future__ import annotations

import re
from collections.abc import Iterator

from analysis.reading.cells import only_addresses
from analysis.reading.decoding import NotTextError, decode
from analysis.reading.drafts import MAX_TEXT_BYTES, Draft, Metadata, SourceFile, StatedCount
from analysis.reading.exports import is_export, read_export
from analysis.reading.front_matter import FrontMatterError, find_front_matter, opens_front_matter, read_front_matter
from analysis.reading.headers import count_addresses
from analysis.records import Problem

_MARKUP = re.compile(r"\s*(?:<!doctype html|<html\b|<\?xml )", re.IGNORECASE)


def read_bytes(file: SourceFile, limit: int) -> bytes | Problem:
    """The bytes of a file that is no larger than a limit; what is larger is not read at all."""
    try:
        size = file.path.stat().st_size
        if size > limit:
            message = (
                f"{size:,} bytes are too many for one article (at most {limit:,}); split it into one file an article"
            )
            return file.problem("", message)
        return file.path.read_bytes()
    except OSError as err:
        return file.problem("", f"cannot be opened ({err.strerror or err}); check that it exists and may be read")


def not_text(file: SourceFile, reason: NotTextError) -> Problem:
    """The problem of a file that holds no text."""
    return file.problem("", f"not a text file: {reason}; save the article as plain text in UTF-8")


def read_plain(file: SourceFile) -> Iterator[Draft | Problem | StatedCount]:
    """The article in a text or Markdown file, whose text is the whole file, front matter included; or an export's."""
    data = read_bytes(file, MAX_TEXT_BYTES)
    if isinstance(data, Problem):
        yield data
        return
    try:
        text, remark = decode(data)
    except NotTextError as reason:
        yield not_text(file, reason)
        return
    matter = find_front_matter(text)
    if not text[matter.end if matter else 0 :].strip():
        what = "front matter and nothing else" if matter else "empty"
        yield file.problem("", f"{what}: expected the text of an article")
        return
    if _MARKUP.match(text):
        yield file.problem("line 1", "holds HTML or XML, not plain text; name it .html to have its article read")
        return
    if n_addresses := count_addresses(text):
        yield file.problem("", only_addresses(n_addresses))
        return
    if remark:
        yield file.problem(remark.place, remark.message, remark.severity)
    lines = text.splitlines()
    if is_export(lines):
        yield from read_export(file, lines)
        return
    own = Metadata()
    if matter:
        try:
            own = read_front_matter(text[matter.yaml_start : matter.yaml_end])
        except FrontMatterError as err:
            yield file.problem(
                f"line {err.line + 1}",
                f"the front matter is no valid YAML ({err}): its metadata is not used, the article is; "
                'put values with a colon in quotation marks, as in title: "Dam: what now"',
                "warning",
            )
    elif opens_front_matter(text):
        yield file.problem(
            "line 1",
            "front matter begins here and is never closed, so it was read as text; end it with a line ---",
            "warning",
        )
    yield Draft(file, text, own=own)
