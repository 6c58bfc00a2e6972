"""What the documentation says is so: its blocks run, its links lead somewhere, its reference pages are the code's.

Every fenced block of README.md and docs/ is one of

    sh                 commands, run one by one; they end with status 0, or with N where the fence says `sh exit=N`
    python             a program of its own
    yaml PATH, text PATH, csv PATH   a file, which is written there and read by what the program reads such files with
    text output        lines that the command above it prints; `…` stands for anything

in a copy of the project whose sample corpus is cut to a few articles. What is not run as it stands, and why, is told at
`COMMANDS` and the functions that it names.
"""

from __future__ import annotations

import csv
import importlib.util
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

import pytest
from coding import fill_csv
from typer.testing import CliRunner

from analysis.__main__ import app
from analysis.identities import read_speaker_aliases
from analysis.lexicons import read_lexicon
from analysis.validation.questions import FORMS, ITEM

PROJECT = Path(__file__).resolve().parents[1]
README = PROJECT / "README.md"
CONTRIBUTING = PROJECT / "CONTRIBUTING.md"
RUNNABLE = [README, *sorted((PROJECT / "docs").glob("*.md"))]
PAGES = [*RUNNABLE, CONTRIBUTING]
FENCE = re.compile(r"^(?P<indent> *)```(?P<info>[^\n`]*)\n(?P<body>.*?)^(?P=indent)```$", re.MULTILINE | re.DOTALL)
WRITTEN = ("data/tables", "data/validation", "reports", "figures", "data/articles/")
"""Folders that runs write, or that users fill: what is named there need not exist."""


def name_of(page: Path) -> str:
    return page.relative_to(PROJECT).as_posix()


class Block(NamedTuple):
    """A fenced block: its language, what else the fence says, and its content."""

    language: str
    rest: str
    body: str


def blocks_of(page: Path) -> list[Block]:
    found = []
    for match in FENCE.finditer(page.read_text(encoding="utf-8")):
        language, _, rest = match["info"].strip().partition(" ")
        found.append(Block(language, rest, textwrap.dedent(match["body"])))
    return found


def prose_of(page: Path) -> str:
    return FENCE.sub("", page.read_text(encoding="utf-8"))


