"""The works that the methods text cites: read from one BibTeX file, and written for readers and for programs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from analysis.publishing.pages import TEMPLATES

_ENTRY = re.compile(r"@(\w+)\{([\w-]+),\n(.*?)\n\}", re.DOTALL)
_FIELD = re.compile(r"^\s*(\w+) = \{(.*)\},$", re.MULTILINE)
_CITATION = re.compile(r"\[(@[\w-]+(?:; @[\w-]+)*)\]")


@dataclass(frozen=True, slots=True)
class Reference:
    """A work."""

    key: str
    kind: str
    fields: Mapping[str, str]
    bibtex: str
    """Its entry as the file has it."""

    @property
    def label(self) -> str:
        """Author and year, as a text cites it."""
        names = [name.partition(",")[0] for name in self._authors]
        if len(names) > 2:
            names = [f"{names[0]} et al."]
        when = self.fields.get("year", "n.d.")
        return f"{' and '.join(names)} {when}"

    @property
    def line(self) -> str:
        """The work as a list of references has it."""
        text = {
            name: value.replace("{", "").replace("}", "").replace(r"\&", "&") for name, value in self.fields.items()
        }
        authors = self._authors if len(self._authors) < 2 else [", ".join(self._authors[:-1]), self._authors[-1]]
        year = f" ({text['year']})" if "year" in text else ""
        pages = text.get("pages", "").replace("--", "–")
        if "journal" in text:
            place = f" {text['journal']} {text['volume']}({text['number']}), {pages}."
        elif "booktitle" in text:
            place = f" {text['booktitle']}" + (f", {pages}." if pages else ".")
        else:
            edition = f"{text['edition']} edition. " if "edition" in text else ""
            version = f"Version {text['version']}. Software. " if "version" in text else ""
            place = f" {edition}{version}{text['publisher'] + '.' if 'publisher' in text else ''}".rstrip()
        end = "" if text["title"].endswith("?") else "."
        doi = f" https://doi.org/{text['doi']}" if "doi" in text else ""
        return f"{' and '.join(authors)}{year}. {text['title']}{end}{place}{doi}"

    @property
    def _authors(self) -> list[str]:
        return [name.strip("{}") for name in self.fields["author"].split(" and ")]


@cache
def read_references() -> dict[str, Reference]:
    """Every work that the project can cite, by key."""
    text = (TEMPLATES / "references.bib").read_text(encoding="utf-8")
    return {
        key: Reference(key, kind, dict(_FIELD.findall(body)), f"@{kind}{{{key},\n{body}\n}}")
        for kind, key, body in _ENTRY.findall(text)
    }


def cited(texts: Iterable[str]) -> list[Reference]:
    """The works that texts cite as `[@key; @key]`, in the order of their authors."""
    known = read_references()
    keys = {key for text in texts for found in _CITATION.findall(text) for key in _keys(found)}
    return sorted((known[key] for key in keys & known.keys()), key=lambda work: (work.line.casefold(), work.key))


def cite(text: str) -> str:
    """A text with authors and years in place of the keys.

    Example:
        >>> cite("VADER scored them [@hutto2014vader].")
        'VADER scored them (Hutto and Gilbert 2014).'
    """
    known = read_references()

    def labels(found: re.Match[str]) -> str:
        keys = _keys(found[1])
        # What looks like a key may stand in the name of an outlet.
        return f"({'; '.join(known[key].label for key in keys)})" if set(keys) <= known.keys() else found[0]

    return _CITATION.sub(labels, text)


def _keys(citation: str) -> list[str]:
    return [key.strip("@ ") for key in citation.split(";")]
