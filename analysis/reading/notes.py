"""What is not known about the articles of a corpus, counted while they are read and told once a kind."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from analysis.reading.sidecar import NAMED, list_names
from analysis.records import Article, Problem

if TYPE_CHECKING:
    from analysis.reading.drafts import Metadata

ADVICE = "a table metadata.csv beside the articles (columns file, outlet, date, author, headline) can tell it"

_KNOWN: tuple[tuple[str, Callable[[Article], object]], ...] = (
    ("outlet", lambda article: article.outlet),
    ("date", lambda article: article.date),
    ("author", lambda article: article.author),
    ("headline", lambda article: article.headline),
)


@dataclass(slots=True)
class Counted:
    """How many there are, and the first of them."""

    n: int = 0
    first: list[str] = field(default_factory=list)

    def add(self, name: str) -> None:
        """Count one more."""
        self.n += 1
        if len(self.first) < NAMED:
            self.first.append(name)

    def __str__(self) -> str:
        more = f" and {self.n - len(self.first):,} more" if self.n > len(self.first) else ""
        return ", ".join(self.first) + more


class Notes:
    """What is missing or doubtful in the metadata of a corpus; the articles themselves are not kept."""

    def __init__(self, label: str) -> None:
        self._label = label
        self._n = 0
        self._missing = {kind: Counted() for kind, _ in _KNOWN}
        self._unread = Counted()
        self._unread_path = ""
        self._spellings: dict[str, set[str]] = {}
        self._foreign = Counted()

    def add(self, article: Article, metadata: Metadata) -> None:
        """Look at an article, and at what its files say about it."""
        self._n += 1
        for kind, value in _KNOWN:
            if value(article) is None:
                self._missing[kind].add(article.article_id)
        if metadata.date is None and metadata.unread_date:
            self._unread.add(f"{metadata.unread_date!r} in {_where(article)}")
            self._unread_path = article.path
        if article.outlet is not None:
            key = re.sub(r"\W|_", "", article.outlet).casefold()
            self._spellings.setdefault(key, set()).add(article.outlet)

        if article.language and not re.match(r"en(?:g|glish)?\b", article.language, re.IGNORECASE):
            self._foreign.add(f"{article.article_id} ({article.language})")

    def problems(self, by_folder: Counted | None = None, folders: list[str] | None = None) -> Iterator[Problem]:
        """Yield the notes.

        Args:
            by_folder: the articles whose outlet only their folder tells, if there are any.
            folders: the names of these folders.
        """
        for kind, missing in self._missing.items():
            if missing.n and not (kind == "outlet" and by_folder):
                yield self._note(f"no {kind} is known for {missing.n} of {self._n} articles ({missing}); {ADVICE}")
        if self._unread.n:
            message = (
                f"{self._unread.n} date{'s have' if self._unread.n > 1 else ' has'} no certain reading: "
                f"{self._unread}; left unknown, write dates as 2025-03-04"
            )
            yield Problem(self._unread_path if self._unread.n == 1 else self._label, "", message, "note")
        if by_folder:
            names = list_names(folders or [])
            message = f"the outlet of {by_folder.n} articles was taken from their folders' names ({names})"
            yield self._note(f"{message}; if these are no outlets, {ADVICE}")
        for spellings in self._spellings.values():
            if len(spellings) > 1:
                alike = " and ".join(map(repr, sorted(spellings)))
                yield self._note(f"{alike} count as {len(spellings)} outlets; if they are one, {ADVICE}")
        if self._foreign.n:
            message = f"{self._foreign.n} articles are not in English, the language of the analysis: {self._foreign}"
            yield Problem(self._label, "", message, "warning")

    def _note(self, message: str) -> Problem:
        return Problem(self._label, "", message, "note")


def _where(article: Article) -> str:
    return article.path if article.row is None else f"{article.path} row {article.row}"
