"""The bootstrap, without installing anything: what it would run, when it installs anew, what it says when it fails."""

from __future__ import annotations

import ast
import importlib.util
import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest
from typer import main

from analysis.__main__ import app

PROJECT = Path(__file__).resolve().parents[1]
RUN = PROJECT / "run.py"
THIS_VERSION = f"{sys.version_info[0]}.{sys.version_info[1]}"


def load_bootstrap() -> ModuleType:
    spec = importlib.util.spec_from_file_location("bootstrap", RUN)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def bootstrap(tmp_path, monkeypatch):
    """run.py, as if it stood in a folder of its own with two lock files."""
    module = load_bootstrap()
    monkeypatch.setattr(module, "ROOT", tmp_path)
    monkeypatch.setattr(module, "WINDOWS", os.name == "nt")
    for name in ("requirements.txt", "requirements-dev.txt", "pyproject.toml"):
        (tmp_path / name).write_text(f"{name}\n", encoding="utf-8")
    return module


class Installer:
    """Stands in for the processes that install: notes the commands, answers as told, and makes what venv makes."""

    def __init__(self, bootstrap: ModuleType, failing: str = "", output: str = "") -> None:
        self.bootstrap = bootstrap
        self.failing = failing
        self.output = output
        self.commands: list[list[str]] = []

    def __call__(self, command: list[str]) -> tuple[int, str]:
        self.commands.append(command)
        if "venv" in command:
            make_venv(self.bootstrap)
        if self.failing and self.failing in " ".join(command):
            return 1, self.output
        return 0, ""

    @property
    def steps(self) -> list[str]:
        """One word a command: venv, uv (fetching it), packages, project."""
        words = []
        for command in self.commands:
            line = " ".join(command)
            if "--editable" in line:
                words.append("project")
            elif "--requirement" in line:
                words.append("uv" if line.endswith("uv.txt") else "packages")
            else:
                words.append("venv")
        return words


def make_venv(bootstrap: ModuleType, version: str = THIS_VERSION) -> None:
    python = bootstrap.venv_python()
    python.parent.mkdir(parents=True, exist_ok=True)
    python.write_text("", encoding="utf-8")
    (bootstrap.venv_folder() / "pyvenv.cfg").write_text(f"home = x\nversion = {version}.1\n", encoding="utf-8")


@pytest.fixture
def installer(bootstrap, monkeypatch):
    fake = Installer(bootstrap)
    monkeypatch.setattr(bootstrap, "run_quietly", fake)
    monkeypatch.setattr(bootstrap.shutil, "which", lambda name: None)
    return fake


# The Python that starts it


def test_old_python_reads_the_file():
    ast.parse(RUN.read_text(encoding="utf-8"), feature_version=(3, 8))


def test_only_the_standard_library_is_imported():
    imported = {
        name.split(".")[0]
        for node in ast.walk(ast.parse(RUN.read_text(encoding="utf-8")))
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    }
    assert imported <= set(sys.stdlib_module_names)
    # These came after Python 3.8: their lack would end in a traceback instead of a message.
    assert not imported & {"graphlib", "tomllib", "zoneinfo"}


@pytest.mark.parametrize(
    ("version", "system", "advice"),
    [
        ((3, 8), "linux", "python3-venv"),
        ((3, 10), "darwin", "brew install"),
        ((3, 10), "win32", "winget install"),
        ((2, 7), "freebsd13", "uv run"),
    ],
)
def test_old_python_is_told_what_to_install(version, system, advice):
    problem = load_bootstrap().version_problem(version, system)
    assert f"This is Python {version[0]}.{version[1]}; Python 3.11 or newer is needed" in problem
    assert advice in problem


@pytest.mark.parametrize("version", [(3, 11), (3, 14), (3, 15), (4, 0)])
def test_newer_python_is_tried(version):
    assert load_bootstrap().version_problem(version) == ""


def test_old_python_ends_with_the_message(bootstrap, monkeypatch, capsys):
    monkeypatch.setattr(bootstrap.sys, "version_info", (3, 9, 1))
    assert bootstrap.main([]) == 1
    assert "Python 3.11 or newer is needed" in capsys.readouterr().err


def test_python_without_venv_is_told_what_to_install(bootstrap, installer, monkeypatch, capsys):
    monkeypatch.setattr(bootstrap.importlib.util, "find_spec", lambda name: None if name == "ensurepip" else object())
    monkeypatch.setattr(bootstrap.venv_problem, "__defaults__", ("linux",))
    assert bootstrap.main([]) == 1
    assert f"sudo apt install python{THIS_VERSION}-venv" in capsys.readouterr().err
    assert installer.commands == []


