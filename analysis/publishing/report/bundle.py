"""A corpus' archive: everything that a run read and made, so that somebody else can repeat it and compare the tables.

It holds the articles. Their texts may be protected: `without_texts` makes a copy that can be published.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Collection, Mapping, Sequence
from io import BytesIO
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pandas as pd

from analysis.data_folder import DATA
from analysis.publishing.pages import TEMPLATES
from analysis.publishing.report.archives import is_safe_name, unpack, write_zip
from analysis.store import MANIFEST, StoreError, csv_for_people, manifest_bytes

if TYPE_CHECKING:
    from analysis.publishing.report.methods_text import Methods
    from analysis.publishing.report.sections import CorpusReport
    from analysis.store import Manifest

TEXTS: Mapping[str, tuple[str, ...]] = {
    "articles": ("text",),
    "sentences": ("text", "lemmas"),
    "quotes": ("content",),
    "quote_spans": ("text",),
    "boilerplate": ("text",),
}
"""The columns from which an article's text could be put together again."""
WITHOUT_TEXTS = "without-texts.txt"
"""The file that tells that an archive holds no texts."""


def write_bundle(corpus: CorpusReport, methods: Methods, documents: Sequence[Path], path: Path) -> Path:
    """Write the archive of a corpus; same input, same bytes.

    Args:
        corpus: with its `folders` and `manifest`.
        methods: of the run.
        documents: the report's PDF and DOCX.
        path: of the archive.

    Raises:
        StoreError: if it cannot be written, or a file of the run is gone.
    """
    assert corpus.folders is not None
    assert corpus.manifest is not None
    folders, manifest = corpus.folders, corpus.manifest
    members: dict[str, bytes | Path] = {MANIFEST: manifest_bytes(manifest)}
    members["README.txt"] = (TEMPLATES / "bundle_readme.txt").read_bytes()
    read = [name for name, digest in manifest.inputs.items() if not digest.startswith("unreadable")]
    members |= {f"articles/{manifest.corpus}/{name}": folders.articles / name for name in read}
    files = {PurePosixPath(lexicon.path).name: Path(lexicon.path) for lexicon in corpus.lexicons}
    members |= {place_of(name): files.get(PurePosixPath(name).name, DATA.parent / name) for name in manifest.lexicons}
    members |= {name: DATA.parent / name for name in manifest.rules if is_rule(name)}
    members |= {f"tables/{file.name}": file for file in _files(folders.tables, {".parquet", ".csv"})}
    members |= {f"validation/{file.name}": file for file in _files(folders.validation, {".json", ".csv"})}
    figures = [file for figure in corpus.figures for file in (figure.png, figure.svg, figure.csv) if file is not None]
    members |= {f"figures/{file.name}": file for file in figures}
    members |= {f"report/report{file.suffix}": file for file in documents}
    members["report/methods.md"] = methods.markdown.encode()
    members["report/references.bib"] = methods.bibtex.encode()
    # A file that was not readable, or whose name no archive may hold, is told as missing when the run is repeated.
    return write_zip(path, {name: content for name, content in members.items() if is_safe_name(name)})


def without_texts(bundle: Path, path: Path) -> Path:
    """Write a copy of an archive from which no article can be read: no articles, and tables without their texts.

    What stays are positions, counts, single words and names, the figures, the report (with some short passages) and the
    record of the run. Who has the same articles can repeat the run with them.

    Args:
        bundle: an archive that `write_bundle` wrote.
        path: of the copy.

    Raises:
        StoreError: if it cannot be read or written.
    """
    with TemporaryDirectory() as temporary:
        folder = Path(temporary)
        kept = [name for name in unpack(bundle, folder) if not name.startswith(("articles/", "tables/"))]
        members: dict[str, bytes | Path] = {name: folder / name for name in kept}
        for file in sorted((folder / "tables").glob("*.parquet")):
            table = pd.read_parquet(BytesIO(file.read_bytes()), engine="pyarrow")
            shown = table.drop(columns=[name for name in TEXTS.get(file.stem, ()) if name in table.columns])
            members[f"tables/{file.stem}.csv"] = csv_for_people(shown)
        for file in sorted((folder / "figures").glob("*.csv")):
            numbers = pd.read_csv(file, dtype=str, keep_default_na=False, encoding="utf-8-sig")
            if "text" in numbers.columns:
                members[f"figures/{file.name}"] = csv_for_people(numbers.drop(columns="text"))
        members[WITHOUT_TEXTS] = b"This copy holds no article: articles/ and the columns with texts are left out.\n"
        return write_zip(path, members)


def place_of(lexicon: str) -> str:
    """Where a lexicon of a manifest lies in the archive.

    Example:
        >>> place_of("data/lexicons/conflict.yaml"), place_of("mine.yaml")
        ('data/lexicons/conflict.yaml', 'data/lexicons/mine.yaml')
    """
    return lexicon if lexicon.startswith("data/lexicons/") else f"data/lexicons/{PurePosixPath(lexicon).name}"


def is_rule(name: str) -> bool:
    """Whether a file of a manifest's rules is a list that people edit; the networks' weights come with the program."""
    return re.fullmatch(r"data/rules/[\w.-]+\.yaml", name) is not None


def open_bundle(source: Path, folder: Path) -> Path:
    """The folder with `run.json`: that of an unpacked archive, or of one that is unpacked into `folder` now.

    Args:
        source: the archive, its unpacked folder, or the `run.json` in it.
        folder: an empty one.

    Raises:
        StoreError: if there is no such file, or the archive is not to be trusted.
    """
    if source.is_dir():
        return source
    if source.name == MANIFEST and source.is_file():
        return source.parent
    if not source.is_file():
        raise StoreError(f"{source}: there is no such file; expected an archive of a report, or its {MANIFEST}")
    unpack(source, folder)
    return folder


def lay_out_inputs(manifest: Manifest, articles: Path, folder: Path) -> None:
    """Copy a run's inputs, and nothing else, into a folder that is then read as it was."""
    for name in manifest.inputs:
        target = folder / manifest.corpus / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(articles / name, target)


def _files(folder: Path, suffixes: Collection[str]) -> list[Path]:
    return sorted(file for file in folder.glob("*") if file.suffix in suffixes and not file.name.startswith("."))
