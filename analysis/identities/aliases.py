"""What users know about who is who, read from `data/rules/speaker_aliases.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import Field

from analysis.checked_yaml import Marked, Schema, read_checked
from analysis.data_folder import RULES
from analysis.identities.names import fold
from analysis.records import SpeakerType

Text = Annotated[str, Field(min_length=1)]


class _Same(Schema):
    name: Text
    forms: Annotated[list[Text], Field(min_length=1)]
    type: SpeakerType | None = None


class _Aliases(Schema):
    version: int
    same: list[_Same]
    apart: list[Annotated[list[Text], Field(min_length=2)]]


@dataclass(frozen=True, slots=True)
class SpeakerAliases:
    """Which names are one speaker's and which are not, by folded name."""

    name_of: Mapping[str, str] = field(default_factory=dict)
    """Folded form → the name to use; the name's own folded form is among them."""
    type_of: Mapping[str, SpeakerType] = field(default_factory=dict)
    """Name to use → type, where it is given."""
    apart: frozenset[frozenset[str]] = frozenset()
    """Pairs of folded names that are two speakers'."""

    def adding(self, id_of: Mapping[str, str]) -> SpeakerAliases:
        """These aliases, and names of which it is known already who they are.

        Example:
            >>> SpeakerAliases().adding({"Mayor Lund": "Ada Lund"}).name_of
            {'mayor lund': 'Ada Lund', 'ada lund': 'Ada Lund'}
        """
        forms = {fold(form): name for known, name in id_of.items() for form in (known, name)}
        return replace(self, name_of={**forms, **self.name_of})


NO_ALIASES = SpeakerAliases()


@cache
def read_speaker_aliases(path: Path = RULES / "speaker_aliases.yaml") -> SpeakerAliases:
    """Read a file of aliases.

    Args:
        path: YAML in the form that the shipped file explains.

    Raises:
        CheckedFileError: with every mistake in the file and its line.
    """
    data = read_checked(path, _Aliases, _look_further)
    return SpeakerAliases(
        name_of={fold(form): entry.name for entry in data.same for form in (entry.name, *entry.forms)},
        type_of={entry.name: entry.type for entry in data.same if entry.type is not None},
        apart=frozenset(
            frozenset((fold(one), fold(other)))
            for names in data.apart
            for i, one in enumerate(names)
            for other in names[i + 1 :]
        ),
    )


def _look_further(data: _Aliases, marked: Marked) -> None:
    """Report names without a letter, forms of two speakers, and names that are to be one and apart."""
    owners: dict[str, str] = {}
    for i, entry in enumerate(data.same):
        for form in (entry.name, *entry.forms):
            owner = owners.setdefault(fold(form), entry.name)
            if not fold(form):
                marked.report(("same", i), f"the name {form!r}", "a name with letters")
            elif owner != entry.name or (form == entry.name and any(e.name == form for e in data.same[:i])):
                marked.report(("same", i), f"{form!r}, which stands for {owner!r} already", "each form once")
    for i, names in enumerate(data.apart):
        folded = [fold(name) for name in names]
        speakers = [owners.get(name, name) for name in folded]
        if not all(folded):
            marked.report(("apart", i), f"the names {', '.join(map(repr, names))}", "names with letters")
        elif len(set(folded)) < len(folded):
            marked.report(("apart", i), f"{' and '.join(map(repr, names))}, which are spelled alike", "different names")
        elif len(set(speakers)) < len(speakers):
            marked.report(("apart", i), "names that `same` makes one speaker", "one or the other")
