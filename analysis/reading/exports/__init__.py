"""Exports of archives (Nexis, Factiva, ProQuest): one file of many articles, told by what stands in it → the articles.

An export is known by marks that it cannot lack, never by its name. What stands around the articles (cover pages, tables
of contents, search summaries) is no part of them, nor are the archive's own fields.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from analysis.reading.drafts import Draft, SourceFile, StatedCount
from analysis.reading.exports import factiva, nexis, nexis_text, proquest
from analysis.reading.exports.parts import Part, Remark, join_text
from analysis.reading.metadata import clean
from analysis.reading.openings import put_headline
from analysis.records import Problem

_ARCHIVES = (nexis_text, nexis, factiva, proquest)


def is_export(lines: Sequence[str]) -> bool:
    """Whether the lines of a document are an archive's export."""
    return any(archive.is_export(lines) for archive in _ARCHIVES)


def read_export(
    file: SourceFile, lines: Sequence[str], join: Callable[[Sequence[str]], str] = join_text
) -> Iterator[Draft | Problem | StatedCount]:
    """The articles of an export.

    Args:
        file: the export.
        lines: of it, in their order, blank ones too; in documents each paragraph is one.
        join: makes a text of an article's lines.
    """
    archive = next(archive for archive in _ARCHIVES if archive.is_export(lines))
    number = 0
    for found in archive.split(lines):
        if isinstance(found, StatedCount):
            yield found
        elif isinstance(found, Part):
            number += 1
            own, text = found.metadata(), clean(join(found.lines))
            if len(text.split()) < 2:
                named = f" ({own.headline})" if own.headline else ""
                yield file.problem(f"document {number}", f"the export has no text of this article{named}")
            else:
                yield Draft(file, put_headline(text, own.headline), own=own, row=number)
        elif isinstance(found, Remark):
            yield file.problem(f"after document {number}" if number else "", found.message, found.severity)
        else:
            yield file.problem(f"after document {number}", found)
    if not number:
        yield file.problem("", f"an export of {archive.NAME} without an article")