# Arguments


@pytest.mark.parametrize(
    ("argv", "expected"),
    [
        ([], ("run", [])),
        (["news", "--out", "x"], ("run", ["news", "--out", "x"])),
        (["--out", "x"], ("run", ["--out", "x"])),
        (["run", "news"], ("run", ["news"])),
        (["run", "--help"], ("run", ["--help"])),
        (["./test"], ("run", ["./test"])),
        (["test", "-k", "zones"], ("test", ["-k", "zones"])),
        (["lab", "--no-browser"], ("lab", ["--no-browser"])),
        (["--help"], ("help", [])),
        (["-h"], ("help", [])),
        (["test", "--help"], ("help", [])),
        (["lab", "-h"], ("help", [])),
        (["quotes", "a.txt", "--help"], ("quotes", ["a.txt", "--help"])),
        (["./quotes"], ("run", ["./quotes"])),
        (["watch", "news", "--poll"], ("watch", ["news", "--poll"])),
        (["watch", "--help"], ("watch", ["--help"])),
        (["new", "corpus", "talks"], ("new", ["corpus", "talks"])),
    ],
)
def test_arguments(argv, expected):
    assert load_bootstrap().read_arguments(argv) == expected


def test_it_knows_every_command_of_the_analysis():
    known = set(main.get_command(app).commands)
    assert {"run", *load_bootstrap().COMMANDS} == known


def test_a_command_is_handed_on_as_it_is(bootstrap, installer, monkeypatch):
    started = []
    monkeypatch.setattr(bootstrap, "run_child", lambda command: started.append(command) or 0)
    assert bootstrap.main(["quotes", "a.txt", "--format", "csv"]) == 0
    assert [command[1:] for command in started] == [["-P", "-m", "analysis", "quotes", "a.txt", "--format", "csv"]]


def test_help_explains_the_jobs_and_installs_nothing(tmp_path):
    copy = tmp_path / "run.py"
    copy.write_bytes(RUN.read_bytes())
    shown = subprocess.run([sys.executable, str(copy), "--help"], capture_output=True, text=True, check=True)
    for usage in ("python run.py [FOLDER]", *(f"python run.py {job}" for job in ("watch", "new", "test", "lab"))):
        assert usage in shown.stdout
    assert [path.name for path in tmp_path.iterdir()] == ["run.py"]


def test_mistyped_job_is_wrong_use_and_installs_nothing(bootstrap, installer, capsys):
    assert bootstrap.main(["tset"]) == 2
    assert "'tset'" in capsys.readouterr().err
    assert installer.commands == []


# Command lines


def test_python_of_the_environment(bootstrap):
    assert bootstrap.venv_python(windows=True).parts[-3:] == (".venv", "Scripts", "python.exe")
    assert bootstrap.venv_python(windows=False).parts[-3:] == (".venv", "bin", "python")


def test_environment_of_the_children(bootstrap):
    assert bootstrap.child_environment({}, windows=True) == {
        "OPENBLAS_NUM_THREADS": "1",
        "OMP_NUM_THREADS": "1",
        "PYTHONUTF8": "1",
    }
    kept = bootstrap.child_environment({"OMP_NUM_THREADS": "4", "LANG": "C"}, windows=False)
    assert kept == {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "4", "LANG": "C"}


def test_packages_are_checked_and_never_built(bootstrap, installer):
    bootstrap.prepare("requirements.txt")
    packages = installer.commands[installer.steps.index("packages")]
    assert "--require-hashes" in packages
    assert packages[packages.index("--only-binary") + 1] == ":all:"
    assert packages[-1] == str(bootstrap.ROOT / "requirements.txt")
    assert not any("index" in argument for command in installer.commands for argument in command)


def test_no_folder_where_the_user_stands_hides_the_package(bootstrap):
    command = bootstrap.analysis_command(["news"])
    assert command == [str(bootstrap.venv_python()), "-P", "-m", "analysis", "run", "news"]


def test_lab_listens_on_this_computer_only(bootstrap):
    command = bootstrap.lab_command(["--no-browser"])
    assert "--ServerApp.ip=127.0.0.1" in command
    assert f"--ServerApp.root_dir={bootstrap.ROOT}" in command
    assert command[-1] == "--no-browser"
    assert not any("token" in argument.lower() or "password" in argument.lower() for argument in command)


def test_coverage_floor_is_for_all_tests_only(bootstrap):
    assert "--cov-fail-under=0" not in bootstrap.pytest_command([])
    assert bootstrap.pytest_command(["-k", "zones"])[-3:] == ["--cov-fail-under=0", "-k", "zones"]