def load(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


# Blocks

ARTICLES = {
    *("harbour_2025-03-13_tarvik-encircled", "harbour_2025-04-15_shorter-text", "harbour_2025-04-03_hospital-hit"),
    *("kstandard_2025-04-10_recognition-off-the-table", "kstandard_2025-04-16_cabinet-split-over-truce"),
}
ONE_FIGURE = """
from analysis.__main__ import main
from analysis.charts import FIGURES

for name in list(FIGURES)[1:]:
    del FIGURES[name]
main()
"""
"""The command line, but the main job draws one figure only; figures have tests of their own, as notebooks have."""


@pytest.fixture(scope="module")
def small_project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project with five sample articles of two outlets, analysed."""
    copy = tmp_path_factory.mktemp("docs") / "project"
    for name in ("analysis", "docs", "notebooks"):
        shutil.copytree(PROJECT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(PROJECT / "data", copy / "data", ignore=shutil.ignore_patterns("tables", "validation", "gold"))
    for name in ("run.py", "requirements.txt", "pyproject.toml"):
        shutil.copy(PROJECT / name, copy / name)
    demo = copy / "data" / "articles" / "demo"
    for path in demo.iterdir():
        if path.stem not in {*ARTICLES, "metadata", "events"}:
            path.unlink()
    (copy / "article.txt").write_text('"We stay," Ada Lund said. The mayor denied the claim.\n', encoding="utf-8")
    done = analysed(copy, ["run", "data/articles/demo"])
    assert done.status == 0, done.errors
    return copy


class Outcome(NamedTuple):
    """What came of a command."""

    status: int = 0
    output: str = ""
    errors: str = ""


def environment(project: Path) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(project), "OPENBLAS_NUM_THREADS": "1", "PYTHONUTF8": "1", "COLUMNS": "200"}


def call(project: Path, command: list[str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command,
        cwd=project,
        env=environment(project),
        capture_output=True,
        encoding="utf-8",
        stdin=subprocess.DEVNULL,
        timeout=300,
        check=False,
    )


def starts(project: Path, command: list[str], said: str) -> None:
    """What runs until it is stopped says so, and ends when it is told to."""
    log = project / "started.txt"
    with log.open("wb") as output:
        child = subprocess.Popen(
            command, cwd=project, env=environment(project), stdout=output, stderr=output, start_new_session=True
        )
        try:
            deadline = time.monotonic() + 120
            while said not in log.read_text(encoding="utf-8", errors="replace"):
                assert child.poll() is None, log.read_text(encoding="utf-8")
                assert time.monotonic() < deadline, log.read_text(encoding="utf-8")
                time.sleep(0.2)
            child.send_signal(signal.SIGTERM)
            child.wait(60)
        finally:
            if child.poll() is None:
                os.killpg(child.pid, signal.SIGKILL)


def installed(project: Path, arguments: list[str]) -> Outcome:
    """`pip install`: not run, as it needs the network and changes this Python; what it installs from is there."""
    if "-r" in arguments:
        assert (project / arguments[arguments.index("-r") + 1]).is_file()
    return Outcome()


def started_from(project: Path, arguments: list[str]) -> Outcome:
    """`python run.py …` without its installation: what it would start is started with this Python."""
    bootstrap = load(project / "run.py")
    job, rest = bootstrap.read_arguments(arguments)
    if job == "test":
        return Outcome()  # these tests would start themselves
    if job == "lab":
        command = bootstrap.lab_command([*rest, "--no-browser", "--ServerApp.port=0", "--ServerApp.allow_root=True"])
        starts(project, [sys.executable, *command[1:]], "is running at")
        return Outcome()
    assert job in {"run", *bootstrap.COMMANDS}, f"run.py takes {arguments} for {job}"
    return analysed(project, [job, *rest])


def analysed(project: Path, arguments: list[str]) -> Outcome:
    """A command of the analysis, with what it needs of its user."""
    if arguments[0] == "watch":
        starts(project, [sys.executable, "-m", "analysis", *arguments], "Ctrl-C ends it")
        return Outcome()
    if arguments[0] == "fetch" and "--help" not in arguments:  # the one command that would use the network
        (project / arguments[1]).write_text("http://127.0.0.1/story\n", encoding="utf-8")
        done = call(project, [sys.executable, "-m", "analysis", *arguments])
        assert done.returncode == 1, done.stderr  # a private address is refused
        assert (project / arguments[3] / "fetched.csv").is_file()
        return Outcome(0, done.stdout, done.stderr)
    if arguments[:2] == ["validate", "score"]:
        fill_in(project / arguments[2])
    program = ["-m", "analysis"]
    if arguments[0] == "run" and "--from" not in arguments:
        program, arguments = ["-c", ONE_FIGURE], [*arguments, "--no-notebooks"]
    if arguments[0] == "figures" and "--only" not in arguments:
        arguments = [*arguments, "--only", "frames-by-outlet"]
    done = call(project, [sys.executable, *program, *arguments])
    return Outcome(done.returncode, done.stdout, done.stderr)


def fill_in(folder: Path) -> None:
    """Answer every question of the coding sheets in a folder, with its first code."""
    for sheet in folder.glob("*.csv"):
        rows = list(csv.DictReader(sheet.read_text(encoding="utf-8-sig").splitlines()))
        form = next(form for form in FORMS.values() if set(rows[0]) == set(form.columns))
        codes = {question.name: next(iter(question.codes)) for question in form.questions}
        fill_csv(sheet, {row[ITEM]: codes for row in rows})


def not_run(project: Path, arguments: list[str]) -> Outcome:
    """Not run: needs the network or an installation in the copy, or changes files of the project."""
    return Outcome()


COMMANDS: dict[tuple[str, ...], Callable[[Path, list[str]], Outcome]] = {
    ("python", "run.py"): started_from,
    ("python", "-m", "analysis"): analysed,
    ("pip", "install"): installed,
    ("git", "clone"): not_run,
    ("cd",): not_run,
    ("source", ".venv/bin/activate"): not_run,
    ("python", "docs/screenshots.py"): not_run,
}
"""What is done for a command line, by its first words; others may not stand in the documentation."""


def run_line(project: Path, line: str) -> Outcome:
    """What comes of a command line; `> FILE` is done here."""
    words = shlex.split(line, comments=True)
    words, target = (words[: words.index(">")], words[words.index(">") + 1]) if ">" in words else (words, "")
    for first, do in COMMANDS.items():
        if tuple(words[: len(first)]) == first:
            outcome = do(project, words[len(first) :])
            if target:
                (project / target).write_text(outcome.output, encoding="utf-8")
            return outcome
    raise AssertionError(f"{line}: no command that is known here")


def write_file(project: Path, block: Block) -> None:
    """A file that a page tells to write, read as the program reads it."""
    path = project / block.rest
    assert path.is_relative_to(project / "data"), f"{block.rest}: files of users lie in data/"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(block.body, encoding="utf-8")
    if path.is_relative_to(project / "data" / "lexicons"):
        read_lexicon(path)
    elif path.name == "speaker_aliases.yaml":
        read_speaker_aliases(path)
    else:
        assert path.is_relative_to(project / "data" / "articles"), f"{block.rest}: nothing here reads such a file"


@pytest.mark.parametrize("page", [page for page in RUNNABLE if blocks_of(page)], ids=name_of)
def test_every_block_runs(page: Path, small_project: Path, tmp_path: Path) -> None:
    project = tmp_path / "project"
    shutil.copytree(small_project, project)
    output = ""
    for block in blocks_of(page):
        if block.language == "sh":
            expected = int(block.rest.removeprefix("exit=") or 0)
            output = ""
            for line in block.body.splitlines():
                done = run_line(project, line)
                assert done.status == expected, f"{line}\n{done.output}\n{done.errors}"
                output += done.output + done.errors
        elif block.language == "python":
            program = call(project, [sys.executable, "-c", block.body])
            assert program.returncode == 0, f"{block.body}\n{program.stderr}"
            output = program.stdout
        elif (block.language, block.rest) == ("text", "output"):
            pattern = r"\s+".join(re.escape(word).replace("…", ".*?") for word in block.body.split())
            assert re.search(pattern, output, re.DOTALL), f"{block.body}\nis not in\n{output}"
        else:
            assert block.language in {"yaml", "text", "csv"}, f"a block of {block.language!r}"
            write_file(project, block)


@pytest.mark.parametrize("page", RUNNABLE, ids=name_of)
def test_code_stands_in_fences_so_that_it_is_seen_here(page: Path) -> None:
    lines = prose_of(page).splitlines()
    indented = [line for before, line in pairwise(lines) if not before and line.startswith("    ")]
    assert indented == []


# Links


def slug(heading: str) -> str:
    """The anchor that GitHub makes of a heading."""
    plain = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading)
    return re.sub(r"[^\w\- ]", "", plain.lower()).replace(" ", "-")


def anchors_of(page: Path) -> set[str]:
    return {slug(heading) for heading in re.findall(r"^#+ (.*)$", prose_of(page), re.MULTILINE)}


def links_of(page: Path) -> Iterator[tuple[str, str, bool]]:
    """Text, target and whether it is an image, of each link that leads to the project itself."""
    for mark, text, target in re.findall(r"(!?)\[((?:!\[[^\]]*\]\([^)]*\)|[^\]])*)\]\(([^)\s]+)\)", prose_of(page)):
        for inner, source in re.findall(r"!\[([^\]]*)\]\(([^)\s]+)\)", text):
            yield inner, source, True
        if not target.startswith(("http://", "https://", "mailto:")):
            yield text, target, bool(mark)


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_link_leads_somewhere(page: Path) -> None:
    for _, target, _ in links_of(page):
        path, _, anchor = target.partition("#")
        there = (page.parent / path).resolve() if path else page
        assert there.exists(), f"{name_of(page)}: {target}"
        if anchor:
            assert anchor in anchors_of(there), f"{name_of(page)}: {target}"


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_image_is_told_in_words_and_small(page: Path) -> None:
    for alt, target, is_image in links_of(page):
        if is_image:
            assert len(alt.split()) >= 4, f"{name_of(page)}: {target} has no alternative text"
            assert (page.parent / target).stat().st_size < 250_000, f"{name_of(page)}: {target}"


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_path_that_it_names_exists(page: Path) -> None:
    own = {block.rest for block in blocks_of(page)}
    for code in re.findall(r"`([^`\n]+)`", prose_of(page)):
        if not re.fullmatch(r"(?:analysis|benchmarks|binder|data|docs|notebooks|tests|training)/[\w./-]*", code):
            continue
        if code in own or code.startswith(WRITTEN):
            continue
        assert (PROJECT / code).exists(), f"{name_of(page)}: {code}"


def test_every_page_can_be_found_from_readme() -> None:
    seen, waiting = set(), [README]
    while waiting:
        page = waiting.pop()
        if page in seen or page.suffix != ".md":
            continue
        seen.add(page)
        targets = [target.partition("#")[0] for _, target, _ in links_of(page)]
        waiting += [(page.parent / target).resolve() for target in targets if target]
    assert {name_of(page) for page in PAGES} <= {name_of(page) for page in seen}


# What is told of the code


def test_the_map_names_every_part_of_the_package() -> None:
    text = CONTRIBUTING.read_text(encoding="utf-8")
    parts = [path for path in (PROJECT / "analysis").iterdir() if not path.name.startswith("__")]
    names = {name_of(path) + ("/" if path.is_dir() else "") for path in parts}
    assert {name for name in names if f"`{name}`" not in text} == set()


def test_readme_is_short_and_lists_every_notebook() -> None:
    text = README.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 200
    named = set(re.findall(r"`(notebooks/[^`]+\.ipynb)`", text))
    assert named == {path.relative_to(PROJECT).as_posix() for path in PROJECT.glob("notebooks/*.ipynb")}


@pytest.mark.parametrize(("page", "maker"), [("columns.md", "columns_page"), ("commands.md", "commands_page")])
def test_reference_pages_are_made_of_the_code(page: str, maker: str) -> None:
    made = getattr(load(PROJECT / "docs" / "reference.py"), maker)()
    assert (PROJECT / "docs" / page).read_text(encoding="utf-8") == made, "run python docs/reference.py"


def test_the_page_of_commands_has_the_options_of_help_and_no_others() -> None:
    text = (PROJECT / "docs" / "commands.md").read_text(encoding="utf-8")
    sections = dict(re.findall(r"^## (.*?)\n(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL))
    assert "run" in sections
    for words, section in sections.items():
        told = CliRunner().invoke(app, [*words.split(), "--help"]).output
        rows = " ".join(re.findall(r"^\| `(.*?)` \|", section, re.MULTILINE))
        options = set(re.findall(r"(?<![\w-])--[a-z][a-z-]*", told.partition("Options:")[2].partition("Example:")[0]))
        assert options - {"--help"} == set(re.findall(r"--[a-z][a-z-]*", rows)), words
