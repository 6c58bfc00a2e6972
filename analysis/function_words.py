"""The words that lists of collocates leave out: those of `data/rules/function_words.yaml`."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import Field

from analysis.checked_yaml import Schema, read_checked
from analysis.data_folder import RULES

FILE = RULES / "function_words.yaml"

Words = Annotated[list[str], Field(min_length=1)]


class _FunctionWords(Schema):
    version: int
    articles: Words
    pronouns: Words
    determiners: Words
    prepositions: Words
    conjunctions: Words
    auxiliaries: Words
    adverbs: Words
    contracted: Words


@cache
def read_function_words(path: Path = FILE) -> frozenset[str]:
    """The function words, in small letters with straight apostrophes.

    Raises:
        CheckedFileError: if the file has a mistake.

    Example:
        >>> {"the", "between", "n't"} <= read_function_words(), "war" in read_function_words()
        (True, False)
    """
    classes = read_checked(path, _FunctionWords).model_dump(exclude={"version"})
    return frozenset(word for words in classes.values() for word in words)
