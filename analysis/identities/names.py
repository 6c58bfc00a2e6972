"""How names are compared: spellings folded, names of people taken apart, words told from names."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from analysis.identities.words import read_speaker_words
from analysis.quotes.words import read_name_words, read_source_words
from analysis.records import SpeakerType

_UNDECOMPOSED = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "æ": "ae", "œ": "oe", "ı": "i", "þ": "th"})
_APOSTROPHES = str.maketrans("‘’", "''")
_AROUND_WORDS = re.compile(r"""^[,;:"“”]+|(?:'s?|[,;:"“”])+$""")
_ACRONYM = re.compile(r"(?:[A-Z]\.?&?){2,8}")
_GIVEN = re.compile(
    r"([A-Z][\w’'&.-]*(?: (?:[A-Z][\w’'&.-]*|of|for|the|and|on|in|to|de|la|&)){1,9}) \((?:the )?([A-Z][A-Z&.]{1,9})\)"
)


_KEPT = 50_000
"""Names whose parts are remembered, as the rules look at each several times."""


@dataclass(frozen=True, slots=True)
class PersonName:
    """A person's name taken apart, folded."""

    first: str
    """Empty for a surname alone."""
    middles: tuple[str, ...]
    last: str
    suffix: str
    """`jr`, `sr`, …; empty for most."""
    gender: str | None
    """`male` or `female` by the title, else by the first name."""
    titled: bool


@lru_cache(maxsize=_KEPT)
def fold(name: str) -> str:
    """A name without what spellings differ in: capitals, accents, full stops, a leading "the", possessive endings.

    Example:
        >>> fold("The Dové’s Harbour Office"), fold("U.N."), fold("ADA M. LUND's")
        ('dove harbour office', 'un', 'ada m lund')
    """
    letters = name.casefold() if name.isascii() else _fold_letters(name)
    letters = letters.replace(".", "")
    words = letters.split()
    if not letters.replace(" ", "").isalnum():
        words = [_AROUND_WORDS.sub("", word) for word in words]
        words = [word for word in words if any(c.isalnum() for c in word) or word == "&"]
    while len(words) > 1 and words[0] == "the":
        del words[0]
    return " ".join(words)


def _fold_letters(name: str) -> str:
    decomposed = unicodedata.normalize("NFKD", name).translate(_APOSTROPHES)
    return "".join(c for c in decomposed if not unicodedata.combining(c)).casefold().translate(_UNDECOMPOSED)


def names_somebody(name: str, kind: SpeakerType) -> bool:
    """Whether these words name the same speaker wherever they stand, as "Ada Lund" does and "the army" does not.

    Unnamed people and documents do not, nor do phrases that begin with an indefinite word, with a possessive or with a
    small letter ("the" apart), nor a noun of a source or an office alone ("Police"), nor several such sources.

    Example:
        >>> names = ("the Lisse army", "the army", "His office", "Medics", "Lisse newspapers")
        >>> [names_somebody(name, "organisation") for name in names]
        [True, False, False, False, False]
    """
    words = name.split()
    words = words[1:] if len(words) > 1 and words[0].lower() == "the" else words
    if kind in ("unnamed", "document") or not fold(name):
        return False
    first = words[0]
    if first.lower() in read_speaker_words().indefinite or first[0].isdigit():
        return False
    if first.islower() and not (first in read_speaker_words().particles and len(words) > 1):
        return False
    if len(words) == 1:
        return not (first.istitle() and _is_noun_of_source(fold(first)))
    last = words[-1]
    plural = last == "media" or (last not in _nouns_of_sources() and _is_noun_of_source(last))
    return not (last.islower() and plural)


@lru_cache(maxsize=_KEPT)
def parse_person(name: str) -> PersonName:
    """Take a person's name apart.

    Example:
        >>> parse_person("Prime Minister Ada M. van der Lund Jr.")
        PersonName(first='ada', middles=('m',), last='van der lund', suffix='jr', gender='female', titled=True)
        >>> parse_person("Mrs. Lund").last, parse_person("Mrs. Lund").first
        ('lund', '')
    """
    known, listed = read_name_words(), read_speaker_words()
    words = fold(name).split()
    start, gender = 0, None
    while start < len(words) - 1:
        word = words[start]
        before = word in listed.before_titles and words[start + 1] in known.titles
        if not before and (word not in known.titles or word in listed.forename_titles):
            break
        gender = gender or next((g for g, titles in known.titles_of.items() if word in titles), None)
        start += 1
    words = words[start:]
    suffix = words.pop() if len(words) > 1 and words[-1] in listed.suffixes else ""
    at = len(words) - 1
    while at > 0 and words[at - 1] in listed.particles:
        at -= 1
    first = words[0] if at > 0 else ""
    gender = gender or next((g for g, names in known.first_names_of.items() if first in names), None)
    return PersonName(first, tuple(words[1:at]), " ".join(words[at:]), suffix, gender, start > 0)


