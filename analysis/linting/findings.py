"""What a check of a lexicon finds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Severity = Literal["warning", "note"]
Rule = Literal[
    "covered_by_wider",
    "same_in_two_frames",
    "idle_mask",
    "short_stem",
    "one_spelling",
    "never_matches",
    "other_words",
    "inside_names",
    "one_word_rules",
    "always_covered",
    "mostly_masked",
    "never_supported",
    "frames_overlap",
]


@dataclass(frozen=True, slots=True)
class Finding:
    """Something about a pattern that a person should look at."""

    severity: Severity
    """`warning`: counts are likely wrong, mend it; `note`: worth knowing."""
    rule: Rule
    line: int | None
    """Of the lexicon's file; `None` for a lexicon that was read from no file."""
    frame: str
    pattern: str
    message: str
    examples: tuple[str, ...] = ()
    """Up to two places in the articles, with the match in ⟦ ⟧."""
