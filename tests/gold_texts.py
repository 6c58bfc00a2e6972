"""The gold of quote attribution: reads `data/gold/attribution/`, and tells what stands in quotation marks there.

The marks are found here anew, not by the package, so that an error there cannot hide from the figures.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import yaml

from analysis.records import AttributionType, Span, SpeakerType

GOLD = Path(__file__).resolve().parents[1] / "data" / "gold" / "attribution"
_ROLES = ("content", "cue", "source")
_DOUBLE = re.compile(r"„[^“”\n]*[“”]?|“[^”\n]*”?|«[^»\n]*»?|\"[^\"\n]*\"?|(?<!['\w])(?:''|``)(?:(?!'')[^\n])*(?:'')?")
_SINGLE = re.compile(r"(?<![\w'‘’])(['‘])(?=\w|[“\"$£€])(?!(?:\d0s|em|til|tis|twas|cause|n)\b)")


class GoldError(ValueError):
    """A gold file that cannot be used; the message names the file, the entry and the snippet."""


@dataclass(frozen=True, slots=True)
class GoldAttribution:
    """An attribution as a careful reader sees it; spans are half-open character offsets into its text."""

    content: tuple[Span, ...]
    cue: tuple[Span, ...]
    source: tuple[Span, ...]
    speaker: str | None
    aliases: tuple[str, ...]
    speaker_type: SpeakerType
    type: AttributionType


@dataclass(frozen=True, slots=True)
class GoldText:
    """A passage or an article with all its attributions, in text order."""

    text_id: str
    construction: str
    text: str
    attributions: tuple[GoldAttribution, ...]


def read_gold(folder: Path = GOLD) -> dict[str, tuple[GoldText, ...]]:
    """The gold by part: `articles` and `passages`."""
    articles = tuple(text for path in sorted((folder / "articles").glob("*.yaml")) for text in read_gold_file(path))
    return {"articles": articles, "passages": read_gold_file(folder / "passages.yaml")}


def read_gold_file(path: Path) -> tuple[GoldText, ...]:
    """The entries of one file.

    Raises:
        GoldError: for unknown or missing keys, an id used twice, and a snippet that is not found, stands at several
            places, precedes the one before it or overlaps another part of its attribution.
    """
    texts: dict[str, GoldText] = {}
    for entry in yaml.safe_load(path.read_text(encoding="utf-8")):
        where = f"{path.name}, {entry.get('id', 'an entry without id')}"
        if set(entry) - {"subject", "outlet"} != {"id", "construction", "text", "attributions"}:
            raise GoldError(f"{where}: wrong keys, {sorted(entry)}")
        if entry["id"] in texts:
            raise GoldError(f"{where}: the id is used twice")
        found = tuple(_located(entry["text"], item, where) for item in entry["attributions"])
        texts[entry["id"]] = GoldText(entry["id"], entry["construction"], entry["text"], found)
    return tuple(texts.values())


def _located(text: str, item: dict[str, Any], where: str) -> GoldAttribution:
    if not item.get("content"):
        raise GoldError(f"{where}: an attribution without content")
    roles: dict[str, Any] = {role: tuple(_span(text, piece, where) for piece in item.get(role, ())) for role in _ROLES}
    in_role_order = [list(pairwise(spans)) for spans in roles.values()]
    across_roles = list(pairwise(sorted(span for spans in roles.values() for span in spans)))
    for before, after in (*(pair for pairs in in_role_order for pair in pairs), *across_roles):
        if after[0] < before[1]:
            raise GoldError(f"{where}: {text[slice(*after)]!r} overlaps or precedes {text[slice(*before)]!r}")
    rest = {key: value for key, value in item.items() if key not in _ROLES}
    try:
        return GoldAttribution(**roles, **{**rest, "aliases": tuple(rest.get("aliases", ()))})
    except TypeError as err:
        raise GoldError(f"{where}: {text[slice(*roles['content'][0])]!r}: {err}") from None


def _span(text: str, piece: str | dict[str, Any], where: str) -> Span:
    """Where a snippet stands; an occurrence that begins or ends inside a word does not count."""
    snippet, nth = (piece, None) if isinstance(piece, str) else (str(piece.get("text", "")), piece.get("nth"))
    if not snippet.strip():
        raise GoldError(f"{where}: an empty snippet")
    before, after = r"(?<!\w)" if snippet[0].isalnum() else "", r"(?!\w)" if snippet[-1].isalnum() else ""
    starts = [match.start() for match in re.finditer(f"(?={before}{re.escape(snippet)}{after})", text)]
    if not starts or (nth is not None and not 1 <= nth <= len(starts)):
        raise GoldError(f"{where}: {snippet!r} (occurrence {nth or 1}) is not in the text")
    if nth is None and len(starts) > 1:
        raise GoldError(f"{where}: {snippet!r} is ambiguous, it stands at {len(starts)} places; say which with nth")
    start = starts[(nth or 1) - 1]
    return start, start + len(snippet)


def marked_regions(text: str) -> list[Span]:
    """What stands in quotation marks, marks included; an open mark runs to the end of its paragraph."""
    regions: list[Span] = []
    for line in re.finditer(r"[^\n]+", text):
        inner = [match.span() for match in _DOUBLE.finditer(line[0])]
        end = 0
        for match in _SINGLE.finditer(line[0]):
            if match.start() >= end and not any(start <= match.start() < stop for start, stop in inner):
                end = _single_end(line[0], match)
                inner.append((match.start(), end))
        regions += [(line.start() + start, line.start() + stop) for start, stop in inner]
    return regions


def _single_end(line: str, opening: re.Match[str]) -> int:
    """The end of a region in single marks: the first closing mark that is no plural's apostrophe, else any."""
    mark = "’" if opening[1] == "‘" else "'"
    closers = [m.end() for m in re.finditer(rf"(?<=\S){mark}(?!\w)", line) if m.start() > opening.end()]
    sure = [end for end in closers if not re.match(r"s.\s[^\W\d_A-Z]", line[end - 2 :])]
    return (sure or closers or [len(line)])[0]
