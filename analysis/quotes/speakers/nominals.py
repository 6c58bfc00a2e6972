"""What "it" and "they" mean: the body, document or people whom the narration has just spoken of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analysis.quotes.speakers.layout import Layout
from analysis.quotes.speakers.phrases import PLURAL, heads_before
from analysis.quotes.words import read_name_words, read_source_words

if TYPE_CHECKING:
    from spacy.tokens import Token

_SENTENCES = 3
"""Sentences back to which a noun is sought."""
_FADE = 0.5
"""What a noun keeps for each sentence between."""
_SUBJECT = 2.0
_SPEAKER = 1.5
"""What it adds to have spoken last."""
_SPEAKER_FADE = 0.7
"""What who spoke last keeps for each sentence between."""
_PEOPLE_ENDINGS = ("ers", "ors", "ists", "ians", "ants", "ees", "men", "women", "ans")
"""How plural nouns for people end that no list has."""
_BODY_LABELS = frozenset({"ORG", "NORP", "GPE", "FAC"})


class Nominals:
    """The nouns that can stand behind "it" and "they"."""

    def __init__(self, layout: Layout) -> None:
        """Remember where to look; nothing is read before it is asked for."""
        self._layout = layout
        self._sources, self._names = read_source_words(), read_name_words()

    def meant_by(self, pronoun: Token, last: Token | None, *, plural: bool) -> Token | None:
        """The noun that "it" or "they" means.

        Args:
            pronoun: the pronoun.
            last: the head of the source before.
            plural: whether it means several.
        """
        layout = self._layout
        here = layout.sentence(pronoun.i)
        first = max(0, here - _SENTENCES)
        since = layout.parsed.sentences[first].start_i if layout.parsed.sentences else 0
        best: tuple[float, Token] | None = None
        for noun in heads_before(pronoun, since):
            if noun.i in layout.quoted or not (self._is_several(noun) if plural else self._is_thing(noun)):
                continue
            weight = _SUBJECT if noun.dep_ in ("nsubj", "nsubjpass") else 1.0
            if noun.dep_ == "pobj" and noun.head.dep_ == "prep" and noun.head.head.dep_ in ("nsubj", "nsubjpass"):
                weight *= 0.5
            fade = _FADE
            if last is not None and noun.i == last.i:
                weight, fade = weight + _SPEAKER, _SPEAKER_FADE
            weight *= fade ** (here - layout.sentence(noun.i))
            if best is None or weight > best[0]:
                best = weight, noun
        return best[1] if best is not None else None

    def _is_several(self, noun: Token) -> bool:
        """Whether a noun means several people."""
        if noun.tag_ not in PLURAL:
            return False
        lemma = noun.lemma_.lower()
        people = lemma in self._names.people or lemma in self._sources.collectives | self._sources.organisations
        return people or noun.ent_type_ == "NORP" or noun.lower_.endswith(_PEOPLE_ENDINGS)

    def _is_thing(self, noun: Token) -> bool:
        """Whether a noun means one body or document."""
        if noun.tag_ in PLURAL:
            return False
        if noun.ent_type_ in _BODY_LABELS:
            return noun.pos_ == "PROPN"
        lemma = noun.lemma_.lower()
        return lemma in self._sources.organisations or lemma in self._sources.documents
