"""What denies, read from `data/rules/negation.yaml` and the lists that it shares with `data/rules/polarity.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from analysis import data_folder
from analysis.checked_yaml import Schema, read_checked
from analysis.framing.polarity_rules import PolarityRules, Words, shipped_polarity_rules

RULES = data_folder.RULES / "negation.yaml"

Phrases = frozenset[tuple[str, ...]]


@dataclass(frozen=True, slots=True, eq=False)
class NegationRules:
    """The cues, indexed."""

    words: frozenset[str]
    """Word forms that negate by themselves, "n't" among them."""
    approximate: frozenset[str]
    pseudo_negation: Phrases
    """Word sequences that look like a negation and are none, from the word that would be the cue."""
    after: Phrases
    """What makes an alternative or a comparison of the negation behind it ("or not")."""
    phrases: Phrases
    pairs: Mapping[str, str]
    """The first word of a cue in two places → the second."""
    free: Mapping[str, tuple[str, ...]]
    """Affix → how the words begin that only look so."""
    listed: Mapping[str, tuple[str, ...]]
    """Prefix → how the words go on that it negates."""

    def affix(self, word: str) -> tuple[int, int] | None:
        """Where in a lower-cased word the negating affix stands, or `None`.

        Example:
            >>> rules = shipped_negation_rules()
            >>> [rules.affix(word) for word in ("unhappy", "uselessly", "impossible", "until", "important")]
            [(0, 2), (3, 7), (0, 2), None, None]
        """
        if len(word) < _SHORTEST or not word.isalpha():
            return None
        for affix, exceptions in self.free.items():
            if affix == "less":
                at = word.rfind(affix)
                ends = at > 1 and word[at + len(affix) :] in _AFTER_LESS
            else:
                at, ends = 0, word.startswith(affix)
            if ends and not word.startswith(exceptions):
                return at, at + len(affix)
        for prefix, stems in self.listed.items():
            if word.startswith(prefix) and word[len(prefix) :].startswith(stems):
                return 0, len(prefix)
        return None


_SHORTEST = 6
_AFTER_LESS = frozenset({"", "ly", "ness"})


class _Affixes(Schema):
    free: dict[str, Words]
    listed: dict[str, Words]


class _Rules(Schema):
    version: str
    language: str
    approximate: Words
    negating_phrases: Words
    pseudo_negation: Words
    after: Words
    phrases: Words
    pairs: dict[str, str]
    affixes: _Affixes


def read_negation_rules(path: Path = RULES, polarity: PolarityRules | None = None) -> NegationRules:
    """Read and check a rules file.

    Args:
        path: of the file.
        polarity: the lists that it builds on; those of the project if omitted.

    Raises:
        CheckedFileError: with every mistake and its line.
    """
    rules = read_checked(path, _Rules)
    polarity = polarity or shipped_polarity_rules()
    prepositions = {word for word, effect in polarity.prepositions.items() if effect == "negated"}
    approximate = frozenset(rules.approximate)
    return NegationRules(
        words=frozenset((polarity.negators | polarity.negative_words | prepositions) - approximate),
        approximate=approximate,
        pseudo_negation=(polarity.pseudo_negation - _phrases(rules.negating_phrases)) | _phrases(rules.pseudo_negation),
        after=_phrases(rules.after),
        phrases=_phrases(rules.phrases),
        pairs=dict(rules.pairs),
        free={affix: tuple(words) for affix, words in rules.affixes.free.items()},
        listed={prefix: tuple(stems) for prefix, stems in rules.affixes.listed.items()},
    )


@cache
def shipped_negation_rules() -> NegationRules:
    """The project's own rules, read once a process."""
    return read_negation_rules()


def _phrases(entries: Words) -> Phrases:
    return frozenset(tuple(entry.split()) for entry in entries)
