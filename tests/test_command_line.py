"""The command line: what it prints where, and its exit status. Each call is a process of its own."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from pathlib import Path

import pytest

from analysis.store import read_manifest, read_tables

PROJECT = Path(__file__).parents[1]
GOOD = """\
Mayor refuses to leave besieged town

"We will never surrender," Ada Lund said on Monday. The mayor denied that the town was starving.

Critics say the siege would displace thousands.

Share this article on Facebook
"""


def call(*arguments: str | Path, cwd: Path = PROJECT) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "analysis", *map(str, arguments)]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, encoding="utf-8", timeout=600, check=False)


@pytest.fixture
def story(tmp_path: Path) -> Path:
    path = tmp_path / "story.txt"
    path.write_text(GOOD, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A corpus with one good article among files that are broken in every way."""
    folder = tmp_path_factory.mktemp("corpora") / "broken"
    folder.mkdir()
    (folder / "good.txt").write_text(GOOD, encoding="utf-8")
    (folder / "empty.txt").write_bytes(b"")
    (folder / "binary.txt").write_bytes(bytes(range(256)) * 40)
    (folder / "bad-utf8.txt").write_bytes(
        GOOD.encode() + "Café ".encode() + b"\xff\xfe\xc3 and more text follows here.\n"
    )
    with (folder / "huge.txt").open("wb") as file:
        file.truncate(50_000_000)
    (folder / "no-article.html").write_text("<html><body><nav>Home</nav></body></html>", encoding="utf-8")
    (folder / "no-text.csv").write_text("outlet,headline\nThe Courier,A headline\n", encoding="utf-8")
    lines = [
        '{"text": "Ada Lund said the road was open. It was not.", "outlet": "Courier"}',
        '{"text": "cut off',
        '{"text": 7}',
    ]
    (folder / "bad.jsonl").write_text("\n".join(lines), encoding="utf-8")
    return folder


def test_broken_files_are_named_and_the_others_analysed(broken: Path, tmp_path: Path) -> None:
    done = call("run", broken, "--out", tmp_path, "--no-notebooks")
    assert done.returncode == 1, done.stderr
    for name, place in (
        ("empty.txt", ""),
        ("binary.txt", ""),
        ("huge.txt", ""),
        ("no-article.html", ""),
        ("no-text.csv", ""),
        ("bad.jsonl", "2"),
    ):
        lines = [line for line in done.stderr.splitlines() if line.startswith("error: ") and name in line]
        assert lines, f"{name} is not named in:\n{done.stderr}"
        assert place in lines[0].replace(name, "")
    assert any("bad-utf8.txt" in line for line in done.stderr.splitlines() if line.startswith(("warning:", "note:")))
    assert "Traceback" not in done.stderr
    tables = read_tables(tmp_path / "data" / "tables" / "broken")
    assert set(tables.articles.article_id) == {"good", "bad-utf8", "bad-1"} or len(tables.articles) == 3
    assert (tmp_path / "reports" / "index.html").is_file()
    problems = (tmp_path / "data" / "tables" / "broken" / "problems.csv").read_text(encoding="utf-8-sig")
    assert "no-text.csv" in problems


def test_run_writes_everything_and_then_has_nothing_to_do(story: Path, tmp_path: Path) -> None:
    corpus = tmp_path / "corpora" / "town"
    corpus.mkdir(parents=True)
    story.rename(corpus / "story.txt")
    out = tmp_path / "out"
    first = call("run", corpus.parent, "--out", out, "--no-notebooks")
    assert first.returncode == 0, first.stderr
    assert "town: 1 article analysed" in first.stdout
    tables = out / "data" / "tables" / "town"
    manifest = read_manifest(tables)
    assert list(manifest.inputs) == ["story.txt"]
    assert {"conflict.yaml"} <= {Path(name).name for name in manifest.lexicons}

    def times() -> dict[Path, int]:
        return {path: path.stat().st_mtime_ns for path in out.rglob("[!.]*") if path.is_file()}

    written = times()
    again = call("run", corpus.parent, "--out", out, "--no-notebooks")
    assert "town: 1 article up to date" in again.stdout
    assert times() == written
    (corpus / "story.txt").write_text(GOOD.replace("Monday", "Tuesday"), encoding="utf-8")
    changed = call("run", corpus.parent, "--out", out, "--no-notebooks")
    assert "town: 1 article analysed" in changed.stdout
    fewer = call("run", corpus.parent, "--out", out, "--no-notebooks", "--least-score", "1")
    assert "town: 1 article analysed, 0 quotes, 0 beliefs and intentions" in fewer.stdout
    assert read_manifest(tables).settings["least_score"] == 1


