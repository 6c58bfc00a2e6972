"""The organisations, groups and places that an article names, and which of them "the ministry" means."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from analysis.quotes.cue_sites import TokenRange
from analysis.quotes.speakers.layout import DECAY, Layout, mention_weight

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

LABELS = frozenset({"ORG", "NORP", "GPE"})
_PLACE = 0.2
"""What a place or nationality counts beside an organisation: it rarely is what "the group" means."""
_FAINTEST = 0.15
"""Weight below which no named body is near enough to be meant."""
_FARTHEST = 12
"""Sentences over which a mention fades."""
_JOINED = frozenset({"compound", "amod", "nmod", "poss", "case"})
_ACRONYM = re.compile(r"(?:['’]s)?\s+\(([A-Z][A-Za-z]{1,7})\)")
_LONGEST_ACRONYM = 5
_ARTICLE = re.compile(r"^(?:the|a|an)\s+(?=\S)", re.IGNORECASE)
_SMALL = frozenset({"of", "the", "and", "for", "on", "in", "to", "de"})


class Bodies:
    """The bodies of one article."""

    def __init__(self, layout: Layout) -> None:
        """Collect what the recogniser labels in the analysed sentences; mentions inside quotation marks weigh less."""
        self._doc = layout.doc
        self._layout = layout
        found: list[tuple[int, int, str, float]] = []
        organisations: set[str] = set()
        for ent in layout.entities:
            if ent.label_ in LABELS and (root := ent.root).pos_ in ("PROPN", "NOUN", "ADJ"):
                name = _bare(ent)
                if ent.label_ == "ORG":
                    organisations.add(name)
                weight = mention_weight(root, layout.quoted) * (1.0 if ent.label_ == "ORG" else _PLACE)
                found.append((ent.start, ent.end, name, weight))
        self._fullest = _fullest_names([name for _, _, name, _ in found], organisations, layout.parsed.article.text)
        self._organisations = {self._fullest[name] for name in organisations}
        self._mentions = [(start, end, self._fullest[name], weight) for start, end, name, weight in found]
        self._at = {i: number for number, (start, end, _, _) in enumerate(self._mentions) for i in range(start, end)}

    def __iter__(self) -> Iterator[tuple[int, int, str]]:
        """Token range and fullest name of everything that is labelled, in text order."""
        return ((start, end, name) for start, end, name, _ in self._mentions)

    def at(self, position: int) -> str | None:
        """The fullest name of what is labelled at a place."""
        return self._mentions[self._at[position]][2] if position in self._at else None

    def name_of(self, head: Token, source: TokenRange) -> str:
        """The name of a body as the phrase gives it, without article and possessive."""
        doc = self._doc
        start, end, name = head.i, head.i + 1, None
        if head.i in self._at:
            start, end, name, _ = self._mentions[self._at[head.i]]
            if start < source[0] or end > source[1]:
                start, end, name = max(start, source[0]), min(end, source[1]), None
        left = start
        while left > source[0] and doc[left - 1].dep_ in _JOINED and doc[left - 1].head.i in range(left - 2, end):
            left -= 1
        if name is not None and left == start:
            return name
        return self._full(" ".join(doc[left:end].text.split()))

    def _full(self, mention: str) -> str:
        name = _strip_article(mention)
        return self._fullest.get(name, name)

    def before(self, position: int, among: Callable[[str], bool] = bool) -> str | None:
        """The organisation that the text speaks of before a position: recent and frequent ones first.

        Args:
            position: token before which it is named.
            among: which names can be meant.
        """
        here = self._layout.sentence(position)
        scores: dict[str, float] = defaultdict(float)
        for start, _, name, weight in self._mentions:
            if start >= position:
                break
            if among(name):
                scores[name] += weight * DECAY ** min(here - self._layout.sentence(start), _FARTHEST)
        if not scores:
            return None
        name, score = max(scores.items(), key=lambda item: item[1])
        return name if score > _FAINTEST else None

    def meant_by(self, head: Token, *, generic: bool) -> str | None:
        """The body that "the ministry" or "the group" means: one whose name has the noun, else, if generic, any."""
        noun = head.lower_
        found = self.before(head.i, lambda name: noun in name.lower().split() and name.lower() != noun)
        return found if found is not None or not generic else self.before(head.i, self._organisations.__contains__)


def _fullest_names(mentions: Sequence[str], organisations: set[str], text: str) -> dict[str, str]:
    """Each name as the article gives it most fully: "Front" → "Anse Front", "ICRC" → "Red Cross"."""
    names = list(dict.fromkeys(mentions))
    order = {name: number for number, name in enumerate(names)}
    longer: dict[str, set[str]] = defaultdict(set)
    initials: dict[str, set[str]] = defaultdict(set)
    for name in names:
        words = name.split()
        if len(words) > 1:
            longer[words[0]].add(name)
            longer[words[-1]].add(name)
            initials["".join(word[0] for word in words if word.lower() not in _SMALL).upper()].add(name)
    found = {}
    for name in names:
        short = name in organisations and " " not in name and name[:1].isupper()
        # What the text has called by its short name first is not named after something longer that follows.
        candidates = {other for other in longer[name] if order[other] < order[name]} if short else set()
        if not candidates and name.isupper() and 2 < len(name) <= _LONGEST_ACRONYM:
            candidates = initials[name]
        found[name] = next(iter(candidates)) if len(candidates) == 1 else name
    for match in _ACRONYM.finditer(text):
        spelt = next((n for n in names if " " in n and text.endswith(n, 0, match.start())), None)
        if spelt is not None:
            found[match.group(1)] = spelt
    return found


def _bare(ent: Span) -> str:
    """A name without article and closing possessive; an owner inside tells bodies of one name apart."""
    end = ent.end
    while end - 1 > ent.start and ent.doc[end - 1].tag_ == "POS":
        end -= 1
    return _strip_article(" ".join(ent.doc[ent.start : end].text.split()))


def _strip_article(name: str) -> str:
    return _ARTICLE.sub("", name)
