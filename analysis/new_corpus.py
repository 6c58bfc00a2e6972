"""A new folder of articles, with an example and instructions in it."""

from __future__ import annotations

import re
import shutil
import tempfile
import unicodedata
from pathlib import Path

SAMPLE = Path(__file__).resolve().parents[1] / "data" / "new-corpus"
"""What a new folder holds."""

LONGEST_NAME = 60
"""Characters: file names become paths of results, which Windows limits."""
_NEVER = frozenset('<>:"/\\|?*')
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|(com|lpt)[\d¹²³]|conin\$|conout\$)\s*(\..*)?")


def name_fault(name: str) -> str:
    """What keeps a name from being a folder's on Windows, macOS and Linux alike; empty if nothing does.

    Example:
        >>> name_fault("border-talks 2025"), name_fault("con.txt")
        ('', 'Windows keeps this name for itself')
    """
    wrong = sorted({character for character in name if character in _NEVER or not character.isprintable()})
    faults = {
        "it is empty": not name.strip(),
        f"it holds {' '.join(map(ascii, wrong))}, which some systems do not allow in a name": bool(wrong),
        "it begins with a dot, a space, a hyphen or ~, so that it would be hidden or misread": name.startswith(
            (".", " ", "-", "~")
        ),
        "it ends with a dot or a space, which Windows drops": name.endswith((".", " ")),
        "Windows keeps this name for itself": bool(_RESERVED.fullmatch(name)),
        f"it is longer than {LONGEST_NAME} characters": len(name) > LONGEST_NAME,
    }
    return next((fault for fault, applies in faults.items() if applies), "")


def make_corpus(name: str, folder: Path) -> Path:
    """Make a corpus with an invented example, its metadata, an event and instructions: whole, or not at all.

    Args:
        name: of the corpus and of its folder.
        folder: in which it is made; it is created if need be.

    Returns:
        The new folder.

    Raises:
        ValueError: if the name cannot be a folder's on every system.
        FileExistsError: if there is a folder or file of that name, in capitals or not.
        OSError: if it cannot be written.
    """
    fault = name_fault(name)
    if fault:
        raise ValueError(f"{name!r} cannot be the name of a corpus: {fault}")
    folder.mkdir(parents=True, exist_ok=True)
    taken = [entry.name for entry in folder.iterdir() if _plain(entry.name) == _plain(name)]
    if taken:
        raise FileExistsError(f"{folder / taken[0]} exists already; choose another name, or remove it")
    with tempfile.TemporaryDirectory(dir=folder, prefix=".new-") as place:
        made = shutil.copytree(SAMPLE, Path(place) / name, copy_function=shutil.copyfile)
        return made.rename(folder / name)


def _plain(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()