def test_quotes_as_lines_of_json(story: Path) -> None:
    done = call("quotes", story, "--format", "jsonl")
    assert done.returncode == 0, done.stderr
    (line,) = done.stdout.splitlines()
    record = json.loads(line)
    assert record["article"] == "story"
    first = record["attributions"][1]
    assert set(first) == {"content", "cue", "source", "speaker", "kind"}
    assert [GOOD[start:end] for start, end in first["content"]] == ['"We will never surrender,"']
    assert (first["speaker"], first["kind"]) == ("Ada Lund", "direct")


def test_quotes_below_a_score_are_left_out(story: Path) -> None:
    every = json.loads(call("quotes", story, "--format", "jsonl").stdout)["attributions"]
    done = call("quotes", story, "--format", "jsonl", "--least-score", "1")
    assert every
    assert json.loads(done.stdout) == {"article": "story", "attributions": []}


def test_an_article_without_attributions_has_a_line(tmp_path: Path) -> None:
    (tmp_path / "dull.txt").write_text("The bridge is long. The river is wide.", encoding="utf-8")
    done = call("quotes", tmp_path, "--format", "jsonl")
    assert json.loads(done.stdout) == {"article": "dull", "attributions": []}


def test_frames_as_csv(story: Path) -> None:
    done = call("frames", story, "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    found = {(row["frame"], row["text"], row["voice"], row["speaker_name"], row["polarity"]) for row in rows}
    assert ("capitulation", "surrender", "quoted", "Ada Lund", "negated") in found
    assert ("displacement", "displace", "quoted", "Critics", "hypothetical") in found


@pytest.mark.parametrize(
    ("command", "words"),
    [("sentiment", "surrender"), ("targets", "Ada Lund"), ("clean", "Share this article"), ("quotes", "Ada Lund")],
)
def test_tables_for_people(story: Path, command: str, words: str) -> None:
    done = call(command, story)
    assert done.returncode == 0, done.stderr
    assert words in done.stdout


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["run", "no-such-folder"], "no-such-folder"),
        (["run", "{story}"], "story.txt"),
        (["quotes"], "PATH"),
        (["quotes", "{story}", "--format", "xml"], "xml"),
        (["frames", "{story}", "--lexicon", "{typo}"], "typo.yaml:7:"),
        (["run", "{folder}", "--lexicon", "{typo}"], "typo.yaml:7:"),
        (["quotes", "{story}", "--model", "en_no_model"], "en_no_model"),
        (["quotes", "{story}", "--least-score", "80"], "--least-score"),
        (["nonsense"], "nonsense"),
    ],
)
def test_wrong_use_is_told_on_standard_error(story: Path, arguments: list[str], message: str) -> None:
    typo = story.parent / "typo.yaml"
    lexicon = (PROJECT / "data" / "lexicons" / "conflict.yaml").read_text(encoding="utf-8").splitlines()
    lexicon[6:6] = ["frmaes: []"]
    typo.write_text("\n".join(lexicon), encoding="utf-8")
    done = call(*(a.format(story=story, typo=typo, folder=story.parent) for a in arguments))
    assert done.returncode == 2, (done.stdout, done.stderr)
    assert message in done.stderr
    assert done.stdout == ""
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "command",
    [[], ["run"], ["quotes"], ["frames"], ["concordance"], ["collocates"], ["sentiment"], ["targets"], ["clean"]],
)
def test_help_has_an_example(command: list[str]) -> None:
    done = call(*command, "--help")
    assert done.returncode == 0
    assert ("Example: python -m analysis" in " ".join(done.stdout.split())) == bool(command)
