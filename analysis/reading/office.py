"""Office files are ZIP archives of XML: what is to be known before one is opened."""

from __future__ import annotations

import zipfile

from analysis.reading.drafts import SourceFile
from analysis.records import Problem

MAX_UNPACKED = 500_000_000
"""Bytes of all parts of an Office file together, unpacked; ten times a spreadsheet of a hundred thousand articles."""
MAX_RATIO = 400
"""Unpacked bytes to packed ones; Office files have up to a hundred, bombs a thousand and more."""
_OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def office_fault(file: SourceFile, kind: str, max_unpacked: int | None = None) -> Problem | None:
    """What keeps an Office file from being opened: it is none, has a password, or unpacks to more than there may be.

    Args:
        file: the file.
        kind: its format, e.g. `docx`.
        max_unpacked: bytes that its parts may have together, unpacked; `MAX_UNPACKED` if not given.
    """
    try:
        with file.path.open("rb") as stream:
            start = stream.read(8)
        if not start:
            return file.problem("", "empty: expected a document")
        if start == _OLD:
            return file.problem("", f"it has a password, or is of an old format; save it as .{kind} without a password")
        with zipfile.ZipFile(file.path) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError):
        return file.problem("", f"no .{kind} file, or a broken one; save it anew in the program that it comes from")
    except OSError as err:
        return file.problem("", f"cannot be opened ({err.strerror or err}); check that it exists and may be read")
    unpacked, packed = sum(part.file_size for part in parts), sum(part.compress_size for part in parts)
    if unpacked > (max_unpacked or MAX_UNPACKED) or unpacked > MAX_RATIO * max(packed, 10_000):
        return file.problem(
            "", f"it would unpack to {unpacked:,} bytes, far more than its size lets expect, so it was not opened"
        )
    return None
