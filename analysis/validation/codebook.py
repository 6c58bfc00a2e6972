"""The codebook: what coders are told. It is made of the lexicons' definitions and of the questions' codes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from analysis.validation.questions import FORMS, NOTE, UNSURE
from analysis.validation.sampling import Sample

if TYPE_CHECKING:
    from analysis.lexicons import FrameLexicon

FUNCTIONS = {
    "problem": "it says what the matter is",
    "cause": "it says who or what is to blame",
    "moral": "it judges",
    "treatment": "it says what is to be done",
}
"""Entman's (1993) functions in words."""

_HEADS = {
    "frames": "Sheet “frames”: does the sentence carry the frame?",
    "sentiment": "Sheet “sentiment”: how does the sentence sound?",
    "quotes": "Sheet “quotes”: are these words somebody’s, and whose?",
}
_RULES = (
    "Read this once as a whole, then code alone. Talk about single items only after all sheets are in.",
    "Judge the middle column. The text before and after is there so that you understand it, not to be judged.",
    "Go by the definition, not by single words: a frame can come without its usual words, and the usual words without "
    "the frame. The terms that the program looks for are left out on purpose, as they would lead you to look for them.",
    "The rows are in random order. Nothing in a row tells what the program found, and both kinds are among them.",
    f"Choose one code in each white cell. “{UNSURE}” is a code as well; use it where the text leaves it open, not to "
    f"save time. Where it is in doubt, say why under “{NOTE}”.",
    "Do not sort, delete or add rows or change the item ids; the program refuses what does not fit. Save as it is "
    "(XLSX or CSV).",
)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the codebook."""

    kind: Literal["title", "head", "part", "text", "code"]
    text: str
    name: str = ""
    """The code, for lines of that kind."""


def codebook_lines(sample: Sample, lexicons: Sequence[FrameLexicon]) -> list[Line]:
    """The codebook of a sample, line by line; the terms of frames are not in it, so that they lead nobody.

    Args:
        sample: what is coded.
        lexicons: for the frames' definitions.
    """
    lines = [Line("title", "Codebook"), *(Line("text", rule) for rule in _RULES)]
    for kind, form in FORMS.items():
        if not (sample.items["kind"] == kind).any():
            continue
        lines.append(Line("head", _HEADS[kind]))
        for question in form.questions:
            lines.append(Line("part", f"{question.name}: {question.asks}"))
            lines += [Line("code", meaning, code) for code, meaning in question.codes.items()]
            if question.optional:
                lines.append(Line("text", "Leave it empty where the first answer is not “yes”."))
        if kind == "frames":
            lines += _frames(sample, lexicons)
        if kind == "quotes":
            lines.append(Line("text", "These rows are what the program took for quotes. Many may be right; look hard."))
    return lines


def codebook_markdown(lines: Sequence[Line]) -> str:
    """The codebook as a Markdown file; what lexicons say is text there, never markup."""
    heads = {"title": "# ", "head": "## ", "part": "### "}
    parts: list[str] = []
    for before, line in zip([None, *lines], lines, strict=False):
        text = _escaped(line.text)
        if line.kind == "code":
            if before is None or before.kind != "code":
                parts.append("")
            parts.append(f"- **{_escaped(line.name)}**: {text}")
        else:
            parts += ["", heads.get(line.kind, "") + text]
    return "\n".join(parts).strip() + "\n"


def _frames(sample: Sample, lexicons: Sequence[FrameLexicon]) -> Iterator[Line]:
    known = {f"{lexicon.name}/{frame.id}": frame for lexicon in lexicons for frame in lexicon.frames}
    yield Line("head", "The frames")
    for key, label in sample.labels.items():
        yield Line("part", label)
        frame = known.get(key)
        if frame is None:
            yield Line("text", "No definition: its lexicon was not at hand. Agree on one before you code.")
            continue
        yield Line("text", " ".join(frame.definition.split()))
        yield Line("text", f"Function (Entman 1993): {frame.function}; {FUNCTIONS[frame.function]}.")
        yield Line("text", f"Literature: {' '.join(frame.literature.split())}")


def _escaped(text: str) -> str:
    return "".join(f"\\{sign}" if sign in "\\`*_[]<>#|" else sign for sign in text)
