"""What a user installs may be used and passed on by everybody: no package asks for more than its licence be kept."""

from __future__ import annotations

import re
from importlib import metadata
from pathlib import Path

import pytest

LOCK = Path(__file__).resolve().parents[1] / "requirements.txt"
PERMISSIVE = re.compile(
    r"MIT|BSD|Apache|ISC|PSF|Python Software Foundation|MPL|Mozilla Public|CC0|Zlib|CNRI-Python|Unlicense|HPND",
    re.IGNORECASE,
)
"""The MPL asks for changes to its own files only."""


def stated(name: str) -> str:
    """The licence that a package states."""
    found = metadata.metadata(name)
    classified = [line.rpartition(":: ")[2] for line in found.get_all("Classifier", []) if line.startswith("License")]
    return found.get("License-Expression") or ", ".join(classified) or (found.get("License") or "")[:80]


def locked() -> list[str]:
    names = re.findall(r"^([A-Za-z0-9._-]+)==", LOCK.read_text(encoding="utf-8"), re.MULTILINE)
    installed = {re.sub(r"[-_.]+", "-", dist.name).lower() for dist in metadata.distributions()}
    return [name for name in names if re.sub(r"[-_.]+", "-", name).lower() in installed]


def test_most_locked_packages_are_looked_at() -> None:
    """Others are for other systems."""
    assert len(locked()) > 150


@pytest.mark.parametrize("name", locked())
def test_the_licence_is_permissive(name: str) -> None:
    """Of a choice of licences one is enough."""
    choices = re.split(r"\s+OR\s+", stated(name))
    assert any(PERMISSIVE.search(choice) and not re.search(r"\bA?GPL", choice) for choice in choices), stated(name)