# When it installs


def test_first_call_installs_and_the_second_does_not(bootstrap, installer, capsys):
    bootstrap.prepare("requirements.txt")
    assert installer.steps == ["venv", "packages", "project"]
    assert "Installed in" in capsys.readouterr().out
    bootstrap.prepare("requirements.txt")
    assert len(installer.commands) == 3


def test_what_the_checks_need_is_enough_for_the_job(bootstrap, installer):
    bootstrap.prepare("requirements-dev.txt")
    done = len(installer.commands)
    bootstrap.prepare("requirements.txt")
    assert len(installer.commands) == done


def test_what_the_job_needs_is_not_enough_for_the_checks(bootstrap, installer):
    bootstrap.prepare("requirements.txt")
    bootstrap.prepare("requirements-dev.txt")
    assert installer.steps == ["venv", "packages", "project", "packages", "project"]


@pytest.mark.parametrize("name", ["requirements.txt", "pyproject.toml"])
def test_a_changed_file_is_installed_into_the_same_environment(bootstrap, installer, name):
    bootstrap.prepare("requirements.txt")
    (bootstrap.ROOT / name).write_text("changed\n", encoding="utf-8")
    bootstrap.prepare("requirements.txt")
    assert installer.steps == ["venv", "packages", "project", "packages", "project"]


def test_a_change_of_the_checks_does_not_concern_the_job(bootstrap, installer):
    bootstrap.prepare("requirements-dev.txt")
    (bootstrap.ROOT / "requirements-dev.txt").write_text("changed\n", encoding="utf-8")
    assert bootstrap.is_current("requirements.txt")
    assert not bootstrap.is_current("requirements-dev.txt")


def test_an_environment_made_by_hand_is_completed(bootstrap, installer):
    make_venv(bootstrap)
    kept = bootstrap.venv_folder() / "kept"
    kept.touch()
    bootstrap.prepare("requirements.txt")
    assert installer.steps == ["venv", "packages", "project"]
    assert kept.exists()


def interrupted(bootstrap):
    bootstrap.write_stamp({"unfinished": True})


def other_python(bootstrap):
    make_venv(bootstrap, "3.2")
    bootstrap.write_stamp({})


def other_processor(bootstrap):
    bootstrap.write_stamp({**bootstrap.read_stamp(), "python": f"{THIS_VERSION} linux mips"})


def python_gone(bootstrap):
    bootstrap.venv_python().unlink()


def moved(bootstrap):
    bootstrap.write_stamp({**bootstrap.read_stamp(), "project": "/elsewhere"})


@pytest.mark.parametrize("damage", [interrupted, other_python, other_processor, python_gone, moved])
def test_an_environment_that_cannot_serve_is_made_anew(bootstrap, installer, capsys, damage):
    bootstrap.prepare("requirements.txt")
    leftover = bootstrap.venv_folder() / "lib" / "leftover"
    leftover.mkdir(parents=True)
    damage(bootstrap)
    bootstrap.prepare("requirements.txt")
    assert installer.steps == ["venv", "packages", "project"] * 2
    assert not leftover.exists()
    assert "made anew" in capsys.readouterr().out
    assert bootstrap.is_current("requirements.txt")


def test_the_environment_in_use_is_not_removed(bootstrap, installer, monkeypatch, capsys):
    bootstrap.prepare("requirements.txt")
    moved(bootstrap)
    monkeypatch.setattr(bootstrap.sys, "prefix", str(bootstrap.venv_folder()))
    assert bootstrap.main([]) == 1
    assert "deactivate" in capsys.readouterr().err
    assert bootstrap.venv_python().exists()


@pytest.mark.parametrize("content", ["", "{", "[]", '{"files": 3}'])
def test_a_damaged_stamp_means_installing(bootstrap, installer, content):
    bootstrap.prepare("requirements.txt")
    bootstrap.stamp_file().write_text(content, encoding="utf-8")
    assert not bootstrap.is_current("requirements.txt")
    bootstrap.prepare("requirements.txt")
    assert bootstrap.is_current("requirements.txt")


def test_lab_is_kept_from_asking_for_news(bootstrap, installer):
    bootstrap.prepare("requirements.txt")
    settings = bootstrap.venv_folder() / "etc" / "jupyter" / "labconfig" / "page_config.json"
    assert json.loads(settings.read_text(encoding="utf-8")) == {
        "disabledExtensions": {"@jupyterlab/apputils-extension:announcements": True}
    }


