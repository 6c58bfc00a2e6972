"""The archive of a corpus, and repeating a run from it."""

from __future__ import annotations

import json
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import pandas as pd
import pytest

from analysis.publishing.report.archives import is_safe_name, unpack, write_zip, zip_bytes
from analysis.publishing.report.bundle import TEXTS, WITHOUT_TEXTS, without_texts
from analysis.publishing.report.reproduce import reproduce
from analysis.publishing.run import Options, run_folder
from analysis.store import StoreError, hash_file, hash_tables

LEXICON = """\
name: weather
version: "0.1"
language: en
status: unvalidated
description: Two words.
sources: ["made up"]
frames:
- {id: storm, label: Storm, function: problem, literature: none, definition: Bad weather., terms: ["storm*", "flood*"]}
"""
STORY = """\
---
outlet: {outlet}
date: 2024-03-0{day}
headline: "Storm over the coast"
---
The storm reached the coast on day {day}. "We will never leave," Ada Lund said.

The mayor said that no flood was expected before {day} o'clock. Critics doubted it.
"""


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run with an own lexicon, a quote left out for its score, and an article in a subfolder."""
    folder = tmp_path_factory.mktemp("bundle")
    articles = folder / "in" / "coast"
    (articles / "more").mkdir(parents=True)
    for day, place in ((1, "a.md"), (2, "b.md"), (3, "more/ü c.md")):
        text = STORY.format(outlet="Gazette" if day < 3 else "Herald", day=day)
        (articles / place).write_text(text, encoding="utf-8")
    (articles / "events.csv").write_text("date,label\n2024-03-02,Landfall\n", encoding="utf-8")
    lexicon = folder / "mine.yaml"
    lexicon.write_text(LEXICON, encoding="utf-8")
    run_folder(folder / "in", folder / "out", Options([lexicon], notebooks=False, least_score=0.1))
    return folder


@pytest.fixture(scope="module")
def archive(results: Path) -> Path:
    return results / "out" / "reports" / "coast.zip"


@pytest.fixture
def unpacked(archive: Path, tmp_path: Path) -> Path:
    unpack(archive, tmp_path / "unpacked")
    return tmp_path / "unpacked"


def test_archive_holds_what_went_in_and_what_came_out(results: Path, unpacked: Path) -> None:
    manifest = json.loads((unpacked / "run.json").read_text(encoding="utf-8"))
    assert set(manifest["inputs"]) == {"a.md", "b.md", "events.csv", "more/ü c.md"}
    for name, digest in manifest["inputs"].items():
        assert hash_file(unpacked / "articles" / "coast" / name) == digest
    for name, digest in manifest["rules"].items():
        assert name.startswith("data/models/") or hash_file(unpacked / name) == digest
    assert hash_file(unpacked / "data" / "lexicons" / "mine.yaml") == manifest["lexicons"]["mine.yaml"]
    assert hash_tables(unpacked / "tables") == manifest["tables"] == hash_tables(results / "out/data/tables/coast")
    for name in ("README.txt", "report/report.pdf", "report/report.docx", "report/methods.md", "report/references.bib"):
        assert (unpacked / name).stat().st_size > 100
    assert list((unpacked / "figures").glob("*.svg"))


def test_a_run_repeated_from_its_archive_gives_the_same_tables(archive: Path, tmp_path: Path) -> None:
    again = reproduce(archive, out=tmp_path / "again")
    assert again.holds
    assert again.warnings == ()
    assert set(again.identical) == set(hash_tables(tmp_path / "again" / "data" / "tables" / "coast"))
    assert (tmp_path / "again" / "reports" / "coast.pdf").is_file()


def test_rules_of_the_archive_are_used_and_not_the_projects(unpacked: Path) -> None:
    rules = unpacked / "data" / "rules" / "reporting_verbs.yaml"
    manifest = unpacked / "run.json"
    content = json.loads(manifest.read_text(encoding="utf-8"))
    before = pd.read_parquet(unpacked / "tables" / "quotes.parquet")
    assert "neutral" in set(before["stance"])
    text = rules.read_text(encoding="utf-8")
    assert "  say: {type: speech, stance: neutral}" in text
    rules.write_text(
        text.replace("  say: {type: speech, stance: neutral}", "  say: {type: speech, stance: distancing}")
    )
    content["rules"]["data/rules/reporting_verbs.yaml"] = hash_file(rules)
    manifest.write_text(json.dumps(content), encoding="utf-8")
    again = reproduce(unpacked)
    assert "quotes" in again.differing
    assert "sentences" in again.identical


@pytest.mark.parametrize(
    "name", ["articles/coast/a.md", "data/lexicons/mine.yaml", "data/rules/cues.yaml", "articles/coast/events.csv"]
)
def test_a_changed_input_is_told_by_name(name: str, unpacked: Path) -> None:
    with (unpacked / name).open("a", encoding="utf-8") as file:
        file.write("\n# one more line\n")
    again = reproduce(unpacked / "run.json")
    assert not again.holds
    [problem] = again.problems
    assert Path(name).name in problem
    assert "changed" in problem
    assert again.identical == ()


def test_a_missing_article_is_told_by_name(unpacked: Path) -> None:
    (unpacked / "articles" / "coast" / "b.md").unlink()
    [problem] = reproduce(unpacked).problems
    assert "b.md: missing" in problem


def test_other_versions_are_warned_of_by_name(unpacked: Path) -> None:
    path = unpacked / "run.json"
    manifest = json.loads(path.read_text(encoding="utf-8"))
    manifest["packages"] |= {"pandas": "0.1", "no-such-package": "3"}
    manifest["settings"]["program"] = "other"
    manifest["rules"]["data/models/targets.npz"] = "0" * 64
    path.write_text(json.dumps(manifest), encoding="utf-8")
    (unpacked / "articles" / "coast" / "b.md").unlink()  # which ends it before the analysis
    told = reproduce(unpacked).warnings
    assert [warning.partition(":")[0] for warning in told] == [
        "pandas",
        "no-such-package",
        "the program",
        "data/models/targets.npz",
    ]


def test_a_copy_without_texts_holds_no_sentence(archive: Path, results: Path, tmp_path: Path) -> None:
    copy = without_texts(archive, tmp_path / "copy.zip")
    with ZipFile(copy) as file:
        names = file.namelist()
        everything = b"".join(file.read(name) for name in names if name.endswith((".csv", ".json", ".txt", ".md")))
    assert not [name for name in names if name.startswith("articles/") or name.endswith(".parquet")]
    assert {f"tables/{name}.csv" for name in TEXTS} <= set(names)
    for words in ("reached the coast", "We will never leave", "no flood was expected"):
        assert words.encode() not in everything
    with pytest.raises(StoreError, match="holds no articles"):
        reproduce(copy)
    assert WITHOUT_TEXTS in names
    (results / "in" / "coast" / "later.txt").write_text("Another story that the run did not read.", encoding="utf-8")
    try:
        assert reproduce(copy, articles=results / "in" / "coast").holds
    finally:
        (results / "in" / "coast" / "later.txt").unlink()


def test_command_tells_and_ends_with_a_status(unpacked: Path) -> None:
    (unpacked / "articles" / "coast" / "a.md").write_text("Another story.", encoding="utf-8")

    def call(*arguments: object) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "analysis", "run", "--from", *map(str, arguments)]
        return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)

    changed = call(unpacked)
    assert changed.returncode == 1
    assert "a.md: changed since the run" in changed.stderr
    assert call(unpacked / "nothing.zip").returncode == 2


def manifest_with(**values: object) -> Callable[[dict[str, object]], None]:
    return lambda manifest: manifest.update(values)


@pytest.mark.parametrize(
    "spoil",
    [
        manifest_with(inputs={"../../secret.txt": "0"}),
        manifest_with(inputs={"/etc/passwd": "0"}),
        manifest_with(inputs={"C:/a.txt": "0"}),
        manifest_with(corpus="../x"),
        manifest_with(corpus="a/b"),
        manifest_with(rules={"../cues.yaml": "0"}),
        manifest_with(settings={"model": "../evil", "least_score": 0}),
        manifest_with(settings={"model": "os.path", "least_score": 0}),
        manifest_with(settings={"model": "small", "least_score": "7"}),
        manifest_with(inputs=["a.txt"]),
        manifest_with(tables={}),
        manifest_with(surprise=1),
    ],
)
def test_a_record_that_leads_elsewhere_is_refused(spoil: Callable[[dict[str, object]], None], unpacked: Path) -> None:
    path = unpacked / "run.json"
    manifest = json.loads(path.read_text(encoding="utf-8"))
    spoil(manifest)
    path.write_text(json.dumps(manifest), encoding="utf-8")
    with pytest.raises(StoreError):
        reproduce(unpacked)


@pytest.mark.parametrize(
    "name",
    ["../a.txt", "/a.txt", "a/../../b", "C:\\a.txt", "a\\b", "a//b", "./a", "a\nb", "", "\\\\host\\share"],
)
def test_names_that_lead_out_are_refused(name: str, tmp_path: Path) -> None:
    assert not is_safe_name(name)
    path = tmp_path / "hostile.zip"
    with ZipFile(path, "w") as file:
        file.writestr("good.txt", "x")
        file.writestr(ZipInfo(name or " "), "x") if name else file.writestr("..", "x")
    with pytest.raises(StoreError, match=r"hostile\.zip"):
        unpack(path, tmp_path / "target")
    assert not (tmp_path / "target").exists()
    assert {entry.name for entry in tmp_path.iterdir()} == {"hostile.zip"}


def hostile_zips(folder: Path) -> Iterator[Path]:
    for name, members in {
        "twice": [("a.txt", b"1", 0), ("a.txt", b"2", 0)],
        "link": [("a.txt", b"/etc/passwd", stat.S_IFLNK | 0o777)],
        "bomb": [("a.txt", b"0" * 50_000_000, 0)],
    }.items():
        with ZipFile(folder / f"{name}.zip", "w", ZIP_DEFLATED) as file:
            for member, content, mode in members:
                info = ZipInfo(member)
                info.compress_type = ZIP_DEFLATED
                info.external_attr = mode << 16
                file.writestr(info, content)
        yield folder / f"{name}.zip"
    (folder / "text.zip").write_bytes(b"no archive")
    yield folder / "text.zip"
    broken = bytearray(zip_bytes({"a.txt": b"many words " * 100}))
    broken[45] ^= 0xFF
    (folder / "broken.zip").write_bytes(broken)
    yield folder / "broken.zip"


def test_hostile_archives_are_refused(tmp_path: Path) -> None:
    for path in hostile_zips(tmp_path):
        with pytest.raises(StoreError, match=path.name):
            unpack(path, tmp_path / "target")
    assert not (tmp_path / "target").exists()


def test_the_same_files_give_the_same_bytes(tmp_path: Path) -> None:
    (tmp_path / "b.txt").write_bytes(b"2")
    first = write_zip(tmp_path / "1.zip", {"a.txt": b"1", "b.txt": tmp_path / "b.txt"})
    assert first.read_bytes() == zip_bytes({"b.txt": b"2", "a.txt": b"1"})
    with ZipFile(BytesIO(first.read_bytes())) as file:
        assert [file.read(name) for name in file.namelist()] == [b"1", b"2"]


def test_an_archive_that_cannot_be_written_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"x\.zip"):
        write_zip(tmp_path / "x.zip", {"gone.txt": tmp_path / "gone.txt"})
    assert list(tmp_path.iterdir()) == []