def find_first_names(text: str, name: str) -> frozenset[str]:
    """The first names, folded, that stand before a surname in a text; empty if `name` is no surname alone.

    Titles are no first names, nor are words that the text has in small letters too ("But Lund said").

    Example:
        >>> sorted(find_first_names("Ada P. Lund said so. But Mayor Lund, but not Per Lund, left.", "Mrs. Lund"))
        ['ada', 'per']
    """
    person = parse_person(name)
    if person.first or not person.last:
        return frozenset()
    surname = " ".join(name.split()[-len(person.last.split()) :]).strip(".,")
    found = re.findall(rf"\b([A-Z][\w’'-]+) (?:[A-Z]\. )?{re.escape(surname)}\b", text)
    words, titles = set(re.findall(r"\w+", text)), read_name_words().titles | read_speaker_words().before_titles
    return frozenset(fold(word) for word in found if word.lower() not in words and fold(word) not in titles)


def may_be_one(names: list[PersonName]) -> bool:
    """Whether nothing speaks against names with one first and last name being one person's.

    Middle names must agree where several have one (an initial agrees with its name), and so must "Jr." and gender.

    Example:
        >>> may_be_one([parse_person("Ada Lund"), parse_person("Ada M. Lund"), parse_person("Ada Marie Lund")])
        True
        >>> may_be_one([parse_person("Ada M. Lund"), parse_person("Ada P. Lund")])
        False
    """
    middles = sorted({name.middles for name in names if name.middles})
    return (
        len({name.suffix for name in names if name.suffix}) < 2
        and len({name.gender for name in names if name.gender}) < 2
        and all(_agree(one, other) for i, one in enumerate(middles) for other in middles[i + 1 :])
    )


def acronym_letters(name: str) -> str | None:
    """The letters of an acronym, in small letters; `None` for other names.

    Example:
        >>> acronym_letters("L.R.N."), acronym_letters("the LRN"), acronym_letters("Lund")
        ('lrn', 'lrn', None)
    """
    bare = re.sub(r"^[Tt]he |['’]s$", "", name)
    return fold(bare) if _ACRONYM.fullmatch(bare) else None


def initials(name: str) -> frozenset[str]:
    """The first letters of a name's words, with and without its small words.

    Example:
        >>> sorted(initials("League of River Nations"))
        ['lorn', 'lrn']
    """
    words = fold(name).split()
    large = [word for word in words if word not in read_speaker_words().small_words]
    return frozenset("".join(word[0] for word in chosen) for chosen in (words, large) if len(chosen) > 1)


def find_given_acronyms(text: str) -> Iterator[tuple[str, str]]:
    """Yield each full name that a text gives an acronym for, with the acronym, where its initials agree.

    Example:
        >>> list(find_given_acronyms("Envoys of the League of River Nations (LRN) came."))
        [('League of River Nations', 'LRN')]
    """
    for match in _GIVEN.finditer(text):
        words, letters = match[1].split(), fold(match[2])
        for start in range(len(words) - 1):
            tail = " ".join(words[start:])
            if words[start][0].isupper() and letters in initials(tail):
                yield tail, match[2]
                break


def _agree(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    short, long = sorted((one, other), key=len)
    return all(a == b or (1 in (len(a), len(b)) and a[0] == b[0]) for a, b in zip(short, long, strict=False))


@cache
def _nouns_of_sources() -> frozenset[str]:
    sources, people = read_source_words(), read_name_words()
    return (
        sources.documents | sources.organisations | sources.generic | sources.collectives | sources.unnamed
    ) | people.person_nouns


def _is_noun_of_source(word: str) -> bool:
    """Whether a word is such a noun, or the plural of one."""
    singulars = (word, word.removesuffix("s"), word.removesuffix("es"), word.removesuffix("ies") + "y")
    return any(form in _nouns_of_sources() for form in (*singulars, re.sub("men$", "man", word)))
