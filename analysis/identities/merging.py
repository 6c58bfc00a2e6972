"""The rules by which the names of a corpus become speakers.

The rules see all names at once, so that the result does not depend on the order of the articles. Where a rule finds two
possible speakers for a name it merges nothing.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from analysis.identities.aliases import NO_ALIASES, SpeakerAliases
from analysis.identities.names import (
    PersonName,
    acronym_letters,
    fold,
    initials,
    may_be_one,
    names_somebody,
    parse_person,
)
from analysis.identities.words import read_speaker_words
from analysis.records import SpeakerType

MergeRule = Literal["own", "spelling", "name_parts", "surname", "nickname", "acronym", "alias", "unnamed"]
"""Why a form stands for its speaker; `name_parts` are titles, middle names and "Jr."."""

_TYPES: tuple[SpeakerType, ...] = get_args(SpeakerType)
_SAY_LITTLE = frozenset({"unnamed", "unknown", "document"})


@dataclass(frozen=True, slots=True)
class NameUse:
    """How often quotes have a speaker of that name and type."""

    name: str
    type: SpeakerType
    n_quotes: int = 1


@dataclass(frozen=True, slots=True)
class SpeakerForm:
    """A form of a name, and whom it stands for."""

    name: str
    speaker_id: str | None
    """The one name that the speaker has in the corpus; `None` for words that name nobody."""
    speaker_type: SpeakerType
    """Of the speaker: the most frequent one of its forms."""
    rule: MergeRule


@dataclass(frozen=True, slots=True)
class Identities:
    """The speakers of a corpus."""

    forms: tuple[SpeakerForm, ...]
    """In alphabetical order."""

    @property
    def id_of(self) -> dict[str, str]:
        """Form → speaker; forms that name nobody are left out."""
        return {form.name: form.speaker_id for form in self.forms if form.speaker_id is not None}


def identify_speakers(
    uses: Iterable[NameUse],
    *,
    acronyms: Iterable[tuple[str, str]] = (),
    first_names: Iterable[tuple[str, frozenset[str]]] = (),
    aliases: SpeakerAliases = NO_ALIASES,
) -> Identities:
    """Tell which names are one speaker's.

    Args:
        uses: every name with its types and how often it is used.
        acronyms: full names with the acronyms that the articles give them.
        first_names: names that are surnames alone, with the first names that an article using them has before them.
        aliases: what a user knows better; they win over every rule.

    Example:
        >>> uses = [NameUse("Ada Lund", "person", 3), NameUse("Lund", "person"), NameUse("officials", "unnamed")]
        >>> [(form.name, form.speaker_id, form.rule) for form in identify_speakers(uses).forms]
        [('Ada Lund', 'Ada Lund', 'own'), ('Lund', 'Ada Lund', 'surname'), ('officials', None, 'unnamed')]
    """
    types: dict[str, Counter[SpeakerType]] = defaultdict(Counter)
    for use in uses:
        types[use.name][use.type] += use.n_quotes
    named: dict[str, list[str]] = defaultdict(list)
    for name in sorted(types):
        if fold(name) in aliases.name_of or names_somebody(name, _most_frequent(types[name])):
            named[fold(name)].append(name)
    nodes = {key: _Node(key, forms, types) for key, forms in named.items()}
    clusters = _Clusters(nodes, aliases)
    _join_people(clusters)
    _join_nicknames(clusters)
    _join_surnames(clusters, first_names)
    _join_acronyms(clusters, acronyms)
    forms = [form for members in clusters.all() for form in _forms(members, types, aliases)]
    known = {form.name for form in forms}
    forms += [SpeakerForm(n, None, _most_frequent(types[n]), "unnamed") for n in types if n not in known]
    return Identities(tuple(sorted(forms, key=lambda form: form.name)))


@dataclass(slots=True)
class _Node:
    """All forms that differ in spelling only."""

    key: str
    forms: list[str]
    type: SpeakerType
    n_quotes: int
    person: PersonName

    def __init__(self, key: str, forms: list[str], types: Mapping[str, Counter[SpeakerType]]) -> None:
        counts = _counts(forms, types)
        self.key, self.forms, self.type, self.n_quotes = key, forms, _most_frequent(counts), counts.total()
        self.person = parse_person(forms[0])


class _Clusters:
    """Which nodes are one speaker, under the constraints that a user has set."""

    def __init__(self, nodes: Mapping[str, _Node], aliases: SpeakerAliases) -> None:
        self._aliases = aliases
        self._of: dict[str, tuple[_Node, ...]] = {key: (nodes[key],) for key in sorted(nodes)}
        by_name: dict[str, str] = {}
        for key in self._of:
            if key in aliases.name_of:
                self.join([self._of[by_name.setdefault(aliases.name_of[key], key)], self._of[key]])

    def all(self) -> list[tuple[_Node, ...]]:
        """Every cluster, its nodes in order."""
        return list({members[0].key: members for members in self._of.values()}.values())

    def people(self) -> list[tuple[_Node, ...]]:
        """The clusters that hold a person's name."""
        return [members for members in self.all() if any(node.type == "person" for node in members)]

    def bodies(self) -> list[tuple[_Node, ...]]:
        """The clusters that hold no person's name."""
        return [members for members in self.all() if all(node.type != "person" for node in members)]

    def holding(self, key: str) -> tuple[_Node, ...] | None:
        """The cluster of a folded name."""
        return self._of.get(key)

    def join(self, clusters: Sequence[tuple[_Node, ...]]) -> None:
        """Make clusters one, but for what a user keeps apart."""
        for cluster in clusters[1:]:
            one, other = self._of[clusters[0][0].key], self._of[cluster[0].key]
            members = {node.key: node for node in (*one, *other)}
            pinned = {self._aliases.name_of[key] for key in members if key in self._aliases.name_of}
            if len(pinned) < 2 and not any(pair <= members.keys() for pair in self._aliases.apart):
                joined = tuple(members[key] for key in sorted(members))
                self._of.update(dict.fromkeys(members, joined))