def test_a_second_call_waits_for_the_first(bootstrap, monkeypatch, capsys):
    lock = bootstrap.ROOT / "lock"
    waits = []

    def release_at_second_wait(seconds):
        waits.append(seconds)
        if len(waits) == 2:
            holder.close()

    monkeypatch.setattr(bootstrap.time, "sleep", release_at_second_wait)
    holder = lock.open("a", encoding="utf-8")
    assert bootstrap.try_lock(holder.fileno())
    with bootstrap.only_one(lock):
        assert len(waits) == 2
    assert capsys.readouterr().out.count("waiting") == 1


# uv or pip

LOCK_WITH_UV = """\
uuid==1.0 \\
    --hash=sha256:aa
uv==0.9.1 \\
    --hash=sha256:bb \\
    --hash=sha256:cc
    # via -r requirements.in
uvicorn==2.0 \\
    --hash=sha256:dd
"""


@pytest.mark.parametrize("text", [LOCK_WITH_UV, LOCK_WITH_UV[LOCK_WITH_UV.index("uv==") :]])
def test_pinned_finds_a_package_with_its_checksums(text):
    assert load_bootstrap().pinned(text, "uv") == "uv==0.9.1 \\\n    --hash=sha256:bb \\\n    --hash=sha256:cc\n"


def test_pinned_of_a_package_that_is_not_there():
    assert load_bootstrap().pinned("uvicorn==2.0 \\\n    --hash=sha256:dd\n", "uv") == ""


def test_uv_on_the_path_is_used(bootstrap, installer, monkeypatch):
    monkeypatch.setattr(bootstrap.shutil, "which", lambda name: "/usr/bin/uv")
    bootstrap.prepare("requirements.txt")
    assert installer.steps == ["venv", "packages", "project"]
    assert installer.commands[1][:5] == ["/usr/bin/uv", "pip", "install", "--python", str(bootstrap.venv_python())]
    assert {"--require-hashes", "--compile-bytecode"} < set(installer.commands[1])


def test_uv_of_the_lock_file_is_fetched_and_used(bootstrap, installer):
    (bootstrap.ROOT / "requirements.txt").write_text(LOCK_WITH_UV, encoding="utf-8")
    bootstrap.prepare("requirements.txt")
    assert installer.steps == ["venv", "uv", "packages", "project"]
    assert "--require-hashes" in installer.commands[1]
    assert installer.commands[2][:4] == [str(bootstrap.venv_python()), "-m", "uv", "pip"]


def test_pip_installs_what_uv_cannot(bootstrap, installer, monkeypatch):
    monkeypatch.setattr(bootstrap.shutil, "which", lambda name: "/usr/bin/uv")
    installer.failing, installer.output = "/usr/bin/uv", "error: unexpected argument"
    bootstrap.prepare("requirements.txt")
    assert installer.steps == ["venv", "packages", "packages", "project"]
    assert installer.commands[2][1:4] == ["-m", "pip", "install"]


# Failing

FAILURES = [
    ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.", "checksum differs", True),
    ("cause: Hash mismatch for `typer==0.29.2`", "checksum differs", True),
    ("cause: No space left on device (os error 28)", "disk is full", False),
    ("OSError: [Errno 28] No space left on device", "disk is full", False),
    (
        "WARNING: Retrying after connection broken by 'NewConnectionError(...)'\nERROR: No matching distribution found",
        "could not be reached",
        True,
    ),
    ("cause: invalid peer certificate: UnknownIssuer", "PIP_CERT", True),
    ("ERROR: No matching distribution found for spacy==3.8.18", "no ready-made package", True),
    ("[Errno 30] Read-only file system: '/x/.venv'", "could not be written", False),
    ("[WinError 5] Access is denied: 'C:\\\\x'", "could not be written", False),
    ("something else", "The installation failed", False),
]


@pytest.mark.parametrize(("output", "message", "untouched"), FAILURES)
def test_failure_is_explained(output, message, untouched):
    error = load_bootstrap().explain(output)
    assert message in str(error)
    assert output.splitlines()[-1] in str(error)
    assert error.untouched is untouched


@pytest.mark.parametrize(("output", "message", "untouched"), FAILURES)
def test_failed_update_leaves_what_still_works(bootstrap, installer, capsys, output, message, untouched):
    bootstrap.prepare("requirements.txt")
    (bootstrap.ROOT / "requirements.txt").write_text("newer\n", encoding="utf-8")
    installer.failing, installer.output = "--require-hashes", output
    assert bootstrap.main([]) == 1
    assert message in capsys.readouterr().err
    (bootstrap.ROOT / "requirements.txt").write_text("requirements.txt\n", encoding="utf-8")
    assert bootstrap.is_current("requirements.txt") is untouched
    assert (bootstrap.rebuild_reason() == "") is untouched


