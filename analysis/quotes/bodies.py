"""The organisations, groups and places that an article names, and which of them "the ministry" means."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable
from typing import TYPE_CHECKING

from analysis.parsing import Parsed
from analysis.quotes.cue_sites import TokenRange
from analysis.quotes.mentions import DECAY, entities_by_sentence, mention_weight, sentence_index

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

LABELS = frozenset({"ORG", "NORP", "GPE"})
_PLACE = 0.2
"""What a place or nationality counts beside an organisation: it rarely is what "the group" means."""
_FAINTEST = 0.15
"""Weight below which no named body is near enough to be meant."""
_FARTHEST = 12
"""Sentences over which a mention fades."""


class Bodies:
    """The bodies of one article."""

    def __init__(self, parsed: Parsed, quoted: frozenset[int]) -> None:
        """Collect what the recogniser labels in the analysed sentences; `quoted` token positions weigh less."""
        self._doc = parsed.doc
        self._sentence_of = sentence_index(parsed)
        found: list[tuple[int, int, str, float]] = []
        ents = entities_by_sentence(parsed)
        for sentence in parsed.sentences:
            for ent in ents[sentence.index]:
                if ent.label_ in LABELS and ent.root.pos_ in ("PROPN", "NOUN", "ADJ"):
                    weight = mention_weight(ent.root, quoted) * (1.0 if ent.label_ == "ORG" else _PLACE)
                    found.append((ent.start, ent.end, _bare(ent), weight))
        names = {name for _, _, name, _ in found}
        organisations = {_bare(ent) for block in ents for ent in block if ent.label_ == "ORG"}
        self._fullest = {name: _fullest(name, names) for name in names}
        self._fullest |= _acronyms(parsed.article.text, names)
        self._organisations = {self._fullest[name] for name in organisations if name in self._fullest}
        self._mentions = [(start, end, self._fullest[name], weight) for start, end, name, weight in found]

    def name_of(self, head: Token, source: TokenRange) -> str:
        """The name of a body as the phrase gives it, without article and possessive."""
        doc = self._doc
        for start, end, name, _ in self._mentions:
            if start <= head.i < end and start >= source[0]:
                left = start
                while (
                    left > source[0]
                    and doc[left - 1].dep_ in ("compound", "amod", "nmod", "poss", "case")
                    and doc[left - 1].head.i in range(left - 2, end)
                ):
                    left -= 1
                right = max(end, head.i + 1)
                if left < start or right > end:
                    return self._full(" ".join(doc[left:right].text.split()))
                return name
        left = head.i
        while (
            left > source[0]
            and doc[left - 1].dep_ in ("compound", "amod", "nmod", "poss", "case", "nummod")
            and not doc[left - 1].is_space
        ):
            left -= 1
        return self._full(" ".join(doc[left : head.i + 1].text.split()))

    def _full(self, mention: str) -> str:
        name = _strip_article(mention)
        return self._fullest.get(name) or _fullest(name, set(self._fullest))

    def before(self, position: int, among: Callable[[str], bool] = bool) -> str | None:
        """The organisation that the text speaks of before a position: recent and frequent ones first.

        Args:
            position: token before which it is named.
            among: which names can be meant.
        """
        here = self._sentence_of[position]
        scores: dict[str, float] = defaultdict(float)
        for start, _, name, weight in self._mentions:
            if start >= position:
                break
            if among(name):
                scores[name] += weight * DECAY ** min(here - self._sentence_of[start], _FARTHEST)
        if not scores:
            return None
        name, score = max(scores.items(), key=lambda item: item[1])
        return name if score > _FAINTEST else None

    def meant_by(self, head: Token, *, generic: bool) -> str | None:
        """The body that "the ministry" or "the group" means: one whose name has the noun, else, if generic, any."""
        noun = head.lower_
        found = self.before(head.i, lambda name: noun in name.lower().split() and name.lower() != noun)
        return found if found is not None or not generic else self.before(head.i, self._organisations.__contains__)


def _acronyms(text: str, names: set[str]) -> dict[str, str]:
    """What each acronym in brackets stands for: "Red Cross (ICRC)"."""
    found = {}
    for name in names:
        pattern = re.escape(name) + r"(?:['’]s)?\s+\(([A-Z][A-Za-z]{1,7})\)"
        if len(name.split()) > 1 and (match := re.search(pattern, text)) is not None:
            found[match.group(1)] = name
    return found


def _bare(ent: Span) -> str:
    """A name without article and closing possessive; an owner inside tells bodies of one name apart."""
    end = ent.end
    while end - 1 > ent.start and ent.doc[end - 1].tag_ == "POS":
        end -= 1
    return _strip_article(" ".join(ent.doc[ent.start : end].text.split()))


def _fullest(name: str, names: set[str]) -> str:
    """The one longer name that a body's single capitalised word shortens: "Front" for "Anse Front"."""
    longer = {other for other in names if " " in other and name in (other.split()[0], other.split()[-1])}
    return longer.pop() if " " not in name and name[:1].isupper() and len(longer) == 1 else name


def _strip_article(name: str) -> str:
    return re.sub(r"^(the|a|an)\s+(?=\S)", "", name, flags=re.IGNORECASE)
