"""What coders are asked: the kinds of sheets, their columns, and the codes of each question."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["frames", "sentiment", "quotes"]

ITEM, SAMPLE, CODER, NOTE = "item", "sample", "coder", "note"
UNSURE = "unsure"
ADJUDICATED = "adjudicated"
"""The coder of the sheet in which coders have settled their disagreements; its codes win over all others."""

_YES_NO_ALIASES = {
    **dict.fromkeys(("y", "1", "true", "wahr", "vrai", "verdadero"), "yes"),
    **dict.fromkeys(("n", "0", "false", "falsch", "faux", "falso"), "no"),
    "?": UNSURE,
}


@dataclass(frozen=True, slots=True)
class Question:
    """A column that coders fill in."""

    name: str
    """The column's title, one word."""
    asks: str
    codes: Mapping[str, str]
    """Each code and when to give it."""
    aliases: Mapping[str, str] = field(default_factory=dict)
    """What else is read as a code: what spreadsheet programs make of it, and short forms."""
    optional: bool = False
    """Whether it is to be left empty for some items."""


@dataclass(frozen=True, slots=True)
class Form:
    """A kind of sheet."""

    kind: Kind
    prefix: str
    """The first letter of its items' ids."""
    shown: tuple[str, ...]
    """The columns that show the item, after its id."""
    passage: str
    """The one of them that is to be judged."""
    questions: tuple[Question, ...]

    @property
    def columns(self) -> tuple[str, ...]:
        """All columns in their order."""
        return (ITEM, *self.shown, *(question.name for question in self.questions), NOTE, SAMPLE, CODER)


FORMS: Mapping[Kind, Form] = {
    form.kind: form
    for form in (
        Form(
            "frames",
            "F",
            ("frame", "before", "sentence", "after"),
            "sentence",
            (
                Question(
                    "present",
                    "Does the sentence carry the frame named in its row?",
                    {
                        "yes": "it speaks of what the definition says, in whatever words, and whether it asserts, "
                        "denies or demands it",
                        "no": "it does not, or only the text around it does",
                        UNSURE: "it cannot be told even with the text around it",
                    },
                    _YES_NO_ALIASES,
                ),
                Question(
                    "voice",
                    "If yes: whose words are those that carry the frame?",
                    {
                        "narrator": "the reporter's own",
                        "quoted": "those of somebody who is reported to have said, written or thought them, with or "
                        "without quotation marks",
                        UNSURE: "it cannot be told",
                    },
                    {"narr": "narrator", "quote": "quoted", "?": UNSURE},
                    optional=True,
                ),
                Question(
                    "manner",
                    "If yes: is it asserted there?",
                    {
                        "asserted": "it is told as a fact",
                        "denied": "it is negated or rejected (“no surrender”, “denied that …”)",
                        "open": "it is demanded, planned, feared, or only possible",
                        UNSURE: "it cannot be told",
                    },
                    {"?": UNSURE},
                    optional=True,
                ),
            ),
        ),
        Form(
            "sentiment",
            "S",
            ("before", "sentence", "after"),
            "sentence",
            (
                Question(
                    "tone",
                    "How does the sentence sound, by its words?",
                    {
                        "negative": "its words sound more bad than good: harm, loss, blame, fear",
                        "neutral": "neither, or both alike",
                        "positive": "its words sound more good than bad: help, success, praise, hope",
                        UNSURE: "it cannot be told",
                    },
                    {
                        **dict.fromkeys(("neg", "-1"), "negative"),
                        **dict.fromkeys(("neu", "0"), "neutral"),
                        **dict.fromkeys(("pos", "1", "+1"), "positive"),
                        "?": UNSURE,
                    },
                ),
            ),
        ),
        Form(
            "quotes",
            "Q",
            ("before", "words", "after", "speaker"),
            "words",
            (
                Question(
                    "quote",
                    "Is somebody in the article reported to have said, written or thought these words?",
                    {
                        "yes": "they are attributed to somebody or to a document, with or without quotation marks, and "
                        "begin and end about right; a “she said” between them does not matter",
                        "no": "they are the reporter's own, or much is missing or too much",
                        UNSURE: "it cannot be told",
                    },
                    _YES_NO_ALIASES,
                ),
                Question(
                    "attributed",
                    "If yes: is the speaker in the row the one to whom the article attributes them?",
                    {
                        "yes": "it is, by whatever name; or none is named in the row and the article names none",
                        "no": "it is somebody else; or none is named in the row though the article names one",
                        UNSURE: "it cannot be told from the text around it",
                    },
                    _YES_NO_ALIASES,
                    optional=True,
                ),
            ),
        ),
    )
}
"""The sheets in the order of the workbook."""
