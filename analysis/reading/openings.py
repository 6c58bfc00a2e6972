"""How an article begins: what is a headline, a byline, a dateline, and a note about the author."""

from __future__ import annotations

import re

from analysis.reading.boilerplate import straighten_line

HEADLINE_WORDS = 25
KICKER_WORDS = 2
SAME_HEADLINE = 0.7
"""Share of words that two versions of a headline have in common (of all words of either)."""

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_CLOSERS = "\"'”’»)]*_ \t"
_NAME = r"(?:[A-Z](?:[\w'-]*[\w]|\.)|(?:de|van|von|der|den|al|el|bin|da|di|la|le|du|dos)(?= )|(?:al|el)-[A-Z]\w+)"
_NAMES = rf"{_NAME}(?: {_NAME}){{1,3}}"
_AGENCY = (
    r"(?:(?:The )?Associated Press|AP|AFP|Agence France-Presse|Reuters|REUTERS|UPI|dpa|DPA|PTI|IANS|ANI|Xinhua|"
    r"Bloomberg|CNN|BBC|Staff|Staff [Rr]eporters?|Staff [Ww]riters?|Our Correspondent|(?:The )?Editorial Board|"
    r"News Desk)"
)
_ROLE = (
    r"(?i:(?:[\w'./-]+ ){0,5}(?:writers?|reporters?|correspondents?|editors?|columnists?|contributors?|bureau chief|"
    r"staff|journalists?|news service|bureau|special to [\w' ]{1,40}))"
)
_OUTLET = r"(?:[Ff]or |[Oo]f |[Ii]n |[Aa]t )?(?:[Tt]he )?[A-Z]\S*(?: [A-Z]\S*){0,4}"
_PEOPLE = rf"{_NAMES}(?:(?:, and |, | and | & ){_NAMES}){{0,5}}"
_TAIL = rf"(?:(?:,| -| \||/| \() ?(?:{_ROLE}|{_AGENCY}|{_OUTLET})\)?){{0,2}}"
_WHEN = r"(?:(?:,| -| \||;)? (?=[^!?]*\d)[\w.,:/ |-]{4,60})?"
_BYLINES = (
    rf"(?:BY|By|by|Written by|Posted by|Story by|Analysis by|Opinion by|Words by|Reported by|Author:|Byline:) "
    rf"(?:{_PEOPLE}(?: (?:in|for|of) (?:[Tt]he )?[A-Z][\w' ,.]{{1,40}})?|{_AGENCY}){_TAIL}{_WHEN}\.?",
    rf"{_PEOPLE}(?:,| -| \|) ?(?:{_ROLE}|{_AGENCY})\.?",
    rf"{_PEOPLE},? (?:reports|reporting)(?: (?:from|for|in) [A-Z][\w', .]{{1,40}})?[.:]?",
)
_NO_PERSON = re.compile(
    r"\b(?:news|times|post|today|press|journal|network|agency|media|tv|radio|magazine|daily|herald|tribune|guardian|"
    r"telegraph|reuters|bbc|cnn|ap|afp|upi|staff|writers?|reporters?|correspondents?|editors?|bureau|board|team)\b"
)
_PEOPLE_FIRST = re.compile(rf"(?:[A-Za-z]+ by |By |BY |by |Author: |Byline: )?(?P<people>{_PEOPLE})")
_BYLINE = re.compile("|".join(f"(?:{pattern})" for pattern in _BYLINES))
_LONGEST_BYLINE = 160

_MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December|"
    r"Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\.?"
)
_DAY = rf"(?:{_MONTH} \d{{1,2}}|\d{{1,2}} {_MONTH})(?:,? \d{{4}})?"
_CAPS = "[A-ZÀ-ÖØ-Þ]"
_CAPS_WORD = rf"(?:{_CAPS}+(?:['’.-]{_CAPS}+)*\.?)"
_CAPS_PLACE = rf"{_CAPS_WORD}(?:(?: |/|-){_CAPS_WORD}){{0,4}}"
_MIXED_WORD = r"(?:[A-Z][\w'’.-]*)"
_PLACE_TAIL = rf"(?:(?:, |/){_MIXED_WORD}(?: {_MIXED_WORD}){{0,3}}){{0,2}}"
_NEWSROOM = r"\((?:[A-Z][\w.'’/ -]{1,30})\)"
_DASH = r"(?:--|—-|[—―–-])"
_DATELINE = re.compile(
    rf"(?:{_CAPS_PLACE}{_PLACE_TAIL}(?:,? {_DAY})?(?:,? {_NEWSROOM})?"
    rf"|{_MIXED_WORD}(?: {_MIXED_WORD}){{0,3}}{_PLACE_TAIL}(?:(?:,? {_DAY})? {_NEWSROOM}|, {_DAY})"
    rf"|{_DAY} {_NEWSROOM}"
    rf"|{_NEWSROOM})"
    rf"(?P<gap>\s*){_DASH}(?P<after>\s*)(?=\S)"
)
_LONGEST_DATELINE = 90
_LABELS = frozenset(
    (
        "BREAKING", "EXCLUSIVE", "UPDATE", "UPDATED", "UPDATES", "WATCH", "VIDEO", "ANALYSIS", "OPINION", "EDITORIAL",
        "CORRECTION", "REVIEW", "LIVE", "PHOTOS", "POLL", "NOTE", "WARNING", "QUESTION", "ANSWER", "Q", "A", "I",
    )
)  # fmt: skip
"""Words in capitals before a dash that are no place."""

_NOTE_VERBS = (
    r"(?:is|was|are|were|writes|covers|covered|reports|reported|contributed|teaches|serves|works|has been|can be "
    r"reached|tweets|blogs|edits|hosts)\b"
)


def normalise(text: str) -> str:
    """A line for comparison: words only, in small letters."""
    return " ".join(word.replace("’", "'") for word in _WORD.findall(text)).casefold()


def find_headline_rule(raw: str, headline_key: str, taken: str, following: tuple[str, ...]) -> str:
    """The rule by which a paragraph is the headline or goes on with it; empty if it is body.

    Args:
        raw: the paragraph.
        headline_key: the normalised headline of the metadata, or empty.
        taken: the normalised paragraphs before it that are the headline already, or empty.
        following: the next paragraphs of the story.
    """
    return (
        _continues_headline(raw, headline_key, taken, following) if taken else is_headline(raw, headline_key, following)
    )


def is_headline(raw: str, headline_key: str, following: tuple[str, ...]) -> str:
    """The rule by which a first paragraph is the headline; empty if it is none."""
    key = normalise(raw)
    words = key.split()
    if not words:
        return ""
    if headline_key and (key == headline_key or (len(words) <= 2 * HEADLINE_WORDS and _resembles(words, headline_key))):
        return "metadata"
    if re.match(r"#{1,3} \S", raw):
        return "markdown"
    if len(raw.split()) > HEADLINE_WORDS:
        return ""
    if not _ends_sentence(raw) and raw.rstrip()[-1] not in ",:" and any(map(_is_prose, following)):
        return "short_line"
    if following and (
        find_dateline(following[0]) or is_byline(straighten_line(following[0][: _LONGEST_BYLINE + 1]), ())
    ):
        return "before_dateline"
    return "title_case" if _is_title_case(raw) else ""


def is_kicker(raw: str, headline_key: str, following: tuple[str, ...]) -> bool:
    """Whether a first line of a word or two, such as "World", only stands above the headline."""
    return (
        len(raw.split()) <= KICKER_WORDS
        and normalise(raw) != headline_key
        and len(following) > 1
        and len(following[0].split()) >= 2 * KICKER_WORDS
        and is_headline(following[0], headline_key, following[1:]) in ("metadata", "short_line", "title_case")
    )


def byline_people(line: str) -> str:
    """The part of a byline that names people.

    Example:
        >>> byline_people("By Jane Doe and John Smith | March 4, 2025")
        'Jane Doe and John Smith'
    """
    found = _PEOPLE_FIRST.match(line)
    return found["people"] if found else ""


def is_byline(line: str, names: tuple[str, ...]) -> bool:
    """Whether a straightened line says who wrote the article, and no more.

    Example:
        >>> is_byline("By Jane Doe and John Smith, Staff Writers", ())
        True
        >>> is_byline("By Friday Jane Doe had left.", ())
        False
    """
    if len(line) > _LONGEST_BYLINE:
        return False
    key = re.sub(r"^(?:by|author|written by|posted by) ", "", normalise(line))
    return key in names or _BYLINE.fullmatch(line) is not None