def _join_people(clusters: _Clusters) -> None:
    """One first and last name is one person, unless middle names, "Jr." or gender speak against it."""
    groups: dict[tuple[str, str], list[tuple[_Node, ...]]] = defaultdict(list)
    for members in clusters.people():
        for first, last in sorted({(node.person.first, node.person.last) for node in members}):
            groups[first, last].append(members)
    for (first, last), group in sorted(groups.items()):
        names = [n.person for members in group for n in members if (n.person.first, n.person.last) == (first, last)]
        if first and may_be_one(names):
            clusters.join(group)


def _join_nicknames(clusters: _Clusters) -> None:
    """Two full names with one surname whose first names are known to be one, and no third such name."""
    others: dict[str, set[str]] = defaultdict(set)
    for one, other in map(tuple, read_speaker_words().nicknames):
        others[one].add(other)
        others[other].add(one)
    for group in _by_surname(clusters, full=True).values():
        by_first: dict[str, list[tuple[_Node, ...]]] = defaultdict(list)
        for members in group:
            for first in sorted({node.person.first for node in members}):
                by_first[first].append(members)

        def alike(members: tuple[_Node, ...], of: Mapping[str, list[tuple[_Node, ...]]]) -> list[tuple[_Node, ...]]:
            firsts = {first for node in members for first in others[node.person.first]}
            found = {other[0].key: other for first in sorted(firsts & of.keys()) for other in of[first]}
            return [other for other in found.values() if other is not members]

        for members in group:
            near = alike(members, by_first)
            if len(near) == 1 and len(alike(near[0], by_first)) == 1 and _may_be_one(members, near[0]):
                clusters.join([members, near[0]])


def _join_surnames(clusters: _Clusters, first_names: Iterable[tuple[str, frozenset[str]]]) -> None:
    """A surname alone is the one person whose full name ends with it; with "Mrs" or "Jr." the one whom that fits.

    It is not where an article that uses it has other first names before it, and not that person's. Without any full
    name, forms with and without a title are one, unless two titles or endings disagree.
    """
    seen: dict[str, list[frozenset[str]]] = defaultdict(list)
    for name, beside in first_names:
        seen[fold(name)].append(beside)
    full, bare = _by_surname(clusters, full=True), _by_surname(clusters, full=False)
    for last, group in sorted(bare.items()):
        wanted: dict[str, list[tuple[_Node, ...]]] = defaultdict(list)
        people = {members[0].key: members for members in full.get(last, [])}
        if not people:
            wanted[group[0][0].key] = group
        for members in group:
            possible = [key for key, person in people.items() if _may_be_one(person, members)]
            firsts = {node.person.first for key in possible for node in people[key]}
            strangers = any(beside and not beside & firsts for node in members for beside in seen[node.key])
            telling = any(node.person.gender or node.person.suffix for node in members)
            if len(possible) == 1 and (len(people) == 1 or telling) and not strangers:
                wanted[possible[0]].append(members)
        for key, found in wanted.items():
            if _may_be_one(*found):
                clusters.join([*([people[key]] if key in people else []), *found])