@pytest.mark.parametrize("step", ["venv", "--editable"])
def test_each_failing_step_is_reported(bootstrap, installer, capsys, step):
    installer.failing, installer.output = step, "it broke"
    assert bootstrap.main([]) == 1
    assert "it broke" in capsys.readouterr().err
    assert not bootstrap.is_current("requirements.txt")


def test_folder_that_cannot_be_written(bootstrap, monkeypatch, capsys):
    def refuse(*arguments, **options):
        raise PermissionError(13, "Permission denied", ".venv")

    monkeypatch.setattr(Path, "mkdir", refuse)
    assert bootstrap.main([]) == 1
    assert "Copy the project to a folder of your own" in capsys.readouterr().err


def test_ctrl_c_while_installing(bootstrap, monkeypatch, capsys):
    def interrupt(command):
        raise KeyboardInterrupt

    monkeypatch.setattr(bootstrap, "run_quietly", interrupt)
    assert bootstrap.main([]) == 130
    assert "Stopped" in capsys.readouterr().err
    assert bootstrap.read_stamp() == {"unfinished": True}


def test_run_quietly_gives_status_and_both_streams(bootstrap):
    program = "import sys; print('é out'); print('err', file=sys.stderr); sys.exit(3)"
    status, output = bootstrap.run_quietly([sys.executable, "-c", program])
    assert status == 3
    assert {"é out", "err"} == set(output.splitlines())


# The children


@pytest.mark.parametrize("status", [0, 1, 2, 130])
def test_exit_status_is_handed_on(bootstrap, status):
    assert bootstrap.run_child([sys.executable, "-c", f"raise SystemExit({status})"]) == status


@pytest.mark.skipif(os.name == "nt", reason="Windows has no signals of this kind")
def test_exit_status_of_a_killed_child_is_that_of_a_shell(bootstrap):
    program = f"import os; os.kill(os.getpid(), {int(signal.SIGTERM)})"
    assert bootstrap.run_child([sys.executable, "-c", program]) == 128 + signal.SIGTERM


def test_ctrl_c_waits_for_the_child_to_tidy_up(bootstrap, monkeypatch):
    waits = []

    class Child:
        returncode = None

        def __init__(self, *arguments, **options):
            pass

        def __enter__(self):
            return self

        def __exit__(self, *error):
            return False

        def wait(self):
            waits.append(1)
            if len(waits) == 1:
                raise KeyboardInterrupt
            self.returncode = 1

    monkeypatch.setattr(bootstrap.subprocess, "Popen", Child)
    assert bootstrap.run_child(["x"]) == 130
    assert len(waits) == 2


@pytest.mark.parametrize(
    ("failing", "status", "said"),
    [
        ("", 0, "ruff check . passed, ruff format --check . passed, mypy passed"),
        ("mypy", 1, "ruff check . passed, ruff format --check . passed, mypy FAILED"),
        ("check", 1, "ruff check . FAILED, ruff format --check . FAILED, mypy passed"),
        ("pytest", 1, "mypy passed"),
    ],
)
def test_every_check_runs_and_the_tests_come_last(bootstrap, monkeypatch, capsys, failing, status, said):
    ran = []

    def run_child(command, cwd=None):
        assert cwd == bootstrap.ROOT
        ran.append(command[2])
        return int(bool(failing) and any(failing in word for word in command[2:]))

    monkeypatch.setattr(bootstrap, "run_child", run_child)
    assert bootstrap.run_checks([]) == status
    assert ran == ["ruff", "ruff", "mypy", "pytest"]
    output = capsys.readouterr().out
    assert said in output
    assert output.strip().splitlines()[-1].endswith("Now the tests, notebooks included.")


def test_ctrl_c_ends_the_checks(bootstrap, monkeypatch):
    ran = []
    monkeypatch.setattr(bootstrap, "run_child", lambda command, cwd=None: ran.append(command) or 130)
    assert bootstrap.run_checks([]) == 130
    assert len(ran) == 1


@pytest.mark.parametrize(("job", "word"), [("run", "analysis"), ("lab", "jupyterlab"), ("test", "pytest")])
def test_main_prepares_and_then_does_the_job(bootstrap, monkeypatch, job, word):
    done = []
    monkeypatch.setattr(bootstrap, "prepare", done.append)
    monkeypatch.setattr(bootstrap, "run_child", lambda command, cwd=None: done.append(command) or 0)
    assert bootstrap.main([job, "--option"]) == 0
    assert done[0] == ("requirements-dev.txt" if job == "test" else "requirements.txt")
    assert word in done[-1]
    assert done[-1][-1] == "--option"
