"""The words by which names of speakers are compared, read from `data/rules`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import Field

from analysis.checked_yaml import Schema, read_checked
from analysis.data_folder import RULES
from analysis.quotes.words import Words


class _SpeakerNames(Schema):
    version: int
    particles: Words
    indefinite: Words
    before_titles: Words
    forename_titles: Words
    suffixes: Words
    small_words: Words
    nicknames: list[Annotated[list[str], Field(min_length=2)]]


@dataclass(frozen=True, slots=True)
class SpeakerWords:
    """Lists of words, as the shipped file explains them."""

    particles: frozenset[str]
    indefinite: frozenset[str]
    before_titles: frozenset[str]
    forename_titles: frozenset[str]
    suffixes: frozenset[str]
    small_words: frozenset[str]
    nicknames: frozenset[frozenset[str]]
    """Pairs of first names that one person may go by."""


@cache
def read_speaker_words(path: Path = RULES / "speaker_names.yaml") -> SpeakerWords:
    """Read the words.

    Raises:
        CheckedFileError: with every mistake in the file and its line.

    Example:
        >>> frozenset({"bill", "william"}) in read_speaker_words().nicknames
        True
    """
    data = read_checked(path, _SpeakerNames)
    return SpeakerWords(
        particles=frozenset(data.particles),
        indefinite=frozenset(data.indefinite),
        before_titles=frozenset(data.before_titles),
        forename_titles=frozenset(data.forename_titles),
        suffixes=frozenset(data.suffixes),
        small_words=frozenset(data.small_words),
        nicknames=frozenset(
            frozenset((one, other)) for row in data.nicknames for i, one in enumerate(row) for other in row[i + 1 :]
        ),
    )