def _join_acronyms(clusters: _Clusters, acronyms: Iterable[tuple[str, str]]) -> None:
    """An acronym is the body that an article gives it for, else the only one of the corpus with these initials."""
    given: dict[str, set[str]] = defaultdict(set)
    for full, acronym in acronyms:
        given[fold(acronym)].add(fold(full))
    bodies = clusters.bodies()
    unjoined = {id(members) for members in bodies}
    spelled: dict[str, list[tuple[_Node, ...]]] = defaultdict(list)
    for members in bodies:
        names = [form for node in members for form in node.forms if acronym_letters(form) is None]
        for letters in sorted({letters for name in names for letters in initials(name)}):
            spelled[letters].append(members)
    for members in bodies:
        for letters in sorted({fold(f) for node in members for f in node.forms if acronym_letters(f) is not None}):
            named = [cluster for key in sorted(given[letters]) if id(cluster := clusters.holding(key)) in unjoined]
            found = named if given[letters] else spelled[letters]
            if len(found) == 1 and len(given[letters]) < 2 and found[0] is not None:
                clusters.join([found[0], members])


def _by_surname(clusters: _Clusters, *, full: bool) -> dict[str, list[tuple[_Node, ...]]]:
    """Surname → people with a first name, or those of whom no first name is known."""
    groups: dict[str, list[tuple[_Node, ...]]] = defaultdict(list)
    for members in clusters.people():
        firsts = any(node.person.first for node in members)
        for last in sorted({node.person.last for node in members if bool(node.person.first) == firsts}):
            if firsts == full:
                groups[last].append(members)
    return groups


def _may_be_one(*clusters: tuple[_Node, ...]) -> bool:
    return may_be_one([node.person for members in clusters for node in members])


def _forms(
    members: tuple[_Node, ...], types: Mapping[str, Counter[SpeakerType]], aliases: SpeakerAliases
) -> Iterable[SpeakerForm]:
    """The forms of one speaker, with its name and why each stands for it."""
    pinned = sorted({aliases.name_of[node.key] for node in members if node.key in aliases.name_of})
    forms = [form for node in members for form in node.forms]
    best = min(forms, key=lambda form: (*_rank(form, members), -types[form].total(), form))
    own = pinned[0] if pinned else re.sub(r"^[Tt]he (?=\S)|['’]s?$", "", best) or best
    counts = _counts(forms, types)
    telling = Counter({kind: n for kind, n in counts.items() if kind not in _SAY_LITTLE})
    kind = aliases.type_of.get(own) or _most_frequent(telling or Counter({"unknown": 1}))
    for node in members:
        for form in node.forms:
            yield SpeakerForm(form, own, kind, _reason(form, node, own, members, aliases))


def _rank(form: str, members: tuple[_Node, ...]) -> tuple[bool, bool, bool]:
    """Full names before surnames, without title before with one, spelled out before acronyms and capitals."""
    if any(node.type == "person" for node in members):
        name = parse_person(form)
        return not name.first, name.titled, form.isupper()
    return False, False, acronym_letters(form) is not None


def _reason(form: str, node: _Node, own: str, members: tuple[_Node, ...], aliases: SpeakerAliases) -> MergeRule:
    if form == own:
        return "own"
    if node.key == fold(own):
        return "spelling"
    if node.key in aliases.name_of:
        return "alias"
    if node.type != "person":
        return "acronym"
    same = [parse_person(own), *(other.person for other in members if other.key in aliases.name_of)]
    if any((node.person.first, node.person.last) == (name.first, name.last) for name in same):
        return "name_parts"
    return "nickname" if node.person.first else "surname"


def _counts(forms: Sequence[str], types: Mapping[str, Counter[SpeakerType]]) -> Counter[SpeakerType]:
    """How often forms are used, by type."""
    if len(forms) == 1:  # as most speakers have
        return types[forms[0]]
    return sum((types[form] for form in forms), Counter[SpeakerType]())


def _most_frequent(counts: Counter[SpeakerType]) -> SpeakerType:
    return next(iter(counts)) if len(counts) == 1 else min(counts, key=lambda kind: (-counts[kind], _TYPES.index(kind)))
