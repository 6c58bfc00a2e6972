"""How far a resolution can be trusted: how often such a one was right on annotated articles."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from analysis.quotes.antecedents import Antecedent

Reason = Literal[
    "full_name", "surname", "lone_name", "body", "title", "epithet", "description", "owner", "only_pronoun",
    "sure_pronoun", "likely_pronoun", "doubtful_pronoun", "thing", "plural", "pair", "relative", "first_person",
    "unnamed", "running",
]  # fmt: skip

_COUNTS: Mapping[Reason, tuple[int, int]] = {
    "full_name": (99, 100),
    "surname": (99, 100),
    "lone_name": (9, 10),
    "body": (9, 10),
    "title": (9, 10),
    "epithet": (9, 10),
    "description": (9, 10),
    "owner": (9, 10),
    "only_pronoun": (9, 10),
    "sure_pronoun": (9, 10),
    "likely_pronoun": (9, 10),
    "doubtful_pronoun": (9, 10),
    "thing": (9, 10),
    "plural": (9, 10),
    "pair": (9, 10),
    "relative": (9, 10),
    "first_person": (9, 10),
    "unnamed": (9, 10),
    "running": (9, 10),
}
"""Right ones among the sources resolved in each way."""

CONFIDENCE: Mapping[Reason, float] = {reason: (right + 1) / (n + 2) for reason, (right, n) in _COUNTS.items()}
"""The share that was right, drawn towards one half where few were seen (Laplace's rule of succession)."""

_SURE, _LIKELY = 0.9, 0.65


def pronoun_reason(found: Antecedent) -> Reason:
    """How sure "he" or "she" is: one person at hand, or several of whom one is more or less likely."""
    if found.candidates == 1:
        return "only_pronoun"
    if found.probability >= _SURE:
        return "sure_pronoun"
    return "likely_pronoun" if found.probability >= _LIKELY else "doubtful_pronoun"