def author_names(author: str | None) -> tuple[str, ...]:
    """The normalised names in an author's field: the field itself and each of the people in it.

    Example:
        >>> author_names("Jane Doe and John Smith, Example Times")
        ('jane doe and john smith example times', 'jane doe', 'john smith')
    """
    if not author:
        return ()
    people = [normalise(part) for part in re.split(r"[,;&|/]|\band\b", author)]
    names = [name for name in people if not _NO_PERSON.search(name)]
    return tuple(dict.fromkeys(name for name in [normalise(author), *names] if len(name) > 3))


def is_author_note(line: str, names: tuple[str, ...]) -> bool:
    """Whether a closing line tells who the author is, e.g. "Jane Doe is a columnist."."""
    key = normalise(line)
    if key in names:
        return True
    for name in names:
        for form in {name, name.split()[-1]} if " " in name else set():
            if (
                key.startswith(form)
                and re.match(rf"{re.escape(form)},? (?:[\w' ]{{0,80}}?,? )?{_NOTE_VERBS}", key)
                and len(key.split()) <= 60
            ):
                return True
    return False


def find_dateline(raw: str) -> tuple[int, int] | None:
    """Where a dateline at the start of a paragraph ends (its dash included), and where the sentence after it starts.

    Example:
        >>> find_dateline("BEDFORD, N.H. (AP) — The vote")
        (20, 21)
    """
    found = _DATELINE.match(raw, 0, _LONGEST_DATELINE)
    if found is None:
        return None
    place = found.group().split()[0].strip(",.-—–―")
    if place in _LABELS or not (found["gap"] or found["after"] or found.group().rstrip()[-1] in "—―"):
        return None
    # "NATO - the alliance - agreed" and "SMITH - who left": a place is followed by the start of a sentence.
    start = found.end()
    if not (raw[start].isupper() or raw[start].isdigit() or raw[start] in "\"'“‘$£€([…"):
        return None
    return len(found.group().rstrip()), start


def _continues_headline(raw: str, headline_key: str, taken: str, following: tuple[str, ...]) -> str:
    """The rule by which the paragraph after a headline belongs to it; empty if it does not."""
    key = normalise(raw)
    whole = f"{taken} {key}"
    if key and headline_key and (headline_key == whole or headline_key.startswith(whole + " ")):
        return "metadata"
    n_words = len(raw.split())
    if (
        3 <= n_words <= HEADLINE_WORDS
        and raw.rstrip()[-1] not in ".,:;—-?!\"'”’"
        and len(following[0]) > 2 * len(raw)
        and _is_prose(following[0])
    ):
        return "subheading"
    return ""


def _resembles(words: list[str], headline_key: str) -> bool:
    other = headline_key.split()
    joined = " ".join(words)
    # A headline may lack its second part, or carry the site's name behind it.
    if len(words) >= 4 and headline_key.startswith(joined + " "):
        return True
    common = len(set(words) & set(other))
    return common / len(set(words) | set(other)) >= SAME_HEADLINE


def _ends_sentence(raw: str) -> bool:
    bare = raw.rstrip(_CLOSERS)
    closed = len(bare) < len(raw.rstrip())
    # "… U.S." and "… Jr." end a headline, too; a single capital before the stop is an abbreviation.
    if bare.endswith("."):
        return not re.search(r"(?:\b[A-Z]\.)+$|\.\.\.$", bare)
    return closed and bare.endswith(("!", "?", ","))


def _is_prose(paragraph: str) -> bool:
    """Whether a paragraph tells something, rather than being another short line."""
    return len(paragraph) > 25 or _ends_sentence(paragraph)


def _is_title_case(raw: str) -> bool:
    words = [word for word in re.findall(r"[^\W\d_][\w'’-]*", raw) if len(word) > 3]
    return len(words) >= 4 and sum(word[0].isupper() for word in words) >= 0.85 * len(words)


def put_headline(text: str, headline: str | None) -> str:
    """A text with its headline and an empty line before it, unless it begins with that headline or one much like it.

    Example:
        >>> put_headline("It rained.", "Rain").splitlines()
        ['Rain', '', 'It rained.']
    """
    key = normalise(headline or "")
    if not key or headline is None:
        return text
    opening = normalise(text[: 3 * len(headline) + 100])
    first_line = text.strip().split("\n", 1)[0]
    if f"{opening} ".startswith(f"{key} ") or is_headline(first_line, key, ()) == "metadata":
        return text
    return f"{headline}\n\n{text}"
